//! The executor: compiles modules and loads artifacts.

use crate::program::{Program, WasmerModule};
use crate::raw::{self, HostBodies};
use crate::{artifact, settings};
use core::fmt;
use std::sync::Arc;
use std::thread::ScopedJoinHandle;
use vm_core::{CompileError, CompiledModule, Executor, HookTable};
use wasmer_compiler::{Artifact, Engine};
use wasmer_types::target::Target;

/// Stack of the thread that compiles; what compiles functions has its own.
const COMPILER_STACK: usize = 8 << 20;

/// Runs metered modules with the hooks of the table `T` as native code.
///
/// Compiling takes some milliseconds, on all cores; loading an artifact takes tens of microseconds. An artifact is
/// native code and is run as it is: its digest finds damage, not forgery, so artifacts come from this node's own
/// storage only.
pub struct WasmerExecutor<T: HookTable> {
    bodies: HostBodies<T::Context>,
}

impl<T: HookTable> WasmerExecutor<T> {
    /// Binds the hook table, once for all modules.
    #[must_use]
    pub fn new() -> Self {
        wasmer_vm::init_traps();
        let mut bodies = HostBodies::new();
        T::bind(&mut bodies);
        Self { bodies }
    }
}

impl<T: HookTable> Default for WasmerExecutor<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: HookTable> fmt::Debug for WasmerExecutor<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("WasmerExecutor").field("bodies", &self.bodies).finish()
    }
}

impl<T: HookTable> Executor<T::Context> for WasmerExecutor<T> {
    fn identity(&self) -> &'static str {
        settings::identity()
    }

    fn compile(&self, metered: &[u8]) -> Result<Arc<dyn CompiledModule<T::Context>>, CompileError> {
        let engine = settings::engine(Target::default());
        engine.validate(metered).map_err(|_| CompileError::Refused)?;
        let code = compile_apart(&engine, metered)?;
        let program = Program::new(engine, code, &self.bodies)?;
        Ok(Arc::new(WasmerModule::new(program)))
    }

    fn load(&self, artifact: &[u8]) -> Result<Arc<dyn CompiledModule<T::Context>>, CompileError> {
        let engine = settings::engine(Target::default());
        let code = artifact::unpack(settings::identity(), artifact)
            .and_then(|code| raw::load(&engine, code.to_vec()))
            .ok_or(CompileError::ForeignArtifact)?;
        let program = Program::new(engine, code, &self.bodies)?;
        Ok(Arc::new(WasmerModule::new(program)))
    }
}

/// Compiles on a thread of its own. The compiler waits for a work-stealing pool; a caller that is itself
/// a worker of such a pool would meanwhile start on other transactions, on top of the one that it is at.
#[expect(
    clippy::disallowed_methods,
    reason = "the compiler has threads anyway; no guest runs on it"
)]
fn compile_apart(engine: &Engine, metered: &[u8]) -> Result<Arc<Artifact>, CompileError> {
    std::thread::scope(|scope| {
        let compiler = std::thread::Builder::new().stack_size(COMPILER_STACK);
        let compiler = compiler.spawn_scoped(scope, || engine.compile(metered));
        match compiler.map(ScopedJoinHandle::join) {
            Ok(Ok(code)) => code.map_err(|_| CompileError::Refused),
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => Err(CompileError::Instantiate),
        }
    })
}
