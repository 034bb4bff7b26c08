//! Asynchronous calls: registered while a contract runs, executed after its function returned
//! (`mx-chain-vm-go:vmhost/contexts/{async,asyncLocal}.go`).
//!
//! A call of a contract in this shard runs in the transaction that asked for it, from a queue that lives in
//! the context of the frame. A call to another shard goes to the dispatcher, which sends and stores it
//! (`docs/decisions/006-async-between-shards.md`).

mod callback;
mod execute;
mod register;
mod remote;

pub(crate) use callback::CallbackNote;
pub(crate) use execute::execute_queue;
pub(crate) use register::{Wish, register_legacy, register_promise};

use crate::error::HookError;
use vm_core::{Bytes, FrameIdentity, U256};

/// A registered call. Its gas, limit and lock, is already taken from the frame that asked for it.
#[derive(Clone, Debug)]
pub(crate) struct AsyncCall {
    /// What is asked for.
    pub(crate) wish: Wish,
    /// Gas of the call.
    pub(crate) gas_limit: u64,
    /// Gas set aside for the callback.
    pub(crate) gas_locked: u64,
    /// Who executes it.
    pub(crate) mode: Mode,
}

/// Who executes a registered call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// A contract or built-in function of this shard, in this transaction.
    Local,
    /// Nobody: only its value moves.
    Payment,
    /// Another shard.
    Remote,
    /// A built-in function for an account of another shard: its first half runs here, and sends the rest there.
    RemoteBuiltIn,
}

/// The asynchronous side of one frame.
#[derive(Clone, Debug, Default)]
pub(crate) struct AsyncState {
    /// Registered calls in order.
    pub(crate) queue: Vec<AsyncCall>,
    /// Whether a legacy call was registered, which ends the contract at once with success.
    pub(crate) is_returning: bool,
    /// Whether that call is in the queue.
    pub(crate) is_legacy: bool,
    /// Who the frame is among those that asynchronous calls connect.
    pub(crate) identity: FrameIdentity,
    /// In the frame of a callback: what was stored with the call.
    pub(crate) closure: Option<Bytes>,
}

/// A native value as the ledger counts it, or why it does not.
pub(crate) type Value = Result<U256, HookError>;
