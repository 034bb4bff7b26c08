//! `sovm conformance evm` and `transactions`: Ethereum's own tests.

use crate::CommandError;
use crate::arguments::{EvmOptions, TestFiles, TransactionOptions};
use crate::pool::in_order;
use ::conformance::{Depth, ReadError, StateTests, Tally, TransactionTests, test_files};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Runs state tests; whether all passed.
pub(crate) fn evm(options: &EvmOptions) -> Result<bool, CommandError> {
    let depth = if options.nested { Depth::Nested } else { Depth::Root };
    let tests = StateTests::new(depth)?;
    run(&options.tests, |name, file| tests.run(name, file))
}

/// Runs transaction tests; whether all passed.
pub(crate) fn transactions(options: &TransactionOptions) -> Result<bool, CommandError> {
    let tests = TransactionTests::new()?;
    run(&options.tests, |name, file| tests.run(name, file))
}

/// Runs the files that are wanted, prints what failed as it comes, and the counts last.
fn run(
    options: &TestFiles,
    test: impl Fn(&str, &Path) -> Result<Tally, ReadError> + Sync,
) -> Result<bool, CommandError> {
    let filter = options.filter.as_deref().unwrap_or_default();
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in &options.vectors {
        files.extend(test_files(folder)?);
    }
    files.retain(|file| file.to_string_lossy().contains(filter));
    if files.is_empty() {
        return Err(CommandError::NoTests);
    }
    let start = Instant::now();
    let mut total = Tally::default();
    let mut unread = None;
    let jobs = if options.parallel { 0 } else { 1 };
    let work = |file: &PathBuf| test(&file.display().to_string(), file);
    in_order(jobs, &files, work, |result| match result {
        Ok(tally) => {
            for failure in &tally.failed {
                println!("FAILED {}: {}", failure.name, failure.problem);
            }
            total = core::mem::take(&mut total).and(tally);
        }
        Err(error) => unread = unread.take().or(Some(error)),
    })?;
    if let Some(error) = unread {
        return Err(error.into());
    }
    let Tally { passed, left_out, failed } = total;
    let (files, failed, seconds) = (files.len(), failed.len(), start.elapsed().as_secs_f64());
    println!(
        "{files} files: {passed} passed, {failed} failed, {left_out} left out; {seconds:.2} s"
    );
    Ok(failed == 0)
}
