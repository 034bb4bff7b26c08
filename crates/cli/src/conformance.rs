//! `sovm conformance space`: every scenario of a folder, compared with recorded steps.

mod agreement;
mod exceptions;

use self::agreement::{Disagreement, Engines};
pub(crate) use self::exceptions::ExceptionError;
use self::exceptions::Exceptions;
use crate::arguments::SpaceOptions;
use crate::pool::{in_order, runtimes};
use crate::run::print_failures;
use crate::{CommandError, files};
use core::fmt;
use scenario::run::{Comparison, Report, RunOptions, Runner, ScenarioRecord};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What the scenarios are held to.
struct Inputs {
    /// The folder from which the paths of records start.
    folder: PathBuf,
    records: BTreeMap<String, ScenarioRecord>,
    exceptions: Exceptions,
}

/// What one scenario gave.
struct Done {
    /// The run that the scenario's expectations are about.
    report: Report,
    /// The run that is compared with the record, and what differs.
    recorded: Option<(Report, Comparison)>,
    disagreement: Option<Disagreement>,
    /// Why it is not expected to pass.
    exception: Option<String>,
}

/// How a scenario counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Passed,
    Failed,
    /// It is listed as one that does not pass, and does not.
    Excepted,
    /// It is listed as one that does not pass, and passes.
    WronglyListed,
}

#[derive(Debug, Default)]
struct Counts {
    passed: usize,
    failed: usize,
    excepted: usize,
    equal: usize,
    unequal: usize,
}

/// Runs the folder and prints differences and counts; whether everything is as expected and recorded.
pub(crate) fn space(options: &SpaceOptions) -> Result<bool, CommandError> {
    let inputs = Inputs::read(options)?;
    let filter = options.filter.as_deref().unwrap_or_default();
    let mut files = files::scenarios(std::slice::from_ref(&options.scenarios))?;
    files.retain(|path| {
        let path = path.to_string_lossy();
        !path.ends_with(".xscen.json") && path.contains(filter)
    });
    let runtimes = runtimes(options.common.executor);
    let engines = options.agree.then(Engines::new);
    let work = |path: &PathBuf| {
        let name = inputs.name(path);
        let run = |options| Runner::new(&runtimes, options).run(path, &mut ());
        let release = inputs.exceptions.release(path);
        let expected = RunOptions { release, ..RunOptions::default() };
        let report = run(expected);
        let recorded = inputs.records.get(&name).map(|record| {
            let report = run(RunOptions { unchecked: true, ..RunOptions::recorded(record) });
            let comparison = record.compare(&report.record.steps);
            (report, comparison)
        });
        let disagreement = engines.as_ref().and_then(|it| it.disagreement(path, expected));
        let exception = inputs.exceptions.reason(path).map(str::to_owned);
        Done { report, recorded, disagreement, exception }
    };
    let mut counts = Counts::default();
    let start = Instant::now();
    in_order(options.common.jobs, &files, work, |done| {
        counts.add(&done);
        done.print();
    })?;
    if filter.is_empty() {
        counts.unequal = counts.unequal.saturating_add(inputs.print_missing(&files));
    }
    println!("{counts}; {:.2} s", start.elapsed().as_secs_f64());
    Ok(counts.failed == 0 && counts.unequal == 0)
}

impl Inputs {
    fn read(options: &SpaceOptions) -> Result<Self, CommandError> {
        let records = match &options.steps {
            Some(path) => ScenarioRecord::read_all(&text(path)?)
                .map_err(|error| CommandError::Record { path: path.clone(), error })?,
            None => BTreeMap::new(),
        };
        let exceptions = match &options.except {
            Some(path) => Exceptions::read(&text(path)?)
                .map_err(|error| CommandError::Exception { path: path.clone(), error })?,
            None => Exceptions::default(),
        };
        Ok(Self { folder: options.scenarios.clone(), records, exceptions })
    }

    /// The path of a scenario as records write it.
    fn name(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.folder).unwrap_or(path);
        path.to_string_lossy().replace('\\', "/")
    }

    /// Names the recorded scenarios that no file has, and counts their steps.
    fn print_missing(&self, files: &[PathBuf]) -> usize {
        let names: Vec<String> = files.iter().map(|path| self.name(path)).collect();
        let mut steps: usize = 0;
        for (name, record) in self.records.iter().filter(|(name, _)| !names.contains(name)) {
            println!("FAIL {name}\n  expected {} steps\n  actual   no file", record.steps.len());
            steps = steps.saturating_add(record.steps.len());
        }
        steps
    }
}

fn text(path: &Path) -> Result<String, CommandError> {
    std::fs::read_to_string(path)
        .map_err(|error| CommandError::Read { path: path.to_owned(), error })
}

impl Counts {
    fn add(&mut self, done: &Done) {
        let count = match done.verdict() {
            Verdict::Passed => &mut self.passed,
            Verdict::Failed | Verdict::WronglyListed => &mut self.failed,
            Verdict::Excepted => &mut self.excepted,
        };
        *count = count.saturating_add(1);
        if let Some((_, comparison)) = &done.recorded {
            self.equal = self.equal.saturating_add(comparison.equal);
            self.unequal = self.unequal.saturating_add(comparison.unequal);
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { passed, failed, excepted, equal, unequal } = self;
        write!(formatter, "scenarios: {passed} passed, {failed} failed, {excepted} excepted; ")?;
        write!(formatter, "steps: {equal} equal, {unequal} unequal")
    }
}

impl Done {
    fn verdict(&self) -> Verdict {
        let is_equal = self.recorded.as_ref().is_none_or(|(_, it)| it.unequal == 0);
        // An exception excuses what the scenario expects, and nothing else.
        let is_excused = is_equal && self.disagreement.is_none();
        let is_right = self.report.passed() && is_excused;
        match &self.exception {
            None if is_right => Verdict::Passed,
            Some(_) if is_right => Verdict::WronglyListed,
            Some(_) if is_excused => Verdict::Excepted,
            None | Some(_) => Verdict::Failed,
        }
    }

    fn print(&self) {
        let file = self.report.file.display();
        let reason = self.exception.as_deref().unwrap_or_default();
        match self.verdict() {
            Verdict::Passed => return,
            Verdict::Excepted => {
                println!("excepted {file}: {reason}");
                return;
            }
            Verdict::WronglyListed => {
                println!("FAIL {file}\n  expected to fail: {reason}\n  actual   it passes");
            }
            Verdict::Failed => println!("FAIL {file}"),
        }
        print_failures(&self.report);
        if let Some((report, comparison)) = &self.recorded {
            print_differences(report, comparison);
        }
        if let Some(Disagreement { what, expected, actual }) = &self.disagreement {
            println!("  {what}\n    expected {expected}\n    actual   {actual}");
        }
    }
}

fn print_differences(report: &Report, comparison: &Comparison) {
    for difference in &comparison.differences {
        let index = difference.index;
        let step = report.record.steps.get(index);
        match report.places.get(index) {
            Some(place) => println!("  {place}: recorded {}", difference.field),
            None => println!("  transaction {index}: recorded {}", difference.field),
        }
        println!("    expected {}", difference.expected);
        println!("    actual   {}", difference.actual);
        let message = step.map(|it| it.message.as_str()).unwrap_or_default();
        if difference.field != "message" && !message.is_empty() {
            println!("    message  {message}");
        }
    }
}
