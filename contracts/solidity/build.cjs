// SPDX-License-Identifier: MIT OR Apache-2.0
// Compiles every contract of this folder and of openzeppelin/ into ../artifacts/<Name>.json.
// The compiler is the npm package solc, found in the folder that SOLC_MODULES names.
"use strict";
const fs = require("fs");
const path = require("path");
const modules = process.env.SOLC_MODULES || path.join(__dirname, "../../target/oracle/node_modules");
const solc = require(path.join(modules, "solc"));

const read = (name) => fs.readFileSync(path.join(__dirname, name), "utf8");
const sources = (folder) =>
  fs.readdirSync(path.join(__dirname, folder)).filter((name) => name.endsWith(".sol")).map((name) => path.posix.join(folder, name));
const names = [...sources("."), ...sources("openzeppelin")].sort();
// What is imported from a package comes from the folder of the compiler; nothing of it becomes an artifact by itself.
const isOwn = (file) => names.includes(file);
const imported = (file) => {
  const found = path.join(modules, file);
  return fs.existsSync(found) ? { contents: fs.readFileSync(found, "utf8") } : { error: `no package has ${file}` };
};
const input = {
  language: "Solidity",
  sources: Object.fromEntries(names.map((name) => [name, { content: read(name) }])),
  settings: {
    evmVersion: "cancun",
    optimizer: { enabled: true, runs: 200 },
    metadata: { appendCBOR: false, bytecodeHash: "none" },
    outputSelection: {
      "*": { "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object", "evm.methodIdentifiers", "metadata"] },
    },
  },
};
const output = JSON.parse(solc.compile(JSON.stringify(input), { import: imported }));
for (const error of output.errors || []) console.error(error.formattedMessage);
if ((output.errors || []).some((error) => error.severity === "error")) process.exit(1);

for (const [file, contracts] of Object.entries(output.contracts)) {
  if (!isOwn(file)) continue;
  for (const [name, contract] of Object.entries(contracts)) {
    // A library of internal functions has no code of its own.
    if (contract.abi.every((item) => item.type === "error")) continue;
    // An interface without events is a part of its users.
    if (!contract.evm.bytecode.object && !contract.abi.some((item) => item.type === "event")) continue;
    // Hashes of what was compiled of this folder: tests hold the committed artifacts to the committed sources.
    const sources = Object.entries(JSON.parse(contract.metadata).sources)
      .filter(([source]) => fs.existsSync(path.join(__dirname, source)));
    const artifact = {
      contractName: name,
      sourceName: `contracts/solidity/${file}`,
      ...(file.startsWith("openzeppelin/") && { notice: "contains OpenZeppelin Contracts, MIT: solidity/openzeppelin/LICENSE-OPENZEPPELIN" }),
      sources: Object.fromEntries(sources.map(([source, { keccak256 }]) => [source, keccak256])),
      compiler: `solc ${solc.version().split("+")[0]}`,
      evmVersion: input.settings.evmVersion,
      abi: contract.abi,
      methodIdentifiers: contract.evm.methodIdentifiers,
      bytecode: { object: `0x${contract.evm.bytecode.object}` },
      deployedBytecode: { object: `0x${contract.evm.deployedBytecode.object}` },
    };
    fs.writeFileSync(path.join(__dirname, `../artifacts/${name}.json`), `${JSON.stringify(artifact, null, 2)}\n`);
    console.log(`${name}: ${contract.evm.deployedBytecode.object.length / 2} bytes`);
  }
}
