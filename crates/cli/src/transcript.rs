//! What a run prints of its transactions: call trees and dumps.

use call_tree::CallTree;
use scenario::run::{Names, Observer, Place, StepOutcome};
use std::fmt::Write;

/// Collects the text of one scenario's run, so that scenarios that run at once do not mix.
#[derive(Debug, Default)]
pub(crate) struct Transcript {
    pub(crate) text: String,
}

impl Observer for Transcript {
    fn transaction(&mut self, place: &Place, outcome: &StepOutcome, names: &Names) {
        if outcome.trace.is_empty() {
            return;
        }
        let mut tree = CallTree::new(&outcome.trace);
        for (address, name) in names {
            tree = tree.with_name(*address, name.clone());
        }
        // Writing to a string does not fail.
        let _ = writeln!(self.text, "{} \"{}\"\n{}", place.kind, place.id, tree.render());
    }

    fn dump(&mut self, place: &Place, state: &str) {
        let _ = writeln!(self.text, "{place}\n{state}");
    }
}
