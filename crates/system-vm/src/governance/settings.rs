//! The owner's endpoints, and the clearing of lists.

use super::registry::{
    OWNER_KEY, last_ended, load_fees, load_settings, load_votes, pay, save_fees, save_settings,
    save_votes,
};
use super::{GovernanceContract, GovernanceSettings};
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::protocol_address::GOVERNANCE_ADDRESS;
use crate::staking::BasisPoints;
use num_bigint::BigUint;
use vm_core::Bytes;

/// Production's configuration has more than this of every share: one in a hundred.
const LEAST_SHARE: BasisPoints = BasisPoints(100);
/// A half: the least that passes a proposal.
const HALF: BasisPoints = BasisPoints(5_000);

pub(super) fn check_init_caller(
    _: &GovernanceContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    if context.caller().address == GOVERNANCE_ADDRESS {
        return Ok(());
    }
    Err(NativeError::refused("invalid caller to switch to V2 config"))
}

pub(super) fn init(contract: &GovernanceContract, context: &mut NativeContext) -> NativeResult {
    let settings = GovernanceSettings::of_chain(&contract.config);
    let shares = [settings.min_quorum, settings.min_pass, settings.min_veto];
    let is_small = shares.iter().any(|share| *share <= LEAST_SHARE);
    if is_small || settings.proposal_fee < settings.lost_proposal_fee {
        return Err(NativeError::refused("could not create governance V2 config"));
    }
    save_settings(context, &settings)?;
    let caller = Bytes::copy_from_slice(context.caller().address.as_slice());
    context.set_storage(OWNER_KEY, caller)?;
    Ok(Vec::new())
}

pub(super) fn check_config_caller(
    contract: &GovernanceContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    contract.check_owner(context, "changeConfig can be called only by owner")
}

pub(super) fn change_config(
    contract: &GovernanceContract,
    context: &mut NativeContext,
) -> NativeResult {
    let is_fixed = contract.is_fixed(context);
    if is_fixed {
        let gas = context.environment().rules.gas_schedule.metachain_system.change_config;
        context.charge(gas)?;
    }
    let fee = fee_argument(context, 0, "first")?;
    let lost_fee = fee_argument(context, 1, "second")?;
    if fee < lost_fee {
        return Err(NativeError::refused(
            "config incorrect proposal fee is smaller than lost proposal fee ",
        ));
    }
    let min_quorum = share_argument(contract, context, (2, "minQuorum"))?;
    let min_veto = share_argument(contract, context, (3, "minVeto"))?;
    let min_pass = share_argument(contract, context, (4, "minPass"))?;
    if is_fixed && min_pass < HALF {
        return Err(NativeError::refused("min pass should be higher than 50%"));
    }
    let settings = load_settings(context).map_err(|error| match error {
        NativeError::Refused(message) => {
            NativeError::refused([b"changeConfig error ", message.as_ref()].concat())
        }
        other @ (NativeError::Halted { .. } | NativeError::Fault(_)) => other,
    })?;
    let settings = GovernanceSettings {
        min_quorum,
        min_pass,
        min_veto,
        proposal_fee: fee,
        lost_proposal_fee: lost_fee,
        last_proposal: settings.last_proposal,
    };
    save_settings(context, &settings)?;
    Ok(Vec::new())
}

/// A positive decimal number.
fn fee_argument(
    context: &NativeContext,
    index: usize,
    ordinal: &str,
) -> Result<BigUint, NativeError> {
    match decimal(&context.argument(index)) {
        Some((false, fee)) if fee != BigUint::ZERO => Ok(fee),
        Some(_) | None => Err(NativeError::refused(format!(
            "changeConfig {ordinal} argument is incorrectly formatted"
        ))),
    }
}

/// A share from 1 to 10,000. As in production, only the low 64 bits of the digits count, and with the
/// fixes no sign.
fn share_argument(
    contract: &GovernanceContract,
    context: &NativeContext,
    (index, name): (usize, &str),
) -> Result<BasisPoints, NativeError> {
    let parts = decimal(&context.argument(index))
        .filter(|(is_negative, _)| !is_negative || contract.is_fixed(context))
        .map(|(_, parts)| parts.iter_u64_digits().next().unwrap_or_default())
        .filter(|parts| (1..=10_000).contains(parts))
        .and_then(|parts| u32::try_from(parts).ok());
    parts.map(BasisPoints).ok_or_else(|| NativeError::refused(format!("config incorrect {name}")))
}

/// Whether a decimal number has a minus sign, and its digits.
fn decimal(text: &[u8]) -> Option<(bool, BigUint)> {
    let (is_negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some((is_negative, BigUint::parse_bytes(digits, 10)?))
}

/// The cost is that of one more voter than there are.
pub(super) fn clear_ended(
    contract: &GovernanceContract,
    context: &mut NativeContext,
) -> NativeResult {
    let count = context.arguments().len();
    let cost = context.environment().rules.gas_schedule.metachain_system.clear_proposal;
    let times = u64::try_from(count).unwrap_or(u64::MAX).wrapping_add(1);
    context.charge(cost.wrapping_mul(times))?;
    let last_ended = last_ended(context)?;
    for index in 0..count {
        let voter = context
            .account_argument(index)?
            .ok_or_else(|| NativeError::refused("invalid delegator address"))?
            .address;
        let mut list = load_votes(contract, context, voter.as_slice())?;
        list.forget(last_ended);
        save_votes(contract, context, voter.as_slice(), &list)?;
    }
    Ok(Vec::new())
}

pub(super) fn check_claim_caller(
    contract: &GovernanceContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    contract.check_owner(context, "can be called only by owner")
}

/// Before the fixes, claiming costs what closing does.
pub(super) fn claim_fees(
    contract: &GovernanceContract,
    context: &mut NativeContext,
) -> NativeResult {
    let costs = &context.environment().rules.gas_schedule.metachain_system;
    let (claim, close) = (costs.claim_accumulated_fees, costs.close_proposal);
    context.charge(if contract.is_fixed(context) { claim } else { close })?;
    let fees = load_fees(context)?;
    save_fees(context, &BigUint::ZERO)?;
    let caller = *context.caller();
    pay(context, &caller, &fees)?;
    Ok(Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_numbers_are_gos() {
        for (text, number) in [
            ("12", Some((false, 12_u32))),
            ("+7", Some((false, 7))),
            ("-7", Some((true, 7))),
            ("007", Some((false, 7))),
            ("", None),
            ("-", None),
            ("--1", None),
            ("1_000", None),
            (" 1", None),
            ("0x1", None),
        ] {
            let number = number.map(|(sign, digits)| (sign, BigUint::from(digits)));
            assert_eq!(decimal(text.as_bytes()), number, "{text}");
        }
    }
}
