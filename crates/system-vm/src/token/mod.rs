//! Tokens as production stores them: keys, records, roles, settings. Bytes in, bytes out.

mod key;
mod kind;
mod metadata;
mod record;
mod role;
mod settings;

pub use key::{instance_key, latest_nonce_key, role_key, token_key, transfer_role_key};
pub use kind::TokenKind;
pub use metadata::{MetadataVersion, TokenMetadata};
pub use record::DigitalToken;
pub use role::{TokenRoles, role_name};
pub use settings::{AccountSettings, TokenSettings};

use num_bigint::BigUint;
use vm_core::Bytes;

/// The identifier under which a list of token transfers names the native token.
pub const NATIVE_TOKEN: &[u8] = b"EGLD-000000";

/// Longest amount in bytes (`core.MaxLenForESDTIssueMint`).
pub const MAX_AMOUNT_LENGTH: usize = 100;

/// An amount as big-endian bytes without leading zeros; zero is empty.
pub(crate) fn amount_bytes(amount: &BigUint) -> Bytes {
    if *amount == BigUint::ZERO { Bytes::new() } else { Bytes::from(amount.to_bytes_be()) }
}

/// The sum of two amounts. It grows without bound, as the supply of a token does in production.
pub(crate) fn sum(first: &BigUint, second: &BigUint) -> BigUint {
    #[expect(clippy::arithmetic_side_effects, reason = "big numbers do not overflow")]
    let sum = first + second;
    sum
}

/// What is left of an amount; none when it does not cover the other.
pub(crate) fn difference(from: &BigUint, amount: &BigUint) -> Option<BigUint> {
    #[expect(clippy::arithmetic_side_effects, reason = "the first is not the smaller")]
    (from >= amount).then(|| from - amount)
}

/// A number as big-endian bytes without leading zeros; zero is empty.
pub(crate) fn number_bytes(number: u64) -> Bytes {
    let bytes = number.to_be_bytes();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    Bytes::copy_from_slice(bytes.get(zeros..).unwrap_or_default())
}

/// The low 64 bits of a big-endian number, as production reads nonces and counts.
pub(crate) fn low_number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number: u64, byte| (number << 8) | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_minimal_big_endian_bytes() {
        for (number, bytes) in [(0, &[][..]), (1, &[1]), (256, &[1, 0]), (u64::MAX, &[0xff; 8])] {
            assert_eq!(*number_bytes(number), *bytes);
            assert_eq!(*amount_bytes(&BigUint::from(number)), *bytes);
            assert_eq!(low_number(bytes), number);
        }
        assert_eq!(low_number(&[1, 0, 0, 0, 0, 0, 0, 0, 7]), 7);
    }
}
