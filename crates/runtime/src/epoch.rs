//! The end of an epoch: an operation of a block beside its transactions.

use crate::{BlockContext, BlockExecutor, ExecuteOptions, ExecutionError, Runtime};
use std::sync::Arc;
use system_vm::{END_OF_EPOCH_ADDRESS, EpochEnd, EpochReport, end_epoch};
use vm_core::{
    BlockInfo, BlockchainHook, Fault, Journal, LogRecord, Session, StateChange, TransactionInfo,
    WriteError,
};

/// What the end of an epoch gave. Nothing is committed until the change is applied.
#[derive(Clone, Debug, Default)]
pub struct EpochOutcome {
    /// What it writes.
    pub change: StateChange,
    /// Log entries, in order.
    pub logs: Vec<LogRecord>,
    /// What was done.
    pub report: EpochReport,
}

impl Runtime {
    /// Ends an epoch: unstakes nodes that are not paid for, and pays rewards ([`system_vm::end_epoch`]). The
    /// block is the first of the new epoch, before its transactions. What each contract call fails with is
    /// in the report.
    ///
    /// # Errors
    /// [`Fault`] when the node is broken or was interrupted.
    pub fn end_epoch<H: BlockchainHook + 'static>(
        &self,
        state: &Arc<H>,
        block: &BlockContext,
        end: &EpochEnd,
        options: &ExecuteOptions,
    ) -> Result<EpochOutcome, Fault> {
        let info = |journal: &mut Journal, _: &BlockInfo| {
            let origin = journal.forms_of(&END_OF_EPOCH_ADDRESS);
            TransactionInfo { origin, ..TransactionInfo::default() }
        };
        let mut worker = self.worker();
        let session = worker.session(state, &self.environment(block)?, info, options);
        let ended = worker.run_session(session, |session, result| {
            let (mut session, report) = end_epoch(session, &self.staking, end);
            let outcome = report.and_then(|report| outcome(&mut session, report));
            *result = outcome.map_err(ExecutionError::Fault);
            session
        });
        ended.map_err(ExecutionError::into_fault)
    }
}

fn outcome(session: &mut Session, report: EpochReport) -> Result<EpochOutcome, Fault> {
    if let Some(Err(fault)) = session.journal.take_latched().map(WriteError::halt_reason) {
        return Err(fault);
    }
    let change = session.journal.state_change()?;
    Ok(EpochOutcome { change, logs: session.journal.take_logs(), report })
}

impl BlockExecutor<'_> {
    /// Ends an epoch, and applies the change to the world.
    ///
    /// # Errors
    /// As [`Runtime::end_epoch`]; nothing is applied then.
    pub fn end_epoch(
        &self,
        block: &BlockContext,
        end: &EpochEnd,
        options: &ExecuteOptions,
    ) -> Result<EpochOutcome, Fault> {
        let outcome = self.runtime.end_epoch(self.world, block, end, options)?;
        self.world.apply(&outcome.change);
        Ok(outcome)
    }
}
