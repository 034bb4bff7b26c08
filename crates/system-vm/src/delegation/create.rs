//! A new contract, and nodes of a single owner that become its nodes.

use super::delegate::delegate_user;
use super::record::{NodeKey, Status, Terms};
use super::registry::{
    NOTHING_STORED, OWNER_KEY, SERVICE_FEE_KEY, call_validator, caller_key,
    checked_address_argument, is_active, load_status, log_call, save_global_fund, save_terms,
    validator_record,
};
use super::{DelegationContract, GlobalFund};
use crate::delegation_manager::load_management;
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::protocol_address::DELEGATION_MANAGER_ADDRESS;
use crate::token::{amount_of, low_number, number_bytes};
use crate::validator::ValidatorRecord;
use num_bigint::BigUint;
use vm_core::{Bytes, U256};

const MARK: &[u8] = b"delegation";

/// Only the manager makes contracts.
pub(super) fn check_deployment(
    _: &DelegationContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    if !context.is_called_by(&DELEGATION_MANAGER_ADDRESS) {
        return Err(NativeError::refused("cannot call smart contract init function"));
    }
    if context.storage(OWNER_KEY)?.is_empty() {
        return Ok(());
    }
    Err(NativeError::refused("smart contract was already initialized"))
}

pub(super) fn initialize(
    contract: &DelegationContract,
    context: &mut NativeContext,
) -> NativeResult {
    let service_fee = service_fee_argument(contract, context, 1, "service fee out of bounds")?;
    let (owner, cap) = (caller_key(context), context.amount_argument(0));
    let value = context.value();
    let amount = amount_of(value);
    write_first(contract, context, (&owner, service_fee), cap, amount.clone())?;
    delegate_user(contract, context, owner, (&amount, value), Status::default())?;
    Ok(Vec::new())
}

/// A service fee within the chain's bounds.
pub(super) fn service_fee_argument(
    contract: &DelegationContract,
    context: &NativeContext,
    index: usize,
    refusal: &'static str,
) -> Result<u64, NativeError> {
    let fee = low_number(&context.argument(index));
    let settings = &contract.settings;
    if (settings.min_service_fee..=settings.max_service_fee).contains(&fee) {
        return Ok(fee);
    }
    Err(NativeError::refused(refusal))
}

fn write_first(
    contract: &DelegationContract,
    context: &mut NativeContext,
    (owner, service_fee): (&Bytes, u64),
    cap: BigUint,
    initial_owner_funds: BigUint,
) -> Result<(), NativeError> {
    context.set_storage(MARK, Bytes::from_static(MARK))?;
    context.set_storage(OWNER_KEY, owner.clone())?;
    context.set_storage(SERVICE_FEE_KEY, number_bytes(service_fee))?;
    let terms = Terms {
        cap,
        initial_owner_funds,
        automatic_activation: false,
        changeable_service_fee: true,
        created_nonce: context.block().nonce,
        unbond_period_epochs: contract.staking.unbond_period_epochs,
        checks_cap_on_rewards: true,
    };
    save_terms(context, &terms)?;
    save_global_fund(context, &GlobalFund::default())
}

/// The caller is the manager, and the first argument an address.
pub(super) fn check_manager(
    _: &DelegationContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    if context.caller().address == DELEGATION_MANAGER_ADDRESS {
        return Ok(());
    }
    Err(NativeError::refused("only delegation manager sc can call this function"))
}

const FIRST_IS_NO_ADDRESS: &str = "invalid arguments, first must be an address";

/// The first argument, and a number of arguments that is checked behind it.
fn owner_argument(context: &mut NativeContext, count: usize) -> Result<Bytes, NativeError> {
    let owner = checked_address_argument(context, 0, FIRST_IS_NO_ADDRESS)?;
    if context.arguments().len() != count {
        return Err(NativeError::refused("invalid number of arguments"));
    }
    Ok(owner)
}

pub(super) fn initialize_from_validator(
    contract: &DelegationContract,
    context: &mut NativeContext,
) -> NativeResult {
    let owner = owner_argument(context, 3)?;
    let cap = context.amount_argument(1);
    let service_fee = service_fee_argument(contract, context, 2, "service fee out of bounds")?;
    let own = Bytes::copy_from_slice(context.callee().address.as_slice());
    let arguments = vec![owner.clone(), own.clone()];
    call_validator_as_manager(context, "changeOwnerOfValidatorData", arguments)?;
    let record = load_movable(context, &own)?;
    let deposit = load_management(context)?.min_deposit;
    write_first(contract, context, (&owner, service_fee), cap, deposit)?;
    let mut status = Status::default();
    add_nodes(context, &record, &mut status)?;
    delegate_user(contract, context, owner, (&record.total_stake, U256::ZERO), status)?;
    Ok(Vec::new())
}

pub(super) fn merge(contract: &DelegationContract, context: &mut NativeContext) -> NativeResult {
    let owner = owner_argument(context, 1)?;
    let record = load_movable(context, &owner)?;
    let own = Bytes::copy_from_slice(context.callee().address.as_slice());
    call_validator_as_manager(context, "mergeValidatorData", vec![owner.clone(), own])?;
    let mut status = load_status(context)?;
    add_nodes(context, &record, &mut status)?;
    log_call(context, vec![owner.clone()])?;
    delegate_user(contract, context, owner, (&record.total_stake, U256::ZERO), status)?;
    Ok(Vec::new())
}

fn call_validator_as_manager(
    context: &mut NativeContext,
    function: &'static str,
    arguments: Vec<Bytes>,
) -> Result<(), NativeError> {
    let manager = context.journal().reference(&DELEGATION_MANAGER_ADDRESS);
    call_validator(context, &manager, function, arguments, U256::ZERO)?;
    Ok(())
}

/// A record in the validator contract that a delegation contract can take over.
fn load_movable(
    context: &mut NativeContext,
    address: &Bytes,
) -> Result<ValidatorRecord, NativeError> {
    let record = validator_record(context, address)?;
    let refuse = |text: &'static str| Err(NativeError::refused(text));
    if record.reward_address != *address {
        return refuse("invalid reward address on validator data");
    }
    if record.total_stake < load_management(context)?.min_deposit {
        return refuse("not enough stake to make delegation contract");
    }
    if !record.unstaked.is_empty() {
        return refuse("clean unStaked info before changing validator to delegation contract");
    }
    Ok(record)
}

/// Enters the nodes of a record, whose keys stand for signatures that nobody has.
fn add_nodes(
    context: &mut NativeContext,
    record: &ValidatorRecord,
    status: &mut Status,
) -> Result<(), NativeError> {
    for key in &record.keys {
        let node = NodeKey { key: key.clone(), signature: key.clone() };
        match is_active(context, key)? {
            Some(true) => status.staked.push(node),
            Some(false) => status.unstaked.push(node),
            None => return Err(NativeError::refused(NOTHING_STORED)),
        }
    }
    Ok(())
}
