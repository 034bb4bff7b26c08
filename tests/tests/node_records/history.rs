//! What a record holds.

use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct History {
    #[expect(dead_code, reason = "for people")]
    about: String,
    /// Names of the accounts that steps tell of.
    pub(crate) accounts: BTreeMap<String, String>,
    pub(crate) start: Vec<Start>,
    /// Rules that differ from those of the other histories.
    #[serde(default)]
    pub(crate) rules: RuleChanges,
    pub(crate) steps: Vec<serde_json::Value>,
}

/// What a history's node has set differently.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleChanges {
    #[serde(default)]
    pub(crate) global_mint_burn: bool,
}

/// An account as it is before the first step.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Start {
    pub(crate) address: String,
    #[serde(default)]
    pub(crate) balance: String,
    #[serde(default)]
    pub(crate) storage: BTreeMap<String, String>,
    /// A module's path in the repository; empty for the smallest module.
    pub(crate) code: Option<String>,
    #[serde(default)]
    pub(crate) metadata: String,
    #[serde(default)]
    pub(crate) owner: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Step {
    pub(crate) step: String,
    pub(crate) epoch: u32,
    pub(crate) round: u64,
    /// The block's number, where a history tells it.
    #[serde(default)]
    pub(crate) nonce: u64,
    /// Neither this nor a query for the end of an epoch.
    pub(crate) transaction: Option<Transaction>,
    pub(crate) query: Option<Query>,
    #[serde(default)]
    pub(crate) expect: Expected,
    pub(crate) changes: BTreeMap<String, Change>,
    /// What the chain did between the step before and this one.
    #[serde(default)]
    pub(crate) meanwhile: BTreeMap<String, Change>,
    /// What may differ on a chain of one shard, with the reason.
    #[serde(default)]
    pub(crate) unlike: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Transaction {
    pub(crate) sender: String,
    pub(crate) receiver: String,
    pub(crate) nonce: u64,
    pub(crate) value: String,
    pub(crate) gas: u64,
    pub(crate) data: String,
    /// The guardian that signed too.
    pub(crate) guardian: Option<String>,
    #[serde(flatten)]
    _signed: BTreeMap<String, serde_json::Value>,
}

/// A question to a contract, in somebody's name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    pub(crate) caller: String,
    pub(crate) receiver: String,
    pub(crate) function: String,
    pub(crate) arguments: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Expected {
    /// Whether the node does not execute it.
    pub(crate) refused: bool,
    pub(crate) success: bool,
    /// The node's word for how it ended, for people.
    #[serde(rename = "status")]
    _status: String,
    pub(crate) message: String,
    pub(crate) data: Vec<String>,
    pub(crate) gas: u64,
    pub(crate) fee: String,
    pub(crate) logs: Vec<Log>,
}

#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(crate) struct Log {
    pub(crate) address: String,
    pub(crate) identifier: String,
    pub(crate) topics: Vec<String>,
    pub(crate) data: Vec<String>,
}

/// What a step changed of an account, every field as it is then; a removed value is empty.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    pub(crate) balance: Option<String>,
    pub(crate) nonce: Option<u64>,
    pub(crate) username: Option<String>,
    pub(crate) owner: Option<String>,
    pub(crate) metadata: Option<String>,
    pub(crate) reward: Option<String>,
    #[serde(default)]
    pub(crate) storage: BTreeMap<String, String>,
}
