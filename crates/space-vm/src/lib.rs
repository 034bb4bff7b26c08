//! The MultiversX WASM host: contexts, hook table and managed types, free of any engine.
//!
//! - **VM**: [`SpaceVm`] implements `vm_core::VirtualMachine` over any `vm_core::Executor`.
//! - **Hooks**: one table of zero-sized hooks over [`SpaceContext`], one family a file.
//! - **Code**: validation, the cache of compiled artifacts, warm instances.
//!
//! Gas, results and failures follow `mx-chain-vm-go` to the unit. Contracts reach other contracts
//! through the session's dispatcher only, and state through the journal only.
#![forbid(unsafe_code)]

mod account;
mod asynchronous;
mod calls;
mod code;
mod context;
mod create;
mod delete;
mod error;
mod guest;
mod hooks;
mod managed;
mod run;
mod storage;
mod table;
#[cfg(test)]
mod tests;
mod token;
mod trail;
mod upgrade;
mod vm;

pub use context::SpaceContext;
pub use hooks::{FAMILIES, SpaceHooks, hook, verify_bls};
pub use table::{HookFamily, HookRow};
pub use vm::SpaceVm;
