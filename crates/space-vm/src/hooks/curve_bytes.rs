//! Points of elliptic curves in bytes, as SEC 1 writes them, and keys.
//!
//! Source: `mx-chain-vm-go:vmhost/vmhooks/cryptoei.go`; SEC 1, version 2.0, 2.3.3 and 2.3.4.

use super::curve::{Pair, charge_numbers, charged_curve, percentage, point_of, require, set_point};
use super::managed_buffer::{copy_of, draw};
use crate::error::HookError;
use crate::guest::{Guest, GuestAccess, length_as_i32};
use crate::managed::{Curve, Point};
use crate::table::{Handle, MemLen, MemPtr, hooks};
use num_bigint::BigUint;
use vm_core::{GasKey, HookTrap};

/// What the generator's second byte is changed with, as Go does.
const SECOND_BYTE_MASK: u8 = 0x42;

// tidy: table: a row of the hook table is one line.
hooks! {
    /// Writes a point into guest memory, the byte 4 and both numbers; returns the length.
    "marshalEC" => MarshalEC = marshal(x: Handle, y: Handle, curve: Handle, result: MemPtr) -> i32, in_body, since Genesis;
    /// Puts a point into a buffer, the byte 4 and both numbers; returns the length.
    "managedMarshalEC" => ManagedMarshalEC = managed_marshal(x: Handle, y: Handle, curve: Handle, result: Handle) -> i32, in_body, since Genesis;
    /// Writes a point into guest memory, the byte 2 or 3 and the first number; returns the length.
    "marshalCompressedEC" => MarshalCompressedEC = marshal_compressed(x: Handle, y: Handle, curve: Handle, result: MemPtr) -> i32, in_body, since Genesis;
    /// Puts a point into a buffer, the byte 2 or 3 and the first number; returns the length.
    "managedMarshalCompressedEC" => ManagedMarshalCompressedEC = managed_marshal_compressed(x: Handle, y: Handle, curve: Handle, result: Handle) -> i32, in_body, since Genesis;
    /// Reads a point from guest memory, the byte 4 and both numbers, into big integers that exist; returns 0.
    "unmarshalEC" => UnmarshalEC = unmarshal(x_result: Handle, y_result: Handle, curve: Handle, data: MemPtr, length: MemLen) -> i32, in_body, since Genesis;
    /// Reads a point from a buffer, the byte 4 and both numbers, into big integers that exist; returns 0, or 1 without the buffer.
    "managedUnmarshalEC" => ManagedUnmarshalEC = managed_unmarshal(x_result: Handle, y_result: Handle, curve: Handle, data: Handle) -> i32, in_body, since Genesis;
    /// Reads a point from guest memory, the byte 2 or 3 and the first number, into big integers that exist; returns 0.
    "unmarshalCompressedEC" => UnmarshalCompressedEC = unmarshal_compressed(x_result: Handle, y_result: Handle, curve: Handle, data: MemPtr, length: MemLen) -> i32, in_body, since Genesis;
    /// Reads a point from a buffer, the byte 2 or 3 and the first number, into big integers that exist; returns 0.
    "managedUnmarshalCompressedEC" => ManagedUnmarshalCompressedEC = managed_unmarshal_compressed(x_result: Handle, y_result: Handle, curve: Handle, data: Handle) -> i32, in_body, since Genesis;
    /// Writes a private key into guest memory and its public key into big integers that exist; returns 0.
    /// The key is no secret: it follows from the block and the transaction.
    "generateKeyEC" => GenerateKeyEC = generate(x_public: Handle, y_public: Handle, curve: Handle, result: MemPtr) -> i32, in_body, since Genesis;
    /// Puts a private key into a buffer and its public key into big integers that exist; returns 0.
    /// The key is no secret: it follows from the block and the transaction.
    "managedGenerateKeyEC" => ManagedGenerateKeyEC = managed_generate(x_public: Handle, y_public: Handle, curve: Handle, result: Handle) -> i32, in_body, since Genesis;
}

/// What reading a compressed point costs on a curve, in percent of the schedule's cost.
const fn unmarshal_compressed_percentage(curve: Curve) -> u64 {
    match curve {
        Curve::P224 => 2000,
        Curve::P256 => 100,
        Curve::P384 => 200,
        Curve::P521 => 400,
    }
}

/// What a key costs on a curve, in percent of the schedule's cost.
const fn generate_percentage(curve: Curve) -> u64 {
    match curve {
        Curve::P521 => 500,
        Curve::P224 | Curve::P256 | Curve::P384 => percentage(curve),
    }
}

/// The bytes of the point of a pair.
fn encoded(
    guest: &mut Guest<'_>,
    pair: Pair,
    curve: Handle,
    key: GasKey,
    encode: fn(Curve, &Point) -> Vec<u8>,
) -> Result<Vec<u8>, HookTrap> {
    let curve = charged_curve(guest, curve, key, percentage)?;
    let point = point_of(guest, curve, pair)?;
    charge_numbers(guest, curve, &[pair])?;
    Ok(encode(curve, &point))
}

fn whole(guest: &mut Guest<'_>, pair: Pair, curve: Handle) -> Result<Vec<u8>, HookTrap> {
    encoded(guest, pair, curve, GasKey::MarshalECC, |curve, point| curve.encode(point))
}

fn compressed(guest: &mut Guest<'_>, pair: Pair, curve: Handle) -> Result<Vec<u8>, HookTrap> {
    encoded(guest, pair, curve, GasKey::MarshalCompressedECC, |curve, point| {
        curve.encode_compressed(point)
    })
}

fn marshal(
    guest: &mut Guest<'_>,
    x: Handle,
    y: Handle,
    curve: Handle,
    result: MemPtr,
) -> Result<i32, HookTrap> {
    let bytes = whole(guest, (x, y), curve)?;
    guest.store(result.0, &bytes)?;
    Ok(length_as_i32(&bytes))
}

fn managed_marshal(
    guest: &mut Guest<'_>,
    x: Handle,
    y: Handle,
    curve: Handle,
    result: Handle,
) -> Result<i32, HookTrap> {
    let bytes = whole(guest, (x, y), curve)?;
    let length = length_as_i32(&bytes);
    guest.context.managed.set_buffer(result, bytes);
    Ok(length)
}

fn marshal_compressed(
    guest: &mut Guest<'_>,
    x: Handle,
    y: Handle,
    curve: Handle,
    result: MemPtr,
) -> Result<i32, HookTrap> {
    let bytes = compressed(guest, (x, y), curve)?;
    guest.store(result.0, &bytes)?;
    Ok(length_as_i32(&bytes))
}

fn managed_marshal_compressed(
    guest: &mut Guest<'_>,
    x: Handle,
    y: Handle,
    curve: Handle,
    result: Handle,
) -> Result<i32, HookTrap> {
    let bytes = compressed(guest, (x, y), curve)?;
    let length = length_as_i32(&bytes);
    guest.context.managed.set_buffer(result, bytes);
    Ok(length)
}

/// Stores the point of bytes that have the only length that such a point has.
fn store_decoded(
    guest: &mut Guest<'_>,
    result: Pair,
    curve: Curve,
    (bytes, numbers): (&[u8], usize),
    decode: fn(Curve, &[u8]) -> Option<Point>,
) -> Result<i32, HookTrap> {
    let length = curve.parameters().field_length().saturating_mul(numbers).saturating_add(1);
    if bytes.len() != length {
        return Err(guest.fail(HookError::BufferLength));
    }
    require(guest, result)?;
    charge_numbers(guest, curve, &[result])?;
    let point = guest.check(decode(curve, bytes).ok_or(HookError::PointNotOnCurve))?;
    set_point(guest, result, point);
    Ok(0)
}

fn store_whole(
    guest: &mut Guest<'_>,
    result: Pair,
    curve: Curve,
    bytes: &[u8],
) -> Result<i32, HookTrap> {
    store_decoded(guest, result, curve, (bytes, 2), Curve::decode)
}

fn store_compressed(
    guest: &mut Guest<'_>,
    result: Pair,
    curve: Curve,
    bytes: &[u8],
) -> Result<i32, HookTrap> {
    store_decoded(guest, result, curve, (bytes, 1), Curve::decode_compressed)
}

fn unmarshal(
    guest: &mut Guest<'_>,
    x_result: Handle,
    y_result: Handle,
    curve: Handle,
    data: MemPtr,
    length: MemLen,
) -> Result<i32, HookTrap> {
    let curve = charged_curve(guest, curve, GasKey::UnmarshalECC, percentage)?;
    let bytes = guest.load(data.0, length.0)?;
    store_whole(guest, (x_result, y_result), curve, &bytes)
}

fn managed_unmarshal(
    guest: &mut Guest<'_>,
    x_result: Handle,
    y_result: Handle,
    curve: Handle,
    data: Handle,
) -> Result<i32, HookTrap> {
    let curve = charged_curve(guest, curve, GasKey::UnmarshalECC, percentage)?;
    if guest.context.managed.buffer(data).is_err() {
        // Production forgets to fail here.
        return Ok(1);
    }
    let bytes = copy_of(guest, data)?;
    store_whole(guest, (x_result, y_result), curve, &bytes)
}

fn unmarshal_compressed(
    guest: &mut Guest<'_>,
    x_result: Handle,
    y_result: Handle,
    curve: Handle,
    data: MemPtr,
    length: MemLen,
) -> Result<i32, HookTrap> {
    let key = GasKey::UnmarshalCompressedECC;
    let curve = charged_curve(guest, curve, key, unmarshal_compressed_percentage)?;
    let bytes = guest.load(data.0, length.0)?;
    store_compressed(guest, (x_result, y_result), curve, &bytes)
}

fn managed_unmarshal_compressed(
    guest: &mut Guest<'_>,
    x_result: Handle,
    y_result: Handle,
    curve: Handle,
    data: Handle,
) -> Result<i32, HookTrap> {
    let key = GasKey::UnmarshalCompressedECC;
    let curve = charged_curve(guest, curve, key, unmarshal_compressed_percentage)?;
    let bytes = copy_of(guest, data)?;
    store_compressed(guest, (x_result, y_result), curve, &bytes)
}

/// A private key from the transaction's generator, drawn as Go's `elliptic.GenerateKey` does.
fn private_key(guest: &mut Guest<'_>, curve: Curve) -> Result<Vec<u8>, HookTrap> {
    let parameters = curve.parameters();
    // The order of p521 has one bit in its first byte, those of the others have all eight.
    let first_mask = if curve == Curve::P521 { 1 } else { u8::MAX };
    // A number that is not below the order is drawn once in four billion times at most.
    loop {
        let mut key = draw(guest, parameters.order_length())?;
        if let [first, second, ..] = key.as_mut_slice() {
            *first &= first_mask;
            *second ^= SECOND_BYTE_MASK;
        }
        if BigUint::from_bytes_be(&key) < parameters.order {
            return Ok(key);
        }
    }
}

/// Stores a public key and gives the private one.
fn generate_pair(guest: &mut Guest<'_>, public: Pair, curve: Handle) -> Result<Vec<u8>, HookTrap> {
    let curve = charged_curve(guest, curve, GasKey::GenerateKeyECC, generate_percentage)?;
    require(guest, public)?;
    charge_numbers(guest, curve, &[public])?;
    let key = private_key(guest, curve)?;
    set_point(guest, public, curve.multiply(&curve.parameters().base, &key));
    Ok(key)
}

fn generate(
    guest: &mut Guest<'_>,
    x_public: Handle,
    y_public: Handle,
    curve: Handle,
    result: MemPtr,
) -> Result<i32, HookTrap> {
    let key = generate_pair(guest, (x_public, y_public), curve)?;
    guest.store(result.0, &key)?;
    Ok(0)
}

fn managed_generate(
    guest: &mut Guest<'_>,
    x_public: Handle,
    y_public: Handle,
    curve: Handle,
    result: Handle,
) -> Result<i32, HookTrap> {
    let key = generate_pair(guest, (x_public, y_public), curve)?;
    guest.context.managed.set_buffer(result, key);
    Ok(0)
}
