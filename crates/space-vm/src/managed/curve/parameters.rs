//! The numbers of the curves (FIPS 186-4, D.1.2).

use super::field::Field;
use super::{Curve, Point};
use alloy_primitives::hex;
use num_bigint::BigUint;
use std::sync::LazyLock;

/// The numbers of a curve.
#[derive(Clone, Debug)]
pub(crate) struct CurveParameters {
    /// Bits of the prime.
    pub(crate) bits: u16,
    /// Order of the base point, and of all others: it is a prime.
    pub(crate) order: BigUint,
    /// The constant of the equation.
    pub(crate) constant: BigUint,
    /// The base point.
    pub(crate) base: Point,
    field: Field,
}

impl CurveParameters {
    fn new(bits: u16, prime: &[u8], order: &[u8], constant: &[u8], x: &[u8], y: &[u8]) -> Self {
        Self {
            bits,
            order: BigUint::from_bytes_be(order),
            constant: BigUint::from_bytes_be(constant),
            base: Point { x: BigUint::from_bytes_be(x), y: BigUint::from_bytes_be(y) },
            field: Field::new(BigUint::from_bytes_be(prime)),
        }
    }

    /// The field of the points' numbers.
    pub(super) const fn field(&self) -> &Field {
        &self.field
    }

    /// The prime, the order, the constant and the base point.
    pub(crate) fn numbers(&self) -> [&BigUint; 5] {
        [self.field.prime(), &self.order, &self.constant, &self.base.x, &self.base.y]
    }

    /// Bytes of a point's number.
    pub(crate) fn field_length(&self) -> usize {
        usize::from(self.bits.div_ceil(8))
    }

    /// Bytes of a private key.
    pub(crate) fn order_length(&self) -> usize {
        usize::try_from(self.order.bits().div_ceil(8)).unwrap_or_default()
    }

    /// x³ - 3x + b.
    fn polynomial(&self, x: &BigUint) -> BigUint {
        let field = &self.field;
        let cube = field.multiply(&field.square(x), x);
        field.add(&field.subtract(&cube, &field.scale(x, 3)), &self.constant)
    }

    /// Whether a pair of numbers is a point of the curve.
    pub(super) fn has_point(&self, point: &Point) -> bool {
        let prime = self.field.prime();
        &point.x < prime
            && &point.y < prime
            && self.field.square(&point.y) == self.polynomial(&point.x)
    }

    /// The point with this first number whose second is odd or even, if there is one.
    pub(super) fn point_at(&self, x: BigUint, is_odd: bool) -> Option<Point> {
        if &x >= self.field.prime() {
            return None;
        }
        let root = self.field.square_root(&self.polynomial(&x))?;
        let y =
            if root.bit(0) == is_odd { root } else { self.field.subtract(&BigUint::ZERO, &root) };
        let point = Point { x, y };
        self.has_point(&point).then_some(point)
    }

    /// What a big-endian scalar is worth for the points of the curve.
    #[expect(clippy::arithmetic_side_effects, reason = "the order is not zero")]
    pub(super) fn reduce_scalar(&self, scalar: &[u8]) -> BigUint {
        BigUint::from_bytes_be(scalar) % &self.order
    }
}

/// The numbers of a curve.
pub(super) fn of(curve: Curve) -> &'static CurveParameters {
    match curve {
        Curve::P224 => &P224,
        Curve::P256 => &P256,
        Curve::P384 => &P384,
        Curve::P521 => &P521,
    }
}

/// P-224, secp224r1.
static P224: LazyLock<CurveParameters> = LazyLock::new(|| {
    CurveParameters::new(
        224,
        &hex!("ffffffffffffffffffffffffffffffff000000000000000000000001"),
        &hex!("ffffffffffffffffffffffffffff16a2e0b8f03e13dd29455c5c2a3d"),
        &hex!("b4050a850c04b3abf54132565044b0b7d7bfd8ba270b39432355ffb4"),
        &hex!("b70e0cbd6bb4bf7f321390b94a03c1d356c21122343280d6115c1d21"),
        &hex!("bd376388b5f723fb4c22dfe6cd4375a05a07476444d5819985007e34"),
    )
});

/// P-256, secp256r1.
static P256: LazyLock<CurveParameters> = LazyLock::new(|| {
    CurveParameters::new(
        256,
        &hex!("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"),
        &hex!("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
        &hex!("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b"),
        &hex!("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
        &hex!("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"),
    )
});

/// P-384, secp384r1.
static P384: LazyLock<CurveParameters> = LazyLock::new(|| {
    CurveParameters::new(
        384,
        &hex!(
            "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff"
        ),
        &hex!(
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973"
        ),
        &hex!(
            "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef"
        ),
        &hex!(
            "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7"
        ),
        &hex!(
            "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f"
        ),
    )
});

/// P-521, secp521r1.
static P521: LazyLock<CurveParameters> = LazyLock::new(|| {
    CurveParameters::new(
        521,
        &hex!(
            "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
        ),
        &hex!(
            "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"
        ),
        &hex!(
            "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00"
        ),
        &hex!(
            "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66"
        ),
        &hex!(
            "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650"
        ),
    )
});
