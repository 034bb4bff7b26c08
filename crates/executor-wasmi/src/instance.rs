//! An instance of a translated module.

use crate::ends::end_of;
use crate::host::{Host, Link};
use crate::module::Program;
use core::fmt;
use std::panic::resume_unwind;
use std::sync::Arc;
use vm_core::{Fault, Instance, Points, Run, RunEnd};
use wasmi::{Error, Global, Store, Val};

/// A store with the one instance in it.
pub(crate) struct Running<C> {
    pub(crate) store: Store<Host<C>>,
    pub(crate) instance: wasmi::Instance,
    pub(crate) link: Link,
    pub(crate) stack_left: Global,
}

impl<C> fmt::Debug for Running<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Running").field("link", &self.link).finish_non_exhaustive()
    }
}

#[derive(Debug)]
pub(crate) struct WasmiInstance<C> {
    running: Running<C>,
    program: Arc<Program<C>>,
}

impl<C> WasmiInstance<C> {
    pub(crate) const fn new(running: Running<C>, program: Arc<Program<C>>) -> Self {
        Self { running, program }
    }
}

impl<C> Running<C> {
    fn set_counters(&mut self, points: Points, stack_budget: i32) -> Result<(), Error> {
        self.link.set_left(&mut self.store, points.left)?;
        let budget = Val::I32(stack_budget);
        self.stack_left.set(&mut self.store, budget).map_err(|error| Error::new(error.to_string()))
    }
}

impl<C: fmt::Debug + Send + 'static> Instance<C> for WasmiInstance<C> {
    fn run(&mut self, export: &str, context: Box<C>, points: Points, stack_budget: i32) -> Run<C> {
        let running = &mut self.running;
        let entry = running.instance.get_typed_func::<(), ()>(&running.store, export);
        let Ok(entry) = entry else {
            return Run { context, points, end: Ok(RunEnd::MissingExport) };
        };
        if running.set_counters(points, stack_budget).is_err() {
            return Run { context, points, end: Err(Fault::Engine) };
        }
        let host = running.store.data_mut();
        host.context = Some(context);
        host.reserve = points.reserve;
        host.stop = None;
        let result = entry.call(&mut running.store, ());
        let host = running.store.data_mut();
        if let Some(panic) = host.panic.take() {
            resume_unwind(panic);
        }
        let end = end_of(result, host.stop.take());
        let reserve = host.reserve;
        #[expect(clippy::expect_used, reason = "it was put there above, and hooks only borrow it")]
        let context = host.context.take().expect("the context is in the host during a run");
        Run { context, points: running.link.points(&running.store, reserve), end }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "a contract has no globals of other types")]
    fn global(&mut self, name: &str) -> Option<u64> {
        let running = &self.running;
        match running.instance.get_global(&running.store, name)?.get(&running.store) {
            Val::I32(value) => Some(u64::from(value.cast_unsigned())),
            Val::I64(value) => Some(value.cast_unsigned()),
            _ => None,
        }
    }

    /// Makes a new instance, which is about as fast as to clear one here, and exact.
    fn reset(&mut self) -> bool {
        let Some(running) = self.program.start() else {
            return false;
        };
        self.running = running;
        true
    }
}
