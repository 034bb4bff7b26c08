//! Lists of a contract's nodes.

use super::record::{NodeKey, Status};
use crate::token::number_bytes;
use vm_core::Bytes;

/// What staking says behind the key of a node that it took: nothing went wrong, or it has to wait.
const TAKEN: [&[u8]; 2] = [&[0], &[3]];

/// Moves a node to the end of another list.
pub(super) fn move_node(from: &mut Vec<NodeKey>, to: &mut Vec<NodeKey>, key: &[u8]) {
    if let Some(index) = from.iter().position(|it| *it.key == *key) {
        to.push(from.remove(index));
    }
}

/// Whether every key is of a node of some lists.
pub(super) fn has_all(lists: &[&[NodeKey]], keys: &[Bytes]) -> bool {
    keys.iter().all(|key| lists.iter().any(|list| list.iter().any(|it| it.key == *key)))
}

/// The keys about which the results of a call, pairs of key and code, tell no failure.
pub(super) fn taken_keys<'a>(results: &[Bytes], keys: &'a [Bytes]) -> Vec<&'a Bytes> {
    let length = keys.first().map_or(0, |key| key.len());
    let refused: Vec<&Bytes> = results
        .chunks(2)
        .filter_map(|pair| {
            let key = pair.first()?;
            let is_taken = pair.get(1).is_some_and(|code| TAKEN.contains(&code.as_ref()));
            (key.len() == length && !is_taken).then_some(key)
        })
        .collect();
    keys.iter().filter(|key| !refused.contains(key)).collect()
}

/// Moves the nodes that were staked.
pub(super) fn move_staked(status: &mut Status, results: &[Bytes], keys: &[Bytes]) {
    for key in taken_keys(results, keys) {
        move_node(&mut status.not_staked, &mut status.staked, key);
        move_node(&mut status.unstaked, &mut status.staked, key);
    }
}

/// Number of nodes, then key and signature of each.
pub(super) fn stake_arguments(nodes: &[&NodeKey]) -> Vec<Bytes> {
    let count = number_bytes(u64::try_from(nodes.len()).unwrap_or(u64::MAX));
    let pairs = nodes.iter().flat_map(|node| [node.key.clone(), node.signature.clone()]);
    core::iter::once(count).chain(pairs).collect()
}
