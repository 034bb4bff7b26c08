//! The session of a transaction: the one owned box that moves into an engine and out again.

use crate::{
    Address, AddressForms, Arrival, BlockInfo, BlockchainHook, Bytes, ChainConfig, Dispatcher,
    ErrorLog, Fault, GasUnit, InterruptHandle, Journal, Rules, Tracer, U256, Usage, VmType,
    absent::Absent,
};
use alloy_primitives::B256;
use core::any::Any;
use core::fmt;
use core::ops::Deref;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Values of the transaction that contracts can read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransactionInfo {
    /// Who signed: the EVM's `ORIGIN`.
    pub origin: crate::AccountRef,
    /// Gas price in the unit of the transaction's own world.
    pub gas_price: u64,
    /// The EVM's `GASPRICE`.
    pub evm_gas_price: U256,
    /// Hash of the transaction.
    pub hash: B256,
    /// Hash of the previous transaction of a chain of results: a transaction's own for one that begins the
    /// chain; zero for none.
    pub previous_hash: B256,
    /// Hash of the first transaction of a chain of results.
    pub original_hash: B256,
    /// Whether it brings back what another shard did not take.
    pub is_return: bool,
    /// How the transaction came from another shard; absent for all others.
    pub arrival: Option<Box<Arrival>>,
    /// EIP-4844 versioned hashes of the blobs.
    pub blob_hashes: Vec<B256>,
    /// The guardian that signed beside the sender of a MultiversX transaction.
    pub guardian: Option<Box<Address>>,
}

/// What stays the same during a block; its transactions share one.
#[derive(Clone, Debug)]
pub struct BlockEnvironment {
    /// The chain's configuration.
    pub config: Arc<ChainConfig>,
    /// The rules of the block's epoch.
    pub rules: Arc<Rules>,
    /// The block that is executed.
    pub block: BlockInfo,
    /// The block before it.
    pub previous_block: BlockInfo,
    /// Values of the block that started the epoch.
    pub epoch_start: BlockInfo,
}

impl BlockEnvironment {
    /// An environment of a block, with the rules of its epoch.
    ///
    /// # Errors
    /// [`Fault::Configuration`] when the configuration has no rules for the epoch.
    pub fn new(config: Arc<ChainConfig>, block: BlockInfo) -> Result<Self, Fault> {
        let rules = Arc::new(config.rules_at(block.epoch)?.clone());
        Ok(Self {
            config,
            rules,
            block,
            previous_block: BlockInfo::default(),
            epoch_start: BlockInfo::default(),
        })
    }
}

/// What stays the same during a transaction. What it shares with its block is read as its own.
#[derive(Clone, Debug)]
pub struct Environment {
    /// Chain and block.
    pub shared: Arc<BlockEnvironment>,
    /// The transaction.
    pub transaction: TransactionInfo,
}

impl Environment {
    /// An environment of a block, without a transaction.
    ///
    /// # Errors
    /// As [`BlockEnvironment::new`].
    pub fn new(config: Arc<ChainConfig>, block: BlockInfo) -> Result<Self, Fault> {
        let shared = Arc::new(BlockEnvironment::new(config, block)?);
        Ok(Self { shared, transaction: TransactionInfo::default() })
    }
}

impl Deref for Environment {
    type Target = BlockEnvironment;

    fn deref(&self) -> &BlockEnvironment {
        &self.shared
    }
}

/// What a VM keeps warm between runs on one worker: instances, interpreters, buffers.
///
/// It is no state: dropping it at any time changes nothing that a contract can see.
#[derive(Default)]
pub struct Resources(BTreeMap<VmType, Box<dyn Any + Send>>);

impl Resources {
    /// Works on what a VM left, or on a new one where it left nothing of this type.
    pub fn with<T, R>(&mut self, vm_type: VmType, work: impl FnOnce(&mut T) -> R) -> R
    where
        T: Any + Default + Send,
    {
        if let Some(left) = self.0.get_mut(&vm_type).and_then(|it| it.downcast_mut()) {
            return work(left);
        }
        let mut fresh = Box::<T>::default();
        let result = work(&mut fresh);
        self.0.insert(vm_type, fresh);
        result
    }
}

impl fmt::Debug for Resources {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}

/// Everything that a transaction works on. `Send + 'static`, without a borrow, raw pointer or
/// `RefCell` across engines; a worker has its own.
#[derive(Debug)]
pub struct Session {
    /// The one journal.
    pub journal: Journal,
    /// Chain, block and transaction.
    pub environment: Arc<Environment>,
    /// Where calls to other contracts go.
    pub dispatcher: Arc<dyn Dispatcher>,
    /// Stops whatever runs.
    pub interrupt: InterruptHandle,
    /// Records the call tree, if asked for.
    pub tracer: Option<Box<Tracer>>,
    /// What VMs keep warm on this worker.
    pub resources: Resources,
    /// Live WASM instances, counted through other VMs between them.
    pub live_instances: usize,
    /// Engine runs inside host calls of other engines.
    pub native_runs: usize,
    /// Pseudo-random bytes that WASM contracts drew in this transaction. Production has one generator
    /// for all of them, and a revert does not turn it back.
    pub random_bytes: u64,
    /// What the transaction did so far of what gas alone does not bound.
    pub usage: Usage,
    /// The unit in which the transaction counts its gas; `None` where that is its callee's.
    pub gas_unit: Option<GasUnit>,
    /// The built-in function that the transaction itself called.
    pub root_built_in: Option<RootBuiltIn>,
    /// In the first frame of a returned callback: what was stored with the call.
    pub closure: Option<Bytes>,
    /// What failed so far in WASM contracts, caught or not.
    pub errors: ErrorLog,
    /// Frames that another virtual machine, and no asynchronous call, made: each has a number in its id.
    pub unnamed_frames: u64,
}

/// What the built-in function that a transaction itself called took, and what it called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RootBuiltIn {
    /// MultiversX gas without that of the contract after it.
    pub gas: u64,
    /// The contract after it.
    pub called: Option<Address>,
}

impl Session {
    /// A session over committed state.
    #[must_use]
    pub fn new(
        hook: Arc<dyn BlockchainHook>,
        forms: Arc<dyn AddressForms>,
        environment: Arc<Environment>,
        dispatcher: Arc<dyn Dispatcher>,
        interrupt: InterruptHandle,
    ) -> Box<Self> {
        let journal = Journal::new(hook, forms, environment.rules.fork);
        Box::new(Self {
            journal,
            environment,
            dispatcher,
            interrupt,
            tracer: None,
            resources: Resources::default(),
            live_instances: 0,
            native_runs: 0,
            random_bytes: 0,
            usage: Usage::default(),
            gas_unit: None,
            root_built_in: None,
            closure: None,
            errors: ErrorLog::default(),
            unnamed_frames: 0,
        })
    }

    /// A session over no state, for an engine to hold while it has no other: whatever is asked of it
    /// is a fault.
    #[must_use]
    pub fn placeholder(environment: Arc<Environment>) -> Box<Self> {
        Self::new(
            Arc::new(Absent),
            Arc::new(Absent),
            environment,
            Arc::new(Absent),
            InterruptHandle::default(),
        )
    }

    /// Makes the session ready for another transaction of a block, on the same state
    /// ([`Journal::set_hook`] gives it another one). Resources stay.
    pub fn restart(&mut self, shared: &Arc<BlockEnvironment>, transaction: TransactionInfo) {
        self.journal.restart(shared.rules.fork);
        // Whoever still holds the environment before keeps it as it was.
        match Arc::get_mut(&mut self.environment) {
            Some(own) => {
                if !Arc::ptr_eq(&own.shared, shared) {
                    own.shared = Arc::clone(shared);
                }
                own.transaction = transaction;
            }
            None => {
                self.environment =
                    Arc::new(Environment { shared: Arc::clone(shared), transaction });
            }
        }
        self.live_instances = 0;
        self.native_runs = 0;
        self.random_bytes = 0;
        self.usage = Usage::default();
        self.gas_unit = None;
        self.root_built_in = None;
        self.unnamed_frames = 0;
        if self.tracer.is_some() || self.closure.is_some() || !self.errors.is_empty() {
            self.drop_records();
        }
    }

    /// Apart from the way of transactions that leave none.
    #[cold]
    fn drop_records(&mut self) {
        self.tracer = None;
        self.closure = None;
        self.errors.clear();
    }

    /// Fails when the node asked to stop.
    ///
    /// # Errors
    /// [`Fault::Interrupted`].
    pub fn poll_interrupt(&self) -> Result<(), Fault> {
        if self.interrupt.is_raised() { Err(Fault::Interrupted) } else { Ok(()) }
    }

    /// Whether a call with this function name is taken by a built-in function in this epoch.
    #[must_use]
    pub fn is_built_in(&self, function: &[u8]) -> bool {
        self.dispatcher.is_built_in(function, self.environment.rules.release)
    }

    /// Hash of the running transaction.
    #[must_use]
    pub fn transaction_hash(&self) -> Bytes {
        Bytes::copy_from_slice(self.environment.transaction.hash.as_slice())
    }
}
