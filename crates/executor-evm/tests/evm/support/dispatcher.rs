//! A dispatcher with the minimal protocol, and a scripted VM beside the EVM.

use super::born;
use executor_evm::EvmVm;
use vm_core::{
    Authority, Bytes, CallInput, CallOutcome, CallRequest, CallScheme, CreateOutcome,
    CreateRequest, Dispatcher, Frame, GasUnit, HaltReason, Moved, Release, ReturnData, Session,
    Status, U256, VirtualMachine, VmCall, VmType,
};

#[derive(Clone, Debug, Default)]
pub(crate) struct TestDispatcher {
    /// Names of built-in functions; each answers with its own name.
    pub(crate) built_ins: Vec<&'static [u8]>,
}

impl TestDispatcher {
    fn run(&self, mut session: Box<Session>, request: CallRequest) -> Moved<CallOutcome> {
        let vm_type = match session.journal.code(&request.code) {
            Ok(code) => code.vm_type.unwrap_or(VmType::EVM),
            Err(fault) => return (session, Err(fault)),
        };
        let caller_vm = session.journal.frame().map(|frame| frame.vm_type);
        if request.scheme.keeps_context() && caller_vm != Some(vm_type) {
            return (session, Ok(CallOutcome::halt(HaltReason::CrossVmDelegate)));
        }
        let read_only = request.read_only || request.scheme == CallScheme::Static;
        let moved = session.journal.transfer(&request.caller, &request.callee, request.value);
        if let Err(error) = moved {
            return (session, error.halt_reason().map(CallOutcome::halt));
        }
        let is_root = session.journal.frame().is_none();
        session.journal.push_frame(Frame {
            scheme: request.scheme,
            vm_type,
            caller: request.caller,
            callee: request.callee,
            code: request.code,
            value: request.value,
            gas: request.gas,
            read_only,
            authority: Authority::OwnAccount,
        });
        let call = VmCall {
            scheme: request.scheme,
            caller: request.caller,
            callee: request.callee,
            code: request.code,
            value: request.value,
            tokens: request.tokens,
            input: request.input,
            gas: request.gas,
            read_only,
            is_root,
        };
        let (mut session, result) = if vm_type == VmType::EVM {
            EvmVm.call(session, call)
        } else {
            self.script(session, call)
        };
        session.journal.pop_frame();
        (session, result)
    }

    /// The other VM: a contract's code is the name of what it does.
    fn script(&self, mut session: Box<Session>, call: VmCall) -> Moved<CallOutcome> {
        let code = session.journal.code(&call.code).unwrap().bytes.clone();
        let CallInput::CallData(data) = call.input else { panic!("the test has one data form") };
        let gas_left = call.gas.saturating_sub(100);
        let outcome = |status, data: Bytes, message: &str| CallOutcome {
            status,
            data: ReturnData::Blob(data),
            message: Bytes::copy_from_slice(message.as_bytes()),
            ..CallOutcome::success(gas_left)
        };
        match &code[..] {
            b"echo" => (session, Ok(outcome(Status::Success, data, ""))),
            b"fail" => (session, Ok(outcome(Status::Revert, Bytes::new(), "no way!"))),
            b"halt" => (session, Ok(CallOutcome::halt(HaltReason::ExecutionFailed))),
            b"write" => {
                let written = session.journal.set_storage(&call.callee, b"key", data.clone());
                let result = match written {
                    Ok(_) => Ok(outcome(Status::Success, data, "")),
                    Err(error) => error.halt_reason().map(CallOutcome::halt),
                };
                (session, result)
            }
            // Calls the face at the head of the data with the rest of it.
            b"relay" => {
                let (to, rest) = data.split_at(20);
                let to = born(vm_core::EvmAddress::from_slice(to));
                let request = CallRequest {
                    scheme: CallScheme::Call,
                    caller: call.callee,
                    callee: to,
                    code: to,
                    value: U256::ZERO,
                    tokens: Vec::new(),
                    input: CallInput::CallData(Bytes::copy_from_slice(rest)),
                    gas: gas_left,
                    read_only: call.read_only,
                };
                self.call(session, request)
            }
            other => panic!("no such script: {other:?}"),
        }
    }
}

impl Dispatcher for TestDispatcher {
    fn call(&self, mut session: Box<Session>, request: CallRequest) -> Moved<CallOutcome> {
        if let CallInput::CallData(data) = &request.input
            && let Some(name) =
                self.built_ins.iter().find(|it| data.get(4..).is_some_and(|d| d.starts_with(it)))
            && session.journal.code(&request.callee).unwrap().is_none()
        {
            let mut outcome = CallOutcome::success(request.gas);
            outcome.data = ReturnData::Blob(Bytes::from_static(name));
            return (session, Ok(outcome));
        }
        let checkpoint = session.journal.checkpoint();
        let (mut session, result) = self.run(session, request);
        match &result {
            Ok(outcome) if outcome.status.is_success() => session.journal.keep(),
            Ok(_) | Err(_) => session.journal.revert(checkpoint),
        }
        (session, result)
    }

    fn create(&self, mut session: Box<Session>, request: CreateRequest) -> Moved<CreateOutcome> {
        let checkpoint = session.journal.checkpoint();
        let (mut session, result) = EvmVm.create(session, request);
        match &result {
            Ok(outcome) if outcome.call.status.is_success() => session.journal.keep(),
            Ok(_) | Err(_) => session.journal.revert(checkpoint),
        }
        (session, result)
    }

    fn is_built_in(&self, function: &[u8], _release: Release) -> bool {
        self.built_ins.contains(&function)
    }

    fn gas_unit(&self, _vm_type: VmType) -> Option<GasUnit> {
        Some(GasUnit::Ethereum)
    }
}
