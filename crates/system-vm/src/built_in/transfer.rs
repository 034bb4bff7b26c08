//! `ESDTTransfer` (`mx-chain-vm-common-go:builtInFunctions/esdtTransfer.go`).

use super::BuiltInCall;
use crate::error::{NativeError, Refusal};
use crate::ledger::Party;
use num_bigint::BigUint;
use vm_core::TokenTransfer;

/// Index of the function's name for the contract at the destination.
const FUNCTION: usize = 2;

pub(super) fn transfer(call: &mut BuiltInCall<'_>) -> Result<(), NativeError> {
    let token = call.argument(0)?.clone();
    let amount = call.amount(1, "esdt transfer value")?;
    if amount == BigUint::ZERO {
        return Err(Refusal::NegativeValue.into());
    }
    let (sender, destination) = (call.caller, call.callee);
    if !call.is_protocol {
        call.ledger().check_limited_transfer(&token, &sender, &destination)?;
        call.charge(call.cost)?;
        call.ledger().debit(&sender, &token, &amount)?;
    }
    call.check_payable(&destination, FUNCTION)?;
    let from = if call.is_protocol { Party::Nowhere } else { Party::Account(&sender) };
    call.ledger().credit(&destination, &token, &amount, from)?;
    let tokens = vec![TokenTransfer { token, nonce: 0, amount }];
    call.finish_transfer(destination, tokens, FUNCTION)
}
