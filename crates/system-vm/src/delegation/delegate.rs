//! `delegate` and `reDelegateRewards`, and what a new contract does with its first stake.

use super::node::{move_staked, stake_arguments};
use super::record::{Delegator, GlobalFund, Status, Terms};
use super::registry::{
    active_value, call_validator, caller_key, is_owner, load_delegator, load_fund,
    load_global_fund, load_status, load_terms, new_fund, save_delegator, save_fund,
    save_global_fund, save_status, save_terms, value_of,
};
use super::reward::update_rewards;
use super::{ACTIVE, DELEGATE, DelegationContract};
use crate::delegation_manager::load_management;
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::token::{amount_bytes, amount_of, number_bytes, quotient, sum};
use num_bigint::BigUint;
use vm_core::{Address, Bytes, Fault, LogEntry, U256};

/// The smallest delegation.
pub(super) fn check_amount(
    _: &DelegationContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    let least = load_least(context)?;
    if amount_of(context.value()) < least {
        return Err(NativeError::refused(format!(
            "delegate value must be higher than minDelegationAmount {least}"
        )));
    }
    Ok(())
}

/// The least that anybody may have delegated.
pub(super) fn load_least(context: &mut NativeContext) -> Result<BigUint, NativeError> {
    let management = load_management(context).map_err(|error| match error {
        NativeError::Refused(message) => NativeError::refused(
            [b"error getting minimum delegation amount ", message.as_ref()].concat(),
        ),
        other @ (NativeError::Halted { .. } | NativeError::Fault(_)) => other,
    })?;
    Ok(management.min_delegation)
}

pub(super) fn delegate(contract: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    let status = load_status(context)?;
    let value = context.value();
    let caller = caller_key(context);
    delegate_user(contract, context, caller, (&amount_of(value), value), status)?;
    Ok(Vec::new())
}

/// Adds to a delegator's stake an amount, of which a part, all or nothing, is paid with the call.
pub(super) fn delegate_user(
    contract: &DelegationContract,
    context: &mut NativeContext,
    address: Bytes,
    (amount, paid): (&BigUint, U256),
    status: Status,
) -> Result<(), NativeError> {
    let mut terms = load_terms(context)?;
    let global = load_global_fund(context)?;
    check_owner_funds(context, &mut terms, &address, amount)?;
    let stored = load_delegator(context, &address)?;
    let is_new = stored.is_none();
    let mut delegator = stored.unwrap_or_default();
    if is_new {
        delegator.rewards_checkpoint = context.block().epoch.wrapping_add(1);
    } else {
        update_rewards(contract, context, &address, &mut delegator)?;
    }
    let addition = Addition { terms, global, delegator, status, address, is_new };
    addition.log(context, amount)?;
    addition.finish(contract, context, amount, (paid, true))
}

pub(super) fn delegate_rewards(
    contract: &DelegationContract,
    context: &mut NativeContext,
) -> NativeResult {
    let address = caller_key(context);
    let mut delegator = load_delegator(context, &address)?
        .ok_or_else(|| NativeError::refused("new delegator cannot redelegate rewards"))?;
    update_rewards(contract, context, &address, &mut delegator)?;
    let mut terms = load_terms(context)?;
    check_owner_funds(context, &mut terms, &address, &delegator.unclaimed_rewards)?;
    if delegator.unclaimed_rewards == BigUint::ZERO {
        return Err(NativeError::refused("delegate value must be higher than 0"));
    }
    let global = load_global_fund(context)?;
    let status = load_status(context)?;
    let amount = core::mem::take(&mut delegator.unclaimed_rewards);
    delegator.total_rewards = sum(&delegator.total_rewards, &amount);
    let paid = value_of(&amount)?;
    let checks_cap = terms.checks_cap_on_rewards;
    let addition = Addition { terms, global, delegator, status, address, is_new: false };
    addition.log(context, &amount)?;
    addition.finish(contract, context, &amount, (paid, checks_cap))?;
    Ok(Vec::new())
}

/// Initial funds of the owner are nothing, or not less than the manager's deposit. Where they are
/// nothing, the owner delegates first.
fn check_owner_funds(
    context: &mut NativeContext,
    terms: &mut Terms,
    address: &[u8],
    amount: &BigUint,
) -> Result<(), NativeError> {
    if terms.initial_owner_funds != BigUint::ZERO {
        return Ok(());
    }
    if !is_owner(context, address)? {
        return Err(NativeError::refused("not enough initial owner funds"));
    }
    let deposit = load_management(context)?.min_deposit;
    if *amount < deposit {
        return Err(NativeError::refused(format!(
            "not enough initial owner funds you must provide at least {deposit}"
        )));
    }
    terms.initial_owner_funds = amount.clone();
    save_terms(context, terms)
}

/// More stake for a delegator.
struct Addition {
    terms: Terms,
    global: GlobalFund,
    delegator: Delegator,
    status: Status,
    address: Bytes,
    is_new: bool,
}

impl Addition {
    fn log(&self, context: &mut NativeContext, amount: &BigUint) -> Result<(), NativeError> {
        log_delegation(
            context,
            &self.address,
            (amount, &self.delegator),
            &self.global,
            self.status.user_count.wrapping_add(u64::from(self.is_new)),
        )
    }

    fn finish(
        mut self,
        contract: &DelegationContract,
        context: &mut NativeContext,
        amount: &BigUint,
        (paid, checks_cap): (U256, bool),
    ) -> Result<(), NativeError> {
        self.global.active = sum(&self.global.active, amount);
        let cap = &self.terms.cap;
        if checks_cap && *cap != BigUint::ZERO && self.global.active > *cap {
            return Err(NativeError::refused("total delegation cap reached"));
        }
        self.add_to_fund(context, amount)?;
        let least = load_management(context)?.min_delegation;
        if load_fund(context, &self.delegator.active_fund)?.value < least {
            return Err(NativeError::refused(
                "can not re-delegate as the remaining value will be below the minimum required",
            ));
        }
        self.stake(contract, context, paid)?;
        save_status(context, &self.status)?;
        save_global_fund(context, &self.global)?;
        save_delegator(context, &self.address, &self.delegator)
    }

    fn add_to_fund(
        &mut self,
        context: &mut NativeContext,
        amount: &BigUint,
    ) -> Result<(), NativeError> {
        let key = &self.delegator.active_fund;
        if !key.is_empty() {
            let mut fund = load_fund(context, key)?;
            fund.value = sum(&fund.value, amount);
            return save_fund(context, key, &fund);
        }
        self.delegator.active_fund = new_fund(context, &self.address, amount, ACTIVE)?;
        if self.is_new {
            self.status.user_count = self.status.user_count.wrapping_add(1);
        }
        Ok(())
    }

    /// Adds the value to the contract's stake, and stakes nodes where that goes by itself.
    fn stake(
        &mut self,
        contract: &DelegationContract,
        context: &mut NativeContext,
        paid: U256,
    ) -> Result<(), NativeError> {
        let arguments = self.nodes_to_stake(contract, context);
        let own = *context.callee();
        let results = call_validator(context, &own, "stake", arguments.clone(), paid)?;
        if !arguments.is_empty() {
            move_staked(&mut self.status, &results, &arguments);
        }
        Ok(())
    }

    /// The arguments of `stake`: as many nodes as there is stake and gas for. None, unless the owner
    /// wants it and the chain allows it.
    fn nodes_to_stake(&self, contract: &DelegationContract, context: &NativeContext) -> Vec<Bytes> {
        let status = &self.status;
        let length = |nodes: &[_]| u64::try_from(nodes.len()).unwrap_or(u64::MAX);
        let stakable = length(&status.not_staked).saturating_add(length(&status.unstaked));
        if !contract.settings.automatic_activation
            || !self.terms.automatic_activation
            || stakable == 0
        {
            return Vec::new();
        }
        let affordable = quotient(&self.global.active, &amount_of(contract.staking.node_price));
        let used = length(&status.staked).saturating_add(length(&status.unstaked));
        let cost = context.environment().rules.gas_schedule.metachain_system.stake;
        let by_gas = context.gas_left().checked_div(cost).unwrap_or(u64::MAX);
        let count = affordable.saturating_sub(used).min(stakable).min(by_gas);
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        if count == 0 {
            return Vec::new();
        }
        let nodes: Vec<_> = status.not_staked.iter().chain(&status.unstaked).take(count).collect();
        stake_arguments(&nodes)
    }
}

/// The log of a delegation: amount, what the delegator and all have with it, number of delegators,
/// contract.
pub(super) fn log_delegation(
    context: &mut NativeContext,
    address: &[u8],
    (amount, delegator): (&BigUint, &Delegator),
    global: &GlobalFund,
    user_count: u64,
) -> Result<(), NativeError> {
    let active = sum(&active_value(context, delegator)?, amount);
    let contract = Bytes::copy_from_slice(context.callee().address.as_slice());
    let address = Address::from_slice(address)
        .ok_or(Fault::Invariant("who delegates has an address of 32 bytes"))?;
    context.log(LogEntry {
        identifier: Bytes::from_static(DELEGATE.as_bytes()),
        address,
        topics: vec![
            amount_bytes(amount),
            amount_bytes(&active),
            number_bytes(user_count),
            amount_bytes(&sum(&global.active, amount)),
            contract,
        ],
        data: Vec::new(),
    })
}
