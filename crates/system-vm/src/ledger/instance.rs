//! Instances of collections: quantity with their owner, metadata with the owner or in the system
//! account (`mx-chain-vm-common-go:builtInFunctions/{esdtDataStorage,baseComponentsHolder}.go`).
//!
//! A transfer inside the shard changes no quantity in the system account: making and burning do, and what leaves the
//! shard or comes into it.

use super::{Ledger, Party};
use crate::error::{NativeError, Refusal};
use crate::token::{DigitalToken, TokenKind, difference, instance_key, sum, token_key};
use num_bigint::BigUint;
use vm_core::{AccountRef, Bytes};

/// What the system account has in `reserved` of an instance's metadata in the current form.
const CURRENT_FORM: u8 = 1;

/// How a record of an instance is stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Saving {
    /// Replaces what the system account has of it.
    pub(crate) replaces_metadata: bool,
    /// Leaves a record of nothing with the account, instead of no record.
    pub(crate) keeps_empty: bool,
    /// Takes back what another shard did not take, whatever is frozen or paused.
    pub(crate) is_return: bool,
}

impl Saving {
    /// As a change of quantity does.
    pub(crate) const QUANTITY: Self =
        Self { replaces_metadata: false, keeps_empty: false, is_return: false };
    /// As the making of an instance does.
    pub(crate) const NEW: Self = Self { replaces_metadata: true, ..Self::QUANTITY };
    /// As a change of metadata does.
    pub(crate) const METADATA: Self = Self { keeps_empty: true, ..Self::NEW };
}

impl Ledger<'_> {
    /// What an account has of a token, with the metadata of an instance wherever it lies.
    pub(crate) fn instance(
        &mut self,
        account: &AccountRef,
        token: &[u8],
        nonce: u64,
    ) -> Result<Option<DigitalToken>, NativeError> {
        let key = instance_key(token, nonce);
        let Some(mut record) = self.record(account, &key)? else {
            return Ok(None);
        };
        if nonce == 0 || record.kind.keeps_metadata_with_owner() {
            return Ok(Some(record));
        }
        let system_account = self.system_account();
        if let Some(kept) = self.record(&system_account, &key)?
            && kept.metadata.is_some()
        {
            record.metadata = kept.metadata;
            if record.kind.is_dynamic() {
                record.reserved = kept.reserved;
            }
        }
        Ok(Some(record))
    }

    /// What the sender of a transfer has of a token.
    pub(crate) fn instance_of_sender(
        &mut self,
        sender: &AccountRef,
        token: &[u8],
        nonce: u64,
    ) -> Result<DigitalToken, NativeError> {
        self.instance(sender, token, nonce)?.ok_or_else(|| Refusal::NoTokenOnSender.into())
    }

    /// Leaves the sender with the rest of its record, and makes the record what is moved.
    pub(crate) fn take_instance(
        &mut self,
        sender: &AccountRef,
        (token, nonce): (&[u8], u64),
        record: &mut DigitalToken,
        quantity: &BigUint,
    ) -> Result<(), NativeError> {
        record.value = difference(&record.value, quantity).ok_or(Refusal::InvalidQuantity)?;
        self.save_instance(sender, (token, nonce), record, Saving::QUANTITY)?;
        record.value.clone_from(quantity);
        Ok(())
    }

    /// Gives the destination what is moved from somewhere. The record becomes what the destination has
    /// then, which is what production charges for where it charges for the record.
    pub(crate) fn give_instance(
        &mut self,
        destination: &AccountRef,
        (token, nonce): (&[u8], u64),
        moved: &mut DigitalToken,
        from: Party<'_>,
    ) -> Result<(), NativeError> {
        let quantity = moved.value.clone();
        let present = self.instance(destination, token, nonce)?;
        let is_new = present.is_none();
        let mut present = present.unwrap_or_default();
        if from.can_be_held() {
            self.check_movable(destination, &token_key(token), &present)?;
        }
        moved.value = sum(&moved.value, &present.value);
        if is_new && !moved.kind.keeps_metadata_with_owner() {
            let system_account = self.system_account();
            let key = instance_key(token, nonce);
            if let Some(kept) = self.record(&system_account, &key)? {
                present.metadata = kept.metadata;
                present.reserved = kept.reserved;
            }
        }
        take_later_metadata(&present, moved)?;
        let saving = Saving { is_return: !from.can_be_held(), ..Saving::QUANTITY };
        self.save_instance(destination, (token, nonce), moved, saving)?;
        self.tell_credit(destination, (token, nonce), moved.kind, &quantity, from)
    }

    /// Stores a record, where account, instance and collection may be moved; the record gets the type
    /// that its collection has now.
    pub(crate) fn save_instance(
        &mut self,
        account: &AccountRef,
        (token, nonce): (&[u8], u64),
        record: &mut DigitalToken,
        saving: Saving,
    ) -> Result<(), NativeError> {
        let collection = token_key(token);
        let key = instance_key(token, nonce);
        if !saving.is_return {
            self.check_movable(account, &collection, record)?;
            self.check_movable(account, &key, record)?;
        }
        if nonce != 0 && !saving.is_return {
            self.check_collection(account, token)?;
        }
        self.follow_collection(&collection, &key, record)?;
        let is_whole = record.kind.keeps_metadata_with_owner();
        if !is_whole {
            self.save_metadata(account, (&key, nonce), record, saving)?;
        }
        let value = if record.value == BigUint::ZERO && !saving.keeps_empty {
            Vec::new()
        } else if is_whole {
            record.encode()
        } else {
            DigitalToken { metadata: None, reserved: Bytes::new(), ..record.clone() }.encode()
        };
        self.write(account, &key, value)?;
        Ok(())
    }

    /// Gives the record the type that its collection has now.
    fn follow_collection(
        &mut self,
        collection: &[u8],
        key: &[u8],
        record: &mut DigitalToken,
    ) -> Result<(), NativeError> {
        if !record.kind.follows_collection() {
            return Ok(());
        }
        let kind = self.collection_kind(collection)?;
        if kind != record.kind {
            record.kind = kind;
            if kind == TokenKind::NON_FUNGIBLE_V2 {
                let system_account = self.system_account();
                self.write(&system_account, key, Vec::new())?;
            }
        }
        Ok(())
    }

    /// The type of new instances of the collection with a storage key.
    pub(crate) fn collection_kind(&mut self, collection: &[u8]) -> Result<TokenKind, NativeError> {
        let kind = self.settings(collection)?.kind;
        Ok(kind.unwrap_or(TokenKind::NON_FUNGIBLE))
    }

    /// Keeps metadata in the system account, where it is new or was changed.
    fn save_metadata(
        &mut self,
        account: &AccountRef,
        (key, nonce): (&[u8], u64),
        record: &DigitalToken,
        saving: Saving,
    ) -> Result<(), NativeError> {
        if nonce == 0 || record.metadata.is_none() {
            return Ok(());
        }
        let system_account = self.system_account();
        let mut kept = DigitalToken {
            kind: record.kind,
            metadata: record.metadata.clone(),
            ..DigitalToken::default()
        };
        match self.record(&system_account, key)? {
            Some(_) if record.has_versions() || saving.replaces_metadata => {
                // Production forgets the quantity too. A list of shards that have it: there is one.
                kept.properties = Bytes::from_static(&[0]);
            }
            Some(present) if !present.reserved.is_empty() => return Ok(()),
            Some(present) => {
                kept = DigitalToken { metadata: kept.metadata, ..present };
                self.write(&system_account, key, kept.encode())?;
                return Ok(());
            }
            None => {
                let mine = self.record(account, key)?;
                // Metadata that still lies with its owner is from before liquidity was counted.
                if mine.is_none_or(|it| it.metadata.is_none()) {
                    kept.reserved = Bytes::from_static(&[CURRENT_FORM]);
                }
            }
        }
        if record.kind.is_dynamic() && !record.reserved.is_empty() {
            kept.reserved = record.reserved.clone();
        }
        self.write(&system_account, key, kept.encode())?;
        Ok(())
    }
}

/// Takes over the fields of metadata that were changed later at the destination.
fn take_later_metadata(
    present: &DigitalToken,
    moved: &mut DigitalToken,
) -> Result<(), NativeError> {
    let Some(older) = &present.metadata else {
        return Ok(());
    };
    if !present.has_versions() && !moved.has_versions() {
        return Ok(());
    }
    let mut versions = moved.versions()?;
    let mut metadata = moved.metadata.take().unwrap_or_default();
    versions.merge(&mut metadata, &present.versions()?, older);
    moved.metadata = Some(metadata);
    moved.reserved = Bytes::from(versions.encode());
    Ok(())
}
