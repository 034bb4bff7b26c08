//! `configChange` and `claim`: what the contract's own owner may do.

use super::config::ActiveConfig;
use super::{EsdtContract, done};
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::token::low_number;
use vm_core::{Address, Bytes};

/// Who calls system contracts at the end of an epoch (`mx-chain-go:vm/address.go`).
const END_OF_EPOCH: Address = {
    let mut bytes = [0xff; 32];
    let (head, _) = bytes.split_at_mut(15);
    head.copy_from_slice(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
    Address(bytes)
};

pub(super) fn check_config_caller(
    contract: &EsdtContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    if context.caller().address == END_OF_EPOCH || is_owner(contract, context)? {
        return Ok(());
    }
    Err(NativeError::refused("configChange can be called by whitelisted address only"))
}

pub(super) fn check_claim_caller(
    contract: &EsdtContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    if is_owner(contract, context)? {
        return Ok(());
    }
    Err(NativeError::refused("claim can be called by whitelisted address only"))
}

fn is_owner(contract: &EsdtContract, context: &mut NativeContext) -> Result<bool, NativeError> {
    let active = ActiveConfig::load(context, &contract.config)?;
    Ok(*active.owner == *context.caller().address.as_slice())
}

pub(super) fn change_config(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    let owner = context.account_argument(0)?.ok_or_else(|| {
        NativeError::refused("invalid arguments, first argument must be a valid address")
    })?;
    let number = |index: usize| {
        let low = low_number(&context.argument(index)) & u64::from(u32::MAX);
        u32::try_from(low).unwrap_or(u32::MAX)
    };
    let active = ActiveConfig {
        owner: Bytes::copy_from_slice(owner.address.as_slice()),
        base_issuing_cost: context.amount_argument(1),
        shortest_name: number(2),
        longest_name: number(3),
    };
    if active.shortest_name > active.longest_name {
        return Err(NativeError::refused("invalid min and max token name lengths"));
    }
    active.save(context)?;
    done()
}

pub(super) fn claim(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    let (contract, caller) = (*context.callee(), *context.caller());
    let balance = context.journal().balance(&contract)?;
    context.transfer(&caller, balance)?;
    done()
}
