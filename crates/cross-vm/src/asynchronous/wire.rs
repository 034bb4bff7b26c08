//! The protocol buffer encoding, as far as stored frames need it: variable-length numbers and bytes.

use vm_core::Bytes;

const NUMBER: u64 = 0;
const BYTES: u64 = 2;
const MORE: u8 = 0x80;

/// One field of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Number(u64, u64),
    Bytes(u64, Bytes),
}

/// Writes the fields of a message. A zero and an empty value are left out.
#[derive(Debug, Default)]
pub(super) struct Writer(Vec<u8>);

impl Writer {
    pub(super) fn number(&mut self, field: u64, value: u64) {
        if value != 0 {
            self.raw(field << 3 | NUMBER);
            self.raw(value);
        }
    }

    pub(super) fn bytes(&mut self, field: u64, value: &[u8]) {
        if !value.is_empty() {
            self.message(field, value);
        }
    }

    /// As [`Writer::bytes`], but an empty value is written, too: an element of a list.
    pub(super) fn message(&mut self, field: u64, value: &[u8]) {
        self.raw(field << 3 | BYTES);
        self.raw(u64::try_from(value.len()).unwrap_or(u64::MAX));
        self.0.extend_from_slice(value);
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.0
    }

    fn raw(&mut self, mut value: u64) {
        while value >= u64::from(MORE) {
            let [low, ..] = value.to_le_bytes();
            self.0.push(low | MORE);
            value >>= 7;
        }
        let [low, ..] = value.to_le_bytes();
        self.0.push(low);
    }
}

/// Reads the fields of a message; `None` for bytes that are no message of these two kinds.
pub(super) fn fields(mut rest: &[u8]) -> Option<Vec<Field>> {
    let mut fields = Vec::new();
    while !rest.is_empty() {
        let tag = number(&mut rest)?;
        let field = tag >> 3;
        match tag & 7 {
            NUMBER => fields.push(Field::Number(field, number(&mut rest)?)),
            BYTES => {
                let length = usize::try_from(number(&mut rest)?).ok()?;
                let (value, after) = rest.split_at_checked(length)?;
                fields.push(Field::Bytes(field, Bytes::copy_from_slice(value)));
                rest = after;
            }
            _ => return None,
        }
    }
    Some(fields)
}

fn number(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        let low = u64::from(byte & !MORE);
        let shifted = low.checked_shl(shift)?;
        if shifted >> shift != low {
            return None;
        }
        value |= shifted;
        if byte & MORE == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_they_were_written() {
        let mut writer = Writer::default();
        for (field, value) in [(1, 0), (2, 1), (3, 127), (4, 128), (15, u64::MAX), (16, 300)] {
            writer.number(field, value);
        }
        writer.bytes(5, b"");
        writer.bytes(6, b"six");
        writer.message(7, b"");
        let bytes = writer.finish();
        assert_eq!(
            fields(&bytes).unwrap(),
            [
                Field::Number(2, 1),
                Field::Number(3, 127),
                Field::Number(4, 128),
                Field::Number(15, u64::MAX),
                Field::Number(16, 300),
                Field::Bytes(6, Bytes::from_static(b"six")),
                Field::Bytes(7, Bytes::new()),
            ]
        );
        for end in 1..bytes.len() {
            // A cut message is either refused or shorter.
            let cut = bytes.get(..end).and_then(fields);
            assert!(cut.is_none_or(|it| it.len() < 7), "{end}");
        }
    }

    #[test]
    fn what_is_no_message_is_refused() {
        for bytes in [
            &b"\x08"[..],
            b"\x0a\x05abc",
            b"\x0d\0\0\0\0",
            b"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
        ] {
            assert_eq!(fields(bytes), None, "{bytes:?}");
        }
    }
}
