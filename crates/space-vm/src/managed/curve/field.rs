//! Arithmetic modulo the prime of a curve. All operands are below the prime.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "numbers of any size do not overflow, subtraction adds the prime first, and it is not zero"
)]

use num_bigint::BigUint;

/// No square modulo the prime of P-224. The other primes are 3 modulo 4 and need none.
const NON_RESIDUE: u32 = 11;

/// The field of a prime.
#[derive(Clone, Debug)]
pub(super) struct Field {
    prime: BigUint,
}

impl Field {
    pub(super) const fn new(prime: BigUint) -> Self {
        Self { prime }
    }

    pub(super) const fn prime(&self) -> &BigUint {
        &self.prime
    }

    pub(super) fn add(&self, lhs: &BigUint, rhs: &BigUint) -> BigUint {
        (lhs + rhs) % &self.prime
    }

    pub(super) fn subtract(&self, lhs: &BigUint, rhs: &BigUint) -> BigUint {
        (lhs + &self.prime - rhs) % &self.prime
    }

    pub(super) fn multiply(&self, lhs: &BigUint, rhs: &BigUint) -> BigUint {
        (lhs * rhs) % &self.prime
    }

    pub(super) fn square(&self, value: &BigUint) -> BigUint {
        self.multiply(value, value)
    }

    /// A product with a small number.
    pub(super) fn scale(&self, value: &BigUint, factor: u32) -> BigUint {
        (value * factor) % &self.prime
    }

    fn power(&self, value: &BigUint, exponent: &BigUint) -> BigUint {
        value.modpow(exponent, &self.prime)
    }

    /// The inverse of a number that is not zero.
    pub(super) fn invert(&self, value: &BigUint) -> BigUint {
        self.power(value, &(&self.prime - 2_u32))
    }

    /// A square root, if there is one: the algorithm of Tonelli and Shanks.
    ///
    /// With p - 1 = 2^k * q it keeps `root² = value * excess`, where the order of `excess` is a power
    /// of two that falls in every round. Where k is 1 it ends before the first.
    ///
    /// # Cost
    /// Up to k² / 2 squarings after two powers; k is 96 for P-224.
    pub(super) fn square_root(&self, value: &BigUint) -> Option<BigUint> {
        let one = BigUint::from(1_u32);
        if value.bits() == 0 {
            return Some(BigUint::ZERO);
        }
        let group = &self.prime - 1_u32;
        let mut exponent = group.trailing_zeros().unwrap_or_default();
        let odd = group >> exponent;
        let mut root = self.power(value, &((&odd + 1_u32) >> 1_u32));
        let mut excess = self.power(value, &odd);
        let mut generator = None;
        while excess != one {
            let order = self.order_exponent(&excess, exponent)?;
            let mut step =
                generator.take().unwrap_or_else(|| self.power(&NON_RESIDUE.into(), &odd));
            for _ in order.saturating_add(1)..exponent {
                step = self.square(&step);
            }
            root = self.multiply(&root, &step);
            let square = self.square(&step);
            excess = self.multiply(&excess, &square);
            generator = Some(square);
            exponent = order;
        }
        Some(root)
    }

    /// The least n with `value^(2^n) = 1`, if it is below the limit.
    fn order_exponent(&self, value: &BigUint, limit: u64) -> Option<u64> {
        let one = BigUint::from(1_u32);
        let mut power = value.clone();
        for exponent in 0..limit {
            if power == one {
                return Some(exponent);
            }
            power = self.square(&power);
        }
        None
    }
}
