//! The staking and the validator contract: the life of a node, by plain calls.
#![cfg(test)]

mod support;

use num_bigint::BigUint;
use support::nodes::{
    NODE, Nodes, ONE, UNBOND_BLOCKS, UNBOND_EPOCHS, UNJAIL, amount, key, stake_arguments,
};
use support::{ALICE, BOB, GAS, text};
use system_vm::{
    DELEGATION_MANAGER_ADDRESS, END_OF_EPOCH_ADDRESS, JAILING_ADDRESS, NodeCounts, QueueElement,
    QueueHead, STAKING_ADDRESS, StakedNode, UnstakedTokens, VALIDATOR_ADDRESS, ValidatorRecord,
};
use vm_core::{Address, Bytes, LogRecord, U256, ValidatorList};

/// A contract that may own nodes.
const DELEGATION: Address = {
    let mut bytes = [0; 32];
    bytes[9] = 1;
    bytes[28] = 1;
    bytes[29] = 0xff;
    bytes[30] = 0xff;
    bytes[31] = 0xff;
    Address(bytes)
};

fn counts(nodes: &mut Nodes) -> NodeCounts {
    NodeCounts::decode(&nodes.chain.storage(STAKING_ADDRESS, b"nodesConfig")).unwrap()
}

fn bytes(address: Address) -> Bytes {
    Bytes::copy_from_slice(address.as_slice())
}

#[test]
fn a_chain_starts_with_what_production_writes() {
    let mut nodes = Nodes::new();
    assert_eq!(counts(&mut nodes), NodeCounts { min: 1, max: 64, staked: 0, jailed: 0 });
    let price = nodes.chain.storage(STAKING_ADDRESS, b"epoch_0");
    assert_eq!(price, amount(NODE));
    for address in [STAKING_ADDRESS, VALIDATOR_ADDRESS] {
        assert_eq!(nodes.chain.storage(address, b"owner"), address.0);
    }
}

#[test]
fn a_node_is_staked_unstaked_and_unbonded() {
    let mut nodes = Nodes::new();
    assert_eq!(nodes.stake(ALICE, &[7, 8], 2 * NODE), Vec::<Bytes>::new());
    let staked = StakedNode {
        register_nonce: 1_000,
        staked_nonce: 1_000,
        is_staked: true,
        reward_address: bytes(ALICE),
        owner_address: bytes(ALICE),
        stake_value: BigUint::from(NODE),
        ..StakedNode::unknown()
    };
    assert_eq!(nodes.node(7), Some(staked.clone()));
    assert_eq!(counts(&mut nodes).staked, 2);
    let record = ValidatorRecord {
        epoch: 10,
        reward_address: bytes(ALICE),
        total_stake: BigUint::from(2 * NODE),
        locked_stake: BigUint::from(2 * NODE),
        max_stake_per_node: BigUint::from(2 * NODE),
        keys: vec![key(7).into(), key(8).into()],
        registered_count: 2,
        ..ValidatorRecord::default()
    };
    assert_eq!(nodes.record(ALICE), Some(record.clone()));

    assert!(nodes.expect(ALICE, "unStake", &[key(7)], 0).is_empty());
    let unstaked =
        StakedNode { is_staked: false, unstaked_nonce: 1_000, unstaked_epoch: 10, ..staked };
    assert_eq!(nodes.node(7), Some(unstaked));
    let waiting = ValidatorRecord {
        total_stake: BigUint::from(NODE),
        unstaked: vec![UnstakedTokens { epoch: 10, value: BigUint::from(NODE) }],
        total_unstaked: BigUint::from(NODE),
        ..record
    };
    assert_eq!(nodes.record(ALICE), Some(waiting.clone()));
    nodes.check_sums(&[ALICE]);

    // The node's time is not over, and neither is its tokens'.
    nodes.chain.set_block(11, 1_000 + UNBOND_BLOCKS - 1);
    let left = nodes.staking(ALICE, "getRemainingUnBondPeriod", &[key(7)]);
    assert_eq!(left, [Bytes::from_static(&[1])]);
    let failed = [Bytes::from(key(7)), Bytes::from_static(&[2])];
    assert_eq!(nodes.expect(ALICE, "unBond", &[key(7)], 0), failed);
    assert_eq!(nodes.record(ALICE), Some(waiting));

    nodes.chain.set_block(10 + UNBOND_EPOCHS, 1_000 + UNBOND_BLOCKS);
    let before = nodes.chain.native_balance(ALICE);
    assert!(nodes.expect(ALICE, "unBond", &[key(7)], 0).is_empty());
    let paid = nodes.chain.native_balance(ALICE) - before;
    assert_eq!(paid, U256::from(NODE));
    assert_eq!(nodes.node(7), None);
    let record = nodes.record(ALICE).unwrap();
    assert_eq!((record.keys, record.registered_count), (vec![key(8).into()], 1));
    nodes.check_sums(&[ALICE]);
}

#[test]
fn the_last_node_leaves_no_record() {
    let mut nodes = Nodes::new();
    nodes.stake(BOB, &[1, 2], 2 * NODE);
    nodes.stake(ALICE, &[7], NODE);
    nodes.expect(ALICE, "unStake", &[key(7)], 0);
    nodes.chain.set_block(20, 5_000);
    nodes.expect(ALICE, "unBond", &[key(7)], 0);
    assert_eq!(nodes.record(ALICE), None);
    nodes.check_sums(&[ALICE, BOB]);
}

#[test]
fn so_many_nodes_have_to_stay() {
    let mut nodes = Nodes::new();
    nodes.stake(ALICE, &[7], NODE);
    let outcome = nodes.call(ALICE, "unStake", &[key(7)], 0);
    let name = "07".repeat(96);
    assert_eq!(
        text(&outcome),
        format!(
            "unStake is not possible as too many left@cannot do unStake for key {name}: user error@\
             could not unstake any nodes"
        )
    );
    // `unStakeNodes` tells it in its results.
    let failed = [Bytes::from(key(7)), Bytes::from_static(&[2])];
    assert_eq!(nodes.expect(ALICE, "unStakeNodes", &[key(7)], 0), failed);
    assert_eq!(nodes.status(7), "staked");
}

#[test]
fn tokens_are_unstaked_apart_from_nodes() {
    let mut nodes = Nodes::new();
    nodes.stake(ALICE, &[7], NODE);
    nodes.expect(ALICE, "stake", &[], 100 * ONE);
    assert_eq!(
        nodes.expect(BOB, "getTotalStaked", &[ALICE.0.to_vec()], 0),
        [Bytes::from_static(b"2600000000000000000000")]
    );
    let top_up = nodes.expect(BOB, "getTotalStakedTopUpStakedBlsKeys", &[ALICE.0.to_vec()], 0);
    let expected = [amount(100 * ONE), amount(2_600 * ONE), vec![1], key(7)];
    assert_eq!(top_up, expected.map(Bytes::from));

    nodes.expect(ALICE, "unStakeTokens", &[amount(30 * ONE)], 0);
    nodes.chain.set_block(11, 1_010);
    nodes.expect(ALICE, "unStakeTokens", &[amount(40 * ONE)], 0);
    nodes.expect(ALICE, "unStakeTokens", &[amount(10 * ONE)], 0);
    let list = nodes.expect(BOB, "getUnStakedTokensList", &[ALICE.0.to_vec()], 0);
    let expected = [amount(30 * ONE), vec![2], amount(50 * ONE), vec![3]];
    assert_eq!(list, expected.map(Bytes::from));
    nodes.check_sums(&[ALICE]);

    nodes.chain.set_block(14, 1_100);
    let before = nodes.chain.native_balance(ALICE);
    // The first is used up, the second is split.
    nodes.expect(ALICE, "unBondTokens", &[amount(45 * ONE)], 0);
    assert_eq!(nodes.chain.native_balance(ALICE) - before, U256::from(45 * ONE));
    let record = nodes.record(ALICE).unwrap();
    let rest = UnstakedTokens { epoch: 11, value: BigUint::from(35 * ONE) };
    assert_eq!(record.unstaked, [rest]);
    nodes.expect(ALICE, "unBondTokens", &[], 0);
    assert!(nodes.record(ALICE).unwrap().unstaked.is_empty());
    nodes.check_sums(&[ALICE]);
}

#[test]
fn a_jailed_node_comes_back_for_its_price() {
    let mut nodes = Nodes::new();
    nodes.stake(ALICE, &[7, 8], 2 * NODE);
    nodes.chain.set_round(77);
    nodes.staking(JAILING_ADDRESS, "jail", &[key(7)]);
    let jailed = nodes.node(7).unwrap();
    assert_eq!((jailed.jailed_round, jailed.jailed_nonce), (77, 1_000));
    assert_eq!((jailed.is_jailed, jailed.jail_count, jailed.is_staked), (true, 1, true));
    assert_eq!(nodes.status(7), "jailed");
    let failed = [Bytes::from(key(7)), Bytes::from_static(&[2])];
    assert_eq!(nodes.expect(ALICE, "unStakeNodes", &[key(7)], 0), failed);

    // One of two is not jailed: its price comes back.
    let before = nodes.chain.native_balance(ALICE);
    let results = nodes.expect(ALICE, "unJail", &[key(7), key(8)], 2 * UNJAIL);
    assert_eq!(results, [Bytes::from(key(8)), Bytes::from_static(&[2])]);
    assert_eq!(before - nodes.chain.native_balance(ALICE), U256::from(UNJAIL));
    assert_eq!(nodes.chain.storage(VALIDATOR_ADDRESS, b"unJailFunds"), amount(UNJAIL));
    let node = nodes.node(7).unwrap();
    assert_eq!((node.is_jailed, node.unjailed_nonce, node.jailed_round), (false, 1_000, u64::MAX));
    assert_eq!(nodes.status(7), "staked");
    nodes.check_sums(&[ALICE]);
}

#[test]
fn what_consensus_jailed_counts_as_jailed() {
    let mut nodes = Nodes::new();
    nodes.stake(ALICE, &[7, 8], 2 * NODE);
    nodes.set_list(7, ValidatorList::Jailed);
    assert_eq!(nodes.status(7), "jailed");
    assert!(nodes.expect(ALICE, "unJail", &[key(7)], UNJAIL).is_empty());
    nodes.expect(ALICE, "unStakeNodes", &[key(8)], 0);
    nodes.chain.set_block(20, 9_000);
    nodes.set_list(8, ValidatorList::Leaving);
    let failed = [Bytes::from(key(8)), Bytes::from_static(&[2])];
    assert_eq!(nodes.expect(ALICE, "unBondNodes", &[key(8)], 0), failed);
    nodes.set_list(8, ValidatorList::Inactive);
    assert!(nodes.expect(ALICE, "unBondNodes", &[key(8)], 0).is_empty());
}

#[test]
fn an_unstaked_node_is_staked_again() {
    let mut nodes = Nodes::new();
    nodes.stake(ALICE, &[7, 8], 2 * NODE);
    nodes.expect(ALICE, "unStakeNodes", &[key(7)], 0);
    assert_eq!(nodes.status(7), "unStaked");
    assert!(nodes.expect(ALICE, "reStakeUnStakedNodes", &[key(7)], 0).is_empty());
    assert_eq!(nodes.status(7), "staked");
    assert_eq!(nodes.record(ALICE).unwrap().registered_count, 2);
}

#[test]
fn rewards_go_where_the_owner_says() {
    let mut nodes = Nodes::new();
    let mut arguments = stake_arguments(ALICE, &[7]);
    arguments.push(BOB.0.to_vec());
    nodes.expect(ALICE, "stake", &arguments, NODE);
    // As in production, the node was registered with the caller's own address before.
    let of_node = |nodes: &mut Nodes| nodes.node(7).unwrap().reward_address;
    assert_eq!(of_node(&mut nodes), bytes(BOB));
    assert_eq!(nodes.record(ALICE).unwrap().reward_address, bytes(BOB));
    nodes.expect(ALICE, "changeRewardAddress", &[DELEGATION.0.to_vec()], 0);
    assert_eq!(of_node(&mut nodes), bytes(DELEGATION));
    let told = nodes.staking(BOB, "getRewardAddress", &[key(7)]);
    assert_eq!(told, [Bytes::from(DELEGATION.to_string().into_bytes())]);
}

#[test]
fn bad_keys_are_results_and_the_stake_stays() {
    let mut nodes = Nodes::new();
    let mut arguments = stake_arguments(ALICE, &[7, 8]);
    arguments[4] = vec![0, 0];
    let outcome = nodes.call(ALICE, "stake", &arguments, NODE);
    assert!(outcome.status.is_success(), "{}", text(&outcome));
    assert_eq!(text(&outcome), format!("invalid BLS keys: {}", "08".repeat(96)));
    assert_eq!((nodes.node(7).is_some(), nodes.node(8)), (true, None));
    nodes.check_sums(&[ALICE]);
}

#[test]
fn one_owner_has_a_part_of_the_eligible_nodes() {
    let mut nodes = Nodes::new();
    nodes.set_eligible(20);
    nodes.stake(ALICE, &[1, 2, 3], 3 * NODE);
    assert_eq!(nodes.record(ALICE).unwrap().keys.len(), 2);
    assert_eq!((nodes.node(2).is_some(), nodes.node(3)), (true, None));
    let Some(LogRecord::Native(log)) = nodes.chain.logs().pop() else {
        panic!("a log");
    };
    assert_eq!((log.identifier, log.address), (Bytes::from_static(b"stake"), VALIDATOR_ADDRESS));
    let expected: [&[u8]; 3] = [b"number of nodes too high, no new nodes activated", &[2], &[2]];
    assert_eq!(log.topics, expected.map(Bytes::from_static));
    let outcome = nodes.call(ALICE, "stake", &stake_arguments(ALICE, &[4]), NODE);
    assert!(outcome.status.is_success());
    assert_eq!(nodes.node(4), None);
}

#[test]
fn nested_calls_are_logged_and_use_the_callers_gas() {
    let mut nodes = Nodes::new();
    nodes.stake(ALICE, &[7, 8], 2 * NODE);
    let logs = nodes.chain.logs();
    let functions: Vec<Bytes> = logs
        .iter()
        .map(|log| match log {
            LogRecord::Native(log) => {
                assert_eq!(log.identifier, Bytes::from_static(b"transferValueOnly"));
                assert_eq!(log.topics, [Bytes::new(), bytes(STAKING_ADDRESS)]);
                assert_eq!(log.data[0], Bytes::from_static(b"ExecuteOnDestContext"));
                log.data[1].clone()
            }
            LogRecord::Evm { .. } | LogRecord::TokenFace { .. } => panic!("a native log"),
        })
        .collect();
    assert_eq!(functions, ["register", "register", "stake", "stake"].map(Bytes::from));

    let outcome = nodes.call(ALICE, "stake", &[], ONE);
    assert_eq!(GAS - outcome.gas_left, 5_000_000);
    // A nested call that fails burns nothing but what it used.
    nodes.staking(JAILING_ADDRESS, "jail", &[key(7)]);
    let outcome = nodes.call(ALICE, "unStakeNodes", &[key(7), key(8)], 0);
    assert_eq!(GAS - outcome.gas_left, 2 * 5_000_000);
    let mut request = nodes.chain.request(
        VALIDATOR_ADDRESS,
        VALIDATOR_ADDRESS,
        "getBlsKeysStatus",
        &[ALICE.as_slice()],
    );
    request.read_only = true;
    let outcome = nodes.chain.run(request).call;
    assert_eq!(GAS - outcome.gas_left, 2 * 5_000_000, "{}", text(&outcome));
}

#[test]
fn nodes_become_a_delegation_contracts() {
    let mut nodes = Nodes::new();
    nodes.stake(ALICE, &[7], NODE);
    nodes.stake(BOB, &[8, 9], 2 * NODE);
    let pair = |from: Address| [from.0.to_vec(), DELEGATION.0.to_vec()];
    let manager = DELEGATION_MANAGER_ADDRESS;
    nodes.expect(manager, "changeOwnerOfValidatorData", &pair(ALICE), 0);
    assert_eq!(nodes.record(ALICE), None);
    let node = nodes.node(7).unwrap();
    assert_eq!((node.owner_address, node.reward_address), (bytes(DELEGATION), bytes(DELEGATION)));
    nodes.expect(manager, "mergeValidatorData", &pair(BOB), 0);
    let record = nodes.record(DELEGATION).unwrap();
    assert_eq!((record.keys.len(), record.registered_count), (3, 3));
    assert_eq!(record.total_stake, BigUint::from(3 * NODE));
    assert_eq!(nodes.staking(VALIDATOR_ADDRESS, "getOwner", &[key(9)]), [bytes(DELEGATION)]);
    nodes.check_sums(&[ALICE, BOB, DELEGATION]);
}

#[test]
fn the_end_of_an_epoch_pauses_sets_and_unstakes() {
    let mut nodes = Nodes::new();
    nodes.stake(ALICE, &[7, 8], 2 * NODE);
    nodes.expect(END_OF_EPOCH_ADDRESS, "pauseUnStakeUnBond", &[], 0);
    let outcome = nodes.call(ALICE, "unStake", &[key(7)], 0);
    let paused = "unStake/unBond is paused as not enough total staked in protocol";
    assert_eq!(text(&outcome), paused);
    nodes.expect(END_OF_EPOCH_ADDRESS, "unPauseUnStakeUnBond", &[], 0);
    nodes.expect(ALICE, "unStake", &[key(7)], 0);

    let end = END_OF_EPOCH_ADDRESS;
    nodes.staking(end, "updateConfigMinNodes", &[vec![5]]);
    assert_eq!(nodes.staking(end, "updateConfigMaxNodes", &[vec![9]]), [Bytes::from_static(&[64])]);
    assert_eq!(counts(&mut nodes), NodeCounts { min: 5, max: 9, staked: 1, jailed: 0 });
    nodes.staking(end, "unStakeAtEndOfEpoch", &[key(8)]);
    assert_eq!((nodes.status(8).as_str(), counts(&mut nodes).staked), ("unStaked", 0));
    nodes.staking(end, "setOwnersOnAddresses", &[key(8), BOB.0.to_vec()]);
    assert_eq!(nodes.node(8).unwrap().owner_address, bytes(BOB));
}

#[test]
fn nodes_leave_the_queue_of_old_state() {
    let place = |number: u8| Bytes::from([b"w_".as_slice(), &key(number)].concat());
    let queue = |chain: &mut support::Chain| {
        for number in 1..=4 {
            let node = StakedNode {
                is_waiting: true,
                register_nonce: u64::from(number),
                reward_address: bytes(ALICE),
                ..StakedNode::unknown()
            };
            chain.set_storage(STAKING_ADDRESS, &key(number), node.encode());
            let previous = place(if number == 1 { 1 } else { number - 1 });
            let next = if number == 4 { Bytes::new() } else { place(number + 1) };
            let element = QueueElement { key: key(number).into(), previous, next };
            chain.set_storage(STAKING_ADDRESS, &place(number), element.encode());
        }
        let head = QueueHead { first: place(1), last: place(4), length: 4, last_jailed: place(2) };
        chain.set_storage(STAKING_ADDRESS, b"waitingList", head.encode());
    };
    let told = |nodes: &mut Nodes| -> Vec<u8> {
        let items = nodes.staking(VALIDATOR_ADDRESS, "getQueueRegisterNonceAndRewardAddress", &[]);
        items.chunks(3).map(|item| item[0][0]).collect()
    };
    for (out, rest, last_jailed) in [
        (1_u8, [2_u8, 3, 4], place(2)),
        (2, [1, 3, 4], place(1)),
        (3, [1, 2, 4], place(2)),
        (4, [1, 2, 3], place(2)),
    ] {
        let mut nodes = Nodes::new();
        queue(&mut nodes.chain);
        assert_eq!(told(&mut nodes), [1, 2, 3, 4]);
        assert_eq!(nodes.status(out), "queued");
        nodes.staking(END_OF_EPOCH_ADDRESS, "unStakeAtEndOfEpoch", &[key(out)]);
        assert_eq!(told(&mut nodes), rest, "without {out}");
        let head = nodes.chain.storage(STAKING_ADDRESS, b"waitingList");
        let head = QueueHead::decode(&head).unwrap();
        assert_eq!((head.length, head.last_jailed), (3, last_jailed), "without {out}");
        assert_eq!((head.first, head.last), (place(rest[0]), place(rest[2])), "without {out}");
        let total = nodes.staking(ALICE, "getTotalNumberOfRegisteredNodes", &[]);
        assert_eq!(total, [Bytes::from_static(&[3])]);
        for number in rest {
            nodes.staking(END_OF_EPOCH_ADDRESS, "unStakeAtEndOfEpoch", &[key(number)]);
        }
        assert!(nodes.chain.storage(STAKING_ADDRESS, b"waitingList").is_empty());
    }
}

#[test]
fn a_record_loses_keys_that_it_has_twice() {
    let mut nodes = Nodes::new();
    nodes.stake(ALICE, &[7], NODE);
    let mut record = nodes.record(ALICE).unwrap();
    let clean = record.clone();
    record.keys.push(key(7).into());
    nodes.chain.set_storage(VALIDATOR_ADDRESS, ALICE.as_slice(), record.encode());
    nodes.expect(ALICE, "cleanRegisteredData", &[], 0);
    assert_eq!(nodes.record(ALICE), Some(clean));
}

/// 400 calls of two owners, good and bad ones: nothing is made or lost.
#[test]
fn no_order_of_calls_makes_or_loses_tokens() {
    let mut nodes = Nodes::new();
    let mut state = 1_u64;
    let mut random = |limit: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    let (mut epoch, mut nonce, mut succeeded) = (10, 1_000, 0);
    for _ in 0..400 {
        let owner = [ALICE, BOB][usize::try_from(random(2)).unwrap()];
        let number = u8::try_from(1 + random(6)).unwrap();
        let tokens = u128::from(random(3_000)) * ONE;
        let (function, arguments, value) = match random(9) {
            0 | 1 => ("stake", stake_arguments(owner, &[number]), NODE),
            2 => ("stake", Vec::new(), tokens),
            3 => ("unStake", vec![key(number)], 0),
            4 => ("unStakeTokens", vec![amount(tokens)], 0),
            5 => ("unBond", vec![key(number)], 0),
            6 => ("unBondTokens", Vec::new(), 0),
            7 => ("reStakeUnStakedNodes", vec![key(number)], 0),
            _ => ("unJail", vec![key(number)], UNJAIL),
        };
        if random(20) == 0 && nodes.node(number).is_some() {
            nodes.staking(JAILING_ADDRESS, "jail", &[key(number)]);
        }
        succeeded += u32::from(nodes.call(owner, function, &arguments, value).status.is_success());
        nonce += random(120);
        epoch += u32::try_from(random(2)).unwrap();
        nodes.chain.set_block(epoch, nonce);
        nodes.check_sums(&[ALICE, BOB]);
        let stored = (1..=6).filter_map(|it| nodes.node(it)).filter(|it| it.is_staked).count();
        assert_eq!(counts(&mut nodes).staked, i64::try_from(stored).unwrap());
    }
    assert!(succeeded > 100, "{succeeded}");
}
