//! The life of stake and of a proposal, driven by plain transactions, by WASM contracts and by Solidity
//! contracts: whoever acts, it ends the same, but for the fees that the transactions cost.
#![expect(clippy::arithmetic_side_effects, reason = "a test that overflows fails")]

use runtime::{MultiversXTransaction, Outcome};
use std::collections::BTreeMap;
use std::sync::Arc;
use system_vm::{
    DELEGATION_MANAGER_ADDRESS as MANAGER, EpochEnd, FIRST_DELEGATION_ADDRESS, GOVERNANCE_ADDRESS,
    GovernanceConfig, JAILING_ADDRESS, NodeSignatures, Reward, STAKING_ADDRESS, VALIDATOR_ADDRESS,
};
use test_kit::{Account, Contract, TestError, World, args};
use vm_core::{
    AccountRef, Address, AddressForms, Bytes, CallInput, U256, ValidatorList, ValidatorStatus,
};

type Tested<T = ()> = Result<T, TestError>;

const ONE: u128 = 10_u128.pow(18);
const NODE: u128 = 2_500 * ONE;
const DEPOSIT: u128 = 1_250 * ONE;
const UNJAIL: u128 = 5 * ONE / 2;
/// What a proposal costs, and what of it is lost.
const FEE: u128 = 1_000 * ONE;
const RICH: u128 = 1_000_000 * ONE;
/// Price and limit of a transaction's gas.
const GAS_PRICE: u64 = 1_000_000_000;
const GAS_LIMIT: u64 = 250_000_000;

/// Parts in a life: the owner of the delegation contract, the owner of a node, then delegators.
const OWNER: usize = 0;
const VALIDATOR: usize = 1;
const USERS: [usize; 6] = [2, 3, 4, 5, 6, 7];
const ACTORS: usize = 8;

/// The first delegation contract.
const POOL: Address = {
    let mut address = FIRST_DELEGATION_ADDRESS;
    address.0[28] = 2;
    address
};

/// Takes every signature: a contract's address is another than an account's, and so would be what its
/// nodes sign.
#[derive(Debug)]
struct Trusting;

impl NodeSignatures for Trusting {
    fn verify(&self, _key: &[u8], _message: &[u8], _signature: &[u8]) -> bool {
        true
    }
}

/// Who acts: accounts by transactions of their own, or contracts that do what Alice says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Plain,
    Wasm,
    Solidity,
}

enum Actor {
    Plain(Account),
    Wasm(Contract),
    Solidity(Contract),
}

impl Actor {
    fn reference(&self) -> AccountRef {
        match self {
            Self::Plain(account) => account.reference,
            Self::Wasm(contract) | Self::Solidity(contract) => contract.reference,
        }
    }
}

struct Life {
    world: World,
    alice: Account,
    actors: Vec<Actor>,
    /// What every actor paid, fees apart.
    paid: Vec<U256>,
    /// What every actor's transactions cost.
    fees: Vec<U256>,
    /// What epochs paid in all.
    rewards: U256,
    epoch: u32,
}

/// How a life ended: what contracts have stored, with the actors' addresses replaced by their parts; what
/// contracts have; and what every actor got back.
type End = (Vec<BTreeMap<String, String>>, Vec<U256>, Vec<U256>);

impl Life {
    fn new(form: Form) -> Tested<Self> {
        let governance = GovernanceConfig::default();
        let build = |builder: runtime::RuntimeBuilder| {
            builder.node_signatures(Arc::new(Trusting)).governance(governance)
        };
        let mut world = World::builder().runtime(build).build()?;
        let alice = world.account("alice", U256::from(8 * RICH));
        let mut actors = Vec::new();
        for part in 0..ACTORS {
            actors.push(match form {
                Form::Plain => {
                    Actor::Plain(world.account(&format!("part {part}"), U256::from(RICH)))
                }
                Form::Wasm => Actor::Wasm(world.deploy_wasm(&alice, "forwarder", args![])?),
                Form::Solidity => {
                    Actor::Solidity(world.deploy_evm(&alice, "Forwarder", args![])?)
                }
            });
        }
        let (paid, fees) = (vec![U256::ZERO; ACTORS], vec![U256::ZERO; ACTORS]);
        let mut life = Self { world, alice, actors, paid, fees, rewards: U256::ZERO, epoch: 0 };
        life.set_epoch(10);
        Ok(life)
    }

    fn set_epoch(&mut self, epoch: u32) {
        self.epoch = epoch;
        let block = &mut self.world.block_mut().current;
        (block.epoch, block.nonce) = (epoch, u64::from(epoch).saturating_mul(100));
    }

    /// An actor calls a system contract.
    fn act(
        &mut self,
        part: usize,
        (contract, function): (Address, &str),
        arguments: &[Vec<u8>],
        value: u128,
    ) -> Tested<Outcome> {
        let callee = self.world.runtime().forms().of_address(&contract);
        let items: Vec<Bytes> = arguments.iter().map(|it| Bytes::copy_from_slice(it)).collect();
        let value = U256::from(value);
        let outcome = match &self.actors[part] {
            Actor::Plain(account) => {
                let sender = account.reference;
                self.send(part, sender, (contract, function), (arguments, value))?
            }
            Actor::Wasm(forwarder) => {
                let arguments = args![callee, function, items];
                let call = self.world.call(&self.alice, forwarder, "forward", arguments);
                call.value(value).run()?.raw
            }
            Actor::Solidity(forwarder) => {
                let arguments = args![callee, value, function, items];
                let call = self.world.call(&self.alice, forwarder, "callFunction", arguments);
                call.value(value).run()?.raw
            }
        };
        if outcome.is_success() {
            self.paid[part] += value;
        }
        Ok(outcome)
    }

    /// An account sends a transaction, and pays for its gas: the data at the full price, the rest at a
    /// hundredth of it.
    fn send(
        &mut self,
        part: usize,
        sender: AccountRef,
        (receiver, function): (Address, &str),
        (arguments, value): (&[Vec<u8>], U256),
    ) -> Tested<Outcome> {
        let nonce = self.world.nonce(sender);
        let before = self.world.balance(sender);
        let items = arguments.iter().map(|it| format!("@{}", hex::encode(it)));
        let data = core::iter::once(function.to_owned()).chain(items).collect::<String>();
        let moving = 50_000 + 1_500 * u64::try_from(data.len()).unwrap();
        let outcome = self.world.execute(&MultiversXTransaction {
            nonce,
            value,
            sender: sender.address,
            receiver,
            gas_price: GAS_PRICE,
            gas_limit: GAS_LIMIT,
            data: data.into_bytes().into(),
            chain_id: "sovereign".to_owned(),
            ..MultiversXTransaction::default()
        })?;
        let used = outcome.gas.used;
        let fee = moving * GAS_PRICE + (used - moving) * (GAS_PRICE / 100);
        assert_eq!(outcome.fees.paid, U256::from(fee), "{function}");
        assert!(outcome.is_success() || used == GAS_LIMIT, "{function}: {used}");
        assert_eq!(self.world.nonce(sender), nonce + 1);
        if !outcome.is_success() {
            assert_eq!(self.world.balance(sender), before - U256::from(fee), "{function}");
        }
        self.fees[part] += U256::from(fee);
        Ok(outcome)
    }

    fn expect(
        &mut self,
        part: usize,
        call: (Address, &str),
        arguments: &[Vec<u8>],
        value: u128,
    ) -> Tested {
        let outcome = self.act(part, call, arguments, value)?;
        let said = String::from_utf8_lossy(&outcome.message);
        assert!(outcome.is_success(), "{}: {said}", call.1);
        Ok(())
    }

    fn refuse(&mut self, part: usize, call: (Address, &str), arguments: &[Vec<u8>]) -> Tested {
        let before = self.world.state();
        let outcome = self.act(part, call, arguments, 0)?;
        assert!(!outcome.is_success(), "{}", call.1);
        let nonceless = |state: world::WorldState| state.account(&call.0).cloned();
        assert_eq!(nonceless(before), nonceless(self.world.state()), "{}", call.1);
        Ok(())
    }

    /// The next epoch begins, and pays the delegation contract and the owner of a node.
    fn turn_epoch(&mut self, pool: u128, owner: u128) -> Tested {
        self.set_epoch(self.epoch + 1);
        let to = self.actors[VALIDATOR].reference().address;
        let rewards = vec![
            Reward { to: POOL, amount: U256::from(pool) },
            Reward { to, amount: U256::from(owner) },
        ];
        let nodes = vec![key(1), key(2)].into_iter().map(Bytes::from).collect();
        let outcome = self.world.end_epoch(&EpochEnd { nodes, rewards, ..EpochEnd::default() })?;
        assert_eq!(outcome.report, system_vm::EpochReport::default());
        self.rewards += U256::from(pool) + U256::from(owner);
        Ok(())
    }

    /// The protocol jails nodes.
    fn jail(&mut self, nodes: &[Vec<u8>]) -> Tested {
        let staking = self.world.runtime().forms().of_address(&STAKING_ADDRESS);
        let jailing = self.world.runtime().forms().of_address(&JAILING_ADDRESS);
        let nodes = nodes.iter().map(|it| Bytes::copy_from_slice(it)).collect();
        let input = CallInput::function("jail", nodes);
        self.world.call_raw(jailing, staking, input).run()?.expect_success();
        Ok(())
    }

    fn address(&self, part: usize) -> Vec<u8> {
        self.actors[part].reference().address.as_slice().to_vec()
    }

    fn end(&self, contracts: &[Address]) -> End {
        let state = self.world.state();
        let parts: Vec<(String, String)> = (0..ACTORS)
            .map(|part| (hex::encode(self.address(part)), format!("<part {part}>")))
            .collect();
        let named = |bytes: &[u8]| {
            let text = hex::encode(bytes);
            parts.iter().fold(text, |text, (address, part)| text.replace(address, part))
        };
        let stored = |contract: &Address| {
            let account = state.account(contract).cloned().unwrap_or_default();
            account.storage.iter().map(|(key, value)| (named(key), named(value))).collect()
        };
        let balance = |it: Address| state.account(&it).map_or(U256::ZERO, |it| it.data.balance);
        let spent = self.paid.iter().zip(&self.fees).map(|(paid, fees)| paid + fees);
        let got = self.actors.iter().zip(spent).map(|(actor, spent)| {
            let has = balance(actor.reference().address);
            match actor {
                Actor::Plain(_) => has + spent - U256::from(RICH),
                Actor::Wasm(_) | Actor::Solidity(_) => has,
            }
        });
        (
            contracts.iter().map(stored).collect(),
            contracts.iter().map(|it| balance(*it)).collect(),
            got.collect(),
        )
    }
}

fn key(number: u8) -> Vec<u8> {
    vec![number; 96]
}

fn amount(value: u128) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    bytes.into_iter().skip_while(|byte| *byte == 0).collect()
}

/// Stake comes, earns, is jailed and unjailed, and goes again, to the last unit.
fn stake(form: Form) -> Tested<End> {
    let mut life = Life::new(form)?;
    let signature = vec![1; 48];
    let staking = |number: u8| vec![vec![1], key(number), signature.clone()];
    life.expect(VALIDATOR, (VALIDATOR_ADDRESS, "stake"), &staking(1), NODE + 100 * ONE)?;
    let create = [Vec::new(), amount(1_000)];
    life.expect(OWNER, (MANAGER, "createNewDelegationContract"), &create, DEPOSIT)?;
    for (user, more) in USERS.into_iter().zip(1_u128..) {
        life.expect(user, (POOL, "delegate"), &[], 400 * ONE * more + more)?;
    }
    life.expect(OWNER, (POOL, "addNodes"), &[key(2), signature.clone()], 0)?;
    life.expect(OWNER, (POOL, "stakeNodes"), &[key(2)], 0)?;
    for round in 1..=3 {
        life.turn_epoch(17 * ONE * round + 7, 5 * ONE + round)?;
    }
    life.expect(USERS[0], (POOL, "claimRewards"), &[], 0)?;
    life.expect(USERS[1], (POOL, "reDelegateRewards"), &[], 0)?;
    life.expect(USERS[2], (MANAGER, "claimMulti"), &[POOL.0.to_vec()], 0)?;
    life.refuse(USERS[2], (POOL, "reDelegateRewards"), &[])?;

    life.jail(&[key(1), key(2)])?;
    life.refuse(OWNER, (POOL, "unBondNodes"), &[key(3)])?;
    life.expect(USERS[3], (POOL, "unJailNodes"), &[key(2)], UNJAIL)?;
    life.expect(VALIDATOR, (VALIDATOR_ADDRESS, "unJail"), &[key(1)], UNJAIL)?;
    // One that is not jailed costs nothing in the end.
    life.expect(VALIDATOR, (VALIDATOR_ADDRESS, "unJail"), &[key(1)], UNJAIL)?;
    life.turn_epoch(23 * ONE, ONE)?;

    life.expect(VALIDATOR, (VALIDATOR_ADDRESS, "unStakeTokens"), &[amount(50 * ONE)], 0)?;
    life.expect(USERS[0], (POOL, "unDelegate"), &[amount(100 * ONE)], 0)?;
    life.expect(USERS[5], (POOL, "unDelegate"), &[amount(400 * ONE * 6 + 6)], 0)?;
    life.refuse(USERS[0], (POOL, "withdraw"), &[])?;
    life.turn_epoch(29 * ONE, 0)?;
    life.expect(USERS[0], (POOL, "unDelegate"), &[amount(200 * ONE)], 0)?;
    life.expect(OWNER, (POOL, "unStakeNodes"), &[key(2)], 0)?;
    for _ in 0..3 {
        life.turn_epoch(31 * ONE + 1, 0)?;
    }
    life.expect(USERS[0], (POOL, "withdraw"), &[], 0)?;
    life.expect(USERS[5], (POOL, "withdraw"), &[], 0)?;
    life.expect(OWNER, (POOL, "unBondNodes"), &[key(2)], 0)?;
    life.expect(VALIDATOR, (VALIDATOR_ADDRESS, "unBondTokens"), &[], 0)?;
    for user in USERS.into_iter().chain([OWNER]) {
        life.act(user, (POOL, "claimRewards"), &[], 0)?;
    }
    leave(&mut life)?;
    let end = life.end(&[STAKING_ADDRESS, VALIDATOR_ADDRESS, MANAGER, POOL]);
    check_conserved(&life, &end);
    Ok(end)
}

/// Everybody takes back what is left.
fn leave(life: &mut Life) -> Tested {
    for (user, more) in USERS.into_iter().zip(1_u128..).take(5) {
        let left = match more {
            1 => 100 * ONE + 1,
            // Of what was delegated again, the rest is taken back as well.
            2 => continue,
            _ => 400 * ONE * more + more,
        };
        life.expect(user, (POOL, "unDelegate"), &[amount(left)], 0)?;
    }
    life.set_epoch(life.epoch + 4);
    for user in USERS.into_iter().take(5).filter(|user| *user != USERS[1]) {
        life.expect(user, (POOL, "withdraw"), &[], 0)?;
    }
    Ok(())
}

/// What actors paid and epochs paid is what actors got, and what contracts still have.
fn check_conserved(life: &Life, (_, contracts, got): &End) {
    let sum = |amounts: &[U256]| amounts.iter().fold(U256::ZERO, |sum, it| sum + *it);
    assert_eq!(sum(&life.paid) + life.rewards, sum(contracts) + sum(got));
    // All rewards are paid, but for what rounding leaves: less than a unit a delegator and epoch.
    let dust = contracts.last().copied().unwrap_or_default();
    assert!(dust < U256::from(100), "{dust}");
}

#[test]
fn stake_lives_the_same_whoever_drives_it() -> Tested {
    let plain = stake(Form::Plain)?;
    for form in [Form::Wasm, Form::Solidity] {
        let (stored, contracts, got) = stake(form)?;
        assert_eq!(plain.0, stored, "{form:?}");
        assert_eq!((&plain.1, &plain.2), (&contracts, &got), "{form:?}");
    }
    Ok(())
}

/// A proposal that passes, one that is vetoed, and one that is closed before its vote. A contract has its
/// stake vote by another function than an account.
fn govern(form: Form) -> Tested<End> {
    let mut life = Life::new(form)?;
    let stake = |number: u8| vec![vec![1], key(number), vec![1; 48]];
    for (part, number) in [(VALIDATOR, 1), (USERS[0], 2)] {
        life.expect(part, (VALIDATOR_ADDRESS, "stake"), &stake(number), NODE)?;
    }
    let propose = |letter: u8, first: u32, last: u32| {
        vec![vec![letter; 40], amount(first.into()), amount(last.into())]
    };
    let governance = |function| (GOVERNANCE_ADDRESS, function);
    life.expect(OWNER, governance("proposal"), &propose(b'a', 11, 12), FEE)?;
    life.expect(OWNER, governance("proposal"), &propose(b'b', 11, 12), FEE)?;
    life.expect(USERS[1], governance("proposal"), &propose(b'c', 20, 21), FEE)?;
    life.refuse(USERS[1], governance("proposal"), &propose(b'd', 20, 21))?;
    life.set_epoch(11);
    for (part, number, option) in [
        (VALIDATOR, 1, "yes"),
        (USERS[0], 1, "abstain"),
        (VALIDATOR, 2, "veto"),
        (USERS[0], 2, "yes"),
    ] {
        let mut arguments = vec![vec![number], option.as_bytes().to_vec()];
        let function = match form {
            Form::Plain => "vote",
            Form::Wasm | Form::Solidity => {
                arguments.extend([life.address(part), amount(NODE)]);
                "delegateVote"
            }
        };
        life.expect(part, governance(function), &arguments, 0)?;
        life.refuse(part, governance(function), &arguments)?;
    }
    life.refuse(OWNER, governance("closeProposal"), &[vec![1]])?;
    life.expect(USERS[1], governance("closeProposal"), &[vec![3]], 0)?;
    life.set_epoch(13);
    for number in [1, 2] {
        life.expect(OWNER, governance("closeProposal"), &[vec![number]], 0)?;
        life.refuse(OWNER, governance("closeProposal"), &[vec![number]])?;
    }
    let voters = [life.address(VALIDATOR), life.address(USERS[0])];
    life.expect(USERS[1], governance("clearEndedProposals"), &voters, 0)?;
    let mut end = life.end(&[GOVERNANCE_ADDRESS, VALIDATOR_ADDRESS]);
    // What a contract has used of its stake is kept under its address and the proposal's number.
    end.0[0].retain(|key, _| !key.starts_with('<'));
    Ok(end)
}

#[test]
fn a_proposal_lives_the_same_whoever_drives_it() -> Tested {
    let plain = govern(Form::Plain)?;
    // The vetoed one and the one that was not voted on lose a part of their fees.
    assert_eq!(plain.1[0], U256::from(20 * ONE));
    for form in [Form::Wasm, Form::Solidity] {
        assert_eq!(plain, govern(form)?, "{form:?}");
    }
    Ok(())
}

/// What consensus tells of a node counts as well as what the contract keeps.
#[test]
fn a_node_that_consensus_jailed_comes_back_for_its_price() -> Tested {
    let mut life = Life::new(Form::Plain)?;
    let stake = vec![vec![1], key(1), vec![1; 48]];
    life.expect(VALIDATOR, (VALIDATOR_ADDRESS, "stake"), &stake, NODE)?;
    let jailed = ValidatorStatus { list: ValidatorList::Jailed, has_bad_rating: true };
    life.world.update(|state| state.set_validator(key(1).into(), jailed));
    let status = |life: &mut Life| {
        let call = (STAKING_ADDRESS, "getBLSKeyStatus");
        Ok::<_, TestError>(life.act(USERS[0], call, &[key(1)], 0)?.items()[0].clone())
    };
    assert_eq!(status(&mut life)?.as_ref(), b"jailed");
    life.expect(VALIDATOR, (VALIDATOR_ADDRESS, "unJail"), &[key(1)], UNJAIL)?;
    life.world.update(|state| state.set_validator(key(1).into(), ValidatorStatus::default()));
    assert_eq!(status(&mut life)?.as_ref(), b"staked");
    Ok(())
}
