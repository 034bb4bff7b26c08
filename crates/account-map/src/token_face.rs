//! Fixed faces of tokens: the identifier itself is in the 20 bytes, so that no table leads either way.
//!
//! | bytes | what |
//! |---|---|
//! | 0..6 | `e5d7face0000` |
//! | 6..9 | the chain's prefix of the identifier, lower case; 0 where there is none |
//! | 9..16 | the ticker, upper case |
//! | 16..20 | the six random characters, lower case |
//!
//! A text is a number to the base 36 with a digit of 1 to 36 for each character (`0` is 1, `9` is 10, the
//! first letter 11), big-endian. No text has two numbers, and no number two texts.

use vm_core::EvmAddress;

/// First bytes of every token face; two zero bytes follow.
const MARKER: [u8; 4] = [0xe5, 0xd7, 0xfa, 0xce];

/// Longest prefix that a chain puts before its identifiers (`mx-chain-core-go:data/esdt/common.go`).
const LONGEST_PREFIX: usize = 4;
const SHORTEST_TICKER: usize = 3;
const LONGEST_TICKER: usize = 10;
const RANDOM_LENGTH: usize = 6;

/// Where the numbers lie in the last 16 bytes, counted from the lowest bit.
const TICKER_BIT: u32 = 32;
const PREFIX_BIT: u32 = 88;
const ZERO_BIT: u32 = 112;

const LOWER: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
const UPPER: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The face of the token with an identifier: `TICKER-random` or `prefix-TICKER-random`. None for bytes
/// that no token can have as identifier. A pure function: whether the token exists is another question.
#[must_use]
pub fn token_face(identifier: &[u8]) -> Option<EvmAddress> {
    let mut parts = identifier.rsplit(|byte| *byte == b'-');
    let (random, ticker) = (parts.next()?, parts.next()?);
    let prefix = match (parts.next(), parts.next()) {
        (None, _) => &[][..],
        (Some(prefix), None) if !prefix.is_empty() => prefix,
        (Some(_), _) => return None,
    };
    if !has_lengths(prefix.len(), ticker.len(), random.len()) {
        return None;
    }
    let numbers = number(random, LOWER)?
        | number(ticker, UPPER)? << TICKER_BIT
        | number(prefix, LOWER)? << PREFIX_BIT;
    let mut face = [0; 20];
    let (marker, rest) = face.split_first_chunk_mut()?;
    *marker = MARKER;
    rest.copy_from_slice(&numbers.to_be_bytes());
    Some(EvmAddress::from(face))
}

/// The identifier of the token whose face this is. None for every other face.
#[must_use]
pub fn token_of_face(face: EvmAddress) -> Option<Vec<u8>> {
    let Numbers { prefix, ticker, random } = numbers(face)?;
    let mut identifier = text(prefix, LOWER);
    if !identifier.is_empty() {
        identifier.push(b'-');
    }
    identifier.extend_from_slice(&text(ticker, UPPER));
    identifier.push(b'-');
    identifier.extend_from_slice(&text(random, LOWER));
    Some(identifier)
}

/// Whether a face is that of a token.
#[must_use]
#[inline]
pub fn is_token_face(face: EvmAddress) -> bool {
    face.starts_with(&MARKER) && numbers(face).is_some()
}

/// The numbers in a face.
struct Numbers {
    prefix: u64,
    ticker: u64,
    random: u64,
}

/// The numbers in a token's face, whose texts have the lengths of an identifier's parts; none for every other face.
fn numbers(face: EvmAddress) -> Option<Numbers> {
    let bits = face.as_slice().strip_prefix(&MARKER)?;
    let bits = u128::from_be_bytes(bits.try_into().ok()?);
    let part = |bit: u32, next: u32| {
        let width = next.saturating_sub(bit);
        let mask = u128::MAX >> u128::BITS.saturating_sub(width);
        u64::try_from(bits >> bit & mask).ok()
    };
    let prefix = part(PREFIX_BIT, ZERO_BIT)?;
    let ticker = part(TICKER_BIT, PREFIX_BIT)?;
    let random = part(0, TICKER_BIT)?;
    let is_token = bits >> ZERO_BIT == 0
        && has_lengths(digits(prefix).count(), digits(ticker).count(), digits(random).count());
    is_token.then_some(Numbers { prefix, ticker, random })
}

const fn has_lengths(prefix: usize, ticker: usize, random: usize) -> bool {
    prefix <= LONGEST_PREFIX
        && ticker >= SHORTEST_TICKER
        && ticker <= LONGEST_TICKER
        && random == RANDOM_LENGTH
}

/// The number of a text; none where a character is not in the alphabet. At most ten characters, so
/// that it has at most 52 bits.
fn number(text: &[u8], alphabet: &[u8; 36]) -> Option<u128> {
    text.iter().try_fold(0_u128, |number, character| {
        let digit = (1..).zip(alphabet).find(|(_, it)| *it == character).map(|(digit, _)| digit)?;
        number.checked_mul(36)?.checked_add(digit)
    })
}

/// The text of a number.
fn text(number: u64, alphabet: &[u8; 36]) -> Vec<u8> {
    let mut text: Vec<u8> =
        digits(number).filter_map(|digit| alphabet.get(digit).copied()).collect();
    text.reverse();
    text
}

/// The digits of a number less one, the last first.
fn digits(mut number: u64) -> impl Iterator<Item = usize> {
    core::iter::from_fn(move || {
        let rest = number.checked_sub(1)?;
        number = rest / 36;
        usize::try_from(rest % 36).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::address;

    #[test]
    fn an_identifier_goes_there_and_back() {
        for (identifier, face) in [
            ("WEGLD-bd4d79", address!("e5d7face00000000000000000358c7f62caa554a")),
            ("TOK-000000", address!("e5d7face000000000000000000009b7903b50075")),
            ("000-zzzzzz", address!("e5d7face00000000000000000000053585741074")),
            ("ZZZZZZZZZZ-abc123", address!("e5d7face00000000000d5c4399c7507428e1e3d0")),
            ("a-TOK-abc123", address!("e5d7face000000000b00000000009b7928e1e3d0")),
            ("zzzz-ZZZZZZZZZZ-zzzzzz", address!("e5d7face00001a5c740d5c4399c7507485741074")),
        ] {
            let made = token_face(identifier.as_bytes()).expect(identifier);
            assert_eq!(token_of_face(made).as_deref(), Some(identifier.as_bytes()));
            assert!(is_token_face(made));
            assert_eq!(made, face, "{identifier}");
        }
    }

    #[test]
    fn what_no_token_is_called_has_no_face() {
        for identifier in [
            "",
            "TOK",
            "-",
            "TOK-",
            "-abc123",
            "TO-abc123",
            "TOKEN123456-abc123",
            "TOK-abc12",
            "TOK-abc1234",
            "tok-abc123",
            "TOK-ABC123",
            "TOKabc123",
            "A-TOK-abc123",
            "abcde-TOK-abc123",
            "-TOK-abc123",
            "a-b-TOK-abc123",
            "TOK-abc123\u{1}",
        ] {
            assert_eq!(token_face(identifier.as_bytes()), None, "{identifier:?}");
        }
    }

    #[test]
    fn other_faces_stand_for_no_token() {
        let face = token_face(b"TOK-abc123").expect("a face");
        for (index, byte) in [(0, 0), (4, 1), (5, 1), (6, 0xff), (9, 0xff), (16, 0xff), (16, 0)] {
            let mut other = face.into_array();
            other[index] = byte;
            let other = EvmAddress::from(other);
            assert_eq!(token_of_face(other), None, "{other}");
            assert!(!is_token_face(other));
        }
        assert_eq!(token_of_face(EvmAddress::ZERO), None);
    }
}
