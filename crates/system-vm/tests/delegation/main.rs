//! The delegation manager and its contracts: the life of a delegation, by plain calls.
#![cfg(test)]

mod states;
#[path = "../support/mod.rs"]
mod support;

use num_bigint::BigUint;
use support::nodes::{NODE, amount, key};
use support::pool::{CONFIG_OWNER, DEPOSIT, POOL, Pool, items, tokens};
use support::{ALICE, BOB, text};
use system_vm::{
    DELEGATION_MANAGER_ADDRESS, DelegationManagement, DelegationSettings, Delegator,
    FIRST_DELEGATION_ADDRESS, Fund, STAKING_ADDRESS, StakedNode, VALIDATOR_ADDRESS,
    ValidatorRecord,
};
use vm_core::{Address, Bytes, LogRecord, U256};

fn bytes(address: Address) -> Vec<u8> {
    address.as_slice().to_vec()
}

fn management(pool: &mut Pool) -> DelegationManagement {
    let stored = pool.chain.storage(DELEGATION_MANAGER_ADDRESS, b"delegationManagement");
    DelegationManagement::decode(&stored).unwrap()
}

fn record(pool: &mut Pool, owner: Address) -> ValidatorRecord {
    ValidatorRecord::decode(&pool.chain.storage(VALIDATOR_ADDRESS, owner.as_slice())).unwrap()
}

fn refuse(pool: &mut Pool, caller: Address, function: &str, arguments: &[Vec<u8>], words: &str) {
    let outcome = pool.call(caller, function, arguments, 0);
    assert!(!outcome.status.is_success(), "{function}");
    assert_eq!(text(&outcome), words, "{function}");
}

#[test]
fn a_contract_is_made_at_the_address_that_follows() {
    let mut pool = Pool::none(DelegationSettings::default(), |_| {});
    assert_eq!(pool.create(ALICE, 0, 1_000), [bytes(POOL)]);
    assert_eq!(management(&mut pool).contract_count, 1);
    assert_eq!(management(&mut pool).last_address, bytes(POOL));
    assert_eq!(pool.chain.storage(DELEGATION_MANAGER_ADDRESS, ALICE.as_slice()), bytes(POOL));
    let account = pool.chain.account(POOL);
    let native = pool.chain.session().journal.native(&account).unwrap();
    let code = pool.chain.session().journal.code(&account).unwrap();
    assert_eq!(code.bytes.as_ref(), FIRST_DELEGATION_ADDRESS.as_slice());
    assert_eq!((native.owner, native.metadata), (Some(ALICE), [4, 0]));
    assert_eq!(record(&mut pool, POOL).total_stake, BigUint::from(DEPOSIT));
    assert_eq!(pool.chain.native_balance(DELEGATION_MANAGER_ADDRESS), U256::ZERO);
    assert_eq!(pool.chain.native_balance(POOL), U256::ZERO);
    assert_eq!(pool.chain.native_balance(VALIDATOR_ADDRESS), U256::from(DEPOSIT));
    let delegator = Delegator {
        active_fund: Bytes::from_static(b"fund\x01"),
        rewards_checkpoint: 11,
        ..Delegator::default()
    };
    assert_eq!(pool.delegator(ALICE), Some(delegator));
    let second = pool.create(BOB, tokens(5_000), 0);
    assert_eq!(second[0][27..], [0, 3, 0xff, 0xff, 0xff]);
    let listed = pool.manager(DELEGATION_MANAGER_ADDRESS, "getAllContractAddresses", &[], 0);
    assert_eq!(items(listed), [Bytes::from(bytes(POOL)), second[0].clone()]);
}

#[test]
fn the_manager_refuses_with_productions_words() {
    let mut pool = Pool::new();
    let create = "createNewDelegationContract";
    let two = [amount(0), amount(100)];
    for (caller, function, arguments, value, words) in [
        (BOB, create, &two[..1], DEPOSIT, "wrong number of arguments"),
        (ALICE, create, &two, DEPOSIT, "caller already deployed a delegation sc"),
        (BOB, create, &two, DEPOSIT - 1, "not enough call value"),
        (BOB, create, &[amount(0), amount(10_001)], DEPOSIT, "service fee out of bounds"),
        (BOB, create, &[amount(1), amount(1)], DEPOSIT, "total delegation cap reached"),
        (BOB, "changeMinDeposit", &two[..1], 0, "the function was called by a not authorized user"),
        (BOB, "changeMinDeposit", &two, 0, "invalid number of arguments"),
        (CONFIG_OWNER, "changeMinDelegationAmount", &two[..1], 0, "invalid min delegation amount"),
        (BOB, "getContractConfig", &[], 0, "the function was called by a not authorized user"),
        (BOB, "claimMulti", &[], 0, "invalid number of arguments"),
        (BOB, "claimMulti", &two[1..], 0, "invalid argument"),
        (
            BOB,
            "claimMulti",
            &[bytes(ALICE)],
            0,
            "missing system smart contract on selected address",
        ),
        (BOB, "claimMulti", &[bytes(POOL)], 0, "caller is not a delegator"),
        (ALICE, "claimMulti", &[bytes(POOL), bytes(POOL)], 0, "duplicated input"),
        (BOB, "_init", &two, 0, "cannot call smart contract init function"),
        (BOB, "nothing", &[], 0, "invalid function to call"),
    ] {
        let outcome = pool.manager(caller, function, arguments, value);
        assert!(!outcome.status.is_success(), "{function} {words}");
        assert_eq!(text(&outcome), words, "{function}");
    }
    assert_eq!(management(&mut pool).contract_count, 1);
    let outcome = pool.manager(CONFIG_OWNER, "changeMinDeposit", &[amount(7)], 0);
    assert!(outcome.status.is_success());
    assert_eq!(management(&mut pool).min_deposit, BigUint::from(7_u8));
}

#[test]
fn a_contract_refuses_with_productions_words() {
    let mut pool = Pool::new();
    pool.expect(BOB, "delegate", &[], tokens(2));
    for (caller, function, arguments, words) in [
        (BOB, "_init", &[][..], "cannot call smart contract init function"),
        (BOB, "nothing", &[], "nothing is an unknown function"),
        (
            BOB,
            "delegate",
            &[],
            "delegate value must be higher than minDelegationAmount 1000000000000000000",
        ),
        (BOB, "unDelegate", &[], "wrong number of arguments"),
        (BOB, "unDelegate", &[vec![]], "invalid value to undelegate"),
        (BOB, "unDelegate", &[amount(tokens(3))], "invalid value to undelegate"),
        (
            BOB,
            "unDelegate",
            &[amount(tokens(2) - 1)],
            "invalid value to undelegate - need to undelegate all - do not leave dust behind",
        ),
        (
            ALICE,
            "unDelegate",
            &[amount(tokens(2))],
            "owner cannot undelegate, contract still active must undelegate all",
        ),
        (CONFIG_OWNER, "unDelegate", &[amount(1)], "caller is not a delegator"),
        (CONFIG_OWNER, "claimRewards", &[], "caller is not a delegator"),
        (CONFIG_OWNER, "reDelegateRewards", &[], "new delegator cannot redelegate rewards"),
        (BOB, "reDelegateRewards", &[], "delegate value must be higher than 0"),
        (BOB, "withdraw", &[], "nothing to unBond"),
        (BOB, "updateRewards", &[], "only end of epoch address can call this function"),
        (BOB, "unStakeAtEndOfEpoch", &[], "can be called by end of epoch address only"),
    ] {
        refuse(&mut pool, caller, function, arguments, words);
    }
    let outcome = pool.call_at((BOB, FIRST_DELEGATION_ADDRESS), "delegate", &[], tokens(1));
    assert_eq!(text(&outcome), "first delegation sc address cannot be called");
}

#[test]
fn an_owner_is_refused_with_productions_words() {
    let mut pool = Pool::new();
    pool.expect(BOB, "delegate", &[], tokens(2));
    let flag = [b"maybe".to_vec()];
    let twice = [key(1), key(1)];
    for (caller, function, arguments, words) in [
        (BOB, "addNodes", &[][..], "only owner can call this method"),
        (ALICE, "addNodes", &twice[..1], "not enough arguments"),
        (ALICE, "addNodes", &twice, "duplicates found in arguments"),
        (ALICE, "addNodes", &[key(1), vec![9]], "invalid bls keys"),
        (ALICE, "removeNodes", &twice[..1], "public key mismatch"),
        (ALICE, "stakeNodes", &twice[..1], "public key mismatch"),
        (BOB, "unJailNodes", &twice[..1], "public key mismatch"),
        (ALICE, "setAutomaticActivation", &flag, "invalid argument"),
        (
            ALICE,
            "modifyTotalDelegationCap",
            &[amount(1)],
            "cannot make total delegation cap smaller than active",
        ),
        (ALICE, "changeServiceFee", &[amount(10_001)], "new service fee out of bounds"),
        (ALICE, "setMetaData", &flag, "needed 3 arguments"),
        (ALICE, "changeOwner", &[bytes(BOB)], "destination should be a new account"),
        (ALICE, "whitelistForMerge", &[bytes(ALICE)], "cannot whitelist own address"),
        (
            BOB,
            "whitelistForMerge",
            &[bytes(ALICE)],
            "can be called by owner or the delegation manager",
        ),
        (BOB, "initFromValidatorData", &[], "only delegation manager sc can call this function"),
        (BOB, "addTokens", &[], "addTokens can be called by whitelisted address only"),
        (BOB, "getRewardData", &[amount(3)], "reward not found"),
        (BOB, "getTotalCumulatedRewards", &[], "this is a view function only"),
        (
            BOB,
            "getUserActiveStake",
            &[bytes(CONFIG_OWNER)],
            "view function works only for existing delegators",
        ),
        (BOB, "getMetaData", &[], "delegation meta data is not set"),
    ] {
        refuse(&mut pool, caller, function, arguments, words);
    }
}

#[test]
fn rewards_are_shared_by_stake_behind_the_service_fee() {
    let mut pool = Pool::new();
    pool.expect(BOB, "delegate", &[], DEPOSIT);
    pool.set_epoch(11);
    pool.reward(1_000);
    assert_eq!(pool.view("getClaimableRewards", &[bytes(ALICE)]), BigUint::from(550_u32));
    assert_eq!(pool.view("getClaimableRewards", &[bytes(BOB)]), BigUint::from(450_u32));
    let before = pool.chain.native_balance(BOB);
    pool.expect(BOB, "claimRewards", &[], 0);
    assert_eq!(pool.chain.native_balance(BOB) - before, U256::from(450));
    pool.expect(BOB, "claimRewards", &[], 0);
    assert_eq!(pool.chain.native_balance(BOB) - before, U256::from(450));
    let outcome = pool.manager(ALICE, "claimMulti", &[bytes(POOL)], 0);
    assert_eq!(items(outcome), [amount(550)]);
    assert_eq!(pool.chain.native_balance(POOL), U256::ZERO);
    // One unit of 11 does not divide: it stays in the contract.
    pool.set_epoch(12);
    pool.reward(12);
    assert_eq!(pool.view("getClaimableRewards", &[bytes(ALICE)]), BigUint::from(6_u32));
    assert_eq!(pool.view("getClaimableRewards", &[bytes(BOB)]), BigUint::from(5_u32));
    pool.set_epoch(13);
    pool.reward(tokens(10));
    let outcome = pool.manager(BOB, "reDelegateMulti", &[bytes(POOL)], 0);
    let rewards = tokens(10) * 9 / 20 + 5;
    assert_eq!(items(outcome), [amount(rewards)]);
    assert_eq!(pool.view("getUserActiveStake", &[bytes(BOB)]), BigUint::from(DEPOSIT + rewards));
    assert_eq!(record(&mut pool, POOL).total_stake, BigUint::from(2 * DEPOSIT + rewards));
    assert_eq!(
        pool.view("getTotalCumulatedRewardsForUser", &[bytes(BOB)]),
        BigUint::from(450 + rewards)
    );
}

#[test]
fn a_delegation_comes_back_after_the_unbonding_period() {
    let mut pool = Pool::new();
    pool.expect(BOB, "delegate", &[], tokens(3));
    assert_eq!(pool.view("getNumUsers", &[]), BigUint::from(2_u8));
    pool.expect(BOB, "unDelegate", &[amount(tokens(1))], 0);
    pool.expect(BOB, "unDelegate", &[amount(tokens(1))], 0);
    pool.set_epoch(11);
    pool.expect(BOB, "unDelegate", &[amount(tokens(1))], 0);
    let list = pool.expect(BOB, "getUserUnDelegatedList", &[bytes(BOB)], 0);
    assert_eq!(list, [amount(tokens(2)), amount(2), amount(tokens(1)), amount(3)]);
    assert_eq!(pool.global().unstaked, BigUint::from(tokens(3)));
    let fund = Fund::decode(&pool.chain.storage(POOL, b"fund\x03")).unwrap();
    let expected =
        Fund { value: BigUint::from(tokens(2)), address: bytes(BOB).into(), epoch: 10, kind: 1 };
    assert_eq!(fund, expected);
    pool.set_epoch(12);
    refuse(&mut pool, BOB, "withdraw", &[], "nothing to unBond");
    pool.set_epoch(13);
    let before = pool.chain.native_balance(BOB);
    pool.expect(BOB, "withdraw", &[], 0);
    assert_eq!(pool.chain.native_balance(BOB) - before, U256::from(tokens(2)));
    pool.set_epoch(14);
    pool.expect(BOB, "withdraw", &[], 0);
    assert_eq!(pool.chain.native_balance(BOB) - before, U256::from(tokens(3)));
    assert_eq!(pool.delegator(BOB), None);
    assert_eq!(pool.view("getNumUsers", &[]), BigUint::from(1_u8));
    assert_eq!(pool.global().unstaked, BigUint::ZERO);
    let (address, topics) = pool.chain.last_log();
    assert_eq!(address, BOB);
    let all = amount(DEPOSIT);
    let expected =
        [amount(tokens(1)), vec![], vec![1], all, b"true".to_vec(), b"fund\x04".to_vec()];
    assert_eq!(topics, expected);
}

#[test]
fn nodes_are_staked_with_what_is_delegated() {
    let mut pool = Pool::new();
    let signed = |number: u8| vec![POOL.0[0], number];
    let pairs: Vec<Vec<u8>> = [1, 2].into_iter().flat_map(|it| [key(it), signed(it)]).collect();
    pool.expect(ALICE, "addNodes", &pairs, 0);
    refuse(&mut pool, ALICE, "stakeNodes", &[key(1)], "not enough in total active to stake");
    pool.expect(BOB, "delegate", &[], NODE);
    pool.expect(ALICE, "stakeNodes", &[key(1)], 0);
    let node = StakedNode::decode(&pool.chain.storage(STAKING_ADDRESS, &key(1))).unwrap();
    assert!(node.is_staked && *node.owner_address == *POOL.as_slice());
    let states = pool.expect(BOB, "getAllNodeStates", &[], 0);
    assert_eq!(states, [b"staked".to_vec(), key(1), b"notStaked".to_vec(), key(2)]);
    refuse(
        &mut pool,
        ALICE,
        "unDelegate",
        &[amount(DEPOSIT)],
        "owner cannot undelegate, contract still active cannot unDelegate from initial owner funds as nodes are active",
    );
    pool.expect(ALICE, "setAutomaticActivation", &[b"true".to_vec()], 0);
    pool.expect(BOB, "delegate", &[], DEPOSIT);
    let states = pool.expect(BOB, "getAllNodeStates", &[], 0);
    assert_eq!(states, [b"staked".to_vec(), key(1), key(2)]);
    assert_eq!(pool.view("getNumNodes", &[]), BigUint::from(2_u8));
    assert_eq!(record(&mut pool, POOL).keys.len(), 2);
    pool.expect(BOB, "correctNodesStatus", &[], 0);
    let states = pool.expect(BOB, "getAllNodeStates", &[], 0);
    assert_eq!(states, [b"staked".to_vec(), key(1), key(2)]);
}

#[test]
fn an_owner_gives_the_contract_away() {
    let mut pool = Pool::new();
    let delegator = pool.delegator(ALICE);
    pool.expect(ALICE, "changeOwner", &[bytes(BOB)], 0);
    assert_eq!((pool.delegator(ALICE), pool.delegator(BOB)), (None, delegator));
    assert_eq!(pool.chain.storage(POOL, b"owner"), bytes(BOB));
    assert_eq!(pool.chain.storage(DELEGATION_MANAGER_ADDRESS, ALICE.as_slice()), b"");
    assert_eq!(pool.chain.storage(DELEGATION_MANAGER_ADDRESS, BOB.as_slice()), bytes(POOL));
    let account = pool.chain.account(POOL);
    let owner = pool.chain.session().journal.native(&account).unwrap().owner;
    assert_eq!(owner, Some(BOB));
    let identifiers: Vec<_> = pool
        .chain
        .logs()
        .iter()
        .rev()
        .take(3)
        .map(|record| match record {
            LogRecord::Native(log) => String::from_utf8_lossy(&log.identifier).into_owned(),
            LogRecord::Evm { .. } | LogRecord::TokenFace { .. } => panic!("a native log"),
        })
        .collect();
    assert_eq!(identifiers, ["ChangeOwnerAddress", "withdraw", "delegate"]);
    pool.expect(CONFIG_OWNER, "synchronizeOwner", &[], 0);
}

#[test]
fn an_owner_of_nodes_makes_a_contract_of_them_or_merges_them() {
    let mut pool = Pool::none(DelegationSettings::default(), |_| {});
    let stake = |owner: Address, number: u8| vec![vec![1], key(number), vec![owner.0[0], number]];
    for (owner, number) in [(ALICE, 1), (BOB, 2)] {
        let arguments = stake(owner, number);
        let outcome = pool.call_at((owner, VALIDATOR_ADDRESS), "stake", &arguments, NODE);
        assert!(outcome.status.is_success(), "{}", text(&outcome));
    }
    let arguments = [amount(0), amount(500)];
    let made = pool.manager(ALICE, "makeNewContractFromValidatorData", &arguments, 0);
    assert!(made.status.is_success(), "{}", text(&made));
    assert_eq!(items(made), [bytes(POOL)]);
    assert_eq!(record(&mut pool, POOL).total_stake, BigUint::from(NODE));
    assert_eq!(pool.view("getUserActiveStake", &[bytes(ALICE)]), BigUint::from(NODE));
    let account = pool.chain.account(POOL);
    let owner = pool.chain.session().journal.native(&account).unwrap().owner;
    assert_eq!(owner, Some(ALICE));
    let merge = "mergeValidatorToDelegationWithWhitelist";
    let refused = pool.manager(BOB, merge, &[bytes(POOL)], 0);
    assert_eq!(text(&refused), "address is not whitelisted for merge");
    let refused = pool.manager(BOB, "mergeValidatorToDelegationSameOwner", &[bytes(POOL)], 0);
    assert_eq!(text(&refused), "the caller does not own a delegation sc");
    pool.expect(ALICE, "whitelistForMerge", &[bytes(BOB)], 0);
    assert_eq!(pool.expect(BOB, "getWhitelistForMerge", &[], 0), [bytes(BOB)]);
    let merged = pool.manager(BOB, merge, &[bytes(POOL)], 0);
    assert!(merged.status.is_success(), "{}", text(&merged));
    assert_eq!(record(&mut pool, POOL).keys.len(), 2);
    assert_eq!(pool.global().active, BigUint::from(2 * NODE));
    assert_eq!(pool.chain.storage(POOL, b"whitelistedAddress"), b"");
    assert_eq!(pool.chain.storage(VALIDATOR_ADDRESS, BOB.as_slice()), b"");
}
