//! Finds scenario files.

use crate::CommandError;
use std::path::{Path, PathBuf};

const SUFFIXES: [&str; 2] = [".scen.json", ".xscen.json"];

/// The files that paths name: a file as it is, a folder's scenarios in the order of their paths.
pub(crate) fn scenarios(paths: &[PathBuf]) -> Result<Vec<PathBuf>, CommandError> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            let start = found.len();
            walk(path, &mut found)?;
            if let Some(new) = found.get_mut(start..) {
                new.sort();
            }
        } else {
            found.push(path.clone());
        }
    }
    if found.is_empty() { Err(CommandError::NoScenarios) } else { Ok(found) }
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), CommandError> {
    let failed = |error| CommandError::Read { path: folder.to_owned(), error };
    for entry in folder.read_dir().map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            walk(&path, found)?;
        } else if is_scenario(&path) {
            found.push(path);
        }
    }
    Ok(())
}

fn is_scenario(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    SUFFIXES.iter().any(|suffix| name.ends_with(suffix))
}
