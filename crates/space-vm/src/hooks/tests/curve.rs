//! Elliptic curves, as contracts see them: order of checks, charges and refusals.

use super::super::curve::*;
use super::super::curve_bytes::*;
use super::*;
use crate::managed::Curve;
use crate::table::Handle;
use num_bigint::BigInt;

const X: i32 = -1;
const Y: i32 = -2;
const RESULT_X: i32 = -3;
const RESULT_Y: i32 = -4;
const DATA: i32 = -5;
const ABSENT: i32 = -99;
/// The handle of the contract's first curve.
const CURVE: i32 = 0;

const CURVES: [(Curve, &[u8]); 4] = [
    (Curve::P224, b"p224"),
    (Curve::P256, b"p256"),
    (Curve::P384, b"p384"),
    (Curve::P521, b"p521"),
];

fn set(contract: &mut Contract, handle: i32, number: impl Into<BigInt>) {
    contract.context.managed.set_big_int(Handle(handle), number.into());
}

fn get(contract: &Contract, handle: i32) -> BigInt {
    contract.context.managed.big_int(Handle(handle)).unwrap().clone()
}

/// A contract with a curve, its base point, and zero for results.
fn with_curve(name: &[u8]) -> Contract {
    let mut contract = Contract::new(Release::Barnard);
    contract.memory[..name.len()].copy_from_slice(name);
    let length = i32::try_from(name.len()).unwrap();
    assert_eq!(contract.run::<CreateEC>((0, length)), CURVE);
    let base = &Curve::from_name(name).unwrap().parameters().base;
    set(&mut contract, X, base.x.clone());
    set(&mut contract, Y, base.y.clone());
    set(&mut contract, RESULT_X, 0);
    set(&mut contract, RESULT_Y, 0);
    contract.points = Points::new(GAS);
    contract
}

/// What the curve's numbers cost, and so many more of about its size.
fn copies(contract: &Contract, curve: Curve, more: &[&BigInt]) -> u64 {
    let price = contract.cost(GasKey::CopyPerByteForTooBig);
    let numbers = curve.parameters().numbers().into_iter().map(num_bigint::BigUint::bits);
    let bits = numbers.chain(more.iter().map(|number| number.bits()));
    let charged = |bits: u64| if bits / 8 > 32 { bits / 8 } else { 0 };
    bits.map(charged).sum::<u64>().saturating_mul(price)
}

#[test]
fn curves_are_made_by_name() {
    let mut contract = with_curve(b"p521");
    contract.context.managed.set_buffer(Handle(DATA), b"p224");
    assert_eq!(contract.run::<ManagedCreateEC>((DATA,)), 1);
    assert_eq!(contract.run::<GetCurveLengthEC>((1,)), 224);
    assert_eq!(contract.run::<GetPrivKeyByteLengthEC>((1,)), 28);
    assert_eq!(contract.run::<GetCurveLengthEC>((0,)), 521);
    assert_eq!(contract.run::<GetPrivKeyByteLengthEC>((0,)), 66);
    contract.memory[..4].copy_from_slice(b"k256");
    assert_eq!(contract.run::<CreateEC>((0, 4)), -1, "no failure");
    assert_eq!(contract.refuse::<CreateEC>((0, 5)), HookError::BadBounds);
    let mut contract = with_curve(b"p256");
    contract.context.managed.set_buffer(Handle(DATA), b"k256");
    assert_eq!(contract.refuse::<ManagedCreateEC>((DATA,)), HookError::BadBounds);
    assert_eq!(with_curve(b"p256").refuse::<GetCurveLengthEC>((9,)), HookError::NoCurve);
}

#[test]
fn numbers_go_into_big_integers_that_exist() {
    for (curve, name) in CURVES {
        let mut contract = with_curve(name);
        for handle in 10..15 {
            set(&mut contract, handle, 7);
        }
        assert_eq!(contract.run::<EllipticCurveGetValues>((CURVE, 10, 11, 12, 13, 14)), CURVE);
        assert_eq!(contract.used(), 5 * contract.cost(GasKey::BigIntGetInt64));
        let numbers = (10..15).map(|handle| get(&contract, handle));
        let expected = curve.parameters().numbers().map(|number| BigInt::from(number.clone()));
        assert!(numbers.eq(expected));
        let error = contract.refuse::<EllipticCurveGetValues>((CURVE, 10, 11, 12, 13, ABSENT));
        assert_eq!(error, HookError::NoBigInt);
    }
}

/// Doubling, adding and multiplying by two give the same point, each at its own price.
#[test]
fn operations_agree_and_are_charged_by_the_curve() {
    let percentages = [(100, 100), (135, 110), (200, 150), (250, 190)];
    for ((curve, name), (percentage, multiply)) in CURVES.into_iter().zip(percentages) {
        let mut contract = with_curve(name);
        let base = [get(&contract, X), get(&contract, Y)];
        contract.run::<DoubleEC>((RESULT_X, RESULT_Y, CURVE, X, Y));
        let copied = copies(&contract, curve, &[&base[0], &base[1]]);
        let flat = contract.cost(GasKey::DoubleECC) * percentage / 100;
        assert_eq!(contract.used(), flat + copied);
        let double = [get(&contract, RESULT_X), get(&contract, RESULT_Y)];

        let mut contract = with_curve(name);
        contract.run::<AddEC>((RESULT_X, RESULT_Y, CURVE, X, Y, X, Y));
        let copied = copies(&contract, curve, &[&base[0], &base[1], &base[0], &base[1]]);
        let flat = contract.cost(GasKey::AddECC) * percentage / 100;
        assert_eq!(contract.used(), flat + copied);
        assert_eq!([get(&contract, RESULT_X), get(&contract, RESULT_Y)], double);

        let mut contract = with_curve(name);
        contract.memory[0] = 2;
        assert_eq!(contract.run::<ScalarMultEC>((RESULT_X, RESULT_Y, CURVE, X, Y, 0, 1)), 0);
        let copied = copies(&contract, curve, &[&base[0], &base[1]]);
        let share = contract.cost(GasKey::ScalarMultECC) * multiply / 100;
        assert_eq!(contract.used(), 2 * share + copied);
        assert_eq!([get(&contract, RESULT_X), get(&contract, RESULT_Y)], double);

        let mut contract = with_curve(name);
        contract.context.managed.set_buffer(Handle(DATA), [0, 2]);
        assert_eq!(contract.run::<ManagedScalarBaseMultEC>((RESULT_X, RESULT_Y, CURVE, DATA)), 0);
        let copied = copies(&contract, curve, &[]);
        assert_eq!(contract.used(), 3 * share + copied);
        assert_eq!([get(&contract, RESULT_X), get(&contract, RESULT_Y)], double);
    }
}

/// The sum of opposite points is stored as (0, 0); a multiple that is infinity is refused.
#[test]
fn infinity_is_a_sum_but_no_operand() {
    for (_, name) in CURVES {
        let mut contract = with_curve(name);
        for handle in 10..15 {
            set(&mut contract, handle, 0);
        }
        contract.run::<EllipticCurveGetValues>((CURVE, 10, 11, 12, 13, 14));
        let opposite = get(&contract, 10) - get(&contract, Y);
        set(&mut contract, 20, opposite);
        set(&mut contract, RESULT_X, 5);
        contract.run::<AddEC>((RESULT_X, RESULT_Y, CURVE, X, Y, X, 20));
        assert_eq!(get(&contract, RESULT_X), BigInt::ZERO);
        assert_eq!(contract.run::<IsOnCurveEC>((CURVE, RESULT_X, RESULT_Y)), 0);
        assert_eq!(contract.run::<IsOnCurveEC>((CURVE, X, 20)), 1);
        let order = get(&contract, 11).to_bytes_be().1;
        contract.context.managed.set_buffer(Handle(DATA), order);
        let error = contract.refuse::<ManagedScalarMultEC>((RESULT_X, RESULT_Y, CURVE, X, Y, DATA));
        assert_eq!(error, HookError::PointNotOnCurve);
    }
    let arguments = (RESULT_X, RESULT_Y, CURVE, X, Y, RESULT_X, RESULT_Y);
    let error = with_curve(b"p256").refuse::<AddEC>(arguments);
    assert_eq!(error, HookError::PointNotOnCurve);
}

#[test]
fn points_survive_their_bytes() {
    for (_, name) in CURVES {
        let mut contract = with_curve(name);
        let base = [get(&contract, X), get(&contract, Y)];
        let length = contract.run::<MarshalEC>((X, Y, CURVE, 100));
        assert_eq!(contract.run::<ManagedMarshalEC>((X, Y, CURVE, DATA)), length);
        assert_eq!(contract.run::<UnmarshalEC>((RESULT_X, RESULT_Y, CURVE, 100, length)), 0);
        assert_eq!([get(&contract, RESULT_X), get(&contract, RESULT_Y)], base);
        assert_eq!(contract.run::<ManagedUnmarshalEC>((10, 10, CURVE, ABSENT)), 1, "no failure");

        let length = contract.run::<MarshalCompressedEC>((X, Y, CURVE, 100));
        assert_eq!(contract.run::<ManagedMarshalCompressedEC>((X, Y, CURVE, DATA)), length);
        set(&mut contract, RESULT_Y, 1);
        let arguments = (RESULT_X, RESULT_Y, CURVE, DATA);
        assert_eq!(contract.run::<ManagedUnmarshalCompressedEC>(arguments), 0);
        assert_eq!([get(&contract, RESULT_X), get(&contract, RESULT_Y)], base);
        let arguments = (RESULT_X, RESULT_Y, CURVE, 100, length - 1);
        let error = contract.refuse::<UnmarshalCompressedEC>(arguments);
        assert_eq!(error, HookError::BufferLength);
    }
}

#[test]
fn keys_are_pairs() {
    for (curve, name) in CURVES {
        let mut contract = with_curve(name);
        assert_eq!(contract.run::<ManagedGenerateKeyEC>((X, Y, CURVE, DATA)), 0);
        let public = [get(&contract, X), get(&contract, Y)];
        let key = contract.context.managed.buffer(Handle(DATA)).unwrap().to_vec();
        assert_eq!(key.len(), curve.parameters().order_length());
        let drawn = contract.context.session().unwrap().random_bytes;
        assert_eq!(drawn, u64::try_from(key.len()).unwrap());
        contract.points = Points::new(GAS);
        assert_eq!(contract.run::<ManagedScalarBaseMultEC>((X, Y, CURVE, DATA)), 0);
        assert_eq!([get(&contract, X), get(&contract, Y)], public);
        contract.points = Points::new(GAS);
        assert_eq!(contract.run::<GenerateKeyEC>((X, Y, CURVE, 0)), 0);
        assert_ne!(contract.memory[..key.len()], key, "the generator goes on");
    }
}

/// The first check that fails decides, in production's order.
#[test]
fn refusals_come_in_order() {
    let arguments = (RESULT_X, RESULT_Y, 9, X, Y, 0, -1);
    let error = with_curve(b"p256").refuse::<ScalarMultEC>(arguments);
    assert_eq!(error, HookError::NegativeLength, "before the missing curve");
    let arguments = (RESULT_X, RESULT_Y, 9, X, Y, ABSENT);
    let error = with_curve(b"p256").refuse::<ManagedScalarMultEC>(arguments);
    assert_eq!(error, HookError::NoCurve, "before the missing scalar");
    let arguments = (ABSENT, RESULT_Y, CURVE, X, X);
    let error = with_curve(b"p256").refuse::<DoubleEC>(arguments);
    assert_eq!(error, HookError::NoBigInt, "before the pair off the curve");
    let arguments = (ABSENT, RESULT_Y, CURVE, 0, 3);
    let error = with_curve(b"p256").refuse::<UnmarshalEC>(arguments);
    assert_eq!(error, HookError::BufferLength, "before the missing result");
    let mut contract = with_curve(b"p384");
    contract.points = Points::new(contract.cost(GasKey::MarshalECC) * 2);
    let error = contract.refuse::<MarshalEC>((X, X, CURVE, 0));
    assert_eq!(error, HookError::PointNotOnCurve, "before the charge for long numbers");
}
