//! Transactions of guarded accounts: their guardian signs too
//! (`mx-chain-go:process/transaction/{baseProcess,interceptedTransaction}.go`).

use crate::transaction::Refusal;
use crate::{InvalidTransaction, MultiversXTransaction};
use system_vm::{Guardians, NativeError, check_set_guardian, is_guarded};
use vm_core::{AccountRef, Bytes, Session};

/// How the data begins of what a guarded account may do without its guardian.
const SET_GUARDIAN: &[u8] = b"SetGuardian@";

/// Checks who signed a transaction; `gas` is what it has for execution.
pub(crate) fn verify(
    transaction: &MultiversXTransaction,
    session: &mut Session,
    sender: &AccountRef,
    gas: u64,
) -> Result<(), Refusal> {
    let fees = session.environment.config.fees;
    let sets_guardian = transaction.data.starts_with(SET_GUARDIAN);
    let is_too_expensive = transaction.gas_price > fees.max_gas_price_set_guardian;
    if sets_guardian && transaction.guardian.is_none() && is_too_expensive {
        return Err(InvalidTransaction::GasPriceTooHigh.into());
    }
    let is_guarded = is_guarded(&mut session.journal, sender)?;
    match (transaction.guardian, is_guarded) {
        (None, false) => Ok(()),
        (Some(_), false) => Err(InvalidTransaction::GuardianNotExpected.into()),
        (None, true) if sets_guardian => replace(transaction, session, sender, gas),
        (None, true) => Err(InvalidTransaction::GuardianMissing.into()),
        (Some(guardian), true) => {
            let guardians = guardians(session, sender)?;
            let active = guardians.active(session.environment.block.epoch);
            let active = active.ok_or(InvalidTransaction::NoActiveGuardian)?;
            if *active.address == *guardian.as_slice() {
                Ok(())
            } else {
                Err(InvalidTransaction::GuardianMismatch.into())
            }
        }
    }
}

/// The one thing that a guarded account may do without its guardian: name the next one, if none is
/// named. So an account whose guardian is lost comes free again.
fn replace(
    transaction: &MultiversXTransaction,
    session: &mut Session,
    sender: &AccountRef,
    gas: u64,
) -> Result<(), Refusal> {
    let arguments: Option<Vec<Bytes>> = transaction
        .data
        .split(|byte| *byte == b'@')
        .skip(1)
        .map(|text| hex::decode(text).ok().map(Bytes::from))
        .collect();
    let arguments = arguments.ok_or(InvalidTransaction::GuardianMissing)?;
    let cost = session.environment.rules.gas_schedule.built_in.set_guardian;
    let places = (&transaction.sender, &transaction.receiver);
    let is_executable =
        transaction.value.is_zero() && check_set_guardian(places, &arguments, (gas, cost)).is_ok();
    if !is_executable {
        return Err(InvalidTransaction::GuardianMissing.into());
    }
    let epoch = session.environment.block.epoch;
    if guardians(session, sender)?.pending(epoch).is_some() {
        return Err(InvalidTransaction::GuardianPending.into());
    }
    Ok(())
}

/// The guardians of an account; none where what is stored cannot be read.
fn guardians(session: &mut Session, account: &AccountRef) -> Result<Guardians, Refusal> {
    match Guardians::of(&mut session.journal, account) {
        Ok(guardians) => Ok(guardians),
        Err(NativeError::Fault(fault)) => Err(fault.into()),
        Err(NativeError::Refused(_) | NativeError::Halted { .. }) => Ok(Guardians::default()),
    }
}
