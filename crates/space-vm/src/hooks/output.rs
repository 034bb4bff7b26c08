//! Results, errors and logs of the contract, and results of its callees
//! (`mx-chain-vm-go:vmhost/vmhooks/{baseOps,managedei}.go`).

use crate::calls::{charge_length, load_arguments};
use crate::error::{Failure, HookError};
use crate::guest::{Guest, GuestAccess, buffer, length_as_i32, length_of};
use crate::managed::read_buffers;
use crate::table::{Handle, MemLen, MemPtr, hooks};
use vm_core::{Bytes, GasKey, HookTrap, LogEntry};

/// Bytes of a topic of the hook `writeLog`.
const TOPIC_LENGTH: i32 = 32;

// tidy: table: a row of the hook table is one line.
hooks! {
    /// Appends bytes of guest memory to the results.
    "finish" => Finish = finish(data: MemPtr, length: MemLen) -> (), in_body, since Genesis;
    /// Ends the execution with an error and a message from guest memory.
    "signalError" => SignalError = signal_error(message: MemPtr, length: MemLen) -> (), in_body, since Genesis;
    /// Ends the execution with an error and a message from a buffer.
    "managedSignalError" => ManagedSignalError = managed_signal_error(message: Handle) -> (), gas SignalError, since Genesis;
    /// Writes a log with topics of 32 bytes each; nothing in a read-only call.
    "writeLog" => WriteLog = write_log(data: MemPtr, length: MemLen, topics: MemPtr, topic_count: i32) -> (), in_body, since Genesis;
    /// Writes a log with topics of any length; nothing in a read-only call.
    "writeEventLog" => WriteEventLog = write_event_log(topic_count: i32, topic_lengths: MemPtr, topics: MemPtr, data: MemPtr, length: MemLen) -> (), in_body, since Genesis;
    /// Writes a log from a list of topics and a buffer; nothing in a read-only call.
    "managedWriteLog" => ManagedWriteLog = managed_write_log(topics: Handle, data: Handle) -> (), in_body, since Genesis;
    /// Number of results so far, the contract's own and those of its callees.
    "getNumReturnData" => GetNumReturnData = result_count() -> i32, gas GetNumReturnData, since Genesis;
    /// Length of a result.
    "getReturnDataSize" => GetReturnDataSize = result_length(index: i32) -> i32, gas GetReturnDataSize, since Genesis;
    /// Writes a result into guest memory; returns its length.
    "getReturnData" => GetReturnData = result(index: i32, destination: MemPtr) -> i32, gas GetReturnData, since Genesis;
    /// Puts a result into a buffer.
    "managedGetReturnData" => ManagedGetReturnData = managed_result(index: i32, destination: Handle) -> (), gas GetReturnData, since Genesis;
    /// Forgets all results.
    "cleanReturnData" => CleanReturnData = clean_results() -> (), gas CleanReturnData, since Genesis;
    /// Forgets one result; nothing when there is none with this index.
    "deleteFromReturnData" => DeleteFromReturnData = delete_result(index: i32) -> (), gas DeleteFromReturnData, since Genesis;
}

/// A flat cost and a price for each byte of a length that the guest declares.
fn charge_declared(
    guest: &mut Guest<'_>,
    key: GasKey,
    per_byte: u64,
    length: i32,
) -> Result<(), HookTrap> {
    // A negative length becomes a very large one, which no gas covers.
    let length = i64::from(length).cast_unsigned();
    let cost = guest.context.schedule().cost(key);
    guest.use_gas(per_byte.saturating_mul(length).saturating_add(cost))
}

fn persist_per_byte(guest: &Guest<'_>) -> u64 {
    guest.context.schedule().base_operation.persist_per_byte
}

fn finish(guest: &mut Guest<'_>, data: MemPtr, length: MemLen) -> Result<(), HookTrap> {
    let per_byte = persist_per_byte(guest);
    charge_declared(guest, GasKey::Finish, per_byte, length.0)?;
    let bytes = guest.load(data.0, length.0)?;
    guest.context.return_data.push(bytes.into());
    Ok(())
}

fn signal_error(
    guest: &mut Guest<'_>,
    message: MemPtr,
    length: MemLen,
) -> Result<(), HookTrap> {
    let per_byte = persist_per_byte(guest);
    charge_declared(guest, GasKey::SignalError, per_byte, length.0)?;
    let message = guest.load(message.0, length.0)?;
    Err(guest.context.stop(Failure::User(message.into())))
}

fn managed_signal_error(guest: &mut Guest<'_>, message: Handle) -> Result<(), HookTrap> {
    let message = buffer(guest, message)?;
    guest.charge_copy(message.len())?;
    guest.charge_persist(message.len())?;
    Err(guest.context.stop(Failure::User(message)))
}

/// Writes a log under the name of the called function.
fn log(guest: &mut Guest<'_>, topics: Vec<Bytes>, data: Bytes) -> Result<(), HookTrap> {
    if guest.context.is_read_only() {
        return Ok(());
    }
    let entry = LogEntry {
        identifier: guest.context.invocation.function.clone(),
        address: guest.context.own().address,
        topics,
        data: vec![data],
    };
    let written = guest.context.journal()?.log(entry);
    guest.check(written)
}

fn write_log(
    guest: &mut Guest<'_>,
    data: MemPtr,
    length: MemLen,
    topics: MemPtr,
    topic_count: i32,
) -> Result<(), HookTrap> {
    if topic_count < 0 || length.0 < 0 {
        return Err(guest.fail(HookError::NegativeLength));
    }
    let declared = topic_count.wrapping_mul(TOPIC_LENGTH).wrapping_add(length.0);
    let per_byte = persist_per_byte(guest);
    charge_declared(guest, GasKey::Log, per_byte, declared)?;
    let data = guest.load(data.0, length.0)?;
    let mut pointer = topics.0;
    let mut list = Vec::new();
    for _ in 0..topic_count {
        list.push(Bytes::from(guest.load(pointer, TOPIC_LENGTH)?));
        pointer = pointer.saturating_add(TOPIC_LENGTH);
    }
    log(guest, list, data.into())
}

fn write_event_log(
    guest: &mut Guest<'_>,
    topic_count: i32,
    topic_lengths: MemPtr,
    topics: MemPtr,
    data: MemPtr,
    length: MemLen,
) -> Result<(), HookTrap> {
    let (topics, topic_bytes) = load_arguments(guest, topic_count, topic_lengths, topics)?;
    let data = guest.load(data.0, length.0)?;
    let declared = i64::from(length.0).cast_unsigned();
    guest.charge(GasKey::Log)?;
    charge_length(guest, topic_bytes.wrapping_add(declared))?;
    log(guest, topics, data.into())
}

fn managed_write_log(
    guest: &mut Guest<'_>,
    topics: Handle,
    data: Handle,
) -> Result<(), HookTrap> {
    let (topics, topic_bytes) = read_buffers(guest, topics)?;
    let data = buffer(guest, data)?;
    guest.charge_copy(data.len())?;
    guest.charge(GasKey::Log)?;
    charge_length(guest, topic_bytes.saturating_add(length_of(&data)))?;
    log(guest, topics, data)
}

fn result_count(guest: &mut Guest<'_>) -> Result<i32, HookTrap> {
    let count = guest.context.return_data.len();
    Ok(i32::try_from(count).unwrap_or(i32::MAX))
}

fn at(guest: &mut Guest<'_>, index: i32, error: HookError) -> Result<Bytes, HookTrap> {
    let results = &guest.context.return_data;
    let result = usize::try_from(index)
        .ok()
        .and_then(|index| results.get(index))
        .cloned();
    guest.check(result.ok_or(error))
}

fn result_length(guest: &mut Guest<'_>, index: i32) -> Result<i32, HookTrap> {
    Ok(length_as_i32(&at(guest, index, HookError::InvalidArgument)?))
}

fn result(guest: &mut Guest<'_>, index: i32, destination: MemPtr) -> Result<i32, HookTrap> {
    let result = at(guest, index, HookError::InvalidArgument)?;
    guest.store(destination.0, &result)?;
    Ok(length_as_i32(&result))
}

fn managed_result(
    guest: &mut Guest<'_>,
    index: i32,
    destination: Handle,
) -> Result<(), HookTrap> {
    let result = at(guest, index, HookError::ArgumentRange)?;
    guest.context.managed.set_buffer(destination, result);
    Ok(())
}

fn clean_results(guest: &mut Guest<'_>) -> Result<(), HookTrap> {
    guest.context.return_data.clear();
    Ok(())
}

fn delete_result(guest: &mut Guest<'_>, index: i32) -> Result<(), HookTrap> {
    let results = &mut guest.context.return_data;
    if let Ok(index) = usize::try_from(index)
        && index < results.len()
    {
        results.remove(index);
    }
    Ok(())
}
