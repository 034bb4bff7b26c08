//! The state change: what a transaction wrote, derived from the journal at its end.

use super::{Journal, NativeAccount};
use crate::{AccountRef, Address, Bytes, Code, EvmAddress, Fault, U256, VmType};
use alloy_primitives::KECCAK256_EMPTY;
use revm_primitives::hardfork::SpecId;
use revm_state::{Account, Bytecode};
use std::collections::BTreeMap;

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
    pub storage: BTreeMap<Bytes, Bytes>,
    /// Slots; zero deletes.
    pub slots: BTreeMap<U256, U256>,
    /// The alias that was recorded for the account.
    pub alias: Option<EvmAddress>,
    /// The face of an EVM key that was linked to the account.
    pub linked: Option<EvmAddress>,
}

/// What a transaction changes in the committed state, by canonical address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StateChange {
    /// Changes in address order, boxed: a node of the map has room for eleven, and most transactions change
    /// two or three accounts.
    pub accounts: BTreeMap<Address, Box<AccountChange>>,
}

impl Journal {
    /// Derives the state change from the journal. Cost: the accounts that were loaded.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    pub fn state_change(&self) -> Result<StateChange, Fault> {
        let mut accounts = BTreeMap::new();
        let mut touched: Vec<(EvmAddress, &Account)> = self
            .accounts
            .iter()
            .filter(|(_, account)| account.is_touched() || account.is_selfdestructed())
            .map(|(face, account)| (*face, account))
            .collect();
        touched.sort_unstable_by_key(|(face, _)| *face);
        for (face, account) in touched {
            let holder = self.holder(face);
            let is_recorded_now = self.recorded_aliases.contains(&face);
            if is_recorded_now {
                let born = self.forms.of_face(face).address;
                if self.hook.account(&born)?.is_some() {
                    let deletion = AccountChange { is_deleted: true, ..AccountChange::default() };
                    accounts.insert(born, Box::new(deletion));
                }
            }
            let mut change = self.account_change(&holder, account)?;
            if is_recorded_now {
                // What the account got from its alias is new to it, even where it did not change.
                change.balance = Some(account.info.balance);
                change.alias = Some(face);
                change.exists |= !account.is_loaded_as_not_existing();
            }
            if change != AccountChange::default() {
                accounts.insert(holder.address, Box::new(change));
            }
        }
        for face in &self.links {
            let born = self.forms.of_face(*face).address;
            if self.hook.account(&born)?.is_some() {
                let deletion = AccountChange { is_deleted: true, ..AccountChange::default() };
                accounts.insert(born, Box::new(deletion));
            }
            accounts.entry(self.canonical(*face)).or_default().linked = Some(*face);
        }
        Ok(StateChange { accounts })
    }

    fn account_change(
        &self,
        holder: &AccountRef,
        account: &Account,
    ) -> Result<AccountChange, Fault> {
        let AccountRef { address, face, is_aliased } = *holder;
        if self.deleted.contains(&face) {
            return Ok(AccountChange { is_deleted: true, ..AccountChange::default() });
        }
        let storage = self.storage_change(face);
        if account.is_selfdestructed() {
            return self.destroyed(&address, face, storage);
        }
        let clears = self.fork.is_enabled_in(SpecId::SPURIOUS_DRAGON);
        let native = self.natives.get(&face);
        let is_bare = native.is_none_or(|it| *it == NativeAccount::default());
        // EIP-161 is the EVM's: an account of MultiversX that becomes empty stays.
        let stays = account.is_empty() && is_aliased;
        if account.is_empty() && clears && is_bare && storage.is_empty() {
            if account.is_loaded_as_not_existing() {
                return Ok(AccountChange::default());
            }
            // An account that the EVM sees as empty may hold tokens, and those keep it.
            if !stays && self.hook.storage_entries(&address)?.is_empty() {
                return Ok(AccountChange { is_deleted: true, ..AccountChange::default() });
            }
        }
        let original = account.original_info();
        let changed_code = account.info.code_hash != original.code_hash;
        let slots = account
            .changed_storage_slots()
            .map(|(slot, entry)| (*slot, entry.present_value))
            .collect();
        let change = AccountChange {
            is_deleted: false,
            clears_slots: account.is_created(),
            // Before EIP-161, a touched account stays although it is empty.
            exists: !clears || account.is_loaded_as_not_existing(),
            balance: (account.info.balance != original.balance).then_some(account.info.balance),
            nonce: (account.info.nonce != original.nonce).then_some(account.info.nonce),
            code: self.code_change(face, account, changed_code),
            native: native.filter(|it| it.is_changed).map(|it| Box::new(it.clone())),
            storage,
            slots,
            alias: None,
            linked: None,
        };
        let stays = stays && change != AccountChange::default();
        Ok(AccountChange { exists: change.exists || stays, ..change })
    }

    /// A contract that destroyed itself is gone, but tokens that it holds are not its to destroy: they
    /// stay on the account, which keeps nothing else.
    fn destroyed(
        &self,
        address: &Address,
        face: EvmAddress,
        storage: BTreeMap<Bytes, Bytes>,
    ) -> Result<AccountChange, Fault> {
        let committed = self.hook.storage_entries(address)?;
        let is_kept = |(key, _): &(Bytes, Bytes)| !storage.contains_key(key);
        let holds =
            storage.values().any(|value| !value.is_empty()) || committed.iter().any(is_kept);
        if !holds {
            return Ok(AccountChange { is_deleted: true, ..AccountChange::default() });
        }
        Ok(AccountChange {
            clears_slots: true,
            balance: Some(self.account(face).map_or(U256::ZERO, |it| it.info.balance)),
            nonce: Some(0),
            code: Some(Code::default()),
            storage,
            ..AccountChange::default()
        })
    }

    fn code_change(&self, face: EvmAddress, account: &Account, changed: bool) -> Option<Code> {
        if let Some(native) = self.natives.get(&face)
            && !native.code.is_none()
        {
            let is_new = native.is_changed;
            return is_new.then(|| native.code.clone());
        }
        if !changed {
            return None;
        }
        if account.info.code_hash == KECCAK256_EMPTY {
            return Some(Code::default());
        }
        let bytes = account.info.code.as_ref().map(Bytecode::original_bytes).unwrap_or_default();
        Some(Code { vm_type: Some(VmType::EVM), bytes, hash: account.info.code_hash })
    }

    fn storage_change(&self, face: EvmAddress) -> BTreeMap<Bytes, Bytes> {
        self.storage
            .get(&face)
            .into_iter()
            .flatten()
            .filter(|(_, entry)| entry.present != entry.original)
            .map(|(key, entry)| (key.clone(), entry.present.clone()))
            .collect()
    }
}
