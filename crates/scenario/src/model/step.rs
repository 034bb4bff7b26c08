//! Scenarios and their steps.

use std::path::PathBuf;

use num_bigint::BigUint;

use super::{Account, AccountCheck, Address, Given, TransactionStep};
use crate::value::Dialect;

/// A scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// File it was read from.
    pub file: PathBuf,
    /// Language it is written in.
    pub dialect: Dialect,
    /// Name.
    pub name: String,
    /// Comment.
    pub comment: String,
    /// Whether `gas` and `gasUsed` conditions count; true unless said otherwise.
    pub check_gas: bool,
    /// Whether a gas trace is wanted.
    pub trace_gas: bool,
    /// Gas schedule.
    pub gas_schedule: GasSchedule,
    /// Steps.
    pub steps: Vec<Step>,
    /// What is odd in the file without being an error.
    pub warnings: Vec<Warning>,
}

/// Something odd in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Line, from 1.
    pub line: u32,
    /// What is odd.
    pub text: String,
}

/// A gas schedule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GasSchedule {
    /// `default`, or nothing: version 4 in the reference.
    #[default]
    Default,
    /// `dummy`: every price is one.
    Dummy,
    /// `v3`, `v4`; `v1` to `v9` in the extended dialect.
    Version(u8),
}

/// A step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Line in the file, from 1.
    pub line: u32,
    /// Identifier: `id`, or `txId`; empty when omitted.
    pub id: String,
    /// Comment.
    pub comment: String,
    /// What it does.
    pub action: Action,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Runs the steps of another file.
    ExternalSteps(ExternalSteps),
    /// Changes the state.
    SetState(Box<SetState>),
    /// Compares the state.
    CheckState(CheckState),
    /// Prints the state.
    DumpState,
    /// Runs a transaction.
    Transaction(Box<TransactionStep>),
}

/// Steps of another file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalSteps {
    /// Path as written.
    pub path: String,
    /// Path to read: from the folder of the containing file, with replacements.
    pub resolved: PathBuf,
    /// Gas tracing of the other file; none: as in this one.
    pub trace_gas: Option<bool>,
}

/// A change of the state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetState {
    /// Accounts, in file order.
    pub accounts: Vec<Account>,
    /// Addresses of contracts that will be deployed.
    pub new_addresses: Vec<NewAddress>,
    /// Values of the previous block.
    pub previous_block: Option<BlockInfo>,
    /// Values of the current block.
    pub current_block: Option<BlockInfo>,
    /// Hashes of recent blocks. Replaced by every `setState`, by nothing when omitted, as in the reference.
    pub block_hashes: Vec<Given<Vec<u8>>>,
}

/// The address that a deploy will have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAddress {
    /// Who deploys.
    pub creator: Address,
    /// Nonce of the deploy.
    pub creator_nonce: Given<u64>,
    /// Address of the contract.
    pub address: Address,
}

/// Values of a block. What is omitted stays as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BlockInfo {
    /// Time in milliseconds: `blockTimestampMs`, or `blockTimestamp` times 1000.
    pub timestamp_ms: Option<u64>,
    /// Nonce: the number of the block.
    pub nonce: Option<u64>,
    /// Round.
    pub round: Option<u64>,
    /// Epoch.
    pub epoch: Option<u64>,
    /// Random seed.
    pub random_seed: Option<[u8; 48]>,
    /// Base fee of the EVM (extended dialect).
    pub base_fee: Option<BigUint>,
    /// `prevrandao` of the EVM (extended dialect).
    pub prevrandao: Option<[u8; 32]>,
    /// Coinbase of the EVM (extended dialect).
    pub coinbase: Option<Address>,
    /// Gas limit of the block in the EVM (extended dialect).
    pub gas_limit: Option<u64>,
}

/// Conditions on the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckState {
    /// Accounts that must exist.
    pub accounts: Vec<AccountCheck>,
    /// Whether `"+": ""` allows other accounts; otherwise there must be none but the system account.
    pub more_allowed: bool,
}
