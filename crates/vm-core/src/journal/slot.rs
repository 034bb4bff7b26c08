//! What only EVM contracts have: slots, transient slots, warm sets, creation and self-destruction.

use super::overlay::OverlayAccount;
use super::{Journal, JournalEntry, Loaded, StateKey, WriteError};
use crate::{EvmAddress, Fault, U256};
use alloy_primitives::KECCAK256_EMPTY;
use alloy_primitives::map::{AddressMap, AddressSet, Entry, HashSet};
use revm_primitives::hardfork::SpecId;
use revm_state::{Account, EvmStorageSlot, TransactionId};

/// What a slot held around a write, as the gas rules of EIP-2200 need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotStore {
    /// Value at the start of the transaction.
    pub original: U256,
    /// Value before the write.
    pub present: U256,
    /// Value after it.
    pub new: U256,
}

/// What a self-destruction did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SelfDestructOutcome {
    /// Whether the contract had a balance.
    pub had_value: bool,
    /// Whether the beneficiary existed before.
    pub target_exists: bool,
    /// Whether the contract had destroyed itself before in this transaction.
    pub previously_destroyed: bool,
}

impl Journal {
    /// Loads the account under a face and makes it warm. `None` when it is cold and the caller
    /// cannot pay for a cold load.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    #[inline]
    pub fn warm_account(
        &mut self,
        face: EvmAddress,
        skip_cold: bool,
    ) -> Result<Option<Loaded<&Account>>, Fault> {
        let mut main = self.main_face(face);
        let known = self.accounts.get(&main);
        let is_loaded = known.is_some();
        let is_warm = known.is_some_and(|it| !it.evm.is_cold_transaction_id(TransactionId::ZERO));
        let is_cold = !is_warm && !self.warm.contains(face);
        if is_cold && skip_cold {
            return Ok(None);
        }
        if !is_loaded {
            main = self.load_face(face)?.face;
        }
        let data = self
            .accounts
            .get_mut(&main)
            .ok_or(Fault::Invariant("a face always stands for an account that can be loaded"))?;
        if data.evm.mark_warm_with_transaction_id(TransactionId::ZERO) {
            self.entries.push(|| JournalEntry::AccountWarmed(main));
        }
        Ok(Some(Loaded { data: &data.evm, is_cold }))
    }

    /// Reads a slot and makes it warm. `None` when it is cold and the caller cannot pay for that.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    #[inline]
    pub fn slot(
        &mut self,
        face: EvmAddress,
        slot: U256,
        skip_cold: bool,
    ) -> Result<Option<Loaded<U256>>, Fault> {
        if let Some(entry) = self.accounts.get(&face).and_then(|it| it.evm.storage.get(&slot))
            && !entry.is_cold_transaction_id(TransactionId::ZERO)
        {
            return Ok(Some(Loaded { data: entry.present_value, is_cold: false }));
        }
        self.slot_cold(face, slot, skip_cold)
    }

    /// Loads a slot that is not warm yet.
    #[inline(never)]
    fn slot_cold(
        &mut self,
        face: EvmAddress,
        slot: U256,
        skip_cold: bool,
    ) -> Result<Option<Loaded<U256>>, Fault> {
        let is_cold = !self.warm.contains_slot(face, slot);
        if is_cold && skip_cold {
            return Ok(None);
        }
        if !self.accounts.contains(&face) {
            self.load_face(face)?;
        }
        let missing = Fault::Invariant("the account of a slot can be loaded");
        let OverlayAccount { holder, evm, .. } = self.accounts.get_mut(&face).ok_or(missing)?;
        let is_created = evm.is_created();
        let entry = match evm.storage.entry(slot) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => {
                let value = if is_created {
                    U256::ZERO
                } else {
                    if let Some(recorder) = self.recorder.as_mut() {
                        recorder.read(StateKey::Slot(holder.address, slot));
                    }
                    self.hook.slot(&holder.address, slot)?
                };
                unknown.insert(EvmStorageSlot::new(value, TransactionId::ZERO))
            }
        };
        entry.mark_warm_with_transaction_id(TransactionId::ZERO);
        let data = entry.present_value;
        self.push(|| JournalEntry::SlotWarmed { face, slot });
        Ok(Some(Loaded { data, is_cold }))
    }

    /// Writes a slot. `None` when it is cold and the caller cannot pay for that.
    ///
    /// # Errors
    /// [`WriteError::ReadOnly`], [`WriteError::ForeignWrite`], or a fault.
    #[inline]
    pub fn set_slot(
        &mut self,
        face: EvmAddress,
        slot: U256,
        value: U256,
        skip_cold: bool,
    ) -> Result<Option<Loaded<SlotStore>>, WriteError> {
        self.check_write(face)?;
        if let Some(account) = self.accounts.get_mut(&face) {
            if account.touch() {
                self.entries.push(|| JournalEntry::AccountTouched(face));
            }
            if let Some(entry) = account.evm.storage.get_mut(&slot)
                && !entry.is_cold_transaction_id(TransactionId::ZERO)
            {
                let store = SlotStore {
                    original: entry.original_value,
                    present: entry.present_value,
                    new: value,
                };
                if store.present != value {
                    entry.present_value = value;
                    self.entries.push(|| JournalEntry::Slot {
                        face,
                        slot,
                        previous: store.present,
                    });
                }
                return Ok(Some(Loaded { data: store, is_cold: false }));
            }
        }
        let Some(loaded) = self.slot_cold(face, slot, skip_cold)? else {
            return Ok(None);
        };
        self.touch(face);
        let store = self.set_slot(face, slot, value, false)?;
        Ok(store.map(|it| Loaded { data: it.data, is_cold: loaded.is_cold }))
    }

    /// Reads a transient slot (EIP-1153).
    #[inline]
    #[must_use]
    pub fn transient(&self, face: EvmAddress, slot: U256) -> U256 {
        self.transient.get_value(face, slot)
    }

    /// Writes a transient slot; a refusal is latched, because revm's interface cannot return it.
    pub fn set_transient(&mut self, face: EvmAddress, slot: U256, value: U256) {
        if let Err(refusal) = self.check_write(face) {
            self.latch(refusal);
            return;
        }
        let previous = self.transient.get_value(face, slot);
        if previous != value {
            self.set_transient_unjournaled(face, slot, value);
            self.push(|| JournalEntry::Transient { face, slot, previous });
        }
    }

    pub(super) fn set_transient_unjournaled(&mut self, face: EvmAddress, slot: U256, value: U256) {
        if value.is_zero() {
            self.transient.remove_value(face, slot);
        } else {
            self.transient.insert_value(face, slot, value);
        }
    }

    /// Sets the precompiles, which are always warm. Each is a low face ([`crate::is_low_face`]). Cost: constant.
    pub const fn set_precompiles(&mut self, addresses: &'static AddressSet) {
        self.warm.set_precompiles(addresses);
    }

    /// The precompiles, once an engine has set them.
    #[must_use]
    pub const fn precompiles(&self) -> Option<&'static AddressSet> {
        self.warm.precompiles()
    }

    /// Makes the block's beneficiary warm (EIP-3651).
    pub const fn warm_beneficiary(&mut self, address: EvmAddress) {
        self.warm.set_beneficiary(address);
    }

    /// Makes the transaction's access list warm (EIP-2930).
    pub fn warm_access_list(&mut self, list: AddressMap<HashSet<U256>>) {
        self.warm.set_access_list(list);
    }

    /// Turns a loaded account into a new contract: nonce 1 from EIP-161 on, no code yet. False when
    /// a contract or a used account is there (EIP-684), or only its slots are (EIP-7610).
    ///
    /// # Errors
    /// [`WriteError::ReadOnly`] or a fault. That the creator may only create is the caller's to see to.
    pub fn create_account(&mut self, face: EvmAddress) -> Result<bool, WriteError> {
        self.check_writable()?;
        let spurious_dragon = self.fork.is_enabled_in(SpecId::SPURIOUS_DRAGON);
        let missing = Fault::Invariant("the address of a new contract is loaded");
        let OverlayAccount { holder, evm: account, .. } =
            self.accounts.get_mut(&face).ok_or(missing)?;
        if account.info.code_hash != KECCAK256_EMPTY || account.info.nonce != 0 {
            return Ok(false);
        }
        let is_committed = !account.is_loaded_as_not_existing() && !account.is_created();
        if is_committed && self.hook.has_slots(&holder.address)? {
            return Ok(false);
        }
        let previous_nonce = account.info.nonce;
        let globally = account.mark_created_locally();
        if spurious_dragon {
            account.info.nonce = 1;
        }
        self.push(|| JournalEntry::Created { face, globally, previous_nonce });
        self.touch(face);
        Ok(true)
    }

    /// Destroys the contract at `face`, or from Cancun on only moves its balance unless it was
    /// created in this transaction (EIP-6780). The target is loaded.
    ///
    /// # Errors
    /// [`WriteError::ReadOnly`], [`WriteError::ForeignWrite`], or a fault.
    pub fn self_destruct(
        &mut self,
        face: EvmAddress,
        target: EvmAddress,
    ) -> Result<SelfDestructOutcome, WriteError> {
        self.check_write(face)?;
        let target = self.main_face(target);
        let missing = Fault::Invariant("both sides of a self-destruction are loaded");
        let fork = self.fork;
        let target_account = &self.accounts.get(&target).ok_or(missing)?.evm;
        let target_exists = !target_account.state_clear_aware_is_empty(fork);
        let account = &self.accounts.get(&face).ok_or(missing)?.evm;
        let balance = account.info.balance;
        let was_destroyed = account.is_selfdestructed();
        let was_destroyed_locally = account.is_selfdestructed_locally();
        let is_removed = account.is_created_locally() || !fork.is_enabled_in(SpecId::CANCUN);
        if face != target {
            let receiver = &mut self.accounts.get_mut(&target).ok_or(missing)?.evm.info;
            receiver.balance = receiver.balance.checked_add(balance).ok_or(WriteError::Overflow)?;
            self.touch(target);
        }
        let account = &mut self.accounts.get_mut(&face).ok_or(missing)?.evm;
        if is_removed {
            account.mark_selfdestructed_locally();
            account.info.balance = U256::ZERO;
            let (globally, locally) = (!was_destroyed, !was_destroyed_locally);
            self.push(|| JournalEntry::Destroyed {
                face,
                target,
                globally,
                locally,
                moved: balance,
            });
        } else if face != target {
            account.info.balance = U256::ZERO;
            self.push(|| JournalEntry::Transfer { from: face, to: target, value: balance });
        }
        Ok(SelfDestructOutcome {
            had_value: !balance.is_zero(),
            target_exists,
            previously_destroyed: was_destroyed_locally,
        })
    }
}
