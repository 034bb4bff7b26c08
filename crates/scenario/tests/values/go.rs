//! The Go dialect, and what both dialects share.

// tidy: table: a scenario, or an expression, a row.

use scenario::value::{Dialect, Hint, Interpreter, describe};

use crate::{check, check_errors, context, text, value};

#[test]
fn go_numbers() {
    check(
        Dialect::Go,
        &[
            ("", ""),
            ("true", "01"),
            ("false", ""),
            ("0", ""),
            ("12", "0c"),
            ("256", "0100"),
            ("1,000", "03e8"),
            ("1_000", "03e8"),
            ("0x", ""),
            ("0x1234", "1234"),
            ("0x0001", "0001"),
            ("0x123", "0123"),
            ("0X12_34,56", "123456"),
            ("0b101", "05"),
            ("0B1", "01"),
            ("-1", "ff"),
            ("255", "ff"),
            ("+255", "00ff"),
            ("+0xff", "00ff"),
            ("-256", "ff00"),
            ("-0b101", "fb"),
            ("-0", ""),
            ("+0", ""),
            ("-128", "80"),
            ("128", "80"),
            ("u8:0", "00"),
            ("u16:0x1234", "1234"),
            ("u32:0x1234", "00001234"),
            ("u64:0b101", "0000000000000005"),
            ("u8:+5", "05"),
            ("i8:-1", "ff"),
            ("i16:-1", "ffff"),
            ("i64:-256", "ffffffffffffff00"),
            ("i8:255", "ff"),
            ("i16:+255", "00ff"),
            ("i8:-0b101", "fb"),
            ("biguint:0", "00000000"),
            ("biguint:27,80", "00000002 0adc"),
            ("biguint:0x01_FF", "00000002 01ff"),
            ("nested:0x0102030405", "00000005 0102030405"),
            ("nested:-0x01", "00000001 ff"),
            ("nested:", "00000000"),
            ("nested:nested:str:a", "00000005 00000001 61"),
        ],
    );
    check_errors(
        Dialect::Go,
        &[
            ("u8:256", "`u8:256`: does not fit in 1 bytes"),
            ("i8:+255", "does not fit in 1 bytes"),
            ("i8:+0xff", "does not fit in 1 bytes"),
            ("i16:-40000", "does not fit in 2 bytes"),
            ("u8:-1", "a negative number is not allowed"),
            ("biguint:-0x01", "not a number"),
            ("biguint:", "a number is missing"),
            ("u8:", "a number is missing"),
            ("i8:", "a number is missing"),
            ("+", "a number is missing"),
            ("--1", "a negative number"),
            ("0xzz", "bad hexadecimal"),
            ("0b12", "bad binary"),
            ("hello", "not a number, and no known prefix"),
            ("10 000", "not a number"),
            ("u8:1.5", "not a number"),
        ],
    );
}

#[test]
fn go_big_floats() {
    check(
        Dialect::Go,
        &[
            ("6297134613497.34523924564572445", "010a000000350000002bb7454f187f2b1000"),
            ("-6297134613497.34523924564572445", "010b000000350000002bb7454f187f2b1000"),
            (
                "bigfloat:6,297_134,613,497.34523924564572445",
                "00000012 010a000000350000002bb7454f187f2b1000",
            ),
            ("bigfloat:0x01_0a,00", "00000003 010a00"),
            ("bigfloat:1", "00000012 010a0000003500000001 8000000000000000"),
            ("0.5", "010a0000003500000000 8000000000000000"),
            ("0.25", "010a00000035ffffffff 8000000000000000"),
            ("-0.0", "010800000035"),
        ],
    );
    check_errors(
        Dialect::Go,
        &[
            ("1.2.3", "bad floating-point number"),
            ("hello.world", "bad floating-point number"),
            ("1.0e999", "out of range"),
        ],
    );
}

#[test]
fn go_texts_and_concatenation() {
    check(
        Dialect::Go,
        &[
            ("str:abc", "616263"),
            ("str:", ""),
            ("``abc", "616263"),
            ("''abc", "616263"),
            ("str:\u{e9}", "c3a9"),
            ("0x01|5", "0105"),
            ("|||0x01|5||||", "0105"),
            ("|", ""),
            ("|0", ""),
            ("``a|str:b", "6162"),
            ("i16:0x61|u32:5", "006100000005"),
            ("true|false|true", "0101"),
            // The whole rest is hashed, and a file name may hold a bar.
            ("keccak256:", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
            (
                "keccak256:1|0x7777777777777777777707777777777777777777777777177777777777771234",
                "a3da7395b9df9b4a0ad4ce2fd40d2db4c5b231dbc2a19ce9bafcbc2233dc1b0a",
            ),
            (
                "0x00|keccak256:|",
                "00 c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
            ),
            ("nested:0x01|2", "00000001 01 02"),
            ("file:a.txt", "68656c6c6f21"),
            ("file:./x/../a.txt", "68656c6c6f21"),
            ("file:../shared/b|c.bin", "010203"),
            ("0xff|file:a.txt", "ff 68656c6c6f21"),
            ("mxsc:c.mxsc.json", "74657374"),
            ("file:", ""),
        ],
    );
    check_errors(
        Dialect::Go,
        &[
            ("file:none.txt", "cannot read base/none.txt"),
            ("file:a.txt|5", "cannot read base/a.txt|5"),
            ("mxsc:bad.mxsc.json", "no field `code`"),
            ("mxsc:a.txt", "a.txt"),
            ("1|bad|2", "`bad`: not a number"),
        ],
    );
}

#[test]
fn go_addresses() {
    let underscores = |count: usize| "5f".repeat(count);
    let zeros = "00".repeat(8);
    let cases = [
        ("address:".to_owned(), underscores(32)),
        ("address:alice".to_owned(), text("alice") + &underscores(27)),
        ("address:alice#bb".to_owned(), text("alice") + &underscores(26) + "bb"),
        (format!("address:{}", "x".repeat(40)), "78".repeat(32)),
        (format!("address:{}#88", "x".repeat(40)), "78".repeat(31) + "88"),
        ("sc:a".to_owned(), zeros.clone() + "0500" + "61" + &underscores(21)),
        ("sc:a#02".to_owned(), zeros.clone() + "0500" + "61" + &underscores(20) + "02"),
        (format!("sc:{}", "y".repeat(40)), zeros + "0500" + &"79".repeat(22)),
        (
            "bech32:erd1qqqqqqqqqqqqqpgqxwakt2g7u9atsnr03gqcgmhcv38pt7mkd94q6shuwt".to_owned(),
            "00000000000000000500".to_owned() + "33bb65a91ee17ab84c6f8a01846ef8644e15fb76696a",
        ),
    ];
    for (expression, expected) in cases {
        assert_eq!(value(Dialect::Go, &expression), Ok(expected), "{expression}");
    }
    check_errors(
        Dialect::Go,
        &[
            ("address:a#b", "bad shard suffix"),
            ("address:a#bbbb", "bad shard suffix"),
            ("address:a#aa#bb", "bad shard suffix"),
            ("sc:a#zz", "bad shard suffix"),
            ("bech32:erd1qqqq", "bad bech32 address"),
            ("bech32:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "prefix `bc` is not `erd`"),
            ("evm:bob", "`evm:` belongs to the extended dialect"),
            ("u256:1", "`u256:` belongs to the extended dialect"),
            ("abi:f()", "`abi:` belongs to the extended dialect"),
            ("alias(evm, sc:a)", "`alias(` belongs to the extended dialect"),
        ],
    );
}

#[test]
fn vm_type_missing_files_and_replaced_paths_come_from_the_context() {
    let mut context = context();
    context.vm_type = [9, 9];
    context.allow_missing_files = true;
    context.replaced_paths.insert("old.wasm".to_owned(), "base/a.txt".into());
    let interpreter = Interpreter::new(&context, Dialect::Go, "base");
    let text = |expression: &str| interpreter.text(expression).unwrap();
    assert_eq!(text("sc:a")[8..11], [9, 9, b'a']);
    assert_eq!(text("file:none.wasm"), b"MISSING:none.wasm");
    assert_eq!(text("mxsc:none.mxsc.json"), b"MISSING:none.mxsc.json");
    assert_eq!(text("file:old.wasm"), b"hello!");
}

#[test]
fn bytes_are_described_as_expressions() {
    let context = context();
    let interpreter = Interpreter::new(&context, Dialect::Extended, "base");
    for expression in [
        "address:alice",
        "address:alice#bb",
        "sc:vault",
        "sc:vault#02",
        "evm:bob",
        "sc.evm:bob",
        "sc.system:esdt",
    ] {
        let bytes = interpreter.text(expression).unwrap();
        assert_eq!(describe(&bytes, Hint::Address), expression);
    }
    let cases: &[(&[u8], Hint, &str)] = &[
        (&[1, 0], Hint::Unknown, "0x0100 (256)"),
        (b"ok", Hint::Unknown, "0x6f6b (str:ok)"),
        (b"", Hint::Unknown, ""),
        (b"", Hint::Number, "0"),
        (b"ok", Hint::Text, "str:ok"),
        (&[0xff; 12], Hint::Code, "0xffffffffffffffffffff... (12 bytes)"),
        (&[0xff; 32], Hint::Address, &format!("0x{}", "ff".repeat(32))),
    ];
    for (bytes, hint, expected) in cases {
        assert_eq!(describe(bytes, *hint), *expected);
    }
}
