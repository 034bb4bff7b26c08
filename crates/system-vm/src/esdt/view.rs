//! Views of the ESDT contract.

use super::config::ActiveConfig;
use super::{EsdtContract, flag_text, load_token};
use crate::native::{NativeContext, NativeResult};
use bech32::{Bech32, Hrp};
use vm_core::Bytes;

pub(super) fn token_properties(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    let identifier = context.argument(0);
    let token = load_token(context, &identifier)?;
    let flags = [
        ("IsPaused", token.is_paused),
        ("CanUpgrade", token.can_upgrade),
        ("CanMint", token.is_mintable),
        ("CanBurn", token.is_burnable),
        ("CanChangeOwner", token.can_change_owner),
        ("CanPause", token.can_pause),
        ("CanFreeze", token.can_freeze),
        ("CanWipe", token.can_wipe),
        ("CanAddSpecialRoles", token.can_add_special_roles),
        ("CanTransferNFTCreateRole", token.can_transfer_create_role),
        ("NFTCreateStopped", token.is_create_stopped),
    ];
    let mut items = vec![token.name, token.kind, token.owner];
    let mut add = |text: String| items.push(Bytes::from(text.into_bytes()));
    add(token.minted.to_string());
    add(token.burned.to_string());
    add(format!("NumDecimals-{}", token.decimals));
    for (name, is_set) in flags {
        add(format!("{name}-{}", flag_text(is_set)));
    }
    add(format!("NumWiped-{}", token.wiped));
    Ok(items)
}

/// One item an address: `address:role,role`, with the address as people write it. The role of
/// everybody has no address.
pub(super) fn special_roles(contract: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    let identifier = context.argument(0);
    let token = load_token(context, &identifier)?;
    let prefix = Hrp::parse(&contract.config.address_prefix).ok();
    let items = token.roles.iter().map(|holder| {
        let address = prefix
            .filter(|_| !holder.address.is_empty())
            .and_then(|prefix| bech32::encode::<Bech32>(prefix, &holder.address).ok())
            .unwrap_or_default();
        let roles: Vec<&[u8]> = holder.roles.iter().map(AsRef::as_ref).collect();
        Bytes::from([address.as_bytes(), &roles.join(&b","[..])].join(&b':'))
    });
    Ok(items.collect())
}

/// Every address, each followed by its roles.
pub(super) fn addresses_and_roles(_: &EsdtContract, context: &mut NativeContext) -> NativeResult {
    let identifier = context.argument(0);
    let token = load_token(context, &identifier)?;
    let holders = token.roles.into_iter();
    Ok(holders.flat_map(|it| core::iter::once(it.address).chain(it.roles)).collect())
}

pub(super) fn contract_config(
    contract: &EsdtContract,
    context: &mut NativeContext,
) -> NativeResult {
    Ok(ActiveConfig::load(context, &contract.config)?.items())
}
