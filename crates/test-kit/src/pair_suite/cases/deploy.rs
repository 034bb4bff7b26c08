//! Deployments on request of another VM.

use crate::TestError;
use crate::pair_suite::{Mode, Outgoing, Pair};
use world::WorldState;

/// The callee makes a contract of its VM; with a failure of the caller the contract is gone.
pub(crate) fn by_the_callee(pair: &Pair<'_>) -> Result<(), TestError> {
    let mut stage = pair.stage()?;
    let Some(input) = pair.callee.deployment(&stage.world, &stage.b)? else { return Ok(()) };
    let before = stage.world.state();
    let call = Outgoing::new(&stage.b.deployer, input, Mode::ThenFail);
    let outcome = stage.run(&call, None)?;
    outcome.expect_revert("failed after the call");
    assert_eq!(stage.world.state(), before, "{}", outcome.tree());

    let outcome = stage.run(&Outgoing { mode: Mode::Strict, ..call }, None)?;
    outcome.expect_success();
    assert_eq!(contracts(&stage.world.state()), contracts(&before).saturating_add(1));
    Ok(())
}

fn contracts(state: &WorldState) -> usize {
    state.accounts().values().filter(|it| !it.data.code.is_none()).count()
}
