//! Ethereum's own state tests, through the runtime and its dispatcher: state root, logs, and which
//! transactions are refused.
//!
//! They lie in `shared/` beside this checkout; without them the test says what it left out. Tests that
//! are known to fail are in `state_tests/expected.txt`, with a reason each.

#[path = "state_tests/fixture.rs"]
mod fixture;
#[path = "state_tests/trie.rs"]
mod trie;

use fixture::{Post, Unit};
use rayon::prelude::*;
use runtime::{BlockContext, BuildError, ExecuteOptions, ExecutionError, Runtime};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use vm_core::{AddressForms, BlockInfo, Code, LogRecord, SpecId, U256, VmType};
use world::{World, WorldAccount, WorldState};

const VECTORS: &str = "../shared/vectors";
const FOLDERS: [&str; 2] = ["general-state-tests", "execution-spec-state-tests"];
const EXPECTED: &str = include_str!("state_tests/expected.txt");

/// Forks by their names in the tests. Constantinople is left out: revm has only the fork that took
/// EIP-1283 out of it again.
const FORKS: [(&str, SpecId); 13] = [
    ("Frontier", SpecId::FRONTIER),
    ("Homestead", SpecId::HOMESTEAD),
    ("EIP150", SpecId::TANGERINE),
    ("EIP158", SpecId::SPURIOUS_DRAGON),
    ("Byzantium", SpecId::BYZANTIUM),
    ("ConstantinopleFix", SpecId::PETERSBURG),
    ("Istanbul", SpecId::ISTANBUL),
    ("Berlin", SpecId::BERLIN),
    ("London", SpecId::LONDON),
    ("Paris", SpecId::MERGE),
    ("Shanghai", SpecId::SHANGHAI),
    ("Cancun", SpecId::CANCUN),
    ("Prague", SpecId::PRAGUE),
];
const LATEST: (&str, SpecId) = ("Osaka", SpecId::OSAKA);

type Error = Box<dyn core::error::Error + Send + Sync>;

/// What a list of variants gave.
#[derive(Default)]
struct Tally {
    passed: usize,
    skipped: usize,
    /// Name of the variant, and what was wrong.
    failed: Vec<(String, String)>,
}

impl Tally {
    fn add(mut self, other: Self) -> Self {
        self.passed += other.passed;
        self.skipped += other.skipped;
        self.failed.extend(other.failed);
        self
    }
}

fn main() -> ExitCode {
    let vectors = tests::root().join(VECTORS);
    if !vectors.join(FOLDERS[0]).is_dir() {
        println!("left out: shared_state_tests: there are no state tests beside the checkout");
        return ExitCode::SUCCESS;
    }
    match run(&vectors) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs every test, or those whose path has the program's argument in it. Whether all went as
/// expected.
fn run(vectors: &Path) -> Result<bool, Error> {
    let runtimes = runtimes()?;
    let filter = std::env::args().nth(1).filter(|it| !it.starts_with('-')).unwrap_or_default();
    let mut failed = BTreeMap::new();
    for folder in FOLDERS {
        let mut groups: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
        for file in files(&vectors.join(folder))? {
            let name = name(vectors, &file);
            if name.contains(&filter) {
                let group = name.rsplit_once('/').map_or("", |(group, _)| group).to_owned();
                groups.entry(group).or_default().push(file);
            }
        }
        let mut all = Tally::default();
        for (group, files) in groups {
            let tally = files
                .par_iter()
                .map(|file| run_file(&runtimes, &name(vectors, file), file))
                .reduce(Tally::default, Tally::add);
            report(&group, &tally);
            all = all.add(tally);
        }
        report(folder, &all);
        failed.extend(all.failed);
    }
    Ok(judge(&failed, &filter))
}

fn report(name: &str, tally: &Tally) {
    let Tally { passed, skipped, failed } = tally;
    println!("{name}: {passed} passed, {} failed, {skipped} skipped", failed.len());
}

/// Compares the failures with those that are expected.
fn judge(failed: &BTreeMap<String, String>, filter: &str) -> bool {
    let expected: BTreeSet<&str> = EXPECTED
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#') && line.contains(filter))
        .collect();
    let mut as_expected = true;
    for (name, problem) in failed.iter().filter(|(name, _)| !expected.contains(name.as_str())) {
        println!("FAILED {name}: {problem}");
        as_expected = false;
    }
    for name in expected.iter().filter(|name| !failed.contains_key(**name)) {
        println!("expected to fail, and passes: {name}");
        as_expected = false;
    }
    as_expected
}

fn runtimes() -> Result<BTreeMap<&'static str, Runtime>, BuildError> {
    FORKS.into_iter().chain([LATEST]).map(|(name, fork)| Ok((name, runtime(fork)?))).collect()
}

/// A runtime of Ethereum's first chain.
fn runtime(fork: SpecId) -> Result<Runtime, BuildError> {
    let ours = Runtime::builder().fork(fork).build()?;
    let mut config = ours.config().as_ref().clone();
    config.evm_chain_id = 1;
    Runtime::builder().config(config).build()
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|it| it == "json") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn name(vectors: &Path, file: &Path) -> String {
    file.strip_prefix(vectors).unwrap_or(file).display().to_string()
}

fn run_file(runtimes: &BTreeMap<&'static str, Runtime>, name: &str, file: &Path) -> Tally {
    let units: Result<BTreeMap<String, Unit>, Error> =
        fs::read(file).map_err(Into::into).and_then(|it| Ok(serde_json::from_slice(&it)?));
    let mut tally = Tally::default();
    match units {
        Ok(units) => {
            for (title, unit) in units {
                // In the one collection a file is a test, in the other it has many.
                let title = title.rsplit("::").next().unwrap_or_default();
                run_unit(runtimes, &format!("{name} {title}"), &unit, &mut tally);
            }
        }
        Err(error) => tally.failed.push((name.to_owned(), error.to_string())),
    }
    tally
}

fn run_unit(
    runtimes: &BTreeMap<&'static str, Runtime>,
    name: &str,
    unit: &Unit,
    tally: &mut Tally,
) {
    for (fork, variants) in &unit.post {
        let Some(runtime) = runtimes.get(fork.as_str()) else {
            tally.skipped += variants.len();
            continue;
        };
        let state = pre_state(unit, runtime);
        let block = block(unit, runtime);
        for post in variants {
            let fixture::Indexes { data, gas, value } = post.indexes;
            match check(runtime, state.clone(), &block, unit, post) {
                Ok(()) => tally.passed += 1,
                Err(problem) => {
                    tally.failed.push((format!("{name} {fork} {data}/{gas}/{value}"), problem));
                }
            }
        }
    }
}

fn pre_state(unit: &Unit, runtime: &Runtime) -> WorldState {
    let forms = runtime.forms();
    let mut state = WorldState::new(**forms);
    for (face, account) in &unit.pre {
        let mut new = WorldAccount::default();
        new.data.balance = account.balance;
        new.data.nonce = account.nonce.saturating_to();
        if !account.code.is_empty() {
            new.data.code = Code::new(VmType::EVM, account.code.clone());
        }
        let slots = account.storage.iter().filter(|(_, value)| !value.is_zero());
        new.slots = slots.map(|(slot, value)| (*slot, *value)).collect();
        state.insert(forms.of_face(*face).address, new);
    }
    let number: u64 = unit.env.current_number.saturating_to();
    for number in number.saturating_sub(256)..number {
        state.set_block_hash(number, trie::block_hash(number));
    }
    state
}

fn block(unit: &Unit, runtime: &Runtime) -> BlockContext {
    let env = &unit.env;
    let fork = runtime.config().rules.first().map_or(SpecId::default(), |it| it.fork);
    let base_fee = env.current_base_fee.filter(|_| fork.is_enabled_in(SpecId::LONDON));
    let excess = env.current_excess_blob_gas.filter(|_| fork.is_enabled_in(SpecId::CANCUN));
    let timestamp: u64 = env.current_timestamp.saturating_to();
    let current = BlockInfo {
        nonce: env.current_number.saturating_to(),
        timestamp_ms: timestamp.saturating_mul(1000),
        beneficiary: env.current_coinbase,
        gas_limit: env.current_gas_limit.saturating_to(),
        base_fee: base_fee.map_or(0, |it| it.saturating_to()),
        prev_randao: Some(env.current_random.unwrap_or_default()),
        difficulty: env.current_difficulty,
        excess_blob_gas: excess.map(|it| it.saturating_to()),
        ..BlockInfo::default()
    };
    BlockContext { current, ..BlockContext::default() }
}

/// Runs one variant, and says what is not as it should be.
fn check(
    runtime: &Runtime,
    state: WorldState,
    block: &BlockContext,
    unit: &Unit,
    post: &Post,
) -> Result<(), String> {
    let world = Arc::new(World::with_state(state));
    let options = ExecuteOptions::default();
    let result =
        unit.transaction(post.indexes).map(|it| runtime.execute(&world, block, &it, &options));
    let mut logs = Vec::new();
    match (result, &post.expect_exception) {
        (Some(Ok(outcome)), None) => {
            world.apply(&outcome.change);
            for record in outcome.logs {
                match record {
                    LogRecord::Evm { log, .. } => logs.push(log),
                    LogRecord::Native(entry) => return Err(format!("a native log: {entry:?}")),
                }
            }
        }
        (None | Some(Err(ExecutionError::Invalid(_))), Some(_)) => {}
        (Some(Ok(_)), Some(reason)) => return Err(format!("accepted in spite of {reason}")),
        (None, None) => return Err("the transaction has no form".to_owned()),
        (Some(Err(error)), _) => return Err(error.to_string()),
    }
    if trie::logs_hash(&logs) != post.logs {
        return Err("other logs".to_owned());
    }
    let forms: &dyn AddressForms = runtime.forms().as_ref();
    let root = world.read(|state| trie::state_root(state, forms));
    if root == post.hash { Ok(()) } else { Err(difference(unit, post, &world, forms)) }
}

/// What differs from the state that the test names, where it names one.
fn difference(unit: &Unit, post: &Post, world: &World, forms: &dyn AddressForms) -> String {
    let mut text = "other state root".to_owned();
    if post.state.is_empty() {
        return text;
    }
    let faces: BTreeSet<_> = unit.pre.keys().chain(post.state.keys()).collect();
    for face in faces {
        let address = forms.of_face(*face).address;
        let is = world.read(|state| state.account(&address).cloned());
        let should = post.state.get(face);
        let is_same = match (&is, should) {
            (Some(is), Some(should)) => {
                is.data.balance == should.balance
                    && U256::from(is.data.nonce) == should.nonce
                    && is.data.code.bytes == should.code
                    && is.slots == should.storage
            }
            (is, should) => is.is_none() == should.is_none(),
        };
        if !is_same {
            text.push_str(&format!("; {face} is {is:?}, should be {should:?}"));
        }
    }
    text
}
