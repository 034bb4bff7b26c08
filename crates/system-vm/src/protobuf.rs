//! The subset of protocol buffers in which production stores tokens: varints, bytes, nested
//! messages, and amounts with a sign byte (`mx-chain-core-go:data/bigIntCaster.go`).
//!
//! Fields are written in the order of their numbers, and left out where they have their default;
//! amounts and items of a list are always written. Unknown fields are skipped when read.

use num_bigint::BigUint;
use thiserror::Error;

/// Bytes that are no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the bytes are no protocol buffer message")]
pub struct Malformed;

const VARINT: u64 = 0;
const FIXED_64: u64 = 1;
const LENGTH_DELIMITED: u64 = 2;
const FIXED_32: u64 = 5;

/// A field's value as it lies in the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field<'a> {
    /// A varint.
    Number(u64),
    /// Bytes or a nested message.
    Bytes(&'a [u8]),
    /// The bits of a number of 32 bits and fixed width.
    Word(u32),
    /// A number of 64 bits and fixed width, which no message here has.
    Other,
}

impl<'a> Field<'a> {
    pub(crate) const fn bytes(self) -> Result<&'a [u8], Malformed> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            Self::Number(_) | Self::Word(_) | Self::Other => Err(Malformed),
        }
    }

    pub(crate) const fn number(self) -> Result<u64, Malformed> {
        match self {
            Self::Number(number) => Ok(number),
            Self::Bytes(_) | Self::Word(_) | Self::Other => Err(Malformed),
        }
    }

    /// The low 32 bits, as production reads a `uint32`.
    pub(crate) fn small(self) -> Result<u32, Malformed> {
        u32::try_from(self.number()? & u64::from(u32::MAX)).map_err(|_| Malformed)
    }

    pub(crate) fn flag(self) -> Result<bool, Malformed> {
        Ok(self.number()? != 0)
    }

    /// A sign byte and a magnitude. No amount of the ledger is negative.
    pub(crate) fn amount(self) -> Result<BigUint, Malformed> {
        match self.bytes()? {
            [_] | [_, 0] => Ok(BigUint::ZERO),
            [0, magnitude @ ..] => Ok(BigUint::from_bytes_be(magnitude)),
            _ => Err(Malformed),
        }
    }
}

impl Field<'_> {
    /// As [`Field::amount`]; none for the one byte that stands for no number.
    pub(crate) fn optional_amount(self) -> Result<Option<BigUint>, Malformed> {
        if self.bytes()?.len() == 1 { Ok(None) } else { self.amount().map(Some) }
    }

    /// The bits of a number of fixed width.
    pub(crate) const fn word(self) -> Result<u32, Malformed> {
        match self {
            Self::Word(bits) => Ok(bits),
            Self::Number(_) | Self::Bytes(_) | Self::Other => Err(Malformed),
        }
    }

    /// Adds to a list of numbers: all of a packed list, or one.
    pub(crate) fn numbers(self, list: &mut Vec<u64>) -> Result<(), Malformed> {
        let Self::Bytes(packed) = self else {
            list.push(self.number()?);
            return Ok(());
        };
        let mut reader = Reader(packed);
        while !reader.0.is_empty() {
            list.push(reader.varint()?);
        }
        Ok(())
    }
}

/// Reads a message field by field.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    /// The next field's number and value; none at the end.
    pub(crate) fn field(&mut self) -> Result<Option<(u64, Field<'a>)>, Malformed> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let tag = self.varint()?;
        let value = match tag & 7 {
            VARINT => Field::Number(self.varint()?),
            LENGTH_DELIMITED => {
                let length = usize::try_from(self.varint()?).map_err(|_| Malformed)?;
                Field::Bytes(self.take(length)?)
            }
            FIXED_64 => self.take(8).map(|_| Field::Other)?,
            FIXED_32 => {
                let bits: [u8; 4] = self.take(4)?.try_into().map_err(|_| Malformed)?;
                Field::Word(u32::from_le_bytes(bits))
            }
            _ => return Err(Malformed),
        };
        // No field has the number 0.
        if tag >> 3 == 0 {
            return Err(Malformed);
        }
        Ok(Some((tag >> 3, value)))
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let (head, rest) = self.0.split_at_checked(length).ok_or(Malformed)?;
        self.0 = rest;
        Ok(head)
    }

    fn varint(&mut self) -> Result<u64, Malformed> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first().ok_or(Malformed)?;
            self.0 = rest;
            value |= u64::from(byte & 0x7f).wrapping_shl(shift);
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(Malformed)
    }
}

/// Writes a message field by field.
#[derive(Clone, Debug, Default)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    /// A number, unless it is zero.
    pub(crate) fn number(&mut self, field: u64, value: u64) {
        if value != 0 {
            self.tag(field, VARINT);
            self.varint(value);
        }
    }

    /// A flag, unless it is false.
    pub(crate) fn flag(&mut self, field: u64, value: bool) {
        self.number(field, u64::from(value));
    }

    /// Bytes, unless there are none.
    pub(crate) fn bytes(&mut self, field: u64, value: &[u8]) {
        if !value.is_empty() {
            self.item(field, value);
        }
    }

    /// An item of a list, or a nested message.
    pub(crate) fn item(&mut self, field: u64, value: &[u8]) {
        self.tag(field, LENGTH_DELIMITED);
        // A length in memory always fits 64 bits.
        self.varint(u64::try_from(value.len()).unwrap_or(u64::MAX));
        self.0.extend_from_slice(value);
    }

    /// A sign byte and the magnitude; zero has one byte of magnitude.
    pub(crate) fn amount(&mut self, field: u64, value: &BigUint) {
        let mut bytes = vec![0];
        bytes.extend(value.to_bytes_be());
        self.item(field, &bytes);
    }

    /// As [`Writer::amount`], with one zero byte for no number.
    pub(crate) fn optional_amount(&mut self, field: u64, value: Option<&BigUint>) {
        match value {
            Some(value) => self.amount(field, value),
            None => self.item(field, &[0]),
        }
    }

    /// The bits of a number of fixed width, unless there are none.
    pub(crate) fn word(&mut self, field: u64, bits: u32) {
        if bits != 0 {
            self.tag(field, FIXED_32);
            self.0.extend(bits.to_le_bytes());
        }
    }

    /// A packed list of numbers, unless it is empty.
    pub(crate) fn numbers(&mut self, field: u64, list: &[u64]) {
        let mut packed = Self::default();
        list.iter().for_each(|number| packed.varint(*number));
        self.bytes(field, &packed.0);
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }

    fn tag(&mut self, field: u64, wire: u64) {
        self.varint(field.wrapping_shl(3) | wire);
    }

    fn varint(&mut self, mut value: u64) {
        while value > 0x7f {
            self.0.push(low_byte(value) | 0x80);
            value >>= 7;
        }
        self.0.push(low_byte(value));
    }
}

const fn low_byte(value: u64) -> u8 {
    value.to_le_bytes()[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_amounts_go_there_and_back() {
        for number in [1_u64, 127, 128, 300, u64::from(u32::MAX), u64::MAX] {
            let mut writer = Writer::default();
            writer.number(9, number);
            writer.amount(20, &BigUint::from(number));
            let bytes = writer.finish();
            let mut reader = Reader(&bytes);
            assert_eq!(reader.field(), Ok(Some((9, Field::Number(number)))));
            let (field, value) = reader.field().unwrap().unwrap();
            assert_eq!((field, value.amount()), (20, Ok(BigUint::from(number))));
            assert_eq!(reader.field(), Ok(None));
        }
    }

    #[test]
    fn amounts_have_productions_sign_byte() {
        let written = |value: u32| {
            let mut writer = Writer::default();
            writer.amount(2, &BigUint::from(value));
            writer.finish()
        };
        assert_eq!(written(0), [0x12, 2, 0, 0]);
        assert_eq!(written(1000), [0x12, 3, 0, 3, 0xe8]);
        let read = |bytes: &[u8]| Field::Bytes(bytes).amount();
        assert_eq!(read(&[0]), Ok(BigUint::ZERO));
        assert_eq!(read(&[1, 0]), Ok(BigUint::ZERO));
        for negative_or_bad in [&[][..], &[1, 5], &[2, 5, 5]] {
            assert_eq!(read(negative_or_bad), Err(Malformed));
        }
    }

    #[test]
    fn cut_and_foreign_bytes_are_malformed() {
        for bytes in [
            &[0x12_u8, 5, 0][..],
            &[0x80],
            &[0x0b],
            &[0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1],
            &[0x09, 1],
        ] {
            assert_eq!(Reader(bytes).field(), Err(Malformed), "{bytes:x?}");
        }
        assert_eq!(Reader(&[0x0d, 1, 2, 3, 4]).field(), Ok(Some((1, Field::Word(0x0403_0201)))));
        assert_eq!(Reader(&[0x01; 9]).field(), Err(Malformed), "no field is number 0");
    }

    #[test]
    fn lists_are_packed() {
        let mut writer = Writer::default();
        writer.numbers(1, &[]);
        writer.numbers(2, &[1, 300]);
        writer.word(3, 0x3e4c_cccd);
        let bytes = writer.finish();
        assert_eq!(bytes, [0x12, 3, 1, 0xac, 2, 0x1d, 0xcd, 0xcc, 0x4c, 0x3e]);
        let mut reader = Reader(&bytes);
        let mut list = Vec::new();
        reader.field().unwrap().unwrap().1.numbers(&mut list).unwrap();
        Field::Number(7).numbers(&mut list).unwrap();
        assert_eq!(list, [1, 300, 7]);
        assert_eq!(reader.field().unwrap().unwrap().1.word(), Ok(0x3e4c_cccd));
        assert_eq!(Field::Bytes(&[0x80]).numbers(&mut list), Err(Malformed));
    }
}
