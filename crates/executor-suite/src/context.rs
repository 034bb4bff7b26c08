//! The context and the hooks of the suite.

use vm_core::{
    Hook, HookBinder, HookCall, HookTable, HookTrap, Instance, InterruptHandle, InterruptSource,
    Points, RunEnd,
};

/// What the hooks of the suite work on.
#[derive(Debug, Default)]
pub struct SuiteContext {
    /// The hooks that ran, with their arguments.
    pub calls: Vec<(&'static str, Vec<i64>)>,
    /// The memory as the last `snapshot` found it.
    pub memory: Vec<u8>,
    /// Stops runs.
    pub interrupt: InterruptHandle,
    /// The instances that `nest` runs, the next one last.
    pub nested: Vec<Box<dyn Instance<Self>>>,
    /// How the nested runs ended, the innermost first.
    pub ends: Vec<RunEnd>,
}

impl SuiteContext {
    fn record(&mut self, name: &'static str, arguments: &[i64]) {
        self.calls.push((name, arguments.to_vec()));
    }
}

impl InterruptSource for SuiteContext {
    fn is_interrupted(&self) -> bool {
        self.interrupt.is_raised()
    }
}

/// The hooks of the suite.
#[derive(Clone, Copy, Debug)]
pub struct SuiteTable;

type Call<'a> = HookCall<'a, SuiteContext>;

macro_rules! suite_hooks {
    ($($binder:ident $name:ident $kind:ident($($argument:ident: $type:ty),*) -> $result:ty = $body:expr;)*) => {
        $(
            #[derive(Debug)]
            struct $kind;

            impl Hook<SuiteContext> for $kind {
                const NAME: &'static str = stringify!($name);
                type Arguments = ($($type,)*);
                type Return = $result;

                fn call(mut call: Call<'_>, ($($argument,)*): Self::Arguments) -> Result<$result, HookTrap> {
                    call.context.record(Self::NAME, &[$(i64::from($argument)),*]);
                    let body: fn(&mut Call<'_>, $($type),*) -> Result<$result, HookTrap> = $body;
                    body(&mut call, $($argument),*)
                }
            }
        )*

        impl HookTable for SuiteTable {
            type Context = SuiteContext;

            fn bind<B: HookBinder<SuiteContext>>(binder: &mut B) {
                $(binder.$binder::<$kind, $($type),*>();)*
            }
        }
    };
}

suite_hooks! {
    hook0 nothing Nothing() -> () = |_| Ok(());
    hook1 add_one AddOne(value: i32) -> i32 = |_, value| Ok(value.wrapping_add(1));
    hook2 subtract Subtract(from: i64, value: i32) -> i64 = |_, from, value| {
        Ok(from.wrapping_sub(i64::from(value)))
    };
    hook3 three Three(one: i32, two: i64, three: i32) -> () = |_, _, _, _| Ok(());
    hook12 twelve Twelve(
        a: i32, b: i64, c: i32, d: i64, e: i32, f: i64, g: i32, h: i64, i: i32, j: i64, k: i32, l: i64
    ) -> i64 = |_, _, _, _, _, _, _, _, _, _, _, _, last| Ok(last);
    hook0 fail Fail() -> () = |_| Err(HookTrap);
    hook1 consume Consume(points: i64) -> () = |call, points| {
        call.points.consume(points.cast_unsigned());
        Ok(())
    };
    hook0 points_left PointsLeft() -> i64 = |call| Ok(call.points.available().cast_signed());
    hook2 write Write(place: i32, byte: i32) -> () = |call, place, byte| {
        let place = usize::try_from(place).map_err(|_| HookTrap)?;
        let byte = u8::try_from(byte).map_err(|_| HookTrap)?;
        call.memory.get_mut(place).map(|cell| *cell = byte).ok_or(HookTrap)
    };
    hook0 snapshot Snapshot() -> () = |call| {
        call.context.memory = call.memory.to_vec();
        Ok(())
    };
    hook0 interrupt Interrupt() -> () = |call| {
        call.context.interrupt.interrupt();
        Ok(())
    };
    hook0 nest Nest() -> i32 = nest;
    hook0 blow Blow() -> () = |_| std::panic::resume_unwind(Box::new("blown"));
}

/// Runs `main` of the next nested instance with the context of the caller; 1 when it finishes.
fn nest(call: &mut Call<'_>) -> Result<i32, HookTrap> {
    let Some(mut instance) = call.context.nested.pop() else {
        return Ok(0);
    };
    let context = Box::new(std::mem::take(call.context));
    let points = Points::new(call.points.available());
    let run = instance.run("main", context, points, crate::STACK_BUDGET);
    *call.context = *run.context;
    let used = call.points.available().saturating_sub(run.points.available());
    call.points.consume(used);
    let end = run.end.map_err(|_| HookTrap)?;
    call.context.ends.push(end);
    Ok(i32::from(end == RunEnd::Finished))
}
