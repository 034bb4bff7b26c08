//! Repeats the small Ethereum transactions of the benchmark on one side, for a profiler:
//! `repeat ours|bare transfer|erc20|swap COUNT`.
#![expect(clippy::expect_used, clippy::panic, reason = "it stops where it cannot be made")]

use benches::EvmStage;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [side, row, count] = arguments.as_slice() else {
        panic!("repeat ours|bare transfer|erc20|swap COUNT");
    };
    let count = count.parse().expect("a number");
    let mut stage = EvmStage::new();
    let row = ["transfer", "erc20", "swap"].iter().position(|it| it == row).expect("a row");
    let (_, calls) = stage.rows.get(row).expect("a row");
    if side == "ours" {
        stage.both.repeat_ours(calls, count);
    } else {
        stage.both.repeat_bare(calls, count);
    }
}
