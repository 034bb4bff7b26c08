//! Who may move a token: frozen accounts, paused tokens, limited transfers, roles.

use super::Ledger;
use crate::ESDT_ADDRESS;
use crate::error::{NativeError, Refusal};
use crate::token::{
    AccountSettings, DigitalToken, TokenRoles, role_key, role_name, token_key, transfer_role_key,
};
use vm_core::{AccountRef, Bytes};

impl Ledger<'_> {
    /// Refuses when the account is frozen for the record, or its token is paused. The ESDT contract
    /// is never held back.
    pub(crate) fn check_movable(
        &mut self,
        account: &AccountRef,
        key: &[u8],
        record: &DigitalToken,
    ) -> Result<(), NativeError> {
        if account.address == ESDT_ADDRESS {
            return Ok(());
        }
        if AccountSettings::decode(&record.properties).is_frozen {
            return Err(Refusal::Frozen.into());
        }
        if self.settings(key)?.is_paused {
            return Err(Refusal::Paused.into());
        }
        Ok(())
    }

    /// Refuses when the account is frozen for the whole collection.
    pub(crate) fn check_collection(
        &mut self,
        account: &AccountRef,
        token: &[u8],
    ) -> Result<(), NativeError> {
        let record = self.record(account, &token_key(token))?;
        let is_frozen = record.is_some_and(|it| AccountSettings::decode(&it.properties).is_frozen);
        if is_frozen {
            return Err(Refusal::Frozen.into());
        }
        Ok(())
    }

    /// Refuses when the token's transfers are limited, and neither account has the transfer role.
    pub(crate) fn check_limited_transfer(
        &mut self,
        token: &[u8],
        sender: &AccountRef,
        destination: &AccountRef,
    ) -> Result<(), NativeError> {
        if !self.settings(&token_key(token))?.has_limited_transfer {
            return Ok(());
        }
        let system_account = self.system_account();
        let allowed = self.roles(&system_account, &transfer_role_key(token))?;
        let is_allowed = allowed.contains(sender.address.as_slice())
            || allowed.contains(destination.address.as_slice())
            || self.has_role(sender, token, role_name::TRANSFER)?;
        if is_allowed {
            return Ok(());
        }
        if !self.0.hook().is_in_shard(&destination.address)? {
            return Err(NativeError::refused("nil user account"));
        }
        self.check_role(destination, token, role_name::TRANSFER)
    }

    /// Whether an account has a role.
    pub(crate) fn has_role(
        &mut self,
        account: &AccountRef,
        token: &[u8],
        role: &str,
    ) -> Result<bool, NativeError> {
        Ok(self.roles(account, &role_key(token))?.contains(role.as_bytes()))
    }

    /// Refuses when an account lacks a role.
    pub(crate) fn check_role(
        &mut self,
        account: &AccountRef,
        token: &[u8],
        role: &str,
    ) -> Result<(), NativeError> {
        if self.has_role(account, token, role)? {
            Ok(())
        } else {
            Err(Refusal::ActionNotAllowed.into())
        }
    }

    /// Adds to the list under a key; what is there already is added again, as in production.
    pub(crate) fn add_roles(
        &mut self,
        account: &AccountRef,
        key: &[u8],
        added: &[Bytes],
    ) -> Result<(), NativeError> {
        let TokenRoles(mut roles) = self.roles(account, key)?;
        roles.extend_from_slice(added);
        self.write(account, key, TokenRoles(roles).encode())?;
        Ok(())
    }

    /// Takes out of the list under a key; what is not there is passed over.
    pub(crate) fn remove_roles(
        &mut self,
        account: &AccountRef,
        key: &[u8],
        removed: &[Bytes],
    ) -> Result<(), NativeError> {
        let mut roles = self.roles(account, key)?;
        for role in removed {
            roles.remove(role);
        }
        self.write(account, key, roles.encode())?;
        Ok(())
    }
}
