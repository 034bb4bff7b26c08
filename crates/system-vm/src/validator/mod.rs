//! The validator contract: owners of nodes, their stake, and its way in and out
//! (`mx-chain-go:vm/systemSmartContracts/validator.go`; production calls it auction as well).
//!
//! Nodes themselves are the staking contract's, which this one calls. Every activation flag of
//! production is on: tokens and nodes are unstaked apart, `claim` and `get` are closed, and the nodes of
//! one owner are bounded where the chain tells how many are eligible. The rules of a sovereign chain
//! differ at one place: no address is a metachain's, so any contract may receive rewards.

mod jail;
mod merge;
mod record;
mod registry;
mod settings;
mod stake;
mod unbond;
mod unstake;
mod view;

pub use record::{UnstakedTokens, ValidatorPrices, ValidatorRecord};

use crate::error::NativeError;
use crate::native::{Endpoint, NativeContract};
use crate::protocol_address::VALIDATOR_ADDRESS;
use crate::staking::StakingConfig;
use core::fmt::Debug;
use registry::check_not_paused;
use std::sync::Arc;
use vm_core::{Address, Bytes};

/// Where the contract keeps who owns it.
const OWNER_KEY: &[u8] = b"owner";

/// Verifies what the keys of nodes signed.
pub trait NodeSignatures: Debug + Send + Sync {
    /// Whether a signature over a message is the key's, and the key is one. Keys, messages and
    /// signatures have any length.
    fn verify(&self, key: &[u8], message: &[u8], signature: &[u8]) -> bool;
}

/// Takes no signature for good, so that nobody stakes a node.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoNodeSignatures;

impl NodeSignatures for NoNodeSignatures {
    fn verify(&self, _key: &[u8], _message: &[u8], _signature: &[u8]) -> bool {
        false
    }
}

/// The validator contract.
#[derive(Clone, Debug)]
pub struct ValidatorContract {
    config: StakingConfig,
    keys: Arc<dyn NodeSignatures>,
}

impl ValidatorContract {
    /// A contract with a configuration, which the staking contract has to share, and with what verifies
    /// that an owner has a node's key.
    #[must_use]
    pub fn new(config: StakingConfig, keys: Arc<dyn NodeSignatures>) -> Self {
        Self { config, keys }
    }
}

impl NativeContract for ValidatorContract {
    fn address(&self) -> Address {
        VALIDATOR_ADDRESS
    }

    fn name(&self) -> &'static str {
        "validator"
    }

    fn endpoints() -> &'static [Endpoint<Self>] {
        ENDPOINTS
    }

    /// Its owner, which is the contract itself.
    fn genesis(&self) -> Vec<(Bytes, Bytes)> {
        let owner = Bytes::copy_from_slice(VALIDATOR_ADDRESS.as_slice());
        vec![(Bytes::from_static(OWNER_KEY), owner)]
    }

    fn unknown_endpoint(&self, _: &[u8]) -> NativeError {
        NativeError::refused("invalid method to call")
    }

    fn out_of_gas_message(&self) -> &'static str {
        registry::OUT_OF_GAS
    }
}

/// What a call says of a key, as one byte behind it.
#[derive(Clone, Copy)]
enum KeyResult {
    /// It is no key, or did not sign.
    Invalid = 1,
    /// Staking refused.
    Failed = 2,
}

fn key_result(key: &Bytes, result: KeyResult) -> [Bytes; 2] {
    let code: &'static [u8] = match result {
        KeyResult::Invalid => &[1],
        KeyResult::Failed => &[2],
    };
    [key.clone(), Bytes::from_static(code)]
}

const CLAIM_CLOSED: &str = "claim function is disabled";
const DEPRECATED: &str = "function deprecated";
const NO_VALUE: &str = "transaction value must be zero";
const ONE_AT_LEAST: &str = "invalid number of arguments: expected min 1, got 0";
const ONE: &str = "number of arguments must be equal to 1";
const WRONG_COUNT: &str = "invalid number of arguments";

crate::endpoints! { ValidatorContract;
    /// Adds the value to the caller's stake, and stakes nodes: their number, pairs of BLS key and its
    /// signature over the caller's address, a reward address, and a largest stake of a node. Without
    /// arguments it adds the value alone. Returns keys that could not be staked, with a code.
    "stake" (items: Bytes Many) write {
        gas: stake,
        accepts: Value,
        checks: [Gas, Arguments, Value],
    } => stake::stake;
    /// Unstakes nodes of the caller's and what they cost. Returns keys that could not be, with a code.
    "unStake" (key: Bytes, keys: Bytes Many) write {
        gas: InBody,
        checks: [Guard, Value, Arguments, Gas],
        guard: (check_not_paused),
        count: ONE_AT_LEAST,
        value: NO_VALUE,
    } => unstake::unstake;
    /// Unstakes nodes of the caller's, and leaves the stake. Returns keys that could not be, with a code.
    "unStakeNodes" (key: Bytes, keys: Bytes Many) write {
        gas: InBody,
        checks: [Guard, Value, Arguments, Gas],
        guard: (check_not_paused),
        count: ONE_AT_LEAST,
        value: NO_VALUE,
    } => unstake::unstake_nodes_only;
    /// Unstakes a part of the caller's stake.
    "unStakeTokens" (amount: Number) write {
        gas: unstake_tokens,
        checks: [Value, Guard, Gas, Arguments],
        guard: (unstake::check_registered),
        count: "should have specified one argument containing the unstake value",
        value: NO_VALUE,
    } => unstake::unstake_tokens;
    /// Forgets unstaked nodes of the caller's and pays back what they cost. Returns keys that could not
    /// be forgotten, with a code.
    "unBond" (key: Bytes, keys: Bytes Many) write {
        gas: InBody,
        checks: [Guard, Value, Arguments, Gas],
        guard: (check_not_paused),
        count: ONE_AT_LEAST,
        value: NO_VALUE,
    } => unbond::unbond;
    /// Forgets unstaked nodes of the caller's. Returns keys that could not be forgotten, with a code.
    "unBondNodes" (key: Bytes, keys: Bytes Many) write {
        gas: InBody,
        checks: [Guard, Value, Arguments, Gas],
        guard: (check_not_paused),
        count: ONE_AT_LEAST,
        value: NO_VALUE,
    } => unbond::unbond_nodes_only;
    /// Pays back unstaked tokens whose time is over: an amount, or all of them.
    "unBondTokens" (amount: Number Optional) write {
        gas: unbond_tokens,
        checks: [Value, Guard, Gas, Arguments],
        guard: (unstake::check_registered),
        count: "too many arguments",
        value: NO_VALUE,
    } => unbond::unbond_tokens;
    /// Is no longer in use: what is not locked is unstaked with `unStakeTokens`.
    "claim" (items: Bytes Many) write {
        value: CLAIM_CLOSED,
    } => |_, _| Err(NativeError::refused(CLAIM_CLOSED));
    /// Is no longer in use.
    "get" (items: Bytes Many) view {
        value: DEPRECATED,
    } => |_, _| Err(NativeError::refused(DEPRECATED));
    /// Sets the prices of an epoch; for the contract's owner, which is the contract itself.
    "setConfig" (
        min_stake: Number, total_supply: Number, min_step: Number, node_price: Number, unjail_price: Number,
        epoch: Number
    ) write {
        checks: [Guard, Arguments, Value, Gas],
        guard: (settings::check_set_config),
    } => settings::set_config;
    /// Sets where the caller's rewards go.
    "changeRewardAddress" (address: Address) write {
        gas: InBody,
        checks: [Value, Arguments, Gas],
        count: ONE_AT_LEAST,
        value: NO_VALUE,
        ignores_more: true,
    } => settings::change_reward_address;
    /// Unjails nodes of the caller's, for the price of each. Returns keys that could not be, with a
    /// code, and their price.
    "unJail" (key: Bytes, keys: Bytes Many) write {
        gas: InBody,
        accepts: Value,
        count: "invalid number of arguments: expected at least 1",
    } => jail::unjail;
    /// Returns what an owner, or the caller, has staked, as text.
    "getTotalStaked" (owner: Address Optional) view {
        gas: get,
        checks: [Value, Gas, Arguments],
        value: NO_VALUE,
        ignores_more: true,
    } => view::total_staked;
    /// Returns an owner's stake above the price of its nodes, its stake, the number of its nodes, and the
    /// keys of those that are staked.
    "getTotalStakedTopUpStakedBlsKeys" (owner: Address) view {
        gas: get,
        checks: [Value, Arguments, Gas],
        count: ONE,
        value: NO_VALUE,
    } => view::top_up;
    /// Returns key and status of every node of an owner; for the contract itself, in whose name a node
    /// asks.
    "getBlsKeysStatus" (owner: Address) view {
        gas: InBody,
        checks: [Guard, Arguments, Value, Gas],
        guard: (view::check_view_caller),
        count: ONE,
    } => view::key_statuses;
    /// Takes keys out of the caller's record that are in it twice.
    "cleanRegisteredData" () write {
        gas: stake,
        checks: [Gas, Value, Arguments],
        count: "must be called with 0 arguments",
        value: "must be called with 0 value",
    } => settings::clean;
    /// Pauses unstaking and unbonding; for the end of an epoch.
    "pauseUnStakeUnBond" () write {
        checks: [Guard, Arguments, Value, Gas],
        guard: (settings::check_end_of_epoch),
        ignores_more: true,
    } => settings::pause;
    /// Resumes unstaking and unbonding; for the end of an epoch.
    "unPauseUnStakeUnBond" () write {
        checks: [Guard, Arguments, Value, Gas],
        guard: (settings::check_end_of_epoch),
        ignores_more: true,
    } => settings::unpause;
    /// Returns amount and remaining epochs of everything that an owner has unstaked.
    "getUnStakedTokensList" (owner: Address) view {
        count: ONE,
        value: NO_VALUE,
    } => view::unstaked_tokens;
    /// Stakes unstaked nodes of the caller's again. Value that comes with it is kept, as in production.
    /// Returns keys that could not be staked, with a code.
    "reStakeUnStakedNodes" (key: Bytes, keys: Bytes Many) write {
        gas: InBody,
        accepts: Value,
        count: "need arguments of which node to unStake",
    } => stake::restake;
    /// Adds an owner's record to a delegation contract's; for the delegation manager.
    "mergeValidatorData" (from: Address, to: Address) write {
        checks: [Guard, Value, Arguments, Gas],
        guard: (merge::check_manager),
        count: WRONG_COUNT,
        value: "callValue must be 0",
    } => merge::merge;
    /// Makes an owner's record a delegation contract's; for the delegation manager.
    "changeOwnerOfValidatorData" (from: Address, to: Address) write {
        checks: [Guard, Value, Arguments, Gas],
        guard: (merge::check_manager),
        count: WRONG_COUNT,
        value: "callValue must be 0",
    } => merge::change_owner;
}
