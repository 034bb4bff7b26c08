//! The types of the functions that a contract may import.

use wasmparser::{FuncType, ValType};

/// The type of one argument or result of an imported function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ValueType {
    /// A 32-bit integer.
    I32,
    /// A 64-bit integer.
    I64,
}

/// The type of an imported function, as the caller's table of hooks has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ImportSignature<'a> {
    /// The types of the arguments, in order.
    pub params: &'a [ValueType],
    /// The types of the results; production's hooks have none or one.
    pub results: &'a [ValueType],
}

impl ImportSignature<'_> {
    /// Whether a declared type is this one.
    pub(crate) fn matches(&self, declared: &FuncType) -> bool {
        same(self.params, declared.params()) && same(self.results, declared.results())
    }
}

fn same(expected: &[ValueType], declared: &[ValType]) -> bool {
    expected.iter().map(|value| value.as_wasm()).eq(declared.iter().copied())
}

impl ValueType {
    const fn as_wasm(self) -> ValType {
        match self {
            Self::I32 => ValType::I32,
            Self::I64 => ValType::I64,
        }
    }
}
