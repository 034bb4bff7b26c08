//! Journal entries: everything that a transaction can do, each with what undoes it.

use super::link::LinkUndo;
use super::overlay::OverlayNative;
use super::{Journal, StateKey, StorageEntry, StorageMap};
use crate::{AccountRef, Address, Bytes, Code, EvmAddress, NativeAccount, OutgoingTransfer, U256};
use alloy_primitives::B256;
use core::iter::once_with;
use revm_primitives::hardfork::SpecId;
use revm_state::{AccountInfo, Bytecode, EvmStorageSlot};

/// Address whose touch survived a revert before EIP-161 was settled (EIP PR 716).
const TOUCH_SURVIVOR: EvmAddress = EvmAddress::with_last_byte(3);

/// One effect, with what is needed to undo it. Accounts are named by their face, byte-keyed values by their
/// place among their account's.
#[derive(Clone, Debug)]
pub(super) enum JournalEntry {
    /// The account became warm for EIP-2929.
    AccountWarmed(EvmAddress),
    /// The account became a candidate for EIP-161 clearing, and for the state change.
    AccountTouched(EvmAddress),
    /// Value moved.
    Transfer { from: EvmAddress, to: EvmAddress, value: U256 },
    /// A balance was set.
    Balance { face: EvmAddress, previous: U256 },
    /// A transaction began: its fee was taken in advance, and it was counted.
    Begun { face: EvmAddress, balance: U256, nonce: u64 },
    /// A nonce was set.
    Nonce { face: EvmAddress, previous: u64 },
    /// A contract was created at the account; its nonce became 1 where EIP-161 holds.
    Created { face: EvmAddress, globally: bool, previous_nonce: u64 },
    /// An EVM contract destroyed itself.
    Destroyed { face: EvmAddress, target: EvmAddress, globally: bool, locally: bool, moved: U256 },
    /// EVM code was set; this was there before.
    Code { face: EvmAddress, hash: B256, code: Option<Bytecode> },
    /// Native fields changed.
    Native { face: EvmAddress, previous: Box<NativeAccount>, was_changed: bool },
    /// Code that another VM than the EVM runs changed.
    NativeCode { face: EvmAddress, previous: Code, was_changed: bool },
    /// A developer reward grew.
    DeveloperReward { face: EvmAddress, previous: U256, was_changed: bool },
    /// A contract was marked for deletion at the end of the transaction.
    Deleted(EvmAddress),
    /// A slot was written.
    Slot { face: EvmAddress, slot: U256, previous: U256 },
    /// A slot became warm.
    SlotWarmed { face: EvmAddress, slot: U256 },
    /// A transient slot was written.
    Transient { face: EvmAddress, slot: U256, previous: U256 },
    /// A byte-keyed value was written.
    Storage { face: EvmAddress, index: usize, previous: Bytes },
    /// A byte-keyed value entered the transaction's cache.
    StorageCached { face: EvmAddress, index: usize },
    /// A native log was written.
    NativeLog,
    /// A plain transfer was recorded.
    TransferRecorded,
    /// A built-in function moved native value; the transfer itself is an entry of its own.
    NativeMoved,
    /// A contract looked at a balance for the first time.
    BalanceLookedAt(EvmAddress),
    /// A transfer left the shard.
    Outgoing,
    /// A transfer that leaves the shard changed.
    OutgoingReplaced { index: usize, previous: Box<OutgoingTransfer> },
    /// A call was queued.
    CallQueued,
    /// The refund counter changed.
    Refund { previous: i64 },
    /// An alias was recorded, and what had been sent to it became the account's.
    Alias(Box<AliasUndo>),
    /// A face of an EVM key became another face of an account.
    Linked(Box<LinkUndo>),
}

/// Every effect of a transaction, in order.
#[derive(Debug, Default)]
pub(super) struct Entries(Vec<JournalEntry>);

impl Entries {
    /// Adds an entry. Its room is made first, so that it is written where it stays: it is larger than most of its
    /// kinds need.
    #[inline]
    pub(super) fn push(&mut self, entry: impl FnOnce() -> JournalEntry) {
        self.0.extend(once_with(entry));
    }

    /// Takes the newest entry.
    pub(super) fn pop(&mut self) -> Option<JournalEntry> {
        self.0.pop()
    }

    /// Number of entries.
    pub(super) const fn len(&self) -> usize {
        self.0.len()
    }

    /// The entries, the oldest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &JournalEntry> {
        self.0.iter()
    }

    /// Drops every entry and keeps the memory.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

/// What an alias record replaced.
#[derive(Clone, Debug)]
pub(super) struct AliasUndo {
    /// Who held the face: the account born there.
    pub(super) born: AccountRef,
    pub(super) native: Option<Box<OverlayNative>>,
    pub(super) storage: Option<StorageMap>,
    pub(super) info: AccountInfo,
}

impl JournalEntry {
    /// The state that the entry is about.
    pub(super) fn key(&self, journal: &Journal) -> StateKey {
        use super::AccountField::{Balance, Code, Native, Nonce, Whole};
        let address = |face: &EvmAddress| journal.canonical(*face);
        match self {
            Self::AccountWarmed(face) | Self::AccountTouched(face) | Self::Begun { face, .. } => {
                StateKey::Account(address(face), Whole)
            }
            Self::Transfer { from, .. } => StateKey::Account(address(from), Balance),
            Self::Balance { face, .. } | Self::BalanceLookedAt(face) => {
                StateKey::Account(address(face), Balance)
            }
            Self::Nonce { face, .. } => StateKey::Account(address(face), Nonce),
            Self::Created { face, .. } | Self::Destroyed { face, .. } | Self::Deleted(face) => {
                StateKey::Account(address(face), Whole)
            }
            Self::Code { face, .. } | Self::NativeCode { face, .. } => {
                StateKey::Account(address(face), Code)
            }
            Self::Native { face, .. } | Self::DeveloperReward { face, .. } => {
                StateKey::Account(address(face), Native)
            }
            Self::Slot { face, slot, .. } | Self::SlotWarmed { face, slot } => {
                StateKey::Slot(address(face), *slot)
            }
            Self::Transient { face, slot, .. } => StateKey::Transient(address(face), *slot),
            Self::Storage { face, index, .. } | Self::StorageCached { face, index } => {
                let value = journal.storage.get(face).and_then(|it| it.get_index(*index));
                let key = value.map(|(key, _)| key.clone()).unwrap_or_default();
                StateKey::Storage(address(face), key)
            }
            Self::NativeLog
            | Self::TransferRecorded
            | Self::NativeMoved
            | Self::Outgoing
            | Self::OutgoingReplaced { .. }
            | Self::CallQueued => StateKey::Log,
            Self::Refund { .. } => StateKey::Refund,
            Self::Alias(undo) => StateKey::Alias(undo.born.face),
            Self::Linked(undo) => StateKey::Alias(undo.face()),
        }
    }

    /// Undoes the effect. Entries are undone in reverse order, so that each finds the state it left.
    pub(super) fn undo(self, journal: &mut Journal) {
        match self {
            Self::AccountWarmed(face) => journal.with_account(face, |it| it.mark_cold()),
            Self::AccountTouched(face) => {
                let survives =
                    face == TOUCH_SURVIVOR && journal.fork.is_enabled_in(SpecId::SPURIOUS_DRAGON);
                if !survives {
                    journal.with_account(face, |it| it.unmark_touch());
                }
            }
            Self::Transfer { from, to, value } => journal.undo_transfer(from, to, value),
            Self::Balance { face, previous } => {
                journal.with_account(face, |it| it.info.balance = previous);
            }
            Self::Begun { face, balance, nonce } => journal.undo_begun(face, balance, nonce),
            Self::Nonce { face, previous } => {
                journal.with_account(face, |it| it.info.nonce = previous);
            }
            Self::Created { face, globally, previous_nonce } => {
                journal.undo_created(face, globally, previous_nonce);
            }
            Self::Destroyed { face, target, globally, locally, moved } => {
                journal.undo_destroyed(face, target, (globally, locally), moved);
            }
            Self::Code { face, hash, code } => journal.undo_code(face, hash, code),
            Self::Native { face, previous, was_changed } => {
                journal.undo_native(face, *previous, was_changed);
            }
            Self::NativeCode { face, previous, was_changed } => {
                journal.undo_native_code(face, previous, was_changed);
            }
            Self::DeveloperReward { face, previous, was_changed } => {
                journal.undo_reward(face, previous, was_changed);
            }
            Self::Slot { face, slot, previous } => {
                journal.with_slot(face, slot, |it| it.present_value = previous);
            }
            Self::SlotWarmed { face, slot } => {
                journal.with_slot(face, slot, EvmStorageSlot::mark_cold);
            }
            Self::Transient { face, slot, previous } => {
                journal.set_transient_unjournaled(face, slot, previous);
            }
            Self::Storage { face, index, previous } => {
                journal.with_storage(face, index, |it| it.present = previous);
            }
            Self::StorageCached { face, index } => {
                journal.with_storage(face, index, |it| it.is_cached = false);
            }
            Self::Deleted(face) => {
                journal.deleted.remove(&face);
            }
            Self::NativeLog => drop(journal.native_logs.pop()),
            Self::TransferRecorded => drop(journal.transfers.pop()),
            Self::NativeMoved => drop(journal.native_moves.pop()),
            Self::BalanceLookedAt(face) => {
                journal.looked_at.remove(&face);
            }
            Self::Outgoing => drop(journal.outgoing.pop()),
            Self::OutgoingReplaced { index, previous } => {
                if let Some(kept) = journal.outgoing.get_mut(index) {
                    *kept = *previous;
                }
            }
            Self::CallQueued => drop(journal.queued.pop()),
            Self::Refund { previous } => journal.refund = previous,
            Self::Alias(undo) => journal.undo_alias(*undo),
            Self::Linked(undo) => journal.undo_link(*undo),
        }
    }
}

impl Journal {
    fn with_account(&mut self, face: EvmAddress, change: impl FnOnce(&mut revm_state::Account)) {
        if let Some(account) = self.accounts.get_mut(&face) {
            change(&mut account.evm);
        }
    }

    fn undo_begun(&mut self, face: EvmAddress, balance: U256, nonce: u64) {
        self.with_account(face, |it| {
            it.info.balance = balance;
            it.info.nonce = nonce;
        });
    }

    fn undo_code(&mut self, face: EvmAddress, hash: B256, code: Option<Bytecode>) {
        self.with_account(face, |it| {
            it.info.code_hash = hash;
            it.info.code = code;
        });
    }

    fn with_slot(
        &mut self,
        face: EvmAddress,
        slot: U256,
        change: impl FnOnce(&mut EvmStorageSlot),
    ) {
        let account = self.accounts.get_mut(&face);
        if let Some(entry) = account.and_then(|it| it.evm.storage.get_mut(&slot)) {
            change(entry);
        }
    }

    fn undo_native(&mut self, face: EvmAddress, previous: NativeAccount, was_changed: bool) {
        self.with_native(face, |it| {
            it.fields = previous;
            it.has_new_fields = was_changed;
        });
    }

    fn undo_native_code(&mut self, face: EvmAddress, previous: Code, was_changed: bool) {
        self.with_native(face, |it| {
            it.code = previous;
            it.has_new_code = was_changed;
        });
    }

    fn undo_reward(&mut self, face: EvmAddress, previous: U256, was_changed: bool) {
        self.with_native(face, |it| {
            it.fields.developer_reward = previous;
            it.has_new_fields = was_changed;
        });
    }

    fn with_native(&mut self, face: EvmAddress, change: impl FnOnce(&mut OverlayNative)) {
        let account = self.accounts.get_mut(&face);
        if let Some(native) = account.and_then(|it| it.native.as_mut()) {
            change(native);
        }
    }

    fn undo_transfer(&mut self, from: EvmAddress, to: EvmAddress, value: U256) {
        self.with_account(from, |it| it.info.balance = it.info.balance.saturating_add(value));
        self.with_account(to, |it| it.info.balance = it.info.balance.saturating_sub(value));
    }

    fn undo_created(&mut self, face: EvmAddress, globally: bool, previous_nonce: u64) {
        self.with_account(face, |it| {
            it.unmark_created_locally();
            if globally {
                it.unmark_created();
            }
            it.info.nonce = previous_nonce;
        });
    }

    fn with_storage(
        &mut self,
        face: EvmAddress,
        index: usize,
        change: impl FnOnce(&mut StorageEntry),
    ) {
        let values = self.storage.get_mut(&face);
        if let Some((_, entry)) = values.and_then(|it| it.get_index_mut(index)) {
            change(entry);
        }
    }

    fn undo_destroyed(
        &mut self,
        face: EvmAddress,
        target: EvmAddress,
        (globally, locally): (bool, bool),
        moved: U256,
    ) {
        self.with_account(face, |it| {
            if globally {
                it.unmark_selfdestruct();
            }
            if locally {
                it.unmark_selfdestructed_locally();
            }
            it.info.balance = it.info.balance.saturating_add(moved);
        });
        if face != target {
            self.with_account(target, |it| {
                it.info.balance = it.info.balance.saturating_sub(moved);
            });
        }
    }

    fn undo_alias(&mut self, undo: AliasUndo) {
        let AliasUndo { born, native, storage, info } = undo;
        if let Some(account) = self.accounts.get_mut(&born.face) {
            account.holder = born;
            account.native = native;
            account.evm.info = info;
        }
        match storage {
            Some(storage) => self.storage.insert(born.face, storage),
            None => self.storage.remove(&born.face),
        };
        self.recorded_aliases.pop();
    }

    /// The canonical address that a loaded face stands for.
    pub(super) fn canonical(&self, face: EvmAddress) -> Address {
        self.holder(face).address
    }

    /// Both forms of the account that a loaded face stands for.
    pub(super) fn holder(&self, face: EvmAddress) -> AccountRef {
        if let Some(loaded) = self.accounts.get(&face) {
            return loaded.holder;
        }
        match self.aliases.get(&face).copied().flatten() {
            Some(address) => AccountRef { address, face, is_aliased: true },
            None => self.forms().of_face(face),
        }
    }
}
