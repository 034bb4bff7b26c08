//! Ethereum's hexary trie, built from its leaves for its root alone.

use alloy_primitives::{B256, keccak256};
use alloy_rlp::Header;

/// Nibbles of a key and a value.
type Leaf = (Vec<u8>, Vec<u8>);

/// The root of the trie over entries, in any order. No key is the start of another: keys of one length
/// and RLP are so.
///
/// # Cost
/// A sort of the entries, and a hash for each node of the trie.
#[must_use]
pub fn trie_root(entries: impl IntoIterator<Item = (Vec<u8>, Vec<u8>)>) -> B256 {
    let mut leaves: Vec<Leaf> =
        entries.into_iter().map(|(key, value)| (nibbles(&key), value)).collect();
    leaves.sort_unstable();
    keccak256(node(&leaves, 0))
}

/// The root of the trie over a list, whose keys are the positions: how a block commits to its
/// transactions and receipts.
#[must_use]
pub fn list_root(items: impl IntoIterator<Item = Vec<u8>>) -> B256 {
    trie_root(items.into_iter().enumerate().map(|(index, value)| (alloy_rlp::encode(index), value)))
}

/// The node over leaves that have their first `depth` nibbles in common.
fn node(leaves: &[Leaf], depth: usize) -> Vec<u8> {
    let (first, last) = match leaves {
        [] => return string(&[]),
        [(key, value)] => return list(&[path(after(key, depth), true), string(value)]),
        [first, .., last] => (after(&first.0, depth), after(&last.0, depth)),
    };
    let common = first.iter().zip(last).take_while(|(a, b)| a == b).count();
    if common > 0 {
        let shared = first.get(..common).unwrap_or_default();
        let below = node(leaves, depth.saturating_add(common));
        return list(&[path(shared, false), child(&below)]);
    }
    let mut rest = leaves;
    let mut items = Vec::with_capacity(17);
    for nibble in 0..16 {
        let is_here = |leaf: &Leaf| leaf.0.get(depth).is_none_or(|it| *it <= nibble);
        let (here, above) = rest.split_at(rest.partition_point(is_here));
        items.push(if here.is_empty() {
            string(&[])
        } else {
            child(&node(here, depth.saturating_add(1)))
        });
        rest = above;
    }
    items.push(string(&[]));
    list(&items)
}

/// A node inside its parent: itself when it is short, else its hash.
fn child(node: &[u8]) -> Vec<u8> {
    if node.len() < 32 { node.to_vec() } else { alloy_rlp::encode(keccak256(node)) }
}

fn nibbles(key: &[u8]) -> Vec<u8> {
    key.iter().flat_map(|byte| [byte >> 4, byte & 15]).collect()
}

fn after(key: &[u8], depth: usize) -> &[u8] {
    key.get(depth..).unwrap_or_default()
}

/// Nibbles in the compact form, with the flags of a leaf and of an odd count.
fn path(nibbles: &[u8], is_leaf: bool) -> Vec<u8> {
    let flag: u8 = if is_leaf { 2 } else { 0 };
    let (pairs, is_odd) = nibbles.as_chunks::<2>();
    let (head, pairs) = match nibbles.split_first() {
        Some((first, rest)) if !is_odd.is_empty() => ((flag | 1) << 4 | first, rest.as_chunks().0),
        _ => (flag << 4, pairs),
    };
    let rest = pairs.iter().map(|[high, low]| high << 4 | low);
    string(&core::iter::once(head).chain(rest).collect::<Vec<_>>())
}

fn string(bytes: &[u8]) -> Vec<u8> {
    alloy_rlp::encode(bytes)
}

/// A list of items that are encoded already.
fn list(items: &[Vec<u8>]) -> Vec<u8> {
    let payload = items.concat();
    let mut encoded = Vec::with_capacity(payload.len().saturating_add(9));
    Header { list: true, payload_length: payload.len() }.encode(&mut encoded);
    encoded.extend(payload);
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::b256;

    #[test]
    fn roots_are_ethereums() {
        let entries = |list: &[(&str, &str)]| {
            let entry =
                |(key, value): &(&str, &str)| (key.as_bytes().into(), value.as_bytes().into());
            trie_root(list.iter().map(entry).collect::<Vec<_>>())
        };
        // The root of nothing is in the headers of Ethereum's first blocks.
        let empty = b256!("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");
        assert_eq!(entries(&[]), empty);
        assert_eq!(list_root([]), empty);
        let long = "a".repeat(50);
        let one = entries(&[("A", &long)]);
        // ethereum/tests:TrieTests/trieanyorder.json, `singleItem`.
        assert_eq!(one, b256!("d23786fb4a010da3ce639d66d5e904a11dbc02746d1ce25029e53290cabf28ab"));
    }
}
