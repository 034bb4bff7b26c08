//! Parses whole folders of scenarios:
//! `SCENARIO_CORPUS=folder[:folder] cargo test -p scenario --test corpus -- --ignored`.
#![cfg(test)]
#![expect(
    clippy::disallowed_methods,
    reason = "the folder of the corpus is no part of the project"
)]

use std::path::{Path, PathBuf};

use scenario::value::ReadContext;
use scenario::{ParseReason, parse_file};

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = path.to_string_lossy().into_owned();
        let suffixes = [".scen.json", ".steps.json", ".step.json"];
        if path.is_dir() {
            collect(&path, found);
        } else if suffixes.iter().any(|suffix| name.ends_with(suffix)) {
            found.push(path);
        }
    }
}

#[test]
#[ignore = "needs a folder of scenarios in SCENARIO_CORPUS"]
fn every_scenario_of_the_corpus_parses() {
    let folders = std::env::var("SCENARIO_CORPUS").unwrap();
    let mut files = Vec::new();
    folders.split(':').for_each(|folder| collect(Path::new(folder), &mut files));
    files.sort();
    let context = ReadContext { allow_missing_files: true, ..ReadContext::default() };
    let errors: Vec<_> = files.iter().filter_map(|file| parse_file(file, &context).err()).collect();
    // The Rust tools have this field; the reference refuses it, and so does the parser.
    let (known, unknown): (Vec<_>, Vec<_>) = errors.into_iter().partition(|error| {
        error.field == "newTokenIdentifiers"
            && matches!(*error.reason, ParseReason::UnknownField { .. })
    });
    if !unknown.is_empty() || files.is_empty() {
        let lines: Vec<String> = unknown.iter().map(ToString::to_string).collect();
        panic!(
            "{} files, {} refused as by the reference\n{}",
            files.len(),
            known.len(),
            lines.join("\n")
        );
    }
}
