//! One running scenario: its chain, blocks, names and failures.

use super::chain::ScenarioChain;
use super::report::{Failure, Names, Observer, Place, Report, RunError};
use super::runner::RunOptions;
use crate::model::{self, Action, ExternalSteps, Given, Scenario, Step, TransactionStep};
use crate::parse_file;
use crate::value::{Dialect, ReadContext};
use runtime::{BlockContext, Runtime};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use vm_core::{Address, U256};

/// Files that include each other in a circle end here.
const MAX_INCLUDES: usize = 64;

/// What a scenario runs on and gives.
pub(super) struct Execution<'a> {
    pub(super) runtime: Arc<Runtime>,
    pub(super) chain: Arc<ScenarioChain>,
    /// Accounts of the runtime's own, which state checks ignore unless they are named.
    pub(super) system: BTreeSet<Address>,
    pub(super) options: RunOptions,
    pub(super) block: BlockContext,
    /// Whether the previous and the current block are set.
    pub(super) has_block: (bool, bool),
    /// Pending async calls that steps have set.
    pub(super) async_data: BTreeMap<Address, Vec<u8>>,
    /// Gas payments that a gas floor let senders keep.
    pub(super) waived: BTreeMap<Address, U256>,
    pub(super) names: Names,
    /// Dialect of the file that runs.
    pub(super) dialect: Dialect,
    /// Whether gas is compared.
    pub(super) check_gas: bool,
    /// Whether the file that runs asks for the gas of every frame.
    trace_gas: bool,
    /// Whether the transaction that runs is recorded.
    pub(super) traced: bool,
    /// The step that runs.
    pub(super) place: Place,
    pub(super) observer: &'a mut dyn Observer,
    pub(super) report: &'a mut Report,
    context: &'a ReadContext,
    includes: usize,
}

impl<'a> Execution<'a> {
    /// An execution on a runtime and its genesis.
    pub(super) fn new(
        runtime: Arc<Runtime>,
        options: RunOptions,
        context: &'a ReadContext,
        observer: &'a mut dyn Observer,
        report: &'a mut Report,
    ) -> Self {
        let genesis = runtime.genesis();
        Self {
            system: genesis.accounts().into_keys().collect(),
            chain: Arc::new(ScenarioChain::new(genesis)),
            runtime,
            options,
            block: BlockContext::default(),
            has_block: (false, false),
            async_data: BTreeMap::new(),
            waived: BTreeMap::new(),
            names: Names::new(),
            dialect: Dialect::Go,
            check_gas: true,
            trace_gas: false,
            traced: false,
            place: Place::default(),
            observer,
            report,
            context,
            includes: 0,
        }
    }

    /// Runs the steps of a file, up to the first one with a failed expectation.
    pub(super) fn scenario(&mut self, scenario: &Scenario) -> Result<(), RunError> {
        let outer = (self.dialect, self.check_gas);
        self.dialect = scenario.dialect;
        self.check_gas = scenario.check_gas && self.options.gas_floor == 0;
        if self.includes == 0 {
            self.trace_gas = scenario.trace_gas;
            self.chain.let_absent_contracts_be_elsewhere(self.dialect == Dialect::Go);
        }
        for (index, step) in scenario.steps.iter().enumerate() {
            let place = Place {
                file: scenario.file.clone(),
                line: step.line,
                index,
                kind: kind(&step.action),
                id: step.id.clone(),
            };
            self.observer.step(&place);
            self.step(&place, step)?;
            if !self.report.failures.is_empty() {
                break;
            }
        }
        self.dialect = outer.0;
        // In the reference, the flag of an included file holds for the rest of the file around it.
        if self.dialect == Dialect::Extended {
            self.check_gas = outer.1;
        }
        Ok(())
    }

    fn step(&mut self, place: &Place, step: &Step) -> Result<(), RunError> {
        match &step.action {
            Action::ExternalSteps(external) => self.external(place, external)?,
            Action::SetState(set_state) => self.set_state(place, set_state),
            Action::CheckState(check) if !self.options.unchecked => self.check_state(place, check),
            Action::CheckState(_) => {}
            Action::DumpState => {
                let text = self.dump();
                self.observer.dump(place, &text);
            }
            Action::Transaction(transaction) => {
                self.transaction(place, transaction)
                    .map_err(|fault| RunError::Fault { place: Box::new(place.clone()), fault })?;
            }
        }
        Ok(())
    }

    fn external(&mut self, place: &Place, external: &ExternalSteps) -> Result<(), RunError> {
        if self.includes >= MAX_INCLUDES {
            let expected = format!("at most {MAX_INCLUDES} files inside each other");
            self.fail(place, "path", expected, external.path.clone());
            return Ok(());
        }
        let scenario = parse_file(&external.resolved, self.context)?;
        self.includes = self.includes.saturating_add(1);
        let outer = self.trace_gas;
        self.trace_gas = external.trace_gas.unwrap_or(outer);
        let result = self.scenario(&scenario);
        self.trace_gas = outer;
        self.includes = self.includes.saturating_sub(1);
        result
    }

    /// Whether to record the call tree of a transaction: the run, its file or the step asks for it.
    pub(super) const fn is_traced(&self, step: &TransactionStep) -> bool {
        self.options.trace || self.trace_gas || step.display_logs
    }

    /// Tells of code that a file puts on the chain, and from which file it was read.
    pub(super) fn found_code(&mut self, place: &Place, code: &Given<Vec<u8>>) {
        let is_file = ["file:", "mxsc:"].iter().any(|form| code.text.starts_with(form));
        let path = code.text.get("file:".len()..).filter(|_| is_file).map(|path| {
            place.file.parent().map_or_else(|| PathBuf::from(path), |folder| folder.join(path))
        });
        if let Some(path) = path {
            self.observer.code(&path, &code.value);
        }
    }

    /// Notes an expectation that was not met.
    pub(super) fn fail(
        &mut self,
        place: &Place,
        field: impl Into<String>,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) {
        self.report.failures.push(Failure {
            place: place.clone(),
            field: field.into(),
            expected: expected.into(),
            actual: actual.into(),
        });
    }

    /// Remembers how a file writes an address: an expression, or a name of `let`.
    pub(super) fn name(&mut self, address: &model::Address) {
        let text = || address.text.trim_start_matches('$').to_owned();
        self.names.entry(Address(address.bytes)).or_insert_with(text);
    }
}

/// Kind of a step as it is written.
const fn kind(action: &Action) -> &'static str {
    match action {
        Action::ExternalSteps(_) => "externalSteps",
        Action::SetState(_) => "setState",
        Action::CheckState(_) => "checkState",
        Action::DumpState => "dumpState",
        Action::Transaction(step) => step.transaction.kind.name(),
    }
}
