//! State tests: a signed transaction on a state, and the root and logs that each fork gives.

mod fixture;
mod root;

use crate::ReadError;
use crate::files::read;
use crate::fork::{FORKS, config};
use crate::relay::{RELAY_FRAMES, RelayVm, relay_to};
use crate::tally::{Tally, Verdict};
use fixture::{Indexes, Post, Unit};
use runtime::{BlockContext, BuildError, EthereumTransaction, ExecuteOptions, ExecutionError};
use runtime::{Outcome, Runtime};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use vm_core::{
    AddressForms, BlockInfo, Bytes, ChainConfig, Code, EvmAddress, LogRecord, SpecId, U256, VmType,
};
use world::{World, WorldAccount, WorldState};

/// From where a test's call is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// By the transaction.
    Root,
    /// From frames of another VM, with the sender as its caller. Creations and transactions that are to
    /// be refused have no call, and are left out.
    Nested,
}

/// Runs state tests.
#[derive(Debug)]
pub struct StateTests {
    runtimes: BTreeMap<&'static str, (SpecId, Runtime)>,
    depth: Depth,
}

/// A test on one fork.
struct Case<'a> {
    runtime: &'a Runtime,
    fork: SpecId,
    state: WorldState,
    block: BlockContext,
    unit: &'a Unit,
}

impl StateTests {
    /// For every fork.
    ///
    /// # Errors
    /// [`BuildError`] when the default configuration is not usable.
    pub fn new(depth: Depth) -> Result<Self, BuildError> {
        let of = |(name, fork)| Ok((name, (fork, runtime(config(fork)?, depth)?)));
        let runtimes = FORKS.into_iter().map(of).collect::<Result<_, BuildError>>()?;
        Ok(Self { runtimes, depth })
    }

    /// Runs the tests of a file; `name` is what it is called in reports.
    ///
    /// # Errors
    /// [`ReadError`] when the file has no such tests.
    pub fn run(&self, name: &str, file: &Path) -> Result<Tally, ReadError> {
        let mut tally = Tally::default();
        for (title, unit) in read::<Unit>(file)? {
            // In the one collection a file is a test, in the other it has many.
            let title = title.rsplit("::").next().unwrap_or_default();
            self.run_unit(&format!("{name} {title}"), &unit, &mut tally);
        }
        Ok(tally)
    }

    fn run_unit(&self, name: &str, unit: &Unit, tally: &mut Tally) {
        for (fork_name, variants) in &unit.post {
            let case = self.runtimes.get(fork_name.as_str()).map(|(fork, runtime)| Case {
                runtime,
                fork: *fork,
                state: pre_state(unit, runtime),
                block: block(unit, *fork),
                unit,
            });
            for post in variants {
                let verdict = match &case {
                    Some(case) => case.check(post, self.depth),
                    None => Err("the fork is unknown".to_owned()),
                };
                let Indexes { data, gas, value } = post.indexes;
                tally.count(|| format!("{name} {fork_name} {data}/{gas}/{value}"), verdict);
            }
        }
    }
}

/// A runtime of Ethereum's first chain.
fn runtime(mut config: ChainConfig, depth: Depth) -> Result<Runtime, BuildError> {
    if depth == Depth::Root {
        return Runtime::builder().config(config).build();
    }
    config.limits.frames = config.limits.frames.saturating_add(RELAY_FRAMES);
    Runtime::builder().config(config).register(Arc::new(RelayVm)).build()
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
        state.set_block_hash(number, root::block_hash(number));
    }
    state
}

fn block(unit: &Unit, fork: SpecId) -> BlockContext {
    let env = &unit.env;
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

impl Case<'_> {
    /// Runs one variant, and says what is not as it should be.
    fn check(&self, post: &Post, depth: Depth) -> Verdict {
        let decoded = EthereumTransaction::decode(&post.txbytes, self.fork);
        let mut state = self.state.clone();
        let decoded = match (depth, decoded) {
            (Depth::Root, decoded) => decoded,
            (Depth::Nested, Ok(it)) => {
                let Some(to) = it.to.filter(|_| post.expect_exception.is_none()) else {
                    return Ok(false);
                };
                let to = Some(self.add_relay(&mut state, to));
                Ok(EthereumTransaction { to, ..it })
            }
            (Depth::Nested, Err(_)) if post.expect_exception.is_some() => return Ok(false),
            (Depth::Nested, refused) => refused,
        };
        let world = Arc::new(World::with_state(state));
        let logs = match (decoded, &post.expect_exception) {
            (Err(_), Some(_)) => Vec::new(),
            (Err(reason), None) => return Err(format!("not decoded: {reason}")),
            (Ok(transaction), expected) => {
                self.execute(&world, &transaction, expected.as_deref())?
            }
        };
        if root::logs_hash(&logs) != post.logs {
            return Err("other logs".to_owned());
        }
        let forms: &dyn AddressForms = self.runtime.forms().as_ref();
        let root = world.read(|state| root::state_root(state, forms));
        if root == post.hash { Ok(true) } else { Err(self.difference(post, &world)) }
    }

    /// Adds the relay account for a callee, and gives its face.
    fn add_relay(&self, state: &mut WorldState, callee: EvmAddress) -> EvmAddress {
        let mut account = WorldAccount::default();
        account.data.code = Code::new(RelayVm::TYPE, Bytes::from_static(b"relay"));
        let address = relay_to(callee);
        state.insert(address, account);
        self.runtime.forms().of_address(&address).face
    }

    /// Executes the transaction and applies what it changes; gives its logs.
    fn execute(
        &self,
        world: &Arc<World>,
        transaction: &EthereumTransaction,
        expected: Option<&str>,
    ) -> Result<Vec<alloy_primitives::Log>, String> {
        let options = ExecuteOptions::default();
        let result = self.runtime.execute(world, &self.block, transaction, &options);
        let outcome: Outcome = match (result, expected) {
            (Ok(outcome), None) => outcome,
            (Ok(_), Some(reason)) => return Err(format!("accepted in spite of {reason}")),
            (Err(ExecutionError::Invalid(_)), Some(_)) => return Ok(Vec::new()),
            (Err(error), _) => return Err(error.to_string()),
        };
        if transaction.sender != self.unit.transaction.sender {
            return Err(format!("the sender is {}", transaction.sender));
        }
        world.apply(&outcome.change);
        let evm_log = |record| match record {
            LogRecord::Evm { log, .. } | LogRecord::TokenFace { log, .. } => Ok(log),
            LogRecord::Native(entry) => Err(format!("a native log: {entry:?}")),
        };
        outcome.logs.into_iter().map(evm_log).collect()
    }

    /// What differs from the state that the test names, where it names one.
    fn difference(&self, post: &Post, world: &World) -> String {
        let mut text = "other state root".to_owned();
        if post.state.is_empty() {
            return text;
        }
        let faces: BTreeSet<_> = self.unit.pre.keys().chain(post.state.keys()).collect();
        for face in faces {
            let address = self.runtime.forms().of_face(*face).address;
            let is = world.read(|state| state.account(&address).cloned());
            let should = post.state.get(face);
            let is_same = match (&is, should) {
                (Some(is), Some(should)) => {
                    is.data.balance == should.balance
                        && U256::from(is.data.nonce) == should.nonce
                        && is.data.code.bytes == should.code
                        && is.slots.iter().collect::<BTreeMap<_, _>>()
                            == should.storage.iter().collect()
                }
                (is, should) => is.is_none() == should.is_none(),
            };
            if !is_same {
                text.push_str(&format!("; {face} is {is:?}, should be {should:?}"));
            }
        }
        text
    }
}
