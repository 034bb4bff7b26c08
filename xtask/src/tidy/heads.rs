//! The head of every crate: what it is for, and that it holds no unsafe code.

use super::Problem;
use super::tree::{Package, Target, Tree};

/// The one member that may hold unsafe code, in one module.
const UNSAFE: &str = "executor-wasmer";

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for package in &tree.packages {
        for target in &package.targets {
            let Some(text) = tree.text(&target.src_path) else {
                continue;
            };
            if !text.starts_with("//!") {
                let message = "a crate begins with a //! sentence that says what it is for";
                problems.push(Problem::new(&target.src_path, 1, message));
            }
            if forbids_unsafe(package, target) && !head_has(text, "#![forbid(unsafe_code)]") {
                let message = "#![forbid(unsafe_code)] is missing at the head of the crate";
                problems.push(Problem::new(&target.src_path, 1, message));
            }
        }
    }
    problems.extend(one_unsafe_module(tree));
    problems
}

/// Tests, benches and examples have the workspace's `deny`; what is built on has `forbid`.
fn forbids_unsafe(package: &Package, target: &Target) -> bool {
    let loose = ["test", "bench", "example"];
    package.name != UNSAFE && !target.kind.iter().any(|kind| loose.contains(&kind.as_str()))
}

/// Whether `attribute` stands among the lines before the first item.
fn head_has(text: &str, attribute: &str) -> bool {
    let head = |line: &&str| line.is_empty() || line.starts_with("//") || line.starts_with("#!");
    text.lines().take_while(head).any(|line| line == attribute)
}

/// Every module of [`UNSAFE`] after the first that lifts the ban.
fn one_unsafe_module(tree: &Tree) -> Vec<Problem> {
    let folder = format!("crates/{UNSAFE}/src/");
    let lifts = |line: &str| {
        let line = line.trim_start();
        line.starts_with("#") && line.contains("(unsafe_code") && !line.contains("forbid")
    };
    let places = (tree.texts(&[".rs"]))
        .filter(|(path, _)| path.starts_with(&folder))
        .filter_map(|(path, text)| Some((path, text.lines().position(lifts)?)));
    let message = "unsafe code is kept to one module, and another file has some already";
    (places.skip(1))
        .map(|(path, index)| Problem::new(path, index.saturating_add(1), message))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tree::samples;
    use super::*;

    fn check_head(name: &str, kind: &str, text: &str) -> usize {
        let path = format!("crates/{name}/src/lib.rs");
        let mut tree = samples::tree(&[(&path, text)]);
        let mut package = samples::package(name, Some(0));
        package.targets[0].kind = vec![kind.to_owned()];
        tree.packages.push(package);
        check(&tree).len()
    }

    #[test]
    fn heads_say_what_they_are_for_and_forbid_unsafe_code() {
        for (name, kind, text, problems) in [
            ("one", "lib", "//! Words.\n#![forbid(unsafe_code)]\n", 0),
            ("one", "lib", "#![forbid(unsafe_code)]\n//! Words.\n", 1),
            ("one", "lib", "//! Words.\n\nmod item;\n#![forbid(unsafe_code)]\n", 1),
            ("one", "bin", "fn main() {}\n", 2),
            ("one", "test", "//! Words.\n", 0),
            (UNSAFE, "lib", "//! Words.\n", 0),
        ] {
            assert_eq!(check_head(name, kind, text), problems, "{name} {kind} {text}");
        }
    }

    #[test]
    fn unsafe_code_is_kept_to_one_module() {
        let lifted = "#![expect(unsafe_code, reason = \"memory\")]\n";
        let one = ("crates/executor-wasmer/src/memory.rs", lifted);
        let two = ("crates/executor-wasmer/src/other.rs", lifted);
        assert_eq!(check(&samples::tree(&[one])), []);
        assert_eq!(check(&samples::tree(&[one, two])).len(), 1);
    }
}
