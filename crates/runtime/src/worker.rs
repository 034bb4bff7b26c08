//! A worker: one session, used for one transaction after another.

use crate::trace::Records;
use crate::transaction::{Processed, TransactionProcessor};
use crate::{BlockContext, ExecuteOptions, ExecutionError, Outcome, Runtime};
use account_map::EvmForms;
use core::mem::take;
use cross_vm::CrossVm;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use vm_core::{
    AddressForms, BlockEnvironment, BlockInfo, BlockchainHook, Environment, Fault, InterruptHandle,
    Journal, LogRecord, Session, TransactionInfo, WriteError,
};

/// Sessions kept for the next transactions: more than a node has workers.
const SESSION_POOL: usize = 64;

/// Counted committed state. A session that read it before is not given it again, because counting is shared
/// between threads and costs as much as a look at an account.
pub(crate) trait SharedState {
    /// Where it lies.
    fn pointer(&self) -> *const ();
    /// One more reference.
    fn share(&self) -> Arc<dyn BlockchainHook>;
}

impl<H: BlockchainHook + 'static> SharedState for Arc<H> {
    fn pointer(&self) -> *const () {
        Self::as_ptr(self).cast()
    }

    fn share(&self) -> Arc<dyn BlockchainHook> {
        Self::clone(self)
    }
}

impl SharedState for Arc<dyn BlockchainHook> {
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

    /// What executes transactions one after another: on one thread, with one session.
    pub const fn worker(&self) -> Worker<'_> {
        Worker { runtime: self, session: None }
    }
}

/// Executes transactions one after another. Every thread has its own.
#[derive(Debug)]
pub struct Worker<'a> {
    runtime: &'a Runtime,
    session: Option<Box<Session>>,
}

impl Worker<'_> {
    /// Executes a transaction in the environment of its block, which this runtime made
    /// ([`Runtime::environment`]), as [`Runtime::execute`].
    ///
    /// # Errors
    /// As [`Runtime::execute`].
    pub fn execute<H: BlockchainHook + 'static>(
        &mut self,
        state: &Arc<H>,
        block: &Arc<BlockEnvironment>,
        transaction: &dyn TransactionProcessor,
        options: &ExecuteOptions,
    ) -> Result<Outcome, ExecutionError> {
        self.run(state, block, transaction, options, Records::default())
    }

    pub(crate) fn run(
        &mut self,
        state: &dyn SharedState,
        block: &Arc<BlockEnvironment>,
        transaction: &dyn TransactionProcessor,
        options: &ExecuteOptions,
        records: Records,
    ) -> Result<Outcome, ExecutionError> {
        let info = |journal: &mut Journal, block: &BlockInfo| transaction.info(journal, block);
        let mut session = self.session(state, block, info, options);
        if records.recorder.is_some() {
            session.journal.set_recorder(records.recorder);
        }
        if records.tracer.is_some() || options.trace {
            session.tracer = Some(records.tracer.unwrap_or_default());
        }
        let dispatcher = self.runtime.dispatcher.as_ref();
        self.run_session(session, |session, result| {
            // What comes back is large: it is looked at where it lies.
            let mut moved = transaction.process(session, dispatcher);
            match &mut moved.1 {
                Ok(Ok(processed)) => finish(&mut moved.0, processed, result),
                Ok(Err(invalid)) => *result = Err((*invalid).into()),
                Err(fault) => *result = Err((*fault).into()),
            }
            moved.0
        })
    }

    /// A session for a transaction of a block.
    pub(crate) fn session(
        &mut self,
        state: &dyn SharedState,
        block: &Arc<BlockEnvironment>,
        info: impl FnOnce(&mut Journal, &BlockInfo) -> TransactionInfo,
        options: &ExecuteOptions,
    ) -> Box<Session> {
        let used = if options.fresh_session { None } else { self.used_session() };
        let mut session = used.unwrap_or_else(|| self.runtime.fresh_session(state, block));
        if Arc::as_ptr(session.journal.hook()).cast() != state.pointer() {
            session.journal.set_hook(state.share());
        }
        let transaction = info(&mut session.journal, &block.block);
        session.restart(block, transaction);
        session.interrupt.clone_from(&options.interrupt);
        session
    }

    fn used_session(&mut self) -> Option<Box<Session>> {
        self.session.take().or_else(|| self.runtime.sessions.lock().pop())
    }

    /// Runs what has a session of its own, and keeps the session for the next where it can be used again. What it
    /// gives is large: `body` puts it in its place.
    pub(crate) fn run_session<T>(
        &mut self,
        session: Box<Session>,
        body: impl FnOnce(Box<Session>, &mut Result<T, ExecutionError>) -> Box<Session>,
    ) -> Result<T, ExecutionError> {
        // A panic is a fault of the node; the session that it unwound through is gone with it.
        let mut result = Err(ExecutionError::Fault(Fault::Panicked));
        let caught = catch_unwind(AssertUnwindSafe(|| body(session, &mut result)));
        // After another fault than the interrupt, nobody knows what the session holds.
        let is_sound =
            !matches!(result, Err(ExecutionError::Fault(fault)) if fault != Fault::Interrupted);
        self.session = caught.ok().filter(|_| is_sound);
        result
    }
}

/// The session waits for whoever works next.
impl Drop for Worker<'_> {
    fn drop(&mut self) {
        if let Some(session) = self.session.take() {
            let mut sessions = self.runtime.sessions.lock();
            if sessions.len() < SESSION_POOL {
                sessions.push(session);
            }
        }
    }
}

impl Runtime {
    fn fresh_session(
        &self,
        state: &dyn SharedState,
        block: &Arc<BlockEnvironment>,
    ) -> Box<Session> {
        let forms: Arc<dyn AddressForms> = Arc::<EvmForms>::clone(&self.forms);
        let (shared, transaction) = (Arc::clone(block), TransactionInfo::default());
        let environment = Arc::new(Environment { shared, transaction });
        // A copy of the session's own: calls of contracts count who holds it, and no other thread counts there.
        let dispatcher = Arc::new(CrossVm::clone(&self.dispatcher));
        Session::new(state.share(), forms, environment, dispatcher, InterruptHandle::default())
    }
}

/// Adds to what a processor gave what the journal knows, and puts it in its place.
fn finish(
    session: &mut Session,
    processed: &mut Processed,
    result: &mut Result<Outcome, ExecutionError>,
) {
    // What was latched outside of frames is a fault: there the journal refuses nothing.
    if let Some(Err(fault)) = session.journal.take_latched().map(WriteError::halt_reason) {
        *result = Err(fault.into());
        return;
    }
    let change = match session.journal.state_change() {
        Ok(change) => change,
        Err(fault) => {
            *result = Err(fault.into());
            return;
        }
    };
    let Processed { call, created, gas, fees } = processed;
    let mut logs = session.journal.take_logs();
    if let Some(errors) = session.errors.entry(session.environment.rules.release) {
        logs.push(LogRecord::Native(errors));
    }
    *result = Ok(Outcome {
        status: call.status,
        return_code: call.return_code(),
        message: call.message_text(),
        data: take(&mut call.data),
        created: *created,
        change,
        logs,
        outgoing: session.journal.take_outgoing(),
        transfers: session.journal.take_transfer_records(),
        gas: *gas,
        fees: *fees,
        trace: session.tracer.take().map(|it| it.into_frames()).unwrap_or_default(),
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Destination, Message};
    use vm_core::{Address, HaltReason, Status, U256};
    use world::{World, WorldAccount};

    const ALICE: Address = Address([0xa1; 32]);

    fn world(runtime: &Runtime, balance: u64) -> Arc<World> {
        let world = World::with_state(runtime.genesis());
        let mut account = WorldAccount::default();
        account.data.balance = U256::from(balance);
        world.update(|state| state.insert(ALICE, account));
        Arc::new(world)
    }

    #[test]
    fn a_worker_sees_each_state_as_it_is() {
        let runtime = Runtime::builder().build().unwrap();
        let (rich, poor) = (world(&runtime, 12), world(&runtime, 4));
        let block = BlockContext::default();
        let environment = runtime.environment(&block).unwrap();
        assert!(Arc::ptr_eq(&environment, &runtime.environment(&block).unwrap()));
        let payment = Message {
            from: ALICE,
            destination: Destination::Call(Address([0xb0; 32])),
            value: U256::from(5),
            ..Message::default()
        };
        let mut worker = runtime.worker();
        let short = Status::Halt(HaltReason::OutOfFunds);
        for (state, expected) in [
            (&rich, Status::Success),
            (&poor, short),
            (&rich, Status::Success),
            (&rich, short),
            (&poor, short),
        ] {
            let options = ExecuteOptions::default();
            let outcome = worker.execute(state, &environment, &payment, &options).unwrap();
            assert_eq!(outcome.status, expected);
            state.apply(&outcome.change);
        }
        drop(worker);
        assert_eq!(runtime.sessions.lock().len(), 1, "the next worker's");
    }
}
