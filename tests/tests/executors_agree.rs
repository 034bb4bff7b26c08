//! Every WASM engine ends every run of the executor suite alike: same end, same points, same hooks.
#![cfg(test)]

use executor_suite::{SuiteTable, transcript};
use executor_wasmer::WasmerExecutor;
use executor_wasmi::WasmiExecutor;

#[test]
fn wasmi_and_wasmer_agree_on_every_run_of_the_suite() {
    let wasmer = transcript(&WasmerExecutor::<SuiteTable>::new());
    let wasmi = transcript(&WasmiExecutor::<SuiteTable>::new());
    assert!(wasmer.len() > 100, "the suite has {} runs", wasmer.len());
    for (ours, theirs) in wasmer.iter().zip(&wasmi) {
        assert_eq!(ours, theirs);
    }
    assert_eq!(wasmer.len(), wasmi.len());
}
