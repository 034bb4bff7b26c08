//! `jail` and `unJail`.

use super::registry::{is_jailed, load_node, save_node};
use super::{StakingContract, node};
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::protocol_address::JAILING_ADDRESS;

/// As in production, who else calls learns nothing.
pub(super) fn check_jail_caller(
    _: &StakingContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    if context.caller().address == JAILING_ADDRESS {
        return Ok(());
    }
    Err(NativeError::refused(""))
}

pub(super) fn jail(_: &StakingContract, context: &mut NativeContext) -> NativeResult {
    for key in context.arguments().to_vec() {
        let mut node = load_node(context, &key)?;
        if !node.is_registered() {
            return Err(NativeError::refused("cannot jail a key that is not registered"));
        }
        let block = context.block();
        node.jailed_round = block.round;
        node.jailed_nonce = block.nonce;
        node.is_jailed = true;
        node.jail_count = node.jail_count.wrapping_add(1);
        save_node(context, &key, &node)?;
    }
    Ok(Vec::new())
}

pub(super) fn unjail(contract: &StakingContract, context: &mut NativeContext) -> NativeResult {
    let key = context.argument(0);
    let mut node = load_node(context, &key)?;
    if !node.is_registered() {
        return Err(NativeError::refused("cannot unJail a key that is not registered"));
    }
    if !is_jailed(context, &key, &node)? {
        return Err(NativeError::refused("cannot unJail a node which is not jailed"));
    }
    node.jailed_round = u64::MAX;
    node.unjailed_nonce = context.block().nonce;
    node.is_jailed = false;
    node::activate(contract, context, &mut node)?;
    save_node(context, &key, &node)?;
    Ok(Vec::new())
}
