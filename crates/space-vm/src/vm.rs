//! [`SpaceVm`]: the virtual machine, over any WASM engine.

use crate::account::look_at_balance;
use crate::code::{
    CALLBACK, CallKind, CodeStore, INIT, UPGRADE, UPGRADE_CONTRACT, Worker, is_callable_name,
};
use crate::context::{Invocation, SpaceContext};
use crate::create::create;
use crate::delete::{delete, is_deletion};
use crate::error::{Failure, HookError};
use crate::run::{Plan, run};
use crate::trail::Trail;
use crate::upgrade::prepare_upgrade;
use core::mem;
use std::sync::Arc;
use vm_core::{
    Bytes, CallInput, CallOutcome, CallScheme, Code, CreateOutcome, CreateRequest, DataForm,
    Executor, GasSchedule, GasUnit, HaltReason, LogEntry, Moved, Session, U256, VirtualMachine,
    VmCall, VmType,
};

/// Name of the log entry that a transfer of native value leaves.
pub(crate) const TRANSFER_LOG: &[u8] = b"transferValueOnly";

/// The virtual machine of MultiversX WASM contracts.
///
/// One serves all workers: what it keeps is compiled code. Warm instances lie in the session's
/// resources, one set a worker.
#[derive(Debug)]
pub struct SpaceVm {
    pub(crate) code: CodeStore,
}

impl SpaceVm {
    /// A virtual machine over an engine.
    #[must_use]
    pub fn new(executor: Arc<dyn Executor<SpaceContext>>) -> Self {
        Self { code: CodeStore::new(executor) }
    }

    /// Everything before the code runs, in production's order: transfer log, gas for fetching the
    /// code, the code, gas for preparing it, the engine's module, the function's name
    /// (`mx-chain-vm-go:vmhost/hostCore/execution.go`).
    fn prepare(&self, session: &mut Session, invocation: Invocation) -> Result<Plan, Failure> {
        let caller = caller_vm(session);
        let is_direct = caller != Some(VmType::SPACE);
        if !is_direct {
            write_transfer_log(session, &invocation)?;
            if invocation.function.as_ref() == INIT.as_bytes() {
                return Err(init_called());
            }
        }
        if invocation.function.as_ref() == UPGRADE_CONTRACT.as_bytes() {
            return prepare_upgrade(self, session, invocation);
        }
        let (code, initial_cost) = fetch(session, &invocation)?;
        let artifact = self.code.artifact(&code, &session.environment.rules.gas_schedule)?;
        let export = checked_name(&invocation, is_direct)?;
        Ok(Plan { artifact, export, invocation, initial_cost, new_code: None })
    }
}

/// The code of a call, and what fetching and preparing it takes.
fn fetch(session: &mut Session, invocation: &Invocation) -> Result<(Code, u64), Failure> {
    let costs = &session.environment.rules.gas_schedule.base_operation;
    let (get_code, prepare_per_byte) = (costs.get_code, costs.aot_prepare_per_byte);
    if invocation.call.gas < get_code {
        return Err(HaltReason::OutOfGas.into());
    }
    let code = session.journal.code(&invocation.call.code)?;
    if code.vm_type != Some(VmType::SPACE) {
        return Err(not_found());
    }
    let initial_cost = price(code.bytes.len(), get_code, prepare_per_byte);
    if initial_cost > invocation.call.gas {
        return Err(HaltReason::OutOfGas.into());
    }
    Ok((code, initial_cost))
}

/// The answer of a call that asked for none: the code is fetched, and nothing of it runs.
fn answer_unheard(session: &mut Session, invocation: &Invocation) -> Result<CallOutcome, Failure> {
    let (_, cost) = fetch(session, invocation)?;
    Ok(CallOutcome::success(invocation.call.gas.saturating_sub(cost)))
}

impl VirtualMachine for SpaceVm {
    fn vm_type(&self) -> VmType {
        VmType::SPACE
    }

    fn gas_unit(&self) -> GasUnit {
        GasUnit::MultiversX
    }

    fn data_form(&self) -> DataForm {
        DataForm::Function
    }

    fn call(&self, mut session: Box<Session>, call: VmCall) -> Moved<CallOutcome> {
        let invocation = invocation(call);
        if invocation.call.is_root {
            let VmCall { caller, callee, .. } = &invocation.call;
            let function = invocation.function.clone();
            session.errors.begin(caller.address, callee.address, function);
        }
        let trail = Trail::of(&invocation);
        let is_unheard =
            invocation.call.scheme == CallScheme::Callback && invocation.function.is_empty();
        let ended = if is_deletion(&invocation) {
            delete(&mut session, &invocation)
        } else if is_unheard {
            answer_unheard(&mut session, &invocation)
        } else {
            match self.prepare(&mut session, invocation) {
                Ok(plan) => return run(session, plan),
                Err(failure) => Err(failure),
            }
        };
        let outcome = ended.or_else(|failure| {
            trail.refused(&mut session, &failure);
            failure.into_outcome()
        });
        (session, outcome)
    }

    fn create(&self, session: Box<Session>, request: CreateRequest) -> Moved<CreateOutcome> {
        create(self, session, &request)
    }

    fn gas_schedule_change(&self, schedule: &GasSchedule) {
        self.code.retain(schedule);
    }
}

/// The virtual machine that runs the frame below the current one.
pub(crate) fn caller_vm(session: &Session) -> Option<VmType> {
    let (_current, below) = session.journal.frames().split_last()?;
    below.last().map(|frame| frame.vm_type)
}

/// Takes function and arguments out of a call.
pub(crate) fn invocation(mut call: VmCall) -> Invocation {
    let (function, arguments) = match mem::take(&mut call.input) {
        CallInput::Function { name, arguments } => (name, arguments),
        CallInput::CallData(_) => (Bytes::new(), Vec::new()),
    };
    Invocation { call, function, arguments }
}

/// The price of code: a base and a price for each byte.
pub(crate) fn price(length: usize, base: u64, per_byte: u64) -> u64 {
    let length = u64::try_from(length).unwrap_or(u64::MAX);
    base.saturating_add(length.saturating_mul(per_byte))
}

fn not_found() -> Failure {
    let text = HookError::ContractNotFound.message();
    Failure::Halt(HaltReason::ContractNotFound, text)
}

fn init_called() -> Failure {
    Failure::Halt(HaltReason::InitCalledInRun, HookError::InitCalled.message())
}

/// The export to run. A call by another contract may run what a direct call may not, as in
/// production.
fn checked_name(invocation: &Invocation, is_direct: bool) -> Result<String, Failure> {
    let name = &invocation.function;
    if is_direct {
        if name.is_empty() {
            let text = Bytes::from_static(b"invalid function");
            return Err(Failure::Halt(HaltReason::InitCalledInRun, text));
        }
        if name == INIT.as_bytes() || name == UPGRADE.as_bytes() {
            return Err(init_called());
        }
        if name == CALLBACK.as_bytes() && invocation.call.scheme != CallScheme::Callback {
            let text = HookError::CallbackCalled.message();
            return Err(Failure::Halt(HaltReason::CallBackCalledInRun, text));
        }
    }
    match core::str::from_utf8(name) {
        Ok(text) if is_callable_name(name) => Ok(text.to_owned()),
        Ok(_) | Err(_) => Err(HaltReason::FunctionNotFound.into()),
    }
}

/// Writes the log of a call between contracts, unless tokens came with it. Read-only calls write
/// none, silently.
pub(crate) fn write_transfer_log(
    session: &mut Session,
    invocation: &Invocation,
) -> Result<(), Failure> {
    let below = session.journal.frames().len().saturating_sub(1);
    let kind = Worker::with(session, |worker| worker.announced(below));
    let call = &invocation.call;
    if call.tokens.is_empty() && (kind != CallKind::Callback || call.value.is_zero()) {
        // Production checks that the caller covers the value, none or not.
        look_at_balance(session, &call.caller);
    }
    if !call.tokens.is_empty() || session.journal.is_read_only() || kind == CallKind::ReadOnly {
        return Ok(());
    }
    let mut data = vec![Bytes::from_static(kind.text().as_bytes()), invocation.function.clone()];
    data.extend(invocation.arguments.iter().cloned());
    session.journal.log(LogEntry {
        identifier: Bytes::from_static(TRANSFER_LOG),
        address: call.caller.address,
        topics: vec![
            // What a callback counts as its payment came before.
            value_bytes(if kind == CallKind::Callback { U256::ZERO } else { call.value }),
            Bytes::copy_from_slice(call.callee.address.as_slice()),
        ],
        data,
    })?;
    Ok(())
}

/// A value as big-endian bytes without leading zeros.
pub(crate) fn value_bytes(value: U256) -> Bytes {
    Bytes::from(value.to_be_bytes_trimmed_vec())
}
