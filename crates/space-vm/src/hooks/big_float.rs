//! Big floats: numbers of 53 bits with a wide exponent.
//!
//! Source: `mx-chain-vm-go:vmhost/vmhooks/bigFloatOps.go`.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "numbers of any size do not overflow, and divisors are checked"
)]

use crate::error::HookError;
use crate::guest::{Guest, GuestAccess};
use crate::managed::{BigFloat, charge_big_ints, charge_result, power_of_ten};
use crate::table::{Handle, hooks};
use num_bigint::{BigInt, Sign};
use vm_core::{GasKey, HookTrap, Release};

/// The smallest decimal exponent that does not make zero.
const DECIMAL_EXPONENT_MIN: i64 = -322;
/// Multiplications of a power between two looks at the interrupt handle.
const INTERRUPT_INTERVAL: i32 = 1 << 16;

// tidy: table: a row of the hook table is one line.
hooks! {
    /// Makes `integral.fractional`, the fraction being `fractional * 10^exponent`; fails for a positive exponent.
    "bigFloatNewFromParts" => BigFloatNewFromParts = new_from_parts(integral: i32, fractional: i32, exponent: i32) -> Handle, gas BigFloatNewFromParts, since Genesis;
    /// Makes `numerator / denominator`, both rounded to 53 bits before; fails when the denominator is zero.
    "bigFloatNewFromFrac" => BigFloatNewFromFrac = new_from_fraction(numerator: i64, denominator: i64) -> Handle, gas BigFloatNewFromParts, since Genesis;
    /// Makes `significand * 10^exponent`; fails for a positive exponent.
    "bigFloatNewFromSci" => BigFloatNewFromSci = new_from_scientific(significand: i64, exponent: i64) -> Handle, gas BigFloatNewFromParts, since Genesis;
    /// Adds two numbers.
    "bigFloatAdd" => BigFloatAdd = add(destination: Handle, lhs: Handle, rhs: Handle) -> (), gas BigFloatAdd, since Genesis;
    /// Subtracts `rhs` from `lhs`.
    "bigFloatSub" => BigFloatSub = subtract(destination: Handle, lhs: Handle, rhs: Handle) -> (), gas BigFloatSub, since Genesis;
    /// Multiplies two numbers.
    "bigFloatMul" => BigFloatMul = multiply(destination: Handle, lhs: Handle, rhs: Handle) -> (), gas BigFloatMul, since Genesis;
    /// Divides `lhs` by `rhs`; fails when `rhs` is zero.
    "bigFloatDiv" => BigFloatDiv = divide(destination: Handle, lhs: Handle, rhs: Handle) -> (), gas BigFloatDiv, since Genesis;
    /// Stores the number with the opposite sign.
    "bigFloatNeg" => BigFloatNeg = negate(destination: Handle, operand: Handle) -> (), gas BigFloatNeg, since Genesis;
    /// Copies a number.
    "bigFloatClone" => BigFloatClone = copy(destination: Handle, operand: Handle) -> (), gas BigFloatClone, since Genesis;
    /// Compares two numbers: -1, 0 or 1.
    "bigFloatCmp" => BigFloatCmp = compare(lhs: Handle, rhs: Handle) -> i32, gas BigFloatCmp, since Genesis;
    /// Stores the absolute value.
    "bigFloatAbs" => BigFloatAbs = absolute(destination: Handle, operand: Handle) -> (), gas BigFloatAbs, since Genesis;
    /// The sign of the number: -1, 0 or 1.
    "bigFloatSign" => BigFloatSign = sign(operand: Handle) -> i32, gas BigFloatAbs, since Genesis;
    /// Stores the square root; fails for a negative number.
    "bigFloatSqrt" => BigFloatSqrt = square_root(destination: Handle, operand: Handle) -> (), gas BigFloatSqrt, since Genesis;
    /// Raises a number to an integer power by as many multiplications, each rounded. From Barnard on, each is charged.
    "bigFloatPow" => BigFloatPow = power(destination: Handle, operand: Handle, exponent: i32) -> (), in_body, since Genesis;
    /// Stores the largest integer that is not greater in a big integer; numbers between -1 and 0 give 0, as in production.
    "bigFloatFloor" => BigFloatFloor = floor(destination: Handle, operand: Handle) -> (), gas BigFloatFloor, since Genesis;
    /// Stores the smallest integer that is not less in a big integer; numbers between 0 and 1 give 0, as in production.
    "bigFloatCeil" => BigFloatCeil = ceiling(destination: Handle, operand: Handle) -> (), gas BigFloatCeil, since Genesis;
    /// Stores the integer part in a big integer.
    "bigFloatTruncate" => BigFloatTruncate = truncate(destination: Handle, operand: Handle) -> (), gas BigFloatTruncate, since Genesis;
    /// Sets the number to a 64-bit integer, rounded to 53 bits.
    "bigFloatSetInt64" => BigFloatSetInt64 = set_int64(destination: Handle, value: i64) -> (), gas BigFloatSetInt64, since Genesis;
    /// Whether the number has no fraction.
    "bigFloatIsInt" => BigFloatIsInt = is_integer(operand: Handle) -> bool, gas BigFloatIsInt, since Genesis;
    /// Sets the number to a big integer, rounded to 53 bits.
    "bigFloatSetBigInt" => BigFloatSetBigInt = set_big_int(destination: Handle, number: Handle) -> (), gas BigFloatSetBigInt, since Genesis;
    /// Sets the number to pi.
    "bigFloatGetConstPi" => BigFloatGetConstPi = set_pi(destination: Handle) -> (), gas BigFloatGetConst, since Genesis;
    /// Sets the number to e.
    "bigFloatGetConstE" => BigFloatGetConstE = set_e(destination: Handle) -> (), gas BigFloatGetConst, since Genesis;
}

/// Keeps a result under a new handle.
fn keep(guest: &mut Guest<'_>, value: BigFloat) -> Result<Handle, HookTrap> {
    if !value.has_valid_exponent() {
        return Err(guest.fail(HookError::FloatExponent));
    }
    Ok(guest.context.managed.new_big_float(value.into_exact()))
}

/// `10^exponent`, for an exponent that is not positive; `None` when it is too small to count.
fn ten_to(guest: &mut Guest<'_>, exponent: i64) -> Result<Option<BigFloat>, HookTrap> {
    if exponent > 0 {
        return Err(guest.fail(HookError::FloatPositiveExponent));
    }
    if exponent < DECIMAL_EXPONENT_MIN {
        return Ok(None);
    }
    let exponent = u32::try_from(exponent.unsigned_abs()).unwrap_or_default();
    Ok(Some(power_of_ten(exponent)))
}

fn float(value: impl Into<BigInt>) -> BigFloat {
    BigFloat::from_integer(&value.into())
}

fn new_from_parts(
    guest: &mut Guest<'_>,
    integral: i32,
    fractional: i32,
    exponent: i32,
) -> Result<Handle, HookTrap> {
    let unit = ten_to(guest, exponent.into())?;
    let fraction = match unit {
        Some(unit) => guest.check(product(&float(fractional), &unit))?,
        None => BigFloat::default(),
    };
    let value = if integral >= 0 {
        sum(&float(integral), &fraction)
    } else {
        difference(&float(integral), &fraction)
    };
    let value = guest.check(value)?;
    keep(guest, value)
}

fn new_from_fraction(
    guest: &mut Guest<'_>,
    numerator: i64,
    denominator: i64,
) -> Result<Handle, HookTrap> {
    let quotient = float(numerator).divide(&float(denominator));
    let quotient = guest.check(quotient.ok_or(HookError::DivisionByZero))?;
    keep(guest, quotient)
}

fn new_from_scientific(
    guest: &mut Guest<'_>,
    significand: i64,
    exponent: i64,
) -> Result<Handle, HookTrap> {
    let value = match ten_to(guest, exponent)? {
        Some(unit) => guest.check(product(&float(significand), &unit))?,
        None => BigFloat::default(),
    };
    keep(guest, value)
}

/// Puts a result under a handle.
fn put(guest: &mut Guest<'_>, destination: Handle, value: BigFloat) -> Result<(), HookTrap> {
    if !value.has_valid_exponent() {
        return Err(guest.fail(HookError::FloatExponent));
    }
    set(guest, destination, value.into_exact())
}

/// Puts a value under a handle as it is.
fn set(guest: &mut Guest<'_>, destination: Handle, value: BigFloat) -> Result<(), HookTrap> {
    let place = guest.context.managed.big_float_or_create(destination);
    let done = place.map(|place| *place = value);
    guest.check(done)
}

/// Makes the destination, so that it may be the operand, and copies the operand.
fn operand_of(
    guest: &mut Guest<'_>,
    destination: Handle,
    operand: Handle,
) -> Result<BigFloat, HookTrap> {
    let place = guest.context.managed.big_float_or_create(destination);
    let made = place.map(|_| ());
    guest.check(made)?;
    operand_value(guest, operand)
}

fn operand_value(guest: &mut Guest<'_>, operand: Handle) -> Result<BigFloat, HookTrap> {
    let value = guest.context.managed.big_float(operand).cloned();
    guest.check(value)
}

/// Runs an operation on two numbers.
fn binary(
    guest: &mut Guest<'_>,
    destination: Handle,
    (lhs, rhs): (Handle, Handle),
    operation: fn(&BigFloat, &BigFloat) -> Result<BigFloat, HookError>,
) -> Result<(), HookTrap> {
    let managed = &guest.context.managed;
    let result = managed.big_float(lhs).and_then(|lhs| operation(lhs, managed.big_float(rhs)?));
    let result = guest.check(result)?;
    put(guest, destination, result)
}

fn add(
    guest: &mut Guest<'_>,
    destination: Handle,
    lhs: Handle,
    rhs: Handle,
) -> Result<(), HookTrap> {
    binary(guest, destination, (lhs, rhs), sum)
}

fn subtract(
    guest: &mut Guest<'_>,
    destination: Handle,
    lhs: Handle,
    rhs: Handle,
) -> Result<(), HookTrap> {
    binary(guest, destination, (lhs, rhs), difference)
}

fn multiply(
    guest: &mut Guest<'_>,
    destination: Handle,
    lhs: Handle,
    rhs: Handle,
) -> Result<(), HookTrap> {
    binary(guest, destination, (lhs, rhs), product)
}

fn divide(
    guest: &mut Guest<'_>,
    destination: Handle,
    lhs: Handle,
    rhs: Handle,
) -> Result<(), HookTrap> {
    binary(guest, destination, (lhs, rhs), |lhs, rhs| {
        if lhs.is_zero() && rhs.is_zero() {
            return Err(HookError::FloatZeroOperands);
        }
        if rhs.is_zero() {
            return Err(HookError::FloatInfinity);
        }
        lhs.divide(rhs).ok_or(HookError::FloatOperation("Quo"))
    })
}

fn sum(lhs: &BigFloat, rhs: &BigFloat) -> Result<BigFloat, HookError> {
    lhs.add(rhs).ok_or(HookError::FloatOperation("Add"))
}

fn difference(lhs: &BigFloat, rhs: &BigFloat) -> Result<BigFloat, HookError> {
    lhs.subtract(rhs).ok_or(HookError::FloatOperation("Sub"))
}

fn product(lhs: &BigFloat, rhs: &BigFloat) -> Result<BigFloat, HookError> {
    lhs.multiply(rhs).ok_or(HookError::FloatOperation("Mul"))
}

/// A value derived from another number is exact; one derived from itself keeps its accuracy.
fn derived(value: BigFloat, destination: Handle, operand: Handle) -> BigFloat {
    if destination == operand { value } else { value.into_exact() }
}

fn negate(guest: &mut Guest<'_>, destination: Handle, operand: Handle) -> Result<(), HookTrap> {
    let value = operand_of(guest, destination, operand)?;
    let value = derived(value, destination, operand).negate();
    set(guest, destination, value)
}

fn copy(guest: &mut Guest<'_>, destination: Handle, operand: Handle) -> Result<(), HookTrap> {
    let value = operand_of(guest, destination, operand)?;
    set(guest, destination, value)
}

fn compare(guest: &mut Guest<'_>, lhs: Handle, rhs: Handle) -> Result<i32, HookTrap> {
    let managed = &guest.context.managed;
    let order = managed.big_float(lhs).and_then(|lhs| Ok(lhs.compare(managed.big_float(rhs)?)));
    Ok(i32::from(guest.check(order)? as i8))
}

fn absolute(guest: &mut Guest<'_>, destination: Handle, operand: Handle) -> Result<(), HookTrap> {
    let value = operand_of(guest, destination, operand)?;
    let value = derived(value, destination, operand).absolute();
    set(guest, destination, value)
}

fn sign(guest: &mut Guest<'_>, operand: Handle) -> Result<i32, HookTrap> {
    Ok(operand_value(guest, operand)?.sign())
}

fn square_root(
    guest: &mut Guest<'_>,
    destination: Handle,
    operand: Handle,
) -> Result<(), HookTrap> {
    let value = operand_of(guest, destination, operand)?;
    if value.sign() < 0 {
        return Err(guest.fail(HookError::BadLowerBounds));
    }
    let root = value.square_root().ok_or(HookError::FloatOperation("Sqrt"));
    let root = guest.check(root)?;
    set(guest, destination, root.into_exact())
}

fn power(
    guest: &mut Guest<'_>,
    destination: Handle,
    operand: Handle,
    exponent: i32,
) -> Result<(), HookTrap> {
    charge_power(guest, exponent)?;
    let base = operand_value(guest, operand)?;
    let mut whole = base.integer_part();
    if whole.sign() == Sign::Plus {
        whole += 1;
    }
    let length = (BigInt::from(exponent) * whole.bits()) >> 3_u8;
    charge_result(guest, &length)?;
    let result = raise(guest, &base, exponent)?;
    put(guest, destination, result)
}

/// Charges for the multiplications of a power. A negative exponent counts as a huge one, and the sum
/// wraps around, as in production; such a power is 1.
fn charge_power(guest: &mut Guest<'_>, exponent: i32) -> Result<(), HookTrap> {
    let schedule = guest.context.schedule();
    let mut cost = schedule.cost(GasKey::BigFloatPow);
    if guest.context.release() >= Release::Barnard {
        let price = schedule.cost(GasKey::BigFloatPowPerIteration);
        let count = i64::from(exponent).cast_unsigned();
        cost = cost.wrapping_add(price.saturating_mul(count));
    }
    guest.use_gas(cost)
}

fn raise(guest: &mut Guest<'_>, base: &BigFloat, exponent: i32) -> Result<BigFloat, HookTrap> {
    let mut result = BigFloat::one();
    for step in 0..exponent {
        // Before Barnard a contract pays little for a long power of a number below one.
        if step & (INTERRUPT_INTERVAL - 1) == 0 {
            let interrupted = guest.context.session()?.poll_interrupt();
            guest.check(interrupted)?;
        }
        result = guest.check(product(&result, base))?;
        if !result.has_valid_exponent() {
            return Err(guest.fail(HookError::FloatExponent));
        }
    }
    Ok(result)
}

/// The integer part of a number, and one more or less where it has a fraction and `sign`.
fn round_away(
    guest: &mut Guest<'_>,
    destination: Handle,
    operand: Handle,
    sign: Option<Sign>,
) -> Result<(), HookTrap> {
    let value = operand_value(guest, operand)?;
    guest.context.managed.big_int_or_create(destination);
    charge_big_ints(guest, &[destination])?;
    let mut whole = value.integer_part();
    if !value.is_integer() && Some(whole.sign()) == sign {
        whole += if whole.sign() == Sign::Minus { -1 } else { 1 };
    }
    guest.context.managed.set_big_int(destination, whole);
    Ok(())
}

fn floor(guest: &mut Guest<'_>, destination: Handle, operand: Handle) -> Result<(), HookTrap> {
    round_away(guest, destination, operand, Some(Sign::Minus))
}

fn ceiling(guest: &mut Guest<'_>, destination: Handle, operand: Handle) -> Result<(), HookTrap> {
    round_away(guest, destination, operand, Some(Sign::Plus))
}

fn truncate(guest: &mut Guest<'_>, destination: Handle, operand: Handle) -> Result<(), HookTrap> {
    round_away(guest, destination, operand, None)
}

fn set_int64(guest: &mut Guest<'_>, destination: Handle, value: i64) -> Result<(), HookTrap> {
    set(guest, destination, float(value))
}

fn is_integer(guest: &mut Guest<'_>, operand: Handle) -> Result<bool, HookTrap> {
    Ok(operand_value(guest, operand)?.is_integer())
}

fn set_big_int(guest: &mut Guest<'_>, destination: Handle, number: Handle) -> Result<(), HookTrap> {
    charge_big_ints(guest, &[number])?;
    let value = guest.context.managed.big_int(number);
    let value = guest.check(value.map(BigFloat::from_integer))?;
    put(guest, destination, value)
}

fn set_pi(guest: &mut Guest<'_>, destination: Handle) -> Result<(), HookTrap> {
    set(guest, destination, BigFloat::pi())
}

fn set_e(guest: &mut Guest<'_>, destination: Handle) -> Result<(), HookTrap> {
    set(guest, destination, BigFloat::e())
}
