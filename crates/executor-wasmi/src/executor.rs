//! The executor: translates modules.

use crate::detours::detoured;
use crate::hooks::bind;
use crate::module::{Program, WasmiModule};
use core::fmt;
use core::marker::PhantomData;
use std::sync::Arc;
use vm_core::{CompileError, CompiledModule, Executor, HookTable};
use wasmi::{CompilationMode, Config, Engine, Module};

/// The frames of guests that wasmi allows on a stack: what the metering pass asks for, and some for hooks.
pub const MAXIMUM_FRAMES: usize = 40_960 + 64;

/// The bytes of wasmi's stack of values: far over what the metering pass lets a guest use.
pub const VALUE_STACK_BYTES: usize = 40 << 20;

/// The stack that a run starts with.
const FIRST_STACK_BYTES: usize = 64 << 10;

/// Runs metered modules with the hooks of the table `T`, interpreted.
///
/// Each module has an engine of its own, because an engine frees code only as a whole.
pub struct WasmiExecutor<T> {
    table: PhantomData<fn(T)>,
}

impl<T: HookTable> WasmiExecutor<T> {
    /// Makes the executor; the table is bound for each module.
    #[must_use]
    pub const fn new() -> Self {
        Self { table: PhantomData }
    }
}

impl<T: HookTable> Default for WasmiExecutor<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> fmt::Debug for WasmiExecutor<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("WasmiExecutor")
    }
}

/// The features that the metering pass accepts, and not more.
fn config() -> Config {
    let mut config = Config::default();
    config
        .set_max_stack_height(VALUE_STACK_BYTES)
        .set_min_stack_height(FIRST_STACK_BYTES)
        .set_max_recursion_depth(MAXIMUM_FRAMES)
        .wasm_multi_value(false)
        .wasm_multi_memory(false)
        .wasm_tail_call(false)
        .wasm_extended_const(false)
        .wasm_custom_page_sizes(false)
        .wasm_wide_arithmetic(false)
        .consume_fuel(false)
        .allow_start_fn(false)
        .ignore_custom_sections(true)
        // All at once, so that what wasmi refuses it refuses here and not in a run.
        .compilation_mode(CompilationMode::Eager);
    config
}

impl<T: HookTable> Executor<T::Context> for WasmiExecutor<T> {
    fn identity(&self) -> &'static str {
        "wasmi-2/eager"
    }

    fn compile(&self, metered: &[u8]) -> Result<Arc<dyn CompiledModule<T::Context>>, CompileError> {
        let engine = Engine::new(&config());
        let detoured = detoured(metered).ok_or(CompileError::Refused)?;
        let module = Module::new(&engine, detoured).map_err(|_| CompileError::Refused)?;
        let linker = bind::<T>(&engine, &module)?;
        Ok(Arc::new(WasmiModule(Arc::new(Program::new(module, linker)?))))
    }

    fn load(&self, _artifact: &[u8]) -> Result<Arc<dyn CompiledModule<T::Context>>, CompileError> {
        Err(CompileError::ForeignArtifact)
    }
}
