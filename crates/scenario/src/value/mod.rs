//! The value expression language.
//!
//! [`Interpreter`] turns an expression into bytes. The Go dialect is that of the reference
//! (`mx-chain-scenario-go:scenario/expression/interpreter`); the extended dialect adds the forms an
//! EVM needs. `docs/scenarios.md` lists both.

mod address;
mod describe;
mod error;
mod extended;
mod files;
mod number;
mod solidity;
mod split;
mod typed;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use sha3::{Digest, Keccak256};

pub use self::address::{AliasResolver, FormulaAliases};
pub use self::describe::{Hint, describe, describe_list};
pub use self::error::{ValueError, ValueReason};
use self::files::join;
pub use self::files::{DiskFiles, FileSource, MemoryFiles};
pub(crate) use self::solidity::{
    Source, constructor_types, custom_error, event, event_type, expect_count, function,
    signature_error, types,
};
pub use self::typed::{TypedList, TypedMismatch, TypedValue};
use crate::json::{Node, NodeKind};

/// Prefixes of plain text.
const TEXT_PREFIXES: [&str; 3] = ["str:", "``", "''"];

/// Which language a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// The language of the MultiversX tools, and nothing else: `*.scen.json`.
    Go,
    /// The same with the additions for the EVM: `*.xscen.json`.
    Extended,
}

impl Dialect {
    /// The dialect of a file, by its name: `*.xscen.json`, `*.xsteps.json` and `*.xstep.json` are extended.
    #[must_use]
    pub fn of_file(path: &Path) -> Self {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let extended = [".xscen.json", ".xsteps.json", ".xstep.json"];
        if extended.iter().any(|suffix| name.ends_with(suffix)) { Self::Extended } else { Self::Go }
    }
}

/// What expressions and files need from outside.
pub struct ReadContext {
    /// VM type in `sc:` addresses; `05 00` (SpaceVM) unless set otherwise.
    pub vm_type: [u8; 2],
    /// Reader of files.
    pub files: Box<dyn FileSource>,
    /// Converter between the two address forms of an account.
    pub aliases: Box<dyn AliasResolver>,
    /// Whether a missing file yields the bytes `MISSING:path` instead of an error, as the reference's formatter does.
    pub allow_missing_files: bool,
    /// Paths to read in the place of the ones written, to run the same scenarios on another contract.
    pub replaced_paths: BTreeMap<String, PathBuf>,
}

impl Default for ReadContext {
    fn default() -> Self {
        Self {
            vm_type: [5, 0],
            files: Box::new(DiskFiles),
            aliases: Box::new(FormulaAliases::default()),
            allow_missing_files: false,
            replaced_paths: BTreeMap::new(),
        }
    }
}

impl fmt::Debug for ReadContext {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ReadContext")
            .field("vm_type", &self.vm_type)
            .field("allow_missing_files", &self.allow_missing_files)
            .field("replaced_paths", &self.replaced_paths)
            .finish_non_exhaustive()
    }
}

/// Evaluates expressions of one file.
#[derive(Clone, Debug)]
pub struct Interpreter<'a> {
    context: &'a ReadContext,
    dialect: Dialect,
    base: PathBuf,
    names: BTreeMap<String, Vec<u8>>,
}

impl<'a> Interpreter<'a> {
    /// An interpreter of a dialect; `base` is the folder that paths in expressions start from.
    #[must_use]
    pub fn new(context: &'a ReadContext, dialect: Dialect, base: impl Into<PathBuf>) -> Self {
        Self { context, dialect, base: base.into(), names: BTreeMap::new() }
    }

    /// The dialect.
    #[must_use]
    pub const fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The converter of addresses.
    pub(crate) fn aliases(&self) -> &dyn AliasResolver {
        self.context.aliases.as_ref()
    }

    /// Defines `$name` for the expressions that follow.
    pub(crate) fn define(&mut self, name: &str, value: Vec<u8>) {
        self.names.insert(name.to_owned(), value);
    }

    /// The bytes of an expression.
    ///
    /// `file:`, `mxsc:` and `keccak256:` (and `solc:`, `solc.runtime:` and `abi:` in the extended
    /// dialect) take the whole rest of the text; everything else is split at `|` first.
    ///
    /// # Errors
    /// The part that has no value, and why.
    pub fn text(&self, expression: &str) -> Result<Vec<u8>, ValueError> {
        let of = |reason: ValueReason| reason.of(expression);
        if expression.is_empty() {
            return Ok(Vec::new());
        }
        if let Some(path) = expression.strip_prefix("mxsc:") {
            let content = self.file(path).map_err(of)?;
            let is_missing = self.context.allow_missing_files && content == stand_in(path);
            return if is_missing {
                Ok(content)
            } else {
                files::mxsc_code(path, &content).map_err(of)
            };
        }
        if let Some(path) = expression.strip_prefix("file:") {
            return self.file(path).map_err(of);
        }
        if let Some(rest) = expression.strip_prefix("keccak256:") {
            return Ok(keccak(&self.text(rest)?));
        }
        if let Some(value) = self.extended_whole(expression)? {
            return Ok(value);
        }
        let parts = match self.dialect {
            Dialect::Go => expression.split('|').collect(),
            Dialect::Extended => {
                split::concatenation(expression).ok_or_else(|| of(ValueReason::Unbalanced))?
            }
        };
        if parts.len() > 1 {
            let mut result = Vec::new();
            for part in parts {
                result.extend(self.text(part)?);
            }
            return Ok(result);
        }
        self.single(expression)
    }

    /// An expression without concatenation.
    fn single(&self, expression: &str) -> Result<Vec<u8>, ValueError> {
        let of = |reason: ValueReason| reason.of(expression);
        match expression {
            "false" => return Ok(Vec::new()),
            "true" => return Ok(vec![1]),
            _ => {}
        }
        for prefix in TEXT_PREFIXES {
            if let Some(text) = expression.strip_prefix(prefix) {
                return Ok(text.as_bytes().to_vec());
            }
        }
        if let Some(name) = expression.strip_prefix("address:") {
            return address::user(name).map_err(of);
        }
        if let Some(text) = expression.strip_prefix("bech32:") {
            return address::from_bech32(text).map_err(of);
        }
        if let Some(name) = expression.strip_prefix("sc:") {
            return address::contract(name, self.context.vm_type).map_err(of);
        }
        if let Some(value) = self.extended_single(expression)? {
            return Ok(value);
        }
        for (prefix, width, signed) in number::FIXED_WIDTH {
            if let Some(digits) = expression.strip_prefix(prefix) {
                let read = if signed { number::number } else { number::unsigned_of_width };
                return read(digits, Some(width)).map_err(of);
            }
        }
        if let Some(digits) = expression.strip_prefix("biguint:") {
            return number::unsigned(digits).and_then(number::length_prefixed).map_err(of);
        }
        if let Some(digits) = expression.strip_prefix("bigfloat:") {
            return number::big_float(digits).and_then(number::length_prefixed).map_err(of);
        }
        if let Some(rest) = expression.strip_prefix("nested:") {
            return number::length_prefixed(self.text(rest)?).map_err(of);
        }
        number::number(expression, None).map_err(of)
    }

    /// The bytes of a JSON value: a list is the concatenation of its items, a map that of its
    /// values in the order of their keys (which are comments).
    ///
    /// # Errors
    /// The part that has no value, and why.
    pub fn tree(&self, node: &Node) -> Result<Vec<u8>, ValueError> {
        match &node.kind {
            NodeKind::Text(text) => self.text(text),
            NodeKind::Flag(flag) => Err(ValueReason::Boolean.of(flag.to_string())),
            NodeKind::List(items) => {
                let mut result = Vec::new();
                for item in items {
                    result.extend(self.tree(item)?);
                }
                Ok(result)
            }
            NodeKind::Map(entries) => {
                let mut sorted: Vec<_> = entries.iter().collect();
                sorted.sort_by(|left, right| left.key.cmp(&right.key));
                let mut result = Vec::new();
                for entry in sorted {
                    result.extend(self.tree(&entry.value)?);
                }
                Ok(result)
            }
        }
    }

    /// A path as it is read: replaced if the context says so, otherwise from the base folder.
    #[must_use]
    pub fn resolve_path(&self, path: &str) -> PathBuf {
        self.context.replaced_paths.get(path).cloned().unwrap_or_else(|| join(&self.base, path))
    }

    /// The content of a file; an empty path is an empty file.
    fn file(&self, path: &str) -> Result<Vec<u8>, ValueReason> {
        if path.is_empty() {
            return Ok(Vec::new());
        }
        let full = self.resolve_path(path);
        self.context.files.read(&full).or_else(|error| {
            if self.context.allow_missing_files {
                Ok(stand_in(path))
            } else {
                let path = full.display().to_string();
                Err(ValueReason::File { path, error: error.to_string() })
            }
        })
    }
}

/// What stands for the content of a missing file.
fn stand_in(path: &str) -> Vec<u8> {
    format!("MISSING:{path}").into_bytes()
}

/// Keccak-256.
fn keccak(bytes: &[u8]) -> Vec<u8> {
    Keccak256::digest(bytes).to_vec()
}
