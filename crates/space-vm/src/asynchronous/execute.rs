//! The queue: every call in a checkpoint of its own, and its callback after it.

use super::callback::{Called, run_callback};
use super::remote::send_away;
use super::{AsyncCall, Mode, Wish};
use crate::calls::{Ended, Nested, call, check_before_gas, is_built_in, missing, note};
use crate::code::{CallKind, UPGRADE_CONTRACT};
use crate::error::{Failure, HookError};
use crate::guest::{Guest, GuestAccess};
use crate::trail::Trail;
use core::mem;
use vm_core::{Address, CallOutcome, CallScheme, GasKey, HaltReason, HookTrap, ReturnCode};

/// Executes what the contract registered, in order: first what runs here, then what only pays or leaves the shard. The
/// failure of a call or callback is not the contract's.
///
/// # Errors
/// The end of the execution, when the gas of a call does not start it or its callback.
pub(crate) fn execute_queue(guest: &mut Guest<'_>) -> Result<(), HookTrap> {
    let queue = mem::take(&mut guest.context.asynchronous.queue);
    let (local, rest): (Vec<_>, Vec<_>) = queue.into_iter().partition(|it| it.mode == Mode::Local);
    for call in local {
        execute_call(guest, call)?;
    }
    send_away(guest, rest)
}

fn execute_call(guest: &mut Guest<'_>, asked: AsyncCall) -> Result<(), HookTrap> {
    give_gas(guest, &asked)?;
    let results = guest.context.return_data.len();
    let mut transfers = guest.context.journal()?.transfer_records().len();
    let called = match start(guest, &asked.wish, asked.gas_limit)? {
        Ok(ended) => {
            if ended.0.ran_contract {
                // The output of a contract has what was sent in the transaction before, too, in production.
                transfers = 0;
            }
            called(ended)
        }
        Err(failure) => {
            let outcome = failure.into_outcome();
            refused(&guest.check(outcome)?)
        }
    };
    if called.code != ReturnCode::Ok {
        guest.context.return_data.truncate(results);
    }
    run_callback(guest, asked, &called, (results, transfers))
}

/// Gives the frame the gas of a call back, for the call to take.
pub(super) fn give_gas(guest: &mut Guest<'_>, asked: &AsyncCall) -> Result<(), HookTrap> {
    let step = guest.context.schedule().cost(GasKey::AsyncCallStep);
    if asked.gas_limit <= step {
        return Err(guest.fail(HookError::NotEnoughGas));
    }
    guest.points.restore(asked.gas_limit);
    Ok(())
}

/// Starts a call; what it refuses before the callee takes its gas costs nothing.
pub(super) fn start(
    guest: &mut Guest<'_>,
    wish: &Wish,
    gas: u64,
) -> Result<Result<(Ended, bool), Failure>, HookTrap> {
    let is_built_in = is_built_in(guest, &wish.function)?;
    let Some(address) = Address::from_slice(&wish.destination) else {
        return Ok(Err(Failure::no_account(&wish.destination)));
    };
    let callee = guest.context.reference(&address)?;
    let value = match wish.value {
        Ok(value) => value,
        Err(error) => return Ok(Err(error.into())),
    };
    if let Err(error) = check_before_gas(guest, &wish.function, value, is_built_in)? {
        return Ok(Err(error.into()));
    }
    if !is_built_in && let Some(failure) = missing(guest, &callee)? {
        guest.points.consume(gas);
        note(guest, &Trail::nested(wish.function.clone()), &failure)?;
        return Ok(Err(failure));
    }
    let kind = if wish.function.as_ref() == UPGRADE_CONTRACT.as_bytes() {
        CallKind::AsyncUpgrade
    } else {
        CallKind::Async
    };
    let nested = Nested {
        scheme: CallScheme::Async,
        callee,
        code: callee,
        value,
        function: wish.function.clone(),
        arguments: wish.arguments.clone(),
        gas,
        kind,
    };
    let ended = call(guest, nested)?;
    Ok(Ok((ended, is_built_in)))
}

/// How an execution ended, for its callback. A built-in function that refuses has the code of every
/// failed execution.
fn called((ended, is_built_in): (Ended, bool)) -> Called {
    let outcome = &ended.outcome;
    let mut called = refused(outcome);
    called.gas_left = outcome.gas_left;
    if is_built_in && !ended.ran_contract && called.code != ReturnCode::Ok {
        called.code = ReturnCode::ExecutionFailed;
    }
    called
}

fn refused(outcome: &CallOutcome) -> Called {
    let mut code = outcome.return_code();
    let message = outcome.message_text();
    let texts = [
        (HookError::InsufficientFunds, ReturnCode::OutOfFunds),
        (HookError::ContractNotFound, ReturnCode::ContractNotFound),
        (HookError::InitCalled, ReturnCode::UserError),
    ];
    // These have a code of their own when nothing ran.
    if outcome.status == vm_core::Status::Halt(HaltReason::ExecutionFailed) {
        let text = texts.iter().find(|(error, _)| error.message() == message);
        code = text.map_or(code, |(_, code)| *code);
    }
    Called { code, message, gas_left: 0 }
}
