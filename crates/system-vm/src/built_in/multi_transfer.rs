//! `MultiESDTNFTTransfer` (`mx-chain-vm-common-go:builtInFunctions/multiESDTNFTTransfer.go`).

use super::BuiltInCall;
use super::call::invalid;
use super::nft_transfer::{bare_record, charge_record};
use super::shards::Moved;
use crate::error::{NativeError, Refusal};
use crate::ledger::Party;
use crate::token::{DigitalToken, NATIVE_TOKEN, amount_bytes, low_number, number_bytes};
use num_bigint::BigUint;
use vm_core::{AccountRef, Bytes, TokenTransfer, U256, VmType};

/// Fewest arguments that production looks at.
const FEWEST: usize = 4;
/// Arguments before the first transfer: destination and count.
const HEAD: usize = 2;
/// The same of a transfer that comes from another shard: the count.
const ARRIVED_HEAD: usize = 1;
/// Arguments of a transfer: token, nonce and amount.
const PER_TRANSFER: usize = 3;
/// Longest amount that production sends to another shard without the record.
const LONGEST_BARE_AMOUNT: usize = 32;

pub(super) fn transfer(call: &mut BuiltInCall<'_>) -> Result<(), NativeError> {
    if call.arguments.len() < FEWEST {
        return Err(Refusal::InvalidArguments.into());
    }
    if call.is_arrival()? {
        return arrive(call);
    }
    let destination = call.destination(0)?;
    let is_here = call.is_here(&destination)?;
    let (count, function) = extent(call, HEAD)?;
    call.charge(call.cost.saturating_mul(count))?;
    if is_here {
        call.check_payable(&destination, function)?;
    }
    let mut tokens = Vec::new();
    let mut records = Vec::new();
    for start in (HEAD..function).step_by(PER_TRANSFER) {
        let transfer = read_transfer(call, start)?;
        let record = move_token(call, &destination, &transfer)
            .map_err(|error| error.for_token(&transfer.token))?;
        records.push(record);
        tokens.push(transfer);
    }
    for (transfer, record) in tokens.iter().zip(&records) {
        let is_copied = !is_here
            || transfer.amount == BigUint::from(1_u8)
            || amount_bytes(&transfer.amount).len() > LONGEST_BARE_AMOUNT;
        if let Some(record) = record.as_ref().filter(|_| is_copied) {
            charge_record(call, record)?;
        }
    }
    if is_here {
        return call.finish_transfer(destination, tokens, function);
    }
    let mut arguments = vec![number_bytes(count)];
    for (transfer, record) in tokens.iter().zip(&records) {
        let TokenTransfer { token, nonce, amount } = transfer;
        let nonce = if *nonce == 0 { Bytes::from_static(&[0]) } else { number_bytes(*nonce) };
        let moved = record.as_ref().map_or_else(|| amount_bytes(amount), |it| it.encode().into());
        arguments.extend([token.clone(), nonce, moved]);
    }
    arguments.extend(call.arguments.iter().skip(function).cloned());
    call.leave(&destination, &Moved { tokens, function, is_fungible: false }, &arguments)
}

/// How many tokens the arguments list behind a head that ends with their count, and the index of the function's name.
fn extent(call: &BuiltInCall<'_>, head: usize) -> Result<(u64, usize), NativeError> {
    let count = low_number(call.argument(head.saturating_sub(1))?);
    if count == 0 {
        return Err(invalid("0 tokens to transfer"));
    }
    let function = usize::try_from(count)
        .ok()
        .and_then(|it| it.checked_mul(PER_TRANSFER)?.checked_add(head))
        .filter(|needed| *needed <= call.arguments.len())
        .ok_or_else(|| invalid("invalid number of arguments"))?;
    Ok((count, function))
}

/// Tokens that come from another shard, instances with their records in the place of the amounts.
fn arrive(call: &mut BuiltInCall<'_>) -> Result<(), NativeError> {
    let destination = call.callee;
    if !call.is_here(&destination)? {
        return Err(Refusal::InvalidReceiver.into());
    }
    let (_, function) = extent(call, ARRIVED_HEAD)?;
    call.check_payable(&destination, function)?;
    let mut tokens = Vec::new();
    for start in (ARRIVED_HEAD..function).step_by(PER_TRANSFER) {
        let token = call.argument(start)?.clone();
        tokens.push(take_in(call, start, &token).map_err(|error| error.for_token(&token))?);
    }
    call.arrive(Moved { tokens, function, is_fungible: false })
}

/// Gives the destination one token that came.
fn take_in(
    call: &mut BuiltInCall<'_>,
    start: usize,
    token: &Bytes,
) -> Result<TokenTransfer, NativeError> {
    let (sender, destination) = (call.caller, call.callee);
    let index = |offset: usize| start.saturating_add(offset);
    let nonce = low_number(call.argument(index(1))?);
    let moved = call.argument(index(2))?.clone();
    let is_return = call.is_return();
    let mut amount = BigUint::from_bytes_be(&moved);
    if nonce != 0 {
        let mut record = if moved.len() > LONGEST_BARE_AMOUNT {
            DigitalToken::decode(&moved)?
        } else {
            bare_record(amount)
        };
        amount = record.value.clone();
        let instance = ((token.as_ref(), nonce), is_return);
        call.ledger().arrive(&sender, &destination, instance, &mut record)?;
    } else if token == NATIVE_TOKEN {
        let value = native_value(&amount)?;
        call.journal.receive_by_built_in(&sender, &destination, value)?;
    } else {
        let from = if is_return { Party::Returned(&sender) } else { Party::Account(&sender) };
        call.ledger().credit(&destination, token, &amount, from)?;
    }
    Ok(TokenTransfer { token: token.clone(), nonce, amount })
}

fn native_value(amount: &BigUint) -> Result<U256, NativeError> {
    let value = U256::try_from_be_slice(&amount_bytes(amount));
    Ok(value.ok_or(Refusal::InsufficientFunds)?)
}

fn read_transfer(call: &BuiltInCall<'_>, start: usize) -> Result<TokenTransfer, NativeError> {
    let index = |offset: usize| start.saturating_add(offset);
    Ok(TokenTransfer {
        token: call.argument(start)?.clone(),
        nonce: low_number(call.argument(index(1))?),
        amount: call.amount(index(2), "a transfer value")?,
    })
}

/// Moves one token; gives the record of an instance as the destination has it then.
fn move_token(
    call: &mut BuiltInCall<'_>,
    destination: &AccountRef,
    transfer: &TokenTransfer,
) -> Result<Option<DigitalToken>, NativeError> {
    let sender = call.caller;
    let TokenTransfer { token, nonce, amount } = transfer;
    if *amount == BigUint::ZERO {
        return Err(Refusal::InvalidQuantity.into());
    }
    if token == NATIVE_TOKEN {
        move_native(call, destination, transfer)?;
        return Ok(None);
    }
    let mut ledger = call.ledger();
    let mut record = ledger.instance_of_sender(&sender, token, *nonce)?;
    if record.value < *amount {
        return Err(insufficient(token, *nonce));
    }
    let instance = (token.as_ref(), *nonce);
    ledger.take_instance(&sender, instance, &mut record, amount)?;
    ledger.check_limited_transfer(token, &sender, destination)?;
    if call.is_here(destination)? {
        let from = Party::Account(&sender);
        call.ledger().give_instance(destination, instance, &mut record, from)?;
    } else {
        call.ledger().depart(&sender, destination, instance, &record)?;
    }
    Ok((*nonce != 0).then_some(record))
}

/// Moves the native token, which a list may name as `EGLD-000000`. A contract of SpaceVM does not pay so from
/// what it got in the same transaction, as in production.
fn move_native(
    call: &mut BuiltInCall<'_>,
    destination: &AccountRef,
    transfer: &TokenTransfer,
) -> Result<(), NativeError> {
    if transfer.nonce != 0 {
        return Err(Refusal::InvalidNonce.into());
    }
    let value = native_value(&transfer.amount)?;
    let sender = call.caller;
    let is_for_contract = call.caller_frame().is_some_and(|it| it.vm_type == VmType::SPACE);
    if is_for_contract && call.journal.node_balance(&sender)? < value {
        return Err(Refusal::InsufficientFunds.into());
    }
    if call.is_here(destination)? {
        call.journal.transfer_by_built_in(&sender, destination, value)?;
    } else {
        call.journal.send_by_built_in(&sender, destination, value)?;
    }
    Ok(())
}

fn insufficient(token: &[u8], nonce: u64) -> NativeError {
    let mut message = [b"insufficient quantity for token: ", token].concat();
    if nonce != 0 {
        message.extend(format!(" nonce {nonce}").into_bytes());
    }
    NativeError::refused(message)
}
