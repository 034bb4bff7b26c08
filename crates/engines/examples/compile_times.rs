//! How long modules take to be checked, metered and compiled, on both engines.
//!
//! ```text
//! cargo run -p engines --example compile_times -- [--without-limits] [PATH...]
//! ```
//!
//! A path is a module, a `.mxsc.json` with one, or a folder of both; without one the modules are those of
//! `executor_suite::BOMBS`, each as large as the limits let it be. A line has the bytes of the module and its estimated
//! work, then milliseconds on the clock, and behind them those of all threads together, for the metering pass and for
//! each engine after it. The slowest modules come last. `--without-limits` shows what a module would cost that the
//! limits on work, code and branches refuse.
#![expect(clippy::print_stdout, clippy::disallowed_types, reason = "a command that measures")]
#![expect(clippy::disallowed_methods, reason = "a command that measures")]

use engines::SpaceExecutor;
use executor_suite::BOMBS;
use space_vm::FAMILIES;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use vm_core::{GasSchedule, GasScheduleVersion, WasmType};
use wasm_metering::{ImportSignature, Limits, MeteredModule, OperatorCosts, ValueType, meter};

/// What something took.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Took {
    /// Milliseconds of all threads together.
    work: u128,
    /// Milliseconds on the clock.
    clock: u128,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut limits = Limits::production();
    let mut modules = Vec::new();
    for argument in std::env::args().skip(1) {
        if argument == "--without-limits" {
            limits = unlimited();
        } else {
            collect(Path::new(&argument), &mut modules)?;
        }
    }
    if modules.is_empty() {
        modules.extend(BOMBS.iter().map(|it| (it.name.to_owned(), it.wasm(it.largest))));
    }
    let schedule = GasSchedule::builtin(GasScheduleVersion::LATEST)?;
    let costs = OperatorCosts::from_lookup(|name| schedule.opcodes.by_name(name).map(u64::from))?;
    let engines = [engines::wasmer(), engines::wasmi()];
    let mut lines = Vec::new();
    for (name, wasm) in modules {
        let (metering, metered) = timed(|| meter(&wasm, &costs, &limits, &known));
        let line = format!("{name:<60} {:>8} bytes, metering {}", wasm.len(), text(metering));
        match metered {
            Ok(module) => {
                let took = engines.each_ref().map(|engine| compile(engine, &module));
                let [wasmer, wasmi] = took.map(text);
                let line = format!("{line}, work {:>8}", module.compile_work);
                let total = Took { work: took[0].work.saturating_add(metering.work), ..took[0] };
                lines.push((total, format!("{line}, wasmer {wasmer}, wasmi {wasmi}")));
            }
            Err(error) => lines.push((metering, format!("{line}, refused: {error}"))),
        }
    }
    lines.sort();
    for (_, line) in lines {
        println!("{line}");
    }
    Ok(())
}

fn compile(engine: &SpaceExecutor, module: &MeteredModule) -> Took {
    timed(|| engine.compile(&module.wasm).map(drop)).0
}

fn timed<T>(work: impl FnOnce() -> T) -> (Took, T) {
    let (start, before) = (Instant::now(), processor_time());
    let result = work();
    let took = Took {
        work: processor_time().saturating_sub(before).as_millis(),
        clock: start.elapsed().as_millis(),
    };
    (took, result)
}

/// The time that all threads of this process have run (Linux, in hundredths of a second; zero elsewhere).
fn processor_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: u64 = fields.skip(11).take(2).filter_map(|it| it.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks.saturating_mul(10))
}

fn text(took: Took) -> String {
    format!("{:>6} ms ({:>6})", took.clock, took.work)
}

fn collect(path: &Path, into: &mut Vec<(String, Vec<u8>)>) -> Result<(), Box<dyn Error>> {
    if path.is_dir() {
        let mut entries: Vec<PathBuf> =
            path.read_dir()?.map(|it| it.map(|it| it.path())).collect::<Result<_, _>>()?;
        entries.sort();
        return entries.iter().try_for_each(|it| collect(it, into));
    }
    let name = path.to_string_lossy();
    if name.ends_with(".wasm") || name.ends_with(".wat") {
        into.push((name.to_string(), wat::parse_file(path)?));
    } else if name.ends_with(".mxsc.json") {
        let json: serde_json::Value = serde_json::from_slice(&std::fs::read(path)?)?;
        let code = json.get("code").and_then(|it| it.as_str()).unwrap_or_default();
        into.push((name.to_string(), hex::decode(code)?));
    }
    Ok(())
}

fn known(name: &str) -> Option<ImportSignature<'static>> {
    const I: ValueType = ValueType::I32;
    const L: ValueType = ValueType::I64;
    let row = FAMILIES.iter().flat_map(|it| it.rows).find(|it| it.signature.name == name)?;
    let value = |it: &WasmType| match it {
        WasmType::I32 => I,
        WasmType::I64 => L,
    };
    let params: Vec<ValueType> = row.signature.parameters.iter().map(value).collect();
    let results: Vec<ValueType> = row.signature.result.iter().map(value).collect();
    Some(ImportSignature { params: params.leak(), results: results.leak() })
}

const fn unlimited() -> Limits {
    let mut limits = Limits::production();
    limits.compile_work = u32::MAX;
    limits.function_control_operators = u32::MAX;
    limits.code_bytes = u32::MAX;
    limits.body_bytes = u32::MAX;
    limits.branch_targets = u32::MAX;
    limits.functions = u32::MAX;
    limits
}
