//! Addresses and slots that are warm from the start of a transaction (EIP-2929, 2930, 3651).

use crate::{EvmAddress, U256, is_low_face};
use alloy_primitives::map::{AddressMap, AddressSet, HashSet};

#[derive(Clone, Debug, Default)]
pub(super) struct WarmSet {
    precompiles: Option<&'static AddressSet>,
    beneficiary: Option<EvmAddress>,
    access_list: AddressMap<HashSet<U256>>,
}

impl WarmSet {
    pub(super) fn clear(&mut self) {
        self.beneficiary = None;
        self.access_list.clear();
    }

    pub(super) const fn set_precompiles(&mut self, addresses: &'static AddressSet) {
        self.precompiles = Some(addresses);
    }

    pub(super) const fn precompiles(&self) -> Option<&'static AddressSet> {
        self.precompiles
    }

    pub(super) const fn set_beneficiary(&mut self, address: EvmAddress) {
        self.beneficiary = Some(address);
    }

    pub(super) fn set_access_list(&mut self, list: AddressMap<HashSet<U256>>) {
        self.access_list = list;
    }

    pub(super) fn contains(&self, address: EvmAddress) -> bool {
        self.beneficiary == Some(address)
            || self.access_list.contains_key(&address)
            || (is_low_face(&address) && self.precompiles.is_some_and(|it| it.contains(&address)))
    }

    pub(super) fn contains_slot(&self, address: EvmAddress, slot: U256) -> bool {
        self.access_list.get(&address).is_some_and(|slots| slots.contains(&slot))
    }
}
