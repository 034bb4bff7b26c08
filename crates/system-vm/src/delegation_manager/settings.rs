//! The manager's settings, and views of them.

use super::DelegationManagerContract;
use super::record::{load_contracts, load_management, save_management};
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::protocol_address::DELEGATION_MANAGER_ADDRESS;
use crate::token::{amount_bytes, number_bytes};
use num_bigint::BigUint;

const WRONG_CALLER: &str = "the function was called by a not authorized user";

pub(super) fn check_view_caller(
    _: &DelegationManagerContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    if context.caller().address == DELEGATION_MANAGER_ADDRESS {
        return Ok(());
    }
    Err(NativeError::refused(WRONG_CALLER))
}

pub(super) fn check_config_caller(
    contract: &DelegationManagerContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    if contract.settings.config_owner == Some(context.caller().address) {
        return Ok(());
    }
    Err(NativeError::refused(WRONG_CALLER))
}

pub(super) fn change_min_deposit(
    _: &DelegationManagerContract,
    context: &mut NativeContext,
) -> NativeResult {
    let mut management = load_management(context)?;
    management.min_deposit = context.amount_argument(0);
    save_management(context, &management)?;
    Ok(Vec::new())
}

pub(super) fn change_min_delegation(
    _: &DelegationManagerContract,
    context: &mut NativeContext,
) -> NativeResult {
    let mut management = load_management(context)?;
    management.min_delegation = context.amount_argument(0);
    if management.min_delegation == BigUint::ZERO {
        return Err(NativeError::refused("invalid min delegation amount"));
    }
    save_management(context, &management)?;
    Ok(Vec::new())
}

pub(super) fn contract_addresses(
    _: &DelegationManagerContract,
    context: &mut NativeContext,
) -> NativeResult {
    let contracts = load_contracts(context)?;
    Ok(contracts.into_iter().skip(1).collect())
}

pub(super) fn contract_config(
    _: &DelegationManagerContract,
    context: &mut NativeContext,
) -> NativeResult {
    let management = load_management(context)?;
    Ok(vec![
        number_bytes(u64::from(management.contract_count)),
        management.last_address,
        number_bytes(management.min_service_fee),
        number_bytes(management.max_service_fee),
        amount_bytes(&management.min_deposit),
        amount_bytes(&management.min_delegation),
    ])
}
