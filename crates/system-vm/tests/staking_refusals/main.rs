//! What the staking and the validator contract refuse, endpoint by endpoint, with production's texts.
#![cfg(test)]

mod staking;
mod states;
#[path = "../support/mod.rs"]
mod support;
mod validator;

use std::collections::BTreeSet;
use support::nodes::{NODE, Nodes, key};
use support::{ALICE, GAS};
use system_vm::{JAILING_ADDRESS, STAKING_ADDRESS, VALIDATOR_ADDRESS};
use vm_core::{Address, ReturnCode, U256, ValidatorList, ValidatorStatus};

/// A contract that may own nodes.
const DELEGATION: Address = {
    let mut bytes = [0; 32];
    bytes[9] = 1;
    bytes[28] = 1;
    bytes[31] = 0xff;
    Address(bytes)
};

/// Alice has nodes 1 and 2 staked, 3 unstaked in this block and 4 jailed, and 5000 tokens more; node 5
/// has a bad rating; Bob has nothing.
fn chain() -> Nodes {
    let mut nodes = Nodes::new();
    nodes.stake(ALICE, &[1, 2, 3, 4], 6 * NODE);
    nodes.expect(ALICE, "unStakeNodes", &[key(3)], 0);
    nodes.staking(JAILING_ADDRESS, "jail", &[key(4)]);
    nodes.set_status(5, ValidatorStatus { list: ValidatorList::Waiting, has_bad_rating: true });
    nodes
}

/// A call of one of the contracts.
struct Call {
    caller: Address,
    callee: Address,
    arguments: Vec<Vec<u8>>,
    value: u128,
    gas: u64,
}

impl Call {
    fn new(callee: Address, caller: Address, arguments: &[&[u8]]) -> Self {
        let arguments = arguments.iter().map(|it| it.to_vec()).collect();
        Self { caller, callee, arguments, value: 0, gas: GAS }
    }

    fn with_value(self, value: u128) -> Self {
        Self { value, ..self }
    }

    fn with_gas(self, gas: u64) -> Self {
        Self { gas, ..self }
    }
}

fn staking(caller: Address, arguments: &[&[u8]]) -> Call {
    Call::new(STAKING_ADDRESS, caller, arguments)
}

fn validator(caller: Address, arguments: &[&[u8]]) -> Call {
    Call::new(VALIDATOR_ADDRESS, caller, arguments)
}

/// Makes calls on a chain each, and gives the functions' names.
fn check(cases: Vec<(&'static str, Call, &str)>) -> BTreeSet<&'static str> {
    let mut names = BTreeSet::new();
    for (function, call, message) in cases {
        let (code, message) = match message.split_once(": ") {
            Some(("OUT OF GAS", message)) => (ReturnCode::OutOfGas, message),
            Some(("OUT OF FUNDS", message)) => (ReturnCode::OutOfFunds, message),
            Some(("FAILED", message)) => (ReturnCode::ExecutionFailed, message),
            Some(_) | None => (ReturnCode::UserError, message),
        };
        let mut nodes = chain();
        let chain = &mut nodes.chain;
        let arguments: Vec<&[u8]> = call.arguments.iter().map(Vec::as_slice).collect();
        let mut request = chain.request(call.caller, call.callee, function, &arguments);
        request.value = U256::from(call.value);
        request.gas = call.gas;
        let outcome = chain.run(request).call;
        let told = String::from_utf8_lossy(&outcome.message_text()).into_owned();
        assert_eq!((told.as_str(), outcome.return_code()), (message, code), "{function}");
        assert_eq!(outcome.gas_left, 0, "{function}");
        names.insert(function);
    }
    names
}

/// Production's refusal of a caller, with its bytes in the text.
fn not_allowed(function: &str, caller: Address) -> String {
    let caller = String::from_utf8_lossy(caller.as_slice());
    format!("{function} function not allowed to be called by address {caller}")
}
