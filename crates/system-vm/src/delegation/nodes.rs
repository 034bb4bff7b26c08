//! The owner's way with nodes: enter, stake, unstake, unbond, unjail and remove them.

use super::DelegationContract;
use super::node::{has_all, move_node, move_staked, stake_arguments, taken_keys};
use super::record::{NodeKey, Status};
use super::registry::{
    call_validator, caller_key, is_active, load_delegator, load_global_fund, load_status,
    log_arguments, log_call, save_status, validator_record,
};
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::protocol_address::{END_OF_EPOCH_ADDRESS, STAKING_ADDRESS};
use crate::token::{amount_of, low_number, product};
use std::collections::BTreeSet;
use vm_core::{Bytes, LogRecord, U256};

const MISMATCH: &str = "public key mismatch";
const TOO_MANY: &str = "number of nodes too high, no new nodes activated";

/// A cost of `DelegationOps` for each of a number of things. As in production, the product wraps.
fn charge_each(context: &mut NativeContext, count: usize) -> Result<(), NativeError> {
    let cost = context.environment().rules.gas_schedule.metachain_system.delegation_operations;
    context.charge(cost.wrapping_mul(u64::try_from(count).unwrap_or(u64::MAX)))
}

pub(super) fn add(contract: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    let arguments = context.arguments().to_vec();
    let (pairs, []) = arguments.as_chunks::<2>() else {
        return Err(NativeError::refused(
            "arguments must be of pair length - BLSKey and signedMessage",
        ));
    };
    charge_each(context, pairs.len())?;
    let own = context.callee().address;
    let is_signed =
        |[key, signature]: &[Bytes; 2]| contract.keys.verify(key, own.as_slice(), signature);
    if !pairs.iter().all(is_signed) {
        return Err(NativeError::refused("invalid bls keys"));
    }
    let mut status = load_status(context)?;
    for [key, _] in pairs {
        let lists = [&status.staked, &status.not_staked, &status.unstaked];
        if lists.iter().any(|list| list.iter().any(|it| it.key == *key)) {
            return Err(NativeError::refused(MISMATCH));
        }
    }
    for [key, _] in pairs {
        if is_known(context, key)? {
            return Err(NativeError::refused("BLSKey already in use in stakingSC"));
        }
    }
    for [key, signature] in pairs {
        status.not_staked.push(NodeKey { key: key.clone(), signature: signature.clone() });
    }
    save_status(context, &status)?;
    log_arguments(context)?;
    Ok(Vec::new())
}

fn is_known(context: &mut NativeContext, key: &[u8]) -> Result<bool, NativeError> {
    Ok(!context.storage_of(&STAKING_ADDRESS, key)?.is_empty())
}

pub(super) fn remove(_: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    charge_each(context, context.arguments().len())?;
    let mut status = load_status(context)?;
    for key in context.arguments() {
        let index = status.not_staked.iter().position(|it| it.key == *key);
        let index = index.ok_or_else(|| NativeError::refused(MISMATCH))?;
        status.not_staked.remove(index);
    }
    save_status(context, &status)?;
    log_arguments(context)?;
    Ok(Vec::new())
}

fn check_all(lists: &[&[NodeKey]], keys: &[Bytes]) -> Result<(), NativeError> {
    if has_all(lists, keys) { Ok(()) } else { Err(NativeError::refused(MISMATCH)) }
}

pub(super) fn stake(contract: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    let mut status = load_status(context)?;
    let keys = context.arguments().to_vec();
    check_all(&[&status.not_staked, &status.unstaked], &keys)?;
    let count = status.staked.len().saturating_add(keys.len());
    let price = amount_of(contract.staking.node_price);
    let needed = product(&price, u64::try_from(count).unwrap_or(u64::MAX));
    if load_global_fund(context)?.active < needed {
        return Err(NativeError::refused("not enough in total active to stake"));
    }
    let find = |key: &Bytes| {
        status.not_staked.iter().chain(&status.unstaked).find(|node| node.key == *key)
    };
    let nodes: Vec<&NodeKey> = keys.iter().filter_map(find).collect();
    let arguments = stake_arguments(&nodes);
    let earlier = context.journal().logs().len();
    let results = call_own_validator(context, "stake", arguments)?;
    check_not_too_many(context, earlier)?;
    move_staked(&mut status, &results, &keys);
    save_status(context, &status)?;
    log_arguments(context)?;
    Ok(Vec::new())
}

/// The validator contract tells in a log that it staked nothing because of its bound.
fn check_not_too_many(context: &mut NativeContext, earlier: usize) -> Result<(), NativeError> {
    let logs = context.journal().logs();
    let told = logs.iter().skip(earlier).find_map(|record| match record {
        LogRecord::Native(log) => match log.topics.as_slice() {
            [text, count, limit] if *text.as_ref() == *TOO_MANY.as_bytes() => {
                Some((low_number(count), low_number(limit)))
            }
            _ => None,
        },
        LogRecord::Evm { .. } | LogRecord::TokenFace { .. } => None,
    });
    match told {
        None => Ok(()),
        Some((count, limit)) => Err(NativeError::refused(format!(
            "{TOO_MANY}, num registered bls keys: {count}, node limit: {limit}"
        ))),
    }
}

fn call_own_validator(
    context: &mut NativeContext,
    function: &'static str,
    arguments: Vec<Bytes>,
) -> Result<Vec<Bytes>, NativeError> {
    let own = *context.callee();
    call_validator(context, &own, function, arguments, U256::ZERO)
}

pub(super) fn unstake(_: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    let mut status = load_status(context)?;
    let keys = context.arguments().to_vec();
    check_all(&[&status.staked], &keys)?;
    let results = call_own_validator(context, "unStakeNodes", keys.clone())?;
    let taken = taken_keys(&results, &keys);
    for key in &taken {
        move_node(&mut status.staked, &mut status.unstaked, key);
    }
    save_status(context, &status)?;
    log_call(context, taken.into_iter().cloned().collect())?;
    Ok(Vec::new())
}

pub(super) fn restake(_: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    let mut status = load_status(context)?;
    let keys = context.arguments().to_vec();
    check_all(&[&status.unstaked], &keys)?;
    call_own_validator(context, "reStakeUnStakedNodes", keys.clone())?;
    for key in &keys {
        move_node(&mut status.unstaked, &mut status.staked, key);
    }
    save_status(context, &status)?;
    log_arguments(context)?;
    Ok(Vec::new())
}

/// Nodes that count as staked may be unstaked by the protocol, and can be unbonded as well.
pub(super) fn unbond(_: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    let mut status = load_status(context)?;
    let keys = context.arguments().to_vec();
    check_all(&[&status.unstaked, &status.staked], &keys)?;
    let results = call_own_validator(context, "unBondNodes", keys.clone())?;
    for key in taken_keys(&results, &keys) {
        move_node(&mut status.unstaked, &mut status.not_staked, key);
        move_node(&mut status.staked, &mut status.not_staked, key);
    }
    save_status(context, &status)?;
    Ok(Vec::new())
}

/// Any delegator may pay for unjailing; what was too much comes back.
pub(super) fn unjail(_: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    let status = load_status(context)?;
    let keys = context.arguments().to_vec();
    check_all(&[&status.staked, &status.unstaked], &keys)?;
    let caller = caller_key(context);
    let delegator = load_delegator(context, &caller)?;
    if delegator.is_none_or(|it| it.active_fund.is_empty()) {
        return Err(NativeError::refused("not a delegator"));
    }
    let (own, value) = (*context.callee(), context.value());
    let before = context.journal().balance(&own)?;
    call_validator(context, &own, "unJail", keys, value)?;
    let after = context.journal().balance(&own)?;
    let back = after.saturating_add(value).saturating_sub(before);
    if !back.is_zero() {
        let caller = *context.caller();
        context.transfer(&caller, back)?;
    }
    log_arguments(context)?;
    Ok(Vec::new())
}

pub(super) fn check_end_of_epoch(
    _: &DelegationContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    if [END_OF_EPOCH_ADDRESS, STAKING_ADDRESS].contains(&context.caller().address) {
        return Ok(());
    }
    Err(NativeError::refused("can be called by end of epoch address only"))
}

pub(super) fn unstake_at_end_of_epoch(
    _: &DelegationContract,
    context: &mut NativeContext,
) -> NativeResult {
    let mut status = load_status(context)?;
    for key in context.arguments() {
        move_node(&mut status.staked, &mut status.unstaked, key);
    }
    save_status(context, &status)?;
    Ok(Vec::new())
}

/// The first of two charges, which comes before the number of arguments is checked.
pub(super) fn charge_correction(
    _: &DelegationContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    charge_each(context, 1)
}

/// Sorts all nodes anew, by what staking has of them; those that only the validator contract has are
/// added.
pub(super) fn correct_status(_: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    let cost = context.environment().rules.gas_schedule.metachain_system.get_all_node_states;
    context.charge(cost)?;
    let status = load_status(context)?;
    let own = context.callee().address;
    let record = validator_record(context, own.as_slice())?;
    let of_record = record.keys.into_iter().map(|key| NodeKey { signature: key.clone(), key });
    let Status { staked, not_staked, unstaked, user_count } = status;
    let nodes = staked.into_iter().chain(unstaked).chain(not_staked).chain(of_record);
    let mut status = Status { user_count, ..Status::default() };
    let mut seen = BTreeSet::new();
    for node in nodes {
        if !seen.insert(node.key.clone()) {
            continue;
        }
        // Production takes a node that it cannot read for one that is not staked.
        let is_active = match is_active(context, &node.key) {
            Ok(is_active) => is_active,
            Err(NativeError::Refused(_)) => None,
            Err(error) => return Err(error),
        };
        match is_active {
            Some(true) => status.staked.push(node),
            Some(false) => status.unstaked.push(node),
            None => status.not_staked.push(node),
        }
    }
    save_status(context, &status)?;
    Ok(Vec::new())
}
