//! Handles of accounts and contracts.

use crate::{Abi, Value};
use std::sync::Arc;
use vm_core::{AccountRef, Address, EvmAddress, VmType};

/// An account that a test made, or came across.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its name in trees.
    pub name: String,
    /// Both forms of its address.
    pub reference: AccountRef,
}

/// A contract with its ABI.
#[derive(Clone, Debug)]
pub struct Contract {
    /// Its name in trees.
    pub name: String,
    /// Both forms of its address.
    pub reference: AccountRef,
    /// The VM that runs it.
    pub vm_type: VmType,
    /// How its functions are called.
    pub abi: Arc<Abi>,
}

macro_rules! handles {
    ($($handle:ty),*) => {$(
        impl $handle {
            /// The canonical address.
            #[must_use]
            pub const fn address(&self) -> Address {
                self.reference.address
            }

            /// The address that the EVM sees.
            #[must_use]
            pub const fn face(&self) -> EvmAddress {
                self.reference.face
            }
        }

        impl From<&$handle> for AccountRef {
            fn from(handle: &$handle) -> Self {
                handle.reference
            }
        }

        impl From<&$handle> for Value {
            fn from(handle: &$handle) -> Self {
                Self::Account(handle.reference)
            }
        }
    )*};
}

handles!(Account, Contract);
