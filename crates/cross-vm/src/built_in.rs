//! Calls that a built-in function of the protocol takes.

use crate::call::{form, trace_exit};
use crate::convert::{convert_output, decode_items};
use crate::dispatcher::{CrossVm, ratio};
use vm_core::{
    Authority, BuiltInOutcome, CallInput, CallOutcome, CallRequest, CallScheme, DataForm,
    Dispatcher, Frame, GasUnit, HaltReason, Moved, ReturnData, Session, TraceStart, VmType,
};

/// A call of a built-in function, in function form, and the form in which its caller waits.
pub(crate) struct BuiltInRequest {
    request: CallRequest,
    form: DataForm,
}

impl CrossVm {
    /// The request in function form, if its function is a built-in one.
    pub(crate) fn built_in_request(&self, request: &CallRequest) -> Option<BuiltInRequest> {
        if request.scheme.keeps_context() {
            return None;
        }
        match &request.input {
            CallInput::Function { name, .. } => self
                .is_built_in(name)
                .then(|| BuiltInRequest { request: request.clone(), form: DataForm::Function }),
            CallInput::CallData(data) => {
                let mut items = decode_items(data).ok()?.into_iter();
                let name = items.next().filter(|name| self.is_built_in(name))?;
                let input = CallInput::Function { name, arguments: items.collect() };
                let request = CallRequest { input, ..request.clone() };
                Some(BuiltInRequest { request, form: DataForm::Blob })
            }
        }
    }

    /// Runs a built-in function and the contract call that its arguments ask for, in one checkpoint.
    pub(crate) fn call_built_in(
        &self,
        mut session: Box<Session>,
        built_in: BuiltInRequest,
    ) -> Moved<CallOutcome> {
        let BuiltInRequest { mut request, form: caller_form } = built_in;
        let unit = self.caller_unit(&session).unwrap_or(GasUnit::MultiversX);
        let given = request.gas;
        request.gas = ratio(&session).convert(given, unit, GasUnit::MultiversX);
        let checkpoint = session.journal.checkpoint();
        let (mut session, result) = self.process(session, request);
        let mut outcome = match result {
            Ok(outcome) => outcome,
            Err(fault) => return (session, Err(fault)),
        };
        if outcome.status.is_success() {
            session.journal.keep();
        } else {
            session.journal.revert(checkpoint);
        }
        convert_output(&mut outcome, caller_form, DataForm::Function, &None);
        outcome.gas_left =
            ratio(&session).give_back(outcome.gas_left, GasUnit::MultiversX, unit, given);
        (session, Ok(outcome))
    }

    fn process(&self, mut session: Box<Session>, request: CallRequest) -> Moved<CallOutcome> {
        let Some(built_ins) = self.built_ins() else {
            return (session, Ok(CallOutcome::halt(HaltReason::FunctionNotFound)));
        };
        let limits = session.environment.config.limits;
        if session.journal.frames().len() > limits.frames {
            return (session, Ok(CallOutcome::halt(HaltReason::CallTooDeep)));
        }
        push_protocol_frame(&mut session, &request);
        trace_built_in(&mut session, &request);
        let (mut session, result) = built_ins.process(session, request);
        let BuiltInOutcome { call, follow_up } = match result {
            Ok(outcome) => outcome,
            Err(fault) => return (session, Err(fault)),
        };
        session.journal.pop_frame();
        let Some(follow_up) = follow_up.filter(|_| call.status.is_success()) else {
            trace_exit(&mut session, &call);
            return (session, Ok(call));
        };
        let (mut session, result) =
            self.call_contract_in(session, follow_up, Some(GasUnit::MultiversX));
        let result = result.map(|after| join(call, after));
        if let Ok(outcome) = &result {
            trace_exit(&mut session, outcome);
        }
        (session, result)
    }
}

/// The results of a built-in function and of the call after it, as one.
fn join(built_in: CallOutcome, after: CallOutcome) -> CallOutcome {
    let data = match (built_in.data, after.data) {
        (ReturnData::Items(mut first), ReturnData::Items(second)) => {
            first.extend(second);
            ReturnData::Items(first)
        }
        (_, second) => second,
    };
    CallOutcome { data, ..after }
}

fn push_protocol_frame(session: &mut Session, request: &CallRequest) {
    session.journal.push_frame(Frame {
        scheme: request.scheme,
        vm_type: VmType::SYSTEM,
        caller: request.caller,
        callee: request.callee,
        code: request.code,
        value: request.value,
        gas: request.gas,
        read_only: request.read_only || request.scheme == CallScheme::Static,
        authority: Authority::Protocol,
    });
}

fn trace_built_in(session: &mut Session, request: &CallRequest) {
    debug_assert_eq!(form(&request.input), DataForm::Function);
    if let Some(tracer) = session.tracer.as_mut() {
        tracer.enter(TraceStart {
            vm_type: Some(VmType::SYSTEM),
            scheme: request.scheme,
            is_built_in: true,
            caller: request.caller.address,
            callee: request.callee.address,
            input: request.input.clone(),
            value: request.value,
            gas: request.gas,
        });
    }
}
