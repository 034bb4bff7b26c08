//! Plain transfers of contracts, in order: what callers get back, and what leaves in an output.

use super::{Journal, JournalEntry};
use crate::{AccountRef, Bytes, TokenTransfer, U256};

/// A transfer that a contract made without asking for an execution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransferRecord {
    /// Who paid.
    pub from: AccountRef,
    /// Who was paid.
    pub to: AccountRef,
    /// Native value.
    pub value: U256,
    /// Tokens.
    pub tokens: Vec<TokenTransfer>,
    /// The call text that went along with native value; nothing ran by it.
    pub data: Bytes,
}

impl Journal {
    /// Keeps a record of a transfer that was made. It moves nothing, and goes with its checkpoint.
    pub fn record_transfer(&mut self, record: TransferRecord) {
        self.transfers.push(record);
        self.push(JournalEntry::TransferRecorded);
    }

    /// The records of transfers, in order.
    #[must_use]
    pub fn transfer_records(&self) -> &[TransferRecord] {
        &self.transfers
    }
}
