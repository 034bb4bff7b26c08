//! One nested call: gas is taken from the caller first and what is left comes back after it.

use crate::asynchronous::AsyncState;
use crate::code::{CallKind, Worker};
use crate::error::{Failure, HookError};
use crate::guest::{Guest, GuestAccess};
use crate::managed::write_buffers;
use crate::table::Handle;
use num_bigint::BigUint;
use std::sync::Arc;
use vm_core::{
    AccountRef, Bytes, CallInput, CallOutcome, CallRequest, CallScheme, CreateOutcome,
    CreateRequest, FrameIdentity, HaltReason, HookTrap, Release, ReturnData, Session, Status, U256,
    VmType,
};

/// What a hook asks of another contract.
#[derive(Clone, Debug)]
pub(crate) struct Nested {
    pub(crate) scheme: CallScheme,
    pub(crate) callee: AccountRef,
    pub(crate) code: AccountRef,
    pub(crate) value: U256,
    pub(crate) function: Bytes,
    pub(crate) arguments: Vec<Bytes>,
    /// Gas to hand on; the caller has at least this much.
    pub(crate) gas: u64,
    pub(crate) kind: CallKind,
}

/// How a nested call ended.
#[derive(Clone, Debug)]
pub(crate) struct Ended {
    pub(crate) outcome: CallOutcome,
    /// Whether a WASM contract was started, and not only a built-in function.
    pub(crate) ran_contract: bool,
}

impl Ended {
    pub(crate) const fn is_success(&self) -> bool {
        self.outcome.status.is_success()
    }

    /// Why the caller fails when it does not catch the failure of its callee: as in production, all
    /// kinds but a few are one (`mx-chain-vm-go:vmhost/hostCore/breakpoints.go`).
    pub(crate) fn failure(&self, callee: Option<VmType>) -> Failure {
        let Status::Halt(reason) = self.outcome.status else {
            return self.revert_failure(callee);
        };
        let text = &self.outcome.message;
        if reason == HaltReason::ContractNotFound && !text.is_empty() {
            return Failure::Halt(HaltReason::ExecutionFailed, text.clone());
        }
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "a reason to come is one of those that production does not tell apart"
        )]
        let error = match reason {
            HaltReason::OutOfGas => HookError::NotEnoughGas,
            HaltReason::FunctionNotFound => HookError::FunctionNotFound,
            HaltReason::ContractNotFound => HookError::ContractNotFound,
            HaltReason::ContractInvalid => HookError::ContractInvalid,
            HaltReason::InitCalledInRun => HookError::InitCalled,
            HaltReason::OutOfFunds => HookError::InsufficientFunds,
            HaltReason::NotPayable => HookError::NotPayable,
            HaltReason::TooManyInstances => HookError::TooManyInstances,
            HaltReason::CallTooDeep | HaltReason::NativeStackLimit => HookError::CallTooDeep,
            HaltReason::CreateCollision => HookError::DeployOverAccount,
            _ => return self.other_failure(callee),
        };
        error.into()
    }

    fn revert_failure(&self, callee: Option<VmType>) -> Failure {
        if self.ran_contract && callee == Some(VmType::SPACE) {
            return HookError::SignalError.into();
        }
        self.other_failure(callee)
    }

    /// A built-in function's own text goes on; a contract's does not.
    fn other_failure(&self, callee: Option<VmType>) -> Failure {
        let is_evm = callee == Some(VmType::EVM);
        if self.ran_contract || is_evm || self.outcome.message.is_empty() {
            return HookError::ExecutionFailed.into();
        }
        Failure::Halt(HaltReason::ExecutionFailed, self.outcome.message.clone())
    }
}

/// Gas that a nested call gets: what it asks for, or all that is left. Negative limits count as
/// very large, as in production.
pub(crate) fn bound_gas(guest: &Guest<'_>, limit: i64) -> u64 {
    limit.cast_unsigned().min(guest.points.available())
}

/// Runs a nested call. After a success its results are the caller's, too, and what it sent back can
/// be asked for. So is revert data, which only other VMs give: a contract that catches the failure
/// reads it as the results.
pub(crate) fn call(guest: &mut Guest<'_>, nested: Nested) -> Result<Ended, HookTrap> {
    let own = guest.context.own();
    let request = CallRequest {
        scheme: nested.scheme,
        caller: own,
        callee: nested.callee,
        code: nested.code,
        value: nested.value,
        tokens: Vec::new(),
        input: CallInput::Function { name: nested.function, arguments: nested.arguments },
        gas: nested.gas,
        read_only: guest.context.is_read_only() || nested.scheme == CallScheme::Static,
    };
    send(guest, request, nested.kind)
}

/// Sends a request to the dispatcher, as [`call`] describes.
pub(crate) fn send(
    guest: &mut Guest<'_>,
    request: CallRequest,
    kind: CallKind,
) -> Result<Ended, HookTrap> {
    let CallRequest { callee, gas, scheme, .. } = request;
    let function = match &request.input {
        CallInput::Function { name, .. } => name.clone(),
        CallInput::CallData(_) => Bytes::new(),
    };
    guest.points.consume(gas);
    let mut session = guest.context.take_session()?;
    let identity = identity_of(guest, scheme);
    let started = announce(&mut session, kind, identity);
    let transfers = session.journal.transfer_records().len();
    let dispatcher = Arc::clone(&session.dispatcher);
    let (mut session, result) = dispatcher.call(session, request);
    let ran_contract = Worker::with(&mut session, |worker| worker.started()) != started;
    let ended = result.map(|outcome| Ended { outcome, ran_contract });
    if let Ok(ended) = &ended
        && ended.is_success()
        && !scheme.keeps_context()
    {
        collect_back_transfers(guest, &session, transfers, &callee);
    }
    let is_kept = matches!(&ended, Ok(ended) if ended.is_success());
    // One that a transfer calls is noted by its hook alone.
    if let Ok(Ended { outcome, .. }) = &ended
        && outcome.is_built_in_failure
        && scheme != CallScheme::Transfer
    {
        let own = guest.context.invocation.function.clone();
        note_built_in(&mut session, [function, own], outcome);
    }
    if scheme.keeps_context() {
        let registered = Worker::with(&mut session, |worker| worker.take_registered());
        if is_kept {
            take_over(guest, registered);
        }
    } else {
        count_waiting(guest, &mut session, is_kept);
        guest.context.has_open_call |= !is_kept;
    }
    guest.context.put_session(session);
    let mut ended = guest.check(ended)?;
    guest.points.restore(ended.outcome.gas_left.min(gas));
    if matches!(ended.outcome.status, Status::Success | Status::Revert) {
        take_results(guest, &mut ended.outcome);
    }
    Ok(ended)
}

/// Notes the failure of a built-in function: under its name, and under that of the function that called it.
pub(super) fn note_built_in(session: &mut Session, functions: [Bytes; 2], outcome: &CallOutcome) {
    for function in functions {
        session.errors.add(outcome.message_text(), Some(function));
    }
}

/// Makes a contract. Gas is taken as by [`call`].
pub(crate) fn create(
    guest: &mut Guest<'_>,
    request: CreateRequest,
    kind: CallKind,
) -> Result<CreateOutcome, HookTrap> {
    let gas = request.gas;
    guest.points.consume(gas);
    let mut session = guest.context.take_session()?;
    let identity = identity_of(guest, CallScheme::Create);
    announce(&mut session, kind, identity);
    let dispatcher = Arc::clone(&session.dispatcher);
    let (mut session, result) = dispatcher.create(session, request);
    let is_kept = matches!(&result, Ok(outcome) if outcome.call.status.is_success());
    count_waiting(guest, &mut session, is_kept);
    guest.context.put_session(session);
    let mut outcome = guest.check(result)?;
    guest.points.restore(outcome.call.gas_left.min(gas));
    if outcome.call.status.is_success() {
        take_results(guest, &mut outcome.call);
    }
    Ok(outcome)
}

/// Who the frame of a call is: it has the next number of this frame. A library runs as this frame.
fn identity_of(guest: &mut Guest<'_>, scheme: CallScheme) -> FrameIdentity {
    let identity = &mut guest.context.asynchronous.identity;
    if scheme.keeps_context() { identity.clone() } else { identity.call() }
}

fn announce(session: &mut Session, kind: CallKind, identity: FrameIdentity) -> u64 {
    let frames = session.journal.frames().len();
    Worker::with(session, |worker| {
        worker.announce(frames, kind, identity);
        worker.started()
    })
}

/// Goes on with what a library registered for this contract.
fn take_over(guest: &mut Guest<'_>, library: AsyncState) {
    let own = &mut guest.context.asynchronous;
    own.queue.extend(library.queue);
    own.identity = library.identity;
    own.is_legacy |= library.is_legacy;
}

/// Counts the frame of a call that waits for another shard, unless it was undone.
fn count_waiting(guest: &mut Guest<'_>, session: &mut Session, is_kept: bool) {
    let below = session.journal.frames().len();
    let is_waiting = Worker::with(session, |worker| worker.take_waiting(below));
    if is_waiting && is_kept {
        let identity = &mut guest.context.asynchronous.identity;
        identity.waiting = identity.waiting.saturating_add(1);
    }
}

fn take_results(guest: &mut Guest<'_>, outcome: &mut CallOutcome) {
    match core::mem::take(&mut outcome.data) {
        ReturnData::Items(items) => guest.context.return_data.extend(items),
        ReturnData::Blob(data) => guest.context.return_data.push(data),
    }
}

/// Collects what the callee sent to the caller without asking for an execution. Before Barnard, a call
/// counts once more what the callee sent in the calls before it
/// (`mx-chain-vm-go:vmhost/contexts/managedType.go`, `AddBackTransfers`).
fn collect_back_transfers(
    guest: &mut Guest<'_>,
    session: &Session,
    since: usize,
    callee: &AccountRef,
) {
    let own = guest.context.own();
    let since = if guest.context.release() < Release::Barnard { 0 } else { since };
    let records = session.journal.transfer_records().iter().skip(since);
    let back = &mut guest.context.back_transfers;
    for record in records {
        let is_back = record.from.address == callee.address && record.to.address == own.address;
        if is_back && record.is_payment() {
            back.value = back.value.saturating_add(record.value);
            back.tokens.extend(record.tokens.iter().cloned());
        }
    }
}

/// Puts the results of a nested call, from `since` on, into a list of buffers.
pub(crate) fn write_results(
    guest: &mut Guest<'_>,
    since: usize,
    destination: Handle,
) -> Result<(), HookTrap> {
    let results = guest.context.return_data.get(since..).unwrap_or_default();
    let results: Vec<Bytes> = results.to_vec();
    if results.is_empty() {
        guest.context.managed.set_buffer(destination, []);
        return Ok(());
    }
    write_buffers(guest, &results, destination)
}

/// A value that a balance can hold; `None` when it is larger.
pub(crate) fn balance_value(magnitude: &BigUint) -> Option<U256> {
    U256::try_from_be_slice(&magnitude.to_bytes_be())
}
