//! Storage with production's prices (`mx-chain-vm-go:vmhost/contexts/storage.go`).
//!
//! | what | gas |
//! |---|---|
//! | uncached read | by depth in the trie, plus the value's bytes and the key's beyond 32 |
//! | cached read | one flat cost |
//! | new value | bytes stored |
//! | longer value | old length kept, extra bytes stored |
//! | shorter value | new length kept |
//! | deletion, equal length | nothing |
//! | equal value | its bytes copied, unless cached |
//!
//! Keys of the protocol are never served from the cache, because built-in functions may change them.

use crate::error::HookError;
use crate::guest::{Guest, GuestAccess, length_of};
use vm_core::{AccountRef, Address, Bytes, GasKey, HookTrap, StorageRead};

/// Keys that only the protocol may write.
pub(crate) const PROTOCOL_PREFIX: &[u8] = b"ELROND";
/// Keys of the protocol that the virtual machine itself writes.
pub(crate) const VM_PREFIX: &[u8] = b"ELRONDVM@";
/// Keys of this many bytes are covered by the flat cost.
const FREE_KEY_BYTES: usize = Address::LENGTH;
/// Byte 0 of code metadata: other contracts may read the storage.
pub(crate) const READABLE: u8 = 4;

/// What a write did, as hooks return it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StorageStatus {
    Unchanged = 0,
    Modified = 1,
    Added = 2,
    Deleted = 3,
}

impl StorageStatus {
    pub(crate) const fn code(self) -> i32 {
        match self {
            Self::Unchanged => 0,
            Self::Modified => 1,
            Self::Added => 2,
            Self::Deleted => 3,
        }
    }
}

fn is_protocol_key(key: &[u8]) -> bool {
    key.starts_with(PROTOCOL_PREFIX) && !key.starts_with(VM_PREFIX)
}

/// Reads a value without a charge; the caller charges.
fn read(guest: &mut Guest<'_>, account: &AccountRef, key: &[u8]) -> Result<StorageRead, HookTrap> {
    let journal = guest.context.journal()?;
    let result = if is_protocol_key(key) {
        journal.peek_storage(account, key).map(|read| StorageRead { was_cached: false, ..read })
    } else {
        journal.storage(account, key)
    };
    let found = guest.check(result)?;
    if !found.was_cached {
        count_trie_read(guest)?;
    }
    Ok(found)
}

/// Counts a read that the transaction's cache does not serve, which the schedule bounds.
fn count_trie_read(guest: &mut Guest<'_>) -> Result<(), HookTrap> {
    let limits = guest.context.schedule().max_per_transaction.clone();
    match guest.context.session()?.usage.count_trie_read(limits.as_ref()) {
        Ok(()) => Ok(()),
        Err(_) => Err(guest.fail(HookError::TooManyTrieReads)),
    }
}

/// Charges for the key's bytes beyond 32, unless the value is cached.
fn charge_key(guest: &mut Guest<'_>, key: &[u8], was_cached: bool) -> Result<(), HookTrap> {
    if was_cached {
        return Ok(());
    }
    guest.charge_copy(key.len().saturating_sub(FREE_KEY_BYTES))
}

/// Charges for reaching a value.
fn charge_load(guest: &mut Guest<'_>, depth: u32, was_cached: bool) -> Result<(), HookTrap> {
    let schedule = guest.context.schedule();
    if was_cached {
        return guest.charge(GasKey::CachedStorageLoad);
    }
    let price = schedule.storage_load.cost(depth, schedule.cost(GasKey::StorageLoad));
    let price = guest.check(price.ok_or(HookError::StorageLoadCost))?;
    guest.use_gas(price)
}

/// Reads a value of the contract's own account.
pub(crate) fn load(guest: &mut Guest<'_>, key: &[u8]) -> Result<Bytes, HookTrap> {
    let own = guest.context.own();
    load_of(guest, &own, key)
}

fn load_of(guest: &mut Guest<'_>, account: &AccountRef, key: &[u8]) -> Result<Bytes, HookTrap> {
    let found = read(guest, account, key)?;
    charge_key(guest, key, found.was_cached)?;
    if !found.was_cached {
        guest.charge_copy(found.value.len())?;
    }
    charge_load(guest, found.trie_depth, found.was_cached)?;
    Ok(found.value)
}

/// Length of a value of the contract's own account; its bytes are not charged.
pub(crate) fn load_length(guest: &mut Guest<'_>, key: &[u8]) -> Result<i32, HookTrap> {
    let own = guest.context.own();
    let found = read(guest, &own, key)?;
    charge_load(guest, found.trie_depth, found.was_cached)?;
    Ok(crate::guest::length_as_i32(&found.value))
}

/// Reads a value of another account. Contracts have to be readable; accounts of users always are.
pub(crate) fn load_from(
    guest: &mut Guest<'_>,
    address: &[u8],
    key: &[u8],
) -> Result<Bytes, HookTrap> {
    let account = match Address::from_slice(address) {
        Some(address) => Some(guest.context.reference(&address)?),
        None => None,
    };
    if let Some(account) = account
        && may_read(guest, &account)?
    {
        return load_of(guest, &account, key);
    }
    charge_key(guest, key, false)?;
    charge_load(guest, 0, false)?;
    Ok(Bytes::new())
}

fn may_read(guest: &mut Guest<'_>, account: &AccountRef) -> Result<bool, HookTrap> {
    if account.address == guest.context.own().address {
        return Ok(true);
    }
    if !account.address.is_contract_shaped() {
        return Ok(true);
    }
    let metadata = guest.context.journal()?.metadata(account);
    let [first, _] = guest.check(metadata)?;
    Ok(first & READABLE != 0)
}

/// Writes a value of the contract's own account.
pub(crate) fn store(
    guest: &mut Guest<'_>,
    key: &[u8],
    value: Bytes,
) -> Result<StorageStatus, HookTrap> {
    check_writable(guest)?;
    if is_protocol_key(key) {
        return Err(guest.fail(HookError::ReservedKey));
    }
    if key.starts_with(VM_PREFIX) {
        return Err(guest.fail(HookError::ProtectedKey));
    }
    write(guest, key, value)
}

/// Writes a value under a key of the virtual machine itself.
pub(crate) fn store_protected(
    guest: &mut Guest<'_>,
    key: &[u8],
    value: Bytes,
) -> Result<StorageStatus, HookTrap> {
    check_writable(guest)?;
    write(guest, key, value)
}

fn check_writable(guest: &mut Guest<'_>) -> Result<(), HookTrap> {
    if guest.context.is_read_only() {
        return Err(guest.fail(HookError::WriteReadOnly));
    }
    Ok(())
}

fn write(guest: &mut Guest<'_>, key: &[u8], value: Bytes) -> Result<StorageStatus, HookTrap> {
    let own = guest.context.own();
    let old = read(guest, &own, key)?;
    charge_key(guest, key, old.was_cached)?;
    if old.value == value {
        if !old.was_cached {
            guest.charge_copy(value.len())?;
        }
        return Ok(StorageStatus::Unchanged);
    }
    let status = charge_change(guest, &old.value, &value)?;
    let written = guest.context.journal()?.set_storage(&own, key, value);
    guest.check(written)?;
    Ok(status)
}

fn charge_change(guest: &mut Guest<'_>, old: &[u8], new: &[u8]) -> Result<StorageStatus, HookTrap> {
    let (old, new) = (length_of(old), length_of(new));
    let costs = &guest.context.schedule().base_operation;
    let (store, persist) = (costs.store_per_byte, costs.persist_per_byte);
    if old == 0 {
        guest.use_gas(store.saturating_mul(new))?;
        return Ok(StorageStatus::Added);
    }
    if new == 0 {
        return Ok(StorageStatus::Deleted);
    }
    let price = if new > old {
        let extra = store.saturating_mul(new.saturating_sub(old));
        persist.saturating_mul(old).saturating_add(extra)
    } else if new < old {
        persist.saturating_mul(new)
    } else {
        0
    };
    guest.use_gas(price)?;
    Ok(StorageStatus::Modified)
}
