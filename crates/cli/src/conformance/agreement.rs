//! Whether engines and kinds of instances agree on a scenario.

use crate::arguments::Engine;
use crate::pool::runtimes;
use scenario::run::{
    Names, Observer, Place, Report, RunOptions, Runner, Runtimes, ScenarioRecord, StepOutcome,
};
use std::fmt::Write;
use std::path::Path;
use world::WorldState;

/// The runtimes of both engines.
#[derive(Debug)]
pub(super) struct Engines([(Engine, Runtimes); 2]);

/// The first thing in which two runs of a scenario differ.
#[derive(Debug)]
pub(super) struct Disagreement {
    /// What the two runs are, and which part of the result differs.
    pub(super) what: String,
    /// What the first run gave.
    pub(super) expected: String,
    /// What the other one gave.
    pub(super) actual: String,
}

/// The instances that contracts run in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Instances {
    /// What earlier scenarios and transactions left warm, and fresh ones where there are none.
    Warm,
    /// Those of a run of the same scenario right before, put back to their first state.
    Recycled,
    /// Fresh ones for each transaction.
    Cold,
}

/// Everything that a run gave.
struct Outcome {
    record: ScenarioRecord,
    /// Outcomes with logs and call trees.
    transcript: String,
    state: Option<WorldState>,
}

impl Engines {
    pub(super) fn new() -> Self {
        Self([Engine::Wasmer, Engine::Wasmi].map(|engine| (engine, runtimes(engine))))
    }

    /// Runs a scenario on each engine in each kind of instance, and compares everything with the first
    /// run.
    pub(super) fn disagreement(&self, path: &Path, options: RunOptions) -> Option<Disagreement> {
        let mut first: Option<(String, Outcome)> = None;
        for (engine, runtimes) in &self.0 {
            for instances in [Instances::Warm, Instances::Recycled, Instances::Cold] {
                let name = format!("{engine:?}, {instances:?}").to_lowercase();
                let outcome = run(runtimes, path, options, instances);
                match &first {
                    None => first = Some((name, outcome)),
                    Some((first, expected)) => {
                        let difference = difference(expected, &outcome);
                        if let Some((part, expected, actual)) = difference {
                            let what = format!("{first} and {name}: {part}");
                            return Some(Disagreement { what, expected, actual });
                        }
                    }
                }
            }
        }
        None
    }
}

fn run(runtimes: &Runtimes, path: &Path, options: RunOptions, instances: Instances) -> Outcome {
    let options = RunOptions {
        trace: true,
        keep_state: true,
        fresh_sessions: instances == Instances::Cold,
        ..options
    };
    let mut transcript = Transcript::default();
    let Report { record, state, .. } = Runner::new(runtimes, options).run(path, &mut transcript);
    Outcome { record, transcript: transcript.0, state }
}

fn difference(expected: &Outcome, actual: &Outcome) -> Option<(&'static str, String, String)> {
    let lines = |outcome: &Outcome| outcome.transcript.lines().map(str::to_owned).collect();
    let (left, right): (Vec<String>, Vec<String>) = (lines(expected), lines(actual));
    if let Some((left, right)) = left.iter().zip(&right).find(|(left, right)| left != right) {
        return Some(("outcome", left.clone(), right.clone()));
    }
    if expected.record != actual.record || left.len() != right.len() {
        let steps = |outcome: &Outcome| format!("{} steps", outcome.record.steps.len());
        return Some(("steps", steps(expected), steps(actual)));
    }
    if expected.state == actual.state {
        return None;
    }
    let (left, right) = account_difference(expected.state.as_ref(), actual.state.as_ref());
    Some(("state", left, right))
}

/// The first account that is not the same in both states.
fn account_difference(left: Option<&WorldState>, right: Option<&WorldState>) -> (String, String) {
    let (Some(left), Some(right)) = (left, right) else {
        let text = |state: Option<&WorldState>| format!("state kept: {}", state.is_some());
        return (text(left), text(right));
    };
    let addresses = left.accounts().into_keys().chain(right.accounts().into_keys());
    let mut accounts = addresses.map(|it| (left.account(&it), right.account(&it)));
    let found = accounts.find(|(left, right)| left != right);
    found.map_or_else(
        || ("the same accounts".to_owned(), "other aliases".to_owned()),
        |(left, right)| (format!("{left:?}"), format!("{right:?}")),
    )
}

/// Everything that transactions gave.
#[derive(Default)]
struct Transcript(String);

impl Observer for Transcript {
    fn transaction(&mut self, place: &Place, outcome: &StepOutcome, _: &Names) {
        // Writing to a string does not fail.
        let _ = writeln!(self.0, "{place}\n{outcome:#?}");
    }
}
