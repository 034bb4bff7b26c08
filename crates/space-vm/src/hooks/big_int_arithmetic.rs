//! Arithmetic on big integers.
//!
//! A destination that does not exist is made as zero before the operands are looked up, so it may
//! be its own operand. Source: `mx-chain-vm-go:vmhost/vmhooks/bigIntOps.go`.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "numbers of any size do not overflow, and divisors are checked"
)]

use crate::error::HookError;
use crate::guest::{Guest, GuestAccess};
use crate::managed::{charge_big_ints, charge_bits, charge_result};
use crate::table::{Handle, hooks};
use num_bigint::{BigInt, Sign};
use vm_core::{HookTrap, Release};

// tidy: table: a row of the hook table is one line.
hooks! {
    /// Adds two numbers and stores the sum in `destination`.
    "bigIntAdd" => BigIntAdd = add(destination: Handle, lhs: Handle, rhs: Handle) -> (), gas BigIntAdd, since Genesis;
    /// Subtracts `rhs` from `lhs` and stores the difference in `destination`.
    "bigIntSub" => BigIntSub = subtract(destination: Handle, lhs: Handle, rhs: Handle) -> (), gas BigIntSub, since Genesis;
    /// Multiplies two numbers and stores the product in `destination`.
    "bigIntMul" => BigIntMul = multiply(destination: Handle, lhs: Handle, rhs: Handle) -> (), gas BigIntMul, since Genesis;
    /// Divides `lhs` by `rhs`, rounding towards zero; fails when `rhs` is zero.
    "bigIntTDiv" => BigIntTDiv = truncated_quotient(destination: Handle, lhs: Handle, rhs: Handle) -> (), gas BigIntTDiv, since Genesis;
    /// Stores the rest of the division that rounds towards zero; it has the sign of `lhs`.
    "bigIntTMod" => BigIntTMod = truncated_rest(destination: Handle, lhs: Handle, rhs: Handle) -> (), gas BigIntTMod, since Genesis;
    /// Divides `lhs` by `rhs` so that the rest is not negative; fails when `rhs` is zero.
    "bigIntEDiv" => BigIntEDiv = euclidean_quotient(destination: Handle, lhs: Handle, rhs: Handle) -> (), gas BigIntEDiv, since Genesis;
    /// Stores the rest of the Euclidean division, which is never negative.
    "bigIntEMod" => BigIntEMod = euclidean_rest(destination: Handle, lhs: Handle, rhs: Handle) -> (), gas BigIntEMod, since Genesis;
    /// Stores the integer part of the square root; fails for a negative number.
    "bigIntSqrt" => BigIntSqrt = square_root(destination: Handle, operand: Handle) -> (), gas BigIntSqrt, since Genesis;
    /// Raises `base` to `exponent`; fails for a negative exponent.
    "bigIntPow" => BigIntPow = power(destination: Handle, base: Handle, exponent: Handle) -> (), gas BigIntPow, since Genesis;
    /// The integer part of the binary logarithm; -1 for zero; fails for a negative number.
    "bigIntLog2" => BigIntLog2 = binary_logarithm(operand: Handle) -> i32, gas BigIntLog, since Genesis;
    /// Stores the absolute value.
    "bigIntAbs" => BigIntAbs = absolute(destination: Handle, operand: Handle) -> (), gas BigIntAbs, since Genesis;
    /// Stores the number with the opposite sign.
    "bigIntNeg" => BigIntNeg = negate(destination: Handle, operand: Handle) -> (), gas BigIntNeg, since Genesis;
    /// The sign of the number: -1, 0 or 1.
    "bigIntSign" => BigIntSign = sign(operand: Handle) -> i32, gas BigIntSign, since Genesis;
    /// Compares two numbers: -1, 0 or 1 as `lhs` is less than, equal to or greater than `rhs`.
    "bigIntCmp" => BigIntCmp = compare(lhs: Handle, rhs: Handle) -> i32, gas BigIntCmp, since Genesis;
    /// Stores the bitwise complement, `-operand - 1`; fails for a negative number.
    "bigIntNot" => BigIntNot = bitwise_not(destination: Handle, operand: Handle) -> (), gas BigIntNot, since Genesis;
    /// Stores the bitwise and; fails for negative numbers.
    "bigIntAnd" => BigIntAnd = bitwise_and(destination: Handle, lhs: Handle, rhs: Handle) -> (), gas BigIntAnd, since Genesis;
    /// Stores the bitwise or; fails for negative numbers.
    "bigIntOr" => BigIntOr = bitwise_or(destination: Handle, lhs: Handle, rhs: Handle) -> (), gas BigIntOr, since Genesis;
    /// Stores the bitwise exclusive or; fails for negative numbers.
    "bigIntXor" => BigIntXor = bitwise_exclusive_or(destination: Handle, lhs: Handle, rhs: Handle) -> (), gas BigIntXor, since Genesis;
    /// Shifts right; fails for a negative number or distance.
    "bigIntShr" => BigIntShr = shift_right(destination: Handle, operand: Handle, distance: i32) -> (), gas BigIntShr, since Genesis;
    /// Shifts left; fails for a negative number or distance.
    "bigIntShl" => BigIntShl = shift_left(destination: Handle, operand: Handle, distance: i32) -> (), gas BigIntShl, since Genesis;
}

/// What an operation gives from its operands.
type Operation = fn(&BigInt, &BigInt) -> Result<BigInt, HookError>;

/// Runs an operation on two operands, whose copies have been charged.
fn apply(
    guest: &mut Guest<'_>,
    destination: Handle,
    (lhs, rhs): (Handle, Handle),
    operation: Operation,
) -> Result<(), HookTrap> {
    let managed = &guest.context.managed;
    let result = managed.big_int(lhs).and_then(|lhs| operation(lhs, managed.big_int(rhs)?));
    let result = guest.check(result)?;
    guest.context.managed.set_big_int(destination, result);
    Ok(())
}

/// An arithmetic operation: destination and operands are charged.
fn arithmetic(
    guest: &mut Guest<'_>,
    destination: Handle,
    operands: (Handle, Handle),
    operation: Operation,
) -> Result<(), HookTrap> {
    guest.context.managed.big_int_or_create(destination);
    charge_big_ints(guest, &[destination, operands.0, operands.1])?;
    apply(guest, destination, operands, operation)
}

/// A bitwise operation: the operands are charged, the destination is not.
fn bitwise(
    guest: &mut Guest<'_>,
    destination: Handle,
    operands: (Handle, Handle),
    operation: Operation,
) -> Result<(), HookTrap> {
    guest.context.managed.big_int_or_create(destination);
    charge_big_ints(guest, &[operands.0, operands.1])?;
    apply(guest, destination, operands, operation)
}

/// An operation on one operand: destination and operand are charged.
fn unary(
    guest: &mut Guest<'_>,
    destination: Handle,
    operand: Handle,
    operation: fn(&BigInt) -> Result<BigInt, HookError>,
) -> Result<(), HookTrap> {
    guest.context.managed.big_int_or_create(destination);
    charge_big_ints(guest, &[destination, operand])?;
    let result = guest.context.managed.big_int(operand).and_then(operation);
    let result = guest.check(result)?;
    guest.context.managed.set_big_int(destination, result);
    Ok(())
}

fn is_negative(value: &BigInt) -> bool {
    matches!(value.sign(), Sign::Minus)
}

fn refuse_negative(value: &BigInt, error: HookError) -> Result<(), HookError> {
    if is_negative(value) { Err(error) } else { Ok(()) }
}

fn add(
    guest: &mut Guest<'_>,
    destination: Handle,
    lhs: Handle,
    rhs: Handle,
) -> Result<(), HookTrap> {
    arithmetic(guest, destination, (lhs, rhs), |lhs, rhs| Ok(lhs + rhs))
}

fn subtract(
    guest: &mut Guest<'_>,
    destination: Handle,
    lhs: Handle,
    rhs: Handle,
) -> Result<(), HookTrap> {
    arithmetic(guest, destination, (lhs, rhs), |lhs, rhs| Ok(lhs - rhs))
}

fn multiply(
    guest: &mut Guest<'_>,
    destination: Handle,
    lhs: Handle,
    rhs: Handle,
) -> Result<(), HookTrap> {
    arithmetic(guest, destination, (lhs, rhs), |lhs, rhs| Ok(lhs * rhs))
}

fn truncated_quotient(
    guest: &mut Guest<'_>,
    destination: Handle,
    lhs: Handle,
    rhs: Handle,
) -> Result<(), HookTrap> {
    arithmetic(guest, destination, (lhs, rhs), |lhs, rhs| {
        lhs.checked_div(rhs).ok_or(HookError::DivisionByZero)
    })
}

fn truncated_rest(
    guest: &mut Guest<'_>,
    destination: Handle,
    lhs: Handle,
    rhs: Handle,
) -> Result<(), HookTrap> {
    arithmetic(guest, destination, (lhs, rhs), |lhs, rhs| {
        refuse_zero(rhs)?;
        Ok(lhs % rhs)
    })
}

fn euclidean_quotient(
    guest: &mut Guest<'_>,
    destination: Handle,
    lhs: Handle,
    rhs: Handle,
) -> Result<(), HookTrap> {
    arithmetic(guest, destination, (lhs, rhs), |lhs, rhs| Ok(euclidean(lhs, rhs)?.0))
}

fn euclidean_rest(
    guest: &mut Guest<'_>,
    destination: Handle,
    lhs: Handle,
    rhs: Handle,
) -> Result<(), HookTrap> {
    arithmetic(guest, destination, (lhs, rhs), |lhs, rhs| Ok(euclidean(lhs, rhs)?.1))
}

fn refuse_zero(divisor: &BigInt) -> Result<(), HookError> {
    if divisor.sign() == Sign::NoSign {
        return Err(HookError::DivisionByZero);
    }
    Ok(())
}

/// Quotient and rest of the division whose rest is not negative.
fn euclidean(lhs: &BigInt, rhs: &BigInt) -> Result<(BigInt, BigInt), HookError> {
    refuse_zero(rhs)?;
    let (quotient, rest) = (lhs / rhs, lhs % rhs);
    if !is_negative(&rest) {
        return Ok((quotient, rest));
    }
    if is_negative(rhs) { Ok((quotient + 1, rest - rhs)) } else { Ok((quotient - 1, rest + rhs)) }
}

fn square_root(
    guest: &mut Guest<'_>,
    destination: Handle,
    operand: Handle,
) -> Result<(), HookTrap> {
    unary(guest, destination, operand, |operand| {
        refuse_negative(operand, HookError::BadLowerBounds)?;
        Ok(operand.sqrt())
    })
}

fn power(
    guest: &mut Guest<'_>,
    destination: Handle,
    base: Handle,
    exponent: Handle,
) -> Result<(), HookTrap> {
    guest.context.managed.big_int_or_create(destination);
    let managed = &guest.context.managed;
    let length = managed
        .big_int(base)
        .and_then(|base| Ok((managed.big_int(exponent)? * base.bits()) >> 3_u8));
    let length = guest.check(length)?;
    charge_result(guest, &length)?;
    charge_big_ints(guest, &[base, exponent])?;
    apply(guest, destination, (base, exponent), |base, exponent| {
        refuse_negative(exponent, HookError::BadLowerBounds)?;
        raise(base, exponent)
    })
}

/// A power whose result has been paid for.
fn raise(base: &BigInt, exponent: &BigInt) -> Result<BigInt, HookError> {
    if base.bits() <= 1 && exponent.sign() == Sign::Plus {
        // 0, 1 and -1 cost nothing, so their exponent may be of any size.
        let even = !exponent.bit(0);
        return Ok(if even { base * base } else { base.clone() });
    }
    // A larger exponent costs more gas than there can be.
    let exponent = u32::try_from(exponent).map_err(|_| HookError::NotEnoughGas)?;
    Ok(base.pow(exponent))
}

fn binary_logarithm(guest: &mut Guest<'_>, operand: Handle) -> Result<i32, HookTrap> {
    charge_big_ints(guest, &[operand])?;
    let bits = guest.context.managed.big_int(operand).and_then(|operand| {
        refuse_negative(operand, HookError::BadLowerBounds)?;
        Ok(operand.bits())
    });
    let bits = guest.check(bits)?;
    Ok(i32::try_from(bits).unwrap_or(i32::MAX).saturating_sub(1))
}

fn absolute(guest: &mut Guest<'_>, destination: Handle, operand: Handle) -> Result<(), HookTrap> {
    unary(guest, destination, operand, |operand| Ok(operand.magnitude().clone().into()))
}

fn negate(guest: &mut Guest<'_>, destination: Handle, operand: Handle) -> Result<(), HookTrap> {
    unary(guest, destination, operand, |operand| Ok(-operand))
}

fn sign(guest: &mut Guest<'_>, operand: Handle) -> Result<i32, HookTrap> {
    charge_big_ints(guest, &[operand])?;
    let sign = guest.context.managed.big_int(operand).map(BigInt::sign);
    Ok(match guest.check(sign)? {
        Sign::Minus => -1,
        Sign::NoSign => 0,
        Sign::Plus => 1,
    })
}

fn compare(guest: &mut Guest<'_>, lhs: Handle, rhs: Handle) -> Result<i32, HookTrap> {
    charge_big_ints(guest, &[lhs, rhs])?;
    let managed = &guest.context.managed;
    let order = managed.big_int(lhs).and_then(|lhs| Ok(lhs.cmp(managed.big_int(rhs)?)));
    Ok(i32::from(guest.check(order)? as i8))
}

fn bitwise_not(
    guest: &mut Guest<'_>,
    destination: Handle,
    operand: Handle,
) -> Result<(), HookTrap> {
    unary(guest, destination, operand, |operand| {
        refuse_negative(operand, HookError::BitwiseNegative)?;
        Ok(!operand)
    })
}

/// Refuses a bitwise operation on a negative number.
fn refuse_bitwise(lhs: &BigInt, rhs: &BigInt) -> Result<(), HookError> {
    refuse_negative(lhs, HookError::BitwiseNegative)?;
    refuse_negative(rhs, HookError::BitwiseNegative)
}

fn bitwise_and(
    guest: &mut Guest<'_>,
    destination: Handle,
    lhs: Handle,
    rhs: Handle,
) -> Result<(), HookTrap> {
    bitwise(guest, destination, (lhs, rhs), |lhs, rhs| {
        refuse_bitwise(lhs, rhs)?;
        Ok(lhs & rhs)
    })
}

fn bitwise_or(
    guest: &mut Guest<'_>,
    destination: Handle,
    lhs: Handle,
    rhs: Handle,
) -> Result<(), HookTrap> {
    bitwise(guest, destination, (lhs, rhs), |lhs, rhs| {
        refuse_bitwise(lhs, rhs)?;
        Ok(lhs | rhs)
    })
}

fn bitwise_exclusive_or(
    guest: &mut Guest<'_>,
    destination: Handle,
    lhs: Handle,
    rhs: Handle,
) -> Result<(), HookTrap> {
    bitwise(guest, destination, (lhs, rhs), |lhs, rhs| {
        refuse_bitwise(lhs, rhs)?;
        Ok(lhs ^ rhs)
    })
}

/// The bits of a shift's operand, which is charged, and its distance.
fn shift_operand(
    guest: &mut Guest<'_>,
    destination: Handle,
    operand: Handle,
    distance: i32,
) -> Result<(u64, u64), HookTrap> {
    guest.context.managed.big_int_or_create(destination);
    charge_big_ints(guest, &[operand])?;
    let bits = guest.context.managed.big_int(operand).and_then(|operand| {
        refuse_negative(operand, HookError::ShiftNegative)?;
        let distance = u64::try_from(distance).map_err(|_| HookError::ShiftNegative)?;
        Ok((operand.bits(), distance))
    });
    guest.check(bits)
}

fn shift_right(
    guest: &mut Guest<'_>,
    destination: Handle,
    operand: Handle,
    distance: i32,
) -> Result<(), HookTrap> {
    let (bits, distance) = shift_operand(guest, destination, operand, distance)?;
    charge_bits(guest, bits.saturating_sub(distance))?;
    let result = guest.context.managed.big_int(operand);
    let result = guest.check(result.map(|operand| operand >> distance))?;
    guest.context.managed.set_big_int(destination, result);
    Ok(())
}

fn shift_left(
    guest: &mut Guest<'_>,
    destination: Handle,
    operand: Handle,
    distance: i32,
) -> Result<(), HookTrap> {
    let (bits, distance) = shift_operand(guest, destination, operand, distance)?;
    let result_bits = bits.saturating_add(distance);
    if guest.context.release() >= Release::Barnard {
        // Production adds the operand's bits twice.
        let length = BigInt::from(result_bits.saturating_add(bits) / 8);
        charge_result(guest, &length)?;
    } else {
        charge_bits(guest, if bits == 0 { 0 } else { result_bits })?;
    }
    let result = guest.context.managed.big_int(operand);
    let result = guest.check(result.map(|operand| operand << distance))?;
    guest.context.managed.set_big_int(destination, result);
    Ok(())
}
