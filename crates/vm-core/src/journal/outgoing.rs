//! What leaves the shard, and what comes into it.

use super::{Journal, JournalEntry, WriteError};
use crate::{AccountRef, EvmAddress, Fault, OutgoingTransfer};
use core::mem::take;

impl Journal {
    /// Takes a transfer's value from its sender and keeps the transfer for the node to carry.
    ///
    /// # Errors
    /// [`WriteError::ReadOnly`], [`WriteError::ForeignWrite`], [`WriteError::OutOfFunds`], or a fault.
    pub fn send_out(
        &mut self,
        from: &AccountRef,
        transfer: OutgoingTransfer,
    ) -> Result<(), WriteError> {
        self.check_write(from.face)?;
        if !transfer.value.is_zero() {
            let left = self.balance(from)?.checked_sub(transfer.value);
            self.set_balance(from, left.ok_or(WriteError::OutOfFunds)?)?;
        }
        self.outgoing.push(transfer);
        self.push(|| JournalEntry::Outgoing);
        Ok(())
    }

    /// Keeps a transfer whose value is in no account here: it came from another shard and goes on.
    ///
    /// # Errors
    /// [`WriteError::ReadOnly`].
    pub fn pass_out(&mut self, transfer: OutgoingTransfer) -> Result<(), WriteError> {
        self.check_writable()?;
        self.outgoing.push(transfer);
        self.push(|| JournalEntry::Outgoing);
        Ok(())
    }

    /// Puts another transfer in the place of one that is kept.
    pub fn replace_out(&mut self, index: usize, transfer: OutgoingTransfer) {
        if let Some(kept) = self.outgoing.get_mut(index) {
            let previous = Box::new(core::mem::replace(kept, transfer));
            self.push(|| JournalEntry::OutgoingReplaced { index, previous });
        }
    }

    /// Whether an account lies in another shard. One that was born in the EVM lies where it is met.
    ///
    /// # Errors
    /// [`Fault::State`] when the node cannot tell.
    pub fn is_elsewhere(&self, account: &AccountRef) -> Result<bool, Fault> {
        Ok(account.is_aliased && !self.hook.is_in_shard(&account.address)?)
    }

    /// As [`Journal::is_elsewhere`], of the account that a loaded face means.
    ///
    /// # Errors
    /// [`Fault::State`] when the node cannot tell.
    pub fn is_face_elsewhere(&self, face: EvmAddress) -> Result<bool, Fault> {
        match self.accounts.get(&self.main_face(face)) {
            Some(loaded) => self.is_elsewhere(&loaded.holder),
            None => Ok(false),
        }
    }

    /// Gives out what leaves the shard, as [`Journal::outgoing`]: at the end of the transaction, when nothing is
    /// reverted any more.
    pub fn take_outgoing(&mut self) -> Vec<OutgoingTransfer> {
        take(&mut self.outgoing)
    }

    /// What leaves the shard, in order.
    #[must_use]
    pub fn outgoing(&self) -> &[OutgoingTransfer] {
        &self.outgoing
    }
}
