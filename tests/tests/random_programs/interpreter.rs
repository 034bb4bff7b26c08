//! A native contract that does what its arguments say.

use cross_vm::decode_items;
use system_vm::{Endpoint, NativeContext, NativeContract, NativeError, NativeResult, endpoints};
use vm_core::{
    Address, Bytes, CallInput, CallRequest, CallScheme, HaltReason, LogEntry, ReturnData, Status,
    U256, VmType,
};

/// Arguments of one call: head, destination, function, its arguments as items.
const CALL_ARGUMENTS: usize = 4;

/// One of several contracts of the kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Interpreter(pub u8);

impl NativeContract for Interpreter {
    fn address(&self) -> Address {
        let mut bytes = [0; Address::LENGTH];
        bytes[8..10].copy_from_slice(&VmType::SYSTEM.0);
        bytes[29..].copy_from_slice(&[self.0, 0xff, 0xff]);
        Address(bytes)
    }

    fn name(&self) -> &'static str {
        "interpreter"
    }

    fn endpoints() -> &'static [Endpoint<Self>] {
        ENDPOINTS
    }
}

endpoints! { Interpreter;
    /// Counts, makes the calls, logs, and ends as it is told.
    "run" (arguments: Bytes Many) write {
        gas: 20_000,
        accepts: ValueAndTokens,
    } => |_, context| run(context, true);
    /// The same without counting and logging.
    "look" (arguments: Bytes Many) view { gas: 20_000 } => |_, context| run(context, false);
}

/// Arguments: the ending, then four a call.
fn run(context: &mut NativeContext, writes: bool) -> NativeResult {
    let arguments = context.arguments().to_vec();
    let (ending, calls) = arguments.split_first().ok_or_else(|| NativeError::refused("empty"))?;
    if writes {
        let count = context.storage(b"count")?.first().copied().unwrap_or_default();
        context.set_storage(b"count", vec![count.wrapping_add(1)].into())?;
    }
    let mut results = Vec::new();
    for call in calls.chunks_exact(CALL_ARGUMENTS) {
        results.push(make(context, call)?);
    }
    if writes {
        let address = context.callee().address;
        context.log(LogEntry {
            identifier: Bytes::from_static(b"run"),
            address,
            topics: vec![Bytes::from_static(b"ran")],
            data: results.clone(),
        })?;
    }
    match ending.first() {
        Some(0) => Ok(results),
        Some(1) => Err(NativeError::refused("told to fail")),
        Some(2) => Err(NativeError::halted(HaltReason::ExecutionFailed, "")),
        _ => context.charge(u64::MAX).map(|()| results),
    }
}

/// Makes one call; its result is a status byte and the number of bytes that came back.
fn make(context: &mut NativeContext, call: &[Bytes]) -> Result<Bytes, NativeError> {
    let [head, to, name, items] = call else { return Err(NativeError::refused("no call")) };
    let [scheme, strict, share, value] = head[..] else {
        return Err(NativeError::refused("no head"));
    };
    let to = Address::from_slice(to).ok_or_else(|| NativeError::refused("no address"))?;
    let to = context.journal().reference(&to);
    let scheme = match scheme {
        0 => CallScheme::Call,
        1 => CallScheme::Static,
        2 => CallScheme::Delegate,
        _ => CallScheme::CallCode,
    };
    let arguments = decode_items(items).map_err(|_| NativeError::refused("no items"))?;
    let gas = context.gas_left() / 100 * u64::from(share);
    let outcome = context.call(CallRequest {
        scheme,
        caller: *context.callee(),
        callee: if scheme.keeps_context() { *context.callee() } else { to },
        code: to,
        value: U256::from(value),
        tokens: Vec::new(),
        input: CallInput::Function { name: name.clone(), arguments },
        gas,
        read_only: scheme == CallScheme::Static,
    })?;
    let status = match outcome.status {
        Status::Success => 0,
        Status::Revert => 1,
        Status::Halt(_) => 2,
    };
    if strict == 1 && status != 0 {
        return Err(NativeError::Refused(outcome.message));
    }
    let size: usize = match &outcome.data {
        ReturnData::Items(items) => items.iter().map(|it| it.len()).sum(),
        ReturnData::Blob(blob) => blob.len(),
    };
    Ok(vec![status, u8::try_from(size % 256).unwrap_or_default()].into())
}
