//! A world, a dispatcher and an engine of a few lines each.

use crate::context::SpaceContext;
use crate::guest::Guest;
use crate::hooks::scripts;
use crate::vm::SpaceVm;
use account_map::EvmForms;
use parking_lot::Mutex;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use vm_core::{
    AccountData, Address, Authority, B256, BlockInfo, BlockchainHook, Bytes, CallInput,
    CallOutcome, CallRequest, CallScheme, ChainConfig, Code, CompileError, CompiledModule,
    CreateOutcome, CreateRequest, CreateScheme, DepthLimits, Dispatcher, Environment,
    EthereumTransactions, EvmAddress, Executor, Fault, FeeConfig, Frame, GasSchedule,
    GasScheduleVersion, GasUnit, HaltReason, HookCall, Instance, InterruptHandle, LogRecord, Moved,
    Native, NativeAccount, Points, Release, Rules, Run, RunEnd, Session, SpecId, StoredValue, U256,
    VirtualMachine, VmCall, VmType, WriteError,
};

pub(super) const ALICE: Address = Address([0xaa; 32]);
/// Depth of every stored value in its trie.
pub(super) const DEPTH: u32 = 3;

/// Every function that a script knows, as exports of one module.
const EXPORTS: [&str; 20] = [
    "init",
    "upgrade",
    "callBack",
    "quiet",
    "fails",
    "traps",
    "burns",
    "overspends",
    "grows",
    "refused",
    "interrupted",
    "answer",
    "store",
    "load",
    "log",
    "relay",
    "relayRead",
    "relaySafe",
    "deploy",
    "pay",
];

/// Address of a contract of tests.
pub(super) fn contract(number: u8) -> Address {
    let mut bytes = [number; 32];
    bytes[..8].fill(0);
    bytes[8..10].copy_from_slice(&VmType::SPACE.0);
    Address(bytes)
}

fn module(exports: &[&str]) -> Vec<u8> {
    let functions: String =
        exports.iter().map(|name| format!("(func (export \"{name}\"))")).collect();
    wat::parse_str(format!("(module (memory (export \"memory\") 1) {functions})")).unwrap()
}

#[derive(Debug, Default)]
struct World {
    accounts: Mutex<BTreeMap<Address, AccountData>>,
    storage: Mutex<BTreeMap<(Address, Vec<u8>), Bytes>>,
}

impl BlockchainHook for World {
    fn account(&self, address: &Address) -> Result<Option<AccountData>, Fault> {
        Ok(self.accounts.lock().get(address).cloned())
    }

    fn storage(&self, address: &Address, key: &[u8]) -> Result<StoredValue, Fault> {
        let value = self.storage.lock().get(&(*address, key.to_vec())).cloned();
        Ok(value
            .map_or_else(StoredValue::default, |value| StoredValue { value, trie_depth: DEPTH }))
    }

    fn slot(&self, _address: &Address, _slot: U256) -> Result<U256, Fault> {
        Ok(U256::ZERO)
    }

    fn address_of_alias(&self, alias: EvmAddress) -> Result<Option<Address>, Fault> {
        let accounts = self.accounts.lock();
        let forms = EvmForms::default();
        let found = accounts.keys().find(|address| {
            use vm_core::AddressForms;
            let reference = forms.of_address(address);
            reference.is_aliased && reference.face == alias
        });
        Ok(found.copied())
    }

    fn storage_entries(&self, _address: &Address) -> Result<Vec<(Bytes, Bytes)>, Fault> {
        Ok(Vec::new())
    }

    fn block_hash(&self, _nonce: u64) -> Result<Option<B256>, Fault> {
        Ok(None)
    }
}

/// Frames, checkpoints and transfers, as the real dispatcher makes them.
#[derive(Debug)]
struct Frames(Arc<SpaceVm>);

fn refused(error: WriteError) -> Result<CallOutcome, Fault> {
    error.halt_reason().map(CallOutcome::halt)
}

impl Dispatcher for Frames {
    fn call(&self, mut session: Box<Session>, request: CallRequest) -> Moved<CallOutcome> {
        let checkpoint = session.journal.checkpoint();
        if !request.scheme.keeps_context()
            && let Err(error) =
                session.journal.transfer(&request.caller, &request.callee, request.value)
        {
            session.journal.revert(checkpoint);
            return (session, refused(error));
        }
        let is_root = session.journal.frame().is_none();
        session.journal.push_frame(Frame {
            scheme: request.scheme,
            vm_type: VmType::SPACE,
            caller: request.caller,
            callee: request.callee,
            code: request.code,
            value: request.value,
            gas: request.gas,
            read_only: request.read_only,
            authority: Authority::OwnAccount,
        });
        let call = VmCall {
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
        };
        let (mut session, result) = self.0.call(session, call);
        session.journal.pop_frame();
        match &result {
            Ok(outcome) if outcome.status.is_success() => session.journal.keep(),
            Ok(_) | Err(_) => session.journal.revert(checkpoint),
        }
        (session, result)
    }

    fn create(&self, mut session: Box<Session>, request: CreateRequest) -> Moved<CreateOutcome> {
        let checkpoint = session.journal.checkpoint();
        let (mut session, result) = self.0.create(session, request);
        match &result {
            Ok(outcome) if outcome.call.status.is_success() => session.journal.keep(),
            Ok(_) | Err(_) => session.journal.revert(checkpoint),
        }
        (session, result)
    }

    fn is_built_in(&self, function: &[u8], _release: Release) -> bool {
        function == b"ESDTTransfer"
    }

    fn gas_unit(&self, _vm_type: VmType) -> Option<GasUnit> {
        Some(GasUnit::MultiversX)
    }
}

/// An engine whose guests are scripts, and what it was asked to do.
#[derive(Clone, Debug, Default)]
struct Scripts {
    compiled: Arc<AtomicUsize>,
    instances: Arc<AtomicUsize>,
}

impl Executor<SpaceContext> for Scripts {
    fn identity(&self) -> &'static str {
        "scripts"
    }

    fn compile(
        &self,
        _metered: &[u8],
    ) -> Result<Arc<dyn CompiledModule<SpaceContext>>, CompileError> {
        self.compiled.fetch_add(1, Ordering::Relaxed);
        Ok(Arc::new(self.clone()))
    }

    fn load(
        &self,
        _artifact: &[u8],
    ) -> Result<Arc<dyn CompiledModule<SpaceContext>>, CompileError> {
        Err(CompileError::ForeignArtifact)
    }
}

impl CompiledModule<SpaceContext> for Scripts {
    fn instantiate(&self) -> Result<Box<dyn Instance<SpaceContext>>, CompileError> {
        self.instances.fetch_add(1, Ordering::Relaxed);
        Ok(Box::new(Script))
    }

    fn artifact(&self) -> Option<Vec<u8>> {
        None
    }
}

#[derive(Debug)]
struct Script;

impl Instance<SpaceContext> for Script {
    fn run(
        &mut self,
        export: &str,
        mut context: Box<SpaceContext>,
        mut points: Points,
        _stack_budget: i32,
    ) -> Run<SpaceContext> {
        let mut memory = vec![0; 0x1_0000];
        let guest: Guest<'_> =
            HookCall { context: &mut context, memory: &mut memory, points: &mut points };
        let end = match export {
            "traps" => Ok(RunEnd::Trap),
            "burns" => Ok(RunEnd::OutOfPoints),
            "grows" => Ok(RunEnd::MemoryLimit),
            "interrupted" => Ok(RunEnd::Interrupted),
            other => match scripts::run(other, guest) {
                Ok(()) => Ok(RunEnd::Finished),
                Err(_) => Ok(RunEnd::HookTrap),
            },
        };
        Run { context, points, end }
    }

    fn reset(&mut self) -> bool {
        true
    }
}

/// A session over a small world.
pub(super) struct Stage {
    world: Arc<World>,
    scripts: Scripts,
    vm: Arc<SpaceVm>,
    session: Option<Box<Session>>,
}

impl Stage {
    pub(super) fn new() -> Self {
        let world = Arc::new(World::default());
        let scripts = Scripts::default();
        let vm = Arc::new(SpaceVm::new(Arc::new(scripts.clone())));
        let schedule = GasSchedule::builtin(GasScheduleVersion::LATEST).unwrap();
        let rules = Rules {
            from_epoch: 0,
            release: Release::Barnard,
            gas_schedule: Arc::new(schedule),
            fork: SpecId::default(),
        };
        let config = ChainConfig {
            chain_id: "test".to_owned(),
            evm_chain_id: 1,
            genesis_hash: B256::ZERO,
            gas_ratio: 20,
            evm_shard_tail: [0; 2],
            token_prefix: String::new(),
            gateway: None,
            guardian_epochs_delay: 20,
            limits: DepthLimits::default(),
            rules: vec![rules],
            fees: FeeConfig::default(),
            ethereum: EthereumTransactions::default(),
        };
        let environment = Environment::new(Arc::new(config), BlockInfo::default()).unwrap();
        let alice =
            AccountData { nonce: 1, balance: U256::from(1_000_000), ..AccountData::default() };
        world.accounts.lock().insert(ALICE, alice);
        let session = Session::new(
            Arc::<World>::clone(&world),
            Arc::new(EvmForms::default()),
            Arc::new(environment),
            Arc::new(Frames(Arc::clone(&vm))),
            InterruptHandle::default(),
        );
        Self { world, scripts, vm, session: Some(session) }
    }

    fn session(&mut self) -> &mut Session {
        self.session.as_mut().unwrap()
    }

    pub(super) fn schedule(&mut self) -> Arc<GasSchedule> {
        Arc::clone(&self.session().environment.rules.gas_schedule)
    }

    /// Puts a contract into the world and gives the length of its code.
    pub(super) fn install(&mut self, address: Address, metadata: u16) -> u64 {
        let code = self.code();
        let length = u64::try_from(code.len()).unwrap();
        let data = AccountData {
            balance: U256::from(500),
            code: Code::new(VmType::SPACE, code.into()),
            native: Native::from(NativeAccount {
                metadata: metadata.to_be_bytes(),
                owner: Some(ALICE),
                ..NativeAccount::default()
            }),
            ..AccountData::default()
        };
        self.world.accounts.lock().insert(address, data);
        length
    }

    pub(super) fn put_storage(&mut self, address: Address, key: &[u8], value: &[u8]) {
        let value = Bytes::copy_from_slice(value);
        self.world.storage.lock().insert((address, key.to_vec()), value);
    }

    pub(super) fn code(&self) -> Vec<u8> {
        module(&EXPORTS)
    }

    pub(super) fn other_code(&self) -> Vec<u8> {
        module(&["init", "upgrade", "quiet"])
    }

    pub(super) fn code_with(&self, exports: &[&str]) -> Vec<u8> {
        module(exports)
    }

    pub(super) fn try_call(
        &mut self,
        to: Address,
        function: &str,
        arguments: &[Vec<u8>],
        gas: u64,
    ) -> Result<CallOutcome, Fault> {
        let mut session = self.session.take().unwrap();
        let caller = session.journal.reference(&ALICE);
        let callee = session.journal.reference(&to);
        let request = CallRequest {
            scheme: CallScheme::Call,
            caller,
            callee,
            code: callee,
            value: U256::ZERO,
            tokens: Vec::new(),
            input: CallInput::function(
                function,
                arguments.iter().map(|it| Bytes::from(it.clone())).collect(),
            ),
            gas,
            read_only: false,
        };
        let dispatcher = Arc::clone(&session.dispatcher);
        let (session, result) = dispatcher.call(session, request);
        self.session = Some(session);
        result
    }

    pub(super) fn call(
        &mut self,
        to: Address,
        function: &str,
        arguments: &[Vec<u8>],
        gas: u64,
    ) -> CallOutcome {
        self.try_call(to, function, arguments, gas).unwrap()
    }

    /// Deploys by a transaction of Alice, whose nonce the node has counted.
    pub(super) fn deploy(&mut self, code: Vec<u8>, value: u64, gas: u64) -> CreateOutcome {
        let mut session = self.session.take().unwrap();
        let creator = session.journal.reference(&ALICE);
        let request = CreateRequest {
            vm_type: VmType::SPACE,
            creator,
            code: code.into(),
            metadata: [5, 6],
            arguments: Vec::new(),
            value: U256::from(value),
            scheme: CreateScheme::Nonce,
            gas,
            read_only: false,
            transaction_nonce: Some(0),
        };
        let dispatcher = Arc::clone(&session.dispatcher);
        let (session, result) = dispatcher.create(session, request);
        self.session = Some(session);
        result.unwrap()
    }

    pub(super) fn code_of(&mut self, address: Address) -> Code {
        let account = self.session().journal.reference(&address);
        self.session().journal.code(&account).unwrap()
    }

    pub(super) fn native(&mut self, address: Address) -> NativeAccount {
        let account = self.session().journal.reference(&address);
        self.session().journal.native(&account).unwrap()
    }

    pub(super) fn balance(&mut self, address: Address) -> U256 {
        let account = self.session().journal.reference(&address);
        self.session().journal.balance(&account).unwrap()
    }

    pub(super) fn nonce(&mut self, address: Address) -> u64 {
        let account = self.session().journal.reference(&address);
        self.session().journal.nonce(&account).unwrap()
    }

    pub(super) fn stored(&mut self, address: Address, key: &[u8]) -> Bytes {
        let account = self.session().journal.reference(&address);
        self.session().journal.peek_storage(&account, key).unwrap().value
    }

    /// The kinds that transfer logs name, in order.
    pub(super) fn transfer_logs(&mut self) -> Vec<String> {
        let logs = self.session().journal.logs();
        logs.iter()
            .filter_map(|log| match log {
                LogRecord::Native(entry) if entry.identifier.as_ref() == b"transferValueOnly" => {
                    entry.data.first()
                }
                LogRecord::Native(_) | LogRecord::Evm { .. } | LogRecord::TokenFace { .. } => None,
            })
            .map(|kind| String::from_utf8_lossy(kind).into_owned())
            .collect()
    }

    pub(super) fn instances(&self) -> usize {
        self.scripts.instances.load(Ordering::Relaxed)
    }

    pub(super) fn compiled(&self) -> usize {
        self.scripts.compiled.load(Ordering::Relaxed)
    }

    /// Tells the machine that another schedule holds.
    pub(super) fn forget_schedule(&self) {
        let other = GasSchedule::builtin(GasScheduleVersion::ScenarioDummy).unwrap();
        self.vm.gas_schedule_change(&other);
    }
}

/// The reason for which a call was halted.
pub(super) const fn halted(outcome: &CallOutcome) -> Option<HaltReason> {
    match outcome.status {
        vm_core::Status::Halt(reason) => Some(reason),
        vm_core::Status::Success | vm_core::Status::Revert => None,
    }
}
