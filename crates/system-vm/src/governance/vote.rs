//! `vote` and `delegateVote`.

use super::power::voting_stake;
use super::registry::{
    last_ended, load_delegated, load_proposal, load_votes, save_delegated, save_proposal,
    save_votes, trimmed,
};
use super::{DelegatedVote, DelegatedVotes, GovernanceContract, Proposal};
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::token::{amount_bytes, low_number, sum};
use num_bigint::BigUint;
use vm_core::{Bytes, LogEntry, VmType};

/// Most bytes of a stake that a contract votes with.
const MAX_STAKE_LENGTH: usize = 18;

pub(super) fn check_open(
    contract: &GovernanceContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    contract.check_open(context, "governance module is disabled")
}

/// A vote that is counted.
struct Ballot {
    voter: Bytes,
    proposal: Bytes,
    option: Bytes,
    power: BigUint,
    stake: BigUint,
    /// The contract that passes it on.
    contract: Option<Bytes>,
}

pub(super) fn vote(contract: &GovernanceContract, context: &mut NativeContext) -> NativeResult {
    if is_contract(context)? {
        return Err(NativeError::refused("only user can call this"));
    }
    let voter = caller_bytes(context);
    let proposal = proposal_argument(contract, context);
    let stake = voting_stake(context, &voter)?;
    let option = context.argument(1);
    let topics = vec![proposal.clone(), option.clone(), amount_bytes(&stake), amount_bytes(&stake)];
    let ballot = Ballot { voter, proposal, option, power: stake.clone(), stake, contract: None };
    cast(contract, context, &ballot)?;
    log_call(context, topics)
}

pub(super) fn delegate_vote(
    contract: &GovernanceContract,
    context: &mut NativeContext,
) -> NativeResult {
    if !is_contract(context)? {
        return Err(NativeError::refused("only SC can call this"));
    }
    let voter = context
        .account_argument(2)?
        .ok_or_else(|| NativeError::refused("invalid delegator address"))?;
    let voter = Bytes::copy_from_slice(voter.address.as_slice());
    let proposal = proposal_argument(contract, context);
    if contract.is_fixed(context) && context.argument(3).len() > MAX_STAKE_LENGTH {
        return Err(NativeError::refused("too long argument for user stake"));
    }
    let stake = context.amount_argument(3);
    let caller = caller_bytes(context);
    let power = use_stake(context, (&caller, &proposal), &stake)?;
    let option = context.argument(1);
    let topics = vec![
        proposal.clone(),
        option.clone(),
        voter.clone(),
        amount_bytes(&stake),
        amount_bytes(&power),
    ];
    let ballot = Ballot { voter, proposal, option, power, stake, contract: Some(caller) };
    cast(contract, context, &ballot)?;
    log_call(context, topics)
}

/// By the shape of the address, and in the range of accounts born in the EVM, which keys share, by
/// having code.
fn is_contract(context: &mut NativeContext) -> Result<bool, NativeError> {
    let caller = *context.caller();
    if caller.address.vm_type() == Some(VmType::EVM) {
        return Ok(!context.journal().code(&caller)?.is_none());
    }
    Ok(caller.address.is_contract_shaped())
}

fn caller_bytes(context: &NativeContext) -> Bytes {
    Bytes::copy_from_slice(context.caller().address.as_slice())
}

/// The proposal's number; before the fixes, as the caller wrote it.
fn proposal_argument(contract: &GovernanceContract, context: &NativeContext) -> Bytes {
    let number = context.argument(0);
    if contract.is_fixed(context) { Bytes::copy_from_slice(trimmed(&number)) } else { number }
}

/// What a contract has voted for others; at first, all that it could.
pub(super) fn delegated_votes(
    context: &mut NativeContext,
    contract: &[u8],
    number: &[u8],
) -> Result<DelegatedVotes, NativeError> {
    if let Some(votes) = load_delegated(context, contract, number)? {
        return Ok(votes);
    }
    let stake = voting_stake(context, contract)?;
    Ok(DelegatedVotes {
        total_power: stake.clone(),
        total_stake: stake,
        ..DelegatedVotes::default()
    })
}

/// Uses a part of a contract's stake on a proposal. Gives the part of its power.
fn use_stake(
    context: &mut NativeContext,
    (contract, number): (&[u8], &[u8]),
    stake: &BigUint,
) -> Result<BigUint, NativeError> {
    let mut votes = delegated_votes(context, contract, number)?;
    if votes.total_stake == BigUint::ZERO {
        return Err(NativeError::refused("division by zero"));
    }
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "big numbers, and a divisor that is not zero"
    )]
    let power = &votes.total_power * stake / &votes.total_stake;
    votes.used_power = sum(&votes.used_power, &power);
    votes.used_stake = sum(&votes.used_stake, stake);
    if votes.total_power < votes.used_power || votes.total_stake < votes.used_stake {
        return Err(NativeError::refused("not enough voting power to cast this vote"));
    }
    save_delegated(context, (contract, number), &votes)?;
    Ok(power)
}

/// Counts a vote, once.
fn cast(
    contract: &GovernanceContract,
    context: &mut NativeContext,
    ballot: &Ballot,
) -> Result<(), NativeError> {
    enlist(contract, context, ballot)?;
    let mut proposal = load_running(contract, context, &ballot.proposal)?;
    proposal.count(&ballot.option, &ballot.power)?;
    proposal.quorum_stake = sum(&proposal.quorum_stake, &ballot.stake);
    save_proposal(context, &proposal)
}

/// Puts a vote into the voter's list.
fn enlist(
    contract: &GovernanceContract,
    context: &mut NativeContext,
    ballot: &Ballot,
) -> Result<(), NativeError> {
    let is_fixed = contract.is_fixed(context);
    let nonce = low_number(&ballot.proposal);
    let mut list = load_votes(contract, context, &ballot.voter)?;
    let is_new = match &ballot.contract {
        None => push_new(&mut list.direct, nonce),
        Some(address) => {
            // The older form of the list tells no contract, so that there one vote is all.
            let contract = if is_fixed { address.clone() } else { Bytes::new() };
            push_new(&mut list.delegated, DelegatedVote { nonce, contract })
        }
    };
    if !is_new {
        return Err(NativeError::refused("double vote is not allowed"));
    }
    if is_fixed {
        list.forget(last_ended(context)?);
    }
    save_votes(contract, context, &ballot.voter, &list)
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, item: T) -> bool {
    let is_new = !list.contains(&item);
    if is_new {
        list.push(item);
    }
    is_new
}

/// A proposal on which the vote goes on.
fn load_running(
    contract: &GovernanceContract,
    context: &mut NativeContext,
    number: &[u8],
) -> Result<Proposal, NativeError> {
    let proposal = load_proposal(context, number)?;
    let epoch = u64::from(context.block().epoch);
    if epoch < proposal.first_epoch {
        return Err(NativeError::refused("voting has not yet started for this proposal"));
    }
    if epoch > proposal.last_epoch || (proposal.closed && contract.is_fixed(context)) {
        return Err(NativeError::refused("voting period is over for this proposal"));
    }
    Ok(proposal)
}

/// The log of a call: the caller's, with the name of the function.
pub(super) fn log_call(context: &mut NativeContext, topics: Vec<Bytes>) -> NativeResult {
    let (identifier, address) = (context.function().clone(), context.caller().address);
    context.log(LogEntry { identifier, address, topics, data: Vec::new() })?;
    Ok(Vec::new())
}
