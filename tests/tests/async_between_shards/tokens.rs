//! Tokens that move between two shards, and built-in functions for accounts of the other one, as the production
//! node had them (`tests/oracle/shards.py`): what goes over the border, and what every account holds on either
//! side after it.

use super::{Address32, Hop, Shard, Shards, Tested, delivered, hop, message, shard_of};
use alloy_primitives::{B256, hex};
use runtime::{BlockContext, Delivery, Destination, ExecuteOptions, Message, Outcome};
use serde::Deserialize;
use std::collections::{BTreeMap, VecDeque};
use std::error::Error;
use std::sync::Arc;
use system_vm::BUILT_IN_TABLE;
use tests::root;
use vm_core::{
    AccountData, Address, Arrival, AsyncArguments, Bytes, CallInput, CallScheme, CallType, Code,
    NativeAccount, OutgoingTransfer, U256, VmType,
};
use world::{WorldAccount, WorldState};

const TOKENS: &str = include_str!("tokens.json");
const FUNCTIONS: &str = include_str!("functions.json");
const TOKEN_PREFIX: &str = "454c524f4e4465736474";
const WAITING_PREFIX: &[u8] = b"ELRONDVM@ASYNC";
/// Instances, whose records in the system accounts are compared.
const INSTANCES: [&str; 2] = ["5346542d", "4e46542d"];

type Pairs = BTreeMap<String, String>;

#[derive(Deserialize)]
struct Records {
    /// Whether steps tell of fields of accounts beside their tokens.
    #[serde(default)]
    tells_accounts: bool,
    start: Vec<Start>,
    steps: Vec<Step>,
}

/// An account of the start.
#[derive(Deserialize)]
pub(super) struct Start {
    name: String,
    address: Address32,
    code: String,
    storage: Pairs,
    #[serde(default)]
    owner: Option<Address32>,
    #[serde(default)]
    reward: u64,
}

#[derive(Deserialize)]
struct Step {
    name: String,
    hash: B256,
    from: Address32,
    to: Address32,
    data: String,
    gas_limit: u64,
    value: u64,
    hops: Vec<Hop>,
    held: BTreeMap<String, Pairs>,
}

/// Which shard an account is in.
fn number(address: &Address) -> usize {
    usize::from(shard_of(address))
}

/// What the two shards start with.
pub(super) fn state_of(start: &[Start]) -> Result<[WorldState; 2], Box<dyn Error>> {
    let mut states = [WorldState::default(), WorldState::default()];
    for it in start {
        let address = it.address.address();
        let mut data =
            AccountData { balance: U256::from(10).pow(U256::from(20)), ..AccountData::default() };
        if !it.code.is_empty() {
            let path = root().join(format!("contracts/artifacts/{}.wasm", it.code));
            data.code = Code::new(VmType::SPACE, std::fs::read(path)?.into());
            data.native.metadata = [5, 6];
            data.native.owner = it.owner.as_ref().map(Address32::address);
            data.native.developer_reward = U256::from(it.reward);
        }
        let decoded = |text: &String| hex::decode(text).map(Bytes::from);
        let pairs = it.storage.iter().map(|(key, value)| Ok((decoded(key)?, decoded(value)?)));
        let storage = pairs.collect::<Result<_, hex::FromHexError>>()?;
        let account = WorldAccount { data, storage, ..WorldAccount::default() };
        for (shard, state) in states.iter_mut().enumerate() {
            if it.name == "system" || number(&address) == shard {
                state.insert(address, account.clone());
            }
        }
    }
    Ok(states)
}

/// Executes a message in a shard.
fn execute(
    shard: &Arc<Shard>,
    shards: &Shards,
    message: &Message,
) -> Result<Outcome, Box<dyn Error>> {
    let (block, options) = (BlockContext::default(), ExecuteOptions::default());
    let delivery = Delivery(message.clone());
    let outcome = shards.runtime.execute(shard, &block, &delivery, &options)?;
    shard.world.apply(&outcome.change);
    Ok(outcome)
}

/// The message that a transfer is where it arrives.
fn arrived(transfer: &OutgoingTransfer) -> Message {
    let mut message = Message { is_return: transfer.is_return, ..delivered(transfer) };
    if transfer.call_type == CallType::DirectCall {
        message.arrival = Some(plain_arrival());
    }
    // Without a function, only value moves.
    if transfer.call_type == CallType::DirectCall
        && transfer.data.first().is_none_or(|it| *it == b'@')
    {
        message.input = CallInput::default();
    }
    message
}

pub(super) fn plain_arrival() -> Arrival {
    Arrival { scheme: CallScheme::Call, arguments: AsyncArguments::default(), gas_locked: 0 }
}

/// Runs a step until nothing is on its way; gives what went over the border.
fn run(shards: &Shards, step: &Step) -> Result<Vec<OutgoingTransfer>, Box<dyn Error>> {
    let (from, to) = (step.from.address(), step.to.address());
    let first = message(from, to, &step.data, step.gas_limit, step.value);
    let first = Message { hash: step.hash, ..first };
    let mut waiting = VecDeque::new();
    let function = step.data.split('@').next().unwrap_or_default();
    let is_near = number(&from) == number(&to);
    let is_built_in = BUILT_IN_TABLE.iter().any(|row| row.name == function);
    let mut goes_on = !is_near;
    if is_near || is_built_in {
        let outcome = execute(shards.of(&from), shards, &first)?;
        goes_on &= outcome.is_success();
        waiting.extend(outcome.outgoing);
    }
    if goes_on {
        // The transaction itself.
        let there = Message { arrival: Some(plain_arrival()), ..first };
        waiting.extend(execute(shards.of(&to), shards, &there)?.outgoing);
    }
    let mut sent = Vec::new();
    while let Some(transfer) = waiting.pop_front() {
        let count = u8::try_from(sent.len()).map_err(|_| format!("{}: no end", step.name))?;
        let message = Message {
            hash: B256::repeat_byte(count),
            original_hash: step.hash,
            ..arrived(&transfer)
        };
        let Destination::Call(to) = message.destination else {
            return Err("a call".into());
        };
        waiting.extend(execute(shards.of(&to), shards, &message)?.outgoing);
        sent.push(transfer);
    }
    Ok(sent)
}

/// Tokens of an account, how many of its frames wait, and what built-in functions change of it.
fn held(shard: &Shard, address: &Address, tells_account: bool) -> Pairs {
    shard.world.read(|state| {
        let Some(account) = state.account(address) else {
            return Pairs::new();
        };
        let pairs =
            account.storage.iter().map(|(key, value)| (hex::encode(key), hex::encode(value)));
        let mut held: Pairs = pairs
            .filter(|(key, value)| key.starts_with(TOKEN_PREFIX) && !value.is_empty())
            .collect();
        let stored = account.storage.iter().filter(|(_, value)| !value.is_empty());
        let waiting = stored.filter(|(key, _)| key.starts_with(WAITING_PREFIX)).count();
        if waiting > 0 {
            held.insert("waiting".to_owned(), waiting.to_string());
        }
        if tells_account {
            let NativeAccount { owner, username, developer_reward, .. } = &*account.data.native;
            let owner = owner.map(|it| hex::encode(it.as_slice())).unwrap_or_default();
            let reward = developer_reward.to_string();
            let fields = [
                ("owner", owner),
                ("username", hex::encode(username)),
                ("reward", reward.trim_start_matches('0').to_owned()),
            ];
            let fields = fields.into_iter().filter(|(_, value)| !value.is_empty());
            held.extend(fields.map(|(name, value)| (name.to_owned(), value)));
        }
        held
    })
}

fn held_everywhere(shards: &Shards, records: &Records) -> BTreeMap<String, Pairs> {
    let mut everywhere = BTreeMap::new();
    for it in &records.start {
        let address = it.address.address();
        if it.name != "system" {
            let held = held(shards.of(&address), &address, records.tells_accounts);
            everywhere.insert(it.name.clone(), held);
            continue;
        }
        for (number, shard) in shards.shards.iter().enumerate() {
            let is_instance = |key: &str| {
                let name = key.strip_prefix(TOKEN_PREFIX).unwrap_or_default();
                INSTANCES.iter().any(|it| name.starts_with(it))
            };
            let mut pairs = held(shard, &address, false);
            pairs.retain(|key, _| is_instance(key));
            everywhere.insert(format!("system {number}"), pairs);
        }
    }
    everywhere
}

#[test]
fn tokens_move_as_between_the_production_nodes_shards() -> Tested {
    check(TOKENS, 60)
}

#[test]
fn built_in_functions_reach_accounts_of_other_shards_as_in_production() -> Tested {
    check(FUNCTIONS, 15)
}

/// Replays a record of more than so many hops.
fn check(records: &str, hops_min: usize) -> Tested {
    let records: Records = serde_json::from_str(records)?;
    let shards = Shards::new(state_of(&records.start)?.into())?;
    let (mut differences, mut compared) = (Vec::new(), 0);
    for step in &records.steps {
        let mut hops: Vec<Hop> = run(&shards, step)?.iter().map(hop).collect();
        hops.sort();
        let crosses = |it: &&Hop| number(&it.from.address()) != number(&it.to.address());
        let mut expected: Vec<Hop> = step.hops.iter().filter(crosses).cloned().collect();
        expected.sort();
        compared += expected.len();
        let held = held_everywhere(&shards, &records);
        if hops != expected {
            differences.push(format!("{}:\n  {hops:#?}\n  {expected:#?}", step.name));
        }
        for (name, expected) in &step.held {
            let present = held.get(name).cloned().unwrap_or_default();
            if present != *expected {
                differences.push(format!("{}: {name}\n  {present:#?}\n  {expected:#?}", step.name));
            }
        }
    }
    assert!(
        differences.is_empty(),
        "{} differences\n{}",
        differences.len(),
        differences.join("\n")
    );
    assert!(compared > hops_min, "{compared}");
    Ok(())
}
