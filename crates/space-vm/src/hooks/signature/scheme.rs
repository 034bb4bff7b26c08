//! ed25519 and secp256r1, as lenient and as strict as production's libraries.

use crate::hooks::hash::sha256_of;
use p256::ecdsa::signature::hazmat::PrehashVerifier;

/// Verifies an ed25519 signature without the cofactor, as Go's standard library.
pub(super) fn verify_ed25519(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    use ed25519_dalek::{Signature, Verifier, VerifyingKey};
    let (Ok(key), Ok(signature)) = (key.try_into(), signature.try_into()) else {
        return false;
    };
    VerifyingKey::from_bytes(key)
        .is_ok_and(|key| key.verify(message, &Signature::from_bytes(signature)).is_ok())
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
