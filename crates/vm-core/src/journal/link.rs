//! Links: a second face of an account, whose key is an EVM key.
//!
//! A link is an alias record whose face is not the hash of the account's address. The account stays where
//! it is, under the face that its address has; the linked face leads there.

use super::overlay::OverlayAccount;
use super::{Journal, JournalEntry, StorageMap, WriteError};
use crate::{AccountRef, Bytes, EvmAddress, Fault};
use alloy_primitives::KECCAK256_EMPTY;
use core::hint::cold_path;
use std::collections::BTreeMap;

/// What a link took out of the overlay.
#[derive(Clone, Debug)]
pub(super) struct LinkUndo {
    face: EvmAddress,
    account: Option<OverlayAccount>,
    storage: Option<StorageMap>,
}

impl Journal {
    /// Makes a face of an EVM key another face of an account. What lay under the face is moved before: an
    /// account with nonce, code or balance is not linked.
    ///
    /// # Errors
    /// [`WriteError::ReadOnly`], [`WriteError::ForeignWrite`]; [`WriteError::AliasTaken`] when the face is
    /// another account's, or in use; a fault.
    pub fn link(&mut self, face: EvmAddress, account: &AccountRef) -> Result<(), WriteError> {
        self.check_write(face)?;
        let born = self.forms().of_face(face);
        if self.recorded_address(face)?.is_some() || self.forms().of_address(&born.address) != born
        {
            return Err(WriteError::AliasTaken);
        }
        self.load(&born)?;
        let info = self.account(face).map(|it| it.info.clone()).unwrap_or_default();
        if info.nonce != 0 || !info.balance.is_zero() || info.code_hash != KECCAK256_EMPTY {
            return Err(WriteError::AliasTaken);
        }
        self.open(account, |_| ())?;
        let undo = LinkUndo {
            face,
            account: self.accounts.remove(&face),
            storage: self.storage.remove(&face),
        };
        self.aliases.insert(face, Some(account.address));
        self.linked_faces.insert(face, account.face);
        self.links.push(face);
        self.push(|| JournalEntry::Linked(Box::new(undo)));
        self.touch(account.face);
        Ok(())
    }

    /// The face under which an account lies that has another face, too. Cost: nothing, where no linked
    /// account was met.
    #[inline]
    #[must_use]
    pub fn main_face(&self, face: EvmAddress) -> EvmAddress {
        if self.linked_faces.is_empty() {
            return face;
        }
        cold_path();
        self.linked_faces.get(&face).copied().unwrap_or(face)
    }

    /// Every byte-keyed value of an account, in key order. Cost: all of them.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    pub fn storage_values(
        &mut self,
        account: &AccountRef,
    ) -> Result<BTreeMap<Bytes, Bytes>, Fault> {
        if !self.is_recorded(account)? {
            return Ok(BTreeMap::new());
        }
        let committed = self.hook.storage_entries(&self.canonical(account.face))?;
        let mut values = BTreeMap::new();
        for (key, _) in committed {
            let value = self.peek_storage(account, &key)?.value;
            values.insert(key, value);
        }
        let overlay = self.storage.get(&account.face).into_iter().flatten();
        values.extend(overlay.map(|(key, entry)| (key.clone(), entry.present.clone())));
        values.retain(|_, value| !value.is_empty());
        Ok(values)
    }

    pub(super) fn undo_link(&mut self, undo: LinkUndo) {
        let LinkUndo { face, account, storage } = undo;
        self.aliases.remove(&face);
        self.linked_faces.remove(&face);
        self.links.pop();
        if let Some(account) = account {
            drop(self.accounts.remove(&face));
            self.accounts.insert(&face, |place| *place = account);
        }
        self.storage.extend(storage.map(|it| (face, it)));
    }
}

impl LinkUndo {
    pub(super) const fn face(&self) -> EvmAddress {
        self.face
    }
}
