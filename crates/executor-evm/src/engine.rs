//! One EVM: context, frame stack, buffers, instructions and precompiles, kept warm between runs.
//!
//! Every run has an engine of its own, also a run inside a host call of another VM that an EVM
//! contract called: so no two runs share a memory buffer or a frame stack. revm's buffers are counted
//! references that cannot leave their thread, so that engines wait in a pool of the thread, not in
//! the session.

use crate::database::{DatabaseError, HookDatabase};
use crate::environment::{block_env, set_transaction};
use crate::instructions::instructions;
use crate::journal::EvmJournal;
use crate::word_hashes::WordHashes;
use core::cell::RefCell;
use revm::Context;
use revm::context::{BlockEnv, CfgEnv, Evm, FrameStack, LocalContext, TxEnv};
use revm::context_interface::{ContextError, LocalContextTr};
use revm::handler::instructions::EthInstructions;
use revm::handler::{EthFrame, EthPrecompiles, EvmTr, FrameResult, ItemOrResult};
use revm::interpreter::interpreter::EthInterpreter;
use revm::interpreter::interpreter_action::FrameInit;
use revm::interpreter::{FrameInput, SharedMemory};
use std::sync::Arc;
use vm_core::{
    BlockEnvironment, Environment, Fault, HaltReason, Session, TransactionInfo, WriteError,
};

/// What revm's instructions work on.
pub(crate) type EvmContext =
    Context<BlockEnv, TxEnv, CfgEnv, HookDatabase, EvmJournal, WordHashes, LocalContext>;

/// An error of revm's inside a run.
pub(crate) type RunError = ContextError<DatabaseError>;

type Inner =
    Evm<EvmContext, (), EthInstructions<EthInterpreter, EvmContext>, EthPrecompiles, EthFrame>;

/// Engines that one thread keeps; more are only needed while runs nest deeper than this.
const POOL_SIZE: usize = 8;

/// Frames and bytes of memory up to which an engine keeps its buffers after a run.
const KEPT_FRAMES: usize = 64;
const KEPT_MEMORY: usize = 16 * 1024 * 1024;

thread_local! {
    #[expect(clippy::vec_box, reason = "an engine is large, and goes in and out by its pointer")]
    static POOL: RefCell<Vec<Box<Engine>>> = const { RefCell::new(Vec::new()) };
}

/// One EVM.
pub(crate) struct Engine {
    pub(crate) evm: Inner,
    /// The block that revm's context has.
    block: Arc<BlockEnvironment>,
    /// Number of frames in the journal that are not this run's to pop.
    pub(crate) floor: usize,
    /// Why the journal refused a write of the first frame.
    pub(crate) refusal: Option<HaltReason>,
    /// Most frames that the run had at a time.
    pub(crate) deepest: usize,
}

impl Engine {
    fn new(session: &Session) -> Box<Self> {
        let fork = session.journal.fork();
        let environment = &session.environment;
        let (shared, transaction) = (Arc::clone(&environment.shared), TransactionInfo::default());
        let database = HookDatabase {
            hook: Arc::clone(session.journal.hook()),
            environment: Arc::new(Environment { shared, transaction }),
        };
        let precompiles = EthPrecompiles::new(fork);
        let journal = EvmJournal::of(database, precompiles.precompiles.addresses_set());
        let context = Context {
            block: block_env(environment, fork),
            tx: TxEnv::default(),
            cfg: CfgEnv::new_with_spec(fork).with_chain_id(environment.config.evm_chain_id),
            journaled_state: journal,
            chain: WordHashes::default(),
            local: LocalContext::default(),
            error: Ok(()),
        };
        Box::new(Self {
            evm: Evm::new(context, instructions(fork), precompiles),
            block: Arc::clone(&environment.shared),
            floor: 0,
            refusal: None,
            deepest: 0,
        })
    }

    /// An engine that holds the session. Cost: a few comparisons, where the thread has one that ran
    /// in the same block.
    pub(crate) fn enter(session: Box<Session>) -> Box<Self> {
        let pooled = POOL.with_borrow_mut(Vec::pop);
        let mut engine = pooled.unwrap_or_else(|| Self::new(&session));
        engine.adapt(&session);
        engine.evm.ctx.journaled_state.enter(session);
        engine
    }

    /// Gives the session back, and the engine to its thread's pool.
    pub(crate) fn leave(mut self: Box<Self>) -> Box<Session> {
        let session = self.evm.ctx.journaled_state.leave();
        POOL.with_borrow_mut(|pool| {
            if pool.len() < POOL_SIZE {
                pool.push(self);
            }
        });
        session
    }

    fn adapt(&mut self, session: &Session) {
        let fork = session.journal.fork();
        let environment = &session.environment;
        let context = &mut self.evm.ctx;
        context.journaled_state.read_from(session.journal.hook());
        set_transaction(&mut context.tx, &environment.transaction);
        let is_fork_known = context.cfg.spec == fork;
        if is_fork_known && Arc::ptr_eq(&self.block, &environment.shared) {
            return;
        }
        self.block = Arc::clone(&environment.shared);
        context.block = block_env(environment, fork);
        context.cfg.chain_id = environment.config.evm_chain_id;
        if !is_fork_known {
            context.cfg.set_spec_and_mainnet_gas_params(fork);
            self.evm.instruction = instructions(fork);
            self.evm.precompiles = EthPrecompiles::new(fork);
            let addresses = self.evm.precompiles.precompiles.addresses_set();
            context.journaled_state.set_precompiles(addresses);
        }
    }

    pub(crate) const fn session(&mut self) -> &mut Session {
        &mut self.evm.ctx.journaled_state.session
    }

    /// Runs a first frame, and every frame of the EVM under it.
    ///
    /// revm counts depth from here: how deep calls may nest in all is the journal's to know, by the
    /// chain's limits. The engine is clean afterwards, also after a fault.
    pub(crate) fn run(&mut self, input: FrameInput) -> Result<FrameResult, Fault> {
        self.floor = self.session().journal.frames().len();
        self.refusal = None;
        self.deepest = 0;
        let buffer = self.evm.ctx.local.shared_memory_buffer().clone();
        let result = self.run_frames(FrameInit {
            depth: 0,
            memory: SharedMemory::new_with_buffer(buffer),
            frame_input: input,
        });
        while self.session().journal.frames().len() > self.floor {
            self.session().journal.pop_frame();
        }
        self.clean();
        result.map_err(|error| fault_of(&error))
    }

    fn run_frames(&mut self, first: FrameInit) -> Result<FrameResult, RunError> {
        if let ItemOrResult::Result(result) = self.frame_init(first)? {
            return Ok(result);
        }
        loop {
            let result = match self.frame_run()? {
                ItemOrResult::Item(init) => match self.frame_init(init)? {
                    ItemOrResult::Item(_) => continue,
                    ItemOrResult::Result(result) => result,
                },
                ItemOrResult::Result(result) => result,
            };
            if let Some(result) = self.frame_return_result(result)? {
                return Ok(result);
            }
        }
    }

    fn clean(&mut self) {
        self.evm.ctx.error = Ok(());
        self.evm.ctx.journaled_state.counted = None;
        self.evm.frame_stack.clear();
        let memory = self.evm.ctx.local.shared_memory_buffer().try_borrow();
        let is_large = memory.is_ok_and(|memory| memory.capacity() > KEPT_MEMORY);
        if is_large || self.deepest > KEPT_FRAMES {
            self.evm.frame_stack = FrameStack::new_prealloc(KEPT_FRAMES / 8);
            self.evm.ctx.local = LocalContext::default();
        } else {
            self.evm.ctx.local.clear();
        }
    }
}

/// The fault in an error. A refused write is none, but frames turn those into halts before.
const fn fault_of(error: &RunError) -> Fault {
    match error {
        ContextError::Db(DatabaseError(WriteError::Fault(fault))) => *fault,
        ContextError::Db(_) => Fault::Invariant("a frame ends with a refused write of its own"),
        ContextError::Custom(_) => Fault::Invariant("the EVM gave up"),
    }
}
