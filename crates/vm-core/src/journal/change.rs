//! The state change: what a transaction wrote, derived from the journal at its end.

use super::overlay::{OverlayAccount, OverlayNative};
use super::{Journal, StorageMap};
use crate::{Address, Bytes, Code, EvmAddress, Fault, NativeAccount, SortedMap, U256};
use core::hint::cold_path;
use revm_primitives::hardfork::SpecId;
use revm_state::AccountInfo;

/// New values of one account. A field that is absent did not change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountChange {
    /// The account is gone: destroyed, cleared as empty (EIP-161), or swept by an alias record.
    pub is_deleted: bool,
    /// Every slot from before is gone: the contract was created in this transaction.
    pub clears_slots: bool,
    /// The account exists, even if it is empty.
    pub exists: bool,
    /// New balance.
    pub balance: Option<U256>,
    /// New nonce.
    pub nonce: Option<u64>,
    /// New code.
    pub code: Option<Code>,
    /// New native fields.
    pub native: Option<Box<NativeAccount>>,
    /// Byte-keyed values; an empty one deletes its key.
    pub storage: SortedMap<Bytes, Bytes>,
    /// Slots; zero deletes.
    pub slots: SortedMap<U256, U256>,
    /// The alias that was recorded for the account.
    pub alias: Option<EvmAddress>,
    /// The face of an EVM key that was linked to the account.
    pub linked: Option<EvmAddress>,
}

/// What a transaction changes in the committed state, by canonical address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StateChange {
    /// Changes in address order.
    pub accounts: SortedMap<Address, AccountChange>,
}

impl Journal {
    /// Derives the state change from the journal. Cost: the accounts that were loaded.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    pub fn state_change(&self) -> Result<StateChange, Fault> {
        let mut accounts = SortedMap::with_capacity(self.accounts.len());
        // A change is large: they are made in their order.
        self.accounts.try_for_each_in_order(|account| {
            if !account.evm.is_touched() && !account.evm.is_selfdestructed() {
                cold_path();
                return Ok(());
            }
            let missing = Fault::Invariant("a change was put in just now");
            let change = accounts.push_default(account.holder.address).ok_or(missing)?;
            self.note_change(account, change)?;
            if self.recorded_aliases.contains(&account.holder.face) {
                // What the account got from its alias is new to it, even where it did not change.
                change.balance = Some(account.evm.info.balance);
                change.alias = Some(account.holder.face);
                change.exists |= !account.evm.is_loaded_as_not_existing();
            }
            if change.is_empty() {
                cold_path();
                accounts.pop();
            }
            Ok(())
        })?;
        for face in &self.recorded_aliases {
            if let Some((born, deletion)) = self.deletion_of_born(*face)? {
                accounts.insert(born, deletion);
            }
        }
        for face in &self.links {
            if let Some((born, deletion)) = self.deletion_of_born(*face)? {
                accounts.insert(born, deletion);
            }
            let address = self.canonical(*face);
            let change = accounts.remove(&address).unwrap_or_default();
            accounts.insert(address, AccountChange { linked: Some(*face), ..change });
        }
        Ok(StateChange { accounts })
    }

    /// The end of the account born at a face that is another account's now, if there was one.
    fn deletion_of_born(
        &self,
        face: EvmAddress,
    ) -> Result<Option<(Address, AccountChange)>, Fault> {
        let born = self.forms().of_face(face).address;
        let is_committed = self.hook.account(&born)?.is_some();
        Ok(is_committed.then(|| (born, AccountChange::deletion())))
    }

    /// Notes what changed of an account in a change that is still empty.
    #[inline]
    fn note_change(
        &self,
        loaded: &OverlayAccount,
        change: &mut AccountChange,
    ) -> Result<(), Fault> {
        let OverlayAccount { holder, evm: account, native, .. } = loaded;
        if self.deleted.contains(&holder.face) {
            cold_path();
            change.is_deleted = true;
            return Ok(());
        }
        if let Some(values) = self.storage.get(&holder.face) {
            change.storage = changed_values(values);
        }
        if account.is_selfdestructed() {
            cold_path();
            return self.note_destruction(loaded, change);
        }
        let clears = self.fork.is_enabled_in(SpecId::SPURIOUS_DRAGON);
        let native = native.as_deref();
        // EIP-161 is the EVM's: an account of MultiversX that becomes empty stays.
        let is_empty = account.is_empty();
        let stays = is_empty && holder.is_aliased;
        if is_empty
            && clears
            && native.is_none_or(OverlayNative::is_empty)
            && change.storage.is_empty()
        {
            cold_path();
            if account.is_loaded_as_not_existing() {
                return Ok(());
            }
            // An account that the EVM sees as empty may hold tokens, and those keep it.
            if !stays && self.hook.storage_entries(&holder.address)?.is_empty() {
                change.is_deleted = true;
                return Ok(());
            }
        }
        change.clears_slots = account.is_created();
        // Before EIP-161, a touched account stays although it is empty.
        change.exists = !clears || account.is_loaded_as_not_existing();
        note_fields(loaded, change);
        change.exists |= stays && !change.is_empty();
        Ok(())
    }

    /// A contract that destroyed itself is gone, but tokens that it holds are not its to destroy: they
    /// stay on the account, which keeps nothing else.
    fn note_destruction(
        &self,
        loaded: &OverlayAccount,
        change: &mut AccountChange,
    ) -> Result<(), Fault> {
        let committed = self.hook.storage_entries(&loaded.holder.address)?;
        let is_kept = |(key, _): &(Bytes, Bytes)| !change.storage.contains_key(key);
        let holds =
            change.storage.values().any(|value| !value.is_empty()) || committed.iter().any(is_kept);
        if holds {
            change.clears_slots = true;
            change.balance = Some(loaded.evm.info.balance);
            change.nonce = Some(0);
            change.code = Some(Code::default());
        } else {
            *change = AccountChange::deletion();
        }
        Ok(())
    }
}

/// Notes what of an account's fields and slots is not what was committed.
#[inline]
fn note_fields(loaded: &OverlayAccount, change: &mut AccountChange) {
    let OverlayAccount { evm: account, native, committed, .. } = loaded;
    let AccountInfo { balance, nonce, .. } = &account.info;
    if *balance != committed.balance {
        change.balance = Some(*balance);
    }
    if *nonce != committed.nonce {
        change.nonce = Some(*nonce);
    }
    change.code = loaded.changed_code();
    if let Some(native) = native.as_ref().filter(|it| it.has_new_fields) {
        change.native = Some(Box::new(native.fields.clone()));
    }
    if !account.storage.is_empty() {
        let changed = account.changed_storage_slots();
        change.slots = changed.map(|(slot, entry)| (*slot, entry.present_value)).collect();
    }
}

fn changed_values(values: &StorageMap) -> SortedMap<Bytes, Bytes> {
    values
        .iter()
        .filter(|(_, entry)| entry.present != entry.original)
        .map(|(key, entry)| (key.clone(), entry.present.clone()))
        .collect()
}

impl AccountChange {
    /// Whether nothing changes.
    fn is_empty(&self) -> bool {
        let is_same = !self.is_deleted && !self.clears_slots && !self.exists;
        let has_fields = self.balance.is_some() || self.nonce.is_some() || self.code.is_some();
        is_same && !has_fields && *self == Self::default()
    }

    /// The end of an account.
    fn deletion() -> Self {
        Self { is_deleted: true, ..Self::default() }
    }
}
