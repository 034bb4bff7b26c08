// SPDX-License-Identifier: GPL-3.0-only
//! The same calls in a world of WASM and in one whose contracts run natively.

use super::{CONTRACTS, executor};
use std::sync::Arc;
use test_kit::{TestError, TestOutcome, World, args};
use vm_core::{
    Bytes, ChainConfig, GasSchedule, LogRecord, Release, ReturnData, Rules, Status, TraceFrame,
};

type Tested = Result<Vec<TestOutcome>, TestError>;

/// What a call gave, gas aside.
#[derive(Debug, PartialEq)]
struct Shown {
    status: Status,
    message: Bytes,
    data: ReturnData,
    logs: Vec<LogRecord>,
    trace: Vec<TraceFrame>,
}

impl From<&TestOutcome> for Shown {
    fn from(outcome: &TestOutcome) -> Self {
        let raw = &outcome.raw;
        let frames = raw.trace.iter();
        Self {
            status: raw.status,
            message: raw.message.clone(),
            data: raw.data.clone(),
            logs: raw.logs.clone(),
            trace: frames.map(|it| TraceFrame { gas: 0, gas_used: 0, ..it.clone() }).collect(),
        }
    }
}

/// The latest schedule with one price for all operators.
fn schedule(price: u64) -> GasSchedule {
    let text = include_str!("../../../../crates/vm-core/schedules/v9.toml");
    let limits = ["LocalAllocate", "LocalsUnmetered", "MaxMemoryGrow", "MaxMemoryGrowDelta"];
    let mut is_operator = false;
    let lines = text.lines().map(|line| {
        if line.trim_start().starts_with('[') {
            is_operator = line.contains("WASMOpcodeCost");
        }
        match line.split_once('=') {
            Some((key, _)) if is_operator && !limits.contains(&key.trim()) => {
                format!("{key}= {price}")
            }
            _ => line.to_owned(),
        }
    });
    GasSchedule::parse(&lines.collect::<Vec<_>>().join("\n")).unwrap()
}

/// A world with one price for all operators, whose contracts with these names run natively.
fn world(price: u64, names: &[&str]) -> World {
    let executor = Arc::new(executor(names));
    let default = World::new();
    let config = ChainConfig::clone(default.runtime().config());
    let rules = config.rules.iter().map(|rules| Rules {
        gas_schedule: Arc::new(schedule(price)),
        release: Release::Barnard,
        ..rules.clone()
    });
    let config = ChainConfig { rules: rules.collect(), ..config.clone() };
    let builder = World::builder();
    builder.runtime(|runtime| runtime.config(config).wasm_executor(executor)).build().unwrap()
}

/// Runs the calls as WASM and natively. Where all that runs is native, and on the framework of the WASM, hooks cost
/// the same too: as much as the WASM would use if its operators were free.
fn agree(names: &[&str], compare_gas: bool, calls: impl Fn(&mut World) -> Tested) {
    let run = |price, names: &[&str]| {
        let mut world = world(price, names);
        let outcomes = calls(&mut world).unwrap();
        (outcomes, world.state())
    };
    let (wasm, state) = run(1, &[]);
    let (dearer, _) = run(2, &[]);
    let (native, native_state) = run(1, names);
    assert_eq!(native.len(), wasm.len());
    for (index, (native, wasm)) in native.iter().zip(&wasm).enumerate() {
        assert_eq!(Shown::from(native), Shown::from(wasm), "call {index}\n{}", wasm.tree());
        let free = wasm.gas_used().saturating_mul(2).saturating_sub(dearer[index].gas_used());
        if compare_gas && wasm.is_success() {
            assert_eq!(native.gas_used(), free, "gas of call {index}\n{}", wasm.tree());
        }
    }
    assert!(native_state == state, "the states differ");
}

#[test]
fn adder() {
    agree(&["adder"], true, |world| {
        let alice = world.account("alice", 1_000u64);
        let adder = world.deploy_wasm(&alice, "adder", args![5u64])?;
        Ok(vec![
            world.call(&alice, &adder, "add", args![7u64]).run()?,
            world.call(&alice, &adder, "add", args![1u64]).value(1u64).run()?,
            world.call_raw(&alice, &adder, vm_core::CallInput::function("add", vec![])).run()?,
            world.call(&alice, &adder, "add", args![1u64]).gas(100).run()?,
            world.call(&alice, &adder, "add", args![1u64]).read_only().run()?,
            world.call(&alice, &adder, "getSum", args![]).run()?,
        ])
    });
}

#[test]
fn counter() {
    agree(&["counter"], false, |world| {
        let (alice, bob) = (world.account("alice", 1_000u64), world.account("bob", 0u64));
        let counter = world.deploy_wasm(&alice, "counter", args![5u64])?;
        let mut outcomes = Vec::new();
        for (from, function, arguments) in [
            (&alice, "increment", args![]),
            (&bob, "increment", args![9u64]),
            (&bob, "increment", args![u64::MAX]),
            (&alice, "decrement", args![2u64]),
            (&bob, "decrement", args![9u64]),
            (&alice, "setNote", args!["key", "first"]),
            (&alice, "setNote", args!["key", "second"]),
            (&alice, "setNote", args!["other", ""]),
            (&alice, "getNote", args!["key"]),
            (&alice, "removeNote", args!["none"]),
            (&alice, "addTag", args!["tag"]),
            (&alice, "addTag", args!["tag"]),
            (&alice, "addTag", args!["more"]),
            (&alice, "removeTag", args!["tag"]),
            (&alice, "getHistoryAt", args![2u64]),
            (&alice, "getHistoryAt", args![9u64]),
            (&alice, "getNotes", args![]),
            (&alice, "getCallers", args![]),
            (&bob, "clear", args![]),
            (&alice, "clear", args![]),
            (&alice, "getTags", args![]),
        ] {
            outcomes.push(world.call(from, &counter, function, arguments).run()?);
        }
        Ok(outcomes)
    });
}

#[test]
fn forwarder_async() {
    agree(&CONTRACTS, true, |world| {
        let alice = world.account("alice", 1_000_000u64);
        let adder = world.deploy_wasm(&alice, "adder", args![5u64])?;
        let reentrant = world.deploy_wasm(&alice, "reentrant", args![1u64])?;
        let it = world.deploy_wasm(&alice, "forwarder-async", args![])?;
        let mut outcomes = Vec::new();
        for (function, arguments, value) in [
            ("forwardAsync", args![&adder, "add", b"\x05"], 0u64),
            ("forwardAsync", args![&adder, "getSum"], 0),
            ("forwardAsync", args![&reentrant, "add", b"\x05"], 30),
            ("forwardAsync", args![&reentrant, "fail", "no"], 30),
            ("forwardPromise", args![&adder, 10_000_000u64, 5_000_000u64, "add", b"\x05"], 0),
            ("forwardPromise", args![&reentrant, 10_000_000u64, 5_000_000u64, "fail", "no"], 20),
            ("forwardPromiseTwice", args![&adder, 10_000_000u64, 5_000_000u64, "add", b"\x01"], 0),
            ("forwardPromiseThenFail", args![&adder, 10_000_000u64, 5_000_000u64, "getSum"], 5),
            ("setCallbackFails", args![true], 0),
            ("forwardPromise", args![&adder, 10_000_000u64, 5_000_000u64, "getSum"], 0),
            ("forwardAsync", args![&adder, "getSum"], 0),
            ("getCallbacks", args![], 0),
            ("getStatus", args![], 0),
            ("getMessage", args![], 0),
            ("getResults", args![], 0),
        ] {
            outcomes.push(world.call(&alice, &it, function, arguments).value(value).run()?);
        }
        Ok(outcomes)
    });
}

/// Synchronous calls of every form, failures among them, and tokens.
fn forwarded(world: &mut World) -> Tested {
    let alice = world.account("alice", 1_000_000u64);
    world.set_token_balance(&alice, "TOK-abcdef", 500u64);
    let adder = world.deploy_wasm(&alice, "adder", args![5u64])?;
    let it = world.deploy_wasm(&alice, "forwarder", args![])?;
    let fallible = world.deploy_wasm(&alice, "forwarder-fallible", args![])?;
    let inner = Bytes::copy_from_slice(adder.address().as_slice());
    let mut outcomes = Vec::new();
    for (target, function, arguments, value) in [
        (&it, "forward", args![&adder, "add", b"\x05"], 0u64),
        (&it, "forward", args![&it, "forward", &inner, "getSum"], 0),
        (&it, "forward", args![&it, "fund"], 50),
        (&it, "forward", args![&adder, "nothing"], 0),
        (&it, "forwardReadOnly", args![&adder, "add", b"\x05"], 0),
        (&it, "forwardReadOnly", args![&adder, "getSum"], 0),
        (&it, "forwardSameContext", args![&adder, "getSum"], 0),
        (&it, "forwardTwice", args![&adder, "getSum"], 0),
        (&it, "forwardTransferExecute", args![&it, 5_000_000u64, "fund"], 7),
        (&it, "forwardWithGas", args![&adder, 100u64, "getSum"], 0),
        (&fallible, "forwardFallible", args![&adder, 5_000_000u64, "getSum"], 0),
        (&fallible, "forwardFallible", args![&adder, 5_000_000u64, "nothing"], 0),
        (&fallible, "forwardRepeatedly", args![3u64, &adder, 5_000_000u64, "getSum"], 0),
        (&fallible, "codeHashOf", args![&adder], 0),
    ] {
        outcomes.push(world.call(&alice, target, function, arguments).value(value).run()?);
    }
    for (target, function, arguments) in
        [(&it, "forward", args![&it, "fund"]), (&fallible, "transfers", args![])]
    {
        let call = world.call(&alice, target, function, arguments);
        outcomes.push(call.tokens("TOK-abcdef", 0, 20u64).run()?);
    }
    Ok(outcomes)
}

#[test]
fn forwarder() {
    agree(&CONTRACTS, true, forwarded);
}

/// Native contracts call WASM, whose operators cost something.
#[test]
fn forwarder_to_wasm() {
    agree(&["forwarder", "forwarder-fallible"], false, forwarded);
}

/// Native contracts call Solidity, where gas is rounded.
#[test]
fn forwarder_to_solidity() {
    agree(&CONTRACTS, false, |world| {
        let alice = world.account("alice", 1_000_000u64);
        let token = world.deploy_evm(&alice, "Token", args![1_000u64])?;
        let evm = world.deploy_evm(&alice, "Forwarder", args![])?;
        let it = world.deploy_wasm(&alice, "forwarder", args![])?;
        let late = world.deploy_wasm(&alice, "forwarder-async", args![])?;
        let holder = Bytes::copy_from_slice(it.address().as_slice());
        let mut outcomes = Vec::new();
        for (target, function, arguments, value) in [
            (&it, "forward", args![&token, "balanceOf(address)", &holder], 0u64),
            (&it, "forward", args![&token, "transfer(address,uint256)", &holder, b"\x01"], 0),
            (&it, "forwardTransferExecute", args![&evm, 5_000_000u64, ""], 7),
            (&late, "forwardAsync", args![&token, "balanceOf(address)", &holder], 0),
            (
                &late,
                "forwardPromise",
                args![&token, 10_000_000u64, 5_000_000u64, "totalSupply()"],
                0,
            ),
            (&late, "getResults", args![], 0),
        ] {
            outcomes.push(world.call(&alice, target, function, arguments).value(value).run()?);
        }
        Ok(outcomes)
    });
}
