//! `sovm conformance space` as a command: counts on the last line, differences before it, exit status.
#![cfg(test)]

use std::path::{Path, PathBuf};
use std::process::Command;

fn scenarios() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/scenarios/space")
}

/// Runs the command on the adder's scenarios; whether it succeeded, and what it printed.
fn run(steps: &Path, more: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_sovm"))
        .args(["conformance", "space", "--filter", "adder", "--scenarios"])
        .arg(scenarios())
        .arg("--steps")
        .arg(steps)
        .args(more)
        .output()
        .unwrap();
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

fn last_line(text: &str) -> &str {
    let line = text.lines().last().unwrap_or_default();
    line.rsplit_once(';').map_or(line, |(counts, _)| counts)
}

/// A file of this test's own.
fn file(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn recorded_steps_are_equal_on_both_engines_and_in_all_instances() {
    let (passed, text) = run(&scenarios().join("steps.jsonl"), &["--agree"]);
    assert!(passed, "{text}");
    assert!(last_line(&text).starts_with("scenarios: 2 passed, 0 failed, 0 excepted"), "{text}");
    assert!(text.contains(", 0 unequal"), "{text}");
}

#[test]
fn a_step_that_differs_is_shown_and_fails_the_command() {
    let records = std::fs::read_to_string(scenarios().join("steps.jsonl")).unwrap();
    let changed = records.replacen("\"gasUsed\": ", "\"gasUsed\": 9", 1);
    let (passed, text) = run(&file("changed.jsonl", &changed), &[]);
    assert!(!passed, "{text}");
    assert!(text.contains("recorded gas used\n    expected 9"), "{text}");
    assert!(last_line(&text).starts_with("scenarios: 1 passed, 1 failed, 0 excepted"), "{text}");
    assert!(text.contains(", 1 unequal"), "{text}");
}

#[test]
fn an_exception_that_passes_fails_the_command() {
    let list = file("exceptions.txt", "adder.scen.json: it was expected to fail\n");
    let steps = scenarios().join("steps.jsonl");
    let (passed, text) = run(&steps, &["--except", list.to_str().unwrap()]);
    assert!(!passed, "{text}");
    assert!(text.contains("expected to fail: it was expected to fail"), "{text}");
    let list = file("none.txt", "adder.scen.json\n");
    let (passed, _) = run(&steps, &["--except", list.to_str().unwrap()]);
    assert!(!passed, "a line without a reason is refused");
}
