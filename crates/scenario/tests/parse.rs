//! Scenarios that are accepted, and what they mean.
#![cfg(test)]

// tidy: table: a scenario, or an expression, a row.

use std::path::Path;

use num_bigint::BigUint;
use scenario::model::{
    Action, Call, Expect, LogDataCheck, LogsCheck, MapCheck, OutCheck, RevertCheck, Rule, Scenario,
    SetState, SlotEntry, TransactionStep, Vm,
};
use scenario::value::{Dialect, Interpreter, MemoryFiles, ReadContext};
use scenario::{parse_step, parse_text};

fn context() -> ReadContext {
    let abi = r#"{"bytecode": "0x6001", "abi": [
        {"type": "constructor", "inputs": [{"name": "owner", "type": "address"}]},
        {"type": "function", "name": "get", "inputs": [], "outputs": [{"name": "", "type": "uint256"}, {"name": "", "type": "string"}], "stateMutability": "view"},
        {"type": "error", "name": "Bad", "inputs": [{"name": "", "type": "uint256"}]},
        {"type": "event", "name": "Set", "anonymous": false, "inputs": [{"name": "who", "type": "address", "indexed": true}, {"name": "what", "type": "string", "indexed": false}]}
    ]}"#;
    let files = MemoryFiles::default().with("t/C.json", abi).with("t/a.wasm", [0, 1]);
    ReadContext { files: Box::new(files), ..ReadContext::default() }
}

#[track_caller]
fn action(file: &str, text: &str) -> Action {
    parse_step(text, Path::new(file), &context()).unwrap_or_else(|error| panic!("{error}")).action
}

#[track_caller]
fn transaction(file: &str, text: &str) -> TransactionStep {
    let Action::Transaction(step) = action(file, text) else { panic!("no transaction: {text}") };
    *step
}

#[track_caller]
fn expect(text: &str) -> Expect {
    let step = format!(
        r#"{{"step": "scQuery", "tx": {{"to": "evm:c", "abi": "C.json", "function": "get"}}, "expect": {text}}}"#
    );
    transaction("t/a.xscen.json", &step).expect.unwrap()
}

fn bytes(expression: &str) -> Vec<u8> {
    Interpreter::new(&context(), Dialect::Extended, "t").text(expression).unwrap()
}

#[test]
fn a_scenario_and_its_defaults() {
    let text = r#"{"name": "n", "steps": [
        {"step": "externalSteps", "path": "../x/init.steps.json"},
        {"step": "scDeploy", "txId": "d", "tx": {"from": "address:a", "contractCode": "file:a.wasm", "gasLimit": "5,000"}}
    ], "name": "again"}"#;
    let scenario: Scenario = parse_text(text, Path::new("t/a.scen.json"), &context()).unwrap();
    assert!(scenario.check_gas);
    assert_eq!(scenario.name, "n");
    assert_eq!(
        scenario.warnings.first().unwrap().text,
        "key `name` is repeated: the first one holds"
    );
    let [external, deploy] = scenario.steps.as_slice() else { panic!() };
    let Action::ExternalSteps(external) = &external.action else { panic!() };
    assert_eq!(external.resolved, Path::new("x/init.steps.json"));
    assert_eq!((deploy.id.as_str(), deploy.line), ("d", 3));
    let Action::Transaction(deploy) = &deploy.action else { panic!() };
    assert_eq!(deploy.transaction.code.as_ref().unwrap().value, [0, 1]);
    assert_eq!(deploy.transaction.gas_limit.value, 5_000);
    assert!(deploy.expect.is_none() && deploy.transaction.to.is_none());
}

#[test]
fn accounts_keep_what_was_omitted() {
    let Action::SetState(set) = action(
        "t/a.scen.json",
        r#"{"step": "setState", "accounts": {"address:a": {
                "balance": "10", "asyncCallData": "raw|text",
                "storage": {"str:k": {"2-b": "2", "1-a": ["1", "str:x"]}},
                "esdt": {"str:T-1": "5", "str:N-1": {"nonce": "2", "balance": "1", "instances": [{"nonce": "3"}], "roles": ["ESDTRoleNFTBurn"], "lastNonce": "9"}}}},
            "blockHashes": ["0x01"],
            "currentBlockInfo": {"blockTimestamp": "7", "blockNonce": "", "blockRound": "0"}}"#,
    ) else {
        panic!()
    };
    let SetState { accounts, block_hashes, current_block, .. } = *set;
    let account = accounts.first().unwrap();
    assert!(account.nonce.is_none() && account.code.is_none() && !account.update);
    assert_eq!(account.async_call_data, "raw|text");
    let value = &account.storage.first().unwrap().value;
    assert_eq!(value.value, [1, b'x', 2]);
    assert_eq!(value.text, r#"{"2-b": "2", "1-a": ["1", "str:x"]}"#);
    let [fungible, other] = account.esdt.as_slice() else { panic!() };
    assert_eq!(fungible.instances.first().unwrap().balance.value, BigUint::from(5_u8));
    let nonces: Vec<u64> = other.instances.iter().map(|instance| instance.nonce.value).collect();
    assert_eq!(nonces, [2, 3]);
    assert_eq!(block_hashes.first().unwrap().value, [1]);
    let block = current_block.unwrap();
    assert_eq!((block.timestamp_ms, block.nonce, block.round), (Some(7_000), None, Some(0)));
}

#[test]
fn checks_of_the_go_dialect() {
    let Action::CheckState(check) = action(
        "t/a.scen.json",
        r#"{"step": "checkState", "accounts": {"+": "", "address:a": {
            "nonce": "*", "storage": {"str:k": "*", "+": ""}, "esdt": {"str:T": "5"}, "owner": "address:o"}, "sc:b": {"storage": "*"}}}"#,
    ) else {
        panic!()
    };
    assert!(check.more_allowed);
    let [first, second] = check.accounts.as_slice() else { panic!() };
    assert_eq!(first.nonce.rule, Rule::Any);
    // Omitted: zero for the balance, nothing at all for the metadata.
    assert!(first.balance.accepts(&BigUint::ZERO) && !first.balance.accepts(&BigUint::from(1_u8)));
    assert!(first.code_metadata.accepts_if_given::<[u8]>(&[5, 6]));
    let MapCheck::Entries { entries, more_allowed: true } = &first.storage else { panic!() };
    assert_eq!(entries.len(), 1);
    let MapCheck::Entries { entries: tokens, more_allowed: false } = &first.esdt else { panic!() };
    let instance = tokens.first().unwrap().instances.first().unwrap();
    // A token checked by its balance has no creator.
    assert!(!instance.creator.accepts_if_given::<[u8]>(&[1]));
    assert_eq!(second.storage, MapCheck::Any);
    assert_eq!(second.esdt, MapCheck::Omitted);
}

#[test]
fn results_of_the_go_dialect() {
    let step = |expect: &str| {
        let text = format!(
            r#"{{"step": "scQuery", "tx": {{"to": "sc:b", "function": "f"}}, "expect": {expect}}}"#
        );
        transaction("t/a.scen.json", &text).expect.unwrap()
    };
    let empty = step("{}");
    assert!(empty.status.is_omitted() && empty.gas.is_omitted());
    assert_eq!(empty.logs, LogsCheck::Omitted);
    let OutCheck::Values(out) = &empty.out else { panic!() };
    assert!(out.accepts(&[]) && !out.accepts(&[vec![1]]));
    for (out, value, fits) in [
        (r#""*""#, vec![vec![1], vec![2]], true),
        (r#"["*"]"#, vec![vec![1]], true),
        (r#""5""#, vec![vec![5]], true),
        (r#""""#, vec![], true),
        (r#""""#, vec![vec![]], false),
        (r#"[""]"#, vec![vec![]], true),
        (r#"[["1", "2"], {"b": "4", "a": "3"}]"#, vec![vec![1, 2], vec![3, 4]], true),
    ] {
        let OutCheck::Values(check) = step(&format!(r#"{{"out": {out}}}"#)).out else { panic!() };
        assert_eq!(check.accepts(&value), fits, "{out} {value:?}");
    }
    let LogsCheck::List { logs, more_allowed: true } =
        step(r#"{"logs": [{"address": "sc:b", "topics": "*"}, "+"]}"#).logs
    else {
        panic!()
    };
    // Omitted in a log: empty.
    assert!(!logs.first().unwrap().endpoint.accepts::<[u8]>(b"x"));
    assert!(step(r#"{"status": "-1"}"#).status.accepts(&(-1).into()));
}

#[test]
fn evm_accounts() {
    let Action::SetState(set) = action(
        "t/a.xscen.json",
        r#"{"step": "setState", "accounts": {"evm:token": {
            "nonce": "1", "code": "solc:C.json", "slots": {"0": "u256:7", "mapping(3, evm:bob)": "5"}},
            "address:a": {}},
            "currentBlockInfo": {"baseFee": "7", "coinbase": "evm:miner", "prevrandao": "1"}}"#,
    ) else {
        panic!()
    };
    let [token, user] = set.accounts.as_slice() else { panic!() };
    assert_eq!(token.address.evm.unwrap().as_slice(), bytes("evm:token"));
    assert_eq!(token.address.bytes.as_slice(), bytes("alias(mx, evm:token)"));
    assert_eq!(Vm::of_address(&token.address.bytes), Some(Vm::Evm));
    let SlotEntry { slot, value: word } = token.slots.last().unwrap();
    assert_eq!(slot.value.as_slice(), bytes("keccak256:right32:evm:bob|u256:3"));
    assert_eq!(word.value.as_slice(), bytes("u256:5"));
    assert_eq!((user.address.evm, Vm::of_address(&user.address.bytes)), (None, None));
    assert_eq!(set.current_block.unwrap().prevrandao.unwrap().as_slice(), bytes("u256:1"));
}

#[test]
fn evm_calls() {
    let call = |tx: &str| {
        let text =
            format!(r#"{{"step": "scCall", "tx": {{"from": "evm:a", "to": "evm:c", {tx}}}}}"#);
        transaction("t/a.xscen.json", &text).transaction.call
    };
    let cases = [
        (
            r#""function": "transfer(address,uint256)", "arguments": ["sc.evm:bob", "5"]"#,
            "abi:transfer(address,uint256)|evm:bob|5",
        ),
        (
            r#""function": "f((uint8,bool)[],bytes)", "arguments": [[["1", "true"], ["2", "false"]], "0x01|2"]"#,
            "abi:f((uint8,bool)[],bytes)|[(1, true), (2, false)]|0x0102",
        ),
        (r#""abi": "C.json", "function": "get""#, "selector:get()"),
        (r#""calldata": ["0x01020304", "u256:1"]"#, "0x01020304|u256:1"),
    ];
    for (tx, expected) in cases {
        let Call::Calldata { data, .. } = call(tx) else { panic!("{tx}") };
        assert_eq!(hex::encode(data), hex::encode(bytes(expected)), "{tx}");
    }
    assert!(matches!(call(r#""gasLimit": "1""#), Call::Function { .. }), "a plain transfer");
}

#[test]
fn evm_deploys() {
    let deploy = |tx: &str| {
        let text = format!(r#"{{"step": "scDeploy", "tx": {{"from": "evm:a", {tx}}}}}"#);
        transaction("t/a.xscen.json", &text).transaction
    };
    let typed = deploy(r#""contractCode": "solc:C.json", "arguments": ["address:o"]"#);
    assert_eq!(typed.vm, Some(Vm::Evm));
    let Call::Calldata { signature, data, .. } = typed.call else { panic!() };
    assert_eq!(signature, "constructor(address)");
    assert_eq!(data, bytes("right32:alias(evm, address:o)"));
    let signed = deploy(
        r#""vm": "evm", "contractCode": "0x60", "constructor": "constructor(uint8 a)", "arguments": ["1"]"#,
    );
    let Call::Calldata { data, .. } = signed.call else { panic!() };
    assert_eq!(data, bytes("u256:1"));
    let plain = deploy(r#""contractCode": "file:a.wasm", "arguments": ["1"]"#);
    assert_eq!(plain.vm, None);
    assert!(matches!(plain.call, Call::Function { .. }));
}

#[test]
fn typed_results_reverts_and_logs() {
    let OutCheck::Typed(out) = expect(r#"{"out": ["5", "str:hi"]}"#).out else { panic!() };
    let returned = bytes("u256:5|u256:64|u256:2|left32:str:hi");
    assert_eq!(out.check(&returned), Ok(()));
    let OutCheck::Typed(other) = expect(r#"{"out": ["6", "*"]}"#).out else { panic!() };
    let mismatch = other.check(&returned).unwrap_err();
    assert_eq!(mismatch.to_string(), "value 0 (uint256): want 6, have 5");
    assert!(other.check(&[1]).unwrap_err().to_string().starts_with("cannot decode 0x01"));

    for (revert, data, fits) in [
        (r#""*""#, "0x01", true),
        (r#""no way""#, "0x08c379a0|u256:32|u256:6|left32:str:no way", true),
        (r#""no way""#, "0x08c379a0|u256:32|u256:6|left32:str:no wax", false),
        (r#"{"reason": "str:no way"}"#, "0x08c379a0|u256:32|u256:6|left32:str:no way", true),
        (r#"{"panic": "0x11"}"#, "0x4e487b71|u256:17", true),
        (r#"{"data": "0x01|2"}"#, "0x0102", true),
        (r#"{"data": "0x01|2"}"#, "0x01", false),
        (r#"{"error": "Bad", "args": ["7"]}"#, "selector:Bad(uint256)|u256:7", true),
        (r#"{"error": "Bad", "args": ["7"]}"#, "selector:Bad(uint256)|u256:8", false),
        (r#"{"error": "Bad(uint256)"}"#, "selector:Bad(uint256)|u256:8", true),
        (r#"{"error": "Worse()"}"#, "selector:Bad(uint256)|u256:8", false),
    ] {
        let expect = expect(&format!(r#"{{"revert": {revert}}}"#));
        assert_eq!(expect.status.rule, Rule::Any, "a revert needs no status");
        let check: RevertCheck = expect.revert.unwrap();
        assert_eq!(check.check(&bytes(data)).is_ok(), fits, "{revert} {data}");
    }

    for (log, fits) in [
        (r#"{"event": "Set", "args": ["evm:bob", "str:hi"]}"#, true),
        (r#"{"event": "Set", "args": ["*", "*"]}"#, true),
        (r#"{"event": "Set"}"#, true),
        (r#"{"event": "Set(address indexed who, string what)", "args": ["evm:eve", "*"]}"#, false),
        (r#"{"event": "Set", "args": ["evm:bob", "str:ho"]}"#, false),
    ] {
        let LogsCheck::List { logs, .. } = expect(&format!(r#"{{"logs": [{log}]}}"#)).logs else {
            panic!()
        };
        let check = logs.first().unwrap();
        let topics = [bytes("topic:Set(address,string)"), bytes("right32:evm:bob")];
        let data = bytes("u256:32|u256:2|left32:str:hi");
        let data_fits = match &check.data {
            LogDataCheck::Typed(list) => list.check(&data).is_ok(),
            LogDataCheck::Any => true,
            LogDataCheck::Values(values) => panic!("{values:?}"),
        };
        assert_eq!(check.topics.accepts(&topics) && data_fits, fits, "{log}");
        assert!(check.address.accepts::<[u8]>(&[1; 32]), "an event may come from anywhere");
    }
}

#[test]
fn names_and_escapes_of_the_extended_dialect() {
    let text = r#"{"let": {"token": "create(evm:alice, 1)", "twice": "$token|$token"}, "comment": "a\n\u00e9",
        "gasSchedule": "v7",
        "steps": [{"step": "checkState", "id": "c", "accounts": {"$token": {"slots": {"+": ""}, "alias": "$token"}}},
                  {"step": "transfer", "tx": {"from": "evm:alice", "to": "$token", "value": "1"}, "expect": {"gasUsed": "21,000"}}]}"#;
    let scenario = parse_text(text, Path::new("t/a.xscen.json"), &context()).unwrap();
    assert_eq!(scenario.comment, "a\n\u{e9}");
    let Action::CheckState(check) = &scenario.steps.first().unwrap().action else { panic!() };
    let account = check.accounts.first().unwrap();
    assert_eq!(account.address.evm.unwrap().as_slice(), bytes("create(evm:alice, 1)"));
    assert!(account.alias.accepts::<[u8]>(&bytes("create(evm:alice, 1)")));
    let Action::Transaction(step) = &scenario.steps.last().unwrap().action else { panic!() };
    assert_eq!(step.expect.as_ref().unwrap().gas_used.rule, Rule::Is(21_000));
}
