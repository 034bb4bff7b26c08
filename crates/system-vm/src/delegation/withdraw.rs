//! `unDelegate` and `withdraw`: a delegation's way back.

use super::delegate::load_least;
use super::record::{Delegator, Fund};
use super::registry::{
    active_value, call_validator_with_amount, caller_key, is_owner, load_delegator, load_fund,
    load_global_fund, load_status, load_terms, log_call, new_fund, pay_caller, save_delegator,
    save_fund, save_global_fund, save_status, save_terms,
};
use super::reward::{flag_text, update_rewards};
use super::{DelegationContract, UNSTAKED};
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::token::{amount_bytes, difference, number_bytes, sum};
use num_bigint::BigUint;
use vm_core::Bytes;

/// Most amounts that a delegator may be taking back at once.
const MAX_UNSTAKED_FUNDS: usize = 50;

const INVALID_VALUE: &str = "invalid value to undelegate";

fn load_own(context: &mut NativeContext) -> Result<(Bytes, Delegator), NativeError> {
    let address = caller_key(context);
    match load_delegator(context, &address)? {
        Some(delegator) => Ok((address, delegator)),
        None => Err(NativeError::refused("caller is not a delegator")),
    }
}

pub(super) fn undelegate(
    contract: &DelegationContract,
    context: &mut NativeContext,
) -> NativeResult {
    let amount = context.amount_argument(0);
    if amount == BigUint::ZERO {
        return Err(NativeError::refused(INVALID_VALUE));
    }
    let (address, mut delegator) = load_own(context)?;
    let mut fund = load_fund(context, &delegator.active_fund)?;
    let rest =
        difference(&fund.value, &amount).ok_or_else(|| NativeError::refused(INVALID_VALUE))?;
    let least = load_least(context)?;
    if rest != BigUint::ZERO && rest < least {
        return Err(NativeError::refused(
            "invalid value to undelegate - need to undelegate all - do not leave dust behind",
        ));
    }
    check_owner(context, &address, &rest)?;
    update_rewards(contract, context, &address, &mut delegator)?;
    let mut global = load_global_fund(context)?;
    let taken = call_validator_with_amount(context, "unStakeTokens", &amount)?;
    fund.value = less(&fund.value, &taken)?;
    save_fund(context, &delegator.active_fund, &fund)?;
    add_unstaked(context, &address, &mut delegator, &taken)?;
    global.active = less(&global.active, &taken)?;
    global.unstaked = sum(&global.unstaked, &taken);
    if delegator.unstaked_funds.len() > MAX_UNSTAKED_FUNDS {
        return Err(NativeError::refused("number of unDelegate limit reached, withDraw required"));
    }
    if fund.value == BigUint::ZERO {
        delegator.active_fund = Bytes::new();
    }
    save_global_fund(context, &global)?;
    save_delegator(context, &address, &delegator)?;
    let key = delegator.unstaked_funds.last().cloned().unwrap_or_default();
    let topics = vec![
        amount_bytes(&amount),
        amount_bytes(&rest),
        Bytes::new(),
        amount_bytes(&global.active),
        key,
    ];
    log_call(context, topics)?;
    Ok(Vec::new())
}

fn less(from: &BigUint, amount: &BigUint) -> Result<BigUint, NativeError> {
    difference(from, amount).ok_or_else(|| NativeError::refused("cannot unBond - contract error"))
}

/// An owner keeps its initial funds, or takes back everything when no node is left.
fn check_owner(
    context: &mut NativeContext,
    address: &[u8],
    rest: &BigUint,
) -> Result<(), NativeError> {
    if !is_owner(context, address)? {
        return Ok(());
    }
    let mut terms = load_terms(context)?;
    if *rest >= terms.initial_owner_funds {
        return Ok(());
    }
    let refuse = |text: &str| {
        Err(NativeError::refused(format!("owner cannot undelegate, contract still active {text}")))
    };
    let status = load_status(context)?;
    if !status.staked.is_empty() || !status.unstaked.is_empty() {
        return refuse("cannot unDelegate from initial owner funds as nodes are active");
    }
    if *rest != BigUint::ZERO {
        return refuse("must undelegate all");
    }
    terms.initial_owner_funds = BigUint::ZERO;
    save_terms(context, &terms)
}

/// What was taken back in one epoch is one fund.
fn add_unstaked(
    context: &mut NativeContext,
    address: &Bytes,
    delegator: &mut Delegator,
    amount: &BigUint,
) -> Result<(), NativeError> {
    if let Some(key) = delegator.unstaked_funds.last() {
        let mut fund = load_fund(context, key)?;
        if fund.epoch == context.block().epoch {
            fund.value = sum(&fund.value, amount);
            return save_fund(context, key, &fund);
        }
    }
    let key = new_fund(context, address, amount, UNSTAKED)?;
    delegator.unstaked_funds.push(key);
    Ok(())
}

/// Whether the time of a fund that is taken back is over.
fn is_over(context: &NativeContext, fund: &Fund, period: u32) -> bool {
    context.block().epoch.wrapping_sub(fund.epoch) >= period
}

/// What a delegator may withdraw.
pub(super) fn withdrawable(
    context: &mut NativeContext,
    delegator: &Delegator,
    period: u32,
) -> Result<BigUint, NativeError> {
    let mut total = BigUint::ZERO;
    for key in &delegator.unstaked_funds {
        let fund = load_fund(context, key)?;
        if is_over(context, &fund, period) {
            total = sum(&total, &fund.value);
        }
    }
    Ok(total)
}

pub(super) fn withdraw(contract: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    let (address, mut delegator) = load_own(context)?;
    let period = load_terms(context)?.unbond_period_epochs;
    let mut global = load_global_fund(context)?;
    let ready = withdrawable(context, &delegator, period)?;
    if ready == BigUint::ZERO {
        return Err(NativeError::refused("nothing to unBond"));
    }
    if global.unstaked < ready {
        return Err(NativeError::refused("cannot unBond - contract error"));
    }
    let amount = call_validator_with_amount(context, "unBondTokens", &ready)?;
    let withdrawn = take_funds(context, &mut delegator, period, &amount)?;
    global.unstaked = less(&global.unstaked, &amount)?;
    save_global_fund(context, &global)?;
    save_delegator(context, &address, &delegator)?;
    pay_caller(context, &amount)?;
    let mut remaining = delegator.clone();
    if !has_funds(context, &address, &remaining)? {
        update_rewards(contract, context, &address, &mut remaining)?;
    }
    let was_deleted = delete_empty(context, &address, &remaining)?;
    log_withdrawal(context, &amount, &delegator, was_deleted, withdrawn)?;
    Ok(Vec::new())
}

/// Removes the funds whose time is over, up to an amount; their keys.
fn take_funds(
    context: &mut NativeContext,
    delegator: &mut Delegator,
    period: u32,
    amount: &BigUint,
) -> Result<Vec<Bytes>, NativeError> {
    let (mut total, mut rest, mut withdrawn) = (BigUint::ZERO, Vec::new(), Vec::new());
    for key in core::mem::take(&mut delegator.unstaked_funds) {
        let mut fund = load_fund(context, &key)?;
        if !is_over(context, &fund, period) {
            rest.push(key);
            continue;
        }
        total = sum(&total, &fund.value);
        if let Some(over) = difference(&total, amount).filter(|it| *it != BigUint::ZERO) {
            fund.value = less(&fund.value, &over)?;
            save_fund(context, &key, &fund)?;
            break;
        }
        context.set_storage(&key, Bytes::new())?;
        withdrawn.push(key);
    }
    delegator.unstaked_funds = rest;
    Ok(withdrawn)
}

/// Whether a delegator stays whatever its rewards are: the owner does.
fn has_funds(
    context: &mut NativeContext,
    address: &[u8],
    delegator: &Delegator,
) -> Result<bool, NativeError> {
    Ok(is_owner(context, address)?
        || !delegator.active_fund.is_empty()
        || !delegator.unstaked_funds.is_empty())
}

/// Removes a delegator that has nothing left; whether it did.
pub(super) fn delete_empty(
    context: &mut NativeContext,
    address: &[u8],
    delegator: &Delegator,
) -> Result<bool, NativeError> {
    if has_funds(context, address, delegator)? || delegator.unclaimed_rewards != BigUint::ZERO {
        return Ok(false);
    }
    context.set_storage(address, Bytes::new())?;
    let mut status = load_status(context)?;
    status.user_count = status.user_count.saturating_sub(1);
    save_status(context, &status)?;
    Ok(true)
}

/// The log of a withdrawal by the caller: amount, what the caller has delegated, number of delegators,
/// what all have, whether the caller is one no more, keys of the funds.
pub(super) fn log_withdrawal(
    context: &mut NativeContext,
    amount: &BigUint,
    delegator: &Delegator,
    was_deleted: bool,
    withdrawn: Vec<Bytes>,
) -> Result<(), NativeError> {
    let mut topics = vec![
        amount_bytes(amount),
        amount_bytes(&active_value(context, delegator)?),
        number_bytes(load_status(context)?.user_count),
        amount_bytes(&load_global_fund(context)?.active),
        flag_text(was_deleted),
    ];
    topics.extend(withdrawn);
    let address = context.caller().address;
    let identifier = Bytes::from_static(super::WITHDRAW.as_bytes());
    context.log(vm_core::LogEntry { identifier, address, topics, data: Vec::new() })
}
