//! `cargo xtask tidy`: the house rules that neither the compiler nor clippy knows.

mod budgets;
mod heads;
mod layers;
mod links;
mod profiles;
mod ratchet;
mod text;
mod tree;

use std::fmt;
use std::path::Path;

use crate::Failure;
use ratchet::Ratchet;
use tree::Tree;

/// Something that breaks a rule, shown as `path:line: message`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Problem {
    path: String,
    line: usize,
    message: String,
}

impl Problem {
    fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.path, self.line, self.message)
    }
}

/// Prints every problem of the tree under `root`.
pub(crate) fn run(root: &Path) -> Result<(), Failure> {
    let tree = Tree::load(root)?;
    let mut problems = check(&tree);
    problems.sort();
    for problem in &problems {
        println!("{problem}");
    }
    if problems.is_empty() { Ok(()) } else { Err(Failure::Untidy(problems.len())) }
}

/// Every rule over one tree.
fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = layers::check(tree);
    problems.extend(heads::check(tree));
    problems.extend(text::check(tree));
    problems.extend(links::check(tree));
    problems.extend(profiles::check(tree));
    let ratchet = Ratchet::parse(tree.text(ratchet::PATH).unwrap_or_default());
    problems.extend(ratchet.check(&budgets::measure(tree)));
    problems
}
