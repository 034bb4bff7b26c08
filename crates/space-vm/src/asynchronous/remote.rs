//! Calls to other shards: handed to the dispatcher when nothing is left to do here.

use super::AsyncCall;
use crate::code::Worker;
use crate::error::HookError;
use crate::guest::{Guest, GuestAccess};
use std::sync::Arc;
use vm_core::{Address, HookTrap, RemoteCall, SuspendedFrame};

/// Suspends the frame, if calls of it go to other shards or frames below it wait for some.
///
/// # Errors
/// The end of the execution, when the balance does not cover what the calls send.
pub(super) fn suspend(guest: &mut Guest<'_>, remote: Vec<AsyncCall>) -> Result<(), HookTrap> {
    let asynchronous = &guest.context.asynchronous;
    if remote.is_empty() && !asynchronous.identity.is_waiting() {
        return Ok(());
    }
    let frame = SuspendedFrame {
        account: guest.context.own(),
        caller: guest.context.invocation.call.caller.address,
        identity: asynchronous.identity.clone(),
        is_legacy: asynchronous.is_legacy,
        calls: remote.into_iter().map(|call| prepared(guest, call)).collect::<Result<_, _>>()?,
    };
    let session = guest.context.session()?;
    let dispatcher = Arc::clone(&session.dispatcher);
    let sent = dispatcher.suspend(session, frame);
    guest.check(sent)?;
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
