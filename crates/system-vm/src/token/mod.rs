//! Tokens as production stores them: keys, records, roles, settings. Bytes in, bytes out.

mod face_key;
mod key;
mod kind;
mod metadata;
mod record;
mod role;
mod settings;

pub(crate) use face_key::FaceKey;
pub use key::{instance_key, latest_nonce_key, role_key, token_key, transfer_role_key};
pub use kind::TokenKind;
pub use metadata::{MetadataVersion, TokenMetadata};
pub use record::DigitalToken;
pub use role::{TokenRoles, role_name};
pub use settings::{AccountSettings, TokenSettings};

use num_bigint::BigUint;
use vm_core::{Bytes, U256};

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

/// An amount, a number of times.
pub(crate) fn product(amount: &BigUint, count: u64) -> BigUint {
    #[expect(clippy::arithmetic_side_effects, reason = "big numbers do not overflow")]
    let product = amount * count;
    product
}

/// How many times an amount holds another, as 64 bits; 0 of nothing.
pub(crate) fn quotient(amount: &BigUint, part: &BigUint) -> u64 {
    if *part == BigUint::ZERO {
        return 0;
    }
    #[expect(clippy::arithmetic_side_effects, reason = "the divisor is not zero")]
    let quotient = amount / part;
    quotient.iter_u64_digits().next().unwrap_or_default()
}

/// A part of an amount, in parts of a whole, rounded down; nothing of no parts.
pub(crate) fn share(amount: &BigUint, parts: &BigUint, whole: &BigUint) -> BigUint {
    if *whole == BigUint::ZERO {
        return BigUint::ZERO;
    }
    #[expect(clippy::arithmetic_side_effects, reason = "the divisor is not zero")]
    let share = amount * parts / whole;
    share
}

/// Native value as an amount.
pub(crate) fn amount_of(value: U256) -> BigUint {
    BigUint::from_bytes_be(&value.to_be_bytes::<32>())
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

/// Whether bytes have the form of a token's identifier: ticker, hyphen, six random characters
/// (`mx-chain-vm-common-go:common.go`, `ValidateToken`).
pub(crate) fn is_identifier(token: &[u8]) -> bool {
    let Some((ticker, [b'-', random @ ..])) = token
        .len()
        .checked_sub(RANDOM_LENGTH + 1)
        .and_then(|length| token.split_at_checked(length))
    else {
        return false;
    };
    (3..=10).contains(&ticker.len())
        && ticker.iter().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit())
        && random.iter().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit())
}

/// Length of the random end of a token's identifier.
const RANDOM_LENGTH: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_has_ticker_and_random_end() {
        for (token, is_one) in [
            (&b"TOK-abc123"[..], true),
            (b"TOKEN12345-abc123", true),
            (b"TO-abc123", false),
            (b"TOKEN123456-abc123", false),
            (b"TOK-abc12", false),
            (b"TOK-ABC123", false),
            (b"tok-abc123", false),
            (b"TOKabc1234", false),
            (b"", false),
        ] {
            assert_eq!(is_identifier(token), is_one, "{token:?}");
        }
    }

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
