//! `sovm run`: runs scenarios.

use crate::arguments::{ReportForm, RunOptions, TraceForm};
use crate::pool::{counting_runtimes, in_order, runtimes};
use crate::transcript::Transcript;
use crate::{CommandError, files, report, text};
use coverage::Coverage;
use scenario::run::{Report, Runner};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What one file gave.
pub(crate) struct Done {
    pub(crate) report: Report,
    /// Call trees and dumps.
    pub(crate) text: String,
    /// Traces for tools.
    traces: String,
    pub(crate) time: Duration,
    /// The files that code was read from, if coverage is wanted.
    files: BTreeMap<Vec<u8>, PathBuf>,
}

/// Runs every file and reports; whether all passed.
pub(crate) fn run(options: &RunOptions) -> Result<bool, CommandError> {
    let files = files::scenarios(&options.paths)?;
    let with_steps = options.steps || files.len() == 1;
    // A report for machines has standard output for itself.
    let prints_text = options.report == ReportForm::Text || options.report_file.is_some();
    let coverage = Arc::new(Coverage::default());
    let is_counted = options.coverage.is_some();
    let runtimes =
        if is_counted { counting_runtimes(&coverage) } else { runtimes(options.common.executor) };
    let run_options = scenario::run::RunOptions {
        trace: options.trace == Some(TraceForm::Tree),
        ..scenario::run::RunOptions::default()
    };
    let runner = Runner::new(&runtimes, run_options);
    let work = |path: &PathBuf| {
        let start = Instant::now();
        let mut transcript = Transcript::new(is_counted, options.trace);
        let report = runner.run(path, &mut transcript);
        let Transcript { mut text, files, traces, .. } = transcript;
        let mut traces = traces.map(|it| it.text).unwrap_or_default();
        match (options.trace, &options.trace_file) {
            (Some(TraceForm::Tree), Some(_)) => traces = core::mem::take(&mut text),
            (_, Some(_)) => {}
            (_, None) => text.push_str(&core::mem::take(&mut traces)),
        }
        Done { report, text, traces, time: start.elapsed(), files }
    };
    let mut all = Vec::with_capacity(files.len());
    let start = Instant::now();
    let mut sources = BTreeMap::new();
    in_order(options.common.jobs, &files, work, |mut done| {
        for (code, file) in core::mem::take(&mut done.files) {
            sources.entry(code).or_insert(file);
        }
        if prints_text {
            print!("{}", text::scenario(&done, with_steps));
        }
        all.push(done);
    })?;
    let time = start.elapsed();
    let failed = all.iter().filter(|done| !done.report.passed()).count();
    let summary = format!(
        "{} passed, {failed} failed in {:.2} s",
        all.len().saturating_sub(failed),
        time.as_secs_f64()
    );
    if prints_text {
        println!("{summary}");
    }
    write_report(options, &all, time, with_steps, &summary)?;
    if let Some(path) = &options.trace_file {
        write(path, &all.iter().map(|it| it.traces.as_str()).collect::<String>())?;
    }
    if let Some(path) = &options.coverage {
        write(path, &coverage.lcov(&sources))?;
    }
    Ok(failed == 0)
}

/// Writes the report to its file, or one for machines to standard output.
fn write_report(
    options: &RunOptions,
    all: &[Done],
    time: Duration,
    with_steps: bool,
    summary: &str,
) -> Result<(), CommandError> {
    let content = match options.report {
        ReportForm::Text if options.report_file.is_none() => return Ok(()),
        ReportForm::Text => {
            let scenarios: String = all.iter().map(|it| text::scenario(it, with_steps)).collect();
            format!("{scenarios}{summary}\n")
        }
        ReportForm::Json => report::json(all, time),
        ReportForm::Junit => report::junit(all, time),
    };
    match &options.report_file {
        Some(path) => write(path, &content),
        None => {
            print!("{content}");
            Ok(())
        }
    }
}

fn write(path: &Path, content: &str) -> Result<(), CommandError> {
    let failed = |error| CommandError::Write { path: path.to_owned(), error };
    std::fs::write(path, content).map_err(failed)
}

/// Every expectation that was not met, and why the run ended early.
pub(crate) fn print_failures(report: &Report) {
    print!("{}", text::failures(report));
}
