//! How a call of a face ends early: Solidity's errors, and what native code ends with.

use super::arguments::Malformed;
use crate::abi::{AbiValue, encode, error_string, selector};
use crate::error::{NativeError, Refusal};
use alloy_primitives::B256;
use vm_core::{Bytes, CallOutcome, Fault, ReturnData, Status, WriteError};

/// Why a call of a face ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FaceError {
    /// Revert data; what is left of the gas goes back.
    Revert(Bytes),
    /// A refusal of the ledger, which Solidity gets as `Error(string)` with production's text; a halt,
    /// which burns the gas; or a fault.
    Native(NativeError),
}

impl FaceError {
    /// A Solidity error of words.
    pub(super) fn custom(signature: &str, words: &[B256]) -> Self {
        let words: Vec<AbiValue> = words.iter().map(|word| AbiValue::from(*word)).collect();
        Self::Revert(selected(signature, &words))
    }

    /// The outcome of the frame, with the gas that it left.
    pub(super) fn into_outcome(self, gas_left: u64) -> Result<CallOutcome, Fault> {
        let revert = |data, message| CallOutcome {
            status: Status::Revert,
            data: ReturnData::Blob(data),
            message,
            gas_left,
            ..CallOutcome::default()
        };
        match self {
            Self::Revert(data) => Ok(revert(data, Bytes::new())),
            Self::Native(NativeError::Refused(message)) => {
                let data = error_string(&message);
                Ok(revert(data, message))
            }
            Self::Native(error) => {
                let halt = error.into_outcome()?;
                Ok(CallOutcome { data: ReturnData::Blob(Bytes::new()), ..halt })
            }
        }
    }
}

/// A selector with values behind it.
pub(super) fn selected(signature: &str, items: &[AbiValue]) -> Bytes {
    Bytes::from([&selector(signature)[..], &encode(items)].concat())
}

impl From<Malformed> for FaceError {
    fn from(_: Malformed) -> Self {
        Self::Revert(Bytes::new())
    }
}

impl From<NativeError> for FaceError {
    fn from(error: NativeError) -> Self {
        Self::Native(error)
    }
}

impl From<Refusal> for FaceError {
    fn from(refusal: Refusal) -> Self {
        Self::Native(refusal.into())
    }
}

impl From<Fault> for FaceError {
    fn from(fault: Fault) -> Self {
        Self::Native(fault.into())
    }
}

impl From<WriteError> for FaceError {
    fn from(error: WriteError) -> Self {
        Self::Native(error.into())
    }
}
