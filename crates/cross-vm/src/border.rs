//! The border of two gas units: one integer ratio, rounded against the contract; and where refunds count.

use core::mem::take;
use vm_core::{CallOutcome, GasUnit, Session};

/// `MultiversX` gas units per EVM gas unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GasRatio(u64);

impl GasRatio {
    /// A ratio; zero counts as one.
    #[must_use]
    pub const fn new(ratio: u64) -> Self {
        Self(if ratio == 0 { 1 } else { ratio })
    }

    /// Converts an amount, saturating upwards and rounding down: what is handed to the other side is
    /// never worth more than what was taken.
    #[must_use]
    pub const fn convert(self, amount: u64, from: GasUnit, to: GasUnit) -> u64 {
        match (from, to) {
            (GasUnit::Ethereum, GasUnit::MultiversX) => amount.saturating_mul(self.0),
            (GasUnit::MultiversX, GasUnit::Ethereum) => match amount.checked_div(self.0) {
                Some(converted) => converted,
                None => amount,
            },
            (GasUnit::Ethereum, GasUnit::Ethereum) | (GasUnit::MultiversX, GasUnit::MultiversX) => {
                amount
            }
        }
    }

    /// Converts what a callee left back into the caller's unit; never more than the caller gave.
    #[must_use]
    pub fn give_back(self, left: u64, from: GasUnit, to: GasUnit, given: u64) -> u64 {
        self.convert(left, from, to).min(given)
    }
}

/// Puts the refund counter where it counts: a frame that another VM called leaves its own to the journal; the first
/// frame of a transaction takes all of them if it counts in EVM gas, and nobody does otherwise.
pub(crate) fn place_refund(
    session: &mut Session,
    outcome: &mut CallOutcome,
    (own, caller): (GasUnit, GasUnit),
    is_root: bool,
) {
    if is_root {
        let left = session.journal.refund();
        let of_all = outcome.refund.saturating_add(left);
        outcome.refund = if own == GasUnit::Ethereum { of_all } else { 0 };
    } else if own != caller {
        session.journal.add_refund(take(&mut outcome.refund));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use GasUnit::{Ethereum, MultiversX};

    #[test]
    fn a_round_trip_never_gains() {
        for ratio in [0, 1, 3, 20, u64::MAX] {
            let ratio = GasRatio::new(ratio);
            for amount in [0, 1, 19, 20, 21, 1_000_003, u64::MAX] {
                for (from, to) in [(Ethereum, MultiversX), (MultiversX, Ethereum)] {
                    let there = ratio.convert(amount, from, to);
                    assert!(ratio.give_back(there, to, from, amount) <= amount);
                }
            }
        }
    }
}
