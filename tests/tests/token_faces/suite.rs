//! The behaviour suite: cases as data, over `OpenZeppelin`'s contracts and over the faces.
//!
//! A case is a list of steps. `make` and `burn` change the supply, `permit` signs and sends a permit,
//! every other step is a call: who calls (`from`; a view has none), what it gives (`gives`), which logs it
//! writes in order (`logs`, with those of receivers), or the error it reverts with (`reverts`; without
//! items, for a revert without data), after which the state is as before.

use super::stage::{Stage, Tested, bytes, number, text};
use alloy_primitives::{Address as Face, B256, Signature, U256, keccak256};
use k256::ecdsa::SigningKey;
use num_bigint::{BigInt, BigUint};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use test_kit::{Contract, DeployOptions, TestError, TestOutcome, Value, args};
use vm_core::{AccountRef, AddressForms, LogRecord};

/// A standard: its cases, `OpenZeppelin`'s contract, the interface of the face, the type of token.
struct Standard {
    cases: &'static str,
    contract: &'static str,
    interface: &'static str,
    kind: &'static str,
}

const ERC20: Standard = Standard {
    cases: include_str!("erc20.json"),
    contract: "OzErc20",
    interface: "IErc20Face",
    kind: "FNG",
};
const ERC721: Standard = Standard {
    cases: include_str!("erc721.json"),
    contract: "OzErc721",
    interface: "IErc721Face",
    kind: "NFT",
};
const ERC1155: Standard = Standard {
    cases: include_str!("erc1155.json"),
    contract: "OzErc1155",
    interface: "IErc1155Face",
    kind: "SFT",
};

#[test]
fn openzeppelins_erc20() -> Tested {
    run(&ERC20, false)
}

#[test]
fn the_face_of_a_fungible_token() -> Tested {
    run(&ERC20, true)
}

#[test]
fn openzeppelins_erc721() -> Tested {
    run(&ERC721, false)
}

#[test]
fn the_face_of_a_non_fungible_collection() -> Tested {
    run(&ERC721, true)
}

#[test]
fn openzeppelins_erc1155() -> Tested {
    run(&ERC1155, false)
}

#[test]
fn the_face_of_a_semi_fungible_collection() -> Tested {
    run(&ERC1155, true)
}

#[test]
fn the_face_of_a_meta_collection() -> Tested {
    run(&Standard { kind: "META", ..ERC1155 }, true)
}

fn run(standard: &Standard, is_face: bool) -> Tested {
    let cases: Vec<Json> = serde_json::from_str(standard.cases).expect("cases");
    assert!(cases.len() >= 5);
    for case in &cases {
        let name = case["name"].as_str().expect("a name");
        let mut subject = Subject::new(standard, is_face)?;
        for (index, step) in case["steps"].as_array().expect("steps").iter().enumerate() {
            subject.step(step, &format!("{name}, step {index}: {step}"))?;
        }
    }
    Ok(())
}

/// What is tested, and everybody in the cases.
struct Subject {
    stage: Stage,
    contract: Contract,
    /// The token behind a face.
    token: Option<String>,
    accounts: BTreeMap<String, AccountRef>,
    keys: BTreeMap<String, SigningKey>,
    made: u64,
}

impl Subject {
    fn new(standard: &Standard, is_face: bool) -> Result<Self, TestError> {
        let mut stage = Stage::new();
        let mut accounts = BTreeMap::new();
        for name in ["alice", "bob", "carol"] {
            accounts.insert(name.to_owned(), stage.world.evm_account(name, 1_000u64).reference);
        }
        for (answer, name) in (0u8..).zip(["taker", "refuser", "failer", "silent", "mover"]) {
            let named = DeployOptions::default().name(name);
            let receiver =
                stage.world.deploy_evm_with(accounts["alice"], "Receiver", args![answer], named)?;
            accounts.insert(name.to_owned(), receiver.reference);
        }
        let other = stage.world.deploy_evm(accounts["alice"], "Token", args![0u64])?;
        accounts.insert("contract".to_owned(), other.reference);
        let mut keys = BTreeMap::new();
        for (secret, name) in [(7, "signer"), (8, "stranger")] {
            let key = SigningKey::from_slice(&[secret; 32]).expect("a key");
            let face = Face::from_private_key(&key);
            accounts.insert(name.to_owned(), stage.world.runtime().forms().of_face(face));
            keys.insert(name.to_owned(), key);
        }
        let zero = stage.world.runtime().forms().of_face(Face::ZERO);
        accounts.insert("zero".to_owned(), zero);
        let (contract, token) = if is_face {
            let token = stage.issue(standard.kind)?;
            (stage.face(&token, standard.interface)?, Some(token))
        } else {
            let arguments = match standard.contract {
                "OzErc1155" => args![],
                _ => args!["SuiteToken", "SUITE"],
            };
            (stage.world.deploy_evm(accounts["alice"], standard.contract, arguments)?, None)
        };
        accounts.insert("subject".to_owned(), contract.reference);
        Ok(Self { stage, contract, token, accounts, keys, made: 0 })
    }

    fn step(&mut self, step: &Json, place: &str) -> Tested {
        if let Some(made) = step.get("make") {
            return self.make(made);
        }
        let before = self.stage.world.state();
        let outcome = if let Some(burned) = step.get("burn") {
            self.burn(burned)?
        } else if let Some(permit) = step.get("permit") {
            self.permit(permit)?
        } else {
            self.call(step)?
        };
        if let Some(expected) = step.get("reverts") {
            assert!(!outcome.is_success(), "{place}");
            assert_eq!(
                self.error_of(&outcome),
                self.texts(expected),
                "{place}\n{}",
                outcome.tree()
            );
            assert_eq!(self.stage.world.state(), before, "{place}");
            return Ok(());
        }
        assert!(outcome.is_success(), "{place}: {}\n{}", outcome.message(), outcome.tree());
        if let Some(expected) = step.get("gives") {
            let given: Vec<String> = outcome.values()?.iter().map(show).collect();
            assert_eq!(given, self.texts(expected), "{place}");
        }
        let expected = step.get("logs").and_then(Json::as_array).cloned().unwrap_or_default();
        let expected: Vec<Vec<String>> = expected.iter().map(|log| self.texts(log)).collect();
        assert_eq!(logs(&outcome), expected, "{place}");
        Ok(())
    }

    fn call(&mut self, step: &Json) -> Result<TestOutcome, TestError> {
        let arguments: Vec<Value> = match step.get("args").and_then(Json::as_array) {
            Some(arguments) => arguments.iter().map(|it| self.value(it)).collect(),
            None => Vec::new(),
        };
        let (from, function, is_view) = match step.get("view") {
            Some(function) => (self.accounts["carol"], function, true),
            None => (self.account(&step["from"]), &step["call"], false),
        };
        let function = function.as_str().expect("a function");
        let call = self.stage.world.call(from, &self.contract, function, arguments);
        if is_view { call.read_only().run() } else { call.run() }
    }

    /// Makes `[account, amount]`, `[account]` with the next id, or `[account, id, amount]`.
    fn make(&mut self, made: &Json) -> Tested {
        let to = self.account(&made[0]);
        let number = |index: usize| made[index].as_u64().expect("a number");
        match (self.token.clone(), made.as_array().map_or(0, Vec::len)) {
            (Some(token), 2) => self.stage.mint(&token, to, &BigUint::from(number(1))),
            (Some(token), 1) => self.stage.create(&token, to, 1),
            (Some(token), _) => {
                while self.made < number(1) {
                    let issuer = self.stage.issuer.reference;
                    self.stage.create(&token, issuer, 1)?;
                    self.made += 1;
                }
                self.stage.add(&token, number(1), to, number(2))
            }
            (None, 1) => {
                self.made += 1;
                self.direct(to, "make", args![to, self.made, "ipfs://one"]).map(drop)
            }
            (None, 2) => self.direct(to, "make", args![to, number(1)]).map(drop),
            (None, _) => {
                self.direct(to, "make", args![to, number(1), number(2)])?;
                self.direct(to, "setUri", args![number(1), "ipfs://one"]).map(drop)
            }
        }
    }

    /// Burns `[account, amount]`, or with `id` between of an instance.
    fn burn(&mut self, burned: &Json) -> Result<TestOutcome, TestError> {
        let from = self.account(&burned[0]);
        let numbers: Vec<u64> =
            burned.as_array().expect("a list").iter().filter_map(Json::as_u64).collect();
        let Some(token) = self.token.clone() else {
            let arguments = numbers.iter().map(|it| Value::from(*it)).collect();
            return self.stage.world.call(from, &self.contract, "burn", arguments).run();
        };
        let big: Vec<_> = numbers.iter().map(|it| number(&BigUint::from(*it))).collect();
        let (function, more) = match self.contract.abi.as_ref() {
            test_kit::Abi::Solidity(abi) if abi.function("ownerOf", 1).is_ok() => {
                ("ESDTNFTBurn", bytes(&[&[1]]))
            }
            _ if numbers.len() == 2 => ("ESDTNFTBurn", Vec::new()),
            _ => ("ESDTLocalBurn", Vec::new()),
        };
        let arguments = [vec![text(&token)], big, more].concat();
        self.stage.own(from, function, arguments)
    }

    fn direct(
        &mut self,
        from: AccountRef,
        function: &str,
        arguments: Vec<Value>,
    ) -> Result<TestOutcome, TestError> {
        self.stage.world.call(from, &self.contract, function, arguments).succeed()
    }

    /// Signs a permit and sends it in the name of carol. `by` signs in the place of the owner, `twin` takes the
    /// signature's other form, `again` the nonce before.
    fn permit(&mut self, permit: &Json) -> Result<TestOutcome, TestError> {
        let (owner, spender) = (self.account(&permit["owner"]), self.account(&permit["spender"]));
        let amount = U256::from(permit["amount"].as_u64().expect("an amount"));
        let deadline = permit.get("deadline").and_then(Json::as_u64).map_or(U256::MAX, U256::from);
        let nonce: U256 =
            self.stage.world.query(&self.contract, "nonces", args![owner])?.single()?;
        let nonce = if permit.get("again").is_some() { nonce - U256::from(1) } else { nonce };
        let domain: B256 =
            self.stage.world.query(&self.contract, "DOMAIN_SEPARATOR", args![])?.single()?;
        let kind = keccak256(
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)",
        );
        let words = [
            kind,
            owner.face.into_word(),
            spender.face.into_word(),
            amount.into(),
            nonce.into(),
            deadline.into(),
        ];
        let hash = keccak256(words.concat());
        let digest = keccak256([&[0x19, 0x01][..], domain.as_slice(), hash.as_slice()].concat());
        let by = permit.get("by").unwrap_or(&permit["owner"]).as_str().expect("a name");
        let (signature, recovery) =
            self.keys[by].sign_prehash_recoverable(digest.as_slice()).expect("a signature");
        let signature = Signature::from_signature_and_parity(signature, recovery.is_y_odd());
        let (mut s, mut is_odd) = (signature.s(), signature.v());
        if permit.get("twin").is_some() {
            (s, is_odd) = (ORDER - s, !is_odd);
        }
        let v = if is_odd { 28u8 } else { 27 };
        let v = permit
            .get("parity")
            .and_then(Json::as_u64)
            .map_or(v, |it| it.try_into().expect("a byte"));
        let (r, s) = (B256::from(signature.r()), B256::from(s));
        let arguments = args![owner, spender, amount, deadline, v, r, s];
        let carol = self.accounts["carol"];
        self.stage.world.call(carol, &self.contract, "permit", arguments).run()
    }

    fn account(&self, name: &Json) -> AccountRef {
        self.accounts[name.as_str().expect("a name")]
    }

    fn value(&self, json: &Json) -> Value {
        match json {
            Json::Bool(flag) => (*flag).into(),
            Json::Number(number) => BigInt::from(number.as_i64().expect("a number")).into(),
            Json::Array(items) => Value::List(items.iter().map(|it| self.value(it)).collect()),
            Json::String(text) => match self.accounts.get(text) {
                Some(account) => (*account).into(),
                None if text == "max" => U256::MAX.into(),
                None => match text.strip_prefix("0x") {
                    Some(digits) => hex::decode(digits).expect("digits").as_slice().into(),
                    None => text.as_str().into(),
                },
            },
            Json::Null | Json::Object(_) => panic!("no value: {json}"),
        }
    }

    /// Values as they are compared.
    fn texts(&self, list: &Json) -> Vec<String> {
        list.as_array().expect("a list").iter().map(|it| show(&self.value(it))).collect()
    }

    /// Name and fields of the error, or nothing for a revert without data.
    fn error_of(&self, outcome: &TestOutcome) -> Vec<String> {
        let Some((signature, values)) = outcome.error() else {
            let blob = outcome.blob();
            return if blob.is_empty() { Vec::new() } else { vec![format!("{blob}")] };
        };
        let name = signature.split('(').next().expect("a name").to_owned();
        core::iter::once(name).chain(values.iter().map(show)).collect()
    }
}

/// Order of secp256k1.
const ORDER: U256 = alloy_primitives::uint!(
    0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141_U256
);

/// The EVM's logs: name and fields.
fn logs(outcome: &TestOutcome) -> Vec<Vec<String>> {
    let mut events = outcome.all_events();
    events.retain(|event| !matches!(event.record, LogRecord::Native(_)));
    let fields = |event: &test_kit::Event| {
        let name = event.name.split('(').next().unwrap_or_default().to_owned();
        core::iter::once(name).chain(event.values.iter().map(show)).collect()
    };
    events.iter().map(fields).collect()
}

fn show(value: &Value) -> String {
    match value {
        Value::Account(account) => account.face.to_string(),
        Value::Face(face) => face.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Bytes(bytes) => bytes.to_string(),
        Value::List(items) => format!("{:?}", items.iter().map(show).collect::<Vec<_>>()),
        other => panic!("no value of a face: {other:?}"),
    }
}
