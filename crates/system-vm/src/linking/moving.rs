//! What a key has at its own address, and its way to the account.

use super::refusal::LinkRefusal;
use crate::ESDT_ADDRESS;
use crate::error::NativeError;
use crate::esdt::{IssuedToken, RoleHolder};
use crate::ledger::{Ledger, Party};
use crate::token::{
    TokenRoles, latest_nonce_key, low_number, role_key, token_key, transfer_role_key,
};
use num_bigint::BigUint;
use vm_core::{AccountRef, Bytes, Journal, NativeAccount};

/// Characters behind the hyphen of an identifier.
const RANDOM_LENGTH: usize = 6;

/// Everything at an address that a move has to take along.
#[derive(Clone, Debug, Default)]
pub(super) struct Holdings(Vec<Holding>);

/// A stored value, by what it means.
#[derive(Clone, Debug)]
enum Holding {
    /// What is held of a token.
    Token(Bytes, u64),
    /// Roles of a token.
    Roles(Bytes),
    /// The nonce of a collection that was given out last.
    LatestNonce(Bytes, Bytes),
}

impl Holdings {
    pub(super) fn count(&self) -> u64 {
        u64::try_from(self.0.len()).unwrap_or(u64::MAX)
    }
}

/// What lies at the address of a key. What belongs to that address alone is refused.
pub(super) fn holdings(journal: &mut Journal, born: &AccountRef) -> Result<Holdings, NativeError> {
    if journal.native(born)? != NativeAccount::default() {
        return Err(LinkRefusal::Unmovable.into());
    }
    let values = journal.storage_values(born)?;
    let read = |(key, value): (&Bytes, &Bytes)| Holding::read(key, value);
    let holdings: Option<Vec<Holding>> = values.iter().map(read).collect();
    Ok(Holdings(holdings.ok_or(LinkRefusal::Unmovable)?))
}

/// Moves native value, tokens and roles.
pub(super) fn move_holdings(
    journal: &mut Journal,
    (from, to): (&AccountRef, &AccountRef),
    Holdings(holdings): Holdings,
) -> Result<(), NativeError> {
    let balance = journal.balance(from)?;
    journal.transfer(from, to, balance)?;
    for holding in holdings {
        match holding {
            Holding::Token(token, nonce) => move_token(journal, (from, to), (&token, nonce))?,
            Holding::Roles(token) => move_roles(journal, (from, to), &token)?,
            Holding::LatestNonce(token, nonce) => {
                let key = latest_nonce_key(&token);
                let mut ledger = Ledger(journal);
                if !ledger.read(to, &key)?.is_empty() {
                    return Err(LinkRefusal::Unmovable.into());
                }
                ledger.write(from, &key, Vec::new())?;
                ledger.write(to, &key, nonce.to_vec())?;
            }
        }
    }
    Ok(())
}

impl Holding {
    fn read(key: &Bytes, value: &Bytes) -> Option<Self> {
        let behind = |prefix: Vec<u8>| key.strip_prefix(prefix.as_slice());
        if let Some(token) = behind(role_key(b"")) {
            return Some(Self::Roles(Bytes::copy_from_slice(token)));
        }
        if let Some(token) = behind(latest_nonce_key(b"")) {
            return Some(Self::LatestNonce(Bytes::copy_from_slice(token), value.clone()));
        }
        let (token, nonce) = split_instance(behind(token_key(b""))?)?;
        Some(Self::Token(Bytes::copy_from_slice(token), low_number(nonce)))
    }
}

/// Identifier and nonce of the key of an instance: a ticker, or a chain's prefix and a ticker, then six
/// random characters, and the bytes of the nonce.
fn split_instance(instance: &[u8]) -> Option<(&[u8], &[u8])> {
    let is_ticker = |it: &&u8| it.is_ascii_uppercase() || it.is_ascii_digit();
    let first = instance.iter().position(|it| *it == b'-')?;
    let head = instance.get(..first)?;
    let hyphen = if head.iter().any(u8::is_ascii_lowercase) {
        let rest = instance.get(first.checked_add(1)?..)?;
        let ticker = rest.iter().take_while(is_ticker).count();
        first.checked_add(1)?.checked_add(ticker)?
    } else {
        first
    };
    instance.split_at_checked(hyphen.checked_add(1)?.checked_add(RANDOM_LENGTH)?)
}

fn move_token(
    journal: &mut Journal,
    (from, to): (&AccountRef, &AccountRef),
    instance: (&[u8], u64),
) -> Result<(), NativeError> {
    let mut ledger = Ledger(journal);
    let (token, nonce) = instance;
    let mut record = ledger.instance_of_sender(from, token, nonce)?;
    let amount = record.value.clone();
    if amount == BigUint::ZERO {
        return Err(LinkRefusal::Unmovable.into());
    }
    ledger.take_instance(from, instance, &mut record, &amount)?;
    ledger.check_limited_transfer(token, from, to)?;
    ledger.give_instance(to, instance, &mut record, Party::Account(from))
}

/// Moves roles, and where the ESDT contract and the system account keep who has them.
fn move_roles(
    journal: &mut Journal,
    (from, to): (&AccountRef, &AccountRef),
    token: &[u8],
) -> Result<(), NativeError> {
    let mut ledger = Ledger(journal);
    let key = role_key(token);
    let TokenRoles(roles) = ledger.roles(from, &key)?;
    let known = ledger.roles(to, &key)?;
    let new: Vec<Bytes> = roles.into_iter().filter(|it| !known.contains(it)).collect();
    ledger.write(from, &key, Vec::new())?;
    ledger.add_roles(to, &key, &new)?;
    rename(&mut ledger, &transfer_role_key(token), (from, to))?;
    rename_holder(journal, (from, to), token)
}

/// Puts one address in the place of another in a list of the system account.
fn rename(
    ledger: &mut Ledger<'_>,
    key: &[u8],
    (from, to): (&AccountRef, &AccountRef),
) -> Result<(), NativeError> {
    let system_account = ledger.system_account();
    let mut listed = ledger.roles(&system_account, key)?;
    if !listed.contains(from.address.as_slice()) {
        return Ok(());
    }
    listed.remove(from.address.as_slice());
    if !listed.contains(to.address.as_slice()) {
        listed.0.push(Bytes::copy_from_slice(to.address.as_slice()));
    }
    ledger.write(&system_account, key, listed.encode())?;
    Ok(())
}

/// Gives the roles that the ESDT contract has for one address to another.
fn rename_holder(
    journal: &mut Journal,
    (from, to): (&AccountRef, &AccountRef),
    token: &[u8],
) -> Result<(), NativeError> {
    let contract = journal.reference(&ESDT_ADDRESS);
    let stored = journal.peek_storage(&contract, token)?.value;
    if stored.is_empty() {
        return Ok(());
    }
    let mut issued = IssuedToken::decode(&stored)?;
    let is_from = |it: &RoleHolder| *it.address == *from.address.as_slice();
    let Some(index) = issued.roles.iter().position(is_from) else {
        return Ok(());
    };
    let moved = issued.roles.remove(index).roles;
    let address = Bytes::copy_from_slice(to.address.as_slice());
    match issued.roles.iter_mut().find(|it| it.address == address) {
        Some(holder) => {
            let new: Vec<Bytes> = moved.into_iter().filter(|it| !holder.has(it)).collect();
            holder.roles.extend(new);
        }
        None => issued.roles.insert(index, RoleHolder { address, roles: moved }),
    }
    journal.set_storage(&contract, token, issued.encode().into())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_an_instance_is_split() {
        for (instance, token, nonce) in [
            (&b"TOK-123456"[..], "TOK-123456", &b""[..]),
            (b"TOK2-abcdef\x01", "TOK2-abcdef", b"\x01"),
            (b"TOK-abc-ef--", "TOK-abc-ef", b"--"),
            (b"sov-TOK-abcdef\x2d\x2d", "sov-TOK-abcdef", b"--"),
            (b"sov1-TOK-abcdef", "sov1-TOK-abcdef", b""),
        ] {
            assert_eq!(split_instance(instance), Some((token.as_bytes(), nonce)));
        }
        for instance in [&b""[..], b"TOK", b"TOK-12345", b"sov-TOK-12345"] {
            assert_eq!(split_instance(instance), None);
        }
    }
}
