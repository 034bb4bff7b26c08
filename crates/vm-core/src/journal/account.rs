//! Accounts: loading, balance, nonce, code and native fields.

use super::{CODE_CACHE_SIZE, Journal, JournalEntry, StateKey, WriteError};
use crate::{AccountData, AccountRef, Address, Bytes, Code, EvmAddress, Fault, U256, VmType};
use alloy_primitives::{B256, KECCAK256_EMPTY, keccak256};
use revm_state::{Account, AccountInfo, Bytecode, TransactionId};
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

/// What an account has beside what the EVM knows of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NativeAccount {
    /// Code of a WASM or system contract; EVM code is in revm's account.
    pub code: Code,
    /// Code metadata.
    pub metadata: [u8; 2],
    /// Owner.
    pub owner: Option<Address>,
    /// Username.
    pub username: Bytes,
    /// Developer reward that waits to be claimed.
    pub developer_reward: U256,
    /// Whether this transaction changed a field.
    pub(super) is_changed: bool,
}

impl Journal {
    /// The account under a face, if it is loaded.
    #[must_use]
    #[inline]
    pub fn account(&self, face: EvmAddress) -> Option<&Account> {
        self.accounts.get(&self.main_face(face))
    }

    /// Loads an account without warming it. An aliased account that has no record does not exist and
    /// is not loaded.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    pub fn load(&mut self, account: &AccountRef) -> Result<(), Fault> {
        if self.accounts.contains_key(&account.face) || !self.is_recorded(account)? {
            return Ok(());
        }
        let holder = self.holder(account.face);
        self.observe(|| StateKey::Account(holder.address, super::AccountField::Whole));
        let data = self.hook.account(&holder.address)?;
        let mut loaded = match (data, self.forms.fixed_code(&holder.address)) {
            (None, None) => Account::new_not_existing(TransactionId::ZERO),
            (Some(data), None) => self.adopt(holder.face, data),
            (data, Some(code)) => {
                self.adopt(holder.face, AccountData { code, ..data.unwrap_or_default() })
            }
        };
        loaded.mark_cold();
        self.accounts.insert(holder.face, loaded);
        Ok(())
    }

    /// Loads an account for a read. False for an aliased one that has no record: nothing is its own.
    fn reach(&mut self, account: &AccountRef) -> Result<bool, Fault> {
        if self.holds(account) {
            return Ok(true);
        }
        let is_recorded = self.is_recorded(account)?;
        if is_recorded {
            self.load(account)?;
        }
        Ok(is_recorded)
    }

    /// Whether the account is loaded: under its face lies an entry, and that is the account's.
    #[inline]
    fn holds(&self, account: &AccountRef) -> bool {
        let is_own = || self.aliases.get(&account.face) == Some(&Some(account.address));
        self.accounts.contains_key(&account.face) && (!account.is_aliased || is_own())
    }

    /// Loads an account for a write, recording its alias when the write is its first.
    ///
    /// # Errors
    /// [`WriteError::AliasTaken`] or a fault.
    pub fn open(&mut self, account: &AccountRef) -> Result<&mut Account, WriteError> {
        if !self.holds(account) {
            self.record_alias(account)?;
            self.load(account)?;
        }
        self.accounts
            .get_mut(&account.face)
            .ok_or(WriteError::Fault(Fault::Invariant("a loaded account is in the overlay")))
    }

    /// Native balance.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    pub fn balance(&mut self, account: &AccountRef) -> Result<U256, Fault> {
        Ok(self.info(account)?.map_or(U256::ZERO, |info| info.balance))
    }

    /// Nonce.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    pub fn nonce(&mut self, account: &AccountRef) -> Result<u64, Fault> {
        Ok(self.info(account)?.map_or(0, |info| info.nonce))
    }

    fn info(&mut self, account: &AccountRef) -> Result<Option<&AccountInfo>, Fault> {
        Ok(if self.reach(account)? {
            self.accounts.get(&account.face).map(|it| &it.info)
        } else {
            None
        })
    }

    /// Code metadata.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    pub fn metadata(&mut self, account: &AccountRef) -> Result<[u8; 2], Fault> {
        let is_there = self.reach(account)?;
        let native = if is_there { self.natives.get(&account.face) } else { None };
        Ok(native.map_or([0; 2], |it| it.metadata))
    }

    /// Native fields; all empty for an account that has none.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    pub fn native(&mut self, account: &AccountRef) -> Result<NativeAccount, Fault> {
        let is_there = self.reach(account)?;
        let native = if is_there { self.natives.get(&account.face) } else { None };
        Ok(native.cloned().unwrap_or_default())
    }

    /// The VM that runs the account's code; none where it has no code.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    pub fn vm_type(&mut self, account: &AccountRef) -> Result<Option<VmType>, Fault> {
        if !self.reach(account)? {
            return Ok(None);
        }
        let native = self.natives.get(&account.face).and_then(|it| it.code.vm_type);
        let has_evm_code = |it: &Account| !is_no_code(&it.info.code_hash);
        let of_evm = || self.accounts.get(&account.face).filter(|it| has_evm_code(it));
        Ok(native.or_else(|| of_evm().map(|_| VmType::EVM)))
    }

    /// The account's code, whichever VM runs it.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    pub fn code(&mut self, account: &AccountRef) -> Result<Code, Fault> {
        if !self.reach(account)? {
            return Ok(Code::default());
        }
        if let Some(native) = self.natives.get(&account.face)
            && !native.code.is_none()
        {
            return Ok(native.code.clone());
        }
        let Some(info) = self.accounts.get(&account.face).map(|it| &it.info) else {
            return Ok(Code::default());
        };
        if is_no_code(&info.code_hash) {
            return Ok(Code::default());
        }
        let bytes = info.code.as_ref().map(Bytecode::original_bytes).unwrap_or_default();
        Ok(Code { vm_type: Some(VmType::EVM), bytes, hash: info.code_hash })
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
        if self.balance(from)? < value {
            return Err(WriteError::OutOfFunds);
        }
        if from.face == to.face {
            return Ok(());
        }
        let grown = self.open(to)?.info.balance.checked_add(value).ok_or(WriteError::Overflow)?;
        let paid = self.open(from)?;
        paid.info.balance = paid.info.balance.saturating_sub(value);
        self.open(to)?.info.balance = grown;
        self.touch(from.face);
        self.touch(to.face);
        self.push(JournalEntry::Transfer { from: from.face, to: to.face, value });
        Ok(())
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
        let payer = self.accounts.get(&from).ok_or(missing)?;
        let left = payer.info.balance.checked_sub(value).ok_or(WriteError::OutOfFunds)?;
        if from == to {
            return Ok(());
        }
        let receiver = self.accounts.get_mut(&to).ok_or(missing)?;
        receiver.info.balance =
            receiver.info.balance.checked_add(value).ok_or(WriteError::Overflow)?;
        let payer = self.accounts.get_mut(&from).ok_or(missing)?;
        payer.info.balance = left;
        self.touch(from);
        self.touch(to);
        self.push(JournalEntry::Transfer { from, to, value });
        Ok(())
    }

    /// Sets a balance: fees, rewards, genesis. Only outside of frames or with protocol authority.
    ///
    /// # Errors
    /// [`WriteError::ReadOnly`], [`WriteError::ForeignWrite`], or a fault.
    pub fn set_balance(&mut self, account: &AccountRef, balance: U256) -> Result<(), WriteError> {
        self.check_write(account.face)?;
        let opened = self.open(account)?;
        let previous = core::mem::replace(&mut opened.info.balance, balance);
        self.push(JournalEntry::Balance { face: account.face, previous });
        self.touch(account.face);
        Ok(())
    }

    /// Sets a nonce.
    ///
    /// # Errors
    /// [`WriteError::ReadOnly`], [`WriteError::ForeignWrite`], or a fault.
    pub fn set_nonce(&mut self, account: &AccountRef, nonce: u64) -> Result<(), WriteError> {
        self.check_write(account.face)?;
        let opened = self.open(account)?;
        let previous = core::mem::replace(&mut opened.info.nonce, nonce);
        self.push(JournalEntry::Nonce { face: account.face, previous });
        self.touch(account.face);
        Ok(())
    }

    /// Replaces the native fields: code of a WASM or system contract, metadata, owner, username,
    /// developer reward. What the EVM sees as code follows.
    ///
    /// # Errors
    /// [`WriteError::ReadOnly`], [`WriteError::ForeignWrite`], or a fault.
    pub fn set_native(
        &mut self,
        account: &AccountRef,
        native: NativeAccount,
    ) -> Result<(), WriteError> {
        self.check_write(account.face)?;
        self.open(account)?;
        let face = account.face;
        let has_code = !native.code.is_none();
        let previous = self.natives.insert(face, NativeAccount { is_changed: true, ..native });
        let previous = Box::new(previous.unwrap_or_default());
        let had_code = !previous.code.is_none();
        self.push(JournalEntry::Native { face, previous });
        if has_code != had_code {
            let code = if has_code { designator() } else { Bytecode::default() };
            let hash = if has_code { designator_hash() } else { KECCAK256_EMPTY };
            self.set_evm_code(face, code, hash);
        }
        self.touch(face);
        Ok(())
    }

    /// Marks a contract for deletion: at the end of the transaction the account goes with all that it
    /// holds. Until then nothing changes for whoever calls, pays or reads it.
    ///
    /// # Errors
    /// [`WriteError::ReadOnly`], [`WriteError::ForeignWrite`], or a fault.
    pub fn delete(&mut self, account: &AccountRef) -> Result<(), WriteError> {
        self.check_write(account.face)?;
        self.open(account)?;
        if self.deleted.insert(account.face) {
            self.push(JournalEntry::Deleted(account.face));
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
        let previous_hash = core::mem::replace(&mut account.info.code_hash, hash);
        let previous = account.info.code.replace(code);
        self.push(JournalEntry::Code { face, previous_hash, previous });
        self.touch(face);
    }

    /// Marks a loaded account as changed.
    #[inline]
    pub fn touch(&mut self, face: EvmAddress) {
        let face = self.main_face(face);
        if let Some(account) = self.accounts.get_mut(&face)
            && !account.is_touched()
        {
            account.mark_touch();
            self.entries.push(JournalEntry::AccountTouched(face));
        }
    }

    /// Splits a committed account into what revm keeps and what lies beside it.
    fn adopt(&mut self, face: EvmAddress, data: AccountData) -> Account {
        let AccountData { nonce, balance, code, metadata, owner, username, developer_reward } =
            data;
        let (evm_code, hash, native_code) = match code.vm_type {
            None => (Bytecode::default(), KECCAK256_EMPTY, Code::default()),
            Some(VmType::EVM) => (self.analysed(&code), code.hash, Code::default()),
            Some(_) => (designator(), designator_hash(), code),
        };
        let native = NativeAccount {
            code: native_code,
            metadata,
            owner,
            username,
            developer_reward,
            is_changed: false,
        };
        if native != NativeAccount::default() {
            self.natives.insert(face, native);
        }
        let info = AccountInfo {
            balance,
            nonce,
            code_hash: hash,
            code: Some(evm_code),
            ..Default::default()
        };
        Account::from(info)
    }

    fn analysed(&mut self, code: &Code) -> Bytecode {
        if let Some(known) = self.codes.get(&code.hash) {
            return known.clone();
        }
        if self.codes.len() >= CODE_CACHE_SIZE {
            self.codes.clear();
        }
        // Before EIP-3541, a contract could have code that looks like a delegation and is none.
        let analysed = Bytecode::new_raw_checked(code.bytes.clone())
            .unwrap_or_else(|_| Bytecode::new_legacy(code.bytes.clone()));
        self.codes.insert(code.hash, analysed.clone());
        analysed
    }
}

/// The designator as analysed bytecode, with its hash.
static DESIGNATOR_CODE: LazyLock<(Bytecode, B256)> = LazyLock::new(|| {
    (Bytecode::new_legacy(Bytes::from_static(&DESIGNATOR)), keccak256(DESIGNATOR))
});

/// Whether a hash is that of an account without code.
fn is_no_code(hash: &B256) -> bool {
    *hash == KECCAK256_EMPTY || hash.is_zero()
}

/// The designator as bytecode.
fn designator() -> Bytecode {
    DESIGNATOR_CODE.0.clone()
}

/// Hash of the designator, which EXTCODEHASH shows.
fn designator_hash() -> B256 {
    DESIGNATOR_CODE.1
}
