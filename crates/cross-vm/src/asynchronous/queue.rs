//! Calls that a contract queued whose virtual machine has no queue of its own: Solidity's, through the
//! gateway.

use super::answer::callback_data;
use super::suspend::suspend;
use crate::dispatcher::CrossVm;
use vm_core::{
    AccountRef, Authority, Bytes, CallInput, CallOutcome, CallRequest, CallScheme, DataForm,
    Dispatcher, Fault, Frame, FrameIdentity, Moved, QueuedCall, RemoteCall, ReturnCode, ReturnData,
    Session, SuspendedFrame, U256, VmType, WriteError, conversion_gas,
};

/// How a call ended, for its callback.
struct Called {
    code: u64,
    results: Vec<Bytes>,
    gas_left: u64,
    /// Native value that is the caller's again.
    back: U256,
}

impl CrossVm {
    /// Runs the queued calls in order, each in a checkpoint of its own and with its callback after it; those
    /// to other shards leave. The failure of a call or callback is not that of the transaction. Gives the gas
    /// that they left, in MultiversX units.
    pub(crate) fn run_queue(&self, mut session: Box<Session>) -> Moved<u64> {
        let mut left = 0_u64;
        for call in session.journal.take_queue() {
            push_frame(&mut session, &call);
            let (back, result) = self.run_queued(session, &call);
            session = back;
            match result {
                Ok(gas) => left = left.saturating_add(gas),
                Err(fault) => return (session, Err(fault)),
            }
            session.journal.pop_frame();
        }
        (session, Ok(left))
    }

    fn run_queued(&self, mut session: Box<Session>, call: &QueuedCall) -> Moved<u64> {
        match prepare(&mut session, call) {
            Ok(Some(called)) => self.answer(session, call, called),
            Ok(None) => {
                let (session, result) = self.call(session, call.request.clone());
                match result {
                    Ok(outcome) => self.answer(session, call, called_of(outcome, call.value)),
                    Err(fault) => (session, Err(fault)),
                }
            }
            Err(Left::Away) => (session, Ok(0)),
            Err(Left::Fault(fault)) => (session, Err(fault)),
        }
    }

    /// Tells the contract how its call ended.
    fn answer(&self, mut session: Box<Session>, call: &QueuedCall, called: Called) -> Moved<u64> {
        let account = call.request.caller;
        let gas = called.gas_left.saturating_add(call.gas_locked);
        let takes = match self.takes_callback(&mut session, call, &account) {
            Ok(takes) => takes,
            Err(fault) => return (session, Err(fault)),
        };
        let data = callback_data(&call.callback, &call.closure, called.code, called.results);
        let ratio = session.environment.config.gas_ratio;
        let cost = conversion_gas(data.len()).saturating_mul(ratio);
        let Some(gas) = gas.checked_sub(cost).filter(|_| takes) else {
            return (session, Ok(gas));
        };
        let request = CallRequest {
            scheme: CallScheme::Callback,
            caller: call.keeper,
            callee: account,
            code: account,
            value: called.back,
            tokens: Vec::new(),
            input: CallInput::CallData(data),
            gas,
            read_only: false,
        };
        let (session, result) = self.call(session, request);
        (session, result.map(|outcome| outcome.gas_left))
    }

    /// Whether there is a callback, and code that can take it.
    fn takes_callback(
        &self,
        session: &mut Session,
        call: &QueuedCall,
        account: &AccountRef,
    ) -> Result<bool, Fault> {
        if call.callback.is_empty() {
            return Ok(false);
        }
        let vm = session.journal.code(account)?.vm_type.and_then(|it| self.vm(it));
        Ok(vm.is_some_and(|vm| vm.data_form_of(account) == DataForm::Blob))
    }
}

/// Why there is nothing to answer.
enum Left {
    /// The call went to another shard, which answers later.
    Away,
    Fault(Fault),
}

impl From<Fault> for Left {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Gives the value back to the contract, and sends a call to another shard out. Gives how the call ended
/// where it cannot start.
fn prepare(session: &mut Session, call: &QueuedCall) -> Result<Option<Called>, Left> {
    let account = call.request.caller;
    match session.journal.transfer(&call.keeper, &account, call.value) {
        Ok(()) => {}
        Err(error) => return Ok(Some(refused(error, call)?)),
    }
    if session.journal.hook().is_in_shard(&call.destination)? {
        return Ok(None);
    }
    let checkpoint = session.journal.checkpoint();
    let frame = suspended(session, call);
    match suspend(session, frame) {
        Ok(()) => {
            session.journal.keep();
            Err(Left::Away)
        }
        Err(error) => {
            session.journal.revert(checkpoint);
            Ok(Some(refused(error, call)?))
        }
    }
}

/// The frame that the contract leaves behind. It counts as one that another virtual machine made.
fn suspended(session: &mut Session, call: &QueuedCall) -> SuspendedFrame {
    session.unnamed_frames = session.unnamed_frames.saturating_add(1);
    let (function, arguments) = match &call.request.input {
        CallInput::Function { name, arguments } => (name.clone(), arguments.clone()),
        CallInput::CallData(_) => (Bytes::new(), Vec::new()),
    };
    let account = call.request.caller;
    let remote = RemoteCall {
        destination: call.destination,
        function,
        arguments,
        value: call.value,
        success: call.callback.clone(),
        failure: call.callback.clone(),
        closure: call.closure.clone(),
        gas_limit: call.request.gas,
        gas_locked: call.gas_locked,
    };
    SuspendedFrame {
        account,
        caller: account.address,
        identity: FrameIdentity { root: session.unnamed_frames, ..FrameIdentity::default() },
        is_legacy: false,
        calls: vec![remote],
    }
}

/// A call that could not start. Its gas is not used.
fn refused(error: WriteError, call: &QueuedCall) -> Result<Called, Fault> {
    let reason = error.halt_reason()?;
    Ok(Called {
        code: u64::from(reason.return_code() as u8),
        results: vec![Bytes::from_static(reason.text().as_bytes())],
        gas_left: call.request.gas,
        back: call.value,
    })
}

fn called_of(outcome: CallOutcome, value: U256) -> Called {
    let code = outcome.return_code();
    let message = outcome.message_text();
    let data = match outcome.data {
        ReturnData::Items(items) => items,
        ReturnData::Blob(data) if data.is_empty() => Vec::new(),
        ReturnData::Blob(data) => vec![data],
    };
    let is_success = code == ReturnCode::Ok;
    let results = if is_success { data } else { core::iter::once(message).chain(data).collect() };
    let back = if is_success { U256::ZERO } else { value };
    Called { code: u64::from(code as u8), results, gas_left: outcome.gas_left, back }
}

/// A frame on the contract's account that stands below the call and its callback: so they are no first
/// frames, and register no calls of their own.
fn push_frame(session: &mut Session, call: &QueuedCall) {
    let account = call.request.caller;
    session.journal.push_frame(Frame {
        scheme: CallScheme::Async,
        vm_type: VmType::SYSTEM,
        caller: call.keeper,
        callee: account,
        code: account,
        value: U256::ZERO,
        gas: call.request.gas,
        read_only: false,
        authority: Authority::Protocol,
    });
}
