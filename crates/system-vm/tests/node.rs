//! The production node's session, step by step: the same storage, gas, logs and refusals.
//!
//! `data/node-1.9.6.json` was recorded on a chain of three shards and a metachain, so that the logs
//! of what the ESDT contract sends to other shards are missing there.
#![cfg(test)]

mod support;

use serde_json::Value;
use support::{ALICE, BOB, Chain, GAS, text};
use system_vm::ESDT_ADDRESS;
use vm_core::{Address, Bytes, LogEntry, LogRecord, U256};

fn address(name: &str) -> Address {
    match name {
        "alice" => ALICE,
        "bob" => BOB,
        "esdt" => ESDT_ADDRESS,
        "system" => Address::SYSTEM_ACCOUNT,
        _ => panic!("{name}"),
    }
}

fn string<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} in {value}"))
}

fn bytes_of(values: &Value) -> Vec<Bytes> {
    let values = values.as_array().unwrap().iter();
    values.map(|it| hex::decode(it.as_str().unwrap()).unwrap().into()).collect()
}

fn log_of(value: &Value) -> LogEntry {
    LogEntry {
        identifier: Bytes::copy_from_slice(string(value, "identifier").as_bytes()),
        address: address(string(value, "address")),
        topics: bytes_of(&value["topics"]),
        data: bytes_of(&value["data"]),
    }
}

#[test]
fn a_session_of_the_node_is_repeated() {
    let recorded: Value = serde_json::from_str(include_str!("data/node-1.9.6.json")).unwrap();
    let mut chain = Chain::new();
    let mut compared = 0;
    for step in recorded["steps"].as_array().unwrap() {
        let name = string(step, "name");
        if let Some(seed) = step["seed"].as_str() {
            chain.set_seed(hex::decode(seed).unwrap());
        }
        if step["absent"].as_bool() != Some(true) {
            run_step(&mut chain, name, step);
            compared += 1;
        }
        check_storage(&mut chain, name, step);
    }
    assert_eq!(compared, 28);
}

fn run_step(chain: &mut Chain, name: &str, step: &Value) {
    let arguments = bytes_of(&step["arguments"]);
    let arguments: Vec<&[u8]> = arguments.iter().map(AsRef::as_ref).collect();
    let (caller, callee) = (address(string(step, "caller")), address(string(step, "callee")));
    let mut request = chain.request(caller, callee, string(step, "function"), &arguments);
    request.value = string(step, "value").parse::<U256>().unwrap();
    let logs_before = chain.logs().len();
    let outcome = chain.run(request).call;
    if let Some(message) = step["message"].as_str() {
        assert!(!outcome.status.is_success(), "{name}");
        assert_eq!(text(&outcome), message, "{name}");
        return;
    }
    assert!(outcome.status.is_success(), "{name}: {}", text(&outcome));
    let gas = GAS.checked_sub(outcome.gas_left);
    assert_eq!(gas, step["gas"].as_u64(), "{name}");
    let logs = chain.logs();
    let mut written = logs.into_iter().skip(logs_before);
    for expected in step["logs"].as_array().unwrap() {
        let expected = LogRecord::Native(log_of(expected));
        assert!(written.any(|it| it == expected), "{name}: {expected:?}");
    }
}

/// Compares what the step changed; of a step that we do not have, takes it over.
fn check_storage(chain: &mut Chain, name: &str, step: &Value) {
    let Some(accounts) = step["storage"].as_object() else {
        return;
    };
    for (account, changes) in accounts {
        for (key, value) in changes.as_object().unwrap() {
            let (owner, key) = (address(account), hex::decode(key).unwrap());
            let value = hex::decode(value.as_str().unwrap()).unwrap();
            if key == b"esdtConfig" || step["absent"].as_bool() == Some(true) {
                chain.set_storage(owner, &key, value);
                continue;
            }
            let stored = chain.storage(owner, &key);
            let key = String::from_utf8_lossy(&key);
            assert_eq!(hex::encode(&stored), hex::encode(&value), "{name}: {account} {key:?}");
        }
    }
}
