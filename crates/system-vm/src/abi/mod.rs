//! Solidity's encoding, as far as native contracts with its interface need it: a reader that shares what
//! it reads with the call data, and a writer.

mod reader;
mod writer;

pub(crate) use reader::AbiReader;
pub(crate) use writer::{AbiValue, encode, error_string};

use alloy_primitives::keccak256;

/// Bytes of a word.
const WORD: usize = 32;

/// Bytes of a selector.
pub(crate) const SELECTOR_LENGTH: usize = 4;

/// What call data of a function begins with.
pub(crate) type Selector = [u8; SELECTOR_LENGTH];

/// The selector of a signature.
pub(crate) fn selector(signature: &str) -> Selector {
    let [first, second, third, fourth, ..] = keccak256(signature).0;
    [first, second, third, fourth]
}
