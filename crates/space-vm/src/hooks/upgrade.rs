//! Contracts that contracts replace or delete (`mx-chain-vm-go:vmhost/vmhooks/{baseOps,managedei}.go`).
//!
//! An upgrade is a legacy asynchronous call: it ends the contract, and its result comes to `callBack`.
//! So is a deletion, which fails as in production (`docs/decisions/005-deletion.md`).

use super::deploy::{METADATA_LENGTH, source_code};
use crate::asynchronous::{Wish, register_legacy};
use crate::calls::{
    balance_value, charge_length, load_address, load_arguments, load_value,
    read_value_and_arguments,
};
use crate::code::{DELETE_CONTRACT, UPGRADE_CONTRACT};
use crate::error::HookError;
use crate::guest::{Guest, GuestAccess, buffer};
use crate::managed::read_buffers;
use crate::table::{Handle, MemLen, MemPtr, hooks};
use vm_core::{Bytes, GasKey, HookTrap, U256};

// tidy: table: a row of the hook table is one line.
hooks! {
    /// Ends the contract and upgrades another one to code in guest memory.
    "upgradeContract" => UpgradeContract =
        upgrade(destination: MemPtr, gas: i64, value: MemPtr, code: MemPtr, metadata: MemPtr, code_length: MemLen, argument_count: i32, argument_lengths: MemPtr, arguments: MemPtr) -> (),
        gas CreateContract, since Genesis;
    /// Ends the contract and upgrades another one to a third contract's code.
    "upgradeFromSourceContract" => UpgradeFromSourceContract =
        from_source(destination: MemPtr, gas: i64, value: MemPtr, source: MemPtr, metadata: MemPtr, argument_count: i32, argument_lengths: MemPtr, arguments: MemPtr) -> (),
        gas CreateContract, since Genesis;
    /// Ends the contract and upgrades another one to code in a buffer.
    "managedUpgradeContract" => ManagedUpgradeContract =
        managed(destination: Handle, gas: i64, value: Handle, code: Handle, metadata: Handle, arguments: Handle, results: Handle) -> (),
        gas CreateContract, since Genesis;
    /// Ends the contract and upgrades another one to a third contract's code.
    "managedUpgradeFromSourceContract" => ManagedUpgradeFromSourceContract =
        managed_from_source(destination: Handle, gas: i64, value: Handle, source: Handle, metadata: Handle, arguments: Handle, results: Handle) -> (),
        gas CreateContract, since Genesis;
    /// Ends the contract and asks for the deletion of another one, which fails.
    "deleteContract" => DeleteContract = delete(destination: MemPtr, gas: i64, argument_count: i32, argument_lengths: MemPtr, arguments: MemPtr) -> (), gas CreateContract, since Genesis;
    /// Ends the contract and asks for the deletion of another one, which fails.
    "managedDeleteContract" => ManagedDeleteContract = managed_delete(destination: Handle, gas: i64, arguments: Handle) -> (), gas CreateContract, since Genesis;
}

/// Registers an upgrade or a deletion. The gas limit only has to be as large as an asynchronous call needs: all gas
/// that is left goes along.
fn register(guest: &mut Guest<'_>, wish: Wish, gas: i64) -> Result<(), HookTrap> {
    let schedule = guest.context.schedule();
    let least = schedule
        .cost(GasKey::AsyncCallStep)
        .saturating_mul(2)
        .saturating_add(schedule.cost(GasKey::AsyncCallbackGasLock));
    if gas.cast_unsigned() < least {
        return Err(guest.context.stop_short());
    }
    register_legacy(guest, wish)
}

/// Puts code and metadata before the arguments of an upgrade.
fn with_code(mut wish: Wish, code: Bytes, metadata: Bytes) -> Wish {
    wish.arguments.splice(0..0, [code, metadata]);
    wish
}

fn wish(
    function: &'static str,
    destination: Bytes,
    value: Result<U256, HookError>,
    arguments: Vec<Bytes>,
) -> Wish {
    Wish {
        destination,
        function: Bytes::from_static(function.as_bytes()),
        arguments,
        value,
        success: Bytes::new(),
        failure: Bytes::new(),
        closure: Bytes::new(),
    }
}

#[expect(clippy::too_many_arguments, reason = "the hook has as many parameters")]
fn upgrade(
    guest: &mut Guest<'_>,
    destination: MemPtr,
    gas: i64,
    value: MemPtr,
    code: MemPtr,
    metadata: MemPtr,
    code_length: MemLen,
    argument_count: i32,
    argument_lengths: MemPtr,
    arguments: MemPtr,
) -> Result<(), HookTrap> {
    let value = load_value(guest, value)?;
    let code = Bytes::from(guest.load(code.0, code_length.0)?);
    let metadata = Bytes::from(guest.load(metadata.0, METADATA_LENGTH)?);
    let (arguments, length) = load_arguments(guest, argument_count, argument_lengths, arguments)?;
    charge_length(guest, length)?;
    let destination = load_address(guest, destination)?;
    charge_length(guest, i64::from(code_length.0).cast_unsigned())?;
    let upgrade = wish(UPGRADE_CONTRACT, destination, Ok(value), arguments);
    register(guest, with_code(upgrade, code, metadata), gas)
}

#[expect(clippy::too_many_arguments, reason = "the hook has as many parameters")]
fn from_source(
    guest: &mut Guest<'_>,
    destination: MemPtr,
    gas: i64,
    value: MemPtr,
    source: MemPtr,
    metadata: MemPtr,
    argument_count: i32,
    argument_lengths: MemPtr,
    arguments: MemPtr,
) -> Result<(), HookTrap> {
    let value = load_value(guest, value)?;
    let source = load_address(guest, source)?;
    let metadata = Bytes::from(guest.load(metadata.0, METADATA_LENGTH)?);
    let (arguments, length) = load_arguments(guest, argument_count, argument_lengths, arguments)?;
    charge_length(guest, length)?;
    let destination = load_address(guest, destination)?;
    let code = source_code(guest, &source)?;
    let upgrade = wish(UPGRADE_CONTRACT, destination, Ok(value), arguments);
    register(guest, with_code(upgrade, code, metadata), gas)
}

#[expect(clippy::too_many_arguments, reason = "the hook has as many parameters")]
fn managed(
    guest: &mut Guest<'_>,
    destination: Handle,
    gas: i64,
    value: Handle,
    code: Handle,
    metadata: Handle,
    arguments: Handle,
    _results: Handle,
) -> Result<(), HookTrap> {
    let wish = managed_wish(guest, destination, value, arguments)?;
    let metadata = buffer(guest, metadata)?;
    let code = buffer(guest, code)?;
    register(guest, with_code(wish, code, metadata), gas)
}

#[expect(clippy::too_many_arguments, reason = "the hook has as many parameters")]
fn managed_from_source(
    guest: &mut Guest<'_>,
    destination: Handle,
    gas: i64,
    value: Handle,
    source: Handle,
    metadata: Handle,
    arguments: Handle,
    _results: Handle,
) -> Result<(), HookTrap> {
    let wish = managed_wish(guest, destination, value, arguments)?;
    let source = buffer(guest, source)?;
    let metadata = buffer(guest, metadata)?;
    let code = source_code(guest, &source)?;
    register(guest, with_code(wish, code, metadata), gas)
}

fn managed_wish(
    guest: &mut Guest<'_>,
    destination: Handle,
    value: Handle,
    arguments: Handle,
) -> Result<Wish, HookTrap> {
    let (destination, arguments, value) =
        read_value_and_arguments(guest, destination, value, arguments)?;
    // The sign does not count, as in production.
    let value = balance_value(value.magnitude()).ok_or(HookError::InsufficientFunds);
    Ok(wish(UPGRADE_CONTRACT, destination, value, arguments))
}

fn delete(
    guest: &mut Guest<'_>,
    destination: MemPtr,
    gas: i64,
    argument_count: i32,
    argument_lengths: MemPtr,
    arguments: MemPtr,
) -> Result<(), HookTrap> {
    let (arguments, length) = load_arguments(guest, argument_count, argument_lengths, arguments)?;
    charge_length(guest, length)?;
    let destination = load_address(guest, destination)?;
    register(guest, deletion(destination, arguments), gas)
}

/// The arguments cost nothing to read, as in production.
fn managed_delete(
    guest: &mut Guest<'_>,
    destination: Handle,
    gas: i64,
    arguments: Handle,
) -> Result<(), HookTrap> {
    let destination = buffer(guest, destination)?;
    let (arguments, _) = read_buffers(guest, arguments)?;
    register(guest, deletion(destination, arguments), gas)
}

fn deletion(destination: Bytes, arguments: Vec<Bytes>) -> Wish {
    wish(DELETE_CONTRACT, destination, Ok(U256::ZERO), arguments)
}
