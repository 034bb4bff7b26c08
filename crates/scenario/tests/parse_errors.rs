//! Scenarios that are refused: each error names file, line, step and field.
#![cfg(test)]
#![expect(clippy::too_many_lines, reason = "tables of cases")]

// tidy: table: a scenario, or an expression, a row.

use std::path::Path;

use scenario::parse_text;
use scenario::value::{MemoryFiles, ReadContext};

fn context() -> ReadContext {
    let abi = r#"{"bytecode": "0x6001", "abi": [
        {"type": "constructor", "inputs": [{"name": "owner", "type": "address"}]},
        {"type": "function", "name": "get", "inputs": [], "outputs": [{"name": "", "type": "uint256"}], "stateMutability": "view"},
        {"type": "function", "name": "over", "inputs": [{"name": "", "type": "bool"}], "outputs": [], "stateMutability": "view"},
        {"type": "function", "name": "over", "inputs": [{"name": "", "type": "uint8"}], "outputs": [], "stateMutability": "view"}
    ]}"#;
    let files = MemoryFiles::default()
        .with("t/C.json", abi)
        .with("t/empty.json", r#"{"bytecode": "0x6001"}"#);
    ReadContext { files: Box::new(files), ..ReadContext::default() }
}

#[track_caller]
fn check(file: &str, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        match parse_text(text, Path::new(file), &context()) {
            Ok(_) => panic!("accepted: {text}"),
            Err(error) => assert_eq!(error.to_string(), format!("{file}:{expected}"), "{text}"),
        }
    }
}

/// A step inside a scenario, on line 2.
fn step(text: &str) -> String {
    format!("{{\"steps\": [\n{text}]}}")
}

#[track_caller]
fn check_steps(file: &str, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        check(file, &[(&step(text), expected)]);
    }
}

#[test]
fn files() {
    check(
        "t/a.scen.json",
        &[
            ("[]", "1: expected a map, found a list"),
            ("{\n\"stepz\": []}", "2: stepz: unknown field, did you mean `steps`?"),
            (
                "{\"let\": {}}",
                "1: let: this field belongs to the extended dialect: name the file `*.xscen.json`",
            ),
            ("{\"checkGas\": \"true\"}", "1: checkGas: expected true or false, found a string"),
            (
                "{\"gasSchedule\": \"v5\"}",
                "1: gasSchedule: unknown value `v5`, expected default, dummy, v3 or v4",
            ),
            ("{\"steps\": {}}", "1: steps: expected a list, found a map"),
            (
                "{\"name\":\n 5}",
                "2: `5` is no scenario value: numbers and expressions are written as strings",
            ),
            ("{\"steps\": [\n\n{}]}", "3: steps[0]: step: missing"),
            (
                "{\"steps\": [\n{\"step\": \"dumpState\"},\n{\"step\":\"scCal\", \"id\": \"x\"}]}",
                "3: steps[1] scCal \"x\": step: unknown value `scCal`, expected externalSteps, setState, checkState, \
          dumpState, scCall, scDeploy, scUpgrade, scQuery, transfer or validatorReward",
            ),
        ],
    );
    let missing = scenario::parse_file(Path::new("t/none.scen.json"), &context());
    match missing {
        Ok(_) => panic!("parsed a file that is not there"),
        Err(error) => {
            assert!(error.to_string().starts_with("t/none.scen.json: cannot read the file"))
        }
    }
}

#[test]
fn steps_of_the_go_dialect() {
    check_steps(
        "t/a.scen.json",
        &[
            (r#"{"step": "externalSteps"}"#, "2: steps[0] externalSteps: path: missing"),
            (
                r#"{"step": "externalSteps", "path": "a", "id": "x"}"#,
                "2: steps[0] externalSteps \"x\": id: this field belongs to the extended dialect: name the file `*.xscen.json`",
            ),
            (
                r#"{"step": "setState", "id": "s", "accounts": {"address:a": {"balanse": "1"}}}"#,
                "2: steps[0] setState \"s\": accounts[address:a].balanse: unknown field, did you mean `balance`?",
            ),
            (
                r#"{"step": "setState", "accounts": {"0x01": {}}}"#,
                "2: steps[0] setState: accounts[0x01]: `0x01` has 1 bytes, expected 32",
            ),
            (
                r#"{"step": "setState", "accounts": {"evm:bob": {}}}"#,
                "2: steps[0] setState: accounts[evm:bob]: `evm:bob`: `evm:` belongs to the extended dialect: name the file `*.xscen.json`",
            ),
            (
                "{\"step\": \"setState\", \"accounts\": {\n\"address:a\": {\n\"storage\": {\"str:k\": [\"1\",\n\"x\"]}}}}",
                "4: steps[0] setState: accounts[address:a].storage[str:k]: `x`: not a number, and no known prefix (a text is written `str:...`)",
            ),
            (
                r#"{"step": "setState", "accounts": {"address:a": {"nonce": "0x010000000000000000"}}}"#,
                "2: steps[0] setState: accounts[address:a].nonce: `0x010000000000000000` is too large: the limit is 18446744073709551615",
            ),
            (
                r#"{"step": "setState", "accounts": {"address:a": {"esdt": {"str:T": {"instances": [{"royalties": "10001"}]}}}}}"#,
                "2: steps[0] setState: accounts[address:a].esdt[str:T].instances[0].royalties: `10001` is too large: the limit is 10000",
            ),
            (
                r#"{"step": "setState", "accounts": {"address:a": {"esdt": {"str:T": {"creator": "0x01"}}}}}"#,
                "2: steps[0] setState: accounts[address:a].esdt[str:T].creator: `0x01` has 1 bytes, expected 32",
            ),
            (
                r#"{"step": "setState", "accounts": {"address:a": {"slots": {}}}}"#,
                "2: steps[0] setState: accounts[address:a].slots: this field belongs to the extended dialect: name the file `*.xscen.json`",
            ),
            (
                r#"{"step": "setState", "currentBlockInfo": {"blockRandomSeed": "0x01"}}"#,
                "2: steps[0] setState: currentBlockInfo.blockRandomSeed: `0x01` has 1 bytes, expected 48",
            ),
            (r#"{"step": "checkState"}"#, "2: steps[0] checkState: accounts: missing"),
            (
                r#"{"step": "checkState", "accounts": {"address:a": {"balance": true}}}"#,
                "2: steps[0] checkState: accounts[address:a].balance: expected a string, found a boolean",
            ),
        ],
    );
}

#[test]
fn transactions_of_the_go_dialect() {
    check_steps(
        "t/a.scen.json",
        &[
            (r#"{"step": "scCall", "txId": "t"}"#, "2: steps[0] scCall \"t\": tx: missing"),
            (
                r#"{"step": "scCall", "id": "t", "tx": {"from": "address:a", "to": "sc:b", "gasLimt": "1"}}"#,
                "2: steps[0] scCall \"t\": tx.gasLimt: unknown field, did you mean `gasLimit`?",
            ),
            (r#"{"step": "scCall", "tx": {"to": "sc:b"}}"#, "2: steps[0] scCall: tx.from: missing"),
            (
                r#"{"step": "scCall", "tx": {"from": "address:a"}}"#,
                "2: steps[0] scCall: tx.to: missing",
            ),
            (
                r#"{"step": "scCall", "tx": {"from": "address:a", "to": "sc:b", "arguments": ["1", "u8:256"]}}"#,
                "2: steps[0] scCall: tx.arguments[1]: `u8:256`: does not fit in 1 bytes",
            ),
            (
                r#"{"step": "scCall", "tx": {"from": "address:a", "to": "sc:b", "contractCode": "0x01"}}"#,
                "2: steps[0] scCall: tx.contractCode: not allowed in a scCall step",
            ),
            (
                r#"{"step": "scCall", "tx": {"from": "address:a", "to": "sc:b", "value": "1", "egldValue": "1"}}"#,
                "2: steps[0] scCall: tx.value: not allowed beside `egldValue`",
            ),
            (
                r#"{"step": "scDeploy", "tx": {"from": "address:a", "to": "sc:b"}}"#,
                "2: steps[0] scDeploy: tx.to: not allowed in a scDeploy step",
            ),
            (
                r#"{"step": "scDeploy", "tx": {"from": "address:a", "function": "f"}}"#,
                "2: steps[0] scDeploy: tx.function: not allowed in a scDeploy step",
            ),
            (
                r#"{"step": "scDeploy", "tx": {"from": "address:a", "esdtValue": []}}"#,
                "2: steps[0] scDeploy: tx.esdtValue: not allowed in a scDeploy step",
            ),
            (
                r#"{"step": "scQuery", "tx": {"from": "address:a", "to": "sc:b"}}"#,
                "2: steps[0] scQuery: tx.from: not allowed in a scQuery step",
            ),
            (
                r#"{"step": "scQuery", "tx": {"to": "sc:b", "gasLimit": "1"}}"#,
                "2: steps[0] scQuery: tx.gasLimit: not allowed in a scQuery step",
            ),
            (
                r#"{"step": "transfer", "tx": {"from": "address:a", "to": "address:b", "arguments": ["1"]}}"#,
                "2: steps[0] transfer: tx.arguments: not allowed in a transfer step",
            ),
            (
                r#"{"step": "transfer", "tx": {"from": "address:a", "to": "address:b"}, "expect": {}}"#,
                "2: steps[0] transfer: expect: not allowed in a transfer step",
            ),
            (
                r#"{"step": "validatorReward", "tx": {"from": "address:a", "to": "address:b"}}"#,
                "2: steps[0] validatorReward: tx.from: not allowed in a validatorReward step",
            ),
            (
                r#"{"step": "scQuery", "tx": {"to": "sc:b"}, "expect": {"staus": "0"}}"#,
                "2: steps[0] scQuery: expect.staus: unknown field, did you mean `status`?",
            ),
            (
                r#"{"step": "scQuery", "tx": {"to": "sc:b"}, "expect": {"revert": "x"}}"#,
                "2: steps[0] scQuery: expect.revert: this field belongs to the extended dialect: name the file `*.xscen.json`",
            ),
            (
                r#"{"step": "scQuery", "tx": {"to": "sc:b"}, "expect": {"out": ["1", "bad"]}}"#,
                "2: steps[0] scQuery: expect.out[1]: `bad`: not a number, and no known prefix (a text is written `str:...`)",
            ),
            (
                r#"{"step": "scQuery", "tx": {"to": "sc:b"}, "expect": {"logs": ["+", {}]}}"#,
                "2: steps[0] scQuery: expect.logs[1]: not allowed behind `+`",
            ),
            (
                r#"{"step": "scQuery", "tx": {"to": "sc:b"}, "expect": {"logs": [{"adress": "*"}]}}"#,
                "2: steps[0] scQuery: expect.logs[0].adress: unknown field, did you mean `address`?",
            ),
        ],
    );
}

#[test]
fn extended_dialect() {
    check(
        "t/a.xscen.json",
        &[
            (r#"{"name": "a", "name": "b"}"#, "1: key `name` is repeated"),
            (r#"{"let": {"a": "$b"}}"#, "1: let.a: `$b`: no such name in `let`"),
            (
                r#"{"gasSchedule": "v10"}"#,
                "1: gasSchedule: unknown value `v10`, expected default, dummy, or v1 to v9",
            ),
        ],
    );
    check_steps(
        "t/a.xscen.json",
        &[
            (
                r#"{"step": "setState", "accounts": {"0x01": {}}}"#,
                "2: steps[0] setState: accounts[0x01]: `0x01` has 1 bytes, expected 20 or 32",
            ),
            (
                r#"{"step": "setState", "accounts": {"sc:a": {"slots": {"1": "2"}}}}"#,
                "2: steps[0] setState: accounts[sc:a].slots: not allowed in an account outside the EVM: use `storage`",
            ),
            (
                r#"{"step": "setState", "accounts": {"evm:a": {"slots": {"1": "2"}, "storage": {}}}}"#,
                "2: steps[0] setState: accounts[evm:a].storage: not allowed beside `slots`: byte keys of an EVM account are tokens, use `esdt`",
            ),
            (
                r#"{"step": "setState", "accounts": {"evm:a": {"slots": {"1": "0x01|u256:2"}}}}"#,
                "2: steps[0] setState: accounts[evm:a].slots[1]: `0x01|u256:2` has 33 bytes, expected at most 32",
            ),
            (
                r#"{"step": "setState", "accounts": {"evm:a": {"vm": "svm"}}}"#,
                "2: steps[0] setState: accounts[evm:a].vm: unknown value `svm`, expected wasm, evm or system",
            ),
            (
                r#"{"step": "scCall", "tx": {"from": "evm:a", "to": "evm:b", "function": "get"}}"#,
                "2: steps[0] scCall: tx.function: an EVM contract is called by signature, by name with `abi`, or with `calldata`",
            ),
            (
                r#"{"step": "scCall", "tx": {"from": "evm:a", "to": "evm:b", "function": "f(uint8)", "arguments": []}}"#,
                "2: steps[0] scCall: tx.arguments: `f(uint8)`: the signature takes 1 arguments, got 0",
            ),
            (
                r#"{"step": "scCall", "tx": {"from": "evm:a", "to": "evm:b", "function": "f(uint8)", "arguments": ["256"]}}"#,
                "2: steps[0] scCall: tx.arguments: `256`: does not fit type uint8",
            ),
            (
                r#"{"step": "scCall", "tx": {"from": "evm:a", "to": "evm:b", "function": "f(", "arguments": []}}"#,
                "2: steps[0] scCall: tx.function: `f(`: bad Solidity signature: not understood from character 3 on",
            ),
            (
                r#"{"step": "scCall", "tx": {"from": "evm:a", "to": "evm:b", "abi": "C.json", "function": "set"}}"#,
                "2: steps[0] scCall: tx.function: no function `set` that fits in the ABI: write its full signature",
            ),
            (
                r#"{"step": "scCall", "tx": {"from": "evm:a", "to": "evm:b", "abi": "C.json", "function": "over", "arguments": ["1"]}}"#,
                "2: steps[0] scCall: tx.function: more than one function `over` in the ABI: write its full signature",
            ),
            (
                r#"{"step": "scCall", "tx": {"from": "evm:a", "to": "evm:b", "abi": "empty.json", "function": "get"}}"#,
                "2: steps[0] scCall: tx.abi: the file holds no ABI",
            ),
            (
                r#"{"step": "scCall", "tx": {"from": "evm:a", "to": "evm:b", "calldata": "0x", "function": "f()"}}"#,
                "2: steps[0] scCall: tx.function: not allowed beside `calldata`",
            ),
            (
                r#"{"step": "scDeploy", "tx": {"from": "evm:a", "contractCode": "solc:C.json"}}"#,
                "2: steps[0] scDeploy: tx.arguments: `constructor(address)`: the signature takes 1 arguments, got 0",
            ),
            (
                r#"{"step": "scDeploy", "tx": {"from": "address:a", "contractCode": "0x00", "constructor": "(uint8)"}}"#,
                "2: steps[0] scDeploy: tx.constructor: not allowed outside the EVM",
            ),
            (
                r#"{"step": "scQuery", "tx": {"to": "evm:b", "function": "f()"}, "expect": {"revert": {"args": []}}}"#,
                "2: steps[0] scQuery: expect.revert.args: not allowed without `error`",
            ),
            (
                r#"{"step": "scQuery", "tx": {"to": "evm:b", "function": "f()"}, "expect": {"revert": {"error": "Bad(uint256)", "args": []}}}"#,
                "2: steps[0] scQuery: expect.revert.args: `Bad(uint256)`: the signature takes 1 arguments, got 0",
            ),
            (
                r#"{"step": "scQuery", "tx": {"to": "evm:b", "function": "f()"}, "expect": {"revert": {"error": "Bad"}}}"#,
                "2: steps[0] scQuery: expect.revert.error: no error `Bad` that fits in the ABI: write its full signature",
            ),
            (
                r#"{"step": "scQuery", "tx": {"to": "evm:b", "function": "f()"}, "expect": {"revert": {}}}"#,
                "2: steps[0] scQuery: expect.revert: expected one of `error`, `reason`, `panic` and `data`",
            ),
            (
                r#"{"step": "scQuery", "tx": {"to": "evm:b", "function": "f()"}, "expect": {"logs": [{"event": "E(uint8[] indexed a)", "args": [["1"]]}]}}"#,
                "2: steps[0] scQuery: expect.logs[0].args: `[\"1\"]`: an indexed uint8[] is stored as a hash: check it with raw `topics`",
            ),
            (
                r#"{"step": "scQuery", "tx": {"to": "evm:b", "function": "f()"}, "expect": {"logs": [{"event": "E()", "topics": []}]}}"#,
                "2: steps[0] scQuery: expect.logs[0].topics: not allowed beside `event`: use `args`",
            ),
        ],
    );
}
