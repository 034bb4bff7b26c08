//! What the delegation contracts and their manager refuse because of what is stored, in states that calls alone
//! hardly reach.
// tidy: table: a row a refusal

use crate::support::nodes::{NODE, amount, key};
use crate::support::pool::{CONFIG_OWNER, POOL, Pool, tokens};
use crate::support::{ALICE, BOB, contract_address, text};
use num_bigint::BigUint;
use system_vm::{
    DELEGATION_MANAGER_ADDRESS as MANAGER, DelegationSettings, GlobalFund, STAKING_ADDRESS,
    StakedNode, UnstakedTokens, VALIDATOR_ADDRESS as VALIDATOR, ValidatorRecord,
};
use vm_core::{Address, Bytes, U256, VmType};

const CAROL: Address = Address([3; 32]);

/// Brings the chain into a state.
type State = Box<dyn Fn(&mut Pool)>;

/// A call: caller, contract, function, arguments, value.
type Call = (Address, Address, &'static str, Vec<Vec<u8>>, u128);

/// A state in which a value is missing.
fn without(contract: Address, key: &'static [u8]) -> State {
    Box::new(move |pool| pool.chain.set_storage(contract, key, Vec::new()))
}

/// A state in which the validator contract has a record of Carol's.
fn record(change: impl Fn(&mut ValidatorRecord) + 'static) -> State {
    Box::new(move |pool| {
        let mut record = ValidatorRecord {
            reward_address: Bytes::copy_from_slice(CAROL.as_slice()),
            total_stake: NODE.into(),
            keys: vec![key(9).into()],
            ..ValidatorRecord::default()
        };
        change(&mut record);
        pool.chain.set_storage(VALIDATOR, CAROL.as_slice(), record.encode());
    })
}

/// A node of Carol's, outside of every delegation contract.
fn foreign_node(pool: &mut Pool) {
    let node = StakedNode {
        is_staked: true,
        reward_address: Bytes::copy_from_slice(CAROL.as_slice()),
        ..StakedNode::unknown()
    };
    pool.chain.set_storage(STAKING_ADDRESS, &key(9), node.encode());
}

/// Bob's tokens have been taken back long enough ago, and the contract does not know of them.
fn lost_funds(pool: &mut Pool) {
    pool.expect(BOB, "unDelegate", &[amount(tokens(10))], 0);
    let global = GlobalFund { unstaked: BigUint::ZERO, ..pool.global() };
    pool.chain.set_storage(POOL, b"globalFund", global.encode());
    pool.set_epoch(30);
}

/// Bob has nothing left but a reward of less than a delegation.
fn small_reward(pool: &mut Pool) {
    pool.set_epoch(11);
    pool.reward(100);
    pool.set_epoch(12);
    pool.expect(BOB, "unDelegate", &[amount(tokens(20))], 0);
}

/// Bob has taken back something in so many epochs.
fn many_funds(pool: &mut Pool) {
    pool.expect(BOB, "delegate", &[], tokens(1_000));
    for epoch in 11..61 {
        pool.set_epoch(epoch);
        pool.expect(BOB, "unDelegate", &[amount(tokens(10))], 0);
    }
    pool.set_epoch(61);
}

/// The manager has something that it could send.
fn rich_manager(pool: &mut Pool) {
    let manager = pool.chain.account(MANAGER);
    pool.chain.session().journal.set_balance(&manager, U256::ONE).unwrap();
}

fn bytes(address: Address) -> Vec<u8> {
    address.as_slice().to_vec()
}

#[test]
#[expect(clippy::too_many_lines, reason = "a row a refusal")]
fn stored_states_are_refused_with_productions_texts() {
    let user = |function, arguments| -> Call { (BOB, POOL, function, arguments, 0) };
    let owner = |function, arguments| -> Call { (ALICE, POOL, function, arguments, 0) };
    let merge =
        || -> Call { (MANAGER, POOL, "mergeValidatorDataToDelegation", vec![bytes(CAROL)], 0) };
    let missing = "data was not found under requested key";
    let nothing = || -> State { Box::new(|_| {}) };
    let contract = contract_address(VmType::SPACE, 9);
    let terms = || vec![Vec::new(), amount(1_000)];
    let cases: Vec<(State, Call, String)> = vec![
        (
            without(POOL, b"delegationConfig"),
            (BOB, POOL, "delegate", Vec::new(), tokens(1)),
            format!("{missing} delegation contract config"),
        ),
        (
            without(POOL, b"delegationStatus"),
            (BOB, POOL, "delegate", Vec::new(), tokens(1)),
            format!("{missing} delegation status"),
        ),
        (
            without(POOL, b"globalFund"),
            (BOB, POOL, "delegate", Vec::new(), tokens(1)),
            format!("{missing} getGlobalFundData"),
        ),
        (
            without(POOL, b"fund\x02"),
            user("getUserActiveStake", vec![bytes(BOB)]),
            format!("{missing} getFund fund\u{2}"),
        ),
        (
            without(MANAGER, b"delegationManagement"),
            (BOB, POOL, "delegate", Vec::new(), tokens(1)),
            format!(
                "error getting minimum delegation amount {missing} getDelegationManagementData"
            ),
        ),
        (
            without(MANAGER, b"delegationManagement"),
            (CONFIG_OWNER, MANAGER, "changeMinDeposit", vec![amount(NODE)], 0),
            format!("{missing} getDelegationManagementData"),
        ),
        (
            without(MANAGER, b"delegationContracts"),
            (MANAGER, MANAGER, "getAllContractAddresses", Vec::new(), 0),
            format!("{missing} getDelegationContractList"),
        ),
        (
            Box::new(foreign_node),
            owner("addNodes", vec![key(9), vec![POOL.0[0], 9]]),
            "BLSKey already in use in stakingSC".to_owned(),
        ),
        (
            nothing(),
            owner("addNodes", vec![key(9), vec![POOL.0[0], 9], key(8)]),
            "arguments must be of pair length - BLSKey and signedMessage".to_owned(),
        ),
        (
            nothing(),
            user("reDelegateRewards", vec![vec![1]]),
            "must be called without arguments".to_owned(),
        ),
        (
            Box::new(small_reward),
            user("reDelegateRewards", Vec::new()),
            "can not re-delegate as the remaining value will be below the minimum required"
                .to_owned(),
        ),
        (
            Box::new(many_funds),
            user("unDelegate", vec![amount(tokens(10))]),
            "number of unDelegate limit reached, withDraw required".to_owned(),
        ),
        (
            Box::new(lost_funds),
            user("withdraw", Vec::new()),
            "cannot unBond - contract error".to_owned(),
        ),
        (
            Box::new(|pool| pool.chain.set_storage(POOL, ALICE.as_slice(), Vec::new())),
            owner("changeOwner", vec![bytes(CAROL)]),
            "owner is new delegator".to_owned(),
        ),
        (
            Box::new(rich_manager),
            (MANAGER, POOL, "mergeValidatorDataToDelegation", vec![bytes(CAROL)], 1),
            "call value must be 0".to_owned(),
        ),
        (
            nothing(),
            (MANAGER, POOL, "mergeValidatorDataToDelegation", vec![b"carol".to_vec()], 0),
            "invalid arguments, first must be an address".to_owned(),
        ),
        (
            record(|it| it.reward_address = Bytes::copy_from_slice(BOB.as_slice())),
            merge(),
            "invalid reward address on validator data".to_owned(),
        ),
        (
            record(|it| it.total_stake = 1_u8.into()),
            merge(),
            "not enough stake to make delegation contract".to_owned(),
        ),
        (
            record(|it| it.unstaked = vec![UnstakedTokens { epoch: 9, value: 1_u8.into() }]),
            merge(),
            "clean unStaked info before changing validator to delegation contract".to_owned(),
        ),
        (
            nothing(),
            (contract, MANAGER, "makeNewContractFromValidatorData", terms(), 0),
            "cannot change from validator to delegation contract for a smart contract".to_owned(),
        ),
    ];
    for (state, (caller, callee, function, arguments, value), message) in cases {
        let mut pool = Pool::new();
        pool.expect(BOB, "delegate", &[], tokens(20));
        state(&mut pool);
        let outcome = pool.call_at((caller, callee), function, &arguments, value);
        assert!(!outcome.status.is_success(), "{function} should fail with {message}");
        assert_eq!(text(&outcome), message, "{function}");
    }
}

/// An owner who has taken everything back delegates first again, and not less than the deposit.
#[test]
fn the_owner_comes_back_first_and_with_the_deposit() {
    let mut pool = Pool::new();
    let everything = amount(crate::DEPOSIT);
    pool.expect(ALICE, "unDelegate", &[everything], 0);
    let refuse = |pool: &mut Pool, caller, value, message: &str| {
        let outcome = pool.call(caller, "delegate", &[], value);
        assert_eq!(text(&outcome), message);
    };
    refuse(&mut pool, BOB, tokens(5), "not enough initial owner funds");
    let least =
        format!("not enough initial owner funds you must provide at least {}", crate::DEPOSIT);
    refuse(&mut pool, ALICE, tokens(5), &least);
    pool.expect(ALICE, "delegate", &[], crate::DEPOSIT);
    pool.expect(BOB, "delegate", &[], tokens(5));
}

#[test]
fn a_chain_without_automatic_activation_refuses_it() {
    let settings =
        DelegationSettings { automatic_activation: false, ..DelegationSettings::default() };
    let mut pool = Pool::none(settings, |_| {});
    pool.create(ALICE, 0, 1_000);
    let outcome = pool.call(ALICE, "setAutomaticActivation", &[b"true".to_vec()], 0);
    assert_eq!(text(&outcome), "automatic activation is disabled");
    pool.expect(ALICE, "setAutomaticActivation", &[b"false".to_vec()], 0);
}
