//! Shares in parts of 10,000, in the form in which production stores them: bits of 32-bit floating
//! point numbers (IEEE 754), made and read without floating point arithmetic.

use crate::protobuf::Malformed;
use crate::staking::BasisPoints;
use num_bigint::BigUint;

/// Bits that follow the first one of a number: 23.
const FRACTION: u32 = (1 << 23) - 1;
/// The whole, when a number that is divided by it is to have 24 bits.
const LEAST: u64 = 10_000 << 23;
/// The exponent field of a number whose last bit counts 1.
const UNIT_EXPONENT: u32 = 150;

/// The bits of the number that is nearest to the share.
pub(super) fn bits_of(share: BasisPoints) -> u32 {
    let parts = u64::from(share.0);
    if parts == 0 {
        return 0;
    }
    // The least shift that leaves 24 bits. It is 5 to 37.
    let mut shift = 0_u32;
    while parts.wrapping_shl(shift) < LEAST {
        shift = shift.saturating_add(1);
    }
    let shifted = parts.wrapping_shl(shift);
    let (quotient, rest) = (shifted / 10_000, shifted % 10_000);
    let is_up = rest > 5_000 || (rest == 5_000 && quotient & 1 == 1);
    let mantissa = quotient.saturating_add(u64::from(is_up));
    // The first bit is not stored: it adds one to the exponent, which is one less for that.
    let exponent = u64::from(UNIT_EXPONENT.saturating_sub(shift).saturating_sub(1));
    u32::try_from((exponent << 23).saturating_add(mantissa)).unwrap_or(u32::MAX)
}

/// The share with four decimals that is nearest to a stored number.
pub(super) fn share_of(bits: u32) -> Result<BasisPoints, Malformed> {
    let exponent = bits >> 23;
    if exponent == 0 {
        return Ok(BasisPoints(0));
    }
    // More than 2^23 times the whole, negative, or no number.
    let shift = UNIT_EXPONENT.checked_sub(exponent).filter(|it| *it > 0).ok_or(Malformed)?;
    let mantissa = u64::from(bits & FRACTION).saturating_add(1 << 23);
    let parts = mantissa.saturating_mul(10_000);
    // The product has 38 bits.
    let kept = parts.checked_shr(shift).unwrap_or_default();
    let rest = parts.saturating_sub(kept.checked_shl(shift).unwrap_or_default());
    let half = 1_u64.checked_shl(shift.saturating_sub(1)).unwrap_or(u64::MAX);
    let is_up = rest > half || (rest == half && kept & 1 == 1);
    let rounded = kept.saturating_add(u64::from(is_up));
    Ok(BasisPoints(u32::try_from(rounded).map_err(|_| Malformed)?))
}

/// The share of an amount, rounded down.
pub(super) fn part(amount: &BigUint, share: BasisPoints) -> BigUint {
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "big numbers, and a divisor that is not zero"
    )]
    let part = amount * share.0 / 10_000_u32;
    part
}

/// The share as production prints it: with four decimals.
pub(super) fn text(share: BasisPoints) -> String {
    let (whole, rest) = (share.0 / 10_000, share.0 % 10_000);
    format!("{whole}.{rest:04}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Production divides the parts by 10,000 as 32-bit numbers.
    #[test]
    fn every_share_has_the_bits_of_the_division() {
        for parts in 0..=20_000_u16 {
            let share = BasisPoints(u32::from(parts));
            let bits = bits_of(share);
            assert_eq!(bits, (f32::from(parts) / 10_000.0).to_bits(), "{parts}");
            assert_eq!(share_of(bits), Ok(share));
        }
    }

    #[test]
    fn other_numbers_are_rounded_to_four_decimals() {
        for (number, parts) in [
            (0.333_333_34_f32, 3_333),
            (0.031_25, 312),
            (0.093_75, 938),
            (0.000_04, 0),
            (1e-30, 0),
            (f32::MIN_POSITIVE, 0),
            (1e-40, 0),
            (3.0, 30_000),
        ] {
            assert_eq!(share_of(number.to_bits()), Ok(BasisPoints(parts)), "{number}");
        }
        for number in [-0.5, f32::NAN, f32::INFINITY, 1e9] {
            assert_eq!(share_of(number.to_bits()), Err(Malformed), "{number}");
        }
    }

    #[test]
    fn parts_are_rounded_down() {
        let of = |amount: u32, parts| part(&BigUint::from(amount), BasisPoints(parts));
        assert_eq!(of(101, 5_000), BigUint::from(50_u32));
        assert_eq!(of(2, 3_333), BigUint::ZERO);
        assert_eq!(text(BasisPoints(12_005)), "1.2005");
    }
}
