//! No sequence of calls breaks what holds: random calls by random accounts, with epochs that end.

use crate::chain::{CAROL, DAVE, ERIN, FRANK, LIQUID, Protocol};
use crate::invariants::{
    check_pool, check_supply, check_token, check_validators, first_supply, pools, values,
};
use crate::support::nodes::{NODE, ONE, UNJAIL, amount, key, stake_arguments};
use crate::support::pool::{DEPOSIT, POOL};
use crate::support::{ALICE, BOB, ISSUE_COST, text};
use system_vm::{
    DELEGATION_MANAGER_ADDRESS, ESDT_ADDRESS, EndpointRow, EpochEnd, GOVERNANCE_ADDRESS,
    JAILING_ADDRESS, Occurs, Reward, STAKING_ADDRESS, Shape, StakingConfig, VALIDATOR_ADDRESS,
    end_epoch,
};
use vm_core::{Address, Bytes, U256, ValidatorList};

const SEQUENCES: u64 = 24;
const CALLS: usize = 100;
const USERS: [Address; 7] = [ALICE, BOB, CAROL, DAVE, ERIN, FRANK, LIQUID];
/// Where a refund of what an epoch does not pay out goes.
const PROTOCOL: Address = FRANK;

/// Numbers that only depend on the one that they start with (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 16) % u64::try_from(limit).unwrap()).unwrap()
    }

    fn one_of<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())].clone()
    }

    /// An amount of tokens, round or not.
    fn tokens(&mut self) -> u128 {
        let rest = u128::try_from(self.below(1_000)).unwrap();
        let whole = self.one_of(&[1, 2, 10, 33, 100, 1_250, 2_500, 2_600, 5_000]);
        self.one_of(&[whole * ONE, whole * ONE + rest, rest])
    }

    fn node(&mut self) -> Vec<u8> {
        key(u8::try_from(self.below(12) + 1).unwrap())
    }
}

struct Run {
    protocol: Protocol,
    random: Random,
    tokens: Vec<Bytes>,
    supply: U256,
    epoch: u32,
    successes: usize,
}

#[test]
fn no_sequence_of_calls_breaks_supply_funds_or_roles() {
    let mut successes = 0;
    for sequence in 1..=SEQUENCES {
        let mut run = Run::new(sequence);
        for _ in 0..CALLS {
            match run.random.below(10) {
                0 => run.turn_epoch(),
                1..=6 => run.sensible_call(),
                _ => run.any_call(),
            }
            run.check();
        }
        successes += run.successes;
    }
    // Random calls do more than to be refused.
    assert!(successes > CALLS * usize::try_from(SEQUENCES).unwrap() / 6, "{successes}");
}

impl Run {
    fn new(sequence: u64) -> Self {
        let mut protocol = Protocol::new(false);
        let create = [Vec::new(), amount(1_000)];
        for owner in [ALICE, ERIN] {
            let places = (owner, DELEGATION_MANAGER_ADDRESS);
            let outcome = protocol.call(places, "createNewDelegationContract", &create, DEPOSIT);
            assert!(outcome.status.is_success(), "{}", text(&outcome));
        }
        let outcome = protocol.call((BOB, POOL), "delegate", &[], 2 * NODE + 1);
        assert!(outcome.status.is_success(), "{}", text(&outcome));
        let arguments: Vec<Vec<u8>> = ["TestToken", "TEST", "\u{7}\u{7}", "\u{2}"]
            .iter()
            .chain(&["canMint", "true", "canBurn", "true", "canFreeze", "true", "canWipe", "true"])
            .map(|it| it.as_bytes().to_vec())
            .collect();
        let mut tokens = Vec::new();
        for issuer in [ALICE, BOB] {
            let value = u128::from(ISSUE_COST);
            let outcome = protocol.call((issuer, ESDT_ADDRESS), "issue", &arguments, value);
            tokens.push(match outcome.data {
                vm_core::ReturnData::Items(items) => items[0].clone(),
                vm_core::ReturnData::Blob(_) => panic!("items"),
            });
        }
        let random = Random(0x9e37_79b9_7f4a_7c15 ^ (sequence << 20) ^ sequence);
        let supply = first_supply();
        Self { protocol, random, tokens, supply, epoch: 10, successes: 0 }
    }

    fn check(&mut self) {
        check_supply(&mut self.protocol, self.supply);
        check_validators(&mut self.protocol);
        for pool in pools(&mut self.protocol) {
            check_pool(&mut self.protocol, pool);
        }
        for token in self.tokens.clone() {
            check_token(&mut self.protocol, &token);
        }
    }

    fn call(
        &mut self,
        places: (Address, Address),
        function: &str,
        arguments: &[Vec<u8>],
        value: u128,
    ) {
        let outcome = self.protocol.call(places, function, arguments, value);
        self.successes += usize::from(outcome.status.is_success());
    }

    /// Ends an epoch that pays some accounts and contracts.
    fn turn_epoch(&mut self) {
        self.epoch += u32::try_from(self.random.below(3) + 1).unwrap();
        self.protocol.chain.set_block(self.epoch, u64::from(self.epoch) * 200);
        let stored = values(&mut self.protocol, STAKING_ADDRESS);
        let nodes: Vec<Bytes> = stored.into_keys().filter(|key| key.len() == 96).collect();
        let lists = [ValidatorList::Auction, ValidatorList::Waiting, ValidatorList::Eligible];
        for key in &nodes {
            let list = self.random.one_of(&lists);
            self.protocol.set_list(key.to_vec(), list);
        }
        let mut to = pools(&mut self.protocol);
        to.extend([BOB, ESDT_ADDRESS]);
        let rewards: Vec<Reward> = to
            .into_iter()
            .map(|to| Reward { to, amount: U256::from(self.random.tokens()) })
            .collect();
        for reward in &rewards {
            self.supply += reward.amount;
        }
        let end = EpochEnd { nodes, rewards, protocol: PROTOCOL };
        let session = self.protocol.chain.session.take().unwrap();
        let (session, report) = end_epoch(session, &StakingConfig::default(), &end);
        self.protocol.chain.session = Some(session);
        let report = report.unwrap();
        assert_eq!(report.failures, []);
        assert_eq!(report.unassigned, end.rewards.last().unwrap().amount);
    }

    /// A call that is made for a reason.
    fn sensible_call(&mut self) {
        let user = self.random.one_of(&USERS);
        let made = pools(&mut self.protocol);
        let pool = self.random.one_of(&made);
        let (node, tokens) = (self.random.node(), self.random.tokens());
        let number = node[0];
        let owner = if pool == POOL { ALICE } else { ERIN };
        let amounts = [amount(tokens)];
        let nodes = [node];
        let signed = [key(number), vec![pool.0[0], number]];
        let stake = stake_arguments(user, &[number]);
        match self.random.below(20) {
            0 => self.call((user, VALIDATOR_ADDRESS), "stake", &stake, NODE),
            1 => self.call((user, VALIDATOR_ADDRESS), "unStake", &nodes, 0),
            2 => self.call((user, VALIDATOR_ADDRESS), "unStakeTokens", &amounts, 0),
            3 => self.call((user, VALIDATOR_ADDRESS), "unBondTokens", &[], 0),
            4 => self.call((user, VALIDATOR_ADDRESS), "unBond", &nodes, 0),
            5..=7 => self.call((user, pool), "delegate", &[], tokens),
            8 | 9 => self.call((user, pool), "unDelegate", &amounts, 0),
            10 | 11 => self.call((user, pool), "withdraw", &[], 0),
            12 | 13 => self.call((user, pool), "claimRewards", &[], 0),
            14 => self.call((user, pool), "reDelegateRewards", &[], 0),
            15 => self.call((owner, pool), "addNodes", &signed, 0),
            16 => self.call((owner, pool), "stakeNodes", &nodes, 0),
            17 => self.call((owner, pool), "unStakeNodes", &nodes, 0),
            18 => self.call((JAILING_ADDRESS, STAKING_ADDRESS), "jail", &nodes, 0),
            _ => self.call((user, pool), "unJailNodes", &nodes, UNJAIL),
        }
    }

    /// A call of any endpoint with arguments of its shapes.
    fn any_call(&mut self) {
        let tables = self.protocol.vm.tables();
        let table = self.random.one_of(&tables);
        let row = self.random.one_of(&table.rows);
        let made = pools(&mut self.protocol);
        let contract = if table.is_template { self.random.one_of(&made) } else { table.address };
        let caller = self.random.one_of(&USERS);
        let arguments = self.arguments(row);
        let value = match self.random.below(3) {
            0 => self.random.tokens(),
            _ => 0,
        };
        self.call((caller, contract), row.name, &arguments, value);
    }

    fn arguments(&mut self, row: &EndpointRow) -> Vec<Vec<u8>> {
        let mut arguments = Vec::new();
        for argument in row.arguments {
            let count = match argument.occurs {
                Occurs::Once => 1,
                Occurs::Optional => self.random.below(2),
                Occurs::Many => self.random.below(3),
            };
            for _ in 0..count {
                arguments.push(self.argument(argument.shape));
            }
        }
        arguments
    }

    fn argument(&mut self, shape: Shape) -> Vec<u8> {
        let words = ["true", "false", "yes", "canMint", "ESDTRoleLocalMint", "ESDTRoleLocalBurn"];
        let accounts = [ALICE, BOB, CAROL, FRANK, POOL, GOVERNANCE_ADDRESS];
        match shape {
            Shape::Bytes if self.random.below(2) == 0 => {
                self.random.one_of(&self.tokens.clone()).to_vec()
            }
            Shape::Bytes => self.random.node(),
            Shape::Text | Shape::Flag => self.random.one_of(&words).as_bytes().to_vec(),
            Shape::Address => self.random.one_of(&accounts).as_slice().to_vec(),
            Shape::Number => amount(self.random.tokens()),
        }
    }
}
