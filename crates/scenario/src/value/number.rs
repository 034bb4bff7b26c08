//! Numbers: decimal, hexadecimal, binary, signed, fixed width, and Go's big floats.

use num_bigint::{BigInt, BigUint, Sign};

use super::error::ValueReason;

/// Prefixes of numbers with a fixed width: prefix, bytes, signed.
pub(super) const FIXED_WIDTH: [(&str, usize, bool); 8] = [
    ("u64:", 8, false),
    ("u32:", 4, false),
    ("u16:", 2, false),
    ("u8:", 1, false),
    ("i64:", 8, true),
    ("i32:", 4, true),
    ("i16:", 2, true),
    ("i8:", 1, true),
];

/// A number of any form: minimal bytes without a width, exactly `width` bytes with one.
///
/// A text with a dot is a big float, whatever the width, as in the reference
/// (`mx-chain-scenario-go:scenario/expression/interpreter/interpreter.go`).
pub(super) fn number(text: &str, width: Option<usize>) -> Result<Vec<u8>, ValueReason> {
    if text.contains('.') {
        return big_float(text);
    }
    match text.strip_prefix(['-', '+']) {
        Some(digits) => signed(digits, text.starts_with('-'), width),
        None => unsigned_of_width(text, width),
    }
}

fn signed(digits: &str, negative: bool, width: Option<usize>) -> Result<Vec<u8>, ValueReason> {
    let sign = if negative { Sign::Minus } else { Sign::Plus };
    let bytes = signed_bytes(&BigInt::from_bytes_be(sign, &unsigned(digits)?));
    match width {
        None => Ok(bytes),
        Some(width) => sign_extend(&bytes, width),
    }
}

/// Minimal two's complement, big-endian; zero has no bytes.
pub(crate) fn signed_bytes(value: &BigInt) -> Vec<u8> {
    if value.sign() == Sign::NoSign { Vec::new() } else { value.to_signed_bytes_be() }
}

/// Two's complement widened to `width` bytes.
pub(super) fn sign_extend(bytes: &[u8], width: usize) -> Result<Vec<u8>, ValueReason> {
    let missing = width.checked_sub(bytes.len()).ok_or(ValueReason::TooWide { width })?;
    let filler = if bytes.first().is_some_and(|byte| byte & 0x80 != 0) { 0xff } else { 0 };
    let mut result = vec![filler; missing];
    result.extend_from_slice(bytes);
    Ok(result)
}

/// Bytes moved to the right of `width` bytes.
pub(super) fn right_align(bytes: &[u8], width: usize) -> Result<Vec<u8>, ValueReason> {
    let missing = width.checked_sub(bytes.len()).ok_or(ValueReason::TooWide { width })?;
    let mut result = vec![0; missing];
    result.extend_from_slice(bytes);
    Ok(result)
}

/// An unsigned number on `width` bytes, or on as few as it needs.
pub(super) fn unsigned_of_width(text: &str, width: Option<usize>) -> Result<Vec<u8>, ValueReason> {
    let bytes = unsigned(text)?;
    match width {
        None => Ok(bytes),
        Some(width) => right_align(&bytes, width),
    }
}

/// An unsigned number: hexadecimal keeps its leading zeros, the other bases are minimal.
pub(super) fn unsigned(text: &str) -> Result<Vec<u8>, ValueReason> {
    let text = without_separators(text);
    if text.is_empty() {
        return Err(ValueReason::MissingNumber);
    }
    if let Some(digits) = strip_any(&text, &["0x", "0X"]) {
        return hexadecimal(digits);
    }
    if let Some(digits) = strip_any(&text, &["0b", "0B"]) {
        return radix(digits, 2).ok_or(ValueReason::BadBinary);
    }
    if let Some(digits) = text.strip_prefix('-') {
        let zero = radix(digits, 10).ok_or(ValueReason::NotANumber)?.is_empty();
        return if zero { Ok(Vec::new()) } else { Err(ValueReason::Negative) };
    }
    radix(text.strip_prefix('+').unwrap_or(&text), 10).ok_or(ValueReason::NotANumber)
}

fn without_separators(text: &str) -> String {
    text.chars().filter(|character| !matches!(character, '_' | ',')).collect()
}

fn strip_any<'a>(text: &'a str, prefixes: &[&str]) -> Option<&'a str> {
    prefixes.iter().find_map(|prefix| text.strip_prefix(prefix))
}

/// Hexadecimal digits; an odd count gets a leading zero.
fn hexadecimal(digits: &str) -> Result<Vec<u8>, ValueReason> {
    let padded =
        if digits.len().is_multiple_of(2) { digits.to_owned() } else { format!("0{digits}") };
    hex::decode(padded).map_err(|_| ValueReason::BadHex)
}

fn radix(digits: &str, radix: u32) -> Option<Vec<u8>> {
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    BigUint::parse_bytes(digits.as_bytes(), radix).map(|value| minimal(&value))
}

/// Minimal big-endian bytes; zero has none.
pub(crate) fn minimal(value: &BigUint) -> Vec<u8> {
    if *value == BigUint::ZERO { Vec::new() } else { value.to_bytes_be() }
}

/// Go's gob encoding of a `big.Float` of 53 bits, which the reference writes for `1.5`.
///
/// Layout: version 1; mode, accuracy, form and sign in a byte; precision (u32); and, unless the
/// value is zero, exponent (i32, the mantissa being a fraction) and mantissa (u64, left-aligned).
pub(super) fn big_float(text: &str) -> Result<Vec<u8>, ValueReason> {
    const VERSION: u8 = 1;
    const PRECISION: u32 = 53;
    const EXACT: u8 = 1 << 3;
    const FINITE: u8 = 1 << 1;
    let text = without_separators(text);
    if let Some(digits) = strip_any(&text, &["0x", "0X"]) {
        return hexadecimal(digits);
    }
    let decimal = |character: char| matches!(character, '0'..='9' | '.' | 'e' | 'E' | '+' | '-');
    if !text.chars().all(decimal) {
        return Err(ValueReason::BadFloat);
    }
    let value: f64 = text.parse().map_err(|_| ValueReason::BadFloat)?;
    let bits = value.to_bits();
    let negative = bits >> 63;
    let biased = u32::try_from((bits >> 52) & 0x7ff).unwrap_or_default();
    let fraction = bits & 0x000f_ffff_ffff_ffff;
    let written_zero = !text
        .split(['e', 'E'])
        .next()
        .unwrap_or_default()
        .contains(|character: char| matches!(character, '1'..='9'));
    let mut result = vec![VERSION];
    if written_zero {
        result.push(EXACT);
        result.extend_from_slice(&PRECISION.to_be_bytes());
        return Ok(result);
    }
    // Infinity, and what a 64-bit float holds only with fewer bits or not at all.
    if biased == 0x7ff || biased == 0 {
        return Err(ValueReason::FloatRange);
    }
    result.push(EXACT | FINITE | u8::try_from(negative).unwrap_or_default());
    result.extend_from_slice(&PRECISION.to_be_bytes());
    // The bias is 1023 for a mantissa in [1, 2); Go's is in [0.5, 1).
    result.extend_from_slice(&biased.wrapping_sub(1022).to_be_bytes());
    result.extend_from_slice(&((fraction | 1 << 52) << 11).to_be_bytes());
    Ok(result)
}

/// Four length bytes, then the bytes themselves.
pub(super) fn length_prefixed(bytes: Vec<u8>) -> Result<Vec<u8>, ValueReason> {
    let length = u32::try_from(bytes.len()).map_err(|_| ValueReason::TooWide { width: 4 })?;
    let mut result = length.to_be_bytes().to_vec();
    result.extend(bytes);
    Ok(result)
}
