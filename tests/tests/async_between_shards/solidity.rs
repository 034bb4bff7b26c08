//! Calls of a Solidity contract to contracts of another shard, through the gateway: what leaves, what is
//! stored, and how the answer comes back.

use crate::{STORED_PREFIX, Shard, Shards, Tested, contract};
use alloy_primitives::B256;
use runtime::{Destination, Message, Outcome};
use std::error::Error;
use std::sync::Arc;
use test_kit::{Abi, Account, Contract, FromValue, Value, World, args};
use vm_core::{
    Address, AddressForms, BlockchainHook, Bytes, CallType, EvmAddress, GasUnit, LogRecord,
    OutgoingTransfer, ReturnData, Status, U256,
};
use world::WorldState;

const GAS_RATIO: u64 = 20;
const GAS_LIMIT: u64 = 400_000;
const CALLBACK_GAS: u64 = 300_000;

/// Contracts of the other shard.
const ADDER: Address = far(1);
const REENTRANT: Address = far(2);
pub(super) const VAULT: Address = far(3);
/// A contract that takes no value.
pub(super) const FORWARDER: Address = far(4);
/// A key of the other shard.
pub(super) const KEY: Address = Address([1; 32]);

/// The address of a WASM contract of the other shard.
const fn far(number: u8) -> Address {
    let mut bytes = [0; 32];
    (bytes[8], bytes[10], bytes[31]) = (5, number, 1);
    Address(bytes)
}

pub(super) struct Stage {
    pub(super) shards: Shards,
    /// Knows the ABIs; its state is the near shard's at the beginning.
    world: World,
    pub(super) alice: Account,
    /// The Solidity contract that calls.
    user: Contract,
    /// One that calls and pays as it is told.
    pub(super) payer: Contract,
}

/// How a call ended, as the contract was told.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    closure: String,
    code: u64,
    results: Vec<Bytes>,
    value: u64,
}

struct Wish<'a> {
    to: Address,
    value: u64,
    function: &'a str,
    items: Vec<Bytes>,
}

impl<'a> Wish<'a> {
    fn new(to: Address, function: &'a str, items: &[&[u8]]) -> Self {
        let items = items.iter().map(|it| Bytes::copy_from_slice(it)).collect();
        Self { to, value: 0, function, items }
    }

    fn value(self, value: u64) -> Self {
        Self { value, ..self }
    }

    fn argument(&self) -> Value {
        Value::Tuple(vec![
            Value::from(Bytes::copy_from_slice(self.to.as_slice())),
            self.value.into(),
            Value::List(Vec::new()),
            self.function.into(),
            self.items.clone().into(),
        ])
    }
}

fn far_state() -> WorldState {
    let mut state = WorldState::default();
    state.insert(ADDER, contract("adder", 0, &[("sum", &[12])]));
    state.insert(REENTRANT, contract("reentrant", 0, &[("value", &[3])]));
    state.insert(VAULT, contract("esdt-vault", 0, &[]));
    let mut forwarder = contract("forwarder", 0, &[]);
    forwarder.data.native.metadata = [5, 0];
    state.insert(FORWARDER, forwarder);
    state
}

/// Two shards, or one that holds the accounts of both.
pub(super) fn stage(count: usize) -> Result<Stage, Box<dyn Error>> {
    let mut world = World::new();
    let alice = world.account("alice", 1_000_000u64);
    let user = world.deploy_evm(&alice, "GatewayUser", args![])?;
    let payer = world.deploy_evm(&alice, "Forwarder", args![])?;
    for contract in [&user, &payer] {
        let address = contract.address();
        world.update(|state| state.account_mut(&address).data.balance = U256::from(1_000));
    }
    let mut near = world.state();
    let mut states = vec![];
    if count == 1 {
        for (address, account) in far_state().accounts() {
            near.insert(address, account.clone());
        }
        states.push(near);
    } else {
        states.extend([near, far_state()]);
    }
    Ok(Stage { shards: Shards::new(states)?, world, alice, user, payer })
}

impl Stage {
    pub(super) fn near(&self) -> &Arc<Shard> {
        &self.shards.shards[0]
    }

    /// Has the contract called by a key; the number makes the transaction's hash.
    fn ask(
        &self,
        function: &str,
        arguments: &[Value],
        number: u8,
    ) -> Result<Outcome, Box<dyn Error>> {
        self.ask_of(&self.user, function, arguments, number)
    }

    pub(super) fn ask_of(
        &self,
        contract: &Contract,
        function: &str,
        arguments: &[Value],
        number: u8,
    ) -> Result<Outcome, Box<dyn Error>> {
        let message = Message {
            from: self.alice.address(),
            destination: Destination::Call(contract.address()),
            input: self.world.input(contract, function, arguments)?,
            gas_limit: 5_000_000,
            hash: B256::repeat_byte(number),
            ..Message::default()
        };
        self.shards.execute(&message)
    }

    fn call_async(&self, wish: &Wish<'_>, closure: &str) -> Result<Outcome, Box<dyn Error>> {
        let closure = Bytes::copy_from_slice(closure.as_bytes());
        self.ask("callAsync", &args![wish.argument(), GAS_LIMIT, CALLBACK_GAS, closure], 1)
    }

    /// The answers that a transaction told the contract.
    fn answers(&self, outcome: &Outcome) -> Vec<Answer> {
        let Abi::Solidity(abi) = self.user.abi.as_ref() else { panic!("Solidity") };
        let accounts = **self.shards.runtime.forms();
        let events = outcome.logs.iter().filter_map(|log| match log {
            LogRecord::Evm { log, .. } => abi.decode_log(log, &Forms(accounts)),
            LogRecord::Native(_) | LogRecord::TokenFace { .. } => None,
        });
        let answers = events.filter(|(name, _)| name.starts_with("Answered("));
        let fields =
            answers.map(|(_, values)| FromValue::from_value(Value::Tuple(values)).unwrap());
        fields
            .map(|(closure, code, results, value)| Answer { closure, code, results, value })
            .collect()
    }

    pub(super) fn balance(&self, address: &Address) -> u64 {
        let account = self.shards.of(address).world.account(address).unwrap();
        account.map_or(0, |it| it.balance.to())
    }

    /// The frames that the contract has stored.
    fn stored(&self) -> Vec<(Bytes, Bytes)> {
        let mut entries = self.near().world.storage_entries(&self.user.address()).unwrap();
        entries.retain(|(key, _)| key.starts_with(STORED_PREFIX));
        entries
    }
}

#[derive(Debug)]
struct Forms(account_map::EvmForms);

impl test_kit::Accounts for Forms {
    fn of_address(&self, address: &Address) -> vm_core::AccountRef {
        self.0.of_address(address)
    }

    fn of_face(&self, face: EvmAddress) -> vm_core::AccountRef {
        self.0.of_face(face)
    }
}

pub(super) fn only<T>(list: &[T]) -> &T {
    let [only] = list else { panic!("{} instead of one", list.len()) };
    only
}

/// Why a transaction was reverted.
pub(super) fn reason(outcome: &Outcome) -> String {
    assert_eq!(outcome.status, Status::Revert);
    let ReturnData::Blob(data) = &outcome.data else { panic!("{:?}", outcome.data) };
    String::from_utf8_lossy(data).into_owned()
}

#[test]
fn a_call_leaves_and_its_answer_comes_back() -> Tested {
    let stage = stage(2)?;
    let user = stage.user.address();
    let first = stage.call_async(&Wish::new(ADDER, "add", &[&[4]]).value(7), "add")?;
    assert!(first.is_success(), "{:?}", first.message);
    assert_eq!(stage.answers(&first), []);
    let call = only(&first.outgoing);
    let expected = OutgoingTransfer {
        from: user,
        to: ADDER,
        value: U256::from(7),
        gas_limit: GAS_LIMIT * GAS_RATIO,
        gas_locked: CALLBACK_GAS * GAS_RATIO,
        data: Bytes::from_static(b"add@04"),
        async_data: call.async_data.clone(),
        call_type: CallType::AsynchronousCall,
        is_return: false,
    };
    assert_eq!(*call, expected);
    assert_eq!(stage.balance(&user), 993);
    assert_eq!(stage.stored().len(), 1);
    let (sent, outcomes) = stage.shards.settle(&first, B256::ZERO)?;
    let [_, answer] = &sent[..] else { panic!("{sent:?}") };
    // `add` takes no value.
    assert_eq!((answer.from, answer.to, answer.value), (ADDER, user, U256::from(7)));
    assert_eq!(answer.gas_limit, CALLBACK_GAS * GAS_RATIO);
    let [called, back] = &outcomes[..] else { panic!("{outcomes:?}") };
    assert!(!called.is_success());
    assert!(back.is_success(), "{:?}", back.message);
    let answer = stage.answers(back);
    assert_eq!((only(&answer).code, only(&answer).value), (4, 7));
    assert_eq!(stage.balance(&user), 1_000);
    assert_eq!(stage.stored(), []);

    let first = stage.call_async(&Wish::new(ADDER, "add", &[&[4]]), "add")?;
    let (sent, outcomes) = stage.shards.settle(&first, B256::ZERO)?;
    let back = &outcomes[1];
    let expected = Answer { closure: "add".to_owned(), code: 0, results: vec![], value: 0 };
    assert_eq!(stage.answers(back), [expected]);
    // What the call left travels to the callback, in MultiversX's unit.
    let left = outcomes[0].gas.limit - outcomes[0].gas.used;
    assert!(left > 0);
    assert_eq!(sent[1].gas_limit, left + CALLBACK_GAS * GAS_RATIO);
    assert_eq!((back.gas.limit, back.gas.unit), (sent[1].gas_limit, GasUnit::MultiversX));
    assert!(back.gas.used < back.gas.limit);
    assert_eq!(stage.shards.value(&ADDER, b"sum")[..], [16]);
    assert_eq!(stage.stored(), []);
    Ok(())
}

/// The contract sees the same answers, wherever the contracts lie that it calls; but the code of a failure is
/// always 4 between shards.
#[test]
fn a_contract_cannot_tell_whether_its_destination_is_near_or_far() -> Tested {
    let (near, far) = (stage(1)?, stage(2)?);
    let cases = [
        Wish::new(ADDER, "getSum", &[]),
        Wish::new(ADDER, "add", &[&[3]]),
        Wish::new(REENTRANT, "fail", &[b"no"]),
        Wish::new(REENTRANT, "nothing", &[]).value(7),
        Wish::new(REENTRANT, "trap", &[]).value(9),
        Wish::new(VAULT, "deposit", &[]).value(5),
        Wish::new(FORWARDER, "", &[]).value(3),
        Wish::new(VAULT, "", &[]).value(3),
        Wish::new(KEY, "", &[]).value(2),
    ];
    for (wish, number) in cases.iter().zip(0u8..) {
        let what = format!("{} of {}", wish.function, wish.to);
        let closure = [number; 40];
        let closure = core::str::from_utf8(&closure)?;
        let first = near.call_async(wish, closure)?;
        assert!(first.is_success(), "{what}: {:?}", first.message);
        let mut told = near.answers(&first);
        for answer in &mut told {
            answer.code = if answer.code == 0 { 0 } else { 4 };
        }
        let first = far.call_async(wish, closure)?;
        assert!(first.is_success(), "{what}: {:?}", first.message);
        assert_eq!(far.answers(&first), [], "{what}");
        let (sent, outcomes) = far.shards.settle(&first, B256::ZERO)?;
        assert_eq!(sent.len(), 2, "{what}: {sent:?}");
        assert_eq!(far.answers(&outcomes[1]), told, "{what}");
        assert_eq!(told.len(), 1);
        assert_eq!(far.stored(), [], "{what}");
        for address in [near.user.address(), REENTRANT, VAULT, FORWARDER, KEY] {
            assert_eq!(near.balance(&address), far.balance(&address), "{what}");
        }
    }
    assert_eq!(near.balance(&KEY), 2);
    // What a destination pays comes to `receive` here, and with the callback from there.
    let withdraw = Wish::new(VAULT, "withdraw", &[b"EGLD-000000", &[], &[5]]);
    for (stage, value) in [(&near, 0), (&far, 5)] {
        let first = stage.call_async(&withdraw, "w")?;
        let (_, outcomes) = stage.shards.settle(&first, B256::ZERO)?;
        let told = stage.answers(outcomes.last().unwrap_or(&first));
        let expected = Answer { closure: "w".to_owned(), code: 0, results: vec![], value };
        assert_eq!(told, [expected]);
        assert_eq!((stage.balance(&VAULT), stage.balance(&stage.user.address())), (3, 995));
    }
    Ok(())
}

/// What is refused when it is registered, and calls whose answer nobody wants to know.
#[test]
fn what_leaves_is_checked_and_paid_for() -> Tested {
    let stage = stage(2)?;
    let user = stage.user.address();
    let payments = Value::List(vec![Value::from(("TOK-123456", 0u64, 1u64))]);
    let mut with_tokens = Wish::new(VAULT, "deposit", &[]).argument();
    if let Value::Tuple(fields) = &mut with_tokens {
        fields[2] = payments;
    }
    let outcome = stage.ask("callAndForget", &args![with_tokens, 100_000u64], 1)?;
    assert!(reason(&outcome).contains("tokens do not leave the shard"), "{}", reason(&outcome));
    assert!(outcome.outgoing.is_empty());
    // Nothing but an asynchronous call leaves.
    let wish = Wish::new(VAULT, "deposit", &[]).value(1);
    let outcome = stage.ask("call", &args![wish.argument()], 1)?;
    assert!(reason(&outcome).contains("in another shard"), "{}", reason(&outcome));
    assert!(outcome.outgoing.is_empty());
    // What is stored is paid for: a closure of a kilobyte more costs what a kilobyte does.
    let wish = Wish::new(ADDER, "getSum", &[]);
    let mut used = [0, 0];
    for (length, used) in [0usize, 1024].into_iter().zip(&mut used) {
        let closure = Bytes::from(vec![7; length]);
        let arguments = args![wish.argument(), GAS_LIMIT, CALLBACK_GAS, closure];
        let outcome = stage.ask("callAsync", &arguments, 2)?;
        assert!(outcome.is_success(), "{:?}", outcome.message);
        *used = outcome.gas.used;
    }
    let config = stage.shards.runtime.config();
    let schedule = config.rules_at(0)?.gas_schedule.clone();
    let price = schedule.base_operation.store_per_byte * 1024 / GAS_RATIO;
    assert!(used[1] - used[0] >= price, "{used:?} {price}");
    // Nobody wants to know: a failure gives the value back.
    let before = stage.balance(&user);
    for (function, value) in [("trap", 9u64), ("nothing", 0)] {
        let wish = Wish::new(REENTRANT, function, &[]).value(value);
        let first = stage.ask("callAndForget", &args![wish.argument(), 100_000u64], 3)?;
        assert!(first.is_success(), "{:?}", first.message);
        assert_eq!(stage.balance(&user), before - value);
        let (_, outcomes) = stage.shards.settle(&first, B256::ZERO)?;
        assert!(outcomes[1].is_success(), "{:?}", outcomes[1].message);
        assert_eq!(outcomes[1].gas.used, 0);
        assert_eq!(stage.balance(&user), before);
    }
    Ok(())
}

/// A callback that fails undoes all but the value that came with it: the frame stays stored.
#[test]
fn a_callback_that_fails_undoes_its_message() -> Tested {
    let stage = stage(2)?;
    let before = stage.balance(&stage.user.address());
    let first = stage.call_async(&Wish::new(REENTRANT, "trap", &[]).value(9), "fail")?;
    let (sent, outcomes) = stage.shards.settle(&first, B256::ZERO)?;
    assert!(!outcomes[1].is_success());
    let kinds: Vec<_> = sent.iter().map(|it| (it.call_type, it.value.to::<u64>())).collect();
    use CallType::{AsynchronousCall, AsynchronousCallBack};
    assert_eq!(kinds, [(AsynchronousCall, 9), (AsynchronousCallBack, 9)]);
    assert_eq!(stage.balance(&stage.user.address()), before);
    assert_eq!(stage.stored().len(), 1);
    assert_eq!(stage.answers(&outcomes[1]), []);
    Ok(())
}
