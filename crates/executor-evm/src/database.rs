//! What revm calls a database: nothing but block hashes, because state is read by the journal.

use core::fmt;
use revm::context_interface::DBErrorMarker;
use revm::database_interface::Database;
use revm::state::{AccountInfo, Bytecode};
use std::sync::Arc;
use vm_core::{B256, BlockchainHook, Environment, EvmAddress, Fault, U256, WriteError};

/// Why revm could not go on: the journal refused a write, or the node is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DatabaseError(pub(crate) WriteError);

impl fmt::Display for DatabaseError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl core::error::Error for DatabaseError {}

impl DBErrorMarker for DatabaseError {}

impl From<Fault> for DatabaseError {
    fn from(fault: Fault) -> Self {
        Self(WriteError::Fault(fault))
    }
}

impl From<WriteError> for DatabaseError {
    fn from(error: WriteError) -> Self {
        Self(error)
    }
}

/// The committed state as revm may ask it.
#[derive(Clone, Debug)]
pub(crate) struct HookDatabase {
    pub(crate) hook: Arc<dyn BlockchainHook>,
    /// That of what lies in a session's place.
    pub(crate) environment: Arc<Environment>,
}

/// State is read through the journal, which observes every read.
const AROUND_THE_JOURNAL: Fault = Fault::Invariant("the EVM reads state through the journal");

impl Database for HookDatabase {
    type Error = DatabaseError;

    fn basic(&mut self, _address: EvmAddress) -> Result<Option<AccountInfo>, DatabaseError> {
        Err(AROUND_THE_JOURNAL.into())
    }

    fn code_by_hash(&mut self, _code_hash: B256) -> Result<Bytecode, DatabaseError> {
        Err(AROUND_THE_JOURNAL.into())
    }

    fn storage(&mut self, _address: EvmAddress, _slot: U256) -> Result<U256, DatabaseError> {
        Err(AROUND_THE_JOURNAL.into())
    }

    fn block_hash(&mut self, number: u64) -> Result<B256, DatabaseError> {
        Ok(self.hook.block_hash(number)?.unwrap_or_default())
    }
}
