//! Random programs under the pass and under production's metering: the same points at every hook,
//! the same end, the same memory.
#![cfg(test)]
#![expect(
    clippy::arithmetic_side_effects,
    clippy::wildcard_enum_match_arm,
    reason = "tables, and small numbers of tests"
)]

mod common;

use common::{End, Seen, flat, metered, production, programs, run, sparse, varied};
use std::collections::BTreeMap;

const PROGRAMS: u64 = 400;

fn label(end: &End) -> String {
    match end {
        End::Trap(trap) => trap.clone(),
        End::Done | End::OutOfGas | End::MemoryLimit | End::StackOverflow => format!("{end:?}"),
    }
}

#[test]
fn random_programs_use_the_points_of_production() {
    let mut ends: BTreeMap<String, u32> = BTreeMap::new();
    let mut hooks = 0;
    for seed in 0..PROGRAMS {
        let wasm = programs::program(seed);
        let prices = [flat, varied, sparse][usize::try_from(seed % 3).unwrap()];
        let module = metered(&wasm, prices).unwrap();
        let reference = production::instrument(&wasm, prices);
        let mut limits = vec![0, 1, 10, 50, 333, 2_000];
        let complete = production::run(&reference, "main", 20_000);
        // Around every point that can be seen, where one more or less decides.
        for used in complete.used.iter().take(8) {
            let used = i64::try_from(*used).unwrap();
            limits.extend([used - 1, used, used + 1]);
        }
        for limit in limits.into_iter().filter(|limit| *limit >= 0) {
            let expected = production::run(&reference, "main", limit);
            for slice in [i64::MAX, 13] {
                let (seen, _) = run(&module, "main", limit, slice);
                compare(&seen, &expected, &format!("seed {seed}, limit {limit}, slice {slice}"));
            }
            *ends.entry(label(&expected.end)).or_default() += 1;
            hooks += expected.used.len();
        }
    }
    // The comparison means something: all ends come up, and hooks are called.
    for end in
        ["Done", "OutOfGas", "MemoryLimit", "IntegerDivisionByZero", "UnreachableCodeReached"]
    {
        assert!(ends.get(end).is_some_and(|count| *count > 20), "{end} of {ends:?}");
    }
    assert!(hooks > 1_000, "{hooks}");
}

fn compare(seen: &Seen, expected: &Seen, name: &str) {
    assert_eq!(seen, expected, "{name}");
}
