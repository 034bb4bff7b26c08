//! The virtual machine without an engine: scripts run in the place of guests, over a small world.

mod calls;
mod deploys;
mod stage;
mod storage;

use stage::{ALICE, Stage, contract};
use vm_core::{HaltReason, ReturnCode, ReturnData, Status};

#[test]
fn a_call_pays_for_fetching_and_preparing_the_code() {
    let mut stage = Stage::new();
    let code = stage.install(contract(1), 0);
    let outcome = stage.call(contract(1), "quiet", &[], 10_000_000);
    let costs = stage.schedule().base_operation.clone();
    let prepare = costs.get_code + costs.aot_prepare_per_byte * code;
    assert_eq!(outcome.status, Status::Success);
    assert_eq!(outcome.gas_left, 10_000_000 - prepare);
    for (gas, is_enough) in [(prepare, true), (prepare - 1, false), (costs.get_code - 1, false)] {
        let outcome = stage.call(contract(1), "quiet", &[], gas);
        assert_eq!(outcome.status.is_success(), is_enough, "{gas}");
        assert_eq!(outcome.gas_left, 0);
    }
}

/// Calls a function directly and compares code and message.
fn check_refusal(function: &str, code: ReturnCode, message: &str) {
    let mut stage = Stage::new();
    stage.install(contract(1), 0);
    let outcome = stage.call(contract(1), function, &[], 10_000_000);
    assert_eq!(outcome.return_code(), code, "{function}");
    assert_eq!(outcome.message_text().as_ref(), message.as_bytes(), "{function}");
    assert_eq!(outcome.gas_left, 0, "{function}");
}

#[test]
fn a_direct_call_is_refused_as_in_production() {
    let init = "invalid function (calling init() directly is forbidden)";
    check_refusal("init", ReturnCode::UserError, init);
    check_refusal("upgrade", ReturnCode::UserError, init);
    check_refusal("", ReturnCode::UserError, "invalid function");
    check_refusal("missing", ReturnCode::FunctionNotFound, "invalid function (not found)");
    check_refusal("no-name", ReturnCode::FunctionNotFound, "invalid function (not found)");
    check_refusal(
        "callBack",
        ReturnCode::UserError,
        "invalid function (calling callBack() directly is forbidden)",
    );
    check_refusal("upgradeContract", ReturnCode::ExecutionFailed, "upgrade not allowed");
}

#[test]
fn an_end_becomes_an_outcome() {
    for (function, code, message) in [
        ("fails", ReturnCode::UserError, "no"),
        ("traps", ReturnCode::ExecutionFailed, "execution failed"),
        ("burns", ReturnCode::OutOfGas, "not enough gas"),
        ("overspends", ReturnCode::OutOfGas, "not enough gas"),
        ("grows", ReturnCode::ExecutionFailed, "execution failed"),
        ("refused", ReturnCode::ExecutionFailed, "invalid argument"),
    ] {
        check_refusal(function, code, message);
    }
}

#[test]
fn instances_stay_warm_until_something_goes_wrong() {
    let mut stage = Stage::new();
    stage.install(contract(1), 0);
    for (function, made) in [
        ("quiet", 1),
        ("quiet", 1),
        ("traps", 1),
        ("quiet", 2),
        ("fails", 2),
        ("quiet", 3),
        ("missing", 3),
        ("quiet", 3),
    ] {
        stage.call(contract(1), function, &[], 10_000_000);
        assert_eq!(stage.instances(), made, "{function}");
    }
    stage.forget_schedule();
    stage.call(contract(1), "quiet", &[], 10_000_000);
    assert_eq!(stage.compiled(), 2, "another schedule is compiled anew");
}

#[test]
fn an_interrupt_is_no_outcome() {
    let mut stage = Stage::new();
    stage.install(contract(1), 0);
    let result = stage.try_call(contract(1), "interrupted", &[], 10_000_000);
    assert_eq!(result, Err(vm_core::Fault::Interrupted));
}

#[test]
fn an_upgrade_replaces_code_and_keeps_the_owner() {
    let mut stage = Stage::new();
    stage.install(contract(1), 0x0100);
    let new_code = stage.other_code();
    let arguments = [new_code.clone(), vec![0x05, 0x00]];
    let outcome = stage.call(contract(1), "upgradeContract", &arguments, 100_000_000);
    assert_eq!(outcome.status, Status::Success, "{outcome:?}");
    let native = stage.native(contract(1));
    assert_eq!(stage.code_of(contract(1)).bytes, new_code);
    assert_eq!(native.metadata, [5, 0]);
    assert_eq!(native.owner, Some(ALICE));
    let outcome = stage.call(contract(1), "upgradeContract", &arguments[..1], 100_000_000);
    assert_eq!(outcome.status, Status::Halt(HaltReason::UpgradeNotAllowed));
    assert_eq!(outcome.data, ReturnData::default());
}
