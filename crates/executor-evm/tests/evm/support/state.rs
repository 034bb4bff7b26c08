//! Committed state in maps.

use super::born;
use std::collections::BTreeMap;
use vm_core::{
    AccountData, Address, B256, BlockchainHook, Bytes, Code, EvmAddress, Fault, StoredValue, U256,
    VmType,
};

#[derive(Clone, Debug, Default)]
pub(crate) struct TestState {
    pub(crate) accounts: BTreeMap<Address, AccountData>,
    pub(crate) slots: BTreeMap<(Address, U256), U256>,
    pub(crate) aliases: BTreeMap<EvmAddress, Address>,
    pub(crate) storage: BTreeMap<(Address, Bytes), Bytes>,
}

impl TestState {
    pub(crate) fn with_account(mut self, face: EvmAddress, balance: u64, code: &[u8]) -> Self {
        let code = match code {
            [] => Code::default(),
            code => Code::new(VmType::EVM, Bytes::copy_from_slice(code)),
        };
        let data = AccountData {
            nonce: u64::from(!code.is_none()),
            balance: U256::from(balance),
            code,
            ..AccountData::default()
        };
        self.accounts.insert(born(face).address, data);
        self
    }

    pub(crate) fn with_slot(mut self, face: EvmAddress, slot: u64, value: u64) -> Self {
        let key = (born(face).address, U256::from(slot));
        self.slots.insert(key, U256::from(value));
        self
    }

    /// A contract of another VM, with its alias record.
    pub(crate) fn with_foreign(mut self, address: Address, alias: EvmAddress, name: &[u8]) -> Self {
        let data = AccountData {
            code: Code::new(VmType::SPACE, Bytes::copy_from_slice(name)),
            ..AccountData::default()
        };
        self.accounts.insert(address, data);
        self.aliases.insert(alias, address);
        self
    }
}

impl BlockchainHook for TestState {
    fn account(&self, address: &Address) -> Result<Option<AccountData>, Fault> {
        Ok(self.accounts.get(address).cloned())
    }

    fn storage(&self, address: &Address, key: &[u8]) -> Result<StoredValue, Fault> {
        let key = (*address, Bytes::copy_from_slice(key));
        Ok(StoredValue {
            value: self.storage.get(&key).cloned().unwrap_or_default(),
            trie_depth: 0,
        })
    }

    fn slot(&self, address: &Address, slot: U256) -> Result<U256, Fault> {
        Ok(self.slots.get(&(*address, slot)).copied().unwrap_or_default())
    }

    fn address_of_alias(&self, alias: EvmAddress) -> Result<Option<Address>, Fault> {
        Ok(self.aliases.get(&alias).copied())
    }

    fn storage_entries(&self, address: &Address) -> Result<Vec<(Bytes, Bytes)>, Fault> {
        let entries = self.storage.iter().filter(|((owner, _), _)| owner == address);
        Ok(entries.map(|((_, key), value)| (key.clone(), value.clone())).collect())
    }

    fn block_hash(&self, nonce: u64) -> Result<Option<B256>, Fault> {
        Ok(Some(B256::with_last_byte(nonce as u8)))
    }
}
