//! Transactions.

use num_bigint::BigUint;

use super::{Address, Expect, Given, Vm};

/// Kind of a transaction step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionKind {
    /// `scDeploy`.
    Deploy,
    /// `scUpgrade`. (The reference reads it and refuses to run it.)
    Upgrade,
    /// `scCall`.
    Call,
    /// `scQuery`: a call by the contract itself, without a sender, a payment or a gas limit.
    Query,
    /// `transfer`.
    Transfer,
    /// `validatorReward`: balance from nowhere, also counted in the reward key of the storage.
    ValidatorReward,
}

impl TransactionKind {
    /// Whether there is a `from`.
    #[must_use]
    pub const fn has_sender(self) -> bool {
        !matches!(self, Self::Query | Self::ValidatorReward)
    }

    /// Whether there is a `to`.
    #[must_use]
    pub const fn has_receiver(self) -> bool {
        !matches!(self, Self::Deploy)
    }

    /// Whether a contract runs, so that an `expect` is allowed.
    #[must_use]
    pub const fn runs_contract(self) -> bool {
        !matches!(self, Self::Transfer | Self::ValidatorReward)
    }

    /// Whether native value can be sent.
    #[must_use]
    pub const fn has_value(self) -> bool {
        !matches!(self, Self::Query)
    }

    /// Whether tokens can be sent.
    #[must_use]
    pub const fn has_esdt(self) -> bool {
        matches!(self, Self::Call | Self::Transfer)
    }

    /// Whether a function is named.
    #[must_use]
    pub const fn has_function(self) -> bool {
        matches!(self, Self::Call | Self::Query)
    }

    /// Whether there are gas limit and price.
    #[must_use]
    pub const fn has_gas(self) -> bool {
        matches!(self, Self::Deploy | Self::Upgrade | Self::Call | Self::Transfer)
    }

    /// Whether code is sent.
    #[must_use]
    pub const fn has_code(self) -> bool {
        matches!(self, Self::Deploy | Self::Upgrade)
    }

    /// The name of the step.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deploy => "scDeploy",
            Self::Upgrade => "scUpgrade",
            Self::Call => "scCall",
            Self::Query => "scQuery",
            Self::Transfer => "transfer",
            Self::ValidatorReward => "validatorReward",
        }
    }
}

/// A step that runs a transaction.
#[derive(Clone, Debug, PartialEq)]
pub struct TransactionStep {
    /// Whether log messages are shown while it runs.
    pub display_logs: bool,
    /// The transaction.
    pub transaction: Transaction,
    /// Conditions on the result; none: any result is accepted.
    pub expect: Option<Expect>,
}

/// A transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// Kind.
    pub kind: TransactionKind,
    /// Sender; present exactly when the kind has one.
    pub from: Option<Address>,
    /// Receiver; present exactly when the kind has one.
    pub to: Option<Address>,
    /// Nonce; omitted: that of the account. (The reference reads it and does not use it.)
    pub nonce: Option<Given<u64>>,
    /// Native value, in the smallest unit.
    pub value: Given<BigUint>,
    /// Tokens; `Some` of an empty list when the field is written without entries.
    pub esdt: Option<Vec<EsdtTransfer>>,
    /// What is called, and with what.
    pub call: Call,
    /// Code of a deploy or upgrade.
    pub code: Option<Given<Vec<u8>>>,
    /// Code metadata of a deploy or upgrade.
    pub code_metadata: Option<Given<Vec<u8>>>,
    /// Gas limit, in the unit of the transaction's own format.
    pub gas_limit: Given<u64>,
    /// Gas price.
    pub gas_price: Given<u64>,
    /// VM of a deploy (extended dialect); an artifact named by `solc:` means the EVM.
    pub vm: Option<Vm>,
}

/// What a transaction calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// A function with arguments, in the MultiversX way; a deploy has the empty function.
    Function {
        /// Name.
        name: String,
        /// Arguments.
        arguments: Vec<Given<Vec<u8>>>,
    },
    /// Calldata of the EVM (extended dialect). In a deploy it follows the creation code.
    Calldata {
        /// Solidity signature; empty when the calldata was written raw.
        signature: String,
        /// Arguments as written.
        arguments: Vec<String>,
        /// The bytes.
        data: Vec<u8>,
    },
}

/// Tokens sent with a transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EsdtTransfer {
    /// Token identifier.
    pub identifier: Given<Vec<u8>>,
    /// Nonce; zero for a fungible token.
    pub nonce: Given<u64>,
    /// Amount.
    pub value: Given<BigUint>,
}
