//! What the staking contract refuses.
// tidy: table: a row a refusal

use crate::support::nodes::key;
use crate::support::{ALICE, BOB};
use crate::{DELEGATION, check, not_allowed, staking};
use system_vm::{
    END_OF_EPOCH_ADDRESS, JAILING_ADDRESS, NativeContract, StakingContract, VALIDATOR_ADDRESS,
};

#[test]
fn staking_has_its_callers() {
    let (me, end) = (VALIDATOR_ADDRESS, END_OF_EPOCH_ADDRESS);
    let told = [
        "stake",
        "unStake",
        "unBond",
        "unJail",
        "changeValidatorKey",
        "updateConfigMinNodes",
        "updateConfigMaxNodes",
        "setOwnersOnAddresses",
    ]
    .map(|function| not_allowed(function, ALICE));
    let [stake, unstake, unbond, unjail, keys, min, max, owners] =
        told.each_ref().map(String::as_str);
    let view = "this is only a view function";
    let queue = "waiting list is disabled since staking v4 activation";
    let disabled = [
        "switchJailedWithWaiting",
        "getQueueIndex",
        "getQueueSize",
        "stakeNodesFromQueue",
        "resetLastUnJailedFromQueue",
        "cleanAdditionalQueue",
        "fixWaitingListQueueSize",
        "addMissingNodeToQueue",
    ];
    let mut cases = vec![
        ("stake", staking(ALICE, &[]), stake),
        ("register", staking(ALICE, &[]), stake),
        ("unStake", staking(ALICE, &[]), unstake),
        ("unBond", staking(ALICE, &[]), unbond),
        ("unJail", staking(ALICE, &[]), unjail),
        ("changeRewardAddress", staking(ALICE, &[]), stake),
        ("changeValidatorKeys", staking(ALICE, &[]), keys),
        ("changeValidatorKeys", staking(me, &[]), "function is deprecated"),
        ("updateConfigMinNodes", staking(ALICE, &[]), min),
        ("updateConfigMaxNodes", staking(ALICE, &[]), max),
        ("setOwnersOnAddresses", staking(ALICE, &[]), owners),
        ("jail", staking(end, &[&key(1)]), ""),
        ("unStakeAtEndOfEpoch", staking(me, &[&key(1)]), ""),
        ("getOwner", staking(ALICE, &[&key(1)]), view),
        ("getQueueRegisterNonceAndRewardAddress", staking(ALICE, &[]), view),
        (
            "changeOwnerAndRewardAddress",
            staking(ALICE, &[]),
            "change owner and reward address can be called by validator SC only",
        ),
        ("get", staking(me, &[&key(1)]), "function deprecated"),
        ("slash", staking(me, &[]), "slash function called by not the owners address"),
        ("unStakeAllNodesFromQueue", staking(end, &[]), "invalid method to call"),
        ("noSuchFunction", staking(ALICE, &[]), ""),
    ];
    cases.extend(disabled.map(|function| (function, staking(ALICE, &[]).with_value(1), queue)));
    check(cases);
}

#[test]
#[expect(clippy::too_many_lines, reason = "a row a refusal")]
fn staking_refuses_with_productions_texts() {
    let (me, end, jailer) = (VALIDATOR_ADDRESS, END_OF_EPOCH_ADDRESS, JAILING_ADDRESS);
    let alice = ALICE.as_slice();
    let [one, two, three, four, five, none] = [1, 2, 3, 4, 5, 9].map(key);
    let name = |key: &[u8]| hex::encode(key);
    let told = [
        format!("cannot unBond key {} that is not registered", name(&none)),
        format!("unBond is not possible for key {} which is staked", name(&one)),
        format!("unBond is not possible for key {} which is staked", name(&four)),
        format!(
            "unBond is not possible for key {} because unBond period did not pass",
            name(&three)
        ),
    ];
    let [bond_none, bond_staked, bond_jailed, bond_early] = told.each_ref().map(String::as_str);
    let stake_count = "not enough arguments, needed BLS key, reward address and owner address";
    let unstake_count = "not enough arguments, needed BLS key and reward address";
    let bad = "cannot stake node which is jailed or with bad rating";
    let min_one = "invalid number of arguments: expected min 1, got 0";
    let exactly_one = "number of arguments must be equal to 1";
    let value = "transaction value must be zero";
    let unknown = "blsKey not registered in staking sc";
    let mut names = check(vec![
        ("stake", staking(me, &[&none, alice]), stake_count),
        ("stake", staking(me, &[&four, alice, alice]), bad),
        ("stake", staking(me, &[&five, alice, alice]), bad),
        ("register", staking(me, &[&none]), stake_count),
        ("register", staking(me, &[&five, alice, alice]), bad),
        ("unStake", staking(me, &[&one]), unstake_count),
        ("unStake", staking(me, &[&none, alice]), "cannot unStake a key that is not registered"),
        (
            "unStake",
            staking(me, &[&one, BOB.as_slice()]),
            "unStake possible only from staker caller",
        ),
        (
            "unStake",
            staking(me, &[&four, alice]),
            "cannot unStake node which is jailed or with bad rating",
        ),
        (
            "unStake",
            staking(me, &[&three, alice]),
            "cannot unStake node which was already unStaked",
        ),
        ("unBond", staking(me, &[]), "not enough arguments, needed BLS key"),
        ("unBond", staking(me, &[&none]), bond_none),
        ("unBond", staking(me, &[&one]), bond_staked),
        ("unBond", staking(me, &[&four]), bond_jailed),
        ("unBond", staking(me, &[&three]), bond_early),
        ("isStaked", staking(ALICE, &[]), min_one),
        ("isStaked", staking(ALICE, &[&one]).with_value(1), value),
        ("isStaked", staking(ALICE, &[&none]), "key is not registered"),
        ("isStaked", staking(ALICE, &[&three]), "account not staked"),
        ("jail", staking(jailer, &[&none]), "cannot jail a key that is not registered"),
        ("unJail", staking(me, &[]), "wrong number of arguments, wanted 1"),
        ("unJail", staking(me, &[&none]), "cannot unJail a key that is not registered"),
        ("unJail", staking(me, &[&one]), "cannot unJail a node which is not jailed"),
        (
            "changeRewardAddress",
            staking(me, &[alice]),
            "invalid number of arguments: expected min 2, got 1",
        ),
        ("changeRewardAddress", staking(me, &[b"short", &one]), "invalid reward address"),
        ("getRewardAddress", staking(ALICE, &[&one]).with_value(1), value),
        ("getRewardAddress", staking(ALICE, &[]), exactly_one),
        ("getRewardAddress", staking(ALICE, &[]).with_gas(9), "OUT OF GAS: insufficient gas"),
        ("getRewardAddress", staking(ALICE, &[&none]), unknown),
        ("getBLSKeyStatus", staking(ALICE, &[&one, &two]), exactly_one),
        ("getBLSKeyStatus", staking(ALICE, &[&none]), unknown),
        ("getRemainingUnBondPeriod", staking(ALICE, &[&none]), unknown),
        ("getRemainingUnBondPeriod", staking(ALICE, &[&one]), "not in unbond period"),
        (
            "getQueueRegisterNonceAndRewardAddress",
            staking(me, &[&one]),
            "number of arguments must be equal to 0",
        ),
        ("getQueueRegisterNonceAndRewardAddress", staking(me, &[]), "no one in waitingList"),
        ("getTotalNumberOfRegisteredNodes", staking(ALICE, &[]).with_value(1), value),
        ("getOwner", staking(me, &[]), min_one),
        ("getOwner", staking(me, &[&none]), "owner address is nil"),
    ]);
    names.extend(check(vec![
        ("updateConfigMinNodes", staking(end, &[]), "number of arguments must be 1"),
        (
            "updateConfigMinNodes",
            staking(end, &[&[]]),
            "new minimum number of nodes zero or negative",
        ),
        (
            "updateConfigMinNodes",
            staking(end, &[&[65]]),
            "new minimum number of nodes greater than maximum number of nodes",
        ),
        ("updateConfigMaxNodes", staking(end, &[]), "number of arguments must be 1"),
        (
            "updateConfigMaxNodes",
            staking(end, &[&[0xff; 8]]),
            "new max number of nodes zero or negative",
        ),
        (
            "setOwnersOnAddresses",
            staking(end, &[&one]),
            "invalid number of arguments: expected an even number of arguments",
        ),
        ("unStakeAtEndOfEpoch", staking(end, &[]), "not enough arguments, needed the BLS key"),
        (
            "unStakeAtEndOfEpoch",
            staking(end, &[&none]),
            "cannot unStake a key that is not registered",
        ),
        (
            "changeOwnerAndRewardAddress",
            staking(me, &[&one]),
            "number of arguments is 2 at minimum",
        ),
        (
            "changeOwnerAndRewardAddress",
            staking(me, &[alice, &one]),
            "new address must be a smart contract address",
        ),
        (
            "changeOwnerAndRewardAddress",
            staking(me, &[DELEGATION.as_slice(), &none]),
            "cannot change owner and reward address for a key which is not registered",
        ),
        (
            "changeOwnerAndRewardAddress",
            staking(me, &[DELEGATION.as_slice(), &four]),
            "can not migrate nodes while jailed nodes exists",
        ),
    ]));
    // With those of the other test, every endpoint is there.
    assert_eq!(names.len(), 19);
    assert_eq!(StakingContract::endpoints().len(), 31);
}
