//! Lines of the source that a module was built from, by its debug information.
//!
//! DWARF in WebAssembly counts addresses from the start of the content of the code section
//! (<https://yurydelendik.github.io/webassembly-dwarf/>).

use gimli::{Dwarf, EndianSlice, LineProgramHeader, LittleEndian, SectionId, Unit};
use std::collections::BTreeMap;
use wasmparser::{Parser, Payload};

type Slice<'m> = EndianSlice<'m, LittleEndian>;

/// Folders whose sources are not the contract's own: the standard library's, and packages.
const FOREIGN: [&str; 5] =
    ["/library/core/", "/library/alloc/", "/library/std/", "/.cargo/registry/", "/.cargo/git/"];

/// Which line each part of the code comes from.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    /// Paths of the files, in the order in which they were met.
    files: Vec<String>,
    /// Parts of the code by their start.
    parts: BTreeMap<u64, Part>,
}

#[derive(Clone, Copy, Debug)]
struct Part {
    end: u64,
    file: usize,
    line: u32,
}

impl Lines {
    /// The lines of a module; nothing when it carries no debug information, or broken one.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other parts are no debug information")]
    pub(crate) fn read(module: &[u8]) -> Option<Self> {
        let mut sections: BTreeMap<&str, &[u8]> = BTreeMap::new();
        let mut code = 0..0;
        for payload in Parser::new(0).parse_all(module) {
            match payload.ok()? {
                Payload::CodeSectionStart { range, .. } => code = range,
                Payload::CustomSection(section) => {
                    sections.insert(section.name(), section.data());
                }
                _ => {}
            }
        }
        if !sections.contains_key(SectionId::DebugLine.name()) {
            return None;
        }
        let load = |id: SectionId| -> Result<Slice<'_>, gimli::Error> {
            let data = sections.get(id.name()).copied().unwrap_or_default();
            Ok(EndianSlice::new(data, LittleEndian))
        };
        let dwarf = Dwarf::load(load).ok()?;
        let mut lines = Self::default();
        let mut known = BTreeMap::new();
        let mut units = dwarf.units();
        while let Some(header) = units.next().ok()? {
            let unit = dwarf.unit(header).ok()?;
            lines.add_unit(&dwarf, &unit, &code, &mut known).ok()?;
        }
        (!lines.parts.is_empty()).then_some(lines)
    }

    /// File and line of the operator at an offset of the module, if it is the contract's own.
    pub(crate) fn at(&self, offset: u32) -> Option<(&str, u32)> {
        let (_, part) = self.parts.range(..=u64::from(offset)).next_back()?;
        let file = self.files.get(part.file).filter(|_| u64::from(offset) < part.end)?;
        Some((file, part.line))
    }

    fn add_unit<'m>(
        &mut self,
        dwarf: &Dwarf<Slice<'m>>,
        unit: &Unit<Slice<'m>>,
        code: &core::ops::Range<u64>,
        known: &mut BTreeMap<String, usize>,
    ) -> Result<(), gimli::Error> {
        let Some(program) = unit.line_program.clone() else {
            return Ok(());
        };
        let mut rows = program.rows();
        let mut before: Option<(u64, Option<(usize, u32)>)> = None;
        let mut is_removed = false;
        while let Some((header, row)) = rows.next_row()? {
            let is_first = before.is_none();
            // The linker leaves the lines of functions that it removed, at an address where no code is.
            if is_first {
                is_removed =
                    row.address() == 0 || row.address() >= code.end.saturating_sub(code.start);
            }
            let address = code.start.saturating_add(row.address());
            if let Some((start, Some((file, line)))) = before
                && !is_removed
                && start < address
            {
                self.parts.insert(start, Part { end: address, file, line });
            }
            let place = match row.line().and_then(|line| u32::try_from(line.get()).ok()) {
                Some(line) if !row.end_sequence() => path(dwarf, unit, header, row.file_index())?
                    .filter(|path| !FOREIGN.iter().any(|folder| path.contains(folder)))
                    .map(|path| (self.file(path, known), line)),
                _ => None,
            };
            before = (!row.end_sequence()).then_some((address, place));
        }
        Ok(())
    }

    fn file(&mut self, path: String, known: &mut BTreeMap<String, usize>) -> usize {
        *known.entry(path).or_insert_with_key(|path| {
            self.files.push(path.clone());
            self.files.len().saturating_sub(1)
        })
    }
}

/// The path of a file of a line program, from the folder of the build where it is relative.
fn path<'m>(
    dwarf: &Dwarf<Slice<'m>>,
    unit: &Unit<Slice<'m>>,
    header: &LineProgramHeader<Slice<'m>>,
    index: u64,
) -> Result<Option<String>, gimli::Error> {
    let Some(file) = header.file(index) else {
        return Ok(None);
    };
    let text = |attribute| -> Result<String, gimli::Error> {
        Ok(dwarf.attr_string(unit, attribute)?.to_string_lossy().into_owned())
    };
    let mut parts = vec![text(file.path_name())?];
    if let Some(folder) = file.directory(header) {
        parts.push(text(folder)?);
    }
    if let Some(folder) = &unit.comp_dir {
        parts.push(folder.to_string_lossy().into_owned());
    }
    let mut path = String::new();
    for part in parts.iter().filter(|part| !part.is_empty() && *part != ".") {
        if path.starts_with('/') {
            break;
        }
        path = if path.is_empty() { part.clone() } else { format!("{part}/{path}") };
    }
    Ok(Some(path))
}
