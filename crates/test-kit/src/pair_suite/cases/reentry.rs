//! Re-entry: A calls B, which calls A.

use crate::TestError;
use crate::pair_suite::{End, Mode, Operation, Outgoing, Pair, Stage};
use crate::{TestOutcome, Value};
use vm_core::{DataForm, HaltReason, Status, U256};

/// A writes, B calls A, which reads the write and writes again; A sees that, and writes last.
pub(crate) fn reads_and_writes_again(pair: &Pair<'_>) -> Result<(), TestError> {
    let mut stage = pair.stage()?;
    let outcome = reenter(&mut stage, End::Return)?;
    outcome.expect_success();
    assert_eq!(seen(pair, &outcome)?, 15, "{}", outcome.tree());
    assert_eq!(stage.caller_value()?, 99);
    assert_eq!(outcome.raw.trace.len(), 3, "{}", outcome.tree());
    Ok(())
}

/// A fails at its end: nothing of three levels is left.
pub(crate) fn failure_undoes_all_levels(pair: &Pair<'_>) -> Result<(), TestError> {
    let mut stage = pair.stage()?;
    let before = stage.world.state();
    let outcome = reenter(&mut stage, End::Fail)?;
    outcome.expect_revert("failed after re-entry");
    assert_eq!(stage.world.state(), before, "{}", outcome.tree());
    assert_eq!(outcome.raw.trace.len(), 3, "{}", outcome.tree());
    Ok(())
}

/// A traps at its end: nothing of three levels is left.
pub(crate) fn trap_undoes_all_levels(pair: &Pair<'_>) -> Result<(), TestError> {
    let mut stage = pair.stage()?;
    let before = stage.world.state();
    let outcome = reenter(&mut stage, End::Trap)?;
    assert!(matches!(outcome.status(), Status::Halt(reason) if reason != HaltReason::OutOfGas));
    assert_eq!(stage.world.state(), before, "{}", outcome.tree());
    assert_eq!(outcome.raw.trace.len(), 3, "{}", outcome.tree());
    Ok(())
}

/// B fails after it re-entered A, and A catches it: what both did is gone, and A goes on.
pub(crate) fn caught_failure_undoes_two_levels(pair: &Pair<'_>) -> Result<(), TestError> {
    let mut stage = pair.stage()?;
    let input = pair.caller.input(&stage.world, &stage.a, &Operation::Add(5))?;
    let inner = Outgoing::new(&stage.a.subject, input, Mode::ThenFail);
    let input = stage.nested(&inner)?;
    let before = (stage.account(&stage.a.subject), stage.account(&stage.b.forwarder));
    let call = Outgoing::new(&stage.b.forwarder, input, Mode::Fallible(None));
    let (outcome, answer) = stage.make(&call)?;
    outcome.expect_success();
    assert!(!answer.is_success, "{}", outcome.tree());
    let after = (stage.account(&stage.a.subject), stage.account(&stage.b.forwarder));
    assert_eq!(after, before, "{}", outcome.tree());
    assert_eq!(outcome.raw.trace.len(), 3, "{}", outcome.tree());
    Ok(())
}

/// A starts at 0, writes 10, has B call its `add(5)`, and writes 99.
fn reenter(stage: &mut Stage<'_>, end: End) -> Result<TestOutcome, TestError> {
    let caller = stage.pair.caller;
    let add = caller.input(&stage.world, &stage.a, &Operation::Add(5))?;
    let inner = Outgoing::new(&stage.a.subject, add, Mode::Strict);
    let input = stage.nested(&inner)?;
    let to = stage.b.forwarder.reference;
    let operation = Operation::Reenter { first: 10, last: 99, to, input, end };
    let input = caller.input(&stage.world, &stage.a, &operation)?;
    let (owner, subject) = (stage.owner.clone(), stage.a.subject.clone());
    stage.world.call_raw(&owner, &subject, input).run()
}

/// What A saw after the call.
fn seen(pair: &Pair<'_>, outcome: &TestOutcome) -> Result<u64, TestError> {
    let items = outcome.raw.items();
    let first = items.first().cloned().unwrap_or_default();
    let word = match pair.caller.form() {
        DataForm::Function => first,
        DataForm::Blob => first.get(..32).map(|it| it.to_vec().into()).unwrap_or_default(),
    };
    let number = U256::try_from_be_slice(&word).unwrap_or_default();
    Ok(crate::FromValue::from_value(Value::from(number))?)
}
