//! A message that another shard sent, with the answer that it gets.
//!
//! In production the node makes the answer of an asynchronous call from the virtual machine's output
//! (`mx-chain-go:process/smartContract/processorV2/processV2.go`): its results and what gas it left, or the
//! reason of its failure with its value. A node that calls [`vm_core::VmExecutionHandler`] does so itself.

use crate::InvalidTransaction;
use crate::message::{Destination, Message};
use crate::transaction::{Processed, TransactionProcessor, broken};
use alloy_primitives::{B256, hex};
use cross_vm::{Answer, answer_data};
use vm_core::{
    Address, Arrival, BlockInfo, Bytes, CallInput, CallOutcome, CallScheme, CallType, Dispatcher,
    Journal, Moved, OutgoingTransfer, ReturnData, Session, TransactionInfo, U256, WriteError,
    call_text,
};

/// A message from another shard.
///
/// Its gas limit is what may be used; what is locked for the answer stands in the arrival. What fails sends value and
/// tokens back, unless it is a callback, which keeps them; the answer of a call takes along what gas is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery(pub Message);

impl TransactionProcessor for Delivery {
    fn hash(&self) -> B256 {
        self.0.hash
    }

    fn info(&self, journal: &mut Journal, block: &BlockInfo) -> TransactionInfo {
        self.0.info(journal, block)
    }

    fn process(
        &self,
        session: Box<Session>,
        dispatcher: &dyn Dispatcher,
    ) -> Moved<Result<Processed, InvalidTransaction>> {
        let (mut session, result) = self.0.process(session, dispatcher);
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

/// Sends back what the sender gets. Value that came with a callback stays where it is, whatever comes of it.
fn answer(
    message: &Message,
    journal: &mut Journal,
    processed: &Processed,
) -> Result<(), WriteError> {
    let (Some(arrival), Destination::Call(own)) = (&message.arrival, &message.destination) else {
        return Ok(());
    };
    let is_success = processed.call.status.is_success();
    if arrival.scheme == CallScheme::Callback {
        let own = journal.reference(own);
        return if is_success { Ok(()) } else { journal.receive(&own, message.value) };
    }
    let back = OutgoingTransfer {
        from: *own,
        to: message.from,
        value: if is_success { U256::ZERO } else { message.value },
        gas_limit: 0,
        gas_locked: 0,
        data: if is_success { Bytes::new() } else { tokens_of(&message.input) },
        async_data: Bytes::new(),
        call_type: CallType::DirectCall,
        is_return: !is_success,
    };
    if arrival.scheme != CallScheme::Async {
        return send_back(journal, back, &processed.call);
    }
    let left = if is_success { processed.call.gas_left } else { 0 };
    let gas_limit = left.saturating_add(arrival.gas_locked);
    let call_type = CallType::AsynchronousCallBack;
    let paid = is_success.then(|| last_payment(journal, own, &message.from)).flatten();
    if let Some((index, payment)) = paid {
        // The payment is the answer; it has no place for results.
        let Answer { async_data, .. } = answer_data(&arrival.arguments, Ok(&[]));
        let gas_limit = gas_limit.saturating_add(payment.gas_limit);
        let data = [payment.data.as_ref(), b"@"].concat().into();
        let payment = OutgoingTransfer { gas_limit, data, async_data, call_type, ..payment };
        journal.replace_out(index, payment);
        return Ok(());
    }
    let Answer { data, async_data } = result_of(arrival, &processed.call);
    let data = [back.data, data].concat().into();
    journal.pass_out(OutgoingTransfer { gas_limit, data, async_data, call_type, ..back })
}

/// Sends back what came for no asynchronous call and was not taken, with the name of the failure.
fn send_back(
    journal: &mut Journal,
    back: OutgoingTransfer,
    call: &CallOutcome,
) -> Result<(), WriteError> {
    if back.value.is_zero() && back.data.is_empty() {
        return Ok(());
    }
    let reason = call_text(b"", &[Bytes::from_static(call.return_code().text().as_bytes())]);
    let data = [back.data, reason].concat().into();
    journal.pass_out(OutgoingTransfer { data, ..back })
}

/// The tokens that a call moves into this shard, as text without the function that it asks for; empty where it moves
/// none.
fn tokens_of(input: &CallInput) -> Bytes {
    let CallInput::Function { name, arguments } = input else {
        return Bytes::new();
    };
    match token_arguments(name, arguments) {
        Some(count) => call_text(name, arguments.get(..count).unwrap_or_default()),
        None => Bytes::new(),
    }
}

/// How many arguments of a built-in function, as it comes from another shard, say what tokens it moves.
fn token_arguments(name: &[u8], arguments: &[Bytes]) -> Option<usize> {
    let count = match name {
        b"ESDTTransfer" => 2,
        b"ESDTNFTTransfer" => 4,
        b"MultiESDTNFTTransfer" => {
            let count = U256::try_from_be_slice(arguments.first()?)?;
            usize::try_from(count).ok()?.checked_mul(3)?.checked_add(1)?
        }
        _ => return None,
    };
    (count <= arguments.len()).then_some(count)
}

/// The last transfer to the sender, when it carries nothing but value or tokens.
fn last_payment(
    journal: &Journal,
    own: &Address,
    sender: &Address,
) -> Option<(usize, OutgoingTransfer)> {
    let sent = journal.outgoing().iter().enumerate();
    let (index, last) = sent.rev().find(|(_, transfer)| transfer.to == *sender)?;
    let is_plain = last.from == *own && (last.data.is_empty() || moves_tokens_only(&last.data));
    is_plain.then(|| (index, last.clone()))
}

/// Whether a call in text form moves tokens and asks for nothing else.
fn moves_tokens_only(text: &[u8]) -> bool {
    let mut parts = text.split(|byte| *byte == b'@');
    let name = parts.next().unwrap_or_default();
    let arguments: Result<Vec<Bytes>, _> =
        parts.map(|it| hex::decode(it).map(Bytes::from)).collect();
    let Ok(arguments) = arguments else {
        return false;
    };
    token_arguments(name, &arguments)
        .is_some_and(|count| arguments.get(count).is_none_or(|it| it.is_empty()))
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
