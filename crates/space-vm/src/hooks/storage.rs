//! Storage of the contract, and reading that of others
//! (`mx-chain-vm-go:vmhost/vmhooks/baseOps.go`).

use crate::calls::{load_address, number_bytes, number_from};
use crate::guest::{Guest, GuestAccess, length_as_i32};
use crate::storage::{self, VM_PREFIX};
use crate::table::{MemLen, MemPtr, hooks};
use vm_core::{Bytes, GasKey, HookTrap};

/// Prefix of the keys under which locks lie, after the prefix of the virtual machine.
const LOCK_PREFIX: &[u8] = b"TIMELOCK";

// tidy: table: a row of the hook table is one line.
hooks! {
    /// Writes a value; returns 0 for an equal value, 1 changed, 2 new, 3 deleted.
    "storageStore" => StorageStore = store(key: MemPtr, key_length: MemLen, data: MemPtr, length: MemLen) -> i32, in_body, since Genesis;
    /// Length of a value, without a price for its bytes.
    "storageLoadLength" => StorageLoadLength = load_length(key: MemPtr, key_length: MemLen) -> i32, in_body, since Genesis;
    /// Writes a value into guest memory; returns its length.
    "storageLoad" => StorageLoad = load(key: MemPtr, key_length: MemLen, result: MemPtr) -> i32, in_body, since Genesis;
    /// Writes a value of another account into guest memory; nothing when it may not be read. Returns its length.
    "storageLoadFromAddress" => StorageLoadFromAddress = load_from_address(address: MemPtr, key: MemPtr, key_length: MemLen, result: MemPtr) -> i32, in_body, since Genesis;
    /// Notes until when a key counts as locked; nothing enforces it. Returns as a write does.
    "setStorageLock" => SetStorageLock = set_lock(key: MemPtr, key_length: MemLen, timestamp: i64) -> i32, gas Int64StorageStore, since Genesis;
    /// Until when a key counts as locked.
    "getStorageLock" => GetStorageLock = lock(key: MemPtr, key_length: MemLen) -> i64, gas StorageLoad, since Genesis;
    /// Whether a key counts as locked at the time of the block.
    "isStorageLocked" => IsStorageLocked = is_locked(key: MemPtr, key_length: MemLen) -> i32, gas StorageLoad, since Genesis;
    /// Takes the lock of a key away. Returns as a write does.
    "clearStorageLock" => ClearStorageLock = clear_lock(key: MemPtr, key_length: MemLen) -> i32, gas Int64StorageStore, since Genesis;
}

fn store(
    guest: &mut Guest<'_>,
    key: MemPtr,
    key_length: MemLen,
    data: MemPtr,
    length: MemLen,
) -> Result<i32, HookTrap> {
    let key = guest.load(key.0, key_length.0)?;
    let data = guest.load(data.0, length.0)?;
    guest.charge(GasKey::StorageStore)?;
    Ok(storage::store(guest, &key, data.into())?.code())
}

fn load_length(
    guest: &mut Guest<'_>,
    key: MemPtr,
    key_length: MemLen,
) -> Result<i32, HookTrap> {
    let key = guest.load(key.0, key_length.0)?;
    storage::load_length(guest, &key)
}

fn load(
    guest: &mut Guest<'_>,
    key: MemPtr,
    key_length: MemLen,
    result: MemPtr,
) -> Result<i32, HookTrap> {
    let key = guest.load(key.0, key_length.0)?;
    let value = storage::load(guest, &key)?;
    guest.store(result.0, &value)?;
    Ok(length_as_i32(&value))
}

fn load_from_address(
    guest: &mut Guest<'_>,
    address: MemPtr,
    key: MemPtr,
    key_length: MemLen,
    result: MemPtr,
) -> Result<i32, HookTrap> {
    let key = guest.load(key.0, key_length.0)?;
    let address = load_address(guest, address)?;
    let value = storage::load_from(guest, &address, &key)?;
    guest.store(result.0, &value)?;
    Ok(length_as_i32(&value))
}

fn lock_key(
    guest: &mut Guest<'_>,
    key: MemPtr,
    key_length: MemLen,
) -> Result<Vec<u8>, HookTrap> {
    let key = guest.load(key.0, key_length.0)?;
    Ok([VM_PREFIX, LOCK_PREFIX, &key].concat())
}

fn set_lock(
    guest: &mut Guest<'_>,
    key: MemPtr,
    key_length: MemLen,
    timestamp: i64,
) -> Result<i32, HookTrap> {
    let key = lock_key(guest, key, key_length)?;
    let value: Bytes = number_bytes(timestamp.unsigned_abs());
    Ok(storage::store_protected(guest, &key, value)?.code())
}

fn clear_lock(
    guest: &mut Guest<'_>,
    key: MemPtr,
    key_length: MemLen,
) -> Result<i32, HookTrap> {
    set_lock(guest, key, key_length, 0)
}

fn lock(guest: &mut Guest<'_>, key: MemPtr, key_length: MemLen) -> Result<i64, HookTrap> {
    let key = lock_key(guest, key, key_length)?;
    let value = storage::load(guest, &key)?;
    Ok(number_from(&value).cast_signed())
}

fn is_locked(guest: &mut Guest<'_>, key: MemPtr, key_length: MemLen) -> Result<i32, HookTrap> {
    let until = lock(guest, key, key_length)?;
    if until < 0 {
        return Ok(-1);
    }
    guest.charge(GasKey::GetBlockTimeStamp)?;
    let now = guest.context.environment().block.timestamp();
    Ok(i32::from(until.cast_unsigned() > now))
}
