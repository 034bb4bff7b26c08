//! The first reading of a module: validation, the rules of production, limits, and what the second
//! reading needs.

use crate::costs::OperatorCosts;
use crate::error::{LimitKind, ModuleError};
use crate::function_survey::{FunctionFacts, FunctionSurvey};
use crate::limits::Limits;
use crate::names::is_reserved_export;
use crate::segments;
use crate::signature::ImportSignature;
use crate::work::Work;
use wasmparser::{
    DataSectionReader, ElementSectionReader, Export, ExportSectionReader, ExternalKind, FuncType,
    FuncValidatorAllocations, FunctionSectionReader, GlobalSectionReader, GlobalType, Import,
    ImportSectionReader, MemorySectionReader, MemoryType, Parser, Payload, SectionLimited,
    TableInit, TableSectionReader, TableType, TypeRef, TypeSectionReader, ValidPayload, Validator,
    WasmFeatures,
};

/// The module that hooks are imported from.
const HOOKS_MODULE: &str = "env";

/// What production's validation accepts (its Singlepass turns multi-value off); SIMD, which that
/// validation lets through and its compiler does not, stays off.
const FEATURES: WasmFeatures = WasmFeatures::MUTABLE_GLOBAL
    .union(WasmFeatures::SATURATING_FLOAT_TO_INT)
    .union(WasmFeatures::SIGN_EXTENSION)
    .union(WasmFeatures::REFERENCE_TYPES)
    .union(WasmFeatures::BULK_MEMORY)
    .union(WasmFeatures::FLOATS)
    .union(WasmFeatures::GC_TYPES);

/// Finds the type of a known import by its name.
pub(crate) type KnownImport<'r, 'k> = &'r (dyn Fn(&str) -> Option<ImportSignature<'k>> + 'r);

/// What is counted over all functions.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    /// Functions whose reference is taken.
    pub(crate) indirect_targets: Vec<u32>,
    /// Functions named in element segments.
    pub(crate) segment_elements: u32,
    /// What a compiler will have to do.
    pub(crate) work: Work,
    /// Operators `memory.grow`.
    pub(crate) memory_grows: u32,
    /// Whether an operator grows a table.
    pub(crate) grows_tables: bool,
    /// Whether an operator changes a table in any way.
    pub(crate) changes_tables: bool,
}

/// The sections that are written again nearly as they are.
#[derive(Debug, Default)]
pub(crate) struct Sections<'a> {
    pub(crate) types: Option<TypeSectionReader<'a>>,
    pub(crate) imports: Option<ImportSectionReader<'a>>,
    pub(crate) functions: Option<FunctionSectionReader<'a>>,
    pub(crate) tables: Option<TableSectionReader<'a>>,
    pub(crate) globals: Option<GlobalSectionReader<'a>>,
    pub(crate) exports: Option<ExportSectionReader<'a>>,
    pub(crate) elements: Option<ElementSectionReader<'a>>,
    pub(crate) data: Option<DataSectionReader<'a>>,
    pub(crate) data_count: Option<u32>,
}

/// All that is known of a module after the first reading.
pub(crate) struct Survey<'a, 'r, 'k> {
    limits: &'r Limits,
    known_import: KnownImport<'r, 'k>,
    pub(crate) sections: Sections<'a>,
    pub(crate) types: Vec<FuncType>,
    /// The type index of each function, with imported ones.
    pub(crate) function_types: Vec<u32>,
    pub(crate) imports: Vec<String>,
    pub(crate) exports: Vec<String>,
    pub(crate) mistyped_exports: Vec<String>,
    pub(crate) tables: Vec<TableType>,
    pub(crate) globals: Vec<GlobalType>,
    pub(crate) memory: Option<MemoryType>,
    pub(crate) memory_export: Option<String>,
    pub(crate) functions: Vec<FunctionFacts<'a>>,
    pub(crate) totals: Totals,
}

impl<'a, 'r, 'k> Survey<'a, 'r, 'k> {
    /// Reads a module to its end, or to the first reason to refuse it.
    pub(crate) fn read(
        wasm: &'a [u8],
        costs: &OperatorCosts,
        limits: &'r Limits,
        known_import: KnownImport<'r, 'k>,
    ) -> Result<Self, ModuleError> {
        LimitKind::ModuleBytes.check_length(wasm.len(), limits.module_bytes)?;
        let mut survey = Self {
            limits,
            known_import,
            sections: Sections::default(),
            types: Vec::new(),
            function_types: Vec::new(),
            imports: Vec::new(),
            exports: Vec::new(),
            mistyped_exports: Vec::new(),
            tables: Vec::new(),
            globals: Vec::new(),
            memory: None,
            memory_export: None,
            functions: Vec::new(),
            totals: Totals::default(),
        };
        let mut parser = Parser::new(0);
        parser.set_features(FEATURES);
        let mut validator = Validator::new_with_features(FEATURES);
        let mut allocations = FuncValidatorAllocations::default();
        for payload in parser.parse_all(wasm) {
            let payload = payload?;
            survey.check_counts(&payload)?;
            match validator.payload(&payload)? {
                ValidPayload::Func(function, body) => {
                    let context = (costs, limits, &mut survey.totals);
                    let (facts, reusable) =
                        FunctionSurvey::read(context, function, body, allocations)?;
                    allocations = reusable;
                    survey.functions.push(facts);
                }
                ValidPayload::Ok | ValidPayload::Parser(_) | ValidPayload::End(_) => {
                    survey.note(payload)?
                }
            }
        }
        if survey.memory_export.is_none() {
            return Err(ModuleError::MemoryMissing);
        }
        Ok(survey)
    }

    /// Checks the sizes of sections before anything is made of them.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other parts have no size of their own")]
    fn check_counts(&self, payload: &Payload<'_>) -> Result<(), ModuleError> {
        let limits = self.limits;
        match payload {
            Payload::TypeSection(section) => LimitKind::Types.check(section.count(), limits.types),
            Payload::ImportSection(section) => {
                LimitKind::Imports.check(section.count(), limits.imports)
            }
            Payload::FunctionSection(section) => {
                let imported = u32::try_from(self.imports.len()).unwrap_or(u32::MAX);
                LimitKind::Functions
                    .check(section.count().saturating_add(imported), limits.functions)
            }
            Payload::TableSection(section) => {
                LimitKind::Tables.check(section.count(), limits.tables)
            }
            Payload::GlobalSection(section) => {
                LimitKind::Globals.check(section.count(), limits.globals)
            }
            Payload::ExportSection(section) => {
                LimitKind::Exports.check(section.count(), limits.exports)
            }
            Payload::ElementSection(section) => {
                LimitKind::ElementSegments.check(section.count(), limits.element_segments)
            }
            Payload::DataSection(section) => {
                LimitKind::DataSegments.check(section.count(), limits.data_segments)
            }
            Payload::CodeSectionStart { size, .. } => {
                LimitKind::CodeBytes.check(*size, limits.code_bytes)
            }
            Payload::StartSection { .. } => Err(ModuleError::StartFunction),
            _ => Ok(()),
        }
    }

    /// Takes what is needed of a section that is valid.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "what is not named here is not kept: custom sections, and what validation refuses"
    )]
    fn note(&mut self, payload: Payload<'a>) -> Result<(), ModuleError> {
        match payload {
            Payload::TypeSection(section) => self.note_types(section),
            Payload::ImportSection(section) => self.note_imports(section),
            Payload::FunctionSection(section) => {
                self.sections.functions = Some(section.clone());
                for kind in section {
                    self.function_types.push(kind?);
                }
                Ok(())
            }
            Payload::TableSection(section) => self.note_tables(section),
            Payload::MemorySection(section) => self.note_memory(section),
            Payload::GlobalSection(section) => {
                self.sections.globals = Some(section.clone());
                for global in section {
                    let global = global?;
                    segments::note_references(&global.init_expr, &mut self.totals)?;
                    self.globals.push(global.ty);
                }
                Ok(())
            }
            Payload::ExportSection(section) => self.note_exports(section),
            Payload::ElementSection(section) => {
                self.sections.elements = Some(section.clone());
                for (segment, element) in numbered(section) {
                    segments::check_elements(
                        segment,
                        element?,
                        &self.tables,
                        (self.limits, &mut self.totals),
                    )?;
                }
                Ok(())
            }
            Payload::DataCountSection { count, .. } => {
                self.sections.data_count = Some(count);
                Ok(())
            }
            Payload::DataSection(section) => {
                self.sections.data = Some(section.clone());
                let pages = self.memory.map_or(0, |memory| memory.initial);
                for (segment, data) in numbered(section) {
                    segments::check_data(segment, &data?, pages)?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn note_types(&mut self, section: TypeSectionReader<'a>) -> Result<(), ModuleError> {
        self.sections.types = Some(section.clone());
        for kind in section.into_iter_err_on_gc_types() {
            let kind = kind?;
            LimitKind::Params.check_length(kind.params().len(), self.limits.params)?;
            self.totals.work.function_type(kind.params().len());
            self.check_work()?;
            self.types.push(kind);
        }
        Ok(())
    }

    fn note_imports(&mut self, section: ImportSectionReader<'a>) -> Result<(), ModuleError> {
        self.sections.imports = Some(section.clone());
        for import in section.into_imports() {
            self.note_import(import?)?;
        }
        Ok(())
    }

    fn note_import(&mut self, import: Import<'a>) -> Result<(), ModuleError> {
        let name = || import.name.to_owned();
        if import.module != HOOKS_MODULE {
            return Err(ModuleError::ImportModule {
                module: import.module.to_owned(),
                name: name(),
            });
        }
        let TypeRef::Func(kind) = import.ty else {
            return Err(ModuleError::ImportKind { name: name() });
        };
        let known = (self.known_import)(import.name)
            .ok_or_else(|| ModuleError::UnknownImport { name: name() })?;
        if !self.type_at(kind).is_some_and(|declared| known.matches(declared)) {
            return Err(ModuleError::ImportType { name: name() });
        }
        self.totals.work.import(known.params.len());
        self.check_work()?;
        self.function_types.push(kind);
        self.imports.push(name());
        Ok(())
    }

    fn note_tables(&mut self, section: TableSectionReader<'a>) -> Result<(), ModuleError> {
        self.sections.tables = Some(section.clone());
        for table in section {
            let table = table?;
            LimitKind::TableElements.check(table.ty.initial, self.limits.table_elements)?;
            if let TableInit::Expr(expression) = &table.init {
                segments::note_references(expression, &mut self.totals)?;
            }
            self.tables.push(table.ty);
        }
        Ok(())
    }

    fn note_memory(&mut self, section: MemorySectionReader<'a>) -> Result<(), ModuleError> {
        for memory in section {
            let memory = memory?;
            LimitKind::MemoryPages
                .check(memory.maximum.unwrap_or(memory.initial), self.limits.memory_pages)?;
            self.memory = Some(memory);
        }
        Ok(())
    }

    fn note_exports(&mut self, section: ExportSectionReader<'a>) -> Result<(), ModuleError> {
        self.sections.exports = Some(section.clone());
        for export in section {
            self.note_export(export?)?;
        }
        Ok(())
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "production looks at exported functions and memories only"
    )]
    fn note_export(&mut self, export: Export<'a>) -> Result<(), ModuleError> {
        let name = export.name.to_owned();
        if is_reserved_export(export.name) {
            return Err(ModuleError::ReservedExport { name });
        }
        match export.kind {
            ExternalKind::Func => {
                let kind = usize::try_from(export.index)
                    .ok()
                    .and_then(|index| self.function_types.get(index));
                let kind = kind.and_then(|kind| self.type_at(*kind));
                if !kind.is_some_and(|kind| kind.params().is_empty() && kind.results().is_empty()) {
                    self.mistyped_exports.push(name.clone());
                }
                self.exports.push(name);
            }
            ExternalKind::Memory if self.memory_export.is_some() => {
                return Err(ModuleError::MemoryRepeated);
            }
            ExternalKind::Memory => self.memory_export = Some(name),
            _ => {}
        }
        Ok(())
    }

    fn check_work(&self) -> Result<(), ModuleError> {
        LimitKind::CompileWork.check(self.totals.work.amount(), self.limits.compile_work)
    }

    pub(crate) fn type_at(&self, index: u32) -> Option<&FuncType> {
        self.types.get(usize::try_from(index).ok()?)
    }
}

fn numbered<'a, T: wasmparser::FromReader<'a>>(
    section: SectionLimited<'a, T>,
) -> impl Iterator<Item = (u32, wasmparser::Result<T>)> {
    (0_u32..).zip(section)
}
