//! Several sets of rules in one history: schedule, release and fork change at epochs, and blocks from
//! before and after give the same whenever, in whatever order and on however many threads they are
//! executed, with caches cold and warm.
#![cfg(test)]
#![expect(clippy::disallowed_methods, reason = "threads are what is tested")]

use runtime::{BlockContext, ExecuteOptions, MultiversXTransaction, Outcome, Runtime};
use std::error::Error;
use std::sync::Arc;
use std::thread;
use tests::root;
use vm_core::{
    Address, Bytes, ChainConfig, Code, GasSchedule, GasScheduleVersion, Release, ReturnCode, Rules,
    SpecId, U256, VmType,
};
use world::{World, WorldAccount, WorldState};

type Tested<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

const ALICE: Address = Address([1; 32]);
const THREADS: usize = 4;
/// One epoch of each set of rules, and those around the changes.
const EPOCHS: [u32; 6] = [0, 4, 5, 7, 8, 9];
const TOKEN: &str = "544f4b2d616263646566";

/// Imports a hook that is active from Barnard on.
const NEW_HOOK: &str = r#"(module
    (import "env" "getBlockTimestampMs" (func $now (result i64)))
    (memory (export "memory") 1)
    (func (export "init"))
    (func (export "upgrade"))
    (func (export "now") (drop (call $now))))"#;

/// The chain's history: three sets of rules.
fn runtime() -> Tested<Runtime> {
    let mut rules = Vec::new();
    for (from_epoch, version, release, fork) in [
        (0, GasScheduleVersion::V4, Release::Genesis, SpecId::LONDON),
        (5, GasScheduleVersion::V8, Release::CryptoOpcodesV2, SpecId::SHANGHAI),
        (8, GasScheduleVersion::V9, Release::Barnard, SpecId::OSAKA),
    ] {
        let gas_schedule = Arc::new(GasSchedule::builtin(version)?);
        rules.push(Rules { from_epoch, release, gas_schedule, fork });
    }
    let default = Runtime::builder().build()?;
    let config = ChainConfig { rules, ..ChainConfig::clone(default.config()) };
    Ok(Runtime::builder().config(config).build()?)
}

fn contract(number: u8) -> Address {
    let mut bytes = [number; 32];
    for (byte, head) in bytes.iter_mut().zip([0, 0, 0, 0, 0, 0, 0, 0, 5, 0]) {
        *byte = head;
    }
    Address(bytes)
}

/// An account with tokens and the roles for them, and contracts from before the changes.
fn state(runtime: &Runtime) -> Tested<WorldState> {
    let mut state = runtime.genesis();
    let mut alice = WorldAccount::default();
    alice.data.balance = U256::from(10).pow(U256::from(20));
    for (key, value) in [
        (&b"ELRONDesdtTOK-abcdef"[..], &b"\x12\x03\x00\x03\xe8"[..]),
        (b"ELRONDroleesdtTOK-abcdef", b"\x0a\x11ESDTRoleNFTCreate"),
    ] {
        alice.storage.insert(Bytes::from_static(key), Bytes::from_static(value));
    }
    state.insert(ALICE, alice);
    let adder = std::fs::read(root().join("contracts/artifacts/adder.wasm"))?;
    for (number, code) in [(1, adder), (2, wat::parse_str(NEW_HOOK)?)] {
        let mut account = WorldAccount::default();
        account.data.code = Code::new(VmType::SPACE, code.into());
        account.data.native.metadata = [5, 6];
        account.data.native.owner = Some(ALICE);
        state.insert(contract(number), account);
    }
    Ok(state)
}

/// The transactions that every epoch executes, each with the state as it is.
fn transactions() -> Tested<Vec<(&'static str, MultiversXTransaction)>> {
    let module = hex::encode(wat::parse_str(NEW_HOOK)?);
    let adder = hex::encode(std::fs::read(root().join("contracts/artifacts/adder.wasm"))?);
    let creation = format!("ESDTNFTCreate@{TOKEN}@01@6e@01@68@61@75");
    let cases: [(&'static str, Address, String); 8] = [
        ("call", contract(1), "add@07".to_owned()),
        ("call of the new hook", contract(2), "now".to_owned()),
        ("deployment", Address::ZERO, format!("{adder}@0500@0506@05")),
        ("deployment with the new hook", Address::ZERO, format!("{module}@0500@0506")),
        ("transfer", Address([2; 32]), format!("ESDTTransfer@{TOKEN}@05")),
        ("creation", ALICE, creation),
        ("function that comes later", ALICE, format!("ESDTModifyCreator@{TOKEN}@01")),
        ("issue", system_vm::ESDT_ADDRESS, "issue@4f7261636c65@4f5243@03e8@02".to_owned()),
    ];
    let transaction = |(name, receiver, data): (&'static str, Address, String)| {
        let value = if name == "issue" { 50_000_000_000_000_000u64 } else { 0 };
        let transaction = MultiversXTransaction {
            sender: ALICE,
            receiver,
            value: U256::from(value),
            gas_price: 1_000_000_000,
            gas_limit: 100_000_000,
            data: data.into_bytes().into(),
            chain_id: "sovereign".to_owned(),
            ..MultiversXTransaction::default()
        };
        (name, transaction)
    };
    Ok(cases.map(transaction).into())
}

/// Everything of an outcome that a node keeps.
fn kept(outcome: &Outcome) -> String {
    format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        outcome.status,
        outcome.message,
        outcome.data,
        outcome.change,
        outcome.logs,
        outcome.gas,
        outcome.fees
    )
}

fn execute(
    runtime: &Runtime,
    world: &Arc<World>,
    epoch: u32,
    transaction: &MultiversXTransaction,
) -> Tested<Outcome> {
    let mut block = BlockContext::default();
    block.current.epoch = epoch;
    Ok(runtime.execute(world, &block, transaction, &ExecuteOptions::default())?)
}

/// The history from its start, on a runtime of its own for each transaction: nothing is warm.
fn cold() -> Tested<Vec<(u32, usize, String)>> {
    let mut history = Vec::new();
    for epoch in EPOCHS {
        for (index, (_, transaction)) in transactions()?.iter().enumerate() {
            let runtime = runtime()?;
            let world = Arc::new(World::with_state(state(&runtime)?));
            history.push((epoch, index, kept(&execute(&runtime, &world, epoch, transaction)?)));
        }
    }
    Ok(history)
}

#[test]
fn blocks_replay_equally_in_any_order_on_any_thread() -> Tested {
    let history = Arc::new(cold()?);
    let runtime = Arc::new(runtime()?);
    let world = Arc::new(World::with_state(state(&runtime)?));
    let transactions = Arc::new(transactions()?);
    let workers: Vec<_> = (0..THREADS)
        .map(|worker| {
            let (history, runtime) = (Arc::clone(&history), Arc::clone(&runtime));
            let (world, transactions) = (Arc::clone(&world), Arc::clone(&transactions));
            // Forwards, backwards, and with strides that go through everything: 48 is no multiple.
            let stride = [1, 47, 5, 7].get(worker).copied().unwrap_or(1);
            thread::spawn(move || -> Tested {
                let mut at = worker;
                for _ in 0..history.len() * 2 {
                    at = (at + stride) % history.len();
                    let Some((epoch, index, expected)) = history.get(at) else { continue };
                    let Some((name, transaction)) = transactions.get(*index) else { continue };
                    let outcome = execute(&runtime, &world, *epoch, transaction)?;
                    assert_eq!(kept(&outcome), *expected, "{name} in epoch {epoch}");
                }
                Ok(())
            })
        })
        .collect();
    for worker in workers {
        worker.join().map_err(|_| "a thread failed")??;
    }
    Ok(())
}

/// What each change brings, in the epochs before and after it.
#[test]
fn rules_change_with_their_epoch() -> Tested {
    let runtime = runtime()?;
    let world = Arc::new(World::with_state(state(&runtime)?));
    let transactions = transactions()?;
    let find = |name: &str| {
        let found = transactions.iter().find(|(it, _)| *it == name);
        found.map(|(_, transaction)| transaction).ok_or("no such transaction")
    };
    let run = |name: &str, epoch| execute(&runtime, &world, epoch, find(name)?);
    for (epoch, is_accepted) in [(0, false), (7, false), (8, true), (4, false), (9, true)] {
        let outcome = run("deployment with the new hook", epoch)?;
        let code = if is_accepted { ReturnCode::Ok } else { ReturnCode::ContractInvalid };
        assert_eq!(outcome.return_code, code, "epoch {epoch}");
    }
    for (epoch, is_there) in [(0, false), (5, true), (4, false), (9, true)] {
        let outcome = run("function that comes later", epoch)?;
        // Before it comes, its name is free text beside a plain transfer.
        assert_eq!(outcome.is_success(), !is_there, "epoch {epoch}");
    }
    // A schedule's price holds from its epoch on.
    let gas = |epoch| run("transfer", epoch).map(|outcome| outcome.gas.used);
    assert_eq!(gas(0)?, gas(4)?);
    assert_eq!(gas(8)?, gas(9)?);
    for name in ["call", "deployment", "transfer", "creation", "issue"] {
        for epoch in EPOCHS {
            let outcome = run(name, epoch)?;
            assert!(outcome.is_success(), "{name} in epoch {epoch}: {:?}", outcome.message);
        }
    }
    Ok(())
}
