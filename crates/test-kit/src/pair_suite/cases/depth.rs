//! Calls nested in turn.

use crate::TestError;
use crate::pair_suite::{Mode, Operation, Outgoing, Pair, Stage};

/// So many levels of both sides always work.
const SHALLOW: usize = 3;
/// So many levels of both sides are more than native runs or WASM instances may nest.
const DEEP: usize = 30;

/// A calls B calls A and so on: a few levels work; too many fail, and leave nothing.
pub(crate) fn nested_calls(pair: &Pair<'_>) -> Result<(), TestError> {
    let is_deep = pair.is_same() && pair.caller.is_deep();
    for levels in [SHALLOW, DEEP] {
        let mut stage = pair.stage()?;
        let before = stage.world.state();
        let call = nest(&stage, levels)?;
        let outcome = stage.run(&call, None)?;
        if levels == SHALLOW || is_deep {
            outcome.expect_success();
            assert_eq!(stage.callee_value()?, 5);
        } else {
            outcome.expect_failure();
            assert_eq!(stage.world.state(), before, "{}", outcome.tree());
        }
    }
    Ok(())
}

/// A call of the callee through so many frames of each side, made from inside out: B's frame calls
/// what was built so far, and A's frame calls B's.
fn nest(stage: &Stage<'_>, levels: usize) -> Result<Outgoing, TestError> {
    let mut call = stage.outgoing(&Operation::Store(5), Mode::Strict)?;
    for _ in 1..levels {
        let own = stage.own_form(&call);
        let (contract, function, arguments) = stage.pair.caller.outgoing(&stage.a, &own);
        let input = stage.world.input(contract, function, &arguments)?;
        let through = Outgoing::new(contract, input, Mode::Strict);
        call = Outgoing::new(&stage.b.forwarder, stage.nested(&through)?, Mode::Strict);
    }
    Ok(call)
}

impl Pair<'_> {
    /// The most levels of both sides that a call can nest, of at most 30; each level is a frame of the
    /// caller and one of the callee.
    ///
    /// # Errors
    /// [`TestError`] when the node breaks.
    pub fn levels_max(&self) -> Result<usize, TestError> {
        for levels in 1..=DEEP {
            let mut stage = self.stage()?;
            let call = nest(&stage, levels)?;
            if !stage.run(&call, None)?.is_success() {
                return Ok(levels.saturating_sub(1));
            }
        }
        Ok(DEEP)
    }
}
