//! Views of the staking contract.

use super::registry::{is_jailed, load_counts, load_node};
use super::{StakedNode, StakingContract, queue};
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::protocol_address::VALIDATOR_ADDRESS;
use crate::token::number_bytes;
use alloy_primitives::hex;
use vm_core::Bytes;

/// Views that production keeps for itself: the node asks in the name of the validator contract.
pub(super) fn check_view_caller(
    _: &StakingContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    if context.caller().address == VALIDATOR_ADDRESS {
        return Ok(());
    }
    Err(NativeError::refused("this is only a view function"))
}

pub(super) fn is_staked(_: &StakingContract, context: &mut NativeContext) -> NativeResult {
    let key = context.argument(0);
    let node = load_node(context, &key)?;
    if !node.is_registered() {
        return Err(NativeError::refused("key is not registered"));
    }
    if !node.is_staked {
        return Err(NativeError::refused("account not staked"));
    }
    Ok(Vec::new())
}

/// The registered node of a call.
fn registered(context: &mut NativeContext) -> Result<(Bytes, StakedNode), NativeError> {
    let key = context.argument(0);
    let node = load_node(context, &key)?;
    if !node.is_registered() {
        return Err(NativeError::refused("blsKey not registered in staking sc"));
    }
    Ok((key, node))
}

pub(super) fn reward_address(_: &StakingContract, context: &mut NativeContext) -> NativeResult {
    let (_, node) = registered(context)?;
    Ok(vec![Bytes::from(hex::encode(&node.reward_address).into_bytes())])
}

pub(super) fn key_status(_: &StakingContract, context: &mut NativeContext) -> NativeResult {
    let (key, node) = registered(context)?;
    let status: &'static str = if is_jailed(context, &key, &node)? {
        "jailed"
    } else if node.is_waiting {
        "queued"
    } else if node.is_staked {
        "staked"
    } else {
        "unStaked"
    };
    Ok(vec![Bytes::from_static(status.as_bytes())])
}

pub(super) fn remaining_unbond_period(
    contract: &StakingContract,
    context: &mut NativeContext,
) -> NativeResult {
    let (_, node) = registered(context)?;
    if node.unstaked_nonce == 0 {
        return Err(NativeError::refused("not in unbond period"));
    }
    let passed = context.block().nonce.wrapping_sub(node.unstaked_nonce);
    let remaining = contract.config.unbond_period_blocks.saturating_sub(passed);
    Ok(vec![number_bytes(remaining)])
}

pub(super) fn owner(_: &StakingContract, context: &mut NativeContext) -> NativeResult {
    let key = context.argument(0);
    let node = load_node(context, &key)?;
    if node.owner_address.is_empty() {
        return Err(NativeError::refused("owner address is nil"));
    }
    Ok(vec![node.owner_address])
}

pub(super) fn registered_count(
    contract: &StakingContract,
    context: &mut NativeContext,
) -> NativeResult {
    let queued = queue::head(context)?.length;
    let counts = load_counts(context, &contract.config)?;
    let total = counts.staked.saturating_add(counts.jailed).saturating_add(i64::from(queued));
    Ok(vec![number_bytes(total.unsigned_abs())])
}

pub(super) fn queue(_: &StakingContract, context: &mut NativeContext) -> NativeResult {
    let nodes = queue::nodes(context)?;
    if nodes.is_empty() {
        return Err(NativeError::refused("no one in waitingList"));
    }
    let items = nodes
        .into_iter()
        .flat_map(|(key, node)| [key, node.reward_address, number_bytes(node.register_nonce)]);
    Ok(items.collect())
}
