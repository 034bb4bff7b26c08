//! Renders the call tree of a transaction: one tree over all virtual machines, for people.
//!
//! [`CallTree`] reads the frames that a tracer recorded and prints a line a frame, with the gas that
//! the frame used of what it got, its VM, callee, function, arguments and value, and how it ended.
//! Names of accounts, and texts of calls and results decoded by an ABI, are given by who knows them.
//!
//! ```text
//! [41,210/100,000] EVM forwarder.callFunction(0x..)  from alice
//!   ├─ [1,170,697/1,412,900] WASM adder.add(0x07)
//!   │    └─ ← ok
//!   └─ ← ok
//!      gas: evm 1%, wasm 99%
//! ```
#![forbid(unsafe_code)]

mod gas;
mod text;
mod tree;

pub use text::{address_text, bytes_text, error_string};
pub use tree::CallTree;
