//! The curves against Go's `crypto/elliptic`.

use super::*;

const VECTORS: &str = include_str!("vectors.txt");

fn number(text: &str) -> BigInt {
    BigInt::parse_bytes(text.as_bytes(), 16).unwrap()
}

fn bytes(text: &str) -> Vec<u8> {
    if text == "-" { Vec::new() } else { alloy_primitives::hex::decode(text).unwrap() }
}

/// A point of the curve.
fn point(curve: Curve, x: &str, y: &str) -> Point {
    curve.point(&number(x), &number(y)).unwrap()
}

/// Compares a result, which may be infinity.
fn check(result: &Point, x: &str, y: &str, line: &str) {
    assert_eq!(BigInt::from(result.x.clone()), number(x), "{line}");
    assert_eq!(BigInt::from(result.y.clone()), number(y), "{line}");
}

fn check_compressed(curve: Curve, encoded: &str, x: &str, y: &str) {
    let decoded = curve.decode_compressed(&bytes(encoded));
    if x == "none" {
        assert_eq!(decoded, None, "{encoded}");
        return;
    }
    let expected = point(curve, x, y);
    assert_eq!(decoded.as_ref(), Some(&expected), "{encoded}");
    assert_eq!(curve.encode_compressed(&expected), bytes(encoded));
    assert_eq!(curve.decode(&curve.encode(&expected)), Some(expected));
}

#[test]
fn results_are_those_of_go() {
    let mut count = 0;
    for line in VECTORS.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split(' ').collect();
        let curve = Curve::from_name(format!("p{}", fields[1]).as_bytes()).unwrap();
        match (fields[0], &fields[2..]) {
            ("base", [scalar, x, y]) => {
                check(&curve.multiply(&curve.parameters().base, &bytes(scalar)), x, y, line);
            }
            ("mult", [x, y, scalar, x_result, y_result]) => {
                let result = curve.multiply(&point(curve, x, y), &bytes(scalar));
                check(&result, x_result, y_result, line);
            }
            ("add", [x1, y1, x2, y2, x, y]) => {
                let result = curve.add(&point(curve, x1, y1), &point(curve, x2, y2));
                check(&result, x, y, line);
            }
            ("compressed", [encoded, x, y]) => check_compressed(curve, encoded, x, y),
            other => panic!("{other:?}"),
        }
        count += 1;
    }
    assert_eq!(count, 128);
}

const CURVES: [(Curve, u16, usize, usize); 4] = [
    (Curve::P224, 224, 28, 28),
    (Curve::P256, 256, 32, 32),
    (Curve::P384, 384, 48, 48),
    (Curve::P521, 521, 66, 66),
];

#[test]
fn parameters_are_whole() {
    for (curve, bits, field_length, order_length) in CURVES {
        let parameters = curve.parameters();
        assert_eq!(parameters.bits, bits);
        assert_eq!(parameters.numbers()[0].bits(), u64::from(bits));
        assert_eq!(parameters.field_length(), field_length);
        assert_eq!(parameters.order_length(), order_length);
        assert!(parameters.has_point(&parameters.base));
    }
}

#[test]
fn pairs_off_the_curve_are_refused() {
    for (curve, ..) in CURVES {
        let parameters = curve.parameters();
        let prime = BigInt::from(parameters.numbers()[0].clone());
        let x = BigInt::from(parameters.base.x.clone());
        let y = BigInt::from(parameters.base.y.clone());
        let zero = BigInt::default();
        assert!(curve.point(&x, &y).is_some());
        assert!(curve.point(&x, &(&prime - &y)).is_some());
        for (x, y) in [
            (&x + &prime, y.clone()),
            (x.clone(), &y + &prime),
            (x.clone(), &y - &prime),
            (x.clone(), -&y),
            (x.clone(), &y + 1),
            (zero.clone(), zero),
        ] {
            assert_eq!(curve.point(&x, &y), None);
        }
    }
}

#[test]
fn malformed_bytes_are_refused() {
    for (curve, ..) in CURVES {
        let base = curve.parameters().base.clone();
        let whole = curve.encode(&base);
        let short = curve.encode_compressed(&base);
        for tag in [0, 1, 2, 3, 5, 6, 7, 0xff] {
            let mut bytes = whole.clone();
            bytes[0] = tag;
            assert_eq!(curve.decode(&bytes), None, "tag {tag}");
        }
        for tag in [0, 1, 4, 5, 0xff] {
            let mut bytes = short.clone();
            bytes[0] = tag;
            assert_eq!(curve.decode_compressed(&bytes), None, "tag {tag}");
        }
        let mut large = short.clone();
        large[1..].fill(0xff);
        assert_eq!(curve.decode_compressed(&large), None);
        for bytes in [&[][..], &[4], &[2]] {
            assert_eq!(curve.decode(bytes), None);
        }
        assert_eq!(curve.decode_compressed(&[]), None);
    }
}
