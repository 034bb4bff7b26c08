//! What holds for everybody: burning, and the list of who may transfer.

use super::{
    EsdtContract, IssuedToken, done, load_own_token, log_as_caller, save_token, set_burn_for_all,
    set_globally,
};
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::token::role_name;
use vm_core::Bytes;

pub(super) fn allow_burn(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    let (identifier, mut token) = load_own_token(context)?;
    if token.has_role(role_name::BURN_FOR_ALL) {
        let message = "cannot set burn role globally as it was already set";
        return Err(NativeError::refused(message));
    }
    set_burn_for_all(context, &identifier, &mut token)?;
    save_token(context, &identifier, &token)?;
    done()
}

pub(super) fn forbid_burn(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    let (identifier, mut token) = load_own_token(context)?;
    if !token.has_role(role_name::BURN_FOR_ALL) {
        let message = "cannot unset burn role globally as it was not set";
        return Err(NativeError::refused(message));
    }
    remove_role(&mut token, role_name::BURN_FOR_ALL);
    let function = "ESDTUnSetBurnRoleForAll";
    let role = Bytes::from_static(role_name::BURN_FOR_ALL.as_bytes());
    let topics = vec![identifier.clone(), Bytes::new(), Bytes::new(), role];
    log_as_caller(context, Bytes::from_static(function.as_bytes()), topics)?;
    save_token(context, &identifier, &token)?;
    set_globally(context, function, &[identifier])?;
    done()
}

/// Takes a role from whoever has it; who has no other leaves the list.
fn remove_role(token: &mut IssuedToken, role: &str) {
    token.roles.retain_mut(|holder| {
        let Some(index) = holder.roles.iter().position(|it| **it == *role.as_bytes()) else {
            return true;
        };
        holder.roles.remove(index);
        !holder.roles.is_empty()
    });
}

pub(super) fn send_transfer_addresses(
    _: &EsdtContract,
    context: &mut NativeContext,
) -> NativeResult {
    let (identifier, token) = load_own_token(context)?;
    let holders = token.roles.iter().filter(|it| it.has(role_name::TRANSFER.as_bytes()));
    let mut arguments = vec![identifier];
    arguments.extend(holders.map(|it| it.address.clone()));
    if arguments.len() == 1 {
        return Err(NativeError::refused("no address with transfer role"));
    }
    set_globally(context, "ESDTTransferRoleAddAddress", &arguments)?;
    done()
}
