//! A block: transactions in order, each committed before the next.

use crate::receipt::{block_bloom, receipts_root};
use crate::{BlockContext, EthereumReceipt, ExecuteOptions, ExecutionError, InvalidTransaction};
use crate::{Outcome, Runtime, TransactionProcessor};
use alloy_primitives::{B256, Bloom};
use std::sync::Arc;
use vm_core::{Fault, SpecId, U256};
use world::World;

/// What one transaction of a block gave.
#[derive(Clone, Debug)]
pub enum Receipt {
    /// It was executed; its change is applied.
    Executed(Box<Outcome>),
    /// It cannot be part of the block, and did nothing.
    Refused(InvalidTransaction),
}

/// What a block gave.
#[derive(Clone, Debug, Default)]
pub struct BlockOutcome {
    /// One receipt a transaction, in order.
    pub receipts: Vec<Receipt>,
    /// Sum of the fees that were paid, the developers' part included.
    pub fees: U256,
    /// The part of the fees that contract owners can claim.
    pub developer_fees: U256,
    /// EVM and MultiversX gas used, in MultiversX units.
    pub gas_used: u64,
    /// What Ethereum keeps of every transaction that was executed, in order; those of other kinds
    /// are among them.
    pub ethereum_receipts: Vec<EthereumReceipt>,
}

/// Runs blocks on a world.
#[derive(Debug)]
pub struct BlockExecutor<'a> {
    pub(crate) runtime: &'a Runtime,
    pub(crate) world: &'a Arc<World>,
}

impl<'a> BlockExecutor<'a> {
    /// An executor over a world.
    #[must_use]
    pub const fn new(runtime: &'a Runtime, world: &'a Arc<World>) -> Self {
        Self { runtime, world }
    }

    /// Executes transactions in order and applies each change to the world.
    ///
    /// # Errors
    /// [`Fault`] when the node is broken or was interrupted. The transactions before it are applied.
    pub fn execute(
        &self,
        block: &BlockContext,
        transactions: &[Box<dyn TransactionProcessor>],
        options: &ExecuteOptions,
    ) -> Result<BlockOutcome, Fault> {
        let mut total = BlockOutcome {
            receipts: Vec::with_capacity(transactions.len()),
            ethereum_receipts: Vec::with_capacity(transactions.len()),
            ..BlockOutcome::default()
        };
        let environment = self.runtime.environment(block)?;
        let mut worker = self.runtime.worker();
        for transaction in transactions {
            if let Err(reason) = total.has_room(block, transaction.as_ref(), self.runtime) {
                total.receipts.push(Receipt::Refused(reason));
                continue;
            }
            let result = worker.execute(self.world, &environment, transaction.as_ref(), options);
            let receipt = match result {
                Ok(outcome) => {
                    self.world.apply(&outcome.change);
                    total.add(&outcome, self.runtime);
                    let before = total.evm_gas_used();
                    let transaction = transaction.as_ref();
                    let kept = self.runtime.receipt(block, transaction, &outcome, before);
                    total.ethereum_receipts.push(kept);
                    Receipt::Executed(Box::new(outcome))
                }
                Err(ExecutionError::Invalid(reason)) => Receipt::Refused(reason),
                Err(ExecutionError::Fault(fault)) => return Err(fault),
            };
            total.receipts.push(receipt);
        }
        Ok(total)
    }
}

impl BlockOutcome {
    /// The root of the block's receipts.
    #[must_use]
    pub fn receipts_root(&self) -> B256 {
        receipts_root(&self.ethereum_receipts)
    }

    /// The bloom filter over the EVM logs of the block.
    #[must_use]
    pub fn bloom(&self) -> Bloom {
        block_bloom(&self.ethereum_receipts)
    }

    /// Gas that the block used, as Ethereum's header has it: what MultiversX transactions used is in it,
    /// converted.
    #[must_use]
    pub fn evm_gas_used(&self) -> u64 {
        self.ethereum_receipts.last().map_or(0, |it| it.cumulative_gas)
    }

    /// Gas of the block's blobs (EIP-4844).
    #[must_use]
    pub fn blob_gas_used(&self) -> u64 {
        self.ethereum_receipts.iter().fold(0, |sum, it| sum.saturating_add(it.blob_gas))
    }

    /// Whether an Ethereum transaction fits what the ones before it left of the block.
    fn has_room(
        &self,
        block: &BlockContext,
        transaction: &dyn TransactionProcessor,
        runtime: &Runtime,
    ) -> Result<(), InvalidTransaction> {
        let Some(transaction) = transaction.as_ethereum() else { return Ok(()) };
        let left = block.current.gas_limit.saturating_sub(self.evm_gas_used());
        if transaction.gas_limit > left {
            return Err(InvalidTransaction::GasLimitAboveBlock);
        }
        let rules = runtime.config().rules_at(block.current.epoch).ok();
        let most = blob_gas_cap(rules.map_or(SpecId::default(), |it| it.fork));
        if self.blob_gas_used().saturating_add(transaction.blob_gas()) > most {
            return Err(InvalidTransaction::BlobsAboveBlock);
        }
        Ok(())
    }

    fn add(&mut self, outcome: &Outcome, runtime: &Runtime) {
        let ratio = cross_vm::GasRatio::new(runtime.config().gas_ratio);
        let used = ratio.convert(outcome.gas.used, outcome.gas.unit, vm_core::GasUnit::MultiversX);
        self.gas_used = self.gas_used.saturating_add(used);
        self.fees = self.fees.saturating_add(outcome.fees.paid);
        self.developer_fees = self.developer_fees.saturating_add(outcome.fees.developer);
    }
}

/// Most blob gas of a block (EIP-4844, EIP-7691).
const fn blob_gas_cap(fork: SpecId) -> u64 {
    let blobs = if fork.is_enabled_in(SpecId::PRAGUE) { 9 } else { 6 };
    blobs << 17
}
