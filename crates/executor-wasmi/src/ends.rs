//! How the end of a run is told.

use vm_core::{Fault, RunEnd};
use wasmi::errors::ErrorKind;
use wasmi::{Error, TrapCode};

/// Tells the end from what wasmi returned and from why the host stopped the guest, if it did.
///
/// A full stack of wasmi would be a trap as well, but the metering pass ends a recursion long before.
pub(crate) fn end_of(result: Result<(), Error>, stop: Option<RunEnd>) -> Result<RunEnd, Fault> {
    let Err(error) = result else {
        return Ok(RunEnd::Finished);
    };
    #[expect(clippy::wildcard_enum_match_arm, reason = "a guest cannot cause any other error")]
    match error.kind() {
        ErrorKind::Host(_) => stop.ok_or(Fault::Engine),
        ErrorKind::TrapCode(code) => trap(*code),
        _ => Err(Fault::Engine),
    }
}

fn trap(code: TrapCode) -> Result<RunEnd, Fault> {
    match code {
        TrapCode::UnreachableCodeReached
        | TrapCode::MemoryOutOfBounds
        | TrapCode::TableOutOfBounds
        | TrapCode::IndirectCallToNull
        | TrapCode::IntegerDivisionByZero
        | TrapCode::IntegerOverflow
        | TrapCode::BadConversionToInteger
        | TrapCode::BadSignature
        | TrapCode::StackOverflow => Ok(RunEnd::Trap),
        // No fuel is counted, and no limiter is set.
        TrapCode::OutOfFuel | TrapCode::GrowthOperationLimited | TrapCode::OutOfSystemMemory => {
            Err(Fault::Engine)
        }
    }
}
