//! Records what other tracers say of the transactions in `cases`: revm's own EIP-3155 tracer, and
//! `callTracer` and `prestateTracer` of revm-inspectors. Usage:
//! `cargo run --locked > ../../tests/tracing/records.json`.

mod cases;

use alloy_primitives::{Address, B256, Bytes, TxKind, U256, address, keccak256};
use alloy_rpc_types_trace::geth::{CallConfig, PreStateConfig};
use cases::{Case, cases};
use revm::context::{BlockEnv, CfgEnv, Context, TxEnv};
use revm::context_interface::result::ResultAndState;
use revm::database::{CacheDB, EmptyDB};
use revm::inspector::inspectors::TracerEip3155;
use revm::state::{AccountInfo, Bytecode};
use revm::{InspectEvm, MainBuilder, MainContext};
use revm_inspectors::tracing::{TracingInspector, TracingInspectorConfig};
use serde_json::{Map, Value, json};
use std::io::Write;
use std::sync::{Arc, Mutex};

const SENDER: Address = address!("00000000000000000000000000000000000000aa");
const BENEFICIARY: Address = address!("00000000000000000000000000000000000000be");
const GAS_PRICE: u128 = 10;
const BASE_FEE: u64 = 7;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn main() {
    let records: Vec<Value> = cases().iter().map(record).collect();
    println!("[");
    for (index, record) in records.iter().enumerate() {
        let end = if index + 1 < records.len() { "," } else { "" };
        println!("{record}{end}");
    }
    println!("]");
}

fn database(case: &Case) -> CacheDB<EmptyDB> {
    let mut database = CacheDB::new(EmptyDB::default());
    let sender = AccountInfo { balance: U256::from(10u64.pow(18)), nonce: 1, ..Default::default() };
    database.insert_account_info(SENDER, sender);
    for account in &case.accounts {
        let code = Bytecode::new_raw(Bytes::from(account.code.clone()));
        let info = AccountInfo {
            balance: U256::from(account.balance),
            nonce: account.nonce,
            code_hash: code.hash_slow(),
            code: Some(code),
            ..Default::default()
        };
        database.insert_account_info(account.address, info);
        for (slot, value) in &account.slots {
            database
                .insert_account_storage(account.address, U256::from(*slot), U256::from(*value))
                .unwrap();
        }
    }
    database
}

fn run<I>(case: &Case, inspector: I) -> (ResultAndState, I)
where
    I: for<'a> revm::Inspector<Evm>,
{
    let mut block = BlockEnv {
        number: U256::from(1),
        beneficiary: BENEFICIARY,
        timestamp: U256::from(1),
        gas_limit: 30_000_000,
        basefee: BASE_FEE,
        prevrandao: Some(keccak256([])),
        ..BlockEnv::default()
    };
    block.set_blob_excess_gas_and_price(0, 5_007_716);
    let transaction = TxEnv {
        caller: SENDER,
        nonce: 1,
        gas_price: GAS_PRICE,
        gas_limit: case.gas,
        kind: case.to.map_or(TxKind::Create, TxKind::Call),
        value: U256::from(case.value),
        data: Bytes::from(case.data.clone()),
        chain_id: Some(1),
        ..TxEnv::default()
    };
    let mut evm = Context::mainnet()
        .with_db(database(case))
        .with_cfg(CfgEnv::new_with_spec(case.fork))
        .with_block(block)
        .build_mainnet_with_inspector(inspector);
    let result = evm.inspect_tx(transaction).unwrap();
    (result, evm.inspector)
}

type Evm = Context<BlockEnv, TxEnv, CfgEnv, CacheDB<EmptyDB>>;

fn record(case: &Case) -> Value {
    let lines = Lines::default();
    run(case, TracerEip3155::new(Box::new(lines.clone())));
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let mut lines: Vec<Value> = text.lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    for line in &mut lines {
        let line = line.as_object_mut().unwrap();
        line.shift_remove("reservoir");
        line.shift_remove("stateGas");
    }
    let config = TracingInspectorConfig::from_geth_call_config(&with_log());
    let (result, inspector) = run(case, TracingInspector::new(config));
    let used = result.result.tx_gas_used();
    let builder = inspector.with_transaction_gas_limit(case.gas).into_geth_builder();
    let call = |config| serde_json::to_value(builder.geth_call_traces(config, used)).unwrap();
    let before = database(case);
    let prestate = |diff_mode| {
        let config = PreStateConfig { diff_mode: Some(diff_mode), ..Default::default() };
        let frame = builder.geth_prestate_traces(&result, &config, &before).unwrap();
        serde_json::to_value(frame).unwrap()
    };
    json!({
        "name": case.name,
        "fork": format!("{:?}", case.fork),
        "accounts": accounts(case),
        "transaction": {
            "to": case.to,
            "value": case.value,
            "data": Bytes::from(case.data.clone()),
            "gas": case.gas,
        },
        "eip3155": lines,
        "callTracer": call(with_log()),
        "prestate": prestate(false),
        "prestateDiff": prestate(true),
    })
}

fn with_log() -> CallConfig {
    CallConfig { with_log: Some(true), ..Default::default() }
}

fn accounts(case: &Case) -> Value {
    let mut accounts = Map::new();
    for account in &case.accounts {
        let slots: Map<String, Value> = account
            .slots
            .iter()
            .map(|(slot, value)| (format!("{:?}", B256::from(U256::from(*slot))), json!(value)))
            .collect();
        let fields = json!({
            "balance": account.balance,
            "nonce": account.nonce,
            "code": Bytes::from(account.code.clone()),
            "slots": slots,
        });
        accounts.insert(format!("{:?}", account.address), fields);
    }
    Value::Object(accounts)
}
