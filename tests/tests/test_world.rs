//! The test kit itself, and the shortest way across the virtual machines.
#![cfg(test)]

use test_kit::{Account, Contract, TestError, World, args};
use vm_core::{AccountRef, Address, Bytes, EvmAddress, GasUnit, HaltReason, U256};

type Tested = Result<(), TestError>;

/// A world with a `MultiversX` account and an EVM-born one.
fn world() -> (World, Account, Account) {
    let mut world = World::new();
    let alice = world.account("alice", 1_000_000u64);
    let bob = world.evm_account("bob", 1_000_000u64);
    (world, alice, bob)
}

fn items(items: &[&[u8]]) -> Vec<Bytes> {
    items.iter().map(|it| Bytes::copy_from_slice(it)).collect()
}

#[test]
fn a_wasm_contract_is_called_by_name() -> Tested {
    let (mut world, alice, bob) = world();
    let adder = world.deploy_wasm(&alice, "adder", args![5u64])?;
    world.call(&alice, &adder, "add", args![7u64]).run()?.expect_success();
    world.call(&bob, &adder, "add", args![U256::from(8)]).run()?.expect_success();
    assert_eq!(world.query(&adder, "getSum", args![])?.single::<u64>()?, 20);
    assert_eq!(world.storage(&adder, b"sum").as_ref(), &[20]);
    assert_eq!(world.mapper(&adder, "sum", &[], "BigUint")?, 20u64.into());

    let before = world.state();
    let outcome = world.call(&alice, &adder, "add", args![1u64]).value(5u64).run()?;
    outcome.expect_failure();
    assert_eq!(outcome.gas_unit(), GasUnit::MultiversX);
    let outcome = world.call(&alice, &adder, "add", args![1u64]).gas(1_000).run()?;
    outcome.expect_halt(HaltReason::OutOfGas);
    assert_eq!(world.state(), before);
    assert!(world.call(&alice, &adder, "add", args!["text", 1u64]).run().is_err());
    Ok(())
}

#[test]
fn a_solidity_contract_is_called_by_name() -> Tested {
    let (mut world, alice, bob) = world();
    let token = world.deploy_evm(&bob, "Token", args![1_000u64])?;
    let outcome = world.call(&bob, &token, "transfer", args![&alice, 300u64]).run()?;
    outcome.expect_success();
    assert!(outcome.single::<bool>()?);
    let event = outcome.expect_events("Transfer(address,address,uint256)", 1).remove(0);
    assert_eq!(event.address, token.address());
    assert_eq!(event.values, args![bob.reference, alice.reference, 300u64]);
    let balance = |world: &mut World, of: AccountRef| -> Result<u64, TestError> {
        world.query(&token, "balanceOf", args![of])?.single()
    };
    assert_eq!(balance(&mut world, alice.reference)?, 300);
    assert_eq!(balance(&mut world, bob.reference)?, 700);
    assert_eq!(world.query(&token, "name", args![])?.single::<String>()?, "Space Token");

    let before = world.state();
    let outcome = world.call(&alice, &token, "transfer", args![&bob, 301u64]).run()?;
    let error = "InsufficientBalance(address,uint256,uint256)";
    outcome.expect_error(error, &args![alice.address(), 300u64, 301u64]);
    assert_eq!(world.state(), before);
    assert!(outcome.tree().contains("← revert InsufficientBalance(alice, 300, 301)"));

    world.call(&alice, &token, "transfer", args![EvmAddress::repeat_byte(9), 1u64]).succeed()?;
    assert_eq!(balance(&mut world, alice.reference)?, 299);
    Ok(())
}

#[test]
fn solidity_calls_a_wasm_contract() -> Tested {
    let (mut world, alice, bob) = world();
    let adder = world.deploy_wasm(&alice, "adder", args![5u64])?;
    let forwarder = world.deploy_evm(&bob, "Forwarder", args![])?;
    let call = args![&adder, 0u64, "add", items(&[&[7]])];
    let outcome = world.call(&bob, &forwarder, "callFunction", call).run()?;
    outcome.expect_success();
    assert_eq!(world.query(&adder, "getSum", args![])?.single::<u64>()?, 12);
    let read = args![&adder, "getSum"];
    let sum: u64 = world.query(&forwarder, "readNumber", read)?.single()?;
    assert_eq!(sum, 12);

    // The WASM contract's reason arrives as Solidity's.
    let before = world.state();
    let call = args![&adder, 0u64, "add", items(&[&[7], &[8]])];
    let outcome = world.call(&bob, &forwarder, "callFunction", call).run()?;
    outcome.expect_revert("wrong number of arguments");
    assert_eq!(world.state(), before);
    Ok(())
}

#[test]
fn a_wasm_contract_calls_solidity() -> Tested {
    let (mut world, alice, bob) = world();
    let forwarder = world.deploy_wasm(&alice, "forwarder", args![])?;
    let token = world.deploy_evm(&bob, "Token", args![1_000u64])?;
    world.call(&bob, &token, "transfer", args![&forwarder, 500u64]).succeed()?;

    let transfer = |to: &Contract, amount: u8| {
        let arguments = vec![Bytes::copy_from_slice(to.address().as_slice()), vec![amount].into()];
        args![&token, "transfer(address,uint256)(bool)", arguments]
    };
    let outcome = world.call(&alice, &forwarder, "forward", transfer(&forwarder, 0)).run()?;
    outcome.expect_success();
    let arguments = args![
        &token,
        "transfer(address,uint256)(bool)",
        items(&[alice.address().as_slice(), &[200]])
    ];
    let outcome = world.call(&alice, &forwarder, "forward", arguments).run()?;
    outcome.expect_success();
    assert_eq!(outcome.values()?, args![vec![Bytes::from_static(&[1])]]);
    let event = outcome.expect_events("Transfer(address,address,uint256)", 1).remove(0);
    assert_eq!(event.values, args![forwarder.reference, alice.reference, 200u64]);
    assert_eq!(world.query(&token, "balanceOf", args![&alice])?.single::<u64>()?, 200);

    let before = world.state();
    let arguments = args![
        &token,
        "transfer(address,uint256)(bool)",
        items(&[alice.address().as_slice(), &[0x10, 0]])
    ];
    let outcome = world.call(&alice, &forwarder, "forward", arguments).run()?;
    outcome.expect_failure();
    assert_eq!(world.state(), before);
    Ok(())
}

#[test]
fn every_vm_sees_the_same_balances() -> Tested {
    let (mut world, alice, bob) = world();
    world.transfer(&alice, &bob, 400u64).run()?.expect_success();
    world.transfer(&bob, &alice, 1u64).run()?.expect_success();
    assert_eq!(world.balances_seen(&alice)?.agreed(), Some(U256::from(999_601)));
    assert_eq!(world.balances_seen(&bob)?.agreed(), Some(U256::from(1_000_399)));
    let nobody = AccountRef { address: Address([3; 32]), ..AccountRef::default() };
    assert_eq!(world.balances_seen(nobody)?.agreed(), Some(U256::ZERO));
    Ok(())
}

#[test]
fn tokens_go_along_with_a_call() -> Tested {
    let (mut world, alice, bob) = world();
    let forwarder = world.deploy_wasm(&alice, "forwarder", args![])?;
    world.set_token_balance(&alice, "TOK-123456", 100u32);
    world.set_token_balance(&bob, "TOK-123456", 100u32);
    let call = world.call(&alice, &forwarder, "fund", args![]).tokens("TOK-123456", 0, 30u32);
    call.run()?.expect_success();
    let call = world.call(&bob, &forwarder, "context", args![]).tokens("TOK-123456", 0, 5u32);
    let outcome = call.tokens("TOK-123456", 0, 6u32).run()?;
    outcome.expect_success();
    let (caller, value, transfers, own): (Address, u64, u32, Address) = outcome.returns()?;
    assert_eq!((caller, value, transfers, own), (bob.address(), 0, 2, forwarder.address()));
    assert_eq!(world.token_balance(&alice, "TOK-123456", 0), 70u32.into());
    assert_eq!(world.token_balance(&bob, "TOK-123456", 0), 89u32.into());
    assert_eq!(world.token_balance(&forwarder, "TOK-123456", 0), 41u32.into());
    Ok(())
}

#[test]
fn native_contracts_call_and_are_called() -> Tested {
    let (mut world, alice, bob) = world();
    let native = world.natives()[0].clone();
    let adder = world.deploy_wasm(&alice, "adder", args![5u64])?;
    let token = world.deploy_evm(&bob, "Token", args![1_000u64])?;
    let call = args![&adder, 0u64, 0u64, "add", items(&[&[7]])];
    world.call(&bob, &native, "call", call).run()?.expect_success();
    assert_eq!(world.query(&adder, "getSum", args![])?.single::<u64>()?, 12);
    let call = args![&token, 0u64, 0u64, "totalSupply()(uint256)"];
    let outcome = world.call(&alice, &native, "call", call).run()?;
    outcome.expect_success();
    assert_eq!(outcome.values()?, args![vec![Bytes::from_static(&[3, 232])]]);
    Ok(())
}
