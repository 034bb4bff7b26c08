//! Byte-keyed storage: WASM and system contracts, tokens and roles.

use super::{Journal, JournalEntry, StateKey, WriteError};
use crate::{AccountRef, Bytes, Fault};

/// One value of the overlay.
#[derive(Clone, Debug)]
pub(super) struct StorageEntry {
    /// The committed value.
    pub(super) original: Bytes,
    /// The value now.
    pub(super) present: Bytes,
    /// Depth of the committed leaf.
    pub(super) trie_depth: u32,
    /// Whether the transaction has the value in its cache, which makes later reads cheaper.
    pub(super) is_cached: bool,
}

impl StorageEntry {
    /// A value that its account got with an alias record: nothing was committed under it.
    pub(super) const fn swept(value: Bytes, is_cached: bool) -> Self {
        Self { original: Bytes::new(), present: value, trie_depth: 0, is_cached }
    }
}

/// What a read of storage gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StorageRead {
    /// The value; empty when there is none.
    pub value: Bytes,
    /// Whether the transaction had it in its cache already.
    pub was_cached: bool,
    /// Depth of the committed leaf, for the price of an uncached read.
    pub trie_depth: u32,
}

/// What a write to storage found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StorageWrite {
    /// The committed value.
    pub original: Bytes,
    /// The value before this write.
    pub previous: Bytes,
    /// Whether the transaction had it in its cache already.
    pub was_cached: bool,
}

impl Journal {
    /// Reads a value and puts it in the transaction's cache. An account without a record has no value,
    /// and that is cached as well.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    pub fn storage(&mut self, account: &AccountRef, key: &[u8]) -> Result<StorageRead, Fault> {
        let is_recorded = self.is_recorded(account)?;
        let (index, entry) = self.storage_entry(account, key)?;
        let was_cached = entry.is_cached;
        let read = if is_recorded {
            let value = entry.present.clone();
            StorageRead { value, was_cached, trie_depth: entry.trie_depth }
        } else {
            StorageRead { value: Bytes::new(), was_cached, trie_depth: 0 }
        };
        if !read.was_cached {
            entry.is_cached = true;
            self.push(|| JournalEntry::StorageCached { face: account.face, index });
        }
        Ok(read)
    }

    /// Reads a value without putting it in the transaction's cache.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    pub fn peek_storage(&mut self, account: &AccountRef, key: &[u8]) -> Result<StorageRead, Fault> {
        if !self.is_recorded(account)? {
            return Ok(StorageRead { value: Bytes::new(), was_cached: false, trie_depth: 0 });
        }
        let (_, entry) = self.storage_entry(account, key)?;
        Ok(StorageRead {
            value: entry.present.clone(),
            was_cached: entry.is_cached,
            trie_depth: entry.trie_depth,
        })
    }

    /// Writes a value; an empty one deletes the key.
    ///
    /// # Errors
    /// [`WriteError::ReadOnly`], [`WriteError::ForeignWrite`], or a fault.
    pub fn set_storage(
        &mut self,
        account: &AccountRef,
        key: &[u8],
        value: Bytes,
    ) -> Result<StorageWrite, WriteError> {
        self.check_write(account.face)?;
        self.open(account, |_| ())?;
        let (index, entry) = self.storage_entry(account, key)?;
        let write = StorageWrite {
            original: entry.original.clone(),
            previous: entry.present.clone(),
            was_cached: entry.is_cached,
        };
        entry.present = value;
        entry.is_cached = true;
        let face = account.face;
        if !write.was_cached {
            self.push(|| JournalEntry::StorageCached { face, index });
        }
        self.push(|| JournalEntry::Storage { face, index, previous: write.previous.clone() });
        self.touch(face);
        Ok(write)
    }

    /// The value under a key, loaded now if it was not, with its place among the account's.
    fn storage_entry(
        &mut self,
        account: &AccountRef,
        key: &[u8],
    ) -> Result<(usize, &mut StorageEntry), Fault> {
        let known = self.storage.get(&account.face).and_then(|it| it.get_index_of(key));
        let index = match known {
            Some(index) => index,
            None => self.load_storage(account, key)?,
        };
        self.storage
            .get_mut(&account.face)
            .and_then(|it| it.get_index_mut(index))
            .map(|(_, entry)| (index, entry))
            .ok_or(Fault::Invariant("a loaded storage value is in the overlay"))
    }

    #[inline(never)]
    fn load_storage(&mut self, account: &AccountRef, key: &[u8]) -> Result<usize, Fault> {
        let address = self.canonical(account.face);
        self.observe(|| StateKey::Storage(address, Bytes::copy_from_slice(key)));
        let stored = self.hook.storage(&address, key)?;
        let entry = StorageEntry {
            original: stored.value.clone(),
            present: stored.value,
            trie_depth: stored.trie_depth,
            is_cached: false,
        };
        let values = self.storage.entry(account.face).or_default();
        Ok(values.insert_full(Bytes::copy_from_slice(key), entry).0)
    }
}
