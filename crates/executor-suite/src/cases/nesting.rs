//! Runs inside of runs, and beside each other.

use super::{Guest, PLENTY, compile, ends, run};
use crate::{STACK_BUDGET, SuiteContext, SuiteExecutor};
use vm_core::{Points, RunEnd};

/// Writes its depth into memory, runs the next instance, and looks at the memory again.
const LEVEL: &str = r#"(func (export "main")
    (i32.store (i32.const 8) (i32.const 4711))
    (drop (call $add_one (call $nest)))
    (drop (call $add_one (i32.load (i32.const 8)))))"#;

fn nested(innermost: Guest, levels: Vec<Guest>) -> SuiteContext {
    let mut nested = vec![innermost];
    nested.extend(levels);
    SuiteContext { nested, ..SuiteContext::default() }
}

/// Ten instances of one module on one stack of the thread.
pub fn runs_nest_ten_deep(executor: &SuiteExecutor) {
    let module = compile(executor, &["nest", "add_one"], LEVEL);
    for _ in 0..3 {
        let mut instances = (0..10).map(|_| module.instantiate().unwrap()).collect::<Vec<_>>();
        let mut outer = instances.pop().unwrap();
        let innermost = instances.pop().unwrap();
        let context = nested(innermost, instances);
        let run = outer.run("main", Box::new(context), Points::new(PLENTY), STACK_BUDGET);
        assert_eq!(run.end, Ok(RunEnd::Finished));
        assert_eq!(run.context.ends, [RunEnd::Finished; 9]);
        let seen: Vec<_> = run.context.calls.iter().filter(|call| call.0 == "add_one").collect();
        assert_eq!(seen.len(), 20);
        assert_eq!(seen.iter().filter(|call| call.1 == [4711]).count(), 10);
        assert!(run.points.available() < PLENTY - 100);
    }
}

/// A run that ends badly ten levels down leaves all runs above it whole.
pub fn a_trap_stays_in_its_run(executor: &SuiteExecutor) {
    let level = compile(executor, &["nest", "add_one"], LEVEL);
    for (body, end) in [
        ("unreachable", RunEnd::Trap),
        ("i32.const -1 i32.load drop", RunEnd::Trap),
        ("call $fail", RunEnd::HookTrap),
        ("call $main", RunEnd::StackOverflow),
        ("i32.const 99 memory.grow drop", RunEnd::MemoryLimit),
    ] {
        let text = format!(r#"(func $main (export "main") {body})"#);
        let innermost = compile(executor, &["fail"], &text).instantiate().unwrap();
        let mut levels = (0..9).map(|_| level.instantiate().unwrap()).collect::<Vec<_>>();
        let mut outer = levels.pop().unwrap();
        let context = nested(innermost, levels);
        let run = outer.run("main", Box::new(context), Points::new(PLENTY), STACK_BUDGET);
        assert_eq!(run.end, Ok(RunEnd::Finished), "{body}");
        assert_eq!(run.context.ends.first(), Some(&end), "{body}");
        assert_eq!(run.context.ends.get(1..), Some(&[RunEnd::Finished; 8][..]), "{body}");
        let context = ends(&mut outer, "main", RunEnd::Finished);
        assert_eq!(context.calls.len(), 3);
    }
}

/// Instances of one module run on four threads at once, and move to another thread afterwards.
#[expect(clippy::disallowed_methods, reason = "the case is about threads")]
pub fn threads_run_their_own_instances(executor: &SuiteExecutor) {
    let body = r#"(func (export "main") (local i32)
        (local.set 0 (i32.const 100))
        (loop (br_if 0 (local.tee 0 (call $add_one (i32.sub (local.get 0) (i32.const 2)))))))
    (func (export "trap") unreachable)"#;
    let module = compile(executor, &["add_one"], body);
    let work = |mut guest: Guest| {
        for _ in 0..50 {
            let context = ends(&mut guest, "main", RunEnd::Finished);
            assert_eq!(context.calls.len(), 100);
            assert_eq!(run(&mut guest, "trap", PLENTY).end, Ok(RunEnd::Trap));
        }
        guest
    };
    let guests = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let guest = module.instantiate().unwrap();
                scope.spawn(move || work(guest))
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect::<Vec<_>>()
    });
    for guest in guests {
        drop(work(guest));
    }
}
