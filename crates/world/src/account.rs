//! One committed account.

use alloy_primitives::map::HashMap;
use std::collections::BTreeMap;
use vm_core::{AccountChange, AccountData, Bytes, Native, U256};

/// A committed account with its storage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorldAccount {
    /// Balance, nonce, code and native fields.
    pub data: AccountData,
    /// Byte-keyed values; never an empty one.
    pub storage: BTreeMap<Bytes, Bytes>,
    /// EVM slots; never zero. A contract may have millions, and nobody asks for them in order.
    pub slots: HashMap<U256, U256>,
}

impl WorldAccount {
    /// Whether nothing is left of the account.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Applies a change that does not delete the account.
    pub(crate) fn apply(&mut self, change: &AccountChange) {
        if let Some(balance) = change.balance {
            self.data.balance = balance;
        }
        if let Some(nonce) = change.nonce {
            self.data.nonce = nonce;
        }
        if let Some(native) = &change.native {
            self.data.native = Native::from((**native).clone());
        }
        if let Some(code) = &change.code {
            self.data.code = code.clone();
        }
        if change.clears_slots {
            self.slots.clear();
        }
        for (key, value) in &change.storage {
            if value.is_empty() {
                self.storage.remove(key);
            } else {
                self.storage.insert(key.clone(), value.clone());
            }
        }
        for (slot, value) in &change.slots {
            if value.is_zero() {
                self.slots.remove(slot);
            } else {
                self.slots.insert(*slot, *value);
            }
        }
    }
}
