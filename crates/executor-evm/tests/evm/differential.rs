//! The same programs on bare revm and on the shared journal: gas, output, logs and state are equal.
use crate::programs::{self, ACCOUNTS, Program, code_of};
use crate::support::state::TestState;
use crate::support::{
    BENEFICIARY, SENDER, call, create, creation, environment, face, request, session,
};
use alloy_primitives::map::AddressMap;
use core::convert::Infallible;
use executor_evm::EvmVm;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use revm::bytecode::opcode as op;
use revm::context::{BlockEnv, CfgEnv, Context, TxEnv};
use revm::context_interface::result::EVMError;
use revm::context_interface::{ContextTr, CreateScheme, JournalTr, LocalContextTr};
use revm::database::{CacheDB, EmptyDB};
use revm::handler::{
    EvmTr, FrameResult, Handler, MainBuilder, MainContext, MainnetContext, MainnetEvm,
    MainnetHandler, pre_execution,
};
use revm::interpreter::interpreter_action::FrameInit;
use revm::interpreter::{
    CallInput, CallInputs, CallScheme, CallValue, CreateInputs, FrameInput, InterpreterResult,
    SharedMemory,
};
use revm::primitives::{Log, hardfork::SpecId};
use revm::state::{Account, AccountInfo, Bytecode, EvmState, TransactionId};
use vm_core::{Bytes, CallOutcome, EvmAddress, Journal, ReturnData, Session, Status, U256};

/// What a run gave, as bare revm has it.
struct Bare {
    result: InterpreterResult,
    logs: Vec<Log>,
    state: EvmState,
}

fn database(state: &TestState) -> CacheDB<EmptyDB> {
    let mut database = CacheDB::new(EmptyDB::default());
    for (address, data) in &state.accounts {
        let face = EvmAddress::from_slice(&address.0[10..30]);
        let code = Bytecode::new_raw(data.code.bytes.clone());
        let info = AccountInfo {
            balance: data.balance,
            nonce: data.nonce,
            code_hash: code.hash_slow(),
            code: Some(code),
            ..AccountInfo::default()
        };
        database.insert_account_info(face, info);
    }
    for ((address, slot), value) in &state.slots {
        let face = EvmAddress::from_slice(&address.0[10..30]);
        database.insert_account_storage(face, *slot, *value).unwrap();
    }
    database
}

fn block() -> BlockEnv {
    let environment = environment(SpecId::OSAKA);
    let mut block = BlockEnv {
        number: U256::from(environment.block.nonce),
        beneficiary: BENEFICIARY,
        timestamp: U256::from(environment.block.timestamp()),
        gas_limit: environment.block.gas_limit,
        basefee: environment.block.base_fee,
        difficulty: environment.block.difficulty,
        prevrandao: Some(alloy_primitives::keccak256([])),
        ..BlockEnv::default()
    };
    block.set_blob_excess_gas_and_price(0, 5_007_716);
    block
}

/// What bare revm runs, and whoever looks at it.
pub(crate) type BareEvm<I> = MainnetEvm<MainnetContext<CacheDB<EmptyDB>>, I>;

/// A call, or without an address a creation, ready to be run as a transaction's first frame on bare revm.
pub(crate) fn bare<I>(
    state: &TestState,
    fork: SpecId,
    to: Option<EvmAddress>,
    (value, data): (u64, &[u8]),
    inspector: I,
) -> (BareEvm<I>, FrameInit) {
    let transaction = TxEnv { caller: SENDER, gas_price: 10, ..TxEnv::default() };
    let mut evm = Context::mainnet()
        .with_db(database(state))
        .with_cfg(CfgEnv::new_with_spec(fork))
        .with_block(block())
        .with_tx(transaction)
        .build_mainnet_with_inspector(inspector);
    pre_execution::load_accounts::<_, Infallible>(&mut evm).unwrap();
    let journal = evm.ctx().journal_mut();
    journal.load_account(SENDER).unwrap();
    let frame_input = match to {
        Some(to) => FrameInput::Call(Box::new(call_inputs(journal, to, value, data))),
        None => FrameInput::Create(Box::new(CreateInputs::new(
            SENDER,
            CreateScheme::Create,
            U256::from(value),
            Bytes::copy_from_slice(data),
            GAS,
            0,
        ))),
    };
    let buffer = evm.ctx().local().shared_memory_buffer().clone();
    let init = FrameInit { depth: 0, memory: SharedMemory::new_with_buffer(buffer), frame_input };
    (evm, init)
}

fn run_bare(
    state: &TestState,
    fork: SpecId,
    to: Option<EvmAddress>,
    value: u64,
    data: &[u8],
) -> Bare {
    let (mut evm, init) = bare(state, fork, to, (value, data), ());
    let mut handler: MainnetHandler<_, EVMError<Infallible>, _> = MainnetHandler::default();
    let result: FrameResult = handler.run_exec_loop(&mut evm, init).unwrap();
    let journal = evm.ctx().journal_mut();
    let logs = journal.logs().to_vec();
    let state = journal.evm_state().clone();
    Bare { result: result.into_interpreter_result(), logs, state }
}

fn call_inputs(
    journal: &mut impl JournalTr<Database = CacheDB<EmptyDB>>,
    to: EvmAddress,
    value: u64,
    data: &[u8],
) -> CallInputs {
    let account = &journal.load_account_with_code(to).unwrap().info;
    let mut known = (account.code_hash, account.code.clone().unwrap());
    if let Some(delegate) = known.1.eip7702_address() {
        let account = &journal.load_account_with_code(delegate).unwrap().info;
        known = (account.code_hash, account.code.clone().unwrap());
    }
    CallInputs {
        input: CallInput::Bytes(Bytes::copy_from_slice(data)),
        return_memory_offset: 0..0,
        gas_limit: GAS,
        reservoir: 0,
        bytecode_address: to,
        known_bytecode: known,
        target_address: to,
        caller: SENDER,
        value: CallValue::Transfer(U256::from(value)),
        scheme: CallScheme::Call,
        is_static: false,
        charged_new_account_state_gas: false,
    }
}

pub(crate) const GAS: u64 = 2_000_000;

/// Runs the call on both sides and compares everything that can be seen.
fn compare(state: &TestState, fork: SpecId, to: EvmAddress, value: u64, data: &[u8]) {
    let bare = run_bare(state, fork, Some(to), value, data);
    let mut call_request = request(to, value, data);
    call_request.gas = GAS;
    let (session, outcome) = call(session(state, fork), call_request);
    compare_run(&bare, &session, &outcome, &bare.result.output);
}

/// As [`compare`], for the creation of a contract.
fn compare_creation(fork: SpecId, value: u64, init: &[u8]) {
    let state = TestState::default().with_account(SENDER, 1_000_000, &[]);
    let bare = run_bare(&state, fork, None, value, init);
    let mut counted = state;
    for account in counted.accounts.values_mut() {
        account.nonce = 1;
    }
    let mut request = creation(init, vm_core::CreateScheme::Nonce);
    request.value = U256::from(value);
    request.gas = GAS;
    let (session, outcome) = create(session(&counted, fork), request);
    let is_revert = outcome.call.status == Status::Revert;
    let output = if is_revert { bare.result.output.clone() } else { Bytes::new() };
    compare_run(&bare, &session, &outcome.call, &output);
    assert_eq!(outcome.address.is_some(), bare.result.is_ok());
}

fn compare_run(bare: &Bare, session: &Session, outcome: &CallOutcome, output: &Bytes) {
    let reason = bare.result.result;
    let (gas_left, refund, output) = if reason.is_halt() {
        assert!(matches!(outcome.status, Status::Halt(_)), "{reason:?} {outcome:?}");
        (0, 0, Bytes::new())
    } else if reason.is_ok() {
        assert_eq!(outcome.status, Status::Success, "{reason:?}");
        let gas = bare.result.gas;
        (gas.remaining(), gas.refunded(), output.clone())
    } else {
        assert_eq!(outcome.status, Status::Revert, "{reason:?}");
        (bare.result.gas.remaining(), 0, output.clone())
    };
    assert_eq!(outcome.gas_left, gas_left, "gas after {reason:?}");
    assert_eq!(outcome.refund, refund, "refund after {reason:?}");
    assert_eq!(outcome.data, ReturnData::Blob(output), "output of {reason:?}");
    assert_eq!(session.journal.evm_logs(), &bare.logs[..], "logs");
    assert!(session.journal.frames().is_empty());
    assert_eq!(session.journal.open_checkpoints(), 0);
    compare_state(&bare.state, &session.journal, reason.is_ok());
}

#[expect(clippy::iter_over_hash_type, reason = "every account is compared, in whatever order")]
fn compare_state(bare: &EvmState, journal: &Journal, is_kept: bool) {
    let empty = Account::default();
    let ours: AddressMap<Account> =
        journal.loaded_accounts().map(|(face, it)| (face, it.clone())).collect();
    for (address, theirs) in bare {
        let our = ours.get(address).unwrap_or(&empty);
        assert_eq!(our.info.balance, theirs.info.balance, "balance of {address}");
        assert_eq!(our.info.nonce, theirs.info.nonce, "nonce of {address}");
        assert_eq!(our.info.code_hash, theirs.info.code_hash, "code of {address}");
        let is_always_warm = EvmVm::is_precompile(journal.fork(), *address);
        let flags = |it: &Account| {
            [
                // The nonce of a failed creation is the transaction's to count.
                ("touched", it.is_touched() && (is_kept || *address != SENDER)),
                ("created", it.is_created()),
                ("created locally", it.is_created_locally()),
                ("destroyed", it.is_selfdestructed()),
                ("destroyed locally", it.is_selfdestructed_locally()),
                ("missing", it.is_loaded_as_not_existing()),
                // Ours warms the first accounts inside the checkpoint that a failure undoes, and
                // forgets and finds again what is always warm.
                (
                    "cold",
                    is_kept && !is_always_warm && it.is_cold_transaction_id(TransactionId::ZERO),
                ),
            ]
        };
        // Revm's sender is touched by its transaction's first phase, which did not run here.
        if ours.contains_key(address) {
            assert_eq!(flags(our), flags(theirs), "flags of {address}");
        } else {
            assert!(!theirs.is_touched(), "{address} is touched");
        }
        for (slot, entry) in &theirs.storage {
            let present = our.storage.get(slot).map(|it| (it.original_value, it.present_value));
            let theirs = (entry.original_value, entry.present_value);
            assert_eq!(present.unwrap_or_default(), theirs, "slot {slot} of {address}");
        }
    }
    for (address, our) in &ours {
        if !bare.contains_key(address) {
            assert!(!our.is_touched(), "{address} is touched");
        }
    }
}

pub(crate) fn world(programs: &[Program]) -> TestState {
    let mut state =
        TestState::default().with_account(SENDER, 1_000_000, &[]).with_account(face(0xe0), 5, &[]);
    for (index, program) in programs.iter().enumerate() {
        let at = ACCOUNTS[index];
        state = state
            .with_account(at, 1000 + index as u64, &code_of(program))
            .with_slot(at, 1, 7)
            .with_slot(at, 2, 8);
    }
    state
}

pub(crate) const FORKS: [SpecId; 13] = [
    SpecId::FRONTIER,
    SpecId::HOMESTEAD,
    SpecId::TANGERINE,
    SpecId::SPURIOUS_DRAGON,
    SpecId::BYZANTIUM,
    SpecId::PETERSBURG,
    SpecId::ISTANBUL,
    SpecId::BERLIN,
    SpecId::LONDON,
    SpecId::SHANGHAI,
    SpecId::CANCUN,
    SpecId::PRAGUE,
    SpecId::OSAKA,
];

/// A state with these codes at the places of programs.
pub(crate) fn stage(codes: &[Vec<u8>]) -> TestState {
    let mut state =
        TestState::default().with_account(SENDER, 1_000_000, &[]).with_account(face(0xe0), 5, &[]);
    for (at, code) in ACCOUNTS.into_iter().zip(codes) {
        state = state.with_account(at, 1000, code).with_slot(at, 1, 7);
    }
    state
}

#[test]
fn handmade_programs_agree_on_every_fork() {
    for fork in FORKS {
        for (name, contracts) in programs::handmade() {
            let state = stage(&contracts);
            for (value, data) in [(0, &[][..]), (9, &[1; 40][..])] {
                println!("{name} on {fork:?}");
                compare(&state, fork, ACCOUNTS[0], value, data);
            }
        }
    }
}

#[test]
fn precompiles_and_plain_accounts_agree() {
    let state =
        TestState::default().with_account(SENDER, 1_000_000, &[]).with_account(face(0xe0), 0, &[]);
    for fork in FORKS {
        for to in (1..=0x12).chain([0x100, 0xe0, 0xe1]) {
            for (value, data) in [(0, &[][..]), (0, &[7; 96][..]), (3, &[0; 213][..])] {
                compare(&state, fork, face(to), value, data);
            }
        }
    }
}

#[test]
fn delegated_code_runs_on_the_delegating_account() {
    let code = programs::handmade()[0].1[0].clone();
    let delegation = [&[0xef, 1, 0][..], ACCOUNTS[1].as_slice()].concat();
    let state = TestState::default()
        .with_account(SENDER, 1_000_000, &[])
        .with_account(ACCOUNTS[0], 10, &delegation)
        .with_account(ACCOUNTS[1], 10, &code)
        .with_account(ACCOUNTS[2], 10, &programs::call_to(ACCOUNTS[0], 1));
    for fork in [SpecId::PRAGUE, SpecId::OSAKA] {
        compare(&state, fork, ACCOUNTS[0], 1, &[]);
        compare(&state, fork, ACCOUNTS[2], 1, &[]);
    }
}

/// Init codes that end in each of the ways that a creation can end.
pub(crate) fn init_codes() -> Vec<Vec<u8>> {
    let returns = |length: u16, first: u8| {
        let [high, low] = length.to_be_bytes();
        let mut code = vec![op::PUSH1, first, op::PUSH1, 0, op::MSTORE8];
        code.extend([op::PUSH2, high, low, op::PUSH1, 0, op::RETURN]);
        code
    };
    vec![
        vec![],
        vec![op::STOP],
        vec![op::INVALID],
        vec![op::PUSH1, 7, op::PUSH1, 0, op::REVERT],
        vec![op::PUSH1, 0xe1, op::SELFDESTRUCT],
        vec![op::PUSH1, 5, op::PUSH1, 1, op::SSTORE],
        returns(1, 0),
        returns(40, 0x5b),
        returns(40, 0xef),
        // Costs more than there is to store, and more than may be stored.
        returns(12_000, 0),
        returns(24_577, 0),
    ]
}

#[test]
fn creations_agree() {
    for fork in FORKS {
        for init in init_codes() {
            for value in [0, 3] {
                compare_creation(fork, value, &init);
            }
        }
    }
}

proptest! {
    // A fixed seed, so that a failure can be repeated.
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_261_121),
        ..ProptestConfig::default()
    })]

    #[test]
    fn random_programs_agree(
        programs in proptest::collection::vec(programs::program(), 3),
        fork in proptest::sample::select(&FORKS[..]),
        value in 0_u64..3,
        data in proptest::collection::vec(any::<u8>(), 0..70),
    ) {
        compare(&world(&programs), fork, ACCOUNTS[0], value, &data);
    }

    #[test]
    fn random_bytes_agree(
        code in proptest::collection::vec(any::<u8>(), 1..200),
        fork in proptest::sample::select(&FORKS[..]),
    ) {
        let state = TestState::default()
            .with_account(SENDER, 1_000_000, &[])
            .with_account(ACCOUNTS[0], 3, &[&[0x60, 1, 0x60, 2][..], &code].concat());
        compare(&state, fork, ACCOUNTS[0], 0, &[]);
    }
}
