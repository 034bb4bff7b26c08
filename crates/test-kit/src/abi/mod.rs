//! Both ABIs: a MultiversX contract's `.abi.json` and Solidity's.

mod arguments;
mod decode;
mod encode;
mod kind;
mod multiversx;
mod solidity;

pub use kind::Kind;
pub use multiversx::{Endpoint, MultiversXAbi, Parameter};
pub use solidity::SolidityAbi;

use crate::Value;
use core::fmt::Debug;
use thiserror::Error;
use vm_core::{AccountRef, Address, EvmAddress};

/// Why a value cannot be encoded or decoded.
#[derive(Debug, Error)]
pub enum AbiError {
    /// The file is no JSON, or lacks a field.
    #[error("the ABI is malformed: {0}")]
    Json(#[from] serde_json::Error),
    /// A type expression is malformed.
    #[error("`{0}` is no type")]
    Kind(String),
    /// A type has no definition in the ABI.
    #[error("the ABI does not define `{0}`")]
    UnknownKind(String),
    /// The contract has no such function.
    #[error("the ABI has no function `{0}`")]
    UnknownFunction(String),
    /// Several functions have the name, and none takes the arguments.
    #[error("no function `{name}` takes {count} arguments; name one by its signature")]
    Ambiguous {
        /// The name.
        name: String,
        /// The number of arguments given.
        count: usize,
    },
    /// The number of arguments is wrong.
    #[error("{expected} arguments are needed, {given} are given")]
    ArgumentCount {
        /// What the function takes.
        expected: usize,
        /// What the test gave.
        given: usize,
    },
    /// A value does not fit its type.
    #[error("{value:?} does not fit `{kind}`")]
    Mismatch {
        /// The value.
        value: Value,
        /// The type.
        kind: String,
    },
    /// Bytes do not decode as a type.
    #[error("0x{bytes} does not decode as `{kind}`")]
    Data {
        /// The bytes in hexadecimal.
        bytes: String,
        /// The type.
        kind: String,
    },
}

impl AbiError {
    pub(crate) fn mismatch(value: &Value, kind: impl Debug) -> Self {
        Self::Mismatch { value: value.clone(), kind: format!("{kind:?}") }
    }

    pub(crate) fn data(bytes: &[u8], kind: impl Debug) -> Self {
        Self::Data { bytes: alloy_primitives::hex::encode(bytes), kind: format!("{kind:?}") }
    }
}

/// Both forms of accounts, for addresses in arguments and results.
pub trait Accounts: Debug {
    /// The account with a canonical address.
    fn of_address(&self, address: &Address) -> AccountRef;

    /// The account that a face means: the one recorded for it, or the EVM-born one.
    fn of_face(&self, face: EvmAddress) -> AccountRef;
}

/// The account that a value names.
pub(crate) fn account(accounts: &dyn Accounts, value: &Value) -> Option<AccountRef> {
    match value {
        Value::Account(account) => Some(*account),
        Value::Address(address) => Some(accounts.of_address(address)),
        Value::Face(face) => Some(accounts.of_face(*face)),
        Value::Bytes(bytes) => match bytes.len() {
            32 => Address::from_slice(bytes).map(|address| accounts.of_address(&address)),
            20 => Some(accounts.of_face(EvmAddress::from_slice(bytes))),
            _ => None,
        },
        _ => None,
    }
}

/// An ABI of either kind.
#[derive(Clone, Debug)]
pub enum Abi {
    /// Of a MultiversX contract: WASM or native.
    MultiversX(MultiversXAbi),
    /// Of an Ethereum contract.
    Solidity(SolidityAbi),
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use account_map::EvmForms;
    use vm_core::AddressForms;

    /// Forms without any recorded alias.
    #[derive(Debug)]
    pub(crate) struct Unrecorded;

    impl Accounts for Unrecorded {
        fn of_address(&self, address: &Address) -> AccountRef {
            EvmForms::default().of_address(address)
        }

        fn of_face(&self, face: EvmAddress) -> AccountRef {
            EvmForms::default().of_face(face)
        }
    }
}
