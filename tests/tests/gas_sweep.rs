//! A call across virtual machines killed at every gas value: nothing is left of it, and no gas comes
//! out of nothing.
#![cfg(test)]

use runtime::Runtime;
use test_kit::pair_suite::{EvmSide, Pair, PairSide, Steps, SystemSide, WasmSide, pairs};
use test_kit::{TestError, World};
use vm_core::{ChainConfig, GasScheduleVersion, GasUnit};

type Tested = Result<(), TestError>;

/// A world where each MultiversX operation costs one unit and as much as one of the EVM, so that every
/// value can be tried.
fn flat() -> Result<World, TestError> {
    let flat = Runtime::builder().gas_schedule(GasScheduleVersion::ScenarioDummy).build()?;
    let config = ChainConfig { gas_ratio: 1, ..ChainConfig::clone(flat.config()) };
    World::builder().runtime(|it| it.config(config)).build()
}

fn steps(step: u64) -> Steps {
    Steps { first: 1, step, last: 100_000_000 }
}

/// Every value was tried: the need, and some behind it.
fn every_value(caller: &dyn PairSide, callee: &dyn PairSide) -> Tested {
    let pair = Pair { caller, callee };
    let found = pair.sweep_callee(flat()?, steps(1))?;
    assert!(found.need > 500 && found.tried > found.need, "{found:?}");
    let found = pair.sweep_root(flat()?, steps(1))?;
    assert!(found.need > 1_000 && found.tried == found.need, "{found:?}");
    Ok(())
}

#[test]
fn every_value_from_the_evm_to_wasm() -> Tested {
    every_value(&EvmSide, &WasmSide)
}

#[test]
fn every_value_from_wasm_to_the_evm() -> Tested {
    every_value(&WasmSide, &EvmSide)
}

#[test]
fn steps_of_production_gas_between_all() -> Tested {
    let sides: [&dyn PairSide; 3] = [&WasmSide, &EvmSide, &SystemSide];
    for pair in pairs(&sides) {
        let step = if pair.caller.unit() == GasUnit::MultiversX { 10_009 } else { 503 };
        for found in [
            pair.sweep_callee(World::new(), steps(step))?,
            pair.sweep_root(World::new(), steps(step))?,
        ] {
            assert!(found.need > step && found.tried > 1, "{}: {found:?}", pair.name());
        }
    }
    Ok(())
}
