//! Every hook, in its good case and in its failures: on each engine, result, logs, return code,
//! message and gas are what the production VM gave, or what its source says where the recorded
//! version of it does not have the hook yet.

use libtest_mimic::{Arguments, Failed, Trial};
use scenario::run::{Names, Observer, Place, RunOptions, ScenarioRecord, StepOutcome, StepRecord};
use serde::Deserialize;
use space_vm::FAMILIES;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use tests::hook_cases::{Function, Table};
use tests::{Engine, root};
use vm_core::{ErrorLog, LogRecord};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let folder = root().join("tests/scenarios/hooks");
    let tables = Table::read_all(&folder)?;
    let records = read_records(&std::fs::read_to_string(folder.join("steps.jsonl"))?)?;
    let engines = [Arc::new(Engine::wasmer()), Arc::new(Engine::wasmi())];
    let mut trials = Vec::new();
    let all = tables.clone();
    trials.push(Trial::test("every hook has a case", move || every_hook_has_a_case(&all)));
    for table in tables {
        let name = table.name.clone();
        let path = folder.join(format!("{name}.scen.json"));
        let record = records.get(&format!("{name}.scen.json")).cloned();
        if record.is_none() && !table.is_by_source {
            return Err(format!("{name} has no record").into());
        }
        let run = Arc::new(Run { table, path, record: record.unwrap_or_default() });
        for engine in &engines {
            let (engine, run) = (Arc::clone(engine), Arc::clone(&run));
            let label = format!("{}: {name}", engine.name);
            trials.push(Trial::test(label, move || run.check(&engine)));
        }
        let folder = folder.clone();
        trials.push(Trial::test(format!("fresh: {name}"), move || is_fresh(&folder, &run)));
    }
    Ok(libtest_mimic::run(&Arguments::from_args(), trials).exit_code())
}

/// Starts of the names of log entries that the protocol writes; how it completes them later is not
/// in the trace, and other tests check them.
const PROTOCOL_LOGS: [&str; 6] =
    ["ESDT", "MultiESDT", "transferValueOnly", "SCDeploy", "SCUpgrade", ErrorLog::IDENTIFIER];

/// Each row of the hook table has a case, and each case calls its hook.
fn every_hook_has_a_case(tables: &[Table]) -> Result<(), Failed> {
    let covered: BTreeSet<&str> = tables.iter().flat_map(Table::covered).collect();
    let rows = FAMILIES.iter().flat_map(|family| family.rows);
    let bare: Vec<&str> =
        rows.map(|row| row.signature.name).filter(|name| !covered.contains(name)).collect();
    let strangers: Vec<&str> = tables
        .iter()
        .flat_map(Table::cases)
        .filter(|case| !case.calls_its_hook())
        .map(|case| case.name.as_str())
        .collect();
    if bare.is_empty() && strangers.is_empty() {
        return Ok(());
    }
    Err(format!("hooks without a case: {bare:?}; cases that do not call theirs: {strangers:?}")
        .into())
}

/// Module and scenario are what the table gives.
fn is_fresh(folder: &Path, run: &Run) -> Result<(), Failed> {
    let world = std::fs::read_to_string(folder.join("world.json"))?;
    let made = run.table.make(&world, Some(&run.record.scenario))?;
    let name = &run.table.name;
    let scenario = std::fs::read_to_string(folder.join(format!("{name}.scen.json")))?;
    let wasm = std::fs::read(folder.join(format!("{name}.wasm")))?;
    if made.scenario == scenario && made.wasm == wasm {
        return Ok(());
    }
    Err(format!("{name} is stale: cargo run -p tests --example hook_cases").into())
}

/// Records of steps, with what the record of a scenario leaves out.
type Records = BTreeMap<String, Record>;

/// The record of a scenario.
#[derive(Clone, Default)]
struct Record {
    scenario: ScenarioRecord,
    /// Logs that hooks wrote, of each step.
    logs: Vec<Vec<LogText>>,
    /// Errors of each step, the newest first, without the places in production's source.
    errors: Vec<Vec<String>>,
}

/// A log as the production VM traces it; the endpoint is absent without topics.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct LogText {
    address: String,
    data: Vec<String>,
    #[serde(default)]
    endpoint: Option<String>,
    #[serde(default)]
    topics: Vec<String>,
}

fn read_records(text: &str) -> Result<Records, Box<dyn Error>> {
    #[derive(Deserialize)]
    struct Step {
        #[serde(default)]
        logs: Vec<LogText>,
        #[serde(default)]
        errors: Vec<String>,
    }
    #[derive(Deserialize)]
    struct Line {
        scenario: String,
        steps: Vec<Step>,
    }
    let mut records = Records::new();
    for (name, scenario) in ScenarioRecord::read_all(text)? {
        records.insert(name, Record { scenario, ..Record::default() });
    }
    for line in text.lines() {
        let line: Line = serde_json::from_str(line)?;
        let record = records.entry(line.scenario).or_default();
        (record.logs, record.errors) =
            line.steps.into_iter().map(|step| (step.logs, step.errors)).unzip();
    }
    Ok(records)
}

/// A table with its record.
struct Run {
    table: Table,
    path: PathBuf,
    record: Record,
}

impl Run {
    fn check(&self, engine: &Engine) -> Result<(), Failed> {
        let options = if self.table.is_by_source {
            RunOptions::default()
        } else {
            RunOptions::recorded(&self.record.scenario)
        };
        let (report, logs) = engine.observe(&self.path, options, Logs::default());
        let mut text = String::new();
        for failure in &report.failures {
            writeln!(text, "{failure}")?;
        }
        if let Some(error) = &report.error {
            writeln!(text, "{error}")?;
        }
        let cases: Vec<&Function> = self.table.cases().collect();
        let name = |index: usize| cases.get(index).map_or("?", |it| it.name.as_str());
        let record = self.expected(&report.record.steps);
        for it in record.compare(&report.record.steps).differences {
            writeln!(text, "{}: {}", name(it.index), it.field)?;
            writeln!(text, "    expected {}\n    actual   {}", it.expected, it.actual)?;
        }
        for (index, (expected, actual)) in self.record.logs.iter().zip(&logs.of_hooks).enumerate() {
            if expected != actual {
                writeln!(text, "{}: logs", name(index))?;
                writeln!(text, "    expected {expected:?}\n    actual   {actual:?}")?;
            }
        }
        for (index, (expected, actual)) in self.record.errors.iter().zip(&logs.errors).enumerate() {
            // Production finds the shortage of this hook at the end of the code only.
            let is_late = name(index).contains("eployFromSourceContract.out-of-gas");
            if !is_late && !are_same_errors(expected, actual) {
                writeln!(text, "{}: errors", name(index))?;
                writeln!(text, "    expected {expected:?}\n    actual   {actual:?}")?;
            }
        }
        if text.is_empty() { Ok(()) } else { Err(text.into()) }
    }

    /// The record, or what the table states.
    fn expected(&self, actual: &[StepRecord]) -> ScenarioRecord {
        if !self.table.is_by_source {
            return self.record.scenario.clone();
        }
        let step = |(case, actual): (&Function, &StepRecord)| {
            let expected = case.expected.clone().unwrap_or_default();
            StepRecord {
                gas_used: expected.gas.or(actual.gas_limit.filter(|_| expected.status != 0)),
                status: expected.status,
                message: expected.message,
                out: expected.out,
                ..actual.clone()
            }
        };
        let steps = self.table.cases().zip(actual).map(step).collect();
        ScenarioRecord { steps, ..ScenarioRecord::default() }
    }
}

/// Logs of the steps.
#[derive(Default)]
struct Logs {
    /// The native logs of successful steps, without those of the protocol.
    of_hooks: Vec<Vec<LogText>>,
    /// The errors that the protocol logs.
    errors: Vec<Vec<String>>,
}

impl Observer for Logs {
    fn transaction(&mut self, _: &Place, outcome: &StepOutcome, _: &Names) {
        let logs = if outcome.is_success() { outcome.logs.as_slice() } else { &[] };
        self.of_hooks.push(logs.iter().filter_map(log_text).collect());
        self.errors.push(outcome.logs.iter().flat_map(error_texts).collect());
    }
}

/// The errors in the log entry that has them, without the places in production's source.
fn error_texts(log: &LogRecord) -> Vec<String> {
    let LogRecord::Native(log) = log else { return Vec::new() };
    if log.identifier.as_ref() != ErrorLog::IDENTIFIER.as_bytes() {
        return Vec::new();
    }
    let text = String::from_utf8_lossy(&log.data.concat()).into_owned();
    let lines = text.split("\n\t").skip(1);
    lines.map(|line| line.split_once(' ').map_or("", |it| it.1).to_owned()).collect()
}

/// Start of an error that is the text of production's engine.
const ENGINE_TEXT: &str = "[could not create wasmer instance";
/// Errors with a name of this length are not compared: it breaks their lines in production's trace.
const LONGEST_ERROR: usize = 400;

/// Whether the errors are those of the record, but for the texts of engines.
fn are_same_errors(expected: &[String], actual: &[String]) -> bool {
    if expected.iter().any(|it| it.starts_with(ENGINE_TEXT) || it.len() > LONGEST_ERROR) {
        return !actual.is_empty();
    }
    expected == actual
}

fn log_text(log: &LogRecord) -> Option<LogText> {
    let LogRecord::Native(log) = log else { return None };
    let is_protocol = PROTOCOL_LOGS.iter().any(|it| log.identifier.starts_with(it.as_bytes()));
    let list = |items: &[vm_core::Bytes]| items.iter().map(hex::encode).collect::<Vec<_>>();
    let endpoint = (!log.topics.is_empty()).then(|| hex::encode(&log.identifier));
    (!is_protocol).then(|| LogText {
        address: hex::encode(log.address.0),
        data: list(&log.data),
        endpoint,
        topics: list(&log.topics),
    })
}
