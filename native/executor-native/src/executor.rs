// SPDX-License-Identifier: GPL-3.0-only
//! The executor: finds the contract that some code was built from.

use crate::api::NativeApi;
use crate::instance::{NativeContract, NativeModule};
use crate::replaced::Replaced;
use core::fmt;
use executor_mock::Hooks;
use multiversx_sc::contract_base::{CallableContract, CallableContractBuilder};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use vm_core::{CompileError, CompiledModule, Executor, HookTable, ModuleOrigin};

/// Runs registered contracts natively with the hooks of the table `T`, and all others on an engine.
pub struct NativeExecutor<T: HookTable> {
    engine: Arc<dyn Executor<T::Context>>,
    hooks: Arc<Hooks<T::Context>>,
    contracts: Mutex<BTreeMap<Vec<u8>, Arc<NativeContract>>>,
}

impl<T: HookTable> NativeExecutor<T> {
    /// An executor around an engine, without contracts.
    #[must_use]
    pub fn around(engine: Arc<dyn Executor<T::Context>>) -> Self {
        Self { engine, hooks: Arc::new(Hooks::of::<T>()), contracts: Mutex::default() }
    }

    /// Runs a contract natively wherever an account has this code: the WASM module that was built from it.
    ///
    /// A runtime keeps what it has compiled, so this comes before the first call.
    pub fn register(&self, code: &[u8], contract: &impl CallableContractBuilder) {
        self.register_object(code, contract.new_contract_obj::<NativeApi>());
    }

    /// As [`Self::register`], for what does without the framework and calls hooks by [`crate::hook`].
    pub fn register_object(&self, code: &[u8], contract: Box<dyn CallableContract>) {
        let mut contracts = self.contracts.lock().unwrap_or_else(PoisonError::into_inner);
        contracts.insert(code.to_vec(), Arc::new(NativeContract::new(contract)));
    }

    /// Runs a closure in the place of the body of an export, when that is called the next time.
    ///
    /// Everything else is as in that call: caller, arguments, payments, account, and what follows when it fails.
    /// The closure makes the contract's object itself (`adder::contract_obj::<NativeApi>()`), and reaches
    /// what no endpoint shows. Closures for one export queue up.
    ///
    /// `None` when no contract is registered for the code.
    pub fn replace<R: Send + 'static>(
        &self,
        code: &[u8],
        export: &str,
        closure: impl FnOnce() -> R + Send + 'static,
    ) -> Option<Replaced<R>> {
        let contract = self.find(code)?;
        let (replaced, body) = Replaced::new(closure);
        contract.push_body(export, body);
        Some(replaced)
    }

    fn find(&self, code: &[u8]) -> Option<Arc<NativeContract>> {
        let contracts = self.contracts.lock().unwrap_or_else(PoisonError::into_inner);
        contracts.get(code).cloned()
    }

    fn has_contracts(&self) -> bool {
        !self.contracts.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }
}

impl<T: HookTable> fmt::Debug for NativeExecutor<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("NativeExecutor")
            .field("engine", &self.engine)
            .finish_non_exhaustive()
    }
}

impl<T: HookTable> Executor<T::Context> for NativeExecutor<T> {
    fn identity(&self) -> &'static str {
        "native"
    }

    /// A module of unknown origin runs on the engine.
    fn compile(&self, metered: &[u8]) -> Result<Arc<dyn CompiledModule<T::Context>>, CompileError> {
        self.engine.compile(metered)
    }

    fn compile_from(
        &self,
        metered: &[u8],
        origin: &dyn Fn() -> Option<ModuleOrigin>,
    ) -> Result<Arc<dyn CompiledModule<T::Context>>, CompileError> {
        // To ask for the origin takes another metering pass.
        let origin_known = if self.has_contracts() { origin() } else { None };
        match origin_known.and_then(|origin| self.find(&origin.original)) {
            Some(contract) => {
                let hooks = Arc::clone(&self.hooks);
                Ok(Arc::new(NativeModule { contract, hooks }))
            }
            None => self.engine.compile_from(metered, origin),
        }
    }

    fn load(&self, artifact: &[u8]) -> Result<Arc<dyn CompiledModule<T::Context>>, CompileError> {
        self.engine.load(artifact)
    }
}
