//! Logs: EVM logs as revm has them, MultiversX log entries beside them, in one order.

use super::{Journal, JournalEntry, WriteError};
use crate::{Address, Bytes, VmType};
use core::mem::take;
use revm_primitives::Log;

/// A MultiversX log entry (`mx-chain-vm-common-go:output.go`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogEntry {
    /// What kind of entry it is: the event's name, or the name of the running function.
    pub identifier: Bytes,
    /// The account that wrote it.
    pub address: Address,
    /// Topics.
    pub topics: Vec<Bytes>,
    /// Data, one or more items.
    pub data: Vec<Bytes>,
}

/// One log of a transaction, of either world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogRecord {
    /// Written by an EVM contract.
    Evm {
        /// The contract's canonical address.
        address: Address,
        /// The log as Ethereum knows it.
        log: Log,
    },
    /// Written by the token ledger in the name of a token's face: Ethereum's word for what a native log
    /// beside it says. Nothing of MultiversX sees it.
    TokenFace {
        /// The face's canonical address.
        address: Address,
        /// The log as Ethereum knows it.
        log: Log,
    },
    /// Written by a WASM or system contract or the protocol.
    Native(LogEntry),
}

/// A native log, with its place among the EVM's.
#[derive(Clone, Debug, Default)]
pub(super) struct NativeLog {
    /// Number of EVM logs before it.
    evm_logs: usize,
    entry: LogEntry,
}

impl Journal {
    /// Writes a native log.
    ///
    /// # Errors
    /// [`WriteError::ReadOnly`].
    pub fn log(&mut self, entry: LogEntry) -> Result<(), WriteError> {
        self.check_writable()?;
        self.native_logs.push(NativeLog { evm_logs: self.evm_logs.len(), entry });
        self.push(|| JournalEntry::NativeLog);
        Ok(())
    }

    /// How many native logs there are.
    #[must_use]
    pub const fn native_log_count(&self) -> usize {
        self.native_logs.len()
    }

    /// How many logs there are, of both worlds: the place of the next one in [`Journal::logs`].
    #[must_use]
    pub const fn log_count(&self) -> usize {
        self.evm_logs.len().saturating_add(self.native_logs.len())
    }

    /// The native logs after the first `count`, in order.
    #[must_use]
    pub fn native_logs_since(&self, count: usize) -> Vec<LogEntry> {
        self.native_logs.iter().skip(count).map(|log| log.entry.clone()).collect()
    }

    /// Writes an EVM log; in a read-only frame the refusal is latched, because revm's interface
    /// cannot return it.
    pub fn evm_log(&mut self, log: Log) {
        match self.check_writable() {
            Ok(()) => self.evm_logs.push(log),
            Err(refusal) => self.latch(refusal),
        }
    }

    /// The EVM logs.
    #[must_use]
    pub fn evm_logs(&self) -> &[Log] {
        &self.evm_logs
    }

    /// Every log of the transaction, in the order in which they were written.
    #[must_use]
    pub fn logs(&self) -> Vec<LogRecord> {
        let (mut evm_logs, mut native_logs) = (self.evm_logs.clone(), self.native_logs.clone());
        self.in_order(&mut evm_logs, &mut native_logs)
    }

    /// Gives every log of the transaction out, as [`Journal::logs`]: at its end, when nothing is reverted any more.
    pub fn take_logs(&mut self) -> Vec<LogRecord> {
        if self.log_count() == 0 {
            return Vec::new();
        }
        let (mut evm_logs, mut native_logs) =
            (take(&mut self.evm_logs), take(&mut self.native_logs));
        let records = self.in_order(&mut evm_logs, &mut native_logs);
        // The next transaction uses their memory.
        (self.evm_logs, self.native_logs) = (evm_logs, native_logs);
        records
    }

    fn in_order(&self, evm: &mut Vec<Log>, native: &mut Vec<NativeLog>) -> Vec<LogRecord> {
        let mut records = Vec::with_capacity(evm.len().saturating_add(native.len()));
        let mut natives = native.drain(..).peekable();
        for (index, log) in evm.drain(..).enumerate() {
            while let Some(native) = natives.next_if(|native| native.evm_logs <= index) {
                records.push(LogRecord::Native(native.entry));
            }
            let address = self.canonical(log.address);
            records.push(if address.vm_type() == Some(VmType::TOKEN_FACE) {
                LogRecord::TokenFace { address, log }
            } else {
                LogRecord::Evm { address, log }
            });
        }
        records.extend(natives.map(|native| LogRecord::Native(native.entry)));
        records
    }
}
