//! Which modules are accepted, and why the others are not.
// tidy: table: modules and what becomes of them
#![cfg(test)]
#![expect(
    clippy::arithmetic_side_effects,
    clippy::too_many_lines,
    clippy::wildcard_enum_match_arm,
    reason = "tables, and small numbers of tests"
)]

mod common;

use common::{flat, hooks, metered};
use wasm_metering::{LimitKind, Limits, MemoryPages, ModuleError, OperatorCosts, meter};

/// The reason for a refusal in short, or what is accepted.
fn outcome(text: &str) -> String {
    let wasm = wat::parse_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    match metered(&wasm, flat) {
        Ok(module) => {
            wasmparser::Validator::new().validate_all(&module.wasm).unwrap();
            "accepted".to_owned()
        }
        Err(ModuleError::Invalid(_)) => "invalid".to_owned(),
        Err(ModuleError::UnsupportedOperator { operator, .. }) => operator.to_owned(),
        Err(ModuleError::LimitExceeded { kind, .. }) => format!("{kind:?}"),
        Err(error) => format!("{error:?}").split([' ', '{']).next().unwrap().to_owned(),
    }
}

const MEMORY: &str = r#"(memory (export "memory") 1)"#;

#[test]
fn sections_follow_the_rules_of_production() {
    for (expected, module) in [
        ("accepted", r#"(memory (export "memory") 1)"#),
        ("accepted", r#"(memory (export "other") 20 20)"#),
        ("accepted", r#"(memory (export "memory") 20)"#),
        ("MemoryPages", r#"(memory (export "memory") 21)"#),
        ("MemoryPages", r#"(memory (export "memory") 1 21)"#),
        ("MemoryMissing", ""),
        ("MemoryMissing", "(memory 1)"),
        ("MemoryRepeated", r#"(memory (export "memory") (export "again") 1)"#),
        ("invalid", r#"(memory (export "memory") 1) (memory 1)"#),
        ("invalid", r#"(memory (export "memory") i64 1)"#),
        ("invalid", r#"(memory (export "memory") 1 2 shared)"#),
        ("ImportKind", r#"(import "env" "memory" (memory 1)) (export "memory" (memory 0))"#),
        ("ImportKind", r#"(import "env" "table" (table 1 funcref)) (memory (export "memory") 1)"#),
        ("ImportKind", r#"(import "env" "global" (global i32)) (memory (export "memory") 1)"#),
        ("accepted", r#"(import "env" "tick" (func)) (memory (export "memory") 1)"#),
        (
            "accepted",
            r#"(import "env" "tick" (func)) (import "env" "tick" (func)) (memory (export "memory") 1)"#,
        ),
        (
            "accepted",
            r#"(import "env" "mix" (func (param i32 i64) (result i32))) (memory (export "memory") 1)"#,
        ),
        (
            "ImportType",
            r#"(import "env" "mix" (func (param i64 i64) (result i32))) (memory (export "memory") 1)"#,
        ),
        (
            "ImportType",
            r#"(import "env" "mix" (func (param i32 i64))) (memory (export "memory") 1)"#,
        ),
        ("ImportType", r#"(import "env" "tick" (func (result i32))) (memory (export "memory") 1)"#),
        ("UnknownImport", r#"(import "env" "tock" (func)) (memory (export "memory") 1)"#),
        ("ImportModule", r#"(import "host" "tick" (func)) (memory (export "memory") 1)"#),
        (
            "ImportModule",
            r#"(import "sovereign" "points_exhausted" (func)) (memory (export "memory") 1)"#,
        ),
        ("StartFunction", r#"(memory (export "memory") 1) (func $start) (start $start)"#),
        (
            "ReservedExport",
            r#"(memory (export "memory") 1) (func (export "sovereign_points_left"))"#,
        ),
        ("ReservedExport", r#"(memory (export "sovereign_stack_left") 1)"#),
        ("ReservedExport", r#"(memory (export "memory") 1) (func (export "sovereign_global_7"))"#),
        ("accepted", r#"(memory (export "memory") 1) (func (export "points_exhausted"))"#),
        ("accepted", r#"(memory (export "memory") 1) (data (i32.const 65530) "123456")"#),
        ("DataOutOfBounds", r#"(memory (export "memory") 1) (data (i32.const 65531) "123456")"#),
        ("DataOutOfBounds", r#"(memory (export "memory") 1) (data (i32.const -1) "")"#),
        ("accepted", r#"(memory (export "memory") 1) (data "passive")"#),
        (
            "accepted",
            r#"(memory (export "memory") 1) (table 2 funcref) (elem (i32.const 1) $f) (func $f)"#,
        ),
        (
            "ElementsOutOfBounds",
            r#"(memory (export "memory") 1) (table 2 funcref) (elem (i32.const 2) $f) (func $f)"#,
        ),
        ("TableElements", r#"(memory (export "memory") 1) (table 100000 funcref)"#),
        ("invalid", r#"(memory (export "memory") 1) (tag)"#),
        ("invalid", r#"(memory (export "memory") 1) (type (struct))"#),
        (
            "invalid",
            r#"(memory (export "memory") 1) (func (result i32 i32) (i32.const 1) (i32.const 2))"#,
        ),
        (
            "invalid",
            r#"(memory (export "memory") 1) (global i32 (i32.add (i32.const 1) (i32.const 2)))"#,
        ),
    ] {
        assert_eq!(outcome(&format!("(module {module})")), expected, "{module}");
    }
}

#[test]
fn operators_are_those_of_production() {
    for (expected, body) in [
        ("accepted", "(drop (i32.extend8_s (i32.const 1)))"),
        ("accepted", "(drop (select (result i32) (i32.const 1) (i32.const 2) (i32.const 3)))"),
        ("accepted", "(drop (ref.is_null (ref.null func)))"),
        ("accepted", "(table.set 0 (i32.const 0) (ref.func $main))"),
        ("accepted", "(drop (table.grow 0 (ref.null func) (i32.const 1)))"),
        ("accepted", "(drop (table.size 0))"),
        ("accepted", "(local f64) (drop (local.get 0))"),
        ("F64Const", "(drop (f64.const 1))"),
        ("F32Load", "(drop (f32.load (i32.const 0)))"),
        ("I32TruncSatF64S", "(local f64) (drop (i32.trunc_sat_f64_s (local.get 0)))"),
        ("MemoryCopy", "(memory.copy (i32.const 0) (i32.const 0) (i32.const 0))"),
        ("MemoryFill", "(memory.fill (i32.const 0) (i32.const 0) (i32.const 0))"),
        ("DataDrop", "(data.drop 0)"),
        ("ElemDrop", "(elem.drop 0)"),
        ("TableCopy", "(table.copy 0 0 (i32.const 0) (i32.const 0) (i32.const 0))"),
        ("TableFill", "(table.fill 0 (i32.const 0) (ref.null func) (i32.const 0))"),
        ("ReturnCall", "(return_call $main)"),
        ("I32AtomicLoad", "(drop (i32.atomic.load (i32.const 0)))"),
        ("I8x16Splat", "(drop (i8x16.splat (i32.const 0)))"),
        (
            "I64Add128",
            "(i64.add128 (i64.const 0) (i64.const 0) (i64.const 0) (i64.const 0)) (drop) (drop)",
        ),
    ] {
        let module = format!(
            r#"(module {MEMORY} (table 1 funcref) (elem func $main) (data "x") (func $main (export "main") {body}))"#
        );
        assert_eq!(outcome(&module), expected, "{body}");
    }
}

fn limit_of(limits: &Limits, wasm: &[u8]) -> Option<LimitKind> {
    let costs = OperatorCosts::from_lookup(flat).unwrap();
    match meter(wasm, &costs, limits, &hooks) {
        Ok(_) => None,
        Err(ModuleError::LimitExceeded { kind, .. }) => Some(kind),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn every_limit_holds_at_its_edge() {
    let production = Limits::production();
    let function = |body: &str| format!("{MEMORY} (func (export \"main\") {body})");
    let times = |text: &str, count: u32| text.repeat(usize::try_from(count).unwrap());
    let nested =
        |count: u32| function(&format!("{}{}", times("(block ", count), times(")", count)));
    let grows = |count: u32| function(&times("(drop (memory.grow (i32.const 0)))", count));
    let locals = |count: u32| function(&format!("(local {})", times("i32 ", count)));
    let small = |change: fn(&mut Limits)| {
        let mut limits = Limits::production();
        change(&mut limits);
        limits
    };
    for (kind, limits, fits, exceeds) in [
        (LimitKind::LocalsInGroup, production.clone(), locals(4_000), locals(4_001)),
        (LimitKind::MemoryGrowOperators, production.clone(), grows(100), grows(101)),
        (LimitKind::Nesting, production.clone(), nested(512), nested(513)),
        (
            LimitKind::FunctionControl,
            production,
            function(&(times("(block)", 1_023) + "(return)")),
            function(&times("(block)", 1_024)),
        ),
        (
            LimitKind::Types,
            small(|limits| limits.types = 1),
            MEMORY.to_owned() + "(type (func))",
            MEMORY.to_owned() + "(type (func)) (type (func (param i32)))",
        ),
        (
            LimitKind::Params,
            small(|limits| limits.params = 1),
            MEMORY.to_owned() + "(type (func (param i32)))",
            MEMORY.to_owned() + "(type (func (param i32 i32)))",
        ),
        (
            LimitKind::Imports,
            small(|limits| limits.imports = 1),
            r#"(import "env" "tick" (func))"#.to_owned() + MEMORY,
            r#"(import "env" "tick" (func)) (import "env" "tick" (func))"#.to_owned() + MEMORY,
        ),
        (
            LimitKind::Functions,
            small(|limits| limits.functions = 2),
            MEMORY.to_owned() + "(func) (func)",
            r#"(import "env" "tick" (func))"#.to_owned() + MEMORY + "(func) (func)",
        ),
        (
            LimitKind::Globals,
            small(|limits| limits.globals = 1),
            MEMORY.to_owned() + "(global i32 (i32.const 0))",
            MEMORY.to_owned() + "(global i32 (i32.const 0)) (global i32 (i32.const 0))",
        ),
        (LimitKind::Exports, small(|limits| limits.exports = 1), MEMORY.to_owned(), function("")),
        (
            LimitKind::Tables,
            small(|limits| limits.tables = 1),
            MEMORY.to_owned() + "(table 1 funcref)",
            MEMORY.to_owned() + "(table 1 funcref) (table 1 funcref)",
        ),
        (
            LimitKind::ElementSegments,
            small(|limits| limits.element_segments = 1),
            MEMORY.to_owned() + "(func $f) (elem func $f)",
            MEMORY.to_owned() + "(func $f) (elem func $f) (elem func $f)",
        ),
        (
            LimitKind::SegmentElements,
            small(|limits| limits.segment_elements = 2),
            MEMORY.to_owned() + "(func $f) (elem func $f $f)",
            MEMORY.to_owned() + "(func $f) (elem func $f $f) (elem func $f)",
        ),
        (
            LimitKind::DataSegments,
            small(|limits| limits.data_segments = 1),
            MEMORY.to_owned() + r#"(data "a")"#,
            MEMORY.to_owned() + r#"(data "a") (data "b")"#,
        ),
        (
            LimitKind::BodyBytes,
            small(|limits| limits.body_bytes = 4),
            function("(nop) (nop)"),
            function("(nop) (nop) (nop)"),
        ),
        (
            LimitKind::CodeBytes,
            small(|limits| limits.code_bytes = 9),
            function("(nop)") + "(func)",
            function("(nop)") + "(func) (func)",
        ),
        (
            LimitKind::Locals,
            small(|limits| limits.locals = 2),
            function("(local i32 i64)"),
            function("(local i32 i64 i32)"),
        ),
        (
            LimitKind::Operands,
            small(|limits| limits.operands = 2),
            function("(drop (i32.add (i32.const 1) (i32.const 2)))"),
            function("i32.const 1 i32.const 1 i32.const 1 drop drop drop"),
        ),
        (
            LimitKind::BranchTargets,
            small(|limits| limits.branch_targets = 2),
            function("(block (br_table 0 0 0 (i32.const 1)))"),
            function("(block (br_table 0 0 0 0 (i32.const 1)))"),
        ),
        (
            LimitKind::CompileWork,
            // A type, and for both functions themselves, their `end`, and at each the local for the points.
            small(|limits| limits.compile_work = 150 + 2 * (150 + 1 + 70 + 1)),
            function("") + "(func)",
            function("(nop)") + "(func)",
        ),
        (
            LimitKind::ModuleBytes,
            small(|limits| limits.module_bytes = 25),
            MEMORY.to_owned(),
            MEMORY.to_owned() + "(func)",
        ),
    ] {
        for (text, expected) in [(fits, None), (exceeds, Some(kind))] {
            let wasm = wat::parse_str(format!("(module {text})")).unwrap();
            assert_eq!(limit_of(&limits, &wasm), expected, "{kind:?}, {} bytes", wasm.len());
        }
    }
}

#[test]
fn the_estimate_adds_up_weights() {
    // A type, a function with the local for the points, and its `end`.
    let least = 150 + 151 + 71;
    for (body, more) in [
        ("", 0),
        ("(nop)", 10),
        ("(block)", 71 + 71),
        ("(loop)", 72 + 71),
        ("(loop (loop))", 72 + 73 + 72 + 71),
        ("(local i64 i64) (block)", 2 + 73 + 73 + 2),
        ("(drop (i32.add (i32.const 1) (i32.const 2)))", 10 + 10 + 170 + 10),
        ("(drop (select (i32.const 1) (i32.const 2) (i32.const 3)))", 3 * 10 + 40 + 10),
        ("(block (br_table 0 0 0 (i32.const 1)))", 71 + 10 + 71 + 2 * 4 + 71),
        ("(i32.const 1) (block) (drop)", 10 + 72 + 72 + 10),
        ("(call_indirect (i32.const 0))", 10 + 171),
    ] {
        let text = format!("(module {MEMORY} (table 1 funcref) (func (export \"main\") {body}))");
        let module = metered(&wat::parse_str(text).unwrap(), flat).unwrap();
        assert_eq!(module.compile_work, least + more, "{body}");
    }
}

#[test]
fn the_description_tells_what_an_executor_needs() {
    let wasm = wat::parse_str(
        r#"(module
            (import "env" "tick" (func $tick))
            (import "env" "mix" (func (param i32 i64) (result i32)))
            (memory (export "heap") 2)
            (table 1 funcref)
            (global (mut i32) (i32.const 7))
            (global i32 (i32.const 8))
            (global (mut i64) (i64.const 9))
            (export "again" (func $tick))
            (func (export "main") (drop (memory.grow (i32.const 1))))
            (func (export "typed") (result i32) (i32.const 1))
            (func $unexported (table.set 0 (i32.const 0) (ref.null func))))"#,
    )
    .unwrap();
    let module = metered(&wasm, flat).unwrap();
    assert_eq!(module.imports, ["tick", "mix"]);
    assert_eq!(module.exports, ["again", "main", "typed"]);
    assert_eq!(module.mistyped_exports, ["typed"]);
    assert_eq!(module.memory_export, "heap");
    // Four times two pages at most.
    assert_eq!(module.memory, MemoryPages { minimum: 2, maximum: 10 });
    let globals = ["sovereign_global_0", "sovereign_global_2", "sovereign_memory_grows_left"];
    assert_eq!(module.mutable_globals, globals);
    assert!(module.single_use);
}

#[test]
fn the_same_module_gives_the_same_bytes() {
    for seed in 0..20 {
        let wasm = common::programs::program(seed);
        assert_eq!(
            metered(&wasm, flat).unwrap().wasm,
            metered(&wasm, flat).unwrap().wasm,
            "seed {seed}"
        );
    }
}

#[test]
fn mutated_modules_never_panic_and_what_is_accepted_is_valid() {
    let mut random = common::programs::Random::new(2_026);
    let mut accepted = 0;
    for seed in 0..60 {
        let original = common::programs::program(seed);
        for _ in 0..120 {
            let mut wasm = original.clone();
            for _ in 0..=random.below(3) {
                let at = usize::try_from(random.below(u32::try_from(wasm.len()).unwrap())).unwrap();
                match random.below(4) {
                    0 => wasm[at] ^= 1 << random.below(8),
                    1 => wasm[at] = u8::try_from(random.below(256)).unwrap(),
                    2 => wasm.truncate(at + 1),
                    _ => wasm.insert(at, u8::try_from(random.below(256)).unwrap()),
                }
            }
            if let Ok(module) = metered(&wasm, flat) {
                wasmparser::Validator::new().validate_all(&module.wasm).unwrap();
                accepted += 1;
            }
        }
    }
    assert!(accepted > 100, "{accepted}");
}
