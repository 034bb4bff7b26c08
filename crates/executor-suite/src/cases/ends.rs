//! How runs end, and what crosses the border.

use super::{PLENTY, ends, guest, run};
use crate::{STACK_BUDGET, SuiteContext, SuiteExecutor};
use std::panic::{AssertUnwindSafe, catch_unwind};
use vm_core::{Points, RunEnd};

/// A function that returns.
pub fn a_run_finishes(executor: &SuiteExecutor) {
    let mut guest = guest(executor, &["nothing"], r#"(func (export "main") call $nothing)"#);
    for _ in 0..3 {
        let context = ends(&mut guest, "main", RunEnd::Finished);
        assert_eq!(context.calls, [("nothing", Vec::new())]);
    }
}

/// Arguments and results, at their extremes.
pub fn values_pass_the_border(executor: &SuiteExecutor) {
    let imports = ["add_one", "subtract", "three", "twelve"];
    let body = r#"(func (export "main")
        (call $three
            (call $add_one (i32.const 0x7fffffff))
            (call $subtract (i64.const -9223372036854775808) (i32.const -1))
            (i32.const -5))
        (call $three (i32.const 0)
            (call $twelve (i32.const 1) (i64.const 2) (i32.const 3) (i64.const 4) (i32.const 5) (i64.const 6)
                (i32.const -7) (i64.const -8) (i32.const -9) (i64.const -10) (i32.const -11) (i64.const -12))
            (i32.const 1)))"#;
    let context = ends(&mut guest(executor, &imports, body), "main", RunEnd::Finished);
    let lowest = i64::from(i32::MIN);
    assert_eq!(
        context.calls,
        [
            ("add_one", vec![i64::from(i32::MAX)]),
            ("subtract", vec![i64::MIN, -1]),
            ("three", vec![lowest, i64::MIN + 1, -5]),
            ("twelve", vec![1, 2, 3, 4, 5, 6, -7, -8, -9, -10, -11, -12]),
            ("three", vec![0, -12, 1]),
        ]
    );
}

/// The bodies of functions that trap.
pub(crate) const TRAPS: [&str; 9] = [
    "unreachable",
    "i32.const 0x10000 i32.load drop",
    "i32.const -1 i64.load offset=0xffffffff drop",
    "i32.const 0xffff i64.const 1 i64.store",
    "i32.const 1 i32.const 0 i32.div_u drop",
    "i32.const 0x80000000 i32.const -1 i32.div_s drop",
    "i64.const 1 i64.const 0 i64.rem_s drop",
    "i32.const 9 call_indirect",
    "i32.const 1 call_indirect",
];

/// Each trap is [`RunEnd::Trap`], at once and after a recursion.
pub fn every_trap_of_a_guest_is_one_end(executor: &SuiteExecutor) {
    for trap in TRAPS {
        let body = format!(
            r#"(table 2 2 funcref) (elem (i32.const 1) func $other)
            (func $other (param i32))
            (func $deep (param i32)
                (if (local.get 0) (then (call $deep (i32.sub (local.get 0) (i32.const 1)))) (else {trap})))
            (func (export "deep") (call $deep (i32.const 100)))
            (func (export "main") {trap})"#
        );
        let mut guest = guest(executor, &[], &body);
        for entry in ["main", "deep", "main"] {
            let run = run(&mut guest, entry, PLENTY);
            assert_eq!(run.end, Ok(RunEnd::Trap), "{trap}");
        }
    }
}

/// A hook that traps stops its guest there.
pub fn a_hook_stops_its_guest(executor: &SuiteExecutor) {
    let body = r#"(func (export "main") call $nothing call $fail call $nothing)"#;
    let mut guest = guest(executor, &["nothing", "fail"], body);
    for _ in 0..3 {
        let context = ends(&mut guest, "main", RunEnd::HookTrap);
        assert_eq!(context.calls, [("nothing", Vec::new()), ("fail", Vec::new())]);
    }
}

/// A name that is no function of the module changes nothing; a hook can be exported again.
pub fn only_entries_can_be_run(executor: &SuiteExecutor) {
    let body = r#"(export "again" (func $nothing)) (func (export "main"))"#;
    let mut guest = guest(executor, &["nothing"], body);
    for (name, end) in [
        ("main", RunEnd::Finished),
        ("again", RunEnd::Finished),
        ("", RunEnd::MissingExport),
        ("mai", RunEnd::MissingExport),
        ("memory", RunEnd::MissingExport),
        (vm_core::POINTS_GLOBAL, RunEnd::MissingExport),
    ] {
        let run = run(&mut guest, name, PLENTY);
        assert_eq!(run.end, Ok(end), "{name}");
        let calls = if name == "again" { 1 } else { 0 };
        assert_eq!(run.context.calls.len(), calls, "{name}");
        if end == RunEnd::MissingExport {
            assert_eq!(run.points, Points::new(PLENTY), "{name}");
        }
    }
}

/// A module with one entry for each end, and those ends.
pub(crate) const EVERY_END: (&[&str], &str, &[(&str, RunEnd)]) = (
    &["nothing", "fail"],
    r#"(func $again call $again)
    (func (export "finished") call $nothing)
    (func (export "points") (loop (br 0)))
    (func (export "stack") call $again)
    (func (export "memory_limit") (drop (memory.grow (i32.const 99))))
    (func (export "hook") call $fail)
    (func (export "trap") unreachable)"#,
    &[
        ("finished", RunEnd::Finished),
        ("points", RunEnd::OutOfPoints),
        ("stack", RunEnd::StackOverflow),
        ("memory_limit", RunEnd::MemoryLimit),
        ("hook", RunEnd::HookTrap),
        ("trap", RunEnd::Trap),
        ("absent", RunEnd::MissingExport),
    ],
);

/// The context is the one that was moved in.
pub fn the_context_comes_back_from_every_end(executor: &SuiteExecutor) {
    let (imports, body, cases) = EVERY_END;
    let mut guest = guest(executor, imports, body);
    for (entry, end) in cases {
        let context = SuiteContext { memory: entry.as_bytes().to_vec(), ..SuiteContext::default() };
        let points = Points::new(10_000_000);
        let run = guest.run(entry, Box::new(context), points, STACK_BUDGET);
        assert_eq!(run.end, Ok(*end), "{entry}");
        assert_eq!(run.context.memory, entry.as_bytes());
    }
}

/// A panic crosses the guest and can be caught behind it.
pub fn a_panic_of_a_hook_reaches_the_caller(executor: &SuiteExecutor) {
    let module = super::compile(executor, &["blow"], r#"(func (export "main") call $blow)"#);
    for _ in 0..3 {
        let mut guest = module.instantiate().unwrap();
        let caught = catch_unwind(AssertUnwindSafe(|| run(&mut guest, "main", PLENTY)));
        assert_eq!(caught.unwrap_err().downcast_ref(), Some(&"blown"));
    }
}
