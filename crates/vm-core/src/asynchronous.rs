//! Asynchronous calls between shards: what names a call on its way, what a frame leaves behind when
//! some of its calls go to another shard, and what leaves the shard.

use crate::{AccountRef, Address, Bytes, CallRequest, CallScheme, CallType, U256};
use alloy_primitives::hex;

/// What names an asynchronous call, or its callback, on its way between shards
/// (`mx-chain-vm-common-go:input.go`, `AsyncArguments`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AsyncArguments {
    /// Id of the call, or of the callback.
    pub call_id: Bytes,
    /// Id of the frame that made the call; for a callback, id of the call that it answers.
    pub caller_call_id: Bytes,
    /// For a callback, id of the frame that made the call.
    pub initiator_call_id: Bytes,
    /// For a callback, gas that earlier callbacks left.
    pub gas_accumulated: u64,
}

/// How a message from another shard came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// [`CallScheme::Async`] or [`CallScheme::Callback`]; [`CallScheme::Call`] for anything else, without names.
    pub scheme: CallScheme,
    /// What names it.
    pub arguments: AsyncArguments,
    /// Gas in MultiversX units that travels on with the answer of a call, beside what may be used.
    pub gas_locked: u64,
}

/// A call to another shard, as a frame registered it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteCall {
    /// The destination.
    pub destination: Address,
    /// The function.
    pub function: Bytes,
    /// Its arguments.
    pub arguments: Vec<Bytes>,
    /// Native value.
    pub value: U256,
    /// Function to run after a success; empty for none.
    pub success: Bytes,
    /// Function to run after a failure; empty for none.
    pub failure: Bytes,
    /// What the callback can ask for.
    pub closure: Bytes,
    /// Gas of the call.
    pub gas_limit: u64,
    /// Gas set aside for the callback.
    pub gas_locked: u64,
}

/// A call in text form, `function@hex@hex` (`mx-chain-vm-common-go:parsers`).
#[must_use]
pub fn call_text(function: &[u8], arguments: &[Bytes]) -> Bytes {
    let mut text = function.to_vec();
    for argument in arguments {
        text.push(b'@');
        text.extend_from_slice(hex::encode(argument).as_bytes());
    }
    text.into()
}

/// Who a frame is among all frames of its transaction, and what it waits for. Its id follows from the
/// transaction's hash and these numbers; it is made only when the frame is suspended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrameIdentity {
    /// The frame without a caller of its own kind from which the path starts: 0 for the transaction's
    /// first, else a number of [`crate::Session::unnamed_frames`].
    pub root: u64,
    /// The number that each call on the way from there had in its frame.
    pub path: Vec<u64>,
    /// Calls made so far; each has the next number.
    pub calls_made: u64,
    /// Frames below it that wait for another shard.
    pub waiting: u64,
    /// Gas that callbacks left.
    pub gas_accumulated: u64,
}

impl FrameIdentity {
    /// Counts a call and gives the identity of the frame that it makes.
    #[must_use]
    pub fn call(&mut self) -> Self {
        self.calls_made = self.calls_made.saturating_add(1);
        let mut path = self.path.clone();
        path.push(self.calls_made);
        Self { root: self.root, path, ..Self::default() }
    }

    /// Whether the frame waits for others below it.
    #[must_use]
    pub const fn is_waiting(&self) -> bool {
        self.waiting > 0
    }
}

/// What names an asynchronous call of a frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallName {
    /// The id of the call.
    pub id: Bytes,
    /// The ids of the call and of the frame in text form `@hex@hex`, which travel with the call.
    pub async_data: Bytes,
}

/// What a frame leaves that waits for another shard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuspendedFrame {
    /// The account on which it ran.
    pub account: AccountRef,
    /// Who called it.
    pub caller: Address,
    /// Who it is.
    pub identity: FrameIdentity,
    /// Whether its call is of the legacy kind.
    pub is_legacy: bool,
    /// Its calls to other shards, in order.
    pub calls: Vec<RemoteCall>,
}

/// A call that a contract asked for whose virtual machine has no queue of its own. It runs when the first
/// frame of the transaction has returned, and its callback after it; a call to another shard leaves then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedCall {
    /// The call, in the contract's name; its gas is in MultiversX units, and already paid.
    pub request: CallRequest,
    /// Who is called at last; the request may be a transfer of tokens that asks for it.
    pub destination: Address,
    /// Native value that goes along.
    pub value: U256,
    /// Who holds the value until then, and calls the callback.
    pub keeper: AccountRef,
    /// Selector of the function that learns how the call ended; empty for none.
    pub callback: Bytes,
    /// What the callback gets back.
    pub closure: Bytes,
    /// Gas set aside for the callback.
    pub gas_locked: u64,
}

/// What leaves the shard. Its gas is in MultiversX units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingTransfer {
    /// Who sends.
    pub from: Address,
    /// Who receives, in another shard.
    pub to: Address,
    /// Native value; it has left the sender's balance.
    pub value: U256,
    /// Gas that travels with it.
    pub gas_limit: u64,
    /// Gas that travels with it and that only the answer may use.
    pub gas_locked: u64,
    /// Call in text form `function@hex@hex`; the results of a callback have no function.
    pub data: Bytes,
    /// Names of an asynchronous call in text form `@hex@hex`; empty for other transfers.
    pub async_data: Bytes,
    /// Kind of call.
    pub call_type: CallType,
    /// Whether it brings back what this shard did not take, and the reason.
    pub is_return: bool,
}

impl OutgoingTransfer {
    /// A payment that carries nothing but its value.
    #[must_use]
    pub const fn payment(from: Address, to: Address, value: U256) -> Self {
        Self {
            from,
            to,
            value,
            gas_limit: 0,
            gas_locked: 0,
            data: Bytes::new(),
            async_data: Bytes::new(),
            call_type: CallType::DirectCall,
            is_return: false,
        }
    }
}
