//! Where the operators of a module go.
#![cfg(test)]
#![expect(
    clippy::arithmetic_side_effects,
    clippy::wildcard_enum_match_arm,
    reason = "a table of operators, and small numbers of tests"
)]

mod common;

use common::{hooks, varied};
use wasm_metering::{Limits, OperatorCosts, meter, meter_with_places};
use wasmparser::{Operator, Parser, Payload};

/// Every way in which control moves.
const MODULE: &str = r#"(module
    (import "env" "tick" (func $tick)) (memory (export "memory") 1 2)
    (func (export "run") (local i32)
        (loop $again
            (local.set 0 (i32.add (local.get 0) (i32.const 1)))
            (if (i32.lt_u (local.get 0) (i32.const 5)) (then (call $tick)) (else (call $last)))
            (br_if $again (i32.ne (local.get 0) (i32.const 9))))
        (block $out (br_table $out $out (local.get 0)))
        (drop (memory.grow (i32.const 1)))
        (block (br_if 0 (local.get 0)) (return)))
    (func $last (if (i32.const 0) (then unreachable))))"#;

/// The operators of each body and their offsets, in the module and in the body.
fn bodies(wasm: &[u8]) -> Vec<Vec<(Operator<'_>, u32, u32)>> {
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::CodeSectionEntry(body) = payload.unwrap() {
            let operators = body.get_operators_reader().unwrap().into_iter_with_offsets();
            let start = body.range().start;
            let narrow = |offset: u64| u32::try_from(offset).unwrap();
            let operators = operators.map(|it| it.unwrap());
            bodies.push(operators.map(|(it, at)| (it, narrow(at), narrow(at - start))).collect());
        }
    }
    bodies
}

#[test]
fn places_lead_to_the_operators_of_the_same_module() {
    let wasm = wat::parse_str(MODULE).unwrap();
    let costs = OperatorCosts::from_lookup(varied).unwrap();
    let limits = Limits::production();
    let plain = meter(&wasm, &costs, &limits, &hooks).unwrap();
    let (module, places) = meter_with_places(&wasm, &costs, &limits, &hooks).unwrap();
    assert_eq!(module, plain);
    let (before, after) = (bodies(&wasm), bodies(&module.wasm));
    assert_eq!(places.len(), before.len());
    for ((places, before), after) in places.iter().zip(&before).zip(&after) {
        assert_eq!(places.len(), before.len());
        for (place, (operator, offset, _)) in places.iter().zip(before) {
            assert_eq!(place.original, *offset);
            let (metered, ..) = after.iter().find(|(_, _, at)| *at == place.metered).unwrap();
            match operator {
                // A function leaves through one place.
                Operator::Return => assert!(matches!(metered, Operator::Br { .. })),
                // Functions have other indexes.
                Operator::Call { .. } => assert!(matches!(metered, Operator::Call { .. })),
                other => assert_eq!(metered, other),
            }
        }
    }
}
