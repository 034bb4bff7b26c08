//! Transfers of contracts inside the shard, in order: what callers get back, and what an output lists.

use super::{Journal, JournalEntry};
use crate::{AccountRef, Bytes, CallType, TokenTransfer, U256};
use core::mem::take;

/// A transfer that a contract made inside the shard, as production's output lists it: native value without an
/// execution, and tokens unless the same hook executed something with them.
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
    /// The call text that went along: with native value, by which nothing ran; of the built-in function that moved
    /// the tokens.
    pub data: Bytes,
    /// Whether the tokens came for a function of the receiver: then they are no payment.
    pub asks_execution: bool,
    /// Gas that is said to travel along.
    pub gas_limit: u64,
    /// Gas that is said to be set aside for the answer.
    pub gas_locked: u64,
    /// Names of an asynchronous call in text form `@hex@hex`; empty for other transfers.
    pub async_data: Bytes,
    /// Kind of call.
    pub call_type: CallType,
    /// Position among all transfers of the transaction, those that leave the shard included; the journal sets it.
    pub position: usize,
}

impl TransferRecord {
    /// A transfer of tokens, without text or gas.
    #[must_use]
    pub const fn of_tokens(from: AccountRef, to: AccountRef, tokens: Vec<TokenTransfer>) -> Self {
        Self {
            from,
            to,
            value: U256::ZERO,
            tokens,
            data: Bytes::new(),
            asks_execution: false,
            gas_limit: 0,
            gas_locked: 0,
            async_data: Bytes::new(),
            call_type: CallType::DirectCall,
            position: 0,
        }
    }

    /// Whether it is a payment: it comes with nothing to do.
    #[must_use]
    pub fn is_payment(&self) -> bool {
        !self.asks_execution && (!self.tokens.is_empty() || self.data.is_empty())
    }
}

impl Journal {
    /// Keeps a record of a transfer that was made. It moves nothing, and goes with its checkpoint.
    pub fn record_transfer(&mut self, record: TransferRecord) {
        let position = self.transfers.len().saturating_add(self.outgoing.len());
        self.transfers.push(TransferRecord { position, ..record });
        self.push(|| JournalEntry::TransferRecorded);
    }

    /// Gives out the records of transfers, as [`Journal::transfer_records`]: at the end of the transaction, when
    /// nothing is reverted any more.
    pub fn take_transfer_records(&mut self) -> Vec<TransferRecord> {
        take(&mut self.transfers)
    }

    /// The records of transfers, in order.
    #[must_use]
    pub fn transfer_records(&self) -> &[TransferRecord] {
        &self.transfers
    }
}
