//! Sessions: made once, and used for one transaction after another.

use crate::{BlockContext, ExecuteOptions, ExecutionError, Runtime};
use account_map::EvmForms;
use cross_vm::CrossVm;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use vm_core::{
    AddressForms, BlockEnvironment, BlockInfo, BlockchainHook, Environment, Fault, InterruptHandle,
    Journal, Session, TransactionInfo,
};

/// Sessions kept for the next transactions: more than a node has workers.
const SESSION_POOL: usize = 64;

/// Counted committed state. A session that read it before is not given it again, because counting is shared
/// between threads and costs as much as a look at an account.
pub(crate) trait Committed {
    /// Where it lies.
    fn pointer(&self) -> *const ();
    /// One more reference.
    fn share(&self) -> Arc<dyn BlockchainHook>;
}

impl<H: BlockchainHook + 'static> Committed for Arc<H> {
    fn pointer(&self) -> *const () {
        Self::as_ptr(self).cast()
    }

    fn share(&self) -> Arc<dyn BlockchainHook> {
        Self::clone(self)
    }
}

impl Committed for Arc<dyn BlockchainHook> {
    fn pointer(&self) -> *const () {
        Self::as_ptr(self).cast()
    }

    fn share(&self) -> Arc<dyn BlockchainHook> {
        Self::clone(self)
    }
}

impl Runtime {
    /// What transactions of a block see of it and of the chain. A node that executes many asks once.
    ///
    /// # Errors
    /// [`Fault::Configuration`] when the configuration has no rules for the block's epoch.
    pub fn environment(&self, block: &BlockContext) -> Result<Arc<BlockEnvironment>, Fault> {
        let latest = self.latest.read().as_ref().filter(|it| block.is_of(it)).map(Arc::clone);
        if let Some(latest) = latest {
            return Ok(latest);
        }
        let environment = BlockEnvironment::new(Arc::clone(&self.config), block.current.clone())?;
        let environment = Arc::new(BlockEnvironment {
            previous_block: block.previous.clone(),
            epoch_start: block.epoch_start.clone(),
            ..environment
        });
        *self.latest.write() = Some(Arc::clone(&environment));
        Ok(environment)
    }

    /// A session for a transaction of a block.
    pub(crate) fn session(
        &self,
        state: &dyn Committed,
        block: &Arc<BlockEnvironment>,
        info: impl FnOnce(&mut Journal, &BlockInfo) -> TransactionInfo,
        options: &ExecuteOptions,
    ) -> Box<Session> {
        let pooled = if options.fresh_session { None } else { self.sessions.lock().pop() };
        let mut session = pooled.unwrap_or_else(|| self.fresh_session(state, block));
        if Arc::as_ptr(session.journal.hook()).cast() != state.pointer() {
            session.journal.set_hook(state.share());
        }
        let transaction = info(&mut session.journal, &block.block);
        session.restart(block, transaction);
        session.interrupt.clone_from(&options.interrupt);
        session
    }

    fn fresh_session(&self, state: &dyn Committed, block: &Arc<BlockEnvironment>) -> Box<Session> {
        let forms: Arc<dyn AddressForms> = Arc::<EvmForms>::clone(&self.forms);
        let (shared, transaction) = (Arc::clone(block), TransactionInfo::default());
        let environment = Arc::new(Environment { shared, transaction });
        let dispatcher = Arc::<CrossVm>::clone(&self.dispatcher);
        Session::new(state.share(), forms, environment, dispatcher, InterruptHandle::default())
    }

    /// Runs what has a session of its own, and keeps the session for the next where it can be used again.
    pub(crate) fn run_session<T>(
        &self,
        session: Box<Session>,
        body: impl FnOnce(Box<Session>) -> (Box<Session>, Result<T, ExecutionError>),
    ) -> Result<T, ExecutionError> {
        // A panic is a fault of the node; the session that it unwound through is gone with it.
        let mut result = Err(ExecutionError::Fault(Fault::Panicked));
        let caught = catch_unwind(AssertUnwindSafe(|| {
            let (session, ended) = body(session);
            result = ended;
            session
        }));
        // After another fault than the interrupt, nobody knows what the session holds.
        let is_sound =
            !matches!(result, Err(ExecutionError::Fault(fault)) if fault != Fault::Interrupted);
        if let Ok(session) = caught
            && is_sound
        {
            self.park(session);
        }
        result
    }

    fn park(&self, session: Box<Session>) {
        let mut sessions = self.sessions.lock();
        if sessions.len() < SESSION_POOL {
            sessions.push(session);
        }
    }
}
