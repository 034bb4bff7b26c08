//! Coverage of contracts whose counts are known.
#![cfg(test)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What lcov says of one file.
#[derive(Debug, Default, PartialEq, Eq)]
struct File {
    functions: BTreeMap<String, u64>,
    lines: BTreeMap<u32, u64>,
}

fn read(lcov: &str) -> BTreeMap<String, File> {
    let mut files: BTreeMap<String, File> = BTreeMap::new();
    for record in lcov.split("end_of_record\n").filter(|it| !it.is_empty()) {
        let mut name = "";
        let mut file = File::default();
        for (key, value) in record.lines().filter_map(|line| line.split_once(':')) {
            match (key, value.split_once(',')) {
                ("SF", _) => name = value,
                ("FNDA", Some((count, name))) => {
                    file.functions.insert(name.to_owned(), count.parse().unwrap());
                }
                ("DA", Some((line, count))) => {
                    file.lines.insert(line.parse().unwrap(), count.parse().unwrap());
                }
                _ => {}
            }
        }
        files.insert(name.to_owned(), file);
    }
    files
}

/// Runs scenarios with coverage; the files it tells of, and the steps.
fn run(name: &str, scenarios: &Path) -> (BTreeMap<String, File>, String) {
    let lcov = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.lcov"));
    let report = steps(&[Path::new("--coverage"), &lcov, scenarios]);
    (read(&std::fs::read_to_string(lcov).unwrap()), report)
}

/// The steps of a run as its JSON report has them.
fn steps(arguments: &[&Path]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sovm"));
    command.args(["run", "--report", "json"]).args(arguments);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let scenarios = report["scenarios"].as_array().unwrap();
    scenarios.iter().map(|it| format!("{} {}\n", it["file"], it["steps"])).collect()
}

/// `spin` and `hooks` are called twice, the second time without enough gas; `empty` three times, of which
/// the last does not pay for its start.
#[test]
fn blocks_are_counted_by_function_and_offset() {
    let (files, _) = run("spin", &root().join("tests/scenarios/space/spin.scen.json"));
    let name = files.keys().next().unwrap();
    assert!(name.ends_with("contracts/artifacts/spin.wasm") && files.len() == 1, "{name}");
    let file = &files[name];
    let expected = [("empty", 2), ("hooks", 2), ("init", 0), ("spin", 2), ("upgrade", 0)];
    let expected: BTreeMap<_, _> =
        expected.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
    assert_eq!(file.functions, expected);
    let (loops, once): (Vec<u64>, Vec<u64>) = file.lines.values().partition(|it| **it > 1_000);
    // Both loops ran to their end once and into the end of the gas once.
    assert!(loops.iter().any(|it| *it > 1_000_000), "{loops:?}");
    assert!(loops.iter().any(|it| (100_001..200_000).contains(it)), "{loops:?}");
    // What follows the loops ran once each.
    assert_eq!(once.iter().filter(|it| **it == 1).count(), 2, "{once:?}");
}

#[test]
fn lines_are_counted_where_a_module_carries_debug_information() {
    let (files, _) = run("lines", &root().join("tests/scenarios/coverage/adder-lines.scen.json"));
    let file = &files["contracts/rust/adder/src/lib.rs"];
    let source = std::fs::read_to_string(root().join("contracts/rust/adder/src/lib.rs")).unwrap();
    let line = |text: &str| {
        let index = source.lines().position(|it| it.contains(text)).unwrap();
        u32::try_from(index).unwrap() + 1
    };
    // The endpoints themselves are made by the macro; the linker keeps `upgrade` as `init`.
    let expected = [
        (line("#[multiversx_sc::contract]"), 7),
        (line("self.sum().set(initial)"), 1),
        (line("self.sum().update"), 3),
    ];
    assert_eq!(file.lines, BTreeMap::from(expected));
    for (function, count) in [("add", 3), ("init", 1), ("getSum", 1)] {
        assert_eq!(file.functions.get(function), Some(&count), "{file:?}");
    }
}

/// With counters on one engine and without on the other: gas, status, message and output of every step.
#[test]
fn counters_change_no_result() {
    let space = root().join("tests/scenarios/space");
    let (files, counted) = run("space", &space);
    assert!(files.len() > 5, "{:?}", files.keys());
    assert_eq!(counted, steps(&[&space]));
}
