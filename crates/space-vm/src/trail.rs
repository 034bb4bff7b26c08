//! What a frame that fails leaves in the error log
//! (`mx-chain-vm-go:vmhost/hostCore/{breakpoints,execution}.go`).

use crate::context::{Invocation, SpaceContext};
use crate::error::{Failure, HookError};
use vm_core::{Bytes, HaltReason, RunEnd, Session};

/// The trail of one frame: production notes an error where it makes the frame's output and again where it
/// leaves the frame; of a transaction's own frame and of a library's it does one of the two.
#[derive(Clone, Debug)]
pub(crate) struct Trail {
    function: Bytes,
    notes: usize,
    is_library: bool,
}

impl Trail {
    /// The trail of a frame that starts.
    pub(crate) fn of(invocation: &Invocation) -> Self {
        let call = &invocation.call;
        let is_library = call.scheme.keeps_context();
        let notes = if call.is_root || is_library { 1 } else { 2 };
        Self { function: invocation.function.clone(), notes, is_library }
    }

    /// The trail of the constructor of a transaction, which has no name.
    pub(crate) const fn constructor() -> Self {
        Self { function: Bytes::new(), notes: 1, is_library: false }
    }

    /// The trail of a frame that a contract of this machine asks for.
    pub(crate) const fn nested(function: Bytes) -> Self {
        Self { function, notes: 2, is_library: false }
    }

    /// The trail of a library's frame.
    pub(crate) const fn library(function: Bytes) -> Self {
        Self { function, notes: 1, is_library: true }
    }

    /// Notes what stopped the code.
    pub(crate) fn stopped(&self, session: &mut Session, text: Bytes) {
        session.errors.add(text, Some(self.function.clone()));
    }

    /// Whether the frame is of a call that a contract of this machine made, and no library's.
    pub(crate) const fn is_nested(&self) -> bool {
        self.notes > 1
    }

    /// Notes the error with which the frame is left.
    pub(crate) fn left(&self, session: &mut Session, text: &Bytes) {
        for _ in 0..self.notes {
            session.errors.add(text.clone(), Some(self.function.clone()));
        }
    }

    /// As [`Self::left`], for a frame whose code was stopped. `is_open` is whether it is a read-only one with
    /// a call that did not end well: production fails to store what it keeps of the call.
    pub(crate) fn ended(&self, session: &mut Session, text: &Bytes, is_open: bool) {
        if !is_open {
            return self.left(session, text);
        }
        let unstored = HookError::WriteReadOnly.message();
        for text in [text, &unstored, text] {
            session.errors.add(text.clone(), Some(self.function.clone()));
        }
    }

    /// Notes why nothing of the frame ran although its gas was taken: production finds the gas of a library's
    /// frame wrong then.
    pub(crate) fn refused(&self, session: &mut Session, failure: &Failure) {
        self.left(session, &failure.text());
        let is_of_name = matches!(
            failure,
            Failure::Halt(HaltReason::FunctionNotFound | HaltReason::InitCalledInRun, _)
        );
        if self.is_library && !is_of_name {
            session.errors.add(HookError::GasMismatch.message(), Some(self.function.clone()));
        }
    }
}

/// What stopped a run, in production's words, and the error with which its frame is left; nothing for a run
/// that ended by itself.
pub(crate) fn stop_texts(
    context: &SpaceContext,
    export: &str,
    end: RunEnd,
) -> Option<(Bytes, Bytes)> {
    let error = match end {
        RunEnd::Finished | RunEnd::Interrupted | RunEnd::MissingExport => return None,
        RunEnd::HookTrap => reason(context.failure()?),
        RunEnd::OutOfPoints => HookError::NotEnoughGas,
        RunEnd::MemoryLimit => {
            let text = Bytes::from_static(HaltReason::MemoryLimit.text().as_bytes());
            return Some((text.clone(), text));
        }
        RunEnd::StackOverflow | RunEnd::Trap => {
            let text = format!("failed to call the `{export}` exported function");
            return Some((Bytes::from(text.into_bytes()), HookError::ExecutionFailed.message()));
        }
    };
    let text = error.message();
    Some((text.clone(), text))
}

/// What production keeps of a failure inside a hook when it stops the code.
const fn reason(failure: &Failure) -> HookError {
    match failure {
        Failure::User(_) => HookError::SignalError,
        Failure::Hook(HookError::NotEnoughGas) | Failure::Halt(HaltReason::OutOfGas, _) => {
            HookError::NotEnoughGas
        }
        Failure::Hook(_) | Failure::Halt(..) | Failure::Fault(_) => HookError::ExecutionFailed,
    }
}
