//! The context of one running contract: what every hook works on. It owns the session during a run.

use crate::asynchronous::AsyncState;
use crate::code::Artifact;
use crate::error::{Failure, HookError};
use crate::managed::ManagedTypes;
use std::sync::Arc;
use vm_core::{
    AccountRef, Address, Bytes, Environment, Fault, GasSchedule, HookTrap, InterruptSource,
    Journal, Release, Session, TokenTransfer, U256, VmCall,
};

/// What the contract was asked for, unchanged during the run.
#[derive(Clone, Debug)]
pub(crate) struct Invocation {
    /// The call as the dispatcher gave it; function and arguments are taken out of it.
    pub(crate) call: VmCall,
    /// The function's name.
    pub(crate) function: Bytes,
    /// The arguments.
    pub(crate) arguments: Vec<Bytes>,
}

/// What a run leaves in its context.
#[derive(Debug)]
pub(crate) struct Leftover {
    /// The session.
    pub(crate) session: Box<Session>,
    /// What stopped the run from inside a hook.
    pub(crate) failure: Option<Failure>,
    /// The results.
    pub(crate) return_data: Vec<Bytes>,
    /// What a library leaves to the contract on whose account it ran.
    pub(crate) registered: AsyncState,
}

/// Tokens and native value that callees sent back without asking for an execution.
#[derive(Clone, Debug, Default)]
pub(crate) struct BackTransfers {
    /// Native value in all.
    pub(crate) value: U256,
    /// Token transfers in order.
    pub(crate) tokens: Vec<TokenTransfer>,
}

/// The context of one running contract.
///
/// The session is inside it during the run, and outside only while a nested call runs.
#[derive(Debug)]
pub struct SpaceContext {
    session: Option<Box<Session>>,
    environment: Arc<Environment>,
    /// What the contract was asked for.
    pub(crate) invocation: Invocation,
    /// Handle stores; handles never cross a call.
    pub(crate) managed: ManagedTypes,
    /// Results so far: the contract's own and those of its callees.
    pub(crate) return_data: Vec<Bytes>,
    /// What callees sent back.
    pub(crate) back_transfers: BackTransfers,
    /// Asynchronous calls, and the closure of a callback.
    pub(crate) asynchronous: AsyncState,
    /// The code that runs; absent where hooks are tested alone.
    pub(crate) artifact: Option<Arc<Artifact>>,
    /// What was taken from the gas of the call before the code ran.
    pub(crate) initial_cost: u64,
    /// Whether a call of the frame did not end well.
    pub(crate) has_open_call: bool,
    /// Whether the code has ended, and what it registered is executed.
    pub(crate) has_returned: bool,
    failure: Option<Failure>,
}

impl SpaceContext {
    /// A context around a session.
    pub(crate) fn new(session: Box<Session>, invocation: Invocation, initial_cost: u64) -> Self {
        let environment = Arc::clone(&session.environment);
        Self {
            session: Some(session),
            environment,
            invocation,
            managed: ManagedTypes::default(),
            return_data: Vec::new(),
            back_transfers: BackTransfers::default(),
            asynchronous: AsyncState::default(),
            artifact: None,
            initial_cost,
            has_open_call: false,
            has_returned: false,
            failure: None,
        }
    }

    /// Chain, block and transaction.
    pub(crate) fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The gas schedule of the epoch.
    pub(crate) fn schedule(&self) -> &GasSchedule {
        &self.environment.rules.gas_schedule
    }

    /// The release whose behaviour holds.
    pub(crate) fn release(&self) -> Release {
        self.environment.rules.release
    }

    /// The session; absent only inside a nested call, when no hook of this context can run.
    ///
    /// # Errors
    /// [`HookTrap`] after recording a fault, when it is absent.
    pub(crate) fn session(&mut self) -> Result<&mut Session, HookTrap> {
        if self.session.is_none() {
            return Err(self.fault(Fault::Invariant("a running contract has the session")));
        }
        self.session.as_deref_mut().ok_or(HookTrap)
    }

    /// The journal.
    ///
    /// # Errors
    /// As [`Self::session`].
    pub(crate) fn journal(&mut self) -> Result<&mut Journal, HookTrap> {
        Ok(&mut self.session()?.journal)
    }

    /// Moves the session out, for a nested call.
    ///
    /// # Errors
    /// As [`Self::session`].
    pub(crate) fn take_session(&mut self) -> Result<Box<Session>, HookTrap> {
        match self.session.take() {
            Some(session) => Ok(session),
            None => Err(self.fault(Fault::Invariant("a running contract has the session"))),
        }
    }

    /// Moves the session back in, after a nested call.
    pub(crate) fn put_session(&mut self, session: Box<Session>) {
        self.session = Some(session);
    }

    /// The account on which the contract runs.
    pub(crate) const fn own(&self) -> AccountRef {
        self.invocation.call.callee
    }

    /// Whether the frame refuses writes.
    pub(crate) const fn is_read_only(&self) -> bool {
        self.invocation.call.read_only
    }

    /// Whether the running code exports a function.
    pub(crate) fn has_export(&self, name: &[u8]) -> bool {
        let exports = self.artifact.as_ref().map(|artifact| &artifact.exports);
        let name = core::str::from_utf8(name).ok();
        exports.zip(name).is_some_and(|(exports, name)| exports.contains(name))
    }

    /// Both forms of an account, from a canonical address.
    ///
    /// # Errors
    /// As [`Self::session`].
    pub(crate) fn reference(&mut self, address: &Address) -> Result<AccountRef, HookTrap> {
        Ok(self.journal()?.reference(address))
    }

    /// Whether an account exists. An account whose alias has no record does not.
    ///
    /// # Errors
    /// As [`Self::session`], or a fault.
    pub(crate) fn exists(&mut self, account: &AccountRef) -> Result<bool, HookTrap> {
        let journal = self.journal()?;
        let loaded = journal.load(account).and_then(|()| journal.is_recorded(account));
        let face = account.face;
        let is_recorded = self.check(loaded)?;
        let journal = self.journal()?;
        Ok(is_recorded
            && journal
                .account(face)
                .is_some_and(|it| !it.is_loaded_as_not_existing() || it.is_touched()))
    }

    /// Ends the execution with production's text for the refusal. The first reason counts.
    pub(crate) fn fail(&mut self, error: HookError) -> HookTrap {
        self.stop(Failure::Hook(error))
    }

    /// Ends the execution with a refusal in place of the one that was just recorded, where production
    /// masks an error of a step below. A fault stays.
    pub(crate) fn fail_instead(&mut self, error: HookError) -> HookTrap {
        if self.failure.take_if(|failure| !matches!(failure, Failure::Fault(_))).is_some()
            && let Some(session) = self.session.as_mut()
        {
            session.errors.drop_last();
        }
        self.fail(error)
    }

    /// Ends the execution for want of gas where production only stops the code, and notes nothing.
    pub(crate) fn stop_short(&mut self) -> HookTrap {
        if self.failure.is_none() {
            self.failure = Some(HookError::NotEnoughGas.into());
        }
        HookTrap
    }

    /// Ends the execution because the node is broken.
    pub(crate) fn fault(&mut self, fault: Fault) -> HookTrap {
        self.stop(Failure::Fault(fault))
    }

    /// Ends the execution with a reason. A fault replaces what was recorded before it.
    pub(crate) fn stop(&mut self, failure: impl Into<Failure>) -> HookTrap {
        let failure = failure.into();
        if self.failure.is_none() || matches!(failure, Failure::Fault(_)) {
            if let Some(session) = self.session.as_mut().filter(|_| !self.has_returned) {
                session.errors.add(failure.text(), None);
            }
            self.failure = Some(failure);
        }
        HookTrap
    }

    /// The value of a result, or the end of the execution.
    ///
    /// # Errors
    /// [`HookTrap`] after recording the error.
    pub(crate) fn check<T, E: Into<Failure>>(
        &mut self,
        result: Result<T, E>,
    ) -> Result<T, HookTrap> {
        result.map_err(|error| self.stop(error))
    }

    /// What stopped the run from inside a hook.
    pub(crate) const fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// Takes the context apart after a run.
    pub(crate) fn finish(self) -> Leftover {
        let (session, failure) = match self.session {
            Some(session) => (session, self.failure),
            None => (
                Session::placeholder(self.environment),
                Some(Failure::Fault(Fault::Invariant("a nested call gives the session back"))),
            ),
        };
        Leftover { session, failure, return_data: self.return_data, registered: self.asynchronous }
    }
}

impl InterruptSource for SpaceContext {
    fn is_interrupted(&self) -> bool {
        self.session.as_ref().is_some_and(|session| session.interrupt.is_raised())
    }
}
