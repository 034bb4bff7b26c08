//! Views.

use super::DelegationContract;
use super::record::{Delegator, Metadata, NodeKey};
use super::registry::{
    METADATA_KEY, OWNER_KEY, SERVICE_FEE_KEY, active_value, address_argument, decode,
    load_delegator, load_fund, load_global_fund, load_status, load_terms,
};
use super::reward::{flag_text, update_rewards};
use super::withdraw::withdrawable;
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::token::{amount_bytes, number_bytes, sum};
use num_bigint::BigUint;
use vm_core::Bytes;

pub(super) fn user_count(_: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    Ok(vec![number_bytes(load_status(context)?.user_count)])
}

pub(super) fn total_unstaked(_: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    Ok(vec![amount_bytes(&load_global_fund(context)?.unstaked)])
}

pub(super) fn total_active(_: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    Ok(vec![amount_bytes(&load_global_fund(context)?.active)])
}

pub(super) fn node_count(_: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    let status = load_status(context)?;
    let lists = [&status.staked, &status.unstaked, &status.not_staked];
    let count: usize = lists.iter().map(|list| list.len()).sum();
    Ok(vec![number_bytes(u64::try_from(count).unwrap_or(u64::MAX))])
}

pub(super) fn node_states(_: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    let status = load_status(context)?;
    let lists: [(&'static [u8], &[NodeKey]); 3] = [
        (b"staked", &status.staked),
        (b"notStaked", &status.not_staked),
        (b"unStaked", &status.unstaked),
    ];
    let mut items = Vec::new();
    for (name, nodes) in lists {
        if !nodes.is_empty() {
            items.push(Bytes::from_static(name));
        }
        items.extend(nodes.iter().map(|node| node.key.clone()));
    }
    Ok(items)
}

pub(super) fn contract_config(
    contract: &DelegationContract,
    context: &mut NativeContext,
) -> NativeResult {
    let terms = load_terms(context)?;
    let is_automatic = terms.automatic_activation && contract.settings.automatic_activation;
    Ok(vec![
        context.storage(OWNER_KEY)?,
        context.storage(SERVICE_FEE_KEY)?,
        amount_bytes(&terms.cap),
        amount_bytes(&terms.initial_owner_funds),
        flag_text(is_automatic),
        flag_text(terms.cap != BigUint::ZERO),
        flag_text(terms.changeable_service_fee),
        flag_text(terms.checks_cap_on_rewards),
        number_bytes(terms.created_nonce),
        number_bytes(u64::from(terms.unbond_period_epochs)),
    ])
}

/// The delegator that the first argument names.
fn named_delegator(context: &mut NativeContext) -> Result<(Bytes, Delegator), NativeError> {
    let address = address_argument(context, 0)?;
    match load_delegator(context, &address)? {
        Some(delegator) => Ok((address, delegator)),
        None => Err(NativeError::refused("view function works only for existing delegators")),
    }
}

/// As [`named_delegator`], with the rewards up to the running epoch.
fn rewarded_delegator(
    contract: &DelegationContract,
    context: &mut NativeContext,
) -> Result<Delegator, NativeError> {
    let (address, mut delegator) = named_delegator(context)?;
    update_rewards(contract, context, &address, &mut delegator)?;
    Ok(delegator)
}

pub(super) fn is_delegator(_: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    named_delegator(context)?;
    Ok(Vec::new())
}

pub(super) fn active_stake(_: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    let (_, delegator) = named_delegator(context)?;
    Ok(vec![amount_bytes(&active_value(context, &delegator)?)])
}

/// What a delegator is taking back.
fn unstaked_value(
    context: &mut NativeContext,
    delegator: &Delegator,
) -> Result<BigUint, NativeError> {
    let mut total = BigUint::ZERO;
    for key in &delegator.unstaked_funds {
        total = sum(&total, &load_fund(context, key)?.value);
    }
    Ok(total)
}

pub(super) fn unstaked(_: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    let (_, delegator) = named_delegator(context)?;
    Ok(vec![amount_bytes(&unstaked_value(context, &delegator)?)])
}

pub(super) fn unbondable(_: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    let (_, delegator) = named_delegator(context)?;
    let period = load_terms(context)?.unbond_period_epochs;
    Ok(vec![amount_bytes(&withdrawable(context, &delegator, period)?)])
}

pub(super) fn undelegated_list(
    _: &DelegationContract,
    context: &mut NativeContext,
) -> NativeResult {
    let (_, delegator) = named_delegator(context)?;
    let period = load_terms(context)?.unbond_period_epochs;
    let mut items = Vec::new();
    for key in &delegator.unstaked_funds {
        let fund = load_fund(context, key)?;
        let elapsed = context.block().epoch.wrapping_sub(fund.epoch);
        items.push(amount_bytes(&fund.value));
        items.push(number_bytes(u64::from(period.saturating_sub(elapsed))));
    }
    Ok(items)
}

pub(super) fn claimable_rewards(
    contract: &DelegationContract,
    context: &mut NativeContext,
) -> NativeResult {
    let delegator = rewarded_delegator(contract, context)?;
    Ok(vec![amount_bytes(&delegator.unclaimed_rewards)])
}

pub(super) fn total_rewards(
    contract: &DelegationContract,
    context: &mut NativeContext,
) -> NativeResult {
    let delegator = rewarded_delegator(contract, context)?;
    Ok(vec![amount_bytes(&sum(&delegator.total_rewards, &delegator.unclaimed_rewards))])
}

pub(super) fn funds(contract: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    let delegator = rewarded_delegator(contract, context)?;
    let active = active_value(context, &delegator)?;
    let unstaked = unstaked_value(context, &delegator)?;
    let period = load_terms(context)?.unbond_period_epochs;
    let unbondable = withdrawable(context, &delegator, period)?;
    let amounts = [active, delegator.unclaimed_rewards, unstaked, unbondable];
    Ok(amounts.iter().map(amount_bytes).collect())
}

pub(super) fn metadata(_: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    let stored = context.storage(METADATA_KEY)?;
    if stored.is_empty() {
        return Err(NativeError::refused("delegation meta data is not set"));
    }
    let metadata: Metadata = decode(&stored)?;
    Ok(vec![metadata.name, metadata.website, metadata.identifier])
}
