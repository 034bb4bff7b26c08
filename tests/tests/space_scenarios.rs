//! The scenarios of our own contracts: on each engine every expectation is met, every step's gas,
//! status, message and output is what the production VM gave, and both engines agree on everything.

use libtest_mimic::{Arguments, Failed, Trial};
use scenario::run::ScenarioRecord;
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use tests::{Engine, root};

/// Scenarios that need what does not exist yet.
const AWAITED: [(&str, &str); 0] = [];

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let folder = root().join("tests/scenarios/space");
    let text = std::fs::read_to_string(folder.join("steps.jsonl"))?;
    let records = ScenarioRecord::read_all(&text)?;
    let engines = [Arc::new(Engine::wasmer()), Arc::new(Engine::wasmi())];
    let mut trials = Vec::new();
    for (name, record) in &records {
        let (path, record) = (folder.join(name), Arc::new(record.clone()));
        let awaited = AWAITED.iter().find(|(awaited, _)| awaited == name);
        let kind = awaited.map(|(_, what)| format!("awaits {what}")).unwrap_or_default();
        let mut add = |label: &str, run: Box<dyn FnOnce() -> Result<(), Failed> + Send>| {
            let trial = Trial::test(format!("{label}: {name}"), run);
            trials.push(trial.with_kind(kind.clone()).with_ignored_flag(awaited.is_some()));
        };
        for engine in &engines {
            let (engine, path, record) = (Arc::clone(engine), path.clone(), Arc::clone(&record));
            add(engine.name, Box::new(move || engine.check(&path, &record)));
        }
        let engines = engines.clone();
        add("agreement", Box::new(move || agree(&engines, &path, &record)));
    }
    let listed = std::fs::read_dir(&folder)?.flatten();
    let scenarios = listed.filter(|it| it.file_name().to_string_lossy().ends_with(".scen.json"));
    assert_eq!(scenarios.count(), records.len(), "every scenario has a record");
    Ok(libtest_mimic::run(&Arguments::from_args(), trials).exit_code())
}

/// Both engines give the same, call trees and logs included.
fn agree(engines: &[Arc<Engine>], path: &Path, record: &ScenarioRecord) -> Result<(), Failed> {
    let [first, second] = engines else {
        return Err("two engines are compared".into());
    };
    let (left, left_text) = first.run(path, record);
    let (right, right_text) = second.run(path, record);
    for (left, right) in left_text.lines().zip(right_text.lines()) {
        if left != right {
            return Err(format!("{}: {left}\n{}: {right}", first.name, second.name).into());
        }
    }
    if left_text.len() != right_text.len() || left.record != right.record {
        return Err("one engine ran further than the other".into());
    }
    Ok(())
}
