//! `ESDTLocalMint` and `ESDTLocalBurn`
//! (`mx-chain-vm-common-go:builtInFunctions/{esdtLocalMint,esdtLocalBurn}.go`).

use super::BuiltInCall;
use crate::error::{NativeError, Refusal};
use crate::ledger::Party;
use crate::token::{role_name, token_key};
use num_bigint::BigUint;
use vm_core::Bytes;

pub(super) fn mint(call: &mut BuiltInCall<'_>) -> Result<(), NativeError> {
    let token = prepare(call)?;
    let account = call.caller;
    call.ledger().check_role(&account, &token, role_name::LOCAL_MINT)?;
    let amount = call.amount(1, "esdt local mint value")?;
    call.ledger().credit(&account, &token, &amount, Party::Nowhere)?;
    call.log_token(account.address, token, &amount, &[])
}

pub(super) fn burn(call: &mut BuiltInCall<'_>) -> Result<(), NativeError> {
    let token = prepare(call)?;
    let account = call.caller;
    if !call.ledger().settings(&token_key(&token))?.has_burn_for_all {
        call.ledger().check_role(&account, &token, role_name::LOCAL_BURN)?;
    }
    let amount = call.amount(1, "esdt local burn value")?;
    call.ledger().burn(&account, &token, &amount)?;
    call.log_token(account.address, token, &amount, &[])
}

/// Checks arguments and place of the call, and charges; gives the token.
fn prepare(call: &mut BuiltInCall<'_>) -> Result<Bytes, NativeError> {
    let token = call.argument(0)?.clone();
    let amount = BigUint::from_bytes_be(call.argument(1)?);
    if call.caller.address != call.callee.address {
        return Err(Refusal::InvalidReceiver.into());
    }
    if amount == BigUint::ZERO {
        return Err(Refusal::NegativeValue.into());
    }
    call.charge(call.cost)?;
    Ok(token)
}
