//! Static calls.

use crate::TestError;
use crate::pair_suite::{Mode, Operation, Outgoing, Pair};

/// Reading works and leaves no trace.
pub(crate) fn read(pair: &Pair<'_>) -> Result<(), TestError> {
    let mut stage = pair.stage()?;
    let call = stage.outgoing(&Operation::Store(9), Mode::Strict)?;
    stage.run(&call, None)?.expect_success();
    let before = stage.world.state();
    let call = stage.outgoing(&Operation::Read, Mode::Static)?;
    let (outcome, answer) = stage.make(&call)?;
    outcome.expect_success();
    assert!(answer.is_success, "{}", outcome.tree());
    assert_eq!(answer.number(), Some(9), "{answer:?}\n{}", outcome.tree());
    assert_eq!(stage.world.state(), before);
    assert!(!outcome.has_logs(), "{}", outcome.tree());
    Ok(())
}

/// No kind of write has an effect.
pub(crate) fn writes(pair: &Pair<'_>) -> Result<(), TestError> {
    let mut stage = pair.stage()?;
    let (owner, b) = (stage.owner.clone(), stage.b.clone());
    for contract in [&b.subject, &b.forwarder, &b.deployer] {
        stage.world.update(|state| {
            state.account_mut(&contract.address()).data.balance = vm_core::U256::from(100);
        });
        stage.world.set_token_balance(contract, "TOK-123456", 100u32);
    }
    let before = stage.world.state();
    for write in pair.callee.writes(&stage.world, &b, &owner)? {
        let call = Outgoing::new(write.at, write.input, Mode::Static);
        let (outcome, answer) = stage.make(&call)?;
        let what = write.what;
        assert!(!answer.is_success, "{what} was written\n{}", outcome.tree());
        assert!(stage.world.state() == before, "{what} was kept\n{}", outcome.tree());
        assert!(!outcome.has_logs(), "{what} was logged\n{}", outcome.tree());

        // The same outside of a static call is no failure, so that the case tests what it says.
        let call = Outgoing { mode: Mode::Strict, ..call };
        if !what.contains("pure") {
            let mut fork = stage.world.fork();
            core::mem::swap(&mut fork, &mut stage.world);
            let outcome = stage.run(&call, None)?;
            core::mem::swap(&mut fork, &mut stage.world);
            outcome.expect_success();
        }
    }
    Ok(())
}

/// A frame under a static call is static, whoever makes it.
pub(crate) fn through_a_third_frame(pair: &Pair<'_>) -> Result<(), TestError> {
    let mut stage = pair.stage()?;
    let before = stage.world.state();
    let input = pair.caller.input(&stage.world, &stage.a, &Operation::Store(5))?;
    let inner = Outgoing::new(&stage.a.subject, input, Mode::Static);
    let input = stage.nested(&inner)?;
    let call = Outgoing::new(&stage.b.forwarder, input, Mode::Static);
    let outcome = stage.run(&call, None)?;
    assert_eq!(stage.world.state(), before, "{}", outcome.tree());
    assert!(!outcome.has_logs(), "{}", outcome.tree());
    assert_eq!(stage.caller_value()?, 0);
    Ok(())
}
