//! Calls with value and with tokens.

use crate::TestError;
use crate::pair_suite::side::function_parts;
use crate::pair_suite::{FUNDS, Mode, Operation, Outgoing, Pair, Stage};
use vm_core::{Bytes, CallInput, U256};

/// A fungible token.
const TOKEN: &str = "TOK-123456";

/// Value goes with the call, and all VMs see it where it is.
pub(crate) fn with_value(pair: &Pair<'_>) -> Result<(), TestError> {
    let mut stage = pair.stage()?;
    let call = stage.outgoing(&Operation::Add(3), Mode::Strict)?;
    let (outcome, answer) = stage.make(&Outgoing { value: U256::from(7), ..call })?;
    outcome.expect_success();
    assert_eq!(answer.number(), Some(3), "{answer:?}\n{}", outcome.tree());
    assert_eq!(stage.callee_value()?, 3);
    let (a, b) = (stage.a.forwarder.clone(), stage.b.subject.clone());
    assert_eq!(stage.world.balance(&stage.owner), U256::from(FUNDS).saturating_sub(U256::from(7)));
    assert_eq!(stage.world.balance(&a), U256::ZERO);
    assert_eq!(stage.world.balances_seen(&b)?.agreed(), Some(U256::from(7)));
    Ok(())
}

/// More value than the caller has: nothing happens.
pub(crate) fn with_too_much_value(pair: &Pair<'_>) -> Result<(), TestError> {
    let mut stage = pair.stage()?;
    let before = stage.world.state();
    let call = stage.outgoing(&Operation::Add(3), Mode::Strict)?;
    let call = Outgoing { value: U256::from(FUNDS).saturating_add(U256::ONE), ..call };
    let outcome = stage.run(&call, None)?;
    outcome.expect_failure();
    assert_eq!(stage.world.state(), before);
    Ok(())
}

/// Tokens go with the call by the built-in function, from every VM to every VM. A failure of the
/// callee undoes the transfer.
pub(crate) fn with_tokens(pair: &Pair<'_>) -> Result<(), TestError> {
    if !pair.caller.sends_tokens_to(pair.callee) {
        return Ok(());
    }
    let mut stage = pair.stage()?;
    let a = stage.a.forwarder.clone();
    let b = stage.b.subject.clone();
    stage.world.set_token_balance(&a, TOKEN, 100u32);
    let call = |stage: &Stage<'_>, operation: &Operation| -> Result<_, TestError> {
        let (function, arguments) = function_parts(&stage.input(operation)?);
        let head = [Bytes::from_static(TOKEN.as_bytes()), Bytes::from_static(&[40]), function];
        let input =
            CallInput::function("ESDTTransfer", head.into_iter().chain(arguments).collect());
        Ok(Outgoing::new(&b, input, Mode::Strict))
    };
    let good = call(&stage, &Operation::Add(3))?;
    let outcome = stage.run(&good, None)?;
    outcome.expect_success();
    assert_eq!(stage.callee_value()?, 3);
    assert_eq!(stage.world.token_balance(&a, TOKEN, 0), 60u32.into());
    assert_eq!(stage.world.token_balance(&b, TOKEN, 0), 40u32.into());

    let before = stage.world.state();
    let bad = call(&stage, &Operation::Fail("no"))?;
    stage.run(&bad, None)?.expect_failure();
    assert_eq!(stage.world.state(), before);
    Ok(())
}
