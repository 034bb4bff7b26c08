//! Transfers of tokens, with and without an execution: calls of built-in functions
//! (`mx-chain-vm-go:vmhost/vmhooks/baseOps.go`, `TransferESDTNFTExecuteWithTypedArgsWithFailure`).

use super::arguments::RawCall;
use super::execute::is_built_in;
use super::nested::{Nested, bound_gas, call, note_built_in};
use super::token_arguments::token_call;
use crate::account::is_smart_contract;
use crate::code::CallKind;
use crate::error::{Failure, HookError};
use crate::guest::{Guest, GuestAccess};
use vm_core::{Address, Bytes, CallScheme, GasKey, HookTrap, TokenTransfer, U256};

/// What a built-in function says when the gas does not cover it.
const GAS_OF_BUILT_IN: &[u8] = b"not enough gas was sent in the transaction";

/// Sends tokens, and executes a function when one is named and the destination is a contract. The
/// failure is returned, for the hook to end the caller or to catch it.
///
/// The built-in function and the execution after it share the gas limit. Without an execution the
/// limit does not count, and only the built-in function's price is taken. A transfer that fails by
/// itself costs nothing; an execution that fails burns its gas, and the tokens come back.
/// What is executed may be a built-in function as well.
pub(crate) fn transfer_tokens(
    guest: &mut Guest<'_>,
    raw: RawCall,
    tokens: &[TokenTransfer],
    gas_limit: i64,
) -> Result<Result<(), Failure>, HookTrap> {
    let price = guest.context.schedule().cost(GasKey::TransferValue);
    let count = u64::try_from(tokens.len()).unwrap_or(u64::MAX);
    guest.use_gas(price.saturating_mul(count))?;
    let limit = bound_gas(guest, gas_limit);
    if tokens.is_empty() {
        return Ok(Err(HookError::ValueOnTokenCall.into()));
    }
    if guest.context.is_read_only() {
        return Ok(Err(HookError::ReadOnly.into()));
    }
    let Some(address) = Address::from_slice(&raw.destination) else {
        return Ok(Err(HookError::InvalidAccount.into()));
    };
    let destination = guest.context.reference(&address)?;
    let executes = !raw.function.is_empty() && is_smart_contract(guest, &destination)?;
    let gas = if executes { limit } else { guest.points.available() };
    let made = token_call(&address, tokens);
    let mut arguments = made.arguments;
    let function = raw.function.clone();
    if !raw.function.is_empty() {
        arguments.push(raw.function);
    }
    arguments.extend(raw.arguments);
    let callee = if made.at_sender { guest.context.own() } else { destination };
    let nested = Nested {
        scheme: CallScheme::Transfer,
        callee,
        code: callee,
        value: U256::ZERO,
        function: Bytes::from_static(made.function.as_bytes()),
        arguments,
        gas,
        kind: CallKind::TransferAndExecute,
    };
    let before = guest.points.total();
    // Production runs the built-in function on all that is left, and compares with the limit then.
    let is_limited = executes && gas < guest.points.available();
    let ended = call(guest, nested)?;
    if !ended.is_success() {
        let is_of_transfer = ended.outcome.is_built_in_failure;
        if is_of_transfer && is_limited && ended.outcome.message.as_ref() == GAS_OF_BUILT_IN {
            return Ok(Err(HookError::NotEnoughGas.into()));
        }
        if is_of_transfer {
            let burned = before.saturating_sub(guest.points.total());
            guest.points.restore(u64::try_from(burned).unwrap_or(0));
        } else if is_built_in(guest, &function)? {
            let own = guest.context.invocation.function.clone();
            note_built_in(guest.context.session()?, [function, own], &ended.outcome);
        }
        return Ok(Err(ended.failure(destination.address.vm_type())));
    }
    Ok(Ok(()))
}
