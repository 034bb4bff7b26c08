//! Nested calls: gas, results, failures, depth, read-only, logs, transfers.

use super::stage::{ALICE, Stage, contract, halted};
use vm_core::{Bytes, HaltReason, ReturnCode, ReturnData, Status, U256};

const GAS: u64 = 100_000_000;

fn to(number: u8, function: &str) -> Vec<Vec<u8>> {
    vec![contract(number).as_slice().to_vec(), function.as_bytes().to_vec()]
}

fn two() -> Stage {
    let mut stage = Stage::new();
    stage.install(contract(1), 0);
    stage.install(contract(2), 0);
    stage
}

#[test]
fn results_of_a_callee_are_the_callers_too() {
    let mut stage = two();
    let outcome = stage.call(contract(1), "relay", &to(2, "answer"), GAS);
    assert_eq!(outcome.status, Status::Success);
    let expected = ReturnData::Items(vec![Bytes::from_static(b"42")]);
    assert_eq!(outcome.data, expected);
    assert_eq!(stage.transfer_logs(), ["ExecuteOnDestContext"]);
}

#[test]
fn what_a_callee_leaves_comes_back() {
    let mut stage = two();
    let relay = stage.call(contract(1), "relay", &to(2, "quiet"), GAS).gas_left;
    let direct = stage.call(contract(2), "quiet", &[], GAS).gas_left;
    assert!(relay > GAS - 2 * (GAS - direct) - 1_000_000);
    assert!(relay < direct);
}

#[test]
fn a_failure_of_the_callee_ends_the_caller_with_productions_text() {
    for (function, code, message) in [
        ("fails", ReturnCode::ExecutionFailed, "error signalled by smartcontract"),
        ("traps", ReturnCode::ExecutionFailed, "execution failed"),
        ("refused", ReturnCode::ExecutionFailed, "execution failed"),
        ("burns", ReturnCode::OutOfGas, "not enough gas"),
        ("missing", ReturnCode::ExecutionFailed, "invalid function (not found)"),
        (
            "init",
            ReturnCode::ExecutionFailed,
            "invalid function (calling init() directly is forbidden)",
        ),
    ] {
        let outcome = two().call(contract(1), "relay", &to(2, function), GAS);
        assert_eq!(outcome.return_code(), code, "{function}");
        assert_eq!(outcome.message_text().as_ref(), message.as_bytes(), "{function}");
    }
}

#[test]
fn a_caught_failure_burns_what_was_given_and_leaves_no_trace() {
    let mut stage = two();
    let base = stage.call(contract(1), "relaySafe", &to(2, "quiet"), GAS);
    assert_eq!(base.data, ReturnData::Items(vec![Bytes::from_static(&[0])]));
    let logs = stage.transfer_logs().len();
    let caught = stage.call(contract(1), "relaySafe", &to(2, "traps"), GAS);
    assert_eq!(caught.status, Status::Success);
    assert_eq!(caught.data, ReturnData::Items(vec![Bytes::from_static(&[1])]));
    assert!(base.gas_left - caught.gas_left < 2_000_000, "2 million were given");
    assert_eq!(stage.transfer_logs().len(), logs);
    let refused = stage.call(contract(1), "relaySafe", &to(2, "init"), GAS);
    assert_eq!(refused.data, ReturnData::Items(vec![Bytes::from_static(&[1])]));
    assert!(refused.gas_left > base.gas_left, "nothing was taken");
}

#[test]
fn ten_instances_live_at_once() {
    for (depth, lives) in [(9, true), (10, false)] {
        let mut stage = two();
        // Each level passes one contract and function on, then the last one answers.
        let mut arguments = Vec::new();
        for _ in 1..depth {
            arguments.extend(to(1, "relay"));
        }
        arguments.extend(to(2, "answer"));
        let outcome = stage.call(contract(1), "relay", &arguments, 1_000_000_000);
        assert_eq!(outcome.status.is_success(), lives, "{depth}: {outcome:?}");
    }
}

#[test]
fn a_read_only_call_writes_nothing() {
    let mut stage = two();
    let outcome = stage.call(contract(1), "relayRead", &to(2, "log"), GAS);
    assert_eq!(outcome.status, Status::Success, "a log is dropped silently");
    assert!(stage.transfer_logs().is_empty());
    let mut arguments = to(2, "store");
    arguments.push(vec![1]);
    let outcome = stage.call(contract(1), "relayRead", &arguments, GAS);
    assert_eq!(halted(&outcome), Some(HaltReason::ExecutionFailed));
    let outcome = stage.call(contract(1), "relayRead", &to(2, "relay"), GAS);
    assert!(!outcome.status.is_success());
    assert!(stage.stored(contract(2), b"key").is_empty());
}

#[test]
fn a_contract_pays_accounts_that_take_payments() {
    let value = |amount: u64| U256::from(amount).to_be_bytes::<32>().to_vec();
    let mut stage = two();
    stage.install(contract(3), 0x0004);
    for (payee, amount, reason) in [
        (ALICE, 100, None),
        (contract(2), 100, Some("sending value to non payable contract")),
        (contract(3), 100, None),
        (ALICE, 301, Some("failed transfer (insufficient funds)")),
        (contract(2), 0, None),
        (ALICE, 300, None),
    ] {
        let arguments = [payee.as_slice().to_vec(), value(amount)];
        let outcome = stage.call(contract(1), "pay", &arguments, GAS);
        let message = reason.map(|text| Bytes::from_static(text.as_bytes()));
        assert_eq!(outcome.status.is_success(), reason.is_none(), "{amount}");
        assert_eq!(message.unwrap_or_default(), outcome.message_text());
    }
    assert_eq!(stage.balance(contract(1)), U256::ZERO);
    assert_eq!(stage.balance(contract(3)), U256::from(600));
    assert_eq!(stage.transfer_logs(), ["DirectCall"; 4]);
}
