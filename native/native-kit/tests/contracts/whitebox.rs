// SPDX-License-Identifier: GPL-3.0-only
//! Closures in the place of endpoints.

use adder::Adder;
use counter::Counter;
use executor_native::{NativeApi, big_int_of, buffer_of};
use multiversx_sc::api::{EndpointArgumentApi, EndpointArgumentApiImpl};
use multiversx_sc::contract_base::{BlockchainWrapper, CallValueWrapper, ErrorHelper};
use multiversx_sc::types::{BigUint, ManagedAddress, ManagedBuffer, ManagedType};
use native_kit::NativeWorld;
use std::panic::{AssertUnwindSafe, catch_unwind};
use test_kit::{Account, Contract, TestError, args};

type Tested = Result<(), TestError>;

fn stage() -> Result<(NativeWorld, Account, Contract), TestError> {
    let mut world = NativeWorld::builder()
        .contract("adder", &adder::ContractBuilder)?
        .contract("counter", &counter::ContractBuilder)?
        .build()?;
    let alice = world.account("alice", 1_000u64);
    let adder = world.deploy_wasm(&alice, "adder", args![5u64])?;
    Ok((world, alice, adder))
}

#[test]
fn closures_read_and_write_as_the_contract() -> Tested {
    let (mut world, alice, adder) = stage()?;
    let address = adder.address();
    let seen = world.whitebox(&alice, &adder, move || {
        let contract = adder::contract_obj::<NativeApi>();
        contract.add(BigUint::from(10u64));
        contract.sum().update(|sum| *sum *= 2u64);
        let own = BlockchainWrapper::<NativeApi>::new().get_sc_address();
        assert_eq!(own, ManagedAddress::new_from_bytes(&address.0));
        contract.sum().get().to_u64()
    })?;
    assert_eq!(seen, Some(30));
    assert_eq!(world.query(&adder, "getSum", args![])?.single::<u64>()?, 30);
    Ok(())
}

#[test]
fn closures_reach_what_no_endpoint_shows() -> Tested {
    let (mut world, alice, _) = stage()?;
    let counter = world.deploy_wasm(&alice, "counter", args![1u64])?;
    world.whitebox(&alice, &counter, || {
        let counter = counter::contract_obj::<NativeApi>();
        for note in ["one", "two"] {
            counter.notes().insert(note.into(), "note".into());
        }
        assert!(counter.tags().insert("tag".into()));
    })?;
    let notes = world.query(&counter, "getNotes", args![])?;
    assert_eq!(notes.raw.items().len(), 4);
    assert_eq!(
        world.query(&counter, "getTags", args![])?.raw.items(),
        [vm_core::Bytes::from_static(b"tag")]
    );
    Ok(())
}

/// A closure has the arguments, caller and payments of the call in whose place it runs.
#[test]
fn a_closure_stands_in_a_real_call() -> Tested {
    let (mut world, alice, adder) = stage()?;
    let call = |world: &mut test_kit::World| {
        world.call(&alice, &adder, "add", args![7u64]).value(30u64).run()
    };
    let body = || {
        let argument = NativeApi::argument_api_impl().get_argument_u64(0);
        (argument, CallValueWrapper::<NativeApi>::new().egld().to_u64())
    };
    let (value, outcome) = world.whitebox_in(&adder, "add", body, call)?;
    outcome.expect_success();
    assert_eq!(value, Some((7, Some(30))));
    assert_eq!(world.balance(&adder), vm_core::U256::from(30));
    // The endpoint itself is not payable, and is back.
    call(&mut world)?.expect_failure();
    Ok(())
}

#[test]
fn a_closure_that_fails_undoes_everything() -> Tested {
    let (mut world, alice, adder) = stage()?;
    let before = world.state();
    let failed = world.whitebox(&alice, &adder, || {
        let adder = adder::contract_obj::<NativeApi>();
        adder.sum().clear();
        ErrorHelper::<NativeApi>::signal_error_with_message("on purpose")
    });
    assert!(matches!(failed, Err(TestError::Failed { message, .. }) if message == "on purpose"));
    let asserted = catch_unwind(AssertUnwindSafe(|| {
        world.whitebox(&alice, &adder, || {
            let adder = adder::contract_obj::<NativeApi>();
            adder.sum().clear();
            assert_eq!(adder.sum().get(), 1u64, "sums");
        })
    }));
    assert!(asserted.unwrap_err().downcast_ref::<String>().unwrap().contains("sums"));
    assert!(world.state() == before);
    world.call(&alice, &adder, "add", args![1u64]).succeed()?;
    Ok(())
}

#[test]
fn managed_values_can_be_looked_at_without_gas() -> Tested {
    let (mut world, alice, adder) = stage()?;
    world.whitebox(&alice, &adder, || {
        let blockchain = BlockchainWrapper::<NativeApi>::new();
        let buffer = ManagedBuffer::<NativeApi>::from("words");
        let number = BigUint::<NativeApi>::from(1u64 << 62) * 1000u64;
        let empty = ManagedBuffer::<NativeApi>::new();
        let before = blockchain.get_gas_left();
        let bare = before - blockchain.get_gas_left();
        let before = blockchain.get_gas_left();
        assert_eq!(buffer_of(buffer.get_handle()), b"words");
        assert_eq!(big_int_of(number.get_handle()), "4611686018427387904000");
        assert_eq!(buffer_of(empty.get_handle()), b"");
        assert_eq!(before - blockchain.get_gas_left(), bare);
    })
}

#[test]
fn contracts_that_do_not_run_natively_have_no_closures() -> Tested {
    let (mut world, alice, _) = stage()?;
    let wasm = world.deploy_wasm(&alice, "forwarder", args![])?;
    let evm = world.deploy_evm(&alice, "Token", args![1_000u64])?;
    for contract in [wasm, evm] {
        let refused = world.whitebox(&alice, &contract, || ());
        assert!(matches!(refused, Err(TestError::UnknownContract(name)) if name == contract.name));
    }
    Ok(())
}

#[test]
fn code_is_named_by_an_expression() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(folder.join("some.mxsc.json"), r#"{"code": "0061736d"}"#).unwrap();
    std::fs::write(folder.join("some.wasm"), b"\0asm").unwrap();
    for (expression, is_code) in
        [("mxsc:some.mxsc.json", true), ("file:some.wasm", true), ("file:other.wasm", false)]
    {
        let code = native_kit::code_of(folder, expression);
        assert_eq!(code.ok(), is_code.then(|| b"\0asm".to_vec()), "{expression}");
    }
}
