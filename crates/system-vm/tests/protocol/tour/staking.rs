//! The staking and the validator contract.

use super::{Stage, bytes, visit};
use crate::chain::{BOB_NODE, CAROL, DAVE};
use crate::support::nodes::{NODE, ONE, UNJAIL, amount, key, stake_arguments};
use crate::support::{ALICE, BOB};
use system_vm::{
    END_OF_EPOCH_ADDRESS as END_OF_EPOCH, JAILING_ADDRESS as JAILING, QueueElement, QueueHead,
    STAKING_ADDRESS as STAKING, StakedNode, VALIDATOR_ADDRESS as VALIDATOR,
};
use vm_core::Bytes;

pub fn staking(stage: &mut impl Stage) {
    let validator = |function, arguments, value| (ALICE, VALIDATOR, function, arguments, value);
    let as_validator = |function, arguments| (VALIDATOR, STAKING, function, arguments, 0);
    let ask = |function| (ALICE, STAKING, function, vec![key(40)], 0);
    let carol = bytes(CAROL);
    let prices = [100 * ONE, 20_000_000 * ONE, ONE, NODE, UNJAIL, 9_999].map(amount).to_vec();
    let rows = vec![
        as_validator("stake", vec![key(40), carol.clone(), carol.clone()]),
        as_validator("register", vec![key(41), carol.clone(), carol.clone()]),
        ask("isStaked"),
        ask("getRewardAddress"),
        ask("getBLSKeyStatus"),
        (ALICE, STAKING, "getTotalNumberOfRegisteredNodes", Vec::new(), 0),
        as_validator("getOwner", vec![key(40)]),
        (JAILING, STAKING, "jail", vec![key(40)], 0),
        as_validator("unJail", vec![key(40)]),
        as_validator("changeRewardAddress", vec![carol.clone(), key(40)]),
        (END_OF_EPOCH, STAKING, "updateConfigMinNodes", vec![vec![1]], 0),
        (END_OF_EPOCH, STAKING, "updateConfigMaxNodes", vec![vec![70]], 0),
        (END_OF_EPOCH, STAKING, "setOwnersOnAddresses", vec![key(40), carol.clone()], 0),
        validator("stake", stake_arguments(ALICE, &[1, 2, 4]), 3 * NODE + 100 * ONE),
        (BOB, VALIDATOR, "stake", stake_arguments(BOB, &[3, BOB_NODE]), 2 * NODE),
        as_validator("unStake", vec![key(40), carol]),
        ask("getRemainingUnBondPeriod"),
        (END_OF_EPOCH, STAKING, "unStakeAtEndOfEpoch", vec![key(BOB_NODE)], 0),
        validator("getTotalStaked", Vec::new(), 0),
        validator("getTotalStakedTopUpStakedBlsKeys", vec![bytes(ALICE)], 0),
        (VALIDATOR, VALIDATOR, "getBlsKeysStatus", vec![bytes(ALICE)], 0),
        (VALIDATOR, VALIDATOR, "setConfig", prices, 0),
        validator("changeRewardAddress", vec![bytes(DAVE)], 0),
        validator("unStakeTokens", vec![amount(30 * ONE)], 0),
        validator("getUnStakedTokensList", vec![bytes(ALICE)], 0),
        validator("unStake", vec![key(1)], 0),
        validator("unStakeNodes", vec![key(2)], 0),
        validator("reStakeUnStakedNodes", vec![key(2)], 0),
        validator("unStakeNodes", vec![key(2)], 0),
        validator("cleanRegisteredData", Vec::new(), 0),
        (END_OF_EPOCH, VALIDATOR, "pauseUnStakeUnBond", Vec::new(), 0),
        (END_OF_EPOCH, VALIDATOR, "unPauseUnStakeUnBond", Vec::new(), 0),
        (JAILING, STAKING, "jail", vec![key(4)], 0),
        validator("unJail", vec![key(4)], UNJAIL),
    ];
    visit(stage, rows);
    queue(stage);
    stage.set_block(20, 5_000);
    let rows = vec![
        validator("unBondTokens", vec![amount(10 * ONE)], 0),
        validator("unBond", vec![key(1)], 0),
        validator("unBondNodes", vec![key(2)], 0),
        as_validator("unBond", vec![key(40)]),
    ];
    visit(stage, rows);
}

/// The queue of old state, with one node.
fn queue(stage: &mut impl Stage) {
    let element_key = [b"w_", key(42).as_slice()].concat();
    let place = Bytes::copy_from_slice(&element_key);
    let head = QueueHead {
        first: place.clone(),
        last: place.clone(),
        length: 1,
        last_jailed: Bytes::new(),
    };
    let element = QueueElement { key: key(42).into(), previous: place, next: Bytes::new() };
    let node = StakedNode {
        is_waiting: true,
        reward_address: bytes(CAROL).into(),
        ..StakedNode::unknown()
    };
    stage.set_storage(STAKING, b"waitingList", head.encode());
    stage.set_storage(STAKING, &element_key, element.encode());
    stage.set_storage(STAKING, &key(42), node.encode());
    let view = "getQueueRegisterNonceAndRewardAddress";
    visit(stage, vec![(VALIDATOR, STAKING, view, Vec::new(), 0)]);
    stage.set_storage(STAKING, b"waitingList", Vec::new());
    stage.set_storage(STAKING, &element_key, Vec::new());
    stage.set_storage(STAKING, &key(42), Vec::new());
}
