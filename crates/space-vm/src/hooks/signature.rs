//! Signatures: BLS, ed25519, secp256k1 and secp256r1. A wrong signature fails the execution.
//!
//! Source: `mx-chain-vm-go:vmhost/vmhooks/cryptoei.go`, `crypto/signing`.

mod bls;
mod scheme;
mod secp256k1;

pub use bls::verify as verify_bls;

use super::hash::charge_length;
use super::managed_buffer::{charge_buffer, copy_of};
use crate::error::{Failure, HookError};
use crate::guest::{Guest, GuestAccess};
use crate::managed::read_buffers;
use crate::table::{Handle, MemLen, MemPtr, hooks};
use vm_core::{Bytes, HaltReason, HookTrap, Release};

/// The message is hashed twice with SHA-256, as Bitcoin does.
const DOUBLE_SHA256: i32 = 2;
const BLS_KEY: i32 = 96;
const BLS_SIGNATURE: i32 = 48;
const ED25519_KEY: i32 = 32;
const ED25519_SIGNATURE: i32 = 64;
const COMPRESSED_KEY: i32 = 33;
const UNCOMPRESSED_KEY: i32 = 65;
/// Bytes of a signature's head: its tag and the length of the rest.
const DER_HEAD: i32 = 2;

// tidy: table: a row of the hook table is one line.
hooks! {
    /// Verifies a BLS signature over guest memory; returns 0, or fails.
    "verifyBLS" => VerifyBLS = bls(key: MemPtr, message: MemPtr, length: MemLen, signature: MemPtr) -> i32, gas VerifyBLS, since Genesis;
    /// Verifies a BLS signature over a buffer; returns 0, or fails.
    "managedVerifyBLS" => ManagedVerifyBLS = managed_bls(key: Handle, message: Handle, signature: Handle) -> i32, gas VerifyBLS, since Genesis;
    /// Verifies the BLS signature of one of several signers over a buffer; returns 0, or fails.
    "managedVerifyBLSSignatureShare" => ManagedVerifyBLSSignatureShare = managed_bls(key: Handle, message: Handle, signature: Handle) -> i32, gas VerifyBLSSignatureShare, since CryptoOpcodesV2;
    /// Verifies the sum of several signers' BLS signatures over a buffer, with the signers' keys as a list of buffers; returns 0, or fails.
    "managedVerifyBLSAggregatedSignature" => ManagedVerifyBLSAggregatedSignature =
        managed_bls_aggregated(keys: Handle, message: Handle, signature: Handle) -> i32, gas VerifyBLSMultiSig, since CryptoOpcodesV2;
    /// Verifies an ed25519 signature over guest memory; returns 0, or fails.
    "verifyEd25519" => VerifyEd25519 = ed25519(key: MemPtr, message: MemPtr, length: MemLen, signature: MemPtr) -> i32, gas VerifyEd25519, since Genesis;
    /// Verifies an ed25519 signature over a buffer; returns 0, or fails.
    "managedVerifyEd25519" => ManagedVerifyEd25519 = managed_ed25519(key: Handle, message: Handle, signature: Handle) -> i32, gas VerifyEd25519, since Genesis;
    /// Verifies a secp256k1 signature in DER form over guest memory; returns 0, or fails.
    /// The message is hashed as asked: 0 not at all, 1 SHA-256, 2 twice SHA-256, 3 Keccak-256, 4 RIPEMD-160.
    "verifyCustomSecp256k1" => VerifyCustomSecp256k1 =
        custom_secp256k1(key: MemPtr, key_length: MemLen, message: MemPtr, length: MemLen, signature: MemPtr, hash: i32) -> i32,
        gas VerifySecp256k1, since Genesis;
    /// Verifies a secp256k1 signature in DER form over a buffer, hashed as asked; returns 0, or fails.
    "managedVerifyCustomSecp256k1" => ManagedVerifyCustomSecp256k1 = managed_custom_secp256k1(key: Handle, message: Handle, signature: Handle, hash: i32) -> i32, gas VerifySecp256k1, since Genesis;
    /// Verifies a secp256k1 signature in DER form over guest memory, hashed twice with SHA-256; returns 0, or fails.
    "verifySecp256k1" => VerifySecp256k1 = secp256k1(key: MemPtr, key_length: MemLen, message: MemPtr, length: MemLen, signature: MemPtr) -> i32, gas VerifySecp256k1, since Genesis;
    /// Verifies a secp256k1 signature in DER form over a buffer, hashed twice with SHA-256; returns 0, or fails.
    "managedVerifySecp256k1" => ManagedVerifySecp256k1 = managed_secp256k1(key: Handle, message: Handle, signature: Handle) -> i32, gas VerifySecp256k1, since Genesis;
    /// Writes a secp256k1 signature in DER form from its two numbers, with the lower of the two possible `s`; returns 0.
    "encodeSecp256k1DerSignature" => EncodeSecp256k1DerSignature = encode_der(r: MemPtr, r_length: MemLen, s: MemPtr, s_length: MemLen, signature: MemPtr) -> i32, gas EncodeDERSig, since Genesis;
    /// Writes a secp256k1 signature in DER form from its two numbers into a buffer; returns 0.
    "managedEncodeSecp256k1DerSignature" => ManagedEncodeSecp256k1DerSignature = managed_encode_der(r: Handle, s: Handle, signature: Handle) -> i32, gas EncodeDERSig, since Genesis;
    /// Verifies a secp256r1 signature, 64 bytes with a low `s`, over the SHA-256 of a buffer; returns 0, or fails.
    "managedVerifySecp256r1" => ManagedVerifySecp256r1 = managed_secp256r1(key: Handle, message: Handle, signature: Handle) -> i32, gas VerifySecp256r1, since CryptoOpcodesV2;
}

/// The words for a wrong BLS signature in managed buffers.
const BLS: (HookError, HookError) = (HookError::SignatureIsInvalid, HookError::BlsVerify);
/// The words for a wrong signature over one of the curves of 256 bits in managed buffers.
const SECP256: (HookError, HookError) = (HookError::SignatureIsInvalid, HookError::Secp256k1Verify);

/// As [`verdict`], in the words of production's library.
fn told<E: core::fmt::Display>(
    guest: &mut Guest<'_>,
    checked: Result<(), E>,
    error: HookError,
) -> Result<i32, HookTrap> {
    match checked {
        Ok(()) => Ok(0),
        Err(_) if guest.context.release() >= Release::Barnard => Err(guest.fail(error)),
        Err(refused) => {
            let text = Bytes::from(refused.to_string().into_bytes());
            Err(guest.context.stop(Failure::Halt(HaltReason::ExecutionFailed, text)))
        }
    }
}

/// 0 for a good signature, or the end of the execution. Until Barnard, production shows the words of its
/// libraries, which `before` has (`mx-chain-vm-go:vmhost/flags.go`, `MaskInternalDependenciesErrorsFlag`).
fn verdict(
    guest: &mut Guest<'_>,
    is_valid: bool,
    (before, error): (HookError, HookError),
) -> Result<i32, HookTrap> {
    if is_valid {
        return Ok(0);
    }
    let is_masked = guest.context.release() >= Release::Barnard;
    Err(guest.fail(if is_masked { error } else { before }))
}

/// The words for a wrong ed25519 signature.
fn ed25519_error(key: &[u8]) -> (HookError, HookError) {
    let is_key = i32::try_from(key.len()).is_ok_and(|length| length == ED25519_KEY);
    let before = if is_key { HookError::InvalidSignature } else { HookError::InvalidPublicKey };
    (before, HookError::Ed25519Verify)
}

fn bls(
    guest: &mut Guest<'_>,
    key: MemPtr,
    message: MemPtr,
    length: MemLen,
    signature: MemPtr,
) -> Result<i32, HookTrap> {
    let key = guest.load(key.0, BLS_KEY)?;
    charge_length(guest, length)?;
    let message = guest.load(message.0, length.0)?;
    let signature = guest.load(signature.0, BLS_SIGNATURE)?;
    told(guest, bls::check(&key, &message, &signature), HookError::BlsVerify)
}

fn managed_bls(
    guest: &mut Guest<'_>,
    key: Handle,
    message: Handle,
    signature: Handle,
) -> Result<i32, HookTrap> {
    let [key, message, signature] = charged_buffers(guest, [key, message, signature])?;
    let is_valid = bls::verify(&key, &message, &signature);
    verdict(guest, is_valid, BLS)
}

/// The list of keys is charged twice, as a buffer and as a list, and every key before one is decoded.
/// Whatever is wrong with the list, gas included, ends as a wrong signature does.
fn managed_bls_aggregated(
    guest: &mut Guest<'_>,
    keys: Handle,
    message: Handle,
    signature: Handle,
) -> Result<i32, HookTrap> {
    let [_, message, signature] = charged_buffers(guest, [keys, message, signature])?;
    let Ok((keys, _)) = read_buffers(guest, keys) else {
        let is_masked = guest.context.release() >= Release::Barnard;
        let (before, error) = BLS;
        return Err(guest.context.fail_instead(if is_masked { error } else { before }));
    };
    let is_valid = bls::verify_aggregated(&keys, &message, &signature);
    verdict(guest, is_valid, BLS)
}

fn ed25519(
    guest: &mut Guest<'_>,
    key: MemPtr,
    message: MemPtr,
    length: MemLen,
    signature: MemPtr,
) -> Result<i32, HookTrap> {
    let key = guest.load(key.0, ED25519_KEY)?;
    charge_length(guest, length)?;
    let message = guest.load(message.0, length.0)?;
    let signature = guest.load(signature.0, ED25519_SIGNATURE)?;
    let is_valid = scheme::verify_ed25519(&key, &message, &signature);
    verdict(guest, is_valid, ed25519_error(&key))
}

/// The buffers of a verification, each charged as it is read.
fn charged_buffers(guest: &mut Guest<'_>, handles: [Handle; 3]) -> Result<[Bytes; 3], HookTrap> {
    let mut buffers = [Bytes::new(), Bytes::new(), Bytes::new()];
    for (buffer, handle) in buffers.iter_mut().zip(handles) {
        charge_buffer(guest, handle)?;
        *buffer = copy_of(guest, handle)?;
    }
    Ok(buffers)
}

fn managed_ed25519(
    guest: &mut Guest<'_>,
    key: Handle,
    message: Handle,
    signature: Handle,
) -> Result<i32, HookTrap> {
    let [key, message, signature] = charged_buffers(guest, [key, message, signature])?;
    let is_valid = scheme::verify_ed25519(&key, &message, &signature);
    verdict(guest, is_valid, ed25519_error(&key))
}

#[expect(clippy::too_many_arguments, reason = "the import has so many parameters")]
fn custom_secp256k1(
    guest: &mut Guest<'_>,
    key: MemPtr,
    key_length: MemLen,
    message: MemPtr,
    length: MemLen,
    signature: MemPtr,
    hash: i32,
) -> Result<i32, HookTrap> {
    if key_length.0 != COMPRESSED_KEY && key_length.0 != UNCOMPRESSED_KEY {
        return Err(guest.fail(HookError::PublicKeySize));
    }
    let key = guest.load(key.0, key_length.0)?;
    charge_length(guest, length)?;
    let message = guest.load(message.0, length.0)?;
    let head = guest.load(signature.0, DER_HEAD)?;
    // A head that guest memory cuts short makes production panic, which fails the execution.
    let rest = guest.check(head.get(1).copied().ok_or(HookError::ExecutionFailed))?;
    let signature = guest.load(signature.0, DER_HEAD.saturating_add(i32::from(rest)))?;
    let checked = secp256k1::check(&key, &message, &signature, hash);
    told(guest, checked, HookError::Secp256k1Verify)
}

fn managed_custom_secp256k1(
    guest: &mut Guest<'_>,
    key: Handle,
    message: Handle,
    signature: Handle,
    hash: i32,
) -> Result<i32, HookTrap> {
    let [key, message, signature] = charged_buffers(guest, [key, message, signature])?;
    let is_valid = secp256k1::check(&key, &message, &signature, hash).is_ok();
    verdict(guest, is_valid, SECP256)
}

fn secp256k1(
    guest: &mut Guest<'_>,
    key: MemPtr,
    key_length: MemLen,
    message: MemPtr,
    length: MemLen,
    signature: MemPtr,
) -> Result<i32, HookTrap> {
    custom_secp256k1(guest, key, key_length, message, length, signature, DOUBLE_SHA256)
}

fn managed_secp256k1(
    guest: &mut Guest<'_>,
    key: Handle,
    message: Handle,
    signature: Handle,
) -> Result<i32, HookTrap> {
    managed_custom_secp256k1(guest, key, message, signature, DOUBLE_SHA256)
}

fn encode_der(
    guest: &mut Guest<'_>,
    r: MemPtr,
    r_length: MemLen,
    s: MemPtr,
    s_length: MemLen,
    signature: MemPtr,
) -> Result<i32, HookTrap> {
    let r = guest.load(r.0, r_length.0)?;
    let s = guest.load(s.0, s_length.0)?;
    guest.store(signature.0, &secp256k1::encode(&r, &s))?;
    Ok(0)
}

fn managed_encode_der(
    guest: &mut Guest<'_>,
    r: Handle,
    s: Handle,
    signature: Handle,
) -> Result<i32, HookTrap> {
    let r = copy_of(guest, r)?;
    let s = copy_of(guest, s)?;
    let encoded = secp256k1::encode(&r, &s);
    guest.context.managed.set_buffer(signature, encoded);
    Ok(0)
}

fn managed_secp256r1(
    guest: &mut Guest<'_>,
    key: Handle,
    message: Handle,
    signature: Handle,
) -> Result<i32, HookTrap> {
    let [key, message, signature] = charged_buffers(guest, [key, message, signature])?;
    let is_valid = scheme::verify_secp256r1(&key, &message, &signature);
    verdict(guest, is_valid, SECP256)
}
