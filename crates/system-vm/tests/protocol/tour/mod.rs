//! Every endpoint of every contract, and every function of every face of a token, in a good case.

mod delegation;
mod esdt;
mod face;
mod governance;
mod solidity;
mod staking;

pub use face::faces;

use std::collections::BTreeSet;
use system_vm::ContractTable;
use vm_core::{Address, Bytes, ValidatorList};

use crate::chain::Place;

/// Endpoints that refuse every call, as in production.
const CLOSED: [(&str, &str); 14] = [
    ("staking", "get"),
    ("staking", "slash"),
    ("staking", "changeValidatorKeys"),
    ("staking", "switchJailedWithWaiting"),
    ("staking", "getQueueIndex"),
    ("staking", "getQueueSize"),
    ("staking", "stakeNodesFromQueue"),
    ("staking", "resetLastUnJailedFromQueue"),
    ("staking", "cleanAdditionalQueue"),
    ("staking", "fixWaitingListQueueSize"),
    ("staking", "addMissingNodeToQueue"),
    ("staking", "unStakeAllNodesFromQueue"),
    ("validator", "claim"),
    ("validator", "get"),
];

/// A row of a tour: caller, contract, function, arguments, value. A function of Solidity's has its signature
/// as name, and one argument, which is the call data behind the selector.
pub type Row = (Address, Address, &'static str, Vec<Vec<u8>>, u128);

/// A chain on which a tour is made.
pub trait Stage {
    /// Makes a call, which succeeds, after what the stage tries with it. Gives its results.
    fn visit(&mut self, row: Row) -> Vec<Bytes>;

    /// Sets the block that the next calls are in.
    fn set_block(&mut self, epoch: u32, nonce: u64);

    /// Sets a value of an account's storage.
    fn set_storage(&mut self, address: Address, key: &[u8], value: Vec<u8>);

    /// Sets in which list consensus has a node.
    fn set_list(&mut self, key: Vec<u8>, list: ValidatorList);

    /// Runs a built-in function that Alice calls at herself.
    fn own(&mut self, function: &str, arguments: &[&[u8]]);
}

/// Calls every endpoint of every contract.
pub fn contracts(stage: &mut impl Stage) {
    let token = esdt::esdt(stage);
    staking::staking(stage);
    delegation::delegation(stage);
    delegation::merging(stage);
    governance::governance(stage);
    solidity::gateway(stage, &token);
    solidity::linking(stage);
}

/// Holds what succeeded against the tables: a contract that is added there has to have its rows here.
pub fn check_covered(tables: Vec<ContractTable>, mut succeeded: BTreeSet<Place>) {
    succeeded.extend(CLOSED.map(|(contract, function)| (contract.to_owned(), function.to_owned())));
    let rows = tables.into_iter().flat_map(|table| {
        let name = table.name.to_owned();
        table.rows.into_iter().map(move |row| (name.clone(), row.name.to_owned()))
    });
    let missing: Vec<Place> = rows.filter(|it| !succeeded.contains(it)).collect();
    assert!(missing.is_empty(), "no good case: {missing:?}");
}

fn visit(stage: &mut impl Stage, rows: Vec<Row>) {
    for row in rows {
        stage.visit(row);
    }
}

fn text(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

fn bytes(address: Address) -> Vec<u8> {
    address.as_slice().to_vec()
}
