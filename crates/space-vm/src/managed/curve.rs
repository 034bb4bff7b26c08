//! The curves that contracts may use, and their points in bytes.
//!
//! A point is a pair of big integers, and the point at infinity is (0, 0), which is not on the curve.
//! Production hands out copies of the parameters, so that Go's library uses its general formulas and
//! not those of the named curves; both agree on all points that are on a curve, and the hooks refuse
//! the others (`mx-chain-vm-go:vmhost/contexts/managedType.go`, Go's `crypto/elliptic`).

mod field;
mod group;
mod parameters;
#[cfg(test)]
mod tests;

pub(crate) use group::Point;
pub(crate) use parameters::CurveParameters;

use num_bigint::{BigInt, BigUint};

/// The first byte of a point that has both of its numbers.
const UNCOMPRESSED: u8 = 4;
/// The first byte of a point whose second number is left out, and is even.
const COMPRESSED_EVEN: u8 = 2;
/// The first byte of a point whose second number is left out, and is odd.
const COMPRESSED_ODD: u8 = 3;

/// A curve of NIST with the equation y² = x³ - 3x + b (FIPS 186-4, D.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Curve {
    /// secp224r1.
    P224,
    /// secp256r1.
    P256,
    /// secp384r1.
    P384,
    /// secp521r1.
    P521,
}

impl Curve {
    /// The curve that contracts call so.
    pub(crate) fn from_name(name: &[u8]) -> Option<Self> {
        match name {
            b"p224" => Some(Self::P224),
            b"p256" => Some(Self::P256),
            b"p384" => Some(Self::P384),
            b"p521" => Some(Self::P521),
            _ => None,
        }
    }

    /// The numbers of the curve.
    pub(crate) fn parameters(self) -> &'static CurveParameters {
        parameters::of(self)
    }

    /// The point with these numbers, if it is on the curve.
    pub(crate) fn point(self, x: &BigInt, y: &BigInt) -> Option<Point> {
        let point = Point { x: x.to_biguint()?, y: y.to_biguint()? };
        self.parameters().has_point(&point).then_some(point)
    }

    /// The sum of two points of the curve.
    pub(crate) fn add(self, lhs: &Point, rhs: &Point) -> Point {
        group::add(self.parameters(), lhs, rhs)
    }

    /// A multiple of a point of the curve; the scalar is big-endian and of any length.
    ///
    /// # Cost
    /// Two operations of the group for each bit of the curve's order: a longer scalar is reduced.
    pub(crate) fn multiply(self, point: &Point, scalar: &[u8]) -> Point {
        group::multiply(self.parameters(), point, scalar)
    }

    /// The bytes of a point of the curve: the tag 4 and both numbers.
    pub(crate) fn encode(self, point: &Point) -> Vec<u8> {
        let length = self.parameters().field_length();
        let mut bytes = vec![UNCOMPRESSED];
        push_padded(&mut bytes, &point.x, length);
        push_padded(&mut bytes, &point.y, length);
        bytes
    }

    /// The point that [`Self::encode`] gives; `None` for anything else.
    pub(crate) fn decode(self, bytes: &[u8]) -> Option<Point> {
        let (&UNCOMPRESSED, numbers) = bytes.split_first()? else {
            return None;
        };
        let (x, y) = numbers.split_at_checked(self.parameters().field_length())?;
        let point = Point { x: BigUint::from_bytes_be(x), y: BigUint::from_bytes_be(y) };
        self.parameters().has_point(&point).then_some(point)
    }

    /// The short bytes of a point of the curve: its first number after the tag 2 or 3, which tells
    /// whether the second is odd.
    pub(crate) fn encode_compressed(self, point: &Point) -> Vec<u8> {
        let tag = if point.y.bit(0) { COMPRESSED_ODD } else { COMPRESSED_EVEN };
        let mut bytes = vec![tag];
        push_padded(&mut bytes, &point.x, self.parameters().field_length());
        bytes
    }

    /// The point that [`Self::encode_compressed`] gives; `None` for anything else.
    ///
    /// # Cost
    /// A square root; dear for P-224, whose prime has no simple formula.
    pub(crate) fn decode_compressed(self, bytes: &[u8]) -> Option<Point> {
        let is_odd = match *bytes.first()? {
            COMPRESSED_EVEN => false,
            COMPRESSED_ODD => true,
            _ => return None,
        };
        let x = BigUint::from_bytes_be(bytes.get(1..)?);
        self.parameters().point_at(x, is_odd)
    }
}

/// Appends a number that is no longer than the length, with leading zeros.
fn push_padded(bytes: &mut Vec<u8>, number: &BigUint, length: usize) {
    let digits = number.to_bytes_be();
    let zeros = length.saturating_sub(digits.len());
    bytes.extend(std::iter::repeat_n(0, zeros));
    bytes.extend_from_slice(&digits);
}
