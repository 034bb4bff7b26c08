//! Properties: set at issue, changed by `controlChanges`.

use super::{EsdtContract, IssuedToken, done, flag_text, is_fungible, load_own_token, save_token};
use crate::error::{NativeError, Refusal};
use crate::native::{NativeContext, NativeResult};
use vm_core::{Bytes, LogEntry};

const UPGRADE: &[u8] = b"canUpgrade";
const ADD_SPECIAL_ROLES: &[u8] = b"canAddSpecialRoles";

pub(super) fn control_changes(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    let (identifier, mut token) = load_own_token(context)?;
    if !token.can_upgrade {
        return Err(NativeError::refused("token is not upgradable"));
    }
    let pairs: Vec<Bytes> = context.arguments().iter().skip(1).cloned().collect();
    set_properties(context, &identifier, (&mut token, false), &pairs)?;
    save_token(context, &identifier, &token)?;
    done()
}

/// Sets pairs of property and flag on a token, which may be new, and logs what holds then.
pub(super) fn set_properties(
    context: &mut NativeContext,
    identifier: &Bytes,
    (token, is_new): (&mut IssuedToken, bool),
    pairs: &[Bytes],
) -> Result<(), NativeError> {
    let (pairs_of_two, rest) = pairs.as_chunks();
    if !rest.is_empty() {
        return Err(Refusal::InvalidArgumentCount.into());
    }
    for [property, value] in pairs_of_two {
        set_property((token, is_new), property, value)?;
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

fn set_property(
    (token, is_new): (&mut IssuedToken, bool),
    property: &[u8],
    value: &[u8],
) -> Result<(), NativeError> {
    let is_set = match value {
        b"true" => true,
        b"false" => false,
        _ => return Err(Refusal::InvalidArgument.into()),
    };
    let is_fungible = is_fungible(token);
    let field = match property {
        b"canBurn" | b"canMint" if !is_fungible => {
            let what = if property == b"canBurn" { "burnable" } else { "mintable" };
            return Err(NativeError::refused(format!(
                "{} only fungible tokens are {what} at system SC",
                Refusal::InvalidArgument
            )));
        }
        b"canBurn" => &mut token.is_burnable,
        b"canMint" => &mut token.is_mintable,
        b"canPause" => &mut token.can_pause,
        b"canFreeze" => &mut token.can_freeze,
        b"canWipe" => &mut token.can_wipe,
        UPGRADE => &mut token.can_upgrade,
        b"canChangeOwner" => &mut token.can_change_owner,
        ADD_SPECIAL_ROLES => &mut token.can_add_special_roles,
        b"canTransferNFTCreateRole" => &mut token.can_transfer_create_role,
        b"canCreateMultiShard" if is_new && !is_fungible => &mut token.can_create_multi_shard,
        _ => return Err(Refusal::InvalidArgument.into()),
    };
    *field = is_set;
    Ok(())
}
