//! The role to make instances: moved, stopped for ever, or shared.

use super::roles::hold;
use super::{EsdtContract, IssuedToken, done, is_fungible, load_own_token, save_token};
use crate::error::{NativeError, Refusal};
use crate::native::{NativeContext, NativeResult};
use crate::token::role_name;
use vm_core::{AccountRef, Address, Bytes};

const CREATE: &[u8] = role_name::CREATE.as_bytes();

pub(super) fn transfer(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    let (identifier, mut token) = load_own_token(context)?;
    if !token.can_transfer_create_role {
        return Err(NativeError::refused("NFT create role transfer is not allowed"));
    }
    check_collection(&token)?;
    let from = account(context, 1, "second argument must be an address")?;
    let to = account(context, 2, "third argument must be an address")?;
    if from.address == to.address {
        let message = "second and third arguments must not be equal";
        return Err(super::wrong_signature(message));
    }
    if token.can_create_multi_shard && from.address.0.last() != to.address.0.last() {
        return Err(NativeError::refused(
            "transfer NFT create cannot happen for addresses that don't end in the same byte",
        ));
    }
    take_from(&mut token, Some(&from))?;
    hold(&mut token, &Bytes::copy_from_slice(to.address.as_slice()), &[Bytes::from_static(CREATE)]);
    save_token(context, &identifier, &token)?;
    let next = Bytes::copy_from_slice(to.address.as_slice());
    context.protocol_call("ESDTNFTCreateRoleTransfer", from, &[identifier, next])?;
    done()
}

fn account(
    context: &mut NativeContext,
    index: usize,
    message: &'static str,
) -> Result<AccountRef, NativeError> {
    context.account_argument(index)?.ok_or_else(|| super::wrong_signature(message))
}

pub(super) fn stop(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    let (identifier, mut token) = load_own_token(context)?;
    if token.is_create_stopped {
        return Err(NativeError::refused("NFT create was already stopped"));
    }
    check_collection(&token)?;
    let creators = take_from(&mut token, None)?;
    token.is_create_stopped = true;
    save_token(context, &identifier, &token)?;
    for creator in creators {
        let arguments = [identifier.clone(), Bytes::from_static(CREATE)];
        let creator = holder(context, &creator)?;
        context.protocol_call("ESDTUnSetRole", creator, &arguments)?;
    }
    done()
}

pub(super) fn share(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    let (identifier, mut token) = load_own_token(context)?;
    if !token.can_add_special_roles {
        return Err(NativeError::refused("cannot add special roles"));
    }
    if token.can_create_multi_shard {
        return Err(NativeError::refused("it is already multi shard create"));
    }
    let creator = token.roles.iter().find(|it| it.has(CREATE));
    let creator = creator.ok_or_else(|| NativeError::refused("element was not found"))?;
    let creator = holder(context, &creator.address)?;
    token.can_create_multi_shard = true;
    // The range of nonces of the last byte 0 is where a single creator begins.
    if creator.address.0.last() != Some(&0) {
        let multi_shard = Bytes::from_static(role_name::CREATE_MULTI_SHARD.as_bytes());
        context.protocol_call("ESDTSetRole", creator, &[identifier.clone(), multi_shard])?;
    }
    save_token(context, &identifier, &token)?;
    done()
}

fn check_collection(token: &IssuedToken) -> Result<(), NativeError> {
    if is_fungible(token) {
        return Err(NativeError::refused("invalid function call for fungible tokens"));
    }
    Ok(())
}

/// Takes the role from its holders, of whom there must be no other than `only`; gives them. As in
/// production, who had no other role stays in the list.
fn take_from(
    token: &mut IssuedToken,
    only: Option<&AccountRef>,
) -> Result<Vec<Bytes>, NativeError> {
    let mut creators = Vec::new();
    for holder in token.roles.iter_mut().filter(|it| it.has(CREATE)) {
        if only.is_some_and(|only| *holder.address != *only.address.as_slice()) {
            return Err(NativeError::refused(
                "address mismatch, second argument must be the one holding the NFT create role",
            ));
        }
        if let Some(index) = holder.roles.iter().position(|it| **it == *CREATE) {
            holder.roles.remove(index);
        }
        creators.push(holder.address.clone());
    }
    if creators.is_empty() {
        return Err(NativeError::refused("no address is holding the NFT create role"));
    }
    Ok(creators)
}

/// The account of a stored address.
fn holder(context: &mut NativeContext, address: &[u8]) -> Result<AccountRef, NativeError> {
    let address = Address::from_slice(address).ok_or(Refusal::InvalidAddress)?;
    Ok(context.journal().reference(&address))
}
