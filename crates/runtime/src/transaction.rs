//! The seam of transaction kinds.

use crate::{EthereumTransaction, Fees, GasReport, InvalidTransaction};
use alloy_primitives::B256;
use core::fmt::Debug;
use vm_core::{
    AccountRef, Address, BlockInfo, CallOutcome, Dispatcher, Fault, Journal, Moved,
    TransactionInfo, U256, WriteError,
};

/// What a processor gives; the runtime adds what it derives from the journal.
#[derive(Clone, Debug)]
pub struct Processed {
    /// How the first frame ended.
    pub call: CallOutcome,
    /// The contract that was made.
    pub created: Option<Address>,
    /// Gas.
    pub gas: GasReport,
    /// Fees.
    pub fees: Fees,
}

/// A transaction of one kind, and how it is processed.
///
/// A processor checks the transaction, buys its gas, counts its nonce, asks the dispatcher for the call, and gives
/// back what was not used. It works outside of frames, where the journal lets it write any account.
pub trait TransactionProcessor: Debug + Send + Sync {
    /// Hash of the transaction.
    fn hash(&self) -> B256;

    /// What contracts can read of the transaction in a block. The journal is asked for nothing but the
    /// forms of addresses.
    fn info(&self, journal: &mut Journal, block: &BlockInfo) -> TransactionInfo;

    /// Executes the transaction in a fresh session. The dispatcher has the same virtual machines as the session's,
    /// and is lent: nobody counts who holds it.
    fn process(
        &self,
        session: Box<vm_core::Session>,
        dispatcher: &dyn Dispatcher,
    ) -> Moved<Result<Processed, InvalidTransaction>>;

    /// The same transaction with another gas limit, for estimates.
    fn with_gas_limit(&self, gas_limit: u64) -> Box<dyn TransactionProcessor>;

    /// The transaction as one of Ethereum's, if it is one: its receipt has the type, and its gas limit
    /// has to fit the block.
    fn as_ethereum(&self) -> Option<&EthereumTransaction> {
        None
    }
}

/// Why a transaction was not begun.
pub(crate) enum Refusal {
    Invalid(InvalidTransaction),
    Fault(Fault),
}

// Refusals are made apart: their code does not lie between that of good transactions.
impl From<Fault> for Refusal {
    #[cold]
    #[inline(never)]
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<InvalidTransaction> for Refusal {
    #[cold]
    #[inline(never)]
    fn from(invalid: InvalidTransaction) -> Self {
        Self::Invalid(invalid)
    }
}

/// Outside of frames the journal refuses nothing but what would overflow.
#[cold]
#[inline(never)]
pub(crate) const fn broken(error: WriteError) -> Fault {
    match error {
        WriteError::Fault(fault) => fault,
        WriteError::ReadOnly
        | WriteError::ForeignWrite
        | WriteError::OutOfFunds
        | WriteError::Overflow
        | WriteError::AliasTaken => Fault::Invariant("fees and nonces can be written"),
    }
}

/// Adds to a balance, up to the largest. It touches the account even if it adds nothing, as EIP-161 has it for the
/// beneficiary.
pub(crate) fn credit(
    journal: &mut Journal,
    account: &AccountRef,
    amount: U256,
) -> Result<(), WriteError> {
    match journal.receive(account, amount) {
        Err(WriteError::Overflow) => journal.set_balance(account, U256::MAX),
        result => result,
    }
}
