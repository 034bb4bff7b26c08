//! Sums of balances, made where they stay.
//!
//! A number that is copied right after it was computed makes the processor wait for its own write. So these do
//! not give a result back, and compute it limb by limb in the balance's place.

use crate::U256;

/// Adds to a balance; false, and the balance as it was, where it would overflow.
#[inline]
pub(super) fn add(balance: &mut U256, amount: &U256) -> bool {
    let ([a, b, c, d], [e, f, g, h]) = (balance.as_limbs(), amount.as_limbs());
    let (first, carry) = a.carrying_add(*e, false);
    let (second, carry) = b.carrying_add(*f, carry);
    let (third, carry) = c.carrying_add(*g, carry);
    let (fourth, overflows) = d.carrying_add(*h, carry);
    if !overflows {
        *balance = U256::from_limbs([first, second, third, fourth]);
    }
    !overflows
}

/// Takes from a balance; false, and the balance as it was, where it does not cover the amount.
#[inline]
pub(super) fn subtract(balance: &mut U256, amount: &U256) -> bool {
    let ([a, b, c, d], [e, f, g, h]) = (balance.as_limbs(), amount.as_limbs());
    let (first, borrow) = a.borrowing_sub(*e, false);
    let (second, borrow) = b.borrowing_sub(*f, borrow);
    let (third, borrow) = c.borrowing_sub(*g, borrow);
    let (fourth, underflows) = d.borrowing_sub(*h, borrow);
    if !underflows {
        *balance = U256::from_limbs([first, second, third, fourth]);
    }
    !underflows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_the_library() {
        let limbs = [0, 1, u64::MAX - 1, u64::MAX];
        let numbers: Vec<U256> = (0..256_usize)
            .map(|it| U256::from_limbs([0, 2, 4, 6].map(|bit| limbs[it >> bit & 3])))
            .collect();
        for one in &numbers {
            for other in &numbers {
                let (mut sum, mut rest) = (*one, *one);
                let (adds, subtracts) = (add(&mut sum, other), subtract(&mut rest, other));
                assert_eq!(adds.then_some(sum), one.checked_add(*other));
                assert_eq!(subtracts.then_some(rest), one.checked_sub(*other));
                assert!(adds || sum == *one);
                assert!(subtracts || rest == *one);
            }
        }
    }
}
