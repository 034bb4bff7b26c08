//! Asynchronous calls (`mx-chain-vm-go:vmhost/vmhooks/{baseOps,managedei}.go`).
//!
//! A call is executed after the function that registered it returned. The legacy form ends the
//! contract at once, and its callback is the export `callBack`; promises name theirs.

use crate::asynchronous::{Value, Wish, register_legacy, register_promise};
use crate::calls::{
    RawCall, balance_value, call_text, load_address, load_value, parse_call_text, read_call,
};
use crate::error::HookError;
use crate::guest::{Guest, GuestAccess, buffer};
use crate::table::{Handle, MemLen, MemPtr, hooks};
use num_bigint::BigInt;
use vm_core::{Bytes, HookTrap};

// tidy: table: a row of the hook table is one line.
hooks! {
    /// Ends the contract and calls another one, with all gas left; the data is `function@hex@hex`.
    "asyncCall" => AsyncCall = legacy(address: MemPtr, value: MemPtr, data: MemPtr, length: MemLen) -> (), gas AsyncCallStep, since Genesis;
    /// Ends the contract and calls another one, with all gas left.
    "managedAsyncCall" => ManagedAsyncCall =
        managed_legacy(address: Handle, value: Handle, function: Handle, arguments: Handle) -> (),
        gas AsyncCallStep, since Genesis;
    /// Registers a call for after this function, with callbacks in guest memory; returns 0. The data is `function@hex@hex`.
    "createAsyncCall" => CreateAsyncCall =
        promise(address: MemPtr, value: MemPtr, data: MemPtr, length: MemLen, success: MemPtr, success_length: MemLen, error: MemPtr, error_length: MemLen, gas: i64, extra_gas: i64) -> i32,
        in_body, since Genesis;
    /// Registers a call for after this function, with callbacks in guest memory and bytes for them; returns 0.
    "managedCreateAsyncCall" => ManagedCreateAsyncCall =
        managed_promise(address: Handle, value: Handle, function: Handle, arguments: Handle,
            success: MemPtr, success_length: MemLen, error: MemPtr, error_length: MemLen, gas: i64, extra_gas: i64, closure: Handle) -> i32,
        in_body, since Genesis;
    /// Puts what was stored with the call into a buffer; only its callback can ask for it.
    "managedGetCallbackClosure" => ManagedGetCallbackClosure = closure(destination: Handle) -> (), gas GetCallbackClosure, since Genesis;
    /// Ends the execution with an error: production has switched off callbacks of all calls of a function.
    "setAsyncContextCallback" => SetAsyncContextCallback =
        context_callback(callback: MemPtr, callback_length: MemLen, data: MemPtr, data_length: MemLen, gas: i64) -> i32,
        gas SetAsyncContextCallback, since Genesis;
}

/// A managed value as the queue keeps it. Its sign does not count, as in production.
fn magnitude(value: &BigInt) -> Value {
    balance_value(value.magnitude()).ok_or(HookError::InsufficientFunds)
}

/// A call without callbacks, from its text. What cannot be read has no function.
fn from_text(destination: Bytes, value: Value, text: &[u8]) -> Wish {
    let (function, arguments) = parse_call_text(text).unwrap_or_default();
    Wish {
        destination,
        function,
        arguments,
        value,
        success: Bytes::new(),
        failure: Bytes::new(),
        closure: Bytes::new(),
    }
}

fn from_call(raw: RawCall, value: &BigInt) -> Wish {
    Wish {
        destination: raw.destination,
        function: raw.function,
        arguments: raw.arguments,
        value: magnitude(value),
        success: Bytes::new(),
        failure: Bytes::new(),
        closure: Bytes::new(),
    }
}

fn legacy(
    guest: &mut Guest<'_>,
    address: MemPtr,
    value: MemPtr,
    data: MemPtr,
    length: MemLen,
) -> Result<(), HookTrap> {
    let address = load_address(guest, address)?;
    let value = load_value(guest, value)?;
    let per_byte = guest.context.schedule().base_operation.data_copy_per_byte;
    let length_for_gas = i64::from(length.0).cast_unsigned();
    guest.use_gas(per_byte.saturating_mul(length_for_gas))?;
    let data = guest.load(data.0, length.0)?;
    register_legacy(guest, from_text(address, Ok(value), &data))
}

fn managed_legacy(
    guest: &mut Guest<'_>,
    address: Handle,
    value: Handle,
    function: Handle,
    arguments: Handle,
) -> Result<(), HookTrap> {
    let (raw, value) = read_managed(guest, address, value, function, arguments)?;
    guest.charge_copy(call_text(&raw).len())?;
    register_legacy(guest, from_call(raw, &value))
}

fn read_managed(
    guest: &mut Guest<'_>,
    address: Handle,
    value: Handle,
    function: Handle,
    arguments: Handle,
) -> Result<(RawCall, BigInt), HookTrap> {
    let raw = read_call(guest, address, function, arguments)?;
    let value = guest.context.managed.big_int(value).cloned();
    let value = guest.check(value.map_err(|_| HookError::ArgumentRange))?;
    Ok((raw, value))
}

#[expect(clippy::too_many_arguments, reason = "the hook has as many parameters")]
fn promise(
    guest: &mut Guest<'_>,
    address: MemPtr,
    value: MemPtr,
    data: MemPtr,
    length: MemLen,
    success: MemPtr,
    success_length: MemLen,
    error: MemPtr,
    error_length: MemLen,
    gas: i64,
    extra_gas: i64,
) -> Result<i32, HookTrap> {
    let address = load_address(guest, address)?;
    let value = load_value(guest, value)?;
    let data = guest.load(data.0, length.0)?;
    let mut wish = from_text(address, Ok(value), &data);
    wish.success = guest.load(success.0, success_length.0)?.into();
    wish.failure = guest.load(error.0, error_length.0)?.into();
    register_promise(guest, wish, gas.cast_unsigned(), extra_gas.cast_unsigned())?;
    Ok(0)
}

#[expect(clippy::too_many_arguments, reason = "the hook has as many parameters")]
fn managed_promise(
    guest: &mut Guest<'_>,
    address: Handle,
    value: Handle,
    function: Handle,
    arguments: Handle,
    success: MemPtr,
    success_length: MemLen,
    error: MemPtr,
    error_length: MemLen,
    gas: i64,
    extra_gas: i64,
    closure: Handle,
) -> Result<i32, HookTrap> {
    let (raw, value) = read_managed(guest, address, value, function, arguments)?;
    let mut wish = from_call(raw, &value);
    wish.success = guest.load(success.0, success_length.0)?.into();
    wish.failure = guest.load(error.0, error_length.0)?.into();
    wish.closure = buffer(guest, closure)?;
    register_promise(guest, wish, gas.cast_unsigned(), extra_gas.cast_unsigned())?;
    Ok(0)
}

fn closure(guest: &mut Guest<'_>, destination: Handle) -> Result<(), HookTrap> {
    let closure = guest.context.asynchronous.closure.clone();
    let closure = guest.check(closure.ok_or(HookError::NoClosure))?;
    guest.context.managed.set_buffer(destination, closure);
    Ok(())
}

fn context_callback(
    guest: &mut Guest<'_>,
    callback: MemPtr,
    callback_length: MemLen,
    data: MemPtr,
    data_length: MemLen,
    _gas: i64,
) -> Result<i32, HookTrap> {
    guest.load(callback.0, callback_length.0)?;
    guest.load(data.0, data_length.0)?;
    Err(guest.fail(HookError::ContextCallbackDisabled))
}
