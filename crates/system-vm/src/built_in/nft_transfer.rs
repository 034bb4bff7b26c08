//! `ESDTNFTTransfer` (`mx-chain-vm-common-go:builtInFunctions/esdtNFTTransfer.go`).

use super::BuiltInCall;
use crate::error::{NativeError, Refusal};
use crate::ledger::Party;
use crate::token::{DigitalToken, low_number};
use num_bigint::BigUint;
use vm_core::TokenTransfer;

/// Index of the function's name for the contract at the destination.
const FUNCTION: usize = 4;

pub(super) fn transfer(call: &mut BuiltInCall<'_>) -> Result<(), NativeError> {
    if call.arguments.len() < FUNCTION {
        return Err(Refusal::InvalidArguments.into());
    }
    let destination = call.destination(3)?;
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
    call.check_payable(&destination, FUNCTION)?;
    let from = Party::Account(&sender);
    call.ledger().give_instance(&destination, instance, &mut record, from)?;
    call.ledger().check_limited_transfer(&token, &sender, &destination)?;
    if record.value == BigUint::from(1_u8) {
        charge_record(call, &record)?;
    }
    let tokens = vec![TokenTransfer { token, nonce, amount }];
    call.finish_transfer(destination, tokens, FUNCTION)
}

/// The price of copying a record. Production pays it inside of a shard too, where one is moved, for
/// the record as the destination has it then.
pub(super) fn charge_record(
    call: &mut BuiltInCall<'_>,
    record: &DigitalToken,
) -> Result<(), NativeError> {
    let length = u64::try_from(record.encode().len()).unwrap_or(u64::MAX);
    let per_byte = call.schedule.base_operation.data_copy_per_byte;
    call.charge(length.saturating_mul(per_byte))
}
