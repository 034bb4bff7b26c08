//! Accounts: the contract's own, its owner and caller, and others
//! (`mx-chain-vm-go:vmhost/vmhooks/{baseOps,managedei}.go`).

use crate::account::{balance, is_smart_contract};
use crate::calls::load_address;
use crate::code::{Worker, is_reserved_name};
use crate::error::Failure;
use crate::guest::{Guest, GuestAccess, buffer};
use crate::table::{Handle, MemPtr, hooks};
use crate::vm::value_bytes;
use vm_core::{AccountRef, Address, Bytes, GasKey, HookTrap, VmType};

/// Bytes of an address that its shape is read from (`mx-chain-core-go:core/address.go`).
const SHAPE_LENGTH: usize = 10;

// tidy: table: a row of the hook table is one line.
hooks! {
    /// Writes the contract's own address into guest memory.
    "getSCAddress" => GetScAddress = own_address(result: MemPtr) -> (), gas GetSCAddress, since Genesis;
    /// Puts the contract's own address into a buffer.
    "managedSCAddress" => ManagedScAddress = managed_own_address(destination: Handle) -> (), gas GetSCAddress, since Genesis;
    /// Writes the address of the contract's owner into guest memory.
    "getOwnerAddress" => GetOwnerAddress = owner(result: MemPtr) -> (), gas GetOwnerAddress, since Genesis;
    /// Puts the address of the contract's owner into a buffer.
    "managedOwnerAddress" => ManagedOwnerAddress = managed_owner(destination: Handle) -> (), gas GetOwnerAddress, since Genesis;
    /// Writes the caller's address into guest memory.
    "getCaller" => GetCaller = caller(result: MemPtr) -> (), gas GetCaller, since Genesis;
    /// Puts the caller's address into a buffer.
    "managedCaller" => ManagedCaller = managed_caller(destination: Handle) -> (), gas GetCaller, since Genesis;
    /// Puts the address of the account that signed the transaction into a buffer.
    "managedGetOriginalCallerAddr" => ManagedGetOriginalCaller = managed_original_caller(destination: Handle) -> (), gas GetCaller, since CryptoOpcodesV2;
    /// Puts the address of the transaction's relayer into a buffer; empty without one.
    "managedGetRelayerAddr" => ManagedGetRelayer = managed_relayer(destination: Handle) -> (), gas GetCaller, since CryptoOpcodesV2;
    /// The shard of an address. All accounts of this chain are in shard 0.
    "getShardOfAddress" => GetShardOfAddress = shard_of(address: MemPtr) -> i32, gas GetShardOfAddress, since Genesis;
    /// Whether an address is a contract's.
    "isSmartContract" => IsSmartContract = is_contract(address: MemPtr) -> bool, gas IsSmartContract, since Genesis;
    /// Writes the native balance of an account into guest memory, without leading zeros.
    "getExternalBalance" => GetExternalBalance = external_balance(address: MemPtr, result: MemPtr) -> (), gas GetExternalBalance, since Genesis;
    /// Puts the code metadata of an account into a buffer.
    "managedGetCodeMetadata" => ManagedGetCodeMetadata = code_metadata(address: Handle, response: Handle) -> (), gas GetCodeMetadata, since Genesis;
    /// Puts the hash of an account's code into a buffer; empty without code.
    "managedGetCodeHash" => ManagedGetCodeHash = code_hash(address: Handle, destination: Handle) -> (), in_body, since Barnard;
    /// Whether a function name belongs to a built-in function.
    "managedIsBuiltinFunction" => ManagedIsBuiltInFunction = is_built_in(name: Handle) -> bool, gas IsBuiltinFunction, since Genesis;
    /// Whether no contract may export a function of this name.
    "isReservedFunctionName" => IsReservedFunctionName = is_reserved(name: Handle) -> bool, gas IsReservedFunctionName, since Genesis;
}

fn own_address(guest: &mut Guest<'_>, result: MemPtr) -> Result<(), HookTrap> {
    let own = guest.context.own().address;
    guest.store(result.0, own.as_slice())
}

fn managed_own_address(guest: &mut Guest<'_>, destination: Handle) -> Result<(), HookTrap> {
    let own = guest.context.own().address;
    put(guest, destination, own.as_slice());
    Ok(())
}

fn put(guest: &mut Guest<'_>, destination: Handle, bytes: &[u8]) {
    guest.context.managed.set_buffer(destination, bytes);
}

/// The owner's address; empty for a contract without one.
fn owner_bytes(guest: &mut Guest<'_>) -> Result<Bytes, HookTrap> {
    let own = guest.context.own();
    let native = guest.context.journal()?.native(&own);
    let owner = guest.check(native)?.owner;
    Ok(owner.map_or_else(Bytes::new, |owner| {
        Bytes::copy_from_slice(owner.as_slice())
    }))
}

fn owner(guest: &mut Guest<'_>, result: MemPtr) -> Result<(), HookTrap> {
    let owner = owner_bytes(guest)?;
    guest.store(result.0, &owner)
}

fn managed_owner(guest: &mut Guest<'_>, destination: Handle) -> Result<(), HookTrap> {
    let owner = owner_bytes(guest)?;
    put(guest, destination, &owner);
    Ok(())
}

fn caller(guest: &mut Guest<'_>, result: MemPtr) -> Result<(), HookTrap> {
    let caller = guest.context.invocation.call.caller.address;
    guest.store(result.0, caller.as_slice())
}

fn managed_caller(guest: &mut Guest<'_>, destination: Handle) -> Result<(), HookTrap> {
    let caller = guest.context.invocation.call.caller.address;
    put(guest, destination, caller.as_slice());
    Ok(())
}

fn managed_original_caller(guest: &mut Guest<'_>, destination: Handle) -> Result<(), HookTrap> {
    let origin = guest.context.environment().transaction.origin.address;
    put(guest, destination, origin.as_slice());
    Ok(())
}

fn managed_relayer(guest: &mut Guest<'_>, destination: Handle) -> Result<(), HookTrap> {
    put(guest, destination, &[]);
    Ok(())
}

fn shard_of(guest: &mut Guest<'_>, address: MemPtr) -> Result<i32, HookTrap> {
    load_address(guest, address)?;
    Ok(0)
}

fn is_contract(guest: &mut Guest<'_>, address: MemPtr) -> Result<bool, HookTrap> {
    let bytes = load_address(guest, address)?;
    let Some(address) = Address::from_slice(&bytes) else {
        // What memory cut short is judged by the shape of a contract's address as well.
        return Ok(bytes.len() > SHAPE_LENGTH && bytes.iter().all(|byte| *byte == 0));
    };
    let account = guest.context.reference(&address)?;
    is_smart_contract(guest, &account)
}

fn external_balance(
    guest: &mut Guest<'_>,
    address: MemPtr,
    result: MemPtr,
) -> Result<(), HookTrap> {
    let address = load_address(guest, address)?;
    let balance = balance(guest, &address)?;
    guest.store(result.0, &value_bytes(balance))
}

/// The account under a buffer's address, if there is one.
fn existing(guest: &mut Guest<'_>, address: Handle) -> Result<Option<AccountRef>, HookTrap> {
    let bytes = buffer(guest, address)?;
    let Some(address) = Address::from_slice(&bytes) else {
        return Ok(None);
    };
    let account = guest.context.reference(&address)?;
    Ok(guest.context.exists(&account)?.then_some(account))
}

fn code_metadata(
    guest: &mut Guest<'_>,
    address: Handle,
    response: Handle,
) -> Result<(), HookTrap> {
    guest.charge(GasKey::MBufferSetBytes)?;
    let Some(account) = existing(guest, address)? else {
        let bytes = buffer(guest, address)?;
        return Err(guest.context.stop(Failure::no_account(&bytes)));
    };
    let metadata = guest.context.journal()?.metadata(&account);
    let metadata = guest.check(metadata)?;
    let vm_type = guest.context.journal()?.vm_type(&account);
    let has_native_code = guest.check(vm_type)?.is_some_and(|it| it != VmType::EVM);
    // A key's account has no metadata at all, not two zero bytes.
    let is_shown = has_native_code || metadata != [0, 0];
    put(guest, response, if is_shown { &metadata } else { &[] });
    Ok(())
}

fn code_hash(
    guest: &mut Guest<'_>,
    address: Handle,
    destination: Handle,
) -> Result<(), HookTrap> {
    buffer(guest, address)?;
    guest.charge(GasKey::GetCodeHash)?;
    let Some(account) = existing(guest, address)? else {
        put(guest, destination, &[]);
        return Ok(());
    };
    let code = guest.context.journal()?.code(&account);
    let code = guest.check(code)?;
    let hash = if code.is_none() {
        Bytes::new()
    } else {
        let session = guest.context.session()?;
        Worker::with(session, |worker| worker.protocol_hash(&code))
    };
    put(guest, destination, &hash);
    Ok(())
}

fn is_built_in(guest: &mut Guest<'_>, name: Handle) -> Result<bool, HookTrap> {
    let name = buffer(guest, name)?;
    Ok(guest.context.session()?.is_built_in(&name))
}

fn is_reserved(guest: &mut Guest<'_>, name: Handle) -> Result<bool, HookTrap> {
    let name = buffer(guest, name)?;
    let release = guest.context.release();
    let is_built_in = guest.context.session()?.is_built_in(&name);
    Ok(is_reserved_name(&name, release, is_built_in))
}
