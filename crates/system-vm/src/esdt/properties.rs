//! Properties that an owner sets at issue.

use super::{IssuedToken, flag_text};
use crate::error::{NativeError, Refusal};
use crate::native::NativeContext;
use vm_core::{Bytes, LogEntry};

const UPGRADE: &[u8] = b"canUpgrade";
const ADD_SPECIAL_ROLES: &[u8] = b"canAddSpecialRoles";

/// Sets pairs of property and flag on a fungible token, and logs what holds then.
pub(super) fn set_properties(
    context: &mut NativeContext,
    identifier: &Bytes,
    token: &mut IssuedToken,
    pairs: &[Bytes],
) -> Result<(), NativeError> {
    let (pairs_of_two, rest) = pairs.as_chunks();
    if !rest.is_empty() {
        return Err(Refusal::InvalidArgumentCount.into());
    }
    for [property, value] in pairs_of_two {
        set_property(token, property, value)?;
    }
    let mut topics = vec![identifier.clone(), Bytes::new()];
    topics.extend_from_slice(pairs);
    for (property, is_set) in
        [(UPGRADE, token.can_upgrade), (ADD_SPECIAL_ROLES, token.can_add_special_roles)]
    {
        if !pairs_of_two.iter().any(|[name, _]| name == property) {
            topics.push(Bytes::from_static(property));
            topics.push(Bytes::from_static(flag_text(is_set).as_bytes()));
        }
    }
    context.log(LogEntry {
        identifier: Bytes::from_static(b"upgradeProperties"),
        address: context.caller().address,
        topics,
        data: Vec::new(),
    })
}

fn set_property(token: &mut IssuedToken, property: &[u8], value: &[u8]) -> Result<(), NativeError> {
    let is_set = match value {
        b"true" => true,
        b"false" => false,
        _ => return Err(Refusal::InvalidArgument.into()),
    };
    let field = match property {
        b"canBurn" => &mut token.is_burnable,
        b"canMint" => &mut token.is_mintable,
        b"canPause" => &mut token.can_pause,
        b"canFreeze" => &mut token.can_freeze,
        b"canWipe" => &mut token.can_wipe,
        UPGRADE => &mut token.can_upgrade,
        b"canChangeOwner" => &mut token.can_change_owner,
        ADD_SPECIAL_ROLES => &mut token.can_add_special_roles,
        b"canTransferNFTCreateRole" => &mut token.can_transfer_create_role,
        // `canCreateMultiShard` is for collections.
        _ => return Err(Refusal::InvalidArgument.into()),
    };
    *field = is_set;
    Ok(())
}
