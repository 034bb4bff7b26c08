//! `ESDTNFTCreateRoleTransfer`
//! (`mx-chain-vm-common-go:builtInFunctions/esdtNFTCreateRoleTransfer.go`). Both accounts are in one
//! shard, so that the half for the next owner, which production sends there, is done at once.

use super::{BuiltInCall, account_of};
use crate::ESDT_ADDRESS;
use crate::error::{NativeError, Refusal};
use crate::token::{latest_nonce_key, role_key, role_name};
use num_bigint::BigUint;
use vm_core::{AccountRef, Bytes};

pub(super) fn transfer(call: &mut BuiltInCall<'_>) -> Result<(), NativeError> {
    let [token, address] = call.arguments else {
        return Err(Refusal::InvalidArguments.into());
    };
    // Production tells a user from the protocol by the account that it loads for him.
    if call.caller.address != ESDT_ADDRESS {
        return Err(Refusal::InvalidArguments.into());
    }
    let next = account_of(call.journal, Some(address))?.ok_or(Refusal::InvalidArguments)?;
    let current = call.callee;
    let role = Bytes::from_static(role_name::CREATE.as_bytes());
    let roles = core::slice::from_ref(&role);
    let (nonce_key, role_key) = (latest_nonce_key(token), role_key(token));

    let mut ledger = call.ledger();
    let nonce = ledger.read(&current, &nonce_key)?;
    ledger.write(&current, &nonce_key, Vec::new())?;
    ledger.remove_roles(&current, &role_key, roles)?;
    log(call, token, &current, "false")?;

    let mut ledger = call.ledger();
    ledger.write(&next, &nonce_key, nonce.to_vec())?;
    if !ledger.has_role(&next, token, role_name::CREATE)? {
        ledger.add_roles(&next, &role_key, roles)?;
    }
    log(call, token, &next, "true")
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
