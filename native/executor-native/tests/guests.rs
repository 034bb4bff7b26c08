// SPDX-License-Identifier: GPL-3.0-only
//! The cases of the executors' suite for native contracts: ends, nesting, threads; and closures in their place.
#![cfg(test)]

use executor_native::{NativeExecutor, hook};
use executor_suite::{STACK_BUDGET, SuiteContext, SuiteTable, metered};
use executor_wasmer::WasmerExecutor;
use multiversx_sc::contract_base::CallableContract;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use vm_core::{
    CompileError, CompiledModule, Executor, Fault, Instance, ModuleOrigin, Points, Run, RunEnd,
};

type Module = Arc<dyn CompiledModule<SuiteContext>>;

const CODE: &[u8] = b"the code that stands for the script";
const PLENTY: u64 = 1_000_000;

/// A contract that does what its function is named after.
struct Script;

/// Calls `nothing` when it goes out of scope, which WASM does not do on the way out.
struct Last;

impl Drop for Last {
    fn drop(&mut self) {
        hook("nothing", &[], &mut []);
    }
}

impl CallableContract for Script {
    fn call(&self, function: &str) -> bool {
        match function {
            "finish" => {
                let sum = hook("add_one", &[u64::from(u32::MAX)], &mut []);
                let least = i64::MIN.cast_unsigned();
                let difference = hook("subtract", &[least, u64::from(u32::MAX)], &mut []);
                hook("three", &[sum, difference, 5], &mut []);
            }
            "memory" => {
                let mut memory = *b"memory";
                hook("write", &[3, u64::from(b'O')], &mut memory);
                hook("snapshot", &[], &mut memory);
            }
            "hook" => {
                let _last = Last;
                hook("fail", &[], &mut []);
                hook("nothing", &[], &mut []);
            }
            "caught" => {
                let _ = catch_unwind(|| hook("fail", &[], &mut []));
                hook("nothing", &[], &mut []);
            }
            "panic" => {
                let _last = Last;
                panic!("on request");
            }
            "blow" => {
                let _last = Last;
                hook("blow", &[], &mut []);
            }
            "swallow" => {
                let _ = catch_unwind(|| hook("blow", &[], &mut []));
            }
            "points" => loop {
                hook("consume", &[1_000], &mut []);
            },
            "interrupt" => loop {
                hook("interrupt", &[], &mut []);
            },
            "unknown" => {
                hook("no such hook", &[], &mut []);
            }
            "shape" => {
                hook("add_one", &[], &mut []);
            }
            "nest" => {
                let finished = hook("nest", &[], &mut []);
                hook("add_one", &[finished], &mut []);
            }
            _ => return false,
        }
        true
    }
}

fn executor() -> NativeExecutor<SuiteTable> {
    let executor = NativeExecutor::around(Arc::new(WasmerExecutor::<SuiteTable>::new()));
    executor.register_object(CODE, Box::new(Script));
    executor
}

fn compile(executor: &NativeExecutor<SuiteTable>, code: &[u8]) -> Result<Module, CompileError> {
    let original = vm_core::Bytes::copy_from_slice(code);
    let origin = move || Some(ModuleOrigin { original: original.clone(), operators: Vec::new() });
    executor.compile_from(code, &origin)
}

fn module() -> Module {
    compile(&executor(), CODE).unwrap()
}

fn run(guest: &mut dyn Instance<SuiteContext>, export: &str) -> Run<SuiteContext> {
    guest.run(export, Box::default(), Points::new(PLENTY), STACK_BUDGET)
}

fn names(run: &Run<SuiteContext>) -> Vec<&'static str> {
    run.context.calls.iter().map(|(name, _)| *name).collect()
}

#[test]
fn hooks_get_their_arguments_and_memory() {
    let mut guest = module().instantiate().unwrap();
    let finished = run(&mut *guest, "finish");
    assert_eq!(finished.end, Ok(RunEnd::Finished));
    assert_eq!(
        finished.context.calls,
        [
            ("add_one", vec![-1]),
            ("subtract", vec![i64::MIN, -1]),
            ("three", vec![0, i64::MIN + 1, 5]),
        ]
    );
    let memory = run(&mut *guest, "memory");
    assert_eq!(memory.end, Ok(RunEnd::Finished));
    assert_eq!(memory.context.memory, b"memOry");
}

#[test]
fn every_end_gives_the_context_back() {
    let mut guest = module().instantiate().unwrap();
    for (export, end, calls) in [
        ("finish", Ok(RunEnd::Finished), &["add_one", "subtract", "three"][..]),
        ("hook", Ok(RunEnd::HookTrap), &["fail"]),
        ("caught", Ok(RunEnd::HookTrap), &["fail"]),
        // These hooks have no message for a panic, so it is a trap.
        ("panic", Ok(RunEnd::Trap), &[]),
        ("interrupt", Ok(RunEnd::Interrupted), &["interrupt"]),
        ("absent", Ok(RunEnd::MissingExport), &[]),
        ("unknown", Err(Fault::Invariant("no hook has this name")), &[]),
        ("shape", Err(Fault::Invariant("the hook has another number of parameters")), &[]),
        ("swallow", Err(Fault::Invariant("a panic of a hook was caught")), &["blow"]),
    ] {
        let context = SuiteContext { memory: export.into(), ..SuiteContext::default() };
        let run = guest.run(export, Box::new(context), Points::new(PLENTY), STACK_BUDGET);
        assert_eq!(run.end, end, "{export}");
        assert_eq!(run.context.memory, export.as_bytes());
        assert_eq!(names(&run), calls, "{export}");
        assert!(guest.reset());
    }
}

#[test]
fn points_end_at_the_next_hook() {
    let mut guest = module().instantiate().unwrap();
    for (limit, hooks) in [(0, 0), (1, 1), (1_000, 1), (1_001, 2), (10_000, 10)] {
        let run = guest.run("points", Box::default(), Points::new(limit), STACK_BUDGET);
        assert_eq!(run.end, Ok(RunEnd::OutOfPoints));
        assert_eq!(run.context.calls.len(), hooks, "{limit}");
        assert!(run.points.total() <= 0);
    }
}

#[test]
fn a_panic_of_a_hook_reaches_the_caller() {
    for _ in 0..3 {
        let mut guest = module().instantiate().unwrap();
        let caught = catch_unwind(AssertUnwindSafe(|| run(&mut *guest, "blow")));
        assert_eq!(caught.unwrap_err().downcast_ref(), Some(&"blown"));
    }
    let mut guest = module().instantiate().unwrap();
    assert_eq!(run(&mut *guest, "finish").end, Ok(RunEnd::Finished));
}

/// Native contracts and WASM in turn, ten deep, with each end in the innermost.
#[test]
fn runs_nest_with_those_of_the_engine() {
    let executor = executor();
    let native = compile(&executor, CODE).unwrap();
    let body = r#"(func (export "main") (drop (call $add_one (call $nest))))"#;
    let wasm = executor.compile(&metered(&["nest", "add_one"], body)).unwrap();
    for (innermost, end) in [
        ("finish", RunEnd::Finished),
        ("hook", RunEnd::HookTrap),
        ("panic", RunEnd::Trap),
        ("absent", RunEnd::MissingExport),
    ] {
        let bottom: Box<dyn Instance<_>> =
            Box::new(Renamed(native.instantiate().unwrap(), innermost));
        let mut nested = vec![bottom];
        for level in 0..9 {
            nested.push(match level % 2 {
                0 => wasm.instantiate().unwrap(),
                _ => Box::new(Renamed(native.instantiate().unwrap(), "nest")),
            });
        }
        let mut outer = native.instantiate().unwrap();
        let context = SuiteContext { nested, ..SuiteContext::default() };
        let run = outer.run("nest", Box::new(context), Points::new(PLENTY), STACK_BUDGET);
        assert_eq!(run.end, Ok(RunEnd::Finished), "{innermost}");
        assert_eq!(run.context.ends.first(), Some(&end), "{innermost}");
        assert_eq!(run.context.ends.get(1..), Some(&[RunEnd::Finished; 9][..]));
    }
}

/// An instance whose `main` is another export.
#[derive(Debug)]
struct Renamed(Box<dyn Instance<SuiteContext>>, &'static str);

impl Instance<SuiteContext> for Renamed {
    fn run(
        &mut self,
        _: &str,
        context: Box<SuiteContext>,
        points: Points,
        stack_budget: i32,
    ) -> Run<SuiteContext> {
        self.0.run(self.1, context, points, stack_budget)
    }

    fn reset(&mut self) -> bool {
        self.0.reset()
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "runs beside each other are what is tested")]
fn threads_run_their_own_instances() {
    let module = module();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..100 {
                    let mut guest = module.instantiate().unwrap();
                    assert_eq!(run(&mut *guest, "finish").context.calls.len(), 3);
                    assert_eq!(run(&mut *guest, "hook").end, Ok(RunEnd::HookTrap));
                }
            });
        }
    });
}

#[test]
fn other_code_goes_to_the_engine() {
    let executor = executor();
    let code = metered(&["nothing"], r#"(func (export "main") call $nothing)"#);
    for module in [executor.compile(&code), compile(&executor, &code)] {
        let module = module.unwrap();
        assert_eq!(names(&run(&mut *module.instantiate().unwrap(), "main")), ["nothing"]);
        let loaded = executor.load(&module.artifact().unwrap()).unwrap();
        assert_eq!(names(&run(&mut *loaded.instantiate().unwrap(), "main")), ["nothing"]);
    }
    let unknown = compile(&executor, b"no module").map(|_| ());
    assert_eq!(unknown, Err(CompileError::Refused));
    assert!(compile(&executor, CODE).unwrap().artifact().is_none());
}

#[test]
#[should_panic(expected = "no contract runs on this thread")]
fn hooks_need_a_run() {
    hook("nothing", &[], &mut []);
}

#[test]
fn a_closure_runs_in_the_place_of_an_export_once() {
    let executor = executor();
    let mut guest = compile(&executor, CODE).unwrap().instantiate().unwrap();
    let first = executor.replace(CODE, "finish", || hook("add_one", &[1], &mut [])).unwrap();
    let second = executor.replace(CODE, "finish", || hook("add_one", &[5], &mut [])).unwrap();
    let other = executor.replace(CODE, "absent", || ()).unwrap();
    drop(executor.replace(CODE, "finish", || hook("nothing", &[], &mut [])));
    assert_eq!(run(&mut *guest, "finish").context.calls, [("add_one", vec![1])]);
    assert_eq!(run(&mut *guest, "finish").context.calls, [("add_one", vec![5])]);
    assert_eq!(run(&mut *guest, "finish").context.calls.len(), 3);
    assert_eq!((first.result(), second.result()), (Some(2), Some(6)));
    assert_eq!(run(&mut *guest, "absent").end, Ok(RunEnd::Finished));
    assert_eq!(other.result(), Some(()));
    assert!(executor.replace(b"other code", "finish", || ()).is_none());

    let waiting = executor.replace(CODE, "finish", || ()).unwrap();
    assert_eq!(waiting.result(), None);
    assert_eq!(run(&mut *guest, "finish").context.calls.len(), 3);
}

#[test]
fn a_closure_ends_as_a_contract_or_fails_the_test() {
    let executor = executor();
    let mut guest = compile(&executor, CODE).unwrap().instantiate().unwrap();
    let stopped = executor.replace(CODE, "finish", || hook("fail", &[], &mut [])).unwrap();
    assert_eq!(run(&mut *guest, "finish").end, Ok(RunEnd::HookTrap));
    assert_eq!(stopped.result(), None);

    let failed = executor.replace(CODE, "finish", || assert_eq!(1, 2, "numbers")).unwrap();
    assert_eq!(run(&mut *guest, "finish").end, Ok(RunEnd::Trap));
    let panic = catch_unwind(AssertUnwindSafe(|| failed.result())).unwrap_err();
    assert!(panic.downcast_ref::<String>().unwrap().contains("numbers"));

    let blown = executor.replace(CODE, "finish", || hook("blow", &[], &mut [])).unwrap();
    let caught = catch_unwind(AssertUnwindSafe(|| run(&mut *guest, "finish")));
    assert_eq!(caught.unwrap_err().downcast_ref(), Some(&"blown"));
    assert_eq!(blown.result(), None);
}
