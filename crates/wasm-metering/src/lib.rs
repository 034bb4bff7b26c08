//! The wasm-to-wasm pass that meters, limits the stack and checks the structure of a contract,
//! before any engine.
//!
//! [`meter`] takes the bytes of a contract and gives back a module that any WebAssembly engine can
//! run, with the same gas and the same failures on each of them: the charges, the stack limit and
//! the limit of `memory.grow` are ordinary operators of the module itself. What production does not
//! accept is refused with a [`ModuleError`].
//!
//! # What an executor does with the module
//! - It gives the module its known imports of module `env`, and the three of module
//!   [`RUNTIME_MODULE`], all without arguments and results:
//!   - [`POINTS_EXHAUSTED`]: [`POINTS_LEFT`] is zero or less. Either raise it above zero from the
//!     reserve of the run and return, or trap (out of gas, or interrupted).
//!   - [`STACK_OVERFLOW`]: the deterministic stack limit is reached. Trap: the execution failed.
//!   - [`MEMORY_LIMIT`]: one `memory.grow` too many, or one of too many pages. Trap: memory limit.
//! - Before a run it sets the exported global [`POINTS_LEFT`] (mutable i64): the points of this
//!   slice, at most `i64::MAX`. The points left of a run are the reserve plus this global; it is
//!   exact whenever a host function runs and when a call has ended without a trap. After a trap it
//!   means nothing: a failed frame burns what it was given. A host function charges by subtracting
//!   from it, and must trap itself when production would.
//! - Before a run it sets the exported global [`STACK_LEFT`] (mutable i32) to [`STACK_BUDGET`],
//!   because a trap does not give back what it took. A host function never runs the instance that
//!   called it a second time.
//! - The native stack under a run has at least [`NATIVE_STACK_BYTES`]; see [`STACK_BUDGET`] for the
//!   reasoning. An interpreter with limits of its own allows [`MAXIMUM_CALL_DEPTH`] frames.
//! - To use an instance again after a run, it restores memory and every global of
//!   [`MeteredModule::mutable_globals`] as they were after instantiation, and drops the instance
//!   when [`MeteredModule::single_use`] holds.
//!
//! # Where charges stand
//! Production adds up the prices of operators and, before every control-flow operator, does `used
//! += sum` and stops when `used >= limit`. The charges here are the same, and so are the decisions;
//! but a sum joins the next one, and a check waits for the next one, when nothing that can be
//! observed (a call, a trap, a jump back) lies between. The points are kept in a local of each
//! function, and in the global around calls.
//!
//! # Protected globals
//! The whole original module is validated first, so no operator of the guest can name a global,
//! function or type that it did not declare. What is added has indexes beyond the original ones,
//! therefore no guest can reach it; and the export names that it uses are refused to the guest
//! ([`is_reserved_export`]).
#![forbid(unsafe_code)]

mod call_graph;
mod charges;
mod costs;
mod error;
mod frame;
mod function_survey;
mod function_writer;
mod limits;
mod names;
mod operators;
mod places;
mod segments;
mod signature;
mod survey;
mod work;
mod writer;

pub use costs::{CostError, OperatorCosts};
pub use error::{LimitKind, ModuleError};
pub use frame::{MAXIMUM_CALL_DEPTH, NATIVE_STACK_BYTES, STACK_BUDGET};
pub use limits::Limits;
pub use names::{
    MEMORY_GROWS_LEFT, MEMORY_LIMIT, POINTS_EXHAUSTED, POINTS_LEFT, RUNTIME_MODULE, STACK_LEFT,
    STACK_OVERFLOW, is_reserved_export,
};
pub use places::OperatorPlace;
pub use signature::{ImportSignature, ValueType};
pub use writer::{MemoryPages, MeteredModule, meter, meter_with_places};

/// The version of the pass; it goes up when the output for some input changes or
/// another input is refused, and belongs in the
/// key of every cache of compiled code.
pub const METERING_VERSION: u32 = 3;
