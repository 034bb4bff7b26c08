//! Pseudo-random bytes, the same for every node: the generator of Go's `math/rand`.
//!
//! It adds two values of its last 607: `x[n] = x[n - 607] + x[n - 273]`, modulo 2^64. The seed makes
//! the first 607 with a linear congruential generator, and mixes them with the state that the same
//! generator has 7.8 * 10^12 steps after the seed 1.
//!
//! Production seeds it from the random seeds of the previous and the current block and the hash of
//! the transaction, and keeps one generator for all contracts of a transaction
//! (`mx-chain-vm-go:math/randomnessGenerator.go`, `vmhost/contexts/managedType.go`).

mod far_state;

use far_state::FAR_STATE;
use sha2::{Digest, Sha256};

const LENGTH: usize = 607;
const TAP: usize = 273;
const MODULUS: u64 = (1 << 31) - 1;
const MULTIPLIER: u64 = 48_271;
/// Steps of the congruential generator that are thrown away.
const WARM_UP: usize = 20;
/// The seed in place of zero.
const SEED_FOR_ZERO: u64 = 89_482_311;
/// Bytes that one number gives: its 64th bit is dropped, and with it the eighth byte.
const BYTES_PER_NUMBER: u64 = 7;

/// A generator that knows how many bytes it gave.
#[derive(Clone, Debug)]
pub(crate) struct RandomBytes {
    state: Vec<u64>,
    feed: usize,
    position: u64,
    rest: u64,
}

impl RandomBytes {
    /// A generator from what makes the transaction unpredictable.
    pub(crate) fn new(entropy: &[u8]) -> Self {
        let digest: [u8; 32] = Sha256::digest(entropy).into();
        let (head, _) = digest.split_first_chunk().unwrap_or((&[0; 8], &[]));
        let seed = i64::from_be_bytes(*head);
        let modulus = i64::try_from(MODULUS).unwrap_or(i64::MAX);
        let mut value = match u64::try_from(seed.rem_euclid(modulus)) {
            Ok(0) | Err(_) => SEED_FOR_ZERO,
            Ok(seed) => seed,
        };
        let mut next = move || {
            value = value.wrapping_mul(MULTIPLIER) % MODULUS;
            value
        };
        for _ in 0..WARM_UP {
            next();
        }
        let mix = |far: &u64| (next() << 40) ^ (next() << 20) ^ next() ^ far;
        Self {
            state: FAR_STATE.iter().map(mix).collect(),
            feed: LENGTH.saturating_sub(TAP),
            position: 0,
            rest: 0,
        }
    }

    /// How many bytes were given or skipped.
    pub(crate) const fn position(&self) -> u64 {
        self.position
    }

    /// Goes forward, over bytes that another contract of the transaction drew.
    pub(crate) fn skip_to(&mut self, position: u64) {
        while self.position < position {
            self.next_byte();
        }
    }

    /// Fills a buffer.
    pub(crate) fn fill(&mut self, buffer: &mut [u8]) {
        for byte in buffer {
            *byte = self.next_byte();
        }
    }

    fn next_byte(&mut self) -> u8 {
        if self.position.is_multiple_of(BYTES_PER_NUMBER) {
            self.rest = self.next_number();
        }
        let [byte, ..] = self.rest.to_le_bytes();
        self.rest >>= 8;
        self.position = self.position.wrapping_add(1);
        byte
    }

    fn next_number(&mut self) -> u64 {
        self.feed = before(self.feed, 1);
        let tap = before(self.feed, LENGTH.saturating_sub(TAP));
        let tap = self.state.get(tap).copied().unwrap_or_default();
        let Some(oldest) = self.state.get_mut(self.feed) else {
            return 0;
        };
        *oldest = oldest.wrapping_add(tap);
        *oldest
    }
}

/// The place in the ring that is so many places before another.
const fn before(place: usize, distance: usize) -> usize {
    match place.checked_sub(distance) {
        Some(before) => before,
        None => place.saturating_add(LENGTH).saturating_sub(distance),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_those_of_production() {
        // The vector of `mx-chain-vm-go:math/randomnessGenerator_test.go`.
        let mut random = RandomBytes::new(b"Backwards compatible test string");
        let mut bytes = [0; 32];
        random.fill(&mut bytes);
        let expected = "7459d163b20b5b0269ce2211a2cc061cc9e512fdcbe025b0fa359014f6619ed0";
        assert_eq!(alloy_primitives::hex::encode(bytes), expected);
        assert_eq!(random.position(), 32);
    }

    #[test]
    fn skipped_bytes_are_gone() {
        let mut whole = RandomBytes::new(b"seed");
        let mut all = [0; 2000];
        whole.fill(&mut all);
        let mut late = RandomBytes::new(b"seed");
        late.skip_to(1203);
        let mut tail = [0; 797];
        late.fill(&mut tail);
        assert_eq!(tail[..], all[1203..]);
    }

    /// Powers of `X` modulo `X^607 = X^334 + 1`, whose coefficients say how a value depends on the
    /// 607 values before it.
    #[expect(clippy::arithmetic_side_effects, reason = "indices of fixed lengths")]
    fn product(lhs: &[u64], rhs: &[u64]) -> Vec<u64> {
        let mut wide = vec![0_u64; 2 * LENGTH];
        for (i, l) in lhs.iter().enumerate() {
            for (j, r) in rhs.iter().enumerate() {
                wide[i + j] = wide[i + j].wrapping_add(l.wrapping_mul(*r));
            }
        }
        for i in (LENGTH..wide.len()).rev() {
            let high = wide[i];
            wide[i - LENGTH] = wide[i - LENGTH].wrapping_add(high);
            wide[i - TAP] = wide[i - TAP].wrapping_add(high);
        }
        wide.truncate(LENGTH);
        wide
    }

    #[test]
    fn the_far_state_is_derived_again() {
        let steps = 7_800_000_000_000_u64;
        let mut power = vec![0; LENGTH];
        power[0] = 1;
        let mut square = vec![0; LENGTH];
        square[1] = 1;
        for bit in 0..u64::BITS - steps.leading_zeros() {
            if steps >> bit & 1 == 1 {
                power = product(&power, &square);
            }
            square = product(&square, &square);
        }
        // The first values, oldest first: the ring is read backwards from the place before `feed`.
        let mut value = 1_u64;
        let mut next = move || {
            value = value * MULTIPLIER % MODULUS;
            value
        };
        (0..WARM_UP).for_each(|_| {
            next();
        });
        let ring: Vec<u64> =
            (0..LENGTH).map(|_| (next() << 20) ^ (next() << 10) ^ next()).collect();
        let feed = LENGTH - TAP;
        let mut values: Vec<u64> = (1..=LENGTH).map(|i| ring[before(feed, i)]).collect();
        for i in 0..LENGTH {
            values.push(values[i].wrapping_add(values[i + LENGTH - TAP]));
        }
        let turned = usize::try_from(steps % LENGTH as u64).unwrap();
        let feed = before(feed, turned);
        for i in 0..LENGTH {
            let terms = power.iter().zip(&values[i..]);
            let value = terms.fold(0_u64, |sum, (c, x)| sum.wrapping_add(c.wrapping_mul(*x)));
            assert_eq!(FAR_STATE[before(feed, i + 1)], value, "value {i}");
        }
    }
}
