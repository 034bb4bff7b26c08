//! The hash function of contracts, which remembers hashes of two words: where a mapping's entry lies.
//!
//! Solidity finds the slot of `mapping[key]` as the keccak-256 of the key and the mapping's own slot, anew at
//! every read and write. What is remembered is a pure function of its input: forgetting it changes nothing.

use sha3::{Digest, Keccak256};
use vm_core::B256;

/// Two words, as a contract hashes them.
type WordPair = [u8; 64];

/// Places for hashes, a power of two: 97 KiB.
const PLACES: usize = 1 << PLACE_BITS;
const PLACE_BITS: u32 = 10;

/// An odd number whose bits are spread evenly (the golden ratio's): its product mixes the key.
const MIXER: u64 = 0x9e37_79b9_7f4a_7c15;

/// Remembers the newest hash for each place. A contract that chooses keys of one place gains nothing, and loses
/// what the table saves.
#[derive(Debug)]
pub(crate) struct WordHashes(Box<[Option<(WordPair, B256)>]>);

impl WordHashes {
    /// The keccak-256 of some bytes. Cost: for two words that were hashed not long ago, a comparison.
    pub(crate) fn hash(&mut self, data: &[u8]) -> B256 {
        let Ok(words) = <&WordPair>::try_from(data) else {
            return keccak256(data);
        };
        let Some(place) = self.0.get_mut(place(words)) else {
            return keccak256(data);
        };
        match place {
            Some((known, hash)) if known == words => *hash,
            Some(_) | None => place.insert((*words, keccak256(words))).1,
        }
    }
}

impl Default for WordHashes {
    fn default() -> Self {
        Self(vec![None; PLACES].into())
    }
}

fn keccak256(data: &[u8]) -> B256 {
    B256::new(Keccak256::digest(data).into())
}

/// Keys differ in the end of the first word, and mappings in that of the second.
#[inline]
fn place(words: &WordPair) -> usize {
    let (key, slot) = words.split_at(32);
    let number = |word: &[u8]| word.last_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes));
    let mixed = (number(key) ^ number(slot).rotate_left(32)).wrapping_mul(MIXER);
    usize::try_from(mixed >> u64::BITS.saturating_sub(PLACE_BITS)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_the_hash_of_all_bytes() {
        let mut hashes = WordHashes::default();
        for byte in 0..64 {
            let mut words = [0; 64];
            words[byte] = 1;
            for data in [&words[..], &[0; 64], &words, &words[..63], &[]] {
                assert_eq!(hashes.hash(data), alloy_primitives::keccak256(data));
            }
        }
    }
}
