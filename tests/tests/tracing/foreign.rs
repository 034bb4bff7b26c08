//! Frames of other virtual machines in the forms of Ethereum's tracers.

use num_bigint::BigUint;
use runtime::{BlockContext, CallTracerOptions, Eip3155, Message, TraceRequest};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use test_kit::{Account, Contract, TestError, World, args};
use vm_core::{DESIGNATOR, U256};

type Tested = Result<(), TestError>;

const TOKEN: &str = "TOK-123456";

struct Stage {
    world: World,
    alice: Account,
    evm: Contract,
    wasm: Contract,
    adder: Contract,
    token: Contract,
}

fn stage() -> Result<Stage, TestError> {
    let mut world = World::new();
    let alice = world.account("alice", 1_000_000u64);
    let evm = world.deploy_evm(&alice, "Forwarder", args![])?;
    let wasm = world.deploy_wasm(&alice, "forwarder", args![])?;
    let adder = world.deploy_wasm(&alice, "adder", args![5u64])?;
    let token = world.deploy_evm(&alice, "Token", args![1_000u64])?;
    Ok(Stage { world, alice, evm, wasm, adder, token })
}

/// What every form tells of a message.
struct Told {
    frame: Value,
    lines: Vec<Value>,
    accounts: Value,
    diff: Value,
}

fn told(world: &World, message: &Message) -> Told {
    let runtime = world.runtime();
    let state = Arc::new(world::World::with_state(world.state()));
    let lines = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&lines);
    let ratio = runtime.config().gas_ratio;
    let observer = Eip3155::new(ratio, move |line: &str| {
        sink.lock().unwrap().push(serde_json::from_str::<Value>(line).unwrap());
    });
    let request = TraceRequest {
        observer: Some(Box::new(observer.with_memory())),
        prestate: true,
        ..TraceRequest::default()
    };
    let block = BlockContext::default();
    let trace = runtime.trace_with(&state, &block, message, request).unwrap();
    let options = CallTracerOptions { with_log: true, only_top_call: false };
    let frame = runtime.call_frame(&trace.outcome, options).unwrap();
    let prestate = trace.prestate.unwrap();
    Told {
        frame: serde_json::to_value(frame).unwrap(),
        lines: core::mem::take(&mut *lines.lock().unwrap()),
        accounts: serde_json::to_value(prestate.accounts).unwrap(),
        diff: serde_json::to_value(prestate.diff).unwrap(),
    }
}

fn native(contract: &Contract) -> Value {
    json!(format!("0x{}", hex::encode(contract.address().as_slice())))
}

fn face(contract: &Contract) -> String {
    format!("0x{}", hex::encode(contract.reference.face))
}

/// A field of all frames, parents before children.
fn all(frame: &Value, field: &str) -> Vec<Value> {
    let calls = frame["calls"].as_array().map(Vec::as_slice).unwrap_or_default();
    let below = calls.iter().flat_map(|it| all(it, field));
    core::iter::once(frame[field].clone()).chain(below).collect()
}

fn number(value: &Value) -> u64 {
    u64::from_str_radix(value.as_str().unwrap().trim_start_matches("0x"), 16).unwrap()
}

#[test]
fn a_wasm_contract_under_the_evm_is_a_frame_of_the_tree() -> Tested {
    let Stage { mut world, alice, evm, adder, .. } = stage()?;
    let arguments = args![&adder, "getSum"];
    let message = world.call(&alice, &evm, "readNumber", arguments).message()?;
    let Told { frame, lines, accounts, diff } = told(&world, &message);
    assert_eq!(all(&frame, "type"), ["CALL", "STATICCALL"]);
    let child = &frame["calls"][0];
    assert_eq!((&child["from"], &child["to"]), (&json!(face(&evm)), &json!(face(&adder))));
    assert_eq!(child["toNative"], native(&adder));
    assert_eq!((&frame["toNative"], &child["fromNative"]), (&Value::Null, &Value::Null));
    assert_eq!((&child["vm"], &child["function"]), (&json!("wasm"), &json!("getSum")));
    assert_eq!(child["input"], "0x0000000667657453756d");
    assert_eq!((&child["results"], &child["output"]), (&json!(["0x05"]), &json!("0x0000000105")));
    let ratio = world.runtime().config().gas_ratio;
    assert_eq!(number(&child["nativeGasUsed"]) / ratio, number(&child["gasUsed"]));
    assert!(number(&child["gasUsed"]) < number(&frame["gasUsed"]), "{frame}");

    // The frame's lines stand between the instruction that called and the one after it.
    let at = |text| lines.iter().position(|it| it["frame"] == text).unwrap();
    let (enter, exit) = (at("enter"), at("exit"));
    assert_eq!((lines[enter - 1]["opName"].as_str(), exit), (Some("STATICCALL"), enter + 1));
    assert_eq!(lines[enter]["function"], "getSum");
    assert_eq!((&lines[enter]["depth"], &lines[enter]["toNative"]), (&json!(2), &native(&adder)));
    assert_eq!(lines[enter]["gas"], child["gas"]);
    assert_eq!(
        (&lines[exit]["gasUsed"], &lines[exit]["output"]),
        (&child["gasUsed"], &child["output"])
    );
    assert_eq!(lines[exit + 1]["returnData"], child["output"]);
    let sizes =
        |it: &Value| (it["memory"].as_str().map(|it| it.len() / 2 - 1), it["memSize"].as_u64());
    for (memory, size) in lines.iter().filter(|it| it["pc"].is_u64()).map(sizes) {
        assert_eq!(memory.map(|it| it as u64), size);
    }

    let account = &accounts[face(&adder)];
    assert_eq!(account["code"], json!(format!("0x{}", hex::encode(DESIGNATOR))));
    assert_eq!(account["native"], native(&adder));
    assert_eq!(diff, json!({"pre": {}, "post": {}}), "a read changes nothing");
    Ok(())
}

#[test]
fn an_evm_contract_under_wasm_has_its_logs_and_instructions() -> Tested {
    let Stage { mut world, alice, wasm, token, .. } = stage()?;
    let pay = args![&wasm, 40u64];
    world.call(&alice, &token, "transfer", pay).succeed()?;
    let arguments =
        args![&token, "transfer(address,uint256)", alice.address().as_slice(), [7u8].as_slice()];
    let message = world.call(&alice, &wasm, "forward", arguments).message()?;
    let Told { frame, lines, accounts, diff } = told(&world, &message);
    assert_eq!(all(&frame, "vm"), [json!("wasm"), Value::Null]);
    assert_eq!(frame["function"], "forward");
    let child = &frame["calls"][0];
    assert_eq!(child["fromNative"], native(&wasm));
    assert_eq!(child["logs"].as_array().unwrap().len(), 1);
    let log = &child["logs"][0];
    assert_eq!((&log["address"], &log["position"]), (&json!(face(&token)), &json!("0x0")));
    assert_eq!(log["index"], "0x0");
    assert!(lines.iter().filter(|it| it["pc"].is_u64()).all(|it| it["depth"] == 2));
    assert_eq!(lines[0]["frame"], "enter");
    assert_eq!(lines.last().unwrap()["frame"], "exit");
    let slots = diff["post"][face(&token)]["storage"].as_object().unwrap();
    assert_eq!(slots.len(), 2);
    assert!(accounts[face(&token)]["storage"].as_object().unwrap().len() >= 2);
    Ok(())
}

#[test]
fn failures_of_other_virtual_machines_have_ethereums_words() -> Tested {
    let Stage { mut world, alice, evm, wasm, adder, .. } = stage()?;
    for (items, error, reason) in [
        (
            args![&adder, 0u64, "nothing", Vec::<test_kit::Value>::new()],
            "invalid function (not found)",
            None,
        ),
        (
            args![&wasm, 0u64, "forwardThenFail", Vec::<test_kit::Value>::new()],
            "execution reverted",
            Some("too few arguments"),
        ),
    ] {
        let message = world.call(&alice, &evm, "callFunction", items).message()?;
        let Told { frame, lines, .. } = told(&world, &message);
        let child = &frame["calls"][0];
        assert_eq!(child["error"], error, "{frame}");
        assert_eq!(child["revertReason"].as_str(), reason, "{frame}");
        assert_eq!(frame["error"], "execution reverted", "{frame}");
        let exit = lines.iter().find(|it| it["frame"] == "exit").unwrap();
        assert_eq!(exit["error"], error);
    }
    Ok(())
}

#[test]
fn a_token_transfer_is_a_frame_of_the_protocol() -> Tested {
    let Stage { mut world, alice, .. } = stage()?;
    let bob = world.account("bob", 0u64);
    world.set_token_balance(&alice, TOKEN, BigUint::from(100u64));
    let message = world.transfer(&alice, &bob, 0u64).tokens(TOKEN, 0, 5u64).message()?;
    let Told { frame, diff, .. } = told(&world, &message);
    assert_eq!(frame["vm"], "builtin");
    assert_eq!(frame["function"], "ESDTTransfer");
    assert_eq!(frame["nativeLogs"][0]["identifier"], "ESDTTransfer");
    // The token's face tells of it as an ERC-20 does.
    assert_eq!(frame["logs"].as_array().map(Vec::len), Some(1), "{frame}");
    let transfer = alloy_primitives::keccak256("Transfer(address,address,uint256)");
    assert_eq!(frame["logs"][0]["topics"][0], json!(format!("{transfer:?}")));
    assert_eq!(diff["post"], json!({}), "tokens are no part of what the EVM sees of an account");
    Ok(())
}

#[test]
fn the_deepest_tree_is_written_as_well() -> Tested {
    let Stage { mut world, alice, .. } = stage()?;
    // Calls itself with all gas.
    let code = hex::decode("5f5f5f5f5f305af100").unwrap();
    let at = world.evm_account("deep", 0u64);
    world.update(|state| {
        state.account_mut(&at.address()).data.code =
            vm_core::Code::new(vm_core::VmType::EVM, code.into());
    });
    let call = world.transfer(&alice, &at, U256::ZERO).gas(u64::MAX / 1000);
    let message = call.message()?;
    let frame = told(&world, &message).frame;
    let errors = all(&frame, "error");
    assert_eq!(errors.len(), 1026);
    assert_eq!(errors.last().unwrap(), "max call depth exceeded");
    Ok(())
}
