//! Contracts that contracts make (`mx-chain-vm-go:vmhost/vmhooks/{baseOps,managedei}.go`).

use crate::calls::{
    Deploy, charge_length, deploy, load_address, load_arguments, load_value,
    read_value_and_arguments, split_value, write_results,
};
use crate::code::CallKind;
use crate::error::{Failure, HookError};
use crate::guest::{Guest, GuestAccess, buffer};
use crate::managed::read_buffers;
use crate::table::{Handle, MemLen, MemPtr, hooks};
use vm_core::{Address, Bytes, HookTrap};

/// Bytes of code metadata in guest memory.
pub(super) const METADATA_LENGTH: i32 = 2;

// tidy: table: a row of the hook table is one line.
hooks! {
    /// Makes a contract from code in guest memory and writes its address there; returns 0.
    "createContract" => CreateContract =
        create(gas: i64, value: MemPtr, code: MemPtr, metadata: MemPtr, code_length: MemLen, result: MemPtr, argument_count: i32, argument_lengths: MemPtr, arguments: MemPtr) -> i32,
        gas CreateContract, since Genesis;
    /// Makes a contract from another contract's code and writes its address into guest memory; returns 0.
    "deployFromSourceContract" => DeployFromSourceContract =
        from_source(gas: i64, value: MemPtr, source: MemPtr, metadata: MemPtr, result: MemPtr, argument_count: i32, argument_lengths: MemPtr, arguments: MemPtr) -> i32,
        gas CreateContract, since Genesis;
    /// Makes a contract from code in a buffer and puts its address and results into buffers; returns 0.
    "managedCreateContract" => ManagedCreateContract =
        managed_create(gas: i64, value: Handle, code: Handle, metadata: Handle, arguments: Handle, address: Handle, results: Handle) -> i32,
        gas CreateContract, since Genesis;
    /// Makes a contract from another contract's code and puts its address and results into buffers; returns 0.
    "managedDeployFromSourceContract" => ManagedDeployFromSourceContract =
        managed_from_source(gas: i64, value: Handle, source: Handle, metadata: Handle, arguments: Handle, address: Handle, results: Handle) -> i32,
        gas CreateContract, since Genesis;
}

#[expect(clippy::too_many_arguments, reason = "the hook has as many parameters")]
fn create(
    guest: &mut Guest<'_>,
    gas: i64,
    value: MemPtr,
    code: MemPtr,
    metadata: MemPtr,
    code_length: MemLen,
    result: MemPtr,
    argument_count: i32,
    argument_lengths: MemPtr,
    arguments: MemPtr,
) -> Result<i32, HookTrap> {
    let value = load_value(guest, value)?;
    let code = Bytes::from(guest.load(code.0, code_length.0)?);
    let metadata = Bytes::from(guest.load(metadata.0, METADATA_LENGTH)?);
    let (arguments, length) =
        load_arguments(guest, argument_count, argument_lengths, arguments)?;
    charge_length(guest, length)?;
    let made = Deploy {
        code,
        metadata,
        value: Ok(value),
        arguments,
        gas_limit: gas,
        kind: CallKind::Deploy,
    };
    let address = deploy(guest, made)?;
    guest.store(result.0, address.as_slice())?;
    Ok(0)
}

#[expect(clippy::too_many_arguments, reason = "the hook has as many parameters")]
fn from_source(
    guest: &mut Guest<'_>,
    gas: i64,
    value: MemPtr,
    source: MemPtr,
    metadata: MemPtr,
    result: MemPtr,
    argument_count: i32,
    argument_lengths: MemPtr,
    arguments: MemPtr,
) -> Result<i32, HookTrap> {
    let value = load_value(guest, value)?;
    let source = load_address(guest, source)?;
    let metadata = Bytes::from(guest.load(metadata.0, METADATA_LENGTH)?);
    let (arguments, length) =
        load_arguments(guest, argument_count, argument_lengths, arguments)?;
    charge_length(guest, length)?;
    let made = Deploy {
        code: code_to_deploy(guest, &source)?,
        metadata,
        value: Ok(value),
        arguments,
        gas_limit: gas,
        kind: CallKind::DeployFromSource,
    };
    let address = deploy(guest, made)?;
    guest.store(result.0, address.as_slice())?;
    Ok(0)
}

/// The code to deploy; production notes twice that there is none.
fn code_to_deploy(guest: &mut Guest<'_>, source: &[u8]) -> Result<Bytes, HookTrap> {
    source_code(guest, source).inspect_err(|_| {
        if let Some(text) = guest.context.failure().map(Failure::text)
            && let Ok(session) = guest.context.session()
        {
            session.errors.add(text, None);
        }
    })
}

/// The code of a WASM contract.
pub(super) fn source_code(guest: &mut Guest<'_>, source: &[u8]) -> Result<Bytes, HookTrap> {
    let address = Address::from_slice(source);
    let address = guest.check(address.ok_or_else(|| Failure::no_account(source)))?;
    let account = guest.context.reference(&address)?;
    let code = guest.context.journal()?.code(&account);
    let code = guest.check(code)?;
    if !code.is_none() {
        return Ok(code.bytes.clone());
    }
    let failure = if guest.context.exists(&account)? {
        HookError::ContractNotFound.into()
    } else {
        Failure::no_account(source)
    };
    Err(guest.context.stop(failure))
}

#[expect(clippy::too_many_arguments, reason = "the hook has as many parameters")]
fn managed_create(
    guest: &mut Guest<'_>,
    gas: i64,
    value: Handle,
    code: Handle,
    metadata: Handle,
    arguments: Handle,
    address: Handle,
    results: Handle,
) -> Result<i32, HookTrap> {
    let value = guest.context.managed.big_int(value).cloned();
    let value = guest.check(value)?;
    let (arguments, length) = read_buffers(guest, arguments)?;
    charge_length(guest, length)?;
    let made = Deploy {
        metadata: buffer(guest, metadata)?,
        code: buffer(guest, code)?,
        value: split_value(&value),
        arguments,
        gas_limit: gas,
        kind: CallKind::Deploy,
    };
    finish(guest, made, address, results)
}

#[expect(clippy::too_many_arguments, reason = "the hook has as many parameters")]
fn managed_from_source(
    guest: &mut Guest<'_>,
    gas: i64,
    value: Handle,
    source: Handle,
    metadata: Handle,
    arguments: Handle,
    address: Handle,
    results: Handle,
) -> Result<i32, HookTrap> {
    let (source, arguments, value) =
        read_value_and_arguments(guest, source, value, arguments)?;
    let metadata = buffer(guest, metadata)?;
    let made = Deploy {
        code: code_to_deploy(guest, &source)?,
        metadata,
        value: split_value(&value),
        arguments,
        gas_limit: gas,
        kind: CallKind::DeployFromSource,
    };
    finish(guest, made, address, results)
}

fn finish(
    guest: &mut Guest<'_>,
    made: Deploy,
    address: Handle,
    results: Handle,
) -> Result<i32, HookTrap> {
    let since = guest.context.return_data.len();
    let made = deploy(guest, made)?;
    guest.context.managed.set_buffer(address, made.as_slice());
    write_results(guest, since, results)?;
    Ok(0)
}
