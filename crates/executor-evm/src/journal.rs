//! The shared journal as revm sees it.
//!
//! Every method goes to the session's journal; nothing is kept here. What revm knows as the end of a
//! transaction does nothing, because only the outermost exit of the runtime commits.

use crate::database::{DatabaseError, HookDatabase};
use crate::frame::account_of;
use crate::journaled_account::JournaledAccount;
use crate::trace;
use core::mem;
use revm::context_interface::context::{SStoreResult, SelfDestructResult, StateLoad};
use revm::context_interface::journaled_state::{
    AccountInfoLoad, AccountLoad, JournalCheckpoint, JournalLoadError, JournalTr, TransferError,
};
use revm::primitives::hardfork::SpecId;
use revm::primitives::{AddressMap, AddressSet, HashSet, Log};
use revm::state::{Account, Bytecode};
use std::sync::Arc;
use vm_core::{
    B256, BlockchainHook, Checkpoint, EvmAddress, Fault, Loaded, OutgoingTransfer, SelfDestruct,
    SelfDestructOutcome, Session, U256, WriteError,
};

type LoadError = JournalLoadError<DatabaseError>;

/// A newtype over the session, whose journal revm borrows while it runs.
#[derive(Debug)]
pub(crate) struct EvmJournal {
    pub(crate) session: Box<Session>,
    /// What lies in `session`'s place while that one is elsewhere.
    parked: Option<Box<Session>>,
    database: HookDatabase,
    precompiles: &'static AddressSet,
    /// Nonce of a creator whose transaction the node has counted already; the next load takes it.
    pub(crate) counted: Option<u64>,
    /// What revm may change freely: nothing, because nobody writes around the journal.
    lent: (),
}

impl EvmJournal {
    pub(crate) fn of(database: HookDatabase, precompiles: &'static AddressSet) -> Self {
        Self {
            session: Session::placeholder(Arc::clone(&database.environment)),
            parked: None,
            database,
            precompiles,
            counted: None,
            lent: (),
        }
    }

    /// Sends the balance of a contract that destroys itself away, where the beneficiary lies in another shard. True
    /// when there was some.
    fn send_balance_away(
        &mut self,
        address: EvmAddress,
        target: EvmAddress,
    ) -> Result<bool, WriteError> {
        let journal = &mut self.session.journal;
        if !journal.is_face_elsewhere(target)? {
            return Ok(false);
        }
        let own = account_of(journal, address)?;
        let (to, value) = (journal.reference_of_face(target)?, journal.balance(&own)?);
        if value.is_zero() {
            return Ok(false);
        }
        let payment = OutgoingTransfer::payment(own.address, to.address, value);
        journal.send_out(&own, payment).map(|()| true)
    }

    /// Takes a session in.
    pub(crate) fn enter(&mut self, session: Box<Session>) {
        self.parked = Some(mem::replace(&mut self.session, session));
    }

    /// Gives the session out; a placeholder takes its place.
    pub(crate) fn leave(&mut self) -> Box<Session> {
        let parked = self
            .parked
            .take()
            .unwrap_or_else(|| Session::placeholder(Arc::clone(&self.database.environment)));
        mem::replace(&mut self.session, parked)
    }

    /// Takes block hashes from a state.
    pub(crate) fn read_from(&mut self, hook: &Arc<dyn BlockchainHook>) {
        if !Arc::ptr_eq(&self.database.hook, hook) {
            self.database.hook = Arc::clone(hook);
        }
    }

    /// Sets the precompiles of a fork.
    pub(crate) const fn set_precompiles(&mut self, precompiles: &'static AddressSet) {
        self.precompiles = precompiles;
    }

    fn refused(&mut self, error: WriteError) -> TransferError {
        match error {
            WriteError::OutOfFunds => TransferError::OutOfFunds,
            WriteError::Overflow => TransferError::OverflowPayment,
            WriteError::ReadOnly
            | WriteError::ForeignWrite
            | WriteError::AliasTaken
            | WriteError::Fault(_) => {
                self.session.journal.latch(error);
                TransferError::OutOfFunds
            }
        }
    }

    #[inline]
    fn load(
        &mut self,
        address: EvmAddress,
        skip_cold: bool,
    ) -> Result<StateLoad<&Account>, LoadError> {
        match self.session.journal.warm_account(address, skip_cold) {
            Ok(Some(Loaded { data, is_cold })) => Ok(StateLoad::new(data, is_cold)),
            Ok(None) => Err(JournalLoadError::ColdLoadSkipped),
            Err(fault) => Err(JournalLoadError::DBError(fault.into())),
        }
    }

    fn load_any(&mut self, address: EvmAddress) -> Result<StateLoad<&Account>, DatabaseError> {
        self.load(address, false).map_err(never_skipped)
    }
}

/// The error of a load that was not allowed to skip.
fn never_skipped(error: LoadError) -> DatabaseError {
    error
        .take_db_error()
        .unwrap_or_else(|| Fault::Invariant("a load that may not skip skipped").into())
}

impl JournalTr for EvmJournal {
    type Database = HookDatabase;
    type State = ();
    type JournaledAccount<'a> = JournaledAccount<'a>;

    fn new(database: HookDatabase) -> Self {
        static NONE: std::sync::LazyLock<AddressSet> =
            std::sync::LazyLock::new(AddressSet::default);
        Self::of(database, &NONE)
    }

    fn db_and_state(&self) -> (&HookDatabase, &()) {
        (&self.database, &self.lent)
    }

    fn db_and_state_mut(&mut self) -> (&mut HookDatabase, &mut ()) {
        (&mut self.database, &mut self.lent)
    }

    #[inline]
    fn sload_skip_cold_load(
        &mut self,
        address: EvmAddress,
        key: U256,
        skip_cold: bool,
    ) -> Result<StateLoad<U256>, LoadError> {
        match self.session.journal.slot(address, key, skip_cold) {
            Ok(Some(Loaded { data, is_cold })) => Ok(StateLoad::new(data, is_cold)),
            Ok(None) => Err(JournalLoadError::ColdLoadSkipped),
            Err(fault) => Err(JournalLoadError::DBError(fault.into())),
        }
    }

    #[inline]
    fn sstore_skip_cold_load(
        &mut self,
        address: EvmAddress,
        key: U256,
        value: U256,
        skip_cold: bool,
    ) -> Result<StateLoad<SStoreResult>, LoadError> {
        match self.session.journal.set_slot(address, key, value, skip_cold) {
            Ok(Some(Loaded { data, is_cold })) => {
                let result = SStoreResult {
                    original_value: data.original,
                    present_value: data.present,
                    new_value: data.new,
                };
                Ok(StateLoad::new(result, is_cold))
            }
            Ok(None) => Err(JournalLoadError::ColdLoadSkipped),
            Err(error) => Err(JournalLoadError::DBError(error.into())),
        }
    }

    #[inline]
    fn tload(&mut self, address: EvmAddress, key: U256) -> U256 {
        self.session.journal.transient(address, key)
    }

    #[inline]
    fn tstore(&mut self, address: EvmAddress, key: U256, value: U256) {
        self.session.journal.set_transient(address, key, value);
    }

    #[inline]
    fn log(&mut self, log: Log) {
        self.session.journal.evm_log(log);
    }

    fn take_logs(&mut self) -> Vec<Log> {
        self.session.journal.evm_logs().to_vec()
    }

    fn logs(&self) -> &[Log] {
        self.session.journal.evm_logs()
    }

    fn selfdestruct(
        &mut self,
        address: EvmAddress,
        target: EvmAddress,
        skip_cold: bool,
    ) -> Result<StateLoad<SelfDestructResult>, LoadError> {
        let is_cold = self.load(target, skip_cold)?.is_cold;
        if self.session.tracer.is_some() {
            let destroyed = self.session.journal.account(address);
            let value = destroyed.map_or(U256::ZERO, |it| it.info.balance);
            trace::self_destruct(&mut self.session, SelfDestruct { beneficiary: target, value });
        }
        let outcome = self.send_balance_away(address, target).and_then(|is_sent| {
            let outcome = self.session.journal.self_destruct(address, target)?;
            Ok(SelfDestructOutcome { had_value: outcome.had_value || is_sent, ..outcome })
        });
        let outcome = outcome.map_err(|error| JournalLoadError::DBError(error.into()))?;
        let result = SelfDestructResult {
            had_value: outcome.had_value,
            target_exists: outcome.target_exists,
            previously_destroyed: outcome.previously_destroyed,
        };
        Ok(StateLoad::new(result, is_cold))
    }

    fn warm_access_list(&mut self, list: AddressMap<HashSet<U256>>) {
        self.session.journal.warm_access_list(list);
    }

    fn warm_coinbase_account(&mut self, address: EvmAddress) {
        self.session.journal.warm_beneficiary(address);
    }

    fn warm_precompiles(&mut self, _addresses: &AddressSet) {
        self.session.journal.set_precompiles(self.precompiles);
    }

    fn precompile_addresses(&self) -> &AddressSet {
        self.precompiles
    }

    /// Does nothing: the journal's fork is the environment's.
    fn set_spec_id(&mut self, _spec_id: SpecId) {}

    /// Does nothing: the forks that have it are not supported.
    fn set_eip7708_config(&mut self, _disabled: bool, _delayed_clear_disabled: bool) {}

    #[inline]
    fn touch_account(&mut self, address: EvmAddress) {
        self.session.journal.touch(address);
    }

    fn transfer(
        &mut self,
        from: EvmAddress,
        to: EvmAddress,
        balance: U256,
    ) -> Result<Option<TransferError>, DatabaseError> {
        self.load_any(from)?;
        self.load_any(to)?;
        Ok(self.transfer_loaded(from, to, balance))
    }

    #[inline]
    fn transfer_loaded(
        &mut self,
        from: EvmAddress,
        to: EvmAddress,
        balance: U256,
    ) -> Option<TransferError> {
        match self.session.journal.transfer_loaded(from, to, balance) {
            Ok(()) => None,
            Err(error) => Some(self.refused(error)),
        }
    }

    /// Does nothing: accounts are changed through [`JournaledAccount`], which writes the entries.
    fn caller_accounting_journal_entry(&mut self, _: EvmAddress, _: U256, _: bool) {}

    fn balance_incr(&mut self, address: EvmAddress, balance: U256) -> Result<(), DatabaseError> {
        self.load_any(address)?;
        let account = self.session.journal.reference_of_face(address)?;
        Ok(self.session.journal.receive(&account, balance)?)
    }

    /// Does nothing, as [`JournalTr::caller_accounting_journal_entry`].
    fn nonce_bump_journal_entry(&mut self, _address: EvmAddress) {}

    fn load_account(&mut self, address: EvmAddress) -> Result<StateLoad<&Account>, DatabaseError> {
        self.load_any(address)
    }

    fn load_account_with_code(
        &mut self,
        address: EvmAddress,
    ) -> Result<StateLoad<&Account>, DatabaseError> {
        self.load_any(address)
    }

    fn load_account_delegated(
        &mut self,
        address: EvmAddress,
    ) -> Result<StateLoad<AccountLoad>, DatabaseError> {
        let fork = self.session.journal.fork();
        let account = self.load_any(address)?;
        let is_cold = account.is_cold;
        let is_empty = account.state_clear_aware_is_empty(fork);
        let delegate = account.info.code.as_ref().and_then(Bytecode::eip7702_address);
        let is_delegate_account_cold = match delegate {
            Some(delegate) => Some(self.load_any(delegate)?.is_cold),
            None => None,
        };
        let load = AccountLoad { is_delegate_account_cold, is_empty };
        Ok(StateLoad::new(load, is_cold))
    }

    fn load_account_mut_skip_cold_load(
        &mut self,
        address: EvmAddress,
        skip_cold: bool,
    ) -> Result<StateLoad<JournaledAccount<'_>>, LoadError> {
        let is_cold = self.load(address, skip_cold)?.is_cold;
        let counted = self.counted.take();
        let account = JournaledAccount::new(&mut self.session.journal, address, counted);
        Ok(StateLoad::new(account, is_cold))
    }

    fn load_account_mut_optional_code(
        &mut self,
        address: EvmAddress,
        _load_code: bool,
    ) -> Result<StateLoad<JournaledAccount<'_>>, DatabaseError> {
        self.load_account_mut_skip_cold_load(address, false).map_err(never_skipped)
    }

    fn set_code_with_hash(&mut self, address: EvmAddress, code: Bytecode, hash: B256) {
        self.session.journal.set_evm_code(address, code, hash);
    }

    #[inline]
    fn checkpoint(&mut self) -> JournalCheckpoint {
        let Checkpoint { entries, evm_logs } = self.session.journal.checkpoint();
        JournalCheckpoint { log_i: evm_logs, journal_i: entries, selfdestructed_i: 0 }
    }

    #[inline]
    fn checkpoint_commit(&mut self) {
        self.session.journal.keep();
    }

    #[inline]
    fn checkpoint_revert(&mut self, checkpoint: JournalCheckpoint) {
        self.session
            .journal
            .revert(Checkpoint { entries: checkpoint.journal_i, evm_logs: checkpoint.log_i });
    }

    fn create_account_checkpoint(
        &mut self,
        caller: EvmAddress,
        address: EvmAddress,
        balance: U256,
        _spec_id: SpecId,
    ) -> Result<JournalCheckpoint, TransferError> {
        let checkpoint = self.checkpoint();
        let journal = &mut self.session.journal;
        let error = match journal.create_account(address) {
            Ok(true) => match journal.transfer_loaded(caller, address, balance) {
                Ok(()) => return Ok(checkpoint),
                Err(error) => self.refused(error),
            },
            Ok(false) => TransferError::CreateCollision,
            Err(error) => self.refused(error),
        };
        self.checkpoint_revert(checkpoint);
        Err(error)
    }

    /// Depth of frames: 1 in the first frame of a transaction.
    fn depth(&self) -> usize {
        self.session.journal.frames().len()
    }

    fn commit_tx(&mut self) {}

    fn discard_tx(&mut self) {}

    /// Gives nothing away: the runtime derives the state change from the journal.
    fn finalize(&mut self) {}

    #[inline]
    fn load_account_info_skip_cold_load(
        &mut self,
        address: EvmAddress,
        _load_code: bool,
        skip_cold: bool,
    ) -> Result<AccountInfoLoad<'_>, LoadError> {
        let fork = self.session.journal.fork();
        let load = self.load(address, skip_cold)?;
        let is_empty = load.data.state_clear_aware_is_empty(fork);
        Ok(AccountInfoLoad::new(&load.data.info, load.is_cold, is_empty))
    }
}
