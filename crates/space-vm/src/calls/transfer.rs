//! Transfers of native value, with and without an execution
//! (`mx-chain-vm-go:vmhost/contexts/output.go`, `Transfer`).

use super::arguments::RawCall;
use super::execute::{covers, execute_on_destination, is_built_in, is_in_shard, leaves};
use super::nested::{Nested, bound_gas, call};
use super::text::{call_text, parse_call_text};
use crate::account::{is_payable, is_smart_contract, look_at_balance};
use crate::code::CallKind;
use crate::error::HookError;
use crate::guest::{Guest, GuestAccess};
use crate::vm::{TRANSFER_LOG, value_bytes};
use vm_core::{
    AccountRef, Address, Bytes, CallScheme, CallType, GasKey, HookTrap, LogEntry, OutgoingTransfer,
    TransferRecord, U256, VmType,
};

const DIRECT_CALL: &[u8] = b"DirectCall";
const ASYNC_CALL: &[u8] = b"AsyncCall";
const BACK_TRANSFER: &[u8] = b"BackTransfer";
const TRANSFER_AND_EXECUTE: &[u8] = b"TransferAndExecute";

/// EVM gas that comes with value: enough to take the value and write a log (Ethereum's call stipend).
const STIPEND: u64 = 2_300;

/// Sends native value, and executes a function when one is named and the destination is a contract.
/// A failure ends the caller.
///
/// Without an execution, the gas limit is consumed all the same, as in production.
pub(crate) fn transfer_value_execute(
    guest: &mut Guest<'_>,
    raw: RawCall,
    value: Result<U256, HookError>,
    gas_limit: i64,
) -> Result<(), HookTrap> {
    guest.charge(GasKey::TransferValue)?;
    let has_function = !raw.function.is_empty();
    if has_function && is_built_in(guest, &raw.function)? {
        return Err(guest.fail(HookError::NoTokenData));
    }
    let destination = destination(guest, &raw.destination)?;
    let is_here = is_in_shard(guest, &destination.address)?;
    if has_function && is_here && is_smart_contract(guest, &destination)? {
        let kind = CallKind::TransferAndExecute;
        return match execute_on_destination(guest, raw, value, gas_limit, kind)? {
            Ok(_) => Ok(()),
            Err(failure) => Err(guest.context.stop(failure)),
        };
    }
    let gas = bound_gas(guest, gas_limit);
    if is_evm_contract(guest, &destination)? {
        let value = guest.check(value)?;
        return pay_evm(guest, destination, value, gas);
    }
    guest.use_gas(gas_limit.cast_unsigned())?;
    let data = if has_function { call_text(&raw) } else { Bytes::new() };
    let transfer = Transfer { destination, value, gas, data, asynchronous: None };
    transfer_value(guest, transfer)
}

/// An account from 32 bytes; anything else takes no transfer.
fn destination(guest: &mut Guest<'_>, bytes: &[u8]) -> Result<AccountRef, HookTrap> {
    let address = Address::from_slice(bytes);
    let address = guest.check(address.ok_or(HookError::InvalidAccount))?;
    guest.context.reference(&address)
}

fn is_evm_contract(guest: &mut Guest<'_>, account: &AccountRef) -> Result<bool, HookTrap> {
    Ok(account.address.vm_type() == Some(VmType::EVM) && is_smart_contract(guest, account)?)
}

/// Pays a contract of the EVM, whose code runs for every payment. The caller hands on at least what
/// Ethereum gives with value, as far as it has that much, and gets back what is left of it.
fn pay_evm(
    guest: &mut Guest<'_>,
    callee: AccountRef,
    value: U256,
    gas: u64,
) -> Result<(), HookTrap> {
    if !covers(guest, value)? {
        return Err(guest.fail(HookError::InsufficientFunds));
    }
    let ratio = guest.context.session()?.environment.config.gas_ratio;
    let gas = gas.max(STIPEND.saturating_mul(ratio.max(1)));
    let gas = gas.min(guest.points.available());
    let nested = Nested {
        scheme: CallScheme::Call,
        callee,
        code: callee,
        value,
        function: Bytes::new(),
        arguments: Vec::new(),
        gas,
        kind: CallKind::TransferAndExecute,
    };
    let ended = call(guest, nested)?;
    if ended.is_success() {
        return Ok(());
    }
    Err(guest.context.stop(ended.failure(callee.address.vm_type())))
}

/// A transfer without an execution.
#[derive(Clone, Debug)]
pub(crate) struct Transfer {
    pub(crate) destination: AccountRef,
    pub(crate) value: Result<U256, HookError>,
    /// Gas that travels with it.
    pub(crate) gas: u64,
    /// Call text that travels with it.
    pub(crate) data: Bytes,
    /// What an asynchronous call adds.
    pub(crate) asynchronous: Option<AsyncPart>,
}

/// What the transfer of an asynchronous call has beside its text.
#[derive(Clone, Debug)]
pub(crate) struct AsyncPart {
    /// Gas set aside for the callback.
    pub(crate) gas_locked: u64,
    /// Names of the call in text form.
    pub(crate) async_data: Bytes,
}

/// The transfer that the hook `transferValue` asks for.
pub(crate) fn plain(
    guest: &mut Guest<'_>,
    bytes: &[u8],
    value: U256,
    data: Bytes,
) -> Result<(), HookTrap> {
    let destination = destination(guest, bytes)?;
    if is_evm_contract(guest, &destination)? {
        return pay_evm(guest, destination, value, 0);
    }
    let transfer = Transfer { destination, value: Ok(value), gas: 0, data, asynchronous: None };
    transfer_value(guest, transfer)
}

/// Sends native value without an execution.
///
/// # Errors
/// When the value is negative or too large, the destination takes no payment, or the frame may not
/// write. The caller of this contract may always be paid back, and a contract that is called
/// asynchronously may pay everybody.
pub(crate) fn transfer_value(guest: &mut Guest<'_>, transfer: Transfer) -> Result<(), HookTrap> {
    let Transfer { destination, value, gas, data, asynchronous } = transfer;
    let is_back = data.is_empty() && is_back_transfer(guest, &destination)?;
    let value = guest.check(value)?;
    let own = guest.context.own();
    look_at_balance(guest.context.session()?, &own);
    if !covers(guest, value)? {
        return Err(guest.fail(HookError::InsufficientFunds));
    }
    let is_exempt = (is_back && gas == 0) || is_called_asynchronously(guest);
    if !is_exempt && !value.is_zero() && !is_payable(guest, &destination)? {
        return Err(guest.fail(HookError::NotPayable));
    }
    if !value.is_zero() && guest.context.is_read_only() {
        return Err(guest.fail(HookError::ReadOnly));
    }
    let call_type = match &asynchronous {
        Some(_) => CallType::AsynchronousCall,
        None => CallType::DirectCall,
    };
    let (gas_locked, async_data) =
        asynchronous.map_or_else(Default::default, |it| (it.gas_locked, it.async_data));
    if leaves(guest, &destination.address)? {
        let transfer = OutgoingTransfer {
            gas_limit: gas,
            gas_locked,
            data: data.clone(),
            async_data,
            call_type,
            ..OutgoingTransfer::payment(own.address, destination.address, value)
        };
        let sent = guest.context.journal()?.send_out(&own, transfer);
        guest.check(sent)?;
    } else {
        let moved = guest.context.journal()?.transfer(&own, &destination, value);
        guest.check(moved)?;
        guest.context.journal()?.record_transfer(TransferRecord {
            value,
            data: data.clone(),
            gas_limit: gas,
            gas_locked,
            async_data,
            call_type,
            ..TransferRecord::of_tokens(own, destination, Vec::new())
        });
    }
    let kind = match (is_back, call_type) {
        (true, _) => BACK_TRANSFER,
        (false, CallType::AsynchronousCall) => ASYNC_CALL,
        (false, _) => TRANSFER_AND_EXECUTE,
    };
    write_log(guest, &destination, value, &data, (kind, gas))
}

/// Whether this contract was called asynchronously, itself and not as a library
/// (`mx-chain-vm-go:vmhost/contexts/output.go`, `TransferValueOnly`).
fn is_called_asynchronously(guest: &Guest<'_>) -> bool {
    guest.context.invocation.call.scheme == CallScheme::Async
}

/// Whether a transfer to this account goes back to the contract that called this one.
fn is_back_transfer(guest: &mut Guest<'_>, destination: &AccountRef) -> Result<bool, HookTrap> {
    let back = guest.context.journal()?.paid_back(0);
    Ok(destination.address.is_contract_shaped() && back == Some(destination.address))
}

fn write_log(
    guest: &mut Guest<'_>,
    destination: &AccountRef,
    value: U256,
    data: &Bytes,
    (kind, gas): (&'static [u8], u64),
) -> Result<(), HookTrap> {
    if guest.context.is_read_only() {
        return Ok(());
    }
    let is_simple = data.is_empty() || !destination.address.is_contract_shaped() || gas == 0;
    let data = match parse_call_text(data) {
        _ if kind == BACK_TRANSFER => vec![Bytes::from_static(kind), Bytes::new()],
        Some((function, arguments)) if !is_simple => {
            let head = [Bytes::from_static(kind), function];
            head.into_iter().chain(arguments).collect()
        }
        Some(_) | None => vec![Bytes::from_static(DIRECT_CALL), data.clone()],
    };
    let entry = LogEntry {
        identifier: Bytes::from_static(TRANSFER_LOG),
        address: guest.context.own().address,
        topics: vec![value_bytes(value), Bytes::copy_from_slice(destination.address.as_slice())],
        data,
    };
    let written = guest.context.journal()?.log(entry);
    guest.check(written)
}
