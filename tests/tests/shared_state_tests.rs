//! Ethereum's own state tests, a fixed sample of them: `cargo xtask conformance evm` runs all.
//!
//! They lie in `shared/` beside this checkout; without them the test says what it left out.

use conformance::{Depth, StateTests, Tally, TransactionTests, test_files};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const VECTORS: &str = "../shared/vectors";

/// Folders of the sample: the newest forks whole, and of the older ones what calls, creates and fails.
const SAMPLE: [&str; 8] = [
    "execution-spec-state-tests",
    "general-state-tests/Cancun",
    "general-state-tests/stCallCodes",
    "general-state-tests/stCreate2",
    "general-state-tests/stEIP1559",
    "general-state-tests/stEIP2930",
    "general-state-tests/stRevertTest",
    "general-state-tests/stTransactionTest",
];
const TRANSACTIONS: &str = "transaction-tests";

/// Fewest tests that the sample has.
const FEWEST: usize = 2_000;

type Error = Box<dyn core::error::Error + Send + Sync>;

fn main() -> ExitCode {
    let vectors = tests::root().join(VECTORS);
    if !SAMPLE.iter().chain([&TRANSACTIONS]).all(|it| vectors.join(it).is_dir()) {
        println!("left out: shared_state_tests: there are no state tests beside the checkout");
        return ExitCode::SUCCESS;
    }
    match run(&vectors) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the sample from both depths, and the transaction tests. Whether all passed.
fn run(vectors: &Path) -> Result<bool, Error> {
    let mut is_right = true;
    for depth in [Depth::Root, Depth::Nested] {
        let tests = StateTests::new(depth)?;
        let run = |name: &str, file: &Path| Ok(tests.run(name, file)?);
        let tally = run_all(vectors, &SAMPLE, run)?;
        is_right &= report(&format!("state tests, {depth:?}"), &tally) && tally.passed >= FEWEST;
    }
    let tests = TransactionTests::new()?;
    let run = |name: &str, file: &Path| Ok(tests.run(name, file)?);
    let tally = run_all(vectors, &[TRANSACTIONS], run)?;
    Ok(report("transaction tests", &tally) && tally.passed > 0 && is_right)
}

fn run_all(
    vectors: &Path,
    folders: &[&str],
    run: impl Fn(&str, &Path) -> Result<Tally, Error> + Sync,
) -> Result<Tally, Error> {
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in folders {
        files.extend(test_files(&vectors.join(folder))?);
    }
    let run = |file: &PathBuf| {
        let name = file.strip_prefix(vectors).unwrap_or(file).display().to_string();
        run(&name, file)
    };
    files.par_iter().map(run).try_reduce(Tally::default, |all, next| Ok(all.and(next)))
}

/// Prints what failed, and counts; whether nothing did.
fn report(title: &str, tally: &Tally) -> bool {
    for failure in &tally.failed {
        println!("FAILED {}: {}", failure.name, failure.problem);
    }
    let Tally { passed, left_out, failed } = tally;
    println!("{title}: {passed} passed, {} failed, {left_out} left out", failed.len());
    failed.is_empty()
}
