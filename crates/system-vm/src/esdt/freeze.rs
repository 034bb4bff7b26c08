//! `freeze`, `wipe`, `pause` and their forms.

use super::{
    EsdtContract, IssuedToken, done, is_fungible, load_own_token, save_token, set_globally,
};
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use vm_core::{Bytes, LogEntry};

pub(super) fn freeze(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    change_account(context, "ESDTFreeze")
}

pub(super) fn unfreeze(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    change_account(context, "ESDTUnFreeze")
}

fn change_account(context: &mut NativeContext, function: &'static str) -> NativeResult {
    let (identifier, token) = load_own_token(context)?;
    check_can_freeze(&token)?;
    let account = context.account_argument(1)?.ok_or_else(no_address)?;
    context.protocol_call(function, account, &[identifier])?;
    done()
}

pub(super) fn freeze_instance(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    change_instance(context, "ESDTFreeze")
}

pub(super) fn unfreeze_instance(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    change_instance(context, "ESDTUnFreeze")
}

fn change_instance(context: &mut NativeContext, function: &'static str) -> NativeResult {
    let (identifier, token) = load_own_token(context)?;
    check_can_freeze(&token)?;
    if is_fungible(&token) {
        return Err(NativeError::refused("only non fungible tokens can be freezed per nonce"));
    }
    let account = context.account_argument(2)?.ok_or_else(no_address)?;
    let instance = instance_argument(context, &identifier)?;
    context.protocol_call(function, account, &[instance])?;
    done()
}

fn check_can_freeze(token: &IssuedToken) -> Result<(), NativeError> {
    if token.can_freeze { Ok(()) } else { Err(NativeError::refused("cannot freeze")) }
}

fn no_address() -> NativeError {
    NativeError::refused("invalid address to freeze/unfreeze")
}

pub(super) fn wipe(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    let (identifier, token) = load_own_token(context)?;
    wipe_account(context, 1, token, (&identifier, identifier.clone()))
}

pub(super) fn wipe_instance(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    let (identifier, token) = load_own_token(context)?;
    if is_fungible(&token) {
        return Err(NativeError::refused("only non fungible tokens can be wiped per nonce"));
    }
    let instance = instance_argument(context, &identifier)?;
    wipe_account(context, 2, token, (&identifier, instance))
}

/// Destroys what the account of an argument has of a token, or of one instance.
fn wipe_account(
    context: &mut NativeContext,
    account: usize,
    mut token: IssuedToken,
    (identifier, wiped): (&[u8], Bytes),
) -> NativeResult {
    if !token.can_wipe {
        return Err(NativeError::refused("cannot wipe"));
    }
    let account = context
        .account_argument(account)?
        .ok_or_else(|| NativeError::refused("invalid address to wipe"))?;
    context.protocol_call("ESDTWipe", account, &[wiped])?;
    token.wiped = token.wiped.wrapping_add(1);
    save_token(context, identifier, &token)?;
    done()
}

/// The identifier with the nonce of the second argument behind it, as built-in functions take it.
fn instance_argument(context: &NativeContext, identifier: &[u8]) -> Result<Bytes, NativeError> {
    let nonce = context.argument(1);
    if context.amount_argument(1).bits() > u64::from(u64::BITS) {
        return Err(NativeError::refused("invalid second argument, wanted nonce as bigInt"));
    }
    Ok(Bytes::from([identifier, &nonce].concat()))
}

pub(super) fn pause(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    change_token(context, true)
}

pub(super) fn unpause(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    change_token(context, false)
}

fn change_token(context: &mut NativeContext, is_paused: bool) -> NativeResult {
    let (identifier, mut token) = load_own_token(context)?;
    if !token.can_pause {
        return Err(NativeError::refused("cannot pause/un-pause"));
    }
    if token.is_paused == is_paused {
        return Err(NativeError::refused(if is_paused {
            "cannot pause an already paused contract"
        } else {
            "cannot unPause an already un-paused contract"
        }));
    }
    token.is_paused = is_paused;
    save_token(context, &identifier, &token)?;
    let function = if is_paused { "ESDTPause" } else { "ESDTUnPause" };
    set_globally(context, function, core::slice::from_ref(&identifier))?;
    context.log(LogEntry {
        identifier: Bytes::from_static(function.as_bytes()),
        address: context.caller().address,
        topics: vec![identifier],
        data: Vec::new(),
    })?;
    done()
}
