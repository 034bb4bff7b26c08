//! The sovm command: runs scenarios and compares the runtime with production.
//!
//! `sovm run PATH...` runs scenario files; `sovm check` only reads them; `sovm conformance space` compares
//! every step of a folder of them with what the production VM gave. Under the name `mx-scenario-go` it
//! takes the place of the MultiversX tool of that name, so that the tests of existing contracts run on
//! this runtime.
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command that reports to people")]
#![expect(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    reason = "the command line measures, and prints beside its workers"
)]

mod arguments;
mod check;
mod conformance;
mod ethereum;
mod files;
mod go_tool;
mod pool;
mod report;
mod run;
mod text;
mod trace_lines;
mod transcript;

use crate::arguments::{Arguments, Command, Conformance};
use clap::Parser;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let result = match Arguments::parse_from(arguments::command_line(std::env::args_os())).command {
        Command::Run(options) => run::run(&options),
        Command::Check(options) => check::check(&options),
        Command::Conformance(Conformance::Space(options)) => conformance::space(&options),
        Command::Conformance(Conformance::Evm(options)) => ethereum::evm(&options),
        Command::Conformance(Conformance::Transactions(options)) => {
            ethereum::transactions(&options)
        }
        Command::GoTool(tool) => go_tool::answer(&tool),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Why a command could not do its work; failed scenarios are no such reason.
#[derive(Debug, thiserror::Error)]
enum CommandError {
    /// A file or folder cannot be read.
    #[error("cannot read {path}: {error}")]
    Read { path: std::path::PathBuf, error: std::io::Error },
    /// A file cannot be written.
    #[error("cannot write {path}: {error}")]
    Write { path: std::path::PathBuf, error: std::io::Error },
    /// Nothing that was named is a scenario.
    #[error("no scenario files (*.scen.json, *.xscen.json) in what was named")]
    NoScenarios,
    /// A path of the other tool is no scenario.
    #[error("only directories and scenario files accepted as path")]
    NotAScenario,
    /// A line of a file of step records is none.
    #[error("{path}: {error}")]
    Record { path: std::path::PathBuf, error: scenario::run::RecordError },
    /// Ethereum's tests cannot be read.
    #[error(transparent)]
    Tests(#[from] ::conformance::ReadError),
    /// None of Ethereum's tests is in what was named.
    #[error("no tests (*.json) in what was named")]
    NoTests,
    /// The default chain configuration is not usable.
    #[error(transparent)]
    Build(#[from] ::runtime::BuildError),
    /// A line of a list of exceptions is none.
    #[error("{path}: {error}")]
    Exception { path: std::path::PathBuf, error: conformance::ExceptionError },
    /// A worker thread could not be started.
    #[error(transparent)]
    Thread(#[from] std::io::Error),
}
