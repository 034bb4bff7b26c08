//! Files of tests.

use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why tests cannot be read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// A file or folder cannot be read.
    #[error("cannot read {path}: {error}")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A file does not have the form of such tests.
    #[error("{path} is no file of tests: {error}")]
    Form {
        /// Which.
        path: PathBuf,
        /// Where and why.
        error: serde_json::Error,
    },
}

/// The test files in a folder and below, in the order of their paths; a file stands for itself.
///
/// # Errors
/// [`ReadError::Read`] when a folder cannot be read.
pub fn test_files(path: &Path) -> Result<Vec<PathBuf>, ReadError> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    walk(path, &mut found)?;
    found.sort();
    Ok(found)
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), ReadError> {
    let failed = |error| ReadError::Read { path: folder.to_owned(), error };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            walk(&path, found)?;
        } else if path.extension().is_some_and(|it| it == "json") {
            found.push(path);
        }
    }
    Ok(())
}

/// The tests of a file by their names.
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Result<BTreeMap<String, T>, ReadError> {
    let bytes = fs::read(path).map_err(|error| ReadError::Read { path: path.to_owned(), error })?;
    serde_json::from_slice(&bytes).map_err(|error| ReadError::Form { path: path.to_owned(), error })
}
