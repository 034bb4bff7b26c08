//! The extended dialect.

// tidy: table: a scenario, or an expression, a row.

use scenario::value::{AliasResolver, Dialect, FormulaAliases, Interpreter};

use crate::{check_errors, context, text, value};

#[test]
fn extended_words_and_addresses() {
    let word = |tail: &str| "0".repeat(64 - tail.len()) + tail;
    let alice_alias = hex::encode(FormulaAliases::default().alias(&{
        let mut alice = [b'_'; 32];
        alice[..5].copy_from_slice(b"alice");
        alice
    }));
    let alice = text("alice") + &"5f".repeat(27);
    let bob = text("bob") + &"5f".repeat(17);
    let evm_born = "00".repeat(8) + "0600" + &bob + "0000";
    let cases = [
        ("evm:bob", bob.clone()),
        (
            "eth:0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
            "f39fd6e51aad88f6f4ce6ab8827279cfffb92266".to_owned(),
        ),
        (
            "eth:0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
            "f39fd6e51aad88f6f4ce6ab8827279cfffb92266".to_owned(),
        ),
        ("sc.evm:bob", evm_born.clone()),
        ("alias(mx, evm:bob)", evm_born),
        ("alias(evm, alias(mx, evm:bob))", bob.clone()),
        ("alias(evm, address:alice)", alice_alias),
        ("alias(mx, alias(evm, address:alice))", alice),
        ("alias(evm, evm:bob)|0x01", bob.clone() + "01"),
        ("sc.wasm:a", "00".repeat(8) + "0500" + "61" + &"5f".repeat(21)),
        ("sc.system:a", "00".repeat(8) + "0001" + "61" + &"5f".repeat(21)),
        ("u256:5", word("05")),
        ("u128:5", "0".repeat(30) + "05"),
        ("i256:-2", "f".repeat(63) + "e"),
        ("right32:evm:bob", word(&bob)),
        ("right32:-2", "f".repeat(63) + "e"),
        ("left32:str:abc", text("abc") + &"0".repeat(58)),
        (
            "b32:keccak256:",
            "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470".to_owned(),
        ),
        ("selector:transfer(address,uint256)", "a9059cbb".to_owned()),
        ("selector:transfer(address to, uint amount) returns (bool)", "a9059cbb".to_owned()),
        (
            "topic:Transfer(address indexed from, address indexed to, uint256 value)",
            "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef".to_owned(),
        ),
        (
            "create(eth:0x6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0, 1)",
            "343c43a37d37dff08ae8c4a11544c718abb4fcf8".to_owned(),
        ),
        (
            "create2(eth:0x0000000000000000000000000000000000000000, 0, 0x00)",
            "4d1a2e2bb4f88f0250f26ffff098b0b30b26bf38".to_owned(),
        ),
        ("mapping(3, evm:bob)", {
            let context = context();
            let interpreter = Interpreter::new(&context, Dialect::Extended, "");
            hex::encode(interpreter.text("keccak256:right32:evm:bob|u256:3").unwrap())
        }),
        ("solc:Foundry.json", "6001".to_owned()),
        ("solc.runtime:Foundry.json", "6002".to_owned()),
        ("solc:Hardhat.json", "6003".to_owned()),
        ("solc.runtime:Hardhat.json", "6004".to_owned()),
        ("solc:solc.json#B", "6006".to_owned()),
        ("solc:combined.json", "6007".to_owned()),
        ("solc.runtime:combined.json#A", "6008".to_owned()),
        // A bar inside brackets or behind `str:` is no concatenation of the whole.
        ("right32:0x01|str:(|0x02", word("01") + "28" + "02"),
    ];
    for (expression, expected) in cases {
        assert_eq!(value(Dialect::Extended, expression), Ok(expected), "{expression}");
    }
    check_errors(
        Dialect::Extended,
        &[
            ("evm:a-name-longer-than-twenty", "longer than 20 bytes"),
            ("eth:0x1234", "40 hexadecimal digits"),
            ("eth:f39fd6e51aad88f6f4ce6ab8827279cfffb92266", "starts with 0x"),
            ("eth:0xF39fd6e51aad88F6F4ce6aB8827279cffFb92266", "EIP-55"),
            ("sc.move:a", "unknown VM `move`"),
            ("alias(btc, evm:bob)", "unknown VM `btc`"),
            ("alias(evm, 0x01)", "expected an address of 20 or 32 bytes, got 1"),
            ("alias(evm)", "alias takes 2 parameters, got 1"),
            ("create2(evm:bob, 1)", "create2 takes 3 parameters, got 2"),
            ("alias(evm, evm:bob", "do not match"),
            ("b32:0x01", "expected 32 bytes, got 1"),
            ("0x01|left32:abi", "`abi`: not a number"),
            ("selector:not a signature", "bad Solidity signature"),
            ("$nothing", "no such name in `let`"),
            ("solc:solc.json", "name one contract with `#Name`: A, B"),
            ("solc:solc.json#C", "no such contract; it holds A, B"),
            ("solc:unlinked.json", "unlinked libraries"),
            ("solc:c.mxsc.json", "no bytecode"),
        ],
    );
}

#[test]
fn extended_calldata() {
    let word = |tail: &str| "0".repeat(64 - tail.len()) + tail;
    let bob = text("bob") + &"5f".repeat(17);
    let cases = [
        ("abi:totalSupply()", "18160ddd".to_owned()),
        (
            "abi:transfer(address,uint256)|evm:bob|u256:5",
            "a9059cbb".to_owned() + &word(&bob) + &word("05"),
        ),
        // A canonical address is passed by its alias.
        (
            "abi:transfer(address,uint256)|sc.evm:bob|1,000",
            "a9059cbb".to_owned() + &word(&bob) + &word("03e8"),
        ),
        ("abi:f(int8)|-1", String::new()),
        ("abi:f(bool,string)|true|str:hi", String::new()),
        ("abi:f(uint8[])|[1, 2]", String::new()),
        ("abi:f((address,uint16)[2])|[(evm:a, 1), (evm:b, 2)]", String::new()),
    ];
    for (expression, expected) in &cases[..3] {
        assert_eq!(value(Dialect::Extended, expression).as_ref(), Ok(expected), "{expression}");
    }
    let arguments =
        |index: usize| value(Dialect::Extended, cases[index].0).unwrap()[8..].to_owned();
    assert_eq!(arguments(3), "f".repeat(64));
    assert_eq!(arguments(4), word("01") + &word("40") + &word("02") + "6869" + &"0".repeat(60));
    assert_eq!(arguments(5), word("20") + &word("02") + &word("01") + &word("02"));
    let name = |letter: &str| word(&(letter.to_owned() + &"5f".repeat(19)));
    assert_eq!(arguments(6), name("61") + &word("01") + &name("62") + &word("02"));
    check_errors(
        Dialect::Extended,
        &[
            ("abi:transfer(address,uint256)|evm:bob", "takes 2 arguments, got 1"),
            ("abi:f(uint8)|256", "`256`: does not fit type uint8"),
            ("abi:f(uint8)|-1", "a negative number"),
            ("abi:f(int8)|128", "does not fit type int8"),
            ("abi:f(int8)|-129", "does not fit type int8"),
            ("abi:f(bool)|2", "does not fit type bool"),
            ("abi:f(bytes4)|0x010203", "expected 4 bytes, got 3"),
            ("abi:f(string)|0xff", "does not fit type string"),
            ("abi:f(address)|5", "expected an address of 20 or 32 bytes"),
            ("abi:f(uint8[2])|[1]", "takes 2 arguments, got 1"),
            ("abi:f(uint8[])|5", "does not fit type uint8[]"),
            ("abi:f(nope)|5", "bad Solidity signature"),
        ],
    );
}
