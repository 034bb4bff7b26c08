//! The strict parser.
//!
//! Every field is known, and every error names the file, the line, the step and the field. The
//! rules of the Go dialect are those of `mx-chain-scenario-go:scenario/json/parse`.

mod account;
mod account_check;
mod block;
mod esdt;
mod expect;
mod fields;
mod problem;
mod solidity;
mod step;
mod transaction;
mod values;

use std::path::Path;

use self::fields::{Fields, Known};
use self::problem::Problem;
pub use self::problem::{ParseError, ParseReason, StepPlace};
use crate::json::{self, DroppedKey, JsonFlavour, Node};
use crate::model::{GasSchedule, Scenario, Step, Warning};
use crate::value::{Dialect, Interpreter, ReadContext};

const SCENARIO: Known = Known {
    common: &["name", "comment", "checkGas", "traceGas", "gasSchedule", "steps"],
    extended: &["let"],
};

/// Reads a scenario file. Its name selects the dialect; paths in it start from its folder.
///
/// # Errors
/// The first thing that is wrong, with its place.
pub fn parse_file(path: &Path, context: &ReadContext) -> Result<Scenario, ParseError> {
    let error = |reason| Problem::new(0, reason).into_error(path.to_owned());
    let bytes = context
        .files
        .read(path)
        .map_err(|problem| error(ParseReason::File(problem.to_string())))?;
    let text = String::from_utf8(bytes).map_err(|_| error(ParseReason::NotUtf8))?;
    parse_text(&text, path, context)
}

/// Reads a scenario from a text; `path` is the file it stands for.
///
/// # Errors
/// The first thing that is wrong, with its place.
pub fn parse_text(text: &str, path: &Path, context: &ReadContext) -> Result<Scenario, ParseError> {
    let dialect = Dialect::of_file(path);
    let parse = || {
        let (node, dropped) = read_json(text, dialect)?;
        Reader::new(path, dialect, context).scenario(&node, path, &dropped)
    };
    parse().map_err(|problem: Problem| problem.into_error(path.to_owned()))
}

/// Reads one step from a text, for tools that build scenarios piece by piece; `path` is the file it stands for.
///
/// # Errors
/// The first thing that is wrong, with its place.
pub fn parse_step(text: &str, path: &Path, context: &ReadContext) -> Result<Step, ParseError> {
    let dialect = Dialect::of_file(path);
    let parse = || {
        let (node, _) = read_json(text, dialect)?;
        Reader::new(path, dialect, context).step(&node)
    };
    parse().map_err(|problem: Problem| problem.into_error(path.to_owned()))
}

fn read_json(text: &str, dialect: Dialect) -> Result<(Node, Vec<DroppedKey>), Problem> {
    let flavour = match dialect {
        Dialect::Go => JsonFlavour::Raw,
        Dialect::Extended => JsonFlavour::Standard,
    };
    json::read(text, flavour).map_err(|(line, problem)| Problem::new(line, problem))
}

/// Reads one file.
struct Reader<'a> {
    interpreter: Interpreter<'a>,
}

impl<'a> Reader<'a> {
    fn new(path: &Path, dialect: Dialect, context: &'a ReadContext) -> Self {
        let base = path.parent().unwrap_or_else(|| Path::new(""));
        Self { interpreter: Interpreter::new(context, dialect, base) }
    }

    fn fields<'n>(&self, node: &'n Node, known: Known) -> Result<Fields<'n>, Problem> {
        Fields::new(node, known, self.interpreter.dialect())
    }

    fn scenario(
        mut self,
        node: &Node,
        path: &Path,
        dropped: &[DroppedKey],
    ) -> Result<Scenario, Problem> {
        let top = self.fields(node, SCENARIO)?;
        top.optional("let", |node| self.names(node))?;
        let steps = top.optional("steps", |node| {
            fields::list(node)?
                .iter()
                .enumerate()
                .map(|(index, item)| self.step_at(item, index))
                .collect()
        });
        // The step names itself, so the path starts inside it.
        let steps: Option<Vec<Step>> = steps.map_err(|mut problem| {
            if problem.step.is_some() {
                problem.path.pop();
            }
            problem
        })?;
        Ok(Scenario {
            file: path.to_owned(),
            dialect: self.interpreter.dialect(),
            name: top.or_default("name", fields::string)?,
            comment: top.or_default("comment", fields::string)?,
            check_gas: top.optional("checkGas", fields::flag)?.unwrap_or(true),
            trace_gas: top.or_default("traceGas", fields::flag)?,
            gas_schedule: top.or_default("gasSchedule", |node| self.gas_schedule(node))?,
            steps: steps.unwrap_or_default(),
            warnings: dropped
                .iter()
                .map(|(line, key)| Warning {
                    line: *line,
                    text: format!("key `{key}` is repeated: the first one holds"),
                })
                .collect(),
        })
    }

    /// Names for expressions, each of which may use the ones before.
    fn names(&mut self, node: &Node) -> Result<(), Problem> {
        for entry in fields::map(node)? {
            let value = self.tree(&entry.value).map_err(|problem| problem.inside(&entry.key))?;
            self.interpreter.define(&entry.key, value.value);
        }
        Ok(())
    }

    fn gas_schedule(&self, node: &Node) -> Result<GasSchedule, Problem> {
        let name = fields::text(node)?;
        match (name, self.interpreter.dialect()) {
            ("default", _) => return Ok(GasSchedule::Default),
            ("dummy", _) => return Ok(GasSchedule::Dummy),
            ("v3", _) => return Ok(GasSchedule::Version(3)),
            ("v4", _) => return Ok(GasSchedule::Version(4)),
            (_, Dialect::Go) => {
                return Err(values::choice(node, name, "default, dummy, v3 or v4"));
            }
            (_, Dialect::Extended) => {}
        }
        name.strip_prefix('v')
            .and_then(|version| version.parse().ok())
            .filter(|version| (1..=9).contains(version))
            .map(GasSchedule::Version)
            .ok_or_else(|| values::choice(node, name, "default, dummy, or v1 to v9"))
    }
}
