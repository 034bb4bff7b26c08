//! Rewards: what an epoch brought, what of it is a delegator's, and paying it.

use super::DelegationContract;
use super::record::{Delegator, EpochReward, Message};
use super::registry::{
    SERVICE_FEE_KEY, TOTAL_ACTIVE_KEY, active_value, caller_key, decode, is_owner, load_delegator,
    log_call, pay_caller, save_delegator,
};
use super::withdraw::delete_empty;
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::protocol_address::END_OF_EPOCH_ADDRESS;
use crate::token::{amount_bytes, amount_of, difference, low_number, number_bytes, share, sum};
use num_bigint::BigUint;
use vm_core::Bytes;

const REWARD_PREFIX: &[u8] = b"reward";

fn reward_key(epoch: u32) -> Vec<u8> {
    [REWARD_PREFIX, &number_bytes(u64::from(epoch))].concat()
}

fn load_reward(
    context: &mut NativeContext,
    epoch: u32,
) -> Result<Option<EpochReward>, NativeError> {
    let stored = context.storage(&reward_key(epoch))?;
    if stored.is_empty() { Ok(None) } else { decode(&stored).map(Some) }
}

pub(super) fn check_end_of_epoch(
    _: &DelegationContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    if context.caller().address == END_OF_EPOCH_ADDRESS {
        return Ok(());
    }
    Err(NativeError::refused("only end of epoch address can call this function"))
}

/// The rewards of the running epoch: what came with the call, and what holds now for sharing it.
pub(super) fn set_epoch_rewards(
    _: &DelegationContract,
    context: &mut NativeContext,
) -> NativeResult {
    let reward = EpochReward {
        amount: amount_of(context.value()),
        total_active: BigUint::from_bytes_be(&context.storage(TOTAL_ACTIVE_KEY)?),
        service_fee: low_number(&context.storage(SERVICE_FEE_KEY)?),
    };
    let epoch = context.block().epoch;
    context.set_storage(&reward_key(epoch), reward.encode_message())?;
    Ok(Vec::new())
}

/// Counts a delegator's rewards up to the running epoch.
pub(super) fn update_rewards(
    contract: &DelegationContract,
    context: &mut NativeContext,
    address: &[u8],
    delegator: &mut Delegator,
) -> Result<(), NativeError> {
    let epoch = context.block().epoch;
    if !delegator.active_fund.is_empty() {
        let stake = active_value(context, delegator)?;
        let is_owner = is_owner(context, address)?;
        let from = delegator.rewards_checkpoint;
        let rewards = rewards_since(contract, context, from, (&stake, is_owner))?;
        delegator.unclaimed_rewards = sum(&delegator.unclaimed_rewards, &rewards);
    }
    delegator.rewards_checkpoint = epoch.wrapping_add(1);
    Ok(())
}

/// What a stake earned from an epoch on: of each epoch's rewards without the service fee its share of
/// all stake, rounded down, and for the owner the fee.
///
/// Production multiplies with the decimal form of fee by largest fee as a floating point number. Both
/// agree for a largest fee that is a power of ten, as production's is.
fn rewards_since(
    contract: &DelegationContract,
    context: &mut NativeContext,
    first: u32,
    (stake, is_owner): (&BigUint, bool),
) -> Result<BigUint, NativeError> {
    let mut total = BigUint::ZERO;
    if *stake == BigUint::ZERO {
        return Ok(total);
    }
    for epoch in first..=context.block().epoch {
        // Free, as in production; the node can stop it.
        context.charge(0)?;
        let Some(reward) = load_reward(context, epoch)? else { continue };
        if reward.total_active == BigUint::ZERO {
            if is_owner {
                total = sum(&total, &reward.amount);
            }
            continue;
        }
        let whole = BigUint::from(contract.settings.max_service_fee);
        let fee = share(&reward.amount, &BigUint::from(reward.service_fee), &whole);
        let rest = difference(&reward.amount, &fee)
            .ok_or_else(|| NativeError::refused("the service fee is more than the rewards"))?;
        if is_owner {
            total = sum(&total, &fee);
        }
        total = sum(&total, &share(&rest, stake, &reward.total_active));
    }
    Ok(total)
}

pub(super) fn claim(contract: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    let address = caller_key(context);
    let mut delegator = load_delegator(context, &address)?
        .ok_or_else(|| NativeError::refused("caller is not a delegator"))?;
    update_rewards(contract, context, &address, &mut delegator)?;
    let rewards = core::mem::take(&mut delegator.unclaimed_rewards);
    pay_caller(context, &rewards)?;
    delegator.total_rewards = sum(&delegator.total_rewards, &rewards);
    save_delegator(context, &address, &delegator)?;
    let was_deleted = delete_empty(context, &address, &delegator)?;
    let own = Bytes::copy_from_slice(context.callee().address.as_slice());
    log_call(context, vec![amount_bytes(&rewards), flag_text(was_deleted), own])?;
    Ok(Vec::new())
}

/// Production's word for a flag.
pub(super) const fn flag_text(is_set: bool) -> Bytes {
    Bytes::from_static(if is_set { b"true" } else { b"false" })
}

pub(super) fn reward_data(_: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    let epoch = low_number(&context.argument(0)) & u64::from(u32::MAX);
    let epoch = u32::try_from(epoch).unwrap_or_default();
    // Production says the same of rewards that cannot be read.
    let reward = match load_reward(context, epoch) {
        Ok(Some(reward)) => reward,
        Ok(None) | Err(NativeError::Refused(_)) => {
            return Err(NativeError::refused("reward not found"));
        }
        Err(error) => return Err(error),
    };
    Ok(vec![
        amount_bytes(&reward.amount),
        amount_bytes(&reward.total_active),
        number_bytes(reward.service_fee),
    ])
}

/// The rewards of all epochs, for the address in whose name a node asks.
pub(super) fn total_of_contract(
    _: &DelegationContract,
    context: &mut NativeContext,
) -> NativeResult {
    if context.caller().address != END_OF_EPOCH_ADDRESS {
        return Err(NativeError::refused("this is a view function only"));
    }
    let mut total = BigUint::ZERO;
    for epoch in 0..=context.block().epoch {
        context.charge(0)?;
        if let Some(reward) = load_reward(context, epoch)? {
            total = sum(&total, &reward.amount);
        }
    }
    Ok(vec![amount_bytes(&total)])
}
