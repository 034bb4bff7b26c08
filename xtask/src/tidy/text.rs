//! What no file may hold: long lines, notes of unfinished work, names of this machine, big binaries.

use super::Problem;
use super::budgets;
use super::tree::Tree;

/// The most characters of a line of code; rustfmt wraps what it can at 100.
const LINE_LENGTH: usize = 120;
/// The same for the rows of a table.
const TABLE_LINE_LENGTH: usize = 200;

/// The most bytes of a binary file outside of [`ARTIFACTS`].
const BINARY_BYTES: usize = 64 * 1024;
const ARTIFACTS: &str = "contracts/artifacts/";

/// Notes that work was left, put together here so that this file holds none.
const NOTES: [&str; 2] = [concat!("TO", "DO"), concat!("FIX", "ME")];
const NOTED: [&str; 6] = [".rs", ".toml", ".md", ".sh", ".sol", ".yml"];

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = long_lines(tree);
    problems.extend(notes(tree));
    problems.extend(machine_names(tree));
    problems.extend(binaries(tree));
    problems
}

fn long_lines(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in tree.texts(&[".rs"]) {
        let most = if budgets::is_table(text) { TABLE_LINE_LENGTH } else { LINE_LENGTH };
        for (number, line) in (1..).zip(text.lines()) {
            let length = line.chars().count();
            // One long word, such as an address or a digest, cannot be wrapped.
            let words = line.trim_start_matches(['/', ' ', '!']).split_whitespace().count();
            if length > most && words > 1 {
                let message = format!("the line has {length} of {most} characters");
                problems.push(Problem::new(path, number, message));
            }
        }
    }
    problems
}

fn notes(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in tree.texts(&NOTED) {
        for (number, line) in (1..).zip(text.lines()) {
            let mut words = line.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
            if words.any(|word| NOTES.contains(&word)) {
                let message = "a note of unfinished work belongs into an issue";
                problems.push(Problem::new(path, number, message));
            }
        }
    }
    problems
}

/// The folder that holds the checkout is nobody else's business.
fn machine_names(tree: &Tree) -> Vec<Problem> {
    let Some(folder) = tree.root.parent().and_then(|folder| folder.to_str()) else {
        return Vec::new();
    };
    // A common folder of all machines is no name of this one.
    if ["", "/", "/tmp", "/home", "/Users"].contains(&folder) {
        return Vec::new();
    }
    let needle = format!("{folder}/");
    let mut problems = Vec::new();
    for (path, text) in tree.texts(&[""]) {
        for (number, line) in (1..).zip(text.lines()) {
            if line.contains(&needle) {
                problems.push(Problem::new(
                    path,
                    number,
                    "the line names a folder of this machine",
                ));
            }
        }
    }
    problems
}

fn binaries(tree: &Tree) -> Vec<Problem> {
    (tree.files.iter())
        .filter(|file| file.text.is_none() && file.size > BINARY_BYTES)
        .filter(|file| !file.path.starts_with(ARTIFACTS))
        .map(|file| {
            let message = format!("the binary has {} of {BINARY_BYTES} bytes", file.size);
            Problem::new(&file.path, 1, message)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tree::{File, samples};
    use super::*;

    #[test]
    fn long_lines_are_told_unless_they_are_one_word() {
        let told = |text: &str| long_lines(&samples::tree(&[("a.rs", text)])).len();
        let word = "w".repeat(130);
        assert_eq!(told(&format!("    // {word}")), 0);
        assert_eq!(told(&format!("let {word} = 1;")), 1);
        assert_eq!(told(&format!("// tidy: table: one row for each hook\nlet {word} = 1;")), 0);
    }

    #[test]
    fn notes_are_told_as_whole_words() {
        let told = |text: &str| notes(&samples::tree(&[("a.md", text)])).len();
        for note in NOTES {
            assert_eq!(told(&format!("fine\n// {note}: later")), 1);
            assert_eq!(told(&format!("{note}S and {}", note.to_lowercase())), 0);
        }
    }

    #[test]
    fn folders_of_the_machine_are_told() {
        let mut tree = samples::tree(&[("a.md", "see /some/where/else")]);
        tree.root = "/some/checkout".into();
        assert_eq!(machine_names(&tree).len(), 1);
        tree.root = "/tmp/checkout".into();
        assert_eq!(machine_names(&tree), []);
    }

    #[test]
    fn big_binaries_are_artifacts() {
        let told = |path: &str, size| {
            let file = File { path: path.to_owned(), size, text: None };
            binaries(&Tree { files: vec![file], ..Tree::default() }).len()
        };
        assert_eq!(told("a.wasm", BINARY_BYTES), 0);
        assert_eq!(told("a.wasm", BINARY_BYTES + 1), 1);
        assert_eq!(told("contracts/artifacts/a.wasm", BINARY_BYTES + 1), 0);
    }
}
