//! The table of `docs/benchmarks.md`.
#![expect(
    clippy::float_arithmetic,
    clippy::print_stdout,
    reason = "a benchmark prints its figures"
)]

use alloy_dyn_abi::DynSolValue;
use benches::{BareEvm, BareWasm, Ours, Solidity, compare, median_of, wasm};
use revm::primitives::{Bytes, U256};
use vm_core::{Address, AddressForms as _, CallInput, EvmAddress, VmType};

const ROUNDS: usize = 41;

fn main() {
    println!("| measurement | ours | bare engine | ratio |");
    println!("|---|---|---|---|");
    evm();
    wasm_loops();
    crossings();
}

fn row(name: &str, sample: benches::Sample) {
    println!("| {name} | {sample} |");
}

fn born(face: EvmAddress) -> Address {
    account_forms().of_face(face).address
}

fn account_forms() -> account_map::EvmForms {
    account_map::EvmForms::default()
}

fn evm() {
    let sender = EvmAddress::repeat_byte(0x11);
    let ours = Ours::new(born(sender));
    let mut bare = BareEvm::new(sender);
    let supply = vec![DynSolValue::Uint(U256::from(u128::MAX), 256)];
    let token = Solidity::read("Token").init_with(supply);
    let looping = Solidity::read("Loop").init;
    let our_token = ours.deploy(VmType::EVM, token.clone(), 0);
    let bare_token = bare.deploy(token, 0);
    let our_loop = ours.deploy(VmType::EVM, looping.clone(), 1);
    let bare_loop = bare.deploy(looping, 1);

    let transfer = Solidity::call(
        "transfer(address,uint256)",
        vec![
            DynSolValue::Address(EvmAddress::repeat_byte(0x22)),
            DynSolValue::Uint(U256::from(5), 256),
        ],
    );
    let message = ours.message(our_token, CallInput::CallData(transfer.clone()));
    let sample =
        compare(ROUNDS, 2_000, || drop(ours.run(&message)), || bare.call(bare_token, &transfer));
    row("EVM: ERC-20 transfer", sample);

    let run = Solidity::call("run(uint256)", vec![DynSolValue::Uint(U256::from(100_000), 256)]);
    let message = ours.message(our_loop, CallInput::CallData(run.clone()));
    let sample = compare(ROUNDS, 5, || drop(ours.run(&message)), || bare.call(bare_loop, &run));
    row("EVM: compute loop, 100,000 iterations", sample);
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
