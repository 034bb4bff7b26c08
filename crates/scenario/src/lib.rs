//! The scenario language: parser, value expressions and runner.
//!
//! | module | content |
//! |---|---|
//! | [`value`] | expressions such as `sc:vault`, `u64:5`, `abi:transfer(address,uint256)\|evm:bob\|5` |
//! | [`model`] | scenarios, steps and checks, evaluated, with the texts they were written as |
//! | [`json`] | the JSON reader that knows lines |
//! | [`run`] | the runner, its reports and the records of steps |
//!
//! [`parse_file`] reads a scenario; the name of the file selects the [`value::Dialect`]. The language
//! is described in `docs/scenarios.md`. [`run::Runner`] runs a file on the runtime, [`format_text`] gives it
//! its usual form.
#![forbid(unsafe_code)]

mod format;
pub mod json;
pub mod model;
mod parse;
pub mod run;
pub mod value;

pub use self::format::{FormatError, format_text};
pub use self::parse::{ParseError, ParseReason, StepPlace, parse_file, parse_step, parse_text};
