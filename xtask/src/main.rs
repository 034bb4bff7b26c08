//! The project's checks as a program: `cargo xtask ci` runs all of them, `cargo xtask tidy` those
//! that no other tool makes.
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command that reports to people")]

mod ci;
mod tidy;

use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask <command>
  ci    every check, cheapest first: format, tidy, clippy, docs, licences, tests
  tidy  layers, engines, budgets, crate heads, text and links
  conformance space --scenarios DIR [--steps FILE] [--except FILE] [--agree] [--filter NAME] [--executor wasmer|wasmi]
        every step of a folder of scenarios against recorded ones; without --except, what tests/conformance
        says of the scenarios of mx-chain-vm-go holds
  conformance evm --vectors DIR [--parallel] [--filter NAME] [--nested]
        Ethereum's state tests through the dispatcher: state root and logs
  conformance transactions --vectors DIR [--parallel] [--filter NAME]
        raw Ethereum transactions: hash, sender and intrinsic gas, or their refusal
        (all three are `sovm conformance`)";

fn main() -> ExitCode {
    let command = std::env::args().nth(1);
    let result = match command.as_deref() {
        Some("ci") => ci::run(&root()),
        Some("tidy") => tidy::run(&root()),
        Some("conformance") => conformance(std::env::args().skip(2)),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::FAILURE;
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Hands over to `sovm`, in the folder where this was called, so that its paths are the caller's.
fn conformance(arguments: impl Iterator<Item = String>) -> Result<(), Failure> {
    let manifest = root().join("Cargo.toml");
    let program = "cargo run -p cli";
    let status = std::process::Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--package", "cli", "--manifest-path"])
        .arg(manifest)
        .args(["--", "conformance"])
        .args(with_known_exceptions(arguments.collect()))
        .status()
        .map_err(|error| Failure::Start { program: program.to_owned(), error })?;
    if status.success() { Ok(()) } else { Err(Failure::Step("conformance".to_owned())) }
}

/// The arguments of `conformance`, with the project's list of scenarios that production does not pass either.
fn with_known_exceptions(mut arguments: Vec<String>) -> Vec<String> {
    let is_space = arguments.first().is_some_and(|it| it == "space");
    let has_list = arguments.iter().any(|it| it == "--except" || it.starts_with("--except="));
    if is_space && !has_list {
        let list = root().join("tests/conformance/mx-chain-vm-go.txt");
        arguments.extend(["--except".to_owned(), list.to_string_lossy().into_owned()]);
    }
    arguments
}

/// Why a command failed; what it found is printed before.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// A program could not be started.
    #[error("cannot run {program}: {error}")]
    Start { program: String, error: std::io::Error },
    /// A program ended with an error of its own.
    #[error("{0} failed")]
    Step(String),
    /// What `cargo metadata` printed is not understood.
    #[error("cannot read cargo metadata: {0}")]
    Metadata(#[from] serde_json::Error),
    /// A tracked file cannot be read.
    #[error("cannot read {path}: {error}")]
    Read { path: PathBuf, error: std::io::Error },
    /// The tree is not tidy.
    #[error("{0} problems found by tidy")]
    Untidy(usize),
}

/// The workspace's root folder.
fn root() -> PathBuf {
    let mut root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.pop();
    root
}
