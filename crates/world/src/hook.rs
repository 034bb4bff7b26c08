//! The state as committed state that nobody changes meanwhile.

use crate::WorldState;
use crate::state::Face;
use alloy_primitives::B256;
use vm_core::{
    AccountData, Address, BlockchainHook, Bytes, EvmAddress, FaceView, Fault, StoredValue, U256,
    ValidatorStatus,
};

impl BlockchainHook for WorldState {
    fn account(&self, address: &Address) -> Result<Option<AccountData>, Fault> {
        Ok(self.account(address).map(|account| account.data.clone()))
    }

    fn storage(&self, address: &Address, key: &[u8]) -> Result<StoredValue, Fault> {
        let value = self.account(address).and_then(|account| account.storage.get(key)).cloned();
        Ok(StoredValue { value: value.unwrap_or_default(), trie_depth: 0 })
    }

    fn slot(&self, address: &Address, slot: U256) -> Result<U256, Fault> {
        let value = self.account(address).and_then(|account| account.slots.get(&slot));
        Ok(value.copied().unwrap_or_default())
    }

    fn has_slots(&self, address: &Address) -> Result<bool, Fault> {
        Ok(self.account(address).is_some_and(|account| !account.slots.is_empty()))
    }

    fn address_of_alias(&self, alias: EvmAddress) -> Result<Option<Address>, Fault> {
        Ok(self.alias(alias))
    }

    fn see_face(&self, face: EvmAddress, born: &Address, see: FaceView<'_>) -> Result<(), Fault> {
        let (recorded, account) = match self.face(&face) {
            Some(Face { recorded: Some(address), .. }) => (Some(&**address), self.account(address)),
            Some(Face { own, .. }) => (None, own.as_ref()),
            None => (None, self.account(born)),
        };
        see(recorded, account.map(|account| &account.data));
        Ok(())
    }

    fn storage_entries(&self, address: &Address) -> Result<Vec<(Bytes, Bytes)>, Fault> {
        let entries = self.account(address).into_iter().flat_map(|account| &account.storage);
        Ok(entries.map(|(key, value)| (key.clone(), value.clone())).collect())
    }

    fn block_hash(&self, nonce: u64) -> Result<Option<B256>, Fault> {
        Ok(self.block_hash(nonce))
    }

    fn validator(&self, key: &[u8]) -> Result<ValidatorStatus, Fault> {
        Ok(self.validator(key))
    }

    fn eligible_validators(&self) -> Result<Option<u64>, Fault> {
        Ok(self.eligible_validators())
    }
}
