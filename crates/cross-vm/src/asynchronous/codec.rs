//! The bytes of a stored frame: production's protocol buffers
//! (`mx-chain-vm-go:vmhost/{contexts/async,asyncCall}.proto`). What production leaves empty here, too, has
//! no field.

use super::stored::{StoredCall, StoredFrame};
use super::wire::{Field, Writer, fields};
use vm_core::Bytes;

pub(super) fn encode(frame: &StoredFrame) -> Bytes {
    let mut writer = Writer::default();
    writer.bytes(1, &frame.address);
    writer.bytes(2, &frame.call_id);
    writer.bytes(4, &frame.caller);
    writer.bytes(5, &frame.parent);
    writer.bytes(6, &frame.caller_call_id);
    writer.number(10, frame.gas_accumulated);
    if !frame.calls.is_empty() {
        writer.message(12, &encode_group(frame));
    }
    writer.number(13, frame.waiting);
    writer.number(14, frame.calls_made);
    writer.finish().into()
}

fn encode_group(frame: &StoredFrame) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.bytes(4, &frame.group);
    for call in &frame.calls {
        writer.message(5, &encode_call(call));
    }
    writer.finish()
}

fn encode_call(call: &StoredCall) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.bytes(1, &call.call_id);
    writer.number(3, call.mode);
    writer.bytes(5, &call.destination);
    writer.bytes(6, &call.data);
    writer.number(7, call.gas_limit);
    writer.number(8, call.gas_locked);
    writer.bytes(9, &call.value);
    writer.bytes(10, &call.success);
    writer.bytes(11, &call.failure);
    writer.bytes(12, &call.closure);
    writer.finish()
}

/// Reads a stored frame; `None` for bytes that hold none.
pub(super) fn decode(bytes: &[u8]) -> Option<StoredFrame> {
    if bytes.is_empty() {
        return None;
    }
    let mut frame = StoredFrame::default();
    for field in fields(bytes)? {
        match field {
            Field::Bytes(1, value) => frame.address = value,
            Field::Bytes(2, value) => frame.call_id = value,
            Field::Bytes(4, value) => frame.caller = value,
            Field::Bytes(5, value) => frame.parent = value,
            Field::Bytes(6, value) => frame.caller_call_id = value,
            Field::Number(10, value) => frame.gas_accumulated = value,
            Field::Bytes(12, value) => decode_group(&mut frame, &value)?,
            Field::Number(13, value) => frame.waiting = value,
            Field::Number(14, value) => frame.calls_made = value,
            Field::Number(..) | Field::Bytes(..) => {}
        }
    }
    Some(frame)
}

fn decode_group(frame: &mut StoredFrame, bytes: &[u8]) -> Option<()> {
    for field in fields(bytes)? {
        match field {
            Field::Bytes(4, value) => frame.group = value,
            Field::Bytes(5, value) => frame.calls.push(decode_call(&value)?),
            Field::Number(..) | Field::Bytes(..) => {}
        }
    }
    Some(())
}

fn decode_call(bytes: &[u8]) -> Option<StoredCall> {
    let mut call = StoredCall::default();
    for field in fields(bytes)? {
        match field {
            Field::Bytes(1, value) => call.call_id = value,
            Field::Number(3, value) => call.mode = value,
            Field::Bytes(5, value) => call.destination = value,
            Field::Bytes(6, value) => call.data = value,
            Field::Number(7, value) => call.gas_limit = value,
            Field::Number(8, value) => call.gas_locked = value,
            Field::Bytes(9, value) => call.value = value,
            Field::Bytes(10, value) => call.success = value,
            Field::Bytes(11, value) => call.failure = value,
            Field::Bytes(12, value) => call.closure = value,
            Field::Number(..) | Field::Bytes(..) => {}
        }
    }
    Some(call)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::hex;

    /// What the production node stored for calls of `forwarder-async` to another shard: a legacy call,
    /// one with value, two promises, and one whose first half was a token transfer.
    const RECORDS: &str = include_str!("../../tests/stored_frames.txt");

    #[test]
    fn the_production_nodes_bytes_are_read_and_written_again() {
        let records: Vec<_> = RECORDS.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(records.len() >= 4);
        for record in records {
            let (name, text) = record.split_once(' ').unwrap();
            let bytes = hex::decode(text).unwrap();
            let frame = decode(&bytes).unwrap();
            assert!(!frame.is_complete() && frame.is_first(), "{name}");
            assert_eq!(hex::encode(encode(&frame)), text, "{name}");
        }
    }

    #[test]
    fn other_bytes_are_no_frame() {
        for bytes in [&b""[..], b"\x0a", b"\x62\x02\x2a\x05", b"\x0d\0\0\0\0"] {
            assert_eq!(decode(bytes), None, "{bytes:?}");
        }
    }
}
