//! The system contracts that a chain has.

use crate::esdt::EsdtContract;
use crate::governance::{GovernanceConfig, GovernanceContract};
use crate::native::{SystemVm, SystemVmBuilder};
use crate::staking::{StakingConfig, StakingContract};
use crate::validator::{NoNodeSignatures, ValidatorContract};
use std::sync::Arc;

impl SystemVm {
    /// Starts with every system contract of the protocol, in its default configuration; a contract
    /// that is registered again replaces the one that is here. The validator contract takes no key
    /// before it is registered with what verifies signatures.
    #[must_use]
    pub fn protocol() -> SystemVmBuilder {
        let staking = StakingConfig::default();
        Self::builder()
            .contract(EsdtContract::default())
            .contract(StakingContract::new(staking))
            .contract(ValidatorContract::new(staking, Arc::new(NoNodeSignatures)))
            .contract(GovernanceContract::new(GovernanceConfig::default(), staking))
    }
}
