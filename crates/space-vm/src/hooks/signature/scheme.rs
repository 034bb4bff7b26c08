//! The signature schemes themselves, as lenient and as strict as production's libraries.

use crate::hooks::hash::{keccak256_of, ripemd160_of, sha256_of};
use k256::ecdsa::signature::hazmat::PrehashVerifier;

const SCALAR: usize = 32;

/// Verifies an ed25519 signature without the cofactor, as Go's standard library.
pub(super) fn verify_ed25519(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    use ed25519_dalek::{Signature, Verifier, VerifyingKey};
    let (Ok(key), Ok(signature)) = (key.try_into(), signature.try_into()) else {
        return false;
    };
    VerifyingKey::from_bytes(key)
        .is_ok_and(|key| key.verify(message, &Signature::from_bytes(signature)).is_ok())
}

/// Verifies a secp256k1 signature in the lenient DER form of Bitcoin; `None` when key, signature or hash are
/// none.
pub(super) fn verify_secp256k1(
    key: &[u8],
    message: &[u8],
    signature: &[u8],
    hash: i32,
) -> Option<bool> {
    use k256::ecdsa::{Signature, VerifyingKey};
    let key = VerifyingKey::from_sec1_bytes(&plain_key(key)?).ok()?;
    let digest = first_scalar(&hash_message(message, hash)?);
    let (r, s) = parse_der(signature)?;
    let signature = Signature::from_scalars(r, s).ok()?;
    // Both values of `s` are good in production; the library takes the lower one.
    let signature = signature.normalize_s().unwrap_or(signature);
    Some(key.verify_prehash(&digest, &signature).is_ok())
}

/// A public key in a form that the library knows: the hybrid form, which says the parity of the
/// uncompressed `y` once more, is checked and made uncompressed.
fn plain_key(key: &[u8]) -> Option<Vec<u8>> {
    let mut plain = key.to_vec();
    match (key.first()?, key.len()) {
        (2 | 3, 33) | (4, 65) => {}
        (6 | 7, 65) => {
            let parity = key.last()? & 1;
            let head = plain.first_mut()?;
            if *head & 1 != parity {
                return None;
            }
            *head = 4;
        }
        _ => return None,
    }
    Some(plain)
}

/// Whether a number names a hash.
pub(super) fn is_known_hash(hash: i32) -> bool {
    hash_message(&[], hash).is_some()
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

/// The two numbers of a signature: `30 <length> 02 <length> <r> 02 <length> <s>`.
///
/// Leading zeros, missing ones before a set top bit, and bytes after the end are let through.
fn parse_der(signature: &[u8]) -> Option<([u8; SCALAR], [u8; SCALAR])> {
    let (head, rest) = signature.split_first_chunk::<2>()?;
    let [0x30, length] = *head else {
        return None;
    };
    // Production adds the two bytes of the head to the length in eight bits.
    length.checked_add(2).filter(|whole| *whole >= 8)?;
    let body = rest.get(..usize::from(length))?;
    let (r, body) = parse_integer(body)?;
    let (s, body) = parse_integer(body)?;
    body.is_empty().then_some((r, s))
}

/// A number and what follows it.
fn parse_integer(bytes: &[u8]) -> Option<([u8; SCALAR], &[u8])> {
    let (head, rest) = bytes.split_first_chunk::<2>()?;
    let [0x02, length] = *head else {
        return None;
    };
    if length == 0 {
        return None;
    }
    let (digits, rest) = rest.split_at_checked(usize::from(length))?;
    let zeros = digits.iter().take_while(|byte| **byte == 0).count();
    let digits = digits.get(zeros..)?;
    (digits.len() <= SCALAR).then(|| (first_scalar(digits), rest))
}

/// Writes a secp256k1 signature in DER form, with the lower of the two possible `s`.
pub(super) fn encode_secp256k1(r: &[u8], s: &[u8]) -> Vec<u8> {
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

/// Verifies a secp256r1 signature with a low `s` over the SHA-256 of a message.
pub(super) fn verify_secp256r1(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    use p256::ecdsa::{Signature, VerifyingKey};
    let has_form = key.len() == 33 && matches!(key.first(), Some(2 | 3));
    let (Ok(key), Ok(signature)) =
        (VerifyingKey::from_sec1_bytes(key), Signature::from_slice(signature))
    else {
        return false;
    };
    let digest = sha256_of(message);
    has_form && signature.normalize_s().is_none() && key.verify_prehash(&digest, &signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::hex;

    fn bytes(digits: &str) -> Vec<u8> {
        hex::decode(digits).unwrap()
    }

    /// Signs with a fixed secp256k1 key, and gives key, `r` and `s`.
    fn signed_k256(digest: &[u8; 32]) -> (k256::ecdsa::SigningKey, Vec<u8>, Vec<u8>) {
        use k256::ecdsa::signature::hazmat::PrehashSigner;
        let key = k256::ecdsa::SigningKey::from_slice(&[7; 32]).unwrap();
        let signature: k256::ecdsa::Signature = key.sign_prehash(digest).unwrap();
        let (r, s) = signature.split_bytes();
        (key, r.to_vec(), s.to_vec())
    }

    fn is_good(key: &[u8], message: &[u8], signature: &[u8], hash: i32) -> bool {
        verify_secp256k1(key, message, signature, hash) == Some(true)
    }

    #[test]
    fn secp256k1_takes_every_form_of_key_and_signature() {
        let digest: [u8; 32] = sha256_of(b"message").try_into().unwrap();
        let (key, r, s) = signed_k256(&digest);
        let der = encode_secp256k1(&r, &s);
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
        assert_eq!(encode_secp256k1(&r, &higher), encode_secp256k1(&r, &s));
        let mut body = encode_integer(&r);
        body.extend(encode_integer(&higher));
        let der = with_length(0x30, body);
        let key = key.verifying_key().to_encoded_point(true);
        assert!(is_good(key.as_bytes(), b"message", &der, 1));
    }

    #[test]
    fn der_forms() {
        let good = bytes("30060201010201ff");
        let (r, s) = parse_der(&good).unwrap();
        assert_eq!((r[31], s[31]), (1, 0xff), "no zero before the top bit");
        assert!(parse_der(&bytes("3008020200010202000177")).is_some(), "zeros and a tail");
        for bad in [
            "",
            "30",
            "3106020101020101",
            "3005020101020101",
            "3007020101020101",
            "30060201010301ff",
            "30060200010201ff",
            "30fe0201010201ff",
        ] {
            assert_eq!(parse_der(&bytes(bad)), None, "{bad}");
        }
        assert_eq!(encode_secp256k1(&[], &[0, 0]), bytes("3006020100020100"));
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
        let der = encode_secp256k1(&r, &s);
        assert!(is_good(&key, &message, &der, 0));
    }

    #[test]
    fn ed25519_vector() {
        // RFC 8032, section 7.1, test 2.
        let key = bytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        let mut signature = bytes(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        );
        assert!(verify_ed25519(&key, &[0x72], &signature));
        assert!(!verify_ed25519(&key, &[0x73], &signature));
        assert!(!verify_ed25519(&key[1..], &[0x72], &signature));
        signature.pop();
        assert!(!verify_ed25519(&key, &[0x72], &signature));
    }

    #[test]
    fn secp256r1_wants_a_low_s() {
        use p256::ecdsa::signature::hazmat::PrehashSigner;
        let key = p256::ecdsa::SigningKey::from_slice(&[9; 32]).unwrap();
        let signature: p256::ecdsa::Signature = key.sign_prehash(&sha256_of(b"m")).unwrap();
        let low = signature.normalize_s().unwrap_or(signature);
        let (r, s) = low.split_scalars();
        let high = p256::ecdsa::Signature::from_scalars(r, -*s).unwrap();
        let point = key.verifying_key().to_encoded_point(true);
        let uncompressed = key.verifying_key().to_encoded_point(false);
        assert!(verify_secp256r1(point.as_bytes(), b"m", &low.to_bytes()));
        assert!(!verify_secp256r1(point.as_bytes(), b"m", &high.to_bytes()));
        assert!(!verify_secp256r1(point.as_bytes(), b"n", &low.to_bytes()));
        assert!(!verify_secp256r1(uncompressed.as_bytes(), b"m", &low.to_bytes()));
    }
}
