//! The group of a curve's points.
//!
//! The work is done on Jacobian coordinates, where (x, y, z) stands for (x / z², y / z³) and z = 0 for
//! infinity, with the formulas of the Explicit-Formulas Database for a = -3: doubling `dbl-2001-b`,
//! and addition without its shared squares.

use super::CurveParameters;
use super::field::Field;
use num_bigint::BigUint;

/// A point of a curve, or infinity, which is (0, 0).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) x: BigUint,
    pub(crate) y: BigUint,
}

impl Point {
    /// Whether this is the neutral point, which is not on the curve.
    pub(crate) fn is_infinity(&self) -> bool {
        self.x.bits() == 0 && self.y.bits() == 0
    }
}

#[derive(Clone, Debug)]
struct Jacobian {
    x: BigUint,
    y: BigUint,
    z: BigUint,
}

impl Jacobian {
    const INFINITY: Self = Self { x: BigUint::ZERO, y: BigUint::ZERO, z: BigUint::ZERO };

    fn new(point: &Point) -> Self {
        if point.is_infinity() {
            return Self::INFINITY;
        }
        Self { x: point.x.clone(), y: point.y.clone(), z: BigUint::from(1_u32) }
    }

    fn is_infinity(&self) -> bool {
        self.z.bits() == 0
    }

    fn into_point(self, field: &Field) -> Point {
        if self.is_infinity() {
            return Point { x: BigUint::ZERO, y: BigUint::ZERO };
        }
        let inverse = field.invert(&self.z);
        let square = field.square(&inverse);
        let cube = field.multiply(&square, &inverse);
        Point { x: field.multiply(&self.x, &square), y: field.multiply(&self.y, &cube) }
    }

    fn double(&self, field: &Field) -> Self {
        let delta = field.square(&self.z);
        let gamma = field.square(&self.y);
        let beta = field.multiply(&self.x, &gamma);
        let (less, more) = (field.subtract(&self.x, &delta), field.add(&self.x, &delta));
        let alpha = field.scale(&field.multiply(&less, &more), 3);
        let x = field.subtract(&field.square(&alpha), &field.scale(&beta, 8));
        let distance = field.subtract(&field.scale(&beta, 4), &x);
        let eight_gammas = field.scale(&field.square(&gamma), 8);
        Self {
            y: field.subtract(&field.multiply(&alpha, &distance), &eight_gammas),
            z: field.scale(&field.multiply(&self.y, &self.z), 2),
            x,
        }
    }

    fn add(&self, other: &Self, field: &Field) -> Self {
        if self.is_infinity() {
            return other.clone();
        }
        if other.is_infinity() {
            return self.clone();
        }
        let (square, other_square) = (field.square(&self.z), field.square(&other.z));
        let x = field.multiply(&self.x, &other_square);
        let height = field.subtract(&field.multiply(&other.x, &square), &x);
        let y = field.multiply(&self.y, &field.multiply(&other_square, &other.z));
        let other_y = field.multiply(&other.y, &field.multiply(&square, &self.z));
        let slope = field.subtract(&other_y, &y);
        if height.bits() == 0 {
            return if slope.bits() == 0 { self.double(field) } else { Self::INFINITY };
        }
        let height_square = field.square(&height);
        let height_cube = field.multiply(&height_square, &height);
        let middle = field.multiply(&x, &height_square);
        let sum = field.add(&height_cube, &field.scale(&middle, 2));
        let x = field.subtract(&field.square(&slope), &sum);
        let rise = field.multiply(&slope, &field.subtract(&middle, &x));
        Self {
            y: field.subtract(&rise, &field.multiply(&y, &height_cube)),
            z: field.multiply(&field.multiply(&self.z, &other.z), &height),
            x,
        }
    }
}

/// The sum of two points.
pub(super) fn add(curve: &CurveParameters, lhs: &Point, rhs: &Point) -> Point {
    let field = curve.field();
    Jacobian::new(lhs).add(&Jacobian::new(rhs), field).into_point(field)
}

/// A multiple of a point. All points have the order of the curve, so the scalar is reduced by it.
pub(super) fn multiply(curve: &CurveParameters, point: &Point, scalar: &[u8]) -> Point {
    let field = curve.field();
    let scalar = curve.reduce_scalar(scalar);
    let point = Jacobian::new(point);
    let mut sum = Jacobian::INFINITY;
    for bit in (0..scalar.bits()).rev() {
        sum = sum.double(field);
        if scalar.bit(bit) {
            sum = sum.add(&point, field);
        }
    }
    sum.into_point(field)
}
