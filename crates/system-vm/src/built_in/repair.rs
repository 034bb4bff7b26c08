//! `ESDTAddMetadata` and `ESDTDeleteMetadata`, which repair the metadata of instances in the system
//! account (`mx-chain-vm-common-go:builtInFunctions/esdtDeleteMetadata.go`). Only an account that the
//! chain names may call them, at itself, and all the gas of the call is used up.

use super::BuiltInCall;
use crate::error::{NativeError, Refusal};
use crate::token::{
    DigitalToken, TokenKind, TokenMetadata, instance_key, is_identifier, low_number,
};
use vm_core::Bytes;

type Done = Result<(), NativeError>;

/// Arguments of `ESDTAddMetadata` for an instance.
const PER_INSTANCE: usize = 3;
/// Fewest arguments of `ESDTDeleteMetadata`: a token with one span.
const FEWEST_TO_DELETE: usize = 4;
/// Most instances that one call deletes. Production has no bound here, and no charge.
const DELETED_MAX: u64 = 10_000;

pub(super) fn add_metadata(call: &mut BuiltInCall<'_>) -> Done {
    prepare(call)?;
    let (instances, rest) = call.arguments.as_chunks::<PER_INSTANCE>();
    if instances.is_empty() || !rest.is_empty() {
        return Err(Refusal::InvalidArgumentCount.into());
    }
    let account = call.ledger().system_account();
    for [token, nonce, metadata] in instances {
        let nonce = low_number(nonce);
        if nonce == 0 {
            return Err(Refusal::InvalidNonce.into());
        }
        check_identifier(token)?;
        let metadata = TokenMetadata::decode(metadata)?;
        if metadata.nonce != nonce {
            return Err(NativeError::refused("invalid metadata"));
        }
        let key = instance_key(token, nonce);
        let mut record = call.ledger().record(&account, &key)?.unwrap_or_else(|| DigitalToken {
            kind: TokenKind::NON_FUNGIBLE,
            ..DigitalToken::default()
        });
        if record.metadata.is_some() {
            return Err(NativeError::refused("token has valid metadata"));
        }
        record.metadata = Some(metadata);
        call.ledger().write(&account, &key, record.encode())?;
    }
    Ok(())
}

pub(super) fn delete_metadata(call: &mut BuiltInCall<'_>) -> Done {
    prepare(call)?;
    if call.arguments.len() < FEWEST_TO_DELETE {
        return Err(Refusal::InvalidArgumentCount.into());
    }
    let mut left = DELETED_MAX;
    let mut arguments = call.arguments;
    while let [token, count, rest @ ..] = arguments {
        check_identifier(token)?;
        let length = usize::try_from(low_number(count)).ok().and_then(|it| it.checked_mul(2));
        let (spans, rest) = length
            .and_then(|it| rest.split_at_checked(it))
            .filter(|_| !rest.is_empty())
            .ok_or(Refusal::InvalidArgumentCount)?;
        for [first, last] in spans.as_chunks::<2>().0 {
            delete_span(call, token, (low_number(first), low_number(last)), &mut left)?;
        }
        arguments = rest;
    }
    Ok(())
}

fn delete_span(
    call: &mut BuiltInCall<'_>,
    token: &[u8],
    (first, last): (u64, u64),
    left: &mut u64,
) -> Done {
    let count = last.checked_sub(first).ok_or(Refusal::InvalidArguments)?;
    if first == 0 {
        return Err(Refusal::InvalidNonce.into());
    }
    *left = left.checked_sub(count.saturating_add(1)).ok_or(Refusal::InvalidArguments)?;
    let account = call.ledger().system_account();
    for nonce in first..=last {
        call.ledger().write(&account, &instance_key(token, nonce), Vec::new())?;
    }
    Ok(())
}

/// Checks who calls, and where; nothing is left of the gas.
fn prepare(call: &mut BuiltInCall<'_>) -> Done {
    if call.metadata_keeper != Some(call.caller.address) {
        return Err(NativeError::refused("address is not allowed to do the action"));
    }
    if call.caller.address != call.callee.address {
        return Err(Refusal::InvalidReceiver.into());
    }
    call.gas_left = 0;
    Ok(())
}

fn check_identifier(token: &Bytes) -> Done {
    if is_identifier(token) { Ok(()) } else { Err(NativeError::refused("invalid tokenID")) }
}
