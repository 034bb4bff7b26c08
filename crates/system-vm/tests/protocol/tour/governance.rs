//! Governance.

use super::{Stage, bytes, text, visit};
use crate::chain::{CAROL, FEE, LIQUID};
use crate::support::nodes::{ONE, amount, key};
use crate::support::pool::CONFIG_OWNER;
use crate::support::{ALICE, BOB};
use system_vm::GOVERNANCE_ADDRESS as GOVERNANCE;
use vm_core::ValidatorList;

pub fn governance(stage: &mut impl Stage) {
    stage.set_list(key(3), ValidatorList::Eligible);
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
    visit(stage, rows);
    stage.set_block(29, 10_000);
    let rows = vec![
        user("closeProposal", vec![vec![1]]),
        user("closeProposal", vec![vec![2]]),
        user("clearEndedProposals", vec![bytes(BOB), bytes(CAROL)]),
        (CONFIG_OWNER, GOVERNANCE, "claimAccumulatedFees", Vec::new(), 0),
    ];
    visit(stage, rows);
}
