//! Sums, products and quotients, each rounded once, as Go's `math/big/float.go` has them.

use super::{BigFloat, Form, PRECISION, WORD_BITS};
use core::cmp::Ordering;
use num_bigint::{BigInt, BigUint};

impl BigFloat {
    /// The mantissa at the scale whose lowest bit has the exponent `low`.
    fn digits_at(&self, low: i64) -> BigUint {
        let shift = u64::try_from(self.low().saturating_sub(low)).unwrap_or_default();
        &self.mantissa << shift
    }

    /// The mantissas of both numbers at one scale, and that scale.
    fn aligned(&self, other: &Self) -> (BigUint, BigUint, i64) {
        let low = self.low().min(other.low());
        (self.digits_at(low), other.digits_at(low), low)
    }

    /// The sum. Two zeros give a negative one only when both are; an exact zero is positive.
    pub(crate) fn add(&self, other: &Self) -> Option<Self> {
        self.add_to(other, PRECISION)
    }

    /// The sum with a precision.
    pub(super) fn add_to(&self, other: &Self, precision: u64) -> Option<Self> {
        match (self.form, other.form) {
            (Form::Zero, Form::Zero) => {
                return Some(Self::zero(self.is_negative && other.is_negative));
            }
            (_, Form::Zero) => return Some(self.clone().into_exact()),
            (Form::Zero, _) => return Some(other.clone().into_exact()),
            (Form::Finite, Form::Finite) => {}
        }
        let (lhs, rhs, low) = self.aligned(other);
        if self.is_negative == other.is_negative {
            let digits = lhs + rhs;
            return (digits != BigUint::ZERO)
                .then(|| Self::rounded(self.is_negative, digits, low, false, precision));
        }
        // The larger by its exponent may be the smaller one where bits are missing.
        let is_larger = self.compare_size(other) == Ordering::Greater;
        let (larger, smaller) = if is_larger { (lhs, rhs) } else { (rhs, lhs) };
        if larger < smaller {
            return None;
        }
        let digits = larger - smaller;
        if digits == BigUint::ZERO {
            return Some(Self::zero(false));
        }
        let is_negative = self.is_negative == is_larger;
        Some(Self::rounded(is_negative, digits, low, false, precision))
    }

    /// The difference.
    pub(crate) fn subtract(&self, other: &Self) -> Option<Self> {
        self.add(&other.clone().negate())
    }

    /// The product.
    pub(crate) fn multiply(&self, other: &Self) -> Option<Self> {
        self.multiply_to(other, PRECISION)
    }

    /// The product with a precision. A word that is missing at the top of the product counts as if it were there.
    pub(super) fn multiply_to(&self, other: &Self, precision: u64) -> Option<Self> {
        let is_negative = self.is_negative != other.is_negative;
        if self.is_zero() || other.is_zero() {
            return Some(Self::zero(is_negative));
        }
        let digits = &self.mantissa * &other.mantissa;
        if digits == BigUint::ZERO {
            return None;
        }
        let bits = |it: &Self| it.mantissa.bits().saturating_add(it.missing);
        let missing = bits(self).saturating_add(bits(other)).saturating_sub(digits.bits());
        let words = missing.checked_div(WORD_BITS).unwrap_or_default();
        let words = i64::try_from(words.saturating_mul(WORD_BITS)).unwrap_or(i64::MAX);
        let low = self.low().saturating_add(other.low()).saturating_add(words);
        Some(Self::rounded(is_negative, digits, low, false, precision))
    }

    /// The quotient; `None` for a division by zero, too. It has the bits of at least a word, as far as the
    /// dividend is not missing some.
    pub(crate) fn divide(&self, other: &Self) -> Option<Self> {
        if other.is_zero() || other.mantissa == BigUint::ZERO {
            return None;
        }
        let is_negative = self.is_negative != other.is_negative;
        if self.is_zero() {
            return Some(Self::zero(is_negative));
        }
        let (dividend, dividend_words) = self.words();
        let (divisor, divisor_words) = other.words();
        let added = divisor_words.saturating_add(1).saturating_sub(dividend_words);
        let dividend = dividend << added.saturating_mul(WORD_BITS);
        let quotient = &dividend / &divisor;
        if quotient == BigUint::ZERO {
            return None;
        }
        let is_inexact = &quotient * &divisor != dividend;
        // The scale of the dividend's lowest word, less that of the divisor's.
        let words = dividend_words.saturating_add(added).saturating_sub(divisor_words);
        let words = i64::try_from(words.saturating_mul(WORD_BITS)).unwrap_or(i64::MAX);
        let low = self.exponent.saturating_sub(other.exponent).saturating_sub(words);
        Some(Self::rounded(is_negative, quotient, low, is_inexact, PRECISION))
    }

    /// The number with the opposite sign; zero too.
    pub(crate) fn negate(self) -> Self {
        let is_negative = !self.is_negative;
        Self { is_negative, ..self }
    }

    /// The number without its sign.
    pub(crate) fn absolute(self) -> Self {
        Self { is_negative: false, ..self }
    }

    /// Compares the values; zeros are equal.
    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        let by_sign = self.sign().cmp(&other.sign());
        if by_sign != Ordering::Equal || self.is_zero() {
            return by_sign;
        }
        let by_size = self.compare_size(other);
        if self.is_negative { by_size.reverse() } else { by_size }
    }

    /// Compares the sizes by exponents first, and so without long integers.
    fn compare_size(&self, other: &Self) -> Ordering {
        self.exponent.cmp(&other.exponent).then_with(|| {
            let (lhs, rhs, _) = self.aligned(other);
            lhs.cmp(&rhs)
        })
    }

    /// The value times a power of two.
    pub(super) fn scaled(self, power: i64) -> Self {
        let exponent = self.exponent.saturating_add(power);
        Self { exponent, ..self }
    }

    /// One.
    pub(crate) fn one() -> Self {
        Self::from_integer(&BigInt::from(1_u8))
    }
}
