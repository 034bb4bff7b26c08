//! What the validator contract refuses.
// tidy: table: a row a refusal

use crate::support::nodes::{NODE, Nodes, ONE, UNJAIL, amount, key, stake_arguments};
use crate::support::{ALICE, BOB, text};
use crate::{Call, DELEGATION, check, validator};
use system_vm::{
    DELEGATION_MANAGER_ADDRESS, END_OF_EPOCH_ADDRESS, JAILING_ADDRESS, NativeContract,
    StakingConfig, VALIDATOR_ADDRESS, ValidatorContract,
};
use vm_core::U256;

#[test]
#[expect(clippy::too_many_lines, reason = "a row a refusal")]
fn validator_refuses_with_productions_texts() {
    let alice = ALICE.as_slice();
    let [one, three, four, none] = [1, 3, 4, 9].map(key);
    let name = hex::encode(&none);
    let mismatch = format!(
        "could not get all blsKeys from registration data: error - public key mismatch, key {name} not found"
    );
    let mismatch = mismatch.as_str();
    let stake = |numbers: &[u8]| stake_arguments(BOB, numbers);
    let of = |arguments: Vec<Vec<u8>>, caller| Call {
        arguments,
        ..Call::new(VALIDATOR_ADDRESS, caller, &[])
    };
    let poor = format!("insufficient stake value: expected {NODE}, got {}", NODE - 1);
    let few = format!(
        "not enough total stake to activate nodes, totalStake: {}, needed: {}",
        2 * NODE,
        3 * NODE
    );
    let value = "transaction value must be zero";
    let min_one = "invalid number of arguments: expected min 1, got 0";
    let gas = "OUT OF GAS: insufficient gas limit";
    let unregistered = "key is not registered, validator operation is not possible";
    let exactly_one = "number of arguments must be equal to 1";
    let mut names = check(vec![
        ("stake", validator(BOB, &[]).with_gas(4_999_999), gas),
        ("stake", validator(BOB, &[]).with_value(NODE - 1), poor.as_str()),
        ("stake", validator(BOB, &[]).with_value(NODE), "no bls keys has been provided"),
        (
            "stake",
            validator(BOB, &[&[1], &one]).with_value(NODE),
            "invalid number of arguments to call stake",
        ),
        (
            "stake",
            validator(BOB, &[&[]]).with_value(NODE),
            "number of nodes argument must be greater than zero",
        ),
        // 2^63: production's sums wrap, and its gas does not cover the rest.
        ("stake", validator(BOB, &[&[0x80, 0, 0, 0, 0, 0, 0, 0]]).with_value(NODE), gas),
        ("stake", of(stake(&[8, 9]), BOB).with_value(NODE).with_gas(9_999_999), gas),
        (
            "stake",
            of(stake(&[1]), BOB).with_value(NODE),
            "cannot register bls key: error bls key already registered",
        ),
        (
            "stake",
            of(stake(&[9, 9]), BOB).with_value(2 * NODE),
            "invalid arguments, found same bls key twice",
        ),
        ("stake", of(stake(&[7, 8, 9]), BOB).with_value(2 * NODE), few.as_str()),
        (
            "stake",
            of(stake(&[5]), BOB).with_value(NODE),
            "cannot stake node which is jailed or with bad rating@cannot do register: user error@cannot register bls key: error bls key already registered",
        ),
        ("unStake", validator(ALICE, &[&one]).with_value(1), value),
        ("unStake", validator(ALICE, &[]), min_one),
        ("unStake", validator(ALICE, &[&one, &none]), mismatch),
        ("unStake", validator(ALICE, &[&one]).with_gas(1), gas),
        ("unStakeNodes", validator(ALICE, &[]), min_one),
        ("unStakeNodes", validator(BOB, &[&none]), mismatch),
        ("unStakeTokens", validator(ALICE, &[&amount(ONE)]).with_value(1), value),
        ("unStakeTokens", validator(BOB, &[&amount(ONE)]), unregistered),
        ("unStakeTokens", validator(ALICE, &[]).with_gas(1), gas),
        (
            "unStakeTokens",
            validator(ALICE, &[]),
            "should have specified one argument containing the unstake value",
        ),
        (
            "unStakeTokens",
            validator(ALICE, &[&amount(9 * ONE)]),
            "can not unstake the provided value either because is under the minimum threshold or is not the value left to be unStaked",
        ),
        (
            "unStakeTokens",
            validator(ALICE, &[&amount(7 * NODE)]),
            "can not unstake a bigger value than the possible allowed value which is 15000000000000000000000",
        ),
        (
            "unStakeTokens",
            validator(ALICE, &[&amount(6 * NODE)]),
            "cannot unStake tokens, the validator would remain without min deposit, nodes are still active",
        ),
        ("unBond", validator(ALICE, &[&one]).with_value(1), value),
        ("unBond", validator(ALICE, &[]), min_one),
        ("unBond", validator(ALICE, &[&none]), mismatch),
        ("unBond", validator(ALICE, &[&three]).with_gas(1), gas),
        ("unBondNodes", validator(ALICE, &[]), min_one),
        ("unBondNodes", validator(ALICE, &[&none]), mismatch),
        ("unBondTokens", validator(BOB, &[]), unregistered),
        ("unBondTokens", validator(ALICE, &[&[1], &[2]]), "too many arguments"),
        ("unBondTokens", validator(ALICE, &[&[]]), "cannot unBond negative value or zero value"),
        ("unBondTokens", validator(ALICE, &[]), "no tokens that can be unbond at this time"),
        ("claim", validator(ALICE, &[]).with_value(1), "claim function is disabled"),
        ("get", validator(ALICE, &[alice]), "function deprecated"),
    ]);
    names.extend(check(vec![
        (
            "setConfig",
            validator(ALICE, &[]),
            "setConfig function was not called by the owner address",
        ),
        (
            "setConfig",
            validator(VALIDATOR_ADDRESS, &[&[1]]),
            "setConfig function called with wrong number of arguments expected 7, got 1",
        ),
        (
            "setConfig",
            validator(VALIDATOR_ADDRESS, &[&[1], &[1], &[1], &[], &[1], &[9]]),
            "invalid node price, value is 0",
        ),
        ("changeRewardAddress", validator(ALICE, &[BOB.as_slice()]).with_value(1), value),
        ("changeRewardAddress", validator(ALICE, &[]), min_one),
        ("changeRewardAddress", validator(ALICE, &[b"short"]), "wrong reward address"),
        (
            "changeRewardAddress",
            validator(BOB, &[alice]),
            "cannot change reward address, key is not registered",
        ),
        (
            "changeRewardAddress",
            validator(ALICE, &[alice]),
            "new reward address is equal with the old reward address",
        ),
        (
            "changeRewardAddress",
            validator(ALICE, &[JAILING_ADDRESS.as_slice()]),
            "wrong reward address when trying to set the jailing address",
        ),
        (
            "changeRewardAddress",
            validator(ALICE, &[END_OF_EPOCH_ADDRESS.as_slice()]),
            "wrong reward address when trying to set the end-of-epoch reserved address",
        ),
        ("changeRewardAddress", validator(ALICE, &[BOB.as_slice()]).with_gas(19_999_999), gas),
        ("unJail", validator(ALICE, &[]), "invalid number of arguments: expected at least 1"),
        ("unJail", validator(ALICE, &[&four]), "wanted exact unjail price * numNodes"),
        ("unJail", validator(ALICE, &[&four]).with_value(UNJAIL).with_gas(1), gas),
        ("unJail", validator(BOB, &[&none]).with_value(UNJAIL), mismatch),
        ("getTotalStaked", validator(ALICE, &[]).with_value(1), value),
        ("getTotalStaked", validator(ALICE, &[]).with_gas(1), gas),
        ("getTotalStaked", validator(BOB, &[]), "caller not registered in staking/validator sc"),
        ("getTotalStakedTopUpStakedBlsKeys", validator(ALICE, &[]), exactly_one),
        (
            "getTotalStakedTopUpStakedBlsKeys",
            validator(ALICE, &[BOB.as_slice()]),
            "caller not registered in staking/validator sc",
        ),
        (
            "getTotalStakedTopUpStakedBlsKeys",
            validator(ALICE, &[alice]).with_gas(24_999_999),
            "not enough gas",
        ),
        ("getBlsKeysStatus", validator(ALICE, &[alice]), "this is only a view function"),
        ("getBlsKeysStatus", validator(VALIDATOR_ADDRESS, &[]), exactly_one),
        ("getBlsKeysStatus", validator(VALIDATOR_ADDRESS, &[BOB.as_slice()]), "no bls keys"),
        ("cleanRegisteredData", validator(ALICE, &[]).with_gas(1), gas),
        (
            "cleanRegisteredData",
            validator(ALICE, &[&[1]]).with_value(1),
            "must be called with 0 value",
        ),
        ("cleanRegisteredData", validator(ALICE, &[&[1]]), "must be called with 0 arguments"),
        ("pauseUnStakeUnBond", validator(ALICE, &[]), "only end of epoch address can call"),
        ("unPauseUnStakeUnBond", validator(ALICE, &[]), "only end of epoch address can call"),
        ("getUnStakedTokensList", validator(ALICE, &[]), exactly_one),
        ("getUnStakedTokensList", validator(ALICE, &[BOB.as_slice()]), unregistered),
        ("reStakeUnStakedNodes", validator(ALICE, &[]), "need arguments of which node to unStake"),
        ("reStakeUnStakedNodes", validator(ALICE, &[&three]).with_gas(1), gas),
        ("reStakeUnStakedNodes", validator(BOB, &[&three]), "OUT OF FUNDS: insufficient funds"),
        (
            "reStakeUnStakedNodes",
            validator(ALICE, &[&none]),
            "public key mismatch argument is not registered",
        ),
        (
            "reStakeUnStakedNodes",
            validator(ALICE, &[&one]),
            "public key mismatch arguments is not unStaked blsKeys",
        ),
        ("reStakeUnStakedNodes", validator(ALICE, &[&three]), "bls public key already jailed"),
        ("noSuchFunction", validator(ALICE, &[]), "invalid method to call"),
    ]));
    names.extend(check(merges()));
    assert_eq!(names.len(), ValidatorContract::endpoints().len() + 1);
    assert_eq!(ValidatorContract::endpoints().len(), 22);
}

fn merges() -> Vec<(&'static str, Call, &'static str)> {
    let manager = DELEGATION_MANAGER_ADDRESS;
    let (alice, bob, delegation) = (ALICE.as_slice(), BOB.as_slice(), DELEGATION.as_slice());
    let both = ["mergeValidatorData", "changeOwnerOfValidatorData"].into_iter();
    both.flat_map(|function| {
        [
            (validator(ALICE, &[alice, delegation]), "invalid caller address"),
            (validator(manager, &[alice]), "invalid number of arguments"),
            (
                validator(manager, &[alice, b"short"]),
                "invalid argument, wanted an address for the first and second argument",
            ),
            (
                validator(manager, &[alice, bob]),
                "destination address must be a delegation smart contract",
            ),
            (
                validator(manager, &[delegation, delegation]),
                "sender and destination addresses are equal",
            ),
            (
                validator(manager, &[VALIDATOR_ADDRESS.as_slice(), delegation]),
                "sender address must not be a smart contract",
            ),
            (validator(manager, &[bob, delegation]), "address does not contain any staked nodes"),
        ]
        .map(|(call, text)| (function, call, text))
    })
    .chain([
        (
            "mergeValidatorData",
            validator(manager, &[alice, delegation]),
            "cannot merge with an empty state",
        ),
        (
            "changeOwnerOfValidatorData",
            validator(manager, &[alice, delegation]),
            "can not migrate nodes while jailed nodes exists",
        ),
    ])
    .collect()
}

#[test]
fn an_owner_stakes_no_more_than_its_part() {
    let config = StakingConfig { total_supply: U256::from(3 * NODE), ..StakingConfig::default() };
    let mut nodes = Nodes::with(config, |_| {});
    nodes.stake(ALICE, &[1], NODE);
    let outcome = nodes.call(ALICE, "stake", &[], 2 * NODE + 1);
    assert_eq!(text(&outcome), "total stake limit reached");
    nodes.expect(ALICE, "stake", &[], 2 * NODE);
}
