//! The power to vote: what an account has staked as an owner of nodes, and delegated to others. It is
//! read where the validator contract, the delegation manager and the delegation contracts store it.

use super::registry::malformed;
use crate::error::NativeError;
use crate::native::NativeContext;
use crate::protobuf::{Field, Malformed, Reader};
use crate::protocol_address::{DELEGATION_MANAGER_ADDRESS, VALIDATOR_ADDRESS};
use crate::token::{amount_of, sum};
use crate::validator::ValidatorRecord;
use num_bigint::BigUint;
use vm_core::{Address, Bytes, HaltReason};

/// Where the delegation manager keeps its settings.
const MANAGEMENT_KEY: &[u8] = b"delegationManagement";
/// Where the delegation manager keeps the addresses of the contracts.
const CONTRACTS_KEY: &[u8] = b"delegationContracts";

/// The stake with which an account votes. Its power is the same number.
///
/// It costs gas for every delegation contract.
pub(super) fn voting_stake(
    context: &mut NativeContext,
    voter: &[u8],
) -> Result<BigUint, NativeError> {
    let mut total = staked(context, voter)?;
    let contracts = delegation_contracts(context)?;
    charge_reads(context, contracts.len())?;
    for contract in contracts {
        total = sum(&total, &delegated(context, &contract, voter)?);
    }
    if total < min_delegation(context)? {
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

fn delegation_contracts(context: &mut NativeContext) -> Result<Vec<Bytes>, NativeError> {
    let stored = manager_storage(context, CONTRACTS_KEY, "getDelegationContractList")?;
    let mut addresses = Vec::new();
    let mut reader = Reader(&stored);
    while let Some((field, value)) = reader.field().map_err(malformed)? {
        if field == 1 {
            addresses.push(Bytes::copy_from_slice(value.bytes().map_err(malformed)?));
        }
    }
    Ok(addresses)
}

/// The least that anybody may have delegated.
fn min_delegation(context: &mut NativeContext) -> Result<BigUint, NativeError> {
    let stored = manager_storage(context, MANAGEMENT_KEY, "getDelegationManagementData")?;
    amount_field(&stored, 6).map_err(malformed)
}

fn manager_storage(
    context: &mut NativeContext,
    key: &[u8],
    what: &'static str,
) -> Result<Bytes, NativeError> {
    let stored = context.storage_of(&DELEGATION_MANAGER_ADDRESS, key)?;
    if stored.is_empty() {
        let message = format!("data was not found under requested key {what}");
        return Err(NativeError::refused(message));
    }
    Ok(stored)
}

/// What an account has delegated to a contract. The contract keeps a record of the account
/// (`DelegatorData`), which has the key of the amount (`Fund`).
fn delegated(
    context: &mut NativeContext,
    contract: &[u8],
    delegator: &[u8],
) -> Result<BigUint, NativeError> {
    let Some(contract) = Address::from_slice(contract) else {
        return Ok(BigUint::ZERO);
    };
    let record = context.storage_of(&contract, delegator)?;
    let key = match last_field(&record, 1).map_err(malformed)? {
        Some(key) => key.bytes().map_err(malformed)?,
        None => return Ok(BigUint::ZERO),
    };
    if key.is_empty() {
        return Ok(BigUint::ZERO);
    }
    let fund = context.storage_of(&contract, key)?;
    amount_field(&fund, 1).map_err(malformed)
}

fn amount_field(message: &[u8], number: u64) -> Result<BigUint, Malformed> {
    last_field(message, number)?.map_or(Ok(BigUint::ZERO), Field::amount)
}

/// A field that is not repeated: its last occurrence counts.
fn last_field(message: &[u8], number: u64) -> Result<Option<Field<'_>>, Malformed> {
    let (mut found, mut reader) = (None, Reader(message));
    while let Some((field, value)) = reader.field()? {
        if field == number {
            found = Some(value);
        }
    }
    Ok(found)
}
