// SPDX-License-Identifier: GPL-3.0-only
//! What a native world is made of.

use crate::NativeWorld;
use executor_native::NativeExecutor;
use multiversx_sc::contract_base::CallableContractBuilder;
use space_vm::SpaceHooks;
use std::sync::Arc;
use test_kit::{Artifacts, TestError, World, WorldBuilder};

/// Collects what a native world is made of. What is not set is the default of [`World`].
#[derive(Debug)]
pub struct NativeWorldBuilder {
    world: WorldBuilder,
    artifacts: Artifacts,
    executor: Arc<NativeExecutor<SpaceHooks>>,
}

impl Default for NativeWorldBuilder {
    fn default() -> Self {
        Self {
            world: World::builder(),
            artifacts: Artifacts::of_repository(),
            executor: Arc::new(NativeExecutor::around(engines::wasmer())),
        }
    }
}

impl NativeWorldBuilder {
    /// Sets the folder of built contracts; this repository's when it is not set. Contracts come after it.
    #[must_use]
    pub fn artifacts(mut self, artifacts: Artifacts) -> Self {
        self.world = self.world.artifacts(artifacts.clone());
        self.artifacts = artifacts;
        self
    }

    /// Runs a contract natively: the one whose built module has this name in the folder.
    ///
    /// # Errors
    /// [`TestError::Artifact`] and [`TestError::Abi`] when a file of it cannot be read.
    pub fn contract(
        self,
        name: &str,
        contract: &impl CallableContractBuilder,
    ) -> Result<Self, TestError> {
        let (code, _) = self.artifacts.wasm(name)?;
        Ok(self.code(&code, contract))
    }

    /// Runs a contract natively wherever an account has this code; [`crate::code_of`] reads it by an expression.
    #[must_use]
    pub fn code(self, code: &[u8], contract: &impl CallableContractBuilder) -> Self {
        self.executor.register(code, contract);
        self
    }

    /// Changes how the world below is built. Its engine stays this executor.
    #[must_use]
    pub fn world(mut self, change: impl FnOnce(WorldBuilder) -> WorldBuilder) -> Self {
        self.world = change(self.world);
        self
    }

    /// The world.
    ///
    /// # Errors
    /// [`TestError::Build`] when the runtime cannot be built.
    pub fn build(self) -> Result<NativeWorld, TestError> {
        let Self { world, executor, .. } = self;
        let engine: engines::SpaceExecutor = Arc::<NativeExecutor<SpaceHooks>>::clone(&executor);
        let world = world.runtime(|runtime| runtime.wasm_executor(engine)).build()?;
        Ok(NativeWorld { world, executor })
    }
}
