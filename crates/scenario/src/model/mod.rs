//! What a scenario says, with every expression evaluated and its text kept for messages.

mod account;
mod check;
mod expect;
mod step;
mod transaction;

pub use self::account::{
    Account, AccountCheck, EsdtCheck, EsdtInstance, EsdtInstanceCheck, EsdtToken, SlotCheck,
    SlotEntry, StorageCheck, StorageEntry,
};
pub use self::check::{Check, Given, ListCheck, MapCheck, Rule};
pub use self::expect::{
    Expect, LogCheck, LogDataCheck, LogsCheck, OutCheck, RevertCheck, RevertMismatch,
};
pub use self::step::{
    Action, BlockInfo, CheckState, ExternalSteps, GasSchedule, NewAddress, Scenario, SetState,
    Step, Warning,
};
pub use self::transaction::{Call, EsdtTransfer, Transaction, TransactionKind, TransactionStep};

/// An address as written, in its canonical form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The canonical address.
    pub bytes: [u8; 32],
    /// The 20 bytes, when it was written in the EVM form (extended dialect).
    pub evm: Option<[u8; 20]>,
    /// The expression.
    pub text: String,
}

/// A VM named in a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vm {
    /// MultiversX WASM contracts.
    Wasm,
    /// Ethereum contracts.
    Evm,
    /// System contracts.
    System,
}

impl Vm {
    /// The VM that owns an address, by bytes 8..10 of a contract address; `None` for other addresses.
    #[must_use]
    pub fn of_address(address: &[u8; 32]) -> Option<Self> {
        match address {
            [0, 0, 0, 0, 0, 0, 0, 0, 5, 0, ..] => Some(Self::Wasm),
            [0, 0, 0, 0, 0, 0, 0, 0, 6, 0, ..] => Some(Self::Evm),
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, ..] => Some(Self::System),
            _ => None,
        }
    }
}
