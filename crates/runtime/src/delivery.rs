//! A message that another shard sent, with the answer that it gets.
//!
//! In production the node makes the answer of an asynchronous call from the virtual machine's output
//! (`mx-chain-go:process/smartContract/processorV2/processV2.go`): its results and what gas it left, or the
//! reason of its failure with its value. A node that calls [`vm_core::VmExecutionHandler`] does so itself.

use crate::InvalidTransaction;
use crate::message::{Destination, Message};
use crate::transaction::{Processed, TransactionProcessor, broken};
use alloy_primitives::B256;
use cross_vm::{Answer, answer_data};
use vm_core::{
    Address, Arrival, BlockInfo, Bytes, CallOutcome, CallScheme, CallType, Journal, Moved,
    OutgoingTransfer, ReturnData, Session, TransactionInfo, U256, WriteError,
};

/// A message from another shard.
///
/// Its gas limit is what may be used; what is locked for the answer stands in the arrival. A callback, and
/// a call that fails, sends value back; the answer of a call takes along what gas is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery(pub Message);

impl TransactionProcessor for Delivery {
    fn hash(&self) -> B256 {
        self.0.hash
    }

    fn info(&self, journal: &mut Journal, block: &BlockInfo) -> TransactionInfo {
        self.0.info(journal, block)
    }

    fn process(&self, session: Box<Session>) -> Moved<Result<Processed, InvalidTransaction>> {
        let (mut session, result) = self.0.process(session);
        let Ok(Ok(processed)) = result else {
            return (session, result);
        };
        let answered = answer(&self.0, &mut session.journal, &processed);
        (session, answered.map(|()| Ok(processed)).map_err(broken))
    }

    fn with_gas_limit(&self, gas_limit: u64) -> Box<dyn TransactionProcessor> {
        Box::new(Self(Message { gas_limit, ..self.0.clone() }))
    }
}

/// Sends back what the sender gets.
fn answer(
    message: &Message,
    journal: &mut Journal,
    processed: &Processed,
) -> Result<(), WriteError> {
    let (Some(arrival), Destination::Call(own)) = (&message.arrival, &message.destination) else {
        return Ok(());
    };
    let is_success = processed.call.status.is_success();
    let value = if is_success { U256::ZERO } else { message.value };
    let back = OutgoingTransfer {
        from: *own,
        to: message.from,
        value,
        gas_limit: 0,
        gas_locked: 0,
        data: Bytes::new(),
        async_data: Bytes::new(),
        call_type: CallType::DirectCall,
    };
    if arrival.scheme != CallScheme::Async {
        return if value.is_zero() { Ok(()) } else { journal.pass_out(back) };
    }
    let left = if is_success { processed.call.gas_left } else { 0 };
    let gas_limit = left.saturating_add(arrival.gas_locked);
    let call_type = CallType::AsynchronousCallBack;
    let paid = is_success.then(|| last_payment(journal, own, &message.from)).flatten();
    if let Some((index, payment)) = paid {
        // The payment is the answer; it has no place for results.
        let Answer { async_data, .. } = answer_data(&arrival.arguments, Ok(&[]));
        let gas_limit = gas_limit.saturating_add(payment.gas_limit);
        let data = Bytes::from_static(b"@");
        let payment = OutgoingTransfer { gas_limit, data, async_data, call_type, ..payment };
        journal.replace_out(index, payment);
        return Ok(());
    }
    let Answer { data, async_data } = result_of(arrival, &processed.call);
    journal.pass_out(OutgoingTransfer { gas_limit, data, async_data, call_type, ..back })
}

/// The last transfer to the sender, when it carries nothing but value.
fn last_payment(
    journal: &Journal,
    own: &Address,
    sender: &Address,
) -> Option<(usize, OutgoingTransfer)> {
    let sent = journal.outgoing().iter().enumerate();
    let (index, last) = sent.rev().find(|(_, transfer)| transfer.to == *sender)?;
    let is_plain = last.from == *own && last.data.is_empty();
    is_plain.then(|| (index, last.clone()))
}

fn result_of(arrival: &Arrival, call: &CallOutcome) -> Answer {
    if !call.status.is_success() {
        return answer_data(&arrival.arguments, Err(&call.message_text()));
    }
    match &call.data {
        ReturnData::Items(items) => answer_data(&arrival.arguments, Ok(items)),
        ReturnData::Blob(data) => answer_data(&arrival.arguments, Ok(core::slice::from_ref(data))),
    }
}
