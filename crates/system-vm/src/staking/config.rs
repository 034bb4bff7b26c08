//! Configuration of the staking and the validator contract.

use crate::token::amount_of;
use num_bigint::BigUint;
use vm_core::U256;

/// 10^18: one whole native token.
const ONE: u64 = 1_000_000_000_000_000_000;

/// 2.5 whole native tokens.
const UNJAIL_PRICE: u64 = 2_500_000_000_000_000_000;

/// A share of a whole, in parts of 10,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BasisPoints(pub u32);

impl BasisPoints {
    /// The share of a number, rounded down.
    ///
    /// Production multiplies floating point numbers here. Both agree wherever the share is a whole
    /// number or the configured fraction is not less than its decimal form, which 0.1 and 1.0 are not.
    #[must_use]
    pub fn of(self, whole: u64) -> u64 {
        let share = u128::from(whole).saturating_mul(u128::from(self.0)) / 10_000;
        u64::try_from(share).unwrap_or(u64::MAX)
    }

    /// The share of an amount, rounded down.
    #[must_use]
    pub fn of_amount(self, whole: U256) -> U256 {
        let parts = U256::from(self.0);
        let (quotient, rest) = whole.div_rem(U256::from(10_000));
        let of_rest =
            rest.saturating_mul(parts).checked_div(U256::from(10_000)).unwrap_or_default();
        quotient.saturating_mul(parts).saturating_add(of_rest)
    }
}

/// What a chain sets for its validators. Amounts are native value in units of 10^-18.
///
/// The defaults are production's (`mx-chain-go:cmd/node/config/systemSmartContractsConfig.toml`). The
/// numbers for bleeding have no entry: nothing reads them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StakingConfig {
    /// What a node costs.
    pub node_price: U256,
    /// Smallest stake in the configuration that `setConfig` replaces; nothing else reads it.
    pub min_stake: U256,
    /// Smallest step of a stake in that configuration; nothing else reads it.
    pub min_step: U256,
    /// Fewest tokens to unstake at once, on a chain without the delegation manager; where there is
    /// one, its smallest delegation counts.
    pub min_unstake: U256,
    /// What unjailing a node costs.
    pub unjail_price: U256,
    /// Blocks between unstaking a node and unbonding it.
    pub unbond_period_blocks: u64,
    /// Epochs between unstaking tokens and unbonding them.
    pub unbond_period_epochs: u32,
    /// Nodes that have to stay staked, hysteresis included.
    pub min_node_count: u64,
    /// The largest value that the least number of nodes can be set to.
    pub max_node_count: u64,
    /// Most of the eligible nodes that one owner may have.
    pub node_limit: BasisPoints,
    /// Most of the total supply that one owner may stake.
    pub stake_limit: BasisPoints,
    /// Total supply at genesis.
    pub total_supply: U256,
    /// What an owner with nodes has to keep: the deposit for a delegation contract.
    pub min_deposit: U256,
}

impl Default for StakingConfig {
    fn default() -> Self {
        let tokens = |count: u64| U256::from(count).saturating_mul(U256::from(ONE));
        Self {
            node_price: tokens(2_500),
            min_stake: tokens(100),
            min_step: tokens(100),
            min_unstake: tokens(10),
            unjail_price: U256::from(UNJAIL_PRICE),
            unbond_period_blocks: 250,
            unbond_period_epochs: 3,
            min_node_count: 1,
            max_node_count: 64,
            node_limit: BasisPoints(1_000),
            stake_limit: BasisPoints(10_000),
            total_supply: tokens(20_000_000),
            min_deposit: tokens(1_250),
        }
    }
}

impl StakingConfig {
    /// Most that one owner may stake.
    pub(crate) fn stake_max(&self) -> BigUint {
        amount_of(self.stake_limit.of_amount(self.total_supply))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_down() {
        for (points, whole, share) in [
            (1_000, 9, 0),
            (1_000, 10, 1),
            (1_000, 3_199, 319),
            (10_000, 7, 7),
            (2_500, u64::MAX, u64::MAX / 4),
        ] {
            assert_eq!(BasisPoints(points).of(whole), share);
            assert_eq!(BasisPoints(points).of_amount(U256::from(whole)), U256::from(share));
        }
        assert_eq!(BasisPoints(10_000).of_amount(U256::MAX), U256::MAX);
    }

    #[test]
    fn the_defaults_are_productions() {
        let config = StakingConfig::default();
        assert_eq!(config.node_price.to_string(), "2500000000000000000000");
        assert_eq!(config.unjail_price.to_string(), "2500000000000000000");
        assert_eq!(config.stake_max().to_string(), "20000000000000000000000000");
    }
}
