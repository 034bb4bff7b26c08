//! Arguments of calls, from guest memory and from managed values.

use crate::error::HookError;
use crate::guest::{Guest, GuestAccess, buffer};
use crate::managed::read_buffers;
use crate::table::{Handle, MemLen, MemPtr};
use num_bigint::{BigInt, Sign};
use vm_core::{Bytes, HookTrap, U256};

use super::nested::balance_value;

/// Bytes of a native value in guest memory.
const VALUE_LENGTH: i32 = 32;
const ADDRESS_LENGTH: i32 = 32;

/// A call as a hook of the memory family reads it.
#[derive(Clone, Debug)]
pub(crate) struct RawCall {
    pub(crate) destination: Bytes,
    pub(crate) function: Bytes,
    pub(crate) arguments: Vec<Bytes>,
    /// Bytes of all arguments, as their lengths declare them.
    pub(crate) length: u64,
}

/// Reads an address of 32 bytes.
pub(crate) fn load_address(guest: &mut Guest<'_>, pointer: MemPtr) -> Result<Bytes, HookTrap> {
    Ok(guest.load(pointer.0, ADDRESS_LENGTH)?.into())
}

/// Reads a native value of 32 bytes.
pub(crate) fn load_value(guest: &mut Guest<'_>, pointer: MemPtr) -> Result<U256, HookTrap> {
    let bytes = guest.load(pointer.0, VALUE_LENGTH)?;
    Ok(U256::from_be_slice(&bytes))
}

/// Reads arguments: `count` little-endian lengths of four bytes, and the bytes one after the other.
/// Returns with them the sum of the lengths.
///
/// # Errors
/// With a negative count, with more lengths than memory holds, or a range that starts outside.
pub(crate) fn load_arguments(
    guest: &mut Guest<'_>,
    count: i32,
    lengths: MemPtr,
    data: MemPtr,
) -> Result<(Vec<Bytes>, u64), HookTrap> {
    if count < 0 {
        return Err(guest.fail(HookError::NegativeCount(count)));
    }
    // Production's product wraps as well.
    let size = usize::try_from(count.wrapping_mul(4));
    let size = guest.check(size.map_err(|_| HookError::LoadNegativeLength))?;
    let is_in_memory = size <= guest.memory.len() && count.checked_mul(4).is_some();
    // Production makes as many arguments as asked for, whatever memory holds.
    let size = i32::try_from(size).ok().filter(|_| is_in_memory);
    let size = guest.check(size.ok_or(HookError::NegativeLength))?;
    let table = guest.load(lengths.0, size)?;
    let mut arguments = Vec::with_capacity(table.len() / 4);
    let mut pointer = data.0;
    let mut total = 0_i32;
    for chunk in table.chunks_exact(4) {
        let length = i32::from_le_bytes(chunk.try_into().unwrap_or_default());
        arguments.push(Bytes::from(guest.load(pointer, length)?));
        pointer = pointer.saturating_add(length);
        total = total.wrapping_add(length);
    }
    let missing = usize::try_from(count).unwrap_or(0).saturating_sub(arguments.len());
    arguments.extend(core::iter::repeat_n(Bytes::new(), missing));
    Ok((arguments, i64::from(total).cast_unsigned()))
}

/// Reads a call from guest memory and charges for the bytes of its arguments.
pub(crate) fn load_raw_call(
    guest: &mut Guest<'_>,
    destination: MemPtr,
    function: (MemPtr, MemLen),
    arguments: (i32, MemPtr, MemPtr),
) -> Result<RawCall, HookTrap> {
    let destination = load_address(guest, destination)?;
    let (pointer, length) = function;
    let function = Bytes::from(guest.load(pointer.0, length.0)?);
    let (count, lengths, data) = arguments;
    let (arguments, length) = load_arguments(guest, count, lengths, data)?;
    charge_length(guest, length)?;
    Ok(RawCall { destination, function, arguments, length })
}

/// Reads native value, and then a call as [`load_raw_call`] does.
pub(crate) fn load_call_with_value(
    guest: &mut Guest<'_>,
    (destination, value): (MemPtr, MemPtr),
    function: (MemPtr, MemLen),
    arguments: (i32, MemPtr, MemPtr),
) -> Result<(RawCall, U256), HookTrap> {
    let value = load_value(guest, value)?;
    Ok((load_raw_call(guest, destination, function, arguments)?, value))
}

/// Charges for copying so many bytes.
pub(crate) fn charge_length(guest: &mut Guest<'_>, length: u64) -> Result<(), HookTrap> {
    let price = guest.context.schedule().base_operation.data_copy_per_byte;
    guest.use_gas(price.saturating_mul(length))
}

fn read_destination_and_arguments(
    guest: &mut Guest<'_>,
    destination: Handle,
    arguments: Handle,
) -> Result<(Bytes, Vec<Bytes>), HookTrap> {
    let destination = buffer(guest, destination)?;
    let (arguments, length) = read_buffers(guest, arguments)?;
    charge_length(guest, length)?;
    Ok((destination, arguments))
}

/// Reads a call from managed values.
pub(crate) fn read_call(
    guest: &mut Guest<'_>,
    destination: Handle,
    function: Handle,
    arguments: Handle,
) -> Result<RawCall, HookTrap> {
    let (destination, arguments) = read_destination_and_arguments(guest, destination, arguments)?;
    let function = buffer(guest, function)?;
    Ok(RawCall { destination, function, arguments, length: 0 })
}

/// Reads a call with native value from managed values.
pub(crate) fn read_call_with_value(
    guest: &mut Guest<'_>,
    destination: Handle,
    value: Handle,
    function: Handle,
    arguments: Handle,
) -> Result<(RawCall, BigInt), HookTrap> {
    let (destination, arguments, value) =
        read_value_and_arguments(guest, destination, value, arguments)?;
    let function = buffer(guest, function)?;
    let call = RawCall { destination, function, arguments, length: 0 };
    Ok((call, value))
}

/// Reads an address, arguments and a native value from managed values.
pub(crate) fn read_value_and_arguments(
    guest: &mut Guest<'_>,
    destination: Handle,
    value: Handle,
    arguments: Handle,
) -> Result<(Bytes, Vec<Bytes>, BigInt), HookTrap> {
    let (destination, arguments) = read_destination_and_arguments(guest, destination, arguments)?;
    let value = guest.context.managed.big_int(value).cloned();
    let value = guest.check(value)?;
    Ok((destination, arguments, value))
}

/// A value as the ledger counts it.
///
/// # Errors
/// [`HookError::NegativeValue`], or [`HookError::InsufficientFunds`] for more than any balance.
pub(crate) fn split_value(value: &BigInt) -> Result<U256, HookError> {
    if value.sign() == Sign::Minus {
        return Err(HookError::NegativeValue);
    }
    balance_value(value.magnitude()).ok_or(HookError::InsufficientFunds)
}
