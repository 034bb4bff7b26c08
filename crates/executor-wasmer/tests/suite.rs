//! The suite of executors, on Wasmer.
#![cfg(test)]

use executor_suite::SuiteTable;
use executor_wasmer::{GUEST_STACK_BYTES, WasmerExecutor};

executor_suite::executor_suite!(WasmerExecutor::<SuiteTable>::new());

mod compiled_in_less_time {
    use executor_suite::SuiteTable;
    use executor_wasmer::{Aim, WasmerExecutor};

    executor_suite::executor_suite!(WasmerExecutor::<SuiteTable>::with_aim(Aim::FastCompilation));
}

#[test]
fn the_stack_is_what_the_metering_pass_asks_for() {
    const { assert!(GUEST_STACK_BYTES > executor_suite::NATIVE_STACK_BYTES) };
}
