//! Failures of the callee, and of the caller after it.

use crate::TestError;
use crate::pair_suite::{Mode, Operation, Pair, Stage};
use vm_core::{GasUnit, Status};

/// The callee gives up with a message, and the caller goes on and reads it.
pub(crate) fn revert(pair: &Pair<'_>) -> Result<(), TestError> {
    let mut stage = pair.stage()?;
    let message = "on request";
    let answer = caught(&mut stage, &Operation::Fail(message), None)?;
    let text = answer.iter().any(|it| it.contains(message));
    let reads = pair.caller.reads_failure_of(pair.callee);
    assert_eq!(text, reads, "{} reads {answer:?}", pair.name());
    Ok(())
}

/// The callee traps, and the caller goes on.
pub(crate) fn trap(pair: &Pair<'_>) -> Result<(), TestError> {
    let mut stage = pair.stage()?;
    caught(&mut stage, &Operation::Trap, None)?;
    Ok(())
}

/// The callee uses up what it was given, and the caller goes on with what it kept.
pub(crate) fn out_of_gas(pair: &Pair<'_>) -> Result<(), TestError> {
    let mut stage = pair.stage()?;
    let gas = match pair.caller.unit() {
        GasUnit::MultiversX => 5_000_000,
        GasUnit::Ethereum => 250_000,
    };
    caught(&mut stage, &Operation::Burn, Some(gas))?;
    Ok(())
}

/// Has the callee fail and the caller catch it. The callee's accounts stay as they are; texts of the
/// answer come back.
fn caught(
    stage: &mut Stage<'_>,
    operation: &Operation,
    gas: Option<u64>,
) -> Result<Vec<String>, TestError> {
    let store = stage.outgoing(&Operation::Store(9), Mode::Strict)?;
    stage.run(&store, None)?.expect_success();
    let before = stage.account(&stage.b.subject);
    let call = stage.outgoing(operation, Mode::Fallible(gas))?;
    let (outcome, answer) = stage.make(&call)?;
    outcome.expect_success();
    assert!(!answer.is_success, "{operation:?} succeeded\n{}", outcome.tree());
    assert_eq!(stage.account(&stage.b.subject), before, "{}", outcome.tree());
    assert_eq!(stage.callee_value()?, 9);
    let items = answer.items.iter().map(|it| String::from_utf8_lossy(it).into_owned());
    Ok(core::iter::once(answer.message.clone()).chain(items).collect())
}

/// Nobody catches the failure: the whole transaction fails, and the reason arrives.
pub(crate) fn handed_on(pair: &Pair<'_>) -> Result<(), TestError> {
    let mut stage = pair.stage()?;
    let before = stage.world.state();
    for operation in [Operation::Fail("on request"), Operation::Trap, Operation::Burn] {
        let call = stage.outgoing(&operation, Mode::Strict)?;
        let outcome = stage.run(&call, None)?;
        outcome.expect_failure();
        assert_eq!(stage.world.state(), before, "{operation:?}\n{}", outcome.tree());
        assert!(outcome.raw.logs.is_empty() || outcome.status() != Status::Success);
    }
    Ok(())
}

/// The caller fails after a call that succeeded: the callee's writes are gone.
pub(crate) fn after_the_call(pair: &Pair<'_>) -> Result<(), TestError> {
    let mut stage = pair.stage()?;
    let before = stage.world.state();
    let call = stage.outgoing(&Operation::Add(3), Mode::ThenFail)?;
    let outcome = stage.run(&call, None)?;
    outcome.expect_revert("failed after the call");
    assert_eq!(stage.world.state(), before, "{}", outcome.tree());
    Ok(())
}

/// Code does not run on an account of another VM.
pub(crate) fn delegate(pair: &Pair<'_>) -> Result<(), TestError> {
    if pair.is_same() {
        return Ok(());
    }
    let mut stage = pair.stage()?;
    let before = stage.world.state();
    let call = stage.outgoing(&Operation::Store(3), Mode::Delegate)?;
    let (outcome, answer) = stage.make(&call)?;
    assert!(!answer.is_success, "{}", outcome.tree());
    assert_eq!(stage.world.state(), before, "{}", outcome.tree());
    Ok(())
}

/// A function that does not exist is a failure like every other.
pub(crate) fn missing_function(pair: &Pair<'_>) -> Result<(), TestError> {
    let mut stage = pair.stage()?;
    caught(&mut stage, &Operation::Missing, None)?;
    Ok(())
}
