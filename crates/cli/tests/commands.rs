//! The command as people and tools start it: under both names, with every form of report.
#![cfg(test)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const SOVM: &str = env!("CARGO_BIN_EXE_sovm");

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The scenarios of our own contracts.
fn space() -> PathBuf {
    root().join("tests/scenarios/space")
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn start(program: &Path, arguments: &[&str]) -> Output {
    Command::new(program).args(arguments).output().unwrap()
}

fn sovm(arguments: &[&str]) -> (bool, String) {
    let output = start(Path::new(SOVM), arguments);
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

/// A scenario that adds and expects another gas than is left.
const WRONG: &str = r#"{"steps": [
    {"step": "setState", "accounts": {"address:a": {"nonce": "0"}, "sc:adder": {"code": "file:adder.wasm"}}},
    {"step": "scCall", "id": "<add>", "tx": {"from": "address:a", "to": "sc:adder", "function": "add",
        "arguments": ["1"], "gasLimit": "5,000,000"}, "expect": {"refund": "*", "gas": "7"}}
]}"#;

/// A new folder with one scenario that fails, one that cannot be read, and one that passes.
fn mixed(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::copy(root().join("contracts/artifacts/adder.wasm"), folder.join("adder.wasm"))
        .unwrap();
    std::fs::write(folder.join("a-wrong.scen.json"), WRONG).unwrap();
    std::fs::write(folder.join("b-broken.scen.json"), "{\"steps\": [5]}").unwrap();
    let right = WRONG.replace("\"gas\": \"7\"", "\"gas\": \"*\"");
    std::fs::write(folder.join("c-right.scen.json"), right).unwrap();
    folder
}

#[cfg(unix)]
#[test]
fn under_the_name_of_the_other_tool_it_answers_as_the_other_tool() {
    let folder = mixed("other-name");
    let link = folder.join("mx-scenario-go");
    std::os::unix::fs::symlink(SOVM, &link).unwrap();
    let file = |name: &str| text(&folder.join(name)).to_owned();
    let (wrong, module) = (file("a-wrong.scen.json"), file("adder.wasm"));
    let adder = space().join("adder.scen.json");
    for (arguments, is_success, last) in [
        (&["run", text(&adder)][..], true, "SUCCESS".to_owned()),
        (&["run", "--wasmer2", text(&adder)], true, "SUCCESS".to_owned()),
        (&[text(&adder)], true, "SUCCESS".to_owned()),
        (&["run", &wrong], false, format!("ERROR: {wrong} failed")),
        (&["run", text(&folder)], false, "ERROR: some tests failed".to_owned()),
        (
            &["run", &module],
            false,
            "ERROR: only directories and scenario files accepted as path".to_owned(),
        ),
        (&["version"], true, format!("sovereign-vm {}", env!("CARGO_PKG_VERSION"))),
    ] {
        let output = start(&link, arguments);
        assert_eq!(output.status.success(), is_success, "{arguments:?}");
        let stdout = String::from_utf8(output.stdout).unwrap();
        assert_eq!(stdout.lines().last(), Some(last.as_str()), "{arguments:?}");
    }
    let all = start(&link, &["run", text(&folder)]);
    let stdout = String::from_utf8(all.stdout).unwrap();
    let results: Vec<&str> = stdout.lines().filter(|it| it.starts_with("Scenario: ")).collect();
    assert_eq!(
        results,
        [
            "Scenario: a-wrong.scen.json ...   FAIL",
            "Scenario: b-broken.scen.json ...   FAIL",
            "Scenario: c-right.scen.json ...   ok",
        ]
    );
    assert!(stdout.contains("Done. Passed: 1. Failed: 2. Skipped: 0."), "{stdout}");
    for (flag, is_traced) in [("--wasmer1", false), ("-g", true)] {
        let output = start(&link, &["run", flag, text(&adder)]);
        let stdout = String::from_utf8(output.stdout).unwrap();
        assert_eq!(stdout.contains("adder.add("), is_traced, "{stdout}");
    }
}

#[test]
fn formatting_changes_the_form_and_nothing_else() {
    let folder = mixed("format");
    let (is_success, stdout) = sovm(&["mx-scenario-go", "fmt", text(&folder)]);
    assert!(is_success && stdout.contains("Error upgrading"), "{stdout}");
    let (before, after) = (folder.join("before.scen.json"), folder.join("a-wrong.scen.json"));
    let formatted = std::fs::read_to_string(&after).unwrap();
    assert!(formatted.starts_with("{\n    \"steps\": [\n        {\n"), "{formatted}");
    std::fs::write(&before, WRONG).unwrap();
    let steps = |file: &Path| steps(&json(&[text(file)]));
    assert_eq!(steps(&before), steps(&after));
}

fn json(arguments: &[&str]) -> Value {
    let all = [&["run", "--report", "json"], arguments].concat();
    serde_json::from_str(&sovm(&all).1).unwrap()
}

/// Steps of all scenarios, without their places.
fn steps(report: &Value) -> Vec<Value> {
    let scenarios = report["scenarios"].as_array().unwrap().iter();
    let mut steps: Vec<Value> =
        scenarios.flat_map(|it| it["steps"].as_array().unwrap()).cloned().collect();
    for step in &mut steps {
        for place in ["file", "line"] {
            step.as_object_mut().unwrap().remove(place);
        }
    }
    steps
}

#[test]
fn reports_for_machines_have_every_step_and_failure_in_order() {
    let folder = mixed("reports");
    let report = json(&["--jobs", "3", text(&folder)]);
    assert_eq!((&report["passed"], &report["failed"]), (&1.into(), &2.into()));
    let scenarios = report["scenarios"].as_array().unwrap();
    let names: Vec<&str> = scenarios.iter().map(|it| it["file"].as_str().unwrap()).collect();
    assert!(names.is_sorted() && names.len() == 3, "{names:?}");
    let failure = &scenarios[0]["failures"][0];
    assert_eq!((&failure["field"], &failure["expected"]), (&"expect.gas".into(), &"\"7\"".into()));
    assert_eq!((&failure["id"], &failure["line"]), (&"<add>".into(), &3.into()));
    assert!(scenarios[1]["error"].as_str().unwrap().contains("`5` is no scenario value"));
    let step = &scenarios[2]["steps"][0];
    assert_eq!((&step["step"], &step["status"]), (&"scCall".into(), &0.into()));
    assert!(step["gasUsed"].as_u64().unwrap() > 1_000, "{step}");
    assert_eq!(step["gasUsed"], scenarios[2]["gasUsed"]);

    let file = folder.join("report.xml");
    let arguments = ["run", "--report", "junit", "--report-file", text(&file), text(&folder)];
    let (is_success, stdout) = sovm(&arguments);
    assert!(!is_success && stdout.contains("1 passed, 2 failed"), "{stdout}");
    let xml = std::fs::read_to_string(file).unwrap();
    assert!(xml.contains(r#"<testsuite name="sovm" tests="3" failures="1" errors="1""#), "{xml}");
    assert_eq!(xml.matches("<testcase ").count(), 3);
    assert!(xml.contains("scCall &quot;&lt;add&gt;&quot;: expect.gas"), "{xml}");
    assert!(xml.contains(r#"name="c-right.scen.json""#));
}

#[test]
fn checking_reads_everything_and_runs_nothing() {
    let (is_success, stdout) = sovm(&["check", text(&root().join("tests/scenarios"))]);
    assert!(is_success && stdout.ends_with("files, 0 refused\n"), "{stdout}");
    let folder = mixed("check");
    std::fs::remove_file(folder.join("adder.wasm")).unwrap();
    for (arguments, refused) in [
        (&["check", text(&folder)][..], 3),
        (&["check", "--allow-missing-files", text(&folder)], 1),
    ] {
        let (is_success, stdout) = sovm(arguments);
        assert!(!is_success, "{stdout}");
        assert!(stdout.ends_with(&format!("3 files, {refused} refused\n")), "{stdout}");
    }
}

#[test]
fn traces_for_tools_are_objects_a_line() {
    let example = root().join("examples/mixed.xscen.json");
    let folder = mixed("traces");
    let file = folder.join("traces.jsonl");
    for (form, field) in [
        ("callTracer", "/result/type"),
        ("prestateTracer", "/result"),
        ("prestateDiff", "/result/post"),
        ("eip3155", "/opName"),
    ] {
        let form = format!("--trace={form}");
        let arguments = ["run", &form, "--trace-file", text(&file), text(&example)];
        let (is_success, stdout) = sovm(&arguments);
        assert!(is_success && !stdout.contains('{'), "{stdout}");
        let written = std::fs::read_to_string(&file).unwrap();
        let lines: Vec<Value> =
            written.lines().map(|it| serde_json::from_str(it).unwrap()).collect();
        assert!(lines[0]["step"].is_string() && lines[0]["line"].is_u64(), "{}", lines[0]);
        assert!(lines.iter().any(|it| it.pointer(field).is_some()), "{written}");
        // Without a file they stand before the scenario's line.
        let (_, stdout) = sovm(&["run", &form, text(&example)]);
        assert!(stdout.starts_with(&written), "{stdout}");
    }
    let tree = ["run", "--trace", "--trace-file", text(&file), text(&example)];
    assert!(!sovm(&tree).1.contains("└─"));
    assert!(std::fs::read_to_string(&file).unwrap().contains("└─"));
}
