//! The imports that a module may have, in the form that the metering pass asks for.

use crate::hooks::FAMILIES;
use crate::table::HookRow;
use std::collections::BTreeMap;
use vm_core::{Release, WasmType};
use wasm_metering::{ImportSignature, ValueType};

#[derive(Debug)]
struct Import {
    parameters: Vec<ValueType>,
    results: Vec<ValueType>,
    since: Release,
}

/// Every hook by name.
#[derive(Debug)]
pub(super) struct Imports(BTreeMap<&'static str, Import>);

impl Imports {
    /// Reads the hook table.
    pub(super) fn new() -> Self {
        let rows = FAMILIES.iter().flat_map(|family| family.rows);
        Self(rows.map(|row| (row.signature.name, import(row))).collect())
    }

    /// The type of a hook.
    pub(super) fn signature(&self, name: &str) -> Option<ImportSignature<'_>> {
        self.0
            .get(name)
            .map(|import| ImportSignature { params: &import.parameters, results: &import.results })
    }

    /// Whether a module of a release may import a hook. Production checks it when code is deployed.
    pub(super) fn is_active(&self, name: &str, release: Release) -> bool {
        self.0.get(name).is_some_and(|import| import.since <= release)
    }
}

fn import(row: &HookRow) -> Import {
    Import {
        parameters: row.signature.parameters.iter().copied().map(value_type).collect(),
        results: row.signature.result.into_iter().map(value_type).collect(),
        since: row.since,
    }
}

const fn value_type(value: WasmType) -> ValueType {
    match value {
        WasmType::I32 => ValueType::I32,
        WasmType::I64 => ValueType::I64,
    }
}
