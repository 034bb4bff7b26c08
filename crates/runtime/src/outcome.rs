//! What an execution gives: one type for every kind of transaction.

use thiserror::Error;
use vm_core::{
    Address, Bytes, Fault, GasUnit, LogRecord, OutgoingTransfer, ReturnCode, ReturnData,
    StateChange, Status, TraceFrame, TransferRecord, U256,
};

/// Gas of a transaction, in its own unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GasReport {
    /// The unit of the figures.
    pub unit: GasUnit,
    /// What the transaction allowed.
    pub limit: u64,
    /// What it used, refunds taken off.
    pub used: u64,
    /// What came back of it by EVM refunds.
    pub refunded: u64,
}

/// Fees of a transaction, in units of 10^-18 of the native token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fees {
    /// What the sender paid in the end.
    pub paid: U256,
    /// The part of it that the called contract's owner can claim.
    pub developer: U256,
}

/// What an execution gave. Nothing is committed until [`Outcome::change`] is applied.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// How the transaction's first frame ended.
    pub status: Status,
    /// The same as a MultiversX return code.
    pub return_code: ReturnCode,
    /// Return or revert data, in the form in which the transaction called.
    pub data: ReturnData,
    /// What the contract says beside its results: the message of a failure, or the text of its reason; of a
    /// success, what went wrong and did not fail it.
    pub message: Bytes,
    /// The contract that the transaction made.
    pub created: Option<Address>,
    /// What the transaction writes. After a failure only nonce and fee are in it.
    pub change: StateChange,
    /// Logs of all VMs in the order in which they were written.
    pub logs: Vec<LogRecord>,
    /// What leaves the shard, in order; its value is no longer in the state change.
    pub outgoing: Vec<OutgoingTransfer>,
    /// What contracts sent inside the shard, in order, but for what the same hook executed something with.
    pub transfers: Vec<TransferRecord>,
    /// Gas.
    pub gas: GasReport,
    /// Fees.
    pub fees: Fees,
    /// The call tree, if it was asked for: parents before children.
    pub trace: Vec<TraceFrame>,
}

impl Outcome {
    /// Whether the transaction's effects are kept.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        self.status.is_success()
    }

    /// The return data as a list of items.
    #[must_use]
    pub fn items(&self) -> Vec<Bytes> {
        match &self.data {
            ReturnData::Items(items) => items.clone(),
            ReturnData::Blob(blob) => vec![blob.clone()],
        }
    }
}

/// Why a transaction cannot be part of a block. Nothing of it is executed or charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidTransaction {
    /// It was made for another chain.
    #[error("the transaction is for another chain")]
    ChainId,
    /// Its nonce is below the account's.
    #[error("the nonce is too low: the account is at {account}, the transaction at {transaction}")]
    NonceTooLow {
        /// The account's nonce.
        account: u64,
        /// The transaction's nonce.
        transaction: u64,
    },
    /// Its nonce is above the account's.
    #[error("the nonce is too high: the account is at {account}, the transaction at {transaction}")]
    NonceTooHigh {
        /// The account's nonce.
        account: u64,
        /// The transaction's nonce.
        transaction: u64,
    },
    /// Its gas price is below the chain's.
    #[error("the gas price is below the chain's minimum")]
    GasPriceTooLow,
    /// Its gas limit does not pay for moving the balance and the data.
    #[error("the gas limit is {limit}, moving the balance and the data takes {needed}")]
    GasLimitTooLow {
        /// The transaction's limit.
        limit: u64,
        /// What it needs at least.
        needed: u64,
    },
    /// Its gas price is above what a `SetGuardian` may pay that no guardian signed.
    #[error("the gas price is too high for setting a guardian without a guardian's signature")]
    GasPriceTooHigh,
    /// A guardian signed it, and the account is not guarded.
    #[error("the account is not guarded")]
    GuardianNotExpected,
    /// The account is guarded, and its guardian did not sign it.
    #[error("the account is guarded: its guardian has to sign")]
    GuardianMissing,
    /// Another signed it than the account's active guardian.
    #[error("the guardian is not the active guardian of the account")]
    GuardianMismatch,
    /// The account has no guardian that is active.
    #[error("the account has no active guardian")]
    NoActiveGuardian,
    /// It replaces a pending guardian of a guarded account, and the active guardian did not sign it.
    #[error("a pending guardian of a guarded account cannot be replaced")]
    GuardianPending,
    /// Its gas limit is above the chain's.
    #[error("the gas limit is above the chain's maximum")]
    GasLimitTooHigh,
    /// The sender cannot pay value and fee.
    #[error("the sender's balance does not cover value and fee")]
    InsufficientFunds,
    /// The data of a deployment does not have the form `code@vm@metadata@arguments`.
    #[error("the data of the deployment is malformed")]
    MalformedDeploy,
    /// Ethereum's fork does not know its type yet (EIP-2718).
    #[error("the type of the transaction is not active")]
    TypeNotActive,
    /// Its largest gas price is below the block's base fee (EIP-1559).
    #[error("the gas price is below the block's base fee")]
    GasPriceBelowBaseFee,
    /// Its largest priority fee is above its largest gas price (EIP-1559).
    #[error("the priority fee is above the gas price")]
    PriorityFeeTooHigh,
    /// Its gas limit does not pay for what Ethereum charges before the first frame, or is below the
    /// floor of its data (EIP-7623).
    #[error("the gas limit is {limit}, the transaction takes {needed} before it runs")]
    IntrinsicGas {
        /// The transaction's limit.
        limit: u64,
        /// What it needs at least.
        needed: u64,
    },
    /// Its gas limit is above the block's.
    #[error("the gas limit is above the block's")]
    GasLimitAboveBlock,
    /// Its init code is longer than a contract's may be (EIP-3860).
    #[error("the init code is too large")]
    InitCodeTooLarge,
    /// Its sender is a contract (EIP-3607).
    #[error("the sender has code")]
    SenderHasCode,
    /// The sender's nonce cannot grow (EIP-2681).
    #[error("the sender's nonce is at its largest value")]
    NonceExhausted,
    /// A transaction with blobs or delegations has no destination (EIP-4844, EIP-7702).
    #[error("a transaction of this type cannot make a contract")]
    TypeCannotCreate,
    /// It has no blob (EIP-4844).
    #[error("the transaction has no blob")]
    NoBlobs,
    /// A blob's hash has another version than 1 (EIP-4844).
    #[error("the version of a blob hash is unknown")]
    BlobVersion,
    /// It has more blobs than the fork allows (EIP-7594, EIP-7691).
    #[error("the transaction has too many blobs")]
    TooManyBlobs,
    /// Its largest price of blob gas is below the block's (EIP-4844).
    #[error("the price of blob gas is below the block's")]
    BlobPriceTooLow,
    /// The chain takes no transactions with blobs ([`vm_core::EthereumTransactions::blobs`]).
    #[error("this chain takes no transactions with blobs")]
    BlobsNotTaken,
    /// It leaves its chain id out, and the chain takes only those that name it
    /// ([`vm_core::EthereumTransactions::without_chain_id`]).
    #[error("this chain takes only transactions that name their chain")]
    ChainIdMissing,
    /// The blobs of the block are used up (EIP-4844).
    #[error("the block has no room for the transaction's blobs")]
    BlobsAboveBlock,
    /// It has no authorization (EIP-7702).
    #[error("the transaction has no authorization")]
    NoAuthorizations,
}

/// Why there is no outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ExecutionError {
    /// The transaction cannot be part of a block.
    #[error(transparent)]
    Invalid(#[from] InvalidTransaction),
    /// The node is broken, or was interrupted.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl ExecutionError {
    /// The fault, for what is no transaction and always valid.
    pub(crate) const fn into_fault(self) -> Fault {
        match self {
            Self::Fault(fault) => fault,
            Self::Invalid(_) => Fault::Invariant("only a transaction can be invalid"),
        }
    }
}
