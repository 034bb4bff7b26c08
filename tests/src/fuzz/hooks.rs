//! Hooks with arguments that no compiler would write.
//!
//! A program calls a few hooks of the whole table after it has made some managed values, so that handles often name
//! something, or is written by wasm-smith with hooks at hand. Its transaction ends in the contract's own success or
//! failure, the same on both engines.

use super::{Attempt, Random, Tested, Verdict, equal, smith};
use core::fmt::Write;
use runtime::{BlockContext, ExecuteOptions, MultiversXTransaction, Outcome, Runtime};
use space_vm::{FAMILIES, HookRow};
use std::sync::Arc;
use vm_core::{Address, Bytes, Code, GasScheduleVersion, U256, VmType, WasmType};
use world::{World, WorldAccount};

/// Calls of hooks in one program, at most: few, because one that fails ends it.
const CALLS: usize = 4;

const ALICE: Address = Address([1; 32]);
const CONTRACT: Address = Address([
    0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
]);

/// Memory has an address, the contract's own, a token with its length behind, small numbers and zeros.
/// Handles 0 to 3 are buffers of those, and big integers of the same handles.
const HEAD: &str = r#"
    (memory (export "memory") 2)
    (data (i32.const 0)
        "\01\01\01\01\01\01\01\01\01\01\01\01\01\01\01\01"
        "\01\01\01\01\01\01\01\01\01\01\01\01\01\01\01\01")
    (data (i32.const 32)
        "\00\00\00\00\00\00\00\00\05\00\07\07\07\07\07\07"
        "\07\07\07\07\07\07\07\07\07\07\07\07\07\07\07\07")
    (data (i32.const 64) "TOK-abcdef\0a\00\00\00\01\00\00\00\20\00\00\00")
    (data (i32.const 128) "\01\02\03\04\05\06\07\08getSum@01\00\00\00\01\00\00\00\02")
    (func (export "init"))
    (func (export "upgrade"))
    (func (export "callBack"))
    (func (export "other") (call $finish (i32.const 0) (i32.const 8)))
    (func (export "main")
        (drop (call $buffer (i32.const 0) (i32.const 32)))
        (drop (call $buffer (i32.const 32) (i32.const 32)))
        (drop (call $buffer (i32.const 64) (i32.const 10)))
        (drop (call $buffer (i32.const 136) (i32.const 6)))
        (drop (call $integer (i64.const 0)))
        (drop (call $integer (i64.const -7)))
        (drop (call $integer (i64.const 1000)))
        (drop (call $integer (i64.const 9223372036854775807)))
"#;

/// Hooks that wasm-smith may choose from for one module.
const OFFERED: usize = 12;

/// What wasm-smith has to export; it writes the functions.
const EXPORTS: &str = r#"
    (memory (export "memory") 2 8)
    (func (export "init"))
    (func (export "callBack"))
    (func (export "main"))"#;

pub(super) fn programs() -> Tested<Attempt> {
    start(|random, rows| Ok(wat::parse_str(program(random, rows)?)?))
}

pub(super) fn smith() -> Tested<Attempt> {
    let exports = wat::parse_str(format!("(module {EXPORTS})"))?;
    start(move |random, rows| {
        let mut imports = String::new();
        for at in 0..OFFERED {
            let row = rows.get(random.below(rows.len())).ok_or("the table has hooks")?;
            imports.push_str(&import(row, at));
        }
        smith::contract(random, &wat::parse_str(format!("(module {imports})"))?, &exports)
    })
}

fn start(
    mut source: impl FnMut(&mut Random, &[&HookRow]) -> Tested<Vec<u8>> + 'static,
) -> Tested<Attempt> {
    let rows: Vec<&HookRow> = FAMILIES.iter().flat_map(|family| family.rows).collect();
    let builder = || Runtime::builder().gas_schedule(GasScheduleVersion::LATEST);
    let wasmer = builder().build()?;
    let wasmi = builder().wasm_executor(engines::wasmi()).build()?;
    Ok(Box::new(move |random| {
        let module = source(random, &rows)?;
        let (left, right) = (execute(&wasmer, &module)?, execute(&wasmi, &module)?);
        equal("wasmer and wasmi", &format!("{left:?}"), &format!("{right:?}"))?;
        Ok(Verdict::of(left.is_success()))
    }))
}

/// The import of a hook, as text.
fn import(row: &HookRow, at: usize) -> String {
    let parameters: Vec<&str> = row.signature.parameters.iter().copied().map(wasm_name).collect();
    let (name, parameters) = (row.signature.name, parameters.join(" "));
    let result = row.signature.result.map(wasm_name).unwrap_or_default();
    format!("(import \"env\" \"{name}\" (func $hook{at} (param {parameters}) (result {result})))\n")
}

/// An argument: often one that makes sense for its type, at times an edge, at times anything.
fn argument(random: &mut Random, kind: &str, wasm: WasmType) -> i64 {
    const EDGES: [i64; 9] =
        [0, 1, -1, 65_535, 131_071, 131_072, 0x7fff_ffff, -0x8000_0000, i64::MIN];
    let value = match random.below(16) {
        0 => random.of(&EDGES),
        1 => random.any().cast_signed(),
        _ if kind == "Handle" => random.of(&[0, 1, 2, 3, 3, 2, 1, 0, 4, 9, -10, -21, -25]),
        _ if kind == "MemPtr" => random.of(&[0, 32, 64, 74, 78, 82, 128, 136, 142, 1_000, 131_000]),
        _ if kind == "MemLen" => random.of(&[0, 1, 4, 6, 8, 10, 32, 32, 33, 64, 200]),
        _ if wasm == WasmType::I64 => random.of(&[0, 1, -1, 7, 1_000, 100_000, 10_000_000, 64]),
        _ => random.of(&[0, 0, 1, 2, 3, 8, 31, 32, 64, -1]),
    };
    if wasm == WasmType::I32 { value.wrapping_shl(32) >> 32 } else { value }
}

/// A module that calls hooks at random.
fn program(random: &mut Random, rows: &[&HookRow]) -> Tested<String> {
    let (mut imports, mut calls) = (String::new(), String::new());
    for at in 0..=random.below(CALLS) {
        let row = rows.get(random.below(rows.len())).ok_or("the table has hooks")?;
        let mut values = String::new();
        for ((_, kind), wasm) in row.parameters.iter().zip(row.signature.parameters) {
            let name = wasm_name(*wasm);
            write!(values, "({name}.const {}) ", argument(random, kind, *wasm))?;
        }
        imports.push_str(&import(row, at));
        let call = format!("(call $hook{at} {values})");
        let has_result = row.signature.result.is_some();
        writeln!(calls, "{}", if has_result { format!("(drop {call})") } else { call })?;
    }
    Ok(format!(
        r#"(module {imports}
            (import "env" "mBufferNewFromBytes" (func $buffer (param i32 i32) (result i32)))
            (import "env" "bigIntNew" (func $integer (param i64) (result i32)))
            (import "env" "finish" (func $finish (param i32 i32)))
            {HEAD} {calls}))"#
    ))
}

const fn wasm_name(kind: WasmType) -> &'static str {
    match kind {
        WasmType::I32 => "i32",
        WasmType::I64 => "i64",
    }
}

fn execute(runtime: &Runtime, module: &[u8]) -> Tested<Outcome> {
    let mut state = runtime.genesis();
    let mut alice = WorldAccount::default();
    alice.data.balance = U256::from(10).pow(U256::from(20));
    state.insert(ALICE, alice);
    let mut contract = WorldAccount::default();
    contract.data.code = Code::new(VmType::SPACE, module.to_vec().into());
    contract.data.balance = U256::from(1_000_000);
    let balance = Bytes::from_static(b"\x12\x03\x00\x03\xe8");
    contract.storage.insert(Bytes::from_static(b"ELRONDesdtTOK-abcdef"), balance);
    state.insert(CONTRACT, contract);
    let transaction = MultiversXTransaction {
        sender: ALICE,
        receiver: CONTRACT,
        gas_price: 1_000_000_000,
        gas_limit: 100_000_000,
        data: Bytes::from_static(b"main@01@0203@@ffffffffffffffffff"),
        chain_id: "sovereign".to_owned(),
        ..MultiversXTransaction::default()
    };
    let world = Arc::new(World::with_state(state));
    let options = ExecuteOptions::default();
    Ok(runtime.execute(&world, &BlockContext::default(), &transaction, &options)?)
}
