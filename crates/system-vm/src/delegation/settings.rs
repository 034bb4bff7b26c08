//! What the owner sets, and who the owner is.

use super::create::service_fee_argument;
use super::delegate::log_delegation;
use super::record::{Message, Metadata};
use super::registry::{
    METADATA_KEY, OWNER_KEY, SERVICE_FEE_KEY, caller_key, checked_address_argument, is_owner,
    load_delegator, load_global_fund, load_status, load_terms, log_call, save_delegator,
    save_terms,
};
use super::withdraw::log_withdrawal;
use super::{DelegationContract, MERGE_KEY};
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::protocol_address::DELEGATION_MANAGER_ADDRESS;
use crate::token::number_bytes;
use num_bigint::BigUint;
use vm_core::{Address, Bytes, LogEntry};

const NO_ADDRESS: &str = "invalid argument, wanted an address";

pub(super) fn check_owner(
    _: &DelegationContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    let caller = caller_key(context);
    if is_owner(context, &caller)? {
        return Ok(());
    }
    Err(NativeError::refused("only owner can call this method"))
}

pub(super) fn check_owner_or_manager(
    _: &DelegationContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    let caller = caller_key(context);
    if context.caller().address == DELEGATION_MANAGER_ADDRESS || is_owner(context, &caller)? {
        return Ok(());
    }
    Err(NativeError::refused("can be called by owner or the delegation manager"))
}

pub(super) fn allow_merge(_: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    let address = checked_address_argument(context, 0, NO_ADDRESS)?;
    if address == caller_key(context) {
        return Err(NativeError::refused("cannot whitelist own address"));
    }
    log_call(context, vec![address.clone()])?;
    context.set_storage(MERGE_KEY, address)?;
    Ok(Vec::new())
}

pub(super) fn forbid_merge(_: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    log_call(context, Vec::new())?;
    context.set_storage(MERGE_KEY, Bytes::new())?;
    Ok(Vec::new())
}

pub(super) fn merge_permission(
    _: &DelegationContract,
    context: &mut NativeContext,
) -> NativeResult {
    Ok(vec![context.storage(MERGE_KEY)?])
}

pub(super) fn change_service_fee(
    contract: &DelegationContract,
    context: &mut NativeContext,
) -> NativeResult {
    let fee = service_fee_argument(contract, context, 0, "new service fee out of bounds")?;
    let told = context.argument(0);
    log_call(context, vec![told])?;
    context.set_storage(SERVICE_FEE_KEY, number_bytes(fee))?;
    Ok(Vec::new())
}

/// A flag, which is the text `true` or `false`.
fn flag_argument(context: &NativeContext) -> Result<bool, NativeError> {
    match context.argument(0).as_ref() {
        b"true" => Ok(true),
        b"false" => Ok(false),
        _ => Err(NativeError::refused("invalid argument")),
    }
}

pub(super) fn set_cap_check(_: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    let mut terms = load_terms(context)?;
    terms.checks_cap_on_rewards = flag_argument(context)?;
    save_terms(context, &terms)?;
    Ok(Vec::new())
}

pub(super) fn set_automatic_activation(
    contract: &DelegationContract,
    context: &mut NativeContext,
) -> NativeResult {
    let mut terms = load_terms(context)?;
    terms.automatic_activation = flag_argument(context)?;
    if terms.automatic_activation && !contract.settings.automatic_activation {
        return Err(NativeError::refused("automatic activation is disabled"));
    }
    save_terms(context, &terms)?;
    let told = context.argument(0);
    log_call(context, vec![told])?;
    Ok(Vec::new())
}

pub(super) fn set_cap(_: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    let mut terms = load_terms(context)?;
    let cap = context.amount_argument(0);
    let active = load_global_fund(context)?.active;
    if cap != BigUint::ZERO && cap < active {
        return Err(NativeError::refused("cannot make total delegation cap smaller than active"));
    }
    terms.cap = cap;
    save_terms(context, &terms)?;
    let told = context.argument(0);
    log_call(context, vec![told])?;
    Ok(Vec::new())
}

pub(super) fn set_metadata(_: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    let metadata = Metadata {
        name: context.argument(0),
        website: context.argument(1),
        identifier: context.argument(2),
    };
    context.set_storage(METADATA_KEY, metadata.encode_message())?;
    Ok(Vec::new())
}

/// Gives the contract, and what its owner has in it, to somebody who has nothing in it.
pub(super) fn change_owner(_: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    let refuse = |text: &'static str| NativeError::refused(text);
    let owner = checked_address_argument(context, 0, NO_ADDRESS)?;
    if !context.storage_of(&DELEGATION_MANAGER_ADDRESS, &owner)?.is_empty() {
        return Err(refuse("destination already deployed a delegation sc"));
    }
    if load_delegator(context, &owner)?.is_some() {
        return Err(refuse("destination should be a new account"));
    }
    let previous = caller_key(context);
    let delegator =
        load_delegator(context, &previous)?.ok_or_else(|| refuse("owner is new delegator"))?;
    context.set_storage(&previous, Bytes::new())?;
    save_delegator(context, &owner, &delegator)?;
    let own = Bytes::copy_from_slice(context.callee().address.as_slice());
    context.set_storage_of(&DELEGATION_MANAGER_ADDRESS, &owner, own)?;
    context.set_storage_of(&DELEGATION_MANAGER_ADDRESS, &previous, Bytes::new())?;
    context.set_storage(OWNER_KEY, owner.clone())?;
    set_account_owner(context, &owner)?;
    let global = load_global_fund(context)?;
    let user_count = load_status(context)?.user_count;
    let nothing = BigUint::ZERO;
    log_delegation(context, &owner, (&nothing, &delegator), &global, user_count)?;
    log_withdrawal(context, &nothing, &delegator, true, Vec::new())?;
    context.log(LogEntry {
        identifier: Bytes::from_static(b"ChangeOwnerAddress"),
        address: context.callee().address,
        topics: vec![owner],
        data: Vec::new(),
    })?;
    Ok(Vec::new())
}

pub(super) fn synchronize_owner(
    _: &DelegationContract,
    context: &mut NativeContext,
) -> NativeResult {
    let owner = context.storage(OWNER_KEY)?;
    set_account_owner(context, &owner)?;
    Ok(Vec::new())
}

/// Makes the contract's account tell its owner.
fn set_account_owner(context: &mut NativeContext, owner: &[u8]) -> Result<(), NativeError> {
    let owner = Address::from_slice(owner)
        .ok_or_else(|| NativeError::refused("wrong new owner address"))?;
    let own = *context.callee();
    let mut account = context.journal().native(&own)?;
    account.owner = Some(owner);
    context.journal().set_native(&own, account)?;
    Ok(())
}

/// Only the address that the chain names may give tokens to a contract.
pub(super) fn add_tokens(
    contract: &DelegationContract,
    context: &mut NativeContext,
) -> NativeResult {
    if contract.settings.config_owner == Some(context.caller().address) {
        return Ok(Vec::new());
    }
    Err(NativeError::refused("addTokens can be called by whitelisted address only"))
}
