//! A host call that fails, for tests of what a failure leaves.

use crate::error::NativeError;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Lets one host call of native contracts fail: what a body asks of its context for reading, writing,
/// charging or calling. The calls of contracts that a contract calls count, too.
///
/// Tests give it to [`SystemVmBuilder::fuse`](super::SystemVmBuilder::fuse) and to the faces of tokens
/// ([`TokenFaces::with_fuse`](crate::TokenFaces::with_fuse)); a chain's VMs have none.
#[derive(Clone, Debug, Default)]
pub struct HostFuse(Arc<AtomicU64>);

impl HostFuse {
    /// Lets the host call with a number fail, counted from 1 on; with 0, none.
    pub fn set(&self, number: u64) {
        self.0.store(number, Ordering::Relaxed);
    }

    /// Whether that call has come.
    #[must_use]
    pub fn is_blown(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }

    /// Counts a host call.
    pub(super) fn count(&self) -> Result<(), NativeError> {
        let left = |left: u64| left.checked_sub(1);
        match self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, left) {
            Ok(1) => Err(NativeError::refused("the fuse is blown")),
            Ok(_) | Err(_) => Ok(()),
        }
    }
}
