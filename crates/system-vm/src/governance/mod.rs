//! The governance contract: proposals that stake votes on
//! (`mx-chain-go:vm/systemSmartContracts/governance.go`).
//!
//! Who proposes pays a fee, and has it back but for a part where the proposal does not pass. The stake
//! of validators and delegators is their power to vote; a contract passes on the votes of its own
//! users. Thresholds are shares of a whole; production computes them with decimal text, here they are
//! whole parts of 10,000, which gives the same numbers.
//!
//! Production's fixes (`GovernanceFixesFlag`) are on from the epoch that the chain sets. At three places a
//! chain's rules are stricter than production's. A proposal that does not pass never loses more than it
//! cost: production takes the rest from the issuer's account when the fees were raised after the
//! proposal. A stake of nothing is no divisor before the fixes either, where production's node panics.
//! And a fee that is lost is never below zero, which production's configuration can have before the fixes.

mod config;
mod power;
mod proposal;
mod record;
mod registry;
mod settings;
mod share;
mod view;
mod vote;

pub use config::{GovernanceConfig, GovernanceSettings};
pub use record::{DelegatedVote, DelegatedVotes, Proposal, VoteList};

use crate::error::NativeError;
use crate::native::{Endpoint, NativeContext, NativeContract};
use crate::protocol_address::GOVERNANCE_ADDRESS;
use crate::staking::StakingConfig;
use vm_core::{Address, Bytes, Environment};

/// Production's name of the activation of its fixes.
const FIXES: &str = "GovernanceFixesFlag";

/// The governance contract.
#[derive(Clone, Debug)]
pub struct GovernanceContract {
    config: GovernanceConfig,
    /// Epochs for which stake cannot leave after it voted.
    unbond_period_epochs: u32,
}

impl GovernanceContract {
    /// A contract with a configuration, and that of the stake that votes.
    #[must_use]
    pub const fn new(config: GovernanceConfig, staking: StakingConfig) -> Self {
        Self { config, unbond_period_epochs: staking.unbond_period_epochs }
    }

    fn is_fixed(&self, context: &NativeContext) -> bool {
        context.block().epoch >= self.config.fixes_epoch
    }

    fn check_owner(
        &self,
        context: &NativeContext,
        message: &'static str,
    ) -> Result<(), NativeError> {
        if *self.config.owner == *context.caller().address.as_slice() {
            Ok(())
        } else {
            Err(NativeError::refused(message))
        }
    }

    /// Refuses, while nobody may propose or vote.
    fn check_open(
        &self,
        context: &NativeContext,
        message: &'static str,
    ) -> Result<(), NativeError> {
        let is_closed = self.config.closed_epoch.is_some_and(|it| it <= context.block().epoch);
        if is_closed && !self.is_fixed(context) {
            return Err(NativeError::refused(message));
        }
        Ok(())
    }
}

impl NativeContract for GovernanceContract {
    fn address(&self) -> Address {
        GOVERNANCE_ADDRESS
    }

    fn name(&self) -> &'static str {
        "governance"
    }

    fn endpoints() -> &'static [Endpoint<Self>] {
        ENDPOINTS
    }

    fn is_enabled(&self, flag: &'static str, environment: &Environment) -> bool {
        flag != FIXES || environment.block.epoch >= self.config.fixes_epoch
    }

    /// What `initV2` writes, which a sovereign chain runs in its genesis block.
    fn genesis(&self) -> Vec<(Bytes, Bytes)> {
        let settings = GovernanceSettings::of_chain(&self.config);
        vec![
            (Bytes::from_static(registry::SETTINGS_KEY), Bytes::from(settings.encode())),
            (
                Bytes::from_static(registry::OWNER_KEY),
                Bytes::copy_from_slice(GOVERNANCE_ADDRESS.as_slice()),
            ),
        ]
    }
}

const NOT_PAYABLE: &str = "function is not payable";
const VIEW_VALUE: &str = "call value must be zero";

crate::endpoints! { GovernanceContract;
    /// Writes the chain's configuration into the state; for the contract itself, in whose name a node
    /// calls.
    "initV2" () write {
        accepts: Value,
        ignores_more: true,
        checks: [Guard, Arguments, Value, Gas],
        guard: (settings::check_init_caller),
    } => settings::init;
    /// Makes a proposal, with its fee as value: a Git commit as 40 characters, the first and the last
    /// epoch of the vote.
    "proposal" (commit: Text, first_epoch: Number, last_epoch: Number) write {
        gas: proposal,
        accepts: Value,
        checks: [Guard, Gas, Arguments, Value],
        guard: (proposal::check_open),
        count: (FunctionWrongSignature, "invalid number of arguments, expected 3"),
    } => proposal::propose;
    /// Votes with all stake of the caller's, who is no contract: the proposal's number, and `yes`, `no`,
    /// `veto` or `abstain`.
    "vote" (number: Number, option: Text) write {
        gas: vote,
        checks: [Guard, Value, Gas, Arguments],
        guard: (vote::check_open),
        count: (FunctionWrongSignature, "invalid number of arguments, expected 2"),
        value: NOT_PAYABLE,
    } => vote::vote;
    /// Votes with a part of the stake of the caller's, which is a contract: the proposal's number, `yes`,
    /// `no`, `veto` or `abstain`, whose vote it is, and how much of the stake.
    "delegateVote" (number: Number, option: Text, voter: Address, stake: Number) write {
        gas: delegate_vote,
        checks: [Guard, Arguments, Value, Gas],
        guard: (vote::check_open),
        value: NOT_PAYABLE,
    } => vote::delegate_vote;
    /// Changes the configuration; for the address that the chain names. The fee, and what of it is lost,
    /// as decimal texts; the least part of all stake that votes, of vetoes, and of votes for a proposal
    /// that passes, as decimal texts of parts in 10,000.
    "changeConfig" (fee: Text, lost_fee: Text, min_quorum: Text, min_veto: Text, min_pass: Text) write {
        gas: InBody,
        checks: [Guard, Value, Arguments, Gas],
        guard: (settings::check_config_caller),
        count: "changeConfig needs 5 arguments",
        value: "changeConfig can be called only without callValue",
    } => settings::change_config;
    /// Closes a proposal whose vote is over, or, for its issuer, has not begun, and pays the fee back:
    /// the proposal's number. Returns how it ended.
    "closeProposal" (number: Number) write {
        gas: close_proposal,
        checks: [Value, Arguments, Gas],
        count: "invalid number of arguments expected 1",
        value: "closeProposal callValue expected to be 0",
    } => proposal::close;
    /// Takes ended proposals out of the lists of voters.
    "clearEndedProposals" (voters: Address Many) write {
        gas: InBody,
        checks: [Value, Arguments, Gas],
        value: "clearEndedProposals callValue expected to be 0",
        flag: "GovernanceFixesFlag",
    } => settings::clear_ended;
    /// Returns the power of an account to vote; for the contract itself, in whose name a node asks.
    "viewVotingPower" (account: Address) view {
        gas: InBody,
        checks: [Guard, Value, Arguments, Gas],
        guard: (view::check_caller),
        value: VIEW_VALUE,
    } => view::voting_power;
    /// Returns fee, lost fee, the least parts for the quorum, for a veto, and to pass, and the number of
    /// the last proposal, all as texts; for the contract itself, in whose name a node asks.
    "viewConfig" () view {
        checks: [Guard, Value, Arguments, Gas],
        guard: (view::check_caller),
        value: VIEW_VALUE,
    } => view::config;
    /// Returns the number of delegated votes of an account and their proposals, the number of its own
    /// and their proposals; for the contract itself, in whose name a node asks.
    "viewUserVoteHistory" (account: Address) view {
        checks: [Guard, Value, Arguments, Gas],
        guard: (view::check_caller),
        value: VIEW_VALUE,
    } => view::vote_history;
    /// Returns used stake, used power, all stake, all power of a contract that votes for others on a
    /// proposal; for the contract itself, in whose name a node asks.
    "viewDelegatedVoteInfo" (account: Address, number: Bytes) view {
        gas: InBody,
        checks: [Guard, Value, Arguments, Gas],
        guard: (view::check_caller),
        value: VIEW_VALUE,
    } => view::delegated_votes_info;
    /// Returns fee, commit, number, issuer, first and last epoch, stake that voted, votes for it, against
    /// it, vetoes, abstentions, whether it is closed, whether it passed; for the contract itself, in
    /// whose name a node asks.
    "viewProposal" (number: Number) view {
        checks: [Guard, Value, Arguments, Gas],
        guard: (view::check_caller),
        value: VIEW_VALUE,
    } => view::proposal;
    /// Pays what was lost of fees to the address that the chain names.
    "claimAccumulatedFees" () write {
        gas: InBody,
        checks: [Value, Arguments, Guard, Gas],
        guard: (settings::check_claim_caller),
        count: "invalid number of arguments, expected 0",
        value: "callValue expected to be 0",
    } => settings::claim_fees;
}
