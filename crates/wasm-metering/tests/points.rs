//! Points of known programs, counted by hand, with every limit up to what they need.
#![cfg(test)]
#![expect(
    clippy::arithmetic_side_effects,
    clippy::wildcard_enum_match_arm,
    reason = "tables, and small numbers of tests"
)]

mod common;

use common::{End, Seen, flat, metered, run};

struct Case {
    name: &'static str,
    body: &'static str,
    /// Points at each hook, and at the end.
    used: &'static [u64],
}

/// With every operator at 1; the charge before an operator that moves control holds its own price.
const CASES: &[Case] = &[
    Case { name: "nothing but the end", body: "", used: &[1] },
    Case {
        name: "a straight run",
        body: "(drop (i32.add (i32.const 1) (i32.const 2)))",
        used: &[5],
    },
    Case {
        name: "a hook sees its own call paid",
        body: "(call $tick) (nop) (call $tick)",
        used: &[1, 3, 4],
    },
    Case {
        name: "ten locals are free",
        body: "(local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)",
        used: &[1],
    },
    Case {
        name: "two more are not",
        body: "(local i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32) (call $tick)",
        used: &[7, 8],
    },
    Case {
        name: "each group of locals by itself",
        body: "(local i32 i32 i32 i32 i32 i32 i32 i32 i32 i64 i64 i64 i64 i64 i64 i64 i64 i64)",
        used: &[1],
    },
    Case { name: "an empty block", body: "(block) (call $tick)", used: &[3, 4] },
    Case {
        name: "dead code after a branch",
        body: "(block (br 0) (nop) (nop)) (call $tick)",
        used: &[3, 4],
    },
    Case { name: "a branch past the rest", body: "(block (call $tick) (br 0))", used: &[2, 4] },
    Case {
        name: "the first arm",
        body: "(if (i32.const 1) (then (nop)) (else (nop) (nop)))",
        used: &[5],
    },
    Case {
        name: "the second arm",
        body: "(if (i32.const 0) (then (nop)) (else (nop) (nop)))",
        used: &[6],
    },
    Case { name: "past a lone arm", body: "(if (i32.const 0) (then (nop))) (nop)", used: &[4] },
    Case { name: "into a lone arm", body: "(if (i32.const 1) (then (nop))) (nop)", used: &[6] },
    Case { name: "a return", body: "(call $tick) (return)", used: &[1, 2] },
    Case {
        name: "a return from within",
        body: "(block (if (i32.const 1) (then (return)))) (call $tick)",
        used: &[4],
    },
    Case {
        name: "a loop of three turns",
        body: "(local i32) (local.set 0 (i32.const 3)) (loop (call $tick)
               (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))",
        // 2 + loop 1 + call 1; then each turn 5 and call 1; then loop's end and the function's end.
        used: &[4, 10, 16, 23],
    },
    Case {
        name: "a table of branches",
        body: "(block (block (block (br_table 0 1 2 (i32.const 1))) (call $tick)) (nop) (call $tick))",
        used: &[7, 9],
    },
    Case {
        name: "an internal call",
        body: "(drop (call $double (i32.const 4))) (call $tick)",
        used: &[8, 9],
    },
    Case {
        name: "an indirect call",
        body: "(call_indirect (i32.const 0)) (call $tick)",
        used: &[4, 5],
    },
    Case { name: "memory.grow", body: "(drop (memory.grow (i32.const 1)))", used: &[103] },
    Case {
        name: "a load after a block",
        body: "(block (drop (i32.load (i32.const 0)))) (call $tick)",
        used: &[6, 7],
    },
];

fn program(body: &str) -> Vec<u8> {
    let text = format!(
        r#"(module
            (import "env" "tick" (func $tick))
            (memory (export "memory") 1)
            (table 1 funcref)
            (elem (i32.const 0) $empty)
            (func (export "main") {body})
            (func $empty)
            (func $double (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2))))"#
    );
    wat::parse_str(text).unwrap()
}

#[test]
fn points_are_those_of_production_at_every_limit_and_slice() {
    for Case { name, body, used } in CASES {
        let module = metered(&program(body), flat).unwrap();
        let need = i64::try_from(*used.last().unwrap()).unwrap();
        for slice in [i64::MAX, 7, 1] {
            for limit in 0..=need + 2 {
                let (seen, _) = run(&module, "main", limit, slice);
                // Production stops when what is used reaches the limit.
                let reached =
                    used.iter().copied().filter(|used| i64::try_from(*used).unwrap() < limit);
                let end = if limit > need { End::Done } else { End::OutOfGas };
                let Seen { end: seen_end, used: seen_used, .. } = seen;
                assert_eq!(
                    (seen_end, seen_used),
                    (end, reached.collect()),
                    "{name}, limit {limit}, slice {slice}"
                );
            }
        }
    }
}

#[test]
fn slices_refill_from_the_reserve() {
    let endless = metered(&program("(loop (br 0))"), flat).unwrap();
    for (limit, slice, refills) in
        [(1_000, 1_000, 0), (1_000, 100, 9), (1_000, 300, 3), (1_000, 999, 1), (5, 1, 4)]
    {
        let (seen, host) = run(&endless, "main", limit, slice);
        assert_eq!(
            (seen.end, host.refills, host.reserve),
            (End::OutOfGas, refills, 0),
            "{limit} in {slice}"
        );
    }
}

#[test]
fn a_trap_comes_before_or_after_the_charge_as_in_production() {
    // The charge for a straight run stands at its end: a trap within it comes first, unless an
    // earlier run is not paid.
    for (name, body, limit, end) in [
        (
            "a trap in an unpaid run",
            "(drop (i32.div_u (i32.const 1) (i32.const 0)))",
            0,
            "IntegerDivisionByZero",
        ),
        ("out of gas before unreachable", "(unreachable)", 1, "gas"),
        ("unreachable", "(unreachable)", 2, "UnreachableCodeReached"),
        (
            "a block is paid before a trap in it",
            "(block (drop (i32.load (i32.const -1))))",
            1,
            "gas",
        ),
        (
            "and then the trap comes",
            "(block (drop (i32.load (i32.const -1))))",
            2,
            "MemoryOutOfBounds",
        ),
        (
            "an arm is checked before a trap",
            "(if (i32.const 1) (then (drop (i32.load (i32.const -1)))))",
            2,
            "gas",
        ),
        (
            "and passes",
            "(if (i32.const 1) (then (drop (i32.load (i32.const -1)))))",
            3,
            "MemoryOutOfBounds",
        ),
        ("memory.grow before its price", "(drop (memory.grow (i32.const 3)))", 1, "memory"),
    ] {
        let expected = match end {
            "gas" => End::OutOfGas,
            "memory" => End::MemoryLimit,
            trap => End::Trap(trap.to_owned()),
        };
        let (seen, _) = run(&metered(&program(body), flat).unwrap(), "main", limit, i64::MAX);
        assert_eq!(seen.end, expected, "{name}");
    }
}

#[test]
fn memory_grows_as_often_and_as_far_as_the_schedule_allows() {
    let grow = |pages: &[u32]| -> String {
        pages.iter().map(|pages| format!("(drop (memory.grow (i32.const {pages})))")).collect()
    };
    for (pages, end) in [
        (&[1, 1, 1, 1][..], End::Done),
        (&[2, 2, 0, 0], End::Done),
        (&[1, 1, 1, 1, 1], End::MemoryLimit),
        (&[0, 0, 0, 0, 0], End::MemoryLimit),
        (&[3], End::MemoryLimit),
        (&[u32::MAX], End::MemoryLimit),
    ] {
        let (seen, _) =
            run(&metered(&program(&grow(pages)), flat).unwrap(), "main", 10_000, i64::MAX);
        assert_eq!(seen.end, end, "{pages:?}");
    }
}

#[test]
fn recursion_ends_at_the_same_depth_everywhere() {
    let recursion = |function: &str| {
        let text = format!(
            r#"(module (import "env" "tick" (func $tick)) (memory (export "memory") 1) (table 2 funcref)
                (elem (i32.const 0) $again $main)
                (func $main (export "main") (drop (call $again (i32.const 0))))
                (func $again (param i32) (result i32) {function}))"#
        );
        metered(&wat::parse_str(text).unwrap(), flat).unwrap()
    };
    for (name, function, end) in [
        ("without end", "(call $again (i32.add (local.get 0) (i32.const 1)))", End::StackOverflow),
        (
            "through the table",
            "(call_indirect (param i32) (result i32) (local.get 0) (i32.const 0))",
            End::StackOverflow,
        ),
        (
            "ten thousand deep",
            "(if (result i32) (i32.lt_u (local.get 0) (i32.const 10000))
               (then (call $again (i32.add (local.get 0) (i32.const 1)))) (else (local.get 0)))",
            End::Done,
        ),
        (
            "ten thousand deep, with early returns",
            "(if (i32.ge_u (local.get 0) (i32.const 10000)) (then (return (local.get 0))))
             (call $again (i32.add (local.get 0) (i32.const 1)))",
            End::Done,
        ),
        (
            "thirty thousand deep",
            "(if (result i32) (i32.lt_u (local.get 0) (i32.const 30000))
               (then (call $again (i32.add (local.get 0) (i32.const 1)))) (else (local.get 0)))",
            End::StackOverflow,
        ),
    ] {
        let (seen, _) = run(&recursion(function), "main", i64::MAX, i64::MAX);
        assert_eq!(seen.end, end, "{name}");
    }
}

#[test]
fn long_chains_of_calls_pay_when_they_could_not_fit_otherwise() {
    for (name, functions, locals, end) in [
        ("short", 100, 0, End::Done),
        ("ten thousand small frames", 10_000, 0, End::Done),
        ("a hundred large frames", 100, 1_500, End::Done),
        ("two hundred large frames", 200, 1_500, End::StackOverflow),
    ] {
        let mut text = format!(
            r#"(module (memory (export "memory") 1) (func (export "main") (call $f0)) (func $f{functions})"#
        );
        for function in 0..functions {
            text += &format!(
                "(func $f{function} (local {}) (call $f{}))",
                "i64 ".repeat(locals),
                function + 1
            );
        }
        let module = metered(&wat::parse_str(text + ")").unwrap(), flat).unwrap();
        let (seen, _) = run(&module, "main", i64::MAX, i64::MAX);
        assert_eq!(seen.end, end, "{name}");
    }
}
