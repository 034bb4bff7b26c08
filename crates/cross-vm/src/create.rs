//! Creation of contracts, in the caller's VM or another one.

use crate::border::place_refund;
use crate::call::trace_exit;
use crate::dispatcher::{CrossVm, ratio};
use account_map::ALIAS_RECORD_GAS;
use vm_core::{
    AccountRef, CallInput, CallScheme, CreateOutcome, CreateRequest, DataForm, Fault, HaltReason,
    Moved, Session, TraceStart, WriteError,
};

impl CrossVm {
    pub(crate) fn create_contract(
        &self,
        mut session: Box<Session>,
        mut request: CreateRequest,
    ) -> Moved<CreateOutcome> {
        let Some(vm) = self.vm(request.vm_type) else {
            return (session, Err(Fault::NoVirtualMachine));
        };
        let unit = self.caller_unit(&session).unwrap_or_else(|| vm.gas_unit());
        let given = request.gas;
        request.gas = ratio(&session).convert(given, unit, vm.gas_unit());
        let is_root = session.journal.frame().is_none();
        let checkpoint = session.journal.checkpoint();
        if let Err(error) = prepare(&mut session, &mut request, vm.data_form()) {
            session.journal.revert(checkpoint);
            let outcome = match error.halt_reason() {
                Ok(reason) => refused(reason),
                Err(fault) => return (session, Err(fault)),
            };
            trace(&mut session, &request, vm.data_form());
            trace_exit(&mut session, &outcome.call);
            return (session, Ok(outcome));
        }
        trace(&mut session, &request, vm.data_form());
        let converted = request.gas;
        session.native_runs = session.native_runs.saturating_add(1);
        let (mut session, result) = vm.create(session, request);
        session.native_runs = session.native_runs.saturating_sub(1);
        let mut outcome = match result {
            Ok(outcome) => outcome,
            Err(fault) => return (session, Err(fault)),
        };
        if let Some(refusal) = session.journal.take_latched() {
            match refusal.halt_reason() {
                Ok(reason) => outcome = refused(reason),
                Err(fault) => return (session, Err(fault)),
            }
        }
        if let (Some(tracer), Some(address)) = (session.tracer.as_mut(), outcome.address) {
            tracer.set_created(session.journal.reference(&address));
        }
        trace_exit(&mut session, &outcome.call);
        if outcome.call.status.is_success() {
            session.journal.keep();
            place_refund(&mut session, &mut outcome.call, (vm.gas_unit(), unit), is_root);
        } else {
            session.journal.revert(checkpoint);
            outcome.address = None;
        }
        let left = outcome.call.gas_left.min(converted);
        outcome.call.gas_left = ratio(&session).give_back(left, vm.gas_unit(), unit, given);
        (session, Ok(outcome))
    }
}

fn prepare(
    session: &mut Session,
    request: &mut CreateRequest,
    form: DataForm,
) -> Result<(), CreateRefusal> {
    let limits = session.environment.config.limits;
    if session.journal.frames().len() > limits.frames {
        return Err(CreateRefusal::Halt(HaltReason::CallTooDeep));
    }
    if session.native_runs >= limits.native_runs {
        return Err(CreateRefusal::Halt(HaltReason::NativeStackLimit));
    }
    if request.read_only {
        return Err(CreateRefusal::Halt(HaltReason::ReadOnlyViolation));
    }
    session.journal.check_writable()?;
    if form == DataForm::Blob && !session.journal.is_recorded(&request.creator)? {
        // The constructor sees its creator, so that the EVM has to find that again.
        let rest = request.gas.checked_sub(ALIAS_RECORD_GAS);
        request.gas = rest.ok_or(CreateRefusal::Halt(HaltReason::OutOfGas))?;
        session.journal.record_alias(&request.creator)?;
    }
    Ok(())
}

enum CreateRefusal {
    Halt(HaltReason),
    Write(WriteError),
}

impl CreateRefusal {
    const fn halt_reason(self) -> Result<HaltReason, Fault> {
        match self {
            Self::Halt(reason) => Ok(reason),
            Self::Write(error) => error.halt_reason(),
        }
    }
}

impl From<Fault> for CreateRefusal {
    fn from(fault: Fault) -> Self {
        Self::Write(fault.into())
    }
}

impl From<WriteError> for CreateRefusal {
    fn from(error: WriteError) -> Self {
        Self::Write(error)
    }
}

fn refused(reason: HaltReason) -> CreateOutcome {
    CreateOutcome { call: vm_core::CallOutcome::halt(reason), address: None }
}

/// The address of the new contract is not known yet. The EVM takes its arguments with the init code.
fn trace(session: &mut Session, request: &CreateRequest, form: DataForm) {
    session.trace_enter(|| {
        let (create, input) = match form {
            DataForm::Function => (None, CallInput::function("init", request.arguments.clone())),
            DataForm::Blob => {
                let code = [&request.code[..], &request.arguments.concat()].concat();
                (Some(request.scheme), CallInput::CallData(code.into()))
            }
        };
        TraceStart {
            vm_type: Some(request.vm_type),
            scheme: CallScheme::Create,
            create,
            is_built_in: false,
            caller: request.creator,
            callee: AccountRef::default(),
            code: AccountRef::default(),
            input,
            value: request.value,
            gas: request.gas,
        }
    });
}
