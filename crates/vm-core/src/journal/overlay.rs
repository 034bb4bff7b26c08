//! The accounts of the overlay: what is kept of one, and how it comes in from committed state.

use super::entry::Entries;
use super::known::AnalysedCodes;
use super::{AccountField, Journal, JournalEntry, Known, StateKey, WriteError};
use crate::{
    AccountData, AccountRef, Address, Code, EvmAddress, Fault, NativeAccount, U256, VmType,
};
use alloy_primitives::{B256, KECCAK256_EMPTY};
use core::hint::cold_path;
use revm_state::{Account, AccountStatus, Bytecode, EvmStorage};

/// What the journal keeps of one account, under its face.
#[derive(Clone, Debug)]
pub(super) struct OverlayAccount {
    /// Whose the face is: the account that is recorded for it, or the one born there.
    pub(super) holder: AccountRef,
    /// What the EVM sees of it; revm borrows it.
    pub(super) evm: Account,
    /// What the EVM does not see of it; absent where that is empty.
    pub(super) native: Option<Box<OverlayNative>>,
    /// What was committed of what the EVM sees.
    pub(super) committed: Committed,
}

/// What the EVM does not see of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OverlayNative {
    /// Code of a WASM or system contract; EVM code is in revm's account.
    pub(super) code: Code,
    pub(super) fields: NativeAccount,
    /// Whether this transaction changed the code, and the fields.
    pub(super) has_new_code: bool,
    pub(super) has_new_fields: bool,
}

impl OverlayNative {
    /// Whether it says nothing.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Committed values of what most transactions change.
#[derive(Clone, Copy, Debug)]
pub(super) struct Committed {
    pub(super) balance: U256,
    pub(super) nonce: u64,
    pub(super) code_hash: B256,
}

/// That an account is not where it was loaded to.
pub(super) const NOT_LOADED: Fault = Fault::Invariant("a loaded account is in the overlay");

/// Slots for which the next account in the same memory has room.
const KEPT_SLOTS: usize = 64;

/// Of an account of which nothing is committed, and which nobody has met.
const MISSING: AccountStatus = AccountStatus::LoadedAsNotExisting.union(AccountStatus::Cold);

/// An account of which nothing is committed.
impl Default for OverlayAccount {
    fn default() -> Self {
        let mut evm = Account::default();
        evm.status = MISSING;
        let committed = Committed { balance: U256::ZERO, nonce: 0, code_hash: KECCAK256_EMPTY };
        Self { holder: AccountRef::default(), evm, native: None, committed }
    }
}

impl Journal {
    /// The account under a face, if it is loaded.
    #[must_use]
    #[inline]
    pub fn account(&self, face: EvmAddress) -> Option<&Account> {
        self.accounts.get(&self.main_face(face)).map(|it| &it.evm)
    }

    /// Every account that is loaded, as the EVM sees it, in no order that means something.
    pub fn loaded_accounts(&self) -> impl Iterator<Item = (EvmAddress, &Account)> {
        self.accounts.iter().map(|it| (it.holder.face, &it.evm))
    }

    /// Loads an account without warming it. An aliased account that has no record does not exist and
    /// is not loaded.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    #[inline]
    pub fn load(&mut self, account: &AccountRef) -> Result<(), Fault> {
        if self.accounts.contains(&account.face) { Ok(()) } else { self.load_unknown(account) }
    }

    #[inline(never)]
    fn load_unknown(&mut self, account: &AccountRef) -> Result<(), Fault> {
        let face = account.face;
        let is_of = |recorded| !account.is_aliased || recorded == Some(account.address);
        if let Some(recorded) = self.aliases.get(&face).copied() {
            return if is_of(recorded) { self.bring_in(self.holder(face)) } else { Ok(()) };
        }
        self.take_in(face, !account.is_aliased, |_, address| {
            let holder = AccountRef { address: *address, face, is_aliased: true };
            is_of(Some(*address)).then_some(holder)
        })?;
        Ok(())
    }

    /// Loads the account that a face means, as [`Journal::reference_of_face`] gives it.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    #[inline]
    pub fn load_face(&mut self, face: EvmAddress) -> Result<AccountRef, Fault> {
        match self.accounts.get(&face) {
            Some(loaded) => Ok(loaded.holder),
            None => self.load_unknown_face(face),
        }
    }

    #[inline(never)]
    fn load_unknown_face(&mut self, face: EvmAddress) -> Result<AccountRef, Fault> {
        if !self.aliases.contains_key(&face) {
            let place = self.take_in(face, true, |known, address| {
                Some(known.of_address(address)).filter(|it| it.face == face)
            })?;
            if let Some(taken) = place.and_then(|it| self.accounts.at(it)) {
                return Ok(taken.holder);
            }
        }
        let account = self.reference_of_face(face)?;
        self.load(&account)?;
        Ok(account)
    }

    /// Takes in what is committed under a face of which nothing is known: the account that `name` makes of a
    /// record, or where there is none, the one born there, if it is asked for. Where neither is taken in, the record
    /// is kept. Gives the place of the account.
    #[inline]
    fn take_in(
        &mut self,
        face: EvmAddress,
        takes_born: bool,
        name: impl Fn(&mut Known, &Address) -> Option<AccountRef>,
    ) -> Result<Option<usize>, Fault> {
        self.observe(|| StateKey::Alias(face));
        let Self { hook, known, accounts, aliases, .. } = self;
        let born = known.forms.of_face(face);
        let mut taken = None;
        hook.see_face(face, &born.address, &mut |recorded, data| {
            if taken.is_some() {
                return;
            }
            let named = recorded.map(|address| name(known, address));
            let holder = match &named {
                Some(named) => named.as_ref(),
                None => takes_born.then_some(&born),
            };
            taken = Some(if let Some(holder) = holder {
                Some(accounts.insert(&face, |it| it.adopt(holder, known, data)))
            } else {
                aliases.insert(face, recorded.copied());
                None
            });
        })?;
        let place = taken.ok_or(Fault::Invariant("a state shows what a face means"))?;
        if let (Some(recorder), Some(taken)) =
            (self.recorder.as_mut(), place.and_then(|it| self.accounts.at(it)))
        {
            recorder.read(StateKey::Account(taken.holder.address, AccountField::Whole));
        }
        Ok(place)
    }

    /// Takes the holder of a face into the overlay.
    fn bring_in(&mut self, holder: AccountRef) -> Result<(), Fault> {
        let data = self.hook.account(&holder.address)?;
        self.observe(|| StateKey::Account(holder.address, AccountField::Whole));
        let Self { known, accounts, .. } = self;
        accounts.insert(&holder.face, |it| it.adopt(&holder, known, data.as_ref()));
        Ok(())
    }

    /// Looks at an account, which is loaded for it. `None` for an aliased one that has no record: nothing
    /// is its own.
    #[inline]
    pub(super) fn look<T>(
        &mut self,
        account: &AccountRef,
        look: impl FnOnce(&OverlayAccount) -> T,
    ) -> Result<Option<T>, Fault> {
        let place = self.place(account)?;
        Ok(place.and_then(|it| self.accounts.at(it)).map(look))
    }

    /// The place of an account, which is loaded for it. `None` as in [`Journal::look`].
    #[inline]
    pub(super) fn place(&mut self, account: &AccountRef) -> Result<Option<usize>, Fault> {
        let known = self.known_place(account);
        if known.is_some() {
            return Ok(known);
        }
        self.load(account)?;
        Ok(self.known_place(account))
    }

    #[inline]
    fn known_place(&self, account: &AccountRef) -> Option<usize> {
        let place = self.accounts.place(&account.face)?;
        self.accounts.at(place)?.is_of(account).then_some(place)
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
        let place = self.open_place(account)?;
        Ok(work(self.accounts.at_mut(place).ok_or(NOT_LOADED)?))
    }

    /// The place of an account that is about to be written, as [`Journal::open`] prepares it.
    ///
    /// # Errors
    /// [`WriteError::AliasTaken`] or a fault.
    #[inline]
    pub(super) fn open_place(&mut self, account: &AccountRef) -> Result<usize, WriteError> {
        match self.known_place(account) {
            Some(place) => Ok(place),
            None => {
                cold_path();
                self.open_unknown(account)
            }
        }
    }

    #[inline(never)]
    fn open_unknown(&mut self, account: &AccountRef) -> Result<usize, WriteError> {
        self.record_alias(account)?;
        self.load(account)?;
        Ok(self.accounts.place(&account.face).ok_or(NOT_LOADED)?)
    }

    /// Changes an account, whose `change` adds the entry that undoes it.
    ///
    /// # Errors
    /// [`WriteError::ReadOnly`], [`WriteError::ForeignWrite`], what `change` refuses, or a fault.
    #[inline]
    pub(super) fn change(
        &mut self,
        account: &AccountRef,
        change: impl FnOnce(&mut OverlayAccount, &mut Entries) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        self.check_write(account.face)?;
        let place = self.open_place(account)?;
        let Self { accounts, entries, .. } = self;
        let held = accounts.at_mut(place).ok_or(NOT_LOADED)?;
        change(held, entries)?;
        if held.touch() {
            entries.push(|| JournalEntry::AccountTouched(account.face));
        }
        Ok(())
    }
}

impl OverlayAccount {
    /// Makes it what is committed of an account: what revm keeps of it, and what lies beside that. Some addresses
    /// have code whatever is committed. It may have been another account, whose memory it uses.
    #[inline]
    fn adopt(&mut self, holder: &AccountRef, known: &mut Known, data: Option<&AccountData>) {
        let Known { forms, codes, .. } = known;
        let fixed = forms.fixed_code(&holder.address);
        let code = fixed.or(data.map(|it| &it.code)).filter(|it| !it.is_none());
        let (balance, nonce) = data.map_or((U256::ZERO, 0), |it| (it.balance, it.nonce));
        self.holder = *holder;
        let fields = data.and_then(|it| it.native.written());
        // Most accounts are no contracts, and follow no contract in their memory.
        if code.is_some() || fields.is_some() || self.native.is_some() {
            self.native = native_part(code, fields);
        }
        if code.is_some() || self.evm.info.code_hash != KECCAK256_EMPTY {
            self.show_code(codes, code);
        }
        let Account { info, status, storage, .. } = &mut self.evm;
        (info.balance, info.nonce) = (balance, nonce);
        self.committed = Committed { balance, nonce, code_hash: info.code_hash };
        let exists = data.is_some() || fixed.is_some();
        *status = if exists { AccountStatus::Cold } else { MISSING };
        if !storage.is_empty() {
            forget(storage);
        }
    }

    /// Shows the EVM code of its own, the designator in the place of another VM's, or none.
    #[inline(never)]
    fn show_code(&mut self, codes: &mut AnalysedCodes, code: Option<&Code>) {
        let (code, hash) = match code.map(|it| (it, it.vm_type)) {
            Some((code, Some(VmType::EVM))) => (codes.get(code), code.hash),
            Some(_) => super::account::designator(),
            None => (Bytecode::default(), KECCAK256_EMPTY),
        };
        (self.evm.info.code, self.evm.info.code_hash) = (Some(code), hash);
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

    /// The native fields.
    #[inline]
    pub(super) fn native(&self) -> &NativeAccount {
        self.native.as_ref().map_or(NativeAccount::empty(), |it| &it.fields)
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
        Code::hashed(VmType::EVM, bytes, info.code_hash)
    }

    /// The account's code, where the transaction changed it.
    pub(super) fn changed_code(&self) -> Option<Code> {
        if let Some(native) = self.native.as_ref().filter(|it| !it.code.is_none()) {
            return native.has_new_code.then(|| native.code.clone());
        }
        let hash = self.evm.info.code_hash;
        if hash == self.committed.code_hash {
            return None;
        }
        Some(if hash == KECCAK256_EMPTY { Code::default() } else { self.evm_code() })
    }
}

/// What of an account the EVM does not see, if there is something.
#[inline(never)]
fn native_part(code: Option<&Code>, fields: Option<&NativeAccount>) -> Option<Box<OverlayNative>> {
    let code = code.filter(|it| it.vm_type != Some(VmType::EVM));
    if code.is_none() && fields.is_none() {
        return None;
    }
    Some(Box::new(OverlayNative {
        code: code.cloned().unwrap_or_default(),
        fields: fields.cloned().unwrap_or_default(),
        ..OverlayNative::default()
    }))
}

/// Forgets the slots of the account before.
#[inline(never)]
fn forget(slots: &mut EvmStorage) {
    slots.clear();
    slots.shrink_to(KEPT_SLOTS);
}
