//! Compares with verdicts of production's library, one line each in `vectors.txt`.

use super::*;
use alloy_primitives::hex;

const VECTORS: &str = include_str!("vectors.txt");

fn bytes(text: &str) -> Vec<u8> {
    if text == "-" { Vec::new() } else { hex::decode(text).unwrap() }
}

#[test]
fn verdicts_are_those_of_production() {
    let mut good = 0;
    let mut wrong = 0;
    for line in VECTORS.lines().filter(|line| !line.starts_with('#')) {
        let [kind, verdict, case, keys, message, signature] =
            line.split(' ').collect::<Vec<_>>().try_into().unwrap();
        let keys: Vec<Vec<u8>> = match keys {
            "none" => Vec::new(),
            keys => keys.split(',').map(bytes).collect(),
        };
        let (message, signature) = (bytes(message), bytes(signature));
        let is_valid = match kind {
            "single" => verify(&keys[0], &message, &signature),
            "aggregated" => verify_aggregated(&keys, &message, &signature),
            other => panic!("{other}"),
        };
        assert_eq!(is_valid, verdict == "good", "{kind} {case}");
        if is_valid { good += 1 } else { wrong += 1 }
    }
    assert_eq!((good, wrong), (41, 69));
}

#[test]
fn the_map_is_undefined_where_production_never_comes() {
    assert_eq!(map_to_curve(Fq::ZERO), None);
    assert_eq!(ROOT_OF_MINUS_3.square(), -Fq::from(3));
    assert_eq!(CUBE_ROOT_OF_1.double() + Fq::ONE, ROOT_OF_MINUS_3);
}

#[test]
fn the_generator_is_in_its_group() {
    assert!(GENERATOR.is_on_curve() && GENERATOR.is_in_correct_subgroup_assuming_on_curve());
}
