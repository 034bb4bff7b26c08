//! The scenario language: parser, value expressions and runner.
//!
//! | module | content |
//! |---|---|
//! | [`value`] | expressions such as `sc:vault`, `u64:5`, `abi:transfer(address,uint256)\|evm:bob\|5` |
//! | [`model`] | scenarios, steps and checks, evaluated, with the texts they were written as |
//! | [`json`] | the JSON reader that knows lines |
//!
//! [`parse_file`] reads a scenario; the name of the file selects the [`value::Dialect`]. The language
//! is described in `docs/scenarios.md`.
#![forbid(unsafe_code)]

pub mod json;
pub mod model;
mod parse;
pub mod value;

pub use self::parse::{ParseError, ParseReason, StepPlace, parse_file, parse_step, parse_text};
