// SPDX-License-Identifier: GPL-3.0-only
//! The scenarios of our own contracts: natively every expectation is met too, and every transaction gives what the
//! WASM gives, call tree included; the state at the end is the same. Gas aside.

use super::{CONTRACTS, executor, root};
use scenario::run::{Names, Observer, Place, Report, RunOptions, Runner, Runtimes, StepOutcome};
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use vm_core::TraceFrame;

/// Scenarios in which a contract stays WASM, and why.
const NOT_NATIVE: [(&str, &str, &str); 2] = [
    (
        "reentrant-failures.scen.json",
        "reentrant",
        "it traps, loops without end and overflows its stack, which ends no native run, or ends the process",
    ),
    ("forwarder-async.scen.json", "reentrant", "it traps and loops without end"),
];

/// Scenarios in which the state holds gas: that of calls which wait for another shard.
const STATE_HOLDS_GAS: [&str; 1] = ["forwarder-async-elsewhere.scen.json"];

/// Everything that transactions gave but their gas.
#[derive(Default)]
struct Transcript(String);

impl Observer for Transcript {
    fn transaction(&mut self, place: &Place, outcome: &StepOutcome, _: &Names) {
        let StepOutcome { call, status, return_code, message, data, logs, created, .. } = outcome;
        let told = (call, status, return_code, message, data, logs, created);
        writeln!(self.0, "{place}\n{told:?}").unwrap();
        for frame in &outcome.trace {
            writeln!(self.0, "{:?}", TraceFrame { gas: 0, gas_used: 0, ..frame.clone() }).unwrap();
        }
    }
}

/// Stack of a run: contracts nest, and native ones have large frames.
const STACK: usize = 64 << 20;

#[expect(clippy::disallowed_methods, reason = "a deep stack for one run, not a worker")]
fn run(path: &Path, runtimes: &Runtimes) -> (Report, String) {
    // A floor of one raises no limit, and lets the runner compare no gas.
    let options =
        RunOptions { gas_floor: 1, trace: true, keep_state: true, ..RunOptions::default() };
    std::thread::scope(|scope| {
        let work = || {
            let mut transcript = Transcript::default();
            let report = Runner::new(runtimes, options).run(path, &mut transcript);
            (report, transcript.0)
        };
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        thread.unwrap().join().unwrap()
    })
}

fn native(names: &[&str]) -> Runtimes {
    Runtimes::on(Arc::new(executor(names)))
}

#[test]
fn scenarios_agree() {
    let folder = root().join("tests/scenarios/space");
    let (wasm, all) = (Runtimes::default(), native(&CONTRACTS));
    let mut count = 0;
    for entry in std::fs::read_dir(&folder).unwrap().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.ends_with(".scen.json") {
            continue;
        }
        let left_out = NOT_NATIVE.iter().find(|(scenario, ..)| *scenario == name);
        let some = left_out.map(|(_, contract, _)| {
            let names: Vec<_> = CONTRACTS.into_iter().filter(|it| it != contract).collect();
            native(&names)
        });
        let (expected, expected_text) = run(&entry.path(), &wasm);
        let (actual, actual_text) = run(&entry.path(), some.as_ref().unwrap_or(&all));
        assert!(expected.passed(), "{name} as WASM: {:?} {:?}", expected.failures, expected.error);
        assert!(actual.passed(), "{name} natively: {:?} {:?}", actual.failures, actual.error);
        for (expected, actual) in expected_text.lines().zip(actual_text.lines()) {
            assert_eq!(actual, expected, "{name}");
        }
        assert_eq!(actual_text.len(), expected_text.len(), "{name}");
        let comparable = !STATE_HOLDS_GAS.contains(&name.as_str());
        assert_eq!(actual.state == expected.state, comparable, "{name}: the states");
        count += expected.record.steps.len();
    }
    assert!(count > 200, "{count} steps ran");
}
