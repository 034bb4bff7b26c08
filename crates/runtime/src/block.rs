//! A block: transactions in order, each committed before the next.

use crate::{BlockContext, ExecuteOptions, ExecutionError, InvalidTransaction, Outcome};
use crate::{Runtime, TransactionProcessor};
use std::sync::Arc;
use vm_core::{Fault, U256};
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
}

/// Runs blocks on a world.
#[derive(Debug)]
pub struct BlockExecutor<'a> {
    runtime: &'a Runtime,
    world: &'a Arc<World>,
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
        let mut total = BlockOutcome::default();
        for transaction in transactions {
            let result = self.runtime.execute(self.world, block, transaction.as_ref(), options);
            let receipt = match result {
                Ok(outcome) => {
                    self.world.apply(&outcome.change);
                    total.add(&outcome, self.runtime);
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
    fn add(&mut self, outcome: &Outcome, runtime: &Runtime) {
        let ratio = cross_vm::GasRatio::new(runtime.config().gas_ratio);
        let used = ratio.convert(outcome.gas.used, outcome.gas.unit, vm_core::GasUnit::MultiversX);
        self.gas_used = self.gas_used.saturating_add(used);
        self.fees = self.fees.saturating_add(outcome.fees.paid);
        self.developer_fees = self.developer_fees.saturating_add(outcome.fees.developer);
    }
}
