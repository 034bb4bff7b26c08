//! Deletion: the owner takes a contract off the chain (`docs/decisions/005-deletion.md`).
//!
//! Only a transaction, or a contract of another virtual machine, deletes. In production a deletion that
//! a WASM contract asks for fails in the gas check after it, so that no contract ever deleted another one
//! (`mx-chain-vm-go:vmhost/hostCore/execution.go`, `executeDelete`); it fails here with the same code,
//! text and gas.

use crate::code::{DELETE_CONTRACT, Worker};
use crate::context::Invocation;
use crate::error::{Failure, HookError};
use crate::upgrade::check_permission;
use crate::vm::{caller_vm, write_transfer_log};
use vm_core::{CallOutcome, GasKey, HaltReason, Session, VmType};

/// Whether a call asks for a deletion.
pub(crate) fn is_deletion(invocation: &Invocation) -> bool {
    invocation.function.as_ref() == DELETE_CONTRACT.as_bytes()
}

/// Deletes the called contract: marks its account, which goes at the end of the transaction with all
/// that it holds.
///
/// # Errors
/// When a WASM contract asks, value came with the call, the gas is too little, or the caller or the
/// metadata does not allow it.
///
/// # Cost
/// What an upgrade costs before its code.
pub(crate) fn delete(
    session: &mut Session,
    invocation: &Invocation,
) -> Result<CallOutcome, Failure> {
    if caller_vm(session) == Some(VmType::SPACE) {
        return refuse(session, invocation);
    }
    let call = &invocation.call;
    check_permission(session, call)?;
    if !call.value.is_zero() {
        return Err(HookError::NonPayableNative.into());
    }
    let price = session.environment.rules.gas_schedule.cost(GasKey::CreateContract);
    let left = call.gas.checked_sub(price).ok_or(HaltReason::OutOfGas)?;
    session.journal.delete(&call.callee)?;
    Ok(CallOutcome::success(left))
}

/// What a WASM contract gets that asks for a deletion. On its own account all gas is gone as well, but
/// the gas check does not follow.
fn refuse(session: &mut Session, invocation: &Invocation) -> Result<CallOutcome, Failure> {
    write_transfer_log(session, invocation)?;
    Worker::with(session, Worker::count_start);
    if invocation.call.scheme.keeps_context() {
        return Ok(CallOutcome::success(0));
    }
    let permission = check_permission(session, &invocation.call);
    let found = permission.err().unwrap_or_else(|| HookError::GasMismatch.into());
    let (mismatch, failed) = (HookError::GasMismatch, HookError::ExecutionFailed);
    for text in [found.text(), mismatch.message(), failed.message()] {
        session.errors.add(text, Some(invocation.function.clone()));
    }
    Ok(Failure::from(mismatch).into_outcome()?)
}
