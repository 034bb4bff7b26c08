//! What only the ESDT contract calls: roles, frozen accounts, global settings
//! (`mx-chain-vm-common-go:builtInFunctions/{esdtRoles,esdtFreezeWipe,esdtGlobalSettings,
//! esdtTransferRole,esdtSetTokenType}.go`).

use super::{BuiltInCall, payable};
use crate::error::{NativeError, Refusal};
use crate::ledger::QuantityChange;
use crate::token::{
    AccountSettings, TokenKind, TokenRoles, TokenSettings, latest_nonce_key, low_number,
    number_bytes, role_key, role_name, token_key, transfer_role_key,
};
use num_bigint::BigUint;
use vm_core::{AccountRef, Bytes};

type Done = Result<(), NativeError>;

/// Most addresses with the transfer role of one token (`mx-chain-go:cmd/node/config/config.toml`).
const MAX_TRANSFER_ADDRESSES: usize = 100;

/// Length of the random end of a token's identifier.
const RANDOM_LENGTH: usize = 6;

pub(super) fn set_role(call: &mut BuiltInCall<'_>) -> Done {
    change_roles(call, true)
}

pub(super) fn unset_role(call: &mut BuiltInCall<'_>) -> Done {
    change_roles(call, false)
}

fn change_roles(call: &mut BuiltInCall<'_>, is_set: bool) -> Done {
    let (token, roles) = token_and_list(call)?;
    call.check_internal()?;
    let account = call.callee;
    let key = role_key(&token);
    if is_set {
        call.ledger().add_roles(&account, &key, roles)?;
    } else {
        call.ledger().remove_roles(&account, &key, roles)?;
    }
    if roles.iter().any(|it| **it == *role_name::CREATE_MULTI_SHARD.as_bytes()) {
        let first = number_bytes(first_nonce(&account));
        call.ledger().write(&account, &latest_nonce_key(&token), first.to_vec())?;
    }
    call.log_token(account.address, token, &BigUint::ZERO, roles)
}

/// Where the nonces of an account begin that creates beside others: a 256th of the range for each
/// last byte of an address.
const fn first_nonce(account: &AccountRef) -> u64 {
    let [.., last] = account.address.0;
    (u64::MAX / 256).wrapping_mul(last as u64)
}

pub(super) fn freeze(call: &mut BuiltInCall<'_>) -> Done {
    set_frozen(call, true)
}

pub(super) fn unfreeze(call: &mut BuiltInCall<'_>) -> Done {
    set_frozen(call, false)
}

fn set_frozen(call: &mut BuiltInCall<'_>, is_frozen: bool) -> Done {
    let token = only_token(call)?;
    call.check_internal()?;
    let account = call.callee;
    let key = token_key(&token);
    let mut record = call.ledger().record(&account, &key)?.unwrap_or_default();
    record.properties = Bytes::copy_from_slice(&AccountSettings { is_frozen }.encode());
    call.ledger().save_balance(&account, &key, &record)?;
    log_account(call, split_nonce(&token), &record.value)
}

pub(super) fn wipe(call: &mut BuiltInCall<'_>) -> Done {
    let token = only_token(call)?;
    call.check_internal()?;
    let account = call.callee;
    let key = token_key(&token);
    let record = call.ledger().record(&account, &key)?.unwrap_or_default();
    if !AccountSettings::decode(&record.properties).is_frozen {
        return Err(Refusal::NotFrozen.into());
    }
    let mut ledger = call.ledger();
    ledger.write(&account, &key, Vec::new())?;
    let (collection, nonce) = split_nonce(&token);
    let change = QuantityChange::Burned(&record.value);
    ledger.change_quantity(&account, (&collection, nonce), record.kind, change)?;
    log_account(call, (collection, nonce), &record.value)
}

/// The log of what happened to a token of the account at which the function is called.
fn log_account(call: &mut BuiltInCall<'_>, token: (Bytes, u64), amount: &BigUint) -> Done {
    let account = Bytes::copy_from_slice(call.callee.address.as_slice());
    let caller = call.caller.address;
    call.log_instance(caller, token, amount, &[account])
}

/// The collection and nonce in a token's identifier that a nonce follows. Production reads the nonce
/// up to the next hyphen.
fn split_nonce(token: &Bytes) -> (Bytes, u64) {
    let mut parts = token.split(|byte| *byte == b'-');
    let (Some(ticker), Some(rest)) = (parts.next(), parts.next()) else {
        return (token.clone(), 0);
    };
    match rest.split_at_checked(RANDOM_LENGTH) {
        Some((random, nonce)) if !nonce.is_empty() => {
            let collection = [ticker, b"-", random].concat();
            (Bytes::from(collection), low_number(nonce))
        }
        _ => (token.clone(), 0),
    }
}

pub(super) fn pause(call: &mut BuiltInCall<'_>) -> Done {
    change_settings(call, |settings| settings.is_paused = true)
}

pub(super) fn unpause(call: &mut BuiltInCall<'_>) -> Done {
    change_settings(call, |settings| settings.is_paused = false)
}

pub(super) fn limit_transfer(call: &mut BuiltInCall<'_>) -> Done {
    change_settings(call, |settings| settings.has_limited_transfer = true)
}

pub(super) fn unlimit_transfer(call: &mut BuiltInCall<'_>) -> Done {
    change_settings(call, |settings| settings.has_limited_transfer = false)
}

pub(super) fn set_burn_for_all(call: &mut BuiltInCall<'_>) -> Done {
    change_settings(call, |settings| settings.has_burn_for_all = true)
}

pub(super) fn unset_burn_for_all(call: &mut BuiltInCall<'_>) -> Done {
    change_settings(call, |settings| settings.has_burn_for_all = false)
}

fn change_settings(call: &mut BuiltInCall<'_>, change: fn(&mut TokenSettings)) -> Done {
    let token = only_token(call)?;
    check_system_account(call)?;
    call.ledger().change_settings(&token_key(&token), change)
}

pub(super) fn set_token_type(call: &mut BuiltInCall<'_>) -> Done {
    let [token, name] = call.arguments else {
        return Err(Refusal::InvalidArguments.into());
    };
    check_system_account(call)?;
    let kind = TokenKind::of_name(name).ok_or(Refusal::InvalidArgument)?;
    call.ledger().change_settings(&token_key(token), |settings| settings.kind = Some(kind))
}

pub(super) fn add_transfer_addresses(call: &mut BuiltInCall<'_>) -> Done {
    let (token, addresses) = token_and_list(call)?;
    check_system_account(call)?;
    let account = call.ledger().system_account();
    let key = transfer_role_key(&token);
    let TokenRoles(mut present) = call.ledger().roles(&account, &key)?;
    for address in addresses {
        if !present.contains(address) {
            present.push(address.clone());
        }
    }
    if present.len() > MAX_TRANSFER_ADDRESSES {
        return Err(Refusal::TooManyTransferAddresses.into());
    }
    call.ledger().write(&account, &key, TokenRoles(present).encode())?;
    call.log_token(account.address, token, &BigUint::ZERO, addresses)
}

pub(super) fn delete_transfer_addresses(call: &mut BuiltInCall<'_>) -> Done {
    let (token, addresses) = token_and_list(call)?;
    check_system_account(call)?;
    let account = call.ledger().system_account();
    call.ledger().remove_roles(&account, &transfer_role_key(&token), addresses)?;
    call.log_token(account.address, token, &BigUint::ZERO, addresses)
}

fn check_system_account(call: &BuiltInCall<'_>) -> Done {
    call.check_internal()?;
    if payable::is_system_account(&call.callee.address) {
        Ok(())
    } else {
        Err(Refusal::OnlySystemAccount.into())
    }
}

fn only_token(call: &BuiltInCall<'_>) -> Result<Bytes, NativeError> {
    match call.arguments {
        [token] => Ok(token.clone()),
        _ => Err(Refusal::InvalidArguments.into()),
    }
}

fn token_and_list<'a>(call: &BuiltInCall<'a>) -> Result<(Bytes, &'a [Bytes]), NativeError> {
    match call.arguments {
        [token, list @ ..] if !list.is_empty() => Ok((token.clone(), list)),
        _ => Err(Refusal::InvalidArguments.into()),
    }
}
