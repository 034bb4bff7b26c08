// SPDX-License-Identifier: MIT OR Apache-2.0
// Checks the built contracts: exports are what the ABI says, memory is exported and small, only the VM is imported.
// Writes artifacts/imports.json: the hooks that each contract imports.
"use strict";
const fs = require("fs");
const path = require("path");
const folder = path.join(__dirname, "artifacts");
const MAX_PAGES = 20;

const imports = {};
const problems = [];
for (const file of fs.readdirSync(folder).filter((name) => name.endsWith(".wasm")).sort()) {
  const name = path.basename(file, ".wasm");
  const bytes = fs.readFileSync(path.join(folder, file));
  const module = new WebAssembly.Module(bytes);
  imports[name] = WebAssembly.Module.imports(module).map((item) => {
    if (item.module !== "env" || item.kind !== "function") problems.push(`${name}: imports ${item.module}.${item.name}`);
    return item.name;
  }).sort();

  const exported = WebAssembly.Module.exports(module);
  if (!exported.some((item) => item.kind === "memory" && item.name === "memory")) problems.push(`${name}: no memory`);
  const stubs = Object.fromEntries(imports[name].map((hook) => [hook, () => 0]));
  const { memory } = new WebAssembly.Instance(module, { env: stubs }).exports;
  if (memory.buffer.byteLength > MAX_PAGES * 65536) problems.push(`${name}: ${memory.buffer.byteLength} bytes of memory`);

  const abiFile = path.join(folder, `${name}.abi.json`);
  if (!fs.existsSync(abiFile)) continue;
  const abi = JSON.parse(fs.readFileSync(abiFile, "utf8"));
  const wanted = abi.endpoints.map((endpoint) => endpoint.name).concat(["callBack"], abi.promisesCallbackNames || []);
  if (abi.constructor) wanted.push("init");
  if (abi.upgradeConstructor) wanted.push("upgrade");
  const functions = exported.filter((item) => item.kind === "function").map((item) => item.name);
  for (const one of wanted) if (!functions.includes(one)) problems.push(`${name}: does not export ${one}`);
  for (const one of functions) if (!wanted.includes(one)) problems.push(`${name}: ${one} is not in the ABI`);
}
fs.writeFileSync(path.join(folder, "imports.json"), `${JSON.stringify(imports, null, 2)}\n`);
for (const problem of problems) console.error(problem);
process.exit(problems.length === 0 ? 0 : 1);
