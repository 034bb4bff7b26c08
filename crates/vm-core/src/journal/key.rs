//! The vocabulary of state: one key enum for every VM, and the recorder of reads.

use crate::{Address, Bytes, EvmAddress, U256};
use core::fmt::Debug;

/// A field of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountField {
    /// Every field: the account was loaded from committed state.
    Whole,
    /// Native balance.
    Balance,
    /// Nonce.
    Nonce,
    /// Code and its kind.
    Code,
    /// Owner, code metadata, username and developer reward.
    Native,
}

/// Names one piece of state, whichever VM it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StateKey {
    /// A field of an account.
    Account(Address, AccountField),
    /// A byte-keyed value: WASM and system contracts, tokens and roles.
    Storage(Address, Bytes),
    /// A slot of an EVM contract.
    Slot(Address, U256),
    /// A transient slot of an EVM contract (EIP-1153).
    Transient(Address, U256),
    /// The record that leads from a 20-byte alias to its account.
    Alias(EvmAddress),
    /// What consensus knows of the node with a BLS key.
    Validator(Bytes),
    /// The number of eligible nodes.
    EligibleValidators,
    /// The log of the transaction.
    Log,
    /// The refund counter.
    Refund,
}

/// Observes every first read of committed state. Nothing reads around it; without one, a read costs
/// nothing more.
pub trait Recorder: Debug + Send {
    /// A key was read from committed state.
    fn read(&mut self, key: StateKey);
}
