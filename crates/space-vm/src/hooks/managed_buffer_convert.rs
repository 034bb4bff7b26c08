//! Managed buffers to numbers and text, and back.
//!
//! Source: `mx-chain-vm-go:vmhost/vmhooks/manBufOps.go`, `managedei.go`.

use super::managed_buffer::{charge_buffer, copy_of};
use crate::error::HookError;
use crate::guest::{Guest, GuestAccess};
use crate::managed::{
    BigFloat, from_signed_bytes, from_unsigned_bytes, shortest_bytes, signed_bytes, unsigned_bytes,
};
use crate::table::{Handle, hooks};
use num_bigint::BigInt;
use vm_core::{HookTrap, Release};

// The four small-integer hooks came with Barnard, but production spells them differently in the list
// by which it refuses them earlier, so they have been accepted all along.
// tidy: table: a row of the hook table is one line.
hooks! {
    /// Reads a buffer as an unsigned number; returns 0. From Barnard on, the bytes are charged.
    "mBufferToBigIntUnsigned" => MBufferToBigIntUnsigned = to_big_int_unsigned(buffer: Handle, number: Handle) -> i32, gas MBufferToBigIntUnsigned, since Genesis;
    /// Reads a buffer as a signed number in two's complement; returns 0. From Barnard on, the bytes are charged.
    "mBufferToBigIntSigned" => MBufferToBigIntSigned = to_big_int_signed(buffer: Handle, number: Handle) -> i32, gas MBufferToBigIntSigned, since Genesis;
    /// Writes the magnitude of a number into a buffer; returns 0.
    "mBufferFromBigIntUnsigned" => MBufferFromBigIntUnsigned = from_big_int_unsigned(buffer: Handle, number: Handle) -> i32, gas MBufferFromBigIntUnsigned, since Genesis;
    /// Writes a number in two's complement into a buffer; returns 0.
    "mBufferFromBigIntSigned" => MBufferFromBigIntSigned = from_big_int_signed(buffer: Handle, number: Handle) -> i32, gas MBufferFromBigIntSigned, since Genesis;
    /// Reads a buffer as an unsigned 64-bit number; fails when it is larger.
    "mBufferToSmallIntUnsigned" => MBufferToSmallIntUnsigned = to_small_int_unsigned(buffer: Handle) -> i64, gas MBufferToSmallIntUnsigned, since Genesis;
    /// Reads a buffer as a signed 64-bit number; fails when it does not fit.
    "mBufferToSmallIntSigned" => MBufferToSmallIntSigned = to_small_int_signed(buffer: Handle) -> i64, gas MBufferToSmallIntSigned, since Genesis;
    /// Writes an unsigned 64-bit number into a buffer.
    "mBufferFromSmallIntUnsigned" => MBufferFromSmallIntUnsigned = from_small_int_unsigned(buffer: Handle, value: i64) -> (), gas MBufferFromSmallIntUnsigned, since Genesis;
    /// Writes the magnitude of a signed 64-bit number into a buffer; the sign is lost, as in production.
    "mBufferFromSmallIntSigned" => MBufferFromSmallIntSigned = from_small_int_signed(buffer: Handle, value: i64) -> (), gas MBufferFromSmallIntSigned, since Genesis;
    /// Reads a big float from its byte form; zero is refused, as in production. Returns 0.
    "mBufferToBigFloat" => MBufferToBigFloat = to_big_float(buffer: Handle, number: Handle) -> i32, gas MBufferToBigFloat, since Genesis;
    /// Writes a big float in its byte form into a buffer; returns 0.
    "mBufferFromBigFloat" => MBufferFromBigFloat = from_big_float(buffer: Handle, number: Handle) -> i32, gas MBufferFromBigFloat, since Genesis;
    /// Writes a buffer as lower-case hexadecimal digits. The bytes are not charged.
    "managedBufferToHex" => ManagedBufferToHex = to_hex(source: Handle, destination: Handle) -> (), gas MBufferSetBytes, since Genesis;
}

/// Reads a buffer as a number.
fn to_big_int(
    guest: &mut Guest<'_>,
    buffer: Handle,
    number: Handle,
    read: fn(&[u8]) -> BigInt,
) -> Result<i32, HookTrap> {
    if guest.context.release() >= Release::Barnard {
        charge_buffer(guest, buffer)?;
    }
    let value = guest.context.managed.buffer(buffer).map(read);
    let value = guest.check(value)?;
    guest.context.managed.set_big_int(number, value);
    Ok(0)
}

fn to_big_int_unsigned(
    guest: &mut Guest<'_>,
    buffer: Handle,
    number: Handle,
) -> Result<i32, HookTrap> {
    to_big_int(guest, buffer, number, from_unsigned_bytes)
}

fn to_big_int_signed(
    guest: &mut Guest<'_>,
    buffer: Handle,
    number: Handle,
) -> Result<i32, HookTrap> {
    to_big_int(guest, buffer, number, from_signed_bytes)
}

/// Writes a number into a buffer.
fn from_big_int(
    guest: &mut Guest<'_>,
    buffer: Handle,
    number: Handle,
    write: fn(&BigInt) -> Vec<u8>,
) -> Result<i32, HookTrap> {
    let bytes = guest.context.managed.big_int(number).map(write);
    let bytes = guest.check(bytes)?;
    guest.context.managed.set_buffer(buffer, bytes);
    Ok(0)
}

fn from_big_int_unsigned(
    guest: &mut Guest<'_>,
    buffer: Handle,
    number: Handle,
) -> Result<i32, HookTrap> {
    from_big_int(guest, buffer, number, unsigned_bytes)
}

fn from_big_int_signed(
    guest: &mut Guest<'_>,
    buffer: Handle,
    number: Handle,
) -> Result<i32, HookTrap> {
    from_big_int(guest, buffer, number, signed_bytes)
}

fn to_small_int_unsigned(guest: &mut Guest<'_>, buffer: Handle) -> Result<i64, HookTrap> {
    charge_buffer(guest, buffer)?;
    let bytes = copy_of(guest, buffer)?;
    let value = u64::try_from(from_unsigned_bytes(&bytes));
    let value = guest.check(value.map_err(|_| HookError::BytesExceedUint64))?;
    Ok(value.cast_signed())
}

fn to_small_int_signed(guest: &mut Guest<'_>, buffer: Handle) -> Result<i64, HookTrap> {
    charge_buffer(guest, buffer)?;
    let bytes = copy_of(guest, buffer)?;
    let value = i64::try_from(from_signed_bytes(&bytes));
    guest.check(value.map_err(|_| HookError::BytesExceedInt64))
}

fn from_small_int_unsigned(
    guest: &mut Guest<'_>,
    buffer: Handle,
    value: i64,
) -> Result<(), HookTrap> {
    let bytes = shortest_bytes(value.cast_unsigned());
    guest.context.managed.set_buffer(buffer, bytes);
    Ok(())
}

fn from_small_int_signed(
    guest: &mut Guest<'_>,
    buffer: Handle,
    value: i64,
) -> Result<(), HookTrap> {
    let bytes = shortest_bytes(value.unsigned_abs());
    guest.context.managed.set_buffer(buffer, bytes);
    Ok(())
}

fn to_big_float(guest: &mut Guest<'_>, buffer: Handle, number: Handle) -> Result<i32, HookTrap> {
    charge_buffer(guest, buffer)?;
    let bytes = copy_of(guest, buffer)?;
    if !BigFloat::has_valid_head(&bytes) {
        return Err(guest.fail(HookError::FloatPrecision));
    }
    let value = if guest.context.release() < Release::Barnard {
        BigFloat::from_unchecked_bytes(&bytes).map_err(|_| HookError::FloatShort)
    } else {
        BigFloat::from_bytes(&bytes).map_err(|_| HookError::FloatDecode)
    };
    let place = guest.context.managed.big_float_or_create(number);
    let done = place.and_then(|place| {
        *place = value?;
        Ok(())
    });
    guest.check(done)?;
    Ok(0)
}

fn from_big_float(guest: &mut Guest<'_>, buffer: Handle, number: Handle) -> Result<i32, HookTrap> {
    let bytes = guest.context.managed.big_float(number).map(BigFloat::to_bytes);
    let bytes = guest.check(bytes)?;
    guest.charge_copy(bytes.len())?;
    guest.context.managed.set_buffer(buffer, bytes);
    Ok(0)
}

fn to_hex(guest: &mut Guest<'_>, source: Handle, destination: Handle) -> Result<(), HookTrap> {
    let bytes = copy_of(guest, source)?;
    let digits = alloy_primitives::hex::encode(bytes);
    guest.context.managed.set_buffer(destination, digits);
    Ok(())
}
