//! The delegation contracts and their manager.

use super::{Stage, bytes, text, visit};
use crate::chain::{CAROL, DAVE, ERIN, FRANK, LIQUID};
use crate::support::nodes::{NODE, ONE, UNJAIL, amount, key, stake_arguments};
use crate::support::pool::{CONFIG_OWNER, DEPOSIT, POOL};
use crate::support::{ALICE, BOB};
use system_vm::{
    DELEGATION_MANAGER_ADDRESS as MANAGER, END_OF_EPOCH_ADDRESS as END_OF_EPOCH,
    FIRST_DELEGATION_ADDRESS, JAILING_ADDRESS as JAILING, STAKING_ADDRESS as STAKING,
    VALIDATOR_ADDRESS as VALIDATOR,
};
use vm_core::Address;

pub fn delegation(stage: &mut impl Stage) {
    let owner = |function, arguments, value| (ALICE, POOL, function, arguments, value);
    let user = |function, arguments, value| (BOB, POOL, function, arguments, value);
    let pairs = |numbers: &[u8]| {
        numbers.iter().flat_map(|it| [key(*it), vec![POOL.0[0], *it]]).collect::<Vec<_>>()
    };
    let create = vec![Vec::new(), amount(1_000)];
    let manager = |function, arguments| (MANAGER, MANAGER, function, arguments, 0);
    let rows = vec![
        (ALICE, MANAGER, "createNewDelegationContract", create, DEPOSIT),
        manager("getAllContractAddresses", Vec::new()),
        manager("getContractConfig", Vec::new()),
        (CONFIG_OWNER, MANAGER, "changeMinDeposit", vec![amount(DEPOSIT)], 0),
        (CONFIG_OWNER, MANAGER, "changeMinDelegationAmount", vec![amount(ONE)], 0),
        user("delegate", Vec::new(), 3 * NODE),
        (LIQUID, POOL, "delegate", Vec::new(), 20 * ONE),
        owner("addNodes", pairs(&[10, 11, 12]), 0),
        owner("removeNodes", vec![key(12)], 0),
        owner("stakeNodes", vec![key(10)], 0),
        owner("setAutomaticActivation", vec![text("true")], 0),
        user("delegate", Vec::new(), ONE),
        owner("unStakeNodes", vec![key(10)], 0),
        owner("reStakeUnStakedNodes", vec![key(10)], 0),
        (JAILING, STAKING, "jail", vec![key(10)], 0),
        user("unJailNodes", vec![key(10)], UNJAIL),
        owner("changeServiceFee", vec![amount(500)], 0),
        owner("setCheckCapOnReDelegateRewards", vec![text("false")], 0),
        owner("modifyTotalDelegationCap", vec![Vec::new()], 0),
        owner("setMetaData", vec![text("name"), text("site"), text("id")], 0),
        owner("whitelistForMerge", vec![bytes(CAROL)], 0),
        owner("deleteWhitelistForMerge", Vec::new(), 0),
        (CONFIG_OWNER, POOL, "addTokens", Vec::new(), ONE),
        (END_OF_EPOCH, POOL, "updateRewards", Vec::new(), 7 * ONE),
    ];
    visit(stage, rows);
    stage.set_block(21, 6_000);
    let mut rows = vec![
        (END_OF_EPOCH, POOL, "updateRewards", Vec::new(), 9 * ONE),
        user("getRewardData", vec![vec![21]], 0),
        (END_OF_EPOCH, POOL, "getTotalCumulatedRewards", Vec::new(), 0),
    ];
    let views = ["getWhitelistForMerge", "getNumUsers", "getTotalUnStaked", "getTotalActiveStake"];
    let more = ["getNumNodes", "getAllNodeStates", "getContractConfig", "getMetaData"];
    rows.extend(views.into_iter().chain(more).map(|it| user(it, Vec::new(), 0)));
    let of_user = ["getClaimableRewards", "getUserActiveStake", "getUserUnStakedValue"];
    let more = ["getUserUnBondable", "getUserUnDelegatedList", "isDelegator"];
    let last = ["getDelegatorFundsData", "getTotalCumulatedRewardsForUser"];
    let of_user = of_user.into_iter().chain(more).chain(last);
    rows.extend(of_user.map(|it| user(it, vec![bytes(BOB)], 0)));
    rows.extend([
        user("claimRewards", Vec::new(), 0),
        owner("reDelegateRewards", Vec::new(), 0),
        user("unDelegate", vec![amount(30 * ONE)], 0),
        (END_OF_EPOCH, POOL, "unStakeAtEndOfEpoch", vec![key(11)], 0),
        user("correctNodesStatus", Vec::new(), 0),
        owner("unStakeNodes", vec![key(10)], 0),
        user("synchronizeOwner", Vec::new(), 0),
    ]);
    visit(stage, rows);
    stage.set_block(25, 9_000);
    visit(stage, vec![user("withdraw", Vec::new(), 0), owner("unBondNodes", vec![key(10)], 0)]);
}

/// Nodes of single owners become those of delegation contracts.
pub fn merging(stage: &mut impl Stage) {
    let manage = |caller, function, arguments, value| (caller, MANAGER, function, arguments, value);
    let terms = || vec![Vec::new(), amount(1_000)];
    let stake = |caller, number| {
        (caller, VALIDATOR, "stake", stake_arguments(caller, &[number]), NODE + ONE)
    };
    let rows = vec![
        stake(CAROL, 50),
        manage(CAROL, "makeNewContractFromValidatorData", terms(), 0),
        stake(DAVE, 51),
        (ALICE, POOL, "whitelistForMerge", vec![bytes(DAVE)], 0),
        manage(DAVE, "mergeValidatorToDelegationWithWhitelist", vec![bytes(POOL)], 0),
        stake(ERIN, 52),
        manage(ERIN, "createNewDelegationContract", terms(), DEPOSIT),
        manage(ERIN, "mergeValidatorToDelegationSameOwner", vec![bytes(pool(3))], 0),
        (BOB, pool(3), "delegate", Vec::new(), 5 * ONE),
        (END_OF_EPOCH, POOL, "updateRewards", Vec::new(), 11 * ONE),
        (END_OF_EPOCH, pool(3), "updateRewards", Vec::new(), 13 * ONE),
    ];
    visit(stage, rows);
    stage.set_block(26, 9_500);
    let both = || vec![bytes(POOL), bytes(pool(3))];
    visit(stage, vec![(END_OF_EPOCH, POOL, "updateRewards", Vec::new(), 11 * ONE)]);
    visit(stage, vec![manage(BOB, "claimMulti", both(), 0)]);
    stage.set_block(27, 9_600);
    let rows = vec![
        (END_OF_EPOCH, POOL, "updateRewards", Vec::new(), 11 * ONE),
        (END_OF_EPOCH, pool(3), "updateRewards", Vec::new(), 13 * ONE),
        manage(BOB, "reDelegateMulti", both(), 0),
        (ERIN, pool(3), "changeOwner", vec![bytes(FRANK)], 0),
    ];
    visit(stage, rows);
}

/// The delegation contract with a number, from 1 on.
fn pool(number: u8) -> Address {
    let mut address = FIRST_DELEGATION_ADDRESS;
    address.0[28] = number + 1;
    address
}
