//! Declarations of the hooks in C and in `AssemblyScript`, made from the hook table.

use space_vm::{FAMILIES, HookRow};

/// Names that parameters of the table have and C++ or `AssemblyScript` keep for themselves.
const KEYWORDS: [&str; 5] = ["new", "operator", "function", "this", "delete"];
/// Names of pointers to what a hook writes where its description starts with "Writes". It writes
/// to every `result` as well, and only reads from the others.
const WRITTEN: [&str; 7] =
    ["destination", "value", "name", "properties", "hash", "attributes", "creator"];

const C_HEAD: &str = "\
// SPDX-License-Identifier: MIT OR Apache-2.0
// Made from the hook table by `cargo run -p space-vm --example hook_bindings -- c`; a test fails when it is stale.
// What each hook does, costs and since when it exists: docs/hooks.md.
#ifndef SOVEREIGN_HOOKS_H
#define SOVEREIGN_HOOKS_H

#include <stdint.h>

#ifdef __cplusplus
extern \"C\" {
#endif

// A managed value of the host.
typedef int32_t Handle;

#define HOOK(name) __attribute__((import_module(\"env\"), import_name(name)))
";

const C_TAIL: &str = "
#undef HOOK

#ifdef __cplusplus
}
#endif

#endif
";

const ASSEMBLYSCRIPT_HEAD: &str = "\
// SPDX-License-Identifier: MIT OR Apache-2.0
// Made from the hook table by `cargo run -p space-vm --example hook_bindings -- assemblyscript`;
// a test fails when it is stale.
// What each hook does, costs and since when it exists: docs/hooks.md.

// A managed value of the host.
export type Handle = i32;
";

/// The C header, which C++ takes too.
pub(crate) fn c() -> String {
    let line = |row: &HookRow| {
        let parameters: Vec<String> =
            row.parameters.iter().map(|(name, kind)| c_parameter(row, name, kind)).collect();
        let name = row.signature.name;
        let parameters =
            if parameters.is_empty() { "void".to_owned() } else { parameters.join(", ") };
        let result = if row.result.is_empty() { "void" } else { c_type(row.result) };
        format!("HOOK(\"{name}\") {result} {name}({parameters});\n")
    };
    format!("{C_HEAD}{}{C_TAIL}", families(line))
}

/// The `AssemblyScript` module.
pub(crate) fn assemblyscript() -> String {
    let line = |row: &HookRow| {
        let parameters: Vec<String> = row
            .parameters
            .iter()
            .map(|(name, kind)| format!("{}: {}", spared(name), assemblyscript_type(kind)))
            .collect();
        let name = row.signature.name;
        let result = if row.result.is_empty() { "void" } else { assemblyscript_type(row.result) };
        let parameters = parameters.join(", ");
        format!(
            "// @ts-ignore: decorator\n@external(\"env\", \"{name}\")\n\
             export declare function {name}({parameters}): {result};\n"
        )
    };
    format!("{ASSEMBLYSCRIPT_HEAD}{}", families(line))
}

/// Every family with its title.
fn families(line: impl Fn(&HookRow) -> String) -> String {
    let mut text = String::new();
    for family in FAMILIES {
        text.push_str(&format!("\n// {}\n", family.title.trim()));
        for row in family.rows {
            text.push_str(&line(row));
        }
    }
    text
}

fn c_parameter(row: &HookRow, name: &str, kind: &str) -> String {
    let writes = row.doc.trim_start().starts_with("Writes") && WRITTEN.contains(&name);
    let written = name == "result" || writes;
    let name = spared(name);
    match kind {
        "MemPtr" if written => format!("void *{name}"),
        "MemPtr" => format!("const void *{name}"),
        _ => format!("{} {name}", c_type(kind)),
    }
}

fn c_type(kind: &str) -> &str {
    match kind {
        "i64" => "int64_t",
        "Handle" => "Handle",
        _ => "int32_t",
    }
}

fn assemblyscript_type(kind: &str) -> &str {
    match kind {
        "i64" => "i64",
        "MemPtr" => "usize",
        "Handle" => "Handle",
        _ => "i32",
    }
}

/// A name that no keyword is.
fn spared(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("{name}_") } else { name.to_owned() }
}
