//! Files named by expressions: plain files, `.mxsc.json`, and Solidity artifacts.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use alloy_json_abi::JsonAbi;
use alloy_primitives::hex;
use serde::Deserialize;
use serde_json::Value;

use super::error::ValueReason;

/// Where the files named by expressions come from.
pub trait FileSource {
    /// The content of a file. The path is the base folder of the scenario joined with the path written.
    ///
    /// # Errors
    /// What the system says when the file cannot be read.
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>>;
}

/// Files on disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct DiskFiles;

impl FileSource for DiskFiles {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        std::fs::read(path)
    }
}

/// Files held in memory, for tests and for tools without a disk.
#[derive(Clone, Debug, Default)]
pub struct MemoryFiles {
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl MemoryFiles {
    /// Adds a file.
    #[must_use]
    pub fn with(mut self, path: impl Into<PathBuf>, content: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.into(), content.into());
        self
    }
}

impl FileSource for MemoryFiles {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        self.files.get(path).cloned().ok_or_else(|| std::io::ErrorKind::NotFound.into())
    }
}

/// Joins and removes `.` and `..` without asking the disk.
pub(crate) fn join(base: &Path, path: &str) -> PathBuf {
    let mut result = PathBuf::new();
    for component in base.join(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if result.file_name().is_some() => {
                result.pop();
            }
            Component::ParentDir
            | Component::Normal(_)
            | Component::RootDir
            | Component::Prefix(_) => result.push(component),
        }
    }
    result
}

/// The part of a `.mxsc.json` that is read; its ABI and build information are far larger than most codes.
#[derive(Deserialize)]
struct Mxsc<'a> {
    #[serde(borrow)]
    code: Option<Cow<'a, str>>,
}

/// The `code` of a `.mxsc.json`, decoded.
pub(super) fn mxsc_code(path: &str, content: &[u8]) -> Result<Vec<u8>, ValueReason> {
    let problem = |problem: &str| ValueReason::Artifact {
        path: path.to_owned(),
        problem: problem.to_owned(),
    };
    let mxsc: Mxsc<'_> =
        serde_json::from_slice(content).map_err(|error| problem(&error.to_string()))?;
    let code = mxsc.code.ok_or_else(|| problem("no field `code`"))?;
    decoded(&code).ok_or_else(|| problem("`code` is not hexadecimal"))
}

/// The bytes of hexadecimal digits without a prefix.
fn decoded(digits: &str) -> Option<Vec<u8>> {
    if digits.starts_with("0x") {
        return None;
    }
    hex::decode(digits).ok()
}

/// Which code of a Solidity artifact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SolidityCode {
    /// Code that runs once and returns the contract.
    Creation,
    /// Code of the contract.
    Runtime,
}

/// A contract in the output of solc, Foundry or Hardhat.
pub(crate) struct Artifact {
    path: String,
    contract: Value,
}

impl Artifact {
    /// Finds the contract; a file with several contracts needs its name.
    pub(crate) fn parse(
        path: &str,
        name: Option<&str>,
        content: &[u8],
    ) -> Result<Self, ValueReason> {
        let problem = |problem: String| ValueReason::Artifact { path: path.to_owned(), problem };
        let json: Value =
            serde_json::from_slice(content).map_err(|error| problem(error.to_string()))?;
        let Some(contracts) = json.get("contracts").and_then(Value::as_object) else {
            return Ok(Self { path: path.to_owned(), contract: json });
        };
        let mut candidates: Vec<(&str, &Value)> = Vec::new();
        for (key, value) in contracts {
            // Combined JSON says `file:Name`; standard JSON nests file and name.
            if value.get("bin").is_some() || value.get("abi").is_some() {
                candidates.push((key.rsplit(':').next().unwrap_or(key), value));
            } else if let Some(nested) = value.as_object() {
                candidates.extend(nested.iter().map(|(name, value)| (name.as_str(), value)));
            }
        }
        let names = || {
            let names: Vec<&str> = candidates.iter().map(|(name, _)| *name).collect();
            names.join(", ")
        };
        let found: Vec<&Value> = candidates
            .iter()
            .filter(|(candidate, _)| name.is_none_or(|name| name == *candidate))
            .map(|(_, value)| *value)
            .collect();
        match found.as_slice() {
            [contract] => Ok(Self { path: path.to_owned(), contract: (*contract).clone() }),
            [] => Err(problem(format!("no such contract; it holds {}", names()))),
            _ => Err(problem(format!("name one contract with `#Name`: {}", names()))),
        }
    }

    /// The bytes of a code.
    pub(crate) fn code(&self, code: SolidityCode) -> Result<Vec<u8>, ValueReason> {
        let pointers: &[&str] = match code {
            SolidityCode::Creation => {
                &["/bytecode/object", "/bytecode", "/evm/bytecode/object", "/bin"]
            }
            SolidityCode::Runtime => &[
                "/deployedBytecode/object",
                "/deployedBytecode",
                "/evm/deployedBytecode/object",
                "/bin-runtime",
            ],
        };
        let text = pointers
            .iter()
            .find_map(|pointer| self.contract.pointer(pointer).and_then(Value::as_str))
            .ok_or_else(|| self.problem("no bytecode in the shape of solc, Foundry or Hardhat"))?;
        let digits = text.strip_prefix("0x").unwrap_or(text);
        if digits.is_empty() {
            return Err(self.problem("the bytecode is empty: an interface or abstract contract"));
        }
        if digits.contains("__") {
            return Err(self.problem("the bytecode has unlinked libraries"));
        }
        decoded(digits).ok_or_else(|| self.problem("the bytecode is not hexadecimal"))
    }

    /// The ABI, if the artifact has one.
    pub(crate) fn abi(&self) -> Result<Option<JsonAbi>, ValueReason> {
        let source = match self.contract.get("abi") {
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
            // A bare ABI file is a list.
            None if self.contract.is_array() => self.contract.to_string(),
            None => return Ok(None),
        };
        serde_json::from_str(&source)
            .map(Some)
            .map_err(|error| self.problem(&format!("bad `abi`: {error}")))
    }

    fn problem(&self, problem: &str) -> ValueReason {
        ValueReason::Artifact { path: self.path.clone(), problem: problem.to_owned() }
    }
}
