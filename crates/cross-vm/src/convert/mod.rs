//! Conversion of input and return data between the function form and the blob form.

mod extent;
mod from_solidity;
mod items;
mod revert;
mod signature;
mod to_solidity;

pub use items::{decode_items, encode_items, first_item};
pub use revert::{error_string, revert_reason};

use crate::call;
use alloy_dyn_abi::DynSolType;
use thiserror::Error;
use vm_core::{
    Bytes, CallInput, CallOutcome, DataForm, HaltReason, ReturnData, Session, Status, WriteError,
    conversion_gas,
};

/// Return types of a Solidity signature; `None` when it names none.
pub(crate) type ReturnTypes = Option<Vec<DynSolType>>;

/// Why data cannot be converted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ConversionError {
    /// The bytes are no sequence of length-prefixed items.
    #[error("call data is no sequence of length-prefixed items")]
    Items,
    /// The function is no Solidity signature, selector or empty name.
    #[error("the function is no Solidity signature or selector")]
    Function,
    /// The signature does not parse, or is larger than allowed.
    #[error("the Solidity signature is malformed or too large")]
    Signature,
    /// The number of arguments is not that of the signature.
    #[error("the number of arguments is wrong")]
    ArgumentCount,
    /// An argument does not fit its type.
    #[error("an argument does not fit its type")]
    Argument,
    /// The gas does not pay for the conversion.
    #[error("the gas does not pay for the conversion")]
    OutOfGas,
}

impl ConversionError {
    const fn halt_reason(self) -> HaltReason {
        match self {
            Self::Items | Self::Function | Self::Signature => HaltReason::InvalidCallData,
            Self::ArgumentCount | Self::Argument => HaltReason::InvalidArguments,
            Self::OutOfGas => HaltReason::OutOfGas,
        }
    }
}

/// Input in the callee's form, and what is needed to convert its return data.
pub(crate) struct Converted {
    pub(crate) input: CallInput,
    pub(crate) returns: ReturnTypes,
    /// Price of the conversion in EVM gas, alias records included.
    pub(crate) cost: u64,
}

/// The forms of the two sides of a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Forms {
    pub(crate) callee: DataForm,
    pub(crate) caller: DataForm,
}

/// Converts input into the form of the callee's VM, for at most `budget` EVM gas. The outer error is
/// the node's or the journal's.
pub(crate) fn convert_input(
    session: &mut Session,
    input: &CallInput,
    form: DataForm,
    read_only: bool,
    budget: u64,
) -> Result<Result<Converted, HaltReason>, WriteError> {
    if call::form(input) != form && budget < conversion_gas(length(input)) {
        return Ok(Err(HaltReason::OutOfGas));
    }
    let converted = match (input, form) {
        (CallInput::Function { name, arguments }, DataForm::Blob) => {
            to_solidity::call_data(session, (name, arguments), read_only, budget)?
        }
        (CallInput::CallData(data), DataForm::Function) => to_function(data),
        (CallInput::Function { .. }, DataForm::Function)
        | (CallInput::CallData(_), DataForm::Blob) => {
            Ok(Converted { input: input.clone(), returns: None, cost: 0 })
        }
    };
    Ok(converted.map_err(ConversionError::halt_reason))
}

fn to_function(data: &Bytes) -> Result<Converted, ConversionError> {
    let mut items = decode_items(data)?.into_iter();
    let name = items.next().unwrap_or_default();
    let input = CallInput::Function { name, arguments: items.collect() };
    Ok(Converted { input, returns: None, cost: conversion_gas(data.len()) })
}

/// Bytes of an input that its conversion reads.
fn length(input: &CallInput) -> usize {
    match input {
        CallInput::Function { arguments, .. } => arguments.iter().map(|it| it.len()).sum(),
        CallInput::CallData(data) => data.len(),
    }
}

/// Price of converting an outcome, in EVM gas. A halt has no data.
pub(crate) fn output_cost(outcome: &CallOutcome, forms: Forms) -> u64 {
    if forms.callee == forms.caller || matches!(outcome.status, Status::Halt(_)) {
        return 0;
    }
    conversion_gas(match &outcome.data {
        ReturnData::Items(items) => items.iter().map(|it| it.len().saturating_add(4)).sum(),
        ReturnData::Blob(blob) => blob.len(),
    })
}

/// Converts an outcome from the callee's form into the caller's. A failure keeps its status; its
/// reason crosses as Solidity's `Error(string)`, or out of it.
pub(crate) fn convert_output(outcome: &mut CallOutcome, forms: Forms, returns: &ReturnTypes) {
    match (forms.callee, forms.caller) {
        (DataForm::Blob, DataForm::Function) => blob_to_items(outcome, returns),
        (DataForm::Function, DataForm::Blob) => items_to_blob(outcome),
        (DataForm::Blob, DataForm::Blob) | (DataForm::Function, DataForm::Function) => {}
    }
}

fn blob_to_items(outcome: &mut CallOutcome, returns: &ReturnTypes) {
    let ReturnData::Blob(blob) = &outcome.data else { return };
    let blob = blob.clone();
    let typed = returns
        .as_ref()
        .filter(|_| outcome.status.is_success())
        .and_then(|types| from_solidity::items(types, &blob));
    if !outcome.status.is_success() && outcome.message.is_empty() {
        outcome.message = revert_reason(&blob).unwrap_or_else(|| blob.clone());
    }
    let single = || if blob.is_empty() { Vec::new() } else { vec![blob.clone()] };
    outcome.data = ReturnData::Items(typed.unwrap_or_else(single));
}

fn items_to_blob(outcome: &mut CallOutcome) {
    let blob = match (outcome.status, &outcome.data) {
        (Status::Success, ReturnData::Items(items)) => encode_items(items),
        (Status::Success, ReturnData::Blob(blob)) => blob.clone(),
        (Status::Revert | Status::Halt(_), _) => error_string(&outcome.message_text()),
    };
    outcome.data = ReturnData::Blob(blob);
}
