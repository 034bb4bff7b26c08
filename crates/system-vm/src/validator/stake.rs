//! `stake` and `reStakeUnStakedNodes`: tokens become stake, and stake becomes nodes.

use super::registry::{
    active_nodes, call_staking, charge_arguments, charge_each, is_over_node_limit,
    is_over_stake_limit, load_own, node, node_limit, prices, save_own,
};
use super::{KeyResult, ValidatorContract, ValidatorRecord, key_result};
use crate::built_in::is_contract;
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::protocol_address::STAKING_ADDRESS;
use crate::token::{amount_of, low_number, number_bytes, product, quotient, sum};
use alloy_primitives::hex;
use num_bigint::BigUint;
use std::collections::BTreeSet;
use vm_core::{Address, Bytes, HaltReason, LogEntry};

/// A reward address and a largest stake may follow the keys.
const OPTIONAL_ARGUMENTS: u64 = 2;

pub(super) fn stake(contract: &ValidatorContract, context: &mut NativeContext) -> NativeResult {
    let price = prices(contract, context)?.node_price;
    let mut record = load_own(context)?;
    record.total_stake = sum(&record.total_stake, &amount_of(context.value()));
    let caller = *context.caller();
    let is_contract = is_contract(context.journal(), &caller)?;
    if record.total_stake < price && !is_contract {
        return Err(NativeError::refused(format!(
            "insufficient stake value: expected {price}, got {}",
            record.total_stake
        )));
    }
    if is_over_stake_limit(contract, &record) {
        return Err(NativeError::refused("total stake limit reached"));
    }
    if context.arguments().is_empty() {
        return top_up(context, record, is_contract);
    }
    let count = read_count(context)?;
    let cost = context.environment().rules.gas_schedule.metachain_system.stake;
    charge_each(context, cost, count.wrapping_sub(1))?;

    let was_registered = record.is_registered();
    if !was_registered {
        record.reward_address = Bytes::copy_from_slice(caller.address.as_slice());
    }
    record.max_stake_per_node = record.total_stake.clone();
    record.epoch = context.block().epoch;
    let mut results = Vec::new();
    let keys = register(contract, context, &mut record, count, &mut results)?;
    if keys.valid.iter().collect::<BTreeSet<_>>().len() != keys.valid.len() {
        return Err(NativeError::refused("invalid arguments, found same bls key twice"));
    }
    check_stake(context, &record, &keys, &price)?;
    read_options(context, &mut record, count, was_registered);
    activate_or_log(contract, context, &mut record, &keys, &price, &mut results)?;
    save_own(context, &record)?;
    Ok(results)
}

/// Adds to the stake alone.
fn top_up(
    context: &mut NativeContext,
    mut record: ValidatorRecord,
    is_contract: bool,
) -> NativeResult {
    if record.keys.is_empty() && !is_contract {
        return Err(NativeError::refused("no bls keys has been provided"));
    }
    if !record.is_registered() {
        record.reward_address = Bytes::copy_from_slice(context.caller().address.as_slice());
    }
    save_own(context, &record)?;
    Ok(Vec::new())
}

/// The number of nodes, for which there have to be the right number of arguments.
fn read_count(context: &NativeContext) -> Result<u64, NativeError> {
    let count = low_number(&context.argument(0));
    // Production's sums wrap here; what they let through is refused below.
    let least = count.wrapping_mul(2).wrapping_add(1);
    let most = least.wrapping_add(OPTIONAL_ARGUMENTS);
    let given = u64::try_from(context.arguments().len()).unwrap_or(u64::MAX);
    if given < least || given > most {
        return Err(NativeError::refused("invalid number of arguments to call stake"));
    }
    if count == 0 {
        return Err(NativeError::refused("number of nodes argument must be greater than zero"));
    }
    Ok(count)
}

/// Keys of a call.
struct Keys {
    /// Those with a valid signature.
    valid: Vec<Bytes>,
    /// Those that the owner did not have.
    added: Vec<Bytes>,
}

/// Checks signatures, and registers the keys that are new, as far as the limit of nodes allows.
fn register(
    contract: &ValidatorContract,
    context: &mut NativeContext,
    record: &mut ValidatorRecord,
    count: u64,
    results: &mut Vec<Bytes>,
) -> Result<Keys, NativeError> {
    let refuse =
        |reason| Err(NativeError::refused(format!("cannot register bls key: error {reason}")));
    let given = context.arguments().len();
    let least = count.wrapping_add(1);
    if u64::try_from(given).unwrap_or(u64::MAX) < least {
        context.say(format!(
            "not enough arguments to process stake function: expected min {least}, got {given}"
        ));
        return refuse("not enough arguments to stake");
    }
    let valid = verified_keys(contract, context, count, results);
    let new: Vec<Bytes> = valid.iter().filter(|key| !record.keys.contains(key)).cloned().collect();
    for key in &new {
        if !context.storage_of(&STAKING_ADDRESS, key)?.is_empty() {
            return refuse("bls key already registered");
        }
    }
    let owner = Bytes::copy_from_slice(context.caller().address.as_slice());
    let mut added = Vec::new();
    for key in new {
        if is_over_node_limit(contract, context, record.keys.len().saturating_add(1))? {
            break;
        }
        // Production's text form of the call ends with an empty argument.
        let arguments =
            vec![key.clone(), record.reward_address.clone(), owner.clone(), Bytes::new()];
        let outcome = call_staking(context, "register", arguments)?;
        if !outcome.status.is_success() {
            context.say(format!("cannot do register: {}", outcome.return_code().text()));
            return refuse("bls key already registered");
        }
        record.keys.push(key.clone());
        added.push(key);
    }
    Ok(Keys { valid, added })
}

/// The keys whose signature over the caller's address is good. The others are results.
fn verified_keys(
    contract: &ValidatorContract,
    context: &mut NativeContext,
    count: u64,
    results: &mut Vec<Bytes>,
) -> Vec<Bytes> {
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let message = context.caller().address;
    let (mut valid, mut invalid) = (Vec::new(), Vec::new());
    let arguments = context.arguments().get(1..).unwrap_or_default();
    for pair in arguments.as_chunks::<2>().0.iter().take(count) {
        let [key, signature] = pair;
        if contract.keys.verify(key, message.as_slice(), signature) {
            valid.push(key.clone());
        } else {
            invalid.push(hex::encode(key));
            results.extend(key_result(key, KeyResult::Invalid));
        }
    }
    if !invalid.is_empty() {
        context.say(format!("invalid BLS keys: {}", invalid.join(", ")));
    }
    valid
}

/// Whether the stake pays for the nodes.
fn check_stake(
    context: &mut NativeContext,
    record: &ValidatorRecord,
    keys: &Keys,
    price: &BigUint,
) -> Result<(), NativeError> {
    let qualified = quotient(&record.total_stake, price);
    let number = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    if number(record.keys.len()) <= qualified {
        return Ok(());
    }
    let refuse = |needed: u64| {
        Err(NativeError::refused(format!(
            "not enough total stake to activate nodes, totalStake: {}, needed: {}",
            record.total_stake,
            product(price, needed)
        )))
    };
    let added = number(keys.added.len());
    if added > qualified {
        return refuse(added);
    }
    let active = active_nodes(context, record, &BTreeSet::new(), false)?;
    let total = added.saturating_add(active.count);
    if total > qualified { refuse(total) } else { Ok(()) }
}

/// What follows the keys: a reward address has the length of one, anything else is the largest stake.
fn read_options(
    context: &mut NativeContext,
    record: &mut ValidatorRecord,
    count: u64,
    was_registered: bool,
) {
    let first = count.wrapping_mul(2).wrapping_add(1);
    let first = usize::try_from(first).unwrap_or(usize::MAX);
    for option in context.arguments().iter().skip(first).cloned().collect::<Vec<_>>() {
        if option.len() != Address::LENGTH {
            record.max_stake_per_node = BigUint::from_bytes_be(&option);
        } else if was_registered {
            context.say(
                "reward address after being registered can be changed only through changeRewardAddress",
            );
        } else {
            record.reward_address = option;
        }
    }
}

fn activate_or_log(
    contract: &ValidatorContract,
    context: &mut NativeContext,
    record: &mut ValidatorRecord,
    keys: &Keys,
    price: &BigUint,
    results: &mut Vec<Bytes>,
) -> Result<(), NativeError> {
    let registered = record.keys.len();
    let are_all_active = activate(contract, context, record, keys, price, results)?;
    if are_all_active || keys.valid.is_empty() {
        return Ok(());
    }
    let limit = node_limit(contract, context)?.unwrap_or_default();
    context.log(LogEntry {
        identifier: Bytes::from_static(b"stake"),
        address: context.callee().address,
        topics: vec![
            Bytes::from_static(b"number of nodes too high, no new nodes activated"),
            number_bytes(u64::try_from(registered).unwrap_or(u64::MAX)),
            number_bytes(limit),
        ],
        data: Vec::new(),
    })
}

/// Stakes the nodes of the call that are not staked, up to the limit of nodes; whether all were.
fn activate(
    contract: &ValidatorContract,
    context: &mut NativeContext,
    record: &mut ValidatorRecord,
    keys: &Keys,
    price: &BigUint,
    results: &mut Vec<Bytes>,
) -> Result<bool, NativeError> {
    let room = match node_limit(contract, context)? {
        None => keys.valid.len(),
        Some(limit) => {
            let limit = usize::try_from(limit).unwrap_or(usize::MAX);
            match limit.checked_sub(record.keys.len()) {
                None => return Ok(false),
                Some(rest) => rest.saturating_add(keys.added.len()),
            }
        }
    };
    if room == 0 {
        return Ok(false);
    }
    let (mut activated, mut registered) = (0_usize, record.registered_count);
    for key in &keys.valid {
        let before = node(context, key)?;
        if before.is_staked || before.is_waiting {
            continue;
        }
        if !stake_node(context, key, &record.reward_address, results)? {
            continue;
        }
        if before.unstaked_nonce == 0 {
            registered = registered.wrapping_add(1);
        }
        activated = activated.saturating_add(1);
        if activated >= room {
            break;
        }
    }
    record.registered_count = registered;
    record.locked_stake = product(price, u64::from(registered));
    Ok(activated < room || keys.valid.len() <= room)
}

/// Has staking stake a node; whether it did. A failure is a result.
fn stake_node(
    context: &mut NativeContext,
    key: &Bytes,
    reward_address: &Bytes,
    results: &mut Vec<Bytes>,
) -> Result<bool, NativeError> {
    let owner = Bytes::copy_from_slice(context.caller().address.as_slice());
    let arguments = vec![key.clone(), reward_address.clone(), owner];
    let outcome = call_staking(context, "stake", arguments)?;
    if outcome.status.is_success() {
        return Ok(true);
    }
    context.say(format!(
        "cannot do stake for key {}, error {}",
        hex::encode(key),
        outcome.return_code().text()
    ));
    results.extend(key_result(key, KeyResult::Failed));
    Ok(false)
}

pub(super) fn restake(contract: &ValidatorContract, context: &mut NativeContext) -> NativeResult {
    let cost = context.environment().rules.gas_schedule.metachain_system.stake;
    charge_arguments(context, cost)?;
    let price = prices(contract, context)?.node_price;
    let record = load_own(context)?;
    if is_over_node_limit(contract, context, record.keys.len())? {
        return Err(NativeError::refused("number of nodes is too high"));
    }
    let keys = context.arguments().to_vec();
    let wanted = u64::try_from(keys.len()).unwrap_or(u64::MAX);
    let qualified = quotient(&record.total_stake, &price);
    if wanted > qualified {
        return Err(NativeError::halted(HaltReason::OutOfFunds, "insufficient funds"));
    }
    let unstaked = check_unstaked(context, &record, &keys)?;
    let active = active_nodes(context, &record, &unstaked, true)?;
    if active.count.saturating_add(wanted) > qualified {
        return Err(NativeError::refused("insufficient funds to reactivate given nodes"));
    }
    let mut results = Vec::new();
    for key in &keys {
        stake_node(context, key, &record.reward_address, &mut results)?;
    }
    Ok(results)
}

/// Refuses keys that are not unstaked nodes of the owner's.
fn check_unstaked(
    context: &mut NativeContext,
    record: &ValidatorRecord,
    keys: &[Bytes],
) -> Result<BTreeSet<Bytes>, NativeError> {
    let refuse = |what: &str| Err(NativeError::refused(format!("public key mismatch {what}")));
    if u32::try_from(keys.len()).unwrap_or(u32::MAX) > record.registered_count {
        return refuse("arguments must be unStaked blsKeys");
    }
    if !keys.iter().all(|key| record.keys.contains(key)) {
        return refuse("argument is not registered");
    }
    for key in keys {
        let node = node(context, key)?;
        if node.is_jailed || node.unstaked_nonce == 0 {
            return refuse("arguments is not unStaked blsKeys");
        }
    }
    Ok(keys.iter().cloned().collect())
}
