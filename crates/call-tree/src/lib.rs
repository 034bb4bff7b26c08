//! Renders the call tree of a transaction: one tree over all virtual machines, for people and in the
//! forms of Ethereum's tracers.
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
//!
//! | form | made by | of |
//! |---|---|---|
//! | Geth's `callTracer` | [`CallTracer`] | recorded frames and logs |
//! | Geth's `prestateTracer`, plain and `diffMode` | [`Prestate`] | observed first reads and the state change |
//! | EIP-3155 | [`Eip3155`], [`Eip3155Summary`] | instructions, while they run |
//!
//! In all of them gas is EVM gas, and an account of another VM stands under its alias; what else its
//! frames have is said in `docs/tracing.md`.
#![forbid(unsafe_code)]

mod call_tracer;
mod eip3155;
mod frame_text;
mod gas;
mod prestate_tracer;
mod quantity;
mod text;
mod tree;

pub use call_tracer::{CallFrame, CallLog, CallTracer, ForeignFrame, NativeCallLog};
pub use eip3155::{Eip3155, Eip3155Summary};
pub use prestate_tracer::{Prestate, PrestateAccount, PrestateAccounts, PrestateDiff};
pub use text::{address_text, bytes_text, error_string};
pub use tree::CallTree;
