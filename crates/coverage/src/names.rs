//! Names of functions.

use rustc_demangle::demangle;
use std::collections::BTreeMap;
use wasmparser::{ExternalKind, KnownCustom, Name, Parser, Payload, TypeRef};

/// The names of a module's functions with a body, in order: from the name section, else the first export,
/// else by index.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other parts name no function")]
pub(crate) fn function_names(module: &[u8]) -> Vec<String> {
    let mut imported: u32 = 0;
    let mut bodies: u32 = 0;
    let mut exports: BTreeMap<u32, &str> = BTreeMap::new();
    let mut names: BTreeMap<u32, &str> = BTreeMap::new();
    for payload in Parser::new(0).parse_all(module).map_while(Result::ok) {
        match payload {
            Payload::ImportSection(section) => {
                let imports = section.into_imports().flatten();
                let functions = imports.filter(|it| matches!(it.ty, TypeRef::Func(_)));
                imported = u32::try_from(functions.count()).unwrap_or(u32::MAX);
            }
            Payload::FunctionSection(section) => bodies = section.count(),
            Payload::ExportSection(section) => {
                for export in section.into_iter().flatten() {
                    if export.kind == ExternalKind::Func {
                        exports.entry(export.index).or_insert(export.name);
                    }
                }
            }
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(section) = section.as_known() {
                    for part in section.into_iter().flatten() {
                        if let Name::Function(functions) = part {
                            let named = functions.into_iter().flatten();
                            names.extend(named.map(|it| (it.index, it.name)));
                        }
                    }
                }
            }
            _ => {}
        }
    }
    let name = |index: u32| {
        let known = names.get(&index).or_else(|| exports.get(&index));
        // Rust's names without their hash; what is no mangled name stays as it is.
        known.map_or_else(|| format!("function {index}"), |name| format!("{:#}", demangle(name)))
    };
    (0..bodies).map(|body| name(imported.saturating_add(body))).collect()
}
