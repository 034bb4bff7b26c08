//! Calls that leave the EVM, and come back into it.

use crate::support::dispatcher::TestDispatcher;
use crate::support::state::TestState;
use crate::support::{FORMS, SENDER, call, face, request, session, session_with};
use alloy_primitives::hex;
use revm::bytecode::opcode as op;
use vm_core::{
    Address, AddressForms, CallOutcome, DESIGNATOR, EvmAddress, HaltReason, ReturnData, SpecId,
    Status, U256,
};

const FORK: SpecId = SpecId::OSAKA;
const CALLER: u64 = 0xc1;

fn foreign(number: u8) -> (Address, EvmAddress) {
    let mut bytes = [number; 32];
    bytes[..8].fill(0);
    bytes[8..10].copy_from_slice(&[5, 0]);
    let address = Address(bytes);
    (address, FORMS.of_address(&address).face)
}

fn push(code: &mut Vec<u8>, to: EvmAddress) {
    code.push(op::PUSH20);
    code.extend_from_slice(to.as_slice());
}

/// Code that forwards its call data with an opcode, and returns `[success][returned data]`.
fn forwarder(opcode: u8, to: EvmAddress, value: u8) -> Vec<u8> {
    let mut code = vec![op::CALLDATASIZE, op::PUSH1, 0, op::PUSH1, 0, op::CALLDATACOPY];
    code.extend([op::PUSH1, 0, op::PUSH1, 0, op::CALLDATASIZE, op::PUSH1, 0]);
    if opcode == op::CALL || opcode == op::CALLCODE {
        code.extend([op::PUSH1, value]);
    }
    push(&mut code, to);
    code.extend([op::GAS, opcode, op::PUSH1, 0, op::MSTORE]);
    code.extend([op::RETURNDATASIZE, op::PUSH1, 0, op::PUSH1, 32, op::RETURNDATACOPY]);
    code.extend([op::RETURNDATASIZE, op::PUSH1, 32, op::ADD, op::PUSH1, 0, op::RETURN]);
    code
}

fn state(opcode: u8, name: &str) -> TestState {
    let (address, alias) = foreign(7);
    TestState::default()
        .with_account(SENDER, 1_000_000, &[])
        .with_account(face(CALLER), 50, &forwarder(opcode, alias, 0))
        .with_foreign(address, alias, name.as_bytes())
}

/// Success word and returned data of the forwarded call.
fn forwarded(outcome: &CallOutcome) -> (bool, &[u8]) {
    assert_eq!(outcome.status, Status::Success, "{outcome:?}");
    let ReturnData::Blob(data) = &outcome.data else { panic!("the EVM gives one block of bytes") };
    (data[31] == 1, &data[32..])
}

#[test]
fn data_crosses_in_both_directions() {
    let error = hex!(
        "08c379a0"
        "0000000000000000000000000000000000000000000000000000000000000020"
        "0000000000000000000000000000000000000000000000000000000000000007"
        "6e6f207761792100000000000000000000000000000000000000000000000000"
    );
    for (name, is_success, data) in
        [("echo", true, &b"hello"[..]), ("fail", false, &error[..]), ("halt", false, &[])]
    {
        let session = session(&state(op::CALL, name), FORK);
        let (session, outcome) = call(session, request(face(CALLER), 0, b"hello"));
        assert_eq!(forwarded(&outcome), (is_success, data), "{name}");
        assert!(session.journal.frames().is_empty());
        assert_eq!(session.journal.open_checkpoints(), 0);
        // A halt burns what it was given: all but a 64th.
        let is_burned = outcome.gas_left < crate::support::GAS / 32;
        assert_eq!(is_burned, name == "halt", "{name}");
    }
}

#[test]
fn a_static_call_carries_read_only_over() {
    for (opcode, is_success) in [(op::CALL, true), (op::STATICCALL, false)] {
        let session = session(&state(opcode, "write"), FORK);
        let (mut session, outcome) = call(session, request(face(CALLER), 0, b"x"));
        assert_eq!(forwarded(&outcome).0, is_success);
        let account = session.journal.reference(&foreign(7).0);
        let stored = session.journal.storage(&account, b"key").unwrap().value;
        assert_eq!(&stored[..], if is_success { &b"x"[..] } else { &[] });
    }
}

#[test]
fn code_of_another_vm_does_not_run_on_an_evm_account() {
    for opcode in [op::DELEGATECALL, op::CALLCODE] {
        let session = session(&state(opcode, "echo"), FORK);
        let (_, outcome) = call(session, request(face(CALLER), 0, b"x"));
        assert_eq!(forwarded(&outcome), (false, &[][..]));
    }
    // Nor through an EIP-7702 delegation, from inside or from the root.
    let delegation = [&[0xef, 1, 0][..], foreign(7).1.as_slice()].concat();
    let state = state(op::CALL, "echo").with_account(face(0xd1), 0, &delegation).with_account(
        face(CALLER),
        0,
        &forwarder(op::CALL, face(0xd1), 0),
    );
    let (_, outcome) = call(session(&state, FORK), request(face(CALLER), 0, b"x"));
    assert_eq!(forwarded(&outcome), (false, &[][..]));
    let (_, outcome) = call(session(&state, FORK), request(face(0xd1), 0, b"x"));
    assert_eq!(outcome.status, Status::Halt(HaltReason::CrossVmDelegate));
}

#[test]
fn the_designator_is_what_the_evm_sees() {
    // Returns EXTCODESIZE and EXTCODEHASH.
    let mut code = Vec::new();
    push(&mut code, foreign(7).1);
    code.extend([op::DUP1, op::EXTCODESIZE, op::PUSH1, 0, op::MSTORE]);
    code.extend([op::EXTCODEHASH, op::PUSH1, 32, op::MSTORE, op::PUSH1, 64, op::PUSH1, 0]);
    code.push(op::RETURN);
    let state = state(op::CALL, "echo").with_account(face(0xd1), 0, &code);
    let (_, outcome) = call(session(&state, FORK), request(face(0xd1), 0, &[]));
    let hash = alloy_primitives::keccak256(DESIGNATOR);
    let expected = [&U256::from(4).to_be_bytes::<32>()[..], hash.as_slice()].concat();
    assert_eq!(outcome.data, ReturnData::Blob(expected.into()));
}

#[test]
fn an_evm_contract_is_reentered_through_another_vm() {
    // Without call data, counts in slot 0; with it, counts, forwards it, and counts again.
    let count = [op::PUSH1, 0, op::SLOAD, op::PUSH1, 1, op::ADD, op::PUSH1, 0, op::SSTORE];
    let mut code = count.to_vec();
    code.extend([op::CALLDATASIZE, op::PUSH1, 0, op::JUMPI, op::STOP]);
    let target = code.len();
    code[count.len() + 2] = u8::try_from(target).unwrap();
    code.push(op::JUMPDEST);
    code.extend([op::CALLDATASIZE, op::PUSH1, 0, op::PUSH1, 0, op::CALLDATACOPY]);
    code.extend([op::PUSH1, 0, op::PUSH1, 0, op::CALLDATASIZE, op::PUSH1, 0, op::PUSH1, 0]);
    push(&mut code, foreign(7).1);
    code.extend([op::GAS, op::CALL, op::POP]);
    code.extend(count);
    let state = state(op::CALL, "relay").with_account(face(CALLER), 0, &code);
    let to_itself = face(CALLER);
    let (session, outcome) =
        call(session(&state, FORK), request(to_itself, 0, to_itself.as_slice()));
    assert_eq!(outcome.status, Status::Success, "{outcome:?}");
    let slots = &session.journal.account(to_itself).unwrap().storage;
    assert_eq!(slots[&U256::ZERO].present_value, U256::from(3));
    assert!(session.journal.frames().is_empty());
}

#[test]
fn a_call_that_cannot_be_paid_keeps_its_gas() {
    let (_, alias) = foreign(7);
    let state =
        state(op::CALL, "echo").with_account(face(CALLER), 50, &forwarder(op::CALL, alias, 51));
    let (_, outcome) = call(session(&state, FORK), request(face(CALLER), 0, b"x"));
    assert_eq!(forwarded(&outcome), (false, &[][..]));
    assert!(outcome.gas_left > crate::support::GAS - 60_000);
}

#[test]
fn a_built_in_function_is_called_at_a_plain_account() {
    let data = [&5_u32.to_be_bytes()[..], b"Built", &1_u32.to_be_bytes(), &[9]].concat();
    let plain = face(0xe0);
    let state = TestState::default()
        .with_account(SENDER, 1_000_000, &[])
        .with_account(plain, 1, &[])
        .with_account(face(CALLER), 50, &forwarder(op::CALL, plain, 0))
        .with_account(face(0xc2), 50, &forwarder(op::STATICCALL, plain, 0));
    let dispatcher = TestDispatcher { built_ins: vec![b"Built"] };
    for (caller, data, answer) in [
        (face(CALLER), &data[..], &b"Built"[..]),
        (face(CALLER), b"\0\0\0\x05Other", &[]),
        (face(0xc2), &data[..], &[]),
    ] {
        let session = session_with(&state, FORK, dispatcher.clone());
        let (_, outcome) = call(session, request(caller, 0, data));
        assert_eq!(forwarded(&outcome), (true, answer));
    }
}
