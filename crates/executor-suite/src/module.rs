//! From the text of a module to what an executor compiles.

use wasm_metering::{
    ImportSignature, Limits, MeteredModule, ModuleError, OperatorCosts, ValueType, meter,
};

/// The stack budget of a run, as the metering pass wants it.
pub const STACK_BUDGET: i32 = wasm_metering::STACK_BUDGET.cast_signed();

/// How often memory may grow in a run of the suite's modules.
pub(crate) const MAXIMUM_GROWS: u64 = 3;
/// By how many pages at once.
pub(crate) const MAXIMUM_GROW_DELTA: u64 = 2;

const I: ValueType = ValueType::I32;
const L: ValueType = ValueType::I64;

/// The hooks as the pass knows them. One of them is in no table, and one has another type there.
fn known(name: &str) -> Option<ImportSignature<'static>> {
    let (params, results): (&[ValueType], &[ValueType]) = match name {
        "nothing" | "fail" | "snapshot" | "blow" | "interrupt" | "absent" => (&[], &[]),
        "add_one" => (&[I], &[I]),
        "subtract" => (&[L, I], &[L]),
        "three" => (&[I, L, I], &[]),
        "twelve" => (&[I, L, I, L, I, L, I, L, I, L, I, L], &[L]),
        "consume" => (&[L], &[]),
        "points_left" => (&[], &[L]),
        "write" => (&[I, I], &[]),
        "nest" => (&[], &[I]),
        _ => return None,
    };
    Some(ImportSignature { params, results })
}

fn costs() -> OperatorCosts {
    let cost = |key: &str| match key {
        "MaxMemoryGrow" => MAXIMUM_GROWS,
        "MaxMemoryGrowDelta" => MAXIMUM_GROW_DELTA,
        "LocalsUnmetered" => 4_000,
        _ => 1,
    };
    OperatorCosts::from_lookup(|key| Some(cost(key))).unwrap()
}

/// A module that has gone through the metering pass, where every operator costs one point.
///
/// `body` is the inside of a module's text after its imports; `imports` names hooks, which are declared with
/// `$` before their names. A memory of one page is added, unless the body has one.
#[must_use]
pub fn metered(imports: &[&str], body: &str) -> Vec<u8> {
    let mut text = String::from("(module ");
    for name in imports {
        let signature = known(name).unwrap();
        let list = |values: &[ValueType]| {
            let names = values.iter().map(|value| match value {
                ValueType::I32 => "i32",
                ValueType::I64 => "i64",
            });
            names.collect::<Vec<_>>().join(" ")
        };
        let (params, results) = (list(signature.params), list(signature.results));
        text += &format!(
            r#"(import "env" "{name}" (func ${name} (param {params}) (result {results})))"#
        );
    }
    if !body.contains("(memory (") {
        text += r#"(memory (export "memory") 1)"#;
    }
    text += body;
    text += ")";
    let wasm = wat::parse_str(&text).unwrap_or_else(|error| unreadable(&error));
    meter_for_suite(&wasm).unwrap().wasm
}

/// Sends a module through the metering pass, where every operator costs one point and the hooks are the suite's.
///
/// # Errors
/// What the pass does not accept.
pub fn meter_for_suite(wasm: &[u8]) -> Result<MeteredModule, ModuleError> {
    meter(wasm, &costs(), &Limits::production(), &known)
}

#[expect(clippy::panic, reason = "a suite of tests fails loudly")]
fn unreadable(error: &wat::Error) -> ! {
    panic!("{error}")
}
