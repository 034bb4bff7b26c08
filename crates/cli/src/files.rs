//! Finds scenario files.

use crate::CommandError;
use std::path::{Path, PathBuf};

/// Endings of scenarios.
pub(crate) const SCENARIOS: &[&str] = &[".scen.json", ".xscen.json"];
/// Endings of the scenarios that the MultiversX tools know.
pub(crate) const GO_SCENARIOS: &[&str] = &[".scen.json"];
/// The same with fragments, which `externalSteps` include.
pub(crate) const GO_FILES: &[&str] = &[".scen.json", ".step.json", ".steps.json"];
/// Endings of everything that the parser reads.
pub(crate) const ALL: &[&str] =
    &[".scen.json", ".step.json", ".steps.json", ".xscen.json", ".xstep.json", ".xsteps.json"];

/// The scenarios that paths name: a file as it is, a folder's in the order of their paths.
pub(crate) fn scenarios(paths: &[PathBuf]) -> Result<Vec<PathBuf>, CommandError> {
    with_suffix(paths, SCENARIOS)
}

/// The files that paths name, of folders those with one of these endings.
pub(crate) fn with_suffix(
    paths: &[PathBuf],
    suffixes: &[&str],
) -> Result<Vec<PathBuf>, CommandError> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            let start = found.len();
            walk(path, suffixes, &mut found)?;
            if let Some(new) = found.get_mut(start..) {
                new.sort();
            }
        } else {
            found.push(path.clone());
        }
    }
    if found.is_empty() { Err(CommandError::NoScenarios) } else { Ok(found) }
}

/// Whether the name of a file has one of these endings.
pub(crate) fn has_suffix(path: &Path, suffixes: &[&str]) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    suffixes.iter().any(|suffix| name.ends_with(suffix))
}

fn walk(folder: &Path, suffixes: &[&str], found: &mut Vec<PathBuf>) -> Result<(), CommandError> {
    let failed = |error| CommandError::Read { path: folder.to_owned(), error };
    for entry in folder.read_dir().map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            walk(&path, suffixes, found)?;
        } else if has_suffix(&path, suffixes) {
            found.push(path);
        }
    }
    Ok(())
}
