//! Transactions of the EVM alone, as revm's EIP-3155 tracer and the `callTracer` and `prestateTracer` of
//! revm-inspectors tell of them. `tests/oracle/evm-tracers` made the records.

use alloy_primitives::{B256, address};
use runtime::{
    BlockContext, CallTracerOptions, Eip3155, Envelope, EthereumTransaction, ExecuteOptions,
    Runtime, TraceRequest,
};
use serde_json::Value;
use std::path::Path;
use std::sync::{Arc, Mutex};
use vm_core::{AddressForms, Bytes, Code, EvmAddress, SpecId, U256, VmType};
use world::{World, WorldAccount};

const SENDER: EvmAddress = address!("00000000000000000000000000000000000000aa");
const BENEFICIARY: EvmAddress = address!("00000000000000000000000000000000000000be");

/// Every record, in order.
pub(crate) fn records() -> Vec<Value> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tracing/records.json");
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// A chain in the state before a record's transaction.
pub(crate) struct Start {
    pub(crate) runtime: Runtime,
    pub(crate) world: Arc<World>,
    pub(crate) block: BlockContext,
    pub(crate) transaction: EthereumTransaction,
}

impl Start {
    pub(crate) fn of(record: &Value) -> Self {
        let fork = record["fork"].as_str().unwrap();
        let fork = if fork == "SHANGHAI" { SpecId::SHANGHAI } else { SpecId::OSAKA };
        let runtime = Runtime::builder().fork(fork).build().unwrap();
        let world = Arc::new(World::with_state(runtime.genesis()));
        let insert = |face: EvmAddress, account| {
            let address = runtime.forms().of_face(face).address;
            world.update(|state| state.insert(address, account));
        };
        let mut sender = WorldAccount::default();
        sender.data.balance = U256::from(10u64.pow(18));
        sender.data.nonce = 1;
        insert(SENDER, sender);
        for (face, fields) in record["accounts"].as_object().unwrap() {
            insert(face.parse().unwrap(), account(fields));
        }
        let mut block = BlockContext::default();
        block.current.nonce = 1;
        block.current.timestamp_ms = 1000;
        block.current.beneficiary = BENEFICIARY;
        block.current.gas_limit = 30_000_000;
        block.current.base_fee = 7;
        let fields = &record["transaction"];
        let transaction = EthereumTransaction {
            sender: SENDER,
            nonce: 1,
            chain_id: Some(31_337),
            to: fields["to"].as_str().map(|it| it.parse().unwrap()),
            value: U256::from(fields["value"].as_u64().unwrap()),
            data: bytes(&fields["data"]),
            gas_limit: fields["gas"].as_u64().unwrap(),
            access_list: Vec::new(),
            envelope: Envelope::Legacy { gas_price: 10 },
            hash: B256::ZERO,
        };
        Self { runtime, world, block, transaction }
    }
}

fn account(fields: &Value) -> WorldAccount {
    let mut account = WorldAccount::default();
    account.data.balance = U256::from(fields["balance"].as_u64().unwrap());
    account.data.nonce = fields["nonce"].as_u64().unwrap();
    let code = bytes(&fields["code"]);
    if !code.is_empty() {
        account.data.code = Code::new(VmType::EVM, code);
    }
    for (slot, value) in fields["slots"].as_object().unwrap() {
        let slot = slot.parse::<B256>().unwrap();
        account.slots.insert(slot.into(), U256::from(value.as_u64().unwrap()));
    }
    account
}

fn bytes(text: &Value) -> Bytes {
    text.as_str().unwrap().parse().unwrap()
}

/// A tree of the other tracer in what Geth says where the two differ: it tells of what the gas was short,
/// keeps the logs of a root that failed, and counts logs that a failure took back.
fn as_geth(mut frame: Value) -> Value {
    if frame["error"].is_string() {
        frame.as_object_mut().unwrap().shift_remove("logs");
    }
    let mut places = Vec::new();
    collect_places(&frame, &mut places);
    places.sort_unstable();
    put(&mut frame, &places);
    frame
}

fn place_of(log: &Value) -> u64 {
    u64::from_str_radix(log["index"].as_str().unwrap().trim_start_matches("0x"), 16).unwrap()
}

fn collect_places(frame: &Value, places: &mut Vec<u64>) {
    places.extend(frame["logs"].as_array().into_iter().flatten().map(place_of));
    frame["calls"].as_array().into_iter().flatten().for_each(|it| collect_places(it, places));
}

fn put(frame: &mut Value, places: &[u64]) {
    if frame["error"].as_str().is_some_and(|it| it.starts_with("out of gas")) {
        frame["error"] = "out of gas".into();
    }
    for log in frame.get_mut("logs").and_then(Value::as_array_mut).into_iter().flatten() {
        let place = places.binary_search(&place_of(log)).unwrap();
        log["index"] = format!("{place:#x}").into();
    }
    for call in frame.get_mut("calls").and_then(Value::as_array_mut).into_iter().flatten() {
        put(call, places);
    }
}

#[test]
fn call_trees_and_prestates_are_those_of_the_other_tracers() {
    let records = records();
    for record in &records {
        let name = &record["name"];
        let Start { runtime, world, block, transaction } = Start::of(record);
        let request = TraceRequest { prestate: true, ..TraceRequest::default() };
        let trace = runtime.trace_with(&world, &block, &transaction, request).unwrap();
        let options = CallTracerOptions { with_log: true, only_top_call: false };
        let frame = runtime.call_frame(&trace.outcome, options).unwrap();
        let frame = serde_json::to_value(&frame).unwrap();
        assert_eq!(frame, as_geth(record["callTracer"].clone()), "{name}");
        let prestate = trace.prestate.unwrap();
        let accounts = serde_json::to_value(&prestate.accounts).unwrap();
        assert_eq!(accounts, record["prestate"], "{name}");
        let diff = serde_json::to_value(&prestate.diff).unwrap();
        assert_eq!(diff, record["prestateDiff"], "{name}");
    }
    assert_eq!(records.len(), 34);
}

#[test]
fn only_what_is_asked_for_is_shown() {
    for record in records() {
        let Start { runtime, world, block, transaction } = Start::of(&record);
        let outcome = runtime.trace(&world, &block, &transaction).unwrap();
        let frame = |with_log, only_top_call| {
            let options = CallTracerOptions { with_log, only_top_call };
            serde_json::to_value(runtime.call_frame(&outcome, options)).unwrap()
        };
        let text = frame(false, false).to_string();
        assert!(!text.contains("\"logs\""), "{text}");
        let mut top = as_geth(record["callTracer"].clone());
        top.as_object_mut().unwrap().shift_remove("calls");
        assert_eq!(frame(true, true), top);
        let plain = ExecuteOptions::default();
        let untraced = runtime.execute(&world, &block, &transaction, &plain).unwrap();
        assert_eq!(runtime.call_frame(&untraced, CallTracerOptions::default()), None);
        // Tracing changes nothing.
        assert_eq!(untraced.change, outcome.change);
        assert_eq!(untraced.gas, outcome.gas);
    }
}

#[test]
fn instructions_are_those_of_the_other_tracer() {
    for record in records() {
        let name = &record["name"];
        let Start { runtime, world, block, transaction } = Start::of(&record);
        let lines = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&lines);
        let observer = Eip3155::new(20, move |line: &str| {
            sink.lock().unwrap().push(serde_json::from_str::<Value>(line).unwrap());
        });
        let request =
            TraceRequest { observer: Some(Box::new(observer)), ..TraceRequest::default() };
        let trace = runtime.trace_with(&world, &block, &transaction, request).unwrap();
        let mut theirs = record["eip3155"].as_array().unwrap().clone();
        let last = theirs.pop().unwrap();
        let ours = core::mem::take(&mut *lines.lock().unwrap());
        assert_eq!(ours.len(), theirs.len(), "{name}");
        for (our, their) in ours.iter().zip(&theirs) {
            compare(our, their, &format!("{name}: {our} {their}"));
        }
        let root = B256::repeat_byte(5);
        let summary = runtime.eip3155_summary(&block, &trace.outcome, Some(root)).unwrap();
        let summary: Value = serde_json::from_str(&summary.line()).unwrap();
        for field in ["output", "pass", "fork"] {
            let is_failure = field == "output" && !trace.outcome.is_success();
            assert!(is_failure || summary[field] == last[field], "{name}: {summary} {last}");
        }
        assert_eq!(summary["gasUsed"], record["callTracer"]["gasUsed"], "{name}");
        assert_eq!(summary["stateRoot"], format!("{root:?}"));
    }
}

/// Compares a line. The other tracer writes the size of memory in hexadecimal, counts refunds in each frame
/// from zero, shows no return data, and names the end of a frame an error, also if it is a good one.
fn compare(our: &Value, their: &Value, text: &str) {
    for field in ["pc", "op", "gas", "gasCost", "stack", "depth", "opName"] {
        assert_eq!(our[field], their[field], "{text}");
    }
    let size = their["memSize"].as_str().unwrap().trim_start_matches("0x");
    let size = u64::from_str_radix(size, 16).unwrap();
    assert_eq!(our["memSize"].as_u64(), Some(size), "{text}");
    if our["depth"] == 1 {
        assert_eq!(our["refund"], their["refund"], "{text}");
    }
    let good = ["Stop", "Return", "SelfDestruct"];
    let is_failure = their["error"].as_str().is_some_and(|it| !good.contains(&it));
    assert_eq!(our["error"].is_string(), is_failure, "{text}");
}
