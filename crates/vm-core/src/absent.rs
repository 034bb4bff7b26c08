//! What a placeholder session is made of: no state, no forms, no dispatcher.

use crate::{
    AccountData, AccountRef, Address, AddressForms, BlockchainHook, Bytes, CallOutcome,
    CallRequest, CreateOutcome, CreateRequest, Dispatcher, EvmAddress, Fault, GasUnit, Moved,
    Release, Session, StoredValue, U256, VmType,
};
use alloy_primitives::B256;

/// Nothing: every question is a fault, because nobody may ask a placeholder.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Absent;

const ASKED: Fault = Fault::Invariant("a placeholder session is never asked");

impl BlockchainHook for Absent {
    fn account(&self, _address: &Address) -> Result<Option<AccountData>, Fault> {
        Err(ASKED)
    }

    fn storage(&self, _address: &Address, _key: &[u8]) -> Result<StoredValue, Fault> {
        Err(ASKED)
    }

    fn slot(&self, _address: &Address, _slot: U256) -> Result<U256, Fault> {
        Err(ASKED)
    }

    fn address_of_alias(&self, _alias: EvmAddress) -> Result<Option<Address>, Fault> {
        Err(ASKED)
    }

    fn storage_entries(&self, _address: &Address) -> Result<Vec<(Bytes, Bytes)>, Fault> {
        Err(ASKED)
    }

    fn block_hash(&self, _nonce: u64) -> Result<Option<B256>, Fault> {
        Err(ASKED)
    }
}

impl AddressForms for Absent {
    fn of_address(&self, address: &Address) -> AccountRef {
        AccountRef { address: *address, ..AccountRef::default() }
    }

    fn of_face(&self, face: EvmAddress) -> AccountRef {
        AccountRef { face, ..AccountRef::default() }
    }
}

impl Dispatcher for Absent {
    fn call(&self, session: Box<Session>, _request: CallRequest) -> Moved<CallOutcome> {
        (session, Err(ASKED))
    }

    fn create(&self, session: Box<Session>, _request: CreateRequest) -> Moved<CreateOutcome> {
        (session, Err(ASKED))
    }

    fn is_built_in(&self, _function: &[u8], _release: Release) -> bool {
        false
    }

    fn gas_unit(&self, _vm_type: VmType) -> Option<GasUnit> {
        None
    }
}
