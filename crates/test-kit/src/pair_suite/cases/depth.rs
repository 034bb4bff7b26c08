//! Calls nested in turn.

use crate::TestError;
use crate::pair_suite::{Mode, Operation, Outgoing, Pair, for_form};

/// So many frames of each side always work.
const SHALLOW: usize = 3;
/// So many frames of each side are more than native runs or WASM instances may nest.
const DEEP: usize = 30;

/// A calls B calls A and so on: a few levels work; too many fail, and leave nothing.
pub(crate) fn nested_calls(pair: &Pair<'_>) -> Result<(), TestError> {
    for levels in [SHALLOW, DEEP] {
        let mut stage = pair.stage()?;
        let before = stage.world.state();
        let mut call = stage.outgoing(&Operation::Store(5), Mode::Strict)?;
        for _ in 1..levels {
            // From inside out: B's frame calls what was built so far, and A's frame calls B's.
            let form = pair.caller.form();
            let inner = Outgoing { input: for_form(&call.input, form), ..call };
            let (contract, function, arguments) = pair.caller.outgoing(&stage.a, &inner);
            let input = stage.world.input(contract, function, &arguments)?;
            let through = Outgoing::new(contract, input, Mode::Strict);
            let input = stage.nested(&through)?;
            call = Outgoing::new(&stage.b.forwarder, input, Mode::Strict);
        }
        let outcome = stage.run(&call, None)?;
        let is_deep = pair.is_same() && pair.caller.is_deep();
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
