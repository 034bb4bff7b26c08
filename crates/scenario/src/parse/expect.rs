//! Conditions on the result of a transaction.

use alloy_json_abi::Event;

use super::Reader;
use super::fields::{self, Fields, Known};
use super::problem::{ParseReason, Problem};
use super::solidity::Solidity;
use crate::json::{Node, NodeKind};
use crate::model::{
    Check, Expect, ListCheck, LogCheck, LogDataCheck, LogsCheck, OutCheck, RevertCheck, Rule,
};
use crate::value::{Dialect, Hint, Source, TypedList, describe, types};

const EXPECT: Known = Known {
    common: &["out", "status", "message", "logs", "gas", "refund"],
    extended: &["revert", "gasUsed", "created"],
};

const LOG: Known =
    Known { common: &["address", "endpoint", "topics", "data"], extended: &["event", "args"] };

const REVERT: Known =
    Known { common: &[], extended: &["error", "args", "reason", "panic", "data"] };

impl Reader<'_> {
    pub(super) fn expect(&self, node: &Node, solidity: &Solidity) -> Result<Expect, Problem> {
        let fields = self.fields(node, EXPECT)?;
        let revert = fields.optional("revert", |node| self.revert(node, solidity))?;
        // Who says how it fails need not also say that it fails.
        let reverts = revert.is_some();
        Ok(Expect {
            out: match fields.optional("out", |node| self.out(node, solidity))? {
                Some(out) => out,
                None if reverts => OutCheck::Values(ListCheck::Any),
                None => OutCheck::Values(ListCheck::Omitted),
            },
            status: fields.optional("status", |node| self.check_signed(node))?.unwrap_or_else(
                || {
                    if reverts { Check::any() } else { Check::default() }
                },
            ),
            message: fields.optional("message", |node| self.check_bytes(node))?.unwrap_or_else(
                || {
                    if reverts { Check::any() } else { Check::default() }
                },
            ),
            logs: fields.or_default("logs", |node| self.logs(node, solidity))?,
            gas: fields.or_default("gas", |node| self.check_number(node))?,
            refund: fields.or_default("refund", |node| self.check_big(node))?,
            revert,
            gas_used: fields.or_default("gasUsed", |node| self.check_number(node))?,
            created: fields.optional("created", |node| self.address(node))?,
        })
    }

    /// Return data; typed when the function says what it returns.
    fn out(&self, node: &Node, solidity: &Solidity) -> Result<OutCheck, Problem> {
        match (&solidity.results, &node.kind) {
            (Some((signature, results)), NodeKind::List(items)) => {
                let sources: Vec<Source<'_>> = items.iter().map(Source::Node).collect();
                let list = TypedList::new(&self.interpreter, results.clone(), &sources, signature);
                list.map(OutCheck::Typed).map_err(|error| Problem::new(node.line, error))
            }
            _ => self.check_list(node).map(OutCheck::Values),
        }
    }

    /// `"*"`, a reason as plain text, or a map with `error`, `reason`, `panic` or `data`.
    fn revert(&self, node: &Node, solidity: &Solidity) -> Result<RevertCheck, Problem> {
        if node.is_star() {
            return Ok(RevertCheck::Any);
        }
        let value = |error| Problem::new(node.line, error);
        let built_in = |signature: &str, ty: &str, source: Source<'_>| {
            let error = crate::value::custom_error(signature).map_err(value)?;
            let ty = ty
                .parse()
                .map_err(|error| value(crate::value::signature_error(signature, &error)))?;
            let arguments = TypedList::new(&self.interpreter, vec![ty], &[source], signature);
            Ok(RevertCheck::Error {
                signature: signature.to_owned(),
                selector: error.selector().0,
                arguments: Some(arguments.map_err(value)?),
            })
        };
        if let Some(reason) = node.as_text() {
            return built_in("Error(string)", "string", Source::Text(&format!("str:{reason}")));
        }
        let fields = self.fields(node, REVERT)?;
        let forms = ["error", "reason", "panic", "data"];
        let written: Vec<&str> = forms.into_iter().filter(|name| fields.has(name)).collect();
        if fields.has("args") && written.as_slice() != ["error"] {
            let reason = ParseReason::NotAllowed("without `error`".to_owned());
            return Err(fields.problem("args", reason));
        }
        match (written.as_slice(), fields.get(written.first().copied().unwrap_or_default())) {
            (["error"], Some(_)) => self.revert_error(&fields, solidity),
            (["reason"], Some(node)) => built_in("Error(string)", "string", Source::Node(node)),
            (["panic"], Some(node)) => built_in("Panic(uint256)", "uint256", Source::Node(node)),
            (["data"], Some(_)) => {
                Ok(RevertCheck::Data(fields.required("data", |node| self.tree(node))?))
            }
            _ => {
                let reason = "one of `error`, `reason`, `panic` and `data`".to_owned();
                let reason = ParseReason::Abi(format!("expected {reason}"));
                Err(Problem::new(fields.line, reason))
            }
        }
    }

    fn revert_error(
        &self,
        fields: &Fields<'_>,
        solidity: &Solidity,
    ) -> Result<RevertCheck, Problem> {
        let error = fields.required("error", |node| solidity.error(node))?;
        let signature = error.signature();
        let arguments = fields.optional("args", |node| {
            let value = |error| Problem::new(node.line, error);
            let types = types(&error.inputs, &signature).map_err(value)?;
            let sources: Vec<Source<'_>> = fields::list(node)?.iter().map(Source::Node).collect();
            TypedList::new(&self.interpreter, types, &sources, &signature).map_err(value)
        })?;
        Ok(RevertCheck::Error { signature, selector: error.selector().0, arguments })
    }

    fn logs(&self, node: &Node, solidity: &Solidity) -> Result<LogsCheck, Problem> {
        if node.is_star() {
            return Ok(LogsCheck::Any);
        }
        let mut more_allowed = false;
        let logs = fields::items(node, |item| match item.as_text() {
            Some("+") => {
                more_allowed = true;
                Ok(None)
            }
            _ if more_allowed => {
                let reason = ParseReason::NotAllowed("behind `+`".to_owned());
                Err(Problem::new(item.line, reason))
            }
            _ => self.log(item, solidity).map(Some),
        })?;
        Ok(LogsCheck::List { logs: logs.into_iter().flatten().collect(), more_allowed })
    }

    fn log(&self, node: &Node, solidity: &Solidity) -> Result<LogCheck, Problem> {
        let fields = self.fields(node, LOG)?;
        let address = fields.optional("address", |node| self.log_address(node))?;
        let endpoint = fields.optional("endpoint", |node| self.check_bytes(node))?;
        let Some(event) = fields.optional("event", |node| solidity.event(node))? else {
            if fields.has("args") {
                let reason = ParseReason::NotAllowed("without `event`".to_owned());
                return Err(fields.problem("args", reason));
            }
            return Ok(LogCheck {
                line: node.line,
                address: address.unwrap_or_default(),
                endpoint: endpoint.unwrap_or_default(),
                topics: fields.or_default("topics", |node| self.check_list(node))?,
                data: LogDataCheck::Values(
                    fields.or_default("data", |node| self.check_list(node))?,
                ),
                event: None,
            });
        };
        for name in ["topics", "data"] {
            if fields.has(name) {
                let reason = ParseReason::NotAllowed("beside `event`: use `args`".to_owned());
                return Err(fields.problem(name, reason));
            }
        }
        let (topics, data) = self.event(&fields, &event)?;
        Ok(LogCheck {
            line: node.line,
            address: address.unwrap_or_else(Check::any),
            endpoint: endpoint.unwrap_or_else(Check::any),
            topics,
            data,
            event: Some(event.signature()),
        })
    }

    /// The address of a log; 20 bytes become the canonical address in the extended dialect.
    fn log_address(&self, node: &Node) -> Result<Check<Vec<u8>>, Problem> {
        let mut check = self.check_bytes(node)?;
        if let (Dialect::Extended, Rule::Is(bytes)) = (self.interpreter.dialect(), &mut check.rule)
            && let Ok(alias) = <[u8; 20]>::try_from(bytes.as_slice())
        {
            *bytes = self.interpreter.aliases().canonical(&alias).to_vec();
        }
        Ok(check)
    }

    /// Topics and data of an event; without `args` only the hash of its signature is compared.
    fn event(
        &self,
        fields: &Fields<'_>,
        event: &Event,
    ) -> Result<(ListCheck, LogDataCheck), Problem> {
        let signature = event.signature();
        let indexed = event.inputs.iter().filter(|input| input.indexed).count();
        let mut topics = Vec::new();
        if !event.anonymous {
            let selector = event.selector().to_vec();
            let text = describe(&selector, Hint::Hex);
            topics.push(Check { rule: Rule::Is(selector), text });
        }
        let Some(arguments) = fields.get("args") else {
            topics.resize_with(topics.len().saturating_add(indexed), Check::any);
            return Ok((ListCheck::Values(topics), LogDataCheck::Any));
        };
        let value = |error| Problem::new(arguments.line, error).inside("args");
        let items = fields::list(arguments).map_err(|problem| problem.inside("args"))?;
        crate::value::expect_count(event.inputs.len(), items.len(), &signature).map_err(value)?;
        let mut data_types = Vec::new();
        let mut data_sources = Vec::new();
        let inputs: Vec<_> = event.inputs.iter().map(crate::value::event_type).collect();
        for ((input, ty), item) in event.inputs.iter().zip(inputs).zip(items) {
            let ty = ty.map_err(value)?;
            if !input.indexed {
                data_types.push(ty);
                data_sources.push(Source::Node(item));
            } else if item.is_star() {
                topics.push(Check::any());
            } else {
                let topic = self.interpreter.topic(&ty, Source::Node(item)).map_err(value)?;
                topics.push(Check { rule: Rule::Is(topic), text: item.source_text() });
            }
        }
        let data = TypedList::new(&self.interpreter, data_types, &data_sources, &signature);
        Ok((ListCheck::Values(topics), LogDataCheck::Typed(data.map_err(value)?)))
    }
}
