//! Proposals: their beginning and their end.

use super::power::stake_in_system;
use super::registry::{
    has_proposal, last_ended, load_fees, load_proposal, load_settings, pay, save_fees,
    save_last_ended, save_number, save_proposal, save_settings,
};
use super::share::part;
use super::vote::log_call;
use super::{GovernanceContract, GovernanceSettings, Proposal};
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::token::{amount_of, difference, low_number, number_bytes, sum};
use num_bigint::BigUint;
use vm_core::{Address, Bytes, HaltReason, LogEntry};

/// Characters of a Git commit.
const COMMIT_LENGTH: usize = 40;
/// Most proposals that are looked at for the last one that has ended, and one more.
const ENDED_WINDOW: u64 = 1_000;

pub(super) fn check_open(
    contract: &GovernanceContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    contract.check_open(context, "proposing is disabled")
}

pub(super) fn propose(contract: &GovernanceContract, context: &mut NativeContext) -> NativeResult {
    let mut settings = load_settings(context)?;
    if amount_of(context.value()) != settings.proposal_fee {
        let message = format!("invalid value provided, expected {}", settings.proposal_fee);
        return Err(NativeError::Halted {
            reason: HaltReason::OutOfFunds,
            message: Bytes::from(message.into_bytes()),
        });
    }
    settings.last_proposal = settings.last_proposal.wrapping_add(1);
    save_settings(context, &settings)?;
    let commit = context.argument(0);
    if commit.len() != COMMIT_LENGTH {
        let message = format!("invalid github commit length, wanted exactly {COMMIT_LENGTH}");
        return Err(NativeError::refused(message));
    }
    if has_proposal(context, &commit)? {
        return Err(NativeError::refused("proposal already exists"));
    }
    let (first_epoch, last_epoch) = epoch_arguments(contract, context)?;
    let proposal = Proposal {
        nonce: settings.last_proposal,
        commit: commit.clone(),
        first_epoch,
        last_epoch,
        issuer: Bytes::copy_from_slice(context.caller().address.as_slice()),
        cost: settings.proposal_fee,
        ..Proposal::default()
    };
    save_proposal(context, &proposal)?;
    let number = number_bytes(proposal.nonce);
    save_number(context, &number, commit.clone())?;
    log_call(context, vec![number, commit, context.argument(1), context.argument(2)])
}

/// First and last epoch of the vote. Stake that votes cannot have left when the vote ends.
fn epoch_arguments(
    contract: &GovernanceContract,
    context: &NativeContext,
) -> Result<(u64, u64), NativeError> {
    let invalid = || NativeError::refused("invalid start/end vote epoch");
    let (first, last) = (low_number(&context.argument(1)), low_number(&context.argument(2)));
    let delay = first.checked_sub(u64::from(context.block().epoch)).ok_or_else(invalid)?;
    let length = last.checked_sub(first).ok_or_else(invalid)?;
    let is_late =
        contract.is_fixed(context) && delay >= u64::from(contract.config.max_delay_epochs);
    if length >= u64::from(contract.unbond_period_epochs) || is_late {
        return Err(invalid());
    }
    Ok((first, last))
}

pub(super) fn close(contract: &GovernanceContract, context: &mut NativeContext) -> NativeResult {
    let number = context.argument(0);
    let mut proposal = load_proposal(context, &number).map_err(|error| match error {
        NativeError::Refused(message) => {
            NativeError::refused([b"getGeneralProposal error ", message.as_ref()].concat())
        }
        other @ (NativeError::Halted { .. } | NativeError::Fault(_)) => other,
    })?;
    check_can_close(contract, context, &proposal)?;
    let settings = load_settings(context)?;
    let verdict = verdict(contract, context, &proposal, &settings)?;
    proposal.closed = true;
    proposal.passed = verdict == Verdict::Passed;
    save_proposal(context, &proposal)?;
    pay_back(context, &proposal, &settings)?;
    if contract.is_fixed(context) {
        find_last_ended(context)?;
    }
    Ok(vec![Bytes::from_static(verdict.text().as_bytes())])
}

fn check_can_close(
    contract: &GovernanceContract,
    context: &NativeContext,
    proposal: &Proposal,
) -> Result<(), NativeError> {
    if proposal.closed {
        return Err(NativeError::refused("proposal is already closed, do nothing"));
    }
    let is_fixed = contract.is_fixed(context);
    let is_issuer = *proposal.issuer == *context.caller().address.as_slice();
    if !is_fixed && !is_issuer {
        return Err(NativeError::refused("only the issuer can close the proposal"));
    }
    let epoch = u64::from(context.block().epoch);
    let has_started = epoch >= proposal.first_epoch;
    if !is_issuer && !has_started {
        return Err(NativeError::refused(
            "only the issuer can close the proposal before start vote epoch",
        ));
    }
    let has_ended = epoch > proposal.last_epoch;
    if !has_ended && (has_started || !is_fixed) {
        let last = proposal.last_epoch;
        let message = format!("proposal can be closed only after epoch {last}");
        return Err(NativeError::refused(message));
    }
    Ok(())
}

/// How a proposal ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Unstarted,
    NoQuorum,
    Vetoed,
    Passed,
    Rejected,
}

impl Verdict {
    const fn text(self) -> &'static str {
        match self {
            Self::Unstarted => "Proposal closed before voting started",
            Self::NoQuorum => "Proposal did not reach minQuorum",
            Self::Vetoed => "Proposal vetoed",
            Self::Passed => "Proposal passed",
            Self::Rejected => "Proposal rejected",
        }
    }
}

fn verdict(
    contract: &GovernanceContract,
    context: &mut NativeContext,
    proposal: &Proposal,
    settings: &GovernanceSettings,
) -> Result<Verdict, NativeError> {
    if contract.is_fixed(context) && u64::from(context.block().epoch) < proposal.first_epoch {
        return Ok(Verdict::Unstarted);
    }
    let votes = proposal.votes();
    if votes < part(&stake_in_system(context)?, settings.min_quorum) {
        return Ok(Verdict::NoQuorum);
    }
    if proposal.veto >= part(&votes, settings.min_veto) {
        return Ok(Verdict::Vetoed);
    }
    let is_enough = proposal.yes >= part(&votes, settings.min_pass);
    Ok(if is_enough && proposal.yes > proposal.no { Verdict::Passed } else { Verdict::Rejected })
}

/// Pays the issuer what the proposal cost, but for what is lost.
fn pay_back(
    context: &mut NativeContext,
    proposal: &Proposal,
    settings: &GovernanceSettings,
) -> Result<(), NativeError> {
    let mut refund = proposal.cost.clone();
    if !proposal.passed {
        refund = difference(&proposal.cost, &settings.lost_proposal_fee).unwrap_or_default();
        let lost = difference(&proposal.cost, &refund).unwrap_or_default();
        let fees = sum(&load_fees(context)?, &lost);
        save_fees(context, &fees)?;
    }
    let issuer = Address::from_slice(&proposal.issuer)
        .ok_or_else(|| NativeError::refused("invalid address"))?;
    let account = context.journal().reference(&issuer);
    if refund != BigUint::ZERO {
        pay(context, &account, &refund)?;
    }
    let passed: &'static [u8] = if proposal.passed { b"true" } else { b"false" };
    context.log(LogEntry {
        identifier: context.function().clone(),
        address: issuer,
        topics: vec![proposal.commit.clone(), Bytes::from_static(passed)],
        data: Vec::new(),
    })
}

/// Stores the last of the proposals that have ended without a gap. As in production, nothing is found
/// where the whole window has ended.
fn find_last_ended(context: &mut NativeContext) -> Result<(), NativeError> {
    let epoch = u64::from(context.block().epoch);
    let start = last_ended(context)?;
    let mut found = start;
    for nonce in start.saturating_add(1)..start.saturating_add(ENDED_WINDOW) {
        let has_ended = match load_proposal(context, &number_bytes(nonce)) {
            Ok(proposal) => proposal.last_epoch < epoch,
            Err(NativeError::Refused(_) | NativeError::Halted { .. }) => false,
            Err(fault @ NativeError::Fault(_)) => return Err(fault),
        };
        if !has_ended {
            found = nonce.saturating_sub(1);
            break;
        }
    }
    save_last_ended(context, number_bytes(found))
}
