//! How much there is of an instance whose metadata lies in the system account
//! (`mx-chain-vm-common-go:builtInFunctions/esdtDataStorage.go:AddToLiquiditySystemAcc`).

use super::{Ledger, Party};
use crate::error::{NativeError, Refusal};
use crate::token::{DigitalToken, TokenKind, difference, instance_key, role_key, role_name, sum};
use num_bigint::BigUint;
use vm_core::{AccountRef, Bytes};

/// Roles to change metadata of an instance.
const METADATA_ROLES: [&str; 7] = [
    role_name::RECREATE,
    role_name::UPDATE,
    role_name::MODIFY_CREATOR,
    role_name::MODIFY_ROYALTIES,
    role_name::SET_NEW_URI,
    role_name::ADD_URI,
    role_name::UPDATE_ATTRIBUTES,
];

/// A change of the quantity that exists.
#[derive(Clone, Copy, Debug)]
pub(crate) enum QuantityChange<'a> {
    /// More was made.
    Made(&'a BigUint),
    /// Some was burned.
    Burned(&'a BigUint),
}

impl Ledger<'_> {
    /// Counts a change of what an account has that is made or burned there; metadata of what no longer
    /// exists is deleted.
    pub(crate) fn change_quantity(
        &mut self,
        account: &AccountRef,
        (token, nonce): (&[u8], u64),
        kind: TokenKind,
        change: QuantityChange<'_>,
    ) -> Result<(), NativeError> {
        let instance = (token, nonce);
        match change {
            QuantityChange::Made(amount) => {
                self.tell_credit(account, instance, kind, amount, Party::Nowhere)?;
            }
            QuantityChange::Burned(amount) if *amount != BigUint::ZERO => {
                self.tell_burn(account, instance, kind, amount)?;
            }
            QuantityChange::Burned(_) => {}
        }
        self.count(instance, kind, change, false)
    }

    /// Counts what leaves the shard and tells the face that the other account gets it. Metadata of what is no longer
    /// here is deleted, unless the type keeps it or the sender has a role to change it.
    pub(crate) fn depart(
        &mut self,
        sender: &AccountRef,
        destination: &AccountRef,
        (token, nonce): (&[u8], u64),
        record: &DigitalToken,
    ) -> Result<(), NativeError> {
        let roles = self.roles(sender, &role_key(token))?;
        let keeps_metadata =
            matches!(record.kind, TokenKind::DYNAMIC_SEMI_FUNGIBLE | TokenKind::DYNAMIC_META)
                || METADATA_ROLES.iter().any(|role| roles.contains(role.as_bytes()));
        let change = QuantityChange::Burned(&record.value);
        self.count((token, nonce), record.kind, change, keeps_metadata)?;
        let from = Party::Account(sender);
        self.tell_credit(destination, (token, nonce), record.kind, &record.value, from)
    }

    /// Gives an account what came from another shard, and counts it.
    pub(crate) fn arrive(
        &mut self,
        sender: &AccountRef,
        destination: &AccountRef,
        ((token, nonce), is_return): ((&[u8], u64), bool),
        record: &mut DigitalToken,
    ) -> Result<(), NativeError> {
        let moved = record.value.clone();
        let from = if is_return { Party::Returned(sender) } else { Party::Account(sender) };
        self.give_instance(destination, (token, nonce), record, from)?;
        self.count((token, nonce), record.kind, QuantityChange::Made(&moved), false)
    }

    fn count(
        &mut self,
        (token, nonce): (&[u8], u64),
        kind: TokenKind,
        change: QuantityChange<'_>,
        keeps_metadata: bool,
    ) -> Result<(), NativeError> {
        if nonce == 0 || kind.keeps_metadata_with_owner() {
            return Ok(());
        }
        let key = instance_key(token, nonce);
        let system_account = self.system_account();
        let mut kept = self.record(&system_account, &key)?.ok_or(Refusal::NoTokenData)?;
        if kept.reserved.is_empty() {
            // From before quantities were counted.
            return Ok(());
        }
        if is_uncounted(&kept, change) {
            if !kept.has_versions() {
                kept.reserved = Bytes::new();
            }
            self.write(&system_account, &key, kept.encode())?;
            return Ok(());
        }
        kept.value = match change {
            QuantityChange::Made(amount) => sum(&kept.value, amount),
            QuantityChange::Burned(amount) => {
                difference(&kept.value, amount).ok_or(Refusal::InvalidLiquidity)?
            }
        };
        let is_gone = kept.value == BigUint::ZERO && !keeps_metadata;
        let value = if is_gone { Vec::new() } else { kept.encode() };
        self.write(&system_account, &key, value)?;
        Ok(())
    }
}

/// Whether something is burned of what was moved before quantities were counted.
fn is_uncounted(kept: &DigitalToken, change: QuantityChange<'_>) -> bool {
    kept.value == BigUint::ZERO
        && matches!(change, QuantityChange::Burned(amount) if *amount != BigUint::ZERO)
}
