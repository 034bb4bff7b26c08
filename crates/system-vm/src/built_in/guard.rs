//! `SetGuardian`, `GuardAccount` and `UnGuardAccount`
//! (`mx-chain-vm-common-go:builtInFunctions/{setGuardian,guardAccount,unGuardAccount}.go`). What a
//! guarded account means for transactions is their processor's.

use super::BuiltInCall;
use crate::error::{NativeError, Refusal};
use crate::guardian::{
    GUARDED, GUARDIANS_KEY, Guardian, Guardians, check_set_guardian, refused, wrong_count,
};
use vm_core::Bytes;

type Done = Result<(), NativeError>;

pub(super) fn set_guardian(call: &mut BuiltInCall<'_>) -> Done {
    let [address, service] = call.arguments else {
        return Err(wrong_count(2, call.arguments.len()));
    };
    let places = (&call.caller.address, &call.callee.address);
    check_set_guardian(places, call.arguments, (call.gas_left, call.cost))?;
    call.charge(call.cost)?;
    if service.is_empty() {
        return Err(refused("nil guardian service unique identifier"));
    }
    let guardian = |activation_epoch| Guardian {
        address: address.clone(),
        activation_epoch,
        service: service.clone(),
    };
    let account = call.caller;
    let epoch = call.environment.block.epoch;
    let present = Guardians::of(call.journal, &account)?;
    let guardians = match (signer(call), present.active(epoch)) {
        (Some(_), None) => return Err(no_active()),
        (Some(signer), Some(active)) if active.address != signer => {
            let what = "mismatch between transaction guardian and configured account guardian";
            return Err(refused(what));
        }
        (Some(_), Some(_)) => vec![guardian(epoch)],
        (None, active) => {
            let delay = call.environment.config.guardian_epochs_delay;
            let next = guardian(epoch.saturating_add(delay));
            match (active, present.0.len()) {
                (Some(active), _) => vec![active.clone(), next],
                (None, 0) => vec![next],
                (None, count) => {
                    let what = format!(
                        "account has no active guardian in updateGuardians, with {count} configured guardians"
                    );
                    return Err(refused(&what));
                }
            }
        }
    };
    let stored = Guardians(guardians).encode();
    call.ledger().write(&account, GUARDIANS_KEY, stored)?;
    call.log(account.address, vec![address.clone(), service.clone()])
}

pub(super) fn guard(call: &mut BuiltInCall<'_>) -> Done {
    let active = prepare(call)?;
    set_guarded(call, true, "cannot guard account, it is already guarded")?;
    let account = call.caller;
    let stored = Guardians(vec![active]).encode();
    call.ledger().write(&account, GUARDIANS_KEY, stored)?;
    call.log(account.address, Vec::new())
}

pub(super) fn unguard(call: &mut BuiltInCall<'_>) -> Done {
    prepare(call)?;
    set_guarded(call, false, "cannot un-guard account, it is not guarded")?;
    call.log(call.caller.address, Vec::new())
}

/// The guardian that signed the transaction whose own call this is.
fn signer(call: &BuiltInCall<'_>) -> Option<Bytes> {
    let guardian = *call.environment.transaction.guardian.as_deref()?;
    call.caller_frame().is_none().then(|| Bytes::copy_from_slice(guardian.as_slice()))
}

/// Checks place and arguments, and charges; gives the active guardian.
fn prepare(call: &mut BuiltInCall<'_>) -> Result<Guardian, NativeError> {
    let account = call.caller;
    if account.address != call.callee.address {
        return Err(Refusal::NotPermitted.into());
    }
    if !call.arguments.is_empty() {
        return Err(wrong_count(0, call.arguments.len()));
    }
    call.charge(call.cost)?;
    let guardians = Guardians::of(call.journal, &account)?;
    if guardians.0.is_empty() {
        return Err(refused("account has no guardian set"));
    }
    let active = guardians.active(call.environment.block.epoch);
    active.cloned().ok_or_else(no_active)
}

fn set_guarded(call: &mut BuiltInCall<'_>, is_guarded: bool, otherwise: &str) -> Done {
    let account = call.caller;
    let mut native = call.journal.native(&account)?;
    let [first, _] = &mut native.metadata;
    if (*first & GUARDED != 0) == is_guarded {
        return Err(refused(otherwise));
    }
    *first ^= GUARDED;
    call.journal.set_native(&account, native)?;
    Ok(())
}

fn no_active() -> NativeError {
    refused("account has no active guardian")
}
