//! The cases of the suite, by what they look at.

mod compile;
pub(crate) mod ends;
mod limits;
mod nesting;
mod operators;
mod points;
mod reset;

pub use compile::{
    artifacts_load, damaged_artifacts_are_refused, unknown_imports_are_refused,
    what_is_no_module_is_refused,
};
pub use ends::{
    a_hook_stops_its_guest, a_panic_of_a_hook_reaches_the_caller, a_run_finishes,
    every_trap_of_a_guest_is_one_end, only_entries_can_be_run,
    the_context_comes_back_from_every_end, values_pass_the_border,
};
pub use limits::{
    deep_recursion_below_the_limit_finishes, memory_grows_within_the_limits,
    recursion_ends_at_the_limit,
};
pub use nesting::{a_trap_stays_in_its_run, runs_nest_ten_deep, threads_run_their_own_instances};
pub use operators::{a_select_looks_at_its_condition, an_address_is_stored_at_itself};
pub use points::{
    an_endless_loop_is_interrupted, hooks_use_points, points_end_at_the_same_limit,
    slices_make_no_difference,
};
pub use reset::{
    a_reset_follows_every_end, a_reset_instance_equals_a_new_one, instances_share_nothing,
};

use crate::{STACK_BUDGET, SuiteContext, SuiteExecutor, metered};
use std::sync::Arc;
use vm_core::{CompiledModule, Instance, Points, Run, RunEnd};

/// Enough for every run that shall not run out of points.
pub(crate) const PLENTY: u64 = 1 << 40;

pub(crate) type Module = Arc<dyn CompiledModule<SuiteContext>>;
pub(crate) type Guest = Box<dyn Instance<SuiteContext>>;

/// Compiles a module of the suite.
pub(crate) fn compile(executor: &SuiteExecutor, imports: &[&str], body: &str) -> Module {
    executor.compile(&metered(imports, body)).unwrap()
}

/// Makes an instance of a module of the suite.
pub(crate) fn guest(executor: &SuiteExecutor, imports: &[&str], body: &str) -> Guest {
    compile(executor, imports, body).instantiate().unwrap()
}

/// Runs an entry with a new context.
pub(crate) fn run(guest: &mut Guest, entry: &str, points: u64) -> Run<SuiteContext> {
    guest.run(entry, Box::default(), Points::new(points), STACK_BUDGET)
}

/// Runs an entry with plenty of points and checks how it ends.
pub(crate) fn ends(guest: &mut Guest, entry: &str, end: RunEnd) -> Box<SuiteContext> {
    let run = run(guest, entry, PLENTY);
    assert_eq!(run.end, Ok(end), "{entry}");
    run.context
}
