//! The square root, step by step as Go takes it (`math/big/sqrt.go`): one step of Newton's method from what a
//! number of 64 bits gives.

use super::{Accuracy, BigFloat, PRECISION};
use num_bigint::{BigInt, BigUint};

/// Bits of the step.
const STEP_PRECISION: u64 = 2 * PRECISION;
/// Bits that a 64-bit float has below its highest one, and which of a word they are.
const FRACTION_BITS: u32 = 52;
const FRACTION_SHIFT: u32 = 11;

impl BigFloat {
    /// The square root of a number that is not negative.
    pub(crate) fn square_root(&self) -> Option<Self> {
        if self.is_zero() {
            return Some(self.clone().into_exact());
        }
        // From a quarter to two, so that the exponent of the rest is even.
        let odd = self.exponent.checked_rem(2).unwrap_or_default();
        let half = self.exponent.checked_div(2).unwrap_or_default();
        let value = Self { exponent: odd, ..self.clone() };
        let inverse = value.inverse_root()?;
        Some(value.multiply(&inverse)?.scaled(half))
    }

    /// `1 / √x`.
    fn inverse_root(&self) -> Option<Self> {
        let guess = Self::one().divide(&self.as_float64().nearest_root())?;
        let three = Self::from_integer(&BigInt::from(3_u8));
        let square = guess.multiply_to(&guess, STEP_PRECISION)?;
        let error = self.multiply_to(&square, STEP_PRECISION)?;
        let factor = three.add_to(&error.negate(), STEP_PRECISION)?;
        Some(guess.multiply_to(&factor, STEP_PRECISION)?.scaled(-1))
    }

    /// The 64-bit float that Go takes for it: its highest bit counts as set.
    fn as_float64(&self) -> Self {
        let word = self.highest_word().unwrap_or_default();
        let highest = 1_u64 << FRACTION_BITS;
        let digits = highest | ((word >> FRACTION_SHIFT) & highest.saturating_sub(1));
        Self::new(false, digits.into(), self.exponent, Accuracy::Exact)
    }

    /// The root of a number with a mantissa, rounded once.
    fn nearest_root(&self) -> Self {
        // An even scale, and twice the bits that the root shall have.
        let low = self.low();
        let wanted = PRECISION.saturating_add(2).saturating_mul(2);
        let mut shift = wanted.saturating_sub(self.mantissa.bits());
        let shifted = |shift: u64| low.saturating_sub(i64::try_from(shift).unwrap_or(i64::MAX));
        if shifted(shift) % 2 != 0 {
            shift = shift.saturating_add(1);
        }
        let square: BigUint = &self.mantissa << shift;
        let root = square.sqrt();
        let is_inexact = &root * &root != square;
        Self::rounded(false, root, shifted(shift) / 2, is_inexact, PRECISION)
    }
}
