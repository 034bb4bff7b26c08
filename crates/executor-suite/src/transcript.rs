//! All that can be told from outside of many runs, to compare engines with each other.

use crate::cases::ends::{EVERY_END, TRAPS};
use crate::cases::{compile, run};
use crate::{SuiteContext, SuiteExecutor};
use vm_core::{Fault, Run, RunEnd};

/// What one run showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The entry and the limit of points.
    pub run: (String, u64),
    /// How it ended.
    pub end: Result<RunEnd, Fault>,
    /// The points left, where that means something: a failed run burns what it was given.
    pub points: Option<i128>,
    /// The hooks that ran, with their arguments.
    pub calls: Vec<(&'static str, Vec<i64>)>,
}

impl Line {
    fn new(entry: &str, limit: u64, run: Run<SuiteContext>) -> Self {
        let finished = run.end == Ok(RunEnd::Finished);
        Self {
            run: (entry.to_owned(), limit),
            end: run.end,
            points: finished.then(|| run.points.total()),
            calls: run.context.calls,
        }
    }
}

/// Runs modules of all kinds at many limits and writes down what came of it.
///
/// Two executors are equal as far as the suite can see when their transcripts are.
#[must_use]
pub fn transcript(executor: &SuiteExecutor) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut tell = |imports: &[&str], body: &str, entry: &str, limits: &[u64]| {
        let module = compile(executor, imports, body);
        for limit in limits {
            let mut guest = module.instantiate().unwrap();
            lines.push(Line::new(entry, *limit, run(&mut guest, entry, *limit)));
        }
    };
    let (imports, body, entries) = EVERY_END;
    for (entry, _) in entries {
        tell(imports, body, entry, &[0, 1, 2, 3, 10, 100, 1_000, 10_000, 100_000, 10_000_000]);
    }
    for trap in TRAPS {
        let body = format!(
            r#"(table 2 2 funcref) (elem (i32.const 1) func $other) (func $other (param i32))
            (func (export "main") (call $nothing) {trap})"#
        );
        tell(&["nothing"], &body, "main", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100]);
    }
    let depths = r#"(func $down (param i32)
            (drop (call $add_one (local.get 0)))
            (call $down (i32.add (local.get 0) (i32.const 1))))
        (func (export "main") (call $down (i32.const 0)))"#;
    tell(&["add_one"], depths, "main", &[10, 100, 1_000, 10_000, 10_000_000]);
    lines
}
