//! Our side: the runtime over a world in memory.

use crate::{BASE_FEE, BENEFICIARY, GAS_LIMIT, GAS_PRICE};
use alloy_primitives::B256;
use runtime::{BlockContext, Destination, Envelope, EthereumTransaction, ExecuteOptions, Message};
use runtime::{Outcome, Runtime, TransactionProcessor, Worker};
use std::sync::Arc;
use vm_core::{
    Address, AddressForms as _, BlockEnvironment, Bytes, CallInput, CreateScheme, EvmAddress,
    InterruptHandle, U256, VmType,
};
use world::{World, WorldAccount, WorldState};

/// A runtime with a world and one rich account.
#[derive(Debug)]
pub struct Ours {
    runtime: Arc<Runtime>,
    world: Arc<World>,
    block: Arc<BlockEnvironment>,
    options: ExecuteOptions,
    sender: Address,
}

impl Ours {
    /// A fresh world with `sender` in it.
    ///
    /// # Panics
    /// When the runtime cannot be built.
    #[must_use]
    pub fn new(sender: Address) -> Self {
        let runtime = Arc::new(Runtime::builder().build().expect("the default runtime"));
        let world = Arc::new(World::with_state(runtime.genesis()));
        let mut account = WorldAccount::default();
        account.data.balance = U256::from(u128::MAX);
        world.update(|state| state.insert(sender, account));
        let options =
            ExecuteOptions { interrupt: InterruptHandle::default(), ..Default::default() };
        let mut block = BlockContext::default();
        block.current.beneficiary = BENEFICIARY;
        block.current.base_fee = BASE_FEE;
        block.current.gas_limit = u64::MAX;
        let block = runtime.environment(&block).expect("the rules of the block");
        Self { runtime, world, block, options, sender }
    }

    /// Changes the state before anything is measured.
    pub fn update(&self, change: impl FnOnce(&mut WorldState)) {
        self.world.update(change);
    }

    /// The next Ethereum transaction of the sender, which an Ethereum key signs.
    #[must_use]
    pub fn transaction(
        &self,
        to: Option<EvmAddress>,
        value: U256,
        data: Bytes,
    ) -> EthereumTransaction {
        let nonce = self.world.read(|it| it.account(&self.sender).map_or(0, |it| it.data.nonce));
        EthereumTransaction {
            sender: self.face(self.sender),
            nonce,
            chain_id: Some(self.runtime.config().evm_chain_id),
            to,
            value,
            data,
            gas_limit: GAS_LIMIT,
            access_list: Vec::new(),
            envelope: Envelope::Legacy { gas_price: GAS_PRICE },
            hash: B256::ZERO,
        }
    }

    /// Executes and commits a transaction.
    ///
    /// # Panics
    /// When it fails.
    pub fn commit(&self, transaction: &dyn TransactionProcessor) -> Outcome {
        let outcome = self.run(transaction);
        self.world.apply(&outcome.change);
        outcome
    }

    /// Deploys a contract and commits it.
    ///
    /// # Panics
    /// When the deployment fails.
    pub fn deploy(&self, vm_type: VmType, code: Bytes, nonce: u64) -> Address {
        let message = Message {
            from: self.sender,
            destination: Destination::Create {
                vm_type,
                code,
                metadata: [5, 6],
                scheme: CreateScheme::Nonce,
            },
            gas_limit: 1_000_000_000,
            nonce: Some(nonce),
            ..Message::default()
        };
        self.commit(&message).created.expect("a new contract")
    }

    /// The message of a call.
    #[must_use]
    pub fn message(&self, to: Address, input: CallInput) -> Message {
        Message {
            from: self.sender,
            destination: Destination::Call(to),
            input,
            gas_limit: 2_000_000_000,
            ..Message::default()
        }
    }

    /// Executes a transaction without committing it.
    ///
    /// # Panics
    /// When it fails.
    pub fn run(&self, transaction: &dyn TransactionProcessor) -> Outcome {
        let mut worker = self.runtime.worker();
        let result = worker.execute(&self.world, &self.block, transaction, &self.options);
        let outcome = result.expect("an outcome");
        assert!(outcome.is_success(), "{:?} {:?}", outcome.status, outcome.message);
        outcome
    }

    /// The state as it is now, for transactions one after another.
    #[must_use]
    pub fn frozen(&self) -> Frozen<'_> {
        let (worker, state) = (self.runtime.worker(), Arc::new(self.world.state()));
        Frozen { worker, state, block: &self.block, options: &self.options }
    }

    /// The 20-byte face of an account.
    #[must_use]
    pub fn face(&self, address: Address) -> EvmAddress {
        self.runtime.forms().of_address(&address).face
    }
}

/// A worker on a state that nobody changes, as the bare engine has its database to itself.
#[derive(Debug)]
pub struct Frozen<'a> {
    worker: Worker<'a>,
    state: Arc<WorldState>,
    block: &'a Arc<BlockEnvironment>,
    options: &'a ExecuteOptions,
}

impl Frozen<'_> {
    /// Executes a transaction without committing it; the gas that it used.
    ///
    /// # Panics
    /// When it fails.
    pub fn run(&mut self, transaction: &dyn TransactionProcessor) -> u64 {
        let result = self.worker.execute(&self.state, self.block, transaction, self.options);
        let outcome = result.as_ref().expect("an outcome");
        assert!(outcome.is_success(), "{:?} {:?}", outcome.status, outcome.message);
        outcome.gas.used
    }
}
