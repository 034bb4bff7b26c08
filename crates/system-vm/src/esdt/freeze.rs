//! `freeze`, `pause` and their opposites.

use super::{EsdtContract, done, load_own_token, save_token, set_globally};
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
    if !token.can_freeze {
        return Err(NativeError::refused("cannot freeze"));
    }
    let account = context
        .account_argument(1)?
        .ok_or_else(|| NativeError::refused("invalid address to freeze/unfreeze"))?;
    context.protocol_call(function, account, &[identifier])?;
    done()
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
