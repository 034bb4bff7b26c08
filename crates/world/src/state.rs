//! The whole committed state as a plain value: comparable, and applied to.

use crate::WorldAccount;
use account_map::EvmForms;
use alloy_primitives::B256;
use alloy_primitives::map::{AddressMap, FbBuildHasher, HashMap};
use std::collections::BTreeMap;
use vm_core::{Address, AddressForms, Bytes, EvmAddress, StateChange, ValidatorStatus};

/// Accounts, alias records, block hashes, and what consensus knows of validators.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorldState {
    accounts: HashMap<Address, WorldAccount, FbBuildHasher<{ Address::LENGTH }>>,
    aliases: AddressMap<Address>,
    block_hashes: BTreeMap<u64, B256>,
    validators: BTreeMap<Bytes, ValidatorStatus>,
    eligible_validators: Option<u64>,
    forms: EvmForms,
}

impl WorldState {
    /// An empty state of a chain.
    #[must_use]
    pub fn new(forms: EvmForms) -> Self {
        Self { forms, ..Self::default() }
    }

    /// Puts an account in the place of the one at its address, and records its alias.
    pub fn insert(&mut self, address: Address, account: WorldAccount) {
        let reference = self.forms.of_address(&address);
        if reference.is_aliased {
            self.aliases.insert(reference.face, address);
        }
        self.accounts.insert(address, account);
    }

    /// Removes an account; its alias record stays, because it says nothing but who hashes to it.
    pub fn remove(&mut self, address: &Address) -> Option<WorldAccount> {
        self.accounts.remove(address)
    }

    /// The account at an address.
    #[must_use]
    pub fn account(&self, address: &Address) -> Option<&WorldAccount> {
        self.accounts.get(address)
    }

    /// The account at an address, for a change outside of transactions. Inserts an empty one.
    pub fn account_mut(&mut self, address: &Address) -> &mut WorldAccount {
        if !self.accounts.contains_key(address) {
            self.insert(*address, WorldAccount::default());
        }
        self.accounts.entry(*address).or_default()
    }

    /// All accounts in address order.
    #[must_use]
    pub fn accounts(&self) -> BTreeMap<Address, &WorldAccount> {
        self.accounts.iter().map(|(address, account)| (*address, account)).collect()
    }

    /// The canonical address recorded for a face.
    #[must_use]
    pub fn alias(&self, face: EvmAddress) -> Option<Address> {
        self.aliases.get(&face).copied()
    }

    /// Sets the hash of a recent block.
    pub fn set_block_hash(&mut self, nonce: u64, hash: B256) {
        self.block_hashes.insert(nonce, hash);
    }

    /// Hash of a recent block.
    #[must_use]
    pub fn block_hash(&self, nonce: u64) -> Option<B256> {
        self.block_hashes.get(&nonce).copied()
    }

    /// Sets what consensus knows of the node with a BLS key, for the blocks that follow.
    pub fn set_validator(&mut self, key: Bytes, status: ValidatorStatus) {
        self.validators.insert(key, status);
    }

    /// What consensus knows of the node with a BLS key.
    #[must_use]
    pub fn validator(&self, key: &[u8]) -> ValidatorStatus {
        self.validators.get(key).copied().unwrap_or_default()
    }

    /// Sets how many nodes are eligible in the blocks that follow; `None` where the chain has no
    /// validators, which is how it starts.
    pub const fn set_eligible_validators(&mut self, count: Option<u64>) {
        self.eligible_validators = count;
    }

    /// How many nodes are eligible.
    #[must_use]
    pub const fn eligible_validators(&self) -> Option<u64> {
        self.eligible_validators
    }

    /// Applies what a transaction changed.
    pub fn apply(&mut self, change: &StateChange) {
        for (address, account_change) in &change.accounts {
            if let Some(face) = account_change.alias {
                self.aliases.insert(face, *address);
            }
            if let Some(face) = account_change.linked {
                self.aliases.insert(face, *address);
            }
            if account_change.is_deleted {
                self.accounts.remove(address);
                continue;
            }
            let account = self.accounts.entry(*address).or_default();
            account.apply(account_change);
            if account.is_empty() && !account_change.exists {
                self.accounts.remove(address);
            }
        }
    }
}
