//! Transfers of native value and tokens, with and without an execution
//! (`mx-chain-vm-go:vmhost/vmhooks/{baseOps,managedei}.go`).

use super::call::caught;
use crate::calls::{
    RawCall, charge_length, load_address, load_arguments, load_call_with_value, load_raw_call,
    load_value, number_from, plain, read_call, read_call_with_value, split_value, transfer_tokens,
    transfer_value_execute,
};
use crate::error::HookError;
use crate::guest::{Guest, GuestAccess};
use crate::managed::read_transfers;
use crate::table::{Handle, MemLen, MemPtr, hooks};
use num_bigint::BigUint;
use vm_core::{Bytes, HookTrap, TokenTransfer, U256};

/// Arguments in guest memory that describe one token: identifier, nonce, amount.
const ARGUMENTS_PER_TOKEN: i32 = 3;

// tidy: table: a row of the hook table is one line.
hooks! {
    /// Sends native value without an execution; returns 0.
    "transferValue" => TransferValue = send_value(destination: MemPtr, value: MemPtr, data: MemPtr, length: MemLen) -> i32, gas TransferValue, since Genesis;
    /// Sends native value and executes a function; returns 0.
    "transferValueExecute" => TransferValueExecute =
        value_execute(destination: MemPtr, value: MemPtr, gas: i64, function: MemPtr, function_length: MemLen, argument_count: i32, argument_lengths: MemPtr, arguments: MemPtr) -> i32,
        gas TransferValue, since Genesis;
    /// Sends native value and executes a function; returns 0.
    "managedTransferValueExecute" => ManagedTransferValueExecute =
        managed_value_execute(destination: Handle, value: Handle, gas: i64, function: Handle, arguments: Handle) -> i32,
        in_body, since Genesis;
    /// Sends fungible tokens and executes a function; returns 0.
    "transferESDTExecute" => TransferEsdtExecute =
        token_execute(
            destination: MemPtr, token: MemPtr, token_length: MemLen, value: MemPtr, gas: i64,
            function: MemPtr, function_length: MemLen, argument_count: i32, argument_lengths: MemPtr, arguments: MemPtr
        ) -> i32,
        in_body, since Genesis;
    /// Sends one token of any kind and executes a function; returns 0.
    "transferESDTNFTExecute" => TransferEsdtNftExecute =
        nft_execute(
            destination: MemPtr, token: MemPtr, token_length: MemLen, value: MemPtr, nonce: i64,
            gas: i64, function: MemPtr, function_length: MemLen, argument_count: i32, argument_lengths: MemPtr, arguments: MemPtr
        ) -> i32,
        in_body, since Genesis;
    /// Sends several tokens and executes a function; returns 0.
    "multiTransferESDTNFTExecute" => MultiTransferEsdtNftExecute =
        multi_execute(
            destination: MemPtr, token_count: i32, token_lengths: MemPtr, tokens: MemPtr, gas: i64,
            function: MemPtr, function_length: MemLen, argument_count: i32, argument_lengths: MemPtr, arguments: MemPtr
        ) -> i32,
        in_body, since Genesis;
    /// Sends several tokens and executes a function; returns 0.
    "managedMultiTransferESDTNFTExecute" => ManagedMultiTransferEsdtNftExecute =
        managed_multi_execute(destination: Handle, tokens: Handle, gas: i64, function: Handle, arguments: Handle) -> i32,
        in_body, since Genesis;
    /// Sends several tokens and executes a function; returns 0, or 1 when it failed and the tokens stayed.
    "managedMultiTransferESDTNFTExecuteWithReturn" => ManagedMultiTransferEsdtNftExecuteWithReturn =
        managed_multi_with_return(destination: Handle, tokens: Handle, gas: i64, function: Handle, arguments: Handle) -> i32,
        in_body, since Barnard;
    /// Sends tokens in the name of a user; kept for contracts that the chain names, of which there are none.
    "managedMultiTransferESDTNFTExecuteByUser" => ManagedMultiTransferEsdtNftExecuteByUser =
        managed_multi_by_user(user: Handle, destination: Handle, tokens: Handle, gas: i64, function: Handle, arguments: Handle) -> i32,
        in_body, since CryptoOpcodesV2;
}

fn send_value(
    guest: &mut Guest<'_>,
    destination: MemPtr,
    value: MemPtr,
    data: MemPtr,
    length: MemLen,
) -> Result<i32, HookTrap> {
    let destination = load_address(guest, destination)?;
    let value = load_value(guest, value)?;
    let per_byte = guest.context.schedule().base_operation.persist_per_byte;
    guest.use_gas(per_byte.saturating_mul(i64::from(length.0).cast_unsigned()))?;
    let data = Bytes::from(guest.load(data.0, length.0)?);
    let function = data.split(|byte| *byte == b'@').next().unwrap_or_default();
    if guest.context.session()?.is_built_in(function) {
        return Err(guest.fail(HookError::ValueOnTokenCall));
    }
    plain(guest, &destination, value, data)?;
    Ok(0)
}

#[expect(clippy::too_many_arguments, reason = "the hook has as many parameters")]
fn value_execute(
    guest: &mut Guest<'_>,
    destination: MemPtr,
    value: MemPtr,
    gas: i64,
    function: MemPtr,
    function_length: MemLen,
    argument_count: i32,
    argument_lengths: MemPtr,
    arguments: MemPtr,
) -> Result<i32, HookTrap> {
    let (raw, value) = load_call_with_value(
        guest,
        (destination, value),
        (function, function_length),
        (argument_count, argument_lengths, arguments),
    )?;
    transfer_value_execute(guest, raw, Ok(value), gas)?;
    Ok(0)
}

fn managed_value_execute(
    guest: &mut Guest<'_>,
    destination: Handle,
    value: Handle,
    gas: i64,
    function: Handle,
    arguments: Handle,
) -> Result<i32, HookTrap> {
    let (raw, value) = read_call_with_value(guest, destination, value, function, arguments)?;
    transfer_value_execute(guest, raw, split_value(&value), gas)?;
    Ok(0)
}

/// Sends tokens; a failure ends the caller.
fn send(
    guest: &mut Guest<'_>,
    raw: RawCall,
    tokens: &[TokenTransfer],
    gas: i64,
) -> Result<i32, HookTrap> {
    let ended = transfer_tokens(guest, raw, tokens, gas)?;
    guest.check(ended)?;
    Ok(0)
}

#[expect(clippy::too_many_arguments, reason = "the hook has as many parameters")]
fn token_execute(
    guest: &mut Guest<'_>,
    destination: MemPtr,
    token: MemPtr,
    token_length: MemLen,
    value: MemPtr,
    gas: i64,
    function: MemPtr,
    function_length: MemLen,
    argument_count: i32,
    argument_lengths: MemPtr,
    arguments: MemPtr,
) -> Result<i32, HookTrap> {
    nft_execute(
        guest,
        destination,
        token,
        token_length,
        value,
        0,
        gas,
        function,
        function_length,
        argument_count,
        argument_lengths,
        arguments,
    )
}

#[expect(clippy::too_many_arguments, reason = "the hook has as many parameters")]
fn nft_execute(
    guest: &mut Guest<'_>,
    destination: MemPtr,
    token: MemPtr,
    token_length: MemLen,
    value: MemPtr,
    nonce: i64,
    gas: i64,
    function: MemPtr,
    function_length: MemLen,
    argument_count: i32,
    argument_lengths: MemPtr,
    arguments: MemPtr,
) -> Result<i32, HookTrap> {
    let token = Bytes::from(guest.load(token.0, token_length.0)?);
    let (raw, value) = load_call_with_value(
        guest,
        (destination, value),
        (function, function_length),
        (argument_count, argument_lengths, arguments),
    )?;
    // Production charges for the arguments twice here.
    charge_length(guest, raw.length)?;
    let transfer = TokenTransfer {
        token,
        nonce: nonce.cast_unsigned(),
        amount: BigUint::from_bytes_be(&value.to_be_bytes::<{ U256::BYTES }>()),
    };
    send(guest, raw, &[transfer], gas)
}

#[expect(clippy::too_many_arguments, reason = "the hook has as many parameters")]
fn multi_execute(
    guest: &mut Guest<'_>,
    destination: MemPtr,
    token_count: i32,
    token_lengths: MemPtr,
    tokens: MemPtr,
    gas: i64,
    function: MemPtr,
    function_length: MemLen,
    argument_count: i32,
    argument_lengths: MemPtr,
    arguments: MemPtr,
) -> Result<i32, HookTrap> {
    if token_count == 0 {
        return Err(guest.fail(HookError::FailedTransfer));
    }
    let raw = load_raw_call(
        guest,
        destination,
        (function, function_length),
        (argument_count, argument_lengths, arguments),
    )?;
    // Production charges for the arguments twice here, too.
    charge_length(guest, raw.length)?;
    let count = token_count.saturating_mul(ARGUMENTS_PER_TOKEN);
    let (described, length) = load_arguments(guest, count, token_lengths, tokens)?;
    charge_length(guest, length)?;
    let transfers = described.chunks_exact(3).filter_map(|chunk| match chunk {
        [token, nonce, amount] => Some(TokenTransfer {
            token: token.clone(),
            nonce: number_from(nonce),
            amount: BigUint::from_bytes_be(amount),
        }),
        _ => None,
    });
    let transfers: Vec<TokenTransfer> = transfers.collect();
    send(guest, raw, &transfers, gas)
}

fn managed_multi_execute(
    guest: &mut Guest<'_>,
    destination: Handle,
    tokens: Handle,
    gas: i64,
    function: Handle,
    arguments: Handle,
) -> Result<i32, HookTrap> {
    let raw = read_call(guest, destination, function, arguments)?;
    let transfers = read_transfers(guest, tokens)?;
    send(guest, raw, &transfers, gas)
}

fn managed_multi_with_return(
    guest: &mut Guest<'_>,
    destination: Handle,
    tokens: Handle,
    gas: i64,
    function: Handle,
    arguments: Handle,
) -> Result<i32, HookTrap> {
    let raw = read_call(guest, destination, function, arguments)?;
    let transfers = read_transfers(guest, tokens)?;
    let ended = transfer_tokens(guest, raw, &transfers, gas)?;
    caught(guest, &ended)
}

#[expect(clippy::too_many_arguments, reason = "the hook has as many parameters")]
fn managed_multi_by_user(
    guest: &mut Guest<'_>,
    _user: Handle,
    _destination: Handle,
    _tokens: Handle,
    _gas: i64,
    _function: Handle,
    _arguments: Handle,
) -> Result<i32, HookTrap> {
    Err(guest.fail(HookError::HookNotAllowed))
}
