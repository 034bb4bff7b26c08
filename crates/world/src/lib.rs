//! Committed state in memory: what transactions read, and where their changes are applied.
//!
//! [`World`] implements [`vm_core::BlockchainHook`], and so does a [`WorldState`] that nobody changes. Every account
//! that exists and is not born in the EVM has an alias record, made when the account is inserted or with the change
//! that creates it, so that Solidity can reach it. A durable world is another implementation of the same hook.
#![forbid(unsafe_code)]

mod account;
mod hook;
mod state;
mod world;

pub use account::WorldAccount;
pub use state::WorldState;
pub use world::World;
