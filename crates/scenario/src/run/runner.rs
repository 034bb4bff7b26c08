//! Runs scenario files.

use super::chain::ChainAliases;
use super::execution::Execution;
use super::record::ScenarioRecord;
use super::report::{Observer, Report, RunError};
use super::runtimes::{Runtimes, version_of};
use crate::model::Scenario;
use crate::parse_file;
use crate::value::ReadContext;
use account_map::EvmForms;
use std::path::Path;
use vm_core::{GasScheduleVersion, Release};

/// How scenarios are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunOptions {
    /// Raises the gas limit of every transaction to at least this, with a gas price of zero, and
    /// checks no gas; 0 leaves limits and prices as they are.
    pub gas_floor: u64,
    /// Gas schedule in the place of the one that the scenario names.
    pub gas_schedule: Option<GasScheduleVersion>,
    /// The MultiversX release whose rules hold.
    pub release: Release,
    /// Whether to record the call tree of every transaction.
    pub trace: bool,
    /// Whether the hash of a transaction, and so what is random in it, ignores the id of its step.
    pub nameless: bool,
    /// Whether every transaction runs in instances of its own, with nothing warm from the ones before.
    pub fresh_sessions: bool,
    /// Whether the report keeps the state in which the scenario ended.
    pub keep_state: bool,
    /// Whether what the scenario expects is left unchecked: it is written for one release, and the run may be
    /// under the rules of another.
    pub unchecked: bool,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self {
            gas_floor: 0,
            gas_schedule: None,
            release: Release::Barnard,
            trace: false,
            nameless: false,
            fresh_sessions: false,
            keep_state: false,
            unchecked: false,
        }
    }
}

impl RunOptions {
    /// The options under which a run is comparable with steps that the oracle recorded: its gas
    /// schedule and release, whatever the scenario names, the record's gas floor, and no ids, of which
    /// the oracle hears nothing.
    #[must_use]
    pub const fn recorded(record: &ScenarioRecord) -> Self {
        Self {
            gas_floor: record.gas_floor,
            gas_schedule: Some(GasScheduleVersion::ScenarioV4),
            release: Release::CryptoOpcodesV2,
            trace: false,
            nameless: true,
            fresh_sessions: false,
            keep_state: false,
            unchecked: false,
        }
    }
}

/// Runs scenarios, each on a state of its own.
#[derive(Clone, Copy, Debug)]
pub struct Runner<'a> {
    runtimes: &'a Runtimes,
    options: RunOptions,
}

impl<'a> Runner<'a> {
    /// A runner on these runtimes.
    #[must_use]
    pub const fn new(runtimes: &'a Runtimes, options: RunOptions) -> Self {
        Self { runtimes, options }
    }

    /// Runs a scenario file, with the files and aliases of this machine and chain.
    pub fn run(&self, path: &Path, observer: &mut dyn Observer) -> Report {
        let context = ReadContext {
            aliases: Box::new(ChainAliases::new(EvmForms::default())),
            ..ReadContext::default()
        };
        self.run_in(path, &context, observer)
    }

    /// Runs a scenario file, read in a given context.
    pub fn run_in(
        &self,
        path: &Path,
        context: &ReadContext,
        observer: &mut dyn Observer,
    ) -> Report {
        let mut report = Report {
            file: path.to_owned(),
            failures: Vec::new(),
            error: None,
            record: ScenarioRecord {
                scenario: path.display().to_string(),
                gas_floor: self.options.gas_floor,
                ..ScenarioRecord::default()
            },
            places: Vec::new(),
            state: None,
        };
        let result = parse_file(path, context)
            .map_err(RunError::from)
            .and_then(|scenario| self.execute(&scenario, context, observer, &mut report));
        report.error = result.err();
        report.record.replayed = report.passed();
        report
    }

    fn execute(
        &self,
        scenario: &Scenario,
        context: &ReadContext,
        observer: &mut dyn Observer,
        report: &mut Report,
    ) -> Result<(), RunError> {
        let version =
            self.options.gas_schedule.unwrap_or_else(|| version_of(scenario.gas_schedule));
        let runtime = self.runtimes.of(version, self.options.release)?;
        let mut execution = Execution::new(runtime, self.options, context, observer, report);
        let result = execution.scenario(scenario);
        if self.options.keep_state {
            execution.report.state = Some(execution.chain.world.state());
        }
        result
    }
}
