//! The call tree: one record a frame, over all VMs, and what an observer sees while it grows.
//!
//! Nothing is recorded unless the session has a [`Tracer`]; without one, a frame costs one comparison
//! and an instruction nothing.

use crate::{
    AccountRef, Bytes, CallInput, CallScheme, CreateScheme, EvmAddress, ReturnData, Session,
    Status, U256, VmType,
};
use core::fmt::Debug;
use core::ops::Range;

/// One frame of the call tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceFrame {
    /// Index of the parent frame; the root has none.
    pub parent: Option<usize>,
    /// Distance from the root.
    pub depth: usize,
    /// The VM that ran it; `None` for a plain transfer, and for a call that was refused before a VM
    /// took it.
    pub vm_type: Option<VmType>,
    /// How it was entered.
    pub scheme: CallScheme,
    /// How the new contract's address was derived; absent for all but constructors of the EVM.
    pub create: Option<CreateScheme>,
    /// Whether a built-in function ran instead of a contract.
    pub is_built_in: bool,
    /// Who called.
    pub caller: AccountRef,
    /// On whose account it ran.
    pub callee: AccountRef,
    /// Whose code it ran.
    pub code: AccountRef,
    /// Input in the form of the callee's VM; the init code of a constructor of the EVM.
    pub input: CallInput,
    /// Native value.
    pub value: U256,
    /// Gas given, in the unit of the callee's VM.
    pub gas: u64,
    /// Gas used, children included, before refunds.
    pub gas_used: u64,
    /// How it ended.
    pub status: Status,
    /// Return or revert data.
    pub data: ReturnData,
    /// The code that a constructor of the EVM gave.
    pub deployed: Bytes,
    /// The contract's message or the reason's text.
    pub message: Bytes,
    /// What Ethereum's clients say of the failure of a frame of the EVM.
    pub evm_error: Option<&'static str>,
    /// The end of an EVM contract by `SELFDESTRUCT`.
    pub self_destruct: Option<SelfDestruct>,
    /// Places of the logs of the frame and its children among the transaction's. Only those of a frame
    /// that succeeded, with all frames above it, are still there at the end.
    pub logs: Range<usize>,
}

/// What a `SELFDESTRUCT` moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SelfDestruct {
    /// Who got the balance.
    pub beneficiary: EvmAddress,
    /// The balance.
    pub value: U256,
}

/// What is known of a frame when it starts.
#[derive(Clone, Debug)]
pub struct TraceStart {
    /// The VM that runs it, if any.
    pub vm_type: Option<VmType>,
    /// How it is entered.
    pub scheme: CallScheme,
    /// How a new contract's address is derived, where the EVM makes it.
    pub create: Option<CreateScheme>,
    /// Whether a built-in function runs.
    pub is_built_in: bool,
    /// Who calls.
    pub caller: AccountRef,
    /// On whose account.
    pub callee: AccountRef,
    /// Whose code.
    pub code: AccountRef,
    /// Input in the form of the callee's VM.
    pub input: CallInput,
    /// Native value.
    pub value: U256,
    /// Gas given.
    pub gas: u64,
}

/// What is known of a frame when it ends.
#[derive(Clone, Debug)]
pub struct TraceEnd {
    /// How it ended.
    pub status: Status,
    /// Gas that the caller gets back.
    pub gas_left: u64,
    /// Return or revert data.
    pub data: ReturnData,
    /// The contract's message or the reason's text.
    pub message: Bytes,
}

/// One instruction of a frame of the EVM: what was there before it ran, and what it did to the gas.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// Place in the code.
    pub program_counter: usize,
    /// The instruction.
    pub opcode: u8,
    /// Its name, if it has one.
    pub name: Option<&'static str>,
    /// Gas before it.
    pub gas: u64,
    /// Gas that it took; what a call hands to its callee is in it.
    pub gas_cost: u64,
    /// Bytes of memory before it.
    pub memory_size: usize,
    /// The memory before it, where the observer wants it.
    pub memory: Option<&'a [u8]>,
    /// The stack before it, the top last.
    pub stack: &'a [U256],
    /// Return data of the frame's latest call.
    pub return_data: &'a [u8],
    /// What Ethereum's clients say of the failure in which the instruction ended.
    pub error: Option<&'static str>,
}

/// Where an instruction ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepPlace {
    /// Open frames of the call tree; 1 in the root.
    pub depth: usize,
    /// The refund counter of the whole transaction before the instruction.
    pub refund: u64,
}

/// Sees every frame of a transaction, of all VMs, and every instruction of its EVM frames, while it
/// runs. It can change nothing.
pub trait TraceObserver: Debug + Send {
    /// Whether steps carry the memory: that copies it once an instruction.
    fn wants_memory(&self) -> bool {
        false
    }

    /// A frame was entered.
    fn enter(&mut self, frame: &TraceFrame) {
        let _ = frame;
    }

    /// An instruction ran, or ended its frame.
    fn step(&mut self, step: &Step<'_>, place: StepPlace);

    /// A frame ended.
    fn exit(&mut self, frame: &TraceFrame) {
        let _ = frame;
    }
}

/// Records the call tree of a transaction; absent unless asked for.
#[derive(Debug, Default)]
pub struct Tracer {
    frames: Vec<TraceFrame>,
    open: Vec<Open>,
    observer: Option<Box<dyn TraceObserver>>,
}

/// A frame that has not ended.
#[derive(Clone, Copy, Debug)]
struct Open {
    index: usize,
    /// Refund counters of the frames above it.
    refund_above: i64,
    /// Its own refund counter.
    refund: i64,
}

impl Tracer {
    /// A tracer that also shows to an observer what happens.
    #[must_use]
    pub fn observed(observer: Box<dyn TraceObserver>) -> Self {
        Self { observer: Some(observer), ..Self::default() }
    }

    /// Whether somebody looks at single instructions.
    #[must_use]
    pub const fn is_observed(&self) -> bool {
        self.observer.is_some()
    }

    /// Whether the observer looks at the memory.
    #[must_use]
    pub fn wants_memory(&self) -> bool {
        self.observer.as_ref().is_some_and(|it| it.wants_memory())
    }

    /// Opens a frame under the one that is open; `logs` are the transaction's so far.
    pub fn enter(&mut self, start: TraceStart, logs: usize) {
        let (parent, refund_above) = match self.open.last() {
            Some(open) => (Some(open.index), open.refund_above.saturating_add(open.refund)),
            None => (None, 0),
        };
        let frame = TraceFrame {
            parent,
            depth: self.open.len(),
            vm_type: start.vm_type,
            scheme: start.scheme,
            create: start.create,
            is_built_in: start.is_built_in,
            caller: start.caller,
            callee: start.callee,
            code: start.code,
            input: start.input,
            value: start.value,
            gas: start.gas,
            gas_used: 0,
            status: Status::Success,
            data: ReturnData::default(),
            deployed: Bytes::new(),
            message: Bytes::new(),
            evm_error: None,
            self_destruct: None,
            logs: logs..logs,
        };
        if let Some(observer) = self.observer.as_mut() {
            observer.enter(&frame);
        }
        self.open.push(Open { index: self.frames.len(), refund_above, refund: 0 });
        self.frames.push(frame);
    }

    /// The frame that is open, for what is known of it before it ends.
    pub fn open_frame(&mut self) -> Option<&mut TraceFrame> {
        let open = self.open.last()?;
        self.frames.get_mut(open.index)
    }

    /// Names the new contract of the open frame, once a create knows its address.
    pub fn set_created(&mut self, contract: AccountRef) {
        if let Some(frame) = self.open_frame() {
            frame.callee = contract;
            frame.code = contract;
        }
    }

    /// Shows an instruction of the open frame to the observer. `refund` is the frame's own counter before
    /// it and after it, `kept` what frames under other VMs left.
    pub fn step(&mut self, step: &Step<'_>, refund: (i64, i64), kept: i64) {
        let Some(open) = self.open.last_mut() else { return };
        let whole = kept.saturating_add(open.refund_above).saturating_add(refund.0);
        open.refund = refund.1;
        let place =
            StepPlace { depth: self.open.len(), refund: u64::try_from(whole).unwrap_or_default() };
        if let Some(observer) = self.observer.as_mut() {
            observer.step(step, place);
        }
    }

    /// Closes the open frame; `logs` are the transaction's so far.
    pub fn exit(&mut self, end: TraceEnd, logs: usize) {
        let Some(frame) = self.open.pop().and_then(|open| self.frames.get_mut(open.index)) else {
            return;
        };
        frame.gas_used = frame.gas.saturating_sub(end.gas_left);
        frame.status = end.status;
        frame.data = end.data;
        frame.message = end.message;
        frame.logs.end = logs.max(frame.logs.start);
        if !end.status.is_success() {
            frame.self_destruct = None;
            frame.deployed = Bytes::new();
        }
        if let Some(observer) = self.observer.as_mut() {
            observer.exit(frame);
        }
    }

    /// The frames, parents before children, in the order in which they were entered.
    #[must_use]
    pub fn into_frames(self) -> Vec<TraceFrame> {
        self.frames
    }
}

impl Session {
    /// Opens a frame of the call tree, where one is recorded.
    #[inline]
    pub fn trace_enter(&mut self, start: impl FnOnce() -> TraceStart) {
        if self.tracer.is_some() {
            self.record(|tracer, logs| tracer.enter(start(), logs));
        }
    }

    /// Closes the open frame of the call tree, where one is recorded.
    #[inline]
    pub fn trace_exit(&mut self, end: impl FnOnce() -> TraceEnd) {
        if self.tracer.is_some() {
            self.record(|tracer, logs| tracer.exit(end(), logs));
        }
    }

    /// Apart from the way of those who record nothing.
    #[cold]
    fn record(&mut self, record: impl FnOnce(&mut Tracer, usize)) {
        if let Some(tracer) = self.tracer.as_mut() {
            record(tracer, self.journal.log_count());
        }
    }
}
