//! The stored form of a suspended frame, and where it lies.

use super::codec;
use alloy_primitives::hex;
use sha2::{Digest, Sha256};
use vm_core::{AccountRef, Address, Bytes, Fault, Session, WriteError};

/// Prefix of the keys; the frame's id follows.
const KEY_PREFIX: &[u8] = b"ELRONDVM@ASYNC";

/// A call that waits for its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct StoredCall {
    pub(super) call_id: Bytes,
    /// How production executes the call.
    pub(super) mode: u64,
    pub(super) destination: Bytes,
    /// The call in text form.
    pub(super) data: Bytes,
    pub(super) gas_limit: u64,
    pub(super) gas_locked: u64,
    /// Native value without leading zeros.
    pub(super) value: Bytes,
    pub(super) success: Bytes,
    pub(super) failure: Bytes,
    pub(super) closure: Bytes,
}

/// A frame that waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct StoredFrame {
    pub(super) address: Bytes,
    pub(super) call_id: Bytes,
    pub(super) caller: Bytes,
    pub(super) parent: Bytes,
    pub(super) caller_call_id: Bytes,
    pub(super) gas_accumulated: u64,
    /// Name of the group in which production keeps the calls.
    pub(super) group: Bytes,
    pub(super) calls: Vec<StoredCall>,
    /// Calls, and frames below this one, that are not complete.
    pub(super) waiting: u64,
    /// Calls made in all.
    pub(super) calls_made: u64,
}

impl StoredFrame {
    /// Whether nothing is waited for.
    pub(super) fn is_complete(&self) -> bool {
        self.waiting == 0 && self.calls.is_empty()
    }

    /// Whether the frame is the first of its transaction.
    pub(super) fn is_first(&self) -> bool {
        self.caller_call_id.is_empty()
    }
}

/// Reads the stored form of a frame; absent when there is none, or no frame in it.
pub(super) fn load(
    session: &mut Session,
    account: &AccountRef,
    call_id: &[u8],
) -> Result<Option<StoredFrame>, Fault> {
    let stored = session.journal.peek_storage(account, &key(call_id))?;
    Ok(codec::decode(&stored.value))
}

/// Stores a frame, or deletes what is stored when it is complete.
pub(super) fn store(
    session: &mut Session,
    account: &AccountRef,
    frame: &StoredFrame,
) -> Result<(), WriteError> {
    let value = if frame.is_complete() { Bytes::new() } else { codec::encode(frame) };
    session.journal.set_storage(account, &key(&frame.call_id), value).map(|_| ())
}

fn key(call_id: &[u8]) -> Vec<u8> {
    [KEY_PREFIX, call_id].concat()
}

/// The id of the `number`th call of a frame.
pub(super) fn call_id(frame: &[u8], number: u64) -> Bytes {
    let number = number.to_be_bytes();
    let first = number.iter().position(|byte| *byte != 0).unwrap_or(number.len());
    let number = number.get(first..).unwrap_or_default();
    Bytes::copy_from_slice(&Sha256::digest([frame, number].concat()))
}

/// The account that an address in a stored frame names.
pub(super) fn account(session: &mut Session, address: &[u8]) -> Option<AccountRef> {
    Address::from_slice(address).map(|address| session.journal.reference(&address))
}

/// Values in text form, each behind a separator.
pub(super) fn text<'a>(values: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut text = Vec::new();
    for value in values {
        text.push(b'@');
        text.extend_from_slice(hex::encode(value).as_bytes());
    }
    text
}
