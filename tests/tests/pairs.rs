//! The pair suite on every ordered pair of the three virtual machines.

use libtest_mimic::{Arguments, Failed, Trial};
use std::process::ExitCode;
use test_kit::pair_suite::{CASES, EvmSide, PairSide, SystemSide, WasmSide, pairs};

const SIDES: [&dyn PairSide; 3] = [&WasmSide, &EvmSide, &SystemSide];

fn main() -> ExitCode {
    let mut trials = Vec::new();
    for pair in pairs(&SIDES) {
        for (case, run) in CASES {
            let name = format!("{}: {case}", pair.name());
            trials.push(Trial::test(name, move || run(&pair).map_err(Failed::from)));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
