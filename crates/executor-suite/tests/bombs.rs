//! The limits stop every module that is made to be compiled slowly, and let smaller ones through.
#![cfg(test)]

use executor_suite::BOMBS;
use wasm_metering::{Limits, ModuleError, OperatorCosts, meter};

#[test]
fn every_bomb_is_stopped_at_its_limit() {
    let costs = OperatorCosts::from_lookup(|_| Some(1)).unwrap();
    let limits = Limits::production();
    for bomb in BOMBS {
        let outcome = |size| meter(&bomb.wasm(size), &costs, &limits, &|_| None);
        let largest = outcome(bomb.largest).unwrap();
        assert!(largest.compile_work <= limits.compile_work.into(), "{}", bomb.name);
        let next = outcome(bomb.largest + 1);
        let kind = match next {
            Err(ModuleError::LimitExceeded { kind, .. }) => kind,
            other => panic!("{}: {other:?}", bomb.name),
        };
        assert_eq!(kind, bomb.limit, "{}", bomb.name);
    }
}
