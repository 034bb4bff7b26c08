//! Whether every endpoint and every built-in function has a good case and a refusal in the records.

use super::history::{History, Log, Step};
use super::{Tested, address};
use Without::{Closed, Newer, Ours, Silent, Source};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use system_vm::{BUILT_IN_TABLE, ContractTable, SystemVm};
use vm_core::Address;

/// The name of a contract, empty for the built-in functions, and a function.
type Place = (String, String);

/// Why there is no good case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Without {
    /// It refuses every call.
    Closed,
    /// The packaged node, which is older, does not have it.
    Newer,
    /// Production does not have it.
    Ours,
    /// It writes no log, only settings in the system account, which a history watches: `role to transfer` of
    /// `esdt_contract`.
    Silent,
    /// The packaged node cannot be brought into the state, or stops: tests of `crates/system-vm` hold it to
    /// the Go source.
    Source,
}

// tidy: table: a row a function without a good case
const WITHOUT_GOOD_CASE: &[(&str, &str, Without)] = &[
    ("staking", "get", Closed),
    ("staking", "slash", Closed),
    ("staking", "changeValidatorKeys", Closed),
    ("staking", "switchJailedWithWaiting", Closed),
    ("staking", "getQueueIndex", Closed),
    ("staking", "getQueueSize", Closed),
    ("staking", "stakeNodesFromQueue", Closed),
    ("staking", "resetLastUnJailedFromQueue", Closed),
    ("staking", "cleanAdditionalQueue", Closed),
    ("staking", "fixWaitingListQueueSize", Closed),
    ("staking", "addMissingNodeToQueue", Closed),
    ("staking", "unStakeAllNodesFromQueue", Closed),
    ("validator", "claim", Closed),
    ("validator", "get", Closed),
    // There is no queue but in old state.
    ("staking", "getQueueRegisterNonceAndRewardAddress", Source),
    // The contracts themselves would have to send a transaction.
    ("validator", "setConfig", Source),
    ("governance", "initV2", Source),
    // The node makes no block any more.
    ("esdt", "claim", Source),
    ("governance", "clearEndedProposals", Newer),
    ("", "ESDTSetLimitedTransfer", Silent),
    ("", "ESDTUnSetLimitedTransfer", Silent),
    ("", "LinkAccount", Ours),
];

/// What records have, by place.
#[derive(Debug, Default)]
struct Seen {
    good: BTreeSet<Place>,
    refused: BTreeSet<Place>,
}

pub(crate) fn check(paths: &[PathBuf]) -> Tested {
    let tables = SystemVm::protocol().build().tables();
    let mut seen = Seen::default();
    for path in paths {
        let history: History = serde_json::from_str(&std::fs::read_to_string(path)?)?;
        for step in history.steps {
            seen.learn(&tables, &serde_json::from_value(step)?)?;
        }
    }
    let without: BTreeMap<Place, Without> = WITHOUT_GOOD_CASE
        .iter()
        .map(|(contract, function, why)| (place(contract, function), *why))
        .collect();
    let built_in = BUILT_IN_TABLE.iter().map(|row| place("", row.name));
    let endpoints = tables
        .iter()
        .filter(|it| !is_ours(it))
        .flat_map(|table| table.rows.iter().map(|row| place(table.name, row.name)));
    let mut problems = Vec::new();
    for place in endpoints.chain(built_in) {
        let why = without.get(&place).copied();
        match (seen.good.contains(&place), why) {
            (true, None) | (false, Some(_)) => {}
            (true, Some(why)) => problems.push(format!("{place:?} has a good case: {why:?}")),
            (false, None) => problems.push(format!("{place:?} has no good case")),
        }
        if why != Some(Ours) && !seen.refused.contains(&place) {
            problems.push(format!("{place:?} has no refusal"));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n").into()) }
}

/// Contracts that production does not have.
fn is_ours(table: &ContractTable) -> bool {
    matches!(table.name, "gateway" | "linking")
}

fn place(contract: &str, function: &str) -> Place {
    (contract.to_owned(), function.to_owned())
}

impl Seen {
    fn learn(&mut self, tables: &[ContractTable], step: &Step) -> Tested {
        let asked = match (&step.transaction, &step.query) {
            (Some(sent), _) => {
                let function = sent.data.split('@').next().unwrap_or_default();
                Some((address(&sent.receiver)?, function))
            }
            (None, Some(query)) => Some((address(&query.receiver)?, query.function.as_str())),
            (None, None) => None,
        };
        if let Some((receiver, function)) = asked {
            let place = place(contract(tables, &receiver), function);
            let list = if step.expect.success { &mut self.good } else { &mut self.refused };
            list.insert(place);
        }
        for log in step.expect.logs.iter().filter(|_| step.expect.success) {
            self.good.extend(called(tables, log)?);
        }
        Ok(())
    }
}

/// What a log tells of a call between system contracts, or of a built-in function that one made.
fn called(tables: &[ContractTable], log: &Log) -> Tested<Option<Place>> {
    if BUILT_IN_TABLE.iter().any(|row| row.name == log.identifier) {
        return Ok(Some(place("", &log.identifier)));
    }
    let ([_, callee], [kind, function, ..]) = (log.topics.as_slice(), log.data.as_slice()) else {
        return Ok(None);
    };
    let kind = hex::decode(kind)?;
    let is_call = matches!(kind.as_slice(), b"ExecuteOnDestContext" | b"DeploySmartContract");
    if log.identifier != "transferValueOnly" || !is_call {
        return Ok(None);
    }
    let function = String::from_utf8(hex::decode(function)?)?;
    Ok(Some(place(contract(tables, &address(callee)?), &function)))
}

/// The name of the contract at an address: its own, or the template's; empty for every other account.
fn contract(tables: &[ContractTable], at: &Address) -> &'static str {
    let is_made = at.0.starts_with(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 1]) && at.0.ends_with(&[0xff; 3]);
    let found = tables.iter().find(|it| it.address == *at || is_made && it.is_template);
    found.map_or("", |it| it.name)
}
