//! The runtime: executes transactions on committed state.

use crate::builder::RuntimeBuilder;
use crate::trace::Records;
use crate::transaction::TransactionProcessor;
use crate::{ExecutionError, NodeHandler, Outcome};
use account_map::EvmForms;
use cross_vm::CrossVm;
use parking_lot::{Mutex, RwLock};
use std::sync::Arc;
use system_vm::{GenesisAccount, StakingConfig};
use vm_core::{
    BlockEnvironment, BlockInfo, BlockchainHook, ChainConfig, GasSchedule, InterruptHandle,
    Recorder, Session,
};
use world::{WorldAccount, WorldState};

/// The blocks that a transaction can see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BlockContext {
    /// The block that is executed.
    pub current: BlockInfo,
    /// The block before it.
    pub previous: BlockInfo,
    /// The block that started the epoch.
    pub epoch_start: BlockInfo,
}

impl BlockContext {
    /// Whether an environment is that of these blocks.
    pub(crate) fn is_of(&self, environment: &BlockEnvironment) -> bool {
        let BlockEnvironment { config: _, rules: _, block, previous_block, epoch_start } =
            environment;
        self.current == *block
            && self.previous == *previous_block
            && self.epoch_start == *epoch_start
    }
}

/// What a caller may ask for beside the outcome.
#[derive(Debug, Default)]
pub struct ExecuteOptions {
    /// Whether to record the call tree.
    pub trace: bool,
    /// Stops the execution from another thread.
    pub interrupt: InterruptHandle,
    /// Whether to leave the warm instances of the session's pool unused.
    pub fresh_session: bool,
}

/// Executes transactions. `Send + Sync`: any number of threads may share it, each execution has a
/// session of its own.
#[derive(Debug)]
pub struct Runtime {
    pub(crate) dispatcher: Arc<CrossVm>,
    pub(crate) config: Arc<ChainConfig>,
    pub(crate) forms: Arc<EvmForms>,
    pub(crate) genesis: Vec<GenesisAccount>,
    pub(crate) staking: StakingConfig,
    #[expect(clippy::vec_box, reason = "a session is large, and goes in and out by its pointer")]
    pub(crate) sessions: Mutex<Vec<Box<Session>>>,
    /// The environment that was asked for last.
    pub(crate) latest: RwLock<Option<Arc<BlockEnvironment>>>,
}

impl Runtime {
    /// Starts a runtime: every VM of the project on a chain's default configuration.
    #[must_use]
    pub fn builder() -> RuntimeBuilder {
        RuntimeBuilder::default()
    }

    /// The chain's configuration.
    #[must_use]
    pub const fn config(&self) -> &Arc<ChainConfig> {
        &self.config
    }

    /// The address forms of the chain.
    #[must_use]
    pub const fn forms(&self) -> &Arc<EvmForms> {
        &self.forms
    }

    /// The state with which a chain starts: its system contracts.
    #[must_use]
    pub fn genesis(&self) -> WorldState {
        let mut state = WorldState::new(*self.forms);
        for GenesisAccount { address, data, storage } in &self.genesis {
            let storage = storage.iter().cloned().collect();
            let account = WorldAccount { data: data.clone(), storage, ..WorldAccount::default() };
            state.insert(*address, account);
        }
        state
    }

    /// Executes a transaction. Nothing is committed: apply the outcome's change for that. Who executes many is a
    /// [`Worker`](crate::Worker).
    ///
    /// # Errors
    /// [`ExecutionError::Invalid`] when the transaction cannot be part of a block;
    /// [`ExecutionError::Fault`] when the node is broken or was interrupted.
    pub fn execute<H: BlockchainHook + 'static>(
        &self,
        state: &Arc<H>,
        block: &BlockContext,
        transaction: &dyn TransactionProcessor,
        options: &ExecuteOptions,
    ) -> Result<Outcome, ExecutionError> {
        self.worker().execute(state, &self.environment(block)?, transaction, options)
    }

    /// Executes a transaction and shows every first read of committed state to a recorder.
    ///
    /// # Errors
    /// As [`Runtime::execute`].
    pub fn execute_recorded<H: BlockchainHook + 'static>(
        &self,
        state: &Arc<H>,
        block: &BlockContext,
        transaction: &dyn TransactionProcessor,
        recorder: Box<dyn Recorder>,
    ) -> Result<Outcome, ExecutionError> {
        let records = Records { recorder: Some(recorder), ..Records::default() };
        let block = self.environment(block)?;
        self.worker().run(state, &block, transaction, &ExecuteOptions::default(), records)
    }

    /// Executes a transaction for its answer only: the outcome's change is to be dropped.
    ///
    /// # Errors
    /// As [`Runtime::execute`].
    pub fn query<H: BlockchainHook + 'static>(
        &self,
        state: &Arc<H>,
        block: &BlockContext,
        transaction: &dyn TransactionProcessor,
    ) -> Result<Outcome, ExecutionError> {
        self.execute(state, block, transaction, &ExecuteOptions::default())
            .map(|outcome| Outcome { change: vm_core::StateChange::default(), ..outcome })
    }

    /// Finds the smallest gas limit with which the transaction succeeds, by bisection between what it
    /// used at `gas_limit_max` and that limit. The outcome is the one at the limit found, or the
    /// failure at the largest one.
    ///
    /// # Errors
    /// As [`Runtime::execute`].
    pub fn estimate<H: BlockchainHook + 'static>(
        &self,
        state: &Arc<H>,
        block: &BlockContext,
        transaction: &dyn TransactionProcessor,
        gas_limit_max: u64,
    ) -> Result<(u64, Outcome), ExecutionError> {
        let try_limit = |limit: u64| {
            let attempt = transaction.with_gas_limit(limit);
            self.execute(state, block, attempt.as_ref(), &ExecuteOptions::default())
        };
        let mut best = try_limit(gas_limit_max)?;
        if !best.is_success() {
            return Ok((gas_limit_max, best));
        }
        let mut high = gas_limit_max;
        // A limit far above the need is used up by itself, and then tells nothing of the need.
        let is_all_used = best.gas.used >= gas_limit_max;
        let mut low = if is_all_used { 0 } else { best.gas.used.saturating_sub(1) };
        while low.saturating_add(1) < high {
            let middle = low.midpoint(high);
            match try_limit(middle) {
                Ok(outcome) if outcome.is_success() => (high, best) = (middle, outcome),
                Ok(_) | Err(ExecutionError::Invalid(_)) => low = middle,
                Err(error @ ExecutionError::Fault(_)) => return Err(error),
            }
        }
        Ok((high, best))
    }

    /// Tells every VM of a new gas schedule: whatever depends on the old one is dropped.
    pub fn gas_schedule_change(&self, schedule: &GasSchedule) {
        self.dispatcher.gas_schedule_change(schedule);
    }

    /// What a MultiversX node calls, over committed state and a block.
    #[must_use]
    pub fn handler<H: BlockchainHook + 'static>(
        self: &Arc<Self>,
        state: &Arc<H>,
        block: BlockContext,
    ) -> NodeHandler {
        let hook: Arc<dyn BlockchainHook> = Arc::<H>::clone(state);
        NodeHandler::new(Arc::clone(self), hook, block)
    }
}
