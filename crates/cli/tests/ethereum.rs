//! `sovm conformance` over Ethereum's tests: counts come last, and a failure is the exit status.
#![cfg(test)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The example of EIP-155, as its text has it.
const SIGNED: &str = "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a7640000\
    8025a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276\
    a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83";
const HASH: &str = "0x33469b22e9f636356c4160a87eb19df52b7412e8eac32a4a55ffe88ea8350788";
const SENDER: &str = "0x9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f";

fn sovm(arguments: &[&str], vectors: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_sovm"))
        .arg("conformance")
        .args(arguments)
        .arg("--vectors")
        .arg(vectors)
        .output()
        .unwrap()
}

fn file(name: &str, gas: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let signed: String = SIGNED.split_whitespace().collect();
    let text = format!(
        r#"{{"example": {{"txbytes": "{signed}", "result": {{
            "Homestead": {{"exception": "signature", "intrinsicGas": "0x00"}},
            "Berlin": {{"hash": "{HASH}", "sender": "{SENDER}", "intrinsicGas": "{gas}"}}
        }}}}}}"#
    );
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn transactions_are_counted() {
    let right = sovm(&["transactions", "--parallel"], &file("right.json", "0x5208"));
    let text = String::from_utf8_lossy(&right.stdout).into_owned();
    assert!(right.status.success(), "{text}");
    assert!(text.starts_with("1 files: 2 passed, 0 failed, 0 left out; "), "{text}");

    let wrong = sovm(&["transactions"], &file("wrong.json", "0x5209"));
    let text = String::from_utf8_lossy(&wrong.stdout).into_owned();
    assert!(!wrong.status.success());
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].contains("wrong.json example Berlin: is "), "{text}");
    assert!(lines[1].starts_with("1 files: 1 passed, 1 failed, 0 left out; "), "{text}");
}

#[test]
fn what_is_no_test_is_an_error() {
    let form = sovm(&["evm"], &file("form.json", "0x5208"));
    assert!(!form.status.success());
    let text = String::from_utf8_lossy(&form.stderr).into_owned();
    assert!(text.contains("form.json is no file of tests"), "{text}");
    let none = sovm(&["evm", "--filter", "nothing"], &file("none.json", "0x5208"));
    assert!(!none.status.success());
}
