//! A translated module with its bindings.

use crate::host::{Host, Link};
use crate::instance::{Running, WasmiInstance};
use core::fmt;
use std::sync::Arc;
use vm_core::{CompileError, CompiledModule, Instance, POINTS_GLOBAL, STACK_GLOBAL};
use wasmi::{ExternType, GlobalType, Linker, Memory, Module, Mutability, Store, ValType};

/// What all instances of a module share.
pub(crate) struct Program<C> {
    module: Module,
    linker: Linker<Host<C>>,
    memory: Box<str>,
}

impl<C: 'static> Program<C> {
    pub(crate) fn new(module: Module, linker: Linker<Host<C>>) -> Result<Self, CompileError> {
        for (name, kind) in [(POINTS_GLOBAL, ValType::I64), (STACK_GLOBAL, ValType::I32)] {
            let expected = GlobalType::new(kind, Mutability::Var);
            let found = module.get_export(name);
            if found.as_ref().and_then(ExternType::global) != Some(&expected) {
                return Err(CompileError::Refused);
            }
        }
        let memory = (module.exports())
            .find(|export| matches!(export.ty(), ExternType::Memory(_)))
            .map(|export| Box::from(export.name()))
            .ok_or(CompileError::Refused)?;
        Ok(Self { module, linker, memory })
    }

    /// Makes a store with an instance in it.
    pub(crate) fn start(&self) -> Option<Running<C>> {
        let mut store = Store::new(self.linker.engine(), Host::new());
        let instance = self.linker.instantiate_and_start(&mut store, &self.module).ok()?;
        let memory: Memory = instance.get_memory(&store, &self.memory)?;
        let points_left = instance.get_global(&store, POINTS_GLOBAL)?;
        let stack_left = instance.get_global(&store, STACK_GLOBAL)?;
        let link = Link { memory, points_left };
        store.data_mut().link = Some(link);
        Some(Running { store, instance, link, stack_left })
    }
}

impl<C> fmt::Debug for Program<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Program").field("memory", &self.memory).finish_non_exhaustive()
    }
}

/// A program for the executor's seam.
#[derive(Debug)]
pub(crate) struct WasmiModule<C>(pub(crate) Arc<Program<C>>);

impl<C: fmt::Debug + Send + 'static> CompiledModule<C> for WasmiModule<C> {
    fn instantiate(&self) -> Result<Box<dyn Instance<C>>, CompileError> {
        let running = self.0.start().ok_or(CompileError::Instantiate)?;
        Ok(Box::new(WasmiInstance::new(running, Arc::clone(&self.0))))
    }

    fn artifact(&self) -> Option<Vec<u8>> {
        None
    }
}
