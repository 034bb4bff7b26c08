//! Managed maps: bytes by bytes on the host's side, for the time of one call.
//!
//! Source: `mx-chain-vm-go:vmhost/vmhooks/manMapOps.go`, `vmhost/contexts/managedType.go`.

use super::managed_buffer::{charge_buffer, copy_of};
use crate::guest::{Guest, GuestAccess};
use crate::table::{Handle, hooks};
use vm_core::{Bytes, HookTrap};

// tidy: table: a row of the hook table is one line.
hooks! {
    /// Makes an empty map.
    "managedMapNew" => ManagedMapNew = new() -> Handle, gas ManagedMapNew, since Genesis;
    /// Puts a value under a key; returns 0. The value's bytes are charged.
    "managedMapPut" => ManagedMapPut = put(map: Handle, key: Handle, value: Handle) -> i32, gas ManagedMapPut, since Genesis;
    /// Copies the value under a key into a buffer, empty when there is none; returns 0.
    "managedMapGet" => ManagedMapGet = get(map: Handle, key: Handle, value: Handle) -> i32, gas ManagedMapGet, since Genesis;
    /// As `managedMapGet`, and removes the key; returns 0.
    "managedMapRemove" => ManagedMapRemove = remove(map: Handle, key: Handle, value: Handle) -> i32, gas ManagedMapRemove, since Genesis;
    /// Whether the map has a value under the key; an empty value counts as none.
    "managedMapContains" => ManagedMapContains = contains(map: Handle, key: Handle) -> bool, gas ManagedMapContains, since Genesis;
}

fn new(guest: &mut Guest<'_>) -> Result<Handle, HookTrap> {
    Ok(guest.context.managed.new_map())
}

/// Fails without the map.
fn require_map(guest: &mut Guest<'_>, map: Handle) -> Result<(), HookTrap> {
    let known = guest.context.managed.map(map).map(|_| ());
    guest.check(known)
}

fn put(guest: &mut Guest<'_>, map: Handle, key: Handle, value: Handle) -> Result<i32, HookTrap> {
    require_map(guest, map)?;
    let key = copy_of(guest, key)?;
    charge_buffer(guest, value)?;
    let value = copy_of(guest, value)?;
    let entries = guest.context.managed.map_mut(map);
    let done = entries.map(|entries| entries.insert(key, value));
    guest.check(done)?;
    Ok(0)
}

/// The key, and the value under it; nothing is charged.
fn find(
    guest: &mut Guest<'_>,
    map: Handle,
    key: Handle,
) -> Result<(Bytes, Option<Bytes>), HookTrap> {
    require_map(guest, map)?;
    let key = copy_of(guest, key)?;
    let entries = guest.context.managed.map(map);
    let value = guest.check(entries.map(|entries| entries.get(&key).cloned()))?;
    Ok((key, value))
}

/// Copies the value under a key into a buffer, and charges it.
fn take_out(
    guest: &mut Guest<'_>,
    map: Handle,
    key: Handle,
    destination: Handle,
) -> Result<Bytes, HookTrap> {
    let (key, value) = find(guest, map, key)?;
    let value = value.unwrap_or_default();
    guest.charge_copy(value.len())?;
    guest.context.managed.set_buffer(destination, value.as_ref());
    Ok(key)
}

fn get(guest: &mut Guest<'_>, map: Handle, key: Handle, value: Handle) -> Result<i32, HookTrap> {
    take_out(guest, map, key, value)?;
    Ok(0)
}

fn remove(guest: &mut Guest<'_>, map: Handle, key: Handle, value: Handle) -> Result<i32, HookTrap> {
    let key = take_out(guest, map, key, value)?;
    let entries = guest.context.managed.map_mut(map);
    let done = entries.map(|entries| entries.remove(&key));
    guest.check(done)?;
    Ok(0)
}

fn contains(guest: &mut Guest<'_>, map: Handle, key: Handle) -> Result<bool, HookTrap> {
    let (_, value) = find(guest, map, key)?;
    Ok(value.is_some_and(|value| !value.is_empty()))
}
