//! `mergeValidatorData` and `changeOwnerOfValidatorData`: an owner's nodes become a delegation
//! contract's.

use super::registry::{
    call_staking_strictly, is_over_node_limit, is_over_stake_limit, load, prices, save,
};
use super::{ValidatorContract, ValidatorRecord};
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::protocol_address::DELEGATION_MANAGER_ADDRESS;
use crate::token::{product, sum};
use num_bigint::BigUint;
use vm_core::{Address, Bytes};

pub(super) fn check_manager(
    _: &ValidatorContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    if context.caller().address == DELEGATION_MANAGER_ADDRESS {
        return Ok(());
    }
    Err(NativeError::refused("invalid caller address"))
}

pub(super) fn merge(contract: &ValidatorContract, context: &mut NativeContext) -> NativeResult {
    let (from, to) = addresses(context)?;
    let mut moved = load_movable(context, &from)?;
    if context.storage(to.as_slice())?.is_empty() {
        return Err(NativeError::refused("cannot merge with an empty state"));
    }
    let mut record = load(context, to.as_slice())?;
    if *record.reward_address != *to.as_slice() {
        return Err(NativeError::refused("rewards address mismatch"));
    }
    moved.reward_address = record.reward_address.clone();
    change_owner_of_nodes(context, &moved)?;
    record.registered_count = record.registered_count.wrapping_add(moved.registered_count);
    record.keys.extend(moved.keys);
    record.total_stake = sum(&record.total_stake, &moved.total_stake);
    let price = prices(contract, context)?.node_price;
    record.locked_stake = product(&price, u64::from(record.registered_count));
    if is_over_node_limit(contract, context, record.keys.len())? {
        return Err(NativeError::refused("number of nodes is too high"));
    }
    if is_over_stake_limit(contract, &record) {
        return Err(NativeError::refused("total stake limit reached"));
    }
    context.set_storage(from.as_slice(), Bytes::new())?;
    save(context, to.as_slice(), &record)?;
    Ok(Vec::new())
}

pub(super) fn change_owner(_: &ValidatorContract, context: &mut NativeContext) -> NativeResult {
    let (from, to) = addresses(context)?;
    let mut record = load_movable(context, &from)?;
    if !context.storage(to.as_slice())?.is_empty() {
        return Err(NativeError::refused(
            "there is already a validator data under the new address",
        ));
    }
    record.reward_address = Bytes::copy_from_slice(to.as_slice());
    change_owner_of_nodes(context, &record)?;
    context.set_storage(from.as_slice(), Bytes::new())?;
    save(context, to.as_slice(), &record)?;
    Ok(Vec::new())
}

/// Who gives, and who gets.
fn addresses(context: &NativeContext) -> Result<(Address, Address), NativeError> {
    let refuse = |text: &'static str| Err(NativeError::refused(text));
    let address = |index| Address::from_slice(&context.argument(index));
    let (Some(from), Some(to)) = (address(0), address(1)) else {
        return refuse("invalid argument, wanted an address for the first and second argument");
    };
    if !to.is_contract_shaped() {
        return refuse("destination address must be a delegation smart contract");
    }
    if from == to {
        return refuse("sender and destination addresses are equal");
    }
    if from.is_contract_shaped() {
        return refuse("sender address must not be a smart contract");
    }
    Ok((from, to))
}

/// A record that may move: it has nodes, nothing on its way back, and nothing slashed.
fn load_movable(
    context: &mut NativeContext,
    owner: &Address,
) -> Result<ValidatorRecord, NativeError> {
    let record = load(context, owner.as_slice())?;
    let refuse = |text: &'static str| Err(NativeError::refused(text));
    if record.keys.is_empty() {
        return refuse("address does not contain any staked nodes");
    }
    if *record.reward_address != *owner.as_slice() {
        return refuse("reward address mismatch");
    }
    if !record.unstaked.is_empty() {
        return refuse("clean unstaked info before merge");
    }
    if record.total_slashed.as_ref().is_some_and(|slashed| *slashed != BigUint::ZERO) {
        return refuse("cannot merge with validator who was slashed");
    }
    if record.total_unstaked != BigUint::ZERO {
        return refuse("cannot merge with validator who has unStaked tokens");
    }
    Ok(record)
}

fn change_owner_of_nodes(
    context: &mut NativeContext,
    record: &ValidatorRecord,
) -> Result<(), NativeError> {
    let mut arguments = vec![record.reward_address.clone()];
    arguments.extend(record.keys.iter().cloned());
    call_staking_strictly(context, "changeOwnerAndRewardAddress", arguments)
}
