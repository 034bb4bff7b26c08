//! The EVM: revm over the shared journal.
//!
//! [`EvmVm`] runs Ethereum contracts for the dispatcher. Inside:
//!
//! - **Journal**: a newtype over the session gives revm the one journal of the transaction, with its
//!   warm sets, checkpoints, logs and transient slots; nothing is copied or merged.
//! - **Frames**: revm's frames with the journal's frame beside each. A call of an account of another
//!   VM, or of a built-in function, leaves through the dispatcher with the session.
//! - **Engines**: one for each run that is under way, pooled by thread. Each remembers hashes of mapping keys,
//!   whose slots contracts compute again and again.
//! - **Transactions**: what Ethereum's own transactions pay in advance, and their delegations.
#![forbid(unsafe_code)]

mod crossing;
mod database;
mod engine;
mod environment;
mod frame;
mod instructions;
mod journal;
mod journaled_account;
mod outcome;
mod trace;
mod transaction;
mod vm;
mod word_hashes;

pub use transaction::{
    Authorization, IntrinsicGas, IntrinsicInput, apply_authorizations, blob_gas_price,
    init_code_cap, intrinsic_gas, is_delegation, transaction_gas_cap,
};
pub use vm::EvmVm;
