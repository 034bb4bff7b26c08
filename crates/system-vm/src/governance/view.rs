//! Views of governance.

use super::power::voting_stake;
use super::registry::{load_proposal, load_settings, load_votes};
use super::vote::delegated_votes;
use super::{GovernanceContract, share};
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::protocol_address::GOVERNANCE_ADDRESS;
use crate::token::{amount_bytes, number_bytes};
use vm_core::Bytes;

/// The node asks in the name of the contract itself.
pub(super) fn check_caller(
    _: &GovernanceContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    if context.caller().address == GOVERNANCE_ADDRESS {
        return Ok(());
    }
    Err(NativeError::refused("the function was called by a not authorized user"))
}

/// The address of the account that the first argument names.
fn account_argument(context: &mut NativeContext) -> Result<Option<Bytes>, NativeError> {
    let account = context.account_argument(0)?;
    Ok(account.map(|account| Bytes::copy_from_slice(account.address.as_slice())))
}

pub(super) fn voting_power(_: &GovernanceContract, context: &mut NativeContext) -> NativeResult {
    let account =
        account_argument(context)?.ok_or_else(|| NativeError::refused("invalid address"))?;
    Ok(vec![amount_bytes(&voting_stake(context, &account)?)])
}

pub(super) fn config(_: &GovernanceContract, context: &mut NativeContext) -> NativeResult {
    let settings = load_settings(context)?;
    let items = [
        settings.proposal_fee.to_string(),
        settings.lost_proposal_fee.to_string(),
        share::text(settings.min_quorum),
        share::text(settings.min_veto),
        share::text(settings.min_pass),
        settings.last_proposal.to_string(),
    ];
    Ok(items.into_iter().map(|it| Bytes::from(it.into_bytes())).collect())
}

pub(super) fn vote_history(
    contract: &GovernanceContract,
    context: &mut NativeContext,
) -> NativeResult {
    let account = account_argument(context)?.unwrap_or_else(|| context.argument(0));
    let list = load_votes(contract, context, &account)?;
    let delegated: Vec<u64> = list.delegated.iter().map(|it| it.nonce).collect();
    let mut items = Vec::new();
    for nonces in [delegated, list.direct] {
        items.push(count_bytes(u64::try_from(nonces.len()).unwrap_or(u64::MAX)));
        items.extend(nonces.into_iter().map(count_bytes));
    }
    Ok(items)
}

/// A number of a list's; zero has one byte.
fn count_bytes(number: u64) -> Bytes {
    if number == 0 { Bytes::from_static(&[0]) } else { number_bytes(number) }
}

pub(super) fn delegated_votes_info(
    _: &GovernanceContract,
    context: &mut NativeContext,
) -> NativeResult {
    let contract = account_argument(context)?.unwrap_or_else(|| context.argument(0));
    let number = context.argument(1);
    let votes = delegated_votes(context, &contract, &number)?;
    let amounts = [votes.used_stake, votes.used_power, votes.total_stake, votes.total_power];
    Ok(amounts.iter().map(amount_bytes).collect())
}

pub(super) fn proposal(_: &GovernanceContract, context: &mut NativeContext) -> NativeResult {
    let number = context.argument(0);
    let proposal = load_proposal(context, &number)?;
    let flag = |is_set| Bytes::from_static(if is_set { "true" } else { "false" }.as_bytes());
    let mut items = vec![
        amount_bytes(&proposal.cost),
        proposal.commit,
        number_bytes(proposal.nonce),
        proposal.issuer,
        number_bytes(proposal.first_epoch),
        number_bytes(proposal.last_epoch),
    ];
    let votes = [proposal.quorum_stake, proposal.yes, proposal.no, proposal.veto, proposal.abstain];
    items.extend(votes.iter().map(amount_bytes));
    items.extend([flag(proposal.closed), flag(proposal.passed)]);
    Ok(items)
}
