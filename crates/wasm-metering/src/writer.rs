//! The second reading of a module: its sections with what the pass adds to them.

use crate::call_graph;
use crate::charges::Added;
use crate::costs::OperatorCosts;
use crate::error::ModuleError;
use crate::frame::{self, STACK_BUDGET};
use crate::function_writer::FunctionWriter;
use crate::limits::Limits;
use crate::names::{
    MEMORY_GROWS_LEFT, MEMORY_LIMIT, POINTS_EXHAUSTED, POINTS_LEFT, RUNTIME_MODULE, STACK_LEFT,
    STACK_OVERFLOW, guest_global,
};
use crate::places::OperatorPlace;
use crate::signature::ImportSignature;
use crate::survey::Survey;
use std::convert::Infallible;
use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, DataCountSection, DataSection, ElementSection, EntityType,
    ExportKind, ExportSection, Function, FunctionSection, GlobalSection, GlobalType, ImportSection,
    Instruction, MemorySection, MemoryType, Module, TableSection, TypeSection, ValType,
};

/// How many functions the pass imports; they come after the imports of the guest.
const ADDED_IMPORTS: u32 = 3;

/// The pages of a module's memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MemoryPages {
    /// Pages at the start.
    pub minimum: u32,
    /// Pages it can ever have: what is declared, or less where the limits of `memory.grow` stand
    /// before it.
    pub maximum: u32,
}

/// A module that any engine can run, and what its executor must know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeteredModule {
    /// The transformed module.
    pub wasm: Vec<u8>,
    /// The names of the exported functions, in the order of the original module.
    pub exports: Vec<String>,
    /// Those of them that have parameters or results.
    ///
    /// Production refuses to deploy a module that has any (`ValidateFunctionArities`: all exported
    /// functions, imported ones exported again with them), but does not look again when it calls
    /// one that is there already.
    pub mistyped_exports: Vec<String>,
    /// The names of the functions imported from module `env`, in order; a name may come twice.
    pub imports: Vec<String>,
    /// The name under which the memory is exported.
    pub memory_export: String,
    /// The size of the memory.
    pub memory: MemoryPages,
    /// The exported globals to restore before an instance runs again; the counters of points and
    /// stack are not among them.
    pub mutable_globals: Vec<String>,
    /// Whether a run can change what an executor does not restore (a table, or a reference in a
    /// global): such an instance runs once.
    pub single_use: bool,
    /// The estimate that [`Limits::compile_work`] bounds.
    pub compile_work: u64,
}

/// Checks a contract and writes it with its charges and limits.
///
/// `known_import` gives the type of a hook by its name. The work is linear in the size of the
/// module.
///
/// # Errors
/// Whatever production does not accept, and what exceeds `limits`. Never panics, on any bytes.
pub fn meter<'k>(
    wasm: &[u8],
    costs: &OperatorCosts,
    limits: &Limits,
    known_import: &dyn Fn(&str) -> Option<ImportSignature<'k>>,
) -> Result<MeteredModule, ModuleError> {
    let survey = Survey::read(wasm, costs, limits, known_import)?;
    let mut writer = Writer::new(&survey, costs, limits);
    let wasm = writer.write()?;
    Ok(writer.describe(wasm))
}

/// As [`meter`], and says where the operators went: for each function with a body those of the original
/// module, in their order. The module is the same.
///
/// # Errors
/// As [`meter`].
pub fn meter_with_places<'k>(
    wasm: &[u8],
    costs: &OperatorCosts,
    limits: &Limits,
    known_import: &dyn Fn(&str) -> Option<ImportSignature<'k>>,
) -> Result<(MeteredModule, Vec<Vec<OperatorPlace>>), ModuleError> {
    let survey = Survey::read(wasm, costs, limits, known_import)?;
    let mut writer = Writer::new(&survey, costs, limits);
    writer.places = Some(Vec::new());
    let wasm = writer.write()?;
    let places = writer.places.take().unwrap_or_default();
    Ok((writer.describe(wasm), places))
}

/// Gives functions their indexes in the new module: those with bodies move up behind the added
/// imports.
#[derive(Debug)]
pub(crate) struct Renumber {
    imported: u32,
}

impl Reencode for Renumber {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, reencode::Error<Infallible>> {
        Ok(if function < self.imported { function } else { function.saturating_add(ADDED_IMPORTS) })
    }
}

impl From<reencode::Error<Infallible>> for ModuleError {
    fn from(error: reencode::Error<Infallible>) -> Self {
        if let reencode::Error::ParseError(error) = error {
            Self::Invalid(error)
        } else {
            Self::Unwritable
        }
    }
}

/// The types that the pass adds, behind those of the guest.
#[derive(Debug, Clone, Copy)]
struct AddedTypes {
    nothing: u32,
    points: u32,
    pages: u32,
}

struct Writer<'s, 'a, 'r, 'k> {
    survey: &'s Survey<'a, 'r, 'k>,
    costs: &'s OperatorCosts,
    limits: &'s Limits,
    renumber: Renumber,
    types: AddedTypes,
    added: Added,
    memory: MemoryPages,
    /// Where the operators of each function went, if it was asked for.
    places: Option<Vec<Vec<OperatorPlace>>>,
}

fn count<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}

impl<'s, 'a, 'r, 'k> Writer<'s, 'a, 'r, 'k> {
    fn new(survey: &'s Survey<'a, 'r, 'k>, costs: &'s OperatorCosts, limits: &'s Limits) -> Self {
        let imported = count(&survey.imports);
        let types = count(&survey.types);
        let functions = count(&survey.function_types).saturating_add(ADDED_IMPORTS);
        let globals = count(&survey.globals);
        Self {
            survey,
            costs,
            limits,
            renumber: Renumber { imported },
            types: AddedTypes {
                nothing: types,
                points: types.saturating_add(1),
                pages: types.saturating_add(2),
            },
            added: Added {
                points_exhausted: imported,
                stack_overflow: imported.saturating_add(1),
                memory_limit: imported.saturating_add(2),
                refill: functions,
                memory_grow_guard: functions.saturating_add(1),
                points_left: globals,
                stack_left: globals.saturating_add(1),
                memory_grows_left: globals.saturating_add(2),
            },
            memory: memory_pages(survey, costs),
            places: None,
        }
    }

    fn describe(&self, wasm: Vec<u8>) -> MeteredModule {
        let survey = self.survey;
        let mutable = || survey.globals.iter().filter(|global| global.mutable);
        let mut mutable_globals: Vec<String> = self.mutable_globals().map(guest_global).collect();
        mutable_globals.push(MEMORY_GROWS_LEFT.to_owned());
        MeteredModule {
            wasm,
            exports: survey.exports.clone(),
            mistyped_exports: survey.mistyped_exports.clone(),
            imports: survey.imports.clone(),
            memory_export: survey.memory_export.clone().unwrap_or_default(),
            memory: self.memory,
            mutable_globals,
            single_use: survey.totals.changes_tables
                || mutable().any(|global| global.content_type.is_reference_type()),
            compile_work: survey.totals.work.amount(),
        }
    }

    fn mutable_globals(&self) -> impl Iterator<Item = u32> {
        (0_u32..)
            .zip(&self.survey.globals)
            .filter(|(_, global)| global.mutable)
            .map(|(index, _)| index)
    }

    fn write(&mut self) -> Result<Vec<u8>, ModuleError> {
        let mut module = Module::new();
        self.declarations(&mut module)?;
        self.definitions(&mut module)?;
        Ok(module.finish())
    }

    /// Types, imports, and the types of functions, tables and memory.
    fn declarations(&mut self, module: &mut Module) -> Result<(), ModuleError> {
        let sections = &self.survey.sections;
        let mut types = TypeSection::new();
        if let Some(section) = sections.types.clone() {
            self.renumber.parse_type_section(&mut types, section)?;
        }
        types.ty().function([], []);
        types.ty().function([ValType::I64], [ValType::I64]);
        types.ty().function([ValType::I32], [ValType::I32]);
        module.section(&types);

        let mut imports = ImportSection::new();
        if let Some(section) = sections.imports.clone() {
            self.renumber.parse_import_section(&mut imports, section)?;
        }
        for name in [POINTS_EXHAUSTED, STACK_OVERFLOW, MEMORY_LIMIT] {
            imports.import(RUNTIME_MODULE, name, EntityType::Function(self.types.nothing));
        }
        module.section(&imports);

        let mut functions = FunctionSection::new();
        if let Some(section) = sections.functions.clone() {
            self.renumber.parse_function_section(&mut functions, section)?;
        }
        functions.function(self.types.points).function(self.types.pages);
        module.section(&functions);

        let mut tables = TableSection::new();
        if let Some(section) = sections.tables.clone() {
            for table in section {
                let mut table = table?;
                if self.survey.totals.grows_tables {
                    let limit = u64::from(self.limits.table_elements);
                    table.ty.maximum =
                        Some(table.ty.maximum.map_or(limit, |maximum| maximum.min(limit)));
                }
                self.renumber.parse_table(&mut tables, table)?;
            }
            module.section(&tables);
        }

        let mut memories = MemorySection::new();
        memories.memory(MemoryType {
            minimum: u64::from(self.memory.minimum),
            maximum: Some(u64::from(self.memory.maximum)),
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        module.section(&memories);
        Ok(())
    }

    /// Globals, exports, segments and code.
    fn definitions(&mut self, module: &mut Module) -> Result<(), ModuleError> {
        let sections = &self.survey.sections;
        let mut globals = GlobalSection::new();
        if let Some(section) = sections.globals.clone() {
            self.renumber.parse_global_section(&mut globals, section)?;
        }
        let mutable = |val_type| GlobalType { val_type, mutable: true, shared: false };
        globals.global(mutable(ValType::I64), &ConstExpr::i64_const(0));
        globals.global(mutable(ValType::I32), &ConstExpr::i32_const(STACK_BUDGET.cast_signed()));
        let grows = self.costs.maximum_memory_grows().cast_signed();
        globals.global(mutable(ValType::I32), &ConstExpr::i32_const(grows));
        module.section(&globals);

        module.section(&self.exports()?);
        if let Some(section) = sections.elements.clone() {
            let mut elements = ElementSection::new();
            self.renumber.parse_element_section(&mut elements, section)?;
            module.section(&elements);
        }
        if let Some(count) = sections.data_count {
            module.section(&DataCountSection { count });
        }
        module.section(&self.code()?);
        if let Some(section) = sections.data.clone() {
            let mut data = DataSection::new();
            self.renumber.parse_data_section(&mut data, section)?;
            module.section(&data);
        }
        Ok(())
    }

    fn exports(&mut self) -> Result<ExportSection, ModuleError> {
        let mut exports = ExportSection::new();
        if let Some(section) = self.survey.sections.exports.clone() {
            self.renumber.parse_export_section(&mut exports, section)?;
        }
        for index in self.mutable_globals() {
            exports.export(&guest_global(index), ExportKind::Global, index);
        }
        exports.export(POINTS_LEFT, ExportKind::Global, self.added.points_left);
        exports.export(STACK_LEFT, ExportKind::Global, self.added.stack_left);
        exports.export(MEMORY_GROWS_LEFT, ExportKind::Global, self.added.memory_grows_left);
        Ok(exports)
    }

    fn code(&mut self) -> Result<CodeSection, ModuleError> {
        let survey = self.survey;
        let graph = call_graph::CallGraph::new(&call_graph::Calls {
            functions: &survey.functions,
            imported: count(&survey.imports),
            types: &survey.types,
            function_types: &survey.function_types,
            indirect_targets: &survey.totals.indirect_targets,
        });
        let payments = frame::payments(&survey.functions, &graph);
        let kinds = survey.function_types.iter().skip(survey.imports.len());
        let mut code = CodeSection::new();
        for ((facts, frame), kind) in survey.functions.iter().zip(payments).zip(kinds) {
            let result = survey.type_at(*kind).and_then(|kind| kind.results().first().copied());
            let context = (self.costs, self.added, &mut self.renumber);
            if let Some(all) = &mut self.places {
                all.push(Vec::new());
            }
            let places = self.places.as_mut().and_then(|all| all.last_mut());
            code.function(&FunctionWriter::write(context, facts, result, frame, places)?);
        }
        code.function(&self.refill());
        code.function(&self.memory_grow_guard());
        Ok(code)
    }

    fn refill(&self) -> Function {
        let mut out = Function::new([]);
        out.instruction(&Instruction::LocalGet(0));
        out.instruction(&Instruction::GlobalSet(self.added.points_left));
        out.instruction(&Instruction::Call(self.added.points_exhausted));
        out.instruction(&Instruction::GlobalGet(self.added.points_left));
        out.instruction(&Instruction::End);
        out
    }

    fn memory_grow_guard(&self) -> Function {
        let mut out = Function::new([]);
        out.instruction(&Instruction::GlobalGet(self.added.memory_grows_left));
        out.instruction(&Instruction::I32Eqz);
        out.instruction(&Instruction::LocalGet(0));
        out.instruction(&Instruction::I32Const(
            self.costs.maximum_memory_grow_delta().cast_signed(),
        ));
        out.instruction(&Instruction::I32GtU);
        out.instruction(&Instruction::I32Or);
        out.instruction(&Instruction::If(BlockType::Empty));
        out.instruction(&Instruction::Call(self.added.memory_limit));
        out.instruction(&Instruction::Unreachable);
        out.instruction(&Instruction::End);
        out.instruction(&Instruction::GlobalGet(self.added.memory_grows_left));
        out.instruction(&Instruction::I32Const(1));
        out.instruction(&Instruction::I32Sub);
        out.instruction(&Instruction::GlobalSet(self.added.memory_grows_left));
        out.instruction(&Instruction::LocalGet(0));
        out.instruction(&Instruction::End);
        out
    }
}

/// The memory can be declared no larger than it can become, which changes nothing for the guest and
/// lets an engine reserve it exactly.
fn memory_pages(survey: &Survey<'_, '_, '_>, costs: &OperatorCosts) -> MemoryPages {
    const ADDRESSABLE: u32 = 1 << 16;
    let pages = |pages: u64| u32::try_from(pages).unwrap_or(ADDRESSABLE);
    let Some(memory) = survey.memory else {
        return MemoryPages { minimum: 0, maximum: 0 };
    };
    let grows = if survey.totals.memory_grows == 0 { 0 } else { costs.maximum_memory_grows() };
    let growth = grows.saturating_mul(costs.maximum_memory_grow_delta());
    let minimum = pages(memory.initial);
    let declared = pages(memory.maximum.unwrap_or(u64::from(ADDRESSABLE)));
    MemoryPages { minimum, maximum: declared.min(minimum.saturating_add(growth)) }
}
