//! `MultiESDTNFTTransfer` (`mx-chain-vm-common-go:builtInFunctions/multiESDTNFTTransfer.go`).

use super::BuiltInCall;
use super::call::invalid;
use super::nft_transfer::charge_record;
use crate::error::{NativeError, Refusal};
use crate::ledger::Party;
use crate::token::{DigitalToken, NATIVE_TOKEN, amount_bytes, low_number};
use num_bigint::BigUint;
use vm_core::{AccountRef, TokenTransfer, U256, VmType};

/// Fewest arguments that production looks at.
const FEWEST: usize = 4;
/// Arguments before the first transfer: destination and count.
const HEAD: usize = 2;
/// Arguments of a transfer: token, nonce and amount.
const PER_TRANSFER: usize = 3;
/// Longest amount that production sends to another shard without the record.
const LONGEST_BARE_AMOUNT: usize = 32;

pub(super) fn transfer(call: &mut BuiltInCall<'_>) -> Result<(), NativeError> {
    if call.arguments.len() < FEWEST {
        return Err(Refusal::InvalidArguments.into());
    }
    let destination = call.destination(0)?;
    let count = low_number(call.argument(1)?);
    if count == 0 {
        return Err(invalid("0 tokens to transfer"));
    }
    let function = usize::try_from(count)
        .ok()
        .and_then(|it| it.checked_mul(PER_TRANSFER)?.checked_add(HEAD))
        .filter(|needed| *needed <= call.arguments.len())
        .ok_or_else(|| invalid("invalid number of arguments"))?;
    call.charge(call.cost.saturating_mul(count))?;
    call.check_payable(&destination, function)?;
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
        let is_copied = transfer.amount == BigUint::from(1_u8)
            || amount_bytes(&transfer.amount).len() > LONGEST_BARE_AMOUNT;
        if let Some(record) = record.as_ref().filter(|_| is_copied) {
            charge_record(call, record)?;
        }
    }
    call.finish_transfer(destination, tokens, function)
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
    ledger.give_instance(destination, instance, &mut record, Party::Account(&sender))?;
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
    let value = U256::try_from_be_slice(&amount_bytes(&transfer.amount))
        .ok_or(Refusal::InsufficientFunds)?;
    let sender = call.caller;
    let is_for_contract = call.caller_frame().is_some_and(|it| it.vm_type == VmType::SPACE);
    if is_for_contract && call.journal.node_balance(&sender)? < value {
        return Err(Refusal::InsufficientFunds.into());
    }
    call.journal.transfer_by_built_in(&sender, destination, value)?;
    Ok(())
}

fn insufficient(token: &[u8], nonce: u64) -> NativeError {
    let mut message = [b"insufficient quantity for token: ", token].concat();
    if nonce != 0 {
        message.extend(format!(" nonce {nonce}").into_bytes());
    }
    NativeError::refused(message)
}
