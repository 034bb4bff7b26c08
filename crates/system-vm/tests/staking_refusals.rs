//! What the staking and the validator contract refuse, endpoint by endpoint, with production's texts.
#![cfg(test)]
// tidy: table: a row a refusal

mod support;

use std::collections::BTreeSet;
use support::nodes::{NODE, Nodes, ONE, UNJAIL, amount, key, stake_arguments};
use support::{ALICE, BOB, GAS, text};
use system_vm::{
    DELEGATION_MANAGER_ADDRESS, END_OF_EPOCH_ADDRESS, JAILING_ADDRESS, NativeContract,
    STAKING_ADDRESS, StakingConfig, StakingContract, VALIDATOR_ADDRESS, ValidatorContract,
};
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
