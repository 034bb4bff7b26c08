//! Scenarios of the production VM's own repository, compared with what that VM gave for every step.
//!
//! Neither lies here: the repository is a checkout or bare git directory named by `MX_CHAIN_VM_GO`, or
//! the one beside this checkout; the records lie in `shared/` beside it. Without them the test says
//! what it left out. `cargo xtask conformance space` runs all of them.

use libtest_mimic::{Arguments, Trial};
use scenario::run::ScenarioRecord;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use tests::{Engine, root};

/// The part that runs here: small contracts of different compilers and framework versions.
const PARTS: [&str; 3] = ["adder", "factorial", "erc20-rust"];
const RECORDS: &str = "../shared/vectors/go-vm-steps/steps.jsonl";
const REPOSITORY: &str = "../.mirror/multiversx+mx-chain-vm-go/repo";

fn main() -> ExitCode {
    match inputs() {
        Ok((scenarios, records)) => run(&scenarios, records),
        Err(missing) => {
            println!("left out: shared_go_vm_steps: {missing}");
            ExitCode::SUCCESS
        }
    }
}

fn run(scenarios: &Path, records: BTreeMap<String, ScenarioRecord>) -> ExitCode {
    let engine = Arc::new(Engine::wasmer());
    let is_part = |name: &str| PARTS.iter().any(|part| name.starts_with(&format!("{part}/")));
    let trials: Vec<Trial> = records
        .into_iter()
        .filter(|(name, _)| is_part(name))
        .map(|(name, record)| {
            let (engine, path) = (Arc::clone(&engine), scenarios.join(&name));
            Trial::test(name, move || engine.check(&path, &record))
        })
        .collect();
    assert!(trials.len() > 40, "the records have these parts");
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// The folder of the scenarios, and the records; or what is missing.
fn inputs() -> Result<(PathBuf, BTreeMap<String, ScenarioRecord>), String> {
    let records = root().join(RECORDS);
    let text = std::fs::read_to_string(&records)
        .map_err(|error| format!("no records at {}: {error}", records.display()))?;
    let records = ScenarioRecord::read_all(&text).map_err(|error| error.to_string())?;
    let given = std::env::var_os("MX_CHAIN_VM_GO").map(PathBuf::from);
    let repository = given.unwrap_or_else(|| root().join(REPOSITORY));
    if repository.join("test").is_dir() {
        return Ok((repository.join("test"), records));
    }
    if !repository.join("HEAD").is_file() {
        return Err(format!("no repository of mx-chain-vm-go at {}", repository.display()));
    }
    Ok((extract(&repository)?, records))
}

/// Takes the parts out of a bare git directory.
fn extract(repository: &Path) -> Result<PathBuf, String> {
    let target = root().join("target/mx-chain-vm-go");
    std::fs::create_dir_all(&target).map_err(|error| error.to_string())?;
    let mut archive = Command::new("git")
        .arg("--git-dir")
        .arg(repository)
        .args(["archive", "--format=tar", "HEAD"])
        .args(PARTS.map(|part| format!("test/{part}")))
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot run git: {error}"))?;
    let output = archive.stdout.take().ok_or("git has no output")?;
    let unpacked = Command::new("tar").arg("-x").arg("-C").arg(&target).stdin(output).status();
    let unpacked = unpacked.map_err(|error| format!("cannot run tar: {error}"))?;
    let archived = archive.wait().map_err(|error| error.to_string())?;
    if unpacked.success() && archived.success() {
        Ok(target.join("test"))
    } else {
        Err(format!("{} has no such tests", repository.display()))
    }
}
