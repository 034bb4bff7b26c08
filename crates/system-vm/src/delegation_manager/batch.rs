//! One function of several delegation contracts, in the caller's name.

use super::DelegationManagerContract;
use crate::delegation::{CLAIM_REWARDS, DELEGATE, DELEGATE_REWARDS};
use crate::error::{NativeError, Refusal};
use crate::native::{NativeContext, NativeResult};
use crate::token::{amount_bytes, amount_of, sum};
use num_bigint::BigUint;
use std::collections::BTreeSet;
use vm_core::{LogRecord, U256};

pub(super) fn claim(_: &DelegationManagerContract, context: &mut NativeContext) -> NativeResult {
    let caller = *context.caller();
    let before = context.journal().balance(&caller)?;
    call_each(context, CLAIM_REWARDS)?;
    let after = context.journal().balance(&caller)?;
    Ok(vec![amount_bytes(&amount_of(after.saturating_sub(before)))])
}

pub(super) fn delegate_rewards(
    _: &DelegationManagerContract,
    context: &mut NativeContext,
) -> NativeResult {
    let earlier = context.journal().logs().len();
    call_each(context, DELEGATE_REWARDS)?;
    let mut total = BigUint::ZERO;
    for record in context.journal().logs().iter().skip(earlier) {
        if let LogRecord::Native(log) = record
            && *log.identifier == *DELEGATE.as_bytes()
            && let Some(amount) = log.topics.first()
        {
            total = sum(&total, &BigUint::from_bytes_be(amount));
        }
    }
    Ok(vec![amount_bytes(&total)])
}

/// Calls a function of each contract of the arguments; the first that fails ends it.
fn call_each(context: &mut NativeContext, function: &'static str) -> Result<(), NativeError> {
    let gas = context.environment().rules.gas_schedule.metachain_system.delegation_operations;
    // In production, this one charge is a user error.
    if context.gas_left() < gas {
        return Err(NativeError::refused("not enough gas"));
    }
    context.charge(gas)?;
    let caller = *context.caller();
    let mut called = BTreeSet::new();
    for index in 0..context.arguments().len() {
        let contract = context.account_argument(index)?.ok_or(Refusal::InvalidArgument)?.address;
        if !called.insert(contract) {
            return Err(NativeError::refused("duplicated input"));
        }
        context.expect_system_call(&caller, &contract, function, Vec::new(), U256::ZERO)?;
    }
    Ok(())
}
