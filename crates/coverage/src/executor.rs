//! An engine that counts.

use crate::counts::{Coverage, ModuleCounts};
use core::fmt::Debug;
use std::sync::Arc;
use vm_core::{CompileError, CompiledModule, Executor, Instance, ModuleOrigin, Points, Run};

/// Runs modules on an engine that tells the values of globals (`vm_core::Instance::global`), with counters
/// in them.
#[derive(Debug)]
pub struct CoverageExecutor<C> {
    engine: Arc<dyn Executor<C>>,
    coverage: Arc<Coverage>,
}

impl<C> CoverageExecutor<C> {
    /// An executor on an engine that adds to these counts.
    #[must_use]
    pub const fn new(engine: Arc<dyn Executor<C>>, coverage: Arc<Coverage>) -> Self {
        Self { engine, coverage }
    }
}

impl<C: Debug + Send + 'static> Executor<C> for CoverageExecutor<C> {
    fn identity(&self) -> &'static str {
        "coverage"
    }

    /// A module of unknown origin is not counted.
    fn compile(&self, metered: &[u8]) -> Result<Arc<dyn CompiledModule<C>>, CompileError> {
        self.engine.compile(metered)
    }

    fn compile_from(
        &self,
        metered: &[u8],
        origin: &dyn Fn() -> Option<ModuleOrigin>,
    ) -> Result<Arc<dyn CompiledModule<C>>, CompileError> {
        let counts = origin().and_then(|origin| self.coverage.module(&origin, metered));
        let Some((counts, counting)) = counts else {
            return self.engine.compile(metered);
        };
        let module = self.engine.compile(&counting)?;
        Ok(Arc::new(CountingModule { module, counts }))
    }

    /// Nothing with counters is kept.
    fn load(&self, _artifact: &[u8]) -> Result<Arc<dyn CompiledModule<C>>, CompileError> {
        Err(CompileError::ForeignArtifact)
    }
}

#[derive(Debug)]
struct CountingModule<C> {
    module: Arc<dyn CompiledModule<C>>,
    counts: Arc<ModuleCounts>,
}

impl<C: Debug + Send + 'static> CompiledModule<C> for CountingModule<C> {
    fn instantiate(&self) -> Result<Box<dyn Instance<C>>, CompileError> {
        let instance = self.module.instantiate()?;
        let counts = Arc::clone(&self.counts);
        let seen = vec![0; counts.counters.len()];
        Ok(Box::new(CountingInstance { instance, counts, seen }))
    }

    fn artifact(&self) -> Option<Vec<u8>> {
        None
    }
}

#[derive(Debug)]
struct CountingInstance<C> {
    instance: Box<dyn Instance<C>>,
    counts: Arc<ModuleCounts>,
    /// The counters as they were read last.
    seen: Vec<u64>,
}

impl<C: Debug + Send + 'static> Instance<C> for CountingInstance<C> {
    fn run(&mut self, export: &str, context: Box<C>, points: Points, stack_budget: i32) -> Run<C> {
        let run = self.instance.run(export, context, points, stack_budget);
        let counters = self.counts.counters.iter().zip(&mut self.seen);
        self.counts.add(counters.map(|(name, seen)| {
            let now = self.instance.global(name).unwrap_or(*seen);
            let before = core::mem::replace(seen, now);
            now.wrapping_sub(before)
        }));
        run
    }

    fn global(&mut self, name: &str) -> Option<u64> {
        self.instance.global(name)
    }

    /// Starts the counters again too: they are globals like others.
    fn reset(&mut self) -> bool {
        self.seen.fill(0);
        self.instance.reset()
    }
}
