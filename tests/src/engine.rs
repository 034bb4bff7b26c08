//! Scenarios, alone and against recorded steps, on both engines.

use libtest_mimic::Failed;
use scenario::run::{
    Names, Observer, Place, Report, RunOptions, Runner, Runtimes, ScenarioRecord, StepOutcome,
};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Stack of a run: contracts nest.
const STACK: usize = 64 << 20;

/// An engine that runs WASM, and what it has compiled.
#[derive(Debug)]
pub struct Engine {
    /// Its name.
    pub name: &'static str,
    runtimes: Runtimes,
}

impl Engine {
    /// Compiles to machine code.
    #[must_use]
    pub fn wasmer() -> Self {
        Self { name: "wasmer", runtimes: Runtimes::default() }
    }

    /// Interprets.
    #[must_use]
    pub fn wasmi() -> Self {
        Self { name: "wasmi", runtimes: Runtimes::on(engines::wasmi()) }
    }

    /// Runs a scenario as its record was made; the text has everything that its transactions gave.
    #[must_use]
    pub fn run(&self, path: &Path, record: &ScenarioRecord) -> (Report, String) {
        self.run_with(path, RunOptions { trace: true, ..RunOptions::recorded(record) })
    }

    /// Runs a scenario with its own gas schedule and the latest rules.
    #[must_use]
    pub fn run_as_written(&self, path: &Path) -> Report {
        self.run_with(path, RunOptions::default()).0
    }

    fn run_with(&self, path: &Path, options: RunOptions) -> (Report, String) {
        let (report, transcript) = self.observe(path, options, Transcript::default());
        (report, transcript.0)
    }

    /// Runs a scenario before an observer.
    ///
    /// # Panics
    /// When no thread starts, or the run panics.
    #[expect(clippy::disallowed_methods, reason = "a deep stack for one run, not a worker")]
    pub fn observe<O>(&self, path: &Path, options: RunOptions, mut observer: O) -> (Report, O)
    where
        O: Observer + Send,
    {
        std::thread::scope(|scope| {
            let work = || {
                let report = Runner::new(&self.runtimes, options).run(path, &mut observer);
                (report, observer)
            };
            let thread = std::thread::Builder::new().stack_size(STACK);
            let thread = thread.spawn_scoped(scope, work);
            #[expect(clippy::expect_used, reason = "a test fails by a panic")]
            thread.expect("a thread starts").join().expect("a run does not panic")
        })
    }

    /// Runs a scenario and demands that its expectations are met and its steps are as recorded.
    ///
    /// # Errors
    /// What is not so.
    pub fn check(&self, path: &Path, record: &ScenarioRecord) -> Result<(), Failed> {
        let (report, _) = self.run(path, record);
        let mut text = String::new();
        for failure in &report.failures {
            writeln!(text, "{failure}")?;
        }
        if let Some(error) = &report.error {
            writeln!(text, "{error}")?;
        }
        for it in record.compare(&report.record.steps).differences {
            let place = report.places.get(it.index).map(ToString::to_string).unwrap_or_default();
            writeln!(text, "{place}: recorded {}", it.field)?;
            writeln!(text, "    expected {}\n    actual   {}", it.expected, it.actual)?;
        }
        if text.is_empty() { Ok(()) } else { Err(text.into()) }
    }
}

/// Everything that transactions gave, call tree and logs included.
#[derive(Default)]
struct Transcript(String);

impl Observer for Transcript {
    fn transaction(&mut self, place: &Place, outcome: &StepOutcome, _: &Names) {
        // Writing to a string does not fail.
        let _ = writeln!(self.0, "{place}\n{outcome:#?}");
    }
}

/// The root of the workspace.
#[must_use]
pub fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).to_owned()
}
