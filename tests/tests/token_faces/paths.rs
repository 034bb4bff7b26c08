//! Logs on every path: whatever moves tokens, the faces' logs explain every change of every balance, and
//! what the faces keep agrees with the ledger.

mod listing;

use super::stage::{Stage, Tested, bytes, number, text};
use alloy_primitives::{Address as Face, B256, Log, U256, b256, keccak256};
use num_bigint::BigUint;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use std::collections::BTreeMap;
use system_vm::DigitalToken;
use test_kit::{Contract, TestOutcome, args};
use vm_core::{AccountRef, Address, AddressForms, Bytes, CallInput, LogRecord};

/// What everybody has, by token, nonce and face. No entry is zero.
type Balances = BTreeMap<(String, u64, Face), U256>;

/// One step: what is done, by whom, to whom, with how much of which instance.
#[derive(Clone, Copy, Debug)]
struct Step {
    action: usize,
    actor: usize,
    target: usize,
    amount: u64,
    nonce: u64,
}

/// A world with a token of each standard, and holders of each kind.
struct Market {
    stage: Stage,
    tokens: [String; 4],
    faces: [Contract; 4],
    holders: Vec<AccountRef>,
    wasm: Contract,
    solidity: Contract,
}

/// Actions of [`Market::act`].
const ACTIONS: usize = 22;

impl Market {
    fn new() -> Self {
        Self::build().expect("a market")
    }

    fn build() -> Result<Self, test_kit::TestError> {
        let mut stage = Stage::new();
        let tokens = ["FNG", "NFT", "SFT", "META"].map(|kind| stage.issue(kind).expect("a token"));
        let interfaces = ["IErc20Face", "IErc721Face", "IErc1155Face", "IErc1155Face"];
        let mut index = 0;
        let faces = interfaces.map(|interface| {
            let face = stage.face(&tokens[index], interface).expect("a face");
            index += 1;
            face
        });
        let alice = stage.world.account("alice", 1_000u64);
        let bob = stage.world.evm_account("bob", 1_000u64);
        let wasm = stage.world.deploy_wasm(&alice, "forwarder", args![])?;
        let solidity = stage.world.deploy_evm(&bob, "Forwarder", args![])?;
        let issuer = stage.issuer.reference;
        let holders =
            vec![alice.reference, bob.reference, wasm.reference, solidity.reference, issuer];
        for property in ["canMint", "canBurn"] {
            let arguments = bytes(&[tokens[0].as_bytes(), property.as_bytes(), b"true"]);
            stage.esdt("controlChanges", arguments)?.expect_success();
        }
        for holder in &holders {
            stage.mint(&tokens[0], *holder, &BigUint::from(50u32))?;
            stage.create(&tokens[1], *holder, 1)?;
        }
        for (token, nonce) in [(2, 1), (3, 1), (3, 2)] {
            stage.create(&tokens[token], issuer, 40)?;
            for holder in holders.iter().take(4) {
                stage.add(&tokens[token], nonce, *holder, 10)?;
            }
        }
        Ok(Self { stage, tokens, faces, holders, wasm, solidity })
    }

    /// Does a step; whether it succeeds does not matter.
    fn act(&mut self, step: Step) -> Result<TestOutcome, test_kit::TestError> {
        match step.action {
            0..=3 | 10..=14 => self.by_protocol(step),
            4..=9 => self.by_face(step),
            15..=18 => self.by_contract(step),
            _ => self.by_system_contract(step),
        }
    }

    /// Arguments of what moves the fungible token, and an instance.
    fn moved(&self, step: Step) -> (Vec<Bytes>, Vec<Bytes>) {
        let collection = text(&self.tokens[collection(step.nonce)]);
        let fungible = vec![text(&self.tokens[0]), count(step.amount)];
        (fungible, vec![collection, count(step.nonce), count(step.amount)])
    }

    /// Built-in functions that users call.
    fn by_protocol(&mut self, step: Step) -> Result<TestOutcome, test_kit::TestError> {
        let (from, to) = (self.holders[step.actor], self.holders[step.target]);
        let (fungible, instance) = self.moved(step);
        let issuer = self.stage.issuer.reference;
        match step.action {
            0 => {
                let input = CallInput::function("ESDTTransfer", fungible);
                self.stage.world.call_raw(from, to, input).run()
            }
            1 => {
                let arguments = [&instance[..], &[address(to)]].concat();
                self.stage.own(from, "ESDTNFTTransfer", arguments)
            }
            2 | 3 => {
                let head = [address(to), count(2)];
                let first = [fungible[0].clone(), count(0), fungible[1].clone()];
                let arguments = [&head[..], &first, &instance].concat();
                // One of them calls a function that is not there, which takes all back.
                let call = if step.action == 3 { bytes(&[b"nothing"]) } else { Vec::new() };
                self.stage.own(from, "MultiESDTNFTTransfer", [arguments, call].concat())
            }
            10 => self.stage.own(issuer, "ESDTLocalMint", fungible),
            11 => self.stage.own(from, "ESDTLocalBurn", fungible),
            12 => self.stage.own(from, "ESDTNFTBurn", instance),
            13 => self.stage.own(issuer, "ESDTNFTAddQuantity", instance),
            _ => {
                let rest = bytes(&[b"n", &[1], b"h", b"a", b"u"]);
                let is_unique = collection(step.nonce) == 1;
                let quantity = count(if is_unique { 1 } else { step.amount });
                let arguments = [vec![instance[0].clone(), quantity], rest].concat();
                self.stage.own(issuer, "ESDTNFTCreate", arguments)
            }
        }
    }

    /// Calls of faces by Ethereum's users and others.
    fn by_face(&mut self, step: Step) -> Result<TestOutcome, test_kit::TestError> {
        let Step { actor, target, amount, nonce, .. } = step;
        let (from, to) = (self.holders[actor], self.holders[target]);
        let world = &mut self.stage.world;
        match step.action {
            4 => world.call(from, &self.faces[0], "transfer", args![to, amount]).run(),
            5 => {
                world.call(to, &self.faces[0], "approve", args![from, amount]).run()?;
                let arguments = args![to, from, amount];
                world.call(from, &self.faces[0], "transferFrom", arguments).run()
            }
            6 => world.call(from, &self.faces[1], "transferFrom", args![from, to, nonce]).run(),
            7 => {
                let arguments = args![from, to, nonce];
                world.call(from, &self.faces[1], "safeTransferFrom", arguments).run()
            }
            8 => {
                let arguments = args![from, to, nonce, amount, Bytes::new()];
                world.call(from, &self.faces[2 + actor % 2], "safeTransferFrom", arguments).run()
            }
            _ => {
                let arguments = args![from, to, vec![1u64, 2], vec![amount, amount], Bytes::new()];
                world.call(from, &self.faces[3], "safeBatchTransferFrom", arguments).run()
            }
        }
    }

    /// Contracts in WASM and Solidity that send what is theirs.
    fn by_contract(&mut self, step: Step) -> Result<TestOutcome, test_kit::TestError> {
        let Step { target, amount, nonce, .. } = step;
        let to = self.holders[target];
        let (fungible, _) = self.moved(step);
        let issuer = self.stage.issuer.reference;
        let send =
            |token: &str, nonce: u64| args![to, token, nonce, amount, "", Vec::<Bytes>::new()];
        let world = &mut self.stage.world;
        let (contract, function, arguments) = match step.action {
            15 => (&self.wasm, "forwardTokens", send(&self.tokens[0], 0)),
            16 => (&self.wasm, "forwardTokens", send(&self.tokens[collection(nonce)], nonce)),
            17 => (&self.solidity, "callFunction", args![to, 0u64, "ESDTTransfer", fungible]),
            // No built-in function stands before an EVM contract's code, so it goes to the face.
            _ => {
                let (face, owner) = (&self.faces[collection(nonce)], &self.solidity);
                let input = if collection(nonce) == 1 {
                    world.input(face, "transferFrom", &args![owner, to, nonce])?
                } else {
                    let arguments = args![owner, to, nonce, amount, Bytes::new()];
                    world.input(face, "safeTransferFrom", &arguments)?
                };
                let CallInput::CallData(data) = input else { panic!("call data") };
                (owner, "forwardStrict", args![face, 0u64, data])
            }
        };
        world.call(issuer, contract, function, arguments).run()
    }

    /// The ESDT contract.
    fn by_system_contract(&mut self, step: Step) -> Result<TestOutcome, test_kit::TestError> {
        let (from, to) = (self.holders[step.actor], self.holders[step.target]);
        let (fungible, _) = self.moved(step);
        match step.action {
            19 => self.wipe(to, step.nonce),
            20 => self.stage.esdt("mint", [fungible, vec![address(to)]].concat()),
            _ => {
                let world = &mut self.stage.world;
                let esdt = world.runtime().forms().of_address(&system_vm::ESDT_ADDRESS);
                world.call_raw(from, esdt, CallInput::function("ESDTBurn", fungible)).run()
            }
        }
    }

    /// Freezes what an account has of the fungible token, or of an instance, wipes it, and lets it go.
    fn wipe(&mut self, of: AccountRef, nonce: u64) -> Result<TestOutcome, test_kit::TestError> {
        if nonce == 0 {
            let arguments = vec![text(&self.tokens[0]), address(of)];
            self.stage.esdt("freeze", arguments.clone())?;
            return self.stage.esdt("wipe", arguments);
        }
        let token = text(&self.tokens[collection(nonce)]);
        let arguments = vec![token, count(nonce), address(of)];
        self.stage.esdt("freezeSingleNFT", arguments.clone())?;
        self.stage.esdt("wipeSingleNFT", arguments)
    }

    /// What the ledger says.
    fn balances(&self) -> Balances {
        let state = self.stage.world.state();
        let mut balances = Balances::new();
        for (address, account) in state.accounts() {
            if address == Address::SYSTEM_ACCOUNT {
                continue;
            }
            let face = self.stage.world.runtime().forms().of_address(&address).face;
            for (key, value) in &account.storage {
                let Some(rest) = key.strip_prefix(b"ELRONDesdt") else { continue };
                let Some((token, nonce)) = self.tokens.iter().find_map(|token| {
                    rest.strip_prefix(token.as_bytes()).map(|nonce| (token, nonce))
                }) else {
                    continue;
                };
                let nonce = nonce.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
                let record = DigitalToken::decode(value).expect("a record");
                let amount = U256::from_be_slice(&record.value.to_bytes_be());
                if !amount.is_zero() {
                    balances.insert((token.clone(), nonce, face), amount);
                }
            }
        }
        balances
    }

    /// What the faces say beside balances agrees with the ledger.
    fn check_faces(&mut self, balances: &Balances) -> Tested {
        let (fungible, unique) = (self.tokens[0].clone(), self.tokens[1].clone());
        let supply: U256 =
            self.stage.world.query(&self.faces[0], "totalSupply", args![])?.single()?;
        let held = balances.iter().filter(|((token, ..), _)| *token == fungible);
        assert_eq!(supply, held.map(|(_, amount)| *amount).fold(U256::ZERO, U256::wrapping_add));
        for ((_, nonce, face), _) in balances.iter().filter(|((token, ..), _)| *token == unique) {
            let owner = self.stage.world.query(&self.faces[1], "ownerOf", args![*nonce])?;
            assert_eq!(owner.single::<Face>()?, *face, "{nonce}");
        }
        self.check_owners(balances)?;
        self.check_list(balances)
    }
}

/// The collection of which a nonce is taken.
const fn collection(nonce: u64) -> usize {
    match nonce % 3 {
        0 => 1,
        1 => 2,
        _ => 3,
    }
}

fn count(amount: u64) -> Bytes {
    number(&BigUint::from(amount))
}

fn address(of: AccountRef) -> Bytes {
    Bytes::copy_from_slice(of.address.as_slice())
}

/// Takes what the logs of faces say into account.
fn apply(balances: &mut Balances, logs: &[LogRecord]) {
    const TRANSFER: B256 =
        b256!("ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");
    for record in logs {
        let LogRecord::TokenFace { log, .. } = record else { continue };
        let token = account_map::token_of_face(log.address).expect("a token");
        let token = String::from_utf8(token).expect("a text");
        let topics = log.topics();
        let word = |index: usize| U256::from_be_slice(&log.data.data[32 * index..][..32]);
        let face = |index: usize| Face::from_word(topics[index]);
        let single = keccak256("TransferSingle(address,address,address,uint256,uint256)");
        let batch = keccak256("TransferBatch(address,address,address,uint256[],uint256[])");
        let mut moved = |from: Face, to: Face, nonce: U256, amount: U256| {
            let nonce: u64 = nonce.to();
            shift(balances, (token.clone(), nonce, from), |it| it.checked_sub(amount));
            shift(balances, (token.clone(), nonce, to), |it| it.checked_add(amount));
        };
        match topics {
            [TRANSFER, _, _] => moved(face(1), face(2), U256::ZERO, word(0)),
            [TRANSFER, _, _, id] => moved(face(1), face(2), (*id).into(), U256::from(1)),
            [event, ..] if *event == single => moved(face(2), face(3), word(0), word(1)),
            [event, ..] if *event == batch => {
                for (id, amount) in lists(log) {
                    moved(face(2), face(3), id, amount);
                }
            }
            _ => assert!(is_no_movement(log), "{log:?}"),
        }
    }
}

fn shift(
    balances: &mut Balances,
    key: (String, u64, Face),
    change: impl FnOnce(U256) -> Option<U256>,
) {
    if key.2.is_zero() {
        return;
    }
    let present = balances.get(&key).copied().unwrap_or_default();
    let changed = change(present).expect("a log moves what is there");
    balances.remove(&key);
    if !changed.is_zero() {
        balances.insert(key, changed);
    }
}

fn is_no_movement(log: &Log) -> bool {
    let events = ["Approval(address,address,uint256)", "URI(string,uint256)"];
    events.map(keccak256).contains(&log.topics()[0])
}

/// Pairs of the two lists in a log's data.
fn lists(log: &Log) -> Vec<(U256, U256)> {
    let word = |index: usize| U256::from_be_slice(&log.data.data[32 * index..][..32]);
    let list = |head: usize| -> Vec<U256> {
        let start = word(head).to::<usize>() / 32;
        (1..=word(start).to::<usize>()).map(|offset| word(start + offset)).collect()
    };
    list(0).into_iter().zip(list(1)).collect()
}

fn check(steps: &[Step]) -> Result<usize, TestCaseError> {
    let mut market = Market::new();
    let mut told = market.balances();
    let mut succeeded = 0;
    for step in steps {
        let outcome = market.act(*step).map_err(|error| TestCaseError::fail(error.to_string()))?;
        succeeded += usize::from(outcome.is_success());
        apply(&mut told, &outcome.raw.logs);
        // What was frozen to be wiped moves again, so that the next step finds a market.
        thaw(&mut market, *step);
        let held = market.balances();
        prop_assert_eq!(&told, &held, "{:?}\n{}", step, outcome.tree());
    }
    market.check_faces(&told).map_err(|error| TestCaseError::fail(error.to_string()))?;
    Ok(succeeded)
}

fn thaw(market: &mut Market, step: Step) {
    if step.action != 19 {
        return;
    }
    let of = address(market.holders[step.target]);
    let (function, arguments) = if step.nonce == 0 {
        ("unFreeze", vec![text(&market.tokens[0]), of])
    } else {
        let token = text(&market.tokens[collection(step.nonce)]);
        ("unFreezeSingleNFT", vec![token, count(step.nonce), of])
    };
    market.stage.esdt(function, arguments).expect("a call");
}

#[test]
fn logs_explain_every_balance() {
    let step = (0..ACTIONS, 0..5usize, 0..5usize, 0..12u64, 0..6u64).prop_map(
        |(action, actor, target, amount, nonce)| Step { action, actor, target, amount, nonce },
    );
    let config = Config { cases: 10, failure_persistence: None, ..Config::default() };
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &[5; 32]);
    let mut runner = TestRunner::new_with_rng(config, random);
    let tally = core::cell::Cell::new((0, 0));
    let result = runner.run(&proptest::collection::vec(step, 30), |steps| {
        let succeeded = check(&steps)?;
        let (all, good) = tally.get();
        tally.set((all + steps.len(), good + succeeded));
        Ok(())
    });
    match result {
        Ok(()) => {}
        Err(TestError::Fail(reason, steps)) => panic!("{reason}\n{steps:#?}"),
        Err(error @ TestError::Abort(_)) => panic!("{error}"),
    }
    let (all, good) = tally.get();
    println!("{good} of {all} steps succeeded");
    // Steps that all fail would prove nothing.
    assert!(good * 4 > all);
}

/// Instances are struck out at every place of the list, and new ones take no place twice.
#[test]
fn the_list_of_instances_has_no_gaps() -> Tested {
    let mut market = Market::new();
    let token = market.tokens[1].clone();
    let issuer = market.stage.issuer.reference;
    // Holders have the first five, the issuer among them; it makes the next, and burns by nonce.
    for steps in [[0, 0, 0], [6, 0, 9], [8, 0, 7], [5, 0, 0], [10, 12, 11]] {
        for nonce in steps {
            if nonce == 0 {
                market.stage.create(&token, issuer, 1)?;
            } else {
                let arguments = vec![text(&token), count(nonce), count(1)];
                market.stage.own(issuer, "ESDTNFTBurn", arguments)?.expect_success();
            }
            let balances = market.balances();
            market.check_faces(&balances)?;
        }
    }
    let all = market.balances();
    assert_eq!(all.keys().filter(|(it, ..)| *it == token).count(), 4);
    Ok(())
}

/// Each action once in a form that succeeds, so that none is only there to fail.
#[test]
fn every_path_is_told() {
    let with = |action, actor, target, amount, nonce| Step { action, actor, target, amount, nonce };
    // Nonces pick the collection: 3 is a non-fungible one, 1 a semi-fungible, 2 a meta one.
    for (step, count) in [
        (with(0, 0, 1, 5, 0), 1),
        (with(1, 0, 1, 5, 1), 1),
        (with(1, 2, 0, 1, 3), 1),
        (with(2, 0, 1, 5, 2), 2),
        (with(4, 1, 2, 5, 0), 1),
        (with(5, 0, 1, 5, 0), 1),
        (with(6, 0, 1, 0, 1), 1),
        (with(7, 1, 3, 0, 2), 0),
        (with(7, 1, 0, 0, 2), 1),
        (with(8, 0, 1, 3, 1), 1),
        (with(9, 0, 1, 3, 0), 1),
        (with(10, 0, 0, 5, 0), 1),
        (with(11, 1, 0, 5, 0), 1),
        (with(12, 1, 0, 5, 1), 1),
        (with(12, 2, 0, 1, 3), 1),
        (with(13, 0, 0, 5, 1), 1),
        (with(14, 0, 0, 1, 3), 1),
        (with(14, 0, 0, 5, 1), 2),
        (with(15, 0, 0, 5, 0), 1),
        (with(16, 0, 0, 5, 1), 1),
        (with(17, 0, 0, 5, 0), 1),
        (with(18, 0, 0, 5, 1), 1),
        (with(18, 0, 0, 1, 0), 0),
        (with(19, 0, 0, 0, 0), 1),
        (with(19, 0, 0, 0, 1), 1),
        (with(19, 0, 2, 0, 3), 1),
        (with(20, 0, 1, 5, 0), 1),
        (with(21, 1, 0, 5, 0), 1),
        (with(3, 0, 2, 5, 1), 0),
    ] {
        let mut market = Market::new();
        let mut told = market.balances();
        let outcome = market.act(step).expect("an outcome");
        let is_told = |log: &&LogRecord| matches!(log, LogRecord::TokenFace { .. });
        let logs = outcome.raw.logs.iter().filter(is_told).count();
        assert_eq!(outcome.is_success(), count != 0, "{step:?}: {}", outcome.tree());
        assert_eq!(logs, count, "{step:?}: {}", outcome.tree());
        apply(&mut told, &outcome.raw.logs);
        assert_eq!(told, market.balances(), "{step:?}");
        market.check_faces(&told).expect("views");
    }
}
