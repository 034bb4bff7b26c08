//! The state change: what a transaction wrote, derived from the journal at its end.

use super::overlay::OverlayAccount;
use super::{Journal, NativeAccount};
use crate::{Address, Bytes, Code, EvmAddress, Fault, SortedMap, U256};
use revm_primitives::hardfork::SpecId;
use revm_state::{Account, AccountInfo};

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
    /// New native fields; the code in them is the one above.
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
        let is_written = |it: &&OverlayAccount| it.evm.is_touched() || it.evm.is_selfdestructed();
        let mut changes = Vec::with_capacity(self.accounts.len());
        for account in self.accounts.iter().filter(is_written) {
            let holder = &account.holder;
            let is_recorded_now = self.recorded_aliases.contains(&holder.face);
            if is_recorded_now {
                changes.extend(self.deletion_of_born(holder.face)?);
            }
            let (_, change) = changes.push_mut((holder.address, AccountChange::default()));
            self.note_change(account, change)?;
            if is_recorded_now {
                // What the account got from its alias is new to it, even where it did not change.
                change.balance = Some(account.evm.info.balance);
                change.alias = Some(holder.face);
                change.exists |= !account.evm.is_loaded_as_not_existing();
            }
            if change.is_empty() {
                changes.pop();
            }
        }
        let mut accounts = SortedMap::from_iter(changes);
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
    fn note_change(
        &self,
        loaded: &OverlayAccount,
        change: &mut AccountChange,
    ) -> Result<(), Fault> {
        let OverlayAccount { holder, evm: account, native, committed } = loaded;
        if self.deleted.contains(&holder.face) {
            change.is_deleted = true;
            return Ok(());
        }
        change.storage = self.storage_change(holder.face);
        if account.is_selfdestructed() {
            return self.note_destruction(loaded, change);
        }
        let clears = self.fork.is_enabled_in(SpecId::SPURIOUS_DRAGON);
        let native = native.as_deref();
        let is_bare = native.is_none_or(NativeAccount::is_empty);
        // EIP-161 is the EVM's: an account of MultiversX that becomes empty stays.
        let stays = account.is_empty() && holder.is_aliased;
        if account.is_empty() && clears && is_bare && change.storage.is_empty() {
            if account.is_loaded_as_not_existing() {
                return Ok(());
            }
            // An account that the EVM sees as empty may hold tokens, and those keep it.
            if !stays && self.hook.storage_entries(&holder.address)?.is_empty() {
                change.is_deleted = true;
                return Ok(());
            }
        }
        let AccountInfo { balance, nonce, .. } = account.info;
        change.clears_slots = account.is_created();
        // Before EIP-161, a touched account stays although it is empty.
        change.exists = !clears || account.is_loaded_as_not_existing();
        change.balance = (balance != committed.balance).then_some(balance);
        change.nonce = (nonce != committed.nonce).then_some(nonce);
        change.code = loaded.changed_code();
        change.native = native.filter(|it| it.is_changed).map(|it| Box::new(it.clone()));
        change.slots = changed_slots(account);
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

    fn storage_change(&self, face: EvmAddress) -> SortedMap<Bytes, Bytes> {
        let Some(values) = self.storage.get(&face) else {
            return SortedMap::new();
        };
        values
            .iter()
            .filter(|(_, entry)| entry.present != entry.original)
            .map(|(key, entry)| (key.clone(), entry.present.clone()))
            .collect()
    }
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

fn changed_slots(account: &Account) -> SortedMap<U256, U256> {
    if account.storage.is_empty() {
        return SortedMap::new();
    }
    let changed = account.changed_storage_slots();
    changed.map(|(slot, entry)| (*slot, entry.present_value)).collect()
}
