//! State roots: Ethereum's hexary trie over hashed keys, built from its leaves.

use alloy_primitives::{B256, U256, keccak256};
use alloy_rlp::Header;
use vm_core::AddressForms;
use world::{WorldAccount, WorldState};

/// The root that Ethereum has for a state. Every account is one of the EVM's.
pub(crate) fn state_root(state: &WorldState, forms: &dyn AddressForms) -> B256 {
    let leaves = state.accounts().into_iter().map(|(address, account)| {
        (keccak256(forms.of_address(&address).face), account_leaf(account))
    });
    root(leaves.collect())
}

fn account_leaf(account: &WorldAccount) -> Vec<u8> {
    let slots = account
        .slots
        .iter()
        .map(|(slot, value)| (keccak256(B256::from(*slot)), alloy_rlp::encode(value)));
    let code = &account.data.code;
    let code_hash = if code.is_none() { keccak256([]) } else { code.hash };
    list(&[
        alloy_rlp::encode(account.data.nonce),
        alloy_rlp::encode(account.data.balance),
        alloy_rlp::encode(root(slots.collect())),
        alloy_rlp::encode(code_hash),
    ])
}

fn root(mut leaves: Vec<(B256, Vec<u8>)>) -> B256 {
    leaves.sort_unstable_by_key(|(key, _)| *key);
    let leaves: Vec<_> = leaves.into_iter().map(|(key, value)| (nibbles(key), value)).collect();
    keccak256(node(&leaves, 0))
}

type Leaf = (Vec<u8>, Vec<u8>);

/// The node over leaves that have their first `depth` nibbles in common.
fn node(leaves: &[Leaf], depth: usize) -> Vec<u8> {
    let (first, last) = match leaves {
        [] => return alloy_rlp::encode([0u8; 0].as_slice()),
        [(key, value)] => return list(&[path(&key[depth..], true), string(value)]),
        [first, .., last] => (&first.0, &last.0),
    };
    let common = first[depth..].iter().zip(&last[depth..]).take_while(|(a, b)| a == b).count();
    if common > 0 {
        let end = depth + common;
        return list(&[path(&first[depth..end], false), child(&node(leaves, end))]);
    }
    let mut rest = leaves;
    let mut items = Vec::with_capacity(17);
    for nibble in 0..16 {
        let (here, after) = rest.split_at(rest.partition_point(|(key, _)| key[depth] <= nibble));
        items.push(if here.is_empty() { string(&[]) } else { child(&node(here, depth + 1)) });
        rest = after;
    }
    items.push(string(&[]));
    list(&items)
}

/// A node inside its parent: itself when it is short, else its hash.
fn child(node: &[u8]) -> Vec<u8> {
    if node.len() < 32 { node.to_vec() } else { alloy_rlp::encode(keccak256(node)) }
}

fn nibbles(key: B256) -> Vec<u8> {
    key.iter().flat_map(|byte| [byte >> 4, byte & 15]).collect()
}

/// Nibbles in the compact form, with the flags of a leaf and of an odd count.
fn path(nibbles: &[u8], is_leaf: bool) -> Vec<u8> {
    let flag = if is_leaf { 2 } else { 0 };
    let (head, pairs) = match nibbles.split_first() {
        Some((first, rest)) if nibbles.len() % 2 == 1 => ((flag + 1) << 4 | first, rest),
        _ => (flag << 4, nibbles),
    };
    let rest = pairs.chunks(2).map(|pair| pair[0] << 4 | pair[1]);
    string(&std::iter::once(head).chain(rest).collect::<Vec<_>>())
}

fn string(bytes: &[u8]) -> Vec<u8> {
    alloy_rlp::encode(bytes)
}

/// A list of items that are encoded already.
fn list(items: &[Vec<u8>]) -> Vec<u8> {
    let payload = items.concat();
    let mut encoded = Vec::with_capacity(payload.len() + 9);
    Header { list: true, payload_length: payload.len() }.encode(&mut encoded);
    encoded.extend(payload);
    encoded
}

/// The hash that a state test has of logs.
pub(crate) fn logs_hash(logs: &[alloy_primitives::Log]) -> B256 {
    let mut encoded = Vec::new();
    alloy_rlp::encode_list::<_, alloy_primitives::Log>(logs, &mut encoded);
    keccak256(encoded)
}

/// A number as the hash of a block of that number, which is how state tests have it.
pub(crate) fn block_hash(number: u64) -> B256 {
    keccak256(U256::from(number).to_string())
}
