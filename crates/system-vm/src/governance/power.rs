//! The power to vote: what an account has staked as an owner of nodes, and delegated to others. It is
//! read where the validator contract, the delegation manager and the delegation contracts store it.

use super::registry::malformed;
use crate::delegation::{Delegator, Fund};
use crate::delegation_manager::{load_contracts, load_management};
use crate::error::NativeError;
use crate::native::NativeContext;
use crate::protocol_address::VALIDATOR_ADDRESS;
use crate::token::{amount_of, sum};
use crate::validator::ValidatorRecord;
use num_bigint::BigUint;
use vm_core::{Address, HaltReason};

/// The stake with which an account votes. Its power is the same number.
///
/// It costs gas for every delegation contract.
pub(super) fn voting_stake(
    context: &mut NativeContext,
    voter: &[u8],
) -> Result<BigUint, NativeError> {
    let mut total = staked(context, voter)?;
    let contracts = load_contracts(context)?;
    charge_reads(context, contracts.len())?;
    for contract in contracts {
        total = sum(&total, &delegated(context, &contract, voter)?);
    }
    if total < load_management(context)?.min_delegation {
        return Err(NativeError::refused("not enough stake/delegate to vote"));
    }
    Ok(total)
}

/// In production, this one charge is a user error.
fn charge_reads(context: &mut NativeContext, count: usize) -> Result<(), NativeError> {
    let cost = context.environment().rules.gas_schedule.metachain_system.get_active_fund;
    let gas = cost.wrapping_mul(u64::try_from(count).unwrap_or(u64::MAX));
    context.charge(gas).map_err(|error| match error {
        NativeError::Halted { reason: HaltReason::OutOfGas, message } => {
            NativeError::Refused(message)
        }
        other @ (NativeError::Halted { .. } | NativeError::Refused(_) | NativeError::Fault(_)) => {
            other
        }
    })
}

/// What all owners of nodes have at stake.
pub(super) fn stake_in_system(context: &mut NativeContext) -> Result<BigUint, NativeError> {
    let validators = context.journal().reference(&VALIDATOR_ADDRESS);
    Ok(amount_of(context.journal().balance(&validators)?))
}

fn staked(context: &mut NativeContext, owner: &[u8]) -> Result<BigUint, NativeError> {
    let stored = context.storage_of(&VALIDATOR_ADDRESS, owner)?;
    Ok(ValidatorRecord::decode(&stored).map_err(malformed)?.total_stake)
}

/// What an account has delegated to a contract.
fn delegated(
    context: &mut NativeContext,
    contract: &[u8],
    delegator: &[u8],
) -> Result<BigUint, NativeError> {
    let Some(contract) = Address::from_slice(contract) else {
        return Ok(BigUint::ZERO);
    };
    let stored = context.storage_of(&contract, delegator)?;
    let key = Delegator::decode(&stored).map_err(malformed)?.active_fund;
    if key.is_empty() {
        return Ok(BigUint::ZERO);
    }
    let fund = context.storage_of(&contract, &key)?;
    Ok(Fund::decode(&fund).map_err(malformed)?.value)
}
