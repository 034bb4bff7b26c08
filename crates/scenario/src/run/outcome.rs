//! What a transaction or query of a scenario gave.

use super::record::StepRecord;
use super::report::Place;
use vm_core::{Address, Bytes, HaltReason, LogRecord, ReturnCode, ReturnData, Status, TraceFrame};

/// What a transaction or query gave, in the form in which a scenario checks it.
#[derive(Clone, Debug)]
pub struct StepOutcome {
    /// Function and arguments as the scenario writes them; empty for plain transfers.
    pub call: String,
    /// How it ended.
    pub status: Status,
    /// The same as a return code.
    pub return_code: ReturnCode,
    /// Message of a failure.
    pub message: Bytes,
    /// Return or revert data.
    pub data: ReturnData,
    /// Logs of all VMs.
    pub logs: Vec<LogRecord>,
    /// Gas limit; absent for queries and rewards.
    pub gas_limit: Option<u64>,
    /// Gas used.
    pub gas_used: u64,
    /// Gas left.
    pub gas_left: u64,
    /// Gas that came back by EVM refunds.
    pub refunded: u64,
    /// The contract that was made.
    pub created: Option<Address>,
    /// The call tree, if it was asked for.
    pub trace: Vec<TraceFrame>,
}

impl StepOutcome {
    /// A transaction that the protocol does without a VM. In the reference it leaves no gas.
    pub(super) fn protocol(return_code: ReturnCode, gas_limit: Option<u64>) -> Self {
        let status = if return_code == ReturnCode::Ok {
            Status::Success
        } else {
            Status::Halt(HaltReason::OutOfFunds)
        };
        Self {
            call: String::new(),
            status,
            return_code,
            message: Bytes::new(),
            data: ReturnData::default(),
            logs: Vec::new(),
            gas_limit,
            gas_used: gas_limit.unwrap_or_default(),
            gas_left: 0,
            refunded: 0,
            created: None,
            trace: Vec::new(),
        }
    }

    /// The outcome of an execution.
    pub(super) fn executed(outcome: runtime::Outcome, gas_limit: Option<u64>) -> Self {
        Self {
            call: String::new(),
            status: outcome.status,
            return_code: outcome.return_code,
            message: outcome.message,
            data: outcome.data,
            logs: without_faces(outcome.logs),
            gas_limit,
            gas_used: outcome.gas.used,
            gas_left: outcome.gas.limit.saturating_sub(outcome.gas.used),
            refunded: outcome.gas.refunded,
            created: outcome.created,
            trace: outcome.trace,
        }
    }

    /// Whether its effects are kept.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        self.status.is_success()
    }

    /// Return data as a list of values: one value for data of the EVM, none when that is empty.
    #[must_use]
    pub fn items(&self) -> Vec<Vec<u8>> {
        match &self.data {
            ReturnData::Items(items) => items.iter().map(|it| it.to_vec()).collect(),
            ReturnData::Blob(blob) if blob.is_empty() => Vec::new(),
            ReturnData::Blob(blob) => vec![blob.to_vec()],
        }
    }

    /// Return data as one block of bytes.
    #[must_use]
    pub fn blob(&self) -> Vec<u8> {
        match &self.data {
            ReturnData::Items(items) => items.concat(),
            ReturnData::Blob(blob) => blob.to_vec(),
        }
    }

    pub(super) fn record(&self, place: &Place) -> StepRecord {
        StepRecord {
            id: place.id.clone(),
            step: place.kind.to_owned(),
            gas_limit: self.gas_limit,
            gas_used: self.gas_limit.map(|_| self.gas_used),
            status: self.return_code as u8,
            message: String::from_utf8_lossy(&self.message).into_owned(),
            out: self.items().iter().map(hex::encode).collect(),
        }
    }
}

/// Scenarios compare logs with production's, which knows no faces of tokens.
fn without_faces(mut logs: Vec<LogRecord>) -> Vec<LogRecord> {
    logs.retain(|log| !matches!(log, LogRecord::TokenFace { .. }));
    logs
}
