//! The committed state that sessions share.

use crate::WorldState;
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
        BlockchainHook::account(&*self.0.read(), address)
    }

    fn storage(&self, address: &Address, key: &[u8]) -> Result<StoredValue, Fault> {
        self.0.read().storage(address, key)
    }

    fn slot(&self, address: &Address, slot: U256) -> Result<U256, Fault> {
        self.0.read().slot(address, slot)
    }

    fn has_slots(&self, address: &Address) -> Result<bool, Fault> {
        self.0.read().has_slots(address)
    }

    fn address_of_alias(&self, alias: EvmAddress) -> Result<Option<Address>, Fault> {
        self.0.read().address_of_alias(alias)
    }

    fn see_face(&self, face: EvmAddress, born: &Address, see: FaceView<'_>) -> Result<(), Fault> {
        self.0.read().see_face(face, born, see)
    }

    fn storage_entries(&self, address: &Address) -> Result<Vec<(Bytes, Bytes)>, Fault> {
        self.0.read().storage_entries(address)
    }

    fn block_hash(&self, nonce: u64) -> Result<Option<B256>, Fault> {
        BlockchainHook::block_hash(&*self.0.read(), nonce)
    }

    fn validator(&self, key: &[u8]) -> Result<ValidatorStatus, Fault> {
        BlockchainHook::validator(&*self.0.read(), key)
    }

    fn eligible_validators(&self) -> Result<Option<u64>, Fault> {
        BlockchainHook::eligible_validators(&*self.0.read())
    }
}
