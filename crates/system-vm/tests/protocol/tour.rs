//! Every endpoint in its good case, with every host call of it failing in turn.

use crate::chain::{BOB_NODE, CAROL, DAVE, ERIN, FEE, FRANK, LIQUID, Place, Protocol};
use crate::support::nodes::{NODE, ONE, UNJAIL, amount, key, stake_arguments};
use crate::support::pool::{CONFIG_OWNER, DEPOSIT, POOL};
use crate::support::{ALICE, BOB, ISSUE_COST};
use std::collections::BTreeSet;
use system_vm::{
    DELEGATION_MANAGER_ADDRESS as MANAGER, END_OF_EPOCH_ADDRESS as END_OF_EPOCH, ESDT_ADDRESS,
    FIRST_DELEGATION_ADDRESS, GOVERNANCE_ADDRESS as GOVERNANCE, JAILING_ADDRESS as JAILING,
    QueueElement, QueueHead, STAKING_ADDRESS as STAKING, StakedNode,
    VALIDATOR_ADDRESS as VALIDATOR,
};
use vm_core::{Address, Bytes, ValidatorList};

/// Endpoints that refuse every call, as in production.
const CLOSED: [(&str, &str); 14] = [
    ("staking", "get"),
    ("staking", "slash"),
    ("staking", "changeValidatorKeys"),
    ("staking", "switchJailedWithWaiting"),
    ("staking", "getQueueIndex"),
    ("staking", "getQueueSize"),
    ("staking", "stakeNodesFromQueue"),
    ("staking", "resetLastUnJailedFromQueue"),
    ("staking", "cleanAdditionalQueue"),
    ("staking", "fixWaitingListQueueSize"),
    ("staking", "addMissingNodeToQueue"),
    ("staking", "unStakeAllNodesFromQueue"),
    ("validator", "claim"),
    ("validator", "get"),
];

/// A row of a tour: caller, contract, function, arguments, value.
type Row = (Address, Address, &'static str, Vec<Vec<u8>>, u128);

#[test]
fn a_failure_at_any_host_call_of_any_endpoint_leaves_nothing() {
    let mut protocol = Protocol::new(true);
    esdt(&mut protocol);
    staking(&mut protocol);
    delegation(&mut protocol);
    merging(&mut protocol);
    governance(&mut protocol);
    let closed = CLOSED.map(|(contract, function)| (contract.to_owned(), function.to_owned()));
    let mut covered = protocol.succeeded();
    covered.extend(closed);
    let all: BTreeSet<Place> = protocol
        .vm
        .tables()
        .into_iter()
        .flat_map(|table| {
            let name = table.name.to_owned();
            table.rows.into_iter().map(move |row| (name.clone(), row.name.to_owned()))
        })
        .collect();
    let missing: Vec<_> = all.difference(&covered).collect();
    assert!(missing.is_empty(), "no good case: {missing:?}");
    // Some ten host calls an endpoint.
    assert!(protocol.injected > 1_500, "{}", protocol.injected);
}

fn visit(protocol: &mut Protocol, rows: Vec<Row>) {
    for (caller, contract, function, arguments, value) in rows {
        protocol.sweep((caller, contract), function, &arguments, value);
    }
}

fn text(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

fn bytes(address: Address) -> Vec<u8> {
    address.as_slice().to_vec()
}

/// The delegation contract with a number, from 1 on.
fn pool(number: u8) -> Address {
    let mut address = FIRST_DELEGATION_ADDRESS;
    address.0[28] = number + 1;
    address
}

fn register(protocol: &mut Protocol, function: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let arguments = [&[text("TestToken"), text("TEST")], more].concat();
    let value = u128::from(ISSUE_COST);
    let items = protocol.sweep((ALICE, ESDT_ADDRESS), function, &arguments, value);
    items[0].to_vec()
}

fn esdt(protocol: &mut Protocol) {
    let properties = ["canMint", "canBurn", "canPause", "canFreeze", "canWipe", "canChangeOwner"];
    let every: Vec<_> = properties.iter().flat_map(|it| [text(it), text("true")]).collect();
    let token = register(protocol, "issue", &[vec![vec![3, 0xe8], vec![2]], every].concat());
    let of_collection = ["canFreeze", "canWipe", "canPause", "canTransferNFTCreateRole"];
    let every: Vec<_> = of_collection.iter().flat_map(|it| [text(it), text("true")]).collect();
    let semi = register(protocol, "issueSemiFungible", &every);
    let old = register(protocol, "issueNonFungible", &every);
    let single = register(protocol, "issueNonFungible", &every);
    register(protocol, "registerMetaESDT", &[vec![7]]);
    register(protocol, "registerAndSetAllRoles", &[text("SFT"), Vec::new()]);
    register(protocol, "registerDynamic", &[text("NFT")]);
    register(protocol, "registerAndSetAllRolesDynamic", &[text("META"), vec![7]]);
    let call = |function, arguments: &[&[u8]]| {
        let arguments = arguments.iter().map(|it| it.to_vec()).collect();
        (ALICE, ESDT_ADDRESS, function, arguments, 0)
    };
    let (alice, bob) = (bytes(ALICE), bytes(BOB));
    let create = text("ESDTRoleNFTCreate");
    let rows = vec![
        call("mint", &[&token, &[5]]),
        call("mint", &[&token, &[6], &bob]),
        (BOB, ESDT_ADDRESS, "ESDTBurn", vec![token.clone(), vec![2]], 0),
        call("setSpecialRole", &[&token, &bob, b"ESDTRoleLocalMint", b"ESDTTransferRole"]),
        call("sendAllTransferRoleAddresses", &[&token]),
        call("getSpecialRoles", &[&token]),
        call("getAllAddressesAndRoles", &[&token]),
        call("unSetSpecialRole", &[&token, &bob, b"ESDTRoleLocalMint", b"ESDTTransferRole"]),
        call("unsetBurnRoleGlobally", &[&token]),
        call("setBurnRoleGlobally", &[&token]),
        call("pause", &[&token]),
        call("unPause", &[&token]),
        call("freeze", &[&token, &bob]),
        call("unFreeze", &[&token, &bob]),
        call("freeze", &[&token, &bob]),
        call("wipe", &[&token, &bob]),
        call("getTokenProperties", &[&token]),
        call("controlChanges", &[&token, b"canMint", b"false"]),
        call("transferOwnership", &[&token, &bob]),
        call("setSpecialRole", &[&old, &alice, &create]),
        call("setSpecialRole", &[&single, &alice, &create]),
        call("changeToMultiShardCreate", &[&single]),
        call("updateTokenID", &[&old]),
    ];
    visit(protocol, rows);
    let arguments: [&[u8]; 7] = [&old, &[1], b"name", &[], b"hash", b"attributes", b"uri"];
    protocol.chain.expect(ALICE, ALICE, "ESDTNFTCreate", &arguments);
    let rows = vec![
        call("freezeSingleNFT", &[&old, &[1], &alice]),
        call("unFreezeSingleNFT", &[&old, &[1], &alice]),
        call("freezeSingleNFT", &[&old, &[1], &alice]),
        call("wipeSingleNFT", &[&old, &[1], &alice]),
        call("transferNFTCreateRole", &[&old, &alice, &bob]),
        call("stopNFTCreate", &[&old]),
        call("changeSFTToMetaESDT", &[&semi, &[4]]),
        call("changeToDynamic", &[&semi]),
        (CONFIG_OWNER, ESDT_ADDRESS, "claim", Vec::new(), 0),
        (
            CONFIG_OWNER,
            ESDT_ADDRESS,
            "configChange",
            vec![bytes(CONFIG_OWNER), vec![5], vec![3], vec![20]],
            0,
        ),
        call("getContractConfig", &[]),
    ];
    visit(protocol, rows);
}

fn staking(protocol: &mut Protocol) {
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
    visit(protocol, rows);
    queue(protocol);
    protocol.chain.set_block(20, 5_000);
    let rows = vec![
        validator("unBondTokens", vec![amount(10 * ONE)], 0),
        validator("unBond", vec![key(1)], 0),
        validator("unBondNodes", vec![key(2)], 0),
        as_validator("unBond", vec![key(40)]),
    ];
    visit(protocol, rows);
}

/// The queue of old state, with one node.
fn queue(protocol: &mut Protocol) {
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
    protocol.chain.set_storage(STAKING, b"waitingList", head.encode());
    protocol.chain.set_storage(STAKING, &element_key, element.encode());
    protocol.chain.set_storage(STAKING, &key(42), node.encode());
    let view = "getQueueRegisterNonceAndRewardAddress";
    visit(protocol, vec![(VALIDATOR, STAKING, view, Vec::new(), 0)]);
    protocol.chain.set_storage(STAKING, b"waitingList", Vec::new());
    protocol.chain.set_storage(STAKING, &element_key, Vec::new());
    protocol.chain.set_storage(STAKING, &key(42), Vec::new());
}

fn delegation(protocol: &mut Protocol) {
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
    visit(protocol, rows);
    protocol.chain.set_block(21, 6_000);
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
    visit(protocol, rows);
    protocol.chain.set_block(25, 9_000);
    visit(protocol, vec![user("withdraw", Vec::new(), 0), owner("unBondNodes", vec![key(10)], 0)]);
}

/// Nodes of single owners become those of delegation contracts.
fn merging(protocol: &mut Protocol) {
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
    visit(protocol, rows);
    protocol.chain.set_block(26, 9_500);
    let both = || vec![bytes(POOL), bytes(pool(3))];
    visit(protocol, vec![(END_OF_EPOCH, POOL, "updateRewards", Vec::new(), 11 * ONE)]);
    visit(protocol, vec![manage(BOB, "claimMulti", both(), 0)]);
    protocol.chain.set_block(27, 9_600);
    let rows = vec![
        (END_OF_EPOCH, POOL, "updateRewards", Vec::new(), 11 * ONE),
        (END_OF_EPOCH, pool(3), "updateRewards", Vec::new(), 13 * ONE),
        manage(BOB, "reDelegateMulti", both(), 0),
        (ERIN, pool(3), "changeOwner", vec![bytes(FRANK)], 0),
    ];
    visit(protocol, rows);
}

fn governance(protocol: &mut Protocol) {
    protocol.set_list(key(3), ValidatorList::Eligible);
    let itself = |function, arguments| (GOVERNANCE, GOVERNANCE, function, arguments, 0);
    let user = |function, arguments| (BOB, GOVERNANCE, function, arguments, 0);
    let commit = |letter: u8| vec![letter; 40];
    let texts = ["1000", "10", "100", "3300", "5000"].map(text).to_vec();
    let delegated = vec![vec![1], text("no"), bytes(CAROL), amount(ONE)];
    let rows = vec![
        itself("initV2", Vec::new()),
        (ALICE, GOVERNANCE, "proposal", vec![commit(b'a'), vec![27], vec![28]], FEE),
        user("vote", vec![vec![1], text("yes")]),
        (LIQUID, GOVERNANCE, "delegateVote", delegated, 0),
        (CONFIG_OWNER, GOVERNANCE, "changeConfig", texts, 0),
        itself("viewVotingPower", vec![bytes(BOB)]),
        itself("viewConfig", Vec::new()),
        itself("viewUserVoteHistory", vec![bytes(BOB)]),
        itself("viewDelegatedVoteInfo", vec![bytes(LIQUID), vec![1]]),
        itself("viewProposal", vec![vec![1]]),
        (BOB, GOVERNANCE, "proposal", vec![commit(b'b'), vec![28], vec![28]], FEE),
    ];
    visit(protocol, rows);
    protocol.chain.set_block(29, 10_000);
    let rows = vec![
        user("closeProposal", vec![vec![1]]),
        user("closeProposal", vec![vec![2]]),
        user("clearEndedProposals", vec![bytes(BOB), bytes(CAROL)]),
        (CONFIG_OWNER, GOVERNANCE, "claimAccumulatedFees", Vec::new(), 0),
    ];
    visit(protocol, rows);
}
