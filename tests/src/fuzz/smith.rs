//! Modules of wasm-smith: valid ones of any shape, which neither a compiler nor we would think of.

use super::{Random, Tested};
use arbitrary::{Arbitrary, Unstructured};
use core::convert::Infallible;
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{ExportKind, ExportSection, Module};
use wasm_smith::{Config, InstructionKind, InstructionKinds};
use wasmparser::{ExportSectionReader, Parser, Payload, TypeRef};

/// Random bytes of which a module is made, at most.
const BYTES: usize = 6_000;
/// How often new bytes are tried, because not every choice leads to a module.
const TRIES: usize = 16;

/// A module that mostly keeps the rules of contracts. It imports some of the functions that the module `imports` does,
/// and exports what `exports` does.
pub(super) fn contract(random: &mut Random, imports: &[u8], exports: &[u8]) -> Tested<Vec<u8>> {
    written(random, |source| {
        Ok(Config {
            available_imports: Some(imports.to_vec()),
            exports: Some(exports.to_vec()),
            allow_start_export: source.ratio(1, 40)?,
            allow_floats: source.ratio(1, 20)?,
            bulk_memory_enabled: source.ratio(1, 20)?,
            // Most accesses of memory then trap.
            disallow_traps: source.ratio(2, 3)?,
            reference_types_enabled: source.arbitrary()?,
            generate_custom_sections: source.arbitrary()?,
            min_uleb_size: source.int_in_range(1..=5)?,
            allowed_instructions: InstructionKinds::new(&KINDS),
            max_instructions: 150,
            max_globals: 12,
            max_tables: 3,
            max_table_elements: 600,
            max_data_segments: 6,
            max_element_segments: 6,
            max_type_size: 4_000,
            exceptions_enabled: false,
            extended_const_enabled: false,
            gc_enabled: false,
            memory64_enabled: false,
            multi_value_enabled: false,
            relaxed_simd_enabled: false,
            simd_enabled: false,
            tail_call_enabled: false,
            threads_enabled: false,
            ..Config::default()
        })
    })
}

/// The operators of contracts, by kinds.
const KINDS: [InstructionKind; 7] = [
    InstructionKind::Numeric,
    InstructionKind::Reference,
    InstructionKind::Parametric,
    InstructionKind::Variable,
    InstructionKind::Table,
    InstructionKind::Memory,
    InstructionKind::Control,
];

/// A module with anything that WebAssembly has or may have one day; at times its functions are no code at all.
pub(super) fn any(random: &mut Random) -> Tested<Vec<u8>> {
    written(random, |source| {
        let mut config = Config::arbitrary(source)?;
        config.allow_invalid_funcs = source.ratio(1, 4)?;
        config.custom_page_sizes_enabled = source.arbitrary()?;
        config.wide_arithmetic_enabled = source.arbitrary()?;
        config.generate_custom_sections = source.arbitrary()?;
        Ok(config)
    })
}

fn written(
    random: &mut Random,
    config: impl Fn(&mut Unstructured<'_>) -> arbitrary::Result<Config>,
) -> Tested<Vec<u8>> {
    for _ in 0..TRIES {
        let count = random.below(BYTES);
        let bytes = random.bytes(count);
        let mut source = Unstructured::new(&bytes);
        let module = config(&mut source).and_then(|it| wasm_smith::Module::new(it, &mut source));
        if let Ok(module) = module {
            return Ok(module.to_bytes());
        }
    }
    Err("wasm-smith made no module".into())
}

/// The same module with one more entry: a function that it imports. Without that import, the module as it is.
pub(super) fn with_entry(wasm: &[u8], import: &str, entry: &'static str) -> Tested<Vec<u8>> {
    let Some(function) = imported(wasm, import)? else {
        return Ok(wasm.to_vec());
    };
    let mut module = Module::new();
    WithEntry { entry, function }.parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok(module.finish())
}

/// The index of an imported function.
fn imported(wasm: &[u8], name: &str) -> Tested<Option<u32>> {
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::ImportSection(section) = payload? {
            let mut functions = 0..;
            for import in section.into_imports() {
                let import = import?;
                let index =
                    matches!(import.ty, TypeRef::Func(_)).then(|| functions.next()).flatten();
                if import.name == name {
                    return Ok(index);
                }
            }
        }
    }
    Ok(None)
}

struct WithEntry {
    entry: &'static str,
    function: u32,
}

impl Reencode for WithEntry {
    type Error = Infallible;

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: ExportSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        utils::parse_export_section(self, exports, section)?;
        exports.export(self.entry, ExportKind::Func, self.function);
        Ok(())
    }
}
