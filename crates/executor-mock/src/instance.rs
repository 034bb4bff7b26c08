//! Scripts as modules and instances.

use crate::call::MockCall;
use crate::executor::Script;
use crate::hooks::Hooks;
use core::fmt;
use std::sync::Arc;
use vm_core::{CompileError, CompiledModule, Instance, InterruptSource, Points, Run, RunEnd};

const PAGE: usize = 64 << 10;

/// A script as a compiled module.
pub(crate) struct MockModule<C> {
    pub(crate) name: String,
    pub(crate) script: Arc<Script<C>>,
    pub(crate) hooks: Arc<Hooks<C>>,
}

impl<C> fmt::Debug for MockModule<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("MockModule").field("name", &self.name).finish_non_exhaustive()
    }
}

impl<C: InterruptSource + fmt::Debug + 'static> CompiledModule<C> for MockModule<C> {
    fn instantiate(&self) -> Result<Box<dyn Instance<C>>, CompileError> {
        Ok(Box::new(MockInstance {
            script: Arc::clone(&self.script),
            hooks: Arc::clone(&self.hooks),
            memory: vec![0; PAGE],
        }))
    }

    fn artifact(&self) -> Option<Vec<u8>> {
        Some(self.name.clone().into_bytes())
    }
}

struct MockInstance<C> {
    script: Arc<Script<C>>,
    hooks: Arc<Hooks<C>>,
    memory: Vec<u8>,
}

impl<C> fmt::Debug for MockInstance<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("MockInstance").field("hooks", &self.hooks).finish_non_exhaustive()
    }
}

impl<C: InterruptSource + fmt::Debug> Instance<C> for MockInstance<C> {
    /// Scripts have no stack of their own, so the stack budget is not used.
    fn run(&mut self, export: &str, mut context: Box<C>, mut points: Points, _: i32) -> Run<C> {
        let Some(function) = self.script.get(export) else {
            return Run { context, points, end: Ok(RunEnd::MissingExport) };
        };
        let mut call = MockCall {
            context: &mut *context,
            memory: &mut self.memory,
            points: &mut points,
            hooks: &self.hooks,
        };
        let end = match function(&mut call) {
            Ok(()) => Ok(RunEnd::Finished),
            Err(end) => end.into(),
        };
        Run { context, points, end }
    }

    fn reset(&mut self) -> bool {
        self.memory.fill(0);
        true
    }
}
