//! Asynchronous calls: registered here, executed by the dispatcher after the transaction's first frame.

use super::GatewayContract;
use super::wish::{Wish, reader};
use crate::abi::{AbiReader, Selector};
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use vm_core::{Bytes, CallScheme, GasKey, QueuedCall, VmType};

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
    check_shard(context, &wish)?;
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

/// The destination has to be in this shard.
fn check_shard(context: &mut NativeContext, wish: &Wish) -> Result<(), NativeError> {
    if context.journal().hook().is_in_shard(&wish.destination)? {
        return Ok(());
    }
    Err(NativeError::refused("asynchronous calls of Solidity do not leave the shard"))
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
