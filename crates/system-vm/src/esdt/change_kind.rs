//! Changes of a token's type, and of its owner.

use super::issue::{decimals_argument, kind_name};
use super::roles::SINGULAR;
use super::{
    EsdtContract, IssuedToken, done, load_own_token, load_token, log_as_caller, save_token,
    set_token_type,
};
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::token::TokenKind;
use vm_core::Bytes;

/// What the name of every dynamic type begins with.
const DYNAMIC: &[u8] = b"Dynamic";

/// Types that cannot become dynamic.
const NEVER_DYNAMIC: [TokenKind; 3] =
    [TokenKind::FUNGIBLE, TokenKind::NON_FUNGIBLE, TokenKind::NON_FUNGIBLE_V2];

pub(super) fn check_decimals(
    _: &EsdtContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    decimals_argument(context, 1).map(|_| ())
}

pub(super) fn to_meta(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    let (identifier, mut token) = load_own_token(context)?;
    if token.kind != kind_name(TokenKind::SEMI_FUNGIBLE) {
        return Err(NativeError::refused("change can happen to semi fungible tokens only"));
    }
    token.kind = kind_name(TokenKind::META);
    token.decimals = decimals_argument(context, 1)?;
    save_token(context, &identifier, &token)?;
    let decimals = context.argument(1);
    log_change(context, &identifier, &token, Some(decimals))?;
    set_token_type(context, &identifier, &token)?;
    done()
}

pub(super) fn to_dynamic(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    let (identifier, mut token) = load_own_token(context)?;
    if NEVER_DYNAMIC.iter().any(|kind| token.kind == kind_name(*kind)) {
        let message = [b"cannot change ", token.kind.as_ref(), b" tokens to dynamic"].concat();
        return Err(NativeError::refused(message));
    }
    if token.kind.starts_with(DYNAMIC) {
        return Err(NativeError::refused("tokenID is already dynamic"));
    }
    for role in SINGULAR {
        let holders = token.roles.iter().filter(|it| it.has(role.as_bytes()));
        if holders.count() > 1 {
            return Err(NativeError::refused(format!(
                "cannot change to dynamic because of duplicated roles, role {role} was found \
                 multiple times"
            )));
        }
    }
    token.kind = Bytes::from([DYNAMIC, &token.kind].concat());
    save_token(context, &identifier, &token)?;
    log_change(context, &identifier, &token, None)?;
    set_token_type(context, &identifier, &token)?;
    done()
}

/// Takes over what the contract knows of a token's type into the global settings; anybody may.
pub(super) fn update_token(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    let identifier = context.argument(0);
    let mut token = load_token(context, &identifier)?;
    if token.kind == kind_name(TokenKind::NON_FUNGIBLE) {
        token.kind = kind_name(TokenKind::NON_FUNGIBLE_V2);
        save_token(context, &identifier, &token)?;
    }
    set_token_type(context, &identifier, &token)?;
    done()
}

pub(super) fn transfer_ownership(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    let (identifier, mut token) = load_own_token(context)?;
    if !token.can_change_owner {
        return Err(NativeError::refused("cannot change owner of the token"));
    }
    let owner = context
        .account_argument(1)?
        .ok_or_else(|| NativeError::refused("destination address is invalid"))?;
    token.owner = Bytes::copy_from_slice(owner.address.as_slice());
    save_token(context, &identifier, &token)?;
    let owner = token.owner.clone();
    log_change(context, &identifier, &token, Some(owner))?;
    done()
}

/// The log of a change, with the name of the endpoint: what the token is, and what came.
fn log_change(
    context: &mut NativeContext,
    identifier: &Bytes,
    token: &IssuedToken,
    came: Option<Bytes>,
) -> Result<(), NativeError> {
    let mut topics =
        vec![identifier.clone(), token.name.clone(), token.ticker.clone(), token.kind.clone()];
    topics.extend(came);
    let function = context.function().clone();
    log_as_caller(context, function, topics)
}
