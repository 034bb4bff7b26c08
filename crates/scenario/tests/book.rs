//! The complete examples of `docs/scenarios.md` parse.
#![cfg(test)]

use std::path::Path;

use scenario::parse_text;
use scenario::value::{MemoryFiles, ReadContext};

const BOOK: &str = include_str!("../../../docs/scenarios.md");

const TOKEN: &str = r#"{"bytecode": {"object": "0x6001"}, "deployedBytecode": {"object": "0x6002"}, "abi": [
    {"type": "constructor", "inputs": [{"name": "name", "type": "string"}, {"name": "supply", "type": "uint256"}]},
    {"type": "error", "name": "Insufficient",
     "inputs": [{"name": "", "type": "uint256"}, {"name": "", "type": "uint256"}]},
    {"type": "function", "name": "transfer", "stateMutability": "nonpayable",
     "inputs": [{"name": "", "type": "address"}, {"name": "", "type": "uint256"}],
     "outputs": [{"name": "", "type": "bool"}]}
]}"#;

#[test]
fn examples_parse() {
    let files = MemoryFiles::default()
        .with("book/adder.wasm", [0])
        .with("book/Token.json", TOKEN)
        .with("book/Vault.json", TOKEN);
    let context = ReadContext { files: Box::new(files), ..ReadContext::default() };
    let mut examples = 0;
    for (fence, suffix) in [("```json scen\n", "scen.json"), ("```json xscen\n", "xscen.json")] {
        for part in BOOK.split(fence).skip(1) {
            let text = part.split("```").next().unwrap();
            let path = format!("book/example.{suffix}");
            let parsed = parse_text(text, Path::new(&path), &context);
            assert!(parsed.is_ok(), "{text}\n{}", parsed.unwrap_err());
            examples += 1;
        }
    }
    assert_eq!(examples, 4);
}
