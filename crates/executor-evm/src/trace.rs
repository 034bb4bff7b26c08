//! The call tree: frames that the EVM makes itself. The dispatcher traces the others.

use crate::engine::EvmContext;
use crate::frame::{account_of, scheme_of};
use crate::outcome::{message_of, status_of};
use revm::handler::FrameResult;
use revm::interpreter::FrameInput;
use vm_core::{
    Address, CallInput, CallScheme, Fault, ReturnData, Session, Status, TraceStart, VmType,
};

/// Opens a frame of the call tree.
pub(crate) fn enter(context: &mut EvmContext, input: &FrameInput) -> Result<(), Fault> {
    let session = &mut context.journaled_state.session;
    let journal = &mut session.journal;
    let start = match input {
        FrameInput::Call(inputs) => TraceStart {
            vm_type: Some(VmType::EVM),
            scheme: scheme_of(inputs.scheme),
            is_built_in: false,
            caller: account_of(journal, inputs.caller)?.address,
            callee: account_of(journal, inputs.target_address)?.address,
            input: CallInput::CallData(inputs.input.bytes_local(&context.local)),
            value: inputs.value.get(),
            gas: inputs.gas_limit,
        },
        FrameInput::Create(inputs) => TraceStart {
            vm_type: Some(VmType::EVM),
            scheme: CallScheme::Create,
            is_built_in: false,
            caller: account_of(journal, inputs.caller())?.address,
            callee: Address::ZERO,
            input: CallInput::CallData(inputs.init_code().clone()),
            value: inputs.value(),
            gas: inputs.gas_limit(),
        },
        FrameInput::Empty => return Err(Fault::Invariant("a frame has an input")),
    };
    if let Some(tracer) = session.tracer.as_mut() {
        tracer.enter(start);
    }
    Ok(())
}

/// Closes the open frame of the call tree.
pub(crate) fn exit(session: &mut Session, result: &FrameResult) {
    let Some(tracer) = session.tracer.as_mut() else {
        return;
    };
    let result = result.interpreter_result();
    let status = status_of(result.result);
    let gas_left = match status {
        Status::Success | Status::Revert => result.gas.remaining(),
        Status::Halt(_) => 0,
    };
    tracer.exit(
        status,
        gas_left,
        ReturnData::Blob(result.output.clone()),
        message_of(result.result),
    );
}
