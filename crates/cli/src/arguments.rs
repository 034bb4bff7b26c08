//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Runs scenarios over WASM, Ethereum and system contracts.
#[derive(Debug, Parser)]
#[command(name = "sovm", version, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run scenario files, and folders of them, in parallel
    #[command(visible_alias = "run-scenarios")]
    Run(RunOptions),
    /// Compare the runtime with recorded results of a reference
    #[command(subcommand)]
    Conformance(Conformance),
}

#[derive(Debug, Args)]
pub(crate) struct RunOptions {
    /// Files, or folders whose *.scen.json and *.xscen.json are run
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Print the call tree of every transaction
    #[arg(long)]
    pub(crate) trace: bool,
    #[command(flatten)]
    pub(crate) common: Common,
    /// Accepted for the callers of mx-scenario-go; does nothing
    #[arg(long = "force-trace-gas", short = 'g', hide = true)]
    _force_trace_gas: bool,
    /// Accepted for the callers of mx-scenario-go; does nothing
    #[arg(long, hide = true)]
    _wasmer2: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Conformance {
    /// SpaceVM: gas used, status, message and output of every step
    Space(SpaceOptions),
}

#[derive(Debug, Args)]
pub(crate) struct SpaceOptions {
    /// Folder of *.scen.json files
    #[arg(long)]
    pub(crate) scenarios: PathBuf,
    /// Recorded steps, a scenario a line; without it only the scenarios' own expectations count
    #[arg(long)]
    pub(crate) steps: Option<PathBuf>,
    /// Run only scenarios whose path contains this
    #[arg(long)]
    pub(crate) filter: Option<String>,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Common {
    /// Engine that runs WASM
    #[arg(long, value_enum, default_value_t = Engine::Wasmer)]
    pub(crate) executor: Engine,
    /// Number of threads; as many as there are cores when it is not given
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    pub(crate) jobs: usize,
}

/// An engine that runs WASM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    /// Compiles to machine code
    Wasmer,
    /// Interprets
    Wasmi,
}

/// The command line, with the subcommand that a bare path under the name `mx-scenario-go` leaves out.
pub(crate) fn command_line(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut line: Vec<OsString> = arguments.collect();
    let name = line.first().map(Path::new).and_then(Path::file_stem);
    let is_other_tool = name.is_some_and(|name| name == "mx-scenario-go");
    let is_path = line.get(1).is_some_and(|it| Path::new(it).exists());
    if is_other_tool && is_path {
        line.insert(1, "run".into());
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run_of(line: &[&str]) -> Option<RunOptions> {
        let line = command_line(line.iter().map(OsString::from));
        match Arguments::try_parse_from(line).ok()?.command {
            Command::Run(options) => Some(options),
            Command::Conformance(_) => None,
        }
    }

    #[test]
    fn the_other_tools_command_lines_are_understood() {
        for line in [
            &["sovm", "run", "src"][..],
            &["mx-scenario-go", "run", "src"],
            &["/usr/bin/mx-scenario-go", "run", "--wasmer2", "-g", "src"],
            &["mx-scenario-go", "run-scenarios", "src"],
            &["mx-scenario-go", "src"],
        ] {
            let options = run_of(line).unwrap_or_else(|| panic!("{line:?}"));
            assert_eq!(options.paths, [PathBuf::from("src")]);
        }
        assert!(run_of(&["sovm", "run"]).is_none());
    }
}
