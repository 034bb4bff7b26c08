//! Views of the validator contract.

use super::registry::{active_nodes, call_staking, load, prices};
use super::unstake::not_registered;
use super::{ValidatorContract, ValidatorRecord};
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::protocol_address::VALIDATOR_ADDRESS;
use crate::token::{amount_bytes, difference, number_bytes, product};
use alloy_primitives::hex;
use std::collections::BTreeSet;
use vm_core::{Bytes, ReturnData};

/// The key of the record that an argument names.
fn owner_argument(context: &mut NativeContext, index: usize) -> Result<Bytes, NativeError> {
    let account = context.account_argument(index)?;
    Ok(account.map_or_else(
        || context.argument(index),
        |account| Bytes::copy_from_slice(account.address.as_slice()),
    ))
}

fn load_registered(
    context: &mut NativeContext,
    owner: &[u8],
) -> Result<ValidatorRecord, NativeError> {
    let record = load(context, owner)?;
    if !record.is_registered() {
        return Err(NativeError::refused("caller not registered in staking/validator sc"));
    }
    Ok(record)
}

pub(super) fn total_staked(_: &ValidatorContract, context: &mut NativeContext) -> NativeResult {
    let owner = if context.arguments().len() == 1 {
        owner_argument(context, 0)?
    } else {
        Bytes::copy_from_slice(context.caller().address.as_slice())
    };
    let record = load_registered(context, &owner)?;
    Ok(vec![Bytes::from(record.total_stake.to_string().into_bytes())])
}

pub(super) fn top_up(contract: &ValidatorContract, context: &mut NativeContext) -> NativeResult {
    let owner = owner_argument(context, 0)?;
    let record = load_registered(context, &owner)?;
    let price = prices(contract, context)?.node_price;
    let active = active_nodes(context, &record, &BTreeSet::new(), false)?;
    let used = product(&price, active.count);
    let top_up = difference(&record.total_stake, &used).unwrap_or_default();
    let mut results =
        vec![amount_bytes(&top_up), amount_bytes(&record.total_stake), number_bytes(active.count)];
    results.extend(active.keys);
    Ok(results)
}

pub(super) fn unstaked_tokens(
    contract: &ValidatorContract,
    context: &mut NativeContext,
) -> NativeResult {
    let owner = owner_argument(context, 0)?;
    let record = load(context, &owner)?;
    if !record.is_registered() {
        return Err(not_registered());
    }
    let epoch = context.block().epoch;
    let results = record.unstaked.iter().flat_map(|tokens| {
        let elapsed = epoch.wrapping_sub(tokens.epoch);
        let remaining = contract.config.unbond_period_epochs.saturating_sub(elapsed);
        [amount_bytes(&tokens.value), number_bytes(u64::from(remaining))]
    });
    Ok(results.collect())
}

/// The node asks in the name of the contract itself.
pub(super) fn check_view_caller(
    _: &ValidatorContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    if context.caller().address == VALIDATOR_ADDRESS {
        return Ok(());
    }
    Err(NativeError::refused("this is only a view function"))
}

pub(super) fn key_statuses(_: &ValidatorContract, context: &mut NativeContext) -> NativeResult {
    let owner = owner_argument(context, 0)?;
    let record = load(context, &owner)?;
    if record.keys.is_empty() {
        return Err(NativeError::refused("no bls keys"));
    }
    let mut results = Vec::new();
    for key in record.keys {
        let outcome = call_staking(context, "getBLSKeyStatus", vec![key.clone()])?;
        match outcome.data {
            ReturnData::Items(items) if outcome.status.is_success() => {
                results.push(key);
                results.extend(items);
            }
            ReturnData::Items(_) | ReturnData::Blob(_) => context
                .say(format!("error in getting bls key status: bls key - {}", hex::encode(&key))),
        }
    }
    Ok(results)
}
