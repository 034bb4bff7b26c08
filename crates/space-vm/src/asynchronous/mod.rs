//! Asynchronous calls: registered while a contract runs, executed after its function returned
//! (`mx-chain-vm-go:vmhost/contexts/{async,asyncLocal}.go`).
//!
//! Every account of this chain is in reach, so a call runs in the transaction that asked for it, and
//! the queue lives in the context of the frame: nothing of it is stored.

mod callback;
mod execute;
mod register;

pub(crate) use callback::CallbackNote;
pub(crate) use execute::execute_queue;
pub(crate) use register::{Wish, register_legacy, register_promise};

use crate::error::HookError;
use vm_core::{Bytes, U256};

/// A registered call. Its gas, limit and lock, is already taken from the frame that asked for it.
#[derive(Clone, Debug)]
pub(crate) struct AsyncCall {
    /// What is asked for.
    pub(crate) wish: Wish,
    /// Gas of the call.
    pub(crate) gas_limit: u64,
    /// Gas set aside for the callback.
    pub(crate) gas_locked: u64,
    /// Whether something executes it; otherwise only its value moves.
    pub(crate) is_local: bool,
}

/// The asynchronous side of one frame.
#[derive(Clone, Debug, Default)]
pub(crate) struct AsyncState {
    /// Registered calls in order.
    pub(crate) queue: Vec<AsyncCall>,
    /// Whether a legacy call was registered, which ends the contract at once with success.
    pub(crate) is_returning: bool,
    /// In the frame of a callback: what was stored with the call.
    pub(crate) closure: Option<Bytes>,
}

/// A native value as the ledger counts it, or why it does not.
pub(crate) type Value = Result<U256, HookError>;
