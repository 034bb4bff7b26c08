//! `sovm conformance space`: every scenario of a folder, compared with recorded steps.

use crate::arguments::SpaceOptions;
use crate::pool::{in_order, runtimes};
use crate::run::print_failures;
use crate::{CommandError, files};
use scenario::run::{Comparison, Report, RunOptions, Runner, ScenarioRecord};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

#[derive(Debug, Default)]
struct Counts {
    passed: usize,
    failed: usize,
    equal: usize,
    unequal: usize,
}

/// Runs the folder and prints differences and counts; whether everything is as expected and recorded.
pub(crate) fn space(options: &SpaceOptions) -> Result<bool, CommandError> {
    let records = match &options.steps {
        Some(path) => read_records(path)?,
        None => BTreeMap::new(),
    };
    let is_wanted = |path: &PathBuf| {
        let filter = options.filter.as_deref().unwrap_or_default();
        path.to_string_lossy().contains(filter)
    };
    let mut files = files::scenarios(std::slice::from_ref(&options.scenarios))?;
    files.retain(|path| !path.to_string_lossy().ends_with(".xscen.json") && is_wanted(path));
    let runtimes = runtimes(options.common.executor);
    let record_of = |path: &Path| {
        let path = path.strip_prefix(&options.scenarios).unwrap_or(path);
        records.get(&path.to_string_lossy().replace('\\', "/"))
    };
    let work = |path: &PathBuf| {
        let record = record_of(path);
        let run_options = record.map_or_else(RunOptions::default, RunOptions::recorded);
        let report = Runner::new(&runtimes, run_options).run(path, &mut ());
        let comparison = record.map(|it| it.compare(&report.record.steps)).unwrap_or_default();
        (report, comparison)
    };
    let mut counts = Counts::default();
    let start = Instant::now();
    in_order(options.common.jobs, &files, work, |(report, comparison)| {
        counts.add(&report, &comparison);
        print(&report, &comparison);
    })?;
    let Counts { passed, failed, equal, unequal } = counts;
    println!(
        "scenarios: {passed} passed, {failed} failed; steps: {equal} equal, {unequal} unequal; {:.2} s",
        start.elapsed().as_secs_f64()
    );
    Ok(failed == 0)
}

impl Counts {
    fn add(&mut self, report: &Report, comparison: &Comparison) {
        let is_right = report.passed() && comparison.unequal == 0;
        let count = if is_right { &mut self.passed } else { &mut self.failed };
        *count = count.saturating_add(1);
        self.equal = self.equal.saturating_add(comparison.equal);
        self.unequal = self.unequal.saturating_add(comparison.unequal);
    }
}

fn print(report: &Report, comparison: &Comparison) {
    if report.passed() && comparison.unequal == 0 {
        return;
    }
    println!("FAIL {}", report.file.display());
    print_failures(report);
    for difference in &comparison.differences {
        let index = difference.index;
        match (report.record.steps.get(index), report.places.get(index)) {
            (Some(step), Some(place)) => {
                println!("  {place}: recorded {}", difference.field);
                println!("    expected {}", difference.expected);
                println!("    actual   {}", difference.actual);
                if difference.field != "message" && !step.message.is_empty() {
                    println!("    message  {}", step.message);
                }
            }
            _ => {
                println!("  transaction {index}: recorded {}", difference.field);
                println!("    expected {}", difference.expected);
                println!("    actual   {}", difference.actual);
            }
        }
    }
}

/// Records by scenario path; a line each.
fn read_records(path: &Path) -> Result<BTreeMap<String, ScenarioRecord>, CommandError> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| CommandError::Read { path: path.to_owned(), error })?;
    ScenarioRecord::read_all(&text)
        .map_err(|error| CommandError::Record { path: path.to_owned(), error })
}
