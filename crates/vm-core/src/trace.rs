//! The call tree: one record a frame, over all VMs.

use crate::{Address, Bytes, CallInput, CallScheme, ReturnData, Status, U256, VmType};

/// One frame of the call tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceFrame {
    /// Index of the parent frame; the root has none.
    pub parent: Option<usize>,
    /// Distance from the root.
    pub depth: usize,
    /// The VM that ran it; `None` for a plain transfer.
    pub vm_type: Option<VmType>,
    /// How it was entered.
    pub scheme: CallScheme,
    /// Whether a built-in function ran instead of a contract.
    pub is_built_in: bool,
    /// Who called.
    pub caller: Address,
    /// On whose account it ran.
    pub callee: Address,
    /// Input in the form of the callee's VM.
    pub input: CallInput,
    /// Native value.
    pub value: U256,
    /// Gas given, in the unit of the callee's VM.
    pub gas: u64,
    /// Gas used, children included.
    pub gas_used: u64,
    /// How it ended.
    pub status: Status,
    /// Return or revert data.
    pub data: ReturnData,
    /// The contract's message or the reason's text.
    pub message: Bytes,
}

/// Records the call tree of a transaction; absent unless asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tracer {
    frames: Vec<TraceFrame>,
    open: Vec<usize>,
}

/// What is known of a frame when it starts.
#[derive(Clone, Debug)]
pub struct TraceStart {
    /// The VM that runs it, if any.
    pub vm_type: Option<VmType>,
    /// How it is entered.
    pub scheme: CallScheme,
    /// Whether a built-in function runs.
    pub is_built_in: bool,
    /// Who calls.
    pub caller: Address,
    /// On whose account.
    pub callee: Address,
    /// Input in the form of the callee's VM.
    pub input: CallInput,
    /// Native value.
    pub value: U256,
    /// Gas given.
    pub gas: u64,
}

impl Tracer {
    /// Opens a frame under the one that is open.
    pub fn enter(&mut self, start: TraceStart) {
        let parent = self.open.last().copied();
        self.open.push(self.frames.len());
        self.frames.push(TraceFrame {
            parent,
            depth: self.open.len().saturating_sub(1),
            vm_type: start.vm_type,
            scheme: start.scheme,
            is_built_in: start.is_built_in,
            caller: start.caller,
            callee: start.callee,
            input: start.input,
            value: start.value,
            gas: start.gas,
            gas_used: 0,
            status: Status::Success,
            data: ReturnData::default(),
            message: Bytes::new(),
        });
    }

    /// Names the callee of the open frame, once a create knows its address.
    pub fn set_callee(&mut self, callee: Address) {
        if let Some(frame) = self.open.last().and_then(|index| self.frames.get_mut(*index)) {
            frame.callee = callee;
        }
    }

    /// Closes the open frame.
    pub fn exit(&mut self, status: Status, gas_left: u64, data: ReturnData, message: Bytes) {
        let Some(frame) = self.open.pop().and_then(|index| self.frames.get_mut(index)) else {
            return;
        };
        frame.gas_used = frame.gas.saturating_sub(gas_left);
        frame.status = status;
        frame.data = data;
        frame.message = message;
    }

    /// The frames, parents before children, in the order in which they were entered.
    #[must_use]
    pub fn into_frames(self) -> Vec<TraceFrame> {
        self.frames
    }
}
