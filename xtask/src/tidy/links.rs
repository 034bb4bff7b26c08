//! Relative links of Markdown files lead to files that exist.

use std::path::{Component, Path, PathBuf};

use super::Problem;
use super::tree::Tree;

pub(super) fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in tree.texts(&[".md"]) {
        for (line, target) in targets(text) {
            if is_relative(&target) && !leads_somewhere(tree, path, &target) {
                problems.push(Problem::new(path, line, format!("the link to {target} is broken")));
            }
        }
    }
    problems
}

/// Line and target of every inline link `[..](target)` and definition `[..]: target`, code aside.
fn targets(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut in_code = false;
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        // Of the pieces between backticks, every second one is code.
        let prose: String = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
        let inline = prose.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
        found.extend(inline.map(|target| (number, target.to_owned())));
        let definition = prose.strip_prefix('[').and_then(|rest| rest.split_once("]: "));
        if let Some(target) = definition.and_then(|(_, rest)| rest.split_whitespace().next()) {
            found.push((number, target.to_owned()));
        }
    }
    found
}

/// Whether a link stays in the tree, which addresses and places on the same page do not.
fn is_relative(target: &str) -> bool {
    !target.is_empty() && !target.starts_with(['#', '<']) && !target.contains(':')
}

fn leads_somewhere(tree: &Tree, from: &str, target: &str) -> bool {
    let target = target.split('#').next().unwrap_or_default();
    let folder = Path::new(from).parent().unwrap_or(Path::new(""));
    let Some(wanted) = normal(&folder.join(target)) else {
        return false;
    };
    tree.files.iter().any(|file| Path::new(&file.path).starts_with(&wanted))
}

/// The path without `.` and `..`; `None` if it leaves the tree.
fn normal(path: &Path) -> Option<PathBuf> {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Normal(name) => normal.push(name),
            Component::CurDir => {}
            Component::ParentDir => {
                if !normal.pop() {
                    return None;
                }
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(normal)
}

#[cfg(test)]
mod tests {
    use super::super::tree::samples;
    use super::*;

    #[test]
    fn broken_links_are_told() {
        for (text, broken) in [
            ("[here](other.md) and [there](../README.md#part)", 0),
            ("[a folder](../src) or [one](../src/)", 0),
            ("[gone](gone.md), [outside](../../shared/a.md)", 2),
            ("[rooted](/README.md)", 1),
            ("[net](https://example.org/a.md) [mail](mailto:a@b) [place](#place)", 0),
            ("`[code](gone.md)` and\n```\n[code](gone.md)\n```\n[gone](gone.md)", 1),
            ("[name]: gone.md \"title\"\n[other]: other.md", 1),
        ] {
            let tree = samples::tree(&[
                ("docs/a.md", text),
                ("docs/other.md", ""),
                ("README.md", ""),
                ("src/lib.rs", ""),
            ]);
            assert_eq!(check(&tree).len(), broken, "{text}");
        }
    }
}
