//! The whole committed state as a plain value: comparable, and applied to.

use crate::WorldAccount;
use account_map::EvmForms;
use alloy_primitives::B256;
use alloy_primitives::map::{AddressMap, FbBuildHasher, HashMap};
use std::collections::BTreeMap;
use vm_core::{AccountRef, Address, AddressForms, Bytes, EvmAddress, StateChange, ValidatorStatus};

/// What a face stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Face {
    /// The account that is recorded for it.
    pub(crate) recorded: Option<Box<Address>>,
    /// The account to which it belongs by its formula. A record goes before it.
    pub(crate) own: Option<WorldAccount>,
}

/// Accounts, alias records, block hashes, and what consensus knows of validators.
///
/// An account that has its face by a formula lies under that, so that the EVM finds it with one look; one that is
/// aliased lies under its address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorldState {
    faces: AddressMap<Face>,
    aliased: HashMap<Address, WorldAccount, FbBuildHasher<{ Address::LENGTH }>>,
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
        *self.account_mut(&address) = account;
    }

    /// Removes an account; its alias record stays, because it says nothing but who hashes to it.
    pub fn remove(&mut self, address: &Address) -> Option<WorldAccount> {
        let Some(AccountRef { face, .. }) = self.forms.fixed_reference(address) else {
            return self.aliased.remove(address);
        };
        let entry = self.faces.get_mut(&face)?;
        let own = entry.own.take();
        if entry.recorded.is_none() {
            self.faces.remove(&face);
        }
        own
    }

    /// The account at an address.
    #[must_use]
    pub fn account(&self, address: &Address) -> Option<&WorldAccount> {
        match self.forms.fixed_reference(address) {
            Some(own) => self.faces.get(&own.face)?.own.as_ref(),
            None => self.aliased.get(address),
        }
    }

    /// The account at an address, for a change outside of transactions. Inserts an empty one, and records its
    /// alias.
    pub fn account_mut(&mut self, address: &Address) -> &mut WorldAccount {
        if self.forms.fixed_reference(address).is_none() && !self.aliased.contains_key(address) {
            self.record(self.forms.of_address(address).face, *address);
        }
        self.entry(address)
    }

    /// The account at an address, which is made where there is none.
    fn entry(&mut self, address: &Address) -> &mut WorldAccount {
        match self.forms.fixed_reference(address) {
            Some(own) => self.faces.entry(own.face).or_default().own.get_or_insert_default(),
            None => self.aliased.entry(*address).or_default(),
        }
    }

    fn record(&mut self, face: EvmAddress, address: Address) {
        self.faces.entry(face).or_default().recorded = Some(Box::new(address));
    }

    /// All accounts in address order.
    #[must_use]
    pub fn accounts(&self) -> BTreeMap<Address, &WorldAccount> {
        let address = |face: &EvmAddress| self.forms.of_face(*face).address;
        let own =
            self.faces.iter().filter_map(|(face, it)| Some((address(face), it.own.as_ref()?)));
        own.chain(self.aliased.iter().map(|(address, account)| (*address, account))).collect()
    }

    /// The canonical address recorded for a face.
    #[must_use]
    pub fn alias(&self, face: EvmAddress) -> Option<Address> {
        self.face(&face)?.recorded.as_deref().copied()
    }

    pub(crate) fn face(&self, face: &EvmAddress) -> Option<&Face> {
        self.faces.get(face)
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
            for face in account_change.alias.into_iter().chain(account_change.linked) {
                self.record(face, *address);
            }
            if account_change.is_deleted {
                self.remove(address);
                continue;
            }
            let account = self.entry(address);
            account.apply(account_change);
            if account.is_empty() && !account_change.exists {
                self.remove(address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vm_core::{AccountChange, BlockchainHook, SortedMap, U256};

    fn account(balance: u64) -> WorldAccount {
        let mut account = WorldAccount::default();
        account.data.balance = U256::from(balance);
        account
    }

    fn change(address: Address, change: AccountChange) -> StateChange {
        let mut accounts = SortedMap::new();
        accounts.insert(address, change);
        StateChange { accounts }
    }

    #[test]
    fn accounts_lie_where_their_face_is_found() {
        let forms = EvmForms::default();
        let mut state = WorldState::new(forms);
        let born = forms.of_face(EvmAddress::repeat_byte(7));
        let user = forms.of_address(&Address([9; 32]));
        for (at, balance) in [(born, 1), (user, 2)] {
            state.insert(at.address, account(balance));
            assert_eq!(state.account(&at.address), Some(&account(balance)));
            *state.account_mut(&at.address) = account(balance + 10);
        }
        assert_eq!(state.alias(born.face), None);
        assert_eq!(state.alias(user.face), Some(user.address));
        let listed: Vec<_> =
            state.accounts().into_iter().map(|(at, it)| (at, it.clone())).collect();
        assert_eq!(listed, [(born.address, account(11)), (user.address, account(12))]);

        // A key that is linked: its face means the user's account, whatever lay there.
        let linked = AccountChange { linked: Some(born.face), ..AccountChange::default() };
        state.apply(&change(user.address, linked));
        assert_eq!(state.alias(born.face), Some(user.address));
        let gone = AccountChange { is_deleted: true, ..AccountChange::default() };
        state.apply(&change(born.address, gone));
        assert_eq!(state.account(&born.address), None);
        assert_eq!(state.alias(born.face), Some(user.address));
        let mut seen = None;
        BlockchainHook::see_face(&state, born.face, &born.address, &mut |recorded, data| {
            seen = Some((recorded.copied(), data.map(|it| it.balance)));
        })
        .expect("a state in memory can be read");
        assert_eq!(seen, Some((Some(user.address), Some(U256::from(12)))));

        assert_eq!(state.remove(&user.address), Some(account(12)));
        assert_eq!(state.remove(&born.address), None);
        assert!(state.accounts().is_empty());
        assert_eq!(state.alias(user.face), Some(user.address));
    }
}
