//! Executions of other contracts (`mx-chain-vm-go:vmhost/vmhooks/{baseOps,managedei}.go`).
//!
//! Results of a callee are appended to the caller's own; the managed hooks put them into a list as
//! well. A failure of the callee ends the caller, but for the hook that says otherwise.

use crate::calls::{
    RawCall, execute_on_destination, execute_on_same_context, execute_read_only,
    load_call_with_value, load_raw_call, read_call, read_call_with_value, split_value,
    write_results,
};
use crate::code::CallKind;
use crate::error::{Failure, HookError};
use crate::guest::{Guest, GuestAccess};
use crate::table::{Handle, MemLen, MemPtr, hooks};
use vm_core::{GasKey, HookTrap, U256};

// tidy: table: a row of the hook table is one line.
hooks! {
    /// Executes a function of another contract, or a built-in function, with native value; returns 0.
    "executeOnDestContext" => ExecuteOnDestContext =
        on_destination(gas: i64, address: MemPtr, value: MemPtr, function: MemPtr, function_length: MemLen, argument_count: i32, argument_lengths: MemPtr, arguments: MemPtr) -> i32,
        in_body, since Genesis;
    /// Executes a function of another contract, or a built-in function, with native value; returns 0.
    "managedExecuteOnDestContext" => ManagedExecuteOnDestContext =
        managed_on_destination(gas: i64, address: Handle, value: Handle, function: Handle, arguments: Handle, results: Handle) -> i32,
        in_body, since Genesis;
    /// Executes a function of another contract, or a built-in function; returns 0, or 1 when it failed.
    "managedExecuteOnDestContextWithErrorReturn" => ManagedExecuteOnDestContextWithErrorReturn =
        managed_with_error_return(gas: i64, address: Handle, value: Handle, function: Handle, arguments: Handle, results: Handle) -> i32,
        in_body, since Barnard;
    /// Executes a function of another contract's code on this contract's account; returns 0.
    "executeOnSameContext" => ExecuteOnSameContext =
        on_same_context(gas: i64, address: MemPtr, value: MemPtr, function: MemPtr, function_length: MemLen, argument_count: i32, argument_lengths: MemPtr, arguments: MemPtr) -> i32,
        in_body, since Genesis;
    /// Executes a function of another contract's code on this contract's account; returns 0.
    "managedExecuteOnSameContext" => ManagedExecuteOnSameContext =
        managed_on_same_context(gas: i64, address: Handle, value: Handle, function: Handle, arguments: Handle, results: Handle) -> i32,
        in_body, since Genesis;
    /// Executes a function of another contract that may not write; returns 0.
    "executeReadOnly" => ExecuteReadOnly =
        read_only(gas: i64, address: MemPtr, function: MemPtr, function_length: MemLen, argument_count: i32, argument_lengths: MemPtr, arguments: MemPtr) -> i32,
        in_body, since Genesis;
    /// Executes a function of another contract that may not write; returns 0.
    "managedExecuteReadOnly" => ManagedExecuteReadOnly = managed_read_only(gas: i64, address: Handle, function: Handle, arguments: Handle, results: Handle) -> i32, in_body, since Genesis;
}

type Value = Result<U256, HookError>;

fn execute(
    guest: &mut Guest<'_>,
    raw: RawCall,
    value: Value,
    gas: i64,
) -> Result<Result<(), Failure>, HookTrap> {
    guest.charge(GasKey::ExecuteOnDestContext)?;
    let ended = execute_on_destination(guest, raw, value, gas, CallKind::OnDestination)?;
    Ok(ended.map(|_| ()))
}

/// Runs a call, and puts its results into a list as well.
fn with_results<T>(
    guest: &mut Guest<'_>,
    results: Handle,
    run: impl FnOnce(&mut Guest<'_>) -> Result<T, HookTrap>,
) -> Result<T, HookTrap> {
    let since = guest.context.return_data.len();
    let ended = run(guest)?;
    write_results(guest, since, results)?;
    Ok(ended)
}

#[expect(clippy::too_many_arguments, reason = "the hook has as many parameters")]
fn on_destination(
    guest: &mut Guest<'_>,
    gas: i64,
    address: MemPtr,
    value: MemPtr,
    function: MemPtr,
    function_length: MemLen,
    argument_count: i32,
    argument_lengths: MemPtr,
    arguments: MemPtr,
) -> Result<i32, HookTrap> {
    let (raw, value) = load_call_with_value(
        guest,
        (address, value),
        (function, function_length),
        (argument_count, argument_lengths, arguments),
    )?;
    let ended = execute(guest, raw, Ok(value), gas)?;
    guest.check(ended)?;
    Ok(0)
}

#[expect(clippy::too_many_arguments, reason = "the hook has as many parameters")]
fn managed_on_destination(
    guest: &mut Guest<'_>,
    gas: i64,
    address: Handle,
    value: Handle,
    function: Handle,
    arguments: Handle,
    results: Handle,
) -> Result<i32, HookTrap> {
    let (raw, value) = read_call_with_value(guest, address, value, function, arguments)?;
    with_results(guest, results, |guest| {
        let ended = execute(guest, raw, split_value(&value), gas)?;
        guest.check(ended)
    })?;
    Ok(0)
}

#[expect(clippy::too_many_arguments, reason = "the hook has as many parameters")]
fn managed_with_error_return(
    guest: &mut Guest<'_>,
    gas: i64,
    address: Handle,
    value: Handle,
    function: Handle,
    arguments: Handle,
    results: Handle,
) -> Result<i32, HookTrap> {
    let (raw, value) = read_call_with_value(guest, address, value, function, arguments)?;
    let ended =
        with_results(guest, results, |guest| execute(guest, raw, split_value(&value), gas))?;
    caught(guest, &ended)
}

/// The code of an execution whose failure the contract may catch. A broken node is never caught.
pub(super) fn caught(guest: &mut Guest<'_>, ended: &Result<(), Failure>) -> Result<i32, HookTrap> {
    match ended {
        Ok(()) => Ok(0),
        Err(Failure::Fault(fault)) => Err(guest.context.fault(*fault)),
        Err(Failure::User(_) | Failure::Hook(_) | Failure::Halt(..)) => Ok(1),
    }
}

#[expect(clippy::too_many_arguments, reason = "the hook has as many parameters")]
fn on_same_context(
    guest: &mut Guest<'_>,
    gas: i64,
    address: MemPtr,
    value: MemPtr,
    function: MemPtr,
    function_length: MemLen,
    argument_count: i32,
    argument_lengths: MemPtr,
    arguments: MemPtr,
) -> Result<i32, HookTrap> {
    let (raw, value) = load_call_with_value(
        guest,
        (address, value),
        (function, function_length),
        (argument_count, argument_lengths, arguments),
    )?;
    guest.charge(GasKey::ExecuteOnSameContext)?;
    execute_on_same_context(guest, raw, Ok(value), gas)?;
    Ok(0)
}

#[expect(clippy::too_many_arguments, reason = "the hook has as many parameters")]
fn managed_on_same_context(
    guest: &mut Guest<'_>,
    gas: i64,
    address: Handle,
    value: Handle,
    function: Handle,
    arguments: Handle,
    results: Handle,
) -> Result<i32, HookTrap> {
    let (raw, value) = read_call_with_value(guest, address, value, function, arguments)?;
    guest.charge(GasKey::ExecuteOnSameContext)?;
    with_results(guest, results, |guest| {
        execute_on_same_context(guest, raw, split_value(&value), gas)
    })?;
    Ok(0)
}

#[expect(clippy::too_many_arguments, reason = "the hook has as many parameters")]
fn read_only(
    guest: &mut Guest<'_>,
    gas: i64,
    address: MemPtr,
    function: MemPtr,
    function_length: MemLen,
    argument_count: i32,
    argument_lengths: MemPtr,
    arguments: MemPtr,
) -> Result<i32, HookTrap> {
    let raw = load_raw_call(
        guest,
        address,
        (function, function_length),
        (argument_count, argument_lengths, arguments),
    )?;
    guest.charge(GasKey::ExecuteReadOnly)?;
    execute_read_only(guest, raw, gas)?;
    Ok(0)
}

fn managed_read_only(
    guest: &mut Guest<'_>,
    gas: i64,
    address: Handle,
    function: Handle,
    arguments: Handle,
    results: Handle,
) -> Result<i32, HookTrap> {
    let raw = read_call(guest, address, function, arguments)?;
    guest.charge(GasKey::ExecuteReadOnly)?;
    with_results(guest, results, |guest| execute_read_only(guest, raw, gas))?;
    Ok(0)
}
