//! Reading and writing what the validator contract keeps, and reading what staking keeps.

use super::{ValidatorContract, ValidatorPrices, ValidatorRecord};
use crate::delegation_manager::find_management;
use crate::error::NativeError;
use crate::native::NativeContext;
use crate::protobuf::Malformed;
use crate::protocol_address::STAKING_ADDRESS;
use crate::staking::StakedNode;
use crate::token::{amount_of, number_bytes};
use num_bigint::BigUint;
use std::collections::BTreeSet;
use vm_core::{Bytes, CallOutcome, HaltReason, Status, U256};

/// Whether unstaking and unbonding are paused: the first byte is 1 then.
pub(super) const PAUSE_KEY: &[u8] = b"unStakeUnBondPause";

/// What a contract says when the gas does not cover a call.
pub(super) const OUT_OF_GAS: &str = "insufficient gas limit";

/// The record of an owner; an empty one where there is none.
pub(super) fn load(
    context: &mut NativeContext,
    owner: &[u8],
) -> Result<ValidatorRecord, NativeError> {
    let stored = context.storage(owner)?;
    ValidatorRecord::decode(&stored).map_err(|error| {
        NativeError::refused(format!("cannot get or create registration data: error - {error}"))
    })
}

/// The record of the caller.
pub(super) fn load_own(context: &mut NativeContext) -> Result<ValidatorRecord, NativeError> {
    let caller = context.caller().address;
    load(context, caller.as_slice())
}

pub(super) fn save(
    context: &mut NativeContext,
    owner: &[u8],
    record: &ValidatorRecord,
) -> Result<(), NativeError> {
    context.set_storage(owner, Bytes::from(record.encode()))
}

pub(super) fn save_own(
    context: &mut NativeContext,
    record: &ValidatorRecord,
) -> Result<(), NativeError> {
    let caller = context.caller().address;
    save(context, caller.as_slice(), record)
}

/// The prices of the running epoch.
pub(super) fn prices(
    contract: &ValidatorContract,
    context: &mut NativeContext,
) -> Result<ValidatorPrices, NativeError> {
    let epoch = number_bytes(u64::from(context.block().epoch));
    let stored = context.storage(&epoch)?;
    let config = &contract.config;
    let of_chain = || ValidatorPrices {
        min_stake: amount_of(config.min_stake),
        total_supply: amount_of(config.total_supply),
        min_step: amount_of(config.min_step),
        node_price: amount_of(config.node_price),
        unjail_price: amount_of(config.unjail_price),
    };
    if stored.is_empty() {
        return Ok(of_chain());
    }
    Ok(ValidatorPrices::decode(&stored).unwrap_or_else(|_: Malformed| of_chain()))
}

/// A node as staking has it.
pub(super) fn node(context: &mut NativeContext, key: &[u8]) -> Result<StakedNode, NativeError> {
    let stored = context.storage_of(&STAKING_ADDRESS, key)?;
    if stored.is_empty() {
        return Ok(StakedNode::unknown());
    }
    StakedNode::decode(&stored).map_err(|error| NativeError::refused(error.to_string()))
}

/// Nodes of an owner that use its stake.
pub(super) struct Active {
    /// Staked, queued and jailed ones.
    pub(super) count: u64,
    /// Keys of the staked and queued ones.
    pub(super) keys: Vec<Bytes>,
}

/// Counts the nodes of an owner, but for some keys.
pub(super) fn active_nodes(
    context: &mut NativeContext,
    record: &ValidatorRecord,
    without: &BTreeSet<Bytes>,
    refuses_jailed: bool,
) -> Result<Active, NativeError> {
    let gas = context.environment().rules.gas_schedule.metachain_system.get_all_node_states;
    // In production, this one charge is a user error.
    if context.gas_left() < gas {
        return Err(NativeError::refused("not enough gas"));
    }
    context.charge(gas)?;
    let mut active = Active { count: 0, keys: Vec::new() };
    for key in record.keys.iter().filter(|key| !without.contains(*key)) {
        let node = node(context, key)?;
        if refuses_jailed && node.is_jailed {
            return Err(NativeError::refused("bls public key already jailed"));
        }
        if node.is_staked || node.is_waiting || node.is_jailed {
            active.count = active.count.saturating_add(1);
        }
        if node.is_staked || node.is_waiting {
            active.keys.push(key.clone());
        }
    }
    Ok(active)
}

/// Most nodes that an owner may have; none where the chain does not bound them.
pub(super) fn node_limit(
    contract: &ValidatorContract,
    context: &mut NativeContext,
) -> Result<Option<u64>, NativeError> {
    let eligible = context.journal().eligible_validators()?;
    Ok(eligible.map(|count| contract.config.node_limit.of(count)))
}

/// Whether a number of nodes is more than an owner may have.
pub(super) fn is_over_node_limit(
    contract: &ValidatorContract,
    context: &mut NativeContext,
    count: usize,
) -> Result<bool, NativeError> {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    Ok(node_limit(contract, context)?.is_some_and(|limit| count > limit))
}

/// Whether an owner has more than may be staked.
pub(super) fn is_over_stake_limit(contract: &ValidatorContract, record: &ValidatorRecord) -> bool {
    record.total_stake > contract.config.stake_max()
}

/// Fewest tokens that may be unstaked at once.
pub(super) fn min_unstake(
    contract: &ValidatorContract,
    context: &mut NativeContext,
) -> Result<BigUint, NativeError> {
    let management = find_management(context)?;
    Ok(management.map_or_else(|| amount_of(contract.config.min_unstake), |it| it.min_delegation))
}

pub(super) fn check_not_paused(
    _: &ValidatorContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    if context.storage(PAUSE_KEY)?.first() == Some(&1) {
        return Err(NativeError::refused(
            "unStake/unBond is paused as not enough total staked in protocol",
        ));
    }
    Ok(())
}

/// Refuses keys that are not the owner's.
pub(super) fn check_keys(record: &ValidatorRecord, keys: &[Bytes]) -> Result<(), NativeError> {
    match keys.iter().find(|key| !record.keys.contains(key)) {
        None => Ok(()),
        Some(key) => Err(NativeError::refused(format!(
            "could not get all blsKeys from registration data: error - public key mismatch, key {} not found",
            alloy_primitives::hex::encode(key)
        ))),
    }
}

/// Takes a cost once for each of a number of things. As in production, the product wraps.
pub(super) fn charge_each(
    context: &mut NativeContext,
    cost: u64,
    count: u64,
) -> Result<(), NativeError> {
    context.charge_or(cost.wrapping_mul(count), OUT_OF_GAS)
}

/// A cost for each argument.
pub(super) fn charge_arguments(context: &mut NativeContext, cost: u64) -> Result<(), NativeError> {
    let count = u64::try_from(context.arguments().len()).unwrap_or(u64::MAX);
    charge_each(context, cost, count)
}

/// Calls the staking contract.
pub(super) fn call_staking(
    context: &mut NativeContext,
    function: &'static str,
    arguments: Vec<Bytes>,
) -> Result<CallOutcome, NativeError> {
    context.system_call(&STAKING_ADDRESS, function, arguments, U256::ZERO)
}

/// Calls the staking contract, and fails where it fails, with its code. What it says is said.
pub(super) fn call_staking_strictly(
    context: &mut NativeContext,
    function: &'static str,
    arguments: Vec<Bytes>,
) -> Result<(), NativeError> {
    match call_staking(context, function, arguments)?.status {
        Status::Success => Ok(()),
        Status::Revert => Err(NativeError::refused("")),
        Status::Halt(reason) => Err(NativeError::Halted { reason, message: Bytes::new() }),
    }
}

/// Pays tokens out to the caller.
pub(super) fn pay_caller(context: &mut NativeContext, amount: &BigUint) -> Result<(), NativeError> {
    let value = U256::try_from_be_slice(&amount.to_bytes_be())
        .ok_or_else(|| NativeError::halted(HaltReason::OutOfFunds, ""))?;
    let caller = *context.caller();
    context.transfer(&caller, value)
}
