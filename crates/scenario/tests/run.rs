//! The runner: what steps do, and what is told of expectations that are not met.
#![cfg(test)]

// tidy: table: a scenario, or an expression, a row.

use scenario::run::{Names, Observer, Place, Report, RunOptions, Runner, Runtimes, StepOutcome};
use scenario::value::{DiskFiles, FileSource, ReadContext};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static RUNTIMES: LazyLock<Runtimes> = LazyLock::new(Runtimes::default);

/// Texts in the place of files, by name; everything else is on the disk.
struct Texts(BTreeMap<OsString, String>);

impl FileSource for Texts {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        let text = path.file_name().and_then(|name| self.0.get(name));
        let text = text.map(|text| text.clone().into_bytes());
        text.map_or_else(|| DiskFiles.read(path), Ok)
    }
}

const ACCOUNTS: &str = r#"{"step": "setState", "accounts": {
    "address:a": {"nonce": "3", "balance": "1,000", "esdt": {"str:GOLD-123456": "50"}},
    "address:b": {},
    "sc:adder": {"code": "file:adder.wasm", "storage": {"str:sum": "5"}, "owner": "address:a"}}}"#;

fn run_as(name: &str, steps: &str, options: RunOptions) -> Report {
    let text = format!(r#"{{"steps": [{ACCOUNTS}, {steps}]}}"#);
    run_files(&[(name, &text)], options, &mut ())
}

/// Runs the first of some files that lie beside the artifacts.
fn run_files(files: &[(&str, &str)], options: RunOptions, observer: &mut dyn Observer) -> Report {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../contracts/artifacts");
    let texts = files.iter().map(|(name, text)| (OsString::from(name), (*text).to_owned()));
    let context = ReadContext { files: Box::new(Texts(texts.collect())), ..ReadContext::default() };
    Runner::new(&RUNTIMES, options).run_in(&folder.join(files[0].0), &context, observer)
}

/// Runs steps after [`ACCOUNTS`] and compares the failures: field, expected, actual.
fn check(name: &str, steps: &str, expected: &[[&str; 3]]) {
    let report = run_as(name, steps, RunOptions::default());
    let failures: Vec<[&str; 3]> = report
        .failures
        .iter()
        .map(|it| [it.field.as_str(), it.expected.as_str(), it.actual.as_str()])
        .collect();
    assert_eq!(failures, expected, "{steps}");
    assert!(report.error.is_none(), "{:?}", report.error);
}

const GO: &str = "test.scen.json";
const EXTENDED: &str = "test.xscen.json";

/// A call of the adder by `a`.
fn add(tx: &str, expect: &str) -> String {
    format!(
        r#"{{"step": "scCall", "id": "add", "tx": {{"from": "address:a", "to": "sc:adder", "function": "add",
        "arguments": ["3"], "gasLimit": "5,000,000"{tx}}}, "expect": {{"refund": "*"{expect}}}}}"#
    )
}

fn state(accounts: &str) -> String {
    format!(r#"{{"step": "checkState", "accounts": {{{accounts}, "+": ""}}}}"#)
}

#[test]
fn what_is_as_expected_does_not_fail() {
    let adder = r#""sc:adder": {"storage": {"str:sum": "8"}, "code": "*", "owner": "address:a",
        "codeMetadata": "0x0506"}"#;
    let a = r#""address:a": {"nonce": "4", "balance": "1,000", "esdt": {"str:GOLD-123456": "50"}}"#;
    check(GO, &format!("{}, {}", add("", ""), state(&format!("{adder}, {a}"))), &[]);
    let query = r#"{"step": "scQuery", "tx": {"to": "sc:adder", "function": "getSum"},
        "expect": {"out": ["8"], "refund": "*"}}"#;
    check(GO, &format!("{}, {query}", add("", "")), &[]);
}

#[test]
fn every_failed_expectation_of_a_step_is_told_and_ends_the_run() {
    let wrong = add("", r#", "status": "4", "message": "str:no", "out": ["1"], "gas": "7""#);
    let report = run_as(GO, &format!("{wrong}, {}", add("", "")), RunOptions::default());
    let fields: Vec<_> = report.failures.iter().map(|it| it.field.as_str()).collect();
    assert_eq!(fields, ["expect.status", "expect.message", "expect.out", "expect.gas"]);
    assert_eq!(report.record.steps.len(), 1);
    let place = report.failures[0].place.to_string();
    assert!(place.ends_with("test.scen.json:4: steps[1] scCall \"add\""), "{place}");
}

#[test]
fn state_checks_name_the_field() {
    for (accounts, expected) in [
        (
            r#""address:a": {"nonce": "3", "esdt": "*"}"#,
            vec![["accounts[address:a].balance", "\"0\"", "\"1000\""]],
        ),
        (r#""address:c": {}"#, vec![["accounts[address:c]", "an account", "there is none"]]),
        (
            r#""sc:adder": {"code": "*", "storage": {"str:other": "1"}}"#,
            vec![
                ["accounts[sc:adder].storage[str:other]", "\"1\"", "\"\""],
                ["accounts[sc:adder].storage[0x73756d (str:sum)]", "\"\"", "\"0x05 (5)\""],
            ],
        ),
        (
            r#""address:a": {"nonce": "*", "balance": "*", "esdt": {"str:GOLD-123456": {"balance": "1", "roles": ["R"]}}}"#,
            vec![
                ["accounts[address:a].esdt[str:GOLD-123456].instances[0].balance", "\"1\"", "50"],
                ["accounts[address:a].esdt[str:GOLD-123456].roles", "[R]", "[]"],
            ],
        ),
        (
            r#""address:a": {"nonce": "*", "balance": "*"}"#,
            vec![[
                "accounts[address:a].esdt[str:GOLD-123456]",
                "no such token",
                "balance 50 of nonce 0",
            ]],
        ),
    ] {
        check(GO, &state(accounts), &expected);
    }
    let closed = r#"{"step": "checkState", "accounts": {"address:a": {"nonce": "*", "balance": "*", "esdt": "*"},
        "sc:adder": {"code": "*"}}}"#;
    check(GO, closed, &[["accounts[address:b]", "no such account", "it exists"]]);
}

#[test]
fn the_whole_gas_is_paid_and_a_failure_keeps_nonce_and_payment() {
    let priced = add(r#", "gasPrice": "0""#, "");
    let costly = r#"{"step": "scCall", "tx": {"from": "address:a", "to": "sc:adder", "function": "nothing",
        "gasLimit": "600", "gasPrice": "1"}, "expect": {"status": "*", "message": "*", "refund": "*"}}"#;
    let after = state(r#""address:a": {"nonce": "5", "balance": "400", "esdt": "*"}"#);
    check(GO, &format!("{priced}, {costly}, {after}"), &[]);
    let poor = add(r#", "gasPrice": "1""#, "");
    check(GO, &poor, &[["tx", "a transaction that can be made", "the sender cannot pay the gas"]]);
    let value = add(r#", "egldValue": "1,001""#, r#", "status": "7""#);
    check(GO, &value, &[]);
}

#[test]
fn value_and_tokens_move() {
    let transfer = r#"{"step": "transfer", "tx": {"from": "address:a", "to": "address:b", "egldValue": "30"}},
        {"step": "transfer", "tx": {"from": "address:a", "to": "address:b", "gasLimit": "500,000",
            "esdtValue": [{"tokenIdentifier": "str:GOLD-123456", "value": "20"}]}},
        {"step": "validatorReward", "tx": {"to": "address:b", "egldValue": "9"}}"#;
    let after = state(
        r#""address:a": {"nonce": "5", "balance": "970", "esdt": {"str:GOLD-123456": "30"}},
        "address:b": {"balance": "39", "esdt": {"str:GOLD-123456": "20"}}"#,
    );
    check(GO, &format!("{transfer}, {after}"), &[]);
    let refused = add(
        r#", "esdtValue": [{"tokenIdentifier": "str:GOLD-123456", "value": "7"}]"#,
        r#", "status": "10", "message": "*""#,
    );
    let after =
        state(r#""address:a": {"nonce": "4", "balance": "*", "esdt": {"str:GOLD-123456": "50"}}"#);
    check(GO, &format!("{refused}, {after}"), &[]);
    let too_much =
        add(r#", "esdtValue": [{"tokenIdentifier": "str:GOLD-123456", "value": "70"}]"#, "");
    let reason = "the token transfer failed: insufficient funds";
    check(GO, &too_much, &[["tx", "a transaction that can be made", reason]]);
}

#[test]
fn accounts_must_have_the_shape_of_their_address() {
    let set = |account: &str| format!(r#"{{"step": "setState", "accounts": {{{account}}}}}"#);
    for (account, field, actual) in [
        (r#""sc:x": {}"#, "accounts[sc:x]", "the address of a contract, and no code"),
        (
            r#""address:x": {"code": "0x01"}"#,
            "accounts[address:x]",
            "code, and not the address of a contract",
        ),
        (
            r#""address:x": {"update": true}"#,
            "accounts[address:x]",
            "there is no account to update",
        ),
        (r#""address:x": {"owner": "0x01"}"#, "accounts[address:x]", "the owner has not 32 bytes"),
    ] {
        check(GO, &set(account), &[[field, "an account that can be set", actual]]);
    }
    check(EXTENDED, &set(r#""evm:x": {"balance": "1"}"#), &[]);
    check(
        GO,
        &format!(
            "{}, {}",
            set(r#""address:a": {"update": true, "balance": "1"}"#),
            state(
                r#""address:a": {"nonce": "3", "balance": "1", "esdt": {"str:GOLD-123456": "50"}}"#
            )
        ),
        &[],
    );
}

#[test]
fn a_solidity_contract_is_deployed_called_and_checked() {
    let steps = |revert: &str, slot: &str| {
        format!(
            r#"{{"step": "setState", "accounts": {{"evm:k": {{"balance": "100"}}}}}},
            {{"step": "scDeploy", "tx": {{"from": "evm:k", "contractCode": "solc:Token.json",
                "arguments": ["1,000"], "gasLimit": "3,000,000"}},
                "expect": {{"out": "*", "refund": "*", "created": "create(evm:k, 0)"}}}},
            {{"step": "scCall", "tx": {{"from": "evm:k", "to": "create(evm:k, 0)",
                "function": "transfer(address,uint256) returns (bool)", "arguments": ["sc:adder", "400"], "gasLimit": "100,000"}},
                "expect": {{"out": ["true"], "refund": "*", "logs": [{{"address": "create(evm:k, 0)",
                    "event": "Transfer(address indexed from, address indexed to, uint256 value)",
                    "args": ["evm:k", "sc:adder", "400"]}}]}}}},
            {{"step": "scCall", "tx": {{"from": "evm:k", "to": "create(evm:k, 0)",
                "function": "transfer(address,uint256)", "arguments": ["sc:adder", "4,000"], "gasLimit": "100,000"}},
                "expect": {{"revert": {revert}, "refund": "*"}}}},
            {{"step": "checkState", "accounts": {{"create(evm:k, 0)": {{"vm": "evm", "nonce": "1", "code": "*",
                "slots": {{"{slot}": "600", "+": ""}}}}, "+": ""}}}}"#
        )
    };
    let custom = r#"{"error": "InsufficientBalance(address,uint256,uint256)", "args": ["evm:k", "600", "4,000"]}"#;
    check(EXTENDED, &steps(custom, "mapping(1, evm:k)"), &[]);
    for (revert, slot, field) in [
        ("\"another reason\"", "mapping(1, evm:k)", "expect.revert"),
        (custom, "0", "accounts[create(evm:k, 0)].slots[0]"),
    ] {
        let report = run_as(EXTENDED, &steps(revert, slot), RunOptions::default());
        let fields: Vec<_> = report.failures.iter().map(|it| it.field.as_str()).collect();
        assert_eq!(fields, [field], "{:?}", report.failures);
    }
}

#[test]
fn a_gas_floor_waives_payments_and_gas_checks() {
    let low = r#"{"step": "scCall", "id": "low", "tx": {"from": "address:a", "to": "sc:adder", "function": "add",
        "arguments": ["3"], "gasLimit": "500", "gasPrice": "1"}, "expect": {"refund": "*", "gas": "3"}}"#;
    let after = state(r#""address:a": {"nonce": "4", "balance": "500", "esdt": "*"}"#);
    let options = RunOptions { gas_floor: 600_000_000, ..RunOptions::default() };
    let report = run_as(GO, &format!("{low}, {after}"), options);
    assert!(report.passed(), "{:?}", report.failures);
    let step = &report.record.steps[0];
    assert_eq!((step.gas_limit, step.status), (Some(600_000_000), 0));
    assert!(step.gas_used.is_some_and(|it| it > 500 && it < 2_000_000), "{step:?}");
}

/// Notes what a run tells while it goes on.
#[derive(Default)]
struct Notes {
    traced: Vec<bool>,
    code: Vec<PathBuf>,
    dumps: Vec<String>,
}

impl Observer for Notes {
    fn transaction(&mut self, _place: &Place, outcome: &StepOutcome, _names: &Names) {
        self.traced.push(!outcome.trace.is_empty());
    }

    fn code(&mut self, file: &Path, code: &[u8]) {
        assert!(code.starts_with(b"\0asm"));
        self.code.push(file.to_owned());
    }

    fn dump(&mut self, _place: &Place, state: &str) {
        self.dumps.push(state.to_owned());
    }
}

/// A file that adds, includes a file that adds, and adds again.
fn around(top: &str, external: &str, step: &str) -> String {
    let add = add("", "").replacen('{', &format!("{{{step}"), 1);
    let include = format!(r#"{{"step": "externalSteps", "path": "inner.steps.json"{external}}}"#);
    format!(r#"{{{top} "steps": [{ACCOUNTS}, {add}, {include}, {add}]}}"#)
}

#[test]
fn transactions_are_recorded_where_file_step_or_run_ask_for_it() {
    let inner = format!(r#"{{"traceGas": true, "steps": [{}]}}"#, add("", ""));
    let (on, off) = (r#""traceGas": true,"#, r#", "traceGas": false"#);
    for (top, external, step, trace, expected) in [
        ("", "", "", false, [false; 3]),
        (on, "", "", false, [true; 3]),
        (on, off, "", false, [true, false, true]),
        ("", r#", "traceGas": true"#, "", false, [false, true, false]),
        ("", "", r#""displayLogs": true, "#, false, [true, false, true]),
        ("", off, "", true, [true; 3]),
    ] {
        let outer = around(top, external, step);
        let mut notes = Notes::default();
        let options = RunOptions { trace, ..RunOptions::default() };
        let files = [(GO, outer.as_str()), ("inner.steps.json", &inner)];
        let report = run_files(&files, options, &mut notes);
        assert!(report.passed(), "{:?} {:?}", report.failures, report.error);
        assert_eq!(notes.traced, expected, "{outer}");
        assert_eq!(notes.code.len(), 1);
        assert!(notes.code[0].ends_with("adder.wasm"), "{:?}", notes.code);
    }
}

/// The flag of an included file holds for the rest of the file around it in the Go dialect.
#[test]
fn gas_checks_of_included_files() {
    let wrong = add("", r#", "gas": "7""#);
    let inner = r#"{"checkGas": false, "steps": []}"#;
    for (name, path, failures) in [(GO, "inner.steps.json", 0), (EXTENDED, "inner.xsteps.json", 1)]
    {
        let include = format!(r#"{{"step": "externalSteps", "path": "{path}"}}"#);
        let outer = format!(r#"{{"steps": [{ACCOUNTS}, {include}, {wrong}]}}"#);
        let files = [(name, outer.as_str()), (path, inner)];
        let report = run_files(&files, RunOptions::default(), &mut ());
        assert_eq!(report.failures.len(), failures, "{:?}", report.failures);
    }
}

#[test]
fn a_dump_has_what_set_state_set() {
    let account = r#"{"nonce": "3", "esdt": {"str:ART-123456": {"instances": [{"nonce": "2", "balance": "1",
        "creator": "address:a", "royalties": "500", "hash": "str:hash", "uri": ["str:here"], "attributes": "5"}],
        "lastNonce": "2", "roles": ["ESDTRoleNFTBurn"]}}}"#;
    let steps = format!(
        r#"{{"step": "setState", "accounts": {{"address:c": {account}}}}}, {{"step": "dumpState"}}"#
    );
    let text = format!(r#"{{"steps": [{steps}]}}"#);
    let mut notes = Notes::default();
    assert!(run_files(&[(GO, &text)], RunOptions::default(), &mut notes).passed());
    let dump: serde_json::Value = serde_json::from_str(&notes.dumps[0]).unwrap();
    let token = &dump["address:c"]["esdt"]["str:ART-123456"];
    assert_eq!(token["lastNonce"], "2");
    let instance = &token["instances"][0];
    for (field, expected) in [
        ("nonce", "2"),
        ("balance", "1"),
        ("creator", "address:a"),
        ("royalties", "500"),
        ("hash", "str:hash"),
    ] {
        assert!(instance[field].as_str().unwrap().contains(expected), "{field}: {instance}");
    }
    assert_eq!(instance["uri"][0], "str:here");
}
