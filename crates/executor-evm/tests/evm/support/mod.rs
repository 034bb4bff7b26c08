//! A tiny world: committed state in maps, and a dispatcher with the minimal protocol.

pub(crate) mod dispatcher;
pub(crate) mod state;

use account_map::EvmForms;
use dispatcher::TestDispatcher;
use state::TestState;
use std::sync::{Arc, LazyLock};
use vm_core::{
    AccountRef, Address, AddressForms, BlockInfo, Bytes, CallInput, CallOutcome, CallRequest,
    CallScheme, ChainConfig, CreateOutcome, CreateRequest, CreateScheme, DepthLimits, Environment,
    EthereumTransactions, EvmAddress, Fault, FeeConfig, GasSchedule, GasScheduleVersion,
    InterruptHandle, Release, Rules, Session, SpecId, TransactionInfo, U256, VmType,
};

pub(crate) const FORMS: EvmForms = EvmForms { shard_tail: [0, 0] };
pub(crate) const SENDER: EvmAddress = EvmAddress::repeat_byte(0x11);
pub(crate) const BENEFICIARY: EvmAddress = EvmAddress::repeat_byte(0xcb);
pub(crate) const GAS: u64 = 10_000_000;

static SCHEDULE: LazyLock<Arc<GasSchedule>> =
    LazyLock::new(|| Arc::new(GasSchedule::builtin(GasScheduleVersion::LATEST).unwrap()));

/// An EVM face of a small number.
pub(crate) fn face(number: u64) -> EvmAddress {
    EvmAddress::from_word(U256::from(number).into())
}

pub(crate) fn born(face: EvmAddress) -> AccountRef {
    FORMS.of_face(face)
}

pub(crate) fn environment(fork: SpecId) -> Arc<Environment> {
    let config = ChainConfig {
        chain_id: "T".into(),
        evm_chain_id: 1,
        genesis_hash: vm_core::B256::ZERO,
        gas_ratio: 20,
        evm_shard_tail: [0, 0],
        token_prefix: String::new(),
        gateway: None,
        guardian_epochs_delay: 20,
        limits: DepthLimits::default(),
        rules: vec![Rules {
            from_epoch: 0,
            release: Release::Barnard,
            gas_schedule: SCHEDULE.clone(),
            fork,
        }],
        fees: FeeConfig::default(),
        ethereum: EthereumTransactions::default(),
    };
    let block = BlockInfo {
        nonce: 1000,
        timestamp_ms: 1_700_000_000_000,
        beneficiary: BENEFICIARY,
        gas_limit: 30_000_000,
        base_fee: 7,
        excess_blob_gas: Some(0),
        difficulty: U256::from(0x20000),
        ..BlockInfo::default()
    };
    let mut environment = Environment::new(Arc::new(config), block).unwrap();
    environment.transaction = TransactionInfo {
        origin: born(SENDER),
        evm_gas_price: U256::from(10),
        ..TransactionInfo::default()
    };
    Arc::new(environment)
}

pub(crate) fn session(state: &TestState, fork: SpecId) -> Box<Session> {
    session_with(state, fork, TestDispatcher::default())
}

pub(crate) fn session_with(
    state: &TestState,
    fork: SpecId,
    dispatcher: TestDispatcher,
) -> Box<Session> {
    Session::new(
        Arc::new(state.clone()),
        Arc::new(FORMS),
        environment(fork),
        Arc::new(dispatcher),
        InterruptHandle::default(),
    )
}

/// A call of the transaction's sender.
pub(crate) fn request(to: EvmAddress, value: u64, data: &[u8]) -> CallRequest {
    CallRequest {
        scheme: CallScheme::Call,
        caller: born(SENDER),
        callee: born(to),
        code: born(to),
        value: U256::from(value),
        tokens: Vec::new(),
        input: CallInput::CallData(Bytes::copy_from_slice(data)),
        gas: GAS,
        read_only: false,
    }
}

pub(crate) fn creation(code: &[u8], scheme: CreateScheme) -> CreateRequest {
    CreateRequest {
        vm_type: VmType::EVM,
        creator: born(SENDER),
        code: Bytes::copy_from_slice(code),
        metadata: [0; 2],
        arguments: Vec::new(),
        value: U256::ZERO,
        scheme,
        gas: GAS,
        read_only: false,
        transaction_nonce: Some(0),
    }
}

pub(crate) fn call(session: Box<Session>, request: CallRequest) -> (Box<Session>, CallOutcome) {
    let (session, outcome) = try_call(session, request);
    (session, outcome.unwrap())
}

pub(crate) fn try_call(
    session: Box<Session>,
    request: CallRequest,
) -> (Box<Session>, Result<CallOutcome, Fault>) {
    let dispatcher = session.dispatcher.clone();
    dispatcher.call(session, request)
}

pub(crate) fn create(
    session: Box<Session>,
    request: CreateRequest,
) -> (Box<Session>, CreateOutcome) {
    let dispatcher = session.dispatcher.clone();
    let (session, outcome) = dispatcher.create(session, request);
    (session, outcome.unwrap())
}

/// The face of a created contract.
pub(crate) fn face_of(address: Option<Address>) -> EvmAddress {
    FORMS.of_address(&address.expect("a contract was created")).face
}
