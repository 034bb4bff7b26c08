//! Calls of contracts: checkpoint, transfer, run, then keep or undo.

use crate::asynchronous::{is_answer, is_arrival};
use crate::border::{GasRatio, place_refund};
use crate::convert::{Converted, Forms, convert_input, convert_output, output_cost};
use crate::dispatcher::{CrossVm, ratio};
use crate::payment::{is_payable, is_plain_payment, is_returned_payment};
use account_map::ALIAS_RECORD_GAS;
use core::mem::take;
use std::sync::Arc;
use vm_core::{
    AccountRef, Authority, Bytes, CallInput, CallOutcome, CallRequest, CallScheme, DataForm, Fault,
    Frame, GasUnit, HaltReason, Moved, OutgoingTransfer, ReturnData, Session, Status, TraceEnd,
    TraceStart, VirtualMachine, VmCall, VmType, WriteError,
};

/// Who runs a call.
enum Target<'a> {
    /// A virtual machine.
    Vm(&'a Arc<dyn VirtualMachine>),
    /// Nobody: only value moves.
    Transfer,
    /// A contract that does not exist.
    Missing,
    /// A contract that takes no value without a function.
    NotPayable,
    /// An account of another shard: value leaves.
    Elsewhere,
    /// An account of another shard, of which something is asked.
    OutOfReach,
}

/// How far a call came before its VM took over.
type Prepared<T> = Result<T, Stop>;

/// Why a call ended before its VM took over.
enum Stop {
    Halt(HaltReason),
    Fault(Fault),
}

impl From<Fault> for Stop {
    #[cold]
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<WriteError> for Stop {
    #[cold]
    fn from(error: WriteError) -> Self {
        match error.halt_reason() {
            Ok(reason) => Self::Halt(reason),
            Err(fault) => Self::Fault(fault),
        }
    }
}

impl CrossVm {
    /// Runs a call that no built-in function takes, with gas in the unit of the current frame.
    pub(crate) fn call_contract(
        &self,
        session: Box<Session>,
        request: &mut CallRequest,
    ) -> Moved<CallOutcome> {
        let unit = self.caller_unit(&session);
        self.call_contract_in(session, request, unit)
    }

    /// As [`CrossVm::call_contract`], with gas in a given unit; `None` for the callee's own. What the request holds is
    /// the callee's afterwards.
    pub(crate) fn call_contract_in(
        &self,
        mut session: Box<Session>,
        request: &mut CallRequest,
        unit: Option<GasUnit>,
    ) -> Moved<CallOutcome> {
        let target = match self.target(&mut session, request) {
            Ok(target) => target,
            Err(fault) => return (session, Err(fault)),
        };
        if is_answer(&session, request) {
            let vm = match target {
                Target::Vm(vm) => Some(vm.as_ref()),
                Target::Transfer
                | Target::Missing
                | Target::NotPayable
                | Target::Elsewhere
                | Target::OutOfReach => None,
            };
            return self.call_back(session, vm, request, unit);
        }
        match target {
            Target::Vm(vm) => self.call_vm(session, vm.as_ref(), request, unit),
            Target::Transfer => transfer(session, request, move_value),
            Target::Missing => refuse(session, request, HaltReason::ContractNotFound),
            Target::NotPayable => refuse(session, request, HaltReason::NotPayable),
            Target::Elsewhere => transfer(session, request, send_away),
            Target::OutOfReach => refuse_with(session, request, out_of_reach(request)),
        }
    }

    fn target(&self, session: &mut Session, request: &CallRequest) -> Result<Target<'_>, Fault> {
        if let Some(vm_type) = session.journal.vm_type(&request.code)? {
            let vm = self.vm(vm_type).ok_or(Fault::NoVirtualMachine)?;
            if is_returned_payment(session, request) {
                return Ok(Target::Transfer);
            }
            if is_plain_payment(session, request, vm.data_form_of(&request.code)) {
                let is_taken = is_payable(session, request)?;
                return Ok(if is_taken { Target::Transfer } else { Target::NotPayable });
            }
            return Ok(Target::Vm(vm));
        }
        if let Some(vm) = self.precompile(session, &request.code) {
            return Ok(Target::Vm(vm));
        }
        let is_from_evm = matches!(request.input, CallInput::CallData(_));
        if !is_arrival(session)
            && !request.scheme.keeps_context()
            && session.journal.is_elsewhere(&request.callee)?
        {
            if request.input.is_empty() {
                return Ok(Target::Elsewhere);
            }
            if is_from_evm {
                return Ok(Target::OutOfReach);
            }
        }
        if request.input.is_empty() {
            return Ok(Target::Transfer);
        }
        // Ethereum takes any call data where no code is.
        let takes_anything = match request.code.address.vm_type() {
            None => is_from_evm,
            Some(vm_type) => vm_type == VmType::EVM,
        };
        Ok(if takes_anything { Target::Transfer } else { Target::Missing })
    }

    pub(crate) fn call_vm(
        &self,
        mut session: Box<Session>,
        vm: &dyn VirtualMachine,
        request: &mut CallRequest,
        unit: Option<GasUnit>,
    ) -> Moved<CallOutcome> {
        let own = vm.gas_unit();
        let unit = unit.unwrap_or(own);
        let is_root = session.journal.frame().is_none();
        let checkpoint = session.journal.checkpoint();
        let forms = Forms { callee: vm.data_form_of(&request.code), caller: form(&request.input) };
        let gas = ratio(&session).convert(request.gas, unit, own);
        let prepared = prepare(&mut session, vm, request, gas, is_root);
        let (call, returns) = match prepared {
            Ok(prepared) => prepared,
            Err(Stop::Fault(fault)) => return (session, Err(fault)),
            Err(Stop::Halt(reason)) => {
                session.journal.revert(checkpoint);
                return refuse(session, request, reason);
            }
        };
        trace_call(&mut session, vm.vm_type(), &call);
        session.native_runs = session.native_runs.saturating_add(1);
        let (mut session, result) = vm.call(session, call);
        session.native_runs = session.native_runs.saturating_sub(1);
        let mut outcome = match result {
            Ok(outcome) => outcome,
            Err(fault) => return (session, Err(fault)),
        };
        session.journal.pop_frame();
        if let Some(refusal) = session.journal.take_latched() {
            match refusal.halt_reason() {
                Ok(reason) => outcome = CallOutcome::halt(reason),
                Err(fault) => return (session, Err(fault)),
            }
        }
        if is_root && outcome.status.is_success() && !session.journal.is_queue_empty() {
            let (back, left) = self.run_queue(session);
            session = back;
            match left {
                Ok(left) => {
                    let left = ratio(&session).convert(left, GasUnit::MultiversX, own);
                    outcome.gas_left = outcome.gas_left.saturating_add(left);
                }
                Err(fault) => return (session, Err(fault)),
            }
        }
        let ratio = ratio(&session);
        charge_output(&mut outcome, forms, ratio, own);
        trace_exit(&mut session, &outcome);
        convert_output(&mut outcome, forms, &returns);
        if outcome.status.is_success() {
            session.journal.keep();
            place_refund(&mut session, &mut outcome, (own, unit), is_root);
        } else {
            session.journal.revert(checkpoint);
            outcome.refund = 0;
        }
        outcome.gas_left = ratio.give_back(outcome.gas_left, own, unit, request.gas);
        (session, Ok(outcome))
    }
}

/// Checks the call, converts its input, moves its value and pushes its frame.
fn prepare(
    session: &mut Session,
    vm: &dyn VirtualMachine,
    request: &mut CallRequest,
    gas: u64,
    is_root: bool,
) -> Prepared<(VmCall, crate::convert::ReturnTypes)> {
    let caller_vm = session.journal.frame().map(|frame| frame.vm_type);
    if request.scheme.keeps_context() && caller_vm.is_some_and(|it| it != vm.vm_type()) {
        return Err(Stop::Halt(HaltReason::CrossVmDelegate));
    }
    check_depth(session)?;
    let read_only =
        request.read_only || request.scheme == CallScheme::Static || session.journal.is_read_only();
    if read_only && !request.value.is_zero() && !request.scheme.keeps_context() {
        return Err(Stop::Halt(HaltReason::ReadOnlyViolation));
    }
    let ratio = ratio(session);
    let mut budget = ratio.convert(gas, vm.gas_unit(), GasUnit::Ethereum);
    let mut cost = 0;
    let form = vm.data_form_of(&request.code);
    if form == DataForm::Blob && !read_only {
        cost = record_alias(session, &request.caller, budget)?;
        budget = budget.saturating_sub(cost);
    }
    let mut converted = None;
    if form != self::form(&request.input) {
        let result = convert_input(session, &request.input, form, read_only, budget)?;
        let Converted { input, returns, cost: conversion } = result.map_err(Stop::Halt)?;
        cost = cost.saturating_add(conversion);
        converted = Some((input, returns));
    }
    let cost = ratio.convert(cost, GasUnit::Ethereum, vm.gas_unit());
    let gas = gas.checked_sub(cost).ok_or(Stop::Halt(HaltReason::OutOfGas))?;
    // What a callback counts as its payment is in the account already.
    let is_paid = request.scheme == CallScheme::Callback && !is_root;
    if !request.scheme.keeps_context() && !is_paid {
        move_value(session, request)?;
    }
    // Nothing refuses it any more: a refusal would be traced with its input.
    let (input, returns) = converted.unwrap_or_else(|| (take(&mut request.input), None));
    session.journal.push_frame(Frame {
        scheme: request.scheme,
        vm_type: vm.vm_type(),
        caller: request.caller,
        callee: request.callee,
        code: request.code,
        value: request.value,
        gas,
        read_only,
        authority: authority(vm.vm_type()),
    });
    let call = VmCall {
        scheme: request.scheme,
        caller: request.caller,
        callee: request.callee,
        code: request.code,
        value: request.value,
        tokens: take(&mut request.tokens),
        input,
        gas,
        read_only,
        is_root,
    };
    Ok((call, returns))
}

/// Records a caller's alias, for the EVM to find it again, and gives what that costs in EVM gas.
fn record_alias(session: &mut Session, caller: &AccountRef, budget: u64) -> Prepared<u64> {
    if session.journal.is_recorded(caller)? {
        return Ok(0);
    }
    if budget < ALIAS_RECORD_GAS {
        return Err(Stop::Halt(HaltReason::OutOfGas));
    }
    let is_new = session.journal.record_alias(caller)?;
    Ok(if is_new { ALIAS_RECORD_GAS } else { 0 })
}

/// Takes the price of converting an outcome from its gas, in the callee's unit. Results that it does
/// not pay for do not cross: the call is out of gas. Reasons of failures cross all the same.
pub(crate) fn charge_output(
    outcome: &mut CallOutcome,
    forms: Forms,
    ratio: GasRatio,
    unit: GasUnit,
) {
    let cost = ratio.convert(output_cost(outcome, forms), GasUnit::Ethereum, unit);
    if outcome.status.is_success() && cost > outcome.gas_left {
        *outcome = CallOutcome::halt(HaltReason::OutOfGas);
    }
    outcome.gas_left = outcome.gas_left.saturating_sub(cost);
}

/// System contracts and faces of tokens may write any account; everybody else only their own.
pub(crate) fn authority(vm_type: VmType) -> Authority {
    if matches!(vm_type, VmType::SYSTEM | VmType::TOKEN_FACE) {
        Authority::Protocol
    } else {
        Authority::OwnAccount
    }
}

fn check_depth(session: &Session) -> Prepared<()> {
    let limits = session.environment.config.limits;
    if session.journal.frames().len() > limits.frames {
        return Err(Stop::Halt(HaltReason::CallTooDeep));
    }
    if session.native_runs >= limits.native_runs {
        return Err(Stop::Halt(HaltReason::NativeStackLimit));
    }
    Ok(())
}

/// Moves the value; that of a message from another shard comes from there. A call touches its callee even
/// without value, so that EIP-161 can clear it.
fn move_value(session: &mut Session, request: &CallRequest) -> Result<(), WriteError> {
    if is_arrival(session) {
        return session.journal.receive(&request.callee, request.value);
    }
    if request.value.is_zero() {
        session.journal.load(&request.callee)?;
        if session.journal.check_writable().is_ok() {
            session.journal.touch(request.callee.face);
        }
        return Ok(());
    }
    session.journal.transfer(&request.caller, &request.callee, request.value)
}

/// Sends the value to another shard, as a plain payment.
fn send_away(session: &mut Session, request: &CallRequest) -> Result<(), WriteError> {
    if request.value.is_zero() {
        return Ok(());
    }
    let (from, to) = (request.caller.address, request.callee.address);
    let payment = OutgoingTransfer::payment(from, to, request.value);
    session.journal.send_out(&request.caller, payment)
}

/// Why a call with data does not reach another shard. What it did not use is the caller's.
fn out_of_reach(request: &CallRequest) -> CallOutcome {
    let text = "a call to another shard has to be asynchronous";
    CallOutcome::revert(Bytes::from_static(text.as_bytes()), request.gas)
}

/// A call of an account without code: only the value moves.
fn transfer(
    mut session: Box<Session>,
    request: &CallRequest,
    move_value: fn(&mut Session, &CallRequest) -> Result<(), WriteError>,
) -> Moved<CallOutcome> {
    let checkpoint = session.journal.checkpoint();
    let read_only = request.read_only || request.scheme == CallScheme::Static;
    let moved = if read_only && !request.value.is_zero() {
        Err(WriteError::ReadOnly)
    } else {
        move_value(&mut session, request)
    };
    if let Err(error) = moved {
        session.journal.revert(checkpoint);
        return match error.halt_reason() {
            Ok(reason) => refuse(session, request, reason),
            Err(fault) => (session, Err(fault)),
        };
    }
    session.journal.keep();
    let mut outcome = CallOutcome::success(request.gas);
    if form(&request.input) == DataForm::Blob {
        outcome.data = ReturnData::Blob(Bytes::new());
    }
    trace_request(&mut session, request);
    trace_exit(&mut session, &outcome);
    (session, Ok(outcome))
}

/// A call that is refused before anything runs. An EVM caller keeps its gas, as Ethereum has it for
/// a call that is too deep or cannot pay; every other caller burns it.
pub(crate) fn refuse(
    session: Box<Session>,
    request: &CallRequest,
    reason: HaltReason,
) -> Moved<CallOutcome> {
    let mut outcome = CallOutcome::halt(reason);
    let is_from_evm = form(&request.input) == DataForm::Blob;
    if is_from_evm && matches!(reason, HaltReason::CallTooDeep | HaltReason::OutOfFunds) {
        outcome.gas_left = request.gas;
    }
    refuse_with(session, request, outcome)
}

/// Ends a call with an outcome before anything runs.
fn refuse_with(
    mut session: Box<Session>,
    request: &CallRequest,
    mut outcome: CallOutcome,
) -> Moved<CallOutcome> {
    if form(&request.input) == DataForm::Blob {
        outcome.data = ReturnData::Blob(Bytes::new());
    }
    trace_request(&mut session, request);
    trace_exit(&mut session, &outcome);
    (session, Ok(outcome))
}

pub(crate) const fn form(input: &CallInput) -> DataForm {
    match input {
        CallInput::Function { .. } => DataForm::Function,
        CallInput::CallData(_) => DataForm::Blob,
    }
}

/// Opens the trace of a call that a VM runs.
#[inline]
fn trace_call(session: &mut Session, vm_type: VmType, call: &VmCall) {
    session.trace_enter(|| TraceStart {
        vm_type: Some(vm_type),
        scheme: call.scheme,
        create: None,
        is_built_in: false,
        caller: call.caller,
        callee: call.callee,
        code: call.code,
        input: call.input.clone(),
        value: call.value,
        gas: call.gas,
    });
}

/// Opens the trace of a call that no VM runs.
#[inline]
pub(crate) fn trace_request(session: &mut Session, request: &CallRequest) {
    session.trace_enter(|| TraceStart {
        vm_type: None,
        scheme: request.scheme,
        create: None,
        is_built_in: false,
        caller: request.caller,
        callee: request.callee,
        code: request.code,
        input: request.input.clone(),
        value: request.value,
        gas: request.gas,
    });
}

#[inline]
pub(crate) fn trace_exit(session: &mut Session, outcome: &CallOutcome) {
    session.trace_exit(|| TraceEnd {
        status: outcome.status,
        gas_left: outcome.gas_left,
        data: outcome.data.clone(),
        message: match outcome.status {
            Status::Success => Bytes::new(),
            Status::Revert | Status::Halt(_) => outcome.message_text(),
        },
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use vm_core::CONVERSION_GAS_PER_WORD;

    #[test]
    fn results_cross_only_where_the_gas_pays_for_them() {
        let crossing = Forms { callee: DataForm::Blob, caller: DataForm::Function };
        let inside = Forms { callee: DataForm::Blob, caller: DataForm::Blob };
        let price = 2 * CONVERSION_GAS_PER_WORD;
        let revert = CallOutcome { status: Status::Revert, ..CallOutcome::default() };
        let success = CallOutcome::default();
        for (outcome, forms, gas, left) in [
            (&success, crossing, price, Some(0)),
            (&success, crossing, price + 5, Some(5)),
            (&success, crossing, price - 1, None),
            (&success, inside, 0, Some(0)),
            (&revert, crossing, price + 5, Some(5)),
            (&revert, crossing, price - 1, Some(0)),
        ] {
            let data = ReturnData::Blob(Bytes::from_static(&[1; 33]));
            let before = CallOutcome { data, gas_left: gas, ..outcome.clone() };
            let mut after = before.clone();
            charge_output(&mut after, forms, GasRatio::new(20), GasUnit::Ethereum);
            let expected = left.map(|gas_left| CallOutcome { gas_left, ..before });
            assert_eq!(after, expected.unwrap_or(CallOutcome::halt(HaltReason::OutOfGas)));
        }
    }
}
