//! Reading and writing what a delegation contract keeps, and calling the validator contract.

use super::record::{Delegator, Fund, GlobalFund, Message, Status, Terms};
use crate::error::NativeError;
use crate::native::NativeContext;
use crate::protocol_address::{STAKING_ADDRESS, VALIDATOR_ADDRESS};
use crate::staking::StakedNode;
use crate::token::{amount_bytes, sum};
use crate::validator::ValidatorRecord;
use num_bigint::BigUint;
use vm_core::{AccountRef, Address, Bytes, HaltReason, LogEntry, U256};

pub(super) const OWNER_KEY: &[u8] = b"owner";
pub(super) const SERVICE_FEE_KEY: &[u8] = b"serviceFee";
pub(super) const TOTAL_ACTIVE_KEY: &[u8] = b"totalActive";
pub(super) const METADATA_KEY: &[u8] = b"delegationMetaData";
const TERMS_KEY: &[u8] = b"delegationConfig";
const STATUS_KEY: &[u8] = b"delegationStatus";
const GLOBAL_FUND_KEY: &[u8] = b"globalFund";
const LAST_FUND_KEY: &[u8] = b"lastFund";
const FUND_PREFIX: &[u8] = b"fund";

/// A refusal for a value that has to be stored and is not.
fn missing(what: &[u8]) -> NativeError {
    NativeError::refused([b"data was not found under requested key ", what].concat())
}

pub(super) fn decode<M: Message>(stored: &[u8]) -> Result<M, NativeError> {
    M::decode_message(stored).map_err(|error| NativeError::refused(error.to_string()))
}

fn load<M: Message>(
    context: &mut NativeContext,
    key: &[u8],
    what: &[u8],
) -> Result<M, NativeError> {
    let stored = context.storage(key)?;
    if stored.is_empty() { Err(missing(what)) } else { decode(&stored) }
}

pub(super) fn load_terms(context: &mut NativeContext) -> Result<Terms, NativeError> {
    load(context, TERMS_KEY, b"delegation contract config")
}

pub(super) fn save_terms(context: &mut NativeContext, terms: &Terms) -> Result<(), NativeError> {
    context.set_storage(TERMS_KEY, terms.encode_message())
}

pub(super) fn load_status(context: &mut NativeContext) -> Result<Status, NativeError> {
    load(context, STATUS_KEY, b"delegation status")
}

pub(super) fn save_status(context: &mut NativeContext, status: &Status) -> Result<(), NativeError> {
    context.set_storage(STATUS_KEY, status.encode_message())
}

pub(super) fn load_global_fund(context: &mut NativeContext) -> Result<GlobalFund, NativeError> {
    load(context, GLOBAL_FUND_KEY, b"getGlobalFundData")
}

pub(super) fn save_global_fund(
    context: &mut NativeContext,
    fund: &GlobalFund,
) -> Result<(), NativeError> {
    context.set_storage(GLOBAL_FUND_KEY, fund.encode_message())?;
    context.set_storage(TOTAL_ACTIVE_KEY, amount_bytes(&fund.active))
}

/// A delegator; none for who has nothing in the contract.
pub(super) fn load_delegator(
    context: &mut NativeContext,
    address: &[u8],
) -> Result<Option<Delegator>, NativeError> {
    let stored = context.storage(address)?;
    if stored.is_empty() { Ok(None) } else { decode(&stored).map(Some) }
}

pub(super) fn save_delegator(
    context: &mut NativeContext,
    address: &[u8],
    delegator: &Delegator,
) -> Result<(), NativeError> {
    context.set_storage(address, delegator.encode_message())
}

pub(super) fn load_fund(context: &mut NativeContext, key: &[u8]) -> Result<Fund, NativeError> {
    load(context, key, &[b"getFund ", key].concat())
}

/// Writes a fund; one of nothing is removed.
pub(super) fn save_fund(
    context: &mut NativeContext,
    key: &[u8],
    fund: &Fund,
) -> Result<(), NativeError> {
    let is_empty = fund.value == BigUint::ZERO;
    context.set_storage(key, if is_empty { Bytes::new() } else { fund.encode_message() })
}

/// Writes a fund of the running epoch under the next key, which it gives.
pub(super) fn new_fund(
    context: &mut NativeContext,
    address: &Bytes,
    value: &BigUint,
    kind: u32,
) -> Result<Bytes, NativeError> {
    let last = context.storage(LAST_FUND_KEY)?;
    let index = match last.get(FUND_PREFIX.len()..) {
        Some(index) if !index.is_empty() => {
            sum(&BigUint::from_bytes_be(index), &BigUint::from(1_u8))
        }
        Some(_) | None => BigUint::from(1_u8),
    };
    let epoch = context.block().epoch;
    let fund = Fund { value: value.clone(), address: address.clone(), epoch, kind };
    let key = Bytes::from([FUND_PREFIX, &index.to_bytes_be()].concat());
    save_fund(context, &key, &fund)?;
    context.set_storage(LAST_FUND_KEY, key.clone())?;
    Ok(key)
}

/// What a delegator has delegated.
pub(super) fn active_value(
    context: &mut NativeContext,
    delegator: &Delegator,
) -> Result<BigUint, NativeError> {
    if delegator.active_fund.is_empty() {
        return Ok(BigUint::ZERO);
    }
    Ok(load_fund(context, &delegator.active_fund)?.value)
}

pub(super) fn is_owner(context: &mut NativeContext, address: &[u8]) -> Result<bool, NativeError> {
    Ok(*context.storage(OWNER_KEY)? == *address)
}

/// Who calls, as a key.
pub(super) fn caller_key(context: &NativeContext) -> Bytes {
    Bytes::copy_from_slice(context.caller().address.as_slice())
}

/// An argument that is an address: the address of a face, any other bytes as they are.
pub(super) fn address_argument(
    context: &mut NativeContext,
    index: usize,
) -> Result<Bytes, NativeError> {
    let account = context.account_argument(index)?;
    Ok(account.map_or_else(
        || context.argument(index),
        |account| Bytes::copy_from_slice(account.address.as_slice()),
    ))
}

/// As [`address_argument`], with a refusal for what has not the length of an address.
pub(super) fn checked_address_argument(
    context: &mut NativeContext,
    index: usize,
    refusal: &'static str,
) -> Result<Bytes, NativeError> {
    let address = address_argument(context, index)?;
    if address.len() == Address::LENGTH { Ok(address) } else { Err(NativeError::refused(refusal)) }
}

/// An amount as native value.
pub(super) fn value_of(amount: &BigUint) -> Result<U256, NativeError> {
    U256::try_from_be_slice(&amount.to_bytes_be())
        .ok_or_else(|| NativeError::halted(HaltReason::OutOfFunds, ""))
}

pub(super) fn pay_caller(context: &mut NativeContext, amount: &BigUint) -> Result<(), NativeError> {
    let (caller, value) = (*context.caller(), value_of(amount)?);
    context.transfer(&caller, value)
}

/// Calls the validator contract, which has to succeed; its results.
pub(super) fn call_validator(
    context: &mut NativeContext,
    caller: &AccountRef,
    function: &'static str,
    arguments: Vec<Bytes>,
    value: U256,
) -> Result<Vec<Bytes>, NativeError> {
    context.expect_system_call(caller, &VALIDATOR_ADDRESS, function, arguments, value)
}

/// Calls the validator contract with an amount, in the contract's own name; how much it took.
pub(super) fn call_validator_with_amount(
    context: &mut NativeContext,
    function: &'static str,
    amount: &BigUint,
) -> Result<BigUint, NativeError> {
    let contract = *context.callee();
    let arguments = vec![amount_bytes(amount)];
    let results = call_validator(context, &contract, function, arguments, U256::ZERO);
    // In production, this is a user error whatever went wrong.
    let results = results.map_err(|error| match error {
        NativeError::Halted { message, .. } => NativeError::Refused(message),
        other @ (NativeError::Refused(_) | NativeError::Fault(_)) => other,
    })?;
    Ok(results.last().map_or_else(|| amount.clone(), |it| BigUint::from_bytes_be(it)))
}

/// The owner's record in the validator contract.
pub(super) fn validator_record(
    context: &mut NativeContext,
    owner: &[u8],
) -> Result<ValidatorRecord, NativeError> {
    let stored = context.storage_of(&VALIDATOR_ADDRESS, owner)?;
    if stored.is_empty() {
        return Err(NativeError::refused(NOTHING_STORED));
    }
    ValidatorRecord::decode(&stored).map_err(|error| NativeError::refused(error.to_string()))
}

/// Whether staking has a node as one that uses stake; none for a node that it does not know.
pub(super) fn is_active(
    context: &mut NativeContext,
    key: &[u8],
) -> Result<Option<bool>, NativeError> {
    let stored = context.storage_of(&STAKING_ADDRESS, key)?;
    if stored.is_empty() {
        return Ok(None);
    }
    let node =
        StakedNode::decode(&stored).map_err(|error| NativeError::refused(error.to_string()))?;
    Ok(Some(node.is_staked || node.is_waiting || node.is_jailed))
}

pub(super) const NOTHING_STORED: &str = "storage is nil for given key";

/// Writes a log of the caller's under the function's name.
pub(super) fn log_call(context: &mut NativeContext, topics: Vec<Bytes>) -> Result<(), NativeError> {
    let identifier = context.function().clone();
    let address = context.caller().address;
    context.log(LogEntry { identifier, address, topics, data: Vec::new() })
}

/// As [`log_call`], with the arguments as topics.
pub(super) fn log_arguments(context: &mut NativeContext) -> Result<(), NativeError> {
    let topics = context.arguments().to_vec();
    log_call(context, topics)
}
