//! Compares with results of Go's `math/big`, one line each in `vectors.txt`.

use super::*;
use alloy_primitives::hex;

const VECTORS: &str = include_str!("vectors.txt");

/// A number from its bytes, zeros too, which contracts cannot read.
fn read(digits: &str) -> BigFloat {
    match digits {
        "010800000035" => BigFloat::zero(false),
        "010900000035" => BigFloat::zero(true),
        _ => {
            let mut bytes = hex::decode(digits).unwrap();
            // Inputs may be inexact, which only their bytes say.
            bytes[1] = 10 | (bytes[1] & 1);
            BigFloat::from_bytes(&bytes).unwrap()
        }
    }
}

fn write(value: &BigFloat) -> String {
    hex::encode(value.to_bytes())
}

/// What this implementation gives for a line, in the words of the line.
fn result(words: &[&str]) -> String {
    match words {
        ["add", a, b, _] => write(&read(a).add(&read(b)).unwrap()),
        ["sub", a, b, _] => write(&read(a).subtract(&read(b)).unwrap()),
        ["mul", a, b, _] => write(&read(a).multiply(&read(b)).unwrap()),
        ["div", a, b, _] => write(&read(a).divide(&read(b)).unwrap()),
        ["cmp", a, b, _] => (read(a).compare(&read(b)) as i8).to_string(),
        ["sqrt", a, _] => write(&read(a).square_root().unwrap().into_exact()),
        ["copy", a, _] => write(&read(a)),
        ["from", number, _] => write(&BigFloat::from_integer(&number.parse().unwrap())),
        ["ten", exponent, _] => write(&power_of_ten(exponent.parse().unwrap())),
        ["pi", _] => write(&BigFloat::pi()),
        ["e", _] => write(&BigFloat::e()),
        ["int", a, _, is_integer] => {
            let value = read(a);
            assert_eq!(value.is_integer(), *is_integer == "1", "{words:?}");
            format!("{} {is_integer}", value.integer_part())
        }
        _ => panic!("{words:?}"),
    }
}

#[test]
fn results_are_those_of_go() {
    let mut checked = 0;
    for line in VECTORS.lines().filter(|line| !line.starts_with('#')) {
        let words: Vec<&str> = line.split(' ').collect();
        let expected = match words.as_slice() {
            ["int", _, number, is_integer] => format!("{number} {is_integer}"),
            [.., last] => (*last).to_owned(),
            [] => continue,
        };
        assert_eq!(result(&words), expected, "{line}");
        checked += 1;
    }
    assert!(checked > 300);
}

#[test]
fn a_division_by_zero_has_no_result() {
    let zero = BigFloat::zero(true);
    assert!(BigFloat::pi().divide(&zero).is_none());
    assert!(zero.divide(&BigFloat::pi()).unwrap().is_zero());
}

#[test]
fn bytes_of_other_forms_are_refused() {
    use super::bytes::DecodeError::{Head, Mantissa, Short};
    let cases = [
        ("", Head),
        ("010800000035", Head),
        ("010a00000035", Head),
        ("0102000000350000000180", Head),
        ("010a0000004000000001ffffffffffffffff", Head),
        ("010a00000035000000", Short),
        ("010a0000003500000001", Mantissa),
        ("010a00000035000000010fffffffffffffff", Mantissa),
        ("010a00000035000000010000000000000000", Mantissa),
    ];
    for (digits, expected) in cases {
        let bytes = hex::decode(digits).unwrap();
        assert_eq!(BigFloat::from_bytes(&bytes).err(), Some(expected), "{digits}");
    }
}

#[test]
fn exponents_have_limits() {
    let at = |exponent| BigFloat::one().scaled_to(exponent).has_valid_exponent();
    assert!(at(65_025) && at(-65_025));
    assert!(!at(65_026) && !at(-65_026));
}

impl BigFloat {
    fn scaled_to(self, exponent: i64) -> Self {
        Self { exponent, ..self }
    }
}
