//! Tokens that accounts hold (`mx-chain-vm-go:vmhost/vmhooks/{baseOps,managedei}.go`).

use crate::calls::{load_address, number_from};
use crate::error::HookError;
use crate::guest::{Guest, GuestAccess, buffer, length_as_i32};
use crate::managed::write_buffers;
use crate::storage;
use crate::table::{Handle, MemLen, MemPtr, hooks};
use crate::token::{
    TokenData, TokenMetadata, global_settings, nonce_key, parse_roles, role_key, token_data,
};
use num_bigint::BigUint;
use vm_core::{Bytes, HookTrap, Release};

/// Byte 0 of global settings: no transfers.
const PAUSED: u8 = 1;
/// Byte 0 of global settings: transfers by certain accounts only.
const LIMITED_TRANSFER: u8 = 2;
/// Byte 0 of an account's properties: no transfers from or to it.
const FROZEN: u8 = 1;

// tidy: table: a row of the hook table is one line.
hooks! {
    /// Writes an account's balance of a token into guest memory, without leading zeros; returns its length.
    "getESDTBalance" => GetEsdtBalance = balance(address: MemPtr, token: MemPtr, token_length: MemLen, nonce: i64, result: MemPtr) -> i32, gas GetExternalBalance, since Genesis;
    /// Puts an account's balance of a token into a big integer.
    "managedGetESDTBalance" => ManagedGetEsdtBalance = managed_balance(address: Handle, token: Handle, nonce: i64, value: Handle) -> (), gas GetExternalBalance, since Genesis;
    /// Length of a token's name.
    "getESDTNFTNameLength" => GetEsdtNftNameLength = name_length(address: MemPtr, token: MemPtr, token_length: MemLen, nonce: i64) -> i32, gas GetExternalBalance, since Genesis;
    /// Length of a token's attributes.
    "getESDTNFTAttributeLength" => GetEsdtNftAttributeLength = attribute_length(address: MemPtr, token: MemPtr, token_length: MemLen, nonce: i64) -> i32, gas GetExternalBalance, since Genesis;
    /// Length of a token's first URI.
    "getESDTNFTURILength" => GetEsdtNftUriLength = uri_length(address: MemPtr, token: MemPtr, token_length: MemLen, nonce: i64) -> i32, gas GetExternalBalance, since Genesis;
    /// Writes everything of a token into guest memory and big integers; returns the length of the balance.
    "getESDTTokenData" => GetEsdtTokenData =
        data(
            address: MemPtr, token: MemPtr, token_length: MemLen, nonce: i64, value: Handle, properties: MemPtr,
            hash: MemPtr, name: MemPtr, attributes: MemPtr, creator: MemPtr, royalties: Handle, uris: MemPtr
        ) -> i32,
        gas GetExternalBalance, since Genesis;
    /// Puts everything of a token into buffers and big integers.
    "managedGetESDTTokenData" => ManagedGetEsdtTokenData =
        managed_data(
            address: Handle, token: Handle, nonce: i64, value: Handle, properties: Handle,
            hash: Handle, name: Handle, attributes: Handle, creator: Handle, royalties: Handle, uris: Handle
        ) -> (),
        gas GetExternalBalance, since Genesis;
    /// Puts the type of a token into a big integer.
    "managedGetESDTTokenType" => ManagedGetEsdtTokenType = managed_type(address: Handle, token: Handle, nonce: i64, kind: Handle) -> (), gas GetExternalBalance, since Barnard;
    /// The newest nonce of a collection, as an account knows it.
    "getCurrentESDTNFTNonce" => GetCurrentEsdtNftNonce = current_nonce(address: MemPtr, token: MemPtr, token_length: MemLen) -> i64, in_body, since Genesis;
    /// The contract's own roles for a token, as bits.
    "getESDTLocalRoles" => GetEsdtLocalRoles = local_roles(token: Handle) -> i64, in_body, since Genesis;
    /// Whether a buffer has the form of a token's identifier.
    "validateTokenIdentifier" => ValidateTokenIdentifier = is_identifier(token: Handle) -> bool, gas GetArgument, since Genesis;
    /// Whether an account's token is frozen.
    "managedIsESDTFrozen" => ManagedIsEsdtFrozen = is_frozen(address: Handle, token: Handle, nonce: i64) -> bool, gas GetExternalBalance, since Genesis;
    /// Whether only certain accounts may transfer a token.
    "managedIsESDTLimitedTransfer" => ManagedIsEsdtLimitedTransfer = is_limited(token: Handle) -> bool, gas GetExternalBalance, since Genesis;
    /// Whether transfers of a token are paused.
    "managedIsESDTPaused" => ManagedIsEsdtPaused = is_paused(token: Handle) -> bool, gas GetExternalBalance, since Genesis;
}

fn unsigned(number: &BigUint) -> Vec<u8> {
    if *number == BigUint::ZERO {
        Vec::new()
    } else {
        number.to_bytes_be()
    }
}

fn raw_data(
    guest: &mut Guest<'_>,
    address: MemPtr,
    token: (MemPtr, MemLen),
    nonce: i64,
) -> Result<TokenData, HookTrap> {
    let address = load_address(guest, address)?;
    let token = guest.load(token.0.0, token.1.0)?;
    token_data(guest, &address, &token, nonce.cast_unsigned())
}

fn handle_data(
    guest: &mut Guest<'_>,
    address: Handle,
    token: Handle,
    nonce: i64,
) -> Result<TokenData, HookTrap> {
    let address = argument(guest, address)?;
    let token = argument(guest, token)?;
    token_data(guest, &address, &token, nonce.cast_unsigned())
}

/// A buffer; one that is missing has another text here, as in production.
fn argument(guest: &mut Guest<'_>, handle: Handle) -> Result<Bytes, HookTrap> {
    let bytes = guest.context.managed.buffer(handle);
    let bytes = bytes.map(Bytes::copy_from_slice);
    guest.check(bytes.map_err(|_| HookError::ArgumentRange))
}

fn balance(
    guest: &mut Guest<'_>,
    address: MemPtr,
    token: MemPtr,
    token_length: MemLen,
    nonce: i64,
    result: MemPtr,
) -> Result<i32, HookTrap> {
    let data = raw_data(guest, address, (token, token_length), nonce)?;
    let value = unsigned(&data.value);
    guest.store(result.0, &value)?;
    Ok(length_as_i32(&value))
}

fn managed_balance(
    guest: &mut Guest<'_>,
    address: Handle,
    token: Handle,
    nonce: i64,
    value: Handle,
) -> Result<(), HookTrap> {
    let data = handle_data(guest, address, token, nonce)?;
    guest.context.managed.set_big_int(value, data.value.into());
    Ok(())
}

fn metadata(
    guest: &mut Guest<'_>,
    address: MemPtr,
    token: (MemPtr, MemLen),
    nonce: i64,
) -> Result<TokenMetadata, HookTrap> {
    let data = raw_data(guest, address, token, nonce)?;
    guest.check(data.metadata.ok_or(HookError::NoTokenData))
}

fn name_length(
    guest: &mut Guest<'_>,
    address: MemPtr,
    token: MemPtr,
    token_length: MemLen,
    nonce: i64,
) -> Result<i32, HookTrap> {
    let metadata = metadata(guest, address, (token, token_length), nonce)?;
    Ok(length_as_i32(&metadata.name))
}

fn attribute_length(
    guest: &mut Guest<'_>,
    address: MemPtr,
    token: MemPtr,
    token_length: MemLen,
    nonce: i64,
) -> Result<i32, HookTrap> {
    let metadata = metadata(guest, address, (token, token_length), nonce)?;
    Ok(length_as_i32(&metadata.attributes))
}

fn uri_length(
    guest: &mut Guest<'_>,
    address: MemPtr,
    token: MemPtr,
    token_length: MemLen,
    nonce: i64,
) -> Result<i32, HookTrap> {
    let metadata = metadata(guest, address, (token, token_length), nonce)?;
    Ok(metadata.uris.first().map_or(0, |uri| length_as_i32(uri)))
}

#[expect(
    clippy::too_many_arguments,
    reason = "the hook has as many parameters as a token has parts"
)]
fn data(
    guest: &mut Guest<'_>,
    address: MemPtr,
    token: MemPtr,
    token_length: MemLen,
    nonce: i64,
    value: Handle,
    properties: MemPtr,
    hash: MemPtr,
    name: MemPtr,
    attributes: MemPtr,
    creator: MemPtr,
    royalties: Handle,
    uris: MemPtr,
) -> Result<i32, HookTrap> {
    let data = raw_data(guest, address, (token, token_length), nonce)?;
    let length = length_as_i32(&unsigned(&data.value));
    guest.context.managed.set_big_int(value, data.value.into());
    guest.store(properties.0, &data.properties)?;
    let Some(metadata) = data.metadata else {
        return Ok(length);
    };
    guest.store(hash.0, &metadata.hash)?;
    guest.store(name.0, &metadata.name)?;
    guest.store(attributes.0, &metadata.attributes)?;
    guest.store(creator.0, &metadata.creator)?;
    let managed = &mut guest.context.managed;
    managed.set_big_int(royalties, metadata.royalties.into());
    if let Some(uri) = metadata.uris.first() {
        guest.store(uris.0, uri)?;
    }
    Ok(length)
}

#[expect(
    clippy::too_many_arguments,
    reason = "the hook has as many parameters as a token has parts"
)]
fn managed_data(
    guest: &mut Guest<'_>,
    address: Handle,
    token: Handle,
    nonce: i64,
    value: Handle,
    properties: Handle,
    hash: Handle,
    name: Handle,
    attributes: Handle,
    creator: Handle,
    royalties: Handle,
    uris: Handle,
) -> Result<(), HookTrap> {
    let data = handle_data(guest, address, token, nonce)?;
    let managed = &mut guest.context.managed;
    managed.set_big_int(value, data.value.into());
    managed.set_buffer(properties, data.properties);
    let Some(metadata) = data.metadata else {
        return Ok(());
    };
    for (destination, bytes) in [
        (hash, metadata.hash),
        (name, metadata.name),
        (attributes, metadata.attributes),
        (creator, metadata.creator),
    ] {
        guest.charge_copy(bytes.len())?;
        guest.context.managed.set_buffer(destination, bytes);
    }
    let managed = &mut guest.context.managed;
    managed.set_big_int(royalties, metadata.royalties.into());
    write_buffers(guest, &metadata.uris, uris)
}

fn managed_type(
    guest: &mut Guest<'_>,
    address: Handle,
    token: Handle,
    nonce: i64,
    kind: Handle,
) -> Result<(), HookTrap> {
    let data = handle_data(guest, address, token, nonce)?;
    guest.context.managed.set_big_int(kind, data.kind.into());
    Ok(())
}

fn current_nonce(
    guest: &mut Guest<'_>,
    address: MemPtr,
    token: MemPtr,
    token_length: MemLen,
) -> Result<i64, HookTrap> {
    let address = load_address(guest, address)?;
    let token = guest.load(token.0, token_length.0)?;
    let value = storage::load_from(guest, &address, &nonce_key(&token))?;
    Ok(number_from(&value).cast_signed())
}

/// Roles in the order of their bits; those after the fifth came with a later release.
const ROLES: [&[u8]; 11] = [
    b"ESDTRoleLocalMint",
    b"ESDTRoleLocalBurn",
    b"ESDTRoleNFTCreate",
    b"ESDTRoleNFTAddQuantity",
    b"ESDTRoleNFTBurn",
    b"ESDTRoleNFTUpdateAttributes",
    b"ESDTRoleNFTAddURI",
    b"ESDTRoleNFTRecreate",
    b"ESDTRoleModifyCreator",
    b"ESDTRoleModifyRoyalties",
    b"ESDTRoleSetNewURI",
];
const FIRST_ROLES: usize = 5;

fn local_roles(guest: &mut Guest<'_>, token: Handle) -> Result<i64, HookTrap> {
    let token = buffer(guest, token)?;
    let stored = storage::load(guest, &role_key(&token))?;
    let known = if guest.context.release() >= Release::CryptoOpcodesV2 {
        ROLES.len()
    } else {
        FIRST_ROLES
    };
    let roles = parse_roles(&stored);
    Ok(ROLES
        .iter()
        .take(known)
        .zip(0_u32..)
        .filter(|(role, _)| roles.iter().any(|it| it.as_ref() == **role))
        .fold(0, |bits, (_, bit)| bits | 1_i64.wrapping_shl(bit)))
}

/// 3 to 10 capital letters and digits, a hyphen, 6 small hexadecimal digits.
fn has_identifier_form(token: &[u8]) -> bool {
    let Some((ticker, random)) = token.split_last_chunk::<6>() else {
        return false;
    };
    let Some((b'-', ticker)) = ticker.split_last() else {
        return false;
    };
    (3..=10).contains(&ticker.len())
        && ticker
            .iter()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && random
            .iter()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(byte))
}

fn is_identifier(guest: &mut Guest<'_>, token: Handle) -> Result<bool, HookTrap> {
    Ok(has_identifier_form(&buffer(guest, token)?))
}

fn is_frozen(
    guest: &mut Guest<'_>,
    address: Handle,
    token: Handle,
    nonce: i64,
) -> Result<bool, HookTrap> {
    let address = buffer(guest, address)?;
    let token = buffer(guest, token)?;
    let data = token_data(guest, &address, &token, nonce.cast_unsigned())?;
    let properties = data.properties.as_ref();
    Ok(matches!(properties, [first, _] if first & FROZEN != 0))
}

fn is_limited(guest: &mut Guest<'_>, token: Handle) -> Result<bool, HookTrap> {
    let token = buffer(guest, token)?;
    let [first, _] = global_settings(guest, &token)?;
    Ok(first & LIMITED_TRANSFER != 0)
}

fn is_paused(guest: &mut Guest<'_>, token: Handle) -> Result<bool, HookTrap> {
    let token = buffer(guest, token)?;
    let [first, _] = global_settings(guest, &token)?;
    Ok(first & PAUSED != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_have_one_form() {
        for (token, valid) in [
            ("WEGLD-bd4d79", true),
            ("ABC-123456", true),
            ("ABCDEFGHIJ-abcdef", true),
            ("AB-123456", false),
            ("ABCDEFGHIJK-123456", false),
            ("abc-123456", false),
            ("ABC-12345G", false),
            ("ABC_123456", false),
            ("ABC-12345", false),
            ("", false),
        ] {
            assert_eq!(has_identifier_form(token.as_bytes()), valid, "{token}");
        }
    }
}
