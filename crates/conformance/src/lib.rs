//! Ethereum's own tests, run over the whole: decoding, transaction processor, dispatcher, journal and
//! account map, not over a bare engine.
//!
//! - [`StateTests`]: each variant's signed transaction on its state; state root, logs and refusals are
//!   compared. With [`Depth::Nested`] the transaction's call is made from two frames further down, by a VM
//!   that is registered beside the others.
//! - [`TransactionTests`]: raw transactions; hash, sender and intrinsic gas, or that they are refused.
//!
//! Both take files in the form of `ethereum/tests`. `sovm conformance` runs folders of them, and
//! `tests/tests/shared_state_tests.rs` a sample.
#![forbid(unsafe_code)]

mod files;
mod fork;
mod relay;
mod state;
mod tally;
mod transaction;

pub use files::{ReadError, test_files};
pub use state::{Depth, StateTests};
pub use tally::{Failure, Tally};
pub use transaction::TransactionTests;
