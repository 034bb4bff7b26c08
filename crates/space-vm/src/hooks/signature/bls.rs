//! BLS signatures on BLS12-381 as production's library (herumi's mcl) has them: public keys in G2,
//! signatures in G1.
//!
//! The curve, its pairing and the checks of the subgroups are those of arkworks, which the EVM's
//! precompiles use too. What is mcl's own stands here, because no standard has it:
//!
//! - a point is its `x`, little-endian, with the parity of `y` in the top bit; the identity is all
//!   zeros;
//! - the generator of G2 is not the standard one, but what mcl's map makes of the number 1;
//! - a message is hashed with SHA-512 into the field, and mapped to the curve as Fouque and Tibouchi
//!   do, where the hash-to-curve of the IETF (RFC 9380) maps two elements by isogeny.
//!
//! Source: `mx-chain-crypto-go:signing/mcl`, `herumi/mcl:src/map_impl.hpp`,
//! `herumi/bls:src/bls_c_impl.hpp`.

#[cfg(test)]
mod tests;

use alloy_primitives::hex;
use ark_bls12_381::{Bls12_381, Fq, Fq2, G1Affine, G2Affine, G2Projective};
use ark_ec::pairing::{MillerLoopOutput, Pairing, PairingOutput};
use ark_ec::short_weierstrass::{Affine, SWCurveConfig};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{AdditiveGroup, BigInt, BigInteger, Field, MontFp, PrimeField, Zero};
use sha2::{Digest, Sha512};
use thiserror::Error;

/// Bytes of an element of the field, and of a signature.
const ELEMENT: usize = 48;
/// Bytes of a public key.
const KEY: usize = 96;
/// The bits of an element's highest limb: the modulus has 381.
const TOP_LIMB: u64 = u64::MAX >> 3;

/// The generator of G2: the public key of the secret key 1.
const GENERATOR: G2Affine = G2Affine::new_unchecked(
    Fq2::new(
        MontFp!(
            "2345388737500083945391657505708625859903954047151773287623537600586029428359739211026111121073980842558223033704140"
        ),
        MontFp!(
            "3558041178357727243543283929018475959655787667816024413880422701270944718005964809191925861299660390662341819212979"
        ),
    ),
    Fq2::new(
        MontFp!(
            "1111454484298065649047920916747797835589661734985194316226909186591481448224600088430816898704234962594609579273169"
        ),
        MontFp!(
            "3988173108836042169913782128392219399166696378042311135661652175544044220584995583525611110036064603671142074680982"
        ),
    ),
);

/// The root of -3 that the map to the curve uses.
const ROOT_OF_MINUS_3: Fq = MontFp!(
    "1586958781458431025242759403266842894121773480562120986020912974854563298150952611241517463240701"
);
/// `(-1 + ROOT_OF_MINUS_3) / 2`
const CUBE_ROOT_OF_1: Fq = MontFp!(
    "793479390729215512621379701633421447060886740281060493010456487427281649075476305620758731620350"
);

/// Why a signature is not good, in the words and the order of production's library
/// (`mx-chain-crypto-go:signing/{key.go,mcl/singlesig/bls.go}`).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(super) enum Refused {
    /// The key has not 96 bytes.
    #[error("parameter is invalid")]
    KeyLength,
    /// The key is no point.
    #[error("err mclBnG2_deserialize {0}")]
    KeyBytes(String),
    /// There is no message.
    #[error("message to be signed or to be verified is nil")]
    NoMessage,
    /// There is no signature.
    #[error("signature is nil")]
    NoSignature,
    /// The key is the identity.
    #[error("public key is invalid")]
    Key,
    /// The signature is no point.
    #[error("err blsSignatureDeserialize {0}")]
    SignatureBytes(String),
    /// The signature is the identity.
    #[error("bls12-381: invalid signature")]
    Signature,
    /// It is the signature of another key or message.
    #[error("signature is invalid")]
    Wrong,
}

/// Verifies the signature of one signer: 96 bytes of key, 48 of signature, at least one of message.
/// Anything else is not valid.
#[must_use]
pub fn verify(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    check(key, message, signature).is_ok()
}

/// As [`verify`], with the reason.
///
/// # Errors
/// [`Refused`].
pub(super) fn check(key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), Refused> {
    if key.len() != KEY {
        return Err(Refused::KeyLength);
    }
    let key = decode_key(key).ok_or_else(|| Refused::KeyBytes(hex::encode(key)))?;
    if message.is_empty() {
        return Err(Refused::NoMessage);
    }
    if signature.is_empty() {
        return Err(Refused::NoSignature);
    }
    if key.is_zero() {
        return Err(Refused::Key);
    }
    let signature = decode_signature(signature)
        .ok_or_else(|| Refused::SignatureBytes(hex::encode(signature)))?;
    if signature.is_zero() {
        return Err(Refused::Signature);
    }
    if pairings_agree(key, message, signature) { Ok(()) } else { Err(Refused::Wrong) }
}

/// Verifies the sum of several signers' signatures of one message.
///
/// The sum has no coefficients, so whoever calls knows that each key's owner has its secret. The
/// identity as a signature is refused by the pairing, because the sum of the keys may not be it.
pub(super) fn verify_aggregated<K: AsRef<[u8]>>(
    keys: &[K],
    message: &[u8],
    signature: &[u8],
) -> bool {
    let (Some(key), Some(signature)) = (sum_keys(keys), decode_signature(signature)) else {
        return false;
    };
    !message.is_empty() && pairings_agree(key, message, signature)
}

/// The sum of keys; `None` where one is no key, or the identity.
#[expect(clippy::arithmetic_side_effects, reason = "a field and a group do not overflow")]
fn sum_keys<K: AsRef<[u8]>>(keys: &[K]) -> Option<G2Affine> {
    let mut sum = G2Projective::ZERO;
    for key in keys {
        let key = decode_key(key.as_ref())?;
        if key.is_zero() {
            return None;
        }
        sum += key;
    }
    Some(sum.into_affine())
}

/// `e(signature, generator) = e(hash, key)`, as one product of two pairings. The identity is no key.
#[expect(clippy::arithmetic_side_effects, reason = "a field and a group do not overflow")]
fn pairings_agree(key: G2Affine, message: &[u8], signature: G1Affine) -> bool {
    let Some(hash) = hash_to_curve(message).filter(|_| !key.is_zero()) else {
        return false;
    };
    let product: MillerLoopOutput<Bls12_381> =
        Bls12_381::multi_miller_loop([signature, -hash], [GENERATOR, key]);
    Bls12_381::final_exponentiation(product)
        .is_some_and(|product: PairingOutput<_>| product.is_zero())
}

fn decode_key(bytes: &[u8]) -> Option<G2Affine> {
    let mut bytes: [u8; KEY] = bytes.try_into().ok()?;
    if bytes == [0; KEY] {
        return Some(G2Affine::identity());
    }
    let parity = take_parity(&mut bytes);
    let (real, imaginary) = bytes.split_first_chunk::<ELEMENT>()?;
    let x = Fq2::new(element(real)?, element(imaginary.try_into().ok()?)?);
    // A `y` whose real part is zero would have two even forms, but no point of the subgroup has it.
    point(x, parity, |y: &Fq2| y.c0.into_bigint().is_odd())
}

fn decode_signature(bytes: &[u8]) -> Option<G1Affine> {
    let mut bytes: [u8; ELEMENT] = bytes.try_into().ok()?;
    if bytes == [0; ELEMENT] {
        return Some(G1Affine::identity());
    }
    let parity = take_parity(&mut bytes);
    point(element(&bytes)?, parity, |y: &Fq| y.into_bigint().is_odd())
}

/// Takes the parity of `y` out of the top bit.
fn take_parity(bytes: &mut [u8]) -> bool {
    let Some(top) = bytes.last_mut() else {
        return false;
    };
    let parity = *top & 0x80 != 0;
    *top &= 0x7f;
    parity
}

/// An element of the field from little-endian bytes; `None` from the modulus on.
fn element(bytes: &[u8; ELEMENT]) -> Option<Fq> {
    Fq::from_bigint(integer(bytes))
}

fn integer(bytes: &[u8; ELEMENT]) -> BigInt<6> {
    let mut limbs = [0; 6];
    for (limb, chunk) in limbs.iter_mut().zip(bytes.as_chunks().0) {
        *limb = u64::from_le_bytes(*chunk);
    }
    BigInt::new(limbs)
}

/// The point of the subgroup at `x`, with the `y` of the parity that is asked for.
fn point<C: SWCurveConfig>(
    x: C::BaseField,
    parity: bool,
    is_odd: fn(&C::BaseField) -> bool,
) -> Option<Affine<C>> {
    let (y, negated) = Affine::<C>::get_ys_from_x_unchecked(x)?;
    let y = if is_odd(&y) == parity { y } else { negated };
    let point = Affine::new_unchecked(x, y);
    point.is_in_correct_subgroup_assuming_on_curve().then_some(point)
}

/// The point of G1 that stands for a message.
fn hash_to_curve(message: &[u8]) -> Option<G1Affine> {
    let point = map_to_curve(hash_to_field(message)?)?;
    // The whole cofactor, where RFC 9380 has a shorter multiplier with the same subgroup.
    Some(point.mul_by_cofactor())
}

/// The first 381 bits of the SHA-512 as a little-endian number; one bit fewer where that is not
/// below the modulus.
fn hash_to_field(message: &[u8]) -> Option<Fq> {
    let digest = Sha512::digest(message);
    let mut number = integer(digest.first_chunk()?);
    let [.., top] = &mut number.0;
    *top &= TOP_LIMB;
    if number >= Fq::MODULUS {
        let [.., top] = &mut number.0;
        *top &= TOP_LIMB >> 1;
    }
    Fq::from_bigint(number)
}

/// The map of Fouque and Tibouchi ("Indifferentiable hashing to Barreto-Naehrig curves", 2012): the
/// first of three candidates for `x` that lies on the curve, and the root of `t`'s quadratic
/// character for `y`.
///
/// `None` where the map is not defined, at zero and at the roots of -5; no known message has such a hash.
#[expect(clippy::arithmetic_side_effects, reason = "a field and a group do not overflow")]
fn map_to_curve(t: Fq) -> Option<G1Affine> {
    let character = t.legendre();
    // One more than the curve's `b`, 4.
    let denominator = t.square() + Fq::from(5_u64);
    let w = ROOT_OF_MINUS_3 * t * denominator.inverse()?;
    let first = CUBE_ROOT_OF_1 - t * w;
    let second = -first - Fq::ONE;
    let third = w.square().inverse()? + Fq::ONE;
    for x in [first, second, third] {
        if let Some((y, negated)) = G1Affine::get_ys_from_x_unchecked(x) {
            // One of the two roots is a square itself, because -1 is none.
            let y = if y.legendre() == character { y } else { negated };
            return Some(G1Affine::new_unchecked(x, y));
        }
    }
    None
}
