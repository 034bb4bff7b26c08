//! The committed state that sessions share.

use crate::WorldState;
use crate::state::Face;
use account_map::EvmForms;
use alloy_primitives::B256;
use parking_lot::RwLock;
use vm_core::{
    AccountData, Address, BlockchainHook, Bytes, EvmAddress, FaceView, Fault, StateChange,
    StoredValue, U256, ValidatorStatus,
};

/// Committed state behind a lock: many sessions read it, a block's commit writes it.
#[derive(Debug, Default)]
pub struct World(RwLock<WorldState>);

impl World {
    /// An empty world of a chain.
    #[must_use]
    pub fn new(forms: EvmForms) -> Self {
        Self(RwLock::new(WorldState::new(forms)))
    }

    /// A world with this state.
    #[must_use]
    pub const fn with_state(state: WorldState) -> Self {
        Self(RwLock::new(state))
    }

    /// A copy of the whole state, for comparisons and dumps.
    #[must_use]
    pub fn state(&self) -> WorldState {
        self.0.read().clone()
    }

    /// Reads something of the state.
    pub fn read<T>(&self, view: impl FnOnce(&WorldState) -> T) -> T {
        view(&self.0.read())
    }

    /// Changes the state outside of transactions: genesis, and steps of a scenario.
    pub fn update<T>(&self, change: impl FnOnce(&mut WorldState) -> T) -> T {
        change(&mut self.0.write())
    }

    /// Applies what a transaction changed.
    pub fn apply(&self, change: &StateChange) {
        self.0.write().apply(change);
    }
}

impl BlockchainHook for World {
    fn account(&self, address: &Address) -> Result<Option<AccountData>, Fault> {
        Ok(self.0.read().account(address).map(|account| account.data.clone()))
    }

    fn storage(&self, address: &Address, key: &[u8]) -> Result<StoredValue, Fault> {
        let state = self.0.read();
        let value = state.account(address).and_then(|account| account.storage.get(key)).cloned();
        Ok(StoredValue { value: value.unwrap_or_default(), trie_depth: 0 })
    }

    fn slot(&self, address: &Address, slot: U256) -> Result<U256, Fault> {
        let state = self.0.read();
        let value = state.account(address).and_then(|account| account.slots.get(&slot));
        Ok(value.copied().unwrap_or_default())
    }

    fn has_slots(&self, address: &Address) -> Result<bool, Fault> {
        Ok(self.0.read().account(address).is_some_and(|account| !account.slots.is_empty()))
    }

    fn address_of_alias(&self, alias: EvmAddress) -> Result<Option<Address>, Fault> {
        Ok(self.0.read().alias(alias))
    }

    fn see_face(&self, face: EvmAddress, born: &Address, see: FaceView<'_>) -> Result<(), Fault> {
        let state = self.0.read();
        let (recorded, account) = match state.face(&face) {
            Some(Face { recorded: Some(address), .. }) => (Some(address), state.account(address)),
            Some(Face { own, .. }) => (None, own.as_ref()),
            None => (None, state.account(born)),
        };
        see(recorded, account.map(|account| &account.data));
        Ok(())
    }

    fn storage_entries(&self, address: &Address) -> Result<Vec<(Bytes, Bytes)>, Fault> {
        let state = self.0.read();
        let entries = state.account(address).into_iter().flat_map(|account| &account.storage);
        Ok(entries.map(|(key, value)| (key.clone(), value.clone())).collect())
    }

    fn block_hash(&self, nonce: u64) -> Result<Option<B256>, Fault> {
        Ok(self.0.read().block_hash(nonce))
    }

    fn validator(&self, key: &[u8]) -> Result<ValidatorStatus, Fault> {
        Ok(self.0.read().validator(key))
    }

    fn eligible_validators(&self) -> Result<Option<u64>, Fault> {
        Ok(self.0.read().eligible_validators())
    }
}
