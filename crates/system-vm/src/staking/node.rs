//! `stake`, `register`, `unStake`, `unBond`, and unstaking at the end of an epoch.

use super::queue;
use super::registry::{
    add_staked, is_jailed_or_bad, load_counts, load_node, remove_staked, save_node,
};
use super::{StakedNode, StakingContract};
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::protocol_address::END_OF_EPOCH_ADDRESS;
use crate::token::amount_of;
use vm_core::{Bytes, HaltReason};

/// As in production, who else calls learns nothing.
pub(super) fn check_end_of_epoch_silently(
    _: &StakingContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    if context.caller().address == END_OF_EPOCH_ADDRESS {
        return Ok(());
    }
    Err(NativeError::refused(""))
}

pub(super) fn stake(contract: &StakingContract, context: &mut NativeContext) -> NativeResult {
    let (key, mut node) = registered(contract, context)?;
    activate(contract, context, &mut node)?;
    save_node(context, &key, &node)?;
    Ok(Vec::new())
}

pub(super) fn register(contract: &StakingContract, context: &mut NativeContext) -> NativeResult {
    let (key, node) = registered(contract, context)?;
    save_node(context, &key, &node)?;
    Ok(Vec::new())
}

/// The node of a call, with the addresses and the price that it comes with.
fn registered(
    contract: &StakingContract,
    context: &mut NativeContext,
) -> Result<(Bytes, StakedNode), NativeError> {
    let key = context.argument(0);
    let mut node = load_node(context, &key)?;
    if is_jailed_or_bad(context, &key, &node)? {
        return Err(NativeError::refused("cannot stake node which is jailed or with bad rating"));
    }
    node.reward_address = context.argument(1);
    node.owner_address = context.argument(2);
    node.stake_value = amount_of(contract.config.node_price);
    Ok((key, node))
}

/// Stakes a node that is not staked.
pub(super) fn activate(
    contract: &StakingContract,
    context: &mut NativeContext,
    node: &mut StakedNode,
) -> Result<(), NativeError> {
    if node.is_staked {
        return Ok(());
    }
    add_staked(context, &contract.config)?;
    node.activate(context.block().nonce);
    Ok(())
}

pub(super) fn unstake(contract: &StakingContract, context: &mut NativeContext) -> NativeResult {
    let key = context.argument(0);
    let mut node = load_node(context, &key)?;
    if !node.is_registered() {
        return Err(NativeError::refused("cannot unStake a key that is not registered"));
    }
    if context.argument(1) != node.reward_address {
        return Err(NativeError::refused("unStake possible only from staker caller"));
    }
    if is_jailed_or_bad(context, &key, &node)? {
        return Err(NativeError::refused("cannot unStake node which is jailed or with bad rating"));
    }
    if !node.is_staked && !node.is_waiting {
        return Err(NativeError::refused("cannot unStake node which was already unStaked"));
    }
    if !node.is_staked {
        return Err(NativeError::halted(HaltReason::ExecutionFailed, queue::DISABLED));
    }
    if load_counts(context, &contract.config)?.spare() <= 0 {
        return Err(NativeError::refused("unStake is not possible as too many left"));
    }
    remove_staked(context, &contract.config)?;
    deactivate(context, &mut node);
    save_node(context, &key, &node)?;
    Ok(Vec::new())
}

/// Marks a node as unstaked in the running block.
pub(super) fn deactivate(context: &NativeContext, node: &mut StakedNode) {
    let block = context.block();
    node.deactivate(block.epoch, block.nonce);
}

pub(super) fn unstake_at_end_of_epoch(
    contract: &StakingContract,
    context: &mut NativeContext,
) -> NativeResult {
    let key = context.argument(0);
    let mut node = load_node(context, &key)?;
    if !node.is_registered() {
        return Err(NativeError::refused("cannot unStake a key that is not registered"));
    }
    if node.is_jailed && !node.is_staked {
        context.say("already unStaked at switchJailedToWaiting");
        return Ok(Vec::new());
    }
    if !node.is_staked && !node.is_waiting {
        return Ok(Vec::new());
    }
    if node.is_staked {
        remove_staked(context, &contract.config)?;
    }
    if node.is_waiting {
        queue::remove(context, &key)?;
    }
    deactivate(context, &mut node);
    save_node(context, &key, &node)?;
    Ok(Vec::new())
}

pub(super) fn unbond(contract: &StakingContract, context: &mut NativeContext) -> NativeResult {
    let key = context.argument(0);
    let node = load_node(context, &key)?;
    let name = alloy_primitives::hex::encode(&key);
    let refuse = |text: String| Err(NativeError::refused(text));
    if !node.is_registered() {
        return refuse(format!("cannot unBond key {name} that is not registered"));
    }
    if node.is_staked {
        return refuse(format!("unBond is not possible for key {name} which is staked"));
    }
    if is_jailed_or_bad(context, &key, &node)? {
        return refuse(format!("cannot unBond node which is jailed or with bad rating {name}"));
    }
    if node.is_waiting {
        return refuse(format!("unBond in not possible for key {name} which is in waiting list"));
    }
    let passed = context.block().nonce.wrapping_sub(node.unstaked_nonce);
    if node.unstaked_nonce > 0 && passed < contract.config.unbond_period_blocks {
        return refuse(format!(
            "unBond is not possible for key {name} because unBond period did not pass"
        ));
    }
    if load_counts(context, &contract.config)?.spare() < 0 {
        return refuse(
            "unBond is currently unavailable: number of total validators in the network is at minimum"
                .to_owned(),
        );
    }
    if context.journal().validator(&key)?.is_validator() {
        return refuse(format!(
            "unBond is not possible: the node with key {name} is still a validator"
        ));
    }
    context.set_storage(&key, Bytes::new())?;
    Ok(Vec::new())
}
