//! The dispatcher between virtual machines.
//!
//! [`CrossVm`] holds the registered VMs and makes every frame between them: it finds the VM that owns
//! a callee, checks depth and read-only rules, converts input and gas at the border of two VMs, sets a
//! checkpoint, moves the value, runs the VM, and keeps or undoes everything. It never looks inside a
//! VM, and a VM never sees another one.
//!
//! | border | input | return data | gas |
//! |---|---|---|---|
//! | function to blob | Solidity signature, selector, or raw call data | one item, or typed | divided |
//! | blob to function | `[u32 length][bytes]` items, item 0 the function | such items | multiplied |
//!
//! Asynchronous calls are queued by their VM and come here like others; a callback inside a transaction
//! moves no value. Contracts whose VM has no queue, Solidity's, have one in the journal, which is run when
//! the transaction's first frame has returned. Calls to other shards are sent and stored here, and their
//! answers find their callbacks here (`docs/decisions/006-async-between-shards.md`).
#![forbid(unsafe_code)]

mod asynchronous;
mod border;
mod built_in;
mod call;
mod convert;
mod create;
mod dispatcher;
mod payment;

pub use asynchronous::{Answer, answer_data};
pub use border::GasRatio;
pub use convert::{
    ConversionError, decode_items, encode_items, error_string, first_item, revert_reason,
};
pub use dispatcher::{CrossVm, CrossVmBuilder, RegistryError};
pub use vm_core::CONVERSION_GAS_PER_WORD;
