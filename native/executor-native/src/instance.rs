// SPDX-License-Identifier: GPL-3.0-only
//! Contracts as modules and instances.

use crate::guest::{self, Ended, Host};
use crate::replaced::Body;
use core::fmt;
use executor_mock::Hooks;
use multiversx_sc::contract_base::CallableContract;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use vm_core::{
    CompileError, CompiledModule, Fault, Instance, InterruptSource, Points, Run, RunEnd,
};

/// The hook and message by which the framework's default handler ends a contract that panics.
const PANIC: (&str, &[u8]) = ("signalError", b"panic occurred");

/// A contract, and the closures that wait to run in the place of its exports.
pub(crate) struct NativeContract {
    object: Box<dyn CallableContract>,
    bodies: Mutex<BTreeMap<String, VecDeque<Body>>>,
}

impl NativeContract {
    pub(crate) fn new(object: Box<dyn CallableContract>) -> Self {
        Self { object, bodies: Mutex::default() }
    }

    pub(crate) fn push_body(&self, export: &str, body: Body) {
        let mut bodies = self.bodies.lock().unwrap_or_else(PoisonError::into_inner);
        bodies.entry(export.to_owned()).or_default().push_back(body);
    }

    /// Runs an export, or what stands in its place; says whether there is such a function.
    fn call(&self, export: &str) -> bool {
        match self.next_body(export) {
            Some(body) => {
                body.run();
                true
            }
            None => self.object.call(export),
        }
    }

    fn next_body(&self, export: &str) -> Option<Body> {
        let mut bodies = self.bodies.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = bodies.get_mut(export)?;
        core::iter::from_fn(|| waiting.pop_front()).find(Body::is_wanted)
    }
}

/// A contract as a compiled module.
pub(crate) struct NativeModule<C> {
    pub(crate) contract: Arc<NativeContract>,
    pub(crate) hooks: Arc<Hooks<C>>,
}

impl<C> fmt::Debug for NativeModule<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("NativeModule").finish_non_exhaustive()
    }
}

impl<C: InterruptSource + fmt::Debug + 'static> CompiledModule<C> for NativeModule<C> {
    fn instantiate(&self) -> Result<Box<dyn Instance<C>>, CompileError> {
        let (contract, hooks) = (Arc::clone(&self.contract), Arc::clone(&self.hooks));
        Ok(Box::new(NativeInstance { contract, hooks }))
    }

    fn artifact(&self) -> Option<Vec<u8>> {
        None
    }
}

struct NativeInstance<C> {
    contract: Arc<NativeContract>,
    hooks: Arc<Hooks<C>>,
}

impl<C> fmt::Debug for NativeInstance<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("NativeInstance").finish_non_exhaustive()
    }
}

impl<C: InterruptSource + fmt::Debug + 'static> Instance<C> for NativeInstance<C> {
    /// The contract runs on the native stack, so the stack budget is not used.
    fn run(&mut self, export: &str, context: Box<C>, points: Points, _: i32) -> Run<C> {
        let host = Host { context, points, hooks: Arc::clone(&self.hooks) };
        let (mut host, ended) = guest::run(host, || self.contract.call(export));
        let end = match ended {
            Ended::Returned(true) => Ok(RunEnd::Finished),
            Ended::Returned(false) => Ok(RunEnd::MissingExport),
            Ended::Stopped(end) => end.into(),
            Ended::Panicked => panicked(&mut host),
        };
        let Host { context, points, .. } = host;
        Run { context, points, end }
    }

    /// All that a contract keeps in memory is new in every run.
    fn reset(&mut self) -> bool {
        true
    }
}

/// Ends a contract that panicked as its WASM would; over another protocol's hooks it is a trap.
fn panicked<C>(host: &mut Host<C>) -> Result<RunEnd, Fault> {
    let (hook, message) = PANIC;
    if !host.hooks.has(hook) {
        return Ok(RunEnd::Trap);
    }
    let length = u64::try_from(message.len()).unwrap_or_default();
    match host.call(hook, &[0, length], &mut message.to_vec()) {
        Ok(_) => Ok(RunEnd::Trap),
        Err(end) => end.into(),
    }
}
