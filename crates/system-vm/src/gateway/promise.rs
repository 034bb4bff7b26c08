//! Asynchronous calls: registered here, executed by the dispatcher after the transaction's first frame.

use super::GatewayContract;
use super::wish::{Wish, reader};
use crate::abi::{AbiReader, Selector};
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use vm_core::{Bytes, CallScheme, GasKey, QueuedCall, VmType};

/// Bytes of a stored frame beside function, arguments and closure: seven addresses and ids, numbers, names of
/// callbacks.
const FRAME_LENGTH: usize = 320;

/// How a call shall be executed and answered.
struct Reply {
    /// EVM gas of the call.
    gas_limit: u64,
    callback: Selector,
    /// EVM gas set aside for the callback.
    callback_gas: u64,
    closure: Bytes,
}

impl Reply {
    fn read(reader: &mut AbiReader) -> Result<Self, NativeError> {
        Ok(Self {
            gas_limit: reader.small_number()?,
            callback: reader.selector()?,
            callback_gas: reader.small_number()?,
            closure: reader.bytes()?,
        })
    }

    /// Selector of the callback; empty for none.
    fn callback(&self) -> Bytes {
        if self.callback == Selector::default() {
            return Bytes::new();
        }
        Bytes::copy_from_slice(&self.callback)
    }
}

pub(super) fn call_async(_: &GatewayContract, context: &mut NativeContext) -> NativeResult {
    let mut reader = reader(context)?;
    let wish = Wish::read(&mut reader)?;
    let reply = reader.tuple(Reply::read)?;
    wish.charge(context)?;
    check_frames(context)?;
    check_caller(context, &reply)?;
    if !context.journal().hook().is_in_shard(&wish.destination)? {
        check_remote(context, &wish)?;
        charge_stored(context, &wish, &reply)?;
    }
    let (gas_limit, gas_locked) = take_gas(context, &reply)?;
    let (caller, keeper, value) = (*context.caller(), *context.callee(), context.value());
    let destination = wish.destination;
    let mut request = wish.request(context, caller, value);
    request.gas = gas_limit;
    context.journal().queue_call(QueuedCall {
        request,
        destination,
        value,
        keeper,
        callback: reply.callback(),
        closure: reply.closure,
        gas_locked,
    })?;
    Ok(Vec::new())
}

/// No call is registered by a constructor, nor in the course of another asynchronous call, as MultiversX
/// has it.
fn check_frames(context: &mut NativeContext) -> Result<(), NativeError> {
    let frames = context.journal().frames();
    if frames.iter().any(|it| it.scheme == CallScheme::Create) {
        return Err(NativeError::refused("a constructor makes no asynchronous calls"));
    }
    if frames.iter().any(|it| matches!(it.scheme, CallScheme::Async | CallScheme::Callback)) {
        return Err(NativeError::refused("asynchronous calls make no further ones"));
    }
    Ok(())
}

/// A callback needs code that takes it.
fn check_caller(context: &mut NativeContext, reply: &Reply) -> Result<(), NativeError> {
    let caller = *context.caller();
    let code = context.journal().code(&caller)?;
    if !reply.callback().is_empty() && code.vm_type != Some(VmType::EVM) {
        return Err(NativeError::refused("only a Solidity contract has a callback"));
    }
    Ok(())
}

/// To another shard, value leaves and no tokens. Its answer finds a Solidity contract or a key; other contracts
/// have asynchronous calls of their own.
fn check_remote(context: &mut NativeContext, wish: &Wish) -> Result<(), NativeError> {
    if !wish.tokens.is_empty() {
        return Err(NativeError::refused("tokens do not leave the shard by an asynchronous call"));
    }
    let caller = *context.caller();
    let code = context.journal().code(&caller)?;
    if code.vm_type.is_some_and(|it| it != VmType::EVM) {
        return Err(NativeError::refused("only Solidity contracts and keys call another shard"));
    }
    Ok(())
}

/// Takes the price of what the account keeps until the answer comes. Production stores it for nothing; here
/// a callback that always fails would keep it for ever.
fn charge_stored(
    context: &mut NativeContext,
    wish: &Wish,
    reply: &Reply,
) -> Result<(), NativeError> {
    // Arguments are stored as text.
    let arguments = wish.arguments.iter().map(|it| it.len().saturating_mul(2).saturating_add(1));
    let length = arguments
        .chain([wish.function.len(), reply.closure.len(), FRAME_LENGTH])
        .fold(0, usize::saturating_add);
    let per_byte = context.environment().rules.gas_schedule.base_operation.store_per_byte;
    let length = u64::try_from(length).unwrap_or(u64::MAX);
    context.charge(per_byte.saturating_mul(length))
}

/// Takes the gas of the call and of its callback, and what both steps cost. Gives the first two in
/// MultiversX units.
fn take_gas(context: &mut NativeContext, reply: &Reply) -> Result<(u64, u64), NativeError> {
    let environment = context.environment();
    let (ratio, schedule) = (environment.config.gas_ratio, &environment.rules.gas_schedule);
    let steps = [GasKey::CreateAsyncCall, GasKey::SetAsyncCallback, GasKey::AsyncCallStep]
        .map(|key| schedule.cost(key));
    let steps = steps.into_iter().fold(0, u64::saturating_add);
    let gas_limit = reply.gas_limit.saturating_mul(ratio);
    let gas_locked = reply.callback_gas.saturating_mul(ratio);
    context.charge(steps)?;
    context.charge(gas_limit)?;
    context.charge(gas_locked)?;
    Ok((gas_limit, gas_locked))
}
