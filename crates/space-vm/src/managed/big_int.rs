//! Byte forms of big integers, as contracts and storage have them.
//!
//! Both forms are big-endian and as short as possible, and zero is no byte at all. The signed form
//! is two's complement: the top bit of the first byte is the sign.

use num_bigint::{BigInt, BigUint, Sign};

/// The magnitude without leading zeros; the sign is lost.
pub(crate) fn unsigned_bytes(value: &BigInt) -> Vec<u8> {
    match value.sign() {
        Sign::NoSign => Vec::new(),
        Sign::Plus | Sign::Minus => value.magnitude().to_bytes_be(),
    }
}

/// A number from its magnitude.
pub(crate) fn from_unsigned_bytes(bytes: &[u8]) -> BigInt {
    BigUint::from_bytes_be(bytes).into()
}

/// The shortest two's complement form.
pub(crate) fn signed_bytes(value: &BigInt) -> Vec<u8> {
    match value.sign() {
        Sign::NoSign => Vec::new(),
        Sign::Plus | Sign::Minus => value.to_signed_bytes_be(),
    }
}

/// A number from its two's complement form, of any length.
pub(crate) fn from_signed_bytes(bytes: &[u8]) -> BigInt {
    BigInt::from_signed_bytes_be(bytes)
}

/// A 64-bit number without leading zeros; zero is no byte at all.
pub(crate) fn shortest_bytes(value: u64) -> Vec<u8> {
    let zeros = value.leading_zeros() / u8::BITS;
    let zeros = usize::try_from(zeros).unwrap_or_default();
    value.to_be_bytes().into_iter().skip(zeros).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares both forms of a number, and reads them back.
    fn check(value: i64, unsigned: &[u8], signed: &[u8]) {
        let number = BigInt::from(value);
        assert_eq!(unsigned_bytes(&number), unsigned, "magnitude of {value}");
        assert_eq!(signed_bytes(&number), signed, "two's complement of {value}");
        assert_eq!(from_signed_bytes(signed), number);
        assert_eq!(shortest_bytes(value.unsigned_abs()), unsigned);
        assert_eq!(from_unsigned_bytes(unsigned), BigInt::from(value.abs()));
    }

    #[test]
    fn both_forms_are_the_shortest() {
        check(0, &[], &[]);
        check(1, &[1], &[1]);
        check(-1, &[1], &[0xff]);
        check(127, &[0x7f], &[0x7f]);
        check(128, &[0x80], &[0, 0x80]);
        check(-128, &[0x80], &[0x80]);
        check(-129, &[0x81], &[0xff, 0x7f]);
        check(255, &[0xff], &[0, 0xff]);
        check(-255, &[0xff], &[0xff, 0x01]);
        check(-256, &[1, 0], &[0xff, 0]);
        check(65_535, &[0xff, 0xff], &[0, 0xff, 0xff]);
        check(-32_768, &[0x80, 0], &[0x80, 0]);
    }

    #[test]
    fn longer_forms_are_read() {
        assert_eq!(from_signed_bytes(&[0xff, 0xff, 0xfe]), BigInt::from(-2));
        assert_eq!(from_signed_bytes(&[0, 0, 5]), BigInt::from(5));
        assert_eq!(from_unsigned_bytes(&[0, 0, 5]), BigInt::from(5));
    }
}
