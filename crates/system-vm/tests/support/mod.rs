//! A small chain around the system VM: state in memory, and a dispatcher that knows nothing else.
#![allow(
    dead_code,
    clippy::allow_attributes,
    unreachable_pub,
    reason = "every test binary uses its own part of this module"
)]

pub mod collection;
pub mod nodes;
pub mod pool;

use account_map::EvmForms;
use num_bigint::BigUint;
use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};
use system_vm::{
    DigitalToken, ESDT_ADDRESS, EsdtConfig, EsdtContract, GenesisAccount, ProtocolFunctions,
    SystemVm, TokenKind, TokenRoles, TokenSettings, instance_key, role_key, token_key,
};
use vm_core::{
    AccountData, AccountRef, Address, AddressForms, Authority, B256, BlockInfo, BlockchainHook,
    BuiltInFunctions, BuiltInOutcome, Bytes, CallInput, CallOutcome, CallRequest, CallScheme,
    ChainConfig, Code, CreateOutcome, CreateRequest, DepthLimits, Dispatcher, Environment,
    EthereumTransactions, EvmAddress, Fault, FeeConfig, Frame, GasSchedule, GasScheduleVersion,
    GasUnit, HaltReason, InterruptHandle, LogRecord, Moved, NativeAccount, Release, Rules, Session,
    SpecId, StoredValue, U256, ValidatorStatus, VirtualMachine, VmCall, VmType,
};

pub const ALICE: Address = Address([1; 32]);
pub const BOB: Address = {
    let mut bytes = [2; 32];
    bytes[31] = 1;
    Address(bytes)
};
pub const GAS: u64 = 1_000_000_000;
pub const ISSUE_COST: u64 = 50_000_000_000_000_000;

/// Committed state: accounts and byte-keyed storage.
#[derive(Clone, Debug, Default)]
pub struct State {
    pub accounts: BTreeMap<Address, AccountData>,
    pub storage: BTreeMap<(Address, Vec<u8>), Bytes>,
    pub consensus: Arc<RwLock<Consensus>>,
}

/// What consensus knows of nodes; a test changes it between calls.
#[derive(Debug, Default)]
pub struct Consensus {
    pub statuses: BTreeMap<Vec<u8>, ValidatorStatus>,
    pub eligible: Option<u64>,
}

impl BlockchainHook for State {
    fn account(&self, address: &Address) -> Result<Option<AccountData>, Fault> {
        Ok(self.accounts.get(address).cloned())
    }

    fn storage(&self, address: &Address, key: &[u8]) -> Result<StoredValue, Fault> {
        let value = self.storage.get(&(*address, key.to_vec())).cloned();
        Ok(StoredValue { value: value.unwrap_or_default(), trie_depth: 0 })
    }

    fn slot(&self, _: &Address, _: U256) -> Result<U256, Fault> {
        Ok(U256::ZERO)
    }

    fn address_of_alias(&self, alias: EvmAddress) -> Result<Option<Address>, Fault> {
        let forms = EvmForms::default();
        let mut aliased = self.accounts.keys().map(|it| forms.of_address(it));
        let found = aliased.find(|it| it.is_aliased && it.face == alias);
        Ok(found.map(|it| it.address))
    }

    fn storage_entries(&self, address: &Address) -> Result<Vec<(Bytes, Bytes)>, Fault> {
        let entries = self.storage.iter().filter(|((owner, _), _)| owner == address);
        Ok(entries.map(|((_, key), value)| (Bytes::copy_from_slice(key), value.clone())).collect())
    }

    fn validator(&self, key: &[u8]) -> Result<ValidatorStatus, Fault> {
        let consensus = self.consensus.read().map_err(|_| Fault::State)?;
        Ok(consensus.statuses.get(key).copied().unwrap_or_default())
    }

    fn eligible_validators(&self) -> Result<Option<u64>, Fault> {
        Ok(self.consensus.read().map_err(|_| Fault::State)?.eligible)
    }

    fn block_hash(&self, _: u64) -> Result<Option<B256>, Fault> {
        Ok(None)
    }
}

/// Runs native contracts and built-in functions, in checkpoints, and nothing else.
#[derive(Debug)]
pub struct Native(pub SystemVm);

impl Dispatcher for Native {
    fn call(&self, mut session: Box<Session>, request: CallRequest) -> Moved<CallOutcome> {
        let checkpoint = session.journal.checkpoint();
        session.journal.transfer(&request.caller, &request.callee, request.value).unwrap();
        push_frame(&mut session, &request, VmType::SYSTEM, Authority::Protocol);
        let code = session.journal.code(&request.callee).unwrap();
        let (mut session, outcome) = if code.vm_type == Some(VmType::SYSTEM) {
            let is_root = session.journal.frames().len() == 1;
            self.0.call(session, vm_call(request, is_root))
        } else {
            (session, Ok(CallOutcome::success(request.gas)))
        };
        session.journal.pop_frame();
        match &outcome {
            Ok(outcome) if outcome.status.is_success() => session.journal.keep(),
            Ok(_) | Err(_) => session.journal.revert(checkpoint),
        }
        (session, outcome)
    }

    fn create(&self, session: Box<Session>, request: CreateRequest) -> Moved<CreateOutcome> {
        self.0.create(session, request)
    }

    fn is_built_in(&self, function: &[u8], release: Release) -> bool {
        ProtocolFunctions.contains(function, release)
    }

    fn gas_unit(&self, vm_type: VmType) -> Option<GasUnit> {
        (vm_type == VmType::SYSTEM).then_some(GasUnit::MultiversX)
    }
}

fn vm_call(request: CallRequest, is_root: bool) -> VmCall {
    VmCall {
        scheme: request.scheme,
        caller: request.caller,
        callee: request.callee,
        code: request.code,
        value: request.value,
        tokens: request.tokens,
        input: request.input,
        gas: request.gas,
        read_only: request.read_only,
        is_root,
    }
}

fn push_frame(session: &mut Session, request: &CallRequest, vm_type: VmType, authority: Authority) {
    session.journal.push_frame(Frame {
        scheme: request.scheme,
        vm_type,
        caller: request.caller,
        callee: request.callee,
        code: request.code,
        value: request.value,
        gas: request.gas,
        read_only: request.read_only,
        authority,
    });
}

/// A session over a state, and the calls of a transaction processor.
pub struct Chain {
    pub session: Option<Box<Session>>,
    vm: SystemVm,
}

impl Chain {
    /// A chain with two rich accounts, the ESDT contract, and what `change` adds to the state.
    pub fn with(config: EsdtConfig, prefix: &str, change: impl FnOnce(&mut State)) -> Self {
        let vm = SystemVm::builder().contract(EsdtContract::new(config)).build();
        Self::of(vm, prefix, change)
    }

    pub fn new() -> Self {
        Self::with(EsdtConfig::default(), "", |_| {})
    }

    pub fn of(vm: SystemVm, prefix: &str, change: impl FnOnce(&mut State)) -> Self {
        let mut state = State::default();
        for address in [ALICE, BOB] {
            let data =
                AccountData { balance: U256::from(10_u128.pow(24)), ..AccountData::default() };
            state.accounts.insert(address, data);
        }
        for GenesisAccount { address, data, storage } in vm.genesis() {
            state.accounts.insert(address, data);
            let values = storage.into_iter().map(|(key, value)| ((address, key.to_vec()), value));
            state.storage.extend(values);
        }
        change(&mut state);
        let schedule = GasSchedule::builtin(GasScheduleVersion::V9).unwrap();
        let config = ChainConfig {
            chain_id: "1".to_owned(),
            evm_chain_id: 1,
            genesis_hash: B256::ZERO,
            gas_ratio: 20,
            evm_shard_tail: [0, 0],
            token_prefix: prefix.to_owned(),
            gateway: None,
            guardian_epochs_delay: 20,
            limits: DepthLimits::default(),
            rules: vec![Rules {
                from_epoch: 0,
                release: Release::Barnard,
                gas_schedule: Arc::new(schedule),
                fork: SpecId::CANCUN,
            }],
            fees: FeeConfig::default(),
            ethereum: EthereumTransactions::default(),
        };
        let block = BlockInfo { random_seed: Bytes::from_static(&[7; 48]), ..BlockInfo::default() };
        let environment = Environment::new(Arc::new(config), block).unwrap();
        let session = Session::new(
            Arc::new(state),
            Arc::new(EvmForms::default()),
            Arc::new(environment),
            Arc::new(Native(vm.clone())),
            InterruptHandle::default(),
        );
        Self { session: Some(session), vm }
    }

    pub fn session(&mut self) -> &mut Session {
        self.session.as_mut().unwrap()
    }

    pub fn account(&mut self, address: Address) -> AccountRef {
        self.session().journal.reference(&address)
    }

    pub fn set_seed(&mut self, seed: Vec<u8>) {
        let mut environment = (*self.session().environment).clone();
        Arc::make_mut(&mut environment.shared).block.random_seed = Bytes::from(seed);
        self.session().environment = Arc::new(environment);
    }

    pub fn set_block(&mut self, epoch: u32, nonce: u64) {
        let mut environment = (*self.session().environment).clone();
        Arc::make_mut(&mut environment.shared).block.epoch = epoch;
        Arc::make_mut(&mut environment.shared).block.nonce = nonce;
        self.session().environment = Arc::new(environment);
    }

    pub fn native_balance(&mut self, address: Address) -> U256 {
        let account = self.account(address);
        self.session().journal.balance(&account).unwrap()
    }

    pub fn set_round(&mut self, round: u64) {
        let mut environment = (*self.session().environment).clone();
        Arc::make_mut(&mut environment.shared).block.round = round;
        self.session().environment = Arc::new(environment);
    }

    /// Gives a collection its type, and roles for it to Alice.
    pub fn set_collection(&mut self, token: &[u8], kind: TokenKind, roles: &[&str]) {
        let settings = TokenSettings { kind: Some(kind), ..TokenSettings::default() };
        let system = Address::SYSTEM_ACCOUNT;
        self.set_storage(system, &token_key(token), settings.encode().to_vec());
        let roles = roles.iter().map(|it| Bytes::copy_from_slice(it.as_bytes()));
        self.set_storage(ALICE, &role_key(token), TokenRoles(roles.collect()).encode());
    }

    /// What an account has stored of an instance.
    pub fn record(&mut self, address: Address, token: &[u8], nonce: u64) -> Option<DigitalToken> {
        let stored = self.storage(address, &instance_key(token, nonce));
        (!stored.is_empty()).then(|| DigitalToken::decode(&stored).unwrap())
    }

    /// Address, topics and data of the last log, which has to be a native one.
    pub fn last_log(&mut self) -> (Address, Vec<Bytes>) {
        match self.logs().pop() {
            Some(LogRecord::Native(log)) => (log.address, log.topics),
            other => panic!("no native log: {other:?}"),
        }
    }

    pub fn storage(&mut self, address: Address, key: &[u8]) -> Vec<u8> {
        let account = self.account(address);
        let read = self.session().journal.peek_storage(&account, key);
        read.unwrap().value.to_vec()
    }

    pub fn set_storage(&mut self, address: Address, key: &[u8], value: Vec<u8>) {
        let account = self.account(address);
        let journal = &mut self.session().journal;
        journal.set_storage(&account, key, Bytes::from(value)).unwrap();
    }

    pub fn balance(&mut self, address: Address, token: &[u8], nonce: u64) -> BigUint {
        let account = self.account(address);
        let journal = &mut self.session().journal;
        system_vm::token_balance(journal, &account, token, nonce).unwrap()
    }

    /// The logs of MultiversX.
    pub fn logs(&mut self) -> Vec<LogRecord> {
        let mut logs = self.session().journal.logs();
        logs.retain(|log| !matches!(log, LogRecord::TokenFace { .. }));
        logs
    }

    pub fn request(
        &mut self,
        caller: Address,
        callee: Address,
        function: &str,
        arguments: &[&[u8]],
    ) -> CallRequest {
        let (caller, callee) = (self.account(caller), self.account(callee));
        let arguments = arguments.iter().map(|it| Bytes::copy_from_slice(it));
        CallRequest {
            scheme: CallScheme::Call,
            caller,
            callee,
            code: callee,
            value: U256::ZERO,
            tokens: Vec::new(),
            input: CallInput::function(function, arguments.collect()),
            gas: GAS,
            read_only: false,
        }
    }

    /// A request of a call with value.
    pub fn paid_request(
        &mut self,
        (caller, callee): (Address, Address),
        function: &str,
        arguments: &[Vec<u8>],
        value: u128,
    ) -> CallRequest {
        let arguments: Vec<&[u8]> = arguments.iter().map(Vec::as_slice).collect();
        let request = self.request(caller, callee, function, &arguments);
        CallRequest { value: U256::from(value), ..request }
    }

    /// Runs a request as a transaction does: as a built-in function, or as a contract's.
    pub fn run(&mut self, request: CallRequest) -> BuiltInOutcome {
        let CallInput::Function { name, .. } = &request.input else {
            panic!("function form");
        };
        if ProtocolFunctions.contains(name, Release::Barnard) {
            return self.run_built_in(request);
        }
        let session = self.session.take().unwrap();
        let (session, call) = Native(self.vm.clone()).call(session, request);
        self.session = Some(session);
        BuiltInOutcome { call: call.unwrap(), follow_up: None }
    }

    pub fn run_built_in(&mut self, request: CallRequest) -> BuiltInOutcome {
        let mut session = self.session.take().unwrap();
        let checkpoint = session.journal.checkpoint();
        push_frame(&mut session, &request, VmType::SYSTEM, Authority::Protocol);
        let (mut session, outcome) = ProtocolFunctions.process(session, request);
        session.journal.pop_frame();
        let outcome = outcome.unwrap();
        if outcome.call.status.is_success() {
            session.journal.keep();
        } else {
            session.journal.revert(checkpoint);
        }
        self.session = Some(session);
        outcome
    }

    pub fn call(
        &mut self,
        caller: Address,
        callee: Address,
        function: &str,
        arguments: &[&[u8]],
    ) -> CallOutcome {
        let request = self.request(caller, callee, function, arguments);
        self.run(request).call
    }

    /// Runs what has to succeed.
    pub fn expect(
        &mut self,
        caller: Address,
        callee: Address,
        function: &str,
        arguments: &[&[u8]],
    ) -> CallOutcome {
        let outcome = self.call(caller, callee, function, arguments);
        assert!(outcome.status.is_success(), "{function}: {}", text(&outcome));
        outcome
    }

    /// Runs what has to be refused with a text, and gives no gas back.
    pub fn refuse(
        &mut self,
        (caller, callee): (Address, Address),
        function: &str,
        arguments: &[&[u8]],
        message: &str,
    ) {
        let outcome = self.call(caller, callee, function, arguments);
        assert!(!outcome.status.is_success(), "{function} should fail with {message}");
        assert_eq!(text(&outcome), message, "{function}");
        assert_eq!(outcome.gas_left, 0);
    }

    /// Issues a token of Alice's with a supply of 1000; gives its identifier.
    pub fn issue(&mut self, ticker: &str, properties: &[&str]) -> Bytes {
        let mut arguments: Vec<&[u8]> = vec![b"TestToken", ticker.as_bytes(), &[3, 0xe8], &[2]];
        arguments.extend(properties.iter().map(|it| it.as_bytes()));
        let mut request = self.request(ALICE, ESDT_ADDRESS, "issue", &arguments);
        request.value = U256::from(ISSUE_COST);
        let outcome = self.run(request).call;
        assert!(outcome.status.is_success(), "issue: {}", text(&outcome));
        let vm_core::ReturnData::Items(items) = outcome.data else {
            panic!("items");
        };
        items.into_iter().next().unwrap()
    }
}

/// The text that people see.
pub fn text(outcome: &CallOutcome) -> String {
    String::from_utf8(outcome.message_text().to_vec()).unwrap()
}

/// Whether an outcome is a halt for a reason.
pub fn is_halt(outcome: &CallOutcome, reason: HaltReason) -> bool {
    outcome.status == vm_core::Status::Halt(reason)
}

/// A contract address of a VM.
pub const fn contract_address(vm_type: VmType, number: u8) -> Address {
    let mut bytes = [number; 32];
    bytes.split_at_mut(8).0.copy_from_slice(&[0; 8]);
    bytes[8] = vm_type.0[0];
    bytes[9] = vm_type.0[1];
    bytes[30] = 0;
    bytes[31] = 0;
    Address(bytes)
}

/// A contract's account with code metadata.
pub fn contract(vm_type: VmType, metadata: [u8; 2]) -> AccountData {
    AccountData {
        code: Code::new(vm_type, Bytes::from_static(&[0x60, 0])),
        native: NativeAccount { metadata, ..NativeAccount::default() }.into(),
        ..AccountData::default()
    }
}
