//! The limits that the metering pass puts into a module: stack and memory.

use super::{ends, guest};
use crate::SuiteExecutor;
use crate::module::{MAXIMUM_GROW_DELTA, MAXIMUM_GROWS};
use core::fmt::Write;
use vm_core::RunEnd;

/// A recursion whose frame keeps `values` values over the call, all of them used after it.
fn heavy(values: usize) -> String {
    let mut body = String::from(r#"(func $heavy (param i64) (result i64) "#);
    for _ in 0..values {
        body += "(local i64)";
    }
    for index in 1..=values {
        let _ = write!(
            body,
            "(local.set {index} (i64.mul (local.get 0) (i64.load (i32.const {}))))",
            index * 8
        );
    }
    body += "(call $heavy (i64.add (local.get 0) (i64.const 1)))";
    for index in 1..=values {
        let _ = write!(body, "(i64.xor (local.get {index}))");
    }
    body += r#") (func (export "main") (drop (call $heavy (i64.const 1))))"#;
    body
}

/// A recursion without locals that computes the same products before and after the call, which an optimising
/// compiler keeps in the frame in between.
fn shared(values: usize) -> String {
    let mut chain = String::from("(i64.const 0)");
    for factor in 3..values + 3 {
        let _ = write!(chain, "(i64.mul (local.get 0) (i64.const {factor})) i64.xor");
    }
    format!(
        r#"(func $shared (param i64) (result i64)
            (i64.store (i32.const 8) {chain})
            (call $shared (i64.add (local.get 0) (i64.const 1)))
            {chain} i64.add)
        (func (export "main") (drop (call $shared (i64.const 1))))"#
    )
}

/// Recursions of all kinds end as a stack overflow, again and again in the same instance.
pub fn recursion_ends_at_the_limit(executor: &SuiteExecutor) {
    let direct = r#"(func $main (export "main") call $main)"#.to_owned();
    let mutual = r#"(func $one call $two) (func $two call $three) (func $three call $one)
        (func (export "main") call $one)"#;
    let indirect = r#"(table 1 1 funcref) (elem (i32.const 0) func $main)
        (func $main (export "main") (call_indirect (i32.const 0)))"#;
    let hook = r#"(func $main (export "main") call $nothing call $main)"#;
    let bodies = [direct, mutual.to_owned(), indirect.to_owned(), hook.to_owned()];
    for body in bodies.into_iter().chain([10, 100, 1_000].map(heavy)).chain([10, 1_000].map(shared))
    {
        let mut guest = guest(executor, &["nothing"], &body);
        for _ in 0..3 {
            let _ = ends(&mut guest, "main", RunEnd::StackOverflow);
        }
    }
}

/// A recursion of ten thousand small frames is no overflow.
pub fn deep_recursion_below_the_limit_finishes(executor: &SuiteExecutor) {
    let body = r#"(func $down (param i32) (result i32)
        (if (result i32) (local.get 0)
            (then (i32.add (i32.const 1) (call $down (i32.sub (local.get 0) (i32.const 1)))))
            (else (call $add_one (i32.const 0)))))
    (func (export "main") (drop (call $add_one (call $down (i32.const 10000)))))"#;
    let mut guest = guest(executor, &["add_one"], body);
    for _ in 0..3 {
        let context = ends(&mut guest, "main", RunEnd::Finished);
        assert_eq!(context.calls, [("add_one", vec![0]), ("add_one", vec![10_001])]);
    }
}

/// `memory.grow` gives the old size, minus one over the declared maximum, and stops the guest over the limits of
/// the schedule.
pub fn memory_grows_within_the_limits(executor: &SuiteExecutor) {
    let grow = |pages: u64| format!("(drop (call $add_one (memory.grow (i32.const {pages}))))");
    let grows = |times: u64, pages: u64| (0..times).map(|_| grow(pages)).collect::<String>();
    let most = usize::try_from(MAXIMUM_GROWS).unwrap();
    for (body, end, sizes) in [
        (grows(1, 0), RunEnd::Finished, vec![1]),
        (grows(MAXIMUM_GROWS, 1), RunEnd::Finished, vec![1, 2, 3]),
        (grows(MAXIMUM_GROWS, MAXIMUM_GROW_DELTA), RunEnd::Finished, vec![1, 3, -1]),
        (grows(1, MAXIMUM_GROW_DELTA + 1), RunEnd::MemoryLimit, vec![]),
        (grows(MAXIMUM_GROWS + 1, 0), RunEnd::MemoryLimit, vec![1; most]),
    ] {
        let text = format!(r#"(memory (export "memory") 1 5) (func (export "main") {body})"#);
        let compiled = super::compile(executor, &["add_one"], &text);
        let context = ends(&mut compiled.instantiate().unwrap(), "main", end);
        let seen: Vec<_> = context.calls.iter().filter_map(|(_, values)| values.first()).collect();
        assert_eq!(seen, sizes.iter().collect::<Vec<_>>(), "{body}");
    }

    let use_it = r#"(memory (export "memory") 1 5)
    (func (export "main")
        (drop (memory.grow (i32.const 1)))
        (i32.store (i32.const 0x1fffc) (i32.const 7))
        (call $write (i32.const 0x1ffff) (i32.const 9))
        (drop (call $add_one (i32.load (i32.const 0x1fffc))))
        (call $snapshot)
        (drop (i32.load (i32.const 0x1fffd))))"#;
    let mut user = guest(executor, &["add_one", "write", "snapshot"], use_it);
    let context = ends(&mut user, "main", RunEnd::Trap);
    assert_eq!(context.calls.get(1), Some(&("add_one", vec![0x0900_0007])));
    assert_eq!(context.memory.len(), 0x2_0000);
}
