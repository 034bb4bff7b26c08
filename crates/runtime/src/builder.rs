//! The builder: chain configuration and the set of VMs.

use crate::{BlsNodeSignatures, Runtime};
use account_map::{EvmForms, is_system_face};
use alloy_primitives::{B256, address};
use cross_vm::{CrossVm, RegistryError};
use executor_evm::EvmVm;
use parking_lot::{Mutex, RwLock};
use space_vm::{SpaceContext, SpaceVm};
use std::sync::Arc;
use system_vm::SystemVmBuilder;
use system_vm::{
    ConfiguredFunctions, DelegationContract, DelegationManagerContract, DelegationSettings,
    EsdtConfig, EsdtContract, GATEWAY_ADDRESS, GatewayContract, GovernanceConfig,
    GovernanceContract, HostFuse, NativeContract, NodeSignatures, ProtocolFunctions, StakingConfig,
    StakingContract, SystemVm, TokenFaces, ValidatorContract,
};
use thiserror::Error;
use vm_core::{
    Address, AddressForms, ChainConfig, DepthLimits, EthereumTransactions, EvmAddress, Executor,
    FeeConfig, GasSchedule, GasScheduleError, GasScheduleVersion, Release, Rules, SpecId,
    VirtualMachine,
};

/// Why a runtime could not be built.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BuildError {
    /// A gas schedule is not usable.
    #[error(transparent)]
    GasSchedule(#[from] GasScheduleError),
    /// The set of VMs is not usable.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The gateway's address is not one that a system contract can have.
    #[error("the gateway cannot lie at {0}")]
    Gateway(EvmAddress),
}

/// Where the gateway lies on a chain with the default configuration.
const GATEWAY_FACE: EvmAddress = address!("000000000000000000000000000000000010ffff");

/// Collects what a runtime is made of. What is not set is the project's default.
#[derive(Debug)]
pub struct RuntimeBuilder {
    config: Option<ChainConfig>,
    gas_schedule: GasScheduleVersion,
    release: Release,
    fork: SpecId,
    esdt: EsdtConfig,
    staking: StakingConfig,
    delegation: DelegationSettings,
    node_signatures: Arc<dyn NodeSignatures>,
    governance: GovernanceConfig,
    space_vm: Option<Arc<SpaceVm>>,
    name_services: Option<Vec<Address>>,
    metadata_keeper: Option<Address>,
    system: SystemVmBuilder,
    token_faces: TokenFaces,
    vms: Vec<Arc<dyn VirtualMachine>>,
}

impl Default for RuntimeBuilder {
    fn default() -> Self {
        Self {
            config: None,
            gas_schedule: GasScheduleVersion::LATEST,
            release: Release::Barnard,
            fork: SpecId::OSAKA,
            // A new chain has no reason to forbid what production switched off for old tokens.
            esdt: EsdtConfig { global_mint_burn: true, ..EsdtConfig::default() },
            staking: StakingConfig::default(),
            delegation: DelegationSettings::default(),
            node_signatures: Arc::new(BlsNodeSignatures),
            governance: GovernanceConfig::default(),
            space_vm: None,
            name_services: None,
            metadata_keeper: None,
            system: SystemVm::protocol(),
            token_faces: TokenFaces::default(),
            vms: Vec::new(),
        }
    }
}

impl RuntimeBuilder {
    /// Sets the whole chain configuration, in place of gas schedule, release and fork.
    #[must_use]
    pub fn config(mut self, config: ChainConfig) -> Self {
        self.config = Some(config);
        self
    }

    /// Sets the gas schedule of every epoch.
    #[must_use]
    pub const fn gas_schedule(mut self, version: GasScheduleVersion) -> Self {
        self.gas_schedule = version;
        self
    }

    /// Sets the MultiversX release of every epoch; the latest when it is not set.
    #[must_use]
    pub const fn release(mut self, release: Release) -> Self {
        self.release = release;
        self
    }

    /// Sets the Ethereum fork of every epoch.
    #[must_use]
    pub const fn fork(mut self, fork: SpecId) -> Self {
        self.fork = fork;
        self
    }

    /// Sets the configuration of the ESDT contract.
    #[must_use]
    pub fn esdt(mut self, config: EsdtConfig) -> Self {
        self.esdt = config;
        self
    }

    /// Sets the configuration of the staking and the validator contract; the delegation contracts share it.
    #[must_use]
    pub const fn staking(mut self, config: StakingConfig) -> Self {
        self.staking = config;
        self
    }

    /// Sets the configuration of the delegation contracts and their manager.
    #[must_use]
    pub const fn delegation(mut self, settings: DelegationSettings) -> Self {
        self.delegation = settings;
        self
    }

    /// Sets what verifies that the owner of a node has its key; [`BlsNodeSignatures`] when it is not set.
    #[must_use]
    pub fn node_signatures(mut self, signatures: Arc<dyn NodeSignatures>) -> Self {
        self.node_signatures = signatures;
        self
    }

    /// Sets the configuration of the governance contract.
    #[must_use]
    pub fn governance(mut self, config: GovernanceConfig) -> Self {
        self.governance = config;
        self
    }

    /// Sets the WASM engine; Wasmer when it is not set.
    #[must_use]
    pub fn wasm_executor(self, executor: Arc<dyn Executor<SpaceContext>>) -> Self {
        self.space_vm(Arc::new(SpaceVm::new(executor)))
    }

    /// Sets `SpaceVM` with its engine and what it has compiled. Runtimes that are given the same one compile each
    /// contract once between them, as long as the prices of its operators are the same.
    #[must_use]
    pub fn space_vm(mut self, space_vm: Arc<SpaceVm>) -> Self {
        self.space_vm = Some(space_vm);
        self
    }

    /// Sets the contracts that may change usernames; production's when they are not set.
    #[must_use]
    pub fn name_services(mut self, addresses: Vec<Address>) -> Self {
        self.name_services = Some(addresses);
        self
    }

    /// Names the account that may repair the metadata of instances, by `ESDTAddMetadata` and
    /// `ESDTDeleteMetadata`; nobody may when it is not set.
    #[must_use]
    pub const fn metadata_keeper(mut self, keeper: Address) -> Self {
        self.metadata_keeper = Some(keeper);
        self
    }

    /// Adds a native contract to the system VM.
    #[must_use]
    pub fn system_contract(mut self, contract: impl NativeContract) -> Self {
        self.system = self.system.contract(contract);
        self
    }

    /// Sets what lets a host call of native contracts and of the faces of tokens fail; for tests of what a
    /// failure leaves.
    #[must_use]
    pub fn host_fuse(mut self, fuse: HostFuse) -> Self {
        self.system = self.system.fuse(fuse.clone());
        self.token_faces = TokenFaces::with_fuse(fuse);
        self
    }

    /// Registers another VM beside `SpaceVM`, the EVM and the system VM.
    #[must_use]
    pub fn register(mut self, vm: Arc<dyn VirtualMachine>) -> Self {
        self.vms.push(vm);
        self
    }

    /// The runtime.
    ///
    /// # Errors
    /// [`BuildError`] when the gas schedule or the set of VMs is not usable.
    pub fn build(self) -> Result<Runtime, BuildError> {
        let config = match self.config {
            Some(config) => config,
            None => default_config(self.gas_schedule, self.release, self.fork)?,
        };
        let space_vm = self.space_vm.unwrap_or_else(|| Arc::new(SpaceVm::new(engines::wasmer())));
        let forms = EvmForms { shard_tail: config.evm_shard_tail };
        let system = self
            .system
            .without(&GATEWAY_ADDRESS)
            .contract(EsdtContract::new(self.esdt))
            .contract(StakingContract::new(self.staking))
            .contract(ValidatorContract::new(self.staking, Arc::clone(&self.node_signatures)))
            .contract(GovernanceContract::new(self.governance, self.staking))
            .contract(DelegationManagerContract::new(self.staking, self.delegation))
            .contract(DelegationContract::new(self.staking, self.delegation, self.node_signatures));
        let system = match config.gateway {
            Some(face) if is_system_face(face) => {
                system.contract(GatewayContract::at(forms.of_face(face).address))
            }
            Some(face) => return Err(BuildError::Gateway(face)),
            None => system,
        };
        let system = system.build();
        let genesis = system.genesis();
        let functions = self
            .name_services
            .map_or_else(ConfiguredFunctions::default, ProtocolFunctions::with_name_services);
        let functions = match self.metadata_keeper {
            Some(keeper) => functions.metadata_keeper(keeper),
            None => functions,
        };
        let mut registry = CrossVm::builder()
            .register(space_vm)
            .register(Arc::new(EvmVm))
            .register(Arc::new(system))
            .register(Arc::new(self.token_faces))
            .built_in_functions(Arc::new(functions));
        for vm in self.vms {
            registry = registry.register(vm);
        }
        Ok(Runtime {
            dispatcher: Arc::new(registry.build()?),
            forms: Arc::new(forms),
            config: Arc::new(config),
            genesis,
            staking: self.staking,
            sessions: Mutex::new(Vec::new()),
            latest: RwLock::new(None),
        })
    }
}

/// A chain with one set of rules from epoch 0 on.
fn default_config(
    version: GasScheduleVersion,
    release: Release,
    fork: SpecId,
) -> Result<ChainConfig, BuildError> {
    let rules = Rules {
        from_epoch: 0,
        release,
        gas_schedule: Arc::new(GasSchedule::builtin(version)?),
        fork,
    };
    Ok(ChainConfig {
        chain_id: "sovereign".to_owned(),
        evm_chain_id: 31_337,
        genesis_hash: B256::ZERO,
        gas_ratio: 20,
        evm_shard_tail: [0, 0],
        token_prefix: String::new(),
        gateway: Some(GATEWAY_FACE),
        guardian_epochs_delay: 20,
        limits: DepthLimits::default(),
        rules: vec![rules],
        fees: FeeConfig::default(),
        ethereum: EthereumTransactions::default(),
    })
}
