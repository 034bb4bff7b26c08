//! `ESDTNFTTransfer` (`mx-chain-vm-common-go:builtInFunctions/esdtNFTTransfer.go`).

use super::BuiltInCall;
use super::shards::Moved;
use crate::error::{NativeError, Refusal};
use crate::ledger::Party;
use crate::token::{DigitalToken, TokenKind, low_number};
use num_bigint::BigUint;
use vm_core::TokenTransfer;

/// Index of the function's name for the contract at the destination.
const FUNCTION: usize = 4;
/// Index of the receiver's address, in whose place the record goes to another shard.
const RECORD: usize = 3;

pub(super) fn transfer(call: &mut BuiltInCall<'_>) -> Result<(), NativeError> {
    if call.arguments.len() < FUNCTION {
        return Err(Refusal::InvalidArguments.into());
    }
    if call.is_arrival()? {
        return arrive(call);
    }
    let destination = call.destination(3)?;
    let is_here = call.is_here(&destination)?;
    let token = call.argument(0)?.clone();
    let nonce = low_number(call.argument(1)?);
    let sender = call.caller;
    call.charge(call.cost)?;
    let mut record = call.ledger().instance_of_sender(&sender, &token, nonce)?;
    if nonce == 0 {
        return Err(Refusal::NoMetadata.into());
    }
    let amount = call.amount(2, "a transfer value")?;
    if amount == BigUint::ZERO {
        return Err(Refusal::InvalidQuantity.into());
    }
    let instance = (token.as_ref(), nonce);
    call.ledger().take_instance(&sender, instance, &mut record, &amount)?;
    if is_here {
        call.check_payable(&destination, FUNCTION)?;
        let from = Party::Account(&sender);
        call.ledger().give_instance(&destination, instance, &mut record, from)?;
    } else {
        call.ledger().depart(&sender, &destination, instance, &record)?;
    }
    call.ledger().check_limited_transfer(&token, &sender, &destination)?;
    if !is_here || record.value == BigUint::from(1_u8) {
        charge_record(call, &record)?;
    }
    let tokens = vec![TokenTransfer { token, nonce, amount }];
    if is_here {
        return call.finish_transfer(destination, tokens, FUNCTION);
    }
    let mut arguments = call.arguments.to_vec();
    if let Some(place) = arguments.get_mut(RECORD) {
        *place = record.encode().into();
    }
    call.leave(&destination, &Moved { tokens, function: FUNCTION, is_fungible: false }, &arguments)
}

/// An instance that comes from another shard, with its record where its receiver's address was.
fn arrive(call: &mut BuiltInCall<'_>) -> Result<(), NativeError> {
    let (sender, destination) = (call.caller, call.callee);
    if !call.is_here(&destination)? {
        return Err(Refusal::InvalidReceiver.into());
    }
    let token = call.argument(0)?.clone();
    let nonce = low_number(call.argument(1)?);
    let amount = BigUint::from_bytes_be(call.argument(2)?);
    let mut record = match call.argument(RECORD)?.as_ref() {
        [0] => bare_record(amount.clone()),
        record => DigitalToken::decode(record)?,
    };
    call.check_payable(&destination, FUNCTION)?;
    let is_return = call.is_return();
    call.ledger().arrive(&sender, &destination, ((&token, nonce), is_return), &mut record)?;
    let tokens = vec![TokenTransfer { token, nonce, amount }];
    call.arrive(Moved { tokens, function: FUNCTION, is_fungible: false })
}

/// A record of a quantity whose metadata is in the receiver's shard already.
pub(super) fn bare_record(value: BigUint) -> DigitalToken {
    DigitalToken { kind: TokenKind::NON_FUNGIBLE, value, ..DigitalToken::default() }
}

/// The price of copying a record, for what goes to another shard. Production pays it inside of a shard too, where one
/// is moved, for the record as the destination has it then.
pub(super) fn charge_record(
    call: &mut BuiltInCall<'_>,
    record: &DigitalToken,
) -> Result<(), NativeError> {
    let length = u64::try_from(record.encode().len()).unwrap_or(u64::MAX);
    let per_byte = call.schedule.base_operation.data_copy_per_byte;
    call.charge(length.saturating_mul(per_byte))
}
