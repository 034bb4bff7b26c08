//! Hashes of guest memory and of managed buffers.
//!
//! Source: `mx-chain-vm-go:vmhost/vmhooks/cryptoei.go`, `crypto/hashing/hasher.go`.

use super::managed_buffer::{charge_buffer, copy_of};
use crate::error::HookError;
use crate::guest::{Guest, GuestAccess};
use crate::table::{Handle, MemLen, MemPtr, hooks};
use ripemd::Ripemd160;
use sha2::{Digest, Sha256};
use sha3::Keccak256;
use vm_core::HookTrap;

// tidy: table: a row of the hook table is one line.
hooks! {
    /// Hashes guest memory with SHA-256 into 32 bytes of guest memory; returns 0.
    "sha256" => Sha256Hook = sha256(data: MemPtr, length: MemLen, result: MemPtr) -> i32, gas SHA256, since Genesis;
    /// Hashes a buffer with SHA-256 into another; returns 0.
    "managedSha256" => ManagedSha256 = managed_sha256(input: Handle, output: Handle) -> i32, gas SHA256, since Genesis;
    /// Hashes guest memory with Keccak-256 into 32 bytes of guest memory; returns 0.
    "keccak256" => Keccak256Hook = keccak256(data: MemPtr, length: MemLen, result: MemPtr) -> i32, gas Keccak256, since Genesis;
    /// Hashes a buffer with Keccak-256 into another; returns 0.
    "managedKeccak256" => ManagedKeccak256 = managed_keccak256(input: Handle, output: Handle) -> i32, gas Keccak256, since Genesis;
    /// Hashes guest memory with RIPEMD-160 into 20 bytes of guest memory; returns 0.
    "ripemd160" => Ripemd160Hook = ripemd160(data: MemPtr, length: MemLen, result: MemPtr) -> i32, gas Ripemd160, since Genesis;
    /// Hashes a buffer with RIPEMD-160 into another; returns 0.
    "managedRipemd160" => ManagedRipemd160 = managed_ripemd160(input: Handle, output: Handle) -> i32, gas Ripemd160, since Genesis;
}

/// A hash function.
type Hash = fn(&[u8]) -> Vec<u8>;

/// The RIPEMD-160 hash.
pub(super) fn ripemd160_of(data: &[u8]) -> Vec<u8> {
    <Ripemd160 as ripemd::Digest>::digest(data).to_vec()
}

/// The Keccak-256 hash.
pub(super) fn keccak256_of(data: &[u8]) -> Vec<u8> {
    Keccak256::digest(data).to_vec()
}

/// The SHA-256 hash.
pub(super) fn sha256_of(data: &[u8]) -> Vec<u8> {
    Sha256::digest(data).to_vec()
}

/// Charges for a length before anything is read; production takes a negative one for a huge one.
pub(super) fn charge_length(guest: &mut Guest<'_>, length: MemLen) -> Result<(), HookTrap> {
    let length = usize::try_from(length.0).map_err(|_| HookError::NotEnoughGas);
    let length = guest.check(length)?;
    guest.charge_copy(length)
}

fn hash_memory(
    guest: &mut Guest<'_>,
    (data, length): (MemPtr, MemLen),
    result: MemPtr,
    hash: Hash,
) -> Result<i32, HookTrap> {
    charge_length(guest, length)?;
    let data = guest.load(data.0, length.0)?;
    guest.store(result.0, &hash(&data))?;
    Ok(0)
}

fn hash_buffer(
    guest: &mut Guest<'_>,
    input: Handle,
    output: Handle,
    hash: Hash,
) -> Result<i32, HookTrap> {
    charge_buffer(guest, input)?;
    let input = copy_of(guest, input)?;
    guest.context.managed.set_buffer(output, hash(&input));
    Ok(0)
}

fn sha256(
    guest: &mut Guest<'_>,
    data: MemPtr,
    length: MemLen,
    result: MemPtr,
) -> Result<i32, HookTrap> {
    hash_memory(guest, (data, length), result, sha256_of)
}

fn managed_sha256(guest: &mut Guest<'_>, input: Handle, output: Handle) -> Result<i32, HookTrap> {
    hash_buffer(guest, input, output, sha256_of)
}

fn keccak256(
    guest: &mut Guest<'_>,
    data: MemPtr,
    length: MemLen,
    result: MemPtr,
) -> Result<i32, HookTrap> {
    hash_memory(guest, (data, length), result, keccak256_of)
}

fn managed_keccak256(
    guest: &mut Guest<'_>,
    input: Handle,
    output: Handle,
) -> Result<i32, HookTrap> {
    hash_buffer(guest, input, output, keccak256_of)
}

fn ripemd160(
    guest: &mut Guest<'_>,
    data: MemPtr,
    length: MemLen,
    result: MemPtr,
) -> Result<i32, HookTrap> {
    hash_memory(guest, (data, length), result, ripemd160_of)
}

fn managed_ripemd160(
    guest: &mut Guest<'_>,
    input: Handle,
    output: Handle,
) -> Result<i32, HookTrap> {
    hash_buffer(guest, input, output, ripemd160_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_of_nothing() {
        let cases: [(Hash, &str); 3] = [
            (sha256_of, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (keccak256_of, "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
            (ripemd160_of, "9c1185a5c5e9fc54612808977ee8f548b2258d31"),
        ];
        for (hash, expected) in cases {
            assert_eq!(alloy_primitives::hex::encode(hash(&[])), expected);
        }
    }
}
