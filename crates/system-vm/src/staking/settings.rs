//! Owners, reward addresses, and how many nodes have to stay.

use super::registry::{is_jailed, load_counts, load_node, save_counts, save_node};
use super::{StakingContract, check_stake_caller};
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::protocol_address::VALIDATOR_ADDRESS;
use crate::token::{low_number, number_bytes};
use vm_core::Address;

/// The caller, and a number of arguments that the refusal tells.
pub(super) fn check_change_reward_address(
    contract: &StakingContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    check_stake_caller(contract, context)?;
    let count = context.arguments().len();
    if count < 2 {
        return Err(NativeError::refused(format!(
            "invalid number of arguments: expected min 2, got {count}"
        )));
    }
    Ok(())
}

pub(super) fn change_reward_address(
    _: &StakingContract,
    context: &mut NativeContext,
) -> NativeResult {
    let address = context.argument(0);
    if address.len() != Address::LENGTH {
        return Err(NativeError::refused("invalid reward address"));
    }
    for key in context.arguments().iter().skip(1).cloned().collect::<Vec<_>>() {
        let mut node = load_node(context, &key)?;
        if !node.is_registered() {
            continue;
        }
        node.reward_address = address.clone();
        save_node(context, &key, &node)?;
    }
    Ok(Vec::new())
}

pub(super) fn check_change_owner_caller(
    _: &StakingContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    if context.caller().address == VALIDATOR_ADDRESS {
        return Ok(());
    }
    Err(NativeError::refused("change owner and reward address can be called by validator SC only"))
}

pub(super) fn change_owner(_: &StakingContract, context: &mut NativeContext) -> NativeResult {
    let owner = context.argument(0);
    if !Address::from_slice(&owner).is_some_and(|it| it.is_contract_shaped()) {
        return Err(NativeError::refused("new address must be a smart contract address"));
    }
    for key in context.arguments().iter().skip(1).cloned().collect::<Vec<_>>() {
        let mut node = load_node(context, &key)?;
        if !node.is_registered() {
            return Err(NativeError::refused(
                "cannot change owner and reward address for a key which is not registered",
            ));
        }
        if is_jailed(context, &key, &node)? {
            return Err(NativeError::refused("can not migrate nodes while jailed nodes exists"));
        }
        node.owner_address = owner.clone();
        node.reward_address = owner.clone();
        save_node(context, &key, &node)?;
    }
    Ok(Vec::new())
}

pub(super) fn set_owners(_: &StakingContract, context: &mut NativeContext) -> NativeResult {
    let arguments = context.arguments().to_vec();
    let (pairs, []) = arguments.as_chunks::<2>() else {
        return Err(NativeError::refused(
            "invalid number of arguments: expected an even number of arguments",
        ));
    };
    for [key, owner] in pairs {
        let mut node = load_node(context, key)?;
        if !node.is_registered() {
            continue;
        }
        node.owner_address = owner.clone();
        save_node(context, key, &node)?;
    }
    Ok(Vec::new())
}

pub(super) fn update_min_nodes(
    contract: &StakingContract,
    context: &mut NativeContext,
) -> NativeResult {
    let min = low_number(&context.argument(0)).cast_signed();
    if min <= 0 {
        return Err(NativeError::refused("new minimum number of nodes zero or negative"));
    }
    if min > signed(contract.config.max_node_count) {
        return Err(NativeError::refused(
            "new minimum number of nodes greater than maximum number of nodes",
        ));
    }
    let mut counts = load_counts(context, &contract.config)?;
    counts.min = min;
    save_counts(context, counts)?;
    Ok(Vec::new())
}

pub(super) fn update_max_nodes(
    contract: &StakingContract,
    context: &mut NativeContext,
) -> NativeResult {
    let max = low_number(&context.argument(0)).cast_signed();
    if max <= 0 {
        return Err(NativeError::refused("new max number of nodes zero or negative"));
    }
    if max < signed(contract.config.min_node_count) {
        return Err(NativeError::refused("new max number of nodes less than min number of nodes"));
    }
    let mut counts = load_counts(context, &contract.config)?;
    let previous = number_bytes(counts.max.unsigned_abs());
    counts.max = max;
    save_counts(context, counts)?;
    Ok(vec![previous])
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
