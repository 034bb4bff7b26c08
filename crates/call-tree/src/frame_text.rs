//! Frames of every VM in the words of Ethereum's clients.

use cross_vm::{encode_items, error_string, revert_reason};
use vm_core::{
    Bytes, CallInput, CallScheme, CreateScheme, HaltReason, ReturnData, Status, TraceFrame, U256,
};

/// Selector of Solidity's `Panic(uint256)`.
const PANIC_SELECTOR: [u8; 4] = [0x4e, 0x48, 0x7b, 0x71];

/// The instruction that makes such a frame.
pub(crate) const fn kind(frame: &TraceFrame) -> &'static str {
    match (frame.scheme, frame.create) {
        (CallScheme::Create, Some(CreateScheme::Salt(_))) => "CREATE2",
        (CallScheme::Create, Some(CreateScheme::Nonce) | None) => "CREATE",
        (CallScheme::Static, _) => "STATICCALL",
        (CallScheme::Delegate, _) => "DELEGATECALL",
        (CallScheme::CallCode, _) => "CALLCODE",
        (CallScheme::Call | CallScheme::Async | CallScheme::Callback | CallScheme::Transfer, _) => {
            "CALL"
        }
    }
}

/// What Ethereum has no instruction for.
pub(crate) const fn scheme(scheme: CallScheme) -> Option<&'static str> {
    match scheme {
        CallScheme::Async => Some("async"),
        CallScheme::Callback => Some("callback"),
        CallScheme::Transfer => Some("transfer"),
        CallScheme::Call
        | CallScheme::Static
        | CallScheme::Delegate
        | CallScheme::CallCode
        | CallScheme::Create => None,
    }
}

/// Input as an EVM contract would send it.
pub(crate) fn encoded_input(input: &CallInput) -> Bytes {
    match input {
        CallInput::CallData(data) => data.clone(),
        CallInput::Function { .. } if input.is_empty() => Bytes::new(),
        CallInput::Function { name, arguments } => {
            let mut items = vec![name.clone()];
            items.extend_from_slice(arguments);
            encode_items(&items)
        }
    }
}

/// Output as an EVM contract would get it.
pub(crate) fn encoded_output(frame: &TraceFrame) -> Bytes {
    match (frame.status, &frame.data) {
        (Status::Halt(_), _) => Bytes::new(),
        (Status::Success, _) if !frame.deployed.is_empty() => frame.deployed.clone(),
        (Status::Success, ReturnData::Items(items)) => encode_items(items),
        (Status::Revert, ReturnData::Items(_)) => error_string(&frame.message),
        (Status::Success | Status::Revert, ReturnData::Blob(data)) => data.clone(),
    }
}

/// Why the frame failed, in the words of Ethereum's clients where they have some.
pub(crate) fn client_error(frame: &TraceFrame) -> Option<String> {
    let text = match (frame.status, frame.evm_error) {
        (Status::Success, _) => return None,
        (Status::Revert | Status::Halt(_), Some(text)) => text,
        (Status::Revert, None) => "execution reverted",
        (Status::Halt(HaltReason::OutOfGas), None) => "out of gas",
        (Status::Halt(HaltReason::CallTooDeep), None) => "max call depth exceeded",
        (Status::Halt(HaltReason::OutOfFunds), None) => "insufficient balance for transfer",
        (Status::Halt(HaltReason::ReadOnlyViolation), None) => "write protection",
        (Status::Halt(HaltReason::CreateCollision), None) => "contract address collision",
        (Status::Halt(_), None) if !frame.message.is_empty() => {
            return Some(String::from_utf8_lossy(&frame.message).into_owned());
        }
        (Status::Halt(reason), None) => reason.text(),
    };
    Some(text.to_owned())
}

/// The reason in revert data (`go-ethereum:accounts/abi/abi.go`, `UnpackRevert`), or the message with
/// which a contract of another VM gave up.
pub(crate) fn revert_text(frame: &TraceFrame) -> Option<String> {
    if frame.status != Status::Revert {
        return None;
    }
    let data = match &frame.data {
        ReturnData::Blob(data) => data,
        ReturnData::Items(_) => return message(&frame.message),
    };
    match data.strip_prefix(&PANIC_SELECTOR) {
        Some(code) => Some(panic_text(U256::from_be_slice(code.first_chunk::<32>()?))),
        None => message(&revert_reason(data)?),
    }
}

fn message(bytes: &[u8]) -> Option<String> {
    (!bytes.is_empty()).then(|| String::from_utf8_lossy(bytes).into_owned())
}

/// What Solidity's compiler means by a code of `Panic(uint256)`.
fn panic_text(code: U256) -> String {
    let text = match u8::try_from(code).ok() {
        Some(0x00) => "generic panic",
        Some(0x01) => "assert(false)",
        Some(0x11) => "arithmetic underflow or overflow",
        Some(0x12) => "division or modulo by zero",
        Some(0x21) => "enum overflow",
        Some(0x22) => "invalid encoded storage byte array accessed",
        Some(0x31) => "out-of-bounds array access; popping on an empty array",
        Some(0x32) => "out-of-bounds access of an array or bytesN",
        Some(0x41) => "out of memory",
        Some(0x51) => "uninitialized function",
        Some(_) | None => return format!("unknown panic code: {code:#x}"),
    };
    text.to_owned()
}
