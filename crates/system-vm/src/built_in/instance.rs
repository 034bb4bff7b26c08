//! Making and burning instances of collections, their URIs and attributes
//! (`mx-chain-vm-common-go:builtInFunctions/{esdtNFTCreate,esdtNFTAddQuantity,esdtNFTBurn,
//! esdtNFTAddUri,updateNFTAttributes}.go`).

use super::call::{BuiltInCall, invalid, total_length};
use crate::error::{NativeError, Refusal};
use crate::ledger::{QuantityChange, Saving};
use crate::token::{
    DigitalToken, MetadataVersion, TokenMetadata, difference, latest_nonce_key, low_number,
    number_bytes, role_name, sum, token_key,
};
use num_bigint::BigUint;
use vm_core::Bytes;

type Done = Result<(), NativeError>;

/// Longest quantity in bytes.
const MAX_QUANTITY_LENGTH: usize = 32;

/// All of a price, in hundredths of a percent.
const MAX_ROYALTIES: u32 = 10_000;

pub(super) fn create(call: &mut BuiltInCall<'_>) -> Done {
    let token = prepare(call)?;
    let [_, quantity, name, royalties, hash, attributes, uris @ ..] = call.arguments else {
        return Err(invalid("wrong number of arguments"));
    };
    if uris.is_empty() {
        return Err(invalid("wrong number of arguments"));
    }
    let account = call.caller;
    let nonce_key = latest_nonce_key(&token);
    call.ledger().check_role(&account, &token, role_name::CREATE)?;
    let latest = low_number(&call.ledger().read(&account, &nonce_key)?);
    let store_per_byte = call.schedule.base_operation.store_per_byte;
    call.charge_bytes(total_length(call.arguments), store_per_byte)?;
    let royalties = read_royalties(royalties)?;
    let quantity = create_quantity(call, &token, quantity)?;
    let kind = call.ledger().collection_kind(&token_key(&token))?;
    // Production's counter wraps too; no collection gets there.
    let nonce = latest.wrapping_add(1);
    let mut record = DigitalToken {
        kind,
        value: quantity.clone(),
        metadata: Some(TokenMetadata {
            nonce,
            name: name.clone(),
            creator: Bytes::copy_from_slice(account.address.as_slice()),
            royalties,
            hash: hash.clone(),
            uris: uris.to_vec(),
            attributes: attributes.clone(),
        }),
        ..DigitalToken::default()
    };
    let instance = (token.as_ref(), nonce);
    let mut ledger = call.ledger();
    ledger.save_instance(&account, instance, &mut record, Saving::NEW)?;
    ledger.change_quantity(&account, instance, kind, QuantityChange::Made(&quantity))?;
    ledger.write(&account, &nonce_key, number_bytes(nonce).to_vec())?;
    ledger.tell_uri(instance, kind, None, uris.first());
    call.output = vec![number_bytes(nonce)];
    let record = Bytes::from(record.encode());
    call.log_instance(account.address, (token, nonce), &quantity, &[record])
}

/// The quantity of a new instance; more than one needs the role for it.
fn create_quantity(
    call: &mut BuiltInCall<'_>,
    token: &[u8],
    bytes: &[u8],
) -> Result<BigUint, NativeError> {
    // One that is too long is read no further than to see whether it is zero or one.
    let significant = bytes.iter().position(|byte| *byte != 0);
    let Some(significant) = significant.and_then(|it| bytes.get(it..)) else {
        return Err(invalid("invalid quantity"));
    };
    if significant != [1] {
        let account = call.caller;
        call.ledger().check_role(&account, token, role_name::ADD_QUANTITY)?;
    }
    read_quantity(bytes, "quantity in nft create")
}

pub(super) fn add_quantity(call: &mut BuiltInCall<'_>) -> Done {
    let token = prepare(call)?;
    let account = call.caller;
    let (nonce, bytes) = (low_number(call.argument(1)?), call.argument(2)?.clone());
    call.ledger().check_role(&account, &token, role_name::ADD_QUANTITY)?;
    let mut record = existing(call, (&token, nonce))?;
    let quantity = read_quantity(&bytes, "add nft quantity")?;
    record.value = sum(&record.value, &quantity);
    let change = QuantityChange::Made(&quantity);
    finish_quantity(call, (token, nonce), record, change)
}

pub(super) fn burn(call: &mut BuiltInCall<'_>) -> Done {
    let token = prepare(call)?;
    let account = call.caller;
    let (nonce, bytes) = (low_number(call.argument(1)?), call.argument(2)?.clone());
    if !call.ledger().settings(&token_key(&token))?.has_burn_for_all {
        call.ledger().check_role(&account, &token, role_name::INSTANCE_BURN)?;
    }
    let mut record = existing(call, (&token, nonce))?;
    let quantity = BigUint::from_bytes_be(&bytes);
    record.value = difference(&record.value, &quantity).ok_or(Refusal::InvalidQuantity)?;
    let change = QuantityChange::Burned(&quantity);
    finish_quantity(call, (token, nonce), record, change)
}

/// What the account has of an instance whose quantity changes.
fn existing(
    call: &mut BuiltInCall<'_>,
    (token, nonce): (&[u8], u64),
) -> Result<DigitalToken, NativeError> {
    let account = call.caller;
    let record = call.ledger().instance_of_sender(&account, token, nonce)?;
    if nonce == 0 {
        return Err(Refusal::NoMetadata.into());
    }
    Ok(record)
}

fn finish_quantity(
    call: &mut BuiltInCall<'_>,
    (token, nonce): (Bytes, u64),
    mut record: DigitalToken,
    change: QuantityChange<'_>,
) -> Done {
    let account = call.caller;
    let instance = (token.as_ref(), nonce);
    let mut ledger = call.ledger();
    ledger.save_instance(&account, instance, &mut record, Saving::QUANTITY)?;
    ledger.change_quantity(&account, instance, record.kind, change)?;
    let (QuantityChange::Made(quantity) | QuantityChange::Burned(quantity)) = change;
    call.log_instance(account.address, (token, nonce), quantity, &[])
}

pub(super) fn add_uris(call: &mut BuiltInCall<'_>) -> Done {
    let [_, _, uris @ ..] = call.arguments else {
        return Err(Refusal::InvalidArguments.into());
    };
    change_metadata(call, role_name::ADD_URI, uris, |metadata, version, round| {
        metadata.uris.extend_from_slice(uris);
        version.uris = round;
    })
}

pub(super) fn update_attributes(call: &mut BuiltInCall<'_>) -> Done {
    let [_, _, rest @ ..] = call.arguments else {
        return Err(Refusal::InvalidArguments.into());
    };
    let role = role_name::UPDATE_ATTRIBUTES;
    let [attributes] = rest else {
        prepare(call)?;
        return Err(Refusal::InvalidArguments.into());
    };
    change_metadata(call, role, rest, |metadata, version, round| {
        metadata.attributes = attributes.clone();
        version.attributes = round;
    })
}

/// Changes metadata of an instance that the account has, and charges for each byte of `stored`.
fn change_metadata(
    call: &mut BuiltInCall<'_>,
    role: &str,
    stored: &[Bytes],
    change: impl FnOnce(&mut TokenMetadata, &mut MetadataVersion, u64),
) -> Done {
    let token = prepare(call)?;
    if stored.is_empty() {
        return Err(Refusal::InvalidArguments.into());
    }
    let account = call.caller;
    call.ledger().check_role(&account, &token, role)?;
    let store_per_byte = call.schedule.base_operation.store_per_byte;
    call.charge_bytes(total_length(stored), store_per_byte)?;
    let nonce = low_number(call.argument(1)?);
    if nonce == 0 {
        return Err(Refusal::NoMetadata.into());
    }
    let mut record = call.ledger().instance_of_sender(&account, &token, nonce)?;
    let mut version = record.versions()?;
    let metadata = record.metadata.as_mut().ok_or(Refusal::NoMetadata)?;
    let first = metadata.uris.first().cloned();
    change(metadata, &mut version, call.environment.block.round);
    let changed = metadata.uris.first().cloned();
    record.reserved = Bytes::from(version.encode());
    let instance = (token.as_ref(), nonce);
    call.ledger().save_instance(&account, instance, &mut record, Saving::METADATA)?;
    call.ledger().tell_uri(instance, record.kind, first.as_ref(), changed.as_ref());
    call.log_instance(account.address, (token, nonce), &BigUint::ZERO, stored)
}

/// Checks arguments and place of the call, and charges the flat cost; gives the token.
fn prepare(call: &mut BuiltInCall<'_>) -> Result<Bytes, NativeError> {
    let token = call.argument(0)?.clone();
    call.argument(1)?;
    if call.caller.address != call.callee.address {
        return Err(Refusal::InvalidReceiver.into());
    }
    call.charge(call.cost)?;
    Ok(token)
}

/// Royalties of at most the whole price.
pub(super) fn read_royalties(bytes: &[u8]) -> Result<u32, NativeError> {
    // Production looks at the low 32 bits only.
    let low = u32::try_from(low_number(bytes) & u64::from(u32::MAX)).unwrap_or(u32::MAX);
    if low > MAX_ROYALTIES {
        return Err(invalid("invalid max royality value"));
    }
    Ok(low)
}

/// A quantity of at most [`MAX_QUANTITY_LENGTH`] bytes; `what` names it in the refusal.
fn read_quantity(bytes: &[u8], what: &str) -> Result<BigUint, NativeError> {
    if bytes.len() > MAX_QUANTITY_LENGTH {
        return Err(NativeError::refused(format!(
            "{} max length for {what} is {MAX_QUANTITY_LENGTH}",
            Refusal::InvalidArguments
        )));
    }
    Ok(BigUint::from_bytes_be(bytes))
}
