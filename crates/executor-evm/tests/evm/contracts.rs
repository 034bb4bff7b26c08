//! Contracts by the Solidity compiler and by hand, through the VM's interface.

use crate::support::state::TestState;
use crate::support::{SENDER, call, create, creation, face, face_of, request, session, try_call};
use alloy_primitives::{Address, hex, keccak256};
use revm::bytecode::opcode as op;
use vm_core::{
    Bytes, CallOutcome, CreateScheme, EvmAddress, Fault, HaltReason, ReturnData, Session, SpecId,
    Status, Tracer, U256,
};

const FORK: SpecId = SpecId::OSAKA;

/// Gas of three hashes of two words, with what stores the words and returns the result.
const GAS_OF_HASHES: u64 = 3 * 42 + 69;

fn artifact(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../contracts/artifacts");
    let text = std::fs::read_to_string(format!("{folder}/{name}.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    hex::decode(json["bytecode"]["object"].as_str().unwrap()).unwrap()
}

/// Call data of a signature and 32-byte words.
fn data(signature: &str, words: &[U256]) -> Vec<u8> {
    let mut data = keccak256(signature)[..4].to_vec();
    for word in words {
        data.extend_from_slice(&word.to_be_bytes::<32>());
    }
    data
}

fn word(address: EvmAddress) -> U256 {
    U256::from_be_bytes(address.into_word().0)
}

fn number(outcome: &CallOutcome) -> U256 {
    assert_eq!(outcome.status, Status::Success, "{outcome:?}");
    match &outcome.data {
        ReturnData::Blob(data) => U256::from_be_slice(data),
        ReturnData::Items(_) => panic!("the EVM gives one block of bytes"),
    }
}

fn state() -> TestState {
    TestState::default().with_account(SENDER, 1_000_000, &[])
}

fn deploy_token(session: Box<Session>) -> (Box<Session>, EvmAddress) {
    let mut token = creation(&artifact("Token"), CreateScheme::Nonce);
    let supply = U256::from(1000).to_be_bytes::<32>();
    token.arguments = vec![Bytes::copy_from_slice(&supply)];
    let (session, outcome) = create(session, token);
    assert_eq!(outcome.call.status, Status::Success, "{outcome:?}");
    (session, face_of(outcome.address))
}

#[test]
fn a_token_is_deployed_and_moves() {
    let (session, token) = deploy_token(session(&state(), FORK));
    assert_eq!(token, SENDER.create(0), "Ethereum's address");
    let to = face(0xbeef);
    let transfer = data("transfer(address,uint256)", &[word(to), U256::from(40)]);
    let (session, outcome) = call(session, request(token, 0, &transfer));
    assert_eq!(number(&outcome), U256::from(1));
    let mut session = session;
    for (holder, expected) in [(SENDER, 960), (to, 40)] {
        let balance = data("balanceOf(address)", &[word(holder)]);
        let (back, outcome) = call(session, request(token, 0, &balance));
        assert_eq!(number(&outcome), U256::from(expected));
        session = back;
    }
    let logs = session.journal.evm_logs();
    assert_eq!(logs.len(), 2, "one of the constructor, one of the transfer");
    assert_eq!(logs[1].address, token);
    assert_eq!(logs[1].topics()[2], to.into_word());
    let change = session.journal.state_change().unwrap();
    let contract = crate::support::born(token).address;
    let slots = &change.accounts[&contract].slots;
    assert_eq!(slots.len(), 3, "supply and two balances");
}

#[test]
fn a_refused_transfer_reverts_with_its_data() {
    let (session, token) = deploy_token(session(&state(), FORK));
    let transfer = data("transfer(address,uint256)", &[word(face(9)), U256::from(4000)]);
    let (session, outcome) = call(session, request(token, 0, &transfer));
    assert_eq!(outcome.status, Status::Revert);
    assert!(outcome.gas_left > 0 && outcome.refund == 0);
    let ReturnData::Blob(reason) = outcome.data else { panic!("the EVM gives one block of bytes") };
    let selector = &keccak256("InsufficientBalance(address,uint256,uint256)")[..4];
    assert_eq!(&reason[..4], selector);
    assert_eq!(session.journal.evm_logs().len(), 1);
}

#[test]
fn a_static_frame_writes_nothing() {
    // Each writes once; the request itself is static.
    for code in [
        &[op::PUSH1, 1, op::PUSH1, 0, op::SSTORE][..],
        &[op::PUSH1, 1, op::PUSH1, 0, op::TSTORE],
        &[op::PUSH1, 0, op::PUSH1, 0, op::LOG0],
        &[op::PUSH1, 9, op::SELFDESTRUCT],
        &[op::PUSH1, 0, op::DUP1, op::DUP1, op::CREATE],
    ] {
        let state = state().with_account(face(0xc1), 5, code);
        let mut read_only = request(face(0xc1), 0, &[]);
        read_only.read_only = true;
        let (session, outcome) = call(session(&state, FORK), read_only);
        assert_eq!(outcome.status, Status::Halt(HaltReason::ReadOnlyViolation), "{code:?}");
        assert_eq!(outcome.gas_left, 0);
        assert!(session.journal.evm_logs().is_empty());
    }
}

#[test]
fn created_addresses_are_ethereums() {
    // Returns one byte of code, `STOP`.
    let init = [op::PUSH1, 1, op::PUSH1, 0, op::RETURN];
    let salt = U256::from(77);
    let salted = SENDER.create2(salt.to_be_bytes::<32>(), keccak256(init));
    for (scheme, counted, expected) in [
        (CreateScheme::Nonce, Some(5), SENDER.create(5)),
        (CreateScheme::Nonce, None, SENDER.create(0)),
        (CreateScheme::Salt(salt), Some(5), salted),
    ] {
        let mut creation = creation(&init, scheme);
        creation.transaction_nonce = counted;
        creation.value = U256::from(3);
        let (mut session, outcome) = create(session(&state(), FORK), creation);
        let created: Address = face_of(outcome.address);
        assert_eq!(created, expected);
        let nonce = session.journal.nonce(&crate::support::born(SENDER)).unwrap();
        assert_eq!(nonce, u64::from(counted.is_none()), "only what the node did not count");
        let account = session.journal.account(created).unwrap();
        assert_eq!((account.info.nonce, account.info.balance), (1, U256::from(3)));
        assert_eq!(account.info.code.as_ref().unwrap().original_byte_slice(), [0]);
    }
}

#[test]
fn a_taken_address_is_a_collision() {
    let init = [op::PUSH1, 1, op::PUSH1, 0, op::RETURN];
    let state = state().with_account(SENDER.create(0), 0, &[op::STOP]);
    let (session, outcome) = create(session(&state, FORK), creation(&init, CreateScheme::Nonce));
    assert_eq!(outcome.call.status, Status::Halt(HaltReason::CreateCollision));
    assert_eq!((outcome.address, outcome.call.gas_left), (None, 0));
    assert!(session.journal.frames().is_empty());
}

#[test]
fn code_that_starts_with_ef_is_not_deployed() {
    let init = [op::PUSH1, 0xef, op::PUSH1, 0, op::MSTORE8, op::PUSH1, 1, op::PUSH1, 0, op::RETURN];
    let (_, outcome) = create(session(&state(), FORK), creation(&init, CreateScheme::Nonce));
    assert_eq!(outcome.call.status, Status::Halt(HaltReason::EvmHalt));
    assert_eq!(&outcome.call.message[..], b"contract code starts with ef");
}

#[test]
fn destruction_follows_the_fork() {
    // Destroys itself in favour of 0x99.
    let code = [op::PUSH1, 0x99, op::SELFDESTRUCT];
    let contract = crate::support::born(face(0xc1)).address;
    for (fork, is_deleted) in [(SpecId::SHANGHAI, true), (SpecId::OSAKA, false)] {
        let state = state().with_account(face(0xc1), 5, &code);
        let (mut session, outcome) = call(session(&state, fork), request(face(0xc1), 2, &[]));
        assert_eq!(outcome.status, Status::Success);
        let heir = session.journal.balance(&crate::support::born(face(0x99))).unwrap();
        assert_eq!(heir, U256::from(7));
        let change = session.journal.state_change().unwrap();
        assert_eq!(change.accounts[&contract].is_deleted, is_deleted, "{fork:?}");
    }
}

#[test]
fn transient_slots_live_for_one_transaction() {
    // Returns the transient slot 0, and sets it to 1.
    let code = [
        op::PUSH1,
        0,
        op::TLOAD,
        op::PUSH1,
        0,
        op::MSTORE,
        op::PUSH1,
        1,
        op::PUSH1,
        0,
        op::TSTORE,
        op::PUSH1,
        32,
        op::PUSH1,
        0,
        op::RETURN,
    ];
    let state = state().with_account(face(0xc1), 0, &code);
    let mut session = session(&state, FORK);
    for (expected, restarts) in [(0, false), (1, true), (0, false)] {
        let (back, outcome) = call(session, request(face(0xc1), 0, &[]));
        assert_eq!(number(&outcome), U256::from(expected));
        session = back;
        if restarts {
            let vm_core::Environment { shared, transaction } =
                vm_core::Environment::clone(&session.environment);
            session.journal.set_hook(std::sync::Arc::new(state.clone()));
            session.restart(&shared, transaction);
        }
    }
}

/// Stores a word at a place of memory.
fn store(word: u8, place: u8) -> [u8; 5] {
    [op::PUSH1, word, op::PUSH1, place, op::MSTORE]
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a new thread has a new engine")]
fn a_remembered_hash_is_the_hash_and_costs_what_it_costs() {
    const HASH: [u8; 5] = [op::PUSH1, 64, op::PUSH0, op::KECCAK256, op::XOR];
    // The hash of 1 and 2 twice, which is nothing, and that of 1 and 3.
    let parts: [&[u8]; 9] = [
        &store(1, 0),
        &store(2, 32),
        &[op::PUSH0],
        &HASH,
        &HASH,
        &store(3, 32),
        &HASH,
        &[op::PUSH0, op::MSTORE],
        &[op::PUSH1, 32, op::PUSH0, op::RETURN],
    ];
    let code = parts.concat();
    let words = [U256::from(1), U256::from(3)].map(|it| it.to_be_bytes::<32>()).concat();
    let expected = U256::from_be_bytes(keccak256(words).0);
    let run = move |gas: u64| {
        let state = state().with_account(face(0xc1), 0, &code);
        let request = vm_core::CallRequest { gas, ..request(face(0xc1), 0, &[]) };
        call(session(&state, FORK), request).1
    };
    assert_eq!(number(&run(100_000)), expected);
    // This thread has the hashes by now, a new one has none.
    for gas in 0..300 {
        let run_anew = run.clone();
        let anew = std::thread::spawn(move || run_anew(gas)).join().expect("a run");
        assert_eq!(run(gas), anew, "{gas}");
        assert_eq!(anew.status == Status::Success, gas >= GAS_OF_HASHES, "{gas}");
    }
}

#[test]
fn calls_nest_as_deep_as_ethereums() {
    // Calls itself with all gas, and returns one more than the callee did.
    let code = [
        op::PUSH1,
        32,
        op::PUSH1,
        0,
        op::DUP1,
        op::DUP1,
        op::DUP1,
        op::ADDRESS,
        op::GAS,
        op::CALL,
        op::POP,
        op::PUSH1,
        0,
        op::MLOAD,
        op::PUSH1,
        1,
        op::ADD,
        op::PUSH1,
        0,
        op::MSTORE,
        op::PUSH1,
        32,
        op::PUSH1,
        0,
        op::RETURN,
    ];
    let state = state().with_account(face(0xc1), 0, &code);
    let mut deep = request(face(0xc1), 0, &[]);
    deep.gas = u64::MAX / 2;
    let (session, outcome) = call(session(&state, FORK), deep);
    assert_eq!(number(&outcome), U256::from(1025), "a root and 1024 under it");
    assert!(session.journal.frames().is_empty());
}

#[test]
fn an_interrupt_stops_a_loop() {
    let code = [op::JUMPDEST, op::PUSH1, 0, op::JUMP];
    let state = state().with_account(face(0xc1), 0, &code);
    let session = session(&state, FORK);
    session.interrupt.interrupt();
    let mut endless = request(face(0xc1), 0, &[]);
    endless.gas = u64::MAX / 2;
    let (session, outcome) = try_call(session, endless.clone());
    assert_eq!(outcome, Err(Fault::Interrupted));
    assert!(session.journal.frames().is_empty());

    // The engine that was stopped runs again.
    session.interrupt.clear();
    endless.gas = 10_000;
    let (_, outcome) = call(session, endless);
    assert_eq!(outcome.status, Status::Halt(HaltReason::OutOfGas));
}

#[test]
fn inner_frames_are_traced() {
    let inner = [op::PUSH1, 0, op::PUSH1, 0, op::REVERT];
    let outer = crate::programs::call_to(face(0xc1), 4);
    let state = state().with_account(face(0xc1), 0, &inner).with_account(face(0xc2), 9, &outer);
    let mut session = session(&state, FORK);
    session.tracer = Some(Box::default());
    let (mut session, outcome) = call(session, request(face(0xc2), 0, &[]));
    assert_eq!(outcome.status, Status::Success);
    let frames = session.tracer.take().map(|it: Box<Tracer>| it.into_frames()).unwrap();
    assert_eq!(frames.len(), 1, "the test's dispatcher traces nothing");
    assert_eq!((frames[0].status, frames[0].value), (Status::Revert, U256::from(4)));
    assert_eq!(frames[0].gas_used, 6);
}
