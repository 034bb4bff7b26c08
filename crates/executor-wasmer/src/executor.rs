//! The executor: compiles modules and loads artifacts.

use crate::program::{Program, WasmerModule};
use crate::raw::{self, HostBodies};
use crate::settings::Aim;
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
    aim: Aim,
}

impl<T: HookTable> WasmerExecutor<T> {
    /// Binds the hook table, once for all modules.
    #[must_use]
    pub fn new() -> Self {
        Self::with_aim(Aim::default())
    }

    /// As [`WasmerExecutor::new`], with an aim of the compiler.
    #[must_use]
    pub fn with_aim(aim: Aim) -> Self {
        wasmer_vm::init_traps();
        let mut bodies = HostBodies::new();
        T::bind(&mut bodies);
        Self { bodies, aim }
    }

    fn module(
        &self,
        engine: Engine,
        code: Arc<Artifact>,
    ) -> Result<Arc<dyn CompiledModule<T::Context>>, CompileError> {
        let program = Program::new(engine, code, &self.bodies)?;
        Ok(Arc::new(WasmerModule::new(program, self.identity())))
    }
}

impl<T: HookTable> Default for WasmerExecutor<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: HookTable> fmt::Debug for WasmerExecutor<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("WasmerExecutor");
        shown.field("bodies", &self.bodies).field("aim", &self.aim).finish()
    }
}

impl<T: HookTable> Executor<T::Context> for WasmerExecutor<T> {
    fn identity(&self) -> &'static str {
        settings::identity(self.aim)
    }

    fn compile(&self, metered: &[u8]) -> Result<Arc<dyn CompiledModule<T::Context>>, CompileError> {
        let engine = settings::engine(Target::default(), self.aim);
        engine.validate(metered).map_err(|_| CompileError::Refused)?;
        let code = compile_apart(&engine, metered)?;
        self.module(engine, code)
    }

    fn load(&self, artifact: &[u8]) -> Result<Arc<dyn CompiledModule<T::Context>>, CompileError> {
        let engine = settings::engine(Target::default(), self.aim);
        let code = artifact::unpack(self.identity(), artifact)
            .and_then(|code| raw::load(&engine, code.to_vec()))
            .ok_or(CompileError::ForeignArtifact)?;
        self.module(engine, code)
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
