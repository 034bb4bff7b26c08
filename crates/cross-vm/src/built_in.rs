//! Calls that a built-in function of the protocol takes.

use crate::asynchronous::is_answer;
use crate::call::{charge_output, form, refuse, trace_exit};
use crate::convert::{Converted, Forms, convert_input, convert_output, first_item};
use crate::dispatcher::{CrossVm, ratio};
use vm_core::{
    Authority, BuiltInOutcome, CallInput, CallOutcome, CallRequest, CallScheme, DataForm, Fault,
    Frame, GasUnit, HaltReason, LogEntry, Moved, ReturnData, RootBuiltIn, Session, TraceStart,
    VmType,
};

impl CrossVm {
    /// Whether a built-in function takes the call. It never stands before the code of an EVM contract,
    /// whose call data may begin with anything.
    pub(crate) fn asks_built_in(
        &self,
        session: &mut Session,
        request: &CallRequest,
    ) -> Result<bool, Fault> {
        if request.scheme.keeps_context() {
            return Ok(false);
        }
        match &request.input {
            CallInput::Function { name, .. } => Ok(session.is_built_in(name)),
            CallInput::CallData(data) => {
                let is_named = first_item(data).is_some_and(|name| session.is_built_in(&name));
                Ok(is_named && !self.is_run_by_evm(session, request)?)
            }
        }
    }

    fn is_run_by_evm(&self, session: &mut Session, request: &CallRequest) -> Result<bool, Fault> {
        let vm_type = session.journal.vm_type(&request.code)?;
        Ok(vm_type == Some(VmType::EVM) || self.precompile(session, &request.code).is_some())
    }

    /// Runs a built-in function and the contract call that its arguments ask for, in one checkpoint.
    pub(crate) fn call_built_in(
        &self,
        mut session: Box<Session>,
        mut request: CallRequest,
    ) -> Moved<CallOutcome> {
        let unit = self.caller_unit(&session).unwrap_or(GasUnit::MultiversX);
        let given = request.gas;
        let ratio = ratio(&session);
        let forms = Forms { callee: DataForm::Function, caller: form(&request.input) };
        let gas = ratio.convert(given, unit, GasUnit::MultiversX);
        let budget = ratio.convert(gas, GasUnit::MultiversX, GasUnit::Ethereum);
        let converted =
            convert_input(&mut session, &request.input, DataForm::Function, false, budget);
        let Converted { input, cost, .. } = match converted {
            Ok(Ok(converted)) => converted,
            Ok(Err(reason)) => return refuse(session, &request, reason),
            Err(error) => {
                return match error.halt_reason() {
                    Ok(reason) => refuse(session, &request, reason),
                    Err(fault) => (session, Err(fault)),
                };
            }
        };
        let cost = ratio.convert(cost, GasUnit::Ethereum, GasUnit::MultiversX);
        request.gas = gas.saturating_sub(cost);
        request.input = input;
        // What an answer brings stays where its callback fails.
        let is_answer = is_answer(&session, &request);
        let checkpoint = session.journal.checkpoint();
        let (mut session, result) = self.process(session, request);
        let (mut outcome, logs) = match result {
            Ok(ended) => ended,
            Err(fault) => return (session, Err(fault)),
        };
        charge_output(&mut outcome, forms, ratio, GasUnit::MultiversX);
        if outcome.status.is_success() || (is_answer && !outcome.is_built_in_failure) {
            session.journal.keep();
        } else {
            session.journal.revert(checkpoint);
            if let Err(fault) = write_again(&mut session, logs) {
                return (session, Err(fault));
            }
        }
        convert_output(&mut outcome, forms, &None);
        // A built-in function counts in MultiversX gas: under it as a root, refunds are nobody's.
        outcome.refund = 0;
        outcome.gas_left = ratio.give_back(outcome.gas_left, GasUnit::MultiversX, unit, given);
        (session, Ok(outcome))
    }

    /// Gives with the outcome the logs that the function itself wrote.
    fn process(
        &self,
        mut session: Box<Session>,
        request: CallRequest,
    ) -> Moved<(CallOutcome, Vec<LogEntry>)> {
        let halted = |reason| Ok((CallOutcome::halt(reason), Vec::new()));
        let Some(built_ins) = self.built_ins() else {
            return (session, halted(HaltReason::FunctionNotFound));
        };
        let limits = session.environment.config.limits;
        if session.journal.frames().len() > limits.frames {
            return (session, halted(HaltReason::CallTooDeep));
        }
        let logs = session.journal.native_log_count();
        let is_transfer = request.scheme == CallScheme::Transfer;
        let root_gas = session.journal.frame().is_none().then_some(request.gas);
        push_protocol_frame(&mut session, &request);
        trace_built_in(&mut session, &request);
        let (mut session, result) = built_ins.process(session, request);
        let BuiltInOutcome { mut call, follow_up } = match result {
            Ok(outcome) => outcome,
            Err(fault) => return (session, Err(fault)),
        };
        session.journal.pop_frame();
        if let Some(given) = root_gas {
            let left = follow_up.as_ref().map_or(call.gas_left, |it| it.gas);
            let called = follow_up.as_ref().map(|it| it.callee.address);
            let gas = given.saturating_sub(left);
            session.root_built_in = Some(RootBuiltIn { gas, called });
        }
        call.is_built_in_failure = !call.status.is_success();
        let Some(follow_up) = follow_up.filter(|_| call.status.is_success()) else {
            trace_exit(&mut session, &call);
            return (session, Ok((call, Vec::new())));
        };
        let logs = session.journal.native_logs_since(logs);
        let (mut session, result) = self.follow(session, follow_up, is_transfer);
        let result = result.map(|after| join(call, after));
        if let Ok(outcome) = &result {
            trace_exit(&mut session, outcome);
        }
        (session, result.map(|outcome| (outcome, logs)))
    }
}

impl CrossVm {
    /// Runs what follows a built-in function. After a transfer that a contract's hook makes, this may be a
    /// built-in function as well, as in production; its failure is that of an execution.
    fn follow(
        &self,
        mut session: Box<Session>,
        mut request: CallRequest,
        is_transfer: bool,
    ) -> Moved<CallOutcome> {
        if !is_transfer {
            return self.call_contract_in(session, &mut request, Some(GasUnit::MultiversX));
        }
        match self.asks_built_in(&mut session, &request) {
            Ok(true) => {
                let (session, result) = self.call_built_in(session, request);
                let as_execution = |it| CallOutcome { is_built_in_failure: false, ..it };
                (session, result.map(as_execution))
            }
            Ok(false) => self.call_contract_in(session, &mut request, Some(GasUnit::MultiversX)),
            Err(fault) => (session, Err(fault)),
        }
    }
}

/// Writes the logs of a built-in function again after the contract that it executed failed. Production
/// takes the transfer back and keeps its logs, for callers that are WASM contracts; so they tell of a
/// transfer that did not last (`mx-chain-vm-go:vmhost/hostCore/execution.go`, `handleBuiltinFunctionCall`).
fn write_again(session: &mut Session, logs: Vec<LogEntry>) -> Result<(), Fault> {
    if session.journal.frame().is_none_or(|frame| frame.vm_type != VmType::SPACE) {
        return Ok(());
    }
    for entry in logs {
        if let Err(error) = session.journal.log(entry) {
            // A frame that may not write called no built-in function.
            error.halt_reason()?;
        }
    }
    Ok(())
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
    session.trace_enter(|| TraceStart {
        vm_type: Some(VmType::SYSTEM),
        scheme: request.scheme,
        create: None,
        is_built_in: true,
        caller: request.caller,
        callee: request.callee,
        code: request.code,
        input: request.input.clone(),
        value: request.value,
        gas: request.gas,
    });
}
