//! One account that revm changes, entry by entry, in the shared journal.

use crate::database::DatabaseError;
use revm::context_interface::ErasedError;
use revm::context_interface::context::{SStoreResult, StateLoad};
use revm::context_interface::journaled_state::account::JournaledAccountTr;
use revm::context_interface::journaled_state::{JournalLoadErasedError, JournalLoadError};
use revm::primitives::KECCAK_EMPTY;
use revm::state::{Account, Bytecode, EvmStorageSlot};
use std::sync::LazyLock;
use vm_core::{AccountRef, B256, EvmAddress, Fault, Journal, Loaded, U256, WriteError};

/// Stands for an account that is not loaded; one is never made for such an account.
static NOBODY: LazyLock<(Account, Bytecode)> = LazyLock::new(Default::default);

/// A loaded account.
#[derive(Debug)]
pub(crate) struct JournaledAccount<'a> {
    journal: &'a mut Journal,
    address: EvmAddress,
    /// The nonce to count from, where the node has counted the transaction already.
    counted: Option<u64>,
}

impl<'a> JournaledAccount<'a> {
    pub(crate) const fn new(
        journal: &'a mut Journal,
        address: EvmAddress,
        counted: Option<u64>,
    ) -> Self {
        Self { journal, address, counted }
    }

    fn reference(&mut self) -> Result<AccountRef, Fault> {
        match self.journal.frame() {
            Some(frame) if frame.callee.face == self.address => Ok(frame.callee),
            Some(_) | None => self.journal.reference_of_face(self.address),
        }
    }

    /// Makes a change; a refusal is latched, because revm's interface cannot return it.
    fn change(
        &mut self,
        change: impl FnOnce(&mut Journal, &AccountRef) -> Result<(), WriteError>,
    ) -> bool {
        let result = match self.reference() {
            Ok(account) => change(self.journal, &account),
            Err(fault) => Err(fault.into()),
        };
        match result {
            Ok(()) => true,
            Err(error) => {
                self.journal.latch(error);
                false
            }
        }
    }
}

fn erased(error: WriteError) -> JournalLoadErasedError {
    JournalLoadError::DBError(ErasedError::new(DatabaseError(error)))
}

impl JournaledAccountTr for JournaledAccount<'_> {
    fn account(&self) -> &Account {
        self.journal.account(self.address).unwrap_or(&NOBODY.0)
    }

    /// Refused: a slot is read and written by value, never lent.
    fn sload(
        &mut self,
        _key: U256,
        _skip_cold: bool,
    ) -> Result<StateLoad<&mut EvmStorageSlot>, JournalLoadErasedError> {
        Err(erased(Fault::Invariant("a slot of the journal is never lent").into()))
    }

    fn sstore(
        &mut self,
        key: U256,
        new: U256,
        skip_cold: bool,
    ) -> Result<StateLoad<SStoreResult>, JournalLoadErasedError> {
        let stored = self.journal.set_slot(self.address, key, new, skip_cold);
        let Loaded { data, is_cold } =
            stored.map_err(erased)?.ok_or(JournalLoadError::ColdLoadSkipped)?;
        let result = SStoreResult {
            original_value: data.original,
            present_value: data.present,
            new_value: data.new,
        };
        Ok(StateLoad::new(result, is_cold))
    }

    fn load_code(&mut self) -> Result<&Bytecode, JournalLoadErasedError> {
        Ok(Self::code(self).unwrap_or(&NOBODY.1))
    }

    fn balance(&self) -> &U256 {
        &self.account().info.balance
    }

    fn nonce(&self) -> u64 {
        self.counted.unwrap_or(self.account().info.nonce)
    }

    fn code_hash(&self) -> &B256 {
        &self.account().info.code_hash
    }

    fn code(&self) -> Option<&Bytecode> {
        self.account().info.code.as_ref()
    }

    fn touch(&mut self) {
        self.journal.touch(self.address);
    }

    /// Does nothing: warmth changes by entries only.
    fn unsafe_mark_cold(&mut self) {}

    fn set_balance(&mut self, balance: U256) {
        self.touch();
        if *self.balance() != balance {
            self.change(|journal, account| journal.set_balance(account, balance));
        }
    }

    fn incr_balance(&mut self, balance: U256) -> bool {
        let grown = self.balance().checked_add(balance);
        self.touch();
        grown.map(|grown| self.set_balance(grown)).is_some()
    }

    fn decr_balance(&mut self, balance: U256) -> bool {
        let left = self.balance().checked_sub(balance);
        self.touch();
        left.map(|left| self.set_balance(left)).is_some()
    }

    fn bump_nonce(&mut self) -> bool {
        self.touch();
        if self.counted.is_some() {
            return true;
        }
        let Some(next) = self.nonce().checked_add(1) else {
            return false;
        };
        self.change(|journal, account| journal.set_nonce(account, next))
    }

    fn set_nonce(&mut self, nonce: u64) {
        self.change(|journal, account| journal.set_nonce(account, nonce));
    }

    /// The same as [`JournaledAccountTr::set_nonce`]: no change without an entry.
    fn unsafe_set_nonce(&mut self, nonce: u64) {
        self.set_nonce(nonce);
    }

    fn set_code(&mut self, code_hash: B256, code: Bytecode) {
        self.journal.set_evm_code(self.address, code, code_hash);
    }

    fn set_code_and_hash_slow(&mut self, code: Bytecode) {
        let hash = code.hash_slow();
        self.set_code(hash, code);
    }

    fn delegate(&mut self, address: EvmAddress) {
        if address.is_zero() {
            self.set_code(KECCAK_EMPTY, Bytecode::default());
        } else {
            self.set_code_and_hash_slow(Bytecode::new_eip7702(address));
        }
        self.bump_nonce();
    }
}
