//! The delegation manager: makes the delegation contracts, and calls several of them at once
//! (`mx-chain-go:vm/systemSmartContracts/delegationManager.go`).
//!
//! Every contract is the one delegation contract at an address of its own; the address follows that of
//! the contract before it. An owner has one contract. Every activation flag of production is on.

mod batch;
mod deploy;
mod merge;
mod record;
mod settings;

pub use record::DelegationManagement;
pub(crate) use record::{find_management, load_contracts, load_management};

use crate::delegation::DelegationSettings;
use crate::error::NativeError;
use crate::native::{Endpoint, NativeContract};
use crate::protocol_address::{DELEGATION_MANAGER_ADDRESS, FIRST_DELEGATION_ADDRESS};
use crate::staking::StakingConfig;
use crate::token::amount_of;
use vm_core::{Address, Bytes};

/// The delegation manager.
#[derive(Clone, Debug)]
pub struct DelegationManagerContract {
    staking: StakingConfig,
    settings: DelegationSettings,
}

impl DelegationManagerContract {
    /// A manager with a configuration, which the delegation contract has to share.
    #[must_use]
    pub const fn new(staking: StakingConfig, settings: DelegationSettings) -> Self {
        Self { staking, settings }
    }
}

impl NativeContract for DelegationManagerContract {
    fn address(&self) -> Address {
        DELEGATION_MANAGER_ADDRESS
    }

    fn name(&self) -> &'static str {
        "delegationManager"
    }

    fn endpoints() -> &'static [Endpoint<Self>] {
        ENDPOINTS
    }

    /// Its settings, and the list of contracts, which begins with the template.
    fn genesis(&self) -> Vec<(Bytes, Bytes)> {
        let template = Bytes::copy_from_slice(FIRST_DELEGATION_ADDRESS.as_slice());
        let management = DelegationManagement {
            contract_count: 0,
            last_address: template.clone(),
            min_service_fee: self.settings.min_service_fee,
            max_service_fee: self.settings.max_service_fee,
            min_deposit: amount_of(self.staking.min_deposit),
            min_delegation: amount_of(self.settings.min_delegation),
        };
        vec![
            (Bytes::from_static(record::CONTRACTS_KEY), record::encode_contracts(&[template])),
            (Bytes::from_static(record::MANAGEMENT_KEY), Bytes::from(management.encode())),
        ]
    }

    fn unknown_endpoint(&self, _: &[u8]) -> NativeError {
        NativeError::refused("invalid function to call")
    }
}

const NO_VALUE: &str = "call value must be zero";

crate::endpoints! { DelegationManagerContract;
    /// Makes a delegation contract of the caller's, with the value as its owner's first delegation: the
    /// largest total delegation (0 for no bound), and the service fee. Returns the contract's address.
    "createNewDelegationContract" (cap: Number, service_fee: Number) write {
        gas: delegation_manager_operations,
        accepts: Value,
        count: (FunctionWrongSignature, "wrong number of arguments"),
    } => deploy::create;
    /// Returns the addresses of all delegation contracts; for the contract itself, in whose name a node
    /// asks.
    "getAllContractAddresses" () view {
        checks: [Guard, Arguments, Value, Gas],
        guard: (settings::check_view_caller),
        ignores_more: true,
    } => settings::contract_addresses;
    /// Returns number of contracts, address of the last, smallest and largest service fee, smallest
    /// deposit, smallest delegation; for the contract itself, in whose name a node asks.
    "getContractConfig" () view {
        checks: [Guard, Arguments, Value, Gas],
        guard: (settings::check_view_caller),
        ignores_more: true,
    } => settings::contract_config;
    /// Sets what making a contract costs; for the address that the chain names.
    "changeMinDeposit" (amount: Number) write {
        checks: [Value, Arguments, Guard, Gas],
        guard: (settings::check_config_caller),
        value: NO_VALUE,
    } => settings::change_min_deposit;
    /// Sets the least that anybody may have delegated; for the address that the chain names.
    "changeMinDelegationAmount" (amount: Number) write {
        checks: [Value, Arguments, Guard, Gas],
        guard: (settings::check_config_caller),
        value: NO_VALUE,
    } => settings::change_min_delegation;
    /// Makes a delegation contract of the caller's nodes and their stake: the largest total delegation,
    /// and the service fee. Returns the contract's address.
    "makeNewContractFromValidatorData" (cap: Number, service_fee: Number) write {
        gas: validator_to_delegation,
        checks: [Value, Gas, Guard, Arguments],
        guard: (merge::check_caller),
        value: "callValue must be 0",
    } => deploy::create_from_validator;
    /// Merges the caller's nodes and their stake into a delegation contract of the caller's.
    "mergeValidatorToDelegationSameOwner" (contract: Address) write {
        gas: validator_to_delegation,
        checks: [Value, Gas, Guard, Arguments],
        guard: (merge::check_caller),
        value: "callValue must be 0",
    } => merge::merge_same_owner;
    /// Merges the caller's nodes and their stake into a delegation contract whose owner allowed it.
    "mergeValidatorToDelegationWithWhitelist" (contract: Address) write {
        gas: validator_to_delegation,
        checks: [Value, Gas, Guard, Arguments],
        guard: (merge::check_caller),
        value: "callValue must be 0",
    } => merge::merge_allowed;
    /// Claims the caller's rewards of several delegation contracts. Returns their sum.
    "claimMulti" (contract: Address, contracts: Address Many) write {
        gas: InBody,
        accepts: Value,
    } => batch::claim;
    /// Delegates the caller's rewards of several delegation contracts again. Returns their sum.
    "reDelegateMulti" (contract: Address, contracts: Address Many) write {
        gas: InBody,
        accepts: Value,
    } => batch::delegate_rewards;
}
