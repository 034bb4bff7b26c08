//! What every WASM engine under SpaceVM has to pass, as tests that it mounts.
//!
//! An executor depends on this crate in its tests and writes one line, given an expression that makes it:
//!
//! ```text
//! executor_suite::executor_suite!(MyExecutor::<executor_suite::SuiteTable>::new());
//! ```
//!
//! The modules are written as text and go through the metering pass, as contracts do. The hooks of
//! [`SuiteTable`] do what hooks of a protocol do: record, write memory, use points, trap, run other instances.
//! [`transcript()`] is for comparing engines with each other.
#![forbid(unsafe_code)]
#![expect(clippy::arithmetic_side_effects, reason = "an overflow in a test is loud")]
#![expect(clippy::unwrap_used, reason = "a suite of tests fails loudly")]
#![expect(clippy::missing_panics_doc, reason = "all of its functions are assertions")]

mod bombs;
pub mod cases;
mod context;
mod module;
mod transcript;

pub use bombs::{BOMBS, Bomb};
pub use context::{SuiteContext, SuiteTable};
pub use module::{STACK_BUDGET, meter_for_suite, metered};
pub use transcript::{Line, transcript};
pub use wasm_metering::{MAXIMUM_CALL_DEPTH, NATIVE_STACK_BYTES};

/// An executor that the suite can test.
pub type SuiteExecutor = dyn vm_core::Executor<SuiteContext>;

/// Mounts the suite: one test for each case, with an executor made by the expression.
#[macro_export]
macro_rules! executor_suite {
    ($executor:expr) => {
        $crate::executor_suite! { $executor =>
            a_run_finishes
            values_pass_the_border
            a_select_looks_at_its_condition
            an_address_is_stored_at_itself
            every_trap_of_a_guest_is_one_end
            a_hook_stops_its_guest
            only_entries_can_be_run
            the_context_comes_back_from_every_end
            a_panic_of_a_hook_reaches_the_caller
            points_end_at_the_same_limit
            slices_make_no_difference
            hooks_use_points
            an_endless_loop_is_interrupted
            recursion_ends_at_the_limit
            deep_recursion_below_the_limit_finishes
            memory_grows_within_the_limits
            a_reset_instance_equals_a_new_one
            a_reset_follows_every_end
            instances_share_nothing
            runs_nest_ten_deep
            a_trap_stays_in_its_run
            threads_run_their_own_instances
            unknown_imports_are_refused
            what_is_no_module_is_refused
            artifacts_load
            damaged_artifacts_are_refused
        }
    };
    ($executor:expr => $($case:ident)*) => {
        $(
            #[test]
            fn $case() {
                $crate::cases::$case(&$executor);
            }
        )*
    };
}
