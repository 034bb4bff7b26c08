//! Nodes of a single owner become nodes of a delegation contract.

use super::DelegationManagerContract;
use crate::delegation::{DELETE_MERGE_PERMISSION, MERGE_KEY, MERGE_VALIDATOR};
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use vm_core::{Address, Bytes, U256};

/// Only an account that is no contract may.
pub(super) fn check_caller(
    _: &DelegationManagerContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    if context.caller().address.is_contract_shaped() {
        return Err(NativeError::refused(
            "cannot change from validator to delegation contract for a smart contract",
        ));
    }
    Ok(())
}

pub(super) fn merge_same_owner(
    _: &DelegationManagerContract,
    context: &mut NativeContext,
) -> NativeResult {
    let contract = contract_argument(context)?;
    let caller = context.caller().address;
    let owned = context.storage(caller.as_slice())?;
    if owned.is_empty() {
        return Err(NativeError::refused("the caller does not own a delegation sc"));
    }
    if !owned.chunks(Address::LENGTH).any(|address| address == contract.as_slice()) {
        return Err(NativeError::refused(
            "did not find delegation contract with given address for this caller",
        ));
    }
    merge(context, &contract)
}

pub(super) fn merge_allowed(
    _: &DelegationManagerContract,
    context: &mut NativeContext,
) -> NativeResult {
    let contract = contract_argument(context)?;
    let caller = context.caller().address;
    if *context.storage_of(&contract, MERGE_KEY)? != *caller.as_slice() {
        return Err(NativeError::refused("address is not whitelisted for merge"));
    }
    merge(context, &contract)
}

fn contract_argument(context: &mut NativeContext) -> Result<Address, NativeError> {
    let account = context.account_argument(0)?;
    account
        .map(|account| account.address)
        .ok_or_else(|| NativeError::refused("invalid argument, wanted an address"))
}

/// The contract takes the nodes over, and forgets that it was allowed to.
fn merge(context: &mut NativeContext, contract: &Address) -> NativeResult {
    let manager = *context.callee();
    let caller = Bytes::copy_from_slice(context.caller().address.as_slice());
    for (function, arguments) in
        [(MERGE_VALIDATOR, vec![caller]), (DELETE_MERGE_PERMISSION, Vec::new())]
    {
        context.expect_system_call(&manager, contract, function, arguments, U256::ZERO)?;
    }
    Ok(Vec::new())
}
