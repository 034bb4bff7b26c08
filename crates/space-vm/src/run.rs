//! One run of an export: instance, context, end.

use crate::asynchronous::execute_queue;
use crate::code::{Artifact, Worker};
use crate::context::{Invocation, Leftover, SpaceContext};
use crate::error::{Failure, HookError};
use crate::guest::Guest;
use crate::trail::{Trail, stop_texts};
use std::sync::Arc;
use vm_core::{
    AccountRef, Address, CallOutcome, CallScheme, Code, Fault, FrameIdentity, HaltReason, HookTrap,
    Moved, Points, ReturnData, Run, RunEnd, Session, WriteError,
};
use wasm_metering::STACK_BUDGET;

/// What is run, and with what.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The compiled code.
    pub(crate) artifact: Arc<Artifact>,
    /// The export.
    pub(crate) export: String,
    /// What the contract was asked for.
    pub(crate) invocation: Invocation,
    /// What was taken from its gas before it runs.
    pub(crate) initial_cost: u64,
    /// What the account gets when the run succeeds.
    pub(crate) new_code: Option<NewCode>,
}

/// Code that an account gets.
#[derive(Clone, Debug)]
pub(crate) struct NewCode {
    pub(crate) code: Code,
    pub(crate) metadata: [u8; 2],
    /// The owner of a new contract; an upgrade keeps it.
    pub(crate) owner: Option<Address>,
}

/// Runs an export. At most as many instances live at once as production allows, counted through
/// other virtual machines.
pub(crate) fn run(mut session: Box<Session>, plan: Plan) -> Moved<CallOutcome> {
    let trail = Trail::of(&plan.invocation);
    if let Some(refused) = refuse(&mut session, &plan, &trail) {
        return (session, Ok(refused));
    }
    let Plan { artifact, export, invocation, initial_cost, new_code } = plan;
    let warm = Worker::with(&mut session, |worker| {
        worker.count_start();
        worker.take(&artifact.key)
    });
    let instance = match warm {
        Some(instance) => Ok(instance),
        None => artifact.module.instantiate(),
    };
    let Ok(mut instance) = instance else {
        return (session, Err(Fault::Engine));
    };
    session.live_instances = session.live_instances.saturating_add(1);
    let account = invocation.call.callee;
    let gas = invocation.call.gas.saturating_sub(initial_cost);
    let scheme = invocation.call.scheme;
    let context = context(session, invocation, initial_cost, &artifact);
    let stack = i32::try_from(STACK_BUDGET).unwrap_or(i32::MAX);
    let Run { mut context, mut points, end } =
        instance.run(&export, context, Points::new(gas), stack);
    let stopped = end.as_ref().ok().and_then(|end| stop_texts(&context, &export, *end));
    if let Some((text, _)) = &stopped
        && let Ok(session) = context.session()
    {
        trail.stopped(session, text.clone());
    }
    let end = end.map(|end| after(&mut context, &mut points, end));
    let is_open = context.has_open_call && context.is_read_only() && trail.is_nested();
    let Leftover { mut session, failure, return_data, registered } = context.finish();
    if scheme.keeps_context() {
        Worker::with(&mut session, |worker| worker.hand_over(registered));
    }
    session.live_instances = session.live_instances.saturating_sub(1);
    let outcome = match end {
        Ok(end) => outcome(end, points, failure, return_data),
        Err(fault) => Err(fault),
    };
    let failed = match &outcome {
        Ok(outcome) if outcome.status.is_success() => None,
        Ok(outcome) => Some(stopped.map_or_else(|| outcome.message_text(), |(_, text)| text)),
        Err(_) => return (session, outcome),
    };
    if let Some(text) = failed {
        trail.ended(&mut session, &text, is_open);
        return (session, outcome);
    }
    if !artifact.single_use && instance.reset() {
        Worker::with(&mut session, |worker| worker.keep(artifact.key, instance));
    }
    if let Some(new) = new_code
        && let Err(error) = replace_code(&mut session, &account, new)
    {
        return (session, Failure::from(error).into_outcome());
    }
    (session, outcome)
}

/// Why nothing runs: too many instances live, or the code has no such export.
fn refuse(session: &mut Session, plan: &Plan, trail: &Trail) -> Option<CallOutcome> {
    let outcome = if session.live_instances >= session.environment.config.limits.wasm_instances {
        let message = HookError::TooManyInstances.message();
        CallOutcome { message, ..CallOutcome::halt(HaltReason::TooManyInstances) }
    } else if plan.artifact.exports.contains(&plan.export) {
        return None;
    } else {
        CallOutcome::halt(HaltReason::FunctionNotFound)
    };
    trail.left(session, &outcome.message_text());
    Some(outcome)
}

/// The context of a run, with what was left for it.
fn context(
    mut session: Box<Session>,
    invocation: Invocation,
    initial_cost: u64,
    artifact: &Arc<Artifact>,
) -> Box<SpaceContext> {
    let note = (invocation.call.scheme == CallScheme::Callback)
        .then(|| Worker::with(&mut session, Worker::take_note))
        .flatten();
    let identity = identity(&mut session);
    let closure = session.closure.take();
    let mut context = Box::new(SpaceContext::new(session, invocation, initial_cost));
    context.artifact = Some(Arc::clone(artifact));
    context.asynchronous.identity = identity;
    context.asynchronous.closure = closure;
    if let Some(note) = note {
        context.back_transfers = note.back_transfers;
        context.asynchronous.closure = Some(note.closure);
    }
    context
}

/// Who the frame is: what the frame below gave it, or a new root where that is another virtual
/// machine's.
fn identity(session: &mut Session) -> FrameIdentity {
    let below = session.journal.frames().len().saturating_sub(1);
    let given = Worker::with(session, |worker| worker.take_identity(below));
    if let Some(identity) = given {
        return identity;
    }
    if below == 0 {
        return FrameIdentity::default();
    }
    session.unnamed_frames = session.unnamed_frames.saturating_add(1);
    FrameIdentity { root: session.unnamed_frames, ..FrameIdentity::default() }
}

/// Stores new code. The rest of the account stays as it is.
pub(crate) fn replace_code(
    session: &mut Session,
    account: &AccountRef,
    new: NewCode,
) -> Result<(), WriteError> {
    let NewCode { code, metadata, owner } = new;
    let mut native = session.journal.native(account)?;
    native.metadata = metadata;
    native.owner = owner.or(native.owner);
    session.journal.set_native(account, native)?;
    session.journal.set_code(account, code)
}

/// What follows a run: the asynchronous calls of a contract that succeeded. Those of a library are for
/// the contract on whose account it ran.
fn after(context: &mut SpaceContext, points: &mut Points, end: RunEnd) -> RunEnd {
    let has_returned = match end {
        RunEnd::Finished => points.total() >= 0,
        RunEnd::HookTrap => context.asynchronous.is_returning,
        RunEnd::OutOfPoints
        | RunEnd::StackOverflow
        | RunEnd::MemoryLimit
        | RunEnd::Trap
        | RunEnd::MissingExport
        | RunEnd::Interrupted => false,
    };
    if !has_returned {
        return end;
    }
    if context.invocation.call.scheme.keeps_context() {
        return RunEnd::Finished;
    }
    context.has_returned = true;
    let mut guest = Guest { context, memory: &mut [], points };
    match execute_queue(&mut guest) {
        Ok(()) => RunEnd::Finished,
        Err(HookTrap) => RunEnd::HookTrap,
    }
}

/// The outcome of a run. All gas of a frame that failed is burned.
fn outcome(
    end: RunEnd,
    points: Points,
    failure: Option<Failure>,
    return_data: Vec<vm_core::Bytes>,
) -> Result<CallOutcome, Fault> {
    if let Some(failure) = failure {
        return failure.into_outcome();
    }
    let reason = match end {
        // What the last operators cost may pass the limit after the last check.
        RunEnd::Finished if points.total() < 0 => HaltReason::OutOfGas,
        RunEnd::Finished => {
            return Ok(CallOutcome {
                data: ReturnData::Items(return_data),
                ..CallOutcome::success(points.available())
            });
        }
        RunEnd::OutOfPoints => HaltReason::OutOfGas,
        RunEnd::StackOverflow => HaltReason::StackOverflow,
        RunEnd::MemoryLimit => {
            return Ok(CallOutcome {
                // Production hides the text of this reason.
                message: HookError::ExecutionFailed.message(),
                ..CallOutcome::halt(HaltReason::MemoryLimit)
            });
        }
        RunEnd::Trap => HaltReason::ExecutionFailed,
        RunEnd::MissingExport => HaltReason::FunctionNotFound,
        RunEnd::HookTrap => return Err(Fault::Invariant("a hook that traps records why")),
        RunEnd::Interrupted => return Err(Fault::Interrupted),
    };
    Ok(CallOutcome::halt(reason))
}
