//! Prints what the parts of a call cost: `cargo run -p executor-wasmer --example warm_call`.
#![expect(clippy::unwrap_used, reason = "an example stops at the first error")]
#![expect(clippy::print_stdout, reason = "it prints what it measures")]
#![expect(clippy::disallowed_methods, reason = "it measures")]
#![expect(clippy::disallowed_types, reason = "it measures")]

use executor_suite::{STACK_BUDGET, SuiteContext, SuiteTable, metered};
use executor_wasmer::WasmerExecutor;
use std::hint::black_box;
use std::time::Instant;
use vm_core::{Executor, Instance, Points};

/// The least time of one turn, in nanoseconds, of twenty rounds.
fn measure(name: &str, turns: u32, mut turn: impl FnMut()) -> u128 {
    let round = |turn: &mut dyn FnMut()| {
        let start = Instant::now();
        for _ in 0..turns {
            turn();
        }
        (start.elapsed().as_nanos()).checked_div(u128::from(turns)).unwrap_or_default()
    };
    let best = (0..20).map(|_| round(&mut turn)).min().unwrap_or_default();
    println!("{best:>9} ns  {name}");
    best
}

fn call(guest: &mut Box<dyn Instance<SuiteContext>>, entry: &str) {
    let run = guest.run(entry, Box::default(), Points::new(1 << 40), STACK_BUDGET);
    black_box(run.end.unwrap());
}

fn main() {
    let executor = WasmerExecutor::<SuiteTable>::new();
    println!("{}", Executor::identity(&executor));
    let body = r#"(memory (export "memory") 3)
        (data (i32.const 131072) "some constants of a contract")
        (func (export "empty"))
        (func (export "hooks") (local i64)
            (loop
                (drop (call $points_left))
                (br_if 0 (i64.lt_u (local.tee 0 (i64.add (local.get 0) (i64.const 1))) (i64.const 1000)))))
        (func (export "no_hooks") (local i64)
            (loop
                (br_if 0 (i64.lt_u (local.tee 0 (i64.add (local.get 0) (i64.const 1))) (i64.const 1000)))))
        (func (export "trap") unreachable)
        (func (export "stop") call $fail)
        (func $down (param i32)
            (if (local.get 0) (then (call $down (i32.sub (local.get 0) (i32.const 1)))) (else unreachable)))
        (func (export "deep_trap") (call $down (i32.const 20000)))"#;
    let code = metered(&["points_left", "fail"], body);
    measure("compile", 1, || drop(black_box(executor.compile(&code).unwrap())));
    let module = executor.compile(&code).unwrap();
    let artifact = module.artifact().unwrap();
    measure("load", 10, || drop(black_box(executor.load(&artifact).unwrap())));
    measure("instantiate and drop", 100, || drop(black_box(module.instantiate().unwrap())));
    let mut guest = module.instantiate().unwrap();
    measure("empty call", 10_000, || call(&mut guest, "empty"));
    measure("reset of 3 pages", 1_000, || assert!(guest.reset()));
    measure("empty call and reset", 1_000, || {
        call(&mut guest, "empty");
        assert!(guest.reset());
    });
    let hooks = measure("1000 hooks", 100, || call(&mut guest, "hooks"));
    let none = measure("1000 turns without", 100, || call(&mut guest, "no_hooks"));
    println!("{:>9} ps  one hook", hooks.saturating_sub(none));
    measure("call that traps", 100, || call(&mut guest, "trap"));
    measure("call that a hook stops", 100, || call(&mut guest, "stop"));
    measure("trap under 20000 frames", 2, || call(&mut guest, "deep_trap"));
}
