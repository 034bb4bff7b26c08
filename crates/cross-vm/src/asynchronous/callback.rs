//! The answer of a call to another shard.

use super::answer::callback_data;
use super::stored::{StoredFrame, account, call_id, load, store, text};
use crate::call::refuse;
use crate::dispatcher::CrossVm;
use vm_core::{
    AccountRef, Address, AsyncArguments, Bytes, CallInput, CallOutcome, CallRequest, CallScheme,
    DataForm, Fault, GasUnit, HaltReason, Moved, ReturnCode, Session, VirtualMachine, WriteError,
};

const NO_FRAME: &[u8] = b"no async context found in storage";
const NO_CALL: &[u8] = b"async call not found";
const NO_STATUS: &[u8] = b"cannot interpret callback args";

/// A frame that an answer has found again.
struct Resumed {
    frame: StoredFrame,
    call: usize,
    has_callback: bool,
}

/// Whether a request that is made now is the first frame of a message from another shard.
pub(crate) fn is_arrival(session: &Session) -> bool {
    session.environment.transaction.arrival.is_some() && session.journal.frame().is_none()
}

/// Whether a request is the first frame of an answer from another shard.
pub(crate) fn is_answer(session: &Session, request: &CallRequest) -> bool {
    request.scheme == CallScheme::Callback && is_arrival(session)
}

impl CrossVm {
    /// Runs the callback of a call that another shard has answered; where there is none, or nobody to run it,
    /// only the value is taken. A callback that fails undoes all: the call stays stored, as in production.
    pub(crate) fn call_back(
        &self,
        mut session: Box<Session>,
        vm: Option<&dyn VirtualMachine>,
        request: &mut CallRequest,
        unit: Option<GasUnit>,
    ) -> Moved<CallOutcome> {
        let form = vm.map_or(DataForm::Blob, |vm| vm.data_form_of(&request.code));
        let resumed = match resume(&mut session, request, form) {
            Ok(Ok(resumed)) => resumed,
            Ok(Err(text)) => {
                let (session, result) = refuse(session, request, HaltReason::ExecutionFailed);
                let message = Bytes::from_static(text);
                return (session, result.map(|outcome| CallOutcome { message, ..outcome }));
            }
            Err(fault) => return (session, Err(fault)),
        };
        let checkpoint = session.journal.checkpoint();
        let (mut session, result) = match vm.filter(|_| resumed.has_callback) {
            Some(vm) => self.call_vm(session, vm, request, unit),
            None => credit(session, request),
        };
        let mut outcome = match result {
            Ok(outcome) => outcome,
            Err(fault) => return (session, Err(fault)),
        };
        if outcome.status.is_success() {
            let left = outcome.gas_left;
            let finished = finish(&mut session, &request.callee, resumed, left);
            match finished.map_err(WriteError::halt_reason) {
                Ok(()) => {}
                Err(Ok(reason)) => outcome = CallOutcome::halt(reason),
                Err(Err(fault)) => return (session, Err(fault)),
            }
        }
        if outcome.status.is_success() {
            session.journal.keep();
        } else {
            session.journal.revert(checkpoint);
        }
        (session, Ok(outcome))
    }
}

/// Finds the call that an answer is for, and puts its callback's name into the request.
fn resume(
    session: &mut Session,
    request: &mut CallRequest,
    form: DataForm,
) -> Result<Result<Resumed, &'static [u8]>, Fault> {
    let CallInput::Function { name, arguments } = &mut request.input else {
        return Ok(Err(NO_STATUS));
    };
    let Some(status) = arguments.first() else {
        return Ok(Err(NO_STATUS));
    };
    let is_success = status.iter().all(|byte| *byte == 0);
    let ids = session.environment.transaction.arrival.as_ref().map(|it| it.arguments.clone());
    let ids = ids.unwrap_or_default();
    let Some(frame) = load(session, &request.callee, &ids.initiator_call_id)? else {
        return Ok(Err(NO_FRAME));
    };
    let found = frame.calls.iter().enumerate().find(|(_, it)| it.call_id == ids.caller_call_id);
    let Some((index, call)) = found else {
        return Ok(Err(NO_CALL));
    };
    *name = if is_success { call.success.clone() } else { call.failure.clone() };
    let has_callback = !name.is_empty();
    session.closure = Some(call.closure.clone());
    if let Some(caller) = Address::from_slice(&frame.parent) {
        session.journal.resume(caller);
    }
    if form == DataForm::Blob {
        let code = arguments.first().map_or(0, |it| low_byte(it));
        let results = arguments.iter().skip(1).cloned().collect();
        request.input = CallInput::CallData(callback_data(name, &call.closure, code, results));
        // Only the gateway tells answers, whoever called.
        if let Some(gateway) = session.environment.config.gateway {
            request.caller = session.journal.reference_of_face(gateway)?;
        }
    }
    Ok(Ok(Resumed { frame, call: index, has_callback }))
}

fn low_byte(status: &[u8]) -> u64 {
    status.last().copied().map_or(0, u64::from)
}

/// Takes the value that comes with an answer of which nobody wants to know.
fn credit(mut session: Box<Session>, request: &CallRequest) -> Moved<CallOutcome> {
    let credited = session.journal.receive(&request.callee, request.value);
    let outcome = match credited.map_err(WriteError::halt_reason) {
        Ok(()) => Ok(CallOutcome::success(request.gas)),
        Err(Ok(reason)) => Ok(CallOutcome::halt(reason)),
        Err(Err(fault)) => Err(fault),
    };
    (session, outcome)
}

/// Strikes the answered call out of the stored frame after its callback, and tells the frames that wait
/// for this one when it was the last.
fn finish(
    session: &mut Session,
    own: &AccountRef,
    resumed: Resumed,
    gas_left: u64,
) -> Result<(), WriteError> {
    let Resumed { mut frame, call, .. } = resumed;
    if call < frame.calls.len() {
        frame.calls.swap_remove(call);
    }
    let mut holder = *own;
    let mut gas = gas_left;
    loop {
        frame.waiting = frame.waiting.saturating_sub(1);
        frame.gas_accumulated = frame.gas_accumulated.saturating_add(gas);
        store(session, &holder, &frame)?;
        if !frame.is_complete() || frame.is_first() {
            return Ok(());
        }
        gas = frame.gas_accumulated;
        let Some(caller) = account(session, &frame.caller) else {
            return Ok(());
        };
        let Some(parent) = load(session, &caller, &frame.caller_call_id)? else {
            return Ok(());
        };
        (holder, frame) = (caller, parent);
    }
}

/// What the answer of a call carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Return code and results, or return code and message, in text form `@hex@hex`.
    pub data: Bytes,
    /// Names of the callback in the same form.
    pub async_data: Bytes,
}

/// The answer of a call that came from another shard. Whatever failed there, production reports a
/// user's error (`mx-chain-go:process/smartContract/processorV2/processV2.go`).
#[must_use]
pub fn answer_data(arguments: &AsyncArguments, result: Result<&[Bytes], &[u8]>) -> Answer {
    let data = match result {
        Ok(results) => {
            let status = [0];
            text(core::iter::once(&status[..]).chain(results.iter().map(AsRef::as_ref)))
        }
        Err(message) => text([&[ReturnCode::UserError as u8][..], message]),
    };
    let id = answer_id(arguments);
    let ids = [id.as_ref(), arguments.call_id.as_ref(), arguments.caller_call_id.as_ref(), &[0]];
    Answer { data: data.into(), async_data: text(ids).into() }
}

fn answer_id(arguments: &AsyncArguments) -> Bytes {
    call_id(&[arguments.call_id.as_ref(), &[0]].concat(), 0)
}
