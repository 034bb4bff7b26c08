//! Cases of hooks: from a table of short programs to WASM modules and scenario files.
//!
//! `tests/scenarios/hooks/README.md` teaches the language. A file of cases becomes one module, each
//! case one exported function, and one scenario that calls each of them; what the production VM
//! gave for that scenario is recorded beside it.

mod module;
mod steps;
mod text;

pub use text::TableError;

use scenario::run::ScenarioRecord;
use std::collections::BTreeSet;
use std::path::Path;

/// A file of cases.
#[derive(Clone, Debug)]
pub struct Table {
    /// Name of the file without its ending, and of everything made from it.
    pub name: String,
    /// Whether the expected values come from the production source in the place of a record.
    pub is_by_source: bool,
    /// Exported functions, cases and helpers, in order.
    pub functions: Vec<Function>,
}

/// An exported function.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its name; a case's is `hook.name`.
    pub name: String,
    /// The hook that it is a case of; `None` for what cases call.
    pub hook: Option<String>,
    /// How the scenario calls it.
    pub call: CallOptions,
    /// The program.
    pub body: Vec<Statement>,
    /// What the call gives, where the table says so.
    pub expected: Option<Expected>,
}

/// How a scenario calls a case.
#[derive(Clone, Debug, Default)]
pub struct CallOptions {
    /// Gas limit in the place of the usual one.
    pub gas: Option<u64>,
    /// The case that the gas limit just does not suffice for, as its record says.
    pub short_of: Option<String>,
    /// Native value.
    pub value: u64,
    /// Arguments, as scenarios write them.
    pub arguments: Vec<String>,
    /// Tokens: identifier, nonce, amount.
    pub tokens: Vec<(String, u64, u64)>,
    /// Who calls, in the place of `alice`.
    pub from: Option<String>,
    /// Which contract is called, in the place of `hooks`.
    pub to: Option<String>,
    /// Whether the step has no identifier, which the transaction's hash follows from.
    pub is_anonymous: bool,
}

/// A result that the table states, for cases that have no record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// Return code.
    pub status: u8,
    /// Gas used; all of the limit when the call fails.
    pub gas: Option<u64>,
    /// Message of a failure.
    pub message: String,
    /// Results in hexadecimal.
    pub out: Vec<String>,
}

/// A statement of a program.
#[derive(Clone, Debug)]
pub enum Statement {
    /// Names a number.
    Let(String, Expression),
    /// Evaluates; a number that is left goes to the results of the call.
    Run(Expression),
}

/// A number, or a piece of memory.
#[derive(Clone, Debug)]
pub enum Expression {
    /// A literal.
    Number(i64),
    /// A named number.
    Variable(String),
    /// Bytes in memory: their offset, and their length too in the form `#`.
    Data {
        /// The bytes.
        bytes: Vec<u8>,
        /// Whether it stands for two numbers, offset and length.
        has_length: bool,
    },
    /// A call of a hook or of a word of the language.
    Call(String, Vec<Self>),
}

/// What is made from a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// The module.
    pub wasm: Vec<u8>,
    /// The scenario.
    pub scenario: String,
}

impl Table {
    /// Reads all tables of a folder, by name.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn read_all(folder: &Path) -> Result<Vec<Self>, TableError> {
        let mut paths: Vec<_> = std::fs::read_dir(folder)?
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .map(|it| it.path())
            .collect();
        paths.retain(|path| path.extension().is_some_and(|it| it == "cases"));
        paths.sort();
        paths.iter().map(|path| Self::read(path)).collect()
    }

    fn read(path: &Path) -> Result<Self, TableError> {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        text::table(&name, &std::fs::read_to_string(path)?)
    }

    /// The cases, without what they call.
    pub fn cases(&self) -> impl Iterator<Item = &Function> {
        self.functions.iter().filter(|it| it.hook.is_some())
    }

    /// The hooks that have a case.
    #[must_use]
    pub fn covered(&self) -> BTreeSet<&str> {
        self.cases().filter_map(|it| it.hook.as_deref()).collect()
    }

    /// Makes module and scenario; `world` is the step that sets the state, with `MODULE` for the
    /// path of the module. What cases took before is looked up in the record, if there is one.
    ///
    /// # Errors
    /// A program that makes no sense.
    pub fn make(&self, world: &str, record: Option<&ScenarioRecord>) -> Result<Made, TableError> {
        let wasm = module::assemble(self)?;
        Ok(Made { wasm, scenario: steps::scenario(self, world, record)? })
    }
}

impl Function {
    /// Its export name. Production calls no function with other characters than these.
    #[must_use]
    pub fn export(&self) -> String {
        self.name.replace(|it: char| !it.is_ascii_alphanumeric(), "_")
    }

    /// Whether the program of a case contains a call of its hook, or the name of another case of it,
    /// for another contract to run.
    #[must_use]
    pub fn calls_its_hook(&self) -> bool {
        let Some(hook) = &self.hook else { return true };
        self.body.iter().any(|it| match it {
            Statement::Let(_, expression) | Statement::Run(expression) => expression.calls(hook),
        })
    }
}

impl Expression {
    fn calls(&self, hook: &str) -> bool {
        match self {
            Self::Call(name, arguments) => {
                let is_word = matches!(
                    (name.as_str(), hook),
                    ("show", "mBufferFinish") | ("int", "bigIntFinishSigned") | ("mem", "finish")
                );
                name == hook || is_word || arguments.iter().any(|it| it.calls(hook))
            }
            Self::Data { bytes, .. } => bytes.starts_with(format!("{hook}_").as_bytes()),
            Self::Number(_) | Self::Variable(_) => false,
        }
    }
}
