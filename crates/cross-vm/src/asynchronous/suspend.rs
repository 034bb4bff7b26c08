//! A frame that is left with calls to other shards.

use super::stored::{StoredCall, StoredFrame, call_id, store, text};
use vm_core::{
    Bytes, CallName, CallType, FrameIdentity, LogEntry, OutgoingTransfer, RemoteCall, Session,
    SuspendedFrame, U256, WriteError, call_text,
};

/// What production calls the execution of a call whose destination it does not have.
const MODE_REMOTE: u64 = 4;
/// The same of a built-in function whose receiver it does not have.
const MODE_BUILT_IN: u64 = 2;
/// The group of legacy calls.
const LEGACY_GROUP: &[u8] = b"LegacyAsync";

/// Sends the calls of a frame out and stores the frame.
pub(crate) fn suspend(session: &mut Session, mut frame: SuspendedFrame) -> Result<(), WriteError> {
    let mut ids = Vec::new();
    for call in &frame.calls {
        frame.identity.waiting = frame.identity.waiting.saturating_add(1);
        frame.identity.calls_made = frame.identity.calls_made.saturating_add(1);
        let CallName { id, async_data } = name_call(session, &frame.identity);
        let data = call_text(&call.function, &call.arguments);
        let transfer = OutgoingTransfer {
            from: frame.account.address,
            to: call.destination,
            value: call.value,
            gas_limit: call.gas_limit,
            gas_locked: call.gas_locked,
            data: data.clone(),
            async_data,
            call_type: CallType::AsynchronousCall,
            is_return: false,
        };
        session.journal.send_out(&frame.account, transfer)?;
        write_log(session, call, &data)?;
        ids.push(id);
    }
    keep_waiting(session, frame, &ids)
}

/// Stores a frame whose calls have left under ids.
pub(crate) fn keep_waiting(
    session: &mut Session,
    frame: SuspendedFrame,
    ids: &[Bytes],
) -> Result<(), WriteError> {
    let SuspendedFrame { account, caller, identity, is_legacy, calls } = frame;
    let (own_id, caller_call_id) = frame_ids(session, &identity);
    let calls = calls.into_iter().zip(ids);
    let calls = calls.map(|(call, id)| stored_call(session, call, id.clone())).collect();
    let stored = StoredFrame {
        address: Bytes::copy_from_slice(account.address.as_slice()),
        call_id: own_id,
        caller: Bytes::copy_from_slice(caller.as_slice()),
        parent: Bytes::copy_from_slice(caller.as_slice()),
        caller_call_id,
        gas_accumulated: identity.gas_accumulated,
        group: Bytes::from_static(if is_legacy { LEGACY_GROUP } else { b"" }),
        calls,
        waiting: identity.waiting,
        calls_made: identity.calls_made,
    };
    store(session, &account, &stored)
}

/// What names the newest call of a frame.
pub(crate) fn name_call(session: &Session, identity: &FrameIdentity) -> CallName {
    let (own_id, _) = frame_ids(session, identity);
    let id = call_id(&own_id, identity.calls_made);
    let async_data = text([id.as_ref(), own_id.as_ref()]).into();
    CallName { id, async_data }
}

/// The ids of a frame and of its caller; the latter is empty for a frame without one.
fn frame_ids(session: &Session, identity: &FrameIdentity) -> (Bytes, Bytes) {
    let transaction = &session.environment.transaction;
    let hash = session.transaction_hash();
    let root = match (&transaction.arrival, identity.root) {
        (Some(arrival), 0) => arrival.arguments.call_id.clone(),
        (None, 0) => hash,
        (_, number) => call_id(&[hash.as_ref(), &[0]].concat(), number),
    };
    identity.path.iter().fold((root, Bytes::new()), |(own, _), number| {
        let next = call_id(&own, *number);
        (next, own)
    })
}

fn stored_call(session: &Session, call: RemoteCall, id: Bytes) -> StoredCall {
    let is_built_in = session.is_built_in(&call.function);
    let data = call_text(&call.function, &call.arguments);
    StoredCall {
        call_id: id,
        mode: if is_built_in { MODE_BUILT_IN } else { MODE_REMOTE },
        destination: Bytes::copy_from_slice(call.destination.as_slice()),
        data,
        gas_limit: call.gas_limit,
        gas_locked: call.gas_locked,
        value: value_bytes(call.value),
        success: call.success,
        failure: call.failure,
        closure: call.closure,
    }
}

/// The log of a transfer that leaves (`mx-chain-vm-go:vmhost/contexts/output.go`, `Transfer`).
fn write_log(session: &mut Session, call: &RemoteCall, data: &Bytes) -> Result<(), WriteError> {
    let from = session.journal.frame().map(|frame| frame.callee.address).unwrap_or_default();
    let is_simple = !call.destination.is_contract_shaped() || call.gas_limit == 0;
    let data = if is_simple {
        vec![Bytes::from_static(b"DirectCall"), data.clone()]
    } else {
        let head = [Bytes::from_static(b"AsyncCall"), call.function.clone()];
        head.into_iter().chain(call.arguments.iter().cloned()).collect()
    };
    session.journal.log(LogEntry {
        identifier: Bytes::from_static(b"transferValueOnly"),
        address: from,
        topics: vec![value_bytes(call.value), Bytes::copy_from_slice(call.destination.as_slice())],
        data,
    })
}

fn value_bytes(value: U256) -> Bytes {
    Bytes::from(value.to_be_bytes_trimmed_vec())
}
