//! secp256k1 signatures in DER form as production's library reads them, and why it refuses some, in its order and words
//! (`btcsuite/btcd:btcec/v2/ecdsa/signature.go`, `decred/dcrd:dcrec/secp256k1/pubkey.go`).

use crate::hooks::hash::{keccak256_of, ripemd160_of, sha256_of};
use alloy_primitives::hex;
use k256::ecdsa::signature::hazmat::PrehashVerifier;
use k256::ecdsa::{Signature, VerifyingKey};
use thiserror::Error;

const SCALAR: usize = 32;
/// Where the second coordinate of a key begins.
const ORDINATE: usize = 1 + SCALAR;
/// Bytes of the shortest signature: heads of the whole and of two numbers, and a byte of each.
const SHORTEST: usize = 8;
/// The modulus of the field.
const FIELD: [u8; SCALAR] =
    hex!("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");
/// The order of the group.
const ORDER: [u8; SCALAR] =
    hex!("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");

/// Why a signature is not good.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(super) enum Refused {
    /// No key has this length.
    #[error("malformed public key: invalid length: {0}")]
    KeyLength(usize),
    /// No key of this length begins so.
    #[error("invalid public key: unsupported format: {0:x}")]
    KeyFormat(u8),
    /// A coordinate of the key is not in the field.
    #[error("invalid public key: {0} >= field prime")]
    KeyCoordinate(char),
    /// The key says another parity than its point has.
    #[error("invalid public key: y oddness does not match specified value of {0}")]
    KeyOddness(bool),
    /// The key's point is not on the curve.
    #[error("invalid public key: [{0},{1}] not on secp256k1 curve")]
    KeyPoint(String, String),
    /// The key's coordinate belongs to no point of the curve.
    #[error("invalid public key: x coordinate {0} is not on the secp256k1 curve")]
    KeyAbscissa(String),
    /// The number names no hash.
    #[error("hasher not supported")]
    Hash,
    /// The bytes are no signature.
    #[error("malformed signature: {0}")]
    Form(&'static str),
    /// The numbers end elsewhere than the signature says.
    #[error("malformed signature: bad final length {0} != {1}")]
    FinalLength(usize, usize),
    /// A number of the signature is out of its range.
    #[error("invalid signature: {0} {1}")]
    Number(char, &'static str),
    /// It is the signature of another key or message.
    #[error("invalid signature")]
    Wrong,
}

/// Verifies a signature over a message that is hashed as asked. Only the low byte of `hash` counts.
///
/// # Errors
/// [`Refused`].
pub(super) fn check(
    key: &[u8],
    message: &[u8],
    signature: &[u8],
    hash: i32,
) -> Result<(), Refused> {
    let key = read_key(key)?;
    let digest = hash_message(message, hash).ok_or(Refused::Hash)?;
    let (r, s) = read_signature(signature)?;
    let signature = Signature::from_scalars(r, s).map_err(|_| Refused::Wrong)?;
    // Both values of `s` are good in production; the library takes the lower one.
    let signature = signature.normalize_s().unwrap_or(signature);
    key.verify_prehash(&first_scalar(&digest), &signature).map_err(|_| Refused::Wrong)
}

/// A key of 33 or 65 bytes; the hybrid form says the parity of the uncompressed `y` once more.
fn read_key(key: &[u8]) -> Result<VerifyingKey, Refused> {
    let mut plain = key.to_vec();
    let (Some(format), Some(last)) = (key.first().copied(), key.last()) else {
        return Err(Refused::KeyLength(0));
    };
    let coordinate = |at: usize| key.get(at..at.saturating_add(SCALAR)).unwrap_or_default();
    let (x, y) = (coordinate(1), coordinate(ORDINATE));
    match (key.len(), format) {
        (33, 2 | 3) | (65, 4 | 6 | 7) => {}
        (33 | 65, _) => return Err(Refused::KeyFormat(format)),
        (length, _) => return Err(Refused::KeyLength(length)),
    }
    for (name, coordinate) in [('x', x), ('y', y)] {
        if coordinate >= FIELD.as_slice() {
            return Err(Refused::KeyCoordinate(name));
        }
    }
    if let 6 | 7 = format {
        let is_odd = format == 7;
        if (last & 1 == 1) != is_odd {
            return Err(Refused::KeyOddness(is_odd));
        }
        if let Some(head) = plain.first_mut() {
            *head = 4;
        }
    }
    VerifyingKey::from_sec1_bytes(&plain).map_err(|_| {
        if y.is_empty() {
            Refused::KeyAbscissa(hex::encode(x))
        } else {
            Refused::KeyPoint(hex::encode(x), hex::encode(y))
        }
    })
}

/// The two numbers of a signature: `30 <length> 02 <length> <r> 02 <length> <s>`.
///
/// Leading zeros, missing ones before a set top bit, and bytes after the end are let through.
fn read_signature(signature: &[u8]) -> Result<([u8; SCALAR], [u8; SCALAR]), Refused> {
    let form = Refused::Form;
    let [0x30, length, ..] = *signature else {
        let is_short = signature.len() < SHORTEST;
        return Err(form(if is_short { "too short" } else { "no header magic" }));
    };
    if signature.len() < SHORTEST {
        return Err(form("too short"));
    }
    // Production adds the two bytes of the head to the length in eight bits.
    let whole = usize::from(length.wrapping_add(2));
    let body = signature.get(2..whole).filter(|_| whole >= SHORTEST).ok_or(form("bad length"))?;
    let ([marker, length], rest) = body.split_first_chunk().ok_or(form("bad length"))?;
    if *marker != 2 {
        return Err(form("no 1st int marker"));
    }
    // Three bytes at least have to follow.
    let longest = rest.len().saturating_sub(3);
    let length = usize::from(*length);
    let (digits, rest) = Some(length)
        .filter(|length| (1..=longest).contains(length))
        .and_then(|length| rest.split_at_checked(length))
        .ok_or(form("bogus R length"))?;
    let r = number('R', digits)?;
    let ([marker, length], rest) = rest.split_first_chunk().ok_or(form("bogus S length"))?;
    if *marker != 2 {
        return Err(form("no 2nd int marker"));
    }
    let length = usize::from(*length);
    let (digits, rest) = Some(length)
        .filter(|length| *length > 0)
        .and_then(|length| rest.split_at_checked(length))
        .ok_or(form("bogus S length"))?;
    let s = number('S', digits)?;
    if rest.is_empty() {
        return Ok((r, s));
    }
    Err(Refused::FinalLength(whole.saturating_sub(rest.len()), whole))
}

/// A number between zero and the order of the group.
fn number(name: char, digits: &[u8]) -> Result<[u8; SCALAR], Refused> {
    let zeros = digits.iter().take_while(|byte| **byte == 0).count();
    let digits = digits.get(zeros..).unwrap_or_default();
    if digits.len() > SCALAR {
        return Err(Refused::Number(name, "is larger than 256 bits"));
    }
    let number = first_scalar(digits);
    if number >= ORDER {
        return Err(Refused::Number(name, ">= group order"));
    }
    if digits.is_empty() {
        return Err(Refused::Number(name, "is 0"));
    }
    Ok(number)
}

/// The message as it is signed; `None` for a hash that is unknown. Only the low byte counts.
fn hash_message(message: &[u8], hash: i32) -> Option<Vec<u8>> {
    let [kind, ..] = hash.to_le_bytes();
    Some(match kind {
        0 => message.to_vec(),
        1 => sha256_of(message),
        2 => sha256_of(&sha256_of(message)),
        3 => keccak256_of(message),
        4 => ripemd160_of(message),
        _ => return None,
    })
}

/// The first 32 bytes as a big-endian number; shorter bytes have zeros before them.
fn first_scalar(bytes: &[u8]) -> [u8; SCALAR] {
    let bytes = bytes.get(..SCALAR).unwrap_or(bytes);
    let mut scalar = [0; SCALAR];
    for (target, byte) in scalar.iter_mut().rev().zip(bytes.iter().rev()) {
        *target = *byte;
    }
    scalar
}

/// Writes a secp256k1 signature in DER form, with the lower of the two possible `s`.
pub(super) fn encode(r: &[u8], s: &[u8]) -> Vec<u8> {
    use k256::elliptic_curve::{ops::Reduce, scalar::IsHigh};
    use k256::{Scalar, U256};
    let reduce = |bytes: &[u8]| {
        let number = first_scalar(bytes);
        <Scalar as Reduce<U256>>::reduce_bytes(&number.into())
    };
    let (r, s) = (reduce(r), reduce(s));
    let s = if bool::from(s.is_high()) { s.negate() } else { s };
    let mut body = encode_integer(&r.to_bytes());
    body.extend(encode_integer(&s.to_bytes()));
    with_length(0x30, body)
}

/// A number without needless zeros, and with one before a set top bit.
fn encode_integer(scalar: &[u8]) -> Vec<u8> {
    let zeros = scalar.iter().take_while(|byte| **byte == 0).count();
    let mut digits = scalar.get(zeros..).unwrap_or_default().to_vec();
    if digits.first().is_none_or(|first| *first >= 0x80) {
        digits.insert(0, 0);
    }
    with_length(0x02, digits)
}

/// A tag, a length and the bytes; none of ours is longer than 127 bytes.
fn with_length(tag: u8, bytes: Vec<u8>) -> Vec<u8> {
    let length = u8::try_from(bytes.len()).unwrap_or(u8::MAX);
    let mut tagged = vec![tag, length];
    tagged.extend(bytes);
    tagged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(digits: &str) -> Vec<u8> {
        hex::decode(digits).unwrap()
    }

    /// Signs with a fixed secp256k1 key, and gives key, `r` and `s`.
    fn signed_k256(digest: &[u8; 32]) -> (k256::ecdsa::SigningKey, Vec<u8>, Vec<u8>) {
        use k256::ecdsa::signature::hazmat::PrehashSigner;
        let key = k256::ecdsa::SigningKey::from_slice(&[7; 32]).unwrap();
        let signature: Signature = key.sign_prehash(digest).unwrap();
        let (r, s) = signature.split_bytes();
        (key, r.to_vec(), s.to_vec())
    }

    fn is_good(key: &[u8], message: &[u8], signature: &[u8], hash: i32) -> bool {
        check(key, message, signature, hash).is_ok()
    }

    #[test]
    fn secp256k1_takes_every_form_of_key_and_signature() {
        let digest: [u8; 32] = sha256_of(b"message").try_into().unwrap();
        let (key, r, s) = signed_k256(&digest);
        let der = encode(&r, &s);
        let point = key.verifying_key().to_encoded_point(false);
        let mut hybrid = point.as_bytes().to_vec();
        hybrid[0] = 6 | (hybrid[64] & 1);
        let compressed = key.verifying_key().to_encoded_point(true);
        for form in [point.as_bytes(), &hybrid, compressed.as_bytes()] {
            assert!(is_good(form, b"message", &der, 1), "{form:?}");
            assert!(is_good(form, &digest, &der, 256), "plain hash");
            assert!(!is_good(form, b"messagf", &der, 1));
            assert!(!is_good(form, b"message", &der, 2));
            assert!(!is_good(form, b"message", &der, 5));
        }
        hybrid[0] ^= 1;
        assert!(!is_good(&hybrid, b"message", &der, 1));
    }

    #[test]
    fn secp256k1_takes_the_higher_s_and_encodes_the_lower() {
        let digest: [u8; 32] = sha256_of(b"message").try_into().unwrap();
        let (key, r, s) = signed_k256(&digest);
        let order = bytes("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
        let number = |bytes: &[u8]| num_bigint::BigUint::from_bytes_be(bytes);
        let higher = (number(&order) - number(&s)).to_bytes_be();
        assert_eq!(encode(&r, &higher), encode(&r, &s));
        let mut body = encode_integer(&r);
        body.extend(encode_integer(&higher));
        let der = with_length(0x30, body);
        let key = key.verifying_key().to_encoded_point(true);
        assert!(is_good(key.as_bytes(), b"message", &der, 1));
    }

    #[test]
    fn der_forms() {
        let good = bytes("30060201010201ff");
        let (r, s) = read_signature(&good).unwrap();
        assert_eq!((r[31], s[31]), (1, 0xff), "no zero before the top bit");
        assert!(read_signature(&bytes("3008020200010202000177")).is_ok(), "zeros and a tail");
        for (bad, why) in [
            ("", "too short"),
            ("30", "too short"),
            ("3106020101020101", "no header magic"),
            ("3005020101020101", "bad length"),
            ("3007020101020101", "bad length"),
            ("30fe0201010201ff", "bad length"),
            ("3006030101020101", "no 1st int marker"),
            ("30060200010201ff", "bogus R length"),
            ("30060201010301ff", "no 2nd int marker"),
            ("30060201010200ff", "bogus S length"),
        ] {
            assert_eq!(read_signature(&bytes(bad)), Err(Refused::Form(why)), "{bad}");
        }
        assert_eq!(encode(&[], &[0, 0]), bytes("3006020100020100"));
    }

    #[test]
    fn secp256k1_vector_of_production() {
        // `mx-chain-vm-go:crypto/signing/secp256/secp256_test.go`, a signature of Ethereum.
        let message = bytes("ce0677bb30baa8cf067c88db9811f4333d131bf8bcf12fe7065d211dce971008");
        let r = bytes("90f27b8b488db00b00606796d2987f6a5f59ae62ea05effe84fef5b8b0e54998");
        let s = bytes("4a691139ad57a3f0b906637673aa2f63d1f55cb1a69199d4009eea23ceaddc93");
        let key = bytes(
            "04e32df42865e97135acfb65f3bae71bdc86f4d49150ad6a440b6f15878109880a0a2b2667f7e725ceea70c673093bf67663e0312623c8e091b13cf2c0f11ef652",
        );
        let der = encode(&r, &s);
        assert!(is_good(&key, &message, &der, 0));
    }
}
