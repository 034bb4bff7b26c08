//! Conditions on the result of a transaction.

use num_bigint::{BigInt, BigUint};

use super::{Address, Check, Given, ListCheck};
use crate::value::{Hint, TypedList, TypedMismatch, describe};

/// Conditions on the result of a transaction.
///
/// What an omitted field means is said at each field; the rules are those of the reference
/// (`mx-chain-scenario-go:scenario/executor/stepCheckTxResult.go`). With `revert` in the extended
/// dialect, omitted `status`, `message` and `out` accept any value.
#[derive(Clone, Debug, PartialEq)]
pub struct Expect {
    /// Return data; omitted: none.
    pub out: OutCheck,
    /// Return code; omitted: zero, which is success.
    pub status: Check<BigInt>,
    /// Return message; omitted: empty.
    pub message: Check<Vec<u8>>,
    /// Logs; omitted: not checked.
    pub logs: LogsCheck,
    /// Gas left; omitted, or without `checkGas` of the scenario: not checked.
    pub gas: Check<u64>,
    /// Gas refund; omitted: zero.
    pub refund: Check<BigUint>,
    /// The transaction reverts with this data (extended dialect); omitted: not checked.
    pub revert: Option<RevertCheck>,
    /// Gas used (extended dialect); omitted, or without `checkGas` of the scenario: not checked.
    pub gas_used: Check<u64>,
    /// Address of the contract deployed (extended dialect); omitted: not checked.
    pub created: Option<Address>,
}

/// A condition on return data.
#[derive(Clone, Debug, PartialEq)]
pub enum OutCheck {
    /// A list of values.
    Values(ListCheck),
    /// One ABI encoding of these values (extended dialect, for a function with known results).
    Typed(TypedList),
}

/// A condition on revert data (extended dialect).
#[derive(Clone, Debug, PartialEq)]
pub enum RevertCheck {
    /// `*`: any revert.
    Any,
    /// Exactly these bytes.
    Data(Given<Vec<u8>>),
    /// A Solidity error; a plain reason is `Error(string)`, an assertion `Panic(uint256)`.
    Error {
        /// Signature.
        signature: String,
        /// Selector.
        selector: [u8; 4],
        /// Arguments; none: any.
        arguments: Option<TypedList>,
    },
}

/// How revert data differs from what was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RevertMismatch {
    /// The bytes differ.
    #[error("revert data: want {want}, have {have}")]
    Data {
        /// The expression written.
        want: String,
        /// The data found.
        have: String,
    },
    /// Another error was raised.
    #[error("revert error: want {want} ({selector}), have {have}")]
    Selector {
        /// Signature expected.
        want: String,
        /// Its selector.
        selector: String,
        /// The data found.
        have: String,
    },
    /// The arguments of the error differ.
    #[error("revert error {signature}: {mismatch}")]
    Arguments {
        /// Signature.
        signature: String,
        /// The difference.
        mismatch: TypedMismatch,
    },
}

impl RevertCheck {
    /// Compares with the revert data of a call.
    ///
    /// # Errors
    /// The difference.
    pub fn check(&self, data: &[u8]) -> Result<(), RevertMismatch> {
        match self {
            Self::Any => Ok(()),
            Self::Data(want) if want.value == data => Ok(()),
            Self::Data(want) => Err(RevertMismatch::Data {
                want: want.text.clone(),
                have: describe(data, Hint::Hex),
            }),
            Self::Error { signature, selector, arguments } => {
                let Some(rest) = data.strip_prefix(selector) else {
                    return Err(RevertMismatch::Selector {
                        want: signature.clone(),
                        selector: describe(selector, Hint::Hex),
                        have: describe(data, Hint::Hex),
                    });
                };
                arguments.as_ref().map_or(Ok(()), |arguments| {
                    arguments.check(rest).map_err(|mismatch| RevertMismatch::Arguments {
                        signature: signature.clone(),
                        mismatch,
                    })
                })
            }
        }
    }
}

/// A condition on the logs of a transaction.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum LogsCheck {
    /// Nothing was written: not checked.
    #[default]
    Omitted,
    /// `*`: not checked.
    Any,
    /// These logs, in this order.
    List {
        /// The logs.
        logs: Vec<LogCheck>,
        /// Whether a final `+` allows more logs behind them.
        more_allowed: bool,
    },
}

/// Conditions on one log.
#[derive(Clone, Debug, PartialEq)]
pub struct LogCheck {
    /// Line in the file, from 1.
    pub line: u32,
    /// Address, 32 bytes; omitted: empty, or anything when `event` is written.
    pub address: Check<Vec<u8>>,
    /// Identifier; omitted: empty, or anything when `event` is written.
    pub endpoint: Check<Vec<u8>>,
    /// Topics; omitted: none.
    pub topics: ListCheck,
    /// Data.
    pub data: LogDataCheck,
    /// Signature of the event (extended dialect), for messages: `topics` holds its hash.
    pub event: Option<String>,
}

/// A condition on the data of a log.
#[derive(Clone, Debug, PartialEq)]
pub enum LogDataCheck {
    /// A list of values; omitted: none.
    Values(ListCheck),
    /// One ABI encoding of these values (extended dialect).
    Typed(TypedList),
    /// Anything: an `event` without `args`.
    Any,
}
