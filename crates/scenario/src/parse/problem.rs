//! Errors of the parser: where, and why.

use std::fmt;
use std::path::PathBuf;

use crate::json::JsonProblem;
use crate::value::ValueError;

/// A scenario file that could not be read.
///
/// Its text is `file:line: step: field: reason`, for example
/// ``add.scen.json:14: steps[1] scCall "add-1": tx.gasLimt: unknown field, did you mean `gasLimit`?``.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The file.
    pub file: PathBuf,
    /// Line, from 1; zero when the file could not be read at all.
    pub line: u32,
    /// The step, when the error is in one.
    pub step: Option<StepPlace>,
    /// Path of the field inside the step (or the file), such as `tx.arguments[1]`; may be empty.
    pub field: String,
    /// The reason.
    pub reason: Box<ParseReason>,
}

/// A step in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepPlace {
    /// Index in the list of steps, from 0.
    pub index: usize,
    /// Kind, as written in `step`; empty when missing.
    pub kind: String,
    /// `id` or `txId`; empty when missing.
    pub id: String,
}

/// The reasons for which a scenario is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseReason {
    /// The file could not be read.
    #[error("cannot read the file: {0}")]
    File(String),
    /// The file is not UTF-8.
    #[error("the file is not UTF-8 text")]
    NotUtf8,
    /// The file is not JSON of the scenario kind.
    #[error("{0}")]
    Json(#[from] JsonProblem),
    /// A field that does not exist here.
    #[error("unknown field{}", suggestion(.nearest))]
    UnknownField {
        /// A known field with a similar name.
        nearest: Option<&'static str>,
    },
    /// A field of the extended dialect in a file of the Go dialect.
    #[error("this field belongs to the extended dialect: name the file `*.xscen.json`")]
    ExtendedField,
    /// A field that must be there is not.
    #[error("missing")]
    Missing,
    /// A field that exists, but not in this kind of step or beside another field.
    #[error("not allowed {0}")]
    NotAllowed(String),
    /// A value of the wrong shape.
    #[error("expected {expected}, found {found}")]
    Shape {
        /// The shape expected.
        expected: &'static str,
        /// The shape found.
        found: &'static str,
    },
    /// A text outside its list of choices.
    #[error("unknown value `{found}`, expected {expected}")]
    Choice {
        /// The text found.
        found: String,
        /// The choices.
        expected: &'static str,
    },
    /// An expression without a value.
    #[error("{0}")]
    Value(#[from] ValueError),
    /// A number above the limit of its field.
    #[error("`{text}` is too large: the limit is {limit}")]
    TooLarge {
        /// The expression.
        text: String,
        /// The limit.
        limit: u64,
    },
    /// Bytes of the wrong length.
    #[error("`{text}` has {actual} bytes, expected {expected}")]
    Length {
        /// The expression.
        text: String,
        /// Length found.
        actual: usize,
        /// Length expected.
        expected: &'static str,
    },
    /// A function, event or error that the ABI does not have, or has more than once.
    #[error("{0}")]
    Abi(String),
}

fn suggestion(nearest: &Option<&'static str>) -> String {
    nearest.map_or_else(String::new, |name| format!(", did you mean `{name}`?"))
}

impl fmt::Display for ParseError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.file.display())?;
        if self.line > 0 {
            write!(formatter, ":{}", self.line)?;
        }
        if let Some(step) = &self.step {
            write!(formatter, ": steps[{}]", step.index)?;
            if !step.kind.is_empty() {
                write!(formatter, " {}", step.kind)?;
            }
            if !step.id.is_empty() {
                write!(formatter, " \"{}\"", step.id)?;
            }
        }
        if !self.field.is_empty() {
            write!(formatter, ": {}", self.field)?;
        }
        write!(formatter, ": {}", self.reason)
    }
}

impl std::error::Error for ParseError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(self.reason.as_ref())
    }
}

/// An error on its way up: the path grows from the inside out.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    pub(super) line: u32,
    pub(super) path: Vec<String>,
    pub(super) step: Option<StepPlace>,
    pub(super) reason: Box<ParseReason>,
}

impl Problem {
    pub(super) fn new(line: u32, reason: impl Into<ParseReason>) -> Self {
        Self { line, path: Vec::new(), step: None, reason: Box::new(reason.into()) }
    }

    /// The same inside a field.
    pub(super) fn inside(mut self, field: &str) -> Self {
        self.path.push(field.to_owned());
        self
    }

    pub(super) fn inside_item(mut self, index: usize) -> Self {
        self.path.push(format!("[{index}]"));
        self
    }

    pub(super) fn into_error(self, file: PathBuf) -> ParseError {
        let mut field = String::new();
        for segment in self.path.iter().rev() {
            if !field.is_empty() && !segment.starts_with('[') {
                field.push('.');
            }
            field.push_str(segment);
        }
        ParseError { file, line: self.line, step: self.step, field, reason: self.reason }
    }
}
