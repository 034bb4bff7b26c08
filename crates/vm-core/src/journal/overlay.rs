//! The accounts of the overlay: what is kept of one, and how it comes in from committed state.

use super::{
    AccountField, CODE_CACHE_SIZE, Journal, JournalEntry, NativeAccount, StateKey, WriteError,
};
use crate::{AccountData, AccountRef, Address, Code, EvmAddress, Fault, U256, VmType};
use alloy_primitives::{B256, KECCAK256_EMPTY};
use revm_state::{Account, AccountInfo, Bytecode, TransactionId};

/// What the journal keeps of one account, under its face.
#[derive(Clone, Debug)]
pub(super) struct OverlayAccount {
    /// Whose the face is: the account that is recorded for it, or the one born there.
    pub(super) holder: AccountRef,
    /// What the EVM sees of it; revm borrows it.
    pub(super) evm: Account,
    /// What the EVM does not see of it; absent where that is empty.
    pub(super) native: Option<Box<NativeAccount>>,
    /// What was committed of what the EVM sees.
    pub(super) committed: Committed,
}

/// Committed values of what most transactions change.
#[derive(Clone, Copy, Debug)]
pub(super) struct Committed {
    pub(super) balance: U256,
    pub(super) nonce: u64,
    pub(super) code_hash: B256,
}

impl Journal {
    /// The account under a face, if it is loaded.
    #[must_use]
    #[inline]
    pub fn account(&self, face: EvmAddress) -> Option<&Account> {
        self.accounts.get(&self.main_face(face)).map(|it| &it.evm)
    }

    /// Every account that is loaded, as the EVM sees it, in no order.
    pub fn loaded_accounts(&self) -> impl Iterator<Item = (EvmAddress, &Account)> {
        self.accounts.iter().map(|(face, it)| (*face, &it.evm))
    }

    /// Loads an account without warming it. An aliased account that has no record does not exist and
    /// is not loaded.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    pub fn load(&mut self, account: &AccountRef) -> Result<(), Fault> {
        let face = account.face;
        if self.accounts.contains_key(&face) {
            return Ok(());
        }
        let is_of = |recorded| !account.is_aliased || recorded == Some(account.address);
        if let Some(recorded) = self.aliases.get(&face).copied() {
            return if is_of(recorded) { self.bring_in(self.holder(face)) } else { Ok(()) };
        }
        let (holder, recorded, data) = self.committed_at(face)?;
        if is_of(recorded) {
            self.take_in(holder, data);
        } else {
            self.aliases.insert(face, recorded);
        }
        Ok(())
    }

    /// Loads the account that a face means, as [`Journal::reference_of_face`] gives it.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    pub fn load_face(&mut self, face: EvmAddress) -> Result<AccountRef, Fault> {
        if let Some(loaded) = self.accounts.get(&face) {
            return Ok(loaded.holder);
        }
        if self.aliases.contains_key(&face) {
            let account = self.reference_of_face(face)?;
            self.load(&account)?;
            return Ok(account);
        }
        let (holder, recorded, data) = self.committed_at(face)?;
        let account = match recorded {
            Some(address) => self.recorded_reference(face, address),
            None => holder,
        };
        if account.face == face {
            self.take_in(account, data);
        } else {
            self.aliases.insert(face, recorded);
            self.load(&account)?;
        }
        Ok(account)
    }

    /// What is committed under a face of which nothing is known: who holds it, the record of that, and the
    /// holder's account.
    fn committed_at(
        &mut self,
        face: EvmAddress,
    ) -> Result<(AccountRef, Option<Address>, Option<AccountData>), Fault> {
        self.observe(|| StateKey::Alias(face));
        let born = self.forms.of_face(face);
        let (recorded, data) = self.hook.account_of_face(face, &born.address)?;
        let holder = match recorded {
            Some(address) => AccountRef { address, face, is_aliased: true },
            None => born,
        };
        Ok((holder, recorded, data))
    }

    /// Takes the holder of a face into the overlay.
    fn bring_in(&mut self, holder: AccountRef) -> Result<(), Fault> {
        let data = self.hook.account(&holder.address)?;
        self.take_in(holder, data);
        Ok(())
    }

    /// As [`Journal::bring_in`], with what is committed of it.
    fn take_in(&mut self, holder: AccountRef, data: Option<AccountData>) {
        self.observe(|| StateKey::Account(holder.address, AccountField::Whole));
        let data = match self.forms.fixed_code(&holder.address) {
            Some(code) => Some(AccountData { code, ..data.unwrap_or_default() }),
            None => data,
        };
        let mut loaded = match data {
            Some(data) => self.adopt(holder, data),
            None => OverlayAccount::missing(holder),
        };
        loaded.evm.mark_cold();
        self.accounts.insert(holder.face, loaded);
    }

    /// Looks at an account, which is loaded for it. `None` for an aliased one that has no record: nothing
    /// is its own.
    #[inline]
    pub(super) fn look<T>(
        &mut self,
        account: &AccountRef,
        look: impl Fn(&OverlayAccount) -> T,
    ) -> Result<Option<T>, Fault> {
        if let Some(held) = self.accounts.get(&account.face).filter(|it| it.is_of(account)) {
            return Ok(Some(look(held)));
        }
        self.load(account)?;
        Ok(self.accounts.get(&account.face).filter(|it| it.is_of(account)).map(look))
    }

    /// Works on an account that is about to be written: it is loaded, and its alias recorded when the
    /// write is its first.
    ///
    /// # Errors
    /// [`WriteError::AliasTaken`] or a fault.
    #[inline]
    pub(super) fn open<T>(
        &mut self,
        account: &AccountRef,
        work: impl FnOnce(&mut OverlayAccount) -> T,
    ) -> Result<T, WriteError> {
        let held = self.accounts.get_mut(&account.face);
        if let Some(held) = held.filter(|it| it.is_of(account)) {
            return Ok(work(held));
        }
        self.record_alias(account)?;
        self.load(account)?;
        let missing = Fault::Invariant("a loaded account is in the overlay");
        Ok(work(self.accounts.get_mut(&account.face).ok_or(missing)?))
    }

    /// Changes an account, and keeps the entry that undoes it.
    ///
    /// # Errors
    /// [`WriteError::ReadOnly`], [`WriteError::ForeignWrite`], what `change` refuses, or a fault.
    #[inline]
    pub(super) fn change(
        &mut self,
        account: &AccountRef,
        change: impl FnOnce(&mut OverlayAccount) -> Result<JournalEntry, WriteError>,
    ) -> Result<(), WriteError> {
        self.check_write(account.face)?;
        let (entry, is_newly_touched) =
            self.open(account, |it| change(it).map(|entry| (entry, it.touch())))??;
        self.push(entry);
        if is_newly_touched {
            self.push(JournalEntry::AccountTouched(account.face));
        }
        Ok(())
    }

    /// Splits a committed account into what revm keeps and what lies beside it.
    fn adopt(&mut self, holder: AccountRef, data: AccountData) -> OverlayAccount {
        let (evm_code, code_hash) = match data.code.vm_type {
            None => (Bytecode::default(), KECCAK256_EMPTY),
            Some(VmType::EVM) => (self.analysed(&data.code), data.code.hash),
            Some(_) => super::account::designator(),
        };
        let (balance, nonce) = (data.balance, data.nonce);
        let info =
            AccountInfo { balance, nonce, code_hash, account_id: None, code: Some(evm_code) };
        OverlayAccount {
            holder,
            committed: Committed { balance, nonce, code_hash },
            evm: Account::default().with_info(info),
            native: native_fields(data),
        }
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

impl OverlayAccount {
    /// An account of which nothing is committed.
    fn missing(holder: AccountRef) -> Self {
        let evm = Account::new_not_existing(TransactionId::ZERO);
        let committed = Committed { balance: U256::ZERO, nonce: 0, code_hash: evm.info.code_hash };
        Self { holder, committed, evm, native: None }
    }

    /// Whether it is an account's: what is recorded for its face, or for one that is not aliased, whatever
    /// lies there.
    #[inline]
    fn is_of(&self, account: &AccountRef) -> bool {
        !account.is_aliased || self.holder == *account
    }

    /// Marks the account as changed; false where it was before.
    #[inline]
    pub(super) fn touch(&mut self) -> bool {
        let is_new = !self.evm.is_touched();
        self.evm.mark_touch();
        is_new
    }

    /// Code of another VM than the EVM.
    #[inline]
    fn native_code(&self) -> Option<&Code> {
        self.native.as_ref().map(|it| &it.code).filter(|it| !it.is_none())
    }

    /// Whether the EVM sees code.
    #[inline]
    fn shows_code(&self) -> bool {
        let hash = &self.evm.info.code_hash;
        *hash != KECCAK256_EMPTY && !hash.is_zero()
    }

    /// The VM that runs the account's code.
    #[inline]
    pub(super) fn vm_type(&self) -> Option<VmType> {
        let native = self.native_code().and_then(|code| code.vm_type);
        native.or_else(|| self.shows_code().then_some(VmType::EVM))
    }

    /// The account's code, whichever VM runs it.
    pub(super) fn code(&self) -> Code {
        match self.native_code() {
            Some(native) => native.clone(),
            None if self.shows_code() => self.evm_code(),
            None => Code::default(),
        }
    }

    fn evm_code(&self) -> Code {
        let info = &self.evm.info;
        let bytes = info.code.as_ref().map(Bytecode::original_bytes).unwrap_or_default();
        Code { vm_type: Some(VmType::EVM), bytes, hash: info.code_hash }
    }

    /// The account's code, where the transaction changed it.
    pub(super) fn changed_code(&self) -> Option<Code> {
        if let Some(native) = self.native.as_ref().filter(|it| !it.code.is_none()) {
            return native.is_changed.then(|| native.code.clone());
        }
        let hash = self.evm.info.code_hash;
        if hash == self.committed.code_hash {
            return None;
        }
        Some(if hash == KECCAK256_EMPTY { Code::default() } else { self.evm_code() })
    }
}

/// What of a committed account the EVM does not see, if there is something.
fn native_fields(data: AccountData) -> Option<Box<NativeAccount>> {
    let AccountData { code, metadata, owner, username, developer_reward, .. } = data;
    let is_native = code.vm_type.is_some_and(|it| it != VmType::EVM);
    let has_texts = metadata != [0; 2] || owner.is_some() || !username.is_empty();
    if !is_native && !has_texts && developer_reward.is_zero() {
        return None;
    }
    let code = if is_native { code } else { Code::default() };
    let is_changed = false;
    Some(Box::new(NativeAccount { code, metadata, owner, username, developer_reward, is_changed }))
}
