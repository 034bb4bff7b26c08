//! Scripts run over the seam of executors.
#![cfg(test)]

use executor_mock::{MockCall, MockEnd, MockExecutor, Script, ScriptedFunction};
use std::sync::Arc;
use vm_core::{
    CompileError, Executor, Fault, Hook, HookBinder, HookCall, HookTable, HookTrap,
    InterruptHandle, InterruptSource, Points, Run, RunEnd,
};

#[derive(Debug, Default)]
struct Context {
    sums: Vec<i64>,
    interrupt: InterruptHandle,
}

impl InterruptSource for Context {
    fn is_interrupted(&self) -> bool {
        self.interrupt.is_raised()
    }
}

struct Add;

impl Hook<Context> for Add {
    const NAME: &'static str = "add";
    type Arguments = (i32, i64);
    type Return = i64;

    fn call(call: HookCall<'_, Context>, (one, two): (i32, i64)) -> Result<i64, HookTrap> {
        let sum = i64::from(one).checked_add(two).ok_or(HookTrap)?;
        call.context.sums.push(sum);
        call.memory[0] = 1;
        call.points.consume(10);
        Ok(sum)
    }
}

struct Table;

impl HookTable for Table {
    type Context = Context;

    fn bind<B: HookBinder<Context>>(binder: &mut B) {
        binder.hook2::<Add, i32, i64>();
    }
}

fn script(
    body: impl Fn(&mut MockCall<'_, Context>) -> Result<(), MockEnd> + Send + Sync + 'static,
) -> Script<Context> {
    let main: ScriptedFunction<Context> = Arc::new(body);
    Script::from([("main".to_owned(), main)])
}

fn run(script: Script<Context>, export: &str) -> Run<Context> {
    let executor = MockExecutor::<Table>::new();
    let code = executor.register("tested", script);
    let module = executor.compile(&code).unwrap();
    module.instantiate().unwrap().run(export, Box::default(), Points::new(100), 0)
}

#[test]
fn hooks_get_their_arguments_and_give_their_result() {
    let run = run(
        script(|call| {
            let minus_one = u64::from(u32::MAX);
            assert_eq!(call.hook("add", &[minus_one, 5])?, 4);
            assert_eq!(call.memory()[0], 1);
            assert_eq!(call.points().available(), 90);
            call.hook("add", &[0, 7]).map(|_| ())
        }),
        "main",
    );
    assert_eq!(run.end, Ok(RunEnd::Finished));
    assert_eq!(run.context.sums, [4, 7]);
    assert_eq!(run.points.available(), 80);
}

#[test]
fn scripts_end_as_guests_do() {
    let i64_max = i64::MAX.cast_unsigned();
    for (script, export, end) in [
        (script(|_| Ok(())), "main", Ok(RunEnd::Finished)),
        (script(|_| Ok(())), "other", Ok(RunEnd::MissingExport)),
        (script(|call| call.consume(99)), "main", Ok(RunEnd::Finished)),
        (script(|call| call.consume(100)), "main", Ok(RunEnd::OutOfPoints)),
        (script(|_| Err(MockEnd::Run(RunEnd::Trap))), "main", Ok(RunEnd::Trap)),
        (script(|call| call.write(65_536, &[1]).map(|_| ())), "main", Ok(RunEnd::Trap)),
        (
            script(move |call| call.hook("add", &[1, i64_max]).map(|_| ())),
            "main",
            Ok(RunEnd::HookTrap),
        ),
        (
            script(|call| call.hook("add", &[1]).map(|_| ())),
            "main",
            Err(Fault::Invariant("the hook has another number of parameters")),
        ),
        (
            script(|call| call.hook("subtract", &[]).map(|_| ())),
            "main",
            Err(Fault::Invariant("no hook has this name")),
        ),
        (
            script(|call| {
                call.context().interrupt.interrupt();
                call.consume(1)
            }),
            "main",
            Ok(RunEnd::Interrupted),
        ),
    ] {
        assert_eq!(run(script, export).end, end);
    }
}

#[test]
fn code_and_artifacts_find_their_script() {
    let executor = MockExecutor::<Table>::new();
    let one = executor.register("one", script(|call| call.hook("add", &[0, 1]).map(|_| ())));
    let two = executor.register("two", script(|call| call.hook("add", &[0, 2]).map(|_| ())));
    for (code, sum) in [(&one[..], 1), (&two, 2), (b"one", 1), (b"two", 2)] {
        let module = executor.compile(code).unwrap();
        let again = executor.load(&module.artifact().unwrap()).unwrap();
        for module in [module, again] {
            let mut instance = module.instantiate().unwrap();
            let run = instance.run("main", Box::default(), Points::new(100), 0);
            assert_eq!(run.context.sums, [sum]);
        }
    }
    assert_eq!(executor.compile(b"three").map(|_| ()), Err(CompileError::Refused));
    assert_eq!(executor.load(b"three").map(|_| ()), Err(CompileError::ForeignArtifact));
}

#[test]
fn a_reset_clears_memory() {
    let executor = MockExecutor::<Table>::new();
    let code = executor.register(
        "tested",
        script(|call| {
            assert_eq!(call.read(9, 1)?, [0]);
            let [place, length] = call.write(9, &[3])?;
            assert_eq!((place, length), (9, 1));
            assert_eq!(call.read(8, 3)?, [0, 3, 0]);
            Ok(())
        }),
    );
    let mut instance = executor.compile(&code).unwrap().instantiate().unwrap();
    for _ in 0..3 {
        let run = instance.run("main", Box::default(), Points::new(100), 0);
        assert_eq!(run.end, Ok(RunEnd::Finished));
        assert!(instance.reset());
    }
}

#[test]
fn the_metering_pass_keeps_what_names_a_script() {
    let executor = MockExecutor::<Table>::new();
    let code = executor.register("metered", script(|_| Ok(())));
    let costs = wasm_metering::OperatorCosts::from_lookup(|_| Some(1)).unwrap();
    let limits = wasm_metering::Limits::production();
    let metered = wasm_metering::meter(&code, &costs, &limits, &|_| None).unwrap();
    assert_eq!(metered.exports, ["script:metered", "main"]);
    assert!(executor.compile(&metered.wasm).is_ok());
}
