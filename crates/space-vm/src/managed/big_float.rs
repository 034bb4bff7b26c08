//! Big floats: binary floating point with 53 bits and a wide exponent, computed with integers.
//!
//! Values, rounding, signs of zero and the byte form are those of Go's `math/big.Float` at precision
//! 53 and round-half-even, as production uses it (`mx-chain-vm-go:vmhost/vmhooks/bigFloatOps.go`). No
//! floating point number of the machine is used.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "numbers of any size do not overflow, and divisors are checked"
)]

mod arithmetic;
mod bytes;
mod decimal;
mod root;

pub(crate) use decimal::power_of_ten;

use num_bigint::{BigInt, BigUint, Sign};

/// Bits of a result.
pub(crate) const PRECISION: u64 = 53;
/// Bits of a word of a mantissa.
const WORD_BITS: u64 = 64;
/// The largest exponent that a value may have, and the smallest when negated.
const EXPONENT_LIMIT: i64 = 65_025;

/// On which side of the exact value a rounded one lies. Only the byte form shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Accuracy {
    Below,
    #[default]
    Exact,
    Above,
}

/// Zero, or a number with a mantissa.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Form {
    #[default]
    Zero,
    Finite,
}

/// A floating point number: `0.mantissa * 2^exponent`, the mantissa's top bit set.
///
/// Results have at most 53 bits; a number read from bytes may have more. Zero has a sign.
///
/// Before Barnard bytes are read as they are, so that bits may be missing at the top of a mantissa, or all of it. Go
/// computes with such numbers word by word, as if nothing were missing, and not always with what they are worth; it
/// panics where that makes no sense, which production catches. Operations without a result are such.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct BigFloat {
    is_negative: bool,
    form: Form,
    mantissa: BigUint,
    /// Zeros above the mantissa in its highest word.
    missing: u64,
    exponent: i64,
    accuracy: Accuracy,
}

impl BigFloat {
    /// The value nearest to `numerator / denominator`, in `bits` bits.
    ///
    /// The denominator must not be zero; the quotient by zero is zero.
    fn nearest(
        is_negative: bool,
        numerator: &BigUint,
        denominator: &BigUint,
        precision: u64,
    ) -> Self {
        let shift = precision
            .saturating_add(2)
            .saturating_add(denominator.bits())
            .saturating_sub(numerator.bits());
        let scaled = numerator << shift;
        if *denominator == BigUint::ZERO {
            return Self::zero(is_negative);
        }
        let quotient = &scaled / denominator;
        let is_inexact = &quotient * denominator != scaled;
        let low = i64::try_from(shift).unwrap_or(i64::MAX).saturating_neg();
        Self::rounded(is_negative, quotient, low, is_inexact, precision)
    }

    /// `digits * 2^low`, and a little more if `is_inexact`, rounded half to even.
    fn rounded(
        is_negative: bool,
        digits: BigUint,
        low: i64,
        is_inexact: bool,
        precision: u64,
    ) -> Self {
        let bits = digits.bits();
        let exponent = low.saturating_add(i64::try_from(bits).unwrap_or(i64::MAX));
        if bits == 0 {
            return Self::zero(is_negative);
        }
        let Some(extra) = bits.checked_sub(precision).filter(|extra| *extra > 0) else {
            let accuracy = match (is_inexact, is_negative) {
                (false, _) => Accuracy::Exact,
                (true, false) => Accuracy::Below,
                (true, true) => Accuracy::Above,
            };
            return Self::new(is_negative, digits, exponent, accuracy);
        };
        let half = BigUint::from(1_u8) << extra.saturating_sub(1);
        let kept = &digits >> extra;
        let rest = digits - (&kept << extra);
        let is_exact = rest == BigUint::ZERO && !is_inexact;
        let is_above = rest > half || (rest == half && (is_inexact || kept.bit(0)));
        if is_exact {
            return Self::new(is_negative, kept, exponent, Accuracy::Exact);
        }
        // A mantissa of ones becomes a power of two, one exponent higher.
        let kept = if is_above { kept + 1_u8 } else { kept };
        let carry = i64::from(kept.bits() > precision);
        let accuracy = if is_above == is_negative { Accuracy::Below } else { Accuracy::Above };
        Self::new(is_negative, kept, exponent.saturating_add(carry), accuracy)
    }

    fn new(is_negative: bool, mantissa: BigUint, exponent: i64, accuracy: Accuracy) -> Self {
        Self { is_negative, form: Form::Finite, mantissa, missing: 0, exponent, accuracy }
    }

    /// Zero, of either sign.
    fn zero(is_negative: bool) -> Self {
        Self { is_negative, ..Self::default() }
    }

    /// The float nearest to an integer.
    pub(crate) fn from_integer(value: &BigInt) -> Self {
        let is_negative = value.sign() == Sign::Minus;
        Self::rounded(is_negative, value.magnitude().clone(), 0, false, PRECISION)
    }

    /// The ratio of the circumference of a circle to its diameter.
    pub(crate) fn pi() -> Self {
        Self::constant(0x0019_21fb_5444_2d18, 2)
    }

    /// The base of natural logarithms.
    pub(crate) fn e() -> Self {
        Self::constant(0x0015_bf0a_8b14_5769, 2)
    }

    fn constant(mantissa: u64, exponent: i64) -> Self {
        Self::new(false, mantissa.into(), exponent, Accuracy::Exact)
    }

    /// Whether the exponent is one that values may have.
    pub(crate) const fn has_valid_exponent(&self) -> bool {
        self.exponent >= -EXPONENT_LIMIT && self.exponent <= EXPONENT_LIMIT
    }

    /// The value, as a copy of an exact one.
    pub(crate) fn into_exact(self) -> Self {
        Self { accuracy: Accuracy::Exact, ..self }
    }

    /// Whether the value is zero, of either sign.
    pub(crate) fn is_zero(&self) -> bool {
        self.form == Form::Zero
    }

    /// The exponent of the mantissa's lowest bit.
    fn low(&self) -> i64 {
        let bits = self.mantissa.bits().saturating_add(self.missing);
        self.exponent.saturating_sub(i64::try_from(bits).unwrap_or(i64::MAX))
    }

    /// The mantissa in whole words, as Go keeps it, and their number.
    fn words(&self) -> (BigUint, u64) {
        let bits = self.mantissa.bits().saturating_add(self.missing);
        let count = bits.div_ceil(WORD_BITS);
        let low = count.saturating_mul(WORD_BITS).saturating_sub(bits);
        (&self.mantissa << low, count)
    }

    /// Whether the value has no fraction. Go counts 53 bits here even where bytes gave more.
    pub(crate) fn is_integer(&self) -> bool {
        let zeros = self.mantissa.trailing_zeros().unwrap_or(u64::MAX);
        let zeros = i64::try_from(zeros).unwrap_or(i64::MAX);
        let has_no_fraction = self.exponent > 0 && self.low().saturating_add(zeros) >= 0;
        let is_large = u64::try_from(self.exponent).is_ok_and(|exponent| exponent >= PRECISION);
        has_no_fraction || is_large || self.is_zero()
    }

    /// The integer part, towards zero. Where bits are missing, Go may give a zero with a sign, which it counts
    /// as less than zero in comparisons; there is none here.
    pub(crate) fn integer_part(&self) -> BigInt {
        let low = self.low();
        let magnitude = match u64::try_from(low) {
            Ok(left) => &self.mantissa << left,
            Err(_) => &self.mantissa >> low.unsigned_abs(),
        };
        let sign = if self.is_negative { Sign::Minus } else { Sign::Plus };
        BigInt::from_biguint(sign, magnitude)
    }

    /// -1, 0 or 1.
    pub(crate) fn sign(&self) -> i32 {
        match (self.is_zero(), self.is_negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }
}

#[cfg(test)]
mod tests;
