//! Powers of ten as production has them: quotients of two rounded constants.

use super::{Accuracy, BigFloat, PRECISION};
use num_bigint::BigUint;

/// Distance of the constants below one.
const STEP: u32 = 32;
/// Exponent of the lowest bit that a 64-bit float has.
const LOWEST_BIT: i64 = -1_074;

/// `10^-exponent` as Go's `math.Pow10` gives it, for exponents up to 322.
///
/// It divides the float nearest to `10^-(32 * k)` by the one nearest to the rest; results below
/// 2^-1022 have fewer bits, as 64-bit floats do.
pub(crate) fn power_of_ten(exponent: u32) -> BigFloat {
    let whole = exponent.checked_rem(STEP).unwrap_or_default();
    let table = exponent.saturating_sub(whole);
    let constant = quotient(&BigUint::from(1_u8), &ten_to(table), 0);
    let divisor = BigFloat::rounded(false, ten_to(whole), 0, false, PRECISION);
    let scale = constant.low().saturating_sub(divisor.low());
    quotient(&constant.mantissa, &divisor.mantissa, scale)
}

fn ten_to(exponent: u32) -> BigUint {
    BigUint::from(10_u8).pow(exponent)
}

/// `numerator / denominator * 2^scale` as a 64-bit float.
fn quotient(numerator: &BigUint, denominator: &BigUint, scale: i64) -> BigFloat {
    let full = BigFloat::nearest(false, numerator, denominator, PRECISION);
    let exponent = full.exponent.saturating_add(scale);
    let bits = u64::try_from(exponent.saturating_sub(LOWEST_BIT)).unwrap_or_default();
    let rounded = if bits < PRECISION {
        // Rounded once more from the exact quotient, to the bits that are left. The exponent of the
        // first rounding may be one too high, which only happens where both agree.
        BigFloat::nearest(false, numerator, denominator, bits)
    } else {
        full
    };
    let exponent = rounded.exponent.saturating_add(scale);
    BigFloat { exponent, accuracy: Accuracy::Exact, ..rounded }
}
