//! ERC-20 over a fungible token (EIP-20, errors of ERC-6093).

use super::call::{FaceCall, FaceResult};
use super::error::FaceError;
use crate::ledger::{Party, evm_amount};
use crate::token::{FaceKey, amount_of};
use alloy_primitives::{B256, b256};
use num_bigint::BigUint;
use vm_core::{AccountRef, EvmAddress, OutgoingTransfer, U256, call_text};

/// `Approval(address,address,uint256)`.
pub(super) const APPROVAL: B256 =
    b256!("8c5be1e5ebec7d5bd14f71427d1e84f3dd0314c0f7b2291e5b200ac8c7c3b925");

pub(super) fn total_supply(call: &mut FaceCall) -> FaceResult {
    let supply = BigUint::from_bytes_be(&call.load(FaceKey::Supply)?);
    Ok(vec![evm_amount(&supply).into()])
}

pub(super) fn balance_of(call: &mut FaceCall) -> FaceResult {
    let owner = call.arguments.address(0)?;
    let owner = call.account(owner)?;
    Ok(vec![evm_amount(&balance(call, &owner)?).into()])
}

pub(super) fn transfer(call: &mut FaceCall) -> FaceResult {
    let (to, amount) = (call.arguments.address(0)?, call.arguments.number(1)?);
    let from = call.sender();
    move_tokens(call, from, to, amount)?;
    Ok(vec![true.into()])
}

pub(super) fn transfer_from(call: &mut FaceCall) -> FaceResult {
    let (from, to) = (call.arguments.address(0)?, call.arguments.address(1)?);
    let amount = call.arguments.number(2)?;
    let from = call.account(from)?;
    spend_allowance(call, from.face, amount)?;
    move_tokens(call, from, to, amount)?;
    Ok(vec![true.into()])
}

pub(super) fn approve(call: &mut FaceCall) -> FaceResult {
    let (spender, amount) = (call.named(0)?, call.arguments.number(1)?);
    let owner = call.sender().face;
    set_allowance(call, owner, spender, amount)?;
    Ok(vec![true.into()])
}

pub(super) fn allowance(call: &mut FaceCall) -> FaceResult {
    let (owner, spender) = (call.named(0)?, call.named(1)?);
    Ok(vec![allowed(call, FaceKey::Allowance { owner, spender })?.into()])
}

/// Sets what an account lets another spend, and says so.
pub(super) fn set_allowance(
    call: &mut FaceCall,
    owner: EvmAddress,
    spender: EvmAddress,
    amount: U256,
) -> Result<(), FaceError> {
    if spender.is_zero() {
        return Err(FaceError::custom("ERC20InvalidSpender(address)", &[B256::ZERO]));
    }
    call.store(FaceKey::Allowance { owner, spender }, amount.to_be_bytes_trimmed_vec())?;
    let topics = vec![APPROVAL, owner.into_word(), spender.into_word()];
    call.log(topics, amount.to_be_bytes_vec())
}

fn allowed(call: &mut FaceCall, key: FaceKey) -> Result<U256, FaceError> {
    Ok(U256::try_from_be_slice(&call.load(key)?).unwrap_or(U256::MAX))
}

/// Takes from what an account lets the caller spend. The largest number stands for no limit.
fn spend_allowance(call: &mut FaceCall, owner: EvmAddress, amount: U256) -> Result<(), FaceError> {
    let spender = call.sender().face;
    let key = FaceKey::Allowance { owner, spender };
    let present = allowed(call, key)?;
    if present == U256::MAX {
        return Ok(());
    }
    let rest = present.checked_sub(amount).ok_or_else(|| {
        FaceError::custom(
            "ERC20InsufficientAllowance(address,uint256,uint256)",
            &[spender.into_word(), present.into(), amount.into()],
        )
    })?;
    if owner.is_zero() {
        return Err(FaceError::custom("ERC20InvalidApprover(address)", &[B256::ZERO]));
    }
    call.store(key, rest.to_be_bytes_trimmed_vec())
}

/// Moves tokens as `ESDTTransfer` does. An amount of zero moves as every other.
fn move_tokens(
    call: &mut FaceCall,
    from: AccountRef,
    to: EvmAddress,
    amount: U256,
) -> Result<(), FaceError> {
    if to.is_zero() {
        return Err(FaceError::custom("ERC20InvalidReceiver(address)", &[B256::ZERO]));
    }
    let to = call.account(to)?;
    let present = balance(call, &from)?;
    let wanted = amount_of(amount);
    if present < wanted {
        return Err(FaceError::custom(
            "ERC20InsufficientBalance(address,uint256,uint256)",
            &[from.face.into_word(), evm_amount(&present).into(), amount.into()],
        ));
    }
    let token = call.token.clone();
    call.ledger()?.check_limited_transfer(&token, &from, &to)?;
    call.ledger()?.debit(&from, &token, &wanted)?;
    if call.is_elsewhere(&to)? {
        return send_away(call, from, to, &wanted);
    }
    call.check_takes(&from, &to)?;
    call.ledger()?.credit(&to, &token, &wanted, Party::Account(&from))?;
    call.record(from, to, 0, &wanted);
    Ok(())
}

/// Sends tokens to another shard, as `ESDTTransfer` without a function does.
fn send_away(
    call: &mut FaceCall,
    from: AccountRef,
    to: AccountRef,
    amount: &BigUint,
) -> Result<(), FaceError> {
    let token = call.token.clone();
    call.ledger()?.tell_departure(&to, &token, amount, Party::Account(&from))?;
    if *amount == BigUint::ZERO {
        return Ok(());
    }
    let data = call_text(b"ESDTTransfer", &[token, amount.to_bytes_be().into()]);
    let payment = OutgoingTransfer::payment(from.address, to.address, U256::ZERO);
    call.send_out(&from, OutgoingTransfer { data, ..payment })
}

fn balance(call: &mut FaceCall, owner: &AccountRef) -> Result<BigUint, FaceError> {
    call.balance(owner, 0)
}
