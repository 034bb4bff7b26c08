//! Configuration of the delegation contracts and their manager.

use vm_core::{Address, U256};

/// 10^18: one whole native token.
const ONE: u64 = 1_000_000_000_000_000_000;

/// What a chain sets for delegation beside its [`StakingConfig`](crate::StakingConfig). Amounts are
/// native value in units of 10^-18.
///
/// The defaults are production's (`mx-chain-go:cmd/node/config/systemSmartContractsConfig.toml`), but
/// for the address, which a chain has to name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DelegationSettings {
    /// Smallest service fee of a contract, in parts of the largest.
    pub min_service_fee: u64,
    /// Largest service fee of a contract: all rewards are the owner's then.
    pub max_service_fee: u64,
    /// The least that anybody may have delegated, at genesis.
    pub min_delegation: U256,
    /// Who may change the manager's settings, and call `addTokens`. Nobody, where there is none.
    pub config_owner: Option<Address>,
    /// Whether an owner can have nodes staked as soon as there is enough for one more. A sovereign node
    /// has it, later releases of the main chain switched it off.
    pub automatic_activation: bool,
}

impl Default for DelegationSettings {
    fn default() -> Self {
        Self {
            min_service_fee: 0,
            max_service_fee: 10_000,
            min_delegation: U256::from(ONE),
            config_owner: None,
            automatic_activation: true,
        }
    }
}
