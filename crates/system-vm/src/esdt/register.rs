//! New collections, and tokens that come with all their roles.

use super::issue::{Order, create_token, decimals_argument, log_order};
use super::roles::{Change, grant};
use super::{EsdtContract, IssuedToken, save_token};
use crate::error::{NativeError, Refusal};
use crate::native::{NativeContext, NativeResult};
use crate::token::{TokenKind, role_name};
use vm_core::Bytes;

/// Roles of a fungible token.
const OF_FUNGIBLE: &[&str] = &[role_name::LOCAL_MINT, role_name::LOCAL_BURN];

/// Roles of a collection with quantities, as long as its metadata cannot change.
const OF_SEMI_FUNGIBLE: &[&str] =
    &[role_name::CREATE, role_name::INSTANCE_BURN, role_name::ADD_QUANTITY];

/// Roles of a collection of single instances.
const OF_NON_FUNGIBLE: &[&str] = &[
    role_name::CREATE,
    role_name::INSTANCE_BURN,
    role_name::UPDATE_ATTRIBUTES,
    role_name::ADD_URI,
    role_name::RECREATE,
    role_name::MODIFY_CREATOR,
    role_name::MODIFY_ROYALTIES,
    role_name::SET_NEW_URI,
    role_name::UPDATE,
];

/// Roles of a dynamic collection with quantities.
const OF_DYNAMIC: &[&str] = &[
    role_name::CREATE,
    role_name::INSTANCE_BURN,
    role_name::ADD_QUANTITY,
    role_name::UPDATE_ATTRIBUTES,
    role_name::ADD_URI,
    role_name::RECREATE,
    role_name::MODIFY_CREATOR,
    role_name::MODIFY_ROYALTIES,
    role_name::SET_NEW_URI,
    role_name::UPDATE,
];

pub(super) fn issue_non_fungible(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    let order = Order::new(context, TokenKind::NON_FUNGIBLE_V2).properties_from(context, 2);
    register(context, &order)
}

pub(super) fn issue_semi_fungible(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    let order = Order::new(context, TokenKind::SEMI_FUNGIBLE).properties_from(context, 2);
    register(context, &order)
}

pub(super) fn register_meta(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    let decimals = decimals_argument(context, 2)?;
    let order = Order::new(context, TokenKind::META).properties_from(context, 3);
    register(context, &Order { decimals, ..order })
}

fn register(context: &mut NativeContext, order: &Order) -> NativeResult {
    let (identifier, _) = create_token(context, order)?;
    log_order(context, &identifier, order)?;
    Ok(vec![identifier])
}

pub(super) fn register_with_roles(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    let kind = kind_argument(context)?;
    let decimals = if has_decimals(kind) { decimals_argument(context, 3)? } else { 0 };
    let order = Order { decimals, ..Order::new(context, kind) };
    let (identifier, mut token) = create_token(context, &order)?;
    grant_all(context, &identifier, (&mut token, kind))?;
    log_order(context, &identifier, &order)?;
    Ok(vec![identifier])
}

pub(super) fn register_dynamic(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    let order = dynamic_order(context)?;
    register(context, &order)
}

pub(super) fn register_dynamic_with_roles(
    _: &EsdtContract,
    context: &mut NativeContext,
) -> NativeResult {
    let order = dynamic_order(context)?;
    let (identifier, mut token) = create_token(context, &order)?;
    log_order(context, &identifier, &order)?;
    grant_all(context, &identifier, (&mut token, order.kind))?;
    Ok(vec![identifier])
}

fn dynamic_order(context: &NativeContext) -> Result<Order, NativeError> {
    let kind = kind_argument(context)?;
    let dynamic = match kind {
        TokenKind::SEMI_FUNGIBLE => TokenKind::DYNAMIC_SEMI_FUNGIBLE,
        TokenKind::META => TokenKind::DYNAMIC_META,
        TokenKind::FUNGIBLE => {
            let name = kind.name().unwrap_or_default();
            return Err(NativeError::refused(format!("cannot create {name} tokens as dynamic")));
        }
        _ => TokenKind::DYNAMIC_NON_FUNGIBLE,
    };
    if !has_decimals(kind) {
        return Ok(Order::new(context, dynamic).properties_from(context, 3));
    }
    if context.arguments().len() < 4 {
        return Err(NativeError::refused("not enough arguments"));
    }
    let decimals = decimals_argument(context, 3)?;
    Ok(Order { decimals, ..Order::new(context, dynamic).properties_from(context, 4) })
}

/// The type that the third argument names.
fn kind_argument(context: &NativeContext) -> Result<TokenKind, NativeError> {
    match context.argument(2).as_ref() {
        b"NFT" => Ok(TokenKind::NON_FUNGIBLE_V2),
        b"SFT" => Ok(TokenKind::SEMI_FUNGIBLE),
        b"META" => Ok(TokenKind::META),
        b"FNG" => Ok(TokenKind::FUNGIBLE),
        _ => Err(Refusal::InvalidArgument.into()),
    }
}

const fn has_decimals(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::FUNGIBLE | TokenKind::META)
}

/// Gives the caller every role of its new token.
fn grant_all(
    context: &mut NativeContext,
    identifier: &Bytes,
    (token, kind): (&mut IssuedToken, TokenKind),
) -> Result<(), NativeError> {
    let roles = match kind {
        TokenKind::FUNGIBLE => OF_FUNGIBLE,
        TokenKind::SEMI_FUNGIBLE | TokenKind::META => OF_SEMI_FUNGIBLE,
        TokenKind::DYNAMIC_SEMI_FUNGIBLE | TokenKind::DYNAMIC_META => OF_DYNAMIC,
        _ => OF_NON_FUNGIBLE,
    };
    let roles = roles.iter().map(|role| Bytes::from_static(role.as_bytes())).collect();
    let change = Change::new(*context.caller(), roles);
    grant(context, identifier, token, &change)?;
    save_token(context, identifier, token)
}
