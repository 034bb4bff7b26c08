//! Alias records: from a 20-byte face back to its canonical address, with the sweep of what had been
//! sent to the face before.

use super::entry::AliasUndo;
use super::storage::StorageEntry;
use super::{Journal, JournalEntry, StateKey, WriteError};
use crate::{AccountRef, Address, EvmAddress, Fault};
use alloy_primitives::KECCAK256_EMPTY;

impl Journal {
    /// Both forms of the account with a canonical address. Cost: that of [`Journal::forms_of`].
    ///
    /// The address that an account born at a face would have means the face's recorded owner, if
    /// there is one: two names of one entry would otherwise be two accounts. When the records cannot
    /// be read, the fault is latched.
    pub fn reference(&mut self, address: &Address) -> AccountRef {
        let account = self.forms_of(address);
        self.resolve(account)
    }

    /// As [`Journal::reference`], for an account whose forms are known by their formula.
    pub fn resolve(&mut self, account: AccountRef) -> AccountRef {
        if account.is_aliased {
            return account;
        }
        match self.reference_of_face(account.face) {
            Ok(holder) => holder,
            Err(fault) => {
                self.latch(WriteError::Fault(fault));
                account
            }
        }
    }

    /// The forms of an address by their formula, whoever holds the face. Cost: a hash for an aliased one,
    /// unless it was asked for not long ago.
    pub fn forms_of(&mut self, address: &Address) -> AccountRef {
        self.known.of_address(address)
    }

    /// Both forms of the account that a face means now: the recorded one, or the one born there.
    ///
    /// # Errors
    /// [`Fault::State`] when the committed records cannot be read.
    #[inline]
    pub fn reference_of_face(&mut self, face: EvmAddress) -> Result<AccountRef, Fault> {
        if let Some(loaded) = self.accounts.get(&face) {
            return Ok(loaded.holder);
        }
        Ok(match self.record_of(face)? {
            Some(address) => self.recorded_reference(face, address),
            None => self.forms().of_face(face),
        })
    }

    /// Both forms of an account that is recorded for a face, which may be a linked one.
    pub(super) fn recorded_reference(&mut self, face: EvmAddress, address: Address) -> AccountRef {
        let account = self.forms_of(&address);
        if account.face != face {
            self.linked_faces.insert(face, account.face);
        }
        account
    }

    /// The canonical address recorded for a face.
    ///
    /// # Errors
    /// [`Fault::State`] when the committed records cannot be read.
    #[inline]
    pub fn recorded_address(&mut self, face: EvmAddress) -> Result<Option<Address>, Fault> {
        if let Some(loaded) = self.accounts.get(&face) {
            return Ok(loaded.holder.is_aliased.then_some(loaded.holder.address));
        }
        self.record_of(face)
    }

    /// As [`Journal::recorded_address`], for a face under which nothing is loaded.
    pub(super) fn record_of(&mut self, face: EvmAddress) -> Result<Option<Address>, Fault> {
        if let Some(address) = self.aliases.get(&face) {
            return Ok(*address);
        }
        self.observe(|| StateKey::Alias(face));
        let address = self.hook.address_of_alias(face)?;
        self.aliases.insert(face, address);
        Ok(address)
    }

    /// Whether the account can be found through its face: born there, or recorded. Asks for the
    /// record of every face, so that the entry under it is the holder's from the first access on.
    ///
    /// # Errors
    /// [`Fault::State`] when the committed records cannot be read.
    pub fn is_recorded(&mut self, account: &AccountRef) -> Result<bool, Fault> {
        let recorded = self.recorded_address(account.face)?;
        Ok(!account.is_aliased || recorded.is_some_and(|it| it == account.address))
    }

    /// Records the alias of an account, so that the EVM can reach it, and gives the account whatever
    /// had been sent to the alias: native balance, tokens, roles. True when the record is new.
    ///
    /// # Errors
    /// [`WriteError::ReadOnly`]; [`WriteError::AliasTaken`] when a contract or a used account holds
    /// the face.
    pub fn record_alias(&mut self, account: &AccountRef) -> Result<bool, WriteError> {
        if self.is_recorded(account)? {
            return Ok(false);
        }
        self.check_writable()?;
        let face = account.face;
        if self.recorded_address(face)?.is_some() {
            return Err(WriteError::AliasTaken);
        }
        let born = self.forms().of_face(face);
        self.load(&born)?;
        let info = self.account(face).map(|it| it.info.clone()).unwrap_or_default();
        if info.nonce != 0 || info.code_hash != KECCAK256_EMPTY {
            return Err(WriteError::AliasTaken);
        }
        if self.hook.account(&account.address)?.is_some() {
            return Err(Fault::MissingAlias.into());
        }
        let swept = self.swept_storage(&born)?;
        let missing = Fault::Invariant("the account born at an alias is loaded");
        let loaded = self.accounts.get_mut(&face).ok_or(missing)?;
        loaded.holder = *account;
        let native = loaded.native.take();
        let storage = self.storage.insert(face, swept);
        let undo = AliasUndo { born, native, storage, info };
        self.recorded_aliases.push(face);
        self.push(|| JournalEntry::Alias(Box::new(undo)));
        self.touch(face);
        Ok(true)
    }

    /// The byte-keyed values of the account born at a face, as first values of its new owner.
    fn swept_storage(&mut self, born: &AccountRef) -> Result<super::StorageMap, Fault> {
        let mut swept = super::StorageMap::default();
        let committed = self.hook.storage_entries(&born.address)?;
        // What was met before keeps its place.
        for (key, it) in self.storage.get(&born.face).into_iter().flatten() {
            swept.insert(key.clone(), StorageEntry::swept(it.present.clone(), it.is_cached));
        }
        for (key, value) in committed {
            self.observe(|| StateKey::Storage(born.address, key.clone()));
            swept.entry(key).or_insert_with(|| StorageEntry::swept(value, false));
        }
        Ok(swept)
    }
}
