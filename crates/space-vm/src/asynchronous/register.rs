//! Registration: checks, gas, queue.

use super::{AsyncCall, Mode, Value};
use crate::calls::{RawCall, is_built_in, is_in_shard, leaves, reaches_contract, token_receiver};
use crate::code::{CALLBACK, INIT, UPGRADE_CONTRACT, is_callable_name, is_reserved_name};
use crate::error::{Failure, HookError};
use crate::guest::{Guest, GuestAccess};
use crate::vm::price;
use vm_core::{Address, Bytes, CallScheme, GasKey, HookTrap};

/// What a contract asks for.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    /// The destination's address.
    pub(crate) destination: Bytes,
    /// The function; empty when the text of the call cannot be read.
    pub(crate) function: Bytes,
    /// Its arguments.
    pub(crate) arguments: Vec<Bytes>,
    /// Native value.
    pub(crate) value: Value,
    /// Function to run after a success; empty for none.
    pub(crate) success: Bytes,
    /// Function to run after a failure; empty for none.
    pub(crate) failure: Bytes,
    /// What the callback can ask for.
    pub(crate) closure: Bytes,
}

impl Wish {
    /// The call as it is written.
    pub(super) fn raw(&self) -> RawCall {
        RawCall {
            destination: self.destination.clone(),
            function: self.function.clone(),
            arguments: self.arguments.clone(),
            length: 0,
        }
    }
}

/// Registers a promise, with a gas limit and extra gas for its callback.
///
/// # Errors
/// The end of the execution, when a callback's name is refused, the gas is too little, or the frame
/// may not register calls.
pub(crate) fn register_promise(
    guest: &mut Guest<'_>,
    wish: Wish,
    gas_limit: u64,
    extra: u64,
) -> Result<(), HookTrap> {
    guest.charge(GasKey::CreateAsyncCall)?;
    let has_callback = !wish.success.is_empty() || !wish.failure.is_empty();
    let mut gas_locked = extra;
    if has_callback {
        guest.charge(GasKey::SetAsyncCallback)?;
        for name in [&wish.success, &wish.failure] {
            check_callback_name(guest, name)?;
        }
        gas_locked = gas_locked.saturating_add(callback_lock(guest)?);
    }
    guest.charge(GasKey::AsyncCallStep)?;
    add(guest, wish, gas_limit, gas_locked)
}

/// Registers the one legacy call of a frame, with all gas that is left, and ends the contract.
///
/// # Errors
/// Always the trap that ends the contract; a refusal is recorded in the context.
pub(crate) fn register_legacy(guest: &mut Guest<'_>, mut wish: Wish) -> Result<(), HookTrap> {
    let is_callback = guest.context.invocation.call.scheme == CallScheme::Callback;
    if is_callback || !guest.context.asynchronous.queue.is_empty() {
        return Err(guest.fail(HookError::LegacyAsyncInvalid));
    }
    guest.charge(GasKey::AsyncCallStep)?;
    let mut gas_locked = 0;
    if guest.context.has_export(CALLBACK.as_bytes()) {
        gas_locked = callback_lock(guest)?;
        wish.success = Bytes::from_static(CALLBACK.as_bytes());
        wish.failure = wish.success.clone();
    }
    let gas_limit = guest.points.available().saturating_sub(gas_locked);
    let added = add(guest, wish, gas_limit, gas_locked);
    if added.is_err() && is_short(guest) {
        // Production only stops the code, and notes nothing.
        guest.context.session()?.errors.drop_last();
    }
    added?;
    guest.context.asynchronous.is_legacy = true;
    guest.context.asynchronous.is_returning = true;
    Err(HookTrap)
}

fn is_short(guest: &Guest<'_>) -> bool {
    matches!(guest.context.failure(), Some(Failure::Hook(HookError::NotEnoughGas)))
}

fn add(guest: &mut Guest<'_>, wish: Wish, gas_limit: u64, gas_locked: u64) -> Result<(), HookTrap> {
    let invocation = &guest.context.invocation;
    let is_constructor = invocation.call.scheme == CallScheme::Create;
    let function = invocation.function.as_ref();
    if is_constructor || function == INIT.as_bytes() || function == UPGRADE_CONTRACT.as_bytes() {
        return Err(guest.fail(HookError::AsyncNotAllowed));
    }
    guest.use_gas(gas_locked)?;
    guest.use_gas(gas_limit)?;
    let frames = guest.context.journal()?.frames();
    let is_nested =
        frames.iter().any(|frame| matches!(frame.scheme, CallScheme::Async | CallScheme::Callback));
    if is_nested {
        return Err(guest.fail(HookError::AsyncMultiLevel));
    }
    let mode = mode(guest, &wish)?;
    guest.context.asynchronous.queue.push(AsyncCall { wish, gas_limit, gas_locked, mode });
    Ok(())
}

/// Who executes a call. The address of a contract of this shard that does not exist counts as one, so
/// that its caller learns of it in the callback.
fn mode(guest: &mut Guest<'_>, wish: &Wish) -> Result<Mode, HookTrap> {
    if wish.function.is_empty() {
        return Ok(Mode::Payment);
    }
    if is_built_in(guest, &wish.function)? {
        let is_elsewhere = is_done_elsewhere(guest, wish)?;
        return Ok(if is_elsewhere { Mode::RemoteBuiltIn } else { Mode::Local });
    }
    let Some(address) = Address::from_slice(&wish.destination) else {
        return Ok(Mode::Payment);
    };
    if leaves(guest, &address)? {
        return Ok(Mode::Remote);
    }
    let destination = guest.context.reference(&address)?;
    let reaches = reaches_contract(guest, &destination)?;
    Ok(if reaches { Mode::Local } else { Mode::Payment })
}

/// Whether the account that a built-in function is for, which is the receiver where it moves tokens, lies in another
/// shard.
fn is_done_elsewhere(guest: &mut Guest<'_>, wish: &Wish) -> Result<bool, HookTrap> {
    let own = guest.context.own().address;
    let at_sender = token_receiver(&own, &wish.raw());
    match at_sender.or_else(|| Address::from_slice(&wish.destination)) {
        Some(receiver) => Ok(!is_in_shard(guest, &receiver)?),
        None => Ok(false),
    }
}

fn check_callback_name(guest: &mut Guest<'_>, name: &[u8]) -> Result<(), HookTrap> {
    if name.is_empty() {
        return Ok(());
    }
    let is_built_in = is_built_in(guest, name)?;
    let is_reserved = is_reserved_name(name, guest.context.release(), is_built_in);
    if !is_callable_name(name) || is_reserved || name == INIT.as_bytes() {
        return Err(guest.fail(HookError::InvalidFunctionName));
    }
    if !guest.context.has_export(name) {
        return Err(guest.fail(HookError::FunctionNotFound));
    }
    Ok(())
}

/// Gas for a callback: starting it, running it, and preparing the contract's code once more
/// (`mx-chain-vm-go:vmhost/contexts/metering.go`, `ComputeExtraGasLockedForAsync`).
fn callback_lock(guest: &mut Guest<'_>) -> Result<u64, HookTrap> {
    let contract = guest.context.invocation.call.code;
    let code = guest.context.journal()?.code(&contract);
    let length = guest.check(code)?.bytes.len();
    let schedule = guest.context.schedule();
    let execution = schedule
        .cost(GasKey::AsyncCallStep)
        .saturating_add(schedule.cost(GasKey::AsyncCallbackGasLock));
    Ok(price(length, execution, schedule.base_operation.aot_prepare_per_byte))
}
