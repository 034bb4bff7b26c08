//! The command line of `mx-scenario-go`, which the MultiversX Rust framework starts.
//!
//! The framework runs `mx-scenario-go run PATH`, once a test, and looks at the exit status alone
//! (`mx-sdk-rs:framework/scenario/src/vm_go_tool.rs`); `sc-meta test --scen` runs it on a folder.

use crate::arguments::{Engine, GoRun, GoTool};
use crate::pool::{in_order, runtimes};
use crate::run::print_failures;
use crate::transcript::Transcript;
use crate::{CommandError, files};
use scenario::format_text;
use scenario::run::{Report, RunOptions, Runner};
use std::path::{Path, PathBuf};

/// Does what the other tool would; whether it succeeded.
pub(crate) fn answer(tool: &GoTool) -> Result<bool, CommandError> {
    match tool {
        GoTool::Run(options) => run(options),
        GoTool::Version => {
            println!("sovereign-vm {}", env!("CARGO_PKG_VERSION"));
            Ok(true)
        }
        GoTool::Fmt { path } => format_all(path),
    }
}

/// Runs a file, or a folder's scenarios of the Go dialect, and ends with a line `SUCCESS` or `ERROR: ..`.
fn run(options: &GoRun) -> Result<bool, CommandError> {
    let result = run_path(options);
    match &result {
        Ok(0) => println!("SUCCESS"),
        Ok(1) if !options.path.is_dir() => println!("ERROR: {} failed", options.path.display()),
        Ok(_) => println!("ERROR: some tests failed"),
        Err(error) => println!("ERROR: {error}"),
    }
    result.map(|failed| failed == 0)
}

/// Runs what a path names; how many scenarios failed.
fn run_path(options: &GoRun) -> Result<usize, CommandError> {
    let path = &options.path;
    let is_folder = path.is_dir();
    if !is_folder && !files::has_suffix(path, files::GO_SCENARIOS) {
        return Err(CommandError::NotAScenario);
    }
    let found = match files::with_suffix(std::slice::from_ref(path), files::GO_SCENARIOS) {
        // A folder without scenarios is no failure of the other tool.
        Err(CommandError::NoScenarios) => Vec::new(),
        found => found?,
    };
    let runtimes = runtimes(Engine::Wasmer);
    let run_options = RunOptions { trace: options.force_trace_gas, ..RunOptions::default() };
    let runner = Runner::new(&runtimes, run_options);
    let work = |file: &PathBuf| {
        let mut transcript = Transcript::default();
        let report = runner.run(file, &mut transcript);
        (report, transcript.text)
    };
    let (mut passed, mut failed): (usize, usize) = (0, 0);
    in_order(0, &found, work, |(report, text)| {
        print!("{text}");
        if is_folder {
            print_result(path, &report);
        }
        print_failures(&report);
        let count = if report.passed() { &mut passed } else { &mut failed };
        *count = count.saturating_add(1);
    })?;
    if is_folder {
        println!("Done. Passed: {passed}. Failed: {failed}. Skipped: 0.");
    }
    Ok(failed)
}

fn print_result(folder: &Path, report: &Report) {
    let file = report.file.strip_prefix(folder).unwrap_or(&report.file);
    let mark = if report.passed() { "ok" } else { "FAIL" };
    println!("Scenario: {} ...   {mark}", file.display());
}

/// Formats files in place; one that cannot be read is told of and left as it is.
fn format_all(path: &Path) -> Result<bool, CommandError> {
    let found = match files::with_suffix(&[path.to_owned()], files::GO_FILES) {
        Err(CommandError::NoScenarios) => Vec::new(),
        found => found?,
    };
    for file in found {
        println!("Formatting: {}", file.display());
        let failed = |error| CommandError::Read { path: file.clone(), error };
        let text = std::fs::read_to_string(&file).map_err(failed)?;
        match format_text(&text) {
            Ok(formatted) if formatted == text => {}
            Ok(formatted) => {
                let failed = |error| CommandError::Write { path: file.clone(), error };
                std::fs::write(&file, formatted).map_err(failed)?;
            }
            Err(error) => println!("Error upgrading: {error}"),
        }
    }
    Ok(true)
}
