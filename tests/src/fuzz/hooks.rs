//! Hooks with arguments that no compiler would write.
//!
//! A program calls a few hooks of the whole table after it has made some managed values, so that handles often name
//! something. Its transaction ends in the contract's own success or failure, the same on both engines.

use super::{Attempt, Random, Tested, Verdict, equal};
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

pub(super) fn start() -> Tested<Attempt> {
    let rows: Vec<&HookRow> = FAMILIES.iter().flat_map(|family| family.rows).collect();
    let builder = || Runtime::builder().gas_schedule(GasScheduleVersion::LATEST);
    let wasmer = builder().build()?;
    let wasmi = builder().wasm_executor(engines::wasmi()).build()?;
    Ok(Box::new(move |random| {
        let module = program(random, &rows)?;
        let run = |runtime| execute(runtime, &module).map_err(|it| format!("{it}\n{module}"));
        let (left, right) = (run(&wasmer)?, run(&wasmi)?);
        equal(&module, &format!("{left:?}"), &format!("{right:?}"))?;
        Ok(Verdict::of(left.is_success()))
    }))
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
        let (mut parameters, mut values) = (String::new(), String::new());
        for ((_, kind), wasm) in row.parameters.iter().zip(row.signature.parameters) {
            let name = wasm_name(*wasm);
            write!(parameters, "{name} ")?;
            write!(values, "({name}.const {}) ", argument(random, kind, *wasm))?;
        }
        let result = row.signature.result.map(wasm_name).unwrap_or_default();
        let name = row.signature.name;
        writeln!(
            imports,
            r#"(import "env" "{name}" (func $hook{at} (param {parameters}) (result {result})))"#
        )?;
        let call = format!("(call $hook{at} {values})");
        writeln!(calls, "{}", if result.is_empty() { call } else { format!("(drop {call})") })?;
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

fn execute(runtime: &Runtime, module: &str) -> Tested<Outcome> {
    let mut state = runtime.genesis();
    let mut alice = WorldAccount::default();
    alice.data.balance = U256::from(10).pow(U256::from(20));
    state.insert(ALICE, alice);
    let mut contract = WorldAccount::default();
    contract.data.code = Code::new(VmType::SPACE, wat::parse_str(module)?.into());
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
