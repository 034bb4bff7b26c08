//! Bodies of the test contract's endpoints.

use super::TestContract;
use num_bigint::BigUint;
use system_vm::{NativeContext, NativeError, NativeResult};
use vm_core::{
    AccountRef, Bytes, CallInput, CallOutcome, CallRequest, CallScheme, HaltReason, LogEntry,
    ReturnData, Status, U256,
};

/// Where the value lies.
const VALUE: &[u8] = b"value";
/// Number of arguments before a call's own.
const CALL_ARGUMENTS: usize = 4;
/// Number of arguments before the own ones of a call that re-enters.
const REENTER_ARGUMENTS: usize = 4;

pub(super) fn fund(_: &TestContract, _: &mut NativeContext) -> NativeResult {
    Ok(Vec::new())
}

pub(super) fn call(_: &TestContract, context: &mut NativeContext) -> NativeResult {
    let outcome = run(context, CallScheme::Call)?;
    handed_on(outcome)
}

pub(super) fn call_fallible(_: &TestContract, context: &mut NativeContext) -> NativeResult {
    run(context, CallScheme::Call).map(described)
}

pub(super) fn call_static(_: &TestContract, context: &mut NativeContext) -> NativeResult {
    run(context, CallScheme::Static).map(described)
}

pub(super) fn call_delegate(_: &TestContract, context: &mut NativeContext) -> NativeResult {
    run(context, CallScheme::Delegate).map(described)
}

pub(super) fn call_then_fail(_: &TestContract, context: &mut NativeContext) -> NativeResult {
    run(context, CallScheme::Call)?;
    Err(NativeError::refused("failed after the call"))
}

pub(super) fn store(_: &TestContract, context: &mut NativeContext) -> NativeResult {
    let value = argument(context, 0);
    context.set_storage(VALUE, value)?;
    Ok(Vec::new())
}

pub(super) fn add(_: &TestContract, context: &mut NativeContext) -> NativeResult {
    let before = BigUint::from_bytes_be(&context.storage(VALUE)?);
    let amount = BigUint::from_bytes_be(&argument(context, 0));
    #[expect(clippy::arithmetic_side_effects, reason = "big numbers do not overflow")]
    let after = number(&(before + amount));
    context.set_storage(VALUE, after.clone())?;
    Ok(vec![after])
}

pub(super) fn value(_: &TestContract, context: &mut NativeContext) -> NativeResult {
    Ok(vec![context.storage(VALUE)?])
}

pub(super) fn reenter(_: &TestContract, context: &mut NativeContext) -> NativeResult {
    let (first, last) = (argument(context, 0), argument(context, 1));
    context.set_storage(VALUE, first)?;
    let to = account(context, 2)?;
    let request = request(context, to, CallScheme::Call, 3, REENTER_ARGUMENTS);
    let request = CallRequest { value: context.value(), gas: context.gas_left(), ..request };
    let outcome = context.call(request)?;
    let results = handed_on(outcome)?;
    let seen = context.storage(VALUE)?;
    context.set_storage(VALUE, last)?;
    let address = context.callee().address;
    context.log(LogEntry {
        identifier: Bytes::from_static(b"reenter"),
        address,
        topics: vec![
            Bytes::from_static(b"reentered"),
            Bytes::copy_from_slice(to.address.as_slice()),
        ],
        data: vec![seen.clone()],
    })?;
    Ok(core::iter::once(seen).chain(results).collect())
}

pub(super) fn reenter_then_fail(this: &TestContract, context: &mut NativeContext) -> NativeResult {
    reenter(this, context)?;
    Err(NativeError::refused("failed after re-entry"))
}

pub(super) fn reenter_then_trap(this: &TestContract, context: &mut NativeContext) -> NativeResult {
    reenter(this, context)?;
    Err(NativeError::halted(HaltReason::ExecutionFailed, ""))
}

pub(super) fn fail(_: &TestContract, context: &mut NativeContext) -> NativeResult {
    context.set_storage(VALUE, Bytes::new())?;
    Err(NativeError::refused(argument(context, 0).to_vec()))
}

pub(super) fn trap(_: &TestContract, context: &mut NativeContext) -> NativeResult {
    context.set_storage(VALUE, Bytes::new())?;
    Err(NativeError::halted(HaltReason::ExecutionFailed, ""))
}

pub(super) fn burn(_: &TestContract, context: &mut NativeContext) -> NativeResult {
    context.set_storage(VALUE, Bytes::new())?;
    context.charge(u64::MAX)?;
    Ok(Vec::new())
}

pub(super) fn emit(_: &TestContract, context: &mut NativeContext) -> NativeResult {
    let (topic, address) = (argument(context, 0), context.callee().address);
    context.log(LogEntry {
        identifier: Bytes::from_static(b"emit"),
        address,
        topics: vec![Bytes::from_static(b"emitted"), topic],
        data: Vec::new(),
    })?;
    Ok(Vec::new())
}

pub(super) fn pay(_: &TestContract, context: &mut NativeContext) -> NativeResult {
    let (to, value) = (account(context, 0)?, amount(context, 1)?);
    context.transfer(&to, value)?;
    Ok(Vec::new())
}

pub(super) fn balance_of(_: &TestContract, context: &mut NativeContext) -> NativeResult {
    let account = account(context, 0)?;
    let balance = context.journal().balance(&account)?;
    Ok(vec![balance.to_be_bytes_trimmed_vec().into()])
}

pub(super) fn context(_: &TestContract, context: &mut NativeContext) -> NativeResult {
    let tokens = BigUint::from(context.tokens().len());
    Ok(vec![
        Bytes::copy_from_slice(context.caller().address.as_slice()),
        context.value().to_be_bytes_trimmed_vec().into(),
        number(&tokens),
    ])
}

/// Makes the call that the arguments ask for: to, value, gas (0 for all), function, its arguments.
fn run(context: &mut NativeContext, scheme: CallScheme) -> Result<CallOutcome, NativeError> {
    let (to, value) = (account(context, 0)?, amount(context, 1)?);
    let gas = u64::try_from(BigUint::from_bytes_be(&argument(context, 2))).unwrap_or(u64::MAX);
    let gas = if gas == 0 { context.gas_left() } else { gas };
    let request = request(context, to, scheme, 3, CALL_ARGUMENTS);
    context.call(CallRequest { value, gas, ..request })
}

fn request(
    context: &NativeContext,
    to: AccountRef,
    scheme: CallScheme,
    function: usize,
    first: usize,
) -> CallRequest {
    let arguments = context.arguments().get(first..).unwrap_or_default().to_vec();
    CallRequest {
        scheme,
        caller: *context.callee(),
        callee: if scheme.keeps_context() { *context.callee() } else { to },
        code: to,
        value: U256::ZERO,
        tokens: Vec::new(),
        input: CallInput::Function { name: argument(context, function), arguments },
        gas: 0,
        read_only: scheme == CallScheme::Static,
    }
}

/// The results, or the callee's failure as the contract's own.
fn handed_on(outcome: CallOutcome) -> NativeResult {
    match outcome.status {
        Status::Success => Ok(items(outcome.data)),
        Status::Revert => Err(NativeError::Refused(outcome.message)),
        Status::Halt(reason) => Err(NativeError::Halted { reason, message: outcome.message }),
    }
}

/// How the call ended, its message, and its results or revert data.
fn described(outcome: CallOutcome) -> Vec<Bytes> {
    let status = match outcome.status {
        Status::Success => "success",
        Status::Revert => "revert",
        Status::Halt(_) => "halt",
    };
    let message = if outcome.status.is_success() { Bytes::new() } else { outcome.message_text() };
    let head = [Bytes::from_static(status.as_bytes()), message];
    head.into_iter().chain(items(outcome.data)).collect()
}

fn items(data: ReturnData) -> Vec<Bytes> {
    match data {
        ReturnData::Items(items) => items,
        ReturnData::Blob(blob) => vec![blob],
    }
}

fn argument(context: &NativeContext, index: usize) -> Bytes {
    context.arguments().get(index).cloned().unwrap_or_default()
}

fn account(context: &mut NativeContext, index: usize) -> Result<AccountRef, NativeError> {
    let account = context.account_argument(index)?;
    account.ok_or_else(|| NativeError::refused("an address is needed"))
}

fn amount(context: &NativeContext, index: usize) -> Result<U256, NativeError> {
    let amount = U256::try_from_be_slice(&argument(context, index));
    amount.ok_or_else(|| NativeError::refused("the amount is too large"))
}

fn number(number: &BigUint) -> Bytes {
    if *number == BigUint::ZERO { Bytes::new() } else { number.to_bytes_be().into() }
}
