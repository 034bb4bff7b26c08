//! Governance: what it refuses, how proposals live and end, with the figures of production's tests.
#![cfg(test)]

mod refusals;
#[path = "../support/mod.rs"]
mod support;

use num_bigint::BigUint;
use support::nodes::amount;
use support::{ALICE, BOB, Chain, GAS, text};
use system_vm::{
    BasisPoints, DELEGATION_MANAGER_ADDRESS, DelegatedVote, DelegatedVotes, GOVERNANCE_ADDRESS,
    GovernanceConfig, GovernanceContract, GovernanceSettings, Proposal, StakingConfig, SystemVm,
    VALIDATOR_ADDRESS, ValidatorRecord, VoteList,
};
use vm_core::{AccountData, Address, Bytes, CallOutcome, ReturnData, U256};

const OWNER: Address = Address([9; 32]);
const COMMIT: &[u8] = &[b'a'; 40];
const FEE: u128 = 500;
const LOST: u128 = 1;
const EPOCH: u32 = 2;
/// 100 at stake, and 10 in each of two delegation contracts.
const STAKE: u128 = 120;

/// A contract with a stake, and two contracts of delegation.
const LIQUID: Address = contract(5, 7);
const FUNDS: [Address; 2] = [contract(0, 1), contract(0, 2)];

/// Caller, function, arguments, value, gas, and what is told, with the code in front of it.
type Row<'a> = (Address, &'a str, &'a [&'a [u8]], u128, u64, &'a str);

const fn contract(kind: u8, number: u8) -> Address {
    let mut bytes = [0; 32];
    bytes[8] = kind;
    bytes[9] = if kind == 0 { 1 } else { 0 };
    bytes[20] = number;
    Address(bytes)
}

fn half() -> GovernanceConfig {
    GovernanceConfig {
        owner: Bytes::copy_from_slice(OWNER.as_slice()),
        proposal_fee: U256::from(FEE),
        lost_proposal_fee: U256::from(LOST),
        min_quorum: BasisPoints(5_000),
        min_pass: BasisPoints(5_000),
        min_veto: BasisPoints(5_000),
        ..GovernanceConfig::default()
    }
}

/// A chain where Bob and a contract may vote with 120 each, in epoch 2.
fn chain(config: GovernanceConfig) -> Chain {
    let staking = StakingConfig { unbond_period_epochs: 10, ..StakingConfig::default() };
    let vm = SystemVm::builder().contract(GovernanceContract::new(config, staking)).build();
    let mut chain = Chain::of(vm, "", |state| {
        let rich = AccountData { balance: U256::from(100), ..AccountData::default() };
        state.accounts.insert(LIQUID, rich.clone());
        state.accounts.insert(VALIDATOR_ADDRESS, rich);
    });
    let list: Vec<u8> = FUNDS.iter().flat_map(|it| [&[0x0a, 32], it.as_slice()].concat()).collect();
    chain.set_storage(DELEGATION_MANAGER_ADDRESS, b"delegationContracts", list);
    chain.set_storage(DELEGATION_MANAGER_ADDRESS, b"delegationManagement", vec![0x32, 2, 0, 10]);
    for voter in [BOB, LIQUID] {
        let record = ValidatorRecord { total_stake: 100_u32.into(), ..ValidatorRecord::default() };
        chain.set_storage(VALIDATOR_ADDRESS, voter.as_slice(), record.encode());
        for fund in FUNDS {
            chain.set_storage(fund, voter.as_slice(), vec![0x0a, 2, b'f', 1]);
            chain.set_storage(fund, &[b'f', 1], vec![0x0a, 2, 0, 10]);
        }
    }
    chain.set_block(EPOCH, 100);
    chain
}

fn call(
    chain: &mut Chain,
    caller: Address,
    (function, arguments): (&str, &[&[u8]]),
    (value, gas): (u128, u64),
) -> CallOutcome {
    let mut request = chain.request(caller, GOVERNANCE_ADDRESS, function, arguments);
    request.value = U256::from(value);
    request.gas = gas;
    chain.run(request).call
}

fn expect(
    chain: &mut Chain,
    caller: Address,
    function: &str,
    arguments: &[&[u8]],
    value: u128,
) -> Vec<Bytes> {
    let outcome = call(chain, caller, (function, arguments), (value, GAS));
    assert!(outcome.status.is_success(), "{function}: {}", text(&outcome));
    match outcome.data {
        ReturnData::Items(items) => items,
        ReturnData::Blob(_) => panic!("items"),
    }
}

/// Alice proposes a vote from this epoch to the fifth.
fn propose(chain: &mut Chain) {
    expect(chain, ALICE, "proposal", &[COMMIT, &[2], &[5]], FEE);
}

fn proposal(chain: &mut Chain) -> Proposal {
    let stored = chain.storage(GOVERNANCE_ADDRESS, &[b"p_", COMMIT].concat());
    Proposal::decode(&stored).unwrap()
}

fn set_proposal(chain: &mut Chain, proposal: &Proposal) {
    let key = [b"p_", COMMIT].concat();
    chain.set_storage(GOVERNANCE_ADDRESS, &key, proposal.encode());
}

fn bytes(address: Address) -> Bytes {
    Bytes::copy_from_slice(address.as_slice())
}

#[test]
fn a_chain_starts_with_its_configuration() {
    let mut chain = chain(GovernanceConfig::default());
    let stored = chain.storage(GOVERNANCE_ADDRESS, b"governanceConfig");
    // Bits of 0.2, 0.5 and 0.33; 1000 and 10 whole tokens.
    let expected = "0dcdcc4c3e15000000 3f1dc3f5a83e220a003635c9adc5dea000002a09008ac7230489e80000";
    assert_eq!(hex::encode(&stored), expected.replace(' ', ""));
    let items = expect(&mut chain, GOVERNANCE_ADDRESS, "viewConfig", &[], 0);
    let texts =
        ["1000000000000000000000", "10000000000000000000", "0.2000", "0.3300", "0.5000", "0"];
    assert_eq!(items, texts.map(|it| Bytes::from_static(it.as_bytes())));
    let again = expect(&mut chain, GOVERNANCE_ADDRESS, "initV2", &[], 0);
    assert!(again.is_empty());
    assert_eq!(chain.storage(GOVERNANCE_ADDRESS, b"governanceConfig"), stored);
    assert_eq!(chain.storage(GOVERNANCE_ADDRESS, b"owner"), GOVERNANCE_ADDRESS.0);
}

#[test]
fn a_proposal_is_made_voted_on_and_closed() {
    let mut chain = chain(half());
    let before = chain.native_balance(ALICE);
    propose(&mut chain);
    let made = Proposal {
        nonce: 1,
        commit: Bytes::from_static(COMMIT),
        first_epoch: 2,
        last_epoch: 5,
        issuer: bytes(ALICE),
        cost: FEE.into(),
        ..Proposal::default()
    };
    assert_eq!(proposal(&mut chain), made);
    let topics = [&[1][..], COMMIT, &[2], &[5]].map(Bytes::copy_from_slice).to_vec();
    assert_eq!(chain.last_log(), (ALICE, topics));

    expect(&mut chain, BOB, "vote", &[&[0, 1], b"yes"], 0);
    let topics = [&[1][..], b"yes", &[120], &[120]].map(Bytes::copy_from_slice).to_vec();
    assert_eq!(chain.last_log(), (BOB, topics));
    let delegated: &[&[u8]] = &[&[1], b"no", BOB.as_slice(), &[20]];
    expect(&mut chain, LIQUID, "delegateVote", delegated, 0);
    let voted =
        Proposal { yes: STAKE.into(), no: 20_u32.into(), quorum_stake: 140_u32.into(), ..made };
    assert_eq!(proposal(&mut chain), voted);
    let list = VoteList {
        direct: vec![1],
        delegated: vec![DelegatedVote { nonce: 1, contract: bytes(LIQUID) }],
    };
    assert_eq!(chain.storage(GOVERNANCE_ADDRESS, BOB.as_slice()), list.encode());
    let used = DelegatedVotes {
        total_power: STAKE.into(),
        used_power: 20_u32.into(),
        total_stake: STAKE.into(),
        used_stake: 20_u32.into(),
    };
    let key = [LIQUID.as_slice(), &[1]].concat();
    assert_eq!(chain.storage(GOVERNANCE_ADDRESS, &key), used.encode());

    let me = GOVERNANCE_ADDRESS;
    let history = expect(&mut chain, me, "viewUserVoteHistory", &[BOB.as_slice()], 0);
    assert_eq!(history, [[1], [1], [1], [1]].map(|it| Bytes::copy_from_slice(&it)));
    let power = expect(&mut chain, me, "viewVotingPower", &[BOB.as_slice()], 0);
    assert_eq!(power, [Bytes::from(amount(STAKE))]);
    let info = expect(&mut chain, me, "viewDelegatedVoteInfo", &[LIQUID.as_slice(), &[1]], 0);
    assert_eq!(info, [20_u8, 20, 120, 120].map(|it| Bytes::from(vec![it])));

    chain.set_block(6, 200);
    let closed = expect(&mut chain, BOB, "closeProposal", &[&[1]], 0);
    assert_eq!(closed, [Bytes::from_static(b"Proposal passed")]);
    assert_eq!(proposal(&mut chain), Proposal { closed: true, passed: true, ..voted });
    let topics = [COMMIT, b"true"].map(Bytes::copy_from_slice).to_vec();
    assert_eq!(chain.last_log(), (ALICE, topics));
    assert_eq!(chain.native_balance(ALICE), before);
    assert_eq!(chain.storage(GOVERNANCE_ADDRESS, b"lastEndedNonce"), [1]);
    let viewed = expect(&mut chain, me, "viewProposal", &[&[1]], 0);
    assert_eq!(viewed.len(), 13);
    assert_eq!(viewed[11..], [Bytes::from_static(b"true"), Bytes::from_static(b"true")]);

    expect(&mut chain, ALICE, "clearEndedProposals", &[BOB.as_slice(), ALICE.as_slice()], 0);
    assert!(chain.storage(GOVERNANCE_ADDRESS, BOB.as_slice()).is_empty());
}

#[test]
fn a_contract_votes_with_no_more_than_it_has() {
    let mut chain = chain(half());
    propose(&mut chain);
    let vote = |chain: &mut Chain, voter: u8, stake: u8| {
        let arguments: &[&[u8]] = &[&[1], b"veto", &[voter; 32], &[stake]];
        let outcome = call(chain, LIQUID, ("delegateVote", arguments), (0, GAS));
        text(&outcome)
    };
    assert_eq!(vote(&mut chain, 3, 100), "");
    assert_eq!(vote(&mut chain, 4, 21), "not enough voting power to cast this vote");
    assert_eq!(vote(&mut chain, 3, 5), "double vote is not allowed");
    assert_eq!(vote(&mut chain, 4, 20), "");
    assert_eq!(vote(&mut chain, 5, 1), "not enough voting power to cast this vote");
    assert_eq!(vote(&mut chain, 5, 0), "");
    let counted = proposal(&mut chain);
    assert_eq!((counted.veto, counted.quorum_stake), (STAKE.into(), STAKE.into()));
}

/// The figures are those of production's `TestComputeEndResults`: 100 at stake, a quorum of 0.4, a
/// veto of 0.3, half of the votes to pass.
#[test]
fn votes_decide_how_a_proposal_ends() {
    for (epoch, [yes, no, veto, abstain], result) in [
        (1, [20_u32, 0, 0, 10], "Proposal closed before voting started"),
        (6, [20, 0, 0, 10], "Proposal did not reach minQuorum"),
        (6, [20, 0, 0, 20], "Proposal passed"),
        (6, [50, 50, 0, 10], "Proposal rejected"),
        (6, [50, 51, 0, 10], "Proposal rejected"),
        (6, [51, 50, 70, 10], "Proposal vetoed"),
        (6, [70, 50, 10, 10], "Proposal passed"),
        (6, [70, 0, 30, 0], "Proposal vetoed"),
        (6, [71, 0, 29, 0], "Proposal passed"),
        (6, [30, 10, 0, 60], "Proposal rejected"),
    ] {
        let mut chain = chain(GovernanceConfig {
            min_quorum: BasisPoints(4_000),
            min_veto: BasisPoints(3_000),
            ..half()
        });
        let before = chain.native_balance(ALICE);
        propose(&mut chain);
        let [yes, no, veto, abstain] = [yes, no, veto, abstain].map(BigUint::from);
        let votes = Proposal { yes, no, veto, abstain, ..proposal(&mut chain) };
        set_proposal(&mut chain, &votes);
        chain.set_block(epoch, 300);
        let items = expect(&mut chain, ALICE, "closeProposal", &[&[1]], 0);
        assert_eq!(items, [Bytes::from_static(result.as_bytes())], "{result}");
        let passed = result == "Proposal passed";
        assert_eq!(proposal(&mut chain), Proposal { passed, closed: true, ..votes });
        let lost = if passed { 0 } else { LOST };
        assert_eq!(before - chain.native_balance(ALICE), U256::from(lost));
        assert_eq!(chain.storage(GOVERNANCE_ADDRESS, b"accumulatedFee"), amount(lost));
        assert_eq!(chain.native_balance(GOVERNANCE_ADDRESS), U256::from(lost));
        expect(&mut chain, OWNER, "claimAccumulatedFees", &[], 0);
        assert_eq!(chain.native_balance(OWNER), U256::from(lost));
        assert!(chain.storage(GOVERNANCE_ADDRESS, b"accumulatedFee").is_empty());
    }
}

#[test]
fn a_proposal_loses_no_more_than_it_cost() {
    let mut chain = chain(half());
    let before = chain.native_balance(ALICE);
    propose(&mut chain);
    expect(&mut chain, OWNER, "changeConfig", &[b"900", b"700", b"5000", b"5000", b"5000"], 0);
    chain.set_block(6, 200);
    expect(&mut chain, ALICE, "closeProposal", &[&[1]], 0);
    assert_eq!(before - chain.native_balance(ALICE), U256::from(FEE));
    assert_eq!(chain.storage(GOVERNANCE_ADDRESS, b"accumulatedFee"), amount(FEE));
}

#[test]
fn the_owner_changes_the_configuration() {
    let mut chain = chain(half());
    propose(&mut chain);
    expect(&mut chain, OWNER, "changeConfig", &[b"30", b"20", b"1", b"10000", b"5001"], 0);
    let settings = GovernanceSettings {
        min_quorum: BasisPoints(1),
        min_veto: BasisPoints(10_000),
        min_pass: BasisPoints(5_001),
        proposal_fee: 30_u32.into(),
        lost_proposal_fee: 20_u32.into(),
        last_proposal: 1,
    };
    let stored = chain.storage(GOVERNANCE_ADDRESS, b"governanceConfig");
    assert_eq!(GovernanceSettings::decode(&stored), Ok(settings));
}

#[test]
fn before_the_fixes_it_is_as_it_was() {
    let mut chain = chain(GovernanceConfig { fixes_epoch: 9, closed_epoch: Some(7), ..half() });
    propose(&mut chain);
    let vote = |chain: &mut Chain, caller, arguments: &[&[u8]]| {
        let function = if caller == LIQUID { "delegateVote" } else { "vote" };
        text(&call(chain, caller, (function, arguments), (0, GAS)))
    };
    let long = [0; 19];
    assert_eq!(vote(&mut chain, LIQUID, &[&[1], b"no", BOB.as_slice(), &long]), "");
    let list = VoteList {
        direct: Vec::new(),
        delegated: vec![DelegatedVote { nonce: 1, contract: Bytes::new() }],
    };
    let stored = chain.storage(GOVERNANCE_ADDRESS, BOB.as_slice());
    assert_eq!(stored, list.encode_without_contracts());
    let (alice, bob) = ((ALICE, GOVERNANCE_ADDRESS), (BOB, GOVERNANCE_ADDRESS));
    chain.refuse(bob, "closeProposal", &[&[1]], "only the issuer can close the proposal");
    chain.refuse(alice, "closeProposal", &[&[1]], "proposal can be closed only after epoch 5");
    chain.refuse(alice, "clearEndedProposals", &[], "invalid method to call");
    chain.set_block(7, 200);
    assert_eq!(vote(&mut chain, BOB, &[&[1], b"no"]), "governance module is disabled");
    chain.refuse(alice, "proposal", &[COMMIT, &[8], &[9]], "proposing is disabled");
    expect(&mut chain, ALICE, "closeProposal", &[&[1]], 0);
    assert!(chain.storage(GOVERNANCE_ADDRESS, b"lastEndedNonce").is_empty());
    chain.set_block(9, 300);
    assert_eq!(vote(&mut chain, BOB, &[&[1], b"no"]), "the bytes are no protocol buffer message");
}

#[test]
fn votes_have_their_time() {
    let mut chain = chain(half());
    let other: &[u8] = &[b'b'; 40];
    propose(&mut chain);
    expect(&mut chain, ALICE, "proposal", &[other, &[4], &[5]], FEE);
    let vote: &[&[u8]] = &[&[2], b"yes"];
    let bob = (BOB, GOVERNANCE_ADDRESS);
    chain.refuse(bob, "vote", vote, "voting has not yet started for this proposal");
    let early = "only the issuer can close the proposal before start vote epoch";
    chain.refuse(bob, "closeProposal", &[&[2]], early);
    let closed = expect(&mut chain, ALICE, "closeProposal", &[&[2]], 0);
    assert_eq!(closed, [Bytes::from_static(b"Proposal closed before voting started")]);
    chain.refuse(bob, "closeProposal", &[&[2]], "proposal is already closed, do nothing");
    chain.set_block(4, 150);
    chain.refuse(bob, "vote", vote, "voting period is over for this proposal");
    expect(&mut chain, BOB, "vote", &[&[1], b"abstain"], 0);
    chain.refuse(bob, "vote", &[&[1], b"yes"], "double vote is not allowed");
    chain.set_block(6, 200);
    expect(&mut chain, BOB, "closeProposal", &[&[1]], 0);
    assert_eq!(chain.storage(GOVERNANCE_ADDRESS, b"lastEndedNonce"), [2]);
}
