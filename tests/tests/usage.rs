//! What one transaction may do at most where gas does not bound it: 1,500 reads from the trie, 100 calls
//! of built-in functions. The limit of token transfers is in the records of the production node.
#![cfg(test)]

use runtime::{BlockContext, ExecuteOptions, MultiversXTransaction, Outcome, Runtime};
use std::error::Error;
use std::sync::Arc;
use vm_core::{Address, Bytes, Code, GasScheduleVersion, ReturnCode, U256, VmType};
use world::{World, WorldAccount};

type Tested<T = ()> = Result<T, Box<dyn Error>>;

const ALICE: Address = Address([1; 32]);
const CONTRACT: Address = {
    let mut bytes = [7; 32];
    let mut index = 0;
    while index < 10 {
        bytes[index] = if index == 8 { 5 } else { 0 };
        index += 1;
    }
    Address(bytes)
};

/// `read` reads so many keys, `again` one key so often, `send` sends a token away so often.
const MODULE: &str = r#"(module
    (import "env" "int64getArgument" (func $argument (param i32) (result i64)))
    (import "env" "int64storageLoad" (func $load (param i32 i32) (result i64)))
    (import "env" "transferESDTExecute" (func $send
        (param i32 i32 i32 i32 i64 i32 i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (data (i32.const 64) "\01\01\01\01\01\01\01\01\01\01\01\01\01\01\01\01"
        "\01\01\01\01\01\01\01\01\01\01\01\01\01\01\01\01")
    (data (i32.const 96) "TOK-abcdef")
    (data (i32.const 159) "\01")
    (func (export "init"))
    (func (export "upgrade"))
    (func (export "read") (local $left i64)
        (local.set $left (call $argument (i32.const 0)))
        (loop $next
            (i64.store (i32.const 0) (local.get $left))
            (drop (call $load (i32.const 0) (i32.const 8)))
            (local.set $left (i64.sub (local.get $left) (i64.const 1)))
            (br_if $next (i64.ne (local.get $left) (i64.const 0)))))
    (func (export "again") (local $left i64)
        (local.set $left (call $argument (i32.const 0)))
        (loop $next
            (drop (call $load (i32.const 0) (i32.const 8)))
            (local.set $left (i64.sub (local.get $left) (i64.const 1)))
            (br_if $next (i64.ne (local.get $left) (i64.const 0)))))
    (func (export "send") (local $left i64)
        (local.set $left (call $argument (i32.const 0)))
        (loop $next
            (drop (call $send (i32.const 64) (i32.const 96) (i32.const 10) (i32.const 128)
                (i64.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)))
            (local.set $left (i64.sub (local.get $left) (i64.const 1)))
            (br_if $next (i64.ne (local.get $left) (i64.const 0))))))"#;

fn call(version: GasScheduleVersion, data: &str) -> Tested<Outcome> {
    let runtime = Runtime::builder().gas_schedule(version).build()?;
    let mut state = runtime.genesis();
    let mut alice = WorldAccount::default();
    alice.data.balance = U256::from(10).pow(U256::from(20));
    state.insert(ALICE, alice);
    let mut contract = WorldAccount::default();
    contract.data.code = Code::new(VmType::SPACE, wat::parse_str(MODULE)?.into());
    let balance = Bytes::from_static(b"\x12\x03\x00\x03\xe8");
    contract.storage.insert(Bytes::from_static(b"ELRONDesdtTOK-abcdef"), balance);
    state.insert(CONTRACT, contract);
    let transaction = MultiversXTransaction {
        sender: ALICE,
        receiver: CONTRACT,
        gas_price: 1_000_000_000,
        gas_limit: 600_000_000,
        data: Bytes::copy_from_slice(data.as_bytes()),
        chain_id: "sovereign".to_owned(),
        ..MultiversXTransaction::default()
    };
    let world = Arc::new(World::with_state(state));
    let options = ExecuteOptions::default();
    Ok(runtime.execute(&world, &BlockContext::default(), &transaction, &options)?)
}

#[test]
fn one_too_many_fails_the_transaction_and_burns_its_gas() -> Tested {
    for (data, message) in [
        ("read@05dc", None),
        ("read@05dd", Some("max calls reached: too many reads from trie")),
        ("again@0fa0", None),
        ("send@64", None),
        ("send@65", Some("max calls reached: too many built-in functions calls")),
    ] {
        let outcome = call(GasScheduleVersion::V9, data)?;
        let seen = String::from_utf8_lossy(&outcome.message).into_owned();
        assert_eq!(outcome.is_success(), message.is_none(), "{data}: {seen}");
        if let Some(message) = message {
            assert_eq!(seen, message, "{data}");
            assert_eq!(outcome.return_code, ReturnCode::ExecutionFailed, "{data}");
            assert_eq!(outcome.gas.used, 600_000_000, "{data}");
        }
    }
    Ok(())
}
