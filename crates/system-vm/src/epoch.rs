//! The end of an epoch: what the protocol itself does with its contracts, beside transactions
//! (`mx-chain-sovereign-go:epochStart/metachain/systemSCs.go`, `legacySystemSCs.go`, `stakingDataProvider.go`,
//! `sovereignSystemSC.go`, `rewardsV2.go`).
//!
//! It runs in the first block of the new epoch, in production's order: nodes that their owners' stake
//! does not pay for are unstaked, delegation contracts learn which of theirs these are, and then rewards
//! are paid, those of delegation contracts through `updateRewards`. What else an epoch ends needs no call:
//! unbonding periods, votes and jailing are read off the block and off what consensus tells of a node
//! (`BlockchainHook`), and a proposal is closed by a transaction.
//!
//! Consensus decides how much is paid to whom, and which nodes it selects from the auction. Production's
//! node stops where one of these calls fails; here the call leaves nothing, and the report tells it.

use crate::native::dispatch;
use crate::protocol_address::{
    END_OF_EPOCH_ADDRESS, FIRST_DELEGATION_ADDRESS, STAKING_ADDRESS, VALIDATOR_ADDRESS,
};
use crate::staking::{StakedNode, StakingConfig};
use crate::token::{amount_of, low_number, quotient};
use num_bigint::BigUint;
use std::collections::{BTreeMap, BTreeSet};
use vm_core::{
    AccountRef, Address, Bytes, CallInput, CallOutcome, CallRequest, CallScheme, Fault, Moved,
    ReturnData, Session, U256, ValidatorList, VmType, WriteError,
};

/// More gas than a call at the end of an epoch takes: nobody pays for it.
const GAS: u64 = u64::MAX >> 1;

/// What consensus tells at the end of an epoch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EpochEnd {
    /// BLS keys of all nodes that consensus knows. In which list a node is, it tells through
    /// `BlockchainHook::validator`.
    pub nodes: Vec<Bytes>,
    /// What is paid, in order.
    pub rewards: Vec<Reward>,
    /// Who has what cannot be paid: the protocol's own account.
    pub protocol: Address,
}

/// A payment at the end of an epoch, of new tokens and collected fees.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reward {
    /// Whom it is paid to.
    pub to: Address,
    /// How much, in units of 10^-18.
    pub amount: U256,
}

/// What the end of an epoch did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EpochReport {
    /// BLS keys of the nodes that were unstaked, because their owners' stake does not pay for them.
    pub unstaked: Vec<Bytes>,
    /// What went to the protocol's account instead of a system contract that takes no rewards.
    pub unassigned: U256,
    /// Calls of contracts that failed, in order.
    pub failures: Vec<EpochFailure>,
}

/// A call at the end of an epoch that failed, and left nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EpochFailure {
    /// The contract.
    pub contract: Address,
    /// What it said.
    pub message: Bytes,
}

/// Ends an epoch, outside of frames, in a session of its own. The block is the first of the new epoch,
/// and the configuration that of the staking contract.
///
/// # Errors
/// A fault, when the node is broken or was interrupted.
pub fn end_epoch(
    session: Box<Session>,
    config: &StakingConfig,
    end: &EpochEnd,
) -> Moved<EpochReport> {
    let mut run = EpochRun { session, report: EpochReport::default() };
    let result = run.unstake(config, end).and_then(|()| run.pay(end));
    let EpochRun { session, report } = run;
    (session, result.map(|()| report))
}

/// What takes a reward.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Receiver {
    /// A balance.
    Account,
    /// `updateRewards`.
    DelegationContract,
    /// Nothing.
    SystemContract,
}

struct EpochRun {
    session: Box<Session>,
    report: EpochReport,
}

impl EpochRun {
    /// Unstakes the nodes that their owners' stake does not pay for.
    fn unstake(&mut self, config: &StakingConfig, end: &EpochEnd) -> Result<(), Fault> {
        let known: BTreeSet<&Bytes> = end.nodes.iter().collect();
        let mut surplus = BTreeMap::new();
        for owner in self.owners(&end.nodes)? {
            let keys = self.surplus(config, &known, &owner)?;
            if !keys.is_empty() {
                surplus.insert(owner, keys);
            }
        }
        for key in surplus.values().flatten() {
            if self.call(STAKING_ADDRESS, "unStakeAtEndOfEpoch", vec![key.clone()])?.is_some() {
                self.report.unstaked.push(key.clone());
            }
        }
        for (owner, keys) in surplus {
            let account = self.session.journal.reference(&owner);
            if self.receiver(&account)? == Receiver::DelegationContract {
                self.call(owner, "unStakeAtEndOfEpoch", keys)?;
            }
        }
        Ok(())
    }

    /// Who owns the nodes. A key that staking does not know has no owner.
    fn owners(&mut self, nodes: &[Bytes]) -> Result<BTreeSet<Address>, Fault> {
        let staking = self.session.journal.reference(&STAKING_ADDRESS);
        let mut owners = BTreeSet::new();
        for key in nodes {
            let stored = self.session.journal.storage(&staking, key)?.value;
            let node = StakedNode::decode(&stored).unwrap_or_default();
            owners.extend(Address::from_slice(&node.owner_address));
        }
        Ok(owners)
    }

    /// The nodes of an owner that have to go: as many as its stake does not pay for, those of the auction
    /// first, then those that wait, then those of the consensus.
    fn surplus(
        &mut self,
        config: &StakingConfig,
        known: &BTreeSet<&Bytes>,
        owner: &Address,
    ) -> Result<Vec<Bytes>, Fault> {
        let arguments = vec![Bytes::copy_from_slice(owner.as_slice())];
        let function = "getTotalStakedTopUpStakedBlsKeys";
        let Some(items) = self.call(VALIDATOR_ADDRESS, function, arguments)? else {
            return Ok(Vec::new());
        };
        let [_, total, count, keys @ ..] = items.as_slice() else {
            return Ok(Vec::new());
        };
        let paid = quotient(&BigUint::from_bytes_be(total), &amount_of(config.node_price));
        let surplus = low_number(count).saturating_sub(paid);
        let mut lists = [Vec::new(), Vec::new(), Vec::new()];
        let [auction, waiting, eligible] = &mut lists;
        for key in keys {
            let list = if known.contains(key) {
                self.session.journal.validator(key)?.list
            } else {
                ValidatorList::Auction
            };
            match list {
                ValidatorList::Auction | ValidatorList::New => auction.push(key.clone()),
                ValidatorList::Waiting => waiting.push(key.clone()),
                ValidatorList::Eligible => eligible.push(key.clone()),
                ValidatorList::Leaving
                | ValidatorList::Inactive
                | ValidatorList::Jailed
                | ValidatorList::SelectedFromAuction => {}
            }
        }
        let surplus = usize::try_from(surplus).unwrap_or(usize::MAX);
        Ok(lists.into_iter().flatten().take(surplus).collect())
    }

    /// Pays what there is to be paid. Of system contracts, delegation contracts alone take rewards: on the
    /// main chain, all else is the protocol's; a sovereign production node stops.
    fn pay(&mut self, end: &EpochEnd) -> Result<(), Fault> {
        for Reward { to, amount } in &end.rewards {
            let account = self.session.journal.reference(to);
            let is_paid = match self.receiver(&account)? {
                Receiver::Account => {
                    self.session.journal.receive(&account, *amount).map_err(broken)?;
                    true
                }
                Receiver::DelegationContract => self.pay_contract(*to, *amount)?,
                Receiver::SystemContract => false,
            };
            if !is_paid {
                let protocol = self.session.journal.reference(&end.protocol);
                self.session.journal.receive(&protocol, *amount).map_err(broken)?;
                self.report.unassigned = self.report.unassigned.saturating_add(*amount);
            }
        }
        Ok(())
    }

    /// Pays a delegation contract; whether it took it.
    fn pay_contract(&mut self, contract: Address, amount: U256) -> Result<bool, Fault> {
        let payer = self.session.journal.reference(&END_OF_EPOCH_ADDRESS);
        let checkpoint = self.session.journal.checkpoint();
        self.session.journal.receive(&payer, amount).map_err(broken)?;
        let result = self.call_with_value(contract, "updateRewards", (Vec::new(), amount))?;
        if result.is_some() {
            self.session.journal.keep();
        } else {
            self.session.journal.revert(checkpoint);
        }
        Ok(result.is_some())
    }

    fn receiver(&mut self, account: &AccountRef) -> Result<Receiver, Fault> {
        let code = self.session.journal.code(account)?;
        if code.vm_type != Some(VmType::SYSTEM) {
            return Ok(Receiver::Account);
        }
        // What was made of the template has its address as code; the template itself has its name.
        let is_delegation = *code.bytes == *FIRST_DELEGATION_ADDRESS.as_slice();
        Ok(if is_delegation { Receiver::DelegationContract } else { Receiver::SystemContract })
    }

    fn call(
        &mut self,
        contract: Address,
        function: &'static str,
        arguments: Vec<Bytes>,
    ) -> Result<Option<Vec<Bytes>>, Fault> {
        self.call_with_value(contract, function, (arguments, U256::ZERO))
    }

    /// Calls a contract in the name of the end of an epoch. Gives its results; none, and a line in the
    /// report, where it fails.
    fn call_with_value(
        &mut self,
        contract: Address,
        function: &'static str,
        (arguments, value): (Vec<Bytes>, U256),
    ) -> Result<Option<Vec<Bytes>>, Fault> {
        let caller = self.session.journal.reference(&END_OF_EPOCH_ADDRESS);
        let callee = self.session.journal.reference(&contract);
        let outcome = dispatch(
            &mut self.session,
            CallRequest {
                scheme: CallScheme::Call,
                caller,
                callee,
                code: callee,
                value,
                tokens: Vec::new(),
                input: CallInput::function(function, arguments),
                gas: GAS,
                read_only: false,
            },
        )?;
        Ok(self.results(contract, outcome))
    }

    fn results(&mut self, contract: Address, outcome: CallOutcome) -> Option<Vec<Bytes>> {
        if !outcome.status.is_success() {
            let message = outcome.message_text();
            self.report.failures.push(EpochFailure { contract, message });
            return None;
        }
        Some(match outcome.data {
            ReturnData::Items(items) => items,
            ReturnData::Blob(_) => Vec::new(),
        })
    }
}

/// Outside of frames the journal refuses nothing but more tokens than a number holds.
fn broken(error: WriteError) -> Fault {
    error.halt_reason().err().unwrap_or(Fault::Invariant("rewards can be paid"))
}
