//! Histories recorded from the production node (`tests/oracle/README.md`), replayed: every transaction
//! ends as there, with the same message, data, logs, gas and fee, and changes the same of every account.

use libtest_mimic::{Arguments, Failed, Trial};
use runtime::{
    BlockContext, ExecuteOptions, ExecutionError, MultiversXTransaction, Outcome, Runtime,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Debug;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use system_vm::{EsdtConfig, StakingConfig};
use tests::root;
use vm_core::{
    Address, Bytes, ChainConfig, Code, LogEntry, LogRecord, Release, ReturnData, U256, VmType,
};
use world::{World, WorldAccount};

type Tested<T = ()> = Result<T, Box<dyn Error>>;

/// Events of which the first topic is the identifier of a new token.
const ISSUES: [&str; 7] = [
    "issue",
    "issueNonFungible",
    "issueSemiFungible",
    "registerMetaESDT",
    "registerDynamic",
    "registerAndSetAllRoles",
    "registerAndSetAllRolesDynamic",
];

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut trials = Vec::new();
    for entry in std::fs::read_dir(root().join("tests/tests/node_records"))? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let run = move || replay(&path).map_err(|error| Failed::from(error.to_string()));
        trials.push(Trial::test(name, run));
    }
    Ok(libtest_mimic::run(&Arguments::from_args(), trials).exit_code())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct History {
    #[expect(dead_code, reason = "for people")]
    about: String,
    /// Names of the accounts that steps tell of.
    accounts: BTreeMap<String, String>,
    start: Vec<Start>,
    steps: Vec<serde_json::Value>,
}

/// An account as it is before the first step.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Start {
    address: String,
    #[serde(default)]
    balance: String,
    #[serde(default)]
    storage: BTreeMap<String, String>,
    /// A module's path in the repository; empty for the smallest module.
    code: Option<String>,
    #[serde(default)]
    metadata: String,
    #[serde(default)]
    owner: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    step: String,
    epoch: u32,
    round: u64,
    /// The block's number, where a history tells it.
    #[serde(default)]
    nonce: u64,
    transaction: Transaction,
    expect: Expected,
    changes: BTreeMap<String, Change>,
    /// What may differ on a chain of one shard, with the reason.
    #[serde(default)]
    unlike: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
struct Transaction {
    sender: String,
    receiver: String,
    nonce: u64,
    value: String,
    gas: u64,
    data: String,
    /// The guardian that signed too.
    guardian: Option<String>,
    #[serde(flatten)]
    _signed: BTreeMap<String, serde_json::Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Expected {
    /// Whether the node does not execute it.
    refused: bool,
    success: bool,
    /// The node's word for how it ended, for people.
    #[serde(rename = "status")]
    _status: String,
    message: String,
    data: Vec<String>,
    gas: u64,
    fee: String,
    logs: Vec<Log>,
}

#[derive(Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
struct Log {
    address: String,
    identifier: String,
    topics: Vec<String>,
    data: Vec<String>,
}

/// What a step changed of an account, every field as it is then; a removed value is empty.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
struct Change {
    balance: Option<String>,
    nonce: Option<u64>,
    username: Option<String>,
    owner: Option<String>,
    metadata: Option<String>,
    reward: Option<String>,
    #[serde(default)]
    storage: BTreeMap<String, String>,
}

fn replay(path: &Path) -> Tested {
    let history: History = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let runtime = runtime()?;
    let world = world(&runtime, &history)?;
    let mut tokens = BTreeMap::new();
    let mut differences = String::new();
    for step in &history.steps {
        let step: Step = serde_json::from_str(&ours(&step.to_string(), &tokens))?;
        for (what, recorded, seen) in run(&runtime, &world, &history, &step, &mut tokens)? {
            differences.push_str(&format!("{what}\n  recorded {recorded}\n  seen     {seen}\n"));
        }
    }
    if differences.is_empty() { Ok(()) } else { Err(differences.into()) }
}

/// The packaged node's rules: mx-chain-go 1.9.6, before Barnard.
fn runtime() -> Tested<Runtime> {
    let esdt = EsdtConfig { global_mint_burn: false, ..EsdtConfig::default() };
    let default = Runtime::builder().release(Release::CryptoOpcodesV2).build()?;
    let config = ChainConfig {
        chain_id: "chain".to_owned(),
        guardian_epochs_delay: 2,
        ..ChainConfig::clone(default.config())
    };
    let staking = StakingConfig { unbond_period_epochs: 1, ..StakingConfig::default() };
    Ok(Runtime::builder().config(config).esdt(esdt).staking(staking).build()?)
}

/// The text of a failure; the node shows none of a success. Where a contract gives none, it is that of
/// the code.
fn message(outcome: &Outcome) -> String {
    if outcome.is_success() {
        return String::new();
    }
    if outcome.message.is_empty() {
        return outcome.return_code.text().to_owned();
    }
    String::from_utf8_lossy(&outcome.message).into_owned()
}

fn world(runtime: &Runtime, history: &History) -> Tested<Arc<World>> {
    let mut state = runtime.genesis();
    for start in &history.start {
        // A contract of the chain keeps its code.
        let mut account = state.account(&address(&start.address)?).cloned().unwrap_or_default();
        account.data.balance = start.balance.parse().unwrap_or_default();
        for (key, value) in &start.storage {
            account.storage.insert(bytes(key)?, bytes(value)?);
        }
        if let Some(path) = &start.code {
            let module = match path.as_str() {
                "" => b"\0asm\x01\0\0\0".to_vec(),
                path => std::fs::read(root().join(path))?,
            };
            account.data.code = Code::new(VmType::SPACE, module.into());
            account.data.metadata = bytes(&start.metadata)?.as_ref().try_into()?;
            account.data.owner = Some(address(&start.owner)?);
        }
        state.insert(address(&start.address)?, account);
    }
    Ok(Arc::new(World::with_state(state)))
}

type Difference = (String, String, String);

/// Executes a step; gives where it differs from the record.
fn run(
    runtime: &Runtime,
    world: &Arc<World>,
    history: &History,
    step: &Step,
    tokens: &mut BTreeMap<String, String>,
) -> Tested<Vec<Difference>> {
    let transaction = transaction(&step.transaction)?;
    let mut block = BlockContext::default();
    (block.current.epoch, block.current.round) = (step.epoch, step.round);
    block.current.nonce = step.nonce;
    let before = accounts(world, history)?;
    let result = runtime.execute(world, &block, &transaction, &ExecuteOptions::default());
    let mut seen = Vec::new();
    let mut check = |what: &str, recorded: &dyn Debug, ours: &dyn Debug| {
        let (recorded, ours) = (format!("{recorded:?}"), format!("{ours:?}"));
        if recorded != ours && !step.unlike.contains_key(what) {
            seen.push((format!("{}: {what}", step.step), recorded, ours));
        }
    };
    let outcome = match result {
        Ok(outcome) => outcome,
        Err(ExecutionError::Invalid(reason)) => {
            check("refused", &step.expect.refused, &true);
            if !step.expect.refused {
                check("reason", &step.expect.message, &reason);
            }
            return Ok(seen);
        }
        Err(fault) => return Err(fault.into()),
    };
    world.apply(&outcome.change);
    learn_tokens(&step.expect.logs, &outcome, tokens);
    // What is recorded of this step still has the recorded names of the tokens that it issued.
    let expect = |text: &str| ours(text, tokens);
    check("refused", &step.expect.refused, &false);
    check("success", &step.expect.success, &outcome.is_success());
    check("message", &step.expect.message, &message(&outcome));
    let data: Vec<String> = step.expect.data.iter().map(|it| expect(it)).collect();
    check("data", &data, &if outcome.is_success() { items(&outcome) } else { Vec::new() });
    check("gas", &step.expect.gas, &outcome.gas.used);
    check("fee", &step.expect.fee, &outcome.fees.paid.to_string());
    let recorded = expect(&format!("{:?}", step.expect.logs));
    let logs = format!("{:?}", logs(&outcome));
    if recorded != logs {
        check("logs", &step.expect.logs, &logs);
    }
    let after = accounts(world, history)?;
    for (name, now) in after {
        let recorded = step.changes.get(&name).cloned().unwrap_or_default();
        let changed = change(before.get(&name).unwrap_or(&WorldAccount::default()), &now);
        check(&format!("{name}.balance"), &recorded.balance, &changed.balance);
        check(&format!("{name}.nonce"), &recorded.nonce, &changed.nonce);
        check(&format!("{name}.username"), &recorded.username, &changed.username);
        check(&format!("{name}.owner"), &recorded.owner, &changed.owner);
        check(&format!("{name}.metadata"), &recorded.metadata, &changed.metadata);
        check(&format!("{name}.reward"), &recorded.reward, &changed.reward);
        let storage: BTreeMap<_, _> = recorded
            .storage
            .iter()
            .map(|(key, value)| (expect(key), shards(&expect(value))))
            .collect();
        check(&format!("{name}.storage"), &storage, &changed.storage);
    }
    adopt(world, history, &step.changes)?;
    Ok(seen)
}

/// What an outcome returns, as items; an empty blob is none.
fn items(outcome: &Outcome) -> Vec<String> {
    match &outcome.data {
        ReturnData::Items(items) => items.iter().map(hex::encode).collect(),
        ReturnData::Blob(blob) if blob.is_empty() => Vec::new(),
        ReturnData::Blob(blob) => vec![hex::encode(blob)],
    }
}

/// What the system account has of an instance keeps a byte for each shard: three there, one here.
fn shards(value: &str) -> String {
    value.replace("1a03000000", "1a0100")
}

/// Takes over the recorded balances, so that a difference is told once.
fn adopt(world: &World, history: &History, changes: &BTreeMap<String, Change>) -> Tested {
    for (key, name) in &history.accounts {
        let (key, Some(change)) = (address(key)?, changes.get(name)) else { continue };
        let amount = |text: &Option<String>| text.as_ref().map(|it| it.parse()).transpose();
        let (balance, reward) = (amount(&change.balance)?, amount(&change.reward)?);
        world.update(|state| {
            let data = &mut state.account_mut(&key).data;
            data.balance = balance.unwrap_or(data.balance);
            data.developer_reward = reward.unwrap_or(data.developer_reward);
        });
    }
    Ok(())
}

fn transaction(recorded: &Transaction) -> Tested<MultiversXTransaction> {
    Ok(MultiversXTransaction {
        nonce: recorded.nonce,
        value: recorded.value.parse()?,
        sender: address(&recorded.sender)?,
        receiver: address(&recorded.receiver)?,
        gas_price: 1_000_000_000,
        gas_limit: recorded.gas,
        data: recorded.data.clone().into_bytes().into(),
        chain_id: "chain".to_owned(),
        guardian: recorded.guardian.as_deref().map(address).transpose()?,
        ..MultiversXTransaction::default()
    })
}

/// A record's text with our identifiers of the tokens that were issued; both have the same length.
fn ours(text: &str, tokens: &BTreeMap<String, String>) -> String {
    tokens.iter().fold(text.to_owned(), |text, (recorded, ours)| {
        let (recorded_hex, ours_hex) = (hex::encode(recorded), hex::encode(ours));
        text.replace(recorded, ours)
            .replace(&recorded_hex, &ours_hex)
            .replace(&hex::encode(recorded_hex), &hex::encode(ours_hex))
    })
}

fn learn_tokens(recorded: &[Log], outcome: &Outcome, tokens: &mut BTreeMap<String, String>) {
    let identifier = |log: &Log| {
        let topic = hex::decode(log.topics.first()?).ok()?;
        ISSUES.contains(&log.identifier.as_str()).then(|| String::from_utf8(topic).ok())?
    };
    let (recorded, seen) = (recorded.iter().find_map(identifier), logs(outcome));
    if let (Some(recorded), Some(seen)) = (recorded, seen.iter().find_map(identifier)) {
        tokens.insert(recorded, seen);
    }
}

fn logs(outcome: &Outcome) -> Vec<Log> {
    let texts = |items: &[Bytes]| items.iter().map(hex::encode).collect();
    let native = |record: &LogRecord| match record {
        LogRecord::Native(LogEntry { identifier, address, topics, data }) => Some(Log {
            address: hex::encode(address.as_slice()),
            identifier: String::from_utf8_lossy(identifier).into_owned(),
            topics: texts(topics),
            data: texts(data),
        }),
        LogRecord::Evm { .. } | LogRecord::TokenFace { .. } => None,
    };
    outcome.logs.iter().filter_map(native).collect()
}

/// The accounts of which a record tells, by name.
fn accounts(world: &World, history: &History) -> Tested<BTreeMap<String, WorldAccount>> {
    let mut accounts = BTreeMap::new();
    for (key, name) in &history.accounts {
        let key = address(key)?;
        let account = world.read(|state| state.account(&key).cloned()).unwrap_or_default();
        accounts.insert(name.clone(), account);
    }
    Ok(accounts)
}

fn change(before: &WorldAccount, now: &WorldAccount) -> Change {
    fn differing<T: PartialEq>(before: &T, now: &T, text: impl Fn(&T) -> String) -> Option<String> {
        (before != now).then(|| text(now))
    }
    let (old, new) = (&before.data, &now.data);
    let keys = before.storage.keys().chain(now.storage.keys());
    let storage = keys
        .filter(|key| before.storage.get(*key) != now.storage.get(*key))
        .map(|key| (hex::encode(key), now.storage.get(key).map(hex::encode).unwrap_or_default()))
        .collect();
    Change {
        balance: differing(&old.balance, &new.balance, U256::to_string),
        nonce: (old.nonce != new.nonce).then_some(new.nonce),
        username: differing(&old.username, &new.username, |it| {
            String::from_utf8_lossy(it).into_owned()
        }),
        owner: differing(&old.owner, &new.owner, |it| {
            it.map(|it| hex::encode(it.as_slice())).unwrap_or_default()
        }),
        metadata: differing(&old.metadata, &new.metadata, |it| hex::encode(it)),
        reward: differing(&old.developer_reward, &new.developer_reward, U256::to_string),
        storage,
    }
}

fn address(text: &str) -> Tested<Address> {
    Address::from_slice(&hex::decode(text)?).ok_or_else(|| format!("no address: {text}").into())
}

fn bytes(text: &str) -> Tested<Bytes> {
    Ok(hex::decode(text)?.into())
}
