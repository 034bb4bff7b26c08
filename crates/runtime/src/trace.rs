//! Traces: executions that record their call tree, and give it in the forms of Ethereum's tracers.

use crate::{BlockContext, ExecuteOptions, ExecutionError, Outcome, Runtime, TransactionProcessor};
use call_tree::{CallFrame, CallTracer, Eip3155Summary, Prestate};
use parking_lot::Mutex;
use std::collections::BTreeSet;
use std::sync::Arc;
use vm_core::{
    B256, BlockchainHook, GasUnit, Recorder, ReturnData, StateKey, TraceObserver, Tracer,
};

/// What to record of an execution beside its call tree.
#[derive(Debug, Default)]
pub struct TraceRequest {
    /// Sees every frame, and every instruction of EVM frames, while they run: EIP-3155.
    pub observer: Option<Box<dyn TraceObserver>>,
    /// Whether to give what the transaction found and changed: `prestateTracer`.
    pub prestate: bool,
    /// The other options.
    pub options: ExecuteOptions,
}

/// An execution with what was recorded of it.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The outcome, with the call tree.
    pub outcome: Outcome,
    /// What the transaction found and changed, where it was asked for.
    pub prestate: Option<Prestate>,
}

/// Which parts of a call tree to give in the form of `callTracer`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CallTracerOptions {
    /// Only the root (`onlyTopCall`).
    pub only_top_call: bool,
    /// Every frame's logs (`withLog`).
    pub with_log: bool,
}

impl Runtime {
    /// Executes a transaction and records its call tree.
    ///
    /// # Errors
    /// As [`Runtime::execute`].
    pub fn trace<H: BlockchainHook + 'static>(
        &self,
        state: &Arc<H>,
        block: &BlockContext,
        transaction: &dyn TransactionProcessor,
    ) -> Result<Outcome, ExecutionError> {
        let options = ExecuteOptions { trace: true, ..ExecuteOptions::default() };
        self.execute(state, block, transaction, &options)
    }

    /// Executes a transaction and records its call tree and whatever else is asked for.
    ///
    /// # Errors
    /// As [`Runtime::execute`].
    pub fn trace_with<H: BlockchainHook + 'static>(
        &self,
        state: &Arc<H>,
        block: &BlockContext,
        transaction: &dyn TransactionProcessor,
        request: TraceRequest,
    ) -> Result<Trace, ExecutionError> {
        let tracer = request.observer.map_or_else(Tracer::default, Tracer::observed);
        let reads = Reads::default();
        let recorder: Option<Box<dyn Recorder>> =
            if request.prestate { Some(Box::new(reads.clone())) } else { None };
        let records = Records { tracer: Some(Box::new(tracer)), recorder };
        let block = self.environment(block)?;
        let outcome = self.worker().run(state, &block, transaction, &request.options, records)?;
        let reads = core::mem::take(&mut *reads.0.lock());
        let prestate = request
            .prestate
            .then(|| Prestate::new(&reads, &outcome.change, state.as_ref(), self.forms.as_ref()))
            .transpose()?;
        Ok(Trace { outcome, prestate })
    }

    /// The recorded call tree of an execution in the form of Geth's `callTracer`; absent when none was
    /// recorded.
    #[must_use]
    pub fn call_frame(&self, outcome: &Outcome, options: CallTracerOptions) -> Option<CallFrame> {
        let gas = outcome.gas;
        let mut tracer = CallTracer::new(&outcome.trace, self.config.gas_ratio)
            .with_gas(gas.limit, gas.used, gas.unit);
        if options.with_log {
            tracer = tracer.with_logs(&outcome.logs);
        }
        if options.only_top_call {
            tracer = tracer.only_top_call();
        }
        tracer.call_frame()
    }

    /// The last line of a trace in the form of EIP-3155. Whoever knows a root of the state after the
    /// transaction gives it.
    ///
    /// # Errors
    /// [`ExecutionError::Fault`] when the configuration has no rules for the block's epoch.
    pub fn eip3155_summary(
        &self,
        block: &BlockContext,
        outcome: &Outcome,
        state_root: Option<B256>,
    ) -> Result<Eip3155Summary, ExecutionError> {
        let ratio = cross_vm::GasRatio::new(self.config.gas_ratio);
        Ok(Eip3155Summary {
            state_root,
            output: match (outcome.trace.first(), &outcome.data) {
                (Some(root), _) if !root.deployed.is_empty() => root.deployed.clone(),
                (_, ReturnData::Blob(data)) => data.clone(),
                (_, ReturnData::Items(items)) => cross_vm::encode_items(items),
            },
            gas_used: ratio.convert(outcome.gas.used, outcome.gas.unit, GasUnit::Ethereum),
            pass: outcome.is_success(),
            fork: self.config.rules_at(block.current.epoch)?.fork,
        })
    }
}

/// What an execution records.
#[derive(Debug, Default)]
pub(crate) struct Records {
    pub(crate) tracer: Option<Box<Tracer>>,
    pub(crate) recorder: Option<Box<dyn Recorder>>,
}

/// The keys that a transaction read from committed state.
#[derive(Clone, Debug, Default)]
struct Reads(Arc<Mutex<BTreeSet<StateKey>>>);

impl Recorder for Reads {
    fn read(&mut self, key: StateKey) {
        self.0.lock().insert(key);
    }
}
