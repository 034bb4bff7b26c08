//! What a run prints of its transactions: call trees and dumps.

use crate::arguments::TraceForm;
use crate::trace_lines::TraceLines;
use alloy_primitives::keccak256;
use call_tree::CallTree;
use runtime::{Runtime, TraceRequest};
use scenario::run::{Names, Observer, Place, StepOutcome, Traced};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Component, Path, PathBuf};
use system_vm::ESDT_ADDRESS;
use vm_core::{Bytes, CallInput, TraceFrame};

/// Collects the text of one scenario's run, so that scenarios that run at once do not mix.
#[derive(Debug, Default)]
pub(crate) struct Transcript {
    pub(crate) text: String,
    /// The files that code was read from, by the code.
    pub(crate) files: BTreeMap<Vec<u8>, PathBuf>,
    keeps_files: bool,
    /// Traces for tools, if they are wanted.
    pub(crate) traces: Option<TraceLines>,
}

impl Transcript {
    /// A transcript that keeps the names of files too, if they are wanted, and traces in a form.
    pub(crate) fn new(keeps_files: bool, form: Option<TraceForm>) -> Self {
        let traces = form.map(TraceLines::new);
        Self { keeps_files, traces, ..Self::default() }
    }
}

impl Observer for Transcript {
    fn transaction(&mut self, place: &Place, outcome: &StepOutcome, names: &Names) {
        if outcome.trace.is_empty() {
            return;
        }
        let mut tree = CallTree::new(&outcome.trace).with_name(ESDT_ADDRESS, "ESDT");
        for (address, name) in names {
            tree = tree.with_name(*address, name.clone());
        }
        if !outcome.call.is_empty() {
            tree = tree.with_call(0, outcome.call.clone());
        }
        for (index, signature) in signatures(&outcome.trace) {
            tree = tree.with_call(index, signature);
        }
        // Writing to a string does not fail.
        let _ = writeln!(self.text, "{} \"{}\"\n{}", place.kind, place.id, tree.render());
    }

    fn trace_request(&mut self, runtime: &Runtime) -> Option<TraceRequest> {
        self.traces.as_mut()?.request(runtime)
    }

    fn traced(&mut self, traced: &Traced<'_>) {
        if let Some(traces) = &mut self.traces {
            traces.add(traced);
        }
    }

    fn code(&mut self, file: &Path, code: &[u8]) {
        if self.keeps_files && !self.files.contains_key(code) {
            self.files.insert(code.to_owned(), cleaned(file));
        }
    }

    fn dump(&mut self, place: &Place, state: &str) {
        let _ = writeln!(self.text, "{place}\n{state}");
    }
}

/// A path without `.` and, where it can be seen from the path alone, without `..`.
fn cleaned(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match (part, out.components().next_back()) {
            (Component::CurDir, _) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => drop(out.pop()),
            _ => out.push(part),
        }
    }
    out
}

/// Solidity signatures of the frames that were called by one: a caller of another virtual machine
/// writes the signature, the callee gets only its hash.
fn signatures(frames: &[TraceFrame]) -> Vec<(usize, String)> {
    let mut known: BTreeMap<[u8; 4], &str> = BTreeMap::new();
    for frame in frames {
        if let CallInput::Function { name, arguments } = &frame.input {
            for text in core::iter::once(name).chain(arguments).filter_map(signature_text) {
                let [a, b, c, d, ..] = keccak256(text).0;
                known.insert([a, b, c, d], text);
            }
        }
    }
    let signature = |(index, frame): (usize, &TraceFrame)| match &frame.input {
        CallInput::CallData(data) => {
            let text = known.get(data.first_chunk::<4>()?)?;
            Some((index, (*text).to_owned()))
        }
        CallInput::Function { .. } => None,
    };
    frames.iter().enumerate().skip(1).filter_map(signature).collect()
}

/// A text that looks like a Solidity signature, such as `transfer(address,uint256)`.
fn signature_text(bytes: &Bytes) -> Option<&str> {
    let text = core::str::from_utf8(bytes).ok()?;
    let (name, rest) = text.split_once('(')?;
    let is_name = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '$');
    (!name.is_empty() && name.chars().all(is_name) && rest.ends_with(')')).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_cleaned_without_looking_at_the_disk() {
        for (path, expected) in [
            ("a/./b/../c.wasm", "a/c.wasm"),
            ("../a/../c.wasm", "../c.wasm"),
            ("/a/../../c.wasm", "/../c.wasm"),
            ("a/b/../../../c.wasm", "../c.wasm"),
        ] {
            assert_eq!(cleaned(Path::new(path)), Path::new(expected), "{path}");
        }
    }
}
