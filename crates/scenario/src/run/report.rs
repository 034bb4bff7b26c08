//! What a run gives: failures, the record of every step, and events while it goes on.

use super::StepOutcome;
use super::record::ScenarioRecord;
use crate::ParseError;
use runtime::{BlockContext, BuildError, Runtime, Trace, TraceRequest};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use vm_core::{Address, Fault};
use world::WorldState;

/// Where in a scenario something happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file: the scenario's own, or one that its `externalSteps` include.
    pub file: PathBuf,
    /// Line of the step, or of the part of it, from 1.
    pub line: u32,
    /// Index of the step in its file, from 0.
    pub index: usize,
    /// Kind of the step, as it is written in `step`.
    pub kind: &'static str,
    /// Identifier of the step; may be empty.
    pub id: String,
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, index, kind, id } = self;
        write!(formatter, "{}:{line}: steps[{index}] {kind}", file.display())?;
        if id.is_empty() { Ok(()) } else { write!(formatter, " \"{id}\"") }
    }
}

/// An expectation that was not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The step.
    pub place: Place,
    /// What was compared, such as `expect.status` or `accounts[sc:adder].balance`.
    pub field: String,
    /// What was expected, as it is written in the scenario.
    pub expected: String,
    /// What was found, as an expression.
    pub actual: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, field, expected, actual } = self;
        writeln!(formatter, "{place}: {field}")?;
        writeln!(formatter, "    expected {expected}")?;
        write!(formatter, "    actual   {actual}")
    }
}

/// Why a scenario could not be run to its end.
#[derive(Clone, Debug, thiserror::Error)]
pub enum RunError {
    /// A file of the scenario cannot be read or is refused.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// The runtime for the scenario's gas schedule cannot be built.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The runtime is broken, or was interrupted.
    #[error("{place}: {fault}")]
    Fault {
        /// The step.
        place: Box<Place>,
        /// The fault.
        fault: Fault,
    },
}

/// What running one scenario file gave.
#[derive(Clone, Debug)]
pub struct Report {
    /// The file.
    pub file: PathBuf,
    /// Expectations that were not met, in the order of the steps. The run ends after the first step
    /// that has any.
    pub failures: Vec<Failure>,
    /// Why the run ended early for a reason that is not the contracts'.
    pub error: Option<RunError>,
    /// Gas, status, message and output of every transaction and query.
    pub record: ScenarioRecord,
    /// Where each step of the record stands.
    pub places: Vec<Place>,
    /// The state in which the scenario ended, where the options ask for it.
    pub state: Option<WorldState>,
}

impl Report {
    /// Whether every expectation was met.
    #[must_use]
    pub const fn passed(&self) -> bool {
        self.failures.is_empty() && self.error.is_none()
    }
}

/// Names of accounts, as the scenario writes them: `sc:adder`, `evm:alice`.
pub type Names = BTreeMap<Address, String>;

/// Hears of a run while it goes on; `()` does not listen.
pub trait Observer {
    /// A step starts.
    fn step(&mut self, place: &Place) {
        let _ = place;
    }

    /// A transaction or query ended, before its expectations are checked.
    fn transaction(&mut self, place: &Place, outcome: &StepOutcome, names: &Names) {
        let _ = (place, outcome, names);
    }

    /// What to record of the next execution beside what the run's options ask for; nothing, unless the
    /// observer wants traces.
    fn trace_request(&mut self, runtime: &Runtime) -> Option<TraceRequest> {
        let _ = runtime;
        None
    }

    /// A transaction, query or token transfer was executed and recorded, as [`Observer::trace_request`] asked.
    fn traced(&mut self, traced: &Traced<'_>) {
        let _ = traced;
    }

    /// Code that was read from a file comes onto the chain, by `setState` or a deploy.
    fn code(&mut self, file: &Path, code: &[u8]) {
        let _ = (file, code);
    }

    /// A `dumpState` step gives the state as JSON.
    fn dump(&mut self, place: &Place, state: &str) {
        let _ = (place, state);
    }
}

impl Observer for () {}

/// An execution that was recorded.
#[derive(Clone, Copy, Debug)]
pub struct Traced<'a> {
    /// The step.
    pub place: &'a Place,
    /// The chain's runtime.
    pub runtime: &'a Runtime,
    /// The block in which it ran.
    pub block: &'a BlockContext,
    /// What was recorded.
    pub trace: &'a Trace,
}
