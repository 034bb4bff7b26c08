//! Accounts: balance, nonce, code and native fields.

use super::overlay::{NOT_LOADED, OverlayAccount};
use super::{Journal, JournalEntry, WriteError, amount};
use crate::{AccountRef, Bytes, Code, EvmAddress, Fault, NativeAccount, U256, VmType};
use alloy_primitives::{B256, KECCAK256_EMPTY, keccak256};
use core::hint::cold_path;
use core::mem::replace;
use revm_state::Bytecode;
use std::sync::LazyLock;

/// EVM code that an account of another VM with code shows. Contracts cannot deploy it, because its
/// first byte is `ef` (EIP-3541), and it is no EIP-7702 delegation.
pub const DESIGNATOR: [u8; 4] = [0xef, b'M', b'V', b'X'];

/// Something loaded, and whether it was cold for EIP-2929.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loaded<T> {
    /// What was loaded.
    pub data: T,
    /// Whether this was the transaction's first access.
    pub is_cold: bool,
}

impl Journal {
    /// Native balance.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    pub fn balance(&mut self, account: &AccountRef) -> Result<U256, Fault> {
        Ok(self.look(account, |it| it.evm.info.balance)?.unwrap_or_default())
    }

    /// Nonce.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    pub fn nonce(&mut self, account: &AccountRef) -> Result<u64, Fault> {
        Ok(self.look(account, |it| it.evm.info.nonce)?.unwrap_or_default())
    }

    /// Code metadata.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    pub fn metadata(&mut self, account: &AccountRef) -> Result<[u8; 2], Fault> {
        Ok(self.look(account, |it| it.native().metadata)?.unwrap_or_default())
    }

    /// Native fields; all empty for an account that has none.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    pub fn native(&mut self, account: &AccountRef) -> Result<NativeAccount, Fault> {
        Ok(self.look(account, |it| it.native().clone())?.unwrap_or_default())
    }

    /// The VM that runs the account's code; none where it has no code.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    #[inline]
    pub fn vm_type(&mut self, account: &AccountRef) -> Result<Option<VmType>, Fault> {
        Ok(self.look(account, OverlayAccount::vm_type)?.flatten())
    }

    /// The account's code, whichever VM runs it.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    pub fn code(&mut self, account: &AccountRef) -> Result<Code, Fault> {
        Ok(self.look(account, OverlayAccount::code)?.unwrap_or_default())
    }

    /// Moves native value from one account to another.
    ///
    /// # Errors
    /// [`WriteError::ReadOnly`] for a value above zero, [`WriteError::ForeignWrite`] when the frame
    /// does not own `from`, [`WriteError::OutOfFunds`], or a fault.
    pub fn transfer(
        &mut self,
        from: &AccountRef,
        to: &AccountRef,
        value: U256,
    ) -> Result<(), WriteError> {
        if value.is_zero() {
            // EIP-161: a call touches its callee, whatever the value.
            if from.face != to.face {
                self.touch(to.face);
            }
            return Ok(());
        }
        self.check_write(from.face)?;
        let payer = self.place(from)?.ok_or(WriteError::OutOfFunds)?;
        self.check_funds(payer, &value)?;
        if from.face == to.face {
            return Ok(());
        }
        let receiver = self.open_place(to)?;
        self.move_value(payer, receiver, value)
    }

    /// Moves native value between two loaded accounts, as the EVM's calls do; the receiver is touched
    /// even without a value (EIP-161).
    ///
    /// # Errors
    /// As [`Journal::transfer`].
    #[inline]
    pub fn transfer_loaded(
        &mut self,
        from: EvmAddress,
        to: EvmAddress,
        value: U256,
    ) -> Result<(), WriteError> {
        if value.is_zero() {
            if from != to {
                self.touch(to);
            }
            return Ok(());
        }
        let (from, to) = (self.main_face(from), self.main_face(to));
        // CALLCODE pays its own account, also in a read-only frame: that writes nothing.
        if from != to {
            self.check_write(from)?;
        }
        let missing = Fault::Invariant("both sides of a transfer are loaded");
        let payer = self.accounts.place(&from).ok_or(missing)?;
        self.check_funds(payer, &value)?;
        if from == to {
            return Ok(());
        }
        let receiver = self.accounts.place(&to).ok_or(missing)?;
        self.move_value(payer, receiver, value)
    }

    fn check_funds(&self, place: usize, value: &U256) -> Result<(), WriteError> {
        let account = self.accounts.at(place).ok_or(NOT_LOADED)?;
        if account.evm.info.balance < *value { Err(WriteError::OutOfFunds) } else { Ok(()) }
    }

    /// Moves value between the accounts at two places.
    fn move_value(&mut self, payer: usize, receiver: usize, value: U256) -> Result<(), WriteError> {
        if !self.change_balance_at(payer, |it| amount::subtract(it, &value))? {
            return Err(WriteError::OutOfFunds);
        }
        if !self.change_balance_at(receiver, |it| amount::add(it, &value))? {
            cold_path();
            self.change_balance_at(payer, |it| amount::add(it, &value))?;
            return Err(WriteError::Overflow);
        }
        let (from, to) = (self.touch_at(payer)?, self.touch_at(receiver)?);
        self.push(|| JournalEntry::Transfer { from, to, value });
        Ok(())
    }

    /// Changes the balance of the account at a place; false where `change` refuses. Who calls it touches the account
    /// and pushes the entry of the balance.
    #[inline]
    fn change_balance_at(
        &mut self,
        place: usize,
        change: impl FnOnce(&mut U256) -> bool,
    ) -> Result<bool, Fault> {
        let account = self.accounts.at_mut(place).ok_or(NOT_LOADED)?;
        Ok(change(&mut account.evm.info.balance))
    }

    /// Marks the account at a place as changed, and gives its face.
    fn touch_at(&mut self, place: usize) -> Result<EvmAddress, Fault> {
        let Self { accounts, entries, .. } = self;
        let account = accounts.at_mut(place).ok_or(NOT_LOADED)?;
        let face = account.holder.face;
        if account.touch() {
            entries.push(|| JournalEntry::AccountTouched(face));
        }
        Ok(face)
    }

    /// Sets a balance: rewards, genesis. Only outside of frames or with protocol authority.
    ///
    /// # Errors
    /// [`WriteError::ReadOnly`], [`WriteError::ForeignWrite`], or a fault.
    pub fn set_balance(&mut self, account: &AccountRef, balance: U256) -> Result<(), WriteError> {
        let face = account.face;
        self.change(account, |it, entries| {
            let previous = replace(&mut it.evm.info.balance, balance);
            entries.push(|| JournalEntry::Balance { face, previous });
            Ok(())
        })
    }

    /// Credits value that this state did not have: a fee, or what comes from another shard or is new in an epoch.
    /// An account's first write gives it what had been sent to its alias, too.
    ///
    /// # Errors
    /// As [`Journal::set_balance`]; [`WriteError::Overflow`].
    pub fn receive(&mut self, to: &AccountRef, value: U256) -> Result<(), WriteError> {
        let face = to.face;
        self.change(to, |it, entries| {
            let previous = it.evm.info.balance;
            if !amount::add(&mut it.evm.info.balance, &value) {
                return Err(WriteError::Overflow);
            }
            entries.push(|| JournalEntry::Balance { face, previous });
            Ok(())
        })
    }

    /// Takes a fee in advance and counts the transaction, whose sender has `nonce` afterwards.
    ///
    /// # Errors
    /// As [`Journal::set_balance`]; [`WriteError::OutOfFunds`].
    pub fn begin(&mut self, sender: &AccountRef, fee: U256, nonce: u64) -> Result<(), WriteError> {
        let face = sender.face;
        self.change(sender, |it, entries| {
            let info = &mut it.evm.info;
            let before = (info.balance, info.nonce);
            if !amount::subtract(&mut info.balance, &fee) {
                return Err(WriteError::OutOfFunds);
            }
            info.nonce = nonce;
            entries.push(|| JournalEntry::Begun { face, balance: before.0, nonce: before.1 });
            Ok(())
        })
    }

    /// Sets a nonce.
    ///
    /// # Errors
    /// [`WriteError::ReadOnly`], [`WriteError::ForeignWrite`], or a fault.
    pub fn set_nonce(&mut self, account: &AccountRef, nonce: u64) -> Result<(), WriteError> {
        let face = account.face;
        self.change(account, |it, entries| {
            let previous = replace(&mut it.evm.info.nonce, nonce);
            entries.push(|| JournalEntry::Nonce { face, previous });
            Ok(())
        })
    }

    /// Replaces the native fields: metadata, owner, username, developer reward.
    ///
    /// # Errors
    /// [`WriteError::ReadOnly`], [`WriteError::ForeignWrite`], or a fault.
    pub fn set_native(
        &mut self,
        account: &AccountRef,
        fields: NativeAccount,
    ) -> Result<(), WriteError> {
        let face = account.face;
        self.change(account, |it, entries| {
            let native = it.native.get_or_insert_default();
            let previous = replace(&mut native.fields, fields);
            let was_changed = replace(&mut native.has_new_fields, true);
            entries.push(|| JournalEntry::Native {
                face,
                previous: Box::new(previous),
                was_changed,
            });
            Ok(())
        })
    }

    /// Replaces code that another VM than the EVM runs. What the EVM sees as code follows.
    ///
    /// # Errors
    /// [`WriteError::ReadOnly`], [`WriteError::ForeignWrite`], or a fault.
    pub fn set_code(&mut self, account: &AccountRef, code: Code) -> Result<(), WriteError> {
        let (face, has_code) = (account.face, !code.is_none());
        let mut had_code = false;
        self.change(account, |it, entries| {
            let native = it.native.get_or_insert_default();
            let previous = replace(&mut native.code, code);
            had_code = !previous.is_none();
            let was_changed = replace(&mut native.has_new_code, true);
            entries.push(|| JournalEntry::NativeCode { face, previous, was_changed });
            Ok(())
        })?;
        if has_code != had_code {
            let none = || (Bytecode::default(), KECCAK256_EMPTY);
            let (code, hash) = if has_code { designator() } else { none() };
            self.set_evm_code(face, code, hash);
        }
        Ok(())
    }

    /// Adds to the developer reward of a contract, which saturates.
    ///
    /// # Errors
    /// [`WriteError::ReadOnly`], [`WriteError::ForeignWrite`], or a fault.
    pub fn add_developer_reward(
        &mut self,
        account: &AccountRef,
        reward: U256,
    ) -> Result<(), WriteError> {
        let face = account.face;
        self.change(account, |it, entries| {
            let native = it.native.get_or_insert_default();
            let previous = native.fields.developer_reward;
            let was_changed = replace(&mut native.has_new_fields, true);
            native.fields.developer_reward = previous.saturating_add(reward);
            entries.push(|| JournalEntry::DeveloperReward { face, previous, was_changed });
            Ok(())
        })
    }

    /// Marks a contract for deletion: at the end of the transaction the account goes with all that it
    /// holds. Until then nothing changes for whoever calls, pays or reads it.
    ///
    /// # Errors
    /// [`WriteError::ReadOnly`], [`WriteError::ForeignWrite`], or a fault.
    pub fn delete(&mut self, account: &AccountRef) -> Result<(), WriteError> {
        self.check_write(account.face)?;
        self.open(account, |_| ())?;
        if self.deleted.insert(account.face) {
            self.push(|| JournalEntry::Deleted(account.face));
        }
        self.touch(account.face);
        Ok(())
    }

    /// Sets what the EVM sees as code, with its hash. The account is loaded.
    pub fn set_evm_code(&mut self, face: EvmAddress, code: Bytecode, hash: B256) {
        let face = self.main_face(face);
        let Some(account) = self.accounts.get_mut(&face) else {
            return;
        };
        let info = &mut account.evm.info;
        let hash = replace(&mut info.code_hash, hash);
        let code = info.code.replace(code);
        self.push(|| JournalEntry::Code { face, hash, code });
        self.touch(face);
    }

    /// Marks a loaded account as changed.
    #[inline]
    pub fn touch(&mut self, face: EvmAddress) {
        let face = self.main_face(face);
        if self.accounts.get_mut(&face).is_some_and(OverlayAccount::touch) {
            self.entries.push(|| JournalEntry::AccountTouched(face));
        }
    }
}

/// The designator as analysed bytecode, with its hash.
static DESIGNATOR_CODE: LazyLock<(Bytecode, B256)> = LazyLock::new(|| {
    (Bytecode::new_legacy(Bytes::from_static(&DESIGNATOR)), keccak256(DESIGNATOR))
});

/// The designator as bytecode, with its hash, which EXTCODEHASH shows.
pub(super) fn designator() -> (Bytecode, B256) {
    DESIGNATOR_CODE.clone()
}
