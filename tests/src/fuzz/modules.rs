//! Modules that no compiler would write, through the metering pass and both engines.

use super::module_text::{IMPORTS, module};
use super::{Attempt, Random, Tested, Verdict, equal, smith};
use executor_suite::{STACK_BUDGET, SuiteContext, SuiteExecutor, SuiteTable, meter_for_suite};
use executor_wasmer::WasmerExecutor;
use executor_wasmi::WasmiExecutor;
use vm_core::{CompileError, Fault, Points, RunEnd};
use wasm_metering::MeteredModule;

/// Points of the runs of each entry.
const POINTS: [u64; 3] = [40, 2_000, 60_000];
/// The entry that takes the memory down after another one has run.
const LOOK: &str = "look";

/// All that a run shows.
#[derive(Debug, PartialEq)]
struct Seen {
    entry: String,
    end: Result<RunEnd, Fault>,
    /// Where that means something: a failed run burns what it was given.
    points: Option<i128>,
    calls: Vec<(&'static str, Vec<i64>)>,
    /// As it was seen last in the run, and after it.
    memory: [Vec<u8>; 2],
}

/// What wasm-smith has to export; it writes the functions.
const EXPORTS: &str = r#"
    (memory (export "memory") 1 4)
    (func (export "main"))
    (func (export "other"))
    (func (export "mistyped") (param i32) (result i32) unreachable)"#;

/// Modules of our own generator; every third is damaged.
pub(super) fn ours() -> Tested<Attempt> {
    start(|random| {
        let wasm = wat::parse_str(module(random)?)?;
        Ok(if random.below(3) == 0 { random.mutated(&wasm, &[]) } else { wasm })
    })
}

/// Modules of wasm-smith that keep most rules of a contract, with the memory taken down where they import how.
pub(super) fn smith() -> Tested<Attempt> {
    let imports = wat::parse_str(format!("(module {IMPORTS})"))?;
    let exports = wat::parse_str(format!("(module {EXPORTS})"))?;
    start(move |random| {
        smith::with_entry(&smith::contract(random, &imports, &exports)?, "snapshot", LOOK)
    })
}

/// Modules of wasm-smith of any kind.
pub(super) fn any() -> Tested<Attempt> {
    start(smith::any)
}

fn start(mut source: impl FnMut(&mut Random) -> Tested<Vec<u8>> + 'static) -> Tested<Attempt> {
    let (wasmer, wasmi) = (WasmerExecutor::<SuiteTable>::new(), WasmiExecutor::<SuiteTable>::new());
    Ok(Box::new(move |random| check(&source(random)?, [&wasmer, &wasmi])))
}

/// A module that the metering pass accepts does the same on both engines.
fn check(wasm: &[u8], [wasmer, wasmi]: [&SuiteExecutor; 2]) -> Tested<Verdict> {
    let Ok(metered) = meter_for_suite(wasm) else {
        return Ok(Verdict::Refused);
    };
    let (left, right) = (run(wasmer, &metered), run(wasmi, &metered));
    equal("wasmer and wasmi", &left, &right)?;
    Ok(Verdict::of(left.is_ok_and(|it| it.iter().any(|it| it.end == Ok(RunEnd::Finished)))))
}

/// Runs every entry in one instance each, at several limits of points.
fn run(executor: &SuiteExecutor, module: &MeteredModule) -> Result<Vec<Seen>, CompileError> {
    let compiled = executor.compile(&module.wasm)?;
    let mut seen = Vec::new();
    let entries = module.exports.iter().filter(|it| !module.mistyped_exports.contains(it));
    for entry in entries {
        for points in POINTS {
            let mut instance = compiled.instantiate()?;
            let context = Box::<SuiteContext>::default();
            let run = instance.run(entry, context, Points::new(points), STACK_BUDGET);
            let look = instance.run(LOOK, Box::default(), Points::new(points), STACK_BUDGET);
            let is_finished = run.end == Ok(RunEnd::Finished);
            seen.push(Seen {
                entry: entry.clone(),
                end: run.end,
                points: is_finished.then(|| run.points.total()),
                calls: run.context.calls,
                memory: [run.context.memory, look.context.memory],
            });
        }
    }
    Ok(seen)
}
