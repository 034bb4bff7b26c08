//! Attacks that emptied other chains, tried here. What holds between every pair of virtual machines is in
//! the pair suite; banks and their thieves, linking and aliases have their own files.

use crate::stage::{Stage, Tested, bytes, stage};
use alloy_primitives::{B256, hex, keccak256};
use std::collections::BTreeSet;
use system_vm::{BUILT_IN_TABLE, ContractTable, EndpointRow, SystemVm};
use test_kit::{TestError, TestOutcome, World, args};
use vm_core::{
    AccountRef, Address, AddressForms, Bytes, CallInput, DataForm, EvmAddress, HaltReason, Status,
    TraceFrame, U256, VmType,
};

pub(crate) fn items(function: &str, arguments: &[&[u8]]) -> Bytes {
    let head = [bytes(function)].into_iter();
    cross_vm::encode_items(&head.chain(arguments.iter().map(bytes)).collect::<Vec<_>>())
}

pub(crate) fn selector(signature: &str) -> Vec<u8> {
    keccak256(signature)[..4].to_vec()
}

/// A WASM contract is paid without running, also with the stipend of `transfer`; a contract that takes no
/// payment gets none.
#[test]
fn a_paid_wasm_contract_runs_nothing() -> Tested {
    let mut stage = stage()?;
    let (alice, wasm) = (stage.alice.clone(), stage.wasm.clone());
    let evm = stage.world.deploy_evm(&alice, "Forwarder", args![])?;
    stage.world.update(|state| state.account_mut(&evm.address()).data.balance = U256::from(9));
    let outcome = stage.world.call(&alice, &evm, "pay", args![&wasm, 4u64]).run()?;
    outcome.expect_success();
    let ran = outcome.raw.trace.iter().filter(|it| it.vm_type == Some(VmType::SPACE));
    assert_eq!(ran.count(), 0, "{}", outcome.tree());
    let before = stage.world.state();
    stage.world.call(&alice, &evm, "pay", args![&stage.native, 4u64]).run()?.expect_failure();
    assert_eq!(stage.world.state(), before);
    Ok(())
}

/// Call data of an endpoint with as many empty arguments as it needs.
fn endpoint_data(table: &ContractTable, row: &EndpointRow) -> Bytes {
    match table.data_form {
        DataForm::Function => items(row.name, &vec![&[][..]; row.arguments_min()]),
        DataForm::Blob => [selector(row.name), vec![0; 320]].concat().into(),
    }
}

fn has_halt(frames: &[TraceFrame], reason: HaltReason) -> bool {
    frames.iter().any(|it| it.status == Status::Halt(reason))
}

/// Every endpoint of every system contract, by each of Solidity's four schemes: delegation runs nothing, a
/// static call writes nothing, and who calls is the contract and nobody behind it.
#[test]
fn no_scheme_speaks_for_another() -> Tested {
    let mut stage = stage()?;
    let evm = stage.world.deploy_evm(&stage.alice, "Forwarder", args![])?;
    let alice = stage.alice.clone();
    let before = stage.world.state();
    let mut tried = 0;
    for table in SystemVm::protocol().build().tables() {
        let contract = stage.world.runtime().forms().of_address(&table.address);
        for row in &table.rows {
            let data = endpoint_data(&table, row);
            let calls = [
                ("forwardDelegate", args![contract, data.clone()]),
                ("forwardCallcode", args![contract, 0u64, data.clone()]),
                ("forwardStatic", args![contract, data.clone()]),
                ("forward", args![contract, 0u64, data.clone()]),
            ];
            for (scheme, arguments) in calls {
                let what = format!("{} of {} by {scheme}", row.name, table.name);
                let mut world = stage.world.fork();
                let outcome = world.call(&alice, &evm, scheme, arguments).run()?;
                let (success, _): (bool, Bytes) = outcome.expect_success().returns()?;
                let frames = &outcome.raw.trace[1..];
                match scheme {
                    "forwardDelegate" | "forwardCallcode" => {
                        assert!(!success, "{what}");
                        assert!(has_halt(frames, HaltReason::CrossVmDelegate), "{what}");
                        assert!(world.state() == before, "{what}");
                    }
                    "forwardStatic" => {
                        assert!(!success || row.is_pure, "{what}");
                        assert!(world.state() == before, "{what}");
                    }
                    _ => {
                        let caller = frames.iter().find(|it| it.callee == contract);
                        assert_eq!(caller.map(|it| it.caller), Some(evm.reference), "{what}");
                    }
                }
                tried += 1;
            }
        }
    }
    assert!(tried > 600, "{tried}");
    Ok(())
}

/// Functions that only the ESDT contract may call, called by contracts of every virtual machine and by a
/// key, at every kind of account.
#[test]
fn nobody_forges_the_protocols_caller() -> Tested {
    let mut stage = stage()?;
    let alice = stage.alice.clone();
    let evm = stage.world.deploy_evm(&alice, "Forwarder", args![])?;
    let (wasm, native) = (stage.wasm.clone(), stage.native.clone());
    let internal: BTreeSet<&str> =
        BUILT_IN_TABLE.iter().filter(|it| it.is_internal).map(|it| it.name).collect();
    assert!(internal.len() > 10);
    let before = stage.world.state();
    for name in internal {
        let arguments = vec![bytes("TOK-123456"), bytes("ESDTRoleLocalMint"), bytes([1])];
        let plain: Vec<&[u8]> = arguments.iter().map(AsRef::as_ref).collect();
        for at in [alice.reference, wasm.reference, native.reference, system_account(&stage)] {
            let call = args![at, 0u64, items(name, &plain)];
            let input = CallInput::function(name, arguments.clone());
            let world = &mut stage.world;
            let outcomes: [TestOutcome; 4] = [
                world.call(&alice, &evm, "forwardStrict", call).run()?,
                world.call(&alice, &wasm, "forward", args![at, name, arguments.clone()]).run()?,
                world
                    .call(&alice, &native, "call", args![at, 0u64, 0u64, name, arguments.clone()])
                    .run()?,
                world.call_raw(&alice, at, input).run()?,
            ];
            for outcome in outcomes {
                outcome.expect_failure();
                assert!(stage.world.state() == before, "{name}: {}", outcome.tree());
            }
        }
    }
    Ok(())
}

fn system_account(stage: &Stage) -> AccountRef {
    stage.world.runtime().forms().of_address(&Address::SYSTEM_ACCOUNT)
}

/// An Ethereum contract that returns, or reverts with, memory of a size.
fn bomb(
    world: &mut World,
    alice: &test_kit::Account,
    size: u32,
    end: u8,
) -> Result<EvmAddress, TestError> {
    let deployer = world.deploy_evm(alice, "Deployer", args![])?;
    let [_, first, second, third] = size.to_be_bytes();
    // PUSH3 size, PUSH0, RETURN or REVERT; made by PUSH6 code, MSTORE at 0, RETURN of its six bytes.
    let code = [0x62, first, second, third, 0x5f, end];
    let init = [&hex!("65")[..], &code, &hex!("5f526006601af3")].concat();
    world.call(alice, &deployer, "createRaw", args![bytes(init)]).run()?.single()
}

/// Return data of almost a megabyte: whoever is called pays for it, whoever reads it pays again, and a caller
/// who cannot keeps its state.
#[test]
fn return_data_is_paid_for() -> Tested {
    const SIZE: u32 = 900_000;
    let mut stage = stage()?;
    let alice = stage.alice.clone();
    let evm = stage.world.deploy_evm(&alice, "Forwarder", args![])?;
    let (wasm, native) = (stage.wasm.clone(), stage.native.clone());
    let words = u64::from(SIZE).div_ceil(32);
    let memory = 3 * words + words * words / 512;
    for end in [0xf3, 0xfd] {
        let made = bomb(&mut stage.world, &alice, SIZE, end)?;
        let made = stage.world.runtime().forms().of_face(made);
        assert!(!stage.world.code(made).is_none());
        let before = stage.world.state();
        let none = Vec::<Bytes>::new();
        let calls = [
            (&evm, "forwardStatic", args![made, Bytes::new()], 1),
            (&wasm, "forward", args![made, "", none.clone()], 20),
            (&native, "callFallible", args![made, 0u64, 0u64, "", none.clone()], 20),
        ];
        for (caller, function, arguments, ratio) in calls {
            let most = if ratio == 1 { 15_000_000 } else { 600_000_000 };
            for gas in [most, memory * ratio + memory * ratio / 8, memory * ratio / 2] {
                let mut world = stage.world.fork();
                let call = world.call(&alice, caller, function, arguments.clone()).gas(gas);
                let outcome = call.run()?;
                let frame = outcome.raw.trace.iter().find(|it| it.callee == made);
                let used = frame.map_or(0, |it| it.gas_used);
                let is_paid = outcome.is_success() && gas >= memory * ratio;
                assert!(!is_paid || used >= memory, "{}", outcome.tree());
                assert!(outcome.gas_used() <= gas);
                let is_forwarder = caller.address() == wasm.address();
                assert!(is_forwarder || world.state() == before, "{}", outcome.tree());
            }
        }
    }
    Ok(())
}

/// A contract is not made over another one, nor over an account that was used.
#[test]
fn a_creation_does_not_collide() -> Tested {
    let mut stage = stage()?;
    let alice = stage.alice.clone();
    let deployer = stage.world.deploy_evm(&alice, "Deployer", args![])?;
    let salt = B256::repeat_byte(7);
    let create = args![9u64, salt];
    let predicted: EvmAddress =
        stage.world.query(&deployer, "predict", create.clone())?.single()?;
    let place = stage.world.runtime().forms().of_face(predicted);
    type Squat = fn(&mut world::WorldAccount);
    let squats: [(&str, Squat, bool); 5] = [
        ("funds", |it| it.data.balance = U256::from(5), true),
        ("a nonce", |it| it.data.nonce = 1, false),
        ("code", |it| it.data.code = vm_core::Code::new(VmType::EVM, bytes([0])), false),
        ("a slot", |it| it.slots.extend([(U256::ONE, U256::ONE)]), false),
        ("code of WASM", |it| it.data.code = vm_core::Code::new(VmType::SPACE, bytes([0])), false),
    ];
    for (what, squat, is_made) in squats {
        let mut world = stage.world.fork();
        world.update(|state| squat(state.account_mut(&place.address)));
        let before = world.state();
        let outcome = world.call(&alice, &deployer, "create2", create.clone()).run()?;
        assert_eq!(outcome.is_success(), is_made, "{what}: {}", outcome.tree());
        if !is_made {
            assert!(world.state() == before, "{what}");
        }
    }
    let outcome = stage.world.call(&alice, &deployer, "create2", create.clone()).run()?;
    outcome.expect_success();
    let before = stage.world.state();
    stage.world.call(&alice, &deployer, "create2", create).run()?.expect_failure();
    assert!(stage.world.state() == before);
    Ok(())
}
