//! The tree itself.

use crate::gas::{grouped, shares};
use crate::text::{address_text, input_text, kind_text, result_text, scheme_text};
use std::collections::BTreeMap;
use vm_core::{Address, CallScheme, TraceFrame, VmType};

/// `MultiversX` gas units per EVM gas unit of a chain that does not say otherwise.
const GAS_RATIO: u64 = 20;

/// Characters shown of a call or result.
const TEXT_MAX: usize = 200;

/// The call tree of one transaction, with what is known of its accounts and frames.
#[derive(Clone, Debug)]
pub struct CallTree<'a> {
    frames: &'a [TraceFrame],
    names: BTreeMap<Address, String>,
    calls: BTreeMap<usize, String>,
    results: BTreeMap<usize, String>,
    gas_ratio: u64,
}

impl<'a> CallTree<'a> {
    /// A tree of frames as the tracer gives them: parents before children.
    #[must_use]
    pub const fn new(frames: &'a [TraceFrame]) -> Self {
        Self {
            frames,
            names: BTreeMap::new(),
            calls: BTreeMap::new(),
            results: BTreeMap::new(),
            gas_ratio: GAS_RATIO,
        }
    }

    /// Shows an account by a name.
    #[must_use]
    pub fn with_name(mut self, address: Address, name: impl Into<String>) -> Self {
        self.names.insert(address, name.into());
        self
    }

    /// Shows the call of a frame, by its index, as this text: function and decoded arguments.
    #[must_use]
    pub fn with_call(mut self, frame: usize, text: impl Into<String>) -> Self {
        self.calls.insert(frame, text.into());
        self
    }

    /// Shows the end of a frame, by its index, as this text: decoded results or error.
    #[must_use]
    pub fn with_result(mut self, frame: usize, text: impl Into<String>) -> Self {
        self.results.insert(frame, text.into());
        self
    }

    /// Sets the chain's `MultiversX` gas units per EVM gas unit, for the last line.
    #[must_use]
    pub const fn with_gas_ratio(mut self, gas_ratio: u64) -> Self {
        self.gas_ratio = gas_ratio;
        self
    }

    /// The tree as text, every line with its end; empty without frames.
    #[must_use]
    pub fn render(&self) -> String {
        let mut output = String::new();
        let roots = (0..self.frames.len()).filter(|index| self.parent(*index).is_none());
        for root in roots {
            self.render_frame(root, "", &mut output);
        }
        if !self.frames.is_empty() {
            output.push_str("     ");
            output.push_str(&self.summary());
            output.push('\n');
        }
        output
    }

    fn parent(&self, index: usize) -> Option<usize> {
        self.frames.get(index).and_then(|frame| frame.parent)
    }

    /// A frame's line, its children, and its end. Depth is bounded by the protocol's call depth.
    fn render_frame(&self, index: usize, indent: &str, output: &mut String) {
        let Some(frame) = self.frames.get(index) else { return };
        output.push_str(&self.head(index, frame));
        output.push('\n');
        let below = if frame.parent.is_none() { String::from("  ") } else { format!("{indent}  ") };
        for (child, _) in self.frames.iter().enumerate().filter(|(_, it)| it.parent == Some(index))
        {
            output.push_str(&format!("{below}├─ "));
            self.render_frame(child, &format!("{below}│  "), output);
        }
        let result = self.results.get(&index).cloned().unwrap_or_else(|| result_text(frame));
        let result = shortened(result);
        output.push_str(&format!("{below}└─ ← {result}\n"));
    }

    fn head(&self, index: usize, frame: &TraceFrame) -> String {
        let gas = format!("[{}/{}]", grouped(frame.gas_used), grouped(frame.gas));
        let call = shortened(match self.calls.get(&index) {
            Some(text) => text.clone(),
            None => input_text(&frame.input),
        });
        let callee = self.name(&frame.callee.address);
        let what = match frame.scheme {
            _ if frame.vm_type.is_none() => {
                format!("{} → {callee}", self.name(&frame.caller.address))
            }
            _ if frame.is_built_in => format!("{call} at {callee}"),
            CallScheme::Create => format!("new {callee} {call}"),
            CallScheme::Call
            | CallScheme::Static
            | CallScheme::Delegate
            | CallScheme::CallCode
            | CallScheme::Async
            | CallScheme::Callback
            | CallScheme::Transfer => format!("{callee}.{call}"),
        };
        let value = if frame.value.is_zero() {
            String::new()
        } else {
            format!(" {{value: {}}}", frame.value)
        };
        let from = if frame.parent.is_none() && frame.vm_type.is_some() {
            format!("  from {}", self.name(&frame.caller.address))
        } else {
            String::new()
        };
        let (kind, scheme) = (kind_text(frame), scheme_text(frame.scheme));
        format!("{gas} {kind} {what}{value}{scheme}{from}")
    }

    fn name(&self, address: &Address) -> String {
        self.names.get(address).cloned().unwrap_or_else(|| address_text(address))
    }

    /// Each VM's part of the gas, and the deepest frame of the first failure that was not caught.
    fn summary(&self) -> String {
        let shares = shares(self.frames, self.gas_ratio);
        let parts: Vec<String> =
            shares.iter().map(|(vm_type, share)| format!("{vm_type} {share}%")).collect();
        let mut summary = format!(
            "gas: {}",
            if parts.is_empty() { String::from("none") } else { parts.join(", ") }
        );
        if let Some((index, frame)) = self.failing() {
            summary.push_str(&format!(
                " · failing frame: #{index} {}",
                self.name(&frame.callee.address)
            ));
            if let Some(vm_type) =
                frame.vm_type.filter(|it| *it != VmType::SYSTEM || !frame.is_built_in)
            {
                summary.push_str(&format!(" ({vm_type})"));
            }
        }
        summary
    }

    /// Follows failures from a failed root down to the last one.
    fn failing(&self) -> Option<(usize, &TraceFrame)> {
        let failed = |frame: &TraceFrame| !frame.status.is_success();
        let mut index = self.frames.iter().position(|it| it.parent.is_none() && failed(it))?;
        let last_failed = |parent: usize| {
            self.frames.iter().rposition(|it| it.parent == Some(parent) && failed(it))
        };
        while let Some(child) = last_failed(index) {
            index = child;
        }
        self.frames.get(index).map(|frame| (index, frame))
    }
}

/// Text of a call or result, cut where it would fill the screen.
fn shortened(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(TEXT_MAX) {
        text.truncate(end);
        text.push_str("..");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use vm_core::{
        AccountRef, Bytes, CallInput, HaltReason, ReturnData, Status, TraceEnd, TraceStart, Tracer,
        U256,
    };

    fn contract(vm_type: VmType, number: u8) -> Address {
        let mut bytes = [0; 32];
        bytes[8..10].copy_from_slice(&vm_type.0);
        bytes[29] = number;
        Address(bytes)
    }

    fn start(vm_type: Option<VmType>, callee: Address, input: CallInput, gas: u64) -> TraceStart {
        let account = |address| AccountRef { address, ..AccountRef::default() };
        TraceStart {
            vm_type,
            scheme: CallScheme::Call,
            create: None,
            is_built_in: false,
            caller: account(Address([7; 32])),
            callee: account(callee),
            code: account(callee),
            input,
            value: U256::ZERO,
            gas,
        }
    }

    fn end(status: Status, gas_left: u64) -> TraceEnd {
        let message = if status.is_success() { &b""[..] } else { b"no" };
        TraceEnd {
            status,
            gas_left,
            data: ReturnData::default(),
            message: Bytes::copy_from_slice(message),
        }
    }

    fn frames(inner: Status) -> Vec<TraceFrame> {
        let mut tracer = Tracer::default();
        let data = CallInput::CallData(Bytes::from_static(&[0xa9, 0x05, 0x9c, 0xbb]));
        tracer.enter(start(Some(VmType::EVM), contract(VmType::EVM, 1), data, 100_000), 0);
        let add = CallInput::function("add", vec![Bytes::from_static(&[7])]);
        tracer.enter(start(Some(VmType::SPACE), contract(VmType::SPACE, 2), add, 1_600_000), 0);
        let mut pay = start(None, Address([9; 32]), CallInput::default(), 0);
        pay.value = U256::from(5);
        tracer.enter(pay, 0);
        tracer.exit(end(Status::Success, 0), 0);
        tracer.exit(end(inner, 600_000), 0);
        let data = ReturnData::Blob(Bytes::new());
        tracer.exit(TraceEnd { data, message: Bytes::new(), ..end(inner, 40_000) }, 0);
        tracer.into_frames()
    }

    #[test]
    fn a_mixed_tree_is_one_tree() {
        let frames = frames(Status::Success);
        let tree = CallTree::new(&frames)
            .with_name(contract(VmType::EVM, 1), "token")
            .with_name(contract(VmType::SPACE, 2), "adder")
            .with_name(Address([7; 32]), "alice")
            .with_call(0, "transfer(bob, 5)");
        let expected = "\
[60,000/100,000] EVM token.transfer(bob, 5)  from alice
  ├─ [1,000,000/1,600,000] WASM adder.add(0x07)
  │    ├─ [0/0] PAY alice → 0x09090909..09090909 {value: 5}
  │    │    └─ ← ok
  │    └─ ← ok
  └─ ← ok
     gas: wasm 83%, evm 16%
";
        assert_eq!(tree.render(), expected);
    }

    #[test]
    fn the_failing_frame_is_named() {
        let frames = frames(Status::Revert);
        let text = CallTree::new(&frames).with_name(contract(VmType::SPACE, 2), "adder").render();
        assert!(text.contains("│    └─ ← revert \"no\"\n"), "{text}");
        assert!(text.ends_with("failing frame: #1 adder (wasm)\n"), "{text}");
        let halted = CallTree::new(&frames[..1]).with_result(0, "halt").render();
        assert!(halted.contains("└─ ← halt\n"), "{halted}");
        assert_eq!(CallTree::new(&[]).render(), "");
    }

    #[test]
    fn results_show_reasons() {
        let mut frame = frames(Status::Halt(HaltReason::OutOfGas)).remove(0);
        assert_eq!(result_text(&frame), "halt: not enough gas");
        frame.status = Status::Revert;
        let mut data = vec![0x08, 0xc3, 0x79, 0xa0];
        data.extend(U256::from(32).to_be_bytes::<32>());
        data.extend(U256::from(2).to_be_bytes::<32>());
        data.extend(b"no".iter().chain(&[0; 30]));
        frame.data = ReturnData::Blob(data.into());
        assert_eq!(result_text(&frame), "revert \"no\"");
    }
}
