//! The price of a storage read that reaches the trie.

use super::GasScheduleError;
use super::reader::{Document, Zero};

const SECTION: &str = "DynamicStorageLoad";

/// The price of an uncached storage read: `quadratic d^2 + linear d + constant` gas units at trie
/// depth `d`.
///
/// The file keeps each sign in a key of its own. A loaded curve never falls and is never negative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DynamicStorageLoad {
    quadratic: i64,
    linear: i64,
    constant: i64,
    minimum: i64,
}

impl DynamicStorageLoad {
    /// The price at `trie_depth`, or `static_cost` where the curve is under its declared minimum.
    /// `None` where the price does not fit production's signed 64 bits, which fails the read.
    #[must_use]
    pub const fn cost(&self, trie_depth: u32, static_cost: u64) -> Option<u64> {
        let depth = trie_depth as i64;
        let Some(squared) = depth.checked_mul(depth) else {
            return None;
        };
        let Some(quadratic) = self.quadratic.checked_mul(squared) else {
            return None;
        };
        let Some(linear) = self.linear.checked_mul(depth) else {
            return None;
        };
        let Some(sum) = quadratic.checked_add(linear) else {
            return None;
        };
        let Some(price) = sum.checked_add(self.constant) else {
            return None;
        };
        if price < self.minimum { Some(static_cost) } else { Some(price.unsigned_abs()) }
    }

    pub(super) fn read(document: &Document) -> Result<Self, GasScheduleError> {
        let section = document.section(SECTION);
        let signed = |coefficient, sign| {
            let magnitude: i64 = section.number(coefficient)?.unwrap_or(0);
            // Production takes 1 for a minus and everything else for a plus.
            Ok(match section.number(sign)? {
                Some(1) => magnitude.wrapping_neg(),
                Some(_) | None => magnitude,
            })
        };
        let quadratic = signed("QuadraticCoefficient", "SignOfQuadratic")?;
        let linear = signed("LinearCoefficient", "SignOfLinear")?;
        let constant = signed("ConstantCoefficient", "SignOfConstant")?;
        if quadratic <= 0 || linear < 0 || constant < 0 {
            return Err(GasScheduleError::StorageLoadCurve { quadratic, linear, constant });
        }
        let minimum = section.cost("MinimumGasCost", Zero::Allowed)?;
        let minimum = i64::try_from(minimum).map_err(|_| section.invalid("MinimumGasCost"))?;
        Ok(Self { quadratic, linear, constant, minimum })
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = (&'static str, &'static str, u64)> + use<> {
        // The signs of a loaded curve are all plus.
        [
            (SECTION, "QuadraticCoefficient", self.quadratic.unsigned_abs()),
            (SECTION, "SignOfQuadratic", 0),
            (SECTION, "LinearCoefficient", self.linear.unsigned_abs()),
            (SECTION, "SignOfLinear", 0),
            (SECTION, "ConstantCoefficient", self.constant.unsigned_abs()),
            (SECTION, "SignOfConstant", 0),
            (SECTION, "MinimumGasCost", self.minimum.unsigned_abs()),
        ]
        .into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn price_follows_the_curve_and_its_minimum() {
        let curve = DynamicStorageLoad {
            quadratic: 688,
            linear: 31_858,
            constant: 15_287,
            minimum: 20_000,
        };
        assert_eq!(curve.cost(0, 50_000), Some(50_000), "under the minimum, the static cost");
        assert_eq!(curve.cost(1, 50_000), Some(47_833));
        assert_eq!(curve.cost(10, 50_000), Some(402_667));
        assert_eq!(curve.cost(u32::MAX, 50_000), None, "over signed 64 bits");
    }
}
