//! Lists of buffers: a buffer that holds the handles of others, four big-endian bytes each.

use crate::error::HookError;
use crate::guest::{Guest, GuestAccess};
use crate::table::Handle;
use vm_core::{Bytes, HookTrap};

/// Bytes of a handle in a list.
pub(crate) const HANDLE_LENGTH: usize = 4;

/// A handle from its big-endian bytes.
pub(crate) fn handle_from(bytes: &[u8]) -> Option<Handle> {
    Some(Handle(i32::from_be_bytes(bytes.try_into().ok()?)))
}

/// Reads a list of buffers; with it the sum of their lengths, which some hooks charge once more.
///
/// # Cost
/// Copying the list, then copying each buffer as it is read.
///
/// # Errors
/// Without the list or one of its buffers; with a length that is no multiple of four; out of gas.
pub(crate) fn read_buffers(
    guest: &mut Guest<'_>,
    list: Handle,
) -> Result<(Vec<Bytes>, u64), HookTrap> {
    let handles = guest.context.managed.buffer(list).map(<[u8]>::to_vec);
    let handles = guest.check(handles)?;
    guest.charge_copy(handles.len())?;
    let chunks = handles.chunks_exact(HANDLE_LENGTH);
    if !chunks.remainder().is_empty() {
        return Err(guest.fail(HookError::InvalidHandleList));
    }
    let mut items = Vec::with_capacity(chunks.len());
    let mut sum = 0_u64;
    for chunk in chunks {
        let handle = guest.check(handle_from(chunk).ok_or(HookError::InvalidHandleList))?;
        let item = guest.context.managed.buffer(handle);
        let length = guest.check(item.map(<[u8]>::len))?;
        guest.charge_copy(length)?;
        let item = guest.context.managed.buffer(handle);
        let item = guest.check(item.map(Bytes::copy_from_slice))?;
        sum = sum.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
        items.push(item);
    }
    Ok((items, sum))
}

/// Writes a list of buffers: one new buffer for each item, their handles into `destination`.
///
/// # Cost
/// Copying all items, charged at the end as production does.
///
/// # Errors
/// Out of gas.
pub(crate) fn write_buffers<I: AsRef<[u8]>>(
    guest: &mut Guest<'_>,
    items: &[I],
    destination: Handle,
) -> Result<(), HookTrap> {
    let managed = &mut guest.context.managed;
    let mut list = Vec::with_capacity(items.len().saturating_mul(HANDLE_LENGTH));
    let mut length = 0_usize;
    for item in items {
        let item = item.as_ref();
        length = length.saturating_add(item.len());
        list.extend_from_slice(&managed.new_buffer(item).0.to_be_bytes());
    }
    managed.set_buffer(destination, list);
    guest.charge_copy(length)
}
