//! Calls that only pay, and calls to other shards: they leave in order, and what their answers need is kept
//! (`mx-chain-vm-go:vmhost/contexts/{asyncRemote,asyncLocal}.go`).

use super::execute::{give_gas, start};
use super::{AsyncCall, Mode};
use crate::calls::{AsyncPart, Transfer, call_text, transfer_value};
use crate::code::Worker;
use crate::error::HookError;
use crate::guest::{Guest, GuestAccess};
use std::sync::Arc;
use vm_core::{
    AccountRef, Address, Bytes, CallName, CallType, HookTrap, OutgoingTransfer, RemoteCall,
    SuspendedFrame, VmType,
};

/// Sends calls away, and suspends the frame if some go to other shards or frames below it wait for some.
///
/// # Errors
/// The end of the execution, when the balance does not cover what the calls send, or a built-in function refuses.
pub(super) fn send_away(guest: &mut Guest<'_>, calls: Vec<AsyncCall>) -> Result<(), HookTrap> {
    let (mut waiting, mut ids) = (Vec::new(), Vec::new());
    for mut call in calls {
        let id = if call.mode == Mode::RemoteBuiltIn {
            run_half(guest, &mut call)?
        } else {
            let identity = &mut guest.context.asynchronous.identity;
            identity.calls_made = identity.calls_made.saturating_add(1);
            let CallName { id, async_data } = name(guest)?;
            pay(guest, &call, async_data)?;
            id
        };
        if call.mode != Mode::Payment {
            waiting.push(prepared(guest, call)?);
            ids.push(id);
        }
    }
    suspend(guest, waiting, &ids)
}

/// Names the newest call of this frame.
fn name(guest: &mut Guest<'_>) -> Result<CallName, HookTrap> {
    let identity = guest.context.asynchronous.identity.clone();
    let session = guest.context.session()?;
    Ok(session.dispatcher.name_call(session, &identity))
}

/// Sends value with the text of a call, to an account that executes nothing or to another shard. The gas travels with
/// it, as in production.
fn pay(guest: &mut Guest<'_>, asked: &AsyncCall, async_data: Bytes) -> Result<(), HookTrap> {
    let wish = &asked.wish;
    if wish.function.is_empty() {
        return Err(guest.fail(HookError::UnreadableCall));
    }
    let address = Address::from_slice(&wish.destination);
    let address = guest.check(address.ok_or(HookError::InvalidAccount))?;
    let destination: AccountRef = guest.context.reference(&address)?;
    let part = AsyncPart { gas_locked: asked.gas_locked, async_data };
    let transfer = Transfer {
        destination,
        value: wish.value,
        gas: asked.gas_limit,
        data: call_text(&wish.raw()),
        asynchronous: Some(part),
    };
    transfer_value(guest, transfer)
}

/// Runs the half of a built-in function that is here. What it sends gets the names of the call and the gas of its
/// callback; what gas it leaves stays with the frame. Its failure is the frame's. Gives the call's id.
fn run_half(guest: &mut Guest<'_>, asked: &mut AsyncCall) -> Result<Bytes, HookTrap> {
    give_gas(guest, asked)?;
    let sent = guest.context.journal()?.outgoing().len();
    let (ended, _) = match start(guest, &asked.wish, asked.gas_limit)? {
        Ok(started) => started,
        Err(failure) => return Err(guest.context.stop(failure)),
    };
    if !ended.is_success() {
        return Err(guest.context.stop(ended.failure(Some(VmType::SYSTEM))));
    }
    asked.gas_limit = ended.outcome.gas_left;
    // To run it was the call that counts.
    let CallName { id, async_data } = name(guest)?;
    let gas_locked = asked.gas_locked;
    let journal = guest.context.journal()?;
    let transfers: Vec<_> = journal.outgoing().iter().enumerate().skip(sent).collect();
    let named: Vec<(usize, OutgoingTransfer)> = transfers
        .into_iter()
        .filter(|(_, it)| it.call_type == CallType::AsynchronousCall)
        .map(|(at, it)| {
            (at, OutgoingTransfer { gas_locked, async_data: async_data.clone(), ..it.clone() })
        })
        .collect();
    for (at, transfer) in named {
        journal.replace_out(at, transfer);
    }
    Ok(id)
}

fn suspend(guest: &mut Guest<'_>, calls: Vec<RemoteCall>, ids: &[Bytes]) -> Result<(), HookTrap> {
    let asynchronous = &mut guest.context.asynchronous;
    let count = u64::try_from(calls.len()).unwrap_or(u64::MAX);
    asynchronous.identity.waiting = asynchronous.identity.waiting.saturating_add(count);
    if !asynchronous.identity.is_waiting() {
        return Ok(());
    }
    let (identity, is_legacy) = (asynchronous.identity.clone(), asynchronous.is_legacy);
    let frame = SuspendedFrame {
        account: guest.context.own(),
        caller: guest.context.invocation.call.caller.address,
        identity,
        is_legacy,
        calls,
    };
    let session = guest.context.session()?;
    let dispatcher = Arc::clone(&session.dispatcher);
    let kept = dispatcher.keep_waiting(session, frame, ids);
    guest.check(kept)?;
    let session = guest.context.session()?;
    let below = session.journal.frames().len().saturating_sub(1);
    Worker::with(session, |worker| worker.wait(below));
    Ok(())
}

fn prepared(guest: &mut Guest<'_>, call: AsyncCall) -> Result<RemoteCall, HookTrap> {
    let AsyncCall { wish, gas_limit, gas_locked, .. } = call;
    let destination = Address::from_slice(&wish.destination).ok_or(HookError::InvalidAccount);
    Ok(RemoteCall {
        destination: guest.check(destination)?,
        function: wish.function,
        arguments: wish.arguments,
        value: guest.check(wish.value)?,
        success: wish.success,
        failure: wish.failure,
        closure: wish.closure,
        gas_limit,
        gas_locked,
    })
}
