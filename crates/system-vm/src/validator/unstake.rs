//! `unStake`, `unStakeNodes`, `unStakeTokens`: nodes stop, and stake begins its way back.

use super::registry::{
    call_staking, charge_arguments, check_keys, load_own, min_unstake, node, prices, save_own,
};
use super::{
    KeyResult, UnstakedTokens, ValidatorContract, ValidatorRecord, check_not_paused, key_result,
};
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::token::{amount_of, difference, product, sum};
use alloy_primitives::hex;
use num_bigint::BigUint;
use vm_core::Bytes;

/// Nodes that were unstaked by a call.
#[derive(Default)]
struct Unstaked {
    /// Those that were staked.
    active: u64,
    /// Those that were in the queue of old state.
    queued: u64,
}

pub(super) fn unstake(contract: &ValidatorContract, context: &mut NativeContext) -> NativeResult {
    let mut record = load_with_keys(context)?;
    let mut results = Vec::new();
    let unstaked = unstake_nodes(context, &record, &mut results)?;
    if unstaked.active == 0 && unstaked.queued == 0 {
        return Err(NativeError::refused("could not unstake any nodes"));
    }
    let price = prices(contract, context)?.node_price;
    let epoch = context.block().epoch;
    for (count, epoch) in [(unstaked.queued, 0), (unstaked.active, epoch)] {
        if count > 0 {
            let value = product(&price, count).min(record.total_stake.clone());
            unstake_value(contract, context, &mut record, value, epoch)?;
        }
    }
    save_own(context, &record)?;
    Ok(results)
}

pub(super) fn unstake_nodes_only(
    _: &ValidatorContract,
    context: &mut NativeContext,
) -> NativeResult {
    let record = load_with_keys(context)?;
    let mut results = Vec::new();
    unstake_nodes(context, &record, &mut results)?;
    Ok(results)
}

/// The caller's record, which has to have the keys of the call.
fn load_with_keys(context: &mut NativeContext) -> Result<ValidatorRecord, NativeError> {
    let record = load_own(context)?;
    let cost = context.environment().rules.gas_schedule.metachain_system.unstake;
    charge_arguments(context, cost)?;
    check_keys(&record, context.arguments())?;
    Ok(record)
}

/// Has staking unstake every node of the call. A failure is a result, and stops no other node.
fn unstake_nodes(
    context: &mut NativeContext,
    record: &ValidatorRecord,
    results: &mut Vec<Bytes>,
) -> Result<Unstaked, NativeError> {
    let mut unstaked = Unstaked::default();
    for key in context.arguments().to_vec() {
        let arguments = vec![key.clone(), record.reward_address.clone()];
        let outcome = call_staking(context, "unStake", arguments)?;
        if !outcome.status.is_success() {
            context.say(format!(
                "cannot do unStake for key {}: {}",
                hex::encode(&key),
                outcome.return_code().text()
            ));
            results.extend(key_result(&key, KeyResult::Failed));
            continue;
        }
        let count = if node(context, &key)?.unstaked_nonce == 0 {
            &mut unstaked.queued
        } else {
            &mut unstaked.active
        };
        *count = count.saturating_add(1);
    }
    Ok(unstaked)
}

/// Moves a part of the stake to what was unstaked in an epoch.
fn unstake_value(
    contract: &ValidatorContract,
    context: &mut NativeContext,
    record: &mut ValidatorRecord,
    value: BigUint,
    epoch: u32,
) -> Result<(), NativeError> {
    let least = min_unstake(contract, context)?;
    if value < least && value != record.total_stake {
        return Err(NativeError::refused(
            "can not unstake the provided value either because is under the minimum threshold or \
             is not the value left to be unStaked",
        ));
    }
    record.total_stake = difference(&record.total_stake, &value).ok_or_else(|| {
        NativeError::refused(format!(
            "can not unstake a bigger value than the possible allowed value which is {}",
            record.total_stake
        ))
    })?;
    record.total_unstaked = sum(&record.total_unstaked, &value);
    match record.unstaked.last_mut() {
        Some(last) if last.epoch == epoch => last.value = sum(&last.value, &value),
        Some(_) | None => record.unstaked.push(UnstakedTokens { epoch, value }),
    }
    Ok(())
}

/// The caller is registered, and unstaking is not paused.
pub(super) fn check_registered(
    contract: &ValidatorContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    if !load_own(context)?.is_registered() {
        return Err(not_registered());
    }
    check_not_paused(contract, context)
}

pub(super) fn not_registered() -> NativeError {
    NativeError::refused("key is not registered, validator operation is not possible")
}

pub(super) fn unstake_tokens(
    contract: &ValidatorContract,
    context: &mut NativeContext,
) -> NativeResult {
    let mut record = load_own(context)?;
    let value = context.amount_argument(0);
    // Nobody waits for what no node has used.
    let epoch = if record.registered_count == 0 { 0 } else { context.block().epoch };
    unstake_value(contract, context, &mut record, value, epoch)?;
    if is_under_deposit(contract, &record) {
        return Err(NativeError::refused(
            "cannot unStake tokens, the validator would remain without min deposit, nodes are still active",
        ));
    }
    save_own(context, &record)?;
    Ok(Vec::new())
}

/// Whether an owner of nodes has less than it has to keep.
pub(super) fn is_under_deposit(contract: &ValidatorContract, record: &ValidatorRecord) -> bool {
    record.registered_count > 0 && record.total_stake < amount_of(contract.config.min_deposit)
}
