//! Callbacks: the contract learns how its call ended
//! (`mx-chain-vm-go:vmhost/contexts/asyncLocal.go`, `createCallbackInput`).

use super::AsyncCall;
use crate::calls::{send, token_receiver};
use crate::code::{CallKind, Worker};
use crate::context::BackTransfers;
use crate::error::HookError;
use crate::guest::{Guest, GuestAccess, length_of};
use vm_core::{
    Address, Bytes, CallInput, CallRequest, CallScheme, GasKey, HookTrap, ReturnCode,
    TokenTransfer, TransferRecord, U256,
};

/// How a call ended.
#[derive(Clone, Debug)]
pub(crate) struct Called {
    /// Its return code.
    pub(crate) code: ReturnCode,
    /// Why it failed.
    pub(crate) message: Bytes,
    /// Gas it left.
    pub(crate) gas_left: u64,
}

/// What a callback finds besides its arguments.
#[derive(Clone, Debug)]
pub(crate) struct CallbackNote {
    /// What was stored with the call.
    pub(crate) closure: Bytes,
    /// What callees sent to the contract so far.
    pub(crate) back_transfers: BackTransfers,
}

/// Runs the callback of a call that ended, if it has one for this end. Its failure is nobody's.
/// `since` is where the call's results and transfers start.
///
/// # Errors
/// The end of the execution, when the gas does not start it.
pub(super) fn run_callback(
    guest: &mut Guest<'_>,
    asked: AsyncCall,
    called: &Called,
    since: (usize, usize),
) -> Result<(), HookTrap> {
    let wish = asked.wish;
    let raw = wish.raw();
    let is_success = called.code == ReturnCode::Ok;
    let name = if is_success { wish.success } else { wish.failure };
    if name.is_empty() {
        return Ok(());
    }
    let (results, transfers) = since;
    let results = guest.context.return_data.get(results..).unwrap_or_default();
    let is_silent = is_success && results.is_empty();
    let arguments = if is_success {
        let code = Bytes::from_static(&[0]);
        core::iter::once(code).chain(results.iter().cloned()).collect()
    } else {
        vec![Bytes::copy_from_slice(&[called.code as u8]), called.message.clone()]
    };
    let gas = callback_gas(guest, &name, &arguments, called.gas_left, asked.gas_locked)?;
    let (value, tokens) =
        if is_silent { last_transfer(guest, transfers)? } else { (U256::ZERO, Vec::new()) };
    let own = guest.context.own();
    let initiator =
        token_receiver(&own.address, &raw).or_else(|| Address::from_slice(&raw.destination));
    let caller = match initiator {
        Some(address) => guest.context.reference(&address)?,
        None => own,
    };
    let request = CallRequest {
        scheme: CallScheme::Callback,
        caller,
        callee: own,
        code: own,
        value,
        tokens,
        input: CallInput::Function { name, arguments },
        gas,
        read_only: guest.context.is_read_only(),
    };
    guest.points.restore(asked.gas_locked);
    leave_note(guest, wish.closure)?;
    let results = guest.context.return_data.len();
    let ended = send(guest, request, CallKind::Callback)?;
    let identity = &mut guest.context.asynchronous.identity;
    identity.gas_accumulated = identity.gas_accumulated.saturating_add(ended.outcome.gas_left);
    if !ended.is_success() {
        guest.context.return_data.truncate(results);
    }
    Ok(())
}

/// What a callback gets: what the call left and what was locked, but for the price of the step and of
/// the text that would carry the result between shards.
fn callback_gas(
    guest: &mut Guest<'_>,
    name: &Bytes,
    arguments: &[Bytes],
    gas_left: u64,
    gas_locked: u64,
) -> Result<u64, HookTrap> {
    let encoded = |argument: &Bytes| length_of(argument).saturating_mul(2).saturating_add(1);
    let length = arguments.iter().map(encoded).fold(length_of(name), u64::saturating_add);
    let schedule = guest.context.schedule();
    let per_byte = schedule.base_operation.data_copy_per_byte;
    let cost = schedule.cost(GasKey::AsyncCallStep).saturating_add(per_byte.saturating_mul(length));
    let given = gas_left.saturating_add(gas_locked);
    if given <= cost {
        return Err(guest.fail(HookError::NoCallbackOutput));
    }
    Ok(given.saturating_sub(cost))
}

/// What the call sent to the contract last, which the callback counts as its payment.
fn last_transfer(
    guest: &mut Guest<'_>,
    since: usize,
) -> Result<(U256, Vec<TokenTransfer>), HookTrap> {
    let own = guest.context.own().address;
    let records = guest.context.journal()?.transfer_records();
    let records = records.get(since..).unwrap_or_default();
    let last = records.iter().rev().find(|record| record.to.address == own);
    let tokens =
        |it: &TransferRecord| if it.asks_execution { Vec::new() } else { it.tokens.clone() };
    Ok(last.map_or_else(Default::default, |it| (it.value, tokens(it))))
}

fn leave_note(guest: &mut Guest<'_>, closure: Bytes) -> Result<(), HookTrap> {
    let note = CallbackNote { closure, back_transfers: guest.context.back_transfers.clone() };
    let session = guest.context.session()?;
    Worker::with(session, |worker| worker.leave(note));
    Ok(())
}
