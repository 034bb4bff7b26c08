//! What was paid with the call: native value and tokens
//! (`mx-chain-vm-go:vmhost/vmhooks/{baseOps,managedei}.go`).

use crate::calls::NATIVE_TOKEN;
use crate::error::HookError;
use crate::guest::{Guest, GuestAccess, length_as_i32};
use crate::managed::write_transfers;
use crate::table::{Handle, MemPtr, hooks};
use num_bigint::{BigInt, BigUint};
use vm_core::{Bytes, GasKey, HookTrap, TokenTransfer, U256};

/// Bytes of a value in guest memory.
const VALUE_LENGTH: usize = 32;
/// Bytes of a transfer in a list.
const TRANSFER_LENGTH: usize = 16;

// tidy: table: a row of the hook table is one line.
hooks! {
    /// Ends the execution when anything was paid.
    "checkNoPayment" => CheckNoPayment = check_no_payment() -> (), gas GetCallValue, since Genesis;
    /// Writes the native value into guest memory, as 32 bytes; returns their number, or 0 and nothing when it is zero.
    "getCallValue" => GetCallValue = call_value(result: MemPtr) -> i32, gas GetCallValue, since Genesis;
    /// Writes the amount of the only token into guest memory, as 32 bytes; returns their number.
    "getESDTValue" => GetEsdtValue = token_value(result: MemPtr) -> i32, in_body, since Genesis;
    /// Writes the amount of a token into guest memory, as 32 bytes; returns their number.
    "getESDTValueByIndex" => GetEsdtValueByIndex = token_value_by_index(result: MemPtr, index: i32) -> i32, gas GetCallValue, since Genesis;
    /// Writes the identifier of the only token into guest memory; returns its length.
    "getESDTTokenName" => GetEsdtTokenName = token_name(result: MemPtr) -> i32, in_body, since Genesis;
    /// Writes the identifier of a token into guest memory; returns its length.
    "getESDTTokenNameByIndex" => GetEsdtTokenNameByIndex = token_name_by_index(result: MemPtr, index: i32) -> i32, gas GetCallValue, since Genesis;
    /// The nonce of the only token.
    "getESDTTokenNonce" => GetEsdtTokenNonce = token_nonce() -> i64, in_body, since Genesis;
    /// The nonce of a token.
    "getESDTTokenNonceByIndex" => GetEsdtTokenNonceByIndex = token_nonce_by_index(index: i32) -> i64, gas GetCallValue, since Genesis;
    /// The type of the only token: 0 fungible, 1 not.
    "getESDTTokenType" => GetEsdtTokenType = token_type() -> i32, in_body, since Genesis;
    /// The type of a token: 0 fungible, 1 not.
    "getESDTTokenTypeByIndex" => GetEsdtTokenTypeByIndex = token_type_by_index(index: i32) -> i32, gas GetCallValue, since Genesis;
    /// Number of tokens.
    "getNumESDTTransfers" => GetNumEsdtTransfers = token_count() -> i32, gas GetCallValue, since Genesis;
    /// Writes amount and identifier of the only token into guest memory; returns the identifier's length.
    "getCallValueTokenName" => GetCallValueTokenName = value_and_name(value: MemPtr, name: MemPtr) -> i32, in_body, since Genesis;
    /// Writes amount and identifier of a token into guest memory; returns the identifier's length.
    "getCallValueTokenNameByIndex" => GetCallValueTokenNameByIndex = value_and_name_by_index(value: MemPtr, name: MemPtr, index: i32) -> i32, gas GetCallValue, since Genesis;
    /// Puts all tokens into a list of transfers.
    "managedGetMultiESDTCallValue" => ManagedGetMultiEsdtCallValue = all_tokens(destination: Handle) -> (), gas GetCallValue, since Genesis;
    /// Puts everything that was paid into a list of transfers, native value under the name `EGLD-000000`.
    "managedGetAllTransfersCallValue" => ManagedGetAllTransfersCallValue = all_transfers(destination: Handle) -> (), gas GetCallValue, since Barnard;
    /// Takes what callees sent back: tokens into a list of transfers, native value into a big integer.
    "managedGetBackTransfers" => ManagedGetBackTransfers = back_transfers(tokens: Handle, value: Handle) -> (), gas GetCallValue, since Genesis;
}

fn check_no_payment(guest: &mut Guest<'_>) -> Result<(), HookTrap> {
    let call = &guest.context.invocation.call;
    if !call.value.is_zero() {
        return Err(guest.fail(HookError::NonPayableNative));
    }
    if !call.tokens.is_empty() {
        return Err(guest.fail(HookError::NonPayableTokens));
    }
    Ok(())
}

fn call_value(guest: &mut Guest<'_>, result: MemPtr) -> Result<i32, HookTrap> {
    let value = guest.context.invocation.call.value.to_be_bytes::<VALUE_LENGTH>();
    // Production pads nothing to nothing.
    let value: &[u8] = if value == [0; VALUE_LENGTH] { &[] } else { &value };
    guest.store(result.0, value)?;
    Ok(length_as_i32(value))
}

/// Checks that at most one token came, then charges as the hook by index does.
fn only_token(guest: &mut Guest<'_>) -> Result<(), HookTrap> {
    if guest.context.invocation.call.tokens.len() > 1 {
        return Err(guest.fail(HookError::TooManyTransfers));
    }
    guest.charge(GasKey::GetCallValue)
}

fn token(guest: &mut Guest<'_>, index: i32) -> Result<TokenTransfer, HookTrap> {
    let tokens = &guest.context.invocation.call.tokens;
    let token = usize::try_from(index)
        .ok()
        .and_then(|index| tokens.get(index))
        .cloned();
    guest.check(token.ok_or(HookError::InvalidTokenIndex))
}

/// An amount as 32 bytes, or as many as it has when there are more; zero is no byte.
fn padded(amount: &BigUint) -> Vec<u8> {
    if *amount == BigUint::ZERO {
        return Vec::new();
    }
    let bytes = amount.to_bytes_be();
    let mut padded = vec![0; VALUE_LENGTH.saturating_sub(bytes.len())];
    padded.extend_from_slice(&bytes);
    padded
}

fn token_value(guest: &mut Guest<'_>, result: MemPtr) -> Result<i32, HookTrap> {
    only_token(guest)?;
    token_value_by_index(guest, result, 0)
}

fn token_value_by_index(
    guest: &mut Guest<'_>,
    result: MemPtr,
    index: i32,
) -> Result<i32, HookTrap> {
    let amount = token(guest, index)?.amount;
    let value = padded(&amount);
    guest.store(result.0, &value)?;
    Ok(length_as_i32(&value))
}

fn token_name(guest: &mut Guest<'_>, result: MemPtr) -> Result<i32, HookTrap> {
    only_token(guest)?;
    token_name_by_index(guest, result, 0)
}

fn token_name_by_index(
    guest: &mut Guest<'_>,
    result: MemPtr,
    index: i32,
) -> Result<i32, HookTrap> {
    let name = token(guest, index)?.token;
    guest.store(result.0, &name)?;
    Ok(length_as_i32(&name))
}

fn token_nonce(guest: &mut Guest<'_>) -> Result<i64, HookTrap> {
    only_token(guest)?;
    token_nonce_by_index(guest, 0)
}

fn token_nonce_by_index(guest: &mut Guest<'_>, index: i32) -> Result<i64, HookTrap> {
    Ok(token(guest, index)?.nonce.cast_signed())
}

fn token_type(guest: &mut Guest<'_>) -> Result<i32, HookTrap> {
    only_token(guest)?;
    token_type_by_index(guest, 0)
}

fn token_type_by_index(guest: &mut Guest<'_>, index: i32) -> Result<i32, HookTrap> {
    Ok(i32::from(token(guest, index)?.nonce > 0))
}

fn token_count(guest: &mut Guest<'_>) -> Result<i32, HookTrap> {
    let count = guest.context.invocation.call.tokens.len();
    Ok(i32::try_from(count).unwrap_or(i32::MAX))
}

fn value_and_name(
    guest: &mut Guest<'_>,
    value: MemPtr,
    name: MemPtr,
) -> Result<i32, HookTrap> {
    only_token(guest)?;
    value_and_name_by_index(guest, value, name, 0)
}

fn value_and_name_by_index(
    guest: &mut Guest<'_>,
    value: MemPtr,
    name: MemPtr,
    index: i32,
) -> Result<i32, HookTrap> {
    let token = token(guest, index)?;
    guest.store(name.0, &token.token)?;
    guest.store(value.0, &padded(&token.amount))?;
    Ok(length_as_i32(&token.token))
}

/// Puts transfers into a list and charges for its bytes.
fn write(
    guest: &mut Guest<'_>,
    transfers: &[TokenTransfer],
    destination: Handle,
) -> Result<(), HookTrap> {
    guest.charge_copy(transfers.len().saturating_mul(TRANSFER_LENGTH))?;
    write_transfers(&mut guest.context.managed, transfers, destination);
    Ok(())
}

fn all_tokens(guest: &mut Guest<'_>, destination: Handle) -> Result<(), HookTrap> {
    let tokens = guest.context.invocation.call.tokens.clone();
    write(guest, &tokens, destination)
}

fn all_transfers(guest: &mut Guest<'_>, destination: Handle) -> Result<(), HookTrap> {
    let value = guest.context.invocation.call.value;
    if value.is_zero() {
        return all_tokens(guest, destination);
    }
    let native = TokenTransfer {
        token: Bytes::from_static(NATIVE_TOKEN),
        nonce: 0,
        amount: amount_of(value),
    };
    write(guest, &[native], destination)
}

fn amount_of(value: U256) -> BigUint {
    BigUint::from_bytes_be(&value.to_be_bytes::<VALUE_LENGTH>())
}

fn back_transfers(
    guest: &mut Guest<'_>,
    tokens: Handle,
    value: Handle,
) -> Result<(), HookTrap> {
    let back = core::mem::take(&mut guest.context.back_transfers);
    write(guest, &back.tokens, tokens)?;
    let native = BigInt::from(amount_of(back.value));
    guest.context.managed.set_big_int(value, native);
    Ok(())
}
