//! The lcov form of what was counted (`geninfo(1)`, "tracefile format").

use crate::counts::ModuleCounts;
use crate::lines::Lines;
use crate::names::function_names;
use sha3::{Digest, Keccak256};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

/// What is known of one source file.
#[derive(Debug, Default)]
struct File {
    /// Functions by line and name.
    functions: BTreeMap<(u32, String), u64>,
    /// How often each line ran.
    lines: BTreeMap<u32, u64>,
}

type Files = BTreeMap<String, File>;

/// Writes the counts of modules.
pub(crate) fn write<'m>(
    modules: impl Iterator<Item = &'m ModuleCounts>,
    paths: &BTreeMap<Vec<u8>, PathBuf>,
) -> String {
    let mut files = Files::new();
    for module in modules {
        match Lines::read(&module.code) {
            Some(lines) => by_line(module, &lines, &mut files),
            None => by_block(module, &file_name(module, paths), &mut files),
        }
    }
    let mut out = String::new();
    for (path, file) in &files {
        write_file(path, file, &mut out);
    }
    out
}

/// The file that code was read from, or a name made of its hash.
fn file_name(module: &ModuleCounts, paths: &BTreeMap<Vec<u8>, PathBuf>) -> String {
    paths.get(module.code.as_ref()).map_or_else(
        || format!("{}.wasm", hex::encode(Keccak256::digest(&module.code))),
        |path| path.to_string_lossy().into_owned(),
    )
}

/// Counts by line of the source: within a function the largest count of a line's blocks, and then the sum
/// over the functions that the line was compiled into.
fn by_line(module: &ModuleCounts, lines: &Lines, files: &mut Files) {
    let names = function_names(&module.code);
    let counts = module.counts();
    let mut blocks = module.blocks.iter().zip(counts).peekable();
    for (function, name) in names.into_iter().enumerate() {
        let mut start = None;
        let mut own: BTreeMap<(&str, u32), u64> = BTreeMap::new();
        let mut entered = None;
        while let Some((block, count)) = blocks.next_if(|(it, _)| it.function == function) {
            entered.get_or_insert(count);
            for place in block.operators.iter().filter_map(|offset| lines.at(*offset)) {
                start.get_or_insert(place);
                let line = own.entry(place).or_default();
                *line = count.max(*line);
            }
        }
        if let Some((file, line)) = start {
            let file = files.entry(file.to_owned()).or_default();
            add(file.functions.entry((line, name)).or_default(), entered.unwrap_or_default());
        }
        for ((file, line), count) in own {
            add(files.entry(file.to_owned()).or_default().lines.entry(line).or_default(), count);
        }
    }
}

/// Counts by block: a line stands for the offset of the block in the module.
fn by_block(module: &ModuleCounts, path: &str, files: &mut Files) {
    let names = function_names(&module.code);
    let file = files.entry(path.to_owned()).or_default();
    let mut function = None;
    for (block, count) in module.blocks.iter().zip(module.counts()) {
        let Some(offset) = block.operators.first() else {
            continue;
        };
        if function.replace(block.function) != Some(block.function) {
            let name = names.get(block.function).cloned().unwrap_or_default();
            add(file.functions.entry((*offset, name)).or_default(), count);
        }
        add(file.lines.entry(*offset).or_default(), count);
    }
}

const fn add(count: &mut u64, more: u64) {
    *count = count.saturating_add(more);
}

fn write_file(path: &str, file: &File, out: &mut String) {
    // Writing to a string does not fail.
    let _ = writeln!(out, "TN:\nSF:{path}");
    for (line, name) in file.functions.keys() {
        let _ = writeln!(out, "FN:{line},{name}");
    }
    for ((_, name), count) in &file.functions {
        let _ = writeln!(out, "FNDA:{count},{name}");
    }
    let hit = |counts: &mut dyn Iterator<Item = &u64>| counts.filter(|it| **it > 0).count();
    let _ = writeln!(out, "FNF:{}", file.functions.len());
    let _ = writeln!(out, "FNH:{}", hit(&mut file.functions.values()));
    for (line, count) in &file.lines {
        let _ = writeln!(out, "DA:{line},{count}");
    }
    let _ = writeln!(out, "LF:{}", file.lines.len());
    let _ = writeln!(out, "LH:{}", hit(&mut file.lines.values()));
    out.push_str("end_of_record\n");
}
