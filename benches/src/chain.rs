//! A chain in memory: blocks of transactions on one world.

use crate::Stopwatch;
use runtime::{BlockContext, BlockExecutor, ExecuteOptions, MultiversXTransaction, Receipt};
use runtime::{Runtime, TransactionProcessor};
use std::sync::Arc;
use std::time::Duration;
use vm_core::{Address, AddressForms as _, Bytes, EvmAddress, U256, VmType};
use world::{World, WorldAccount};

/// Gas of what is done beside the measurements.
const GAS: u64 = 500_000_000;

/// A runtime, a world, and who sends.
#[derive(Debug)]
pub struct Chain {
    runtime: Runtime,
    world: Arc<World>,
    block: BlockContext,
    owner: Address,
    owner_nonce: u64,
    senders: Vec<Address>,
    nonce: u64,
}

impl Chain {
    /// A fresh world with an owner and as many rich senders.
    ///
    /// # Panics
    /// When the runtime cannot be built.
    #[must_use]
    pub fn new(senders: u64) -> Self {
        let runtime = Runtime::builder().build().expect("the default runtime");
        let world = Arc::new(World::with_state(runtime.genesis()));
        let owner = Address([1; 32]);
        let senders: Vec<Address> = (0..senders)
            .map(|index| {
                let mut address = [2; 32];
                address[..8].copy_from_slice(&(index + 1).to_be_bytes().map(|it| it ^ 0x55));
                Address(address)
            })
            .collect();
        for address in senders.iter().chain([&owner]) {
            let mut account = WorldAccount::default();
            account.data.balance = U256::from(u128::MAX);
            world.update(|state| state.insert(*address, account));
        }
        let block = BlockContext::default();
        Self { runtime, world, block, owner, owner_nonce: 0, senders, nonce: 0 }
    }

    /// Who sends in a block.
    #[must_use]
    pub fn senders(&self) -> &[Address] {
        &self.senders
    }

    /// The 20-byte face of an account.
    #[must_use]
    pub fn face(&self, address: Address) -> EvmAddress {
        self.runtime.forms().of_address(&address).face
    }

    /// Deploys a contract of the owner.
    ///
    /// # Panics
    /// When the deployment fails.
    pub fn deploy(&mut self, vm_type: VmType, code: &Bytes, arguments: &[Bytes]) -> Address {
        let mut data = format!("{}@{}@0506", hex::encode(code), hex::encode(vm_type.0));
        for argument in arguments {
            data.push('@');
            data.push_str(&hex::encode(argument));
        }
        let receipt = self.owner_sends(Address::ZERO, data.into_bytes().into());
        receipt.expect("a new contract")
    }

    /// Calls a contract as the owner.
    ///
    /// # Panics
    /// When the call fails.
    pub fn call(&mut self, to: Address, data: Bytes) {
        let _created = self.owner_sends(to, data);
    }

    fn owner_sends(&mut self, receiver: Address, data: Bytes) -> Option<Address> {
        let transaction = MultiversXTransaction {
            nonce: self.owner_nonce,
            sender: self.owner,
            receiver,
            gas_limit: GAS,
            gas_price: self.gas_price(),
            chain_id: self.chain_id(),
            data,
            ..MultiversXTransaction::default()
        };
        self.owner_nonce += 1;
        let outcome = self.execute(&[Box::new(transaction)]).0;
        outcome.into_iter().next().flatten()
    }

    /// The time per transaction of a block in which every sender has `each` transactions.
    ///
    /// # Panics
    /// When a transaction fails.
    pub fn block(
        &mut self,
        each: u64,
        transaction: impl Fn(Address, u64) -> MultiversXTransaction,
    ) -> Duration {
        let mut transactions: Vec<Box<dyn TransactionProcessor>> = Vec::new();
        for turn in 0..each {
            for sender in &self.senders {
                let made = transaction(*sender, self.nonce + turn);
                let gas_price = self.gas_price();
                let chain_id = self.chain_id();
                transactions.push(Box::new(MultiversXTransaction { gas_price, chain_id, ..made }));
            }
        }
        self.nonce += each;
        let count = u32::try_from(transactions.len()).expect("a block");
        self.execute(&transactions).1 / count
    }

    /// Executes and commits a block; the contracts that it made, and its time.
    fn execute(
        &self,
        transactions: &[Box<dyn TransactionProcessor>],
    ) -> (Vec<Option<Address>>, Duration) {
        let executor = BlockExecutor::new(&self.runtime, &self.world);
        let start = Stopwatch::start();
        let block = executor.execute(&self.block, transactions, &ExecuteOptions::default());
        let time = start.elapsed();
        let made = block.expect("a block").receipts.into_iter().map(|receipt| match receipt {
            Receipt::Executed(outcome) => {
                assert!(outcome.is_success(), "{:?} {:?}", outcome.status, outcome.message);
                outcome.created
            }
            Receipt::Refused(reason) => panic!("refused: {reason}"),
        });
        (made.collect(), time)
    }

    fn gas_price(&self) -> u64 {
        self.runtime.config().fees.min_gas_price
    }

    fn chain_id(&self) -> String {
        self.runtime.config().chain_id.clone()
    }
}
