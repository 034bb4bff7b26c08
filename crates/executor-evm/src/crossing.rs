//! Calls that leave the EVM: to contracts of other VMs and to built-in functions.

use crate::database::DatabaseError;
use crate::engine::{Engine, RunError};
use crate::frame::{account_of, scheme_of};
use crate::outcome::{call_result, from_dispatcher};
use revm::handler::FrameResult;
use revm::interpreter::{CallInputs, CallScheme as EvmScheme, InstructionResult};
use revm::state::Bytecode;
use vm_core::{
    CallInput, CallRequest, CallScheme, DESIGNATOR, EvmAddress, Fault, Journal, conversion_gas,
};

/// Longest function name that call data to an account without code is searched for.
const LONGEST_NAME: usize = 256;

/// Whether the call is not for the EVM: the code is the designator, or there is no code, and the call
/// data names a built-in function or the account lies in another shard.
#[inline]
pub(crate) fn leaves(engine: &Engine, inputs: &CallInputs) -> bool {
    let code = &inputs.known_bytecode.1;
    if !code.is_empty() {
        return is_designator(code);
    }
    let is_bare = inputs.input.is_empty();
    inputs.scheme == EvmScheme::Call
        && (!is_bare || inputs.transfers_value())
        && !engine.evm.precompiles.contains(&inputs.bytecode_address)
        && ((!is_bare && names_built_in(engine, inputs))
            || is_elsewhere(engine, inputs.target_address))
}

/// Whether an account lies in another shard. A node that cannot tell says so to the dispatcher, too.
fn is_elsewhere(engine: &Engine, target: EvmAddress) -> bool {
    let journal = &engine.evm.ctx.journaled_state.session.journal;
    journal.is_face_elsewhere(target).unwrap_or(true)
}

/// Whether the code stands for a contract of another VM.
#[inline]
pub(crate) fn is_designator(code: &Bytecode) -> bool {
    code.len() == DESIGNATOR.len() && code.original_byte_slice() == DESIGNATOR
}

fn names_built_in(engine: &Engine, inputs: &CallInputs) -> bool {
    let context = &engine.evm.ctx;
    let data = inputs.input.as_bytes_local(&context.local);
    let session = &context.journaled_state.session;
    first_item(&data).is_some_and(|name| session.is_built_in(name))
}

/// The first item of call data in the length-prefixed form: `[u32 length, big-endian][bytes]...`.
fn first_item(data: &[u8]) -> Option<&[u8]> {
    let (length, rest) = data.split_first_chunk()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    if length == 0 || length > LONGEST_NAME {
        return None;
    }
    rest.get(..length)
}

/// The result of a call that may not leave: one that the caller cannot pay for. CALL has paid its own
/// costs; what is missing here leaves the caller its gas in the EVM.
pub(crate) fn refusal(engine: &mut Engine, inputs: &CallInputs) -> Option<FrameResult> {
    let payer = engine.session().journal.account(inputs.caller);
    let is_covered = payer.is_some_and(|it| it.info.balance >= inputs.value.get());
    if inputs.scheme == EvmScheme::Call && !is_covered {
        return Some(call_result(inputs, InstructionResult::OutOfFunds));
    }
    // The call data is copied by the request, and what converts it takes its price later.
    let is_too_poor = inputs.gas_limit < conversion_gas(inputs.input.len());
    is_too_poor.then(|| call_result(inputs, InstructionResult::OutOfGas))
}

/// Hands the call to the dispatcher, with the session, and takes both back.
pub(crate) fn cross(engine: &mut Engine, inputs: &CallInputs) -> Result<FrameResult, RunError> {
    let scheme = scheme_of(inputs.scheme);
    let request = request(engine, inputs, scheme).map_err(DatabaseError::from)?;
    let dispatcher = engine.session().dispatcher.clone();
    let session = engine.evm.ctx.journaled_state.leave();
    let (session, outcome) = dispatcher.call(session, request);
    engine.evm.ctx.journaled_state.enter(session);
    let outcome = outcome.map_err(DatabaseError::from)?;
    Ok(from_dispatcher(inputs, outcome))
}

fn request(
    engine: &mut Engine,
    inputs: &CallInputs,
    scheme: CallScheme,
) -> Result<CallRequest, Fault> {
    // The caller's memory may change while the call runs.
    let data = inputs.input.bytes_local(&engine.evm.ctx.local);
    let journal = &mut engine.session().journal;
    let callee = account_of(journal, inputs.target_address)?;
    let (scheme, code) = match delegate_of(journal, inputs) {
        // EIP-7702 code that belongs to another VM would run on the delegating account.
        Some(delegate) => (CallScheme::Delegate, journal.reference_of_face(delegate)?),
        None => (scheme, account_of(journal, inputs.bytecode_address)?),
    };
    Ok(CallRequest {
        scheme,
        caller: account_of(journal, inputs.caller)?,
        callee,
        code,
        value: inputs.value.get(),
        tokens: Vec::new(),
        input: CallInput::CallData(data),
        gas: inputs.gas_limit,
        read_only: inputs.is_static,
    })
}

fn delegate_of(journal: &Journal, inputs: &CallInputs) -> Option<EvmAddress> {
    let account = journal.account(inputs.bytecode_address)?;
    account.info.code.as_ref()?.eip7702_address()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_item_is_the_function() {
        let call = [&[0, 0, 0, 3][..], b"abc", &[0, 0, 0, 1, 9]].concat();
        for (data, item) in [
            (&call[..], Some(&b"abc"[..])),
            (&call[..6], None),
            (&[], None),
            (&[0, 0, 0, 0], None),
            (&[0xa9, 0x05, 0x9c, 0xbb, 0, 0, 0, 0], None),
        ] {
            assert_eq!(first_item(data), item);
        }
    }
}
