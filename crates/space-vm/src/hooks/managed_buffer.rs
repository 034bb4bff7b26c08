//! Managed buffers: byte strings on the host's side.
//!
//! Slices outside of a buffer are no failure: the hook returns 1 and changes nothing.
//! Source: `mx-chain-vm-go:vmhost/vmhooks/manBufOps.go`.

use crate::error::HookError;
use crate::guest::{Guest, GuestAccess, length_as_i32, store_range};
use crate::managed::RandomBytes;
use crate::storage;
use crate::table::{Handle, MemLen, MemPtr, hooks};
use core::ops::Range;
use vm_core::{Bytes, GasKey, HookTrap};

// tidy: table: a row of the hook table is one line.
hooks! {
    /// Makes an empty buffer.
    "mBufferNew" => MBufferNew = new() -> Handle, gas MBufferNew, since Genesis;
    /// Makes a buffer from guest memory. The bytes are not charged.
    "mBufferNewFromBytes" => MBufferNewFromBytes = new_from_bytes(data: MemPtr, length: MemLen) -> Handle, gas MBufferNewFromBytes, since Genesis;
    /// The length of a buffer in bytes.
    "mBufferGetLength" => MBufferGetLength = length(buffer: Handle) -> i32, gas MBufferGetLength, since Genesis;
    /// Copies a buffer into guest memory; returns 0.
    "mBufferGetBytes" => MBufferGetBytes = bytes(buffer: Handle, result: MemPtr) -> i32, gas MBufferGetBytes, since Genesis;
    /// Copies a part of a buffer into guest memory; the whole buffer is charged. Returns 0, or 1 when the part lies outside.
    "mBufferGetByteSlice" => MBufferGetByteSlice = byte_slice(source: Handle, start: i32, length: i32, result: MemPtr) -> i32, gas MBufferGetByteSlice, since Genesis;
    /// Copies a part of a buffer into another; the whole source is charged too. Returns 0, or 1 when the part lies outside.
    "mBufferCopyByteSlice" => MBufferCopyByteSlice = copy_byte_slice(source: Handle, start: i32, length: i32, destination: Handle) -> i32, gas MBufferCopyByteSlice, since Genesis;
    /// Whether two buffers hold the same bytes.
    "mBufferEq" => MBufferEq = equal(lhs: Handle, rhs: Handle) -> bool, gas MBufferCopyByteSlice, since Genesis;
    /// Replaces a buffer by bytes from guest memory; returns 0.
    "mBufferSetBytes" => MBufferSetBytes = set_bytes(buffer: Handle, data: MemPtr, length: MemLen) -> i32, gas MBufferSetBytes, since Genesis;
    /// Overwrites a part of a buffer with bytes from guest memory. Returns 0, or 1 when the part lies outside.
    "mBufferSetByteSlice" => MBufferSetByteSlice = set_byte_slice(buffer: Handle, start: i32, length: MemLen, data: MemPtr) -> i32, gas MBufferSetBytes, since Genesis;
    /// Appends a buffer to another; returns 0.
    "mBufferAppend" => MBufferAppend = append(accumulator: Handle, data: Handle) -> i32, gas MBufferAppend, since Genesis;
    /// Appends bytes from guest memory to a buffer; returns 0.
    "mBufferAppendBytes" => MBufferAppendBytes = append_bytes(accumulator: Handle, data: MemPtr, length: MemLen) -> i32, gas MBufferAppendBytes, since Genesis;
    /// Writes a buffer to the contract's storage; returns 0.
    "mBufferStorageStore" => MBufferStorageStore = storage_store(key: Handle, source: Handle) -> i32, gas MBufferStorageStore, since Genesis;
    /// Reads a value of the contract's storage into a buffer; returns 0.
    "mBufferStorageLoad" => MBufferStorageLoad = storage_load(key: Handle, destination: Handle) -> i32, in_body, since Genesis;
    /// Reads a value of another account's storage into a buffer; empty when it may not be read.
    "mBufferStorageLoadFromAddress" => MBufferStorageLoadFromAddress = storage_load_from_address(address: Handle, key: Handle, destination: Handle) -> (), in_body, since Genesis;
    /// Copies an argument of the call into a buffer; returns 0.
    "mBufferGetArgument" => MBufferGetArgument = argument(index: i32, destination: Handle) -> i32, gas MBufferGetArgument, since Genesis;
    /// Appends a buffer to the results of the call; returns 0.
    "mBufferFinish" => MBufferFinish = finish(source: Handle) -> i32, gas MBufferFinish, since Genesis;
    /// Fills a buffer with pseudo-random bytes, known to whoever knows the block and the transaction; returns 0.
    "mBufferSetRandom" => MBufferSetRandom = set_random(destination: Handle, length: i32) -> i32, in_body, since Genesis;
}

fn new(guest: &mut Guest<'_>) -> Result<Handle, HookTrap> {
    Ok(guest.context.managed.new_buffer([]))
}

fn new_from_bytes(guest: &mut Guest<'_>, data: MemPtr, length: MemLen) -> Result<Handle, HookTrap> {
    let bytes = guest.load(data.0, length.0)?;
    Ok(guest.context.managed.new_buffer(bytes))
}

fn length(guest: &mut Guest<'_>, buffer: Handle) -> Result<i32, HookTrap> {
    let length = guest.context.managed.buffer(buffer).map(length_as_i32);
    guest.check(length)
}

/// Charges for copying a buffer.
pub(super) fn charge_buffer(guest: &mut Guest<'_>, buffer: Handle) -> Result<(), HookTrap> {
    let length = guest.context.managed.buffer(buffer).map(<[u8]>::len);
    let length = guest.check(length)?;
    guest.charge_copy(length)
}

/// A copy of a buffer.
pub(super) fn copy_of(guest: &mut Guest<'_>, buffer: Handle) -> Result<Bytes, HookTrap> {
    let bytes = guest.context.managed.buffer(buffer);
    let bytes = bytes.map(Bytes::copy_from_slice);
    guest.check(bytes)
}

fn bytes(guest: &mut Guest<'_>, buffer: Handle, result: MemPtr) -> Result<i32, HookTrap> {
    charge_buffer(guest, buffer)?;
    let managed = &guest.context.managed;
    let stored =
        managed.buffer(buffer).and_then(|bytes| store_range(guest.memory, result.0, bytes));
    guest.check(stored)?;
    Ok(0)
}

/// A part of a buffer of this length; `None` when the part lies outside.
///
/// A part whose end passes 32 bits makes production panic, which fails the execution.
fn part(whole: usize, start: i32, length: i32) -> Result<Option<Range<usize>>, HookError> {
    let (Ok(first), Ok(_)) = (usize::try_from(start), usize::try_from(length)) else {
        return Ok(None);
    };
    let end = start.checked_add(length).ok_or(HookError::ExecutionFailed)?;
    let end = usize::try_from(end).map_err(|_| HookError::ExecutionFailed)?;
    Ok((end <= whole).then_some(first..end))
}

/// A copy of a part of a buffer, whose whole length is charged.
fn charged_part(
    guest: &mut Guest<'_>,
    source: Handle,
    start: i32,
    length: i32,
) -> Result<Option<Vec<u8>>, HookTrap> {
    charge_buffer(guest, source)?;
    let slice = guest.context.managed.buffer(source).and_then(|bytes| {
        let range = part(bytes.len(), start, length)?;
        Ok(range.and_then(|range| bytes.get(range)).map(<[u8]>::to_vec))
    });
    guest.check(slice)
}

fn byte_slice(
    guest: &mut Guest<'_>,
    source: Handle,
    start: i32,
    length: i32,
    result: MemPtr,
) -> Result<i32, HookTrap> {
    let Some(slice) = charged_part(guest, source, start, length)? else {
        return Ok(1);
    };
    guest.store(result.0, &slice)?;
    Ok(0)
}

fn copy_byte_slice(
    guest: &mut Guest<'_>,
    source: Handle,
    start: i32,
    length: i32,
    destination: Handle,
) -> Result<i32, HookTrap> {
    let Some(slice) = charged_part(guest, source, start, length)? else {
        return Ok(1);
    };
    guest.charge_copy(slice.len())?;
    guest.context.managed.set_buffer(destination, slice);
    Ok(0)
}

fn equal(guest: &mut Guest<'_>, lhs: Handle, rhs: Handle) -> Result<bool, HookTrap> {
    charge_buffer(guest, lhs)?;
    charge_buffer(guest, rhs)?;
    let managed = &guest.context.managed;
    let equal = managed.buffer(lhs).and_then(|lhs| Ok(lhs == managed.buffer(rhs)?));
    guest.check(equal)
}

fn set_bytes(
    guest: &mut Guest<'_>,
    buffer: Handle,
    data: MemPtr,
    length: MemLen,
) -> Result<i32, HookTrap> {
    let bytes = guest.load(data.0, length.0)?;
    guest.charge_copy(bytes.len())?;
    guest.context.managed.set_buffer(buffer, bytes);
    Ok(0)
}

fn set_byte_slice(
    guest: &mut Guest<'_>,
    buffer: Handle,
    start: i32,
    length: MemLen,
    data: MemPtr,
) -> Result<i32, HookTrap> {
    let bytes = guest.load(data.0, length.0)?;
    guest.charge_copy(bytes.len())?;
    let done = guest.context.managed.buffer_mut(buffer).and_then(|buffer| {
        let range = part(buffer.len(), start, length.0)?;
        let Some(target) = range.and_then(|range| buffer.get_mut(range)) else {
            return Ok(1);
        };
        // A read that was cut at the end of guest memory leaves the rest as it was.
        for (target, byte) in target.iter_mut().zip(&bytes) {
            *target = *byte;
        }
        Ok(0)
    });
    guest.check(done)
}

fn append(guest: &mut Guest<'_>, accumulator: Handle, data: Handle) -> Result<i32, HookTrap> {
    charge_buffer(guest, data)?;
    let bytes = copy_of(guest, data)?;
    extend(guest, accumulator, &bytes)
}

fn append_bytes(
    guest: &mut Guest<'_>,
    accumulator: Handle,
    data: MemPtr,
    length: MemLen,
) -> Result<i32, HookTrap> {
    let bytes = guest.load(data.0, length.0)?;
    let known = guest.context.managed.buffer(accumulator).map(|_| ());
    guest.check(known)?;
    guest.charge_copy(bytes.len())?;
    extend(guest, accumulator, &bytes)
}

fn extend(guest: &mut Guest<'_>, accumulator: Handle, bytes: &[u8]) -> Result<i32, HookTrap> {
    let accumulator = guest.context.managed.buffer_mut(accumulator);
    let done = accumulator.map(|accumulator| accumulator.extend_from_slice(bytes));
    guest.check(done)?;
    Ok(0)
}

fn storage_store(guest: &mut Guest<'_>, key: Handle, source: Handle) -> Result<i32, HookTrap> {
    let key = copy_of(guest, key)?;
    let value = copy_of(guest, source)?;
    storage::store(guest, &key, value)?;
    Ok(0)
}

fn storage_load(guest: &mut Guest<'_>, key: Handle, destination: Handle) -> Result<i32, HookTrap> {
    let key = copy_of(guest, key)?;
    let value = storage::load(guest, &key)?;
    guest.context.managed.set_buffer(destination, value.as_ref());
    Ok(0)
}

fn storage_load_from_address(
    guest: &mut Guest<'_>,
    address: Handle,
    key: Handle,
    destination: Handle,
) -> Result<(), HookTrap> {
    let key = copy_of(guest, key)?;
    let address = guest.context.managed.buffer(address);
    let address = address.map(Bytes::copy_from_slice);
    let address = guest.check(address.map_err(|_| HookError::ArgumentRange))?;
    let value = storage::load_from(guest, &address, &key)?;
    guest.context.managed.set_buffer(destination, value.as_ref());
    Ok(())
}

fn argument(guest: &mut Guest<'_>, index: i32, destination: Handle) -> Result<i32, HookTrap> {
    let context = &mut *guest.context;
    let argument =
        usize::try_from(index).ok().and_then(|index| context.invocation.arguments.get(index));
    let Some(argument) = argument else {
        return Err(guest.fail(HookError::ArgumentRange));
    };
    context.managed.set_buffer(destination, argument.as_ref());
    Ok(0)
}

fn finish(guest: &mut Guest<'_>, source: Handle) -> Result<i32, HookTrap> {
    let bytes = copy_of(guest, source)?;
    guest.charge_persist(bytes.len())?;
    guest.context.return_data.push(bytes);
    Ok(0)
}

fn set_random(guest: &mut Guest<'_>, destination: Handle, length: i32) -> Result<i32, HookTrap> {
    let length =
        usize::try_from(length).ok().filter(|length| *length > 0).ok_or(HookError::BufferLength);
    let length = guest.check(length)?;
    guest.charge(GasKey::MBufferSetRandom)?;
    guest.charge_copy(length)?;
    let bytes = draw(guest, length)?;
    guest.context.managed.set_buffer(destination, bytes);
    Ok(0)
}

/// The next bytes of the transaction's generator, which are then gone for all of its contracts.
pub(super) fn draw(guest: &mut Guest<'_>, length: usize) -> Result<Vec<u8>, HookTrap> {
    let mut random = take_random(guest)?;
    let mut bytes = vec![0; length];
    random.fill(&mut bytes);
    guest.context.session()?.random_bytes = random.position();
    guest.context.managed.keep_random(random);
    Ok(bytes)
}

/// The transaction's generator, after what the contracts of the transaction drew before.
fn take_random(guest: &mut Guest<'_>) -> Result<RandomBytes, HookTrap> {
    let drawn = guest.context.session()?.random_bytes;
    let kept = guest.context.managed.take_random();
    let mut random = kept.unwrap_or_else(|| {
        let environment = guest.context.environment();
        let entropy = [
            environment.previous_block.random_seed.as_ref(),
            environment.block.random_seed.as_ref(),
            environment.transaction.hash.as_ref(),
        ];
        RandomBytes::new(&entropy.concat())
    });
    random.skip_to(drawn);
    Ok(random)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_lies_inside_of_its_buffer() {
        let cases = [
            (0, 0, Ok(Some(0..0))),
            (0, 5, Ok(Some(0..5))),
            (2, 3, Ok(Some(2..5))),
            (5, 0, Ok(Some(5..5))),
            (0, 6, Ok(None)),
            (6, 0, Ok(None)),
            (-1, 2, Ok(None)),
            (2, -1, Ok(None)),
            (i32::MAX, 1, Err(HookError::ExecutionFailed)),
        ];
        for (start, length, expected) in cases {
            assert_eq!(part(5, start, length), expected, "{start} + {length}");
        }
    }
}
