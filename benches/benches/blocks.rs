//! The table of blocks in `docs/benchmarks.md`: full blocks, executed and committed one transaction after the other.
//!
//! A block has 200 senders with 80 transactions each, as the production node's measurement has
//! (`node.py bench` of the oracle); the time is that of `BlockExecutor::execute`, with checks of nonce, fee
//! and balance, the run, the receipts, and the change applied to the world. Signatures are checked before, on
//! both sides.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark prints its figures, and stops where it cannot"
)]

use alloy_dyn_abi::DynSolValue;
use benches::{Chain, Solidity, is_chosen, show, wasm};
use runtime::MultiversXTransaction;
use std::time::Duration;
use vm_core::{Address, Bytes, EvmAddress, U256, VmType};

const ROUNDS: usize = 9;
const SENDERS: u64 = 200;

/// One kind of transaction.
struct Row {
    name: &'static str,
    to: Address,
    data: Bytes,
    gas_limit: u64,
    /// How many of them each sender has in a block.
    each: u64,
    times: Vec<Duration>,
}

fn main() {
    let mut chain = Chain::new(SENDERS);
    let mut rows = rows(&mut chain);
    rows.retain(|row| is_chosen(row.name));
    // The first round warms everything that is kept.
    for round in 0..=ROUNDS {
        for row in &mut rows {
            let transaction = |sender: Address, nonce: u64| MultiversXTransaction {
                nonce,
                sender,
                receiver: row.to,
                gas_limit: row.gas_limit,
                data: row.data.clone(),
                ..MultiversXTransaction::default()
            };
            let time = chain.block(row.each, transaction);
            if round > 0 {
                row.times.push(time);
            }
        }
    }
    println!("| a transaction of a full block | ours |");
    println!("|---|---|");
    for row in &mut rows {
        row.times.sort_unstable();
        let median = row.times.get(ROUNDS / 2).expect("a round");
        println!("| {} | {} |", row.name, show(*median));
    }
}

fn rows(chain: &mut Chain) -> Vec<Row> {
    let spin = chain.deploy(VmType::SPACE, &wasm("spin"), &[]);
    let adder = chain.deploy(VmType::SPACE, &wasm("adder"), &[Bytes::from_static(&[5])]);
    let supply = Bytes::from_static(&[0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    let token = chain.deploy(VmType::SPACE, &wasm("erc20"), &[supply]);
    let amount = vec![DynSolValue::Uint(U256::from(u128::MAX), 256)];
    let solidity = chain.deploy(VmType::EVM, &Solidity::read("Token").init_with(amount), &[]);

    let receiver = hex::encode([7; 32]);
    let wasm_transfer = |to: &str, amount: &str| text(&format!("transfer@{to}@{amount}"));
    let solidity_transfer = |to: EvmAddress, amount: &str| {
        text(&format!("transfer(address,uint256)@{}@{amount}", hex::encode(to)))
    };
    for sender in chain.senders().to_vec() {
        chain.call(token, wasm_transfer(&hex::encode(sender.as_slice()), "3b9aca00"));
        chain.call(solidity, solidity_transfer(chain.face(sender), "3b9aca00"));
    }
    let row = |name, to, data, gas_limit, each| Row {
        name,
        to,
        data,
        gas_limit,
        each,
        times: Vec::new(),
    };
    vec![
        row("move of balance", Address([7; 32]), Bytes::new(), 50_000, 80),
        row("WASM: empty call", spin, text("empty"), 2_000_000, 80),
        row("WASM: adder's `add`", adder, text("add@01"), 2_000_000, 80),
        row("WASM: ERC-20 transfer", token, wasm_transfer(&receiver, "01"), 10_000_000, 80),
        row(
            "Solidity: ERC-20 transfer",
            solidity,
            solidity_transfer(EvmAddress::repeat_byte(0x22), "01"),
            10_000_000,
            80,
        ),
        row("WASM: loop of 1,000,000 iterations", spin, text("spin"), 200_000_000, 1),
    ]
}

fn text(text: &str) -> Bytes {
    Bytes::copy_from_slice(text.as_bytes())
}
