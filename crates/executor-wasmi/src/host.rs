//! The host's side of a run: what a guest calls.

use core::any::Any;
use core::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use vm_core::{HookCall, HookTrap, InterruptSource, Points, RunEnd};
use wasmi::errors::HostError;
use wasmi::{AsContext, AsContextMut, Caller, Error, Global, Memory, Val};

/// The data of a store: what its host functions work on.
#[derive(Debug)]
pub(crate) struct Host<C> {
    /// The context, during a run.
    pub(crate) context: Option<Box<C>>,
    /// The points that the guest was not handed yet.
    pub(crate) reserve: u64,
    /// Why the host stopped the guest.
    pub(crate) stop: Option<RunEnd>,
    /// The guest's memory and its counter of points, once there is an instance.
    pub(crate) link: Option<Link>,
    /// What a hook panicked with. Wasmi's code cannot be unwound, so the panic goes around it.
    pub(crate) panic: Option<Box<dyn Any + Send>>,
}

/// What host functions use of an instance.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link {
    pub(crate) memory: Memory,
    pub(crate) points_left: Global,
}

impl<C> Host<C> {
    /// A host that is not linked to an instance yet.
    pub(crate) const fn new() -> Self {
        Self { context: None, reserve: 0, stop: None, link: None, panic: None }
    }
}

/// Unwinds a guest after its host has set [`Host::stop`], or when a host function runs outside of a run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopped;

impl fmt::Display for Stopped {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the host stopped the guest")
    }
}

impl HostError for Stopped {}

impl Link {
    /// The points: those in the global, and a reserve.
    pub(crate) fn points(&self, store: impl AsContext, reserve: u64) -> Points {
        let left = self.points_left.get(store).i64().unwrap_or_default();
        Points { left, reserve }
    }

    /// Stores the points that the guest counts down.
    pub(crate) fn set_left(&self, store: impl AsContextMut, left: i64) -> Result<(), Error> {
        self.points_left.set(store, Val::I64(left)).map_err(|_| Error::host(Stopped))
    }
}

fn link<C>(caller: &Caller<'_, Host<C>>) -> Result<Link, Error> {
    caller.data().link.ok_or_else(|| Error::host(Stopped))
}

/// Runs a hook for the guest that called it.
pub(crate) fn run_hook<C: 'static, R>(
    mut caller: Caller<'_, Host<C>>,
    hook: impl FnOnce(HookCall<'_, C>) -> Result<R, HookTrap>,
) -> Result<R, Error> {
    let link = link(&caller)?;
    let mut points = link.points(&caller, caller.data().reserve);
    let (memory, host) = link.memory.data_and_store_mut(&mut caller);
    let context = host.context.as_deref_mut().ok_or_else(|| Error::host(Stopped))?;
    let call = HookCall { context, memory, points: &mut points };
    let result = match catch_unwind(AssertUnwindSafe(|| hook(call))) {
        Ok(result) => result,
        Err(panic) => {
            host.panic = Some(panic);
            return Err(Error::host(Stopped));
        }
    };
    host.reserve = points.reserve;
    if result.is_err() {
        host.stop = Some(RunEnd::HookTrap);
    }
    link.set_left(&mut caller, points.left)?;
    result.map_err(|HookTrap| Error::host(Stopped))
}

/// Hands a guest its next slice of points, or stops it.
pub(crate) fn refill<C: InterruptSource + 'static>(
    mut caller: Caller<'_, Host<C>>,
) -> Result<(), Error> {
    let link = link(&caller)?;
    if caller.data().context.as_ref().is_some_and(|context| context.is_interrupted()) {
        return stop(caller, RunEnd::Interrupted);
    }
    let mut points = link.points(&caller, caller.data().reserve);
    let more = points.refill();
    caller.data_mut().reserve = points.reserve;
    link.set_left(&mut caller, points.left)?;
    if more { Ok(()) } else { stop(caller, RunEnd::OutOfPoints) }
}

/// Stops a guest.
pub(crate) fn stop<C>(mut caller: Caller<'_, Host<C>>, end: RunEnd) -> Result<(), Error> {
    caller.data_mut().stop = Some(end);
    Err(Error::host(Stopped))
}
