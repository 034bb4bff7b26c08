//! Arithmetic of big integers, as contracts see it.

use super::super::big_int::*;
use super::super::big_int_arithmetic::*;
use super::*;
use crate::table::Handle;
use num_bigint::BigInt;

const LHS: i32 = -1;
const RHS: i32 = -2;
const RESULT: i32 = -3;

/// A contract with two numbers.
fn with_operands(lhs: &BigInt, rhs: &BigInt) -> Contract {
    let mut contract = Contract::new(Release::Barnard);
    let managed = &mut contract.context.managed;
    managed.set_big_int(Handle(LHS), lhs.clone());
    managed.set_big_int(Handle(RHS), rhs.clone());
    contract
}

/// Runs an operation on two numbers, and compares its result or refusal.
fn check<H>(lhs: i64, rhs: i64, expected: Result<i64, HookError>)
where
    H: Hook<SpaceContext, Arguments = (i32, i32, i32), Return = ()>,
{
    let mut contract = with_operands(&lhs.into(), &rhs.into());
    let text = format!("{}({lhs}, {rhs})", H::NAME);
    match expected {
        Ok(number) => {
            contract.run::<H>((RESULT, LHS, RHS));
            let result = contract.context.managed.big_int(Handle(RESULT));
            assert_eq!(result, Ok(&number.into()), "{text}");
        }
        Err(error) => {
            assert_eq!(contract.refuse::<H>((RESULT, LHS, RHS)), error, "{text}");
        }
    }
}

#[test]
fn divisions_round_as_they_say() {
    for (lhs, rhs, quotient, rest, euclidean_quotient, euclidean_rest) in [
        (7, 2, 3, 1, 3, 1),
        (-7, 2, -3, -1, -4, 1),
        (7, -2, -3, 1, -3, 1),
        (-7, -2, 3, -1, 4, 1),
        (-8, 2, -4, 0, -4, 0),
        (0, -5, 0, 0, 0, 0),
    ] {
        check::<BigIntTDiv>(lhs, rhs, Ok(quotient));
        check::<BigIntTMod>(lhs, rhs, Ok(rest));
        check::<BigIntEDiv>(lhs, rhs, Ok(euclidean_quotient));
        check::<BigIntEMod>(lhs, rhs, Ok(euclidean_rest));
    }
    let refusal = Err(HookError::DivisionByZero);
    check::<BigIntTDiv>(1, 0, refusal);
    check::<BigIntTMod>(1, 0, refusal);
    check::<BigIntEDiv>(0, 0, refusal);
    check::<BigIntEMod>(0, 0, refusal);
}

#[test]
fn sums_products_and_powers() {
    check::<BigIntAdd>(5, -7, Ok(-2));
    check::<BigIntSub>(5, -7, Ok(12));
    check::<BigIntMul>(-5, 7, Ok(-35));
    check::<BigIntPow>(-3, 3, Ok(-27));
    check::<BigIntPow>(0, 0, Ok(1));
    check::<BigIntPow>(0, i64::MAX, Ok(0));
    check::<BigIntPow>(-1, 1_001, Ok(-1));
    check::<BigIntPow>(-1, 1_000, Ok(1));
    check::<BigIntPow>(1, i64::MAX, Err(HookError::NotEnoughGas));
    check::<BigIntPow>(2, -1, Err(HookError::BadLowerBounds));
    check::<BigIntPow>(2, i64::MAX, Err(HookError::NotEnoughGas));
}

#[test]
fn bits_are_only_of_positive_numbers() {
    check::<BigIntAnd>(0b1100, 0b1010, Ok(0b1000));
    check::<BigIntOr>(0b1100, 0b1010, Ok(0b1110));
    check::<BigIntXor>(0b1100, 0b1010, Ok(0b0110));
    let refusal = Err(HookError::BitwiseNegative);
    check::<BigIntAnd>(-1, 1, refusal);
    check::<BigIntOr>(1, -1, refusal);
    check::<BigIntXor>(-1, -1, refusal);
}

/// Runs an operation on one number and one plain argument or none.
fn unary<H>(number: i64, arguments: H::Arguments) -> Result<BigInt, HookError>
where
    H: Hook<SpaceContext, Return = ()>,
    H::Arguments: Copy,
{
    let mut contract = with_operands(&number.into(), &0.into());
    if contract.call::<H>(arguments).is_err() {
        return Err(with_operands(&number.into(), &0.into()).refuse::<H>(arguments));
    }
    contract.context.managed.big_int(Handle(RESULT)).cloned()
}

#[test]
fn operations_on_one_number() {
    let two = (RESULT, LHS);
    assert_eq!(unary::<BigIntSqrt>(24, two), Ok(4.into()));
    assert_eq!(unary::<BigIntSqrt>(-1, two), Err(HookError::BadLowerBounds));
    assert_eq!(unary::<BigIntAbs>(-9, two), Ok(9.into()));
    assert_eq!(unary::<BigIntNeg>(9, two), Ok((-9).into()));
    assert_eq!(unary::<BigIntNot>(5, two), Ok((-6).into()));
    assert_eq!(unary::<BigIntNot>(-5, two), Err(HookError::BitwiseNegative));
    assert_eq!(unary::<BigIntShr>(5, (RESULT, LHS, 1)), Ok(2.into()));
    assert_eq!(unary::<BigIntShr>(5, (RESULT, LHS, 99)), Ok(0.into()));
    assert_eq!(unary::<BigIntShl>(5, (RESULT, LHS, 3)), Ok(40.into()));
    let refusal = Err(HookError::ShiftNegative);
    assert_eq!(unary::<BigIntShr>(-5, (RESULT, LHS, 1)), refusal);
    assert_eq!(unary::<BigIntShl>(5, (RESULT, LHS, -1)), refusal);
}

#[test]
fn questions_about_numbers() {
    let mut contract = with_operands(&5.into(), &(-5).into());
    assert_eq!(contract.run::<BigIntCmp>((LHS, RHS)), 1);
    assert_eq!(contract.run::<BigIntCmp>((RHS, LHS)), -1);
    assert_eq!(contract.run::<BigIntCmp>((LHS, LHS)), 0);
    assert_eq!(contract.run::<BigIntSign>((RHS,)), -1);
    assert_eq!(contract.run::<BigIntLog2>((LHS,)), 2);
    assert_eq!(contract.run::<BigIntIsInt64>((LHS,)), 1);
    let zero = contract.run::<BigIntNew>((0,));
    assert_eq!(contract.run::<BigIntLog2>((zero,)), -1);
    assert_eq!(contract.run::<BigIntGetInt64>((99,)), 0, "made as zero");
    assert_eq!(contract.refuse::<BigIntSign>((98,)), HookError::NoBigInt);
}

#[test]
fn the_destination_may_be_a_missing_operand() {
    let mut contract = with_operands(&5.into(), &0.into());
    contract.run::<BigIntAdd>((7, 7, LHS));
    assert_eq!(contract.context.managed.big_int(Handle(7)), Ok(&5.into()));
    let error = contract.refuse::<BigIntAdd>((8, LHS, 9));
    assert_eq!(error, HookError::NoBigInt);
}

/// Numbers up to 32 bytes are covered by the flat cost, longer ones pay for all of their bytes.
#[test]
fn long_numbers_are_charged() {
    let small: BigInt = (BigInt::from(1) << 263_u32) - 1;
    let long: BigInt = BigInt::from(1) << 264_u32;
    for (number, bytes) in [(small, 0), (long, 33)] {
        let mut contract = with_operands(&number, &0.into());
        contract.run::<BigIntSign>((LHS,));
        let flat = contract.cost(GasKey::BigIntSign);
        let price = contract.cost(GasKey::CopyPerByteForTooBig);
        assert_eq!(contract.used(), flat + bytes * price);
    }
}

/// From Barnard on a left shift pays for every byte, and counts the operand twice.
#[test]
fn a_left_shift_is_charged_by_its_length() {
    for (release, bytes) in [(Release::Genesis, 0), (Release::Barnard, (80 + 8 + 8) / 8)] {
        let mut contract = Contract::new(release);
        let number = contract.run::<BigIntNew>((0xff,));
        let before = contract.used();
        contract.run::<BigIntShl>((number, number, 80));
        let flat = contract.cost(GasKey::BigIntShl);
        let price = contract.cost(GasKey::CopyPerByteForTooBig);
        assert_eq!(contract.used() - before, flat + bytes * price);
    }
}

#[test]
fn arguments_and_values_are_read() {
    let mut contract = Contract::new(Release::Barnard);
    contract.run::<BigIntGetUnsignedArgument>((0, 1));
    contract.run::<BigIntGetSignedArgument>((0, 2));
    contract.run::<BigIntGetSignedArgument>((2, 3));
    contract.run::<BigIntGetCallValue>((4,));
    let managed = &contract.context.managed;
    assert_eq!(managed.big_int(Handle(1)), Ok(&255.into()));
    assert_eq!(managed.big_int(Handle(2)), Ok(&(-1).into()));
    assert_eq!(managed.big_int(Handle(3)), Err(HookError::NoBigInt));
    let most = (BigInt::from(1) << 256_u32) - 1;
    assert_eq!(managed.big_int(Handle(4)), Ok(&most));
    let error = contract.refuse::<BigIntGetESDTCallValue>((5,));
    assert_eq!(error, HookError::InvalidTokenIndex);
}

#[test]
fn bytes_cross_the_memory() {
    let mut contract = with_operands(&(-256).into(), &0.into());
    assert_eq!(contract.run::<BigIntGetSignedBytes>((LHS, 10)), 2);
    assert_eq!(contract.memory[10..12], [0xff, 0]);
    contract.run::<BigIntSetUnsignedBytes>((RHS, 10, 2));
    assert_eq!(contract.run::<BigIntGetInt64>((RHS,)), 0xff00);
    let end = i32::try_from(contract.memory.len()).unwrap();
    let error = contract.refuse::<BigIntGetUnsignedBytes>((LHS, end - 1));
    assert_eq!(error, HookError::StoreUpperBounds);
}

#[test]
fn results_are_appended() {
    let mut contract = with_operands(&(-256).into(), &1.into());
    contract.run::<BigIntFinishSigned>((LHS,));
    contract.run::<BigIntFinishUnsigned>((LHS,));
    contract.run::<BigIntToString>((LHS, 4));
    let results: [&'static [u8]; 2] = [&[0xff, 0], &[1, 0]];
    assert_eq!(contract.context.return_data, results.map(Bytes::from_static));
    let digits = contract.context.managed.buffer(Handle(4));
    assert_eq!(digits, Ok(b"-256".as_slice()));
}
