//! Traces of single instructions in the form of EIP-3155, with the frames of other VMs between them.

use crate::frame_text::{client_error, encoded_input, encoded_output, kind};
use crate::quantity::quantity;
use core::fmt;
use cross_vm::GasRatio;
use serde::Serialize;
use vm_core::{
    B256, Bytes, CallInput, EvmAddress, GasUnit, SpecId, Step, StepPlace, TraceFrame,
    TraceObserver, U256, VmType,
};

/// Writes an object a line for every instruction of EVM frames, and two for every frame of another VM:
/// one when it is entered and one when it ends. Each line goes to a closure, without its end.
pub struct Eip3155<F> {
    line: F,
    ratio: GasRatio,
    memory: bool,
}

impl<F: FnMut(&str)> Eip3155<F> {
    /// Gives lines to a closure. The ratio is the chain's `MultiversX` gas units per EVM gas unit.
    #[must_use]
    pub const fn new(gas_ratio: u64, line: F) -> Self {
        Self { line, ratio: GasRatio::new(gas_ratio), memory: false }
    }

    /// Writes the memory before each instruction too: most of a trace's bytes, where it is asked for.
    #[must_use]
    pub const fn with_memory(mut self) -> Self {
        self.memory = true;
        self
    }

    fn write(&mut self, line: &impl Serialize) {
        // Lines have only string keys and no maps, so that there is a text of each.
        if let Ok(text) = serde_json::to_string(line) {
            (self.line)(&text);
        }
    }
}

impl<F> fmt::Debug for Eip3155<F> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Eip3155").field("memory", &self.memory).finish_non_exhaustive()
    }
}

impl<F: FnMut(&str) + Send> TraceObserver for Eip3155<F> {
    fn wants_memory(&self) -> bool {
        self.memory
    }

    fn enter(&mut self, frame: &TraceFrame) {
        let Some(vm) = foreign(frame) else { return };
        let function = match &frame.input {
            CallInput::Function { name, .. } => String::from_utf8_lossy(name).into_owned(),
            CallInput::CallData(_) => String::new(),
        };
        self.write(&EnterLine {
            frame: "enter",
            vm: &vm,
            kind: kind(frame),
            depth: frame.depth.saturating_add(1),
            from: frame.caller.face,
            to: frame.callee.face,
            to_native: B256::new(frame.callee.address.0),
            function,
            input: encoded_input(&frame.input),
            value: frame.value,
            gas: self.ratio.convert(frame.gas, GasUnit::MultiversX, GasUnit::Ethereum),
        });
    }

    fn step(&mut self, step: &Step<'_>, place: StepPlace) {
        self.write(&StepLine {
            pc: step.program_counter,
            op: step.opcode,
            gas: step.gas,
            gas_cost: step.gas_cost,
            mem_size: step.memory_size,
            stack: step.stack,
            depth: place.depth,
            return_data: Hex(step.return_data),
            refund: place.refund,
            op_name: step.name,
            error: step.error,
            memory: step.memory.map(Hex),
        });
    }

    fn exit(&mut self, frame: &TraceFrame) {
        let Some(vm) = foreign(frame) else { return };
        let gas_used = self.ratio.convert(frame.gas_used, GasUnit::MultiversX, GasUnit::Ethereum);
        self.write(&ExitLine {
            frame: "exit",
            vm: &vm,
            depth: frame.depth.saturating_add(1),
            gas_used,
            output: encoded_output(frame),
            error: client_error(frame),
        });
    }
}

/// The name of the VM, for frames that it runs in the place of the EVM.
fn foreign(frame: &TraceFrame) -> Option<String> {
    let vm_type = frame.vm_type.filter(|it| *it != VmType::EVM)?;
    Some(if frame.is_built_in { String::from("builtin") } else { vm_type.to_string() })
}

/// The last line of a trace.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Eip3155Summary {
    /// Root of the state after the transaction, where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state_root: Option<B256>,
    /// What the transaction gave back.
    pub output: Bytes,
    /// EVM gas that it paid for.
    #[serde(serialize_with = "quantity")]
    pub gas_used: u64,
    /// Whether it succeeded.
    pub pass: bool,
    /// The rules under which it ran.
    #[serde(serialize_with = "fork_name")]
    pub fork: SpecId,
}

impl Eip3155Summary {
    /// The line, without its end.
    #[must_use]
    pub fn line(&self) -> String {
        // It has only string keys and no maps.
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn fork_name<S: serde::Serializer>(fork: &SpecId, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(<&str>::from(*fork))
}

/// The fields of EIP-3155, in its order.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StepLine<'a> {
    pc: usize,
    op: u8,
    #[serde(serialize_with = "quantity")]
    gas: u64,
    #[serde(serialize_with = "quantity")]
    gas_cost: u64,
    mem_size: usize,
    stack: &'a [U256],
    depth: usize,
    return_data: Hex<'a>,
    #[serde(serialize_with = "quantity")]
    refund: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    op_name: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    memory: Option<Hex<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EnterLine<'a> {
    frame: &'static str,
    vm: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    depth: usize,
    from: EvmAddress,
    to: EvmAddress,
    to_native: B256,
    function: String,
    input: Bytes,
    value: U256,
    #[serde(serialize_with = "quantity")]
    gas: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExitLine<'a> {
    frame: &'static str,
    vm: &'a str,
    depth: usize,
    #[serde(serialize_with = "quantity")]
    gas_used: u64,
    output: Bytes,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// Bytes in hexadecimal, without a copy of them before.
struct Hex<'a>(&'a [u8]);

impl Serialize for Hex<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("0x{}", crate::text::hex(self.0)))
    }
}
