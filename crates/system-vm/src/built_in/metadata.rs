//! Changes of metadata by role, of instances that the account need not have
//! (`mx-chain-vm-common-go:builtInFunctions/{esdtMetaDataRecreate,esdtMetaDataUpdate,esdtSetNewURIs,
//! esdtModifyRoyalties,esdtModifyCreator}.go`).

use super::call::{BuiltInCall, total_length};
use super::instance::read_royalties;
use crate::error::{NativeError, Refusal};
use crate::ledger::Saving;
use crate::token::{
    DigitalToken, MetadataVersion, TokenKind, TokenMetadata, instance_key, low_number, role_name,
    token_key,
};
use num_bigint::BigUint;
use vm_core::{AccountRef, Bytes};

type Done = Result<(), NativeError>;

/// An instance whose metadata is changed.
#[derive(Debug)]
struct Target {
    token: Bytes,
    nonce: u64,
    record: DigitalToken,
    metadata: TokenMetadata,
    version: MetadataVersion,
    /// Whether the system account's record is changed, whoever has the instance.
    is_shared: bool,
}

pub(super) fn recreate(call: &mut BuiltInCall<'_>) -> Done {
    let account = prepare(call, 7, role_name::RECREATE)?;
    let mut target = load(call, &account)?;
    let size = target.metadata.encode().len();
    charge_growth(call, total_length(call.arguments), size)?;
    let [_, _, name, royalties, hash, attributes, uris @ ..] = call.arguments else {
        return Err(Refusal::InvalidArgumentCount.into());
    };
    target.metadata = TokenMetadata {
        nonce: target.metadata.nonce,
        name: name.clone(),
        creator: creator(&account),
        royalties: read_royalties(royalties)?,
        hash: hash.clone(),
        uris: uris.to_vec(),
        attributes: attributes.clone(),
    };
    let round = call.environment.block.round;
    target.version = MetadataVersion {
        name: round,
        creator: round,
        royalties: round,
        hash: round,
        uris: round,
        attributes: round,
    };
    save(call, &account, target, None)
}

pub(super) fn update(call: &mut BuiltInCall<'_>) -> Done {
    let account = prepare(call, 7, role_name::UPDATE)?;
    let mut target = load(call, &account)?;
    let [_, _, name, royalties, hash, attributes, uris @ ..] = call.arguments else {
        return Err(Refusal::InvalidArgumentCount.into());
    };
    let round = call.environment.block.round;
    let (metadata, version) = (&mut target.metadata, &mut target.version);
    let mut freed = metadata.creator.len();
    metadata.creator = creator(&account);
    version.creator = round;
    for (field, changed, value) in [
        (&mut metadata.name, &mut version.name, name),
        (&mut metadata.hash, &mut version.hash, hash),
        (&mut metadata.attributes, &mut version.attributes, attributes),
    ] {
        if !value.is_empty() {
            freed = freed.saturating_add(field.len());
            *field = value.clone();
            *changed = round;
        }
    }
    if !royalties.is_empty() {
        freed = freed.saturating_add(royalties.len());
        metadata.royalties = read_royalties(royalties)?;
        version.royalties = round;
    }
    if uris.first().is_some_and(|first| !first.is_empty()) {
        freed = freed.saturating_add(total_length(&metadata.uris));
        metadata.uris = uris.to_vec();
        version.uris = round;
    }
    charge_growth(call, total_length(call.arguments), freed)?;
    save(call, &account, target, None)
}

pub(super) fn set_uris(call: &mut BuiltInCall<'_>) -> Done {
    let account = prepare(call, 3, role_name::SET_NEW_URI)?;
    let mut target = load(call, &account)?;
    let uris = call.arguments.get(2..).unwrap_or_default();
    let present = total_length(&target.metadata.uris);
    charge_growth(call, total_length(uris), present)?;
    target.metadata.uris = uris.to_vec();
    target.version.uris = call.environment.block.round;
    save(call, &account, target, Some(uris))
}

pub(super) fn modify_royalties(call: &mut BuiltInCall<'_>) -> Done {
    let account = prepare(call, 3, role_name::MODIFY_ROYALTIES)?;
    let mut target = load(call, &account)?;
    let royalties = call.argument(2)?.clone();
    target.metadata.royalties = read_royalties(&royalties)?;
    target.version.royalties = call.environment.block.round;
    save(call, &account, target, Some(&[royalties]))
}

pub(super) fn modify_creator(call: &mut BuiltInCall<'_>) -> Done {
    let account = prepare(call, 2, role_name::MODIFY_CREATOR)?;
    let mut target = load(call, &account)?;
    target.metadata.creator = creator(&account);
    target.version.creator = call.environment.block.round;
    save(call, &account, target, Some(&[]))
}

/// Checks place, arguments and role, and charges the flat cost; gives the account.
fn prepare(
    call: &mut BuiltInCall<'_>,
    least: usize,
    role: &str,
) -> Result<AccountRef, NativeError> {
    let account = call.caller;
    if account.address != call.callee.address {
        return Err(Refusal::InvalidReceiver.into());
    }
    if call.arguments.len() < least {
        return Err(Refusal::InvalidArgumentCount.into());
    }
    let token = call.argument(0)?.clone();
    call.ledger().check_role(&account, &token, role)?;
    call.charge(call.cost)?;
    Ok(account)
}

/// Charges for what new values have more of bytes than the old ones.
fn charge_growth(call: &mut BuiltInCall<'_>, new: usize, old: usize) -> Done {
    let store_per_byte = call.schedule.base_operation.store_per_byte;
    call.charge_bytes(new.saturating_sub(old), store_per_byte)
}

/// The record with the metadata: the system account's for dynamic semi-fungible instances, and the
/// account's own otherwise. Dynamic instances may be new.
fn load(call: &mut BuiltInCall<'_>, account: &AccountRef) -> Result<Target, NativeError> {
    let token = call.argument(0)?.clone();
    let nonce = low_number(call.argument(1)?);
    if nonce == 0 {
        // Under this key the system account has the token's settings, which are no record.
        return Err(Refusal::MalformedToken.into());
    }
    let mut ledger = call.ledger();
    let kind = ledger.collection_kind(&token_key(&token))?;
    let is_shared = matches!(kind, TokenKind::DYNAMIC_SEMI_FUNGIBLE | TokenKind::DYNAMIC_META);
    let record = if is_shared {
        let system_account = ledger.system_account();
        let key = instance_key(&token, nonce);
        ledger.record(&system_account, &key)?.unwrap_or_default()
    } else {
        match ledger.instance(account, &token, nonce)? {
            Some(record) => record,
            None if kind == TokenKind::DYNAMIC_NON_FUNGIBLE => {
                DigitalToken { kind, ..DigitalToken::default() }
            }
            None => return Err(Refusal::NoTokenData.into()),
        }
    };
    let may_be_empty = is_shared || kind == TokenKind::DYNAMIC_NON_FUNGIBLE;
    if !may_be_empty && record.value == BigUint::ZERO {
        return Err(Refusal::InvalidTokenValue.into());
    }
    let metadata = record
        .metadata
        .clone()
        .unwrap_or_else(|| TokenMetadata { nonce, ..TokenMetadata::default() });
    Ok(Target { version: record.versions()?, token, nonce, record, metadata, is_shared })
}

/// Stores the record and writes the log, with `topics` or else the record at its end.
fn save(
    call: &mut BuiltInCall<'_>,
    account: &AccountRef,
    target: Target,
    topics: Option<&[Bytes]>,
) -> Done {
    let Target { token, nonce, mut record, metadata, version, is_shared } = target;
    let logged_nonce = metadata.nonce;
    let changed = metadata.uris.first().cloned();
    let before = record.metadata.replace(metadata);
    let first = before.as_ref().and_then(|it| it.uris.first());
    record.reserved = Bytes::from(version.encode());
    let mut ledger = call.ledger();
    if is_shared {
        let system_account = ledger.system_account();
        let key = instance_key(&token, nonce);
        ledger.write(&system_account, &key, record.encode())?;
    } else {
        let instance = (token.as_ref(), nonce);
        ledger.save_instance(account, instance, &mut record, Saving::METADATA)?;
    }
    let whole = [Bytes::from(record.encode())];
    let rest = topics.unwrap_or(&whole);
    call.ledger().tell_uri((&token, nonce), record.kind, first, changed.as_ref());
    let token = (token, logged_nonce);
    call.log_instance(account.address, token, &BigUint::ZERO, rest)
}

fn creator(account: &AccountRef) -> Bytes {
    Bytes::copy_from_slice(account.address.as_slice())
}
