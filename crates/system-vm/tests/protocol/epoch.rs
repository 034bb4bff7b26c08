//! The end of an epoch.

use crate::chain::{CAROL, Protocol};
use crate::support::nodes::{NODE, ONE, key, stake_arguments};
use crate::support::pool::{DEPOSIT, POOL};
use crate::support::{ALICE, BOB, text};
use system_vm::{
    DELEGATION_MANAGER_ADDRESS, EpochEnd, EpochReport, FIRST_DELEGATION_ADDRESS,
    GOVERNANCE_ADDRESS, Reward, StakingConfig, VALIDATOR_ADDRESS, ValidatorRecord, end_epoch,
};
use vm_core::{Address, Bytes, U256, ValidatorList};

fn end(protocol: &mut Protocol, end: &EpochEnd) -> EpochReport {
    let session = protocol.chain.session.take().unwrap();
    let (session, report) = end_epoch(session, &StakingConfig::default(), end);
    protocol.chain.session = Some(session);
    report.unwrap()
}

/// How much stake is left of four nodes, and which nodes go: those of the auction, and those that consensus
/// does not know, then those that wait, then those of the consensus.
#[test]
fn nodes_that_stake_does_not_pay_for_go_in_order() {
    let order: [u8; 4] = [3, 4, 2, 1];
    for (left, gone) in [(4 * NODE, 0), (4 * NODE - 1, 1), (2 * NODE, 2), (NODE, 3), (0, 4)] {
        let mut protocol = Protocol::new(true);
        let arguments = stake_arguments(ALICE, &[1, 2, 3, 4]);
        let outcome = protocol.call((ALICE, VALIDATOR_ADDRESS), "stake", &arguments, 4 * NODE);
        assert!(outcome.status.is_success(), "{}", text(&outcome));
        let stored = protocol.chain.storage(VALIDATOR_ADDRESS, ALICE.as_slice());
        let mut record = ValidatorRecord::decode(&stored).unwrap();
        record.total_stake = left.into();
        protocol.chain.set_storage(VALIDATOR_ADDRESS, ALICE.as_slice(), record.encode());
        protocol.set_list(key(1), ValidatorList::Eligible);
        protocol.set_list(key(2), ValidatorList::Waiting);
        protocol.set_list(key(3), ValidatorList::Auction);
        let nodes = [1, 2, 3].map(|it| Bytes::from(key(it))).to_vec();
        let report = end(&mut protocol, &EpochEnd { nodes, ..EpochEnd::default() });
        let expected: Vec<Bytes> =
            order.into_iter().take(gone).map(|it| Bytes::from(key(it))).collect();
        assert_eq!(report.unstaked, expected, "{left}");
        assert_eq!(report.failures, [], "{left}");
    }
}

/// Accounts and delegation contracts are paid; what no system contract takes is the protocol's.
#[test]
fn rewards_go_to_whom_they_can() {
    let mut protocol = Protocol::new(true);
    let create = [Vec::new(), Vec::new()];
    let manager = (ALICE, DELEGATION_MANAGER_ADDRESS);
    let outcome = protocol.call(manager, "createNewDelegationContract", &create, DEPOSIT);
    assert!(outcome.status.is_success(), "{}", text(&outcome));
    // Who delegates earns from the next epoch on.
    protocol.chain.set_block(11, 1_100);
    let reward = |to: Address, amount: u128| Reward { to, amount: U256::from(amount) };
    let rewards = vec![
        reward(BOB, 7),
        reward(POOL, 9 * ONE),
        reward(GOVERNANCE_ADDRESS, 11),
        reward(FIRST_DELEGATION_ADDRESS, 13),
    ];
    let places = [BOB, POOL, GOVERNANCE_ADDRESS, FIRST_DELEGATION_ADDRESS, CAROL];
    let before = places.map(|it| protocol.chain.native_balance(it));
    let report = end(&mut protocol, &EpochEnd { rewards, protocol: CAROL, ..EpochEnd::default() });
    let after = places.map(|it| protocol.chain.native_balance(it));
    let paid: Vec<U256> =
        after.into_iter().zip(before).map(|(after, before)| after - before).collect();
    assert_eq!(paid, [7, 9 * ONE, 0, 0, 24].map(U256::from));
    let unassigned = U256::from(24);
    assert_eq!(report, EpochReport { unassigned, ..EpochReport::default() });
    let earned = protocol.sweep((ALICE, POOL), "getClaimableRewards", &[ALICE.0.to_vec()], 0);
    assert_eq!(U256::from_be_slice(&earned[0]), U256::from(9 * ONE));
}
