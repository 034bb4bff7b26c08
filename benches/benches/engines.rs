//! The table of `docs/benchmarks.md`.
#![expect(
    clippy::expect_used,
    clippy::float_arithmetic,
    clippy::print_stdout,
    reason = "a benchmark prints its figures"
)]

use alloy_dyn_abi::DynSolValue;
use benches::{BareWasm, EvmStage, Ours, Solidity, compare, is_chosen, median_of, wasm};
use benches::{born, supply, transfer};
use revm::primitives::{Bytes, U256};
use vm_core::{Address, CallInput, EvmAddress, VmType};

const ROUNDS: usize = 41;

fn main() {
    println!("| measurement | ours | bare engine | ratio |");
    println!("|---|---|---|---|");
    let families: [(&str, fn()); 4] =
        [("EVM", evm), ("token face", token_face), ("WASM", wasm_loops), ("crossing", crossings)];
    for (name, rows) in families {
        if is_chosen(name) {
            rows();
        }
    }
}

fn row(name: &str, sample: benches::Sample) {
    println!("| {name} | {sample} |");
}

fn evm() {
    let mut stage = EvmStage::new();
    for (name, calls) in &stage.rows {
        row(&format!("EVM: {name}"), stage.both.compare((ROUNDS, 1_000), calls));
    }
    for (name, call) in &stage.long_rows {
        row(&format!("EVM: {name}"), stage.both.compare((ROUNDS, 5), core::slice::from_ref(call)));
    }
}

/// A token of the chain through its ERC-20 face, beside a token in Solidity; both through us.
fn token_face() {
    let sender = EvmAddress::repeat_byte(0x11);
    let receiver = EvmAddress::repeat_byte(0x22);
    let ours = Ours::new(born(sender));
    let create = ours.transaction(None, U256::ZERO, Solidity::read("Token").init_with(supply()));
    let made = ours.commit(&create).created.expect("a token");
    // What an account holds of a token: the value under field 2, a sign before it.
    let held = Bytes::from_static(&[0x12, 9, 0, 0x7f, 0, 0, 0, 0, 0, 0, 0]);
    let key = Bytes::from_static(b"ELRONDesdtTOK-abcdef");
    ours.update(|state| drop(state.account_mut(&born(sender)).storage.insert(key, held)));
    let face = account_map::token_face(b"TOK-abcdef").expect("a face");
    let payment = |token| ours.transaction(Some(token), U256::ZERO, transfer(receiver, 5));
    ours.commit(&payment(face));
    ours.commit(&payment(ours.face(made)));
    let (by_face, in_solidity) = (payment(face), payment(ours.face(made)));
    let sample =
        compare(ROUNDS, 2_000, || drop(ours.run(&by_face)), || drop(ours.run(&in_solidity)));
    row("token face: transfer, beside Solidity's ERC-20", sample);
}

fn wasm_loops() {
    let ours = Ours::new(Address([0x33; 32]));
    let code = wasm("spin");
    let contract = ours.deploy(VmType::SPACE, code.clone(), 0);
    let function = |name: &str| ours.message(contract, CallInput::function(name, Vec::new()));
    let spin = function("spin");
    let mut bare = BareWasm::new(&code, "spin");
    let sample = compare(ROUNDS, 10, || drop(ours.run(&spin)), || bare.call());
    row("WASM: compute loop, 1,000,000 iterations", sample);

    let empty = function("empty");
    let mut bare = BareWasm::new(&code, "empty");
    let sample = compare(ROUNDS, 2_000, || drop(ours.run(&empty)), || bare.call());
    row("WASM: warm call of an empty endpoint", sample);

    let hooks = function("hooks");
    let whole = median_of(ROUNDS, 5, || drop(ours.run(&hooks)));
    let nanos = whole.as_secs_f64() * 1e9 / 100_000.0;
    println!("| WASM: hook round trip (getGasLeft), loop included | {nanos:.1} ns | | |");
}

fn crossings() {
    let sender = Address([0x44; 32]);
    let ours = Ours::new(sender);
    let amount = |it: u64| vec![DynSolValue::Uint(U256::from(it), 256)];
    let forwarder = ours.deploy(VmType::SPACE, wasm("forwarder"), 0);
    let space_target = ours.deploy(VmType::SPACE, wasm("spin"), 1);
    let evm_target = ours.deploy(VmType::EVM, Solidity::read("Reentrant").init_with(amount(1)), 2);
    let evm_forwarder = ours.deploy(VmType::EVM, Solidity::read("Forwarder").init, 3);

    let from_space = |to: Address, function: &str| {
        let arguments = vec![
            Bytes::copy_from_slice(to.as_slice()),
            Bytes::copy_from_slice(function.as_bytes()),
        ];
        ours.message(forwarder, CallInput::function("forward", arguments))
    };
    let (same, other) = (from_space(space_target, "empty"), from_space(evm_target, "empty()"));
    let sample = compare(ROUNDS, 1_000, || drop(ours.run(&other)), || drop(ours.run(&same)));
    row("WASM to EVM call, beside WASM to WASM", sample);

    let from_evm = |to: Address, data: Bytes| {
        let arguments = vec![
            DynSolValue::Address(ours.face(to)),
            DynSolValue::Uint(U256::ZERO, 256),
            DynSolValue::Bytes(data.to_vec()),
        ];
        let data = Solidity::call("forward(address,uint256,bytes)", arguments);
        ours.message(evm_forwarder, CallInput::CallData(data))
    };
    let same = from_evm(evm_target, Solidity::call("empty()", Vec::new()));
    let items = cross_vm::encode_items(&[Bytes::from_static(b"empty")]);
    let other = from_evm(space_target, items);
    let sample = compare(ROUNDS, 1_000, || drop(ours.run(&other)), || drop(ours.run(&same)));
    row("EVM to WASM call, beside EVM to EVM", sample);
}
