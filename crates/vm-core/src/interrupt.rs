//! The interrupt handle: stops whatever runs, in any VM. It is no part of consensus.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A flag that the host raises from another thread and every engine polls.
#[derive(Debug, Default)]
pub struct InterruptHandle(Arc<AtomicBool>);

impl Clone for InterruptHandle {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }

    /// Costs nothing where it is the same handle already.
    fn clone_from(&mut self, source: &Self) {
        if !Arc::ptr_eq(&self.0, &source.0) {
            self.0 = Arc::clone(&source.0);
        }
    }
}

impl InterruptHandle {
    /// Asks whatever runs under this handle to stop; the run ends with `Fault::Interrupted`.
    pub fn interrupt(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Lowers the flag, before the next run.
    pub fn clear(&self) {
        self.0.store(false, Ordering::Relaxed);
    }

    /// Whether a stop was asked for.
    #[inline]
    #[must_use]
    pub fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
