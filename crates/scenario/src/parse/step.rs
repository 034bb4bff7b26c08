//! Steps.

use super::Reader;
use super::fields::{self, Fields, Known};
use super::problem::{ParseReason, Problem, StepPlace};
use crate::json::{Node, NodeKind};
use crate::model::{
    Action, CheckState, ExternalSteps, NewAddress, SetState, Step, TransactionKind, TransactionStep,
};
use crate::value::Dialect;

const EXTERNAL_STEPS: Known =
    Known { common: &["step", "comment", "traceGas", "path"], extended: &["id"] };

const SET_STATE: Known = Known {
    common: &[
        "step",
        "id",
        "comment",
        "accounts",
        "newAddresses",
        "previousBlockInfo",
        "currentBlockInfo",
        "blockHashes",
    ],
    extended: &[],
};

const CHECK_STATE: Known = Known { common: &["step", "id", "comment", "accounts"], extended: &[] };

const DUMP_STATE: Known = Known { common: &["step", "comment"], extended: &["id"] };

const TRANSACTION: Known = Known {
    common: &["step", "id", "txId", "comment", "displayLogs", "tx", "expect"],
    extended: &[],
};

const NEW_ADDRESS: Known =
    Known { common: &["creatorAddress", "creatorNonce", "newAddress"], extended: &[] };

const KINDS: &str = "externalSteps, setState, checkState, dumpState, scCall, scDeploy, \
                     scUpgrade, scQuery, transfer or validatorReward";

impl Reader<'_> {
    /// A step of a list: its errors name it.
    pub(super) fn step_at(&self, node: &Node, index: usize) -> Result<Step, Problem> {
        self.step(node).map_err(|mut problem| {
            problem.step = Some(place(node, index));
            problem
        })
    }

    /// A step.
    pub(super) fn step(&self, node: &Node) -> Result<Step, Problem> {
        let kind = kind_of(node)?;
        let (fields, action) = match kind {
            "externalSteps" => {
                let fields = self.fields(node, EXTERNAL_STEPS)?;
                (fields, Action::ExternalSteps(self.external_steps(&fields)?))
            }
            "setState" => {
                let fields = self.fields(node, SET_STATE)?;
                (fields, Action::SetState(Box::new(self.set_state(&fields)?)))
            }
            "checkState" => {
                let fields = self.fields(node, CHECK_STATE)?;
                (fields, Action::CheckState(self.check_state(&fields)?))
            }
            "dumpState" => (self.fields(node, DUMP_STATE)?, Action::DumpState),
            "scCall" => self.transaction_step(node, TransactionKind::Call)?,
            "scDeploy" => self.transaction_step(node, TransactionKind::Deploy)?,
            "scUpgrade" => self.transaction_step(node, TransactionKind::Upgrade)?,
            "scQuery" => self.transaction_step(node, TransactionKind::Query)?,
            "transfer" => self.transaction_step(node, TransactionKind::Transfer)?,
            "validatorReward" => self.transaction_step(node, TransactionKind::ValidatorReward)?,
            other => {
                let line = fields::map(node)?
                    .iter()
                    .find(|entry| entry.key == "step")
                    .map_or(node.line, |entry| entry.line);
                let reason = ParseReason::Choice { found: other.to_owned(), expected: KINDS };
                return Err(Problem::new(line, reason).inside("step"));
            }
        };
        let short = fields.optional("id", fields::string)?;
        let long = fields.optional("txId", fields::string)?;
        Ok(Step {
            line: node.line,
            // With both, the reference takes the one written last.
            id: if written_last(node) == Some("txId") { long.or(short) } else { short.or(long) }
                .unwrap_or_default(),
            comment: fields.or_default("comment", fields::string)?,
            action,
        })
    }

    fn external_steps(&self, fields: &Fields<'_>) -> Result<ExternalSteps, Problem> {
        let path = fields.required("path", fields::string)?;
        Ok(ExternalSteps {
            resolved: self.interpreter.resolve_path(&path),
            path,
            trace_gas: fields.optional("traceGas", fields::flag)?,
        })
    }

    fn set_state(&self, fields: &Fields<'_>) -> Result<SetState, Problem> {
        Ok(SetState {
            accounts: fields.or_default("accounts", |node| {
                fields::entries(node, |entry| self.account(entry))
            })?,
            new_addresses: fields.or_default("newAddresses", |node| {
                fields::items(node, |item| self.new_address(item))
            })?,
            previous_block: fields.optional("previousBlockInfo", |node| self.block(node))?,
            current_block: fields.optional("currentBlockInfo", |node| self.block(node))?,
            block_hashes: fields
                .or_default("blockHashes", |node| fields::items(node, |item| self.bytes(item)))?,
        })
    }

    fn new_address(&self, node: &Node) -> Result<NewAddress, Problem> {
        let fields = self.fields(node, NEW_ADDRESS)?;
        Ok(NewAddress {
            creator: fields.required("creatorAddress", |node| self.address(node))?,
            creator_nonce: fields.or_default("creatorNonce", |node| self.number(node))?,
            address: fields.required("newAddress", |node| self.address(node))?,
        })
    }

    fn check_state(&self, fields: &Fields<'_>) -> Result<CheckState, Problem> {
        let (accounts, more_allowed) = fields.required("accounts", |node| {
            fields::entries_and_more(node, |entry| self.account_check(entry))
        })?;
        Ok(CheckState { accounts, more_allowed })
    }

    fn transaction_step<'n>(
        &self,
        node: &'n Node,
        kind: TransactionKind,
    ) -> Result<(Fields<'n>, Action), Problem> {
        let fields = self.fields(node, TRANSACTION)?;
        let (transaction, solidity) = fields.required("tx", |node| self.transaction(node, kind))?;
        let allowed = kind.runs_contract() || self.interpreter.dialect() == Dialect::Extended;
        if fields.has("expect") && !allowed {
            let reason = ParseReason::NotAllowed(format!("in a {} step", kind.name()));
            return Err(fields.problem("expect", reason));
        }
        let step = TransactionStep {
            display_logs: fields.or_default("displayLogs", fields::flag)?,
            transaction,
            expect: fields.optional("expect", |node| self.expect(node, &solidity))?,
        };
        Ok((fields, Action::Transaction(Box::new(step))))
    }
}

/// The kind of a step, which must be written.
fn kind_of(node: &Node) -> Result<&str, Problem> {
    let entry = fields::map(node)?.iter().find(|entry| entry.key == "step");
    let missing = || Problem::new(node.line, ParseReason::Missing).inside("step");
    let kind = fields::text(&entry.ok_or_else(missing)?.value)
        .map_err(|problem| problem.inside("step"))?;
    if kind.is_empty() { Err(missing()) } else { Ok(kind) }
}

/// Which of `id` and `txId` comes last.
fn written_last(node: &Node) -> Option<&str> {
    let entries = fields::map(node).ok()?;
    let mut names = entries.iter().rev().map(|entry| entry.key.as_str());
    names.find(|name| matches!(*name, "id" | "txId"))
}

fn place(node: &Node, index: usize) -> StepPlace {
    let NodeKind::Map(entries) = &node.kind else {
        return StepPlace { index, ..StepPlace::default() };
    };
    let text = |name: &str| {
        let entry = entries.iter().find(|entry| entry.key == name)?;
        entry.value.as_text().map(str::to_owned)
    };
    StepPlace {
        index,
        kind: text("step").unwrap_or_default(),
        id: text("id").or_else(|| text("txId")).unwrap_or_default(),
    }
}
