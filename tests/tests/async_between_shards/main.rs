//! Asynchronous calls between two shards: hop by hop what leaves, what is stored, what comes back, as the
//! production node did it; and one contract that cannot tell whether its destination is near or far.
#![cfg(test)]
#![expect(clippy::arithmetic_side_effects, reason = "a test that overflows fails")]

mod esdt_contract;
mod outputs;
mod payments;
mod solidity;
mod tokens;

use alloy_primitives::{B256, hex};
use runtime::{
    BlockContext, Delivery, Destination, ExecuteOptions, Message, Outcome, Runtime, RuntimeBuilder,
};
use serde::Deserialize;
use std::collections::{BTreeMap, VecDeque};
use std::error::Error;
use std::sync::Arc;
use tests::root;
use vm_core::{
    AccountData, Address, Arrival, AsyncArguments, BlockchainHook, Bytes, CallInput, CallScheme,
    CallType, Code, EvmAddress, Fault, GasScheduleVersion, NativeAccount, OutgoingTransfer,
    Release, StoredValue, U256, VmType,
};
use world::{World, WorldAccount, WorldState};

type Tested = Result<(), Box<dyn Error>>;

const RECORDS: &str = include_str!("records.json");
const STORED_PREFIX: &[u8] = b"ELRONDVM@ASYNC";
const MOVE_GAS: u64 = 50_000;
const GAS_PER_DATA_BYTE: u64 = 1_500;

#[derive(Deserialize)]
struct Records {
    runs: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    forwarder: Address32,
    adder: Address32,
    reentrant: Address32,
    vault: Address32,
    sender: Address32,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    name: String,
    hash: B256,
    data: String,
    gas_limit: u64,
    value: u64,
    stored: String,
    is_gone: bool,
    callback_fails: bool,
    hops: Vec<Hop>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
struct Hop {
    kind: String,
    from: Address32,
    to: Address32,
    value: u64,
    gas: u64,
    data: String,
    /// Whether it brings back what was not taken; the records of contracts' calls do not tell.
    is_return: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(transparent)]
struct Address32(String);

impl Address32 {
    fn address(&self) -> Address {
        Address(hex::decode_to_array(&self.0).unwrap())
    }
}

/// Which of the two shards an address lies in, as in production with three of them.
fn shard_of(address: &Address) -> u8 {
    address.0.last().map_or(0, |it| it % 4)
}

/// One of the shards.
#[derive(Debug)]
struct Shard {
    number: u8,
    world: World,
    /// Whether this shard holds every account, and there is no other.
    is_alone: bool,
}

impl BlockchainHook for Shard {
    fn account(&self, address: &Address) -> Result<Option<AccountData>, Fault> {
        self.world.account(address)
    }

    /// A contract with one value has it at the root of its trie.
    fn storage(&self, address: &Address, key: &[u8]) -> Result<StoredValue, Fault> {
        let stored = self.world.storage(address, key)?;
        let count = self.world.storage_entries(address)?.len();
        Ok(StoredValue { trie_depth: u32::from(count > 1), ..stored })
    }

    fn slot(&self, address: &Address, slot: U256) -> Result<U256, Fault> {
        self.world.slot(address, slot)
    }

    fn address_of_alias(&self, alias: EvmAddress) -> Result<Option<Address>, Fault> {
        self.world.address_of_alias(alias)
    }

    fn storage_entries(&self, address: &Address) -> Result<Vec<(Bytes, Bytes)>, Fault> {
        self.world.storage_entries(address)
    }

    fn block_hash(&self, nonce: u64) -> Result<Option<B256>, Fault> {
        self.world.block_hash(nonce)
    }

    fn is_in_shard(&self, address: &Address) -> Result<bool, Fault> {
        Ok(self.is_alone || shard_of(address) == self.number)
    }
}

/// Both shards, and messages between them.
struct Shards {
    runtime: Runtime,
    shards: Vec<Arc<Shard>>,
}

impl Shards {
    fn new(states: Vec<WorldState>) -> Result<Self, Box<dyn Error>> {
        let runtime = RuntimeBuilder::default()
            .gas_schedule(GasScheduleVersion::V9)
            .release(Release::CryptoOpcodesV2)
            .build()?;
        let is_alone = states.len() == 1;
        let shards = states.into_iter().zip(0..).map(|(state, number)| {
            Arc::new(Shard { number, world: World::with_state(state), is_alone })
        });
        Ok(Self { runtime, shards: shards.collect() })
    }

    fn of(&self, address: &Address) -> &Arc<Shard> {
        self.shards.get(usize::from(shard_of(address))).unwrap_or(&self.shards[0])
    }

    fn execute(&self, message: &Message) -> Result<Outcome, Box<dyn Error>> {
        let Destination::Call(to) = message.destination else {
            return Err("a call".into());
        };
        let shard = self.of(&to);
        let (block, options) = (BlockContext::default(), ExecuteOptions::default());
        let outcome = if message.arrival.is_some() {
            self.runtime.execute(shard, &block, &Delivery(message.clone()), &options)?
        } else {
            self.runtime.execute(shard, &block, message, &options)?
        };
        shard.world.apply(&outcome.change);
        Ok(outcome)
    }

    /// Delivers whatever leaves until nothing does, and gives it in order with the last outcomes.
    fn settle(
        &self,
        first: &Outcome,
        hash: B256,
    ) -> Result<(Vec<OutgoingTransfer>, Vec<Outcome>), Box<dyn Error>> {
        let mut waiting = VecDeque::from(first.outgoing.clone());
        let (mut sent, mut outcomes) = (Vec::new(), Vec::new());
        while let Some(transfer) = waiting.pop_front() {
            if transfer.call_type != CallType::DirectCall {
                // Contracts find their own notes by the hash of the first transaction.
                let message = Message { hash, ..delivered(&transfer) };
                let outcome = self.execute(&message)?;
                waiting.extend(outcome.outgoing.clone());
                outcomes.push(outcome);
            }
            sent.push(transfer);
        }
        Ok((sent, outcomes))
    }

    fn value(&self, address: &Address, key: &[u8]) -> Bytes {
        let shard = self.of(address);
        let read = |state: &WorldState| {
            state.account(address).and_then(|it| it.storage.get(key)).cloned().unwrap_or_default()
        };
        shard.world.read(read)
    }

    fn change(&self, address: &Address, change: impl FnOnce(&mut WorldAccount)) {
        self.of(address).world.update(|state| {
            let mut account = state.account(address).cloned().unwrap_or_default();
            change(&mut account);
            state.insert(*address, account);
        });
    }
}

fn items(text: &[u8]) -> Vec<Bytes> {
    let parts = text.split(|byte| *byte == b'@').skip(1);
    parts.map(|part| Bytes::from(hex::decode(part).unwrap())).collect()
}

/// The message that a transfer between shards is in the shard of its receiver.
fn delivered(transfer: &OutgoingTransfer) -> Message {
    let is_callback = transfer.call_type == CallType::AsynchronousCallBack;
    let name = transfer.data.split(|byte| *byte == b'@').next().unwrap_or_default();
    let mut ids = items(&transfer.async_data).into_iter();
    let mut next = || ids.next().unwrap_or_default();
    let arguments = AsyncArguments {
        call_id: next(),
        caller_call_id: next(),
        initiator_call_id: next(),
        gas_accumulated: 0,
    };
    Message {
        from: transfer.from,
        destination: Destination::Call(transfer.to),
        value: transfer.value,
        input: CallInput::Function {
            name: Bytes::copy_from_slice(name),
            arguments: items(&transfer.data),
        },
        gas_limit: transfer.gas_limit,
        arrival: Some(Arrival {
            scheme: if is_callback { CallScheme::Callback } else { CallScheme::Async },
            arguments,
            gas_locked: transfer.gas_locked,
        }),
        ..Message::default()
    }
}

/// A transfer as the node writes it.
fn hop(transfer: &OutgoingTransfer) -> Hop {
    let kind = match transfer.call_type {
        CallType::AsynchronousCall => "call",
        CallType::AsynchronousCallBack => "callback",
        CallType::DirectCall | CallType::EsdtTransferAndExecute | CallType::ExecOnDestByCaller => {
            "direct"
        }
    };
    let mut data = [transfer.data.as_ref(), &transfer.async_data].concat();
    if kind == "call" {
        let locked = U256::from(transfer.gas_locked).to_be_bytes_trimmed_vec();
        data.extend_from_slice(format!("@{}", hex::encode(locked)).as_bytes());
    }
    Hop {
        kind: kind.to_owned(),
        from: Address32(hex::encode(transfer.from.as_slice())),
        to: Address32(hex::encode(transfer.to.as_slice())),
        value: transfer.value.to(),
        gas: transfer.gas_limit + transfer.gas_locked,
        data: String::from_utf8_lossy(&data).into_owned(),
        is_return: Some(transfer.is_return),
    }
}

fn contract(name: &str, balance: u64, storage: &[(&str, &[u8])]) -> WorldAccount {
    let path = root().join(format!("contracts/artifacts/{name}.wasm"));
    let code = Code::new(VmType::SPACE, std::fs::read(path).unwrap().into());
    let data = AccountData {
        code,
        balance: U256::from(balance),
        native: NativeAccount { metadata: [5, 6], ..NativeAccount::default() }.into(),
        ..AccountData::default()
    };
    let storage = storage.iter().map(|(key, value)| {
        (Bytes::copy_from_slice(key.as_bytes()), Bytes::copy_from_slice(value))
    });
    WorldAccount { data, storage: storage.collect::<BTreeMap<_, _>>(), ..WorldAccount::default() }
}

fn message(from: Address, to: Address, data: &str, gas_limit: u64, value: u64) -> Message {
    let moved = MOVE_GAS + GAS_PER_DATA_BYTE * u64::try_from(data.len()).unwrap();
    let name = data.split('@').next().unwrap_or_default();
    Message {
        from,
        destination: Destination::Call(to),
        value: U256::from(value),
        input: CallInput::function(name, items(data.as_bytes())),
        gas_limit: gas_limit - moved,
        ..Message::default()
    }
}

/// Two shards as the node had them: the caller's and the callees'.
fn shards_of(run: &Run) -> Result<Shards, Box<dyn Error>> {
    let (mut near, mut far) = (WorldState::default(), WorldState::default());
    near.insert(run.forwarder.address(), contract("forwarder-async", 1_000, &[]));
    let funds = AccountData { balance: U256::from(1_000_000), ..AccountData::default() };
    near.insert(run.sender.address(), WorldAccount { data: funds, ..WorldAccount::default() });
    far.insert(run.adder.address(), contract("adder", 0, &[("sum", &[12])]));
    far.insert(run.reentrant.address(), contract("reentrant", 0, &[("value", &[3])]));
    far.insert(run.vault.address(), contract("esdt-vault", 0, &[]));
    Shards::new(vec![near, far])
}

#[test]
fn every_hop_is_the_production_nodes() -> Tested {
    let records: Records = serde_json::from_str(RECORDS)?;
    let mut compared = 0;
    for run in &records.runs {
        let shards = shards_of(run)?;
        let forwarder = run.forwarder.address();
        for step in &run.steps {
            let name = &step.name;
            shards.change(&forwarder, |account| {
                let key = Bytes::from_static(b"callbackFails");
                account.storage.remove(&key);
                if step.callback_fails {
                    account.storage.insert(key, Bytes::from_static(&[1]));
                }
            });
            let first =
                message(run.sender.address(), forwarder, &step.data, step.gas_limit, step.value);
            let first = shards.execute(&Message { hash: step.hash, ..first })?;
            assert!(first.is_success(), "{name}: {:?}", first.message);
            let key = [STORED_PREFIX, step.hash.as_slice()].concat();
            assert_eq!(hex::encode(shards.value(&forwarder, &key)), step.stored, "{name}");
            let (sent, outcomes) = shards.settle(&first, step.hash)?;
            let mut hops: Vec<_> =
                sent.iter().map(|it| Hop { is_return: None, ..hop(it) }).collect();
            let mut expected = step.hops.clone();
            hops.sort();
            expected.sort();
            assert_eq!(hops, expected, "{name}");
            let is_gone = shards.value(&forwarder, &key).is_empty();
            assert_eq!(is_gone, step.is_gone, "{name}");
            let last = outcomes.last().ok_or("a callback")?;
            assert_eq!(last.is_success(), !step.callback_fails, "{name}: {:?}", last.message);
            compared += hops.len();
        }
    }
    assert!(compared > 30, "{compared}");
    Ok(())
}

/// What the contract knows after a call: its callbacks, the last status, message and results.
fn seen(shards: &Shards, forwarder: &Address) -> Vec<Bytes> {
    ["callbacks", "results", "message"]
        .iter()
        .map(|key| shards.value(forwarder, key.as_bytes()))
        .collect()
}

#[test]
fn a_contract_cannot_tell_whether_its_destination_is_near_or_far() -> Tested {
    let records: Records = serde_json::from_str(RECORDS)?;
    let run = records.runs.first().ok_or("a run")?;
    let forwarder = run.forwarder.address();
    let adder = run.adder.0.as_str();
    let reentrant = run.reentrant.0.as_str();
    let far = shards_of(run)?;
    let mut state = WorldState::default();
    for shard in &far.shards {
        for (address, account) in shard.world.state().accounts() {
            state.insert(address, account.clone());
        }
    }
    let near = Shards::new(vec![state])?;
    let text = |text: &str| hex::encode(text);
    for (data, value) in [
        (format!("forwardAsync@{adder}@{}@03", text("add")), 0),
        (format!("forwardAsync@{adder}@{}", text("getSum")), 0),
        (format!("forwardPromise@{adder}@00989680@000f4240@{}@05", text("add")), 0),
        (format!("forwardPromiseTwice@{adder}@00989680@000f4240@{}", text("getSum")), 0),
        (
            format!("forwardPromise@{reentrant}@00989680@000f4240@{}@{}", text("fail"), text("no")),
            0,
        ),
        (format!("forwardPromise@{reentrant}@00989680@000f4240@{}", text("nothing")), 7),
        (format!("forwardAsync@{reentrant}@{}", text("trap")), 9),
    ] {
        for shards in [&near, &far] {
            let first = message(run.sender.address(), forwarder, &data, 90_000_000, value);
            let first = shards.execute(&first)?;
            assert!(first.is_success(), "{data}: {:?}", first.message);
            let (sent, _) = shards.settle(&first, B256::ZERO)?;
            assert_eq!(sent.is_empty(), shards.shards.len() == 1, "{data}");
        }
        assert_eq!(seen(&near, &forwarder), seen(&far, &forwarder), "{data}");
        let balance = |shards: &Shards| {
            shards.of(&forwarder).world.account(&forwarder).map(|it| it.map(|it| it.balance))
        };
        assert_eq!(balance(&near)?, balance(&far)?, "{data}");
        assert_eq!(
            near.value(&run.adder.address(), b"sum"),
            far.value(&run.adder.address(), b"sum"),
            "{data}"
        );
    }
    Ok(())
}

#[test]
fn an_answer_that_nothing_waits_for_fails() -> Tested {
    let records: Records = serde_json::from_str(RECORDS)?;
    let run = records.runs.first().ok_or("a run")?;
    let shards = shards_of(run)?;
    let adder = run.adder.0.as_str();
    let data = format!("forwardPromise@{adder}@00989680@000f4240@{}@05", hex::encode("add"));
    let first = message(run.sender.address(), run.forwarder.address(), &data, 90_000_000, 0);
    let first = shards.execute(&first)?;
    let call = first.outgoing.first().ok_or("a call")?;
    let answer = shards.execute(&delivered(call))?.outgoing.pop().ok_or("an answer")?;
    let id = Bytes::from_static(b"another");
    let good = delivered(&answer);
    let with = |change: fn(&mut AsyncArguments, Bytes)| {
        let mut message = good.clone();
        if let Some(arrival) = &mut message.arrival {
            change(&mut arrival.arguments, id.clone());
        }
        message
    };
    let empty = Message {
        input: CallInput::Function { name: Bytes::new(), arguments: Vec::new() },
        ..good.clone()
    };
    for (message, text) in [
        (with(|it, id| it.initiator_call_id = id), Some("no async context found in storage")),
        (with(|it, id| it.caller_call_id = id), Some("async call not found")),
        (empty, Some("cannot interpret callback args")),
        (good.clone(), None),
        (good.clone(), Some("no async context found in storage")),
    ] {
        let outcome = shards.execute(&message)?;
        let expected = text.unwrap_or_default();
        assert_eq!(outcome.message.as_ref(), expected.as_bytes());
        assert_eq!(outcome.is_success(), text.is_none());
        if text.is_some() {
            assert_eq!(outcome.gas.used, message.gas_limit, "all gas is burned");
        }
    }
    Ok(())
}
