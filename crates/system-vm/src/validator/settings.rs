//! Reward addresses, prices, pauses, and the repair of records.

use super::registry::{PAUSE_KEY, call_staking_strictly, charge_each, load_own, save_own};
use super::{OWNER_KEY, ValidatorContract, ValidatorPrices};
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::protocol_address::{END_OF_EPOCH_ADDRESS, JAILING_ADDRESS};
use num_bigint::BigUint;
use vm_core::{Address, Bytes};

const WRONG_ADDRESS: &str = "wrong reward address";

/// An account of the chain, by its address in any form; production takes 32 bytes.
pub(super) fn change_reward_address(
    _: &ValidatorContract,
    context: &mut NativeContext,
) -> NativeResult {
    let address =
        context.account_argument(0)?.ok_or_else(|| NativeError::refused(WRONG_ADDRESS))?.address;
    let mut record = load_own(context)?;
    if !record.is_registered() {
        return Err(NativeError::refused("cannot change reward address, key is not registered"));
    }
    if *record.reward_address == *address.as_slice() {
        return Err(NativeError::refused(
            "new reward address is equal with the old reward address",
        ));
    }
    check_reward_address(&address)?;
    let cost = context.environment().rules.gas_schedule.metachain_system.change_reward_address;
    charge_each(context, cost, u64::try_from(record.keys.len()).unwrap_or(u64::MAX))?;
    record.reward_address = Bytes::copy_from_slice(address.as_slice());
    save_own(context, &record)?;
    let mut arguments = vec![record.reward_address];
    arguments.extend(record.keys);
    call_staking_strictly(context, "changeRewardAddress", arguments)?;
    Ok(Vec::new())
}

/// Nobody can spend what these two receive. Production refuses every address of its metachain besides;
/// the one shard of a sovereign chain has none.
fn check_reward_address(address: &Address) -> Result<(), NativeError> {
    let what = match *address {
        JAILING_ADDRESS => "the jailing address",
        END_OF_EPOCH_ADDRESS => "the end-of-epoch reserved address",
        _ => return Ok(()),
    };
    Err(NativeError::refused(format!("{WRONG_ADDRESS} when trying to set {what}")))
}

/// The owner, and a number of arguments that the refusal tells.
pub(super) fn check_set_config(
    _: &ValidatorContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    if *context.storage(OWNER_KEY)? != *context.caller().address.as_slice() {
        return Err(NativeError::refused("setConfig function was not called by the owner address"));
    }
    let count = context.arguments().len();
    if count != 6 {
        return Err(NativeError::refused(format!(
            "setConfig function called with wrong number of arguments expected 7, got {count}"
        )));
    }
    Ok(())
}

pub(super) fn set_config(_: &ValidatorContract, context: &mut NativeContext) -> NativeResult {
    let prices = ValidatorPrices {
        min_stake: context.amount_argument(0),
        total_supply: context.amount_argument(1),
        min_step: context.amount_argument(2),
        node_price: context.amount_argument(3),
        unjail_price: context.amount_argument(4),
    };
    for (amount, what) in [
        (&prices.min_stake, "min stake value"),
        (&prices.total_supply, "genesis total supply cost"),
        (&prices.min_step, "min step value"),
        (&prices.node_price, "node price"),
        (&prices.unjail_price, "unjail cost"),
    ] {
        if *amount == BigUint::ZERO {
            return Err(NativeError::refused(format!("invalid {what}, value is 0")));
        }
    }
    let epoch = context.argument(5);
    context.set_storage(&epoch, Bytes::from(prices.encode()))?;
    Ok(Vec::new())
}

pub(super) fn check_end_of_epoch(
    _: &ValidatorContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    if context.caller().address == END_OF_EPOCH_ADDRESS {
        return Ok(());
    }
    Err(NativeError::refused("only end of epoch address can call"))
}

pub(super) fn pause(_: &ValidatorContract, context: &mut NativeContext) -> NativeResult {
    context.set_storage(PAUSE_KEY, Bytes::from_static(&[1]))?;
    Ok(Vec::new())
}

pub(super) fn unpause(_: &ValidatorContract, context: &mut NativeContext) -> NativeResult {
    context.set_storage(PAUSE_KEY, Bytes::from_static(&[0]))?;
    Ok(Vec::new())
}

/// Takes keys out of the caller's record that are in it twice.
pub(super) fn clean(_: &ValidatorContract, context: &mut NativeContext) -> NativeResult {
    let mut record = load_own(context)?;
    let mut unique = Vec::with_capacity(record.keys.len());
    for key in &record.keys {
        if !unique.contains(key) {
            unique.push(key.clone());
        }
    }
    if unique.len() != record.keys.len() {
        record.keys = unique;
        save_own(context, &record)?;
    }
    Ok(Vec::new())
}
