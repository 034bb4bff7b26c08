//! Reading and writing what the staking contract keeps; the validator contract reads it too.

use super::{NodeCounts, StakedNode, StakingConfig};
use crate::error::NativeError;
use crate::native::NativeContext;
use crate::protobuf::Malformed;
use vm_core::Bytes;

/// Where the numbers of nodes lie.
pub(super) const COUNTS_KEY: &[u8] = b"nodesConfig";

/// The numbers of a chain without nodes.
pub(super) fn initial_counts(config: &StakingConfig) -> NodeCounts {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    NodeCounts {
        min: number(config.min_node_count),
        max: number(config.max_node_count),
        staked: 0,
        jailed: 0,
    }
}

/// The numbers as they are. As in production, what cannot be read counts as nothing.
pub(super) fn load_counts(
    context: &mut NativeContext,
    config: &StakingConfig,
) -> Result<NodeCounts, NativeError> {
    let stored = context.storage(COUNTS_KEY)?;
    let initial = initial_counts(config);
    if stored.is_empty() {
        return Ok(initial);
    }
    Ok(NodeCounts::decode(&stored).unwrap_or(initial))
}

pub(super) fn save_counts(
    context: &mut NativeContext,
    counts: NodeCounts,
) -> Result<(), NativeError> {
    context.set_storage(COUNTS_KEY, Bytes::from(counts.encode()))
}

/// Counts staked nodes up.
pub(super) fn add_staked(
    context: &mut NativeContext,
    config: &StakingConfig,
) -> Result<(), NativeError> {
    let mut counts = load_counts(context, config)?;
    counts.staked = counts.staked.saturating_add(1);
    save_counts(context, counts)
}

/// Counts staked nodes down.
pub(super) fn remove_staked(
    context: &mut NativeContext,
    config: &StakingConfig,
) -> Result<(), NativeError> {
    let mut counts = load_counts(context, config)?;
    if counts.staked > 0 {
        counts.staked = counts.staked.saturating_sub(1);
    }
    save_counts(context, counts)
}

/// The node with a key, or one that nothing is known of.
pub(super) fn load_node(
    context: &mut NativeContext,
    key: &[u8],
) -> Result<StakedNode, NativeError> {
    let stored = context.storage(key)?;
    if stored.is_empty() {
        return Ok(StakedNode::unknown());
    }
    StakedNode::decode(&stored).map_err(unreadable)
}

pub(super) fn save_node(
    context: &mut NativeContext,
    key: &[u8],
    node: &StakedNode,
) -> Result<(), NativeError> {
    context.set_storage(key, Bytes::from(node.encode()))
}

/// Whether a node may not be staked, unstaked or unbonded.
pub(super) fn is_jailed_or_bad(
    context: &mut NativeContext,
    key: &[u8],
    node: &StakedNode,
) -> Result<bool, NativeError> {
    if node.is_jailed {
        return Ok(true);
    }
    let status = context.journal().validator(key)?;
    Ok(status.is_jailed() || status.has_bad_rating)
}

/// Whether a node is jailed, here or in consensus.
pub(super) fn is_jailed(
    context: &mut NativeContext,
    key: &[u8],
    node: &StakedNode,
) -> Result<bool, NativeError> {
    Ok(node.is_jailed || context.journal().validator(key)?.is_jailed())
}

fn unreadable(error: Malformed) -> NativeError {
    NativeError::refused(format!("cannot get or create registered data: error {error}"))
}
