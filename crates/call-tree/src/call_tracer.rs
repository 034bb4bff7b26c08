//! The form of Geth's `callTracer` (`go-ethereum:eth/tracers/native/call.go`).

use crate::frame_text::{client_error, encoded_input, encoded_output, kind, revert_text};
use crate::quantity::{is_no_bytes, quantity};
use cross_vm::GasRatio;
use serde::Serialize;
use vm_core::{
    AccountRef, B256, Bytes, CallInput, EvmAddress, GasUnit, LogEntry, LogRecord, ReturnData,
    TraceFrame, U256, VmType,
};

/// A frame with the frames under it, as `callTracer` gives it. What is empty is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CallFrame {
    /// Who called; under DELEGATECALL the account on which the code ran.
    pub from: EvmAddress,
    /// Gas given, in EVM gas.
    #[serde(serialize_with = "quantity")]
    pub gas: u64,
    /// Gas used, children included; in the root, what the transaction paid for.
    #[serde(serialize_with = "quantity")]
    pub gas_used: u64,
    /// Whose code ran; absent for a creation that failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<EvmAddress>,
    /// Call data or init code.
    pub input: Bytes,
    /// Return data, revert data or the new contract's code.
    #[serde(skip_serializing_if = "is_no_bytes")]
    pub output: Bytes,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The reason in its revert data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revert_reason: Option<String>,
    /// The frames under it, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<Self>,
    /// Its own logs, where they are wanted; those of a failed frame are gone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub logs: Vec<CallLog>,
    /// Native value; absent for STATICCALL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<U256>,
    /// CALL, STATICCALL, DELEGATECALL, CALLCODE, CREATE, CREATE2 or SELFDESTRUCT.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Canonical address behind `from`, where that is an alias.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_native: Option<B256>,
    /// Canonical address behind `to`, where that is an alias.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to_native: Option<B256>,
    /// What a frame of another VM has beside.
    #[serde(flatten)]
    pub foreign: Option<ForeignFrame>,
}

/// What a frame has that the EVM did not run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ForeignFrame {
    /// `wasm`, `system`, `builtin`, or another VM's type bytes.
    pub vm: String,
    /// The function.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub function: String,
    /// Its arguments; the input has function and arguments in the length-prefixed form.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<Bytes>,
    /// What it gave back; the output has them in the length-prefixed form.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<Bytes>,
    /// `async`, `callback` or `transfer`, where it is no ordinary call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<&'static str>,
    /// Gas given, in the VM's own unit.
    #[serde(serialize_with = "quantity")]
    pub native_gas: u64,
    /// Gas used, in the VM's own unit.
    #[serde(serialize_with = "quantity")]
    pub native_gas_used: u64,
    /// Its own logs that are none of Ethereum's, where they are wanted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub native_logs: Vec<NativeCallLog>,
}

/// A log of Ethereum's form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CallLog {
    /// Who wrote it.
    pub address: EvmAddress,
    /// Its place among the transaction's logs of this form.
    #[serde(serialize_with = "quantity")]
    pub index: u64,
    /// Topics.
    pub topics: Vec<B256>,
    /// Data.
    pub data: Bytes,
    /// Number of the frame's calls before it.
    #[serde(serialize_with = "quantity")]
    pub position: u64,
}

/// A log of MultiversX's form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NativeCallLog {
    /// Canonical address of the account that wrote it.
    pub address: B256,
    /// What kind of entry it is.
    pub identifier: String,
    /// Topics.
    pub topics: Vec<Bytes>,
    /// Data.
    pub data: Vec<Bytes>,
    /// Number of the frame's calls before it.
    #[serde(serialize_with = "quantity")]
    pub position: u64,
}

/// Makes a [`CallFrame`] of a transaction's recorded frames.
#[derive(Clone, Copy, Debug)]
pub struct CallTracer<'a> {
    frames: &'a [TraceFrame],
    logs: Option<&'a [LogRecord]>,
    ratio: GasRatio,
    root_gas: Option<(u64, u64)>,
    only_top_call: bool,
}

impl<'a> CallTracer<'a> {
    /// Of frames as the tracer gives them, and the chain's `MultiversX` gas units per EVM gas unit.
    #[must_use]
    pub const fn new(frames: &'a [TraceFrame], gas_ratio: u64) -> Self {
        let ratio = GasRatio::new(gas_ratio);
        Self { frames, logs: None, ratio, root_gas: None, only_top_call: false }
    }

    /// Shows the logs: all of the transaction, in order (`withLog`).
    #[must_use]
    pub const fn with_logs(mut self, logs: &'a [LogRecord]) -> Self {
        self.logs = Some(logs);
        self
    }

    /// Sets the root's gas: what the transaction allowed, and what it paid for.
    #[must_use]
    pub const fn with_gas(mut self, limit: u64, used: u64, unit: GasUnit) -> Self {
        let ethereum = GasUnit::Ethereum;
        self.root_gas = Some((
            self.ratio.convert(limit, unit, ethereum),
            self.ratio.convert(used, unit, ethereum),
        ));
        self
    }

    /// Leaves out everything under the root (`onlyTopCall`).
    #[must_use]
    pub const fn only_top_call(mut self) -> Self {
        self.only_top_call = true;
        self
    }

    /// The root with all frames under it; absent when nothing was recorded. What the protocol executes
    /// after the root, in the same transaction, stands behind the root's own calls.
    #[must_use]
    pub fn call_frame(&self) -> Option<CallFrame> {
        let mut made = self.made();
        if self.only_top_call {
            made.truncate(1);
            made.iter_mut().for_each(|root| root.calls.clear());
        }
        // A frame comes after its parent, so that the last one has all of its own already.
        while let Some(mut frame) = made.pop() {
            frame.calls.reverse();
            let index = made.len();
            let parent = self.frames.get(index).and_then(|it| it.parent).unwrap_or_default();
            match made.get_mut(parent) {
                Some(parent) => parent.calls.push(frame),
                None => return Some(frame),
            }
        }
        None
    }

    /// Every frame without the frames under it, but with the self-destruction that ended it.
    fn made(&self) -> Vec<CallFrame> {
        let mut made: Vec<CallFrame> = Vec::with_capacity(self.frames.len());
        let mut units: Vec<GasUnit> = Vec::with_capacity(self.frames.len());
        for frame in self.frames {
            let parent = frame.parent.and_then(|index| units.get(index)).copied();
            let unit = unit(frame, parent);
            made.push(self.frame(frame, unit));
            units.push(unit);
        }
        if let (Some(root), Some((limit, used))) = (made.first_mut(), self.root_gas) {
            (root.gas, root.gas_used) = (limit, used);
        }
        if let Some(logs) = self.logs {
            self.add_logs(&mut made, logs);
        }
        made
    }

    fn frame(&self, frame: &TraceFrame, unit: GasUnit) -> CallFrame {
        let convert = |gas| self.ratio.convert(gas, unit, GasUnit::Ethereum);
        let kind = kind(frame);
        let is_failed_create = kind.starts_with("CREATE") && !frame.status.is_success();
        let from = if kind == "DELEGATECALL" { frame.callee } else { frame.caller };
        let to = if frame.scheme.keeps_context() { frame.code } else { frame.callee };
        CallFrame {
            from: from.face,
            gas: convert(frame.gas),
            gas_used: convert(frame.gas_used),
            to: (!is_failed_create).then_some(to.face),
            input: encoded_input(&frame.input),
            output: encoded_output(frame),
            error: client_error(frame),
            revert_reason: revert_text(frame),
            calls: frame.self_destruct.map(|it| destruction(frame, it)).into_iter().collect(),
            logs: Vec::new(),
            value: (kind != "STATICCALL").then_some(frame.value),
            kind,
            from_native: native(from),
            to_native: if is_failed_create { None } else { native(to) },
            foreign: foreign(frame),
        }
    }

    /// Gives every log to the innermost frame that wrote it, if that frame and all above it succeeded.
    fn add_logs(&self, made: &mut [CallFrame], logs: &[LogRecord]) {
        let mut owners: Vec<Option<usize>> = vec![None; logs.len()];
        let mut is_kept: Vec<bool> = Vec::with_capacity(self.frames.len());
        for (index, frame) in self.frames.iter().enumerate() {
            let above = frame.parent.is_none_or(|it| is_kept.get(it).copied().unwrap_or_default());
            let kept = above && frame.status.is_success();
            is_kept.push(kept);
            let owned = owners.get_mut(frame.logs.clone()).filter(|_| kept);
            owned.unwrap_or_default().fill(Some(index));
        }
        let mut evm_index = 0u64;
        for (place, (log, owner)) in logs.iter().zip(owners).enumerate() {
            let position = owner.map_or(0, |owner| self.calls_before(owner, place));
            let target = owner.and_then(|it| made.get_mut(it));
            match log {
                LogRecord::Evm { log, .. } | LogRecord::TokenFace { log, .. } => {
                    if let Some(frame) = target {
                        frame.logs.push(CallLog {
                            address: log.address,
                            index: evm_index,
                            topics: log.data.topics().to_vec(),
                            data: log.data.data.clone(),
                            position,
                        });
                    }
                    evm_index = evm_index.saturating_add(1);
                }
                LogRecord::Native(entry) => {
                    if let Some(foreign) = target.and_then(|it| it.foreign.as_mut()) {
                        foreign.native_logs.push(native_log(entry, position));
                    }
                }
            }
        }
    }

    /// Calls of a frame that were entered before a log.
    fn calls_before(&self, owner: usize, log: usize) -> u64 {
        let before = |it: &&TraceFrame| it.parent == Some(owner) && it.logs.start <= log;
        let count = self.frames.iter().skip(owner).filter(before).count();
        u64::try_from(count).unwrap_or(u64::MAX)
    }
}

/// A plain transfer counts in the unit of whoever made it.
fn unit(frame: &TraceFrame, parent: Option<GasUnit>) -> GasUnit {
    match (frame.vm_type, parent) {
        (Some(VmType::EVM), _) => GasUnit::Ethereum,
        (None, Some(parent)) => parent,
        (None, None) if matches!(frame.input, CallInput::CallData(_)) => GasUnit::Ethereum,
        (Some(_) | None, _) => GasUnit::MultiversX,
    }
}

fn destruction(frame: &TraceFrame, end: vm_core::SelfDestruct) -> CallFrame {
    CallFrame {
        from: frame.callee.face,
        to: Some(end.beneficiary),
        value: Some(end.value),
        kind: "SELFDESTRUCT",
        ..CallFrame::default()
    }
}

fn native(account: AccountRef) -> Option<B256> {
    account.is_aliased.then_some(B256::new(account.address.0))
}

fn foreign(frame: &TraceFrame) -> Option<ForeignFrame> {
    let vm_type = frame.vm_type.filter(|it| *it != VmType::EVM)?;
    let (function, arguments) = match &frame.input {
        CallInput::Function { name, arguments } => {
            (String::from_utf8_lossy(name).into_owned(), arguments.clone())
        }
        CallInput::CallData(_) => (String::new(), Vec::new()),
    };
    let results = match &frame.data {
        ReturnData::Items(items) => items.clone(),
        ReturnData::Blob(_) => Vec::new(),
    };
    Some(ForeignFrame {
        vm: if frame.is_built_in { String::from("builtin") } else { vm_type.to_string() },
        function,
        arguments,
        results,
        scheme: crate::frame_text::scheme(frame.scheme),
        native_gas: frame.gas,
        native_gas_used: frame.gas_used,
        native_logs: Vec::new(),
    })
}

fn native_log(entry: &LogEntry, position: u64) -> NativeCallLog {
    NativeCallLog {
        address: B256::new(entry.address.0),
        identifier: String::from_utf8_lossy(&entry.identifier).into_owned(),
        topics: entry.topics.clone(),
        data: entry.data.clone(),
        position,
    }
}
