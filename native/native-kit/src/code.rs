// SPDX-License-Identifier: GPL-3.0-only
//! Code by an expression of the scenario language.

use scenario::value::{Dialect, Interpreter, ReadContext, ValueError};
use std::path::Path;

/// The code that an expression names, as scenario files do: `mxsc:output/adder.mxsc.json`, `file:adder.wasm`. Paths
/// start from the folder.
///
/// # Errors
/// When the expression is malformed or its file cannot be read.
pub fn code_of(folder: &Path, expression: &str) -> Result<Vec<u8>, ValueError> {
    Interpreter::new(&ReadContext::default(), Dialect::Go, folder).text(expression)
}
