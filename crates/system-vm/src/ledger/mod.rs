//! The token ledger: production's records in the accounts of the one journal.
//!
//! Reads and writes go through the journal, so that a frame's rules hold; nothing is kept here.

mod enumeration;
mod face;
mod fungible;
mod instance;
mod quantity;
mod rules;

pub(crate) use face::{Party, evm_amount};
pub(crate) use instance::Saving;
pub(crate) use quantity::QuantityChange;

use crate::error::{NativeError, Refusal};
use crate::protobuf::Malformed;
use crate::token::{DigitalToken, TokenRoles, TokenSettings, instance_key};
use num_bigint::BigUint;
use vm_core::{AccountRef, Address, Bytes, Fault, Journal, WriteError};

/// The ledger of a journal, for the time of one native call.
#[derive(Debug)]
pub(crate) struct Ledger<'a>(pub(crate) &'a mut Journal);

impl Ledger<'_> {
    /// The account of global settings and metadata.
    pub(crate) fn system_account(&mut self) -> AccountRef {
        self.0.reference(&Address::SYSTEM_ACCOUNT)
    }

    /// A stored value; what built-in functions read does not enter a contract's storage cache.
    pub(crate) fn read(&mut self, account: &AccountRef, key: &[u8]) -> Result<Bytes, Fault> {
        Ok(self.0.peek_storage(account, key)?.value)
    }

    /// Stores a value; an empty one deletes the key.
    pub(crate) fn write(
        &mut self,
        account: &AccountRef,
        key: &[u8],
        value: Vec<u8>,
    ) -> Result<(), WriteError> {
        self.0.set_storage(account, key, Bytes::from(value))?;
        Ok(())
    }

    /// A stored token, if there is one.
    pub(crate) fn record(
        &mut self,
        account: &AccountRef,
        key: &[u8],
    ) -> Result<Option<DigitalToken>, NativeError> {
        let stored = self.read(account, key)?;
        if stored.is_empty() {
            return Ok(None);
        }
        Ok(Some(DigitalToken::decode(&stored)?))
    }

    /// What holds everywhere for the token, or instance, with a storage key.
    pub(crate) fn settings(&mut self, key: &[u8]) -> Result<TokenSettings, NativeError> {
        let system_account = self.system_account();
        Ok(TokenSettings::decode(&self.read(&system_account, key)?))
    }

    /// Changes what holds everywhere for the token with a storage key.
    pub(crate) fn change_settings(
        &mut self,
        key: &[u8],
        change: impl FnOnce(&mut TokenSettings),
    ) -> Result<(), NativeError> {
        let mut settings = self.settings(key)?;
        change(&mut settings);
        let system_account = self.system_account();
        self.write(&system_account, key, settings.encode().to_vec())?;
        Ok(())
    }

    /// The list of roles, or addresses, under a key.
    pub(crate) fn roles(
        &mut self,
        account: &AccountRef,
        key: &[u8],
    ) -> Result<TokenRoles, NativeError> {
        Ok(TokenRoles::decode(&self.read(account, key)?)?)
    }
}

impl From<Malformed> for NativeError {
    fn from(_: Malformed) -> Self {
        Refusal::MalformedToken.into()
    }
}

/// An account's balance of a token; nonce 0 for a fungible one.
///
/// # Errors
/// [`Fault::State`] when committed state cannot be read. A record that cannot be read is no balance.
pub fn token_balance(
    journal: &mut Journal,
    account: &AccountRef,
    token: &[u8],
    nonce: u64,
) -> Result<BigUint, Fault> {
    let record = Ledger(journal).record(account, &instance_key(token, nonce));
    match record {
        Ok(record) => Ok(record.map_or(BigUint::ZERO, |it| it.value)),
        Err(NativeError::Fault(fault)) => Err(fault),
        Err(NativeError::Refused(_) | NativeError::Halted { .. }) => Ok(BigUint::ZERO),
    }
}
