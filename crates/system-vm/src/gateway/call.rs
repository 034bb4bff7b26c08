//! Calls in the caller's name.

use super::GatewayContract;
use super::wish::{Wish, charge_length, reader};
use crate::abi::{AbiValue, encode, error_string};
use crate::error::{NativeError, Refusal};
use crate::native::{NativeContext, NativeResult};
use crate::token::amount_bytes;
use vm_core::{
    Address, Bytes, CallOutcome, CallRequest, CallScheme, ReturnData, Status, TokenTransfer, U256,
};

pub(super) fn call(_: &GatewayContract, context: &mut NativeContext) -> NativeResult {
    let wish = Wish::read(&mut reader(context)?)?;
    wish.charge(context)?;
    check_near(context, &wish)?;
    let (caller, value, destination) = (*context.caller(), context.value(), wish.destination);
    // The call takes it from the caller again.
    context.transfer(&caller, value)?;
    let transfers = context.journal().transfer_records().len();
    let request = wish.request(context, caller, value);
    let outcome = context.dispatch_all(request)?;
    let results = results(context, outcome)?;
    let (tokens, value) = sent_back(context, &destination, transfers);
    give(context, &[list(results), token_list(tokens)?, AbiValue::number(value)])
}

pub(super) fn read(_: &GatewayContract, context: &mut NativeContext) -> NativeResult {
    let wish = Wish::read_bare(&mut reader(context)?)?;
    wish.charge(context)?;
    check_near(context, &wish)?;
    let caller = *context.caller();
    let request = wish.request(context, caller, U256::ZERO);
    let request = CallRequest { scheme: CallScheme::Static, read_only: true, ..request };
    let outcome = context.dispatch_all(request)?;
    let results = results(context, outcome)?;
    give(context, &[list(results)])
}

/// Only an asynchronous call leaves the shard; what another one paid would stay with an account here that
/// nobody has.
fn check_near(context: &mut NativeContext, wish: &Wish) -> Result<(), NativeError> {
    if context.journal().hook().is_in_shard(&wish.destination)? {
        return Ok(());
    }
    Err(Refusal::OtherShard.into())
}

/// Encodes results, and takes the price of that.
pub(super) fn give(context: &mut NativeContext, values: &[AbiValue]) -> NativeResult {
    let data = encode(values);
    charge_length(context, data.len())?;
    Ok(vec![data])
}

/// The results of a call; its failure is the gateway's.
fn results(context: &mut NativeContext, outcome: CallOutcome) -> Result<Vec<Bytes>, NativeError> {
    if !outcome.status.is_success() {
        let reason = reason(&outcome);
        return Err(context.hand_on(reason));
    }
    Ok(match outcome.data {
        ReturnData::Items(items) => items,
        ReturnData::Blob(data) => vec![data],
    })
}

/// Why a call failed: the revert data of a Solidity contract, or a message.
fn reason(outcome: &CallOutcome) -> Bytes {
    let data = match &outcome.data {
        ReturnData::Items(items) => items.first().cloned().unwrap_or_default(),
        ReturnData::Blob(data) => data.clone(),
    };
    if outcome.status == Status::Revert && !data.is_empty() {
        return data;
    }
    error_string(&outcome.message_text())
}

/// What the destination sent to the caller since a number of transfers, without asking for an
/// execution.
fn sent_back(
    context: &mut NativeContext,
    destination: &Address,
    since: usize,
) -> (Vec<TokenTransfer>, U256) {
    let caller = context.caller().address;
    let records = context.journal().transfer_records().iter().skip(since);
    let back = records.filter(|it| it.from.address == *destination && it.to.address == caller);
    let (mut tokens, mut value) = (Vec::new(), U256::ZERO);
    for record in back.filter(|it| !it.asks_execution) {
        tokens.extend(record.tokens.iter().cloned());
        value = value.saturating_add(record.value);
    }
    (tokens, value)
}

fn list(items: Vec<Bytes>) -> AbiValue {
    AbiValue::List(items.into_iter().map(AbiValue::Bytes).collect())
}

/// Tokens as Solidity has them. An amount of more than 256 bits, which only MultiversX has, is
/// refused.
fn token_list(tokens: Vec<TokenTransfer>) -> Result<AbiValue, NativeError> {
    let token = |TokenTransfer { token, nonce, amount }: TokenTransfer| {
        let amount = U256::try_from_be_slice(&amount_bytes(&amount))
            .ok_or_else(|| NativeError::refused("an amount is larger than 256 bits"))?;
        let values =
            vec![AbiValue::Bytes(token), AbiValue::small_number(nonce), AbiValue::number(amount)];
        Ok(AbiValue::Tuple(values))
    };
    tokens.into_iter().map(token).collect::<Result<_, _>>().map(AbiValue::List)
}
