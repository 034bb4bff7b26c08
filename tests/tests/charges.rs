//! Work that a contract causes in another VM is paid for, however the failure is caught.
#![cfg(test)]

use test_kit::{TestError, World, args};
use vm_core::{Bytes, U256};

#[test]
fn a_caught_failure_in_the_evm_burns_the_gas_it_was_given() -> Result<(), TestError> {
    let mut world = World::new();
    let alice = world.account("alice", 1_000_000u64);
    let fallible = world.deploy_wasm(&alice, "forwarder-fallible", args![])?;
    let evm = world.deploy_evm(&alice, "Reentrant", args![5u64])?;
    // What a contract sends by a built-in function has to be there before the transaction.
    let _paid = world.transfer(&alice, &fallible, 7u64).succeed()?;
    let given = 100_000_000u64;
    // The transfer is a built-in function, and `burn()` an endless loop that follows it.
    let arguments = args![&evm, given, "burn()", Vec::<Bytes>::new()];
    let outcome = world
        .call(&alice, &fallible, "forwardTransferFallible", arguments)
        .value(U256::from(7))
        .gas(600_000_000)
        .run()?;
    outcome.expect_success();
    assert!(!outcome.single::<bool>()?, "the call of an endless loop fails");
    assert!(outcome.gas_used() >= given, "{} of {given} gas is burned", outcome.gas_used());
    Ok(())
}
