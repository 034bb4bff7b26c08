//! Reading and writing what governance keeps.

use super::{DelegatedVotes, GovernanceContract, GovernanceSettings, Proposal, VoteList};
use crate::error::NativeError;
use crate::native::NativeContext;
use crate::protobuf::Malformed;
use crate::token::{amount_bytes, low_number};
use num_bigint::BigUint;
use vm_core::{AccountRef, Bytes, HaltReason, U256};

/// Where the contract keeps its configuration.
pub(super) const SETTINGS_KEY: &[u8] = b"governanceConfig";
/// Where the contract keeps who started it; nothing reads it.
pub(super) const OWNER_KEY: &[u8] = b"owner";
/// What was lost of fees, and nobody claimed.
const FEES_KEY: &[u8] = b"accumulatedFee";
/// Number of the last of the proposals that have ended without a gap.
const LAST_ENDED_KEY: &[u8] = b"lastEndedNonce";
/// In front of a proposal's number: its commit.
const NONCE_PREFIX: &[u8] = b"n_";
/// In front of a commit: its proposal.
const PROPOSAL_PREFIX: &[u8] = b"p_";

pub(super) fn malformed(error: Malformed) -> NativeError {
    NativeError::refused(error.to_string())
}

/// A number's bytes without leading zeros.
pub(super) fn trimmed(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

pub(super) fn load_settings(
    context: &mut NativeContext,
) -> Result<GovernanceSettings, NativeError> {
    let stored = context.storage(SETTINGS_KEY)?;
    if stored.is_empty() {
        return Err(NativeError::refused("element was not found"));
    }
    GovernanceSettings::decode(&stored).map_err(malformed)
}

pub(super) fn save_settings(
    context: &mut NativeContext,
    settings: &GovernanceSettings,
) -> Result<(), NativeError> {
    context.set_storage(SETTINGS_KEY, Bytes::from(settings.encode()))
}

fn proposal_key(commit: &[u8]) -> Vec<u8> {
    [PROPOSAL_PREFIX, commit].concat()
}

fn nonce_key(number: &[u8]) -> Vec<u8> {
    [NONCE_PREFIX, trimmed(number)].concat()
}

pub(super) fn has_proposal(
    context: &mut NativeContext,
    commit: &[u8],
) -> Result<bool, NativeError> {
    Ok(!context.storage(&proposal_key(commit))?.is_empty())
}

/// The proposal with a number.
pub(super) fn load_proposal(
    context: &mut NativeContext,
    number: &[u8],
) -> Result<Proposal, NativeError> {
    let commit = context.storage(&nonce_key(number))?;
    let stored = context.storage(&proposal_key(&commit))?;
    if stored.is_empty() {
        return Err(NativeError::refused("proposal was not found in storage"));
    }
    Proposal::decode(&stored).map_err(malformed)
}

pub(super) fn save_proposal(
    context: &mut NativeContext,
    proposal: &Proposal,
) -> Result<(), NativeError> {
    context.set_storage(&proposal_key(&proposal.commit), Bytes::from(proposal.encode()))
}

/// Makes a proposal be found by its number.
pub(super) fn save_number(
    context: &mut NativeContext,
    number: &[u8],
    commit: Bytes,
) -> Result<(), NativeError> {
    context.set_storage(&nonce_key(number), commit)
}

/// On what an account has voted.
pub(super) fn load_votes(
    contract: &GovernanceContract,
    context: &mut NativeContext,
    voter: &[u8],
) -> Result<VoteList, NativeError> {
    let stored = context.storage(voter)?;
    let list = if contract.is_fixed(context) {
        VoteList::decode(&stored)
    } else {
        VoteList::decode_without_contracts(&stored)
    };
    list.map_err(malformed)
}

pub(super) fn save_votes(
    contract: &GovernanceContract,
    context: &mut NativeContext,
    voter: &[u8],
    list: &VoteList,
) -> Result<(), NativeError> {
    let stored =
        if contract.is_fixed(context) { list.encode() } else { list.encode_without_contracts() };
    context.set_storage(voter, Bytes::from(stored))
}

/// What a contract has voted for others on a proposal; none where it has not yet.
pub(super) fn load_delegated(
    context: &mut NativeContext,
    contract: &[u8],
    number: &[u8],
) -> Result<Option<DelegatedVotes>, NativeError> {
    let stored = context.storage(&[contract, number].concat())?;
    if stored.is_empty() {
        return Ok(None);
    }
    DelegatedVotes::decode(&stored).map(Some).map_err(malformed)
}

pub(super) fn save_delegated(
    context: &mut NativeContext,
    (contract, number): (&[u8], &[u8]),
    votes: &DelegatedVotes,
) -> Result<(), NativeError> {
    context.set_storage(&[contract, number].concat(), Bytes::from(votes.encode()))
}

pub(super) fn last_ended(context: &mut NativeContext) -> Result<u64, NativeError> {
    Ok(low_number(&context.storage(LAST_ENDED_KEY)?))
}

pub(super) fn save_last_ended(
    context: &mut NativeContext,
    number: Bytes,
) -> Result<(), NativeError> {
    context.set_storage(LAST_ENDED_KEY, number)
}

pub(super) fn load_fees(context: &mut NativeContext) -> Result<BigUint, NativeError> {
    Ok(BigUint::from_bytes_be(&context.storage(FEES_KEY)?))
}

pub(super) fn save_fees(context: &mut NativeContext, fees: &BigUint) -> Result<(), NativeError> {
    context.set_storage(FEES_KEY, amount_bytes(fees))
}

/// Pays tokens out.
pub(super) fn pay(
    context: &mut NativeContext,
    to: &AccountRef,
    amount: &BigUint,
) -> Result<(), NativeError> {
    let value = U256::try_from_be_slice(&amount.to_bytes_be())
        .ok_or_else(|| NativeError::halted(HaltReason::OutOfFunds, ""))?;
    context.transfer(to, value)
}
