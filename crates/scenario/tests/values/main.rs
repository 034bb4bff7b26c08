//! Tables of expressions: what they are worth, and what is said about the ones that are worth nothing.
#![cfg(test)]
#![expect(clippy::too_many_lines, reason = "tables of cases")]

// tidy: table: a scenario, or an expression, a row.

mod extended;
mod go;

use scenario::value::{Dialect, Interpreter, MemoryFiles, ReadContext};

fn context() -> ReadContext {
    let files = MemoryFiles::default()
        .with("base/a.txt", "hello!")
        .with("shared/b|c.bin", [1, 2, 3])
        .with("base/c.mxsc.json", r#"{"code": "74657374"}"#)
        .with("base/bad.mxsc.json", r#"{"kode": "74"}"#)
        .with("base/Foundry.json", r#"{"bytecode": {"object": "0x6001"}, "deployedBytecode": {"object": "0x6002"}}"#)
        .with("base/Hardhat.json", r#"{"bytecode": "0x6003", "deployedBytecode": "0x6004"}"#)
        .with("base/solc.json", r#"{"contracts": {"A.sol": {"A": {"evm": {"bytecode": {"object": "6005"}}}, "B": {"evm": {"bytecode": {"object": "6006"}}}}}}"#)
        .with("base/combined.json", r#"{"contracts": {"A.sol:A": {"abi": [], "bin": "6007", "bin-runtime": "6008"}}}"#)
        .with("base/unlinked.json", r#"{"bytecode": "0x60__$aa$__"}"#);
    ReadContext { files: Box::new(files), ..ReadContext::default() }
}

fn value(dialect: Dialect, expression: &str) -> Result<String, String> {
    let context = context();
    let interpreter = Interpreter::new(&context, dialect, "base");
    interpreter.text(expression).map(hex::encode).map_err(|error| error.to_string())
}

#[track_caller]
fn check(dialect: Dialect, cases: &[(&str, &str)]) {
    for (expression, expected) in cases {
        let expected = expected.replace(' ', "");
        assert_eq!(value(dialect, expression), Ok(expected), "{expression}");
    }
}

#[track_caller]
fn check_errors(dialect: Dialect, cases: &[(&str, &str)]) {
    for (expression, expected) in cases {
        match value(dialect, expression) {
            Ok(bytes) => panic!("{expression} is worth {bytes}"),
            Err(error) => assert!(error.contains(expected), "{expression}: {error}"),
        }
    }
}

fn text(name: &str) -> String {
    hex::encode(name)
}
