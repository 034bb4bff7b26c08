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
    /// Read scenario files and fragments without running them, and tell what is refused
    Check(CheckOptions),
    /// Compare the runtime with recorded results of a reference
    #[command(subcommand)]
    Conformance(Conformance),
    /// Answer as the MultiversX tool of this name; a link of this name to sovm does the same
    #[command(subcommand, name = GO_TOOL)]
    GoTool(GoTool),
}

#[derive(Debug, Args)]
pub(crate) struct RunOptions {
    /// Files, or folders whose *.scen.json and *.xscen.json are run
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Trace every transaction, in this form; without one, as a call tree with the gas of every frame
    #[arg(
        long,
        value_enum,
        value_name = "FORM",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "tree"
    )]
    pub(crate) trace: Option<TraceForm>,
    /// Write the traces to this file, and not among the report
    #[arg(long, value_name = "FILE", requires = "trace")]
    pub(crate) trace_file: Option<PathBuf>,
    /// Print gas and status of every transaction; a run of one file always does
    #[arg(long)]
    pub(crate) steps: bool,
    /// Form of the report
    #[arg(long, value_enum, default_value_t = ReportForm::Text)]
    pub(crate) report: ReportForm,
    /// Write the report to this file; standard output then has the text form
    #[arg(long, value_name = "FILE")]
    pub(crate) report_file: Option<PathBuf>,
    /// Write the coverage of the WASM contracts to this file, as lcov; WASM is interpreted then
    #[arg(long, value_name = "FILE")]
    pub(crate) coverage: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct CheckOptions {
    /// Files, or folders whose scenarios and fragments are read
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Do not mind if the contracts and other files that they name are missing
    #[arg(long)]
    pub(crate) allow_missing_files: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Conformance {
    /// SpaceVM: gas used, status, message and output of every step
    Space(SpaceOptions),
    /// The EVM: state root, logs and refusals of Ethereum's state tests, over the whole runtime
    Evm(EvmOptions),
    /// Raw Ethereum transactions: hash, sender and intrinsic gas, or their refusal
    Transactions(TransactionOptions),
}

#[derive(Debug, Args)]
pub(crate) struct EvmOptions {
    #[command(flatten)]
    pub(crate) tests: TestFiles,
    /// Make each transaction's call from frames of another VM; creations and refusals are left out
    #[arg(long)]
    pub(crate) nested: bool,
}

#[derive(Debug, Args)]
pub(crate) struct TransactionOptions {
    #[command(flatten)]
    pub(crate) tests: TestFiles,
}

#[derive(Debug, Args)]
pub(crate) struct TestFiles {
    /// File or folder of tests in the form of ethereum/tests; may be given several times
    #[arg(long, required = true)]
    pub(crate) vectors: Vec<PathBuf>,
    /// Run only files whose path contains this
    #[arg(long)]
    pub(crate) filter: Option<String>,
    /// Run files on all cores
    #[arg(long)]
    pub(crate) parallel: bool,
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
    /// Scenarios that are known not to pass, a line `PATH: REASON` each, PATH being the end of a file's path
    #[arg(long)]
    pub(crate) except: Option<PathBuf>,
    /// Run each scenario on both engines too, in warm, recycled and cold instances, and compare outcomes,
    /// call trees, logs, gas and states
    #[arg(long)]
    pub(crate) agree: bool,
    #[command(flatten)]
    pub(crate) common: Common,
}

/// The commands of the other tool (`mx-chain-scenario-go:clibase/cliMain.go`).
#[derive(Debug, Subcommand)]
pub(crate) enum GoTool {
    /// Run a *.scen.json file, or all of a folder
    Run(GoRun),
    /// Print the version
    #[command(visible_alias = "v")]
    Version,
    /// Format all *.scen.json, *.step.json and *.steps.json files of a folder
    Fmt {
        /// The folder, or a file
        path: PathBuf,
    },
}

/// Flags of the other tool (`mx-chain-vm-go:cmd/scenariostest/scenariosTest.go`).
#[derive(Debug, Args)]
pub(crate) struct GoRun {
    /// The file or folder
    pub(crate) path: PathBuf,
    /// Print the call tree of every transaction, whatever the scenarios say
    #[arg(long = "force-trace-gas", short = 'g')]
    pub(crate) force_trace_gas: bool,
    /// Names an engine of the other tool; changes nothing
    #[arg(long, hide = true)]
    _wasmer1: bool,
    /// Names an engine of the other tool; changes nothing
    #[arg(long, hide = true)]
    _wasmer2: bool,
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
    /// Compiles to machine code, in little time
    Wasmer,
    /// Compiles as a node does: to faster code
    WasmerNode,
    /// Interprets
    Wasmi,
}

/// Form of a trace; all but the first are JSON, an object a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TraceForm {
    /// A call tree for people
    Tree,
    /// Every instruction of EVM frames (EIP-3155), with the frames of other VMs between them
    Eip3155,
    /// Geth's callTracer, with logs
    #[value(name = "callTracer")]
    CallTracer,
    /// Geth's prestateTracer
    #[value(name = "prestateTracer")]
    PrestateTracer,
    /// Geth's prestateTracer in diffMode
    #[value(name = "prestateDiff")]
    PrestateDiff,
}

/// Form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportForm {
    /// For people
    Text,
    /// One JSON document, with every step
    Json,
    /// `JUnit` XML, a test case a scenario
    Junit,
}

/// The name under which the other tool is known.
pub(crate) const GO_TOOL: &str = "mx-scenario-go";
/// Its older name, which takes a path without a command.
const OLD_GO_TOOL: &str = "run-scenarios";

/// The command line, completed by what the name of the program says.
pub(crate) fn command_line(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut line: Vec<OsString> = arguments.collect();
    let name = line.first().map(Path::new).and_then(Path::file_stem);
    let Some(name) = name.filter(|name| *name == GO_TOOL || *name == OLD_GO_TOOL) else {
        return line;
    };
    let is_path = line.get(1).is_some_and(|it| Path::new(it).exists());
    if is_path || name == OLD_GO_TOOL {
        line.insert(1, "run".into());
    }
    line.insert(1, GO_TOOL.into());
    // The version of the other tool's `--version` is that of the command itself.
    if line.get(2).is_some_and(|it| it == "--version" || it == "-v") {
        line.truncate(2);
        line.push("version".into());
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &[&str]) -> Option<Command> {
        let line = command_line(line.iter().map(OsString::from));
        Some(Arguments::try_parse_from(line).ok()?.command)
    }

    #[test]
    fn the_other_tools_command_lines_are_understood() {
        for (line, force) in [
            (&["mx-scenario-go", "run", "src"][..], false),
            (&["/usr/bin/mx-scenario-go", "run", "--wasmer2", "-g", "src"], true),
            (&["mx-scenario-go", "run", "src", "--wasmer1", "--force-trace-gas"], true),
            (&["mx-scenario-go", "src"], false),
            (&["run-scenarios", "src"], false),
            (&["run-scenarios", "missing"], false),
            (&["sovm", "mx-scenario-go", "run", "-g", "src"], true),
        ] {
            let Some(Command::GoTool(GoTool::Run(run))) = parsed(line) else {
                panic!("{line:?}");
            };
            let path = if line.contains(&"missing") { "missing" } else { "src" };
            assert_eq!(run.path, Path::new(path), "{line:?}");
            assert_eq!(run.force_trace_gas, force, "{line:?}");
        }
        for line in [
            &["mx-scenario-go", "version"][..],
            &["mx-scenario-go", "v"],
            &["mx-scenario-go", "--version"],
            &["mx-scenario-go", "-v"],
        ] {
            assert!(matches!(parsed(line), Some(Command::GoTool(GoTool::Version))), "{line:?}");
        }
        for line in [&["mx-scenario-go", "run"][..], &["mx-scenario-go", "run", "src", "src"]] {
            assert!(parsed(line).is_none(), "{line:?}");
        }
    }

    #[test]
    fn the_own_command_lines_are_understood() {
        for (line, report) in [
            (&["sovm", "run", "src"][..], ReportForm::Text),
            (&["sovm", "run-scenarios", "src"], ReportForm::Text),
            (&["sovm", "run", "--report", "junit", "--report-file", "x", "src"], ReportForm::Junit),
        ] {
            let Some(Command::Run(options)) = parsed(line) else {
                panic!("{line:?}");
            };
            assert_eq!((options.paths, options.report), (vec!["src".into()], report));
        }
        for (line, form) in [
            (&["sovm", "run", "src"][..], None),
            (&["sovm", "run", "--trace", "src"], Some(TraceForm::Tree)),
            (&["sovm", "run", "--trace=callTracer", "src"], Some(TraceForm::CallTracer)),
            (&["sovm", "run", "src", "--trace=eip3155"], Some(TraceForm::Eip3155)),
        ] {
            let Some(Command::Run(options)) = parsed(line) else {
                panic!("{line:?}");
            };
            assert_eq!((options.paths, options.trace), (vec!["src".into()], form));
        }
        for line in [
            &["sovm", "run"][..],
            &["sovm", "run", "--trace=else", "src"],
            &["sovm", "run", "--trace-file", "x", "src"],
        ] {
            assert!(parsed(line).is_none(), "{line:?}");
        }
    }
}
