// SPDX-License-Identifier: GPL-3.0-only
//! A world of a test with contracts that run natively.

use crate::NativeWorldBuilder;
use core::ops::{Deref, DerefMut};
use executor_native::NativeExecutor;
use space_vm::SpaceHooks;
use std::sync::Arc;
use test_kit::{Abi, Contract, TestError, TestOutcome, World};
use vm_core::{AccountRef, CallInput};

/// A chain in memory, some contracts of which run as native Rust. All else is [`World`].
#[derive(Debug)]
pub struct NativeWorld {
    pub(crate) world: World,
    pub(crate) executor: Arc<NativeExecutor<SpaceHooks>>,
}

impl Deref for NativeWorld {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

impl DerefMut for NativeWorld {
    fn deref_mut(&mut self) -> &mut World {
        &mut self.world
    }
}

impl NativeWorld {
    /// Starts a world.
    #[must_use]
    pub fn builder() -> NativeWorldBuilder {
        NativeWorldBuilder::default()
    }

    /// The executor.
    #[must_use]
    pub const fn executor(&self) -> &Arc<NativeExecutor<SpaceHooks>> {
        &self.executor
    }

    /// Runs a closure on a contract's account, as a transaction without payments or arguments. What it writes is
    /// committed when it returns.
    ///
    /// The transaction calls the first endpoint of the contract's ABI, in the place of which the closure runs: logs
    /// bear that name.
    ///
    /// # Errors
    /// [`TestError::UnknownContract`] when the contract does not run natively; [`TestError::Failed`] when a hook
    /// ended the closure.
    ///
    /// # Panics
    /// With the panic of the closure.
    pub fn whitebox<R: Send + 'static>(
        &mut self,
        from: impl Into<AccountRef>,
        contract: &Contract,
        closure: impl FnOnce() -> R + Send + 'static,
    ) -> Result<R, TestError> {
        let function = first_endpoint(contract).ok_or_else(|| unknown(contract))?.to_owned();
        let (from, to) = (from.into(), contract.reference);
        let (result, outcome) =
            self.whitebox_in(contract, &function.clone(), closure, |world| {
                let input = CallInput::function(&function, Vec::new());
                world.call_raw(from, to, input).run()
            })?;
        result
            .filter(|_| outcome.is_success())
            .ok_or_else(|| TestError::Failed { message: outcome.message(), tree: outcome.tree() })
    }

    /// Runs a closure in the place of an endpoint: `call` makes the transaction that leads there, with everything
    /// that a call can have. The first of the pair is what the closure gave, if it ran to its end.
    ///
    /// # Errors
    /// [`TestError::UnknownContract`] when the contract does not run natively, and what `call` gives.
    ///
    /// # Panics
    /// With the panic of the closure.
    pub fn whitebox_in<R: Send + 'static>(
        &mut self,
        contract: &Contract,
        function: &str,
        closure: impl FnOnce() -> R + Send + 'static,
        call: impl FnOnce(&mut World) -> Result<TestOutcome, TestError>,
    ) -> Result<(Option<R>, TestOutcome), TestError> {
        let code = self.world.code(contract).bytes.clone();
        let replaced = self.executor.replace(&code, function, closure);
        let replaced = replaced.ok_or_else(|| unknown(contract))?;
        let outcome = call(&mut self.world);
        let result = replaced.result();
        Ok((result, outcome?))
    }
}

fn first_endpoint(contract: &Contract) -> Option<&str> {
    match contract.abi.as_ref() {
        Abi::MultiversX(abi) => abi.endpoints.keys().next().map(String::as_str),
        Abi::Solidity(_) => None,
    }
}

fn unknown(contract: &Contract) -> TestError {
    TestError::UnknownContract(contract.name.clone())
}
