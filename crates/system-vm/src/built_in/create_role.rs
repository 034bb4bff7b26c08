//! `ESDTNFTCreateRoleTransfer`
//! (`mx-chain-vm-common-go:builtInFunctions/esdtNFTCreateRoleTransfer.go`). Where both accounts are in one shard, the
//! half for the next owner, which production sends there in any case, is done at once.

use super::{BuiltInCall, account_of};
use crate::ESDT_ADDRESS;
use crate::error::{NativeError, Refusal};
use crate::token::{latest_nonce_key, low_number, number_bytes, role_key, role_name};
use num_bigint::BigUint;
use vm_core::{AccountRef, Bytes, CallType, OutgoingTransfer, call_text};

pub(super) fn transfer(call: &mut BuiltInCall<'_>) -> Result<(), NativeError> {
    let [token, address] = call.arguments else {
        return Err(Refusal::InvalidArguments.into());
    };
    // Production tells a user from the protocol by the account that it loads for him.
    if call.caller.address != ESDT_ADDRESS {
        if call.is_arrival()? {
            let nonce = number_bytes(low_number(address));
            let own = call.callee;
            return give(call, token, &own, &nonce);
        }
        return Err(Refusal::InvalidArguments.into());
    }
    let next = account_of(call.journal, Some(address))?.ok_or(Refusal::InvalidArguments)?;
    let current = call.callee;
    let role = Bytes::from_static(role_name::CREATE.as_bytes());
    let roles = core::slice::from_ref(&role);
    let nonce_key = latest_nonce_key(token);

    let mut ledger = call.ledger();
    let nonce = ledger.read(&current, &nonce_key)?;
    ledger.write(&current, &nonce_key, Vec::new())?;
    ledger.remove_roles(&current, &role_key(token), roles)?;
    log(call, token, &current, "false")?;
    if !call.is_here(&next)? {
        let there = OutgoingTransfer {
            from: current.address,
            data: call_text(call.function, &[token.clone(), nonce]),
            call_type: CallType::DirectCall,
            ..call.outgoing(&next)
        };
        call.journal.send_out(&current, there)?;
        return Ok(());
    }
    give(call, token, &next, &nonce)
}

/// The half for the next owner.
fn give(
    call: &mut BuiltInCall<'_>,
    token: &Bytes,
    next: &AccountRef,
    nonce: &Bytes,
) -> Result<(), NativeError> {
    let mut ledger = call.ledger();
    ledger.write(next, &latest_nonce_key(token), nonce.to_vec())?;
    if !ledger.has_role(next, token, role_name::CREATE)? {
        let role = Bytes::from_static(role_name::CREATE.as_bytes());
        ledger.add_roles(next, &role_key(token), core::slice::from_ref(&role))?;
    }
    log(call, token, next, "true")
}

fn log(
    call: &mut BuiltInCall<'_>,
    token: &Bytes,
    account: &AccountRef,
    has_role: &'static str,
) -> Result<(), NativeError> {
    let has_role = Bytes::from_static(has_role.as_bytes());
    call.log_token(account.address, token.clone(), &BigUint::ZERO, &[has_role])
}
