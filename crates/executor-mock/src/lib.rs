//! Runs scripted native functions in the place of WASM, for tests.
//!
//! A [`MockExecutor`] keeps scripts under names. A script is a set of exports, each a Rust closure that works
//! through a [`MockCall`]: it calls hooks of the table by name, reads and writes its memory, uses points, and
//! ends as a guest could. [`contract()`] makes the code that stands for a script: a WASM module without
//! operators, which every check of a deployment accepts, so that a VM runs over this executor unchanged.
//!
//! [`Hooks`] is the table by name, which any executor of native functions needs.
//!
//! It is also the smallest example of an executor: it implements the seam in `vm-core` and nothing else in the
//! runtime knows it.
#![forbid(unsafe_code)]

mod call;
mod contract;
mod executor;
mod hooks;
mod instance;

pub use call::{MockCall, MockEnd};
pub use contract::contract;
pub use executor::{MockExecutor, Script, ScriptedFunction};
pub use hooks::Hooks;
