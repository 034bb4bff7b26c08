//! Sums, products, quotients and roots, each rounded once.

use super::{BigFloat, PRECISION};
use core::cmp::Ordering;
use num_bigint::{BigInt, BigUint, Sign};

impl BigFloat {
    /// The mantissa with its sign, at the scale whose lowest bit has the exponent `low`.
    fn digits_at(&self, low: i64) -> BigInt {
        let shift = u64::try_from(self.low().saturating_sub(low)).unwrap_or_default();
        let sign = if self.is_negative { Sign::Minus } else { Sign::Plus };
        BigInt::from_biguint(sign, &self.mantissa << shift)
    }

    /// Both numbers as integers of one scale, and that scale.
    fn aligned(&self, other: &Self) -> (BigInt, BigInt, i64) {
        let low = self.low().min(other.low());
        (self.digits_at(low), other.digits_at(low), low)
    }

    /// The sum. Two zeros give a negative one only when both are; an exact zero is positive.
    pub(crate) fn add(&self, other: &Self) -> Self {
        match (self.is_zero(), other.is_zero()) {
            (true, true) => Self::zero(self.is_negative && other.is_negative),
            (true, false) => other.clone().into_exact(),
            (false, true) => self.clone().into_exact(),
            (false, false) => {
                let (lhs, rhs, low) = self.aligned(other);
                let (sign, digits) = (lhs + rhs).into_parts();
                Self::rounded(sign == Sign::Minus, digits, low, false, PRECISION)
            }
        }
    }

    /// The difference.
    pub(crate) fn subtract(&self, other: &Self) -> Self {
        self.add(&other.clone().negate())
    }

    /// The product.
    pub(crate) fn multiply(&self, other: &Self) -> Self {
        let is_negative = self.is_negative != other.is_negative;
        let digits = &self.mantissa * &other.mantissa;
        let low = self.low().saturating_add(other.low());
        Self::rounded(is_negative, digits, low, false, PRECISION)
    }

    /// The quotient; `None` for a division by zero, which is infinite.
    pub(crate) fn divide(&self, other: &Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        let is_negative = self.is_negative != other.is_negative;
        if self.is_zero() {
            return Some(Self::zero(is_negative));
        }
        let quotient = Self::nearest(is_negative, &self.mantissa, &other.mantissa, PRECISION);
        let scale = self.low().saturating_sub(other.low());
        Some(quotient.scaled(scale))
    }

    /// The value times a power of two.
    fn scaled(self, power: i64) -> Self {
        let exponent = self.exponent.saturating_add(power);
        Self { exponent, ..self }
    }

    /// The square root of a number that is not negative.
    pub(crate) fn square_root(&self) -> Self {
        if self.is_zero() {
            return self.clone().into_exact();
        }
        // An even scale, and twice the bits that the root shall have.
        let low = self.low();
        let wanted = PRECISION.saturating_add(2).saturating_mul(2);
        let mut shift = wanted.saturating_sub(self.mantissa.bits());
        let shifted = |shift: u64| low.saturating_sub(i64::try_from(shift).unwrap_or(i64::MAX));
        if shifted(shift) % 2 != 0 {
            shift = shift.saturating_add(1);
        }
        let square = &self.mantissa << shift;
        let root = square.sqrt();
        let is_inexact = &root * &root != square;
        Self::rounded(false, root, shifted(shift) / 2, is_inexact, PRECISION)
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
        // Numbers far apart are told apart by their exponents, without long integers.
        let by_exponent = self.exponent.cmp(&other.exponent);
        let by_size = by_exponent.then_with(|| {
            let (lhs, rhs, _) = self.aligned(other);
            lhs.magnitude().cmp(rhs.magnitude())
        });
        if self.is_negative { by_size.reverse() } else { by_size }
    }

    /// One.
    pub(crate) fn one() -> Self {
        Self::from_integer(&BigInt::from(BigUint::from(1_u8)))
    }
}
