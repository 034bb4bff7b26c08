//! The executor: keeps scripts and finds the one that some code stands for.

use crate::call::{MockCall, MockEnd};
use crate::contract::stands_for;
use crate::hooks::Hooks;
use crate::instance::MockModule;
use core::fmt;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use vm_core::{CompileError, CompiledModule, Executor, HookTable};

/// An export of a script.
pub type ScriptedFunction<C> =
    Arc<dyn Fn(&mut MockCall<'_, C>) -> Result<(), MockEnd> + Send + Sync>;

/// The exports of a script by name.
pub type Script<C> = BTreeMap<String, ScriptedFunction<C>>;

/// Runs scripts with the hooks of the table `T`.
pub struct MockExecutor<T: HookTable> {
    scripts: Mutex<BTreeMap<String, Arc<Script<T::Context>>>>,
    hooks: Arc<Hooks<T::Context>>,
}

impl<T: HookTable> MockExecutor<T> {
    /// An executor without scripts.
    #[must_use]
    pub fn new() -> Self {
        Self { scripts: Mutex::default(), hooks: Arc::new(Hooks::of::<T>()) }
    }

    /// Keeps a script under a name, in the place of one that had it, and gives the code that stands for it.
    pub fn register(&self, name: &str, exports: Script<T::Context>) -> Vec<u8> {
        let code = crate::contract(name, exports.keys().map(String::as_str));
        let mut scripts = self.scripts.lock().unwrap_or_else(PoisonError::into_inner);
        scripts.insert(name.to_owned(), Arc::new(exports));
        code
    }

    fn find(&self, code: &[u8]) -> Option<Arc<dyn CompiledModule<T::Context>>> {
        let scripts = self.scripts.lock().unwrap_or_else(PoisonError::into_inner);
        let (name, script) = scripts.iter().find(|(name, _)| stands_for(code, name))?;
        let (script, hooks) = (Arc::clone(script), Arc::clone(&self.hooks));
        Some(Arc::new(MockModule { name: name.clone(), script, hooks }))
    }
}

impl<T: HookTable> Default for MockExecutor<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: HookTable> fmt::Debug for MockExecutor<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("MockExecutor").field("hooks", &self.hooks).finish_non_exhaustive()
    }
}

impl<T: HookTable> Executor<T::Context> for MockExecutor<T> {
    fn identity(&self) -> &'static str {
        "mock"
    }

    fn compile(&self, metered: &[u8]) -> Result<Arc<dyn CompiledModule<T::Context>>, CompileError> {
        self.find(metered).ok_or(CompileError::Refused)
    }

    fn load(&self, artifact: &[u8]) -> Result<Arc<dyn CompiledModule<T::Context>>, CompileError> {
        self.find(artifact).ok_or(CompileError::ForeignArtifact)
    }
}
