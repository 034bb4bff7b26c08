//! Gas across the border.

use crate::TestError;
use crate::pair_suite::{Mode, Operation, Outgoing, Pair, Stage};
use vm_core::GasUnit;

/// Ten times the gas makes no difference to what a call uses.
pub(crate) fn unused_gas_comes_back(pair: &Pair<'_>) -> Result<(), TestError> {
    let mut stage = pair.stage()?;
    let call = stage.outgoing(&Operation::Add(3), Mode::Strict)?;
    let used = |stage: &mut Stage<'_>, gas: u64| -> Result<u64, TestError> {
        let mut fork = stage.world.fork();
        core::mem::swap(&mut fork, &mut stage.world);
        let outcome = stage.run(&call, Some(gas))?;
        core::mem::swap(&mut fork, &mut stage.world);
        outcome.expect_success();
        Ok(outcome.gas_used())
    };
    let (little, much) = match pair.caller.unit() {
        GasUnit::MultiversX => (50_000_000, 500_000_000),
        GasUnit::Ethereum => (1_500_000, 15_000_000),
    };
    let (first, second) = (used(&mut stage, little)?, used(&mut stage, much)?);
    // Where two units meet, a rest of less than one unit is lost to rounding.
    assert!(first.abs_diff(second) <= 40, "{first} and {second}");
    Ok(())
}

/// A call that gets too little fails, burns no more than it got, and the caller goes on.
pub(crate) fn limits_are_kept(pair: &Pair<'_>) -> Result<(), TestError> {
    let mut stage = pair.stage()?;
    let limits: [u64; 6] = match pair.caller.unit() {
        GasUnit::MultiversX => [0, 1, 19, 20, 1_000, 9_000],
        GasUnit::Ethereum => [0, 1, 2, 100, 300, 400],
    };
    let before = stage.account(&stage.b.subject);
    let mut base = None;
    for limit in limits {
        let call = stage.outgoing(&Operation::Store(3), Mode::Fallible(Some(limit)))?;
        let call = Outgoing { ..call };
        // A native caller takes 0 for all it has.
        if limit == 0 && pair.caller.name() == "system" {
            continue;
        }
        let mut fork = stage.world.fork();
        core::mem::swap(&mut fork, &mut stage.world);
        let (outcome, answer) = stage.make(&call)?;
        let after = stage.account(&stage.b.subject);
        core::mem::swap(&mut fork, &mut stage.world);
        outcome.expect_success();
        assert!(!answer.is_success, "with {limit}\n{}", outcome.tree());
        assert_eq!(after, before, "with {limit}\n{}", outcome.tree());
        let used = outcome.gas_used();
        let least = *base.get_or_insert(used);
        let most = least.saturating_add(limit);
        let slack = 2_500;
        assert!(used <= most.saturating_add(slack), "with {limit}: {used}, at least {least}");
    }
    Ok(())
}
