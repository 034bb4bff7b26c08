//! Contracts that are asked whether they take an instance: `onERC721Received`, `onERC1155Received`.
//!
//! Contracts of the EVM are asked. A WASM contract says in its code metadata what it takes, which the ledger
//! checks for every transfer.

use super::call::FaceCall;
use super::error::FaceError;
use vm_core::{AccountRef, Bytes, CallInput, CallRequest, CallScheme, ReturnData, U256, VmType};

/// Part of the gas that stays with the face, as a Solidity contract keeps it (EIP-150).
const KEPT_PART: u64 = 64;

/// Asks the contract at an account, if there is one of the EVM. It has to answer with the selector that it
/// was asked by; `refused` is what the call ends with when it does not.
pub(super) fn ask(
    call: &mut FaceCall,
    account: AccountRef,
    question: Bytes,
    refused: FaceError,
) -> Result<(), FaceError> {
    if call.context.journal().code(&account)?.vm_type != Some(VmType::EVM) {
        return Ok(());
    }
    let expected = question.get(..4).unwrap_or_default().to_vec();
    let left = call.context.gas_left();
    let kept = left.checked_div(KEPT_PART).unwrap_or_default();
    let outcome = call.context.call(CallRequest {
        scheme: CallScheme::Call,
        caller: call.face(),
        callee: account,
        code: account,
        value: U256::ZERO,
        tokens: Vec::new(),
        input: CallInput::CallData(question),
        gas: left.saturating_sub(kept),
        read_only: false,
    })?;
    let data = match outcome.data {
        ReturnData::Blob(data) => data,
        ReturnData::Items(_) => Bytes::new(),
    };
    if !outcome.status.is_success() {
        return Err(if data.is_empty() { refused } else { FaceError::Revert(data) });
    }
    let is_taken = data.len() >= 32 && data.starts_with(&expected);
    if is_taken { Ok(()) } else { Err(refused) }
}
