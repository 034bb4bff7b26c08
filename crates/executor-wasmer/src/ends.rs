//! How the end of a run is told.

use vm_core::Fault;
use vm_core::RunEnd;
use wasmer_vm::{Trap, TrapCode};

/// Tells the end from how wasmer came back and from why the host stopped the guest, if it did.
///
/// The metering pass ends a recursion long before the native stack does. Should it ever fail to, the guest is
/// told the same as by the pass.
pub(crate) fn end_of(result: Result<(), Trap>, stop: Option<RunEnd>) -> Result<RunEnd, Fault> {
    match result {
        Ok(()) => Ok(RunEnd::Finished),
        Err(Trap::User(_)) => stop.ok_or(Fault::Engine),
        Err(Trap::Wasm {
            signal_trap: Some(TrapCode::StackOverflow),
            ..
        }) => Ok(RunEnd::StackOverflow),
        Err(Trap::Wasm { .. } | Trap::Lib { .. }) => Ok(RunEnd::Trap),
        Err(Trap::OOM { .. } | Trap::UncaughtException { .. }) => Err(Fault::Engine),
    }
}
