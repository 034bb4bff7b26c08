//! The staking contract: which nodes are staked, jailed or gone
//! (`mx-chain-go:vm/systemSmartContracts/staking.go`).
//!
//! Its caller is the validator contract; three endpoints are the jailing address's and the end of
//! epoch's, and only the views are anybody's. Every activation flag of production is on. So there is no
//! queue: staking has none since its version 4, and the endpoints that served it answer that it is
//! disabled. What state from before that still has of it is read by `getTotalNumberOfRegisteredNodes`
//! and `getQueueRegisterNonceAndRewardAddress`, and left by `unStakeAtEndOfEpoch`.

mod config;
mod jail;
mod node;
mod queue;
mod registry;
mod settings;
mod stored;
mod view;

pub use config::{BasisPoints, StakingConfig};
pub use stored::{NodeCounts, QueueElement, QueueHead, StakedNode};

use crate::error::NativeError;
use crate::native::{Endpoint, NativeContext, NativeContract};
use crate::protocol_address::{END_OF_EPOCH_ADDRESS, STAKING_ADDRESS, VALIDATOR_ADDRESS};
use crate::token::{amount_bytes, amount_of};
use queue::DISABLED;
use vm_core::{Address, Bytes};

/// The staking contract.
#[derive(Clone, Debug, Default)]
pub struct StakingContract {
    config: StakingConfig,
}

impl StakingContract {
    /// A contract with a configuration, which the validator contract has to share.
    #[must_use]
    pub const fn new(config: StakingConfig) -> Self {
        Self { config }
    }
}

impl NativeContract for StakingContract {
    fn address(&self) -> Address {
        STAKING_ADDRESS
    }

    fn name(&self) -> &'static str {
        "staking"
    }

    fn endpoints() -> &'static [Endpoint<Self>] {
        ENDPOINTS
    }

    /// Owner, numbers of nodes, and the price of a node. The contract is its own owner.
    fn genesis(&self) -> Vec<(Bytes, Bytes)> {
        let counts = registry::initial_counts(&self.config);
        vec![
            (Bytes::from_static(b"owner"), Bytes::copy_from_slice(STAKING_ADDRESS.as_slice())),
            (Bytes::from_static(registry::COUNTS_KEY), Bytes::from(counts.encode())),
            (Bytes::from_static(b"epoch_0"), amount_bytes(&amount_of(self.config.node_price))),
        ]
    }

    fn unknown_endpoint(&self, _: &[u8]) -> NativeError {
        NativeError::refused("")
    }

    fn out_of_gas_message(&self) -> &'static str {
        "insufficient gas"
    }
}

const NOT_ENOUGH_FOR_UNSTAKE: &str = "not enough arguments, needed BLS key and reward address";
const ONE_AT_LEAST: &str = "invalid number of arguments: expected min 1, got 0";
const ONE: &str = "number of arguments must be equal to 1";
const NONE: &str = "number of arguments must be equal to 0";
const DEPRECATED: &str = "function deprecated";
const INVALID: &str = "invalid method to call";
const NO_SLASHING: &str = "slash function called by not the owners address";
const NO_VALUE: &str = "transaction value must be zero";

crate::endpoints! { StakingContract;
    /// Registers a node and stakes it; for the validator contract.
    "stake" (key: Bytes, reward_address: Address, owner: Address) write {
        checks: [Guard, Arguments, Value, Gas],
        guard: (check_stake_caller),
        count: "not enough arguments, needed BLS key, reward address and owner address",
        ignores_more: true,
    } => node::stake;
    /// Registers a node without staking it; for the validator contract.
    "register" (key: Bytes, reward_address: Address, owner: Address) write {
        checks: [Guard, Arguments, Value, Gas],
        guard: (check_stake_caller),
        count: "not enough arguments, needed BLS key, reward address and owner address",
        ignores_more: true,
    } => node::register;
    /// Unstakes a node; for the validator contract.
    "unStake" (key: Bytes, reward_address: Address) write {
        checks: [Guard, Arguments, Value, Gas],
        guard: (check_unstake_caller),
        count: NOT_ENOUGH_FOR_UNSTAKE,
        ignores_more: true,
    } => node::unstake;
    /// Forgets a node whose time of unbonding is over; for the validator contract.
    "unBond" (key: Bytes) write {
        checks: [Guard, Arguments, Value, Gas],
        guard: (check_unbond_caller),
        count: "not enough arguments, needed BLS key",
        ignores_more: true,
    } => node::unbond;
    /// Is no longer in use.
    "get" (items: Bytes Many) view {
        value: DEPRECATED,
    } => |_, _| Err(NativeError::refused(DEPRECATED));
    /// Succeeds for a node that is staked, and fails for any other.
    "isStaked" (key: Bytes) view {
        count: ONE_AT_LEAST,
        value: NO_VALUE,
        ignores_more: true,
    } => view::is_staked;
    /// Is in use by nobody.
    "slash" (items: Bytes Many) write {
        value: NO_SLASHING,
    } => |_, _| Err(NativeError::refused(NO_SLASHING));
    /// Jails nodes; for the jailing address.
    "jail" (keys: Bytes Many) write {
        checks: [Guard, Arguments, Value, Gas],
        guard: (jail::check_jail_caller),
    } => jail::jail;
    /// Unjails a node and stakes it again; for the validator contract.
    "unJail" (key: Bytes) write {
        checks: [Guard, Arguments, Value, Gas],
        guard: (check_unjail_caller),
        count: "wrong number of arguments, wanted 1",
    } => jail::unjail;
    /// Sets where the rewards of nodes go; for the validator contract.
    "changeRewardAddress" (reward_address: Address, key: Bytes, keys: Bytes Many) write {
        checks: [Guard, Arguments, Value, Gas],
        guard: (settings::check_change_reward_address),
    } => settings::change_reward_address;
    /// Is no longer in use.
    "changeValidatorKeys" (items: Bytes Many) write {
        checks: [Guard, Arguments, Value, Gas],
        guard: (check_change_keys_caller),
    } => |_, _| Err(NativeError::refused("function is deprecated"));
    /// Is no longer in use: there is no queue.
    "switchJailedWithWaiting" (items: Bytes Many) write {
        value: DISABLED,
    } => queue::refuse;
    /// Is no longer in use: there is no queue.
    "getQueueIndex" (items: Bytes Many) view {
        value: DISABLED,
    } => queue::refuse;
    /// Is no longer in use: there is no queue.
    "getQueueSize" (items: Bytes Many) view {
        value: DISABLED,
    } => queue::refuse;
    /// Returns where a node's rewards go, in hex.
    "getRewardAddress" (key: Bytes) view {
        gas: get,
        checks: [Value, Gas, Arguments],
        count: ONE,
        value: NO_VALUE,
    } => view::reward_address;
    /// Returns `jailed`, `queued`, `staked` or `unStaked`.
    "getBLSKeyStatus" (key: Bytes) view {
        gas: get,
        checks: [Value, Gas, Arguments],
        count: ONE,
        value: NO_VALUE,
    } => view::key_status;
    /// Returns the blocks until an unstaked node may be unbonded.
    "getRemainingUnBondPeriod" (key: Bytes) view {
        gas: get,
        checks: [Value, Gas, Arguments],
        count: ONE,
        value: NO_VALUE,
    } => view::remaining_unbond_period;
    /// Returns key, register nonce and reward address of every node in the queue of old state; for the
    /// validator contract.
    "getQueueRegisterNonceAndRewardAddress" () view {
        checks: [Guard, Arguments, Value, Gas],
        guard: (view::check_view_caller),
        count: NONE,
    } => view::queue;
    /// Sets how many nodes have to stay staked; for the end of an epoch.
    "updateConfigMinNodes" (count: Number) write {
        checks: [Guard, Arguments, Value, Gas],
        guard: (check_min_nodes_caller),
        count: "number of arguments must be 1",
    } => settings::update_min_nodes;
    /// Sets the owners of nodes that have none, from pairs of key and owner; for the end of an epoch.
    "setOwnersOnAddresses" (pairs: Bytes Many) write {
        checks: [Guard, Arguments, Value, Gas],
        guard: (check_owners_caller),
    } => settings::set_owners;
    /// Returns who owns a node; for the validator contract.
    "getOwner" (key: Bytes) view {
        checks: [Guard, Arguments, Value, Gas],
        guard: (view::check_view_caller),
        count: ONE_AT_LEAST,
        ignores_more: true,
    } => view::owner;
    /// Sets how many nodes may be staked, and returns how many could; for the end of an epoch.
    "updateConfigMaxNodes" (count: Number) write {
        checks: [Guard, Arguments, Value, Gas],
        guard: (check_max_nodes_caller),
        count: "number of arguments must be 1",
    } => settings::update_max_nodes;
    /// Is no longer in use: there is no queue.
    "stakeNodesFromQueue" (items: Bytes Many) write {
        value: DISABLED,
    } => queue::refuse;
    /// Unstakes a node that the end of an epoch takes out, and out of the queue of old state.
    "unStakeAtEndOfEpoch" (key: Bytes) write {
        checks: [Guard, Arguments, Value, Gas],
        guard: (node::check_end_of_epoch_silently),
        count: "not enough arguments, needed the BLS key",
    } => node::unstake_at_end_of_epoch;
    /// Returns the number of nodes that are staked, jailed or in the queue of old state.
    "getTotalNumberOfRegisteredNodes" () view {
        value: NO_VALUE,
        ignores_more: true,
    } => view::registered_count;
    /// Is no longer in use: there is no queue.
    "resetLastUnJailedFromQueue" (items: Bytes Many) write {
        value: DISABLED,
    } => queue::refuse;
    /// Is no longer in use: there is no queue.
    "cleanAdditionalQueue" (items: Bytes Many) write {
        value: DISABLED,
    } => queue::refuse;
    /// Gives nodes to a delegation contract, as owner and for their rewards; for the validator contract.
    "changeOwnerAndRewardAddress" (owner: Address, key: Bytes, keys: Bytes Many) write {
        checks: [Guard, Value, Arguments, Gas],
        guard: (settings::check_change_owner_caller),
        count: "number of arguments is 2 at minimum",
        value: "callValue must be 0",
    } => settings::change_owner;
    /// Is no longer in use: there is no queue.
    "fixWaitingListQueueSize" (items: Bytes Many) write {
        value: DISABLED,
    } => queue::refuse;
    /// Is no longer in use: there is no queue.
    "addMissingNodeToQueue" (items: Bytes Many) write {
        value: DISABLED,
    } => queue::refuse;
    /// Is no longer in use: it emptied the queue in the epoch that ended it.
    "unStakeAllNodesFromQueue" (items: Bytes Many) write {
        value: INVALID,
    } => |_, _| Err(NativeError::refused(INVALID));
}

/// Checks that refuse every caller but one.
macro_rules! caller_checks {
    ($($check:ident($address:ident, $function:literal);)+) => {$(
        fn $check(_: &StakingContract, context: &mut NativeContext) -> Result<(), NativeError> {
            check_caller(context, &$address, $function)
        }
    )+};
}

caller_checks! {
    check_stake_caller(VALIDATOR_ADDRESS, "stake");
    check_unstake_caller(VALIDATOR_ADDRESS, "unStake");
    check_unbond_caller(VALIDATOR_ADDRESS, "unBond");
    check_unjail_caller(VALIDATOR_ADDRESS, "unJail");
    check_change_keys_caller(VALIDATOR_ADDRESS, "changeValidatorKey");
    check_min_nodes_caller(END_OF_EPOCH_ADDRESS, "updateConfigMinNodes");
    check_max_nodes_caller(END_OF_EPOCH_ADDRESS, "updateConfigMaxNodes");
    check_owners_caller(END_OF_EPOCH_ADDRESS, "setOwnersOnAddresses");
}

fn check_caller(
    context: &NativeContext,
    address: &Address,
    function: &'static str,
) -> Result<(), NativeError> {
    let caller = context.caller().address;
    if caller == *address {
        return Ok(());
    }
    let text = [function.as_bytes(), b" function not allowed to be called by address "];
    Err(NativeError::refused([text.concat().as_slice(), caller.as_slice()].concat()))
}
