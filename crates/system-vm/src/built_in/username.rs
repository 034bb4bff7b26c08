//! `SetUserName` and `DeleteUserName`
//! (`mx-chain-vm-common-go:builtInFunctions/{saveUserName,deleteUserName}.go`).

use super::BuiltInCall;
use crate::error::{NativeError, Refusal};
use vm_core::{Bytes, CallType, Release};

/// Sets the account's username; in the first release it stays what it is
/// (`mx-chain-vm-common-go`, `ChangeUsernameFlag`).
pub(super) fn set(call: &mut BuiltInCall<'_>) -> Result<(), NativeError> {
    prepare(call)?;
    let [name] = call.arguments else {
        return Err(Refusal::InvalidArguments.into());
    };
    if !call.is_here(&call.callee)? {
        return call.send_on(CallType::AsynchronousCall);
    }
    let has_name = !call.journal.native(&call.callee)?.username.is_empty();
    if has_name && call.environment.rules.release < Release::CryptoOpcodesV2 {
        return Err(Refusal::UsernameIsFixed.into());
    }
    change(call, name.clone())
}

pub(super) fn delete(call: &mut BuiltInCall<'_>) -> Result<(), NativeError> {
    prepare(call)?;
    if !call.arguments.is_empty() {
        return Err(Refusal::InvalidArguments.into());
    }
    if !call.is_here(&call.callee)? {
        return call.send_on(CallType::AsynchronousCall);
    }
    change(call, Bytes::new())
}

/// Charges, where the name service lies, and checks who calls.
fn prepare(call: &mut BuiltInCall<'_>) -> Result<(), NativeError> {
    if !call.is_arrival()? {
        call.charge(call.cost)?;
    }
    if call.name_services.contains(&call.caller.address) {
        Ok(())
    } else {
        Err(Refusal::NotNameService.into())
    }
}

/// Replaces the account's username; the log has the old one.
fn change(call: &mut BuiltInCall<'_>, name: Bytes) -> Result<(), NativeError> {
    let account = call.callee;
    let mut native = call.journal.native(&account)?;
    let old = core::mem::replace(&mut native.username, name);
    call.journal.set_native(&account, native)?;
    call.log(account.address, vec![old])
}
