//! Calls of EVM contracts, typed by signatures or by an ABI (extended dialect).

use alloy_dyn_abi::DynSolType;
use alloy_json_abi::{Error, Event, Function, JsonAbi};

use super::Reader;
use super::fields::{self, Fields};
use super::problem::{ParseReason, Problem};
use crate::json::Node;
use crate::model::{Call, TransactionKind};
use crate::value::{Dialect, Source, constructor_types, custom_error, event, function, types};

/// What a transaction says about types: used by its `expect`.
#[derive(Debug, Default)]
pub(super) struct Solidity {
    /// ABI of the contract.
    abi: Option<JsonAbi>,
    /// Signature and result types of the function called, when they are known.
    pub(super) results: Option<(String, Vec<DynSolType>)>,
}

impl Solidity {
    /// An event by signature, or by name when the ABI has one event of that name.
    pub(super) fn event(&self, node: &Node) -> Result<Event, Problem> {
        let text = fields::text(node)?;
        if text.contains('(') {
            return event(text).map_err(|error| Problem::new(node.line, error));
        }
        let found = self.abi.as_ref().and_then(|abi| abi.events.get(text));
        one_of(node, "event", found.map(Vec::as_slice).unwrap_or_default())
    }

    /// A custom error by signature, or by name when the ABI has one error of that name.
    pub(super) fn error(&self, node: &Node) -> Result<Error, Problem> {
        let text = fields::text(node)?;
        if text.contains('(') {
            return custom_error(text).map_err(|error| Problem::new(node.line, error));
        }
        let found = self.abi.as_ref().and_then(|abi| abi.errors.get(text));
        one_of(node, "error", found.map(Vec::as_slice).unwrap_or_default())
    }

    /// A function by signature, or by name and number of arguments.
    fn function(&self, node: &Node, arguments: usize) -> Result<Function, Problem> {
        let text = fields::text(node)?;
        let overloads = |name: &str| {
            let abi = self.abi.as_ref();
            abi.and_then(|abi| abi.functions.get(name)).map(Vec::as_slice).unwrap_or_default()
        };
        if text.contains('(') {
            let parsed = function(text).map_err(|error| Problem::new(node.line, error))?;
            // A signature without results takes them from the ABI.
            let known = overloads(&parsed.name)
                .iter()
                .find(|candidate| candidate.selector() == parsed.selector());
            return Ok(known.cloned().unwrap_or(parsed));
        }
        let fitting: Vec<Function> = overloads(text)
            .iter()
            .filter(|candidate| candidate.inputs.len() == arguments)
            .cloned()
            .collect();
        one_of(node, "function", &fitting)
    }
}

fn one_of<T: Clone>(node: &Node, what: &str, found: &[T]) -> Result<T, Problem> {
    let text = node.as_text().unwrap_or_default();
    let reason = match found {
        [one] => return Ok(one.clone()),
        [] => format!("no {what} `{text}` that fits in the ABI: write its full signature"),
        _ => format!("more than one {what} `{text}` in the ABI: write its full signature"),
    };
    Err(Problem::new(node.line, ParseReason::Abi(reason)))
}

impl Reader<'_> {
    /// What a transaction calls, in the dialect's ways of saying it.
    pub(super) fn call(
        &self,
        fields: &Fields<'_>,
        kind: TransactionKind,
        runs_in_evm: bool,
        code: Option<&str>,
    ) -> Result<(Call, Solidity), Problem> {
        if self.interpreter.dialect() == Dialect::Go {
            return Ok((self.plain_call(fields, kind)?, Solidity::default()));
        }
        let mut solidity = Solidity { abi: self.abi(fields, code)?, results: None };
        let call = if fields.has("calldata") {
            self.raw_calldata(fields)?
        } else if kind.has_code() {
            self.constructor(fields, kind, runs_in_evm, &solidity)?
        } else {
            self.function_call(fields, kind, runs_in_evm, &mut solidity)?
        };
        Ok((call, solidity))
    }

    /// The ABI named by `abi`, or the one in the artifact that is deployed.
    fn abi(&self, fields: &Fields<'_>, code: Option<&str>) -> Result<Option<JsonAbi>, Problem> {
        let read = |location: &str, line: u32| {
            self.interpreter
                .artifact(location)
                .and_then(|artifact| artifact.abi().map_err(|reason| reason.of(location)))
                .map_err(|error| Problem::new(line, error))
        };
        if let Some(node) = fields.get("abi") {
            let found = fields::text(node).and_then(|location| read(location, node.line));
            return match found.map_err(|problem| problem.inside("abi"))? {
                None => {
                    let reason = ParseReason::Abi("the file holds no ABI".to_owned());
                    Err(fields.problem("abi", reason))
                }
                abi => Ok(abi),
            };
        }
        match code.and_then(|code| code.strip_prefix("solc:")) {
            Some(location) => read(location, fields.line),
            None => Ok(None),
        }
    }

    fn raw_calldata(&self, fields: &Fields<'_>) -> Result<Call, Problem> {
        for name in ["function", "arguments"] {
            if fields.has(name) {
                let reason = ParseReason::NotAllowed("beside `calldata`".to_owned());
                return Err(fields.problem(name, reason));
            }
        }
        let calldata = fields.required("calldata", |node| self.tree(node))?;
        Ok(Call::Calldata {
            signature: String::new(),
            arguments: vec![calldata.text],
            data: calldata.value,
        })
    }

    /// The arguments of a deploy. In the EVM they are typed by `constructor` or by the ABI.
    fn constructor(
        &self,
        fields: &Fields<'_>,
        kind: TransactionKind,
        runs_in_evm: bool,
        solidity: &Solidity,
    ) -> Result<Call, Problem> {
        let written = fields.optional("constructor", |node| {
            let text = fields::text(node)?;
            let types = constructor_types(text).map_err(|error| Problem::new(node.line, error))?;
            Ok((text.to_owned(), types))
        })?;
        if !runs_in_evm {
            if fields.has("constructor") {
                let reason = ParseReason::NotAllowed("outside the EVM".to_owned());
                return Err(fields.problem("constructor", reason));
            }
            return self.plain_call(fields, kind);
        }
        let (signature, types) = match (written, &solidity.abi) {
            (Some(written), _) => written,
            (None, Some(abi)) => {
                let inputs = abi.constructor.as_ref().map_or(&[][..], |found| &found.inputs);
                let names: Vec<&str> = inputs.iter().map(|input| input.ty.as_str()).collect();
                let signature = format!("constructor({})", names.join(","));
                let types =
                    types(inputs, &signature).map_err(|error| Problem::new(fields.line, error))?;
                (signature, types)
            }
            (None, None) => return self.plain_call(fields, kind),
        };
        let sources = sources(fields)?;
        let data = self
            .interpreter
            .parameters(&types, &sources, &signature)
            .map_err(|error| fields.problem("arguments", error.into()))?;
        Ok(Call::Calldata { signature, arguments: texts(&sources), data })
    }

    fn function_call(
        &self,
        fields: &Fields<'_>,
        kind: TransactionKind,
        runs_in_evm: bool,
        solidity: &mut Solidity,
    ) -> Result<Call, Problem> {
        let node = fields.get("function").filter(|node| node.as_text() != Some(""));
        let by_signature = |node: &Node| node.as_text().is_some_and(|text| text.contains('('));
        let Some(node) = node.filter(|node| {
            kind.has_function() && (by_signature(node) || solidity.abi.is_some() || runs_in_evm)
        }) else {
            return self.plain_call(fields, kind);
        };
        if !by_signature(node) && solidity.abi.is_none() {
            let reason = "an EVM contract is called by signature, by name with `abi`, or with \
                          `calldata`";
            return Err(fields.problem("function", ParseReason::Abi(reason.to_owned())));
        }
        let sources = sources(fields)?;
        let function =
            solidity.function(node, sources.len()).map_err(|problem| problem.inside("function"))?;
        let signature = function.signature();
        let data = self
            .interpreter
            .calldata(&function, &sources)
            .map_err(|error| fields.problem("arguments", error.into()))?;
        let said = !function.outputs.is_empty()
            || solidity.abi.is_some()
            || node.as_text().is_some_and(|text| text.contains("returns"));
        if said {
            let results = types(&function.outputs, &signature)
                .map_err(|error| fields.problem("function", error.into()))?;
            solidity.results = Some((signature.clone(), results));
        }
        Ok(Call::Calldata { signature, arguments: texts(&sources), data })
    }
}

/// The arguments of a transaction, unevaluated.
pub(super) fn sources<'n>(fields: &Fields<'n>) -> Result<Vec<Source<'n>>, Problem> {
    fields.or_default("arguments", |node| {
        fields::list(node).map(|items| items.iter().map(Source::Node).collect())
    })
}

fn texts(sources: &[Source<'_>]) -> Vec<String> {
    sources.iter().map(|source| source.source_text()).collect()
}
