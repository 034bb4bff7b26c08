//! The seam of WASM engines: an executor compiles and runs metered modules and knows no protocol.
//!
//! The host side is described by a [`HookTable`]: a list of zero-sized [`Hook`] types over one
//! context type `C`. An engine walks the table once with its [`HookBinder`] and gets a statically
//! typed, capture-free function for every import; it never sees what a hook does.
//!
//! Counters live in the module itself, put there by the metering pass before any engine sees it:
//! see [`Points`] for how engine and hooks share them.

use crate::{Bytes, Fault};
use core::fmt::Debug;
use std::sync::Arc;
use thiserror::Error;

/// Name of the exported global that counts down the points of the current slice (mutable, i64).
pub const POINTS_GLOBAL: &str = "sovereign_points_left";
/// Name of the exported global that counts down the stack-height budget (mutable, i32).
pub const STACK_GLOBAL: &str = "sovereign_stack_left";
/// Module name of the imports that the metering pass adds.
pub const METERING_MODULE: &str = "sovereign";
/// Import called when the points of the slice are used up: refills the slice, or traps.
pub const POINTS_EXHAUSTED: &str = "points_exhausted";
/// Import called when the stack-height budget is used up; always traps.
pub const STACK_OVERFLOW: &str = "stack_overflow";
/// Import called when a `memory.grow` breaks the limits of the schedule; always traps.
pub const MEMORY_LIMIT: &str = "memory_limit";
/// Module name of the protocol's hooks.
pub const HOOK_MODULE: &str = "env";

/// A value that crosses the border of a WASM module; only `i32` and `i64` are.
pub trait WasmValue: sealed::Sealed + Copy + Send + 'static {
    /// The WASM type of the value.
    const TYPE: WasmType;

    /// The value in the low bits, for engines that pass values in 64-bit cells.
    #[must_use]
    fn from_bits(bits: u64) -> Self;

    /// The value in the low bits, the others zero.
    #[must_use]
    fn to_bits(self) -> u64;
}

/// The two number types of the border; floats are refused by the metering pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WasmType {
    /// 32-bit integer.
    I32,
    /// 64-bit integer.
    I64,
}

impl WasmValue for i32 {
    const TYPE: WasmType = WasmType::I32;

    fn from_bits(bits: u64) -> Self {
        let [one, two, three, four, ..] = bits.to_le_bytes();
        Self::from_le_bytes([one, two, three, four])
    }

    fn to_bits(self) -> u64 {
        u64::from(self.cast_unsigned())
    }
}

impl WasmValue for i64 {
    const TYPE: WasmType = WasmType::I64;

    fn from_bits(bits: u64) -> Self {
        bits.cast_signed()
    }

    fn to_bits(self) -> u64 {
        self.cast_unsigned()
    }
}

/// What a hook returns into the module: nothing, an `i32` or an `i64`.
pub trait WasmReturn: sealed::Sealed + Copy + Send + 'static {
    /// The WASM type, or nothing.
    const TYPE: Option<WasmType>;

    /// The value in the low bits of a 64-bit cell; zero for nothing.
    #[must_use]
    fn to_bits(self) -> u64;

    /// The value in the low bits of a 64-bit cell.
    #[must_use]
    fn from_bits(bits: u64) -> Self;
}

impl WasmReturn for () {
    const TYPE: Option<WasmType> = None;

    fn to_bits(self) -> u64 {
        0
    }

    fn from_bits(_bits: u64) -> Self {}
}

impl WasmReturn for i32 {
    const TYPE: Option<WasmType> = Some(WasmType::I32);

    fn to_bits(self) -> u64 {
        WasmValue::to_bits(self)
    }

    fn from_bits(bits: u64) -> Self {
        WasmValue::from_bits(bits)
    }
}

impl WasmReturn for i64 {
    const TYPE: Option<WasmType> = Some(WasmType::I64);

    fn to_bits(self) -> u64 {
        WasmValue::to_bits(self)
    }

    fn from_bits(bits: u64) -> Self {
        WasmValue::from_bits(bits)
    }
}

/// Keeps the value types to those whose calling convention every engine knows.
mod sealed {
    #[expect(unnameable_types, reason = "nobody else shall implement it")]
    pub trait Sealed {}
    impl Sealed for () {}
    impl Sealed for i32 {}
    impl Sealed for i64 {}
}

/// The points that a run may still use: a slice that the module counts down, and a reserve.
///
/// `left` mirrors the module's global while a hook runs; the engine loads it before the hook and
/// stores it after. When the module finds `left <= 0` it calls `points_exhausted`: the engine asks
/// the interrupt handle, then moves up to [`Points::SLICE`] from the reserve, or traps when the sum
/// is not positive. So every endless loop meets the host regularly, at no cost in the loop itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Points {
    /// Points left in the current slice; not positive once it is used up.
    pub left: i64,
    /// Points that have not been handed to the module yet.
    pub reserve: u64,
}

impl Points {
    /// The largest slice handed to a module at once: at most some milliseconds of the slowest engine.
    pub const SLICE: u64 = 1_000_000;

    /// The least that a module finds: it takes its next operators' price before it checks, and that must not wrap.
    const LEAST: i64 = i64::MIN / 2;

    /// Points for a run that may use `limit`. Production compares `used >= limit`, so a run that
    /// uses exactly its limit at a check is out of gas.
    #[inline]
    #[must_use]
    pub fn new(limit: u64) -> Self {
        let slice = limit.min(Self::SLICE);
        Self { left: i64::try_from(slice).unwrap_or(0), reserve: limit.saturating_sub(slice) }
    }

    /// All points left, slice and reserve; negative when more was used than there was.
    #[inline]
    #[must_use]
    pub fn total(&self) -> i128 {
        i128::from(self.left).saturating_add(i128::from(self.reserve))
    }

    /// Points left for the host to use, at least zero.
    #[inline]
    #[must_use]
    pub fn available(&self) -> u64 {
        u64::try_from(self.total().max(0)).unwrap_or(u64::MAX)
    }

    /// Takes `amount`, going below zero when there is less; the next check then ends the run.
    #[inline]
    pub fn consume(&mut self, amount: u64) {
        match i64::try_from(amount) {
            Ok(small) if self.left > small => self.left = self.left.saturating_sub(small),
            _ => self.set_total(self.total().saturating_sub(i128::from(amount))),
        }
    }

    /// Gives `amount` back.
    pub fn restore(&mut self, amount: u64) {
        self.reserve = self.reserve.saturating_add(amount);
    }

    /// Hands the module its next slice; false when nothing positive is left.
    pub fn refill(&mut self) -> bool {
        let total = self.total();
        self.set_total(total);
        total > 0
    }

    fn set_total(&mut self, total: i128) {
        let slice = total.min(i128::from(Self::SLICE));
        self.left = i64::try_from(slice).unwrap_or(Self::LEAST).max(Self::LEAST);
        self.reserve = u64::try_from(total.saturating_sub(slice).max(0)).unwrap_or(u64::MAX);
    }
}

/// The trap that a hook raises in the module which called it; the reason is kept in the context.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a hook stopped the execution")]
pub struct HookTrap;

/// What a hook may touch while it runs: the host context, the guest's memory and its points.
#[derive(Debug)]
pub struct HookCall<'a, C> {
    /// The host's context, which owns the session.
    pub context: &'a mut C,
    /// The linear memory of the calling instance, whole.
    pub memory: &'a mut [u8],
    /// The points of the calling instance.
    pub points: &'a mut Points,
}

/// One host function: a zero-sized type, so that an engine can call it without a capture.
pub trait Hook<C>: 'static {
    /// Name of the import in module `env`.
    const NAME: &'static str;
    /// The parameters, a tuple of [`WasmValue`]s.
    type Arguments;
    /// The result.
    type Return: WasmReturn;

    /// Runs the hook.
    ///
    /// # Errors
    /// [`HookTrap`] when the execution of the calling module ends here.
    fn call(call: HookCall<'_, C>, arguments: Self::Arguments) -> Result<Self::Return, HookTrap>;
}

/// Shape of one hook, for validation and documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HookSignature {
    /// Name of the import in module `env`.
    pub name: &'static str,
    /// Types of the parameters.
    pub parameters: &'static [WasmType],
    /// Type of the result, if any.
    pub result: Option<WasmType>,
}

/// Calls a macro with a row `hookN(A1, ..., AN);` for each number of parameters that a hook may have.
///
/// Who implements [`HookBinder`] writes one method a row.
#[macro_export]
macro_rules! for_each_hook_arity {
    ($rows:ident) => {
        $rows! {
            hook0();
            hook1(A1);
            hook2(A1, A2);
            hook3(A1, A2, A3);
            hook4(A1, A2, A3, A4);
            hook5(A1, A2, A3, A4, A5);
            hook6(A1, A2, A3, A4, A5, A6);
            hook7(A1, A2, A3, A4, A5, A6, A7);
            hook8(A1, A2, A3, A4, A5, A6, A7, A8);
            hook9(A1, A2, A3, A4, A5, A6, A7, A8, A9);
            hook10(A1, A2, A3, A4, A5, A6, A7, A8, A9, A10);
            hook11(A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11);
            hook12(A1, A2, A3, A4, A5, A6, A7, A8, A9, A10, A11, A12);
        }
    };
}

macro_rules! hook_binder {
    ($($method:ident($($letter:ident),*);)*) => {
        /// An engine's side of the hook table: one method per number of parameters.
        pub trait HookBinder<C> {
            $(
                /// Binds a hook with this number of parameters.
                fn $method<H, $($letter: WasmValue),*>(&mut self)
                where
                    H: Hook<C, Arguments = ($($letter,)*)>;
            )*
        }
    };
}

for_each_hook_arity!(hook_binder);

/// The host functions of one protocol, over one context type.
pub trait HookTable: Send + Sync + 'static {
    /// What every hook of the table works on; owns the session during a run.
    type Context: InterruptSource + Debug + Send + 'static;

    /// Hands every hook of the table to the binder, in the table's order.
    fn bind<B: HookBinder<Self::Context>>(binder: &mut B);
}

/// Lets an engine ask, between two slices of points, whether the run shall stop.
pub trait InterruptSource {
    /// Whether the node asked to stop whatever runs.
    fn is_interrupted(&self) -> bool;
}

/// Why a metered module could not be compiled or instantiated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CompileError {
    /// The engine refused the module, although the metering pass accepted it.
    #[error("the engine refused the module")]
    Refused,
    /// The module imports a function that is not in the hook table.
    #[error("the module imports an unknown function")]
    UnknownImport,
    /// The artifact was made by another engine, version or machine.
    #[error("the artifact does not fit this engine")]
    ForeignArtifact,
    /// The instance could not be made, for instance for want of memory.
    #[error("the instance could not be made")]
    Instantiate,
}

/// How the run of an export ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunEnd {
    /// The export returned.
    Finished,
    /// The points were used up.
    OutOfPoints,
    /// The deterministic stack-height limit was reached.
    StackOverflow,
    /// A `memory.grow` broke the schedule's limits.
    MemoryLimit,
    /// A hook ended the execution; the context knows why.
    HookTrap,
    /// The guest trapped: unreachable, out of bounds, division by zero, bad indirect call, or any
    /// other trap. The kinds are one class, because engines tell them apart differently.
    Trap,
    /// The module has no such export, or the export is not a function without parameters.
    MissingExport,
    /// The interrupt handle stopped the run.
    Interrupted,
}

/// What an instance gives back after a run.
#[derive(Debug)]
pub struct Run<C> {
    /// The context that was moved in.
    pub context: Box<C>,
    /// Points as the module left them.
    pub points: Points,
    /// How it ended; [`Fault`] when the engine itself is broken, never for what a guest does.
    pub end: Result<RunEnd, Fault>,
}

/// What a metered module was made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleOrigin {
    /// The code of the contract.
    pub original: Bytes,
    /// For each function with a body, in order: its operators, with their offset in the original module
    /// and in the body of the metered function, locals included.
    pub operators: Vec<Vec<(u32, u32)>>,
}

/// A WASM engine under SpaceVM.
///
/// Duties: (1) accept every module that the metering pass accepts; (2) bind every hook of the table
/// under module `env`, and the three metering imports under [`METERING_MODULE`]; (3) report ends as
/// [`RunEnd`], exactly as another engine would; (4) keep [`Points`] and the module's global equal at
/// every crossing; (5) reset an instance to the bytes it had after instantiation.
pub trait Executor<C>: Debug + Send + Sync {
    /// Engine, version and settings; part of the key under which artifacts are kept.
    fn identity(&self) -> &'static str;

    /// Compiles a metered module.
    ///
    /// # Errors
    /// [`CompileError`] when the engine refuses the module or an import is unknown.
    fn compile(&self, metered: &[u8]) -> Result<Arc<dyn CompiledModule<C>>, CompileError>;

    /// As [`Self::compile`], for a tool around an engine that has to know what the module was made of.
    /// An engine has no use for it; to ask `origin` costs another metering pass.
    ///
    /// # Errors
    /// As [`Self::compile`].
    fn compile_from(
        &self,
        metered: &[u8],
        origin: &dyn Fn() -> Option<ModuleOrigin>,
    ) -> Result<Arc<dyn CompiledModule<C>>, CompileError> {
        let _ = origin;
        self.compile(metered)
    }

    /// Loads an artifact that [`CompiledModule::artifact`] of the same engine gave.
    ///
    /// # Errors
    /// [`CompileError::ForeignArtifact`] when it does not fit.
    fn load(&self, artifact: &[u8]) -> Result<Arc<dyn CompiledModule<C>>, CompileError>;
}

/// A compiled module, shared between workers.
pub trait CompiledModule<C>: Debug + Send + Sync {
    /// Makes an instance of the module.
    ///
    /// # Errors
    /// [`CompileError::Instantiate`] when the engine cannot.
    fn instantiate(&self) -> Result<Box<dyn Instance<C>>, CompileError>;

    /// The bytes from which the module can be loaded again, if the engine has such a form.
    fn artifact(&self) -> Option<Vec<u8>>;
}

/// An instance of a module, owned by one worker.
pub trait Instance<C>: Debug + Send {
    /// Runs an export with the context moved in, `points` to use and a stack budget in the units of
    /// the metering pass.
    fn run(&mut self, export: &str, context: Box<C>, points: Points, stack_budget: i32) -> Run<C>;

    /// The bits of an exported global after a run, however that ended. `None` where there is none, or where
    /// the engine does not tell: nothing but tools ask.
    fn global(&mut self, name: &str) -> Option<u64> {
        let _ = name;
        None
    }

    /// Puts memory, globals and tables back to what they were after instantiation. False when the
    /// engine cannot; the instance is then dropped.
    fn reset(&mut self) -> bool;
}
