//! ERC-1155 over a collection of semi-fungible or meta tokens (EIP-1155, errors of ERC-6093). An
//! instance's id is its nonce.

use super::call::{FaceCall, FaceResult};
use super::collection::{first_uri, is_operator, kept};
use super::erc721::move_quantity;
use super::error::{FaceError, selected};
use super::receiver;
use crate::abi::{AbiValue, encode};
use crate::ledger::{Party, evm_amount};
use crate::token::amount_of;
use alloy_primitives::{B256, b256};
use num_bigint::BigUint;
use vm_core::{AccountRef, Bytes, EvmAddress, GasKey, U256};

/// `TransferSingle(address,address,address,uint256,uint256)`.
const TRANSFER_SINGLE: B256 =
    b256!("c3d58168c5ae7397731d063d5bbf3d657854427343f4c083240f7aacaa2d0f62");
/// `TransferBatch(address,address,address,uint256[],uint256[])`.
const TRANSFER_BATCH: B256 =
    b256!("4a39dc06d4c0dbc64b70af90fd698a233a518aa5d07e595d983b8c0526c8f7fb");

pub(super) fn uri(call: &mut FaceCall) -> FaceResult {
    let id = call.arguments.number(0)?;
    let nonce = u64::try_from(id).unwrap_or_default();
    Ok(vec![first_uri(call, None, nonce)?.into()])
}

pub(super) fn balance_of(call: &mut FaceCall) -> FaceResult {
    let (owner, id) = (call.arguments.address(0)?, call.arguments.number(1)?);
    let owner = call.account(owner)?;
    Ok(vec![evm_amount(&balance(call, &owner, id)?).into()])
}

pub(super) fn balance_of_batch(call: &mut FaceCall) -> FaceResult {
    let (owners, ids) = (call.arguments.addresses(0)?, call.arguments.words(1)?);
    check_lengths(ids.len(), owners.len())?;
    let count = u64::try_from(ids.len()).unwrap_or(u64::MAX);
    call.charge_key(GasKey::StorageLoad, count)?;
    let mut balances = Vec::new();
    for (owner, id) in owners.into_iter().zip(ids) {
        let owner = call.account(owner)?;
        balances.push(evm_amount(&balance(call, &owner, id.into())?).into());
    }
    Ok(vec![AbiValue::words(balances)])
}

pub(super) fn total_supply(call: &mut FaceCall) -> FaceResult {
    Ok(vec![evm_amount(&quantity(call)?).into()])
}

pub(super) fn exists(call: &mut FaceCall) -> FaceResult {
    let is_there = quantity(call)? != BigUint::ZERO;
    Ok(vec![is_there.into()])
}

/// How much there is of the instance that the first argument names.
fn quantity(call: &mut FaceCall) -> Result<BigUint, FaceError> {
    let nonce = u64::try_from(call.arguments.number(0)?).unwrap_or_default();
    Ok(kept(call, nonce)?.map_or(BigUint::ZERO, |it| it.value))
}

pub(super) fn safe_transfer_from(call: &mut FaceCall) -> FaceResult {
    let (from, to) = (call.arguments.address(0)?, call.arguments.address(1)?);
    let (id, amount) = (call.arguments.number(2)?, call.arguments.number(3)?);
    let data = call.arguments.bytes(4)?;
    let (from, to) = parties(call, from, to)?;
    move_one(call, (from, to), (id, amount), Party::Account(&from))?;
    ask_single(call, (from, to), (id, amount), data)
}

pub(super) fn safe_batch_transfer_from(call: &mut FaceCall) -> FaceResult {
    let (from, to) = (call.arguments.address(0)?, call.arguments.address(1)?);
    let (ids, amounts) = (call.arguments.words(2)?, call.arguments.words(3)?);
    let data = call.arguments.bytes(4)?;
    let (from, to) = parties(call, from, to)?;
    check_lengths(ids.len(), amounts.len())?;
    let costs = &call.context.environment().rules.gas_schedule.built_in;
    let count = u64::try_from(ids.len()).unwrap_or(u64::MAX);
    let price = costs.esdt_nft_transfer.saturating_mul(count);
    call.context.charge(price)?;
    for (id, amount) in ids.iter().zip(&amounts) {
        let moved = ((*id).into(), (*amount).into());
        move_one(call, (from, to), moved, Party::Untold)?;
    }
    // One pair is told, and asked about, as a single transfer.
    if let ([id], [amount]) = (ids.as_slice(), amounts.as_slice()) {
        let moved = ((*id).into(), (*amount).into());
        tell_single(call, (from, to), moved)?;
        return ask_single(call, (from, to), moved, data);
    }
    let lists = [AbiValue::words(ids), AbiValue::words(amounts)];
    let topics = topics(call, TRANSFER_BATCH, from, to);
    call.log(topics, encode(&lists))?;
    let [ids, amounts] = lists;
    let question = selected(
        "onERC1155BatchReceived(address,address,uint256[],uint256[],bytes)",
        &[call.sender().face.into(), from.face.into(), ids, amounts, data.into()],
    );
    receiver::ask(call, to, question, invalid_receiver(to.face))?;
    Ok(Vec::new())
}

/// Both accounts of a transfer that the caller may make.
fn parties(
    call: &mut FaceCall,
    from: EvmAddress,
    to: EvmAddress,
) -> Result<(AccountRef, AccountRef), FaceError> {
    let sender = call.sender().face;
    let from = call.account(from)?;
    if sender != from.face && !is_operator(call, from.face, sender)? {
        return Err(FaceError::custom(
            "ERC1155MissingApprovalForAll(address,address)",
            &[sender.into_word(), from.face.into_word()],
        ));
    }
    if to.is_zero() {
        return Err(invalid_receiver(to));
    }
    if from.face.is_zero() {
        return Err(FaceError::custom("ERC1155InvalidSender(address)", &[B256::ZERO]));
    }
    Ok((from, call.account(to)?))
}

/// Moves a quantity of one instance. Nothing of an instance moves nothing, and is told all the same.
fn move_one(
    call: &mut FaceCall,
    (from, to): (AccountRef, AccountRef),
    (id, amount): (U256, U256),
    told: Party<'_>,
) -> Result<(), FaceError> {
    let present = balance(call, &from, id)?;
    let wanted = amount_of(amount);
    if present < wanted {
        return Err(FaceError::custom(
            "ERC1155InsufficientBalance(address,uint256,uint256,uint256)",
            &[from.face.into_word(), evm_amount(&present).into(), amount.into(), id.into()],
        ));
    }
    if amount.is_zero() {
        return match told {
            Party::Untold => Ok(()),
            Party::Account(_) | Party::Returned(_) | Party::Nowhere => {
                tell_single(call, (from, to), (id, amount))
            }
        };
    }
    let nonce = u64::try_from(id).unwrap_or_default();
    move_quantity(call, (from, to), (nonce, &wanted), told)
}

fn tell_single(
    call: &mut FaceCall,
    (from, to): (AccountRef, AccountRef),
    (id, amount): (U256, U256),
) -> Result<(), FaceError> {
    let topics = topics(call, TRANSFER_SINGLE, from, to);
    call.log(topics, encode(&[id.into(), amount.into()]))
}

fn topics(call: &FaceCall, event: B256, from: AccountRef, to: AccountRef) -> Vec<B256> {
    let sender = call.sender().face.into_word();
    vec![event, sender, from.face.into_word(), to.face.into_word()]
}

fn ask_single(
    call: &mut FaceCall,
    (from, to): (AccountRef, AccountRef),
    (id, amount): (U256, U256),
    data: Bytes,
) -> FaceResult {
    let question = selected(
        "onERC1155Received(address,address,uint256,uint256,bytes)",
        &[call.sender().face.into(), from.face.into(), id.into(), amount.into(), data.into()],
    );
    receiver::ask(call, to, question, invalid_receiver(to.face))?;
    Ok(Vec::new())
}

fn balance(call: &mut FaceCall, owner: &AccountRef, id: U256) -> Result<BigUint, FaceError> {
    // A nonce of zero would be the collection itself.
    let Some(nonce) = u64::try_from(id).ok().filter(|nonce| *nonce != 0) else {
        return Ok(BigUint::ZERO);
    };
    call.balance(owner, nonce)
}

fn check_lengths(ids: usize, others: usize) -> Result<(), FaceError> {
    if ids == others {
        return Ok(());
    }
    Err(FaceError::custom(
        "ERC1155InvalidArrayLength(uint256,uint256)",
        &[U256::from(ids).into(), U256::from(others).into()],
    ))
}

fn invalid_receiver(to: EvmAddress) -> FaceError {
    FaceError::custom("ERC1155InvalidReceiver(address)", &[to.into_word()])
}
