//! The runner: executes scenarios on the runtime and compares what they expect.
//!
//! [`Runner`] runs a file and gives a [`Report`]: failed expectations as data, and a [`StepRecord`] of
//! every transaction. The meaning of steps is that of `mx-chain-scenario-go:scenario/executor/`; what
//! the extended dialect adds is said in `docs/scenarios.md`. Files are independent of each other: any
//! number of threads may share a runner.

mod chain;
mod check_result;
mod check_state;
mod check_tokens;
mod dump;
mod execution;
mod outcome;
mod outgoing;
mod record;
mod report;
mod runner;
mod runtimes;
mod set_state;
mod token_move;
mod tokens;
mod transaction;

pub use outcome::StepOutcome;
pub use record::{Comparison, Difference, RecordError, ScenarioRecord, StepRecord};
pub use report::{Failure, Names, Observer, Place, Report, RunError, Traced};
pub use runner::{RunOptions, Runner};
pub use runtimes::Runtimes;
