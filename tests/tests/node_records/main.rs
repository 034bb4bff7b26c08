//! Histories recorded from the production node (`tests/oracle/README.md`), replayed: every transaction
//! ends as there, with the same message, data, logs, gas and fee, and changes the same of every account.

mod coverage;
mod history;

use history::{Change, Expected, History, Log, Query, RuleChanges, Step, Transaction};
use libtest_mimic::{Arguments, Failed, Trial};
use runtime::{
    BlockContext, Destination, ExecuteOptions, ExecutionError, Message, MultiversXTransaction,
    Outcome, Runtime,
};
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Debug;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use system_vm::{
    DelegationSettings, EpochEnd, EpochFailure, EpochReport, EsdtConfig, GovernanceConfig, Reward,
    STAKING_ADDRESS, StakingConfig,
};
use tests::root;
use vm_core::{
    Address, Bytes, CallInput, ChainConfig, Code, ErrorLog, LogEntry, LogRecord, Release,
    ReturnData, U256, ValidatorList, ValidatorStatus, VmType,
};
use world::{World, WorldAccount};

/// What the node's configuration gives a query.
const GAS_OF_QUERIES: u64 = 300_000_000_000;

/// Bytes of a node's key.
const KEY_LENGTH: usize = 96;

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
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(root().join("tests/tests/node_records"))? {
        paths
            .extend(Some(entry?.path()).filter(|it| it.extension().is_some_and(|it| it == "json")));
    }
    let all = paths.clone();
    trials.push(Trial::test("every endpoint and built-in function is recorded", move || {
        coverage::check(&all).map_err(|error| Failed::from(error.to_string()))
    }));
    for path in paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let run = move || replay(&path).map_err(|error| Failed::from(error.to_string()));
        trials.push(Trial::test(name, run));
    }
    Ok(libtest_mimic::run(&Arguments::from_args(), trials).exit_code())
}

fn replay(path: &Path) -> Tested {
    let history: History = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    let runtime = runtime(history.rules)?;
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

/// The packaged node's rules: mx-chain-go 1.9.6, before Barnard and before governance's fixes.
fn runtime(rules: RuleChanges) -> Tested<Runtime> {
    let global_mint_burn = rules.global_mint_burn;
    let esdt = EsdtConfig { global_mint_burn, ..EsdtConfig::default() };
    let default = Runtime::builder().release(Release::CryptoOpcodesV2).build()?;
    let config = ChainConfig {
        chain_id: "chain".to_owned(),
        guardian_epochs_delay: 2,
        ..ChainConfig::clone(default.config())
    };
    let staking = StakingConfig { unbond_period_epochs: 1, ..StakingConfig::default() };
    let owner = address("6188a519e99544cd5ecbd91a83b029beb3c63d58154887f7ae86863eb69da75c")?;
    let delegation =
        DelegationSettings { config_owner: Some(owner), ..DelegationSettings::default() };
    let governance = GovernanceConfig {
        owner: Bytes::copy_from_slice(owner.as_slice()),
        fixes_epoch: u32::MAX,
        ..GovernanceConfig::default()
    };
    let keeper = address("be4ee71a75e8a323a83e738106dbc5ab77ebe06e993493b5394593fec6bc69bc")?;
    let builder = Runtime::builder().config(config).esdt(esdt).staking(staking);
    let builder = builder.metadata_keeper(keeper);
    Ok(builder.delegation(delegation).governance(governance).build()?)
}

/// The text of a failure, or of what went wrong in a success. Where a contract gives none, it is that
/// of the code.
fn message(outcome: &Outcome) -> String {
    if outcome.message.is_empty() && !outcome.is_success() {
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
            account.data.native.metadata = bytes(&start.metadata)?.as_ref().try_into()?;
            account.data.native.owner = Some(address(&start.owner)?);
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
    let mut block = BlockContext::default();
    (block.current.epoch, block.current.round) = (step.epoch, step.round);
    block.current.nonce = step.nonce;
    adopt_meanwhile(world, history, step)?;
    let before = accounts(world, history)?;
    let mut seen = Vec::new();
    let mut check = |what: &str, recorded: &dyn Debug, ours: &dyn Debug| {
        let (recorded, ours) = (format!("{recorded:?}"), format!("{ours:?}"));
        if recorded != ours && !step.unlike.contains_key(what) {
            seen.push((format!("{}: {what}", step.step), recorded, ours));
        }
    };
    if let Some(query) = &step.query {
        check_answer(&step.expect, &ask(runtime, world, &block, query)?, &mut check);
        return Ok(seen);
    }
    let Some(sent) = &step.transaction else {
        let report = end_epoch(runtime, world, (history, step), &block)?;
        check("failures", &Vec::<EpochFailure>::new(), &report.failures);
        check_changes(world, (history, step), &before, tokens, &mut check)?;
        adopt(world, history, &step.changes)?;
        return Ok(seen);
    };
    let options = ExecuteOptions::default();
    let result = runtime.execute(world, &block, &transaction(sent)?, &options);
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
    let recorded = step.expect.logs.iter().map(|it| expect(&format!("{it:?}"))).collect();
    let written = logs(&outcome).iter().map(|it| format!("{it:?}")).collect();
    let in_order = |mut logs: Vec<String>| {
        if step.unlike.contains_key("order") {
            logs.sort();
            logs.dedup();
        }
        logs
    };
    check("logs", &in_order(recorded), &in_order(written));
    check_changes(world, (history, step), &before, tokens, &mut check)?;
    adopt(world, history, &step.changes)?;
    Ok(seen)
}

/// Compares what a contract answered.
fn check_answer(
    expect: &Expected,
    outcome: &Outcome,
    check: &mut dyn FnMut(&str, &dyn Debug, &dyn Debug),
) {
    check("success", &expect.success, &outcome.is_success());
    check("message", &expect.message, &message(outcome));
    check("data", &expect.data, &if outcome.is_success() { items(outcome) } else { Vec::new() });
    if outcome.is_success() {
        check("gas", &expect.gas, &outcome.gas.used);
    }
}

/// Asks a contract; nothing is kept of it.
fn ask(
    runtime: &Runtime,
    world: &Arc<World>,
    block: &BlockContext,
    query: &Query,
) -> Tested<Outcome> {
    let arguments = query.arguments.iter().map(|it| bytes(it)).collect::<Tested<_>>()?;
    let message = Message {
        from: address(&query.caller)?,
        destination: Destination::Call(address(&query.receiver)?),
        input: CallInput::function(&query.function, arguments),
        gas_limit: GAS_OF_QUERIES,
        read_only: true,
        ..Message::default()
    };
    Ok(runtime.execute(world, block, &message, &ExecuteOptions::default())?)
}

/// Ends an epoch, in which every account was paid what it has more than before. The node does not tell in
/// which lists nodes are: those that went with the epoch are taken for bidding, all others for waiting.
fn end_epoch(
    runtime: &Runtime,
    world: &Arc<World>,
    (history, step): (&History, &Step),
    block: &BlockContext,
) -> Tested<EpochReport> {
    let mut end = EpochEnd::default();
    let staking = world.read(|state| state.account(&STAKING_ADDRESS).cloned()).unwrap_or_default();
    end.nodes = staking.storage.into_keys().filter(|key| key.len() == KEY_LENGTH).collect();
    let gone = step.changes.values().flat_map(|it| it.storage.keys()).collect::<BTreeSet<_>>();
    world.update(|state| {
        for key in &end.nodes {
            let is_bidding = gone.contains(&hex::encode(key));
            let list = if is_bidding { ValidatorList::Auction } else { ValidatorList::Waiting };
            state.set_validator(key.clone(), ValidatorStatus { list, has_bad_rating: false });
        }
    });
    for (key, name) in &history.accounts {
        let to = address(key)?;
        let now = step.changes.get(name).and_then(|it| it.balance.as_ref());
        let balance = world.read(|state| state.account(&to).map(|it| it.data.balance));
        if let Some(now) = now.map(|it| it.parse::<U256>()).transpose()? {
            let amount = now.saturating_sub(balance.unwrap_or_default());
            end.rewards.push(Reward { to, amount });
        }
    }
    let outcome = runtime.end_epoch(world, block, &end, &ExecuteOptions::default())?;
    world.apply(&outcome.change);
    world.update(|state| {
        let nodes = end.nodes.into_iter();
        nodes.for_each(|key| state.set_validator(key, ValidatorStatus::default()));
    });
    Ok(outcome.report)
}

/// Compares what a step changed of the accounts of which the record tells.
fn check_changes(
    world: &World,
    (history, step): (&History, &Step),
    before: &BTreeMap<String, WorldAccount>,
    tokens: &BTreeMap<String, String>,
    check: &mut dyn FnMut(&str, &dyn Debug, &dyn Debug),
) -> Tested {
    let expect = |text: &str| ours(text, tokens);
    for (name, now) in accounts(world, history)? {
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
    Ok(())
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
            data.native.developer_reward = reward.unwrap_or(data.native.developer_reward);
        });
    }
    Ok(())
}

/// Takes over what the chain did between two steps.
fn adopt_meanwhile(world: &World, history: &History, step: &Step) -> Tested {
    adopt(world, history, &step.meanwhile)?;
    for (key, name) in &history.accounts {
        let (key, Some(change)) = (address(key)?, step.meanwhile.get(name)) else { continue };
        let stored = |(key, value): (&String, &String)| Ok((bytes(key)?, bytes(value)?));
        let storage = change.storage.iter().map(stored).collect::<Tested<Vec<_>>>()?;
        world.update(|state| {
            let account = state.account_mut(&key);
            account.storage.extend(storage);
            account.storage.retain(|_, value| !value.is_empty());
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

/// The logs, without the entry of errors, which records leave out.
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
    let all = outcome.logs.iter().filter_map(native);
    all.filter(|log| log.identifier != ErrorLog::IDENTIFIER).collect()
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
    let (old_native, new_native) = (&old.native, &new.native);
    let keys = before.storage.keys().chain(now.storage.keys());
    let storage = keys
        .filter(|key| before.storage.get(*key) != now.storage.get(*key))
        .map(|key| (hex::encode(key), now.storage.get(key).map(hex::encode).unwrap_or_default()))
        .collect();
    Change {
        balance: differing(&old.balance, &new.balance, U256::to_string),
        nonce: (old.nonce != new.nonce).then_some(new.nonce),
        username: differing(&old_native.username, &new_native.username, |it| {
            String::from_utf8_lossy(it).into_owned()
        }),
        owner: differing(&old_native.owner, &new_native.owner, |it| {
            it.map(|it| hex::encode(it.as_slice())).unwrap_or_default()
        }),
        metadata: differing(&old_native.metadata, &new_native.metadata, |it| hex::encode(it)),
        reward: differing(
            &old_native.developer_reward,
            &new_native.developer_reward,
            U256::to_string,
        ),
        storage,
    }
}

fn address(text: &str) -> Tested<Address> {
    Address::from_slice(&hex::decode(text)?).ok_or_else(|| format!("no address: {text}").into())
}

fn bytes(text: &str) -> Tested<Bytes> {
    Ok(hex::decode(text)?.into())
}
