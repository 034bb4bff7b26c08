//! `sovm run`: runs scenarios.

use crate::arguments::RunOptions;
use crate::pool::{in_order, runtimes};
use crate::transcript::Transcript;
use crate::{CommandError, files};
use scenario::run::{Report, Runner};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// What one file gave.
struct Done {
    report: Report,
    text: String,
    time: Duration,
}

/// Runs every file and prints what failed; whether all passed.
pub(crate) fn run(options: &RunOptions) -> Result<bool, CommandError> {
    let files = files::scenarios(&options.paths)?;
    let runtimes = runtimes(options.common.executor);
    let run_options =
        scenario::run::RunOptions { trace: options.trace, ..scenario::run::RunOptions::default() };
    let runner = Runner::new(&runtimes, run_options);
    let work = |path: &PathBuf| {
        let start = Instant::now();
        let mut transcript = Transcript::default();
        let report = runner.run(path, &mut transcript);
        Done { report, text: transcript.text, time: start.elapsed() }
    };
    let (mut passed, mut failed): (usize, usize) = (0, 0);
    let start = Instant::now();
    in_order(options.common, &files, work, |done| {
        print(&done);
        let count = if done.report.passed() { &mut passed } else { &mut failed };
        *count = count.saturating_add(1);
    })?;
    println!("{passed} passed, {failed} failed in {:.2} s", start.elapsed().as_secs_f64());
    // What the callers of mx-scenario-go look for.
    if failed == 0 {
        println!("SUCCESS");
    } else {
        println!("ERROR: {failed} scenarios failed");
    }
    Ok(failed == 0)
}

fn print(done: &Done) {
    let Done { report, text, time } = done;
    print!("{text}");
    let mark = if report.passed() { "ok  " } else { "FAIL" };
    let (file, steps) = (report.file.display(), report.record.steps.len());
    println!("{mark} {file} ({steps} transactions, {} ms)", time.as_millis());
    print_failures(report);
}

/// Every expectation that was not met, and why the run ended early.
pub(crate) fn print_failures(report: &Report) {
    for failure in &report.failures {
        println!("  {failure}");
    }
    if let Some(error) = &report.error {
        println!("  {error}");
    }
}
