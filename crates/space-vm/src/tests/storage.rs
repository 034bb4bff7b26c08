//! What storage costs.

use super::stage::{DEPTH, Stage, contract};
use vm_core::GasKey;

const GAS: u64 = 10_000_000;

/// Gas of a function, over that of one that does nothing.
fn gas_of(stage: &mut Stage, function: &str, arguments: &[Vec<u8>]) -> u64 {
    let idle = stage.call(contract(1), "quiet", &[], GAS).gas_left;
    let outcome = stage.call(contract(1), function, arguments, GAS);
    assert!(outcome.status.is_success(), "{outcome:?}");
    idle.saturating_sub(outcome.gas_left)
}

#[test]
fn a_write_pays_for_how_the_value_changes() {
    let mut stage = Stage::new();
    stage.install(contract(1), 0);
    stage.put_storage(contract(1), b"key", &[7; 10]);
    let schedule = stage.schedule();
    let flat = schedule.cost(GasKey::StorageStore);
    let costs = schedule.base_operation.clone();
    let (store, persist) = (costs.store_per_byte, costs.persist_per_byte);
    for (value, price) in [
        (vec![7; 10], costs.data_copy_per_byte * 10),
        (vec![7; 10], 0),
        (vec![8; 10], 0),
        (vec![8; 14], persist * 10 + store * 4),
        (vec![9; 3], persist * 3),
        (vec![], 0),
        (vec![], 0),
        (vec![1; 5], store * 5),
    ] {
        let length = value.len();
        let gas = gas_of(&mut stage, "store", core::slice::from_ref(&value));
        assert_eq!(gas, flat + price, "{length} bytes of {:?}", value.first());
        assert_eq!(stage.stored(contract(1), b"key"), value);
    }
}

#[test]
fn a_read_pays_by_depth_once() {
    let mut stage = Stage::new();
    stage.install(contract(1), 0);
    stage.put_storage(contract(1), b"key", &[7; 10]);
    let schedule = stage.schedule();
    let reach = schedule.storage_load.cost(DEPTH, schedule.cost(GasKey::StorageLoad)).unwrap();
    let first = reach + schedule.base_operation.data_copy_per_byte * 10;
    assert_eq!(gas_of(&mut stage, "load", &[]), first);
    let cached = schedule.cost(GasKey::CachedStorageLoad);
    assert_eq!(gas_of(&mut stage, "load", &[]), cached);
}
