//! What is refused because of what is stored, in states that calls alone hardly reach.
// tidy: table: a row a refusal

use crate::support::nodes::{NODE, Nodes, ONE, amount, key};
use crate::support::{ALICE, BOB, is_halt, text};
use crate::{Call, DELEGATION, chain, staking, validator};
use num_bigint::BigUint;
use system_vm::{
    DELEGATION_MANAGER_ADDRESS as MANAGER, END_OF_EPOCH_ADDRESS as END_OF_EPOCH, QueueElement,
    QueueHead, STAKING_ADDRESS as STAKING, StakedNode, StakingConfig, UnstakedTokens,
    VALIDATOR_ADDRESS as VALIDATOR, ValidatorRecord,
};
use vm_core::{Bytes, HaltReason, U256, ValidatorList, ValidatorStatus};

/// Brings the chain into a state.
type State = Box<dyn Fn(&mut Nodes)>;

/// A state with another record of Alice's.
fn record(change: impl Fn(&mut ValidatorRecord) + 'static) -> State {
    Box::new(move |nodes| {
        let mut record = nodes.record(ALICE).unwrap();
        change(&mut record);
        nodes.chain.set_storage(VALIDATOR, ALICE.as_slice(), record.encode());
    })
}

/// A state in which the delegation contract has a record.
fn other_record(reward_address: &'static [u8]) -> State {
    Box::new(move |nodes| {
        let record = ValidatorRecord {
            reward_address: Bytes::from_static(reward_address),
            ..ValidatorRecord::default()
        };
        nodes.chain.set_storage(VALIDATOR, DELEGATION.as_slice(), record.encode());
    })
}

/// A state in which the third node may be unbonded.
fn later(change: impl Fn(&mut Nodes) + 'static) -> State {
    Box::new(move |nodes| {
        nodes.chain.set_block(20, 5_000);
        change(nodes);
    })
}

/// A node in the queue of old state, of which the head says that it is empty.
fn broken_queue(nodes: &mut Nodes) {
    let place = Bytes::from([b"w_", key(42).as_slice()].concat());
    let element = QueueElement { key: key(42).into(), previous: place.clone(), next: Bytes::new() };
    let head = QueueHead {
        first: place.clone(),
        last: place.clone(),
        length: 0,
        last_jailed: Bytes::new(),
    };
    let node = StakedNode {
        is_waiting: true,
        reward_address: Bytes::copy_from_slice(BOB.as_slice()),
        ..StakedNode::unknown()
    };
    nodes.chain.set_storage(STAKING, b"waitingList", head.encode());
    nodes.chain.set_storage(STAKING, &place, element.encode());
    nodes.chain.set_storage(STAKING, &key(42), node.encode());
}

/// Tokens that may be unbonded at once.
fn due(value: u128) -> Vec<UnstakedTokens> {
    vec![UnstakedTokens { epoch: 0, value: value.into() }]
}

fn run(nodes: &mut Nodes, function: &str, call: &Call) -> vm_core::CallOutcome {
    let arguments: Vec<&[u8]> = call.arguments.iter().map(Vec::as_slice).collect();
    let mut request = nodes.chain.request(call.caller, call.callee, function, &arguments);
    request.value = U256::from(call.value);
    nodes.chain.run(request).call
}

#[test]
#[expect(clippy::too_many_lines, reason = "a row a refusal")]
fn stored_states_are_refused_with_productions_texts() {
    let [one, three, nine, queued] = [1, 3, 9, 42].map(key);
    let name = |key: &[u8]| hex::encode(key);
    let malformed = |what: &str| format!("{what}the bytes are no protocol buffer message");
    let both = [ALICE.as_slice(), DELEGATION.as_slice()];
    let many: Vec<Vec<u8>> = (1..=5).map(key).collect();
    let many: Vec<&[u8]> = many.iter().map(Vec::as_slice).collect();
    let bad = ValidatorStatus { list: ValidatorList::Inactive, has_bad_rating: true };
    let cases: Vec<(State, &str, Call, String)> = vec![
        (
            Box::new(|nodes| nodes.chain.set_storage(STAKING, &key(9), vec![0xff])),
            "isStaked",
            staking(BOB, &[&nine]),
            malformed("cannot get or create registered data: error "),
        ),
        (
            later(move |nodes| nodes.set_status(3, bad)),
            "unBond",
            staking(VALIDATOR, &[&three]),
            format!("cannot unBond node which is jailed or with bad rating {}", name(&three)),
        ),
        (
            later(|nodes| nodes.set_list(3, ValidatorList::Eligible)),
            "unBond",
            staking(VALIDATOR, &[&three]),
            format!(
                "unBond is not possible: the node with key {} is still a validator",
                name(&three)
            ),
        ),
        (
            later(|nodes| {
                nodes.staking(END_OF_EPOCH, "updateConfigMinNodes", &[vec![60]]);
            }),
            "unBond",
            staking(VALIDATOR, &[&three]),
            "unBond is currently unavailable: number of total validators in the network is at minimum"
                .to_owned(),
        ),
        (
            Box::new(broken_queue),
            "unStakeAtEndOfEpoch",
            staking(END_OF_EPOCH, &[&queued]),
            "invalid waiting list".to_owned(),
        ),
        (
            Box::new(|nodes| nodes.chain.set_storage(VALIDATOR, ALICE.as_slice(), vec![0xff])),
            "unStakeTokens",
            validator(ALICE, &[&amount(ONE)]),
            malformed("cannot get or create registration data: error - "),
        ),
        (
            Box::new(|_| {}),
            "reStakeUnStakedNodes",
            validator(ALICE, &many),
            "public key mismatch arguments must be unStaked blsKeys".to_owned(),
        ),
        (
            record(|it| {
                it.keys = [1, 2, 3].map(|it| key(it).into()).to_vec();
                it.total_stake = (2 * NODE).into();
            }),
            "reStakeUnStakedNodes",
            validator(ALICE, &[&three]),
            "insufficient funds to reactivate given nodes".to_owned(),
        ),
        (
            Box::new(|nodes| nodes.set_eligible(1)),
            "reStakeUnStakedNodes",
            validator(ALICE, &[&three]),
            "number of nodes is too high".to_owned(),
        ),
        (
            record(|it| {
                it.total_stake = BigUint::from(ONE);
                it.unstaked = due(ONE);
                it.total_unstaked = ONE.into();
            }),
            "unBondTokens",
            validator(ALICE, &[]),
            "cannot unBond tokens, the validator would remain without min deposit, nodes are still active"
                .to_owned(),
        ),
        (
            record(|it| it.unstaked = due(ONE)),
            "unBondTokens",
            validator(ALICE, &[]),
            "too much requested to unBond".to_owned(),
        ),
        (
            Box::new(|nodes| {
                nodes.chain.set_block(20, 5_000);
                record(|it| it.registered_count = 0)(nodes);
            }),
            "unBondNodes",
            validator(ALICE, &[&three]),
            "contract error on unBond function, missing nodes".to_owned(),
        ),
        (
            record(|it| it.reward_address = Bytes::copy_from_slice(BOB.as_slice())),
            "mergeValidatorData",
            validator(MANAGER, &both),
            "reward address mismatch".to_owned(),
        ),
        (
            record(|it| it.unstaked = due(ONE)),
            "mergeValidatorData",
            validator(MANAGER, &both),
            "clean unstaked info before merge".to_owned(),
        ),
        (
            record(|it| it.total_slashed = Some(BigUint::from(1_u8))),
            "mergeValidatorData",
            validator(MANAGER, &both),
            "cannot merge with validator who was slashed".to_owned(),
        ),
        (
            record(|it| it.total_unstaked = BigUint::from(1_u8)),
            "mergeValidatorData",
            validator(MANAGER, &both),
            "cannot merge with validator who has unStaked tokens".to_owned(),
        ),
        (
            other_record(b"somebody else's"),
            "mergeValidatorData",
            validator(MANAGER, &both),
            "rewards address mismatch".to_owned(),
        ),
        (
            other_record(b"its own"),
            "changeOwnerOfValidatorData",
            validator(MANAGER, &both),
            "there is already a validator data under the new address".to_owned(),
        ),
    ];
    for (state, function, call, message) in cases {
        let mut nodes = chain();
        state(&mut nodes);
        let outcome = run(&mut nodes, function, &call);
        assert!(!outcome.status.is_success(), "{function} should fail with {message}");
        assert_eq!(text(&outcome), message, "{function}");
        assert!(!is_halt(&outcome, HaltReason::OutOfGas), "{function}");
    }
    // The first node is there, so that what was refused was not refused for another reason.
    assert_eq!(chain().node(1).map(|it| it.is_staked), Some(true), "{}", name(&one));
}

/// What goes wrong in a success is said.
#[test]
fn stored_states_are_told_with_productions_texts() {
    let jailed = StakedNode {
        is_jailed: true,
        reward_address: Bytes::copy_from_slice(BOB.as_slice()),
        ..StakedNode::unknown()
    };
    let jailed = jailed.encode();
    let cases: Vec<(State, &str, Call, String)> = vec![
        (
            Box::new(move |nodes| nodes.chain.set_storage(STAKING, &key(9), jailed.clone())),
            "unStakeAtEndOfEpoch",
            staking(END_OF_EPOCH, &[&key(9)]),
            "already unStaked at switchJailedToWaiting".to_owned(),
        ),
        (
            record(|it| it.keys = vec![key(9).into()]),
            "getBlsKeysStatus",
            validator(VALIDATOR, &[ALICE.as_slice()]),
            format!("error in getting bls key status: bls key - {}", hex::encode(key(9))),
        ),
    ];
    for (state, function, call, message) in cases {
        let mut nodes = chain();
        state(&mut nodes);
        let outcome = run(&mut nodes, function, &call);
        assert!(outcome.status.is_success(), "{function}: {}", text(&outcome));
        let said = String::from_utf8_lossy(&outcome.message).into_owned();
        assert!(said.contains(&message), "{function}: {said}");
    }
}

/// The most nodes are no fewer than the chain needs.
#[test]
fn fewer_nodes_than_the_chain_needs_are_refused() {
    let config = StakingConfig { min_node_count: 5, ..StakingConfig::default() };
    let mut nodes = Nodes::with(config, |_| {});
    let message = "new max number of nodes less than min number of nodes";
    nodes.chain.refuse((END_OF_EPOCH, STAKING), "updateConfigMaxNodes", &[&[4]], message);
    nodes.staking(END_OF_EPOCH, "updateConfigMaxNodes", &[vec![5]]);
}
