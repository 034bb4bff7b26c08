//! The delegation contract: holds the stake of many accounts, stakes nodes with it, and shares their
//! rewards (`mx-chain-go:vm/systemSmartContracts/delegation.go`, `logs.go`).
//!
//! One contract runs at the address of every account that the delegation manager made of it; the
//! account's code is the template's address. The template itself answers nothing. Every activation flag
//! of a sovereign node is on.
//!
//! - **Funds**: an amount that is delegated or taken back is a [`Fund`] under a key with a running
//!   number; a [`Delegator`] has the keys, [`GlobalFund`] the sums. The stake itself lies in the
//!   validator contract, in the contract's name; the rewards in its own account.
//! - **Rewards**: the end of an epoch pays them with `updateRewards`. A delegator's share of each epoch is
//!   counted when the delegator next does something.

mod config;
mod create;
mod delegate;
mod node;
mod nodes;
mod record;
mod registry;
mod reward;
mod settings;
mod view;
mod withdraw;

pub use config::DelegationSettings;
pub use record::{Delegator, Fund, GlobalFund};

use crate::error::NativeError;
use crate::native::{Endpoint, NativeContract};
use crate::protocol_address::FIRST_DELEGATION_ADDRESS;
use crate::staking::StakingConfig;
use crate::validator::NodeSignatures;
use std::sync::Arc;
use vm_core::Address;

/// Functions that the manager calls.
pub(crate) const INIT: &str = "_init";
pub(crate) const INIT_FROM_VALIDATOR: &str = "initFromValidatorData";
pub(crate) const MERGE_VALIDATOR: &str = "mergeValidatorDataToDelegation";
pub(crate) const DELETE_MERGE_PERMISSION: &str = "deleteWhitelistForMerge";
pub(crate) const CLAIM_REWARDS: &str = "claimRewards";
pub(crate) const DELEGATE_REWARDS: &str = "reDelegateRewards";
/// The identifier of the log of every delegation.
pub(crate) const DELEGATE: &str = "delegate";
/// The identifier of the log of every withdrawal.
const WITHDRAW: &str = "withdraw";

/// Where a contract keeps who may merge nodes into it.
pub(crate) const MERGE_KEY: &[u8] = b"whitelistedAddress";

/// A fund that is delegated.
const ACTIVE: u32 = 0;
/// A fund that is taken back.
const UNSTAKED: u32 = 1;

/// The delegation contract.
#[derive(Clone, Debug)]
pub struct DelegationContract {
    staking: StakingConfig,
    settings: DelegationSettings,
    keys: Arc<dyn NodeSignatures>,
}

impl DelegationContract {
    /// A contract with a configuration, which staking, validator contract and manager have to share, and
    /// with what verifies that an owner has a node's key.
    #[must_use]
    pub fn new(
        staking: StakingConfig,
        settings: DelegationSettings,
        keys: Arc<dyn NodeSignatures>,
    ) -> Self {
        Self { staking, settings, keys }
    }
}

impl NativeContract for DelegationContract {
    fn address(&self) -> Address {
        FIRST_DELEGATION_ADDRESS
    }

    fn name(&self) -> &'static str {
        "delegation"
    }

    fn endpoints() -> &'static [Endpoint<Self>] {
        ENDPOINTS
    }

    /// The template answers nothing.
    fn check_address(&self, called: &Address) -> Result<(), NativeError> {
        if *called == FIRST_DELEGATION_ADDRESS {
            return Err(NativeError::refused("first delegation sc address cannot be called"));
        }
        Ok(())
    }

    fn unknown_endpoint(&self, function: &[u8]) -> NativeError {
        NativeError::refused([function, b" is an unknown function"].concat())
    }
}

const AT_LEAST_ONE: &str = "not enough arguments";
const NO_VALUE: &str = "call value must be zero";
const NOT_PAYABLE: &str = "non-payable function";
const WRONG_COUNT: &str = "wrong number of arguments";

crate::endpoints! { DelegationContract;
    /// Makes the contract: largest total delegation, service fee; the value is the owner's first
    /// delegation. For the manager.
    "_init" (cap: Number, service_fee: Number) write {
        accepts: Value,
        checks: [Guard, Arguments, Value, Gas],
        guard: (create::check_deployment),
        count: "invalid number of arguments to init delegation contract",
    } => create::initialize;
    /// Makes the contract of an owner's nodes and stake: largest total delegation, service fee. For the
    /// manager.
    "initFromValidatorData" (owner: Address, settings: Number Many) write {
        checks: [Guard, Value, Arguments, Gas],
        guard: (create::check_manager),
        count: AT_LEAST_ONE,
        value: "call value must be 0",
    } => create::initialize_from_validator;
    /// Takes over an owner's nodes and stake; for the manager.
    "mergeValidatorDataToDelegation" (owner: Address) write {
        checks: [Guard, Value, Arguments, Gas],
        guard: (create::check_manager),
        count: AT_LEAST_ONE,
        value: "call value must be 0",
        ignores_more: true,
    } => create::merge;
    /// Allows somebody to merge nodes into the contract.
    "whitelistForMerge" (account: Address) write {
        gas: delegation_operations,
        checks: [Guard, Value, Gas, Arguments],
        guard: (settings::check_owner_or_manager),
        value: NOT_PAYABLE,
    } => settings::allow_merge;
    /// Takes that back.
    "deleteWhitelistForMerge" () write {
        gas: delegation_operations,
        checks: [Guard, Value, Gas, Arguments],
        guard: (settings::check_owner_or_manager),
        value: NOT_PAYABLE,
    } => settings::forbid_merge;
    /// Returns who may merge nodes into the contract.
    "getWhitelistForMerge" () view {
        gas: delegation_operations,
        checks: [Value, Gas, Arguments],
        value: NO_VALUE,
    } => settings::merge_permission;
    /// Enters nodes: pairs of BLS key and its signature over the contract's address; for the owner.
    "addNodes" (key: Bytes, signature: Bytes, pairs: Bytes Many) write {
        gas: delegation_operations,
        checks: [Guard, Value, Gas, Duplicates, Arguments],
        guard: (settings::check_owner),
        count: (FunctionWrongSignature, AT_LEAST_ONE),
        value: NO_VALUE,
    } => nodes::add;
    /// Removes nodes that are not staked; for the owner.
    "removeNodes" (key: Bytes, keys: Bytes Many) write {
        gas: delegation_operations,
        checks: [Guard, Value, Gas, Duplicates, Arguments],
        guard: (settings::check_owner),
        count: (FunctionWrongSignature, AT_LEAST_ONE),
        value: NO_VALUE,
    } => nodes::remove;
    /// Stakes nodes with what is delegated; for the owner.
    "stakeNodes" (key: Bytes, keys: Bytes Many) write {
        gas: delegation_operations,
        checks: [Guard, Value, Gas, Duplicates, Arguments],
        guard: (settings::check_owner),
        count: (FunctionWrongSignature, AT_LEAST_ONE),
        value: NO_VALUE,
    } => nodes::stake;
    /// Unstakes nodes; for the owner.
    "unStakeNodes" (key: Bytes, keys: Bytes Many) write {
        gas: delegation_operations,
        checks: [Guard, Value, Gas, Duplicates, Arguments],
        guard: (settings::check_owner),
        count: (FunctionWrongSignature, AT_LEAST_ONE),
        value: NO_VALUE,
    } => nodes::unstake;
    /// Stakes unstaked nodes again; for the owner.
    "reStakeUnStakedNodes" (key: Bytes, keys: Bytes Many) write {
        gas: delegation_operations,
        checks: [Guard, Value, Gas, Duplicates, Arguments],
        guard: (settings::check_owner),
        count: (FunctionWrongSignature, AT_LEAST_ONE),
        value: NO_VALUE,
    } => nodes::restake;
    /// Has the validator contract forget unstaked nodes; for the owner.
    "unBondNodes" (key: Bytes, keys: Bytes Many) write {
        gas: delegation_operations,
        checks: [Guard, Value, Gas, Duplicates, Arguments],
        guard: (settings::check_owner),
        count: (FunctionWrongSignature, AT_LEAST_ONE),
        value: NO_VALUE,
    } => nodes::unbond;
    /// Unjails nodes for the price of each, which comes as value; for a delegator.
    "unJailNodes" (key: Bytes, keys: Bytes Many) write {
        gas: delegation_operations,
        accepts: Value,
        checks: [Arguments, Value, Gas, Duplicates],
        count: (FunctionWrongSignature, AT_LEAST_ONE),
    } => nodes::unjail;
    /// Delegates the value.
    "delegate" () write {
        gas: delegation_operations,
        accepts: Value,
        checks: [Guard, Gas, Arguments, Value],
        guard: (delegate::check_amount),
        ignores_more: true,
    } => delegate::delegate;
    /// Takes back a part of what the caller has delegated, or all of it.
    "unDelegate" (amount: Number) write {
        gas: delegation_operations,
        checks: [Gas, Arguments, Value],
        count: (FunctionWrongSignature, WRONG_COUNT),
        value: NO_VALUE,
    } => withdraw::undelegate;
    /// Pays out everything that the caller took back long enough ago.
    "withdraw" () write {
        gas: delegation_operations,
        checks: [Arguments, Value, Gas],
        count: (FunctionWrongSignature, WRONG_COUNT),
        value: NO_VALUE,
    } => withdraw::withdraw;
    /// Sets the service fee, in parts of the chain's largest; for the owner.
    "changeServiceFee" (service_fee: Number) write {
        gas: delegation_operations,
        checks: [Guard, Value, Gas, Duplicates, Arguments],
        guard: (settings::check_owner),
        count: (FunctionWrongSignature, "invalid number of arguments"),
        value: NO_VALUE,
    } => settings::change_service_fee;
    /// Sets whether the largest total delegation holds for rewards that are delegated again; for the
    /// owner.
    "setCheckCapOnReDelegateRewards" (checks: Flag) write {
        gas: delegation_operations,
        checks: [Guard, Value, Gas, Duplicates, Arguments],
        guard: (settings::check_owner),
        value: NO_VALUE,
    } => settings::set_cap_check;
    /// Sets whether nodes are staked as soon as there is enough for one more; for the owner.
    "setAutomaticActivation" (is_automatic: Flag) write {
        gas: delegation_operations,
        checks: [Guard, Value, Gas, Duplicates, Arguments],
        guard: (settings::check_owner),
        value: NO_VALUE,
    } => settings::set_automatic_activation;
    /// Sets the largest total delegation, 0 for no bound; for the owner.
    "modifyTotalDelegationCap" (cap: Number) write {
        gas: delegation_operations,
        checks: [Guard, Value, Gas, Duplicates, Arguments],
        guard: (settings::check_owner),
        value: NO_VALUE,
    } => settings::set_cap;
    /// Takes the value as the rewards of the epoch; for the end of an epoch.
    "updateRewards" () write {
        accepts: Value,
        checks: [Guard, Arguments, Value, Gas],
        guard: (reward::check_end_of_epoch),
        count: "must call without arguments",
    } => reward::set_epoch_rewards;
    /// Pays out the caller's rewards.
    "claimRewards" () write {
        gas: delegation_operations,
        accepts: Value,
        checks: [Gas, Arguments, Value],
        count: (FunctionWrongSignature, WRONG_COUNT),
    } => reward::claim;
    /// Returns an epoch's rewards, what was delegated in all, and the service fee.
    "getRewardData" (epoch: Number) view {
        gas: delegation_operations,
        count: "must call with 1 arguments",
        value: NO_VALUE,
    } => reward::reward_data;
    /// Returns the rewards that an account can claim.
    "getClaimableRewards" (account: Address) view {
        gas: delegation_operations,
        checks: [Value, Gas, Arguments],
        value: NO_VALUE,
    } => view::claimable_rewards;
    /// Returns the rewards of all epochs; for the end of an epoch, in whose name a node asks.
    "getTotalCumulatedRewards" () view {
        gas: delegation_operations,
        checks: [Value, Gas, Arguments],
        value: NO_VALUE,
    } => reward::total_of_contract;
    /// Returns the number of delegators.
    "getNumUsers" () view {
        gas: delegation_operations,
        checks: [Value, Gas, Arguments],
        value: NO_VALUE,
    } => view::user_count;
    /// Returns what is taken back and not withdrawn.
    "getTotalUnStaked" () view {
        gas: delegation_operations,
        checks: [Value, Gas, Arguments],
        value: NO_VALUE,
    } => view::total_unstaked;
    /// Returns what is delegated.
    "getTotalActiveStake" () view {
        gas: delegation_operations,
        checks: [Value, Gas, Arguments],
        value: NO_VALUE,
    } => view::total_active;
    /// Returns what an account has delegated.
    "getUserActiveStake" (account: Address) view {
        gas: delegation_operations,
        checks: [Value, Gas, Arguments],
        value: NO_VALUE,
    } => view::active_stake;
    /// Returns what an account is taking back.
    "getUserUnStakedValue" (account: Address) view {
        gas: delegation_operations,
        checks: [Value, Gas, Arguments],
        value: NO_VALUE,
    } => view::unstaked;
    /// Returns what an account can withdraw.
    "getUserUnBondable" (account: Address) view {
        gas: delegation_operations,
        checks: [Value, Gas, Arguments],
        value: NO_VALUE,
    } => view::unbondable;
    /// Returns amount and remaining epochs of everything that an account is taking back.
    "getUserUnDelegatedList" (account: Address) view {
        gas: delegation_operations,
        checks: [Value, Gas, Arguments],
        value: NO_VALUE,
    } => view::undelegated_list;
    /// Returns the number of nodes.
    "getNumNodes" () view {
        gas: delegation_operations,
        checks: [Value, Gas, Arguments],
        value: NO_VALUE,
    } => view::node_count;
    /// Returns the keys of all nodes, behind `staked`, `notStaked` and `unStaked`.
    "getAllNodeStates" () view {
        gas: delegation_operations,
        checks: [Value, Gas, Arguments],
        value: NO_VALUE,
    } => view::node_states;
    /// Returns owner, service fee, largest total delegation, the owner's initial funds, whether nodes are
    /// staked automatically, whether there is a largest delegation, whether the fee can change, whether the
    /// largest delegation holds for rewards, block in which the contract was made, and epochs until a
    /// withdrawal.
    "getContractConfig" () view {
        gas: delegation_operations,
        checks: [Value, Gas, Arguments],
        value: NO_VALUE,
    } => view::contract_config;
    /// Counts nodes as unstaked; for the end of an epoch, and for staking.
    "unStakeAtEndOfEpoch" (keys: Bytes Many) write {
        accepts: Value,
        checks: [Guard, Arguments, Value, Gas],
        guard: (nodes::check_end_of_epoch),
    } => nodes::unstake_at_end_of_epoch;
    /// Delegates the caller's rewards.
    "reDelegateRewards" () write {
        gas: delegation_operations,
        checks: [Value, Arguments, Gas],
        count: "must be called without arguments",
        value: NO_VALUE,
    } => delegate::delegate_rewards;
    /// Succeeds for a delegator, and fails for anybody else.
    "isDelegator" (account: Address) view {
        gas: delegation_operations,
        checks: [Value, Gas, Arguments],
        value: NO_VALUE,
    } => view::is_delegator;
    /// Returns what an account has delegated, can claim, is taking back, and can withdraw.
    "getDelegatorFundsData" (account: Address) view {
        gas: delegation_operations,
        checks: [Value, Gas, Arguments],
        value: NO_VALUE,
    } => view::funds;
    /// Returns all rewards of an account, paid or not.
    "getTotalCumulatedRewardsForUser" (account: Address) view {
        gas: delegation_operations,
        checks: [Value, Gas, Arguments],
        value: NO_VALUE,
    } => view::total_rewards;
    /// Says what the contract is: name, website, identifier; for the owner.
    "setMetaData" (name: Text, website: Text, identifier: Text) write {
        gas: delegation_operations,
        checks: [Guard, Value, Gas, Duplicates, Arguments],
        guard: (settings::check_owner),
        count: "needed 3 arguments",
        value: NO_VALUE,
    } => settings::set_metadata;
    /// Returns name, website, identifier.
    "getMetaData" () view {
        gas: delegation_operations,
        checks: [Value, Gas, Arguments],
        value: NO_VALUE,
    } => view::metadata;
    /// Adds the value to the contract's account; for the address that the chain names.
    "addTokens" (items: Bytes Many) write {
        accepts: Value,
    } => settings::add_tokens;
    /// Sorts the nodes anew, by what staking has of them; anybody may.
    "correctNodesStatus" () write {
        gas: InBody,
        checks: [Value, Guard, Arguments, Gas],
        guard: (nodes::charge_correction),
        value: NO_VALUE,
    } => nodes::correct_status;
    /// Gives the contract, and what its owner has in it, to somebody who has nothing in it; for the owner.
    "changeOwner" (owner: Address) write {
        gas: delegation_operations,
        checks: [Guard, Value, Gas, Duplicates, Arguments],
        guard: (settings::check_owner),
        count: "wrong number of arguments, expected 1",
        value: NO_VALUE,
    } => settings::change_owner;
    /// Makes the contract's account tell its owner; anybody may.
    "synchronizeOwner" () write {
        gas: delegation_operations,
        checks: [Value, Gas, Arguments],
        count: "invalid number of arguments, expected 0",
        value: NO_VALUE,
    } => settings::synchronize_owner;
}
