//! An instance of a compiled module.

use crate::program::Program;
use crate::raw::RawInstance;
use core::fmt;
use std::sync::Arc;
use vm_core::{Instance, Points, Run, RunEnd};

/// An instance with the names of its entries.
#[derive(Debug)]
pub(crate) struct WasmerInstance<C> {
    raw: RawInstance<C>,
    program: Arc<Program>,
}

impl<C> WasmerInstance<C> {
    pub(crate) const fn new(raw: RawInstance<C>, program: Arc<Program>) -> Self {
        Self { raw, program }
    }
}

impl<C: fmt::Debug + Send> Instance<C> for WasmerInstance<C> {
    fn run(&mut self, export: &str, context: Box<C>, points: Points, stack_budget: i32) -> Run<C> {
        match self.program.entries.get(export) {
            Some(slot) => self.raw.call(*slot, context, points, stack_budget),
            None => Run { context, points, end: Ok(RunEnd::MissingExport) },
        }
    }

    fn reset(&mut self) -> bool {
        self.raw.reset()
    }
}
