//! Executions of other contracts (`mx-chain-vm-go:vmhost/vmhooks/baseOps.go`).

use super::arguments::RawCall;
use super::nested::{Ended, Nested, bound_gas, call};
use crate::account::balance_of;
use crate::code::{CallKind, INIT};
use crate::error::{Failure, HookError};
use crate::guest::{Guest, GuestAccess};
use crate::trail::Trail;
use vm_core::{AccountRef, Address, Bytes, CallScheme, HookTrap, U256, VmType};

/// The result of a nested call for the caller.
pub(crate) type Caught = Result<Ended, Failure>;

/// Executes a function of another contract, or a built-in function. Returns why it failed, for the
/// hook to end the caller or to catch it.
///
/// What fails before the callee's gas is taken costs nothing, and what fails after it burns it, as
/// in production.
pub(crate) fn execute_on_destination(
    guest: &mut Guest<'_>,
    raw: RawCall,
    value: Result<U256, HookError>,
    gas: i64,
    kind: CallKind,
) -> Result<Caught, HookTrap> {
    let gas = bound_gas(guest, gas);
    let Some(address) = Address::from_slice(&raw.destination) else {
        let failure = Failure::no_account(&raw.destination);
        note(guest, &Trail::nested(raw.function), &failure)?;
        return Ok(Err(failure));
    };
    if !is_in_shard(guest, &address)? {
        return Ok(Err(HookError::OtherShard.into()));
    }
    let callee = guest.context.reference(&address)?;
    let value = match value {
        Ok(value) => value,
        Err(error) => {
            note(guest, &Trail::nested(raw.function), &error.into())?;
            return Ok(Err(error.into()));
        }
    };
    let is_built_in = is_built_in(guest, &raw.function)?;
    if let Err(error) = check_before_gas(guest, &raw.function, value, is_built_in)? {
        return Ok(Err(error.into()));
    }
    if !is_built_in && let Some(error) = missing(guest, &callee)? {
        guest.points.consume(gas);
        note(guest, &Trail::nested(raw.function), &error)?;
        return Ok(Err(error));
    }
    let nested = Nested {
        scheme: CallScheme::Call,
        callee,
        code: callee,
        value,
        function: raw.function,
        arguments: raw.arguments,
        gas,
        kind,
    };
    let ended = call(guest, nested)?;
    if !ended.is_success() {
        return Ok(Err(ended.failure(callee.address.vm_type())));
    }
    Ok(Ok(ended))
}

/// What production checks before it takes the callee's gas.
pub(crate) fn check_before_gas(
    guest: &mut Guest<'_>,
    function: &Bytes,
    value: U256,
    is_built_in: bool,
) -> Result<Result<(), HookError>, HookTrap> {
    let is_read_only = guest.context.is_read_only();
    if is_built_in {
        if !is_read_only {
            return Ok(Ok(()));
        }
        let own = guest.context.invocation.function.clone();
        for name in [function.clone(), own] {
            note(guest, &Trail::library(name), &HookError::ReadOnly.into())?;
        }
        return Ok(Err(HookError::ReadOnly));
    }
    let error = if !covers(guest, value)? {
        HookError::InsufficientFunds
    } else if !value.is_zero() && is_read_only {
        HookError::ReadOnly
    } else if function == INIT.as_bytes() {
        HookError::InitCalled
    } else {
        return Ok(Ok(()));
    };
    note(guest, &Trail::nested(function.clone()), &error.into())?;
    Ok(Err(error))
}

/// Notes why a frame ended before it began.
pub(crate) fn note(
    guest: &mut Guest<'_>,
    trail: &Trail,
    failure: &Failure,
) -> Result<(), HookTrap> {
    trail.left(guest.context.session()?, &failure.text());
    guest.context.has_open_call |= trail.is_nested();
    Ok(())
}

/// Whether the contract's balance covers a value.
pub(crate) fn covers(guest: &mut Guest<'_>, value: U256) -> Result<bool, HookTrap> {
    if value.is_zero() {
        return Ok(true);
    }
    let own = guest.context.own();
    Ok(balance_of(guest, &own)? >= value)
}

/// Whether a call of an account executes something, or should: it has code, or its address is a
/// contract's.
pub(crate) fn reaches_contract(
    guest: &mut Guest<'_>,
    account: &AccountRef,
) -> Result<bool, HookTrap> {
    if account.address.is_contract_shaped() {
        return Ok(true);
    }
    let code = guest.context.journal()?.code(account);
    Ok(!guest.check(code)?.is_none())
}

/// Why there is nothing to execute at an account. The EVM takes calls of accounts without code.
pub(crate) fn missing(
    guest: &mut Guest<'_>,
    callee: &AccountRef,
) -> Result<Option<Failure>, HookTrap> {
    let code = guest.context.journal()?.code(callee);
    if !guest.check(code)?.is_none() || callee.address.vm_type() == Some(VmType::EVM) {
        return Ok(None);
    }
    Ok(Some(if guest.context.exists(callee)? {
        HookError::ContractNotFound.into()
    } else {
        Failure::no_account(callee.address.as_slice())
    }))
}

/// Whether an account lies in this shard.
pub(crate) fn is_in_shard(guest: &mut Guest<'_>, address: &Address) -> Result<bool, HookTrap> {
    let answer = guest.context.journal()?.hook().is_in_shard(address);
    guest.check(answer)
}

/// Whether what is sent to an account leaves: it lies in another shard, or may.
pub(crate) fn leaves(guest: &mut Guest<'_>, address: &Address) -> Result<bool, HookTrap> {
    if !is_in_shard(guest, address)? {
        return Ok(true);
    }
    let hook = guest.context.journal()?.hook();
    if address.vm_type() != Some(VmType::SPACE) || !hook.lets_absent_contracts_be_elsewhere() {
        return Ok(false);
    }
    let account = guest.context.reference(address)?;
    let code = guest.context.journal()?.code(&account);
    Ok(guest.check(code)?.is_none())
}

/// Whether a built-in function takes calls with this name.
pub(crate) fn is_built_in(guest: &mut Guest<'_>, function: &[u8]) -> Result<bool, HookTrap> {
    Ok(guest.context.session()?.is_built_in(function))
}

/// Executes a function of another contract without letting it write. A failure ends the caller.
pub(crate) fn execute_read_only(
    guest: &mut Guest<'_>,
    raw: RawCall,
    gas: i64,
) -> Result<(), HookTrap> {
    let gas = bound_gas(guest, gas);
    if is_built_in(guest, &raw.function)? {
        return Err(guest.fail(HookError::InvalidBuiltInCall));
    }
    let trail = Trail::nested(raw.function.clone());
    let Some(address) = Address::from_slice(&raw.destination) else {
        let failure = Failure::no_account(&raw.destination);
        note(guest, &trail, &failure)?;
        return Err(guest.context.stop(failure));
    };
    let callee = guest.context.reference(&address)?;
    let refused = if raw.function.as_ref() == INIT.as_bytes() {
        Some(HookError::InitCalled.into())
    } else {
        missing(guest, &callee)?
    };
    if let Some(failure) = refused {
        note(guest, &trail, &failure)?;
        return Err(guest.context.stop(failure));
    }
    let nested = Nested {
        scheme: CallScheme::Static,
        callee,
        code: callee,
        value: U256::ZERO,
        function: raw.function,
        arguments: raw.arguments,
        gas,
        kind: CallKind::ReadOnly,
    };
    finish(guest, nested)
}

/// Executes another contract's function on the caller's own account. A failure ends the caller.
pub(crate) fn execute_on_same_context(
    guest: &mut Guest<'_>,
    raw: RawCall,
    value: Result<U256, HookError>,
    gas: i64,
) -> Result<(), HookTrap> {
    let gas = bound_gas(guest, gas);
    if is_built_in(guest, &raw.function)? {
        return Err(guest.fail(HookError::InvalidBuiltInCall));
    }
    let trail = Trail::library(raw.function.clone());
    let Some(address) = Address::from_slice(&raw.destination) else {
        let failure = Failure::no_account(&raw.destination);
        trail.refused(guest.context.session()?, &failure);
        return Err(guest.context.stop(failure));
    };
    let library = guest.context.reference(&address)?;
    let value = match value {
        Ok(value) if !covers(guest, value)? => Err(HookError::InsufficientFunds),
        Ok(_) if raw.function.as_ref() == INIT.as_bytes() => Err(HookError::InitCalled),
        value => value,
    };
    let value = match value {
        Ok(value) => value,
        Err(error) => {
            note(guest, &trail, &error.into())?;
            return Err(guest.fail(error));
        }
    };
    if let Some(failure) = missing(guest, &library)? {
        trail.refused(guest.context.session()?, &failure);
        return Err(guest.context.stop(failure));
    }
    let nested = Nested {
        scheme: CallScheme::Delegate,
        callee: guest.context.own(),
        code: library,
        value,
        function: raw.function,
        arguments: raw.arguments,
        gas,
        kind: CallKind::OnSame,
    };
    finish(guest, nested)
}

fn finish(guest: &mut Guest<'_>, nested: Nested) -> Result<(), HookTrap> {
    let callee = nested.code;
    let ended = call(guest, nested)?;
    if ended.is_success() {
        return Ok(());
    }
    Err(guest.context.stop(ended.failure(callee.address.vm_type())))
}
