//! Logs of every VM as events.

use crate::world::{Book, StateAccounts};
use crate::{Abi, MultiversXAbi, Value};
use vm_core::{Address, Bytes, LogEntry, LogRecord};

/// One log of a transaction.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The contract that wrote it.
    pub address: Address,
    /// A Solidity event's signature; a MultiversX event's identifier, or the function that wrote it.
    pub name: String,
    /// Its fields in the order of their declaration; without an ABI, topics and data as bytes.
    pub values: Vec<Value>,
    /// As it was written.
    pub record: LogRecord,
}

pub(crate) fn decode(record: &LogRecord, book: &Book, accounts: &StateAccounts) -> Event {
    let (address, (name, values)) = match record {
        LogRecord::Evm { address, log } | LogRecord::TokenFace { address, log } => {
            let abi = book.contract(address).map(|it| it.abi.as_ref());
            let decoded = match abi {
                Some(Abi::Solidity(abi)) => abi.decode_log(log, accounts),
                Some(Abi::MultiversX(_)) | None => None,
            };
            let raw = || {
                let topics = log.topics().iter().map(|it| Value::from(*it));
                let data = core::iter::once(Value::from(&log.data.data));
                (String::new(), topics.chain(data).collect())
            };
            (*address, decoded.unwrap_or_else(raw))
        }
        LogRecord::Native(entry) => {
            let abi = book.contract(&entry.address).map(|it| it.abi.as_ref());
            let decoded = match abi {
                Some(Abi::MultiversX(abi)) => native(entry, abi, accounts),
                Some(Abi::Solidity(_)) | None => None,
            };
            let raw = || {
                let identifier = String::from_utf8_lossy(&entry.identifier).into_owned();
                let values = entry.topics.iter().chain(&entry.data).map(Value::from).collect();
                (identifier, values)
            };
            (entry.address, decoded.unwrap_or_else(raw))
        }
    };
    Event { address, name, values, record: record.clone() }
}

/// An event of the ABI: its identifier is the first topic, what is not indexed is the data.
fn native(
    entry: &LogEntry,
    abi: &MultiversXAbi,
    accounts: &StateAccounts,
) -> Option<(String, Vec<Value>)> {
    let (identifier, topics) = entry.topics.split_first()?;
    let name = core::str::from_utf8(identifier).ok()?;
    let inputs = abi.events.get(name)?;
    let (indexed, plain): (Vec<_>, Vec<_>) = inputs.iter().cloned().partition(|it| it.is_indexed);
    // An empty value in the data may have been left out.
    let missing = plain.len().saturating_sub(entry.data.len());
    let data: Vec<Bytes> = (entry.data.iter().cloned())
        .chain(core::iter::repeat_n(Bytes::new(), missing))
        .take(plain.len())
        .collect();
    let mut topics = abi.decode(&indexed, topics, accounts).ok()?.into_iter();
    let mut data = abi.decode(&plain, &data, accounts).ok()?.into_iter();
    let values = inputs.iter().map(|it| if it.is_indexed { topics.next() } else { data.next() });
    Some((name.to_owned(), values.collect::<Option<_>>()?))
}
