//! Big integers: making them, reading and writing their bytes, and where they come from and go to.
//!
//! Source: `mx-chain-vm-go:vmhost/vmhooks/bigIntOps.go`.

use crate::account::balance;
use crate::calls::load_address;
use crate::error::HookError;
use crate::guest::{Guest, GuestAccess, length_as_i32};
use crate::managed::{from_signed_bytes, from_unsigned_bytes, signed_bytes, unsigned_bytes};
use crate::storage;
use crate::table::{Handle, MemLen, MemPtr, hooks};
use crate::token::token_data;
use num_bigint::{BigInt, BigUint};
use vm_core::{Bytes, GasKey, HookTrap, Release, U256};

// tidy: table: a row of the hook table is one line.
hooks! {
    /// Reads an argument as an unsigned number; does nothing when there is no such argument.
    "bigIntGetUnsignedArgument" => BigIntGetUnsignedArgument = unsigned_argument(index: i32, destination: Handle) -> (), gas BigIntGetUnsignedArgument, since Genesis;
    /// Reads an argument as a signed number; does nothing when there is no such argument. From Barnard on, the bytes are charged.
    "bigIntGetSignedArgument" => BigIntGetSignedArgument = signed_argument(index: i32, destination: Handle) -> (), gas BigIntGetSignedArgument, since Genesis;
    /// Stores the magnitude of a number; returns what the write did: 0 unchanged, 1 modified, 2 added, 3 deleted.
    "bigIntStorageStoreUnsigned" => BigIntStorageStoreUnsigned = storage_store(key: MemPtr, length: MemLen, source: Handle) -> i32, gas BigIntStorageStoreUnsigned, since Genesis;
    /// Reads a stored value as an unsigned number; returns its length in bytes.
    "bigIntStorageLoadUnsigned" => BigIntStorageLoadUnsigned = storage_load(key: MemPtr, length: MemLen, destination: Handle) -> i32, in_body, since Genesis;
    /// The native value that came with the call.
    "bigIntGetCallValue" => BigIntGetCallValue = call_value(destination: Handle) -> (), gas BigIntGetCallValue, since Genesis;
    /// The amount of the one token that came with the call; fails when none or several came.
    "bigIntGetESDTCallValue" => BigIntGetESDTCallValue = token_call_value(destination: Handle) -> (), in_body, since Genesis;
    /// The amount of a token that came with the call; fails when there is no such token.
    "bigIntGetESDTCallValueByIndex" => BigIntGetESDTCallValueByIndex = token_call_value_by_index(destination: Handle, index: i32) -> (), gas BigIntGetCallValue, since Genesis;
    /// The native balance of an account.
    "bigIntGetExternalBalance" => BigIntGetExternalBalance = external_balance(address: MemPtr, result: Handle) -> (), gas BigIntGetExternalBalance, since Genesis;
    /// An account's balance of a token. The cost of reading a balance is charged twice, under two keys.
    "bigIntGetESDTExternalBalance" => BigIntGetEsdtExternalBalance =
        token_balance(address: MemPtr, token: MemPtr, token_length: MemLen, nonce: i64, result: Handle) -> (),
        gas BigIntGetExternalBalance, since Genesis;
    /// Makes a number.
    "bigIntNew" => BigIntNew = new(value: i64) -> Handle, gas BigIntNew, since Genesis;
    /// The length of the magnitude in bytes.
    "bigIntUnsignedByteLength" => BigIntUnsignedByteLength = unsigned_byte_length(number: Handle) -> i32, gas BigIntUnsignedByteLength, since Genesis;
    /// The length of the two's complement form in bytes.
    "bigIntSignedByteLength" => BigIntSignedByteLength = signed_byte_length(number: Handle) -> i32, gas BigIntSignedByteLength, since Genesis;
    /// Writes the magnitude into guest memory; returns its length.
    "bigIntGetUnsignedBytes" => BigIntGetUnsignedBytes = to_unsigned_bytes(number: Handle, result: MemPtr) -> i32, gas BigIntGetUnsignedBytes, since Genesis;
    /// Writes the two's complement form into guest memory; returns its length.
    "bigIntGetSignedBytes" => BigIntGetSignedBytes = to_signed_bytes(number: Handle, result: MemPtr) -> i32, gas BigIntGetSignedBytes, since Genesis;
    /// Reads an unsigned number from guest memory.
    "bigIntSetUnsignedBytes" => BigIntSetUnsignedBytes = set_unsigned_bytes(destination: Handle, data: MemPtr, length: MemLen) -> (), gas BigIntSetUnsignedBytes, since Genesis;
    /// Reads a signed number from guest memory.
    "bigIntSetSignedBytes" => BigIntSetSignedBytes = set_signed_bytes(destination: Handle, data: MemPtr, length: MemLen) -> (), gas BigIntSetSignedBytes, since Genesis;
    /// Whether the number fits a signed 64-bit integer.
    "bigIntIsInt64" => BigIntIsInt64 = is_int64(number: Handle) -> bool, gas BigIntIsInt64, since Genesis;
    /// The number as a signed 64-bit integer; fails when it does not fit. A number that does not exist is made as zero.
    "bigIntGetInt64" => BigIntGetInt64 = to_int64(number: Handle) -> i64, gas BigIntGetInt64, since Genesis;
    /// Sets the number to a signed 64-bit integer.
    "bigIntSetInt64" => BigIntSetInt64 = set_int64(destination: Handle, value: i64) -> (), gas BigIntSetInt64, since Genesis;
    /// Appends the magnitude to the results of the call.
    "bigIntFinishUnsigned" => BigIntFinishUnsigned = finish_unsigned(number: Handle) -> (), gas BigIntFinishUnsigned, since Genesis;
    /// Appends the two's complement form to the results of the call.
    "bigIntFinishSigned" => BigIntFinishSigned = finish_signed(number: Handle) -> (), gas BigIntFinishSigned, since Genesis;
    /// Writes the number in decimal digits into a buffer.
    "bigIntToString" => BigIntToString = to_decimal(number: Handle, destination: Handle) -> (), gas BigIntFinishSigned, since Genesis;
}

/// The bytes of an argument, if there is one.
fn argument(guest: &Guest<'_>, index: i32) -> Option<Bytes> {
    let index = usize::try_from(index).ok()?;
    guest.context.invocation.arguments.get(index).cloned()
}

fn unsigned_argument(
    guest: &mut Guest<'_>,
    index: i32,
    destination: Handle,
) -> Result<(), HookTrap> {
    if let Some(bytes) = argument(guest, index) {
        let managed = &mut guest.context.managed;
        managed.set_big_int(destination, from_unsigned_bytes(&bytes));
    }
    Ok(())
}

fn signed_argument(guest: &mut Guest<'_>, index: i32, destination: Handle) -> Result<(), HookTrap> {
    let Some(bytes) = argument(guest, index) else {
        return Ok(());
    };
    if guest.context.release() >= Release::Barnard {
        guest.charge_copy(bytes.len())?;
    }
    let managed = &mut guest.context.managed;
    managed.set_big_int(destination, from_signed_bytes(&bytes));
    Ok(())
}

fn storage_store(
    guest: &mut Guest<'_>,
    key: MemPtr,
    length: MemLen,
    source: Handle,
) -> Result<i32, HookTrap> {
    let key = guest.load(key.0, length.0)?;
    let value = unsigned_bytes(guest.context.managed.big_int_or_create(source));
    let status = storage::store(guest, &key, value.into())?;
    Ok(status.code())
}

fn storage_load(
    guest: &mut Guest<'_>,
    key: MemPtr,
    length: MemLen,
    destination: Handle,
) -> Result<i32, HookTrap> {
    let key = guest.load(key.0, length.0)?;
    let value = storage::load(guest, &key)?;
    let managed = &mut guest.context.managed;
    managed.set_big_int(destination, from_unsigned_bytes(&value));
    Ok(length_as_i32(&value))
}

fn from_u256(value: U256) -> BigInt {
    BigInt::from(BigUint::from_bytes_le(&value.to_le_bytes::<32>()))
}

fn call_value(guest: &mut Guest<'_>, destination: Handle) -> Result<(), HookTrap> {
    let value = from_u256(guest.context.invocation.call.value);
    guest.context.managed.set_big_int(destination, value);
    Ok(())
}

fn token_call_value(guest: &mut Guest<'_>, destination: Handle) -> Result<(), HookTrap> {
    if guest.context.invocation.call.tokens.len() > 1 {
        return Err(guest.fail(HookError::TooManyTransfers));
    }
    guest.charge(GasKey::BigIntGetCallValue)?;
    token_call_value_by_index(guest, destination, 0)
}

fn token_call_value_by_index(
    guest: &mut Guest<'_>,
    destination: Handle,
    index: i32,
) -> Result<(), HookTrap> {
    let amount = usize::try_from(index)
        .ok()
        .and_then(|index| guest.context.invocation.call.tokens.get(index))
        .map(|transfer| BigInt::from(transfer.amount.clone()));
    let amount = guest.check(amount.ok_or(HookError::InvalidTokenIndex))?;
    guest.context.managed.set_big_int(destination, amount);
    Ok(())
}

fn external_balance(
    guest: &mut Guest<'_>,
    address: MemPtr,
    result: Handle,
) -> Result<(), HookTrap> {
    let address = load_address(guest, address)?;
    let balance = balance(guest, &address)?;
    let managed = &mut guest.context.managed;
    managed.set_big_int(result, from_u256(balance));
    Ok(())
}

fn token_balance(
    guest: &mut Guest<'_>,
    address: MemPtr,
    token: MemPtr,
    token_length: MemLen,
    nonce: i64,
    result: Handle,
) -> Result<(), HookTrap> {
    guest.charge(GasKey::GetExternalBalance)?;
    let address = load_address(guest, address)?;
    let token = guest.load(token.0, token_length.0)?;
    let data = token_data(guest, &address, &token, nonce.cast_unsigned())?;
    guest.context.managed.set_big_int(result, data.value.into());
    Ok(())
}

fn new(guest: &mut Guest<'_>, value: i64) -> Result<Handle, HookTrap> {
    Ok(guest.context.managed.new_big_int(value.into()))
}

/// What a function says about a number.
fn ask<T>(
    guest: &mut Guest<'_>,
    number: Handle,
    question: fn(&BigInt) -> T,
) -> Result<T, HookTrap> {
    let answer = guest.context.managed.big_int(number).map(question);
    guest.check(answer)
}

fn unsigned_byte_length(guest: &mut Guest<'_>, number: Handle) -> Result<i32, HookTrap> {
    ask(guest, number, |number| length_as_i32(&unsigned_bytes(number)))
}

fn signed_byte_length(guest: &mut Guest<'_>, number: Handle) -> Result<i32, HookTrap> {
    ask(guest, number, |number| length_as_i32(&signed_bytes(number)))
}

/// Charges for the bytes of a number, and writes them into guest memory.
fn write_bytes(guest: &mut Guest<'_>, bytes: &[u8], result: MemPtr) -> Result<i32, HookTrap> {
    // Production writes first; a bad pointer then comes before a shortage of gas.
    guest.store(result.0, bytes)?;
    guest.charge_copy(bytes.len())?;
    Ok(length_as_i32(bytes))
}

fn to_unsigned_bytes(
    guest: &mut Guest<'_>,
    number: Handle,
    result: MemPtr,
) -> Result<i32, HookTrap> {
    let bytes = ask(guest, number, unsigned_bytes)?;
    write_bytes(guest, &bytes, result)
}

fn to_signed_bytes(guest: &mut Guest<'_>, number: Handle, result: MemPtr) -> Result<i32, HookTrap> {
    let bytes = ask(guest, number, signed_bytes)?;
    write_bytes(guest, &bytes, result)
}

fn set_unsigned_bytes(
    guest: &mut Guest<'_>,
    destination: Handle,
    data: MemPtr,
    length: MemLen,
) -> Result<(), HookTrap> {
    let bytes = guest.load(data.0, length.0)?;
    guest.charge_copy(bytes.len())?;
    let managed = &mut guest.context.managed;
    managed.set_big_int(destination, from_unsigned_bytes(&bytes));
    Ok(())
}

fn set_signed_bytes(
    guest: &mut Guest<'_>,
    destination: Handle,
    data: MemPtr,
    length: MemLen,
) -> Result<(), HookTrap> {
    let bytes = guest.load(data.0, length.0)?;
    guest.charge_copy(bytes.len())?;
    let managed = &mut guest.context.managed;
    managed.set_big_int(destination, from_signed_bytes(&bytes));
    Ok(())
}

fn is_int64(guest: &mut Guest<'_>, number: Handle) -> Result<bool, HookTrap> {
    ask(guest, number, |number| i64::try_from(number).is_ok())
}

fn to_int64(guest: &mut Guest<'_>, number: Handle) -> Result<i64, HookTrap> {
    let value = i64::try_from(&*guest.context.managed.big_int_or_create(number));
    guest.check(value.map_err(|_| HookError::BigIntRange))
}

fn set_int64(guest: &mut Guest<'_>, destination: Handle, value: i64) -> Result<(), HookTrap> {
    let managed = &mut guest.context.managed;
    managed.set_big_int(destination, value.into());
    Ok(())
}

/// Appends bytes to the results, and charges for keeping them.
fn finish(guest: &mut Guest<'_>, bytes: Vec<u8>) -> Result<(), HookTrap> {
    guest.charge_persist(bytes.len())?;
    guest.context.return_data.push(bytes.into());
    Ok(())
}

fn finish_unsigned(guest: &mut Guest<'_>, number: Handle) -> Result<(), HookTrap> {
    let bytes = ask(guest, number, unsigned_bytes)?;
    finish(guest, bytes)
}

fn finish_signed(guest: &mut Guest<'_>, number: Handle) -> Result<(), HookTrap> {
    let bytes = ask(guest, number, signed_bytes)?;
    finish(guest, bytes)
}

fn to_decimal(guest: &mut Guest<'_>, number: Handle, destination: Handle) -> Result<(), HookTrap> {
    // The conversion is the expensive part, so what it costs at least is charged before.
    let least = ask(guest, number, least_digits)?;
    guest.charge_copy(least)?;
    let digits = ask(guest, number, BigInt::to_string)?;
    guest.charge_copy(digits.len().saturating_sub(least))?;
    guest.context.managed.set_buffer(destination, digits);
    Ok(())
}

/// A lower bound of the decimal digits of a number, from its bits.
fn least_digits(number: &BigInt) -> usize {
    // A little less than the decimal logarithm of 2.
    let digits = number.bits().saturating_sub(1).saturating_mul(30_102) / 100_000;
    usize::try_from(digits).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lower_bound_of_digits_holds() {
        for bits in 0..2_000_u32 {
            let power = BigInt::from(1) << bits;
            for number in [&power - 1_u8, power.clone(), -power] {
                let digits = number.to_string().len();
                assert!(least_digits(&number) <= digits, "{number}");
            }
        }
        assert_eq!(least_digits(&BigInt::from(0)), 0);
    }

    #[test]
    fn native_amounts_keep_all_bits() {
        assert_eq!(from_u256(U256::MAX), (BigInt::from(1) << 256_u32) - 1);
        assert_eq!(from_u256(U256::ZERO), BigInt::from(0));
    }
}
