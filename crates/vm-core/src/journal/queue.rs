//! Calls that wait for the end of the transaction's first frame.

use super::{Journal, JournalEntry, WriteError};
use crate::QueuedCall;

impl Journal {
    /// Keeps a call for later; it goes with its checkpoint.
    ///
    /// # Errors
    /// [`WriteError::ReadOnly`].
    pub fn queue_call(&mut self, call: QueuedCall) -> Result<(), WriteError> {
        self.check_writable()?;
        self.queued.push(call);
        self.push(|| JournalEntry::CallQueued);
        Ok(())
    }

    /// The calls that wait, in order; none of them waits any longer.
    pub fn take_queue(&mut self) -> Vec<QueuedCall> {
        core::mem::take(&mut self.queued)
    }

    /// Whether no call waits.
    #[inline]
    #[must_use]
    pub const fn is_queue_empty(&self) -> bool {
        self.queued.is_empty()
    }
}
