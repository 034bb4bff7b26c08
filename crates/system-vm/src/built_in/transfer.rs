//! `ESDTTransfer` (`mx-chain-vm-common-go:builtInFunctions/esdtTransfer.go`).

use super::BuiltInCall;
use super::shards::Moved;
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
    let (is_arrival, is_here) = (call.is_arrival()?, call.is_here(&destination)?);
    if is_arrival && !is_here {
        return Err(Refusal::InvalidReceiver.into());
    }
    if !call.is_protocol && !is_arrival {
        call.ledger().check_limited_transfer(&token, &sender, &destination)?;
        call.charge(call.cost)?;
        call.ledger().debit(&sender, &token, &amount)?;
    }
    let from = match (call.is_protocol, call.is_return()) {
        (true, _) => Party::Nowhere,
        (false, true) => Party::Returned(&sender),
        (false, false) => Party::Account(&sender),
    };
    let tokens = vec![TokenTransfer { token: token.clone(), nonce: 0, amount: amount.clone() }];
    let moved = Moved { tokens, function: FUNCTION, is_fungible: true };
    if !is_here {
        call.ledger().tell_departure(&destination, &token, &amount, from)?;
        let arguments = call.arguments;
        return call.leave(&destination, &moved, arguments);
    }
    call.check_payable(&destination, FUNCTION)?;
    call.ledger().credit(&destination, &token, &amount, from)?;
    if is_arrival {
        return call.arrive(moved);
    }
    call.finish_transfer(destination, moved.tokens, FUNCTION)
}
