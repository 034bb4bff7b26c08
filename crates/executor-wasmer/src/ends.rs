//! How the end of a run is told.

use vm_core::{Fault, RunEnd};
use wasmer_vm::Trap;

/// Tells the end from how wasmer came back and from why the host stopped the guest, if it did.
///
/// A full native stack would be a trap as well, but the metering pass ends a recursion long before.
pub(crate) fn end_of(result: &Result<(), Trap>, stop: Option<RunEnd>) -> Result<RunEnd, Fault> {
    match result {
        Ok(()) => Ok(RunEnd::Finished),
        Err(Trap::User(_)) => stop.ok_or(Fault::Engine),
        Err(Trap::Wasm { .. } | Trap::Lib { .. }) => Ok(RunEnd::Trap),
        Err(Trap::OOM { .. } | Trap::UncaughtException { .. }) => Err(Fault::Engine),
    }
}
