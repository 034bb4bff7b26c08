//! The system contracts that a chain has.

use crate::delegation::{DelegationContract, DelegationSettings};
use crate::delegation_manager::DelegationManagerContract;
use crate::esdt::EsdtContract;
use crate::gateway::GatewayContract;
use crate::governance::{GovernanceConfig, GovernanceContract};
use crate::linking::LinkContract;
use crate::native::{SystemVm, SystemVmBuilder};
use crate::staking::{StakingConfig, StakingContract};
use crate::validator::{NoNodeSignatures, ValidatorContract};
use std::sync::Arc;

impl SystemVm {
    /// Starts with every system contract of the protocol, in its default configuration; a contract
    /// that is registered again replaces the one that is here. Validator and delegation
    /// contract take no key before they are registered with what verifies signatures.
    #[must_use]
    pub fn protocol() -> SystemVmBuilder {
        let staking = StakingConfig::default();
        let delegation = DelegationSettings::default();
        Self::builder()
            .contract(EsdtContract::default())
            .contract(StakingContract::new(staking))
            .contract(ValidatorContract::new(staking, Arc::new(NoNodeSignatures)))
            .contract(GovernanceContract::new(GovernanceConfig::default(), staking))
            .contract(DelegationManagerContract::new(staking, delegation))
            .contract(DelegationContract::new(staking, delegation, Arc::new(NoNodeSignatures)))
            .contract(GatewayContract::default())
            .contract(LinkContract)
    }
}
