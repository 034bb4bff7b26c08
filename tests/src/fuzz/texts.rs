//! Files that people write: scenarios and gas schedules.

use super::{Attempt, Random, Tested, Verdict, equal};
use crate::root;
use scenario::value::ReadContext;
use std::path::{Path, PathBuf};
use vm_core::{GasSchedule, GasScheduleVersion};

/// What may turn up anywhere in a scenario.
const SCENARIO_PIECES: [&[u8]; 17] = [
    b"\"",
    b"{",
    b"}",
    b"[",
    b",",
    b"|",
    b"keccak256:",
    b"nested:",
    b"alias(",
    b"u64:",
    b"biguint:",
    b"file:",
    b"mxsc:",
    b"abi:f((uint256[])[2],string)|",
    b"create2(",
    b"\\u0000",
    b"9999999999999999999999",
];

/// What may turn up anywhere in a gas schedule.
const SCHEDULE_PIECES: [&[u8]; 8] =
    [b"=", b"[", b"]", b"0", b"-1", b"99999999999999999999", b"\n", b"#"];

/// Our scenarios, changed a little: they are read or refused, and what is formatted stays as it is.
pub(super) fn scenarios() -> Tested<Attempt> {
    let files: Vec<(PathBuf, Vec<u8>)> = scenario_files()?
        .into_iter()
        .map(|path| std::fs::read(&path).map(|text| (path, text)))
        .collect::<Result<_, _>>()?;
    Ok(Box::new(move |random| {
        let (path, text) = files.get(random.below(files.len())).ok_or("there are scenarios")?;
        scenario(random, path, text)
    }))
}

fn scenario(random: &mut Random, path: &Path, text: &[u8]) -> Tested<Verdict> {
    let mutated = random.mutated(text, &SCENARIO_PIECES);
    let mutated = String::from_utf8_lossy(&mutated);
    if let Ok(formatted) = scenario::format_text(&mutated) {
        equal("formatted twice", &scenario::format_text(&formatted)?, &formatted)?;
    }
    let read = scenario::parse_text(&mutated, path, &ReadContext::default());
    Ok(Verdict::of(read.is_ok()))
}

fn scenario_files() -> Tested<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for folder in ["examples", "tests/scenarios/space"] {
        for entry in root().join(folder).read_dir()? {
            let path = entry?.path();
            if path.extension().is_some_and(|it| it == "json") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    Ok(paths)
}

/// A gas schedule, changed a little.
pub(super) fn schedules() -> Tested<Attempt> {
    Ok(Box::new(|random| {
        let text = GasScheduleVersion::LATEST.text().as_bytes();
        let mutated = random.mutated(text, &SCHEDULE_PIECES);
        let mutated = String::from_utf8_lossy(&mutated);
        let read = GasSchedule::parse(&mutated).is_ok();
        // A scenario's schedule may lack more, and never less.
        if read && GasSchedule::parse_scenario(&mutated).is_err() {
            return Err("a node's schedule is none for scenarios".into());
        }
        Ok(Verdict::of(read))
    }))
}
