//! `unBond`, `unBondNodes`, `unBondTokens`: nodes are forgotten, and tokens come back.

use super::registry::{
    call_staking, charge_arguments, check_keys, load_own, pay_caller, prices, save_own,
};
use super::unstake::is_under_deposit;
use super::{KeyResult, UnstakedTokens, ValidatorContract, ValidatorRecord, key_result};
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::token::{difference, product, sum};
use alloy_primitives::hex;
use num_bigint::BigUint;
use vm_core::Bytes;

pub(super) fn unbond(contract: &ValidatorContract, context: &mut NativeContext) -> NativeResult {
    let mut record = load_with_keys(context)?;
    let mut results = Vec::new();
    let keys = unbond_nodes(context, &mut results)?;
    let mut tokens = BigUint::ZERO;
    if !keys.is_empty() {
        let count = u64::try_from(keys.len()).unwrap_or(u64::MAX);
        let wanted = product(&prices(contract, context)?.node_price, count);
        tokens = take_unstaked(contract, context, &mut record, &wanted)?;
    }
    forget(contract, context, record, &keys)?;
    pay_caller(context, &tokens)?;
    Ok(results)
}

pub(super) fn unbond_nodes_only(
    contract: &ValidatorContract,
    context: &mut NativeContext,
) -> NativeResult {
    let record = load_with_keys(context)?;
    let mut results = Vec::new();
    let keys = unbond_nodes(context, &mut results)?;
    forget(contract, context, record, &keys)?;
    Ok(results)
}

/// The caller's record, which has to have the keys of the call.
fn load_with_keys(context: &mut NativeContext) -> Result<ValidatorRecord, NativeError> {
    let record = load_own(context)?;
    check_keys(&record, context.arguments())?;
    let cost = context.environment().rules.gas_schedule.metachain_system.unbond;
    charge_arguments(context, cost)?;
    Ok(record)
}

/// Has staking forget every node of the call; those that it did. A failure is a result.
fn unbond_nodes(
    context: &mut NativeContext,
    results: &mut Vec<Bytes>,
) -> Result<Vec<Bytes>, NativeError> {
    let mut unbonded = Vec::new();
    for key in context.arguments().to_vec() {
        let outcome = call_staking(context, "unBond", vec![key.clone()])?;
        if outcome.status.is_success() {
            unbonded.push(key);
        } else {
            context.say(format!("cannot do unBond for key: {}", hex::encode(&key)));
            results.extend(key_result(&key, KeyResult::Failed));
        }
    }
    Ok(unbonded)
}

/// Takes nodes out of a record, and deletes a record that has nothing left.
fn forget(
    contract: &ValidatorContract,
    context: &mut NativeContext,
    mut record: ValidatorRecord,
    keys: &[Bytes],
) -> Result<(), NativeError> {
    record.registered_count = u32::try_from(keys.len())
        .ok()
        .and_then(|count| record.registered_count.checked_sub(count))
        .ok_or_else(|| NativeError::refused("contract error on unBond function, missing nodes"))?;
    let price = prices(contract, context)?.node_price;
    record.locked_stake = product(&price, u64::from(record.registered_count));
    for key in keys {
        if let Some(index) = record.keys.iter().position(|it| it == key) {
            record.keys.swap_remove(index);
        }
    }
    let is_empty = record.total_stake == BigUint::ZERO
        && record.locked_stake == BigUint::ZERO
        && record.keys.is_empty()
        && record.unstaked.is_empty();
    if is_empty {
        let caller = context.caller().address;
        return context.set_storage(caller.as_slice(), Bytes::new());
    }
    save_own(context, &record)
}

pub(super) fn unbond_tokens(
    contract: &ValidatorContract,
    context: &mut NativeContext,
) -> NativeResult {
    let mut record = load_own(context)?;
    let wanted = context.amount_argument(0);
    if !context.arguments().is_empty() && wanted == BigUint::ZERO {
        return Err(NativeError::refused("cannot unBond negative value or zero value"));
    }
    let tokens = take_unstaked(contract, context, &mut record, &wanted)?;
    if tokens == BigUint::ZERO {
        return Err(NativeError::refused("no tokens that can be unbond at this time"));
    }
    if is_under_deposit(contract, &record) {
        return Err(NativeError::refused(
            "cannot unBond tokens, the validator would remain without min deposit, nodes are still active",
        ));
    }
    pay_caller(context, &tokens)?;
    save_own(context, &record)?;
    Ok(Vec::new())
}

/// Takes tokens whose time of unbonding is over, the oldest first: as many as wanted, or all for a
/// wanted amount of zero. Gives how many it took.
fn take_unstaked(
    contract: &ValidatorContract,
    context: &NativeContext,
    record: &mut ValidatorRecord,
    wanted: &BigUint,
) -> Result<BigUint, NativeError> {
    let epoch = context.block().epoch;
    let takes_all = *wanted == BigUint::ZERO;
    let mut missing = wanted.clone();
    let (mut taken, mut rest) = (BigUint::ZERO, Vec::new());
    for tokens in core::mem::take(&mut record.unstaked) {
        let is_ready = epoch.wrapping_sub(tokens.epoch) >= contract.config.unbond_period_epochs;
        let is_done = !takes_all && missing == BigUint::ZERO;
        if !is_ready || is_done {
            rest.push(tokens);
            continue;
        }
        let part = if takes_all { tokens.value.clone() } else { missing.min(tokens.value.clone()) };
        taken = sum(&taken, &part);
        missing = difference(wanted, &taken).unwrap_or_default();
        match difference(&tokens.value, &part) {
            Some(value) if value != BigUint::ZERO => {
                rest.push(UnstakedTokens { value, ..tokens });
            }
            Some(_) | None => {}
        }
    }
    record.unstaked = rest;
    record.total_unstaked = difference(&record.total_unstaked, &taken)
        .ok_or_else(|| NativeError::refused("too much requested to unBond"))?;
    Ok(taken)
}
