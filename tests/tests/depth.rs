//! How deep virtual machines nest: limits of the protocol, never the thread's stack.
#![cfg(test)]

use test_kit::pair_suite::{EvmSide, Pair, PairSide, SystemSide, WasmSide};
use test_kit::{TestError, World};

/// The most levels of both sides, each a frame of the caller and one of the callee.
fn check(caller: &dyn PairSide, callee: &dyn PairSide, levels: usize) -> Result<(), TestError> {
    let pair = Pair { caller, callee };
    assert_eq!(pair.levels_max()?, levels, "{}", pair.name());
    Ok(())
}

/// Ten WASM instances, counted through what lies between them.
#[test]
fn wasm_instances_are_counted_through_other_vms() -> Result<(), TestError> {
    check(&WasmSide, &WasmSide, 5)?;
    check(&WasmSide, &EvmSide, 10)?;
    check(&WasmSide, &SystemSide, 10)?;
    check(&EvmSide, &WasmSide, 10)?;
    check(&SystemSide, &WasmSide, 10)
}

/// Runs of engines inside of each other, in any alternation.
#[test]
fn native_runs_are_counted() -> Result<(), TestError> {
    let limits = World::new().runtime().config().limits;
    let levels = limits.native_runs / 2;
    check(&EvmSide, &SystemSide, levels)?;
    check(&SystemSide, &EvmSide, levels)?;
    check(&SystemSide, &SystemSide, levels)
}

/// Calls between Ethereum contracts nest no engines.
#[test]
fn the_evm_has_ethereums_depth() -> Result<(), TestError> {
    check(&EvmSide, &EvmSide, 30)
}
