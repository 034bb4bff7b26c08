//! `setSpecialRole` and `unSetSpecialRole`.

use super::{
    EsdtContract, IssuedToken, RoleHolder, done, load_own_token, save_token, set_globally,
    wrong_signature,
};
use crate::error::{NativeError, Refusal};
use crate::native::{NativeContext, NativeResult};
use crate::token::{TokenKind, role_name};
use std::collections::BTreeSet;
use vm_core::{AccountRef, Bytes};

/// Roles that only one address of a dynamic collection may have.
pub(super) const SINGULAR: [&str; 8] = [
    role_name::CREATE,
    role_name::UPDATE_ATTRIBUTES,
    role_name::ADD_URI,
    role_name::SET_NEW_URI,
    role_name::MODIFY_CREATOR,
    role_name::MODIFY_ROYALTIES,
    role_name::RECREATE,
    role_name::UPDATE,
];

const OF_FUNGIBLE: &[&str] = &[role_name::LOCAL_MINT, role_name::LOCAL_BURN, role_name::TRANSFER];

const OF_SEMI_FUNGIBLE: &[&str] =
    &[role_name::INSTANCE_BURN, role_name::ADD_QUANTITY, role_name::CREATE, role_name::TRANSFER];

const OF_NON_FUNGIBLE: &[&str] = &[
    role_name::INSTANCE_BURN,
    role_name::CREATE,
    role_name::TRANSFER,
    role_name::UPDATE_ATTRIBUTES,
    role_name::ADD_URI,
    role_name::SET_NEW_URI,
    role_name::MODIFY_CREATOR,
    role_name::MODIFY_ROYALTIES,
    role_name::RECREATE,
    role_name::UPDATE,
];

/// An account, and roles that it gets or loses.
pub(super) struct Change {
    account: AccountRef,
    address: Bytes,
    roles: Vec<Bytes>,
}

impl Change {
    pub(super) fn new(account: AccountRef, roles: Vec<Bytes>) -> Self {
        Self { account, address: Bytes::copy_from_slice(account.address.as_slice()), roles }
    }

    fn read(context: &mut NativeContext) -> Result<Self, NativeError> {
        let roles: Vec<Bytes> = context.arguments().iter().skip(2).cloned().collect();
        let account = context
            .account_argument(1)?
            .ok_or_else(|| wrong_signature("second argument must be an address"))?;
        if roles.iter().collect::<BTreeSet<_>>().len() != roles.len() {
            return Err(Refusal::Duplicates.into());
        }
        Ok(Self::new(account, roles))
    }

    fn names(&self, role: &str) -> bool {
        self.roles.iter().any(|it| **it == *role.as_bytes())
    }
}

/// An address, and roles that are named once each.
pub(super) fn check_change(
    _: &EsdtContract,
    context: &mut NativeContext,
) -> Result<(), NativeError> {
    Change::read(context).map(|_| ())
}

pub(super) fn set_special_role(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    let change = Change::read(context)?;
    let (identifier, mut token) = load_own_token(context)?;
    grant(context, &identifier, &mut token, &change)?;
    save_token(context, &identifier, &token)?;
    done()
}

/// Gives the roles, in the token's record, which the caller saves, and at their account.
pub(super) fn grant(
    context: &mut NativeContext,
    identifier: &Bytes,
    token: &mut IssuedToken,
    change: &Change,
) -> Result<(), NativeError> {
    check_roles(token, change)?;
    let had_transfer_role = token.has_role(role_name::TRANSFER);
    give_roles(token, change)?;

    let mut arguments = vec![identifier.clone()];
    arguments.extend_from_slice(&change.roles);
    if token.can_create_multi_shard && change.names(role_name::CREATE) {
        check_last_bytes(token)?;
        let multi_shard = role_name::CREATE_MULTI_SHARD;
        arguments.push(Bytes::from_static(multi_shard.as_bytes()));
    }
    context.protocol_call("ESDTSetRole", change.account, &arguments)?;
    if change.names(role_name::TRANSFER) {
        if !had_transfer_role {
            set_globally(context, "ESDTSetLimitedTransfer", core::slice::from_ref(identifier))?;
        }
        let arguments = [identifier.clone(), change.address.clone()];
        set_globally(context, "ESDTTransferRoleAddAddress", &arguments)?;
    }
    Ok(())
}

pub(super) fn unset_special_role(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    let change = Change::read(context)?;
    let (identifier, mut token) = load_own_token(context)?;
    if change.names(role_name::CREATE) {
        return Err(NativeError::refused("cannot un set NFT create role"));
    }
    take_roles(&mut token, &change)?;

    let mut arguments = vec![identifier.clone()];
    arguments.extend_from_slice(&change.roles);
    context.protocol_call("ESDTUnSetRole", change.account, &arguments)?;
    if change.names(role_name::TRANSFER) {
        if !token.has_role(role_name::TRANSFER) {
            set_globally(context, "ESDTUnSetLimitedTransfer", core::slice::from_ref(&identifier))?;
        }
        let arguments = [identifier.clone(), change.address];
        set_globally(context, "ESDTTransferRoleDeleteAddress", &arguments)?;
    }
    save_token(context, &identifier, &token)?;
    done()
}

/// Whether the token, as it is, may have the roles.
fn check_roles(token: &IssuedToken, change: &Change) -> Result<(), NativeError> {
    if !token.can_add_special_roles {
        return Err(NativeError::refused("cannot add special roles"));
    }
    if token.is_create_stopped && change.names(role_name::CREATE) {
        return Err(NativeError::refused("cannot add NFT create role as NFT creation was stopped"));
    }
    let exists = |role: &str| change.names(role) && token.has_role(role);
    if !token.can_create_multi_shard && exists(role_name::CREATE) {
        return Err(Refusal::CreateRoleExists.into());
    }
    let Some(kind) = TokenKind::of_name(&token.kind) else {
        return Ok(());
    };
    for role in &change.roles {
        let role = core::str::from_utf8(role).unwrap_or_default();
        if !may_have(kind, role) {
            return Err(Refusal::InvalidArgument.into());
        }
    }
    if kind.is_dynamic()
        && let Some(role) = SINGULAR.iter().find(|role| exists(role))
    {
        return Err(NativeError::refused(format!("{role} already exists")));
    }
    Ok(())
}

fn may_have(kind: TokenKind, role: &str) -> bool {
    let allowed = match kind {
        TokenKind::FUNGIBLE => OF_FUNGIBLE,
        TokenKind::SEMI_FUNGIBLE | TokenKind::META => OF_SEMI_FUNGIBLE,
        TokenKind::DYNAMIC_SEMI_FUNGIBLE | TokenKind::DYNAMIC_META
            if role == role_name::ADD_QUANTITY =>
        {
            return true;
        }
        _ => OF_NON_FUNGIBLE,
    };
    allowed.contains(&role)
}

fn give_roles(token: &mut IssuedToken, change: &Change) -> Result<(), NativeError> {
    let holder = holder_of(token, &change.address);
    if holder.is_some_and(|holder| change.roles.iter().any(|role| holder.has(role))) {
        return Err(NativeError::refused("special role already exists for given address"));
    }
    hold(token, &change.address, &change.roles);
    Ok(())
}

/// Adds to the roles of an address.
pub(super) fn hold(token: &mut IssuedToken, address: &Bytes, roles: &[Bytes]) {
    match holder_of(token, address) {
        Some(holder) => holder.roles.extend_from_slice(roles),
        None => {
            token.roles.push(RoleHolder { address: address.clone(), roles: roles.to_vec() });
        }
    }
}

fn take_roles(token: &mut IssuedToken, change: &Change) -> Result<(), NativeError> {
    let Some(holder) = holder_of(token, &change.address) else {
        return Err(NativeError::refused("address does not have special role"));
    };
    if !change.roles.iter().all(|role| holder.has(role)) {
        return Err(NativeError::refused("special role does not exist for address"));
    }
    holder.roles.retain(|role| !change.roles.contains(role));
    token.roles.retain(|holder| holder.address != change.address || !holder.roles.is_empty());
    Ok(())
}

fn holder_of<'a>(token: &'a mut IssuedToken, address: &Bytes) -> Option<&'a mut RoleHolder> {
    token.roles.iter_mut().find(|it| it.address == *address)
}

/// Accounts that create beside each other share the range of nonces by the last byte of their
/// addresses, which therefore has to differ.
fn check_last_bytes(token: &IssuedToken) -> Result<(), NativeError> {
    let mut seen = BTreeSet::new();
    let creators = token.roles.iter().filter(|holder| holder.has(role_name::CREATE.as_bytes()));
    for creator in creators {
        if !seen.insert(creator.address.last().copied()) {
            return Err(Refusal::InvalidAddress.into());
        }
    }
    Ok(())
}
