//! `mint` and `ESDTBurn`, which production replaced by local mint and burn.

use super::{EsdtContract, done, load_own_token, load_token, save_token};
use crate::error::NativeError;
use crate::ledger::Ledger;
use crate::native::{NativeContext, NativeResult};
use crate::token::{MAX_AMOUNT_LENGTH, amount_bytes, sum};
use num_bigint::BigUint;
use vm_core::{Address, Bytes, LogEntry};

pub(super) fn check_mint_enabled(
    contract: &EsdtContract,
    _: &mut NativeContext,
) -> Result<(), NativeError> {
    if contract.config.global_mint_burn {
        return Ok(());
    }
    Err(NativeError::refused("global mint is no more enabled, use local mint"))
}

pub(super) fn check_burn_enabled(
    contract: &EsdtContract,
    _: &mut NativeContext,
) -> Result<(), NativeError> {
    if contract.config.global_mint_burn {
        return Ok(());
    }
    Err(NativeError::refused("global burn is no more enabled, use local burn"))
}

pub(super) fn mint(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    let amount = context.argument(1);
    let (is_too_long, amount) = (amount.len() > MAX_AMOUNT_LENGTH, BigUint::from_bytes_be(&amount));
    let (identifier, mut token) = load_own_token(context)?;
    if is_too_long {
        return Err(NativeError::refused(format!(
            "max length for esdt mint is {MAX_AMOUNT_LENGTH}"
        )));
    }
    if amount == BigUint::ZERO {
        return Err(NativeError::refused("negative or zero mint value"));
    }
    if !token.is_mintable {
        return Err(NativeError::refused("token is not mintable"));
    }
    token.minted = sum(&token.minted, &amount);
    save_token(context, &identifier, &token)?;
    let destination = if context.arguments().len() > 2 {
        context
            .account_argument(2)?
            .ok_or_else(|| NativeError::refused("destination address of invalid length"))?
    } else {
        let owner = Address::from_slice(&token.owner).unwrap_or_default();
        context.journal().reference(&owner)
    };
    let arguments = [identifier, amount_bytes(&amount)];
    context.protocol_call("ESDTTransfer", destination, &arguments)?;
    done()
}

/// Takes the tokens from the caller and counts them at the token. In production a built-in function
/// of the same name does the first half in the caller's shard, and the second half uses up all gas.
pub(super) fn burn(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    let (identifier, amount) = (context.argument(0), context.amount_argument(1));
    let cost = context.environment().rules.gas_schedule.built_in.esdt_burn;
    context.charge(cost)?;
    if amount == BigUint::ZERO {
        return Err(NativeError::refused("negative or 0 value to burn"));
    }
    let mut token = load_token(context, &identifier)?;
    if !token.is_burnable {
        return Err(NativeError::refused("token is not burnable"));
    }
    let caller = *context.caller();
    Ledger(context.journal()).burn(&caller, &identifier, &amount)?;
    token.burned = sum(&token.burned, &amount);
    save_token(context, &identifier, &token)?;
    context.log(LogEntry {
        identifier: Bytes::from_static(b"ESDTBurn"),
        address: caller.address,
        topics: vec![identifier, Bytes::new(), amount_bytes(&amount)],
        data: Vec::new(),
    })?;
    done()
}
