//! The examples run on both engines.

use scenario::run::ScenarioRecord;
use tests::{Engine, root};

#[test]
fn every_example_meets_its_expectations() {
    let engines = [Engine::wasmer(), Engine::wasmi()];
    let folder = root().join("examples");
    let mut count = 0;
    for entry in folder.read_dir().expect("there are examples").flatten() {
        let path = entry.path();
        if !path.to_string_lossy().ends_with(".xscen.json") {
            continue;
        }
        count += 1;
        for engine in &engines {
            let report = engine.run_as_written(&path);
            let failures: Vec<_> = report.failures.iter().map(ToString::to_string).collect();
            assert!(report.passed(), "{}: {:?} {}", engine.name, report.error, failures.join("\n"));
            assert_ne!(report.record, ScenarioRecord::default());
        }
    }
    assert!(count > 0, "an example was found");
}
