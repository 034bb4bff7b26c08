//! Results of revm as outcomes of the runtime, and back.

use revm::handler::FrameResult;
use revm::interpreter::{
    CallInputs, CallOutcome as EvmCallOutcome, CreateInputs, CreateOutcome as EvmCreateOutcome,
    Gas, InstructionResult, InterpreterResult,
};
use revm::primitives::hex;
use vm_core::{Bytes, CallOutcome, EvmAddress, HaltReason, ReturnData, Status};

/// Selector of Solidity's `Error(string)`.
const ERROR_SELECTOR: [u8; 4] = hex!("08c379a0");

/// How a frame of the EVM ended, as the runtime names it.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the runtime has one name for the EVM's other halts"
)]
pub(crate) const fn status_of(result: InstructionResult) -> Status {
    use InstructionResult as Result;
    if result.is_ok() {
        return Status::Success;
    }
    Status::Halt(match result {
        Result::Revert => return Status::Revert,
        Result::OutOfGas
        | Result::MemoryOOG
        | Result::MemoryLimitOOG
        | Result::PrecompileOOG
        | Result::InvalidOperandOOG
        | Result::ReentrancySentryOOG => HaltReason::OutOfGas,
        Result::CallTooDeep => HaltReason::CallTooDeep,
        Result::OutOfFunds | Result::OverflowPayment => HaltReason::OutOfFunds,
        Result::CallNotAllowedInsideStatic | Result::StateChangeDuringStaticCall => {
            HaltReason::ReadOnlyViolation
        }
        Result::CreateCollision => HaltReason::CreateCollision,
        _ => HaltReason::EvmHalt,
    })
}

/// What the EVM says of a halt, for people.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "only halts without a name of their own have a text"
)]
pub(crate) const fn message_of(result: InstructionResult) -> Bytes {
    use InstructionResult as Result;
    let text = match result {
        Result::OpcodeNotFound => "opcode not found",
        Result::InvalidFEOpcode => "invalid opcode",
        Result::InvalidJump => "invalid jump",
        Result::NotActivated => "opcode is not active",
        Result::StackUnderflow => "stack underflow",
        Result::StackOverflow => "stack overflow",
        Result::OutOfOffset => "offset out of bounds",
        Result::PrecompileError => "precompile failed",
        Result::NonceOverflow => "nonce overflow",
        Result::CreateContractSizeLimit => "contract code is too large",
        Result::CreateContractStartingWithEF => "contract code starts with ef",
        Result::CreateInitCodeSizeLimit => "init code is too large",
        _ => "",
    };
    Bytes::from_static(text.as_bytes())
}

/// What Ethereum's clients say of a failure (`go-ethereum:core/vm/errors.go`).
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "only failures that the clients know have a text"
)]
pub(crate) const fn client_error(result: InstructionResult) -> Option<&'static str> {
    use InstructionResult as Result;
    if result.is_ok() {
        return None;
    }
    Some(match result {
        Result::Revert => "execution reverted",
        Result::OutOfGas
        | Result::PrecompileOOG
        | Result::MemoryOOG
        | Result::MemoryLimitOOG
        | Result::InvalidOperandOOG
        | Result::ReentrancySentryOOG => "out of gas",
        Result::CallTooDeep => "max call depth exceeded",
        Result::OutOfFunds | Result::OverflowPayment => "insufficient balance for transfer",
        Result::CreateCollision => "contract address collision",
        Result::CreateContractSizeLimit => "max code size exceeded",
        Result::CreateInitCodeSizeLimit => "max initcode size exceeded",
        Result::CreateContractStartingWithEF => "invalid code: must not begin with 0xef",
        Result::NonceOverflow => "nonce uint64 overflow",
        // A write that the journal refuses is fatal to the instruction, until the frame ends.
        Result::CallNotAllowedInsideStatic
        | Result::StateChangeDuringStaticCall
        | Result::FatalExternalError => "write protection",
        Result::OutOfOffset => "return data out of bounds",
        Result::InvalidJump => "invalid jump destination",
        Result::StackUnderflow => "stack underflow",
        Result::StackOverflow => "stack limit reached",
        Result::InvalidFEOpcode => "invalid opcode: INVALID",
        Result::PrecompileError => "precompiled failed",
        _ => "invalid opcode",
    })
}

/// Makes a frame's result the halt of one that tried a forbidden write.
pub(crate) fn no_write(result: &mut InterpreterResult) {
    result.result = InstructionResult::StateChangeDuringStaticCall;
    result.gas.spend_all();
    result.output = Bytes::new();
}

/// The outcome of a first frame; `refusal` is the journal's reason, where it has one.
pub(crate) fn outcome_of(result: InterpreterResult, refusal: Option<HaltReason>) -> CallOutcome {
    let message = message_of(result.result);
    let status = match (status_of(result.result), refusal) {
        (Status::Halt(_), Some(reason)) => Status::Halt(reason),
        (status, _) => status,
    };
    match status {
        Status::Success => CallOutcome {
            status,
            data: ReturnData::Blob(result.output),
            message,
            gas_left: result.gas.remaining(),
            refund: result.gas.refunded(),
            ..CallOutcome::default()
        },
        Status::Revert => CallOutcome {
            status,
            data: ReturnData::Blob(result.output),
            message,
            gas_left: result.gas.remaining(),
            ..CallOutcome::default()
        },
        Status::Halt(_) => CallOutcome {
            status,
            data: ReturnData::Blob(Bytes::new()),
            message,
            ..CallOutcome::default()
        },
    }
}

/// The outcome of a constructor, with the new contract's face. Its return data was the code.
pub(crate) fn created(
    result: FrameResult,
    refusal: Option<HaltReason>,
) -> (CallOutcome, Option<EvmAddress>) {
    let (result, address) = match result {
        FrameResult::Create(outcome) => (outcome.result, outcome.address),
        FrameResult::Call(outcome) => (outcome.result, None),
    };
    let mut outcome = outcome_of(result, refusal);
    if !outcome.status.is_success() {
        return (outcome, None);
    }
    if address.is_none() {
        // revm's word for a creator whose nonce cannot grow.
        outcome = halted(HaltReason::EvmHalt, InstructionResult::NonceOverflow);
    }
    outcome.data = ReturnData::Blob(Bytes::new());
    (outcome, address)
}

/// A halt with the EVM's own text.
pub(crate) fn halted(reason: HaltReason, result: InstructionResult) -> CallOutcome {
    CallOutcome {
        data: ReturnData::Blob(Bytes::new()),
        message: message_of(result),
        ..CallOutcome::halt(reason)
    }
}

/// The result of a call that made no frame and used no gas.
pub(crate) fn call_result(inputs: &CallInputs, result: InstructionResult) -> FrameResult {
    let result = InterpreterResult::new(result, Bytes::new(), Gas::new(inputs.gas_limit));
    FrameResult::Call(EvmCallOutcome::new(result, inputs.return_memory_offset.clone()))
}

/// The result of a create that made no frame and used no gas.
pub(crate) fn create_result(inputs: &CreateInputs, result: InstructionResult) -> FrameResult {
    let result = InterpreterResult::new(result, Bytes::new(), Gas::new(inputs.gas_limit()));
    FrameResult::Create(EvmCreateOutcome::new(result, None))
}

/// What the caller in the EVM sees of a call that the dispatcher ran. Refunds that the dispatcher put
/// in the journal are not in the outcome any more.
pub(crate) fn from_dispatcher(inputs: &CallInputs, outcome: CallOutcome) -> FrameResult {
    let CallOutcome { status, data, message, gas_left, refund, is_built_in_failure: _ } = outcome;
    let data = match data {
        ReturnData::Blob(data) => data,
        ReturnData::Items(items) => items.concat().into(),
    };
    let (result, output) = match status {
        Status::Success => (InstructionResult::Return, data),
        Status::Revert if data.is_empty() && !message.is_empty() => {
            (InstructionResult::Revert, error_string(&message))
        }
        Status::Revert => (InstructionResult::Revert, data),
        Status::Halt(reason) => (halt_result(reason), Bytes::new()),
    };
    let mut gas = Gas::new(inputs.gas_limit);
    if result.is_halt() {
        gas.spend_all();
    } else {
        // The dispatcher gives back what it was given at most.
        let _ = gas.record_regular_cost(inputs.gas_limit.saturating_sub(gas_left));
        gas.record_refund(refund);
    }
    let result = InterpreterResult::new(result, output, gas);
    FrameResult::Call(EvmCallOutcome::new(result, inputs.return_memory_offset.clone()))
}

/// A halt of another VM as one of the EVM. The EVM gives the caller what is left of the gas where a
/// call is too deep or cannot pay; the others are all the same to it, told apart by tracers.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "callers cannot tell the others apart, and new ones are like them"
)]
const fn halt_result(reason: HaltReason) -> InstructionResult {
    match reason {
        HaltReason::CallTooDeep => InstructionResult::CallTooDeep,
        HaltReason::OutOfFunds => InstructionResult::OutOfFunds,
        HaltReason::OutOfGas => InstructionResult::OutOfGas,
        HaltReason::ReadOnlyViolation => InstructionResult::StateChangeDuringStaticCall,
        _ => InstructionResult::PrecompileError,
    }
}

/// A message as Solidity's `Error(string)`.
fn error_string(message: &[u8]) -> Bytes {
    const WORD: usize = 32;
    let word = |number: usize| {
        let number = u64::try_from(number).unwrap_or(u64::MAX);
        vm_core::U256::from(number).to_be_bytes::<WORD>()
    };
    let mut data = Vec::with_capacity(message.len().saturating_add(4 * WORD));
    data.extend_from_slice(&ERROR_SELECTOR);
    data.extend_from_slice(&word(WORD));
    data.extend_from_slice(&word(message.len()));
    for chunk in message.chunks(WORD) {
        let mut padded = [0; WORD];
        if let Some(start) = padded.get_mut(..chunk.len()) {
            start.copy_from_slice(chunk);
        }
        data.extend_from_slice(&padded);
    }
    data.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_becomes_a_solidity_error() {
        let expected = hex!(
            "08c379a0"
            "0000000000000000000000000000000000000000000000000000000000000020"
            "0000000000000000000000000000000000000000000000000000000000000007"
            "6e6f2077617921000000000000000000000000000000000000000000000000"
            "00"
        );
        assert_eq!(error_string(b"no way!")[..], expected);
        assert_eq!(error_string(b"").len(), 68);
        assert_eq!(error_string(&[1; 33]).len(), 4 + 4 * 32);
    }
}
