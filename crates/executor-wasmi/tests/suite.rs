//! The suite of executors, on wasmi.
#![cfg(test)]

use executor_suite::SuiteTable;
use executor_wasmi::{MAXIMUM_FRAMES, VALUE_STACK_BYTES, WasmiExecutor};

executor_suite::executor_suite!(WasmiExecutor::<SuiteTable>::new());

#[test]
fn the_stacks_are_what_the_metering_pass_asks_for() {
    const {
        assert!(MAXIMUM_FRAMES > executor_suite::MAXIMUM_CALL_DEPTH);
        assert!(VALUE_STACK_BYTES >= executor_suite::NATIVE_STACK_BYTES);
    }
}
