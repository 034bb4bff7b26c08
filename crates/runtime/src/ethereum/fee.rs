//! What gas costs.

use alloy_primitives::U128;
use vm_core::{BlockInfo, SpecId, U256};

/// Gas of a blob (EIP-4844).
const GAS_PER_BLOB: u64 = 1 << 17;

/// What gas costs at a price: at most 192 bits. By halves of the price, which is a fraction of the work of a
/// multiplication of 256 bits.
pub(super) fn fee(gas: u64, price: u128) -> U256 {
    let halves = |number: u128| U128::from(number).into_limbs();
    let times = |half: u64| u128::from(gas).saturating_mul(u128::from(half));
    let [low, high] = halves(price);
    let [first, carry] = halves(times(low));
    let [second, third] = halves(times(high).saturating_add(u128::from(carry)));
    U256::from_limbs([first, second, third, 0])
}

/// Gas of this many blobs.
pub(super) fn blob_gas(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX).saturating_mul(GAS_PER_BLOB)
}

/// What blobs cost: nothing where there are none.
pub(super) fn blob_fee(gas: u64, price: u128) -> U256 {
    if gas == 0 { U256::ZERO } else { fee(gas, price) }
}

/// Price of a unit of blob gas in a block.
pub(super) fn blob_price(fork: SpecId, block: &BlockInfo) -> u128 {
    block.excess_blob_gas.map_or(0, |excess| executor_evm::blob_gas_price(fork, excess))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fee_is_gas_times_price() {
        let half = u128::from(u64::MAX);
        for price in [0, 1, 1_000_000_007, half, half + 1, half << 64, u128::MAX - 1, u128::MAX] {
            for gas in [0, 1, 21_000, u64::MAX - 1, u64::MAX] {
                assert_eq!(fee(gas, price), U256::from(gas) * U256::from(price), "{gas} {price}");
            }
        }
    }
}
