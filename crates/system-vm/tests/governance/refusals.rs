//! What governance refuses, endpoint by endpoint.
// tidy: table: a row a refusal

use crate::support::{ALICE, BOB, GAS, text};
use crate::{COMMIT, FEE, LIQUID, OWNER, Row, call, chain, half, propose};
use system_vm::{
    BasisPoints, DelegatedVotes, GOVERNANCE_ADDRESS, GovernanceConfig, GovernanceContract,
    NativeContract,
};
use vm_core::{Address, ReturnCode};

#[test]
#[expect(clippy::too_many_lines, reason = "a row a refusal")]
fn every_endpoint_refuses_with_productions_texts() {
    let me = GOVERNANCE_ADDRESS;
    let other: &[u8] = &[b'b'; 40];
    let (bob, none) = (BOB.as_slice(), &[][..]);
    let caller = "the function was called by a not authorized user";
    let epochs = "invalid start/end vote epoch";
    let format = "is incorrectly formatted";
    let (first, second) = (
        format!("changeConfig first argument {format}"),
        format!("changeConfig second argument {format}"),
    );
    let rows: &[Row<'_>] = &[
        (BOB, "initV2", none, 0, GAS, "invalid caller to switch to V2 config"),
        (BOB, "proposal", &[], FEE, 100, "OUT OF GAS: not enough gas"),
        (BOB, "proposal", &[other], FEE, GAS, "SIGNATURE: invalid number of arguments, expected 3"),
        (
            BOB,
            "proposal",
            &[other, &[2], &[5]],
            9,
            GAS,
            "OUT OF FUNDS: invalid value provided, expected 500",
        ),
        (
            BOB,
            "proposal",
            &[b"a", &[2], &[5]],
            FEE,
            GAS,
            "invalid github commit length, wanted exactly 40",
        ),
        (BOB, "proposal", &[COMMIT, &[2], &[5]], FEE, GAS, "proposal already exists"),
        (BOB, "proposal", &[other, &[1], &[5]], FEE, GAS, epochs),
        (BOB, "proposal", &[other, &[5], &[4]], FEE, GAS, epochs),
        (BOB, "proposal", &[other, &[2], &[12]], FEE, GAS, epochs),
        (BOB, "proposal", &[other, &[32], &[33]], FEE, GAS, epochs),
        (BOB, "vote", &[&[1], b"yes"], 1, GAS, "function is not payable"),
        (BOB, "vote", &[&[1], b"yes"], 0, 100, "OUT OF GAS: not enough gas"),
        (BOB, "vote", &[&[1]], 0, GAS, "SIGNATURE: invalid number of arguments, expected 2"),
        (LIQUID, "vote", &[&[1], b"yes"], 0, GAS, "only user can call this"),
        (ALICE, "vote", &[&[1], b"yes"], 0, GAS, "not enough stake/delegate to vote"),
        (BOB, "vote", &[&[9], b"yes"], 0, GAS, "proposal was not found in storage"),
        (BOB, "vote", &[&[1], b"maybe"], 0, GAS, "invalid argument: invalid vote type"),
        (LIQUID, "delegateVote", &[&[1], b"yes", bob], 0, GAS, "invalid number of arguments"),
        (LIQUID, "delegateVote", &[&[1], b"yes", bob, &[1]], 1, GAS, "function is not payable"),
        (LIQUID, "delegateVote", &[&[1], b"yes", bob, &[1]], 0, 9, "OUT OF GAS: not enough gas"),
        (BOB, "delegateVote", &[&[1], b"yes", bob, &[1]], 0, GAS, "only SC can call this"),
        (LIQUID, "delegateVote", &[&[1], b"yes", b"b", &[1]], 0, GAS, "invalid delegator address"),
        (
            LIQUID,
            "delegateVote",
            &[&[1], b"yes", bob, &[1; 19]],
            0,
            GAS,
            "too long argument for user stake",
        ),
        (
            LIQUID,
            "delegateVote",
            &[&[9], b"yes", bob, &[1]],
            0,
            GAS,
            "proposal was not found in storage",
        ),
        (BOB, "changeConfig", &[], 0, GAS, "changeConfig can be called only by owner"),
        (OWNER, "changeConfig", &[], 0, GAS, "changeConfig needs 5 arguments"),
        (
            OWNER,
            "changeConfig",
            &[b"5", b"1", b"5", b"5", b"5"],
            0,
            9,
            "OUT OF GAS: not enough gas",
        ),
        (OWNER, "changeConfig", &[b"x", b"1", b"5", b"5", b"5"], 0, GAS, &first),
        (OWNER, "changeConfig", &[b"5", b"-1", b"5", b"5", b"5"], 0, GAS, &second),
        (
            OWNER,
            "changeConfig",
            &[b"5", b"6", b"5", b"5", b"5"],
            0,
            GAS,
            "config incorrect proposal fee is smaller than lost proposal fee ",
        ),
        (
            OWNER,
            "changeConfig",
            &[b"5", b"1", b"0", b"5", b"5"],
            0,
            GAS,
            "config incorrect minQuorum",
        ),
        (
            OWNER,
            "changeConfig",
            &[b"5", b"1", b"5", b"10001", b"5"],
            0,
            GAS,
            "config incorrect minVeto",
        ),
        (
            OWNER,
            "changeConfig",
            &[b"5", b"1", b"5", b"5", b"y"],
            0,
            GAS,
            "config incorrect minPass",
        ),
        (
            OWNER,
            "changeConfig",
            &[b"5", b"1", b"5", b"5", b"4999"],
            0,
            GAS,
            "min pass should be higher than 50%",
        ),
        (BOB, "closeProposal", &[&[1]], 1, GAS, "closeProposal callValue expected to be 0"),
        (BOB, "closeProposal", &[], 0, GAS, "invalid number of arguments expected 1"),
        (BOB, "closeProposal", &[&[1]], 0, 9, "OUT OF GAS: not enough gas"),
        (
            BOB,
            "closeProposal",
            &[&[9]],
            0,
            GAS,
            "getGeneralProposal error proposal was not found in storage",
        ),
        (BOB, "closeProposal", &[&[1]], 0, GAS, "proposal can be closed only after epoch 5"),
        (BOB, "clearEndedProposals", &[], 1, GAS, "clearEndedProposals callValue expected to be 0"),
        (BOB, "clearEndedProposals", &[], 0, 9, "OUT OF GAS: not enough gas"),
        (BOB, "clearEndedProposals", &[b"b"], 0, GAS, "invalid delegator address"),
        (BOB, "viewVotingPower", &[bob], 0, GAS, caller),
        (me, "viewVotingPower", &[], 0, GAS, "invalid number of arguments"),
        (me, "viewVotingPower", &[b"b"], 0, GAS, "invalid address"),
        (me, "viewVotingPower", &[bob], 0, 0, "not enough gas"),
        (BOB, "viewConfig", &[], 0, GAS, caller),
        (BOB, "viewUserVoteHistory", &[bob], 0, GAS, caller),
        (BOB, "viewDelegatedVoteInfo", &[bob, &[1]], 0, GAS, caller),
        (me, "viewDelegatedVoteInfo", &[bob], 0, GAS, "invalid number of arguments"),
        (BOB, "viewProposal", &[&[1]], 0, GAS, caller),
        (me, "viewProposal", &[&[9]], 0, GAS, "proposal was not found in storage"),
        (BOB, "claimAccumulatedFees", &[], 1, GAS, "callValue expected to be 0"),
        (BOB, "claimAccumulatedFees", &[&[1]], 0, GAS, "invalid number of arguments, expected 0"),
        (BOB, "claimAccumulatedFees", &[], 0, GAS, "can be called only by owner"),
        (OWNER, "claimAccumulatedFees", &[], 0, 9, "OUT OF GAS: not enough gas"),
    ];
    let mut names = std::collections::BTreeSet::new();
    for (caller, function, arguments, value, gas, message) in rows {
        let (code, message) = match message.split_once(": ") {
            Some(("OUT OF GAS", message)) => (ReturnCode::OutOfGas, message),
            Some(("OUT OF FUNDS", message)) => (ReturnCode::OutOfFunds, message),
            Some(("SIGNATURE", message)) => (ReturnCode::FunctionWrongSignature, message),
            Some(_) | None => (ReturnCode::UserError, *message),
        };
        let mut chain = chain(half());
        propose(&mut chain);
        let outcome = call(&mut chain, *caller, (function, arguments), (*value, *gas));
        let told = text(&outcome);
        assert_eq!((told.as_str(), outcome.return_code()), (message, code), "{function}");
        assert_eq!(outcome.gas_left, 0, "{function}");
        names.insert(*function);
    }
    assert_eq!(names.len(), GovernanceContract::endpoints().len());
}

/// What is refused because of what is stored, or of what the chain sets.
#[test]
fn stored_states_are_refused_with_productions_texts() {
    let small = GovernanceConfig { min_quorum: BasisPoints(0), ..half() };
    let nothing = DelegatedVotes::default().encode();
    let votes = [LIQUID.as_slice(), &[1]].concat();
    let change: &[&[u8]] = &[b"5", b"1", b"5000", b"5000", b"5000"];
    type Case<'a> =
        (GovernanceConfig, &'a [u8], Vec<u8>, Address, &'a str, &'a [&'a [u8]], &'a str);
    let cases: [Case<'_>; 3] = [
        (
            half(),
            b"governanceConfig",
            Vec::new(),
            OWNER,
            "changeConfig",
            change,
            "changeConfig error element was not found",
        ),
        (
            small,
            b"unused",
            Vec::new(),
            GOVERNANCE_ADDRESS,
            "initV2",
            &[],
            "could not create governance V2 config",
        ),
        (
            half(),
            &votes,
            nothing,
            LIQUID,
            "delegateVote",
            &[&[1], b"yes", BOB.as_slice(), &[1]],
            "division by zero",
        ),
    ];
    for (config, key, value, caller, function, arguments, message) in cases {
        let mut chain = chain(config);
        propose(&mut chain);
        chain.set_storage(GOVERNANCE_ADDRESS, key, value);
        let outcome = call(&mut chain, caller, (function, arguments), (0, GAS));
        assert!(!outcome.status.is_success(), "{function}");
        assert_eq!(text(&outcome), message, "{function}");
    }
}
