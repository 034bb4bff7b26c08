//! A chain with every system contract, of which each frame that fails is held to leave nothing.

use crate::support::nodes::Signatures;
use crate::support::pool::CONFIG_OWNER;
use crate::support::{ALICE, BOB, Chain, Consensus, Native, contract_address, text};
use crate::tour::{Row, Stage};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, RwLock};
use system_vm::{
    DelegationContract, DelegationManagerContract, DelegationSettings, END_OF_EPOCH_ADDRESS,
    EsdtConfig, EsdtContract, GovernanceConfig, GovernanceContract, HostFuse, StakingConfig,
    SystemVm, ValidatorContract,
};
use vm_core::{
    AccountData, Address, Bytes, CallInput, CallOutcome, CallRequest, CreateOutcome, CreateRequest,
    Dispatcher, GasUnit, LogRecord, Moved, Release, ReturnData, Session, StateChange, U256,
    ValidatorList, ValidatorStatus, VmType,
};

pub const CAROL: Address = Address([3; 32]);
pub const DAVE: Address = Address([4; 32]);
pub const ERIN: Address = Address([5; 32]);
pub const FRANK: Address = Address([6; 32]);
/// A contract that votes for others.
pub const LIQUID: Address = contract_address(VmType::SPACE, 9);
pub const FEE: u128 = 1_000;
/// A node of Bob's that the end of an epoch unstakes.
pub const BOB_NODE: u8 = 5;

/// Who can send value.
pub const RICH: [Address; 9] =
    [ALICE, BOB, CAROL, DAVE, ERIN, FRANK, LIQUID, CONFIG_OWNER, END_OF_EPOCH_ADDRESS];

/// Contract and function.
pub type Place = (String, String);

/// What a failure has to leave as it was.
pub type Snapshot = (StateChange, Vec<LogRecord>);

/// The state as it is in the journal.
pub fn snapshot(session: &Session) -> Snapshot {
    (session.journal.state_change().unwrap(), session.journal.logs())
}

/// Runs system contracts, holds each frame that fails to leave nothing, and writes down which functions
/// of which contracts succeeded.
#[derive(Debug)]
struct Watching {
    native: Native,
    /// Whether frames are looked at; it takes time.
    is_strict: bool,
    succeeded: Arc<Mutex<BTreeSet<Place>>>,
}

impl Dispatcher for Watching {
    fn call(&self, mut session: Box<Session>, request: CallRequest) -> Moved<CallOutcome> {
        let place = place(&mut session, &request);
        let before = self.is_strict.then(|| snapshot(&session));
        let (session, outcome) = self.native.call(session, request);
        let is_success = outcome.as_ref().is_ok_and(|it| it.status.is_success());
        if is_success {
            self.succeeded.lock().unwrap().insert(place);
        } else if let Some(before) = before {
            assert!(before == snapshot(&session), "{place:?} left something");
        }
        (session, outcome)
    }

    fn create(&self, session: Box<Session>, request: CreateRequest) -> Moved<CreateOutcome> {
        self.native.create(session, request)
    }

    fn is_built_in(&self, function: &[u8], release: Release) -> bool {
        self.native.is_built_in(function, release)
    }

    fn gas_unit(&self, vm_type: VmType) -> Option<GasUnit> {
        self.native.gas_unit(vm_type)
    }
}

/// The contract of a call, by the name that its account has as code, or the template's name.
fn place(session: &mut Session, request: &CallRequest) -> Place {
    let code = session.journal.code(&request.callee).unwrap().bytes.clone();
    let contract = contract_name(&code);
    let function = match &request.input {
        CallInput::Function { name, .. } => String::from_utf8_lossy(name).into_owned(),
        CallInput::CallData(_) => String::new(),
    };
    (contract, function)
}

/// The chain.
pub struct Protocol {
    pub chain: Chain,
    pub fuse: HostFuse,
    pub vm: SystemVm,
    /// Host calls that were made to fail.
    pub injected: u64,
    dispatcher: Arc<Watching>,
    succeeded: Arc<Mutex<BTreeSet<Place>>>,
    consensus: Arc<RwLock<Consensus>>,
}

impl Protocol {
    /// A chain in epoch 10 and block 1,000.
    pub fn new(is_strict: bool) -> Self {
        let fuse = HostFuse::default();
        let vm = vm(&fuse);
        let mut consensus = Arc::default();
        let mut chain = Chain::of(vm.clone(), "", |state| {
            for address in RICH {
                let balance = U256::from(10_u128.pow(24));
                state.accounts.insert(address, AccountData { balance, ..AccountData::default() });
            }
            consensus = Arc::clone(&state.consensus);
        });
        chain.set_block(10, 1_000);
        let succeeded = Arc::default();
        let dispatcher =
            Watching { native: Native(vm.clone()), is_strict, succeeded: Arc::clone(&succeeded) };
        let dispatcher = Arc::new(dispatcher);
        chain.session().dispatcher = Arc::<Watching>::clone(&dispatcher);
        Self { chain, fuse, vm, injected: 0, dispatcher, succeeded, consensus }
    }

    /// Sets in which list consensus has a node.
    pub fn set_list(&mut self, key: Vec<u8>, list: ValidatorList) {
        let status = ValidatorStatus { list, has_bad_rating: list == ValidatorList::Jailed };
        self.consensus.write().unwrap().statuses.insert(key, status);
    }

    /// Which functions succeeded.
    pub fn succeeded(&self) -> BTreeSet<Place> {
        self.succeeded.lock().unwrap().clone()
    }

    pub fn call(
        &mut self,
        places: (Address, Address),
        function: &str,
        arguments: &[Vec<u8>],
        value: u128,
    ) -> CallOutcome {
        let request = self.chain.paid_request(places, function, arguments, value);
        let session = self.chain.session.take().unwrap();
        let (session, outcome) = self.dispatcher.call(session, request);
        self.chain.session = Some(session);
        outcome.unwrap()
    }

    /// Calls with every host call failing in turn, then with none. Whatever fails leaves nothing; what
    /// succeeds in spite of it is undone. Gives the results of the call.
    pub fn sweep(
        &mut self,
        places: (Address, Address),
        function: &str,
        arguments: &[Vec<u8>],
        value: u128,
    ) -> Vec<Bytes> {
        for number in 1.. {
            let before = snapshot(self.chain.session());
            let checkpoint = self.chain.session().journal.checkpoint();
            self.fuse.set(number);
            let outcome = self.call(places, function, arguments, value);
            let is_blown = self.fuse.is_blown();
            self.fuse.set(0);
            if !is_blown {
                assert!(outcome.status.is_success(), "{function}: {}", text(&outcome));
                self.chain.session().journal.keep();
                return match outcome.data {
                    ReturnData::Items(items) => items,
                    ReturnData::Blob(_) => panic!("items"),
                };
            }
            self.injected += 1;
            if outcome.status.is_success() {
                self.chain.session().journal.revert(checkpoint);
            } else {
                self.chain.session().journal.keep();
            }
            let after = snapshot(self.chain.session());
            assert!(before == after, "{function}, host call {number}");
        }
        unreachable!("a call has an end")
    }
}

impl Stage for Protocol {
    fn visit(&mut self, (caller, contract, function, arguments, value): Row) -> Vec<Bytes> {
        self.sweep((caller, contract), function, &arguments, value)
    }

    fn set_block(&mut self, epoch: u32, nonce: u64) {
        self.chain.set_block(epoch, nonce);
    }

    fn set_storage(&mut self, address: Address, key: &[u8], value: Vec<u8>) {
        self.chain.set_storage(address, key, value);
    }

    fn set_list(&mut self, key: Vec<u8>, list: ValidatorList) {
        Self::set_list(self, key, list);
    }

    fn own(&mut self, function: &str, arguments: &[&[u8]]) {
        self.chain.expect(ALICE, ALICE, function, arguments);
    }
}

/// What production switches off, switched on.
#[derive(Debug)]
pub struct Configuration {
    pub esdt: EsdtConfig,
    pub staking: StakingConfig,
    pub delegation: DelegationSettings,
    pub governance: GovernanceConfig,
}

impl Configuration {
    pub fn new() -> Self {
        let owner = Bytes::copy_from_slice(CONFIG_OWNER.as_slice());
        Self {
            esdt: EsdtConfig {
                global_mint_burn: true,
                owner: owner.clone(),
                ..EsdtConfig::default()
            },
            staking: StakingConfig::default(),
            delegation: DelegationSettings {
                config_owner: Some(CONFIG_OWNER),
                ..DelegationSettings::default()
            },
            governance: GovernanceConfig {
                owner,
                proposal_fee: U256::from(FEE),
                lost_proposal_fee: U256::from(FEE / 100),
                ..GovernanceConfig::default()
            },
        }
    }
}

/// Every contract that a chain has.
fn vm(fuse: &HostFuse) -> SystemVm {
    let Configuration { esdt, staking, delegation, governance } = Configuration::new();
    SystemVm::protocol()
        .contract(EsdtContract::new(esdt))
        .contract(ValidatorContract::new(staking, Arc::new(Signatures)))
        .contract(GovernanceContract::new(governance, staking))
        .contract(DelegationManagerContract::new(staking, delegation))
        .contract(DelegationContract::new(staking, delegation, Arc::new(Signatures)))
        .fuse(fuse.clone())
        .build()
}

/// The name that a contract has by its code: the name itself, or the template's address.
pub fn contract_name(code: &[u8]) -> String {
    match code.len() {
        Address::LENGTH => "delegation".to_owned(),
        _ => String::from_utf8_lossy(code).into_owned(),
    }
}
