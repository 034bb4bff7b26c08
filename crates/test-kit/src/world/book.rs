//! What a world knows of accounts and contracts: names, ABIs, and both forms of addresses.

use crate::{Account, Accounts, Contract};
use account_map::EvmForms;
use std::collections::BTreeMap;
use std::sync::Arc;
use vm_core::{AccountRef, Address, AddressForms, EvmAddress};

/// Names and contracts by canonical address.
#[derive(Clone, Debug, Default)]
pub(crate) struct Book {
    names: BTreeMap<Address, String>,
    contracts: BTreeMap<Address, Contract>,
}

impl Book {
    /// Takes an account in; a name that is taken gets a number behind it.
    pub(crate) fn add(&mut self, name: &str, reference: AccountRef) -> Account {
        let name = self.free_name(name);
        self.names.insert(reference.address, name.clone());
        Account { name, reference }
    }

    /// Takes a contract in under a free name.
    pub(crate) fn add_contract(&mut self, contract: Contract) -> Contract {
        let name = self.free_name(&contract.name);
        let contract = Contract { name: name.clone(), ..contract };
        self.names.insert(contract.address(), name);
        self.contracts.insert(contract.address(), contract.clone());
        contract
    }

    fn free_name(&self, name: &str) -> String {
        let is_taken = |name: &str| self.names.values().any(|it| it == name);
        let numbered = (2u32..).map(|number| format!("{name}-{number}"));
        core::iter::once(name.to_owned())
            .chain(numbered)
            .find(|it| !is_taken(it))
            .unwrap_or_else(|| name.to_owned())
    }

    pub(crate) fn contract(&self, address: &Address) -> Option<&Contract> {
        self.contracts.get(address)
    }

    pub(crate) fn contract_by_name(&self, name: &str) -> Option<&Contract> {
        self.contracts.values().find(|it| it.name == name)
    }

    pub(crate) const fn names(&self) -> &BTreeMap<Address, String> {
        &self.names
    }
}

/// Both forms of accounts in the present state.
#[derive(Clone, Debug)]
pub(crate) struct StateAccounts {
    pub(crate) state: Arc<world::World>,
    pub(crate) forms: EvmForms,
}

impl Accounts for StateAccounts {
    fn of_address(&self, address: &Address) -> AccountRef {
        self.forms.of_address(address)
    }

    fn of_face(&self, face: EvmAddress) -> AccountRef {
        match self.state.read(|state| state.alias(face)) {
            Some(address) => self.forms.of_address(&address),
            None => self.forms.of_face(face),
        }
    }
}
