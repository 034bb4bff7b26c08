//! Elliptic curves p224, p256, p384 and p521: their numbers, and the group of their points.
//!
//! A point is two big integers; one that is not on the curve fails the execution, and (0, 0) is not
//! on any. Flat costs grow with the curve by fixed percentages.
//!
//! Source: `mx-chain-vm-go:vmhost/vmhooks/cryptoei.go`, `vmhost/contexts/managedType.go`.

use super::managed_buffer::copy_of;
use crate::error::HookError;
use crate::guest::{Guest, GuestAccess, length_of};
use crate::managed::{Curve, Point, charge_big_ints, charge_bits};
use crate::table::{Handle, MemLen, MemPtr, hooks};
use num_bigint::BigInt;
use vm_core::{GasKey, HookTrap};

/// Length of a curve's name.
const NAME_LENGTH: i32 = 4;
/// The numbers of a curve, each of which costs as much as reading a big integer.
const NUMBERS: u64 = 5;

// tidy: table: a row of the hook table is one line.
hooks! {
    /// Keeps a curve by its name in guest memory, as p256, under a new handle; -1 for a name that no curve has.
    "createEC" => CreateEC = create(name: MemPtr, length: MemLen) -> i32, gas EllipticCurveNew, since Genesis;
    /// Keeps a curve by its name in a buffer, as p256, under a new handle; fails for a name that no curve has.
    "managedCreateEC" => ManagedCreateEC = managed_create(name: Handle) -> Handle, gas EllipticCurveNew, since Genesis;
    /// Bits of the curve's prime.
    "getCurveLengthEC" => GetCurveLengthEC = field_bits(curve: Handle) -> i32, gas BigIntGetInt64, since Genesis;
    /// Bytes of a private key.
    "getPrivKeyByteLengthEC" => GetPrivKeyByteLengthEC = key_length(curve: Handle) -> i32, gas BigIntGetInt64, since Genesis;
    /// Stores the numbers of a curve in big integers that exist; returns the handle of the curve.
    "ellipticCurveGetValues" => EllipticCurveGetValues = values(curve: Handle, prime: Handle, order: Handle, constant: Handle, x_base: Handle, y_base: Handle) -> Handle, in_body, since Genesis;
    /// Whether two big integers are a point of the curve.
    "isOnCurveEC" => IsOnCurveEC = is_on_curve(curve: Handle, x: Handle, y: Handle) -> bool, in_body, since Genesis;
    /// Adds two points of the curve and stores the sum in big integers that exist.
    "addEC" => AddEC = add(x_result: Handle, y_result: Handle, curve: Handle, x_first: Handle, y_first: Handle, x_second: Handle, y_second: Handle) -> (), in_body, since Genesis;
    /// Doubles a point of the curve and stores the result in big integers that exist.
    "doubleEC" => DoubleEC = double(x_result: Handle, y_result: Handle, curve: Handle, x: Handle, y: Handle) -> (), in_body, since Genesis;
    /// Multiplies the base point with a big-endian number in guest memory and stores the result in big integers that exist; returns 0.
    "scalarBaseMultEC" => ScalarBaseMultEC = multiply_base(x_result: Handle, y_result: Handle, curve: Handle, data: MemPtr, length: MemLen) -> i32, in_body, since Genesis;
    /// Multiplies the base point with a big-endian number in a buffer and stores the result in big integers that exist; returns 0.
    "managedScalarBaseMultEC" => ManagedScalarBaseMultEC = managed_multiply_base(x_result: Handle, y_result: Handle, curve: Handle, data: Handle) -> i32, in_body, since Genesis;
    /// Multiplies a point with a big-endian number in guest memory and stores the result in big integers that exist; returns 0.
    "scalarMultEC" => ScalarMultEC = multiply(x_result: Handle, y_result: Handle, curve: Handle, x: Handle, y: Handle, data: MemPtr, length: MemLen) -> i32, in_body, since Genesis;
    /// Multiplies a point with a big-endian number in a buffer and stores the result in big integers that exist; returns 0.
    "managedScalarMultEC" => ManagedScalarMultEC = managed_multiply(x_result: Handle, y_result: Handle, curve: Handle, x: Handle, y: Handle, data: Handle) -> i32, in_body, since Genesis;
}

/// The big integers of a point.
pub(super) type Pair = (Handle, Handle);

/// The curve under a handle.
fn curve_of(guest: &mut Guest<'_>, curve: Handle) -> Result<Curve, HookTrap> {
    let curve = guest.context.managed.curve(curve);
    guest.check(curve)
}

/// What most operations cost on a curve, in percent of the schedule's cost.
pub(super) const fn percentage(curve: Curve) -> u64 {
    match curve {
        Curve::P224 => 100,
        Curve::P256 => 135,
        Curve::P384 => 200,
        Curve::P521 => 250,
    }
}

/// What a multiplication costs on a curve, in percent of the schedule's cost.
const fn multiply_percentage(curve: Curve) -> u64 {
    match curve {
        Curve::P224 => 100,
        Curve::P256 => 110,
        Curve::P384 => 150,
        Curve::P521 => 190,
    }
}

/// A percentage of a cost of the schedule.
fn share(guest: &Guest<'_>, key: GasKey, percentage: u64) -> u64 {
    guest.context.schedule().cost(key).saturating_mul(percentage) / 100
}

/// The curve under a handle, after a charge that depends on it.
pub(super) fn charged_curve(
    guest: &mut Guest<'_>,
    curve: Handle,
    key: GasKey,
    percentage: fn(Curve) -> u64,
) -> Result<Curve, HookTrap> {
    let curve = curve_of(guest, curve)?;
    let cost = share(guest, key, percentage(curve));
    guest.use_gas(cost)?;
    Ok(curve)
}

/// Charges for a multiplication: one share for each byte of the scalar, and one more.
fn charge_multiply(guest: &mut Guest<'_>, curve: Curve, length: u64) -> Result<(), HookTrap> {
    let share = share(guest, GasKey::ScalarMultECC, multiply_percentage(curve));
    guest.use_gas(share.saturating_mul(length).saturating_add(share))
}

/// Charges for the curve's long numbers, and for those of pairs.
pub(super) fn charge_numbers(
    guest: &mut Guest<'_>,
    curve: Curve,
    pairs: &[Pair],
) -> Result<(), HookTrap> {
    for number in curve.parameters().numbers() {
        charge_bits(guest, number.bits())?;
    }
    for &(x, y) in pairs {
        charge_big_ints(guest, &[x, y])?;
    }
    Ok(())
}

/// Refuses a pair of which a number is missing.
pub(super) fn require(guest: &mut Guest<'_>, (x, y): Pair) -> Result<(), HookTrap> {
    let managed = &guest.context.managed;
    let found = managed.big_int(x).and_then(|_| managed.big_int(y)).map(|_| ());
    guest.check(found)
}

/// The point of a pair, or the end of the execution.
pub(super) fn point_of(
    guest: &mut Guest<'_>,
    curve: Curve,
    (x, y): Pair,
) -> Result<Point, HookTrap> {
    let managed = &guest.context.managed;
    let point = managed.big_int(x).and_then(|x| {
        let y = managed.big_int(y)?;
        curve.point(x, y).ok_or(HookError::PointNotOnCurve)
    });
    guest.check(point)
}

/// Stores a point in a pair. With one handle for both numbers the second stays.
pub(super) fn set_point(guest: &mut Guest<'_>, (x, y): Pair, point: Point) {
    guest.context.managed.set_big_int(x, point.x.into());
    guest.context.managed.set_big_int(y, point.y.into());
}

fn create(guest: &mut Guest<'_>, name: MemPtr, length: MemLen) -> Result<i32, HookTrap> {
    if length.0 != NAME_LENGTH {
        return Err(guest.fail(HookError::BadBounds));
    }
    let name = guest.load(name.0, length.0)?;
    let curve = Curve::from_name(&name);
    Ok(curve.map_or(-1, |curve| guest.context.managed.new_curve(curve).0))
}

fn managed_create(guest: &mut Guest<'_>, name: Handle) -> Result<Handle, HookTrap> {
    let name = guest.context.managed.buffer(name);
    let curve = name.and_then(|name| Curve::from_name(name).ok_or(HookError::BadBounds));
    let curve = guest.check(curve)?;
    Ok(guest.context.managed.new_curve(curve))
}

fn field_bits(guest: &mut Guest<'_>, curve: Handle) -> Result<i32, HookTrap> {
    Ok(i32::from(curve_of(guest, curve)?.parameters().bits))
}

fn key_length(guest: &mut Guest<'_>, curve: Handle) -> Result<i32, HookTrap> {
    let length = curve_of(guest, curve)?.parameters().order_length();
    Ok(i32::try_from(length).unwrap_or(i32::MAX))
}

#[expect(clippy::too_many_arguments, reason = "the import has so many parameters")]
fn values(
    guest: &mut Guest<'_>,
    curve: Handle,
    prime: Handle,
    order: Handle,
    constant: Handle,
    x_base: Handle,
    y_base: Handle,
) -> Result<Handle, HookTrap> {
    let price = guest.context.schedule().cost(GasKey::BigIntGetInt64);
    guest.use_gas(price.saturating_mul(NUMBERS))?;
    let numbers = curve_of(guest, curve)?.parameters().numbers();
    let destinations = [prime, order, constant, x_base, y_base];
    for destination in destinations {
        let found = guest.context.managed.big_int(destination).map(|_| ());
        guest.check(found)?;
    }
    for (destination, number) in destinations.into_iter().zip(numbers) {
        guest.context.managed.set_big_int(destination, BigInt::from(number.clone()));
    }
    Ok(curve)
}

fn is_on_curve(
    guest: &mut Guest<'_>,
    curve: Handle,
    x: Handle,
    y: Handle,
) -> Result<bool, HookTrap> {
    let curve = charged_curve(guest, curve, GasKey::IsOnCurveECC, percentage)?;
    require(guest, (x, y))?;
    charge_numbers(guest, curve, &[(x, y)])?;
    let managed = &guest.context.managed;
    let point = managed.big_int(x).and_then(|x| Ok(curve.point(x, managed.big_int(y)?)));
    Ok(guest.check(point)?.is_some())
}

#[expect(clippy::too_many_arguments, reason = "the import has so many parameters")]
fn add(
    guest: &mut Guest<'_>,
    x_result: Handle,
    y_result: Handle,
    curve: Handle,
    x_first: Handle,
    y_first: Handle,
    x_second: Handle,
    y_second: Handle,
) -> Result<(), HookTrap> {
    let (result, first, second) = ((x_result, y_result), (x_first, y_first), (x_second, y_second));
    let curve = charged_curve(guest, curve, GasKey::AddECC, percentage)?;
    let pairs = [result, first, second];
    for pair in pairs {
        require(guest, pair)?;
    }
    let first = point_of(guest, curve, first)?;
    let second = point_of(guest, curve, second)?;
    charge_numbers(guest, curve, &pairs)?;
    set_point(guest, result, curve.add(&first, &second));
    Ok(())
}

fn double(
    guest: &mut Guest<'_>,
    x_result: Handle,
    y_result: Handle,
    curve: Handle,
    x: Handle,
    y: Handle,
) -> Result<(), HookTrap> {
    let curve = charged_curve(guest, curve, GasKey::DoubleECC, percentage)?;
    require(guest, (x_result, y_result))?;
    require(guest, (x, y))?;
    let point = point_of(guest, curve, (x, y))?;
    charge_numbers(guest, curve, &[(x_result, y_result), (x, y)])?;
    set_point(guest, (x_result, y_result), curve.add(&point, &point));
    Ok(())
}

/// A scalar in guest memory, after the charge for its length.
fn scalar(
    guest: &mut Guest<'_>,
    curve: Handle,
    (data, length): (MemPtr, MemLen),
) -> Result<(Curve, Vec<u8>), HookTrap> {
    let bytes = u64::try_from(length.0).map_err(|_| HookError::NegativeLength);
    let bytes = guest.check(bytes)?;
    let curve = curve_of(guest, curve)?;
    charge_multiply(guest, curve, bytes)?;
    Ok((curve, guest.load(data.0, length.0)?))
}

/// A scalar in a buffer, after the charge for its length.
fn managed_scalar(
    guest: &mut Guest<'_>,
    curve: Handle,
    data: Handle,
) -> Result<(Curve, Vec<u8>), HookTrap> {
    let curve = curve_of(guest, curve)?;
    let length = guest.context.managed.buffer(data).map(length_of);
    let length = guest.check(length)?;
    charge_multiply(guest, curve, length)?;
    Ok((curve, copy_of(guest, data)?.to_vec()))
}

/// Stores the multiple of a point, unless it is infinity, which no curve has.
fn store_multiple(
    guest: &mut Guest<'_>,
    result: Pair,
    (curve, scalar): &(Curve, Vec<u8>),
    point: &Point,
) -> Result<i32, HookTrap> {
    let multiple = curve.multiply(point, scalar);
    if multiple.is_infinity() {
        return Err(guest.fail(HookError::PointNotOnCurve));
    }
    set_point(guest, result, multiple);
    Ok(0)
}

fn multiple_of_base(
    guest: &mut Guest<'_>,
    result: Pair,
    scalar: &(Curve, Vec<u8>),
) -> Result<i32, HookTrap> {
    require(guest, result)?;
    charge_numbers(guest, scalar.0, &[result])?;
    store_multiple(guest, result, scalar, &scalar.0.parameters().base)
}

fn multiple_of_point(
    guest: &mut Guest<'_>,
    result: Pair,
    pair: Pair,
    scalar: &(Curve, Vec<u8>),
) -> Result<i32, HookTrap> {
    require(guest, result)?;
    require(guest, pair)?;
    let point = point_of(guest, scalar.0, pair)?;
    charge_numbers(guest, scalar.0, &[result, pair])?;
    store_multiple(guest, result, scalar, &point)
}

fn multiply_base(
    guest: &mut Guest<'_>,
    x_result: Handle,
    y_result: Handle,
    curve: Handle,
    data: MemPtr,
    length: MemLen,
) -> Result<i32, HookTrap> {
    let scalar = scalar(guest, curve, (data, length))?;
    multiple_of_base(guest, (x_result, y_result), &scalar)
}

fn managed_multiply_base(
    guest: &mut Guest<'_>,
    x_result: Handle,
    y_result: Handle,
    curve: Handle,
    data: Handle,
) -> Result<i32, HookTrap> {
    let scalar = managed_scalar(guest, curve, data)?;
    multiple_of_base(guest, (x_result, y_result), &scalar)
}

#[expect(clippy::too_many_arguments, reason = "the import has so many parameters")]
fn multiply(
    guest: &mut Guest<'_>,
    x_result: Handle,
    y_result: Handle,
    curve: Handle,
    x: Handle,
    y: Handle,
    data: MemPtr,
    length: MemLen,
) -> Result<i32, HookTrap> {
    let scalar = scalar(guest, curve, (data, length))?;
    multiple_of_point(guest, (x_result, y_result), (x, y), &scalar)
}

#[expect(clippy::too_many_arguments, reason = "the import has so many parameters")]
fn managed_multiply(
    guest: &mut Guest<'_>,
    x_result: Handle,
    y_result: Handle,
    curve: Handle,
    x: Handle,
    y: Handle,
    data: Handle,
) -> Result<i32, HookTrap> {
    let scalar = managed_scalar(guest, curve, data)?;
    multiple_of_point(guest, (x_result, y_result), (x, y), &scalar)
}
