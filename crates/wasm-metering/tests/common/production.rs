//! Production's metering as its middlewares inject it, operator by operator, without any of the
//! pass's savings: what the pass is compared with.

use super::{End, Seen, define_hooks, end_of, engine, stop};
use std::convert::Infallible;
use wasm_encoder::reencode::{Error as ReencodeError, Reencode};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, EntityType, ExportKind, ExportSection, Function,
    FunctionSection, GlobalSection, GlobalType, ImportSection, Instruction, Module as Encoded,
    TypeSection, ValType,
};
use wasmi::{Caller, Error, Linker, Module, Store, Val};
use wasmparser::{Operator, Parser, Payload};

struct Production {
    imports: u32,
    globals: u32,
    prices: fn(&str) -> Option<u64>,
}

impl Reencode for Production {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, ReencodeError<Infallible>> {
        Ok(if function < self.imports { function } else { function + 2 })
    }
}

fn name(operator: &Operator<'_>) -> String {
    let text = format!("{operator:?}");
    text.split([' ', '{']).next().unwrap().to_owned()
}

fn moves_control(name: &str) -> bool {
    [
        "Loop",
        "Block",
        "End",
        "If",
        "Else",
        "Unreachable",
        "Br",
        "BrTable",
        "BrIf",
        "Call",
        "CallIndirect",
        "Return",
    ]
    .contains(&name)
}

impl Production {
    fn price(&self, name: &str) -> i64 {
        i64::try_from((self.prices)(name).unwrap()).unwrap()
    }

    fn charge(&self, out: &mut Function, cost: i64) {
        for instruction in [
            Instruction::GlobalGet(self.globals),
            Instruction::I64Const(cost),
            Instruction::I64Add,
            Instruction::GlobalSet(self.globals),
            Instruction::GlobalGet(self.globals),
            Instruction::GlobalGet(self.globals + 1),
            Instruction::I64GeU,
        ] {
            out.instruction(&instruction);
        }
        self.stop_if(out, self.imports);
    }

    fn stop_if(&self, out: &mut Function, function: u32) {
        out.instruction(&Instruction::If(BlockType::Empty));
        out.instruction(&Instruction::Call(function));
        out.instruction(&Instruction::End);
    }

    /// Counts and compares as production does around `memory.grow`; the operand waits in a global.
    fn memory_grow(&self, out: &mut Function) {
        let (count, operand) = (self.globals + 2, self.globals + 3);
        out.instruction(&Instruction::GlobalGet(count));
        out.instruction(&Instruction::I64Const(self.price("MaxMemoryGrow")));
        out.instruction(&Instruction::I64GeU);
        self.stop_if(out, self.imports + 1);
        out.instruction(&Instruction::GlobalGet(count));
        out.instruction(&Instruction::I64Const(1));
        out.instruction(&Instruction::I64Add);
        out.instruction(&Instruction::GlobalSet(count));
        out.instruction(&Instruction::I64ExtendI32U);
        out.instruction(&Instruction::GlobalSet(operand));
        out.instruction(&Instruction::GlobalGet(operand));
        out.instruction(&Instruction::I64Const(self.price("MaxMemoryGrowDelta")));
        out.instruction(&Instruction::I64GtU);
        self.stop_if(out, self.imports + 1);
        out.instruction(&Instruction::GlobalGet(operand));
        out.instruction(&Instruction::I32WrapI64);
    }

    fn body(&mut self, body: &wasmparser::FunctionBody<'_>) -> Function {
        let mut cost = 0;
        let mut locals = Vec::new();
        for group in body.get_locals_reader().unwrap() {
            let (count, kind) = group.unwrap();
            let metered = i64::from(count) - self.price("LocalsUnmetered");
            cost += metered.max(0) * self.price("LocalAllocate");
            locals.push((count, self.val_type(kind).unwrap()));
        }
        let mut out = Function::new(locals);
        for operator in body.get_operators_reader().unwrap() {
            let operator = operator.unwrap();
            let name = name(&operator);
            cost += self.price(&name);
            if moves_control(&name) {
                self.charge(&mut out, cost);
                cost = 0;
            }
            if name == "MemoryGrow" {
                self.memory_grow(&mut out);
            }
            let instruction = self.instruction(operator).unwrap();
            out.instruction(&instruction);
        }
        out
    }
}

/// The module as production runs it: with the globals `used` and `limit`, and the imports
/// `out_of_gas` and `memory_limit`.
pub(crate) fn instrument(wasm: &[u8], prices: fn(&str) -> Option<u64>) -> Vec<u8> {
    let mut module = Encoded::new();
    let mut pass = Production { imports: 0, globals: 0, prices };
    let mut code = CodeSection::new();
    let mut nothing = 0;
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.unwrap() {
            Payload::TypeSection(section) => {
                let mut types = TypeSection::new();
                nothing = section.count();
                pass.parse_type_section(&mut types, section).unwrap();
                types.ty().function([], []);
                module.section(&types);
            }
            Payload::ImportSection(section) => {
                let mut imports = ImportSection::new();
                pass.imports = section.count();
                pass.parse_import_section(&mut imports, section).unwrap();
                for name in ["out_of_gas", "memory_limit"] {
                    imports.import("production", name, EntityType::Function(nothing));
                }
                module.section(&imports);
            }
            Payload::FunctionSection(section) => {
                let mut functions = FunctionSection::new();
                pass.parse_function_section(&mut functions, section).unwrap();
                module.section(&functions);
            }
            Payload::GlobalSection(section) => {
                let mut globals = GlobalSection::new();
                pass.globals = section.count();
                pass.parse_global_section(&mut globals, section).unwrap();
                for _ in 0..4 {
                    let kind = GlobalType { val_type: ValType::I64, mutable: true, shared: false };
                    globals.global(kind, &ConstExpr::i64_const(0));
                }
                module.section(&globals);
            }
            Payload::ExportSection(section) => {
                let mut exports = ExportSection::new();
                pass.parse_export_section(&mut exports, section).unwrap();
                exports.export("used", ExportKind::Global, pass.globals);
                exports.export("limit", ExportKind::Global, pass.globals + 1);
                module.section(&exports);
            }
            Payload::TableSection(section) => {
                let mut tables = wasm_encoder::TableSection::new();
                pass.parse_table_section(&mut tables, section).unwrap();
                module.section(&tables);
            }
            Payload::MemorySection(section) => {
                let mut memories = wasm_encoder::MemorySection::new();
                pass.parse_memory_section(&mut memories, section).unwrap();
                module.section(&memories);
            }
            Payload::ElementSection(section) => {
                let mut elements = wasm_encoder::ElementSection::new();
                pass.parse_element_section(&mut elements, section).unwrap();
                module.section(&elements);
            }
            Payload::CodeSectionEntry(body) => {
                let body = pass.body(&body);
                code.function(&body);
            }
            _ => {}
        }
    }
    module.section(&code);
    module.finish()
}

fn used(caller: &Caller<'_, Vec<u64>>) -> u64 {
    let used = caller.get_export("used").unwrap().into_global().unwrap().get(caller);
    u64::try_from(used.i64().unwrap()).unwrap()
}

fn note(mut caller: Caller<'_, Vec<u64>>) {
    let used = used(&caller);
    caller.data_mut().push(used);
}

/// Runs an exported function of an instrumented module.
pub(crate) fn run(wasm: &[u8], function: &str, limit: i64) -> Seen {
    let engine = engine();
    let module = Module::new(&engine, wasm).unwrap();
    let mut store = Store::new(&engine, Vec::new());
    let mut linker = Linker::new(&engine);
    define_hooks(&mut linker, note);
    let out_of_gas = || -> Result<(), Error> { stop(End::OutOfGas) };
    linker.func_wrap("production", "out_of_gas", out_of_gas).unwrap();
    let memory_limit = || -> Result<(), Error> { stop(End::MemoryLimit) };
    linker.func_wrap("production", "memory_limit", memory_limit).unwrap();
    let instance = linker.instantiate_and_start(&mut store, &module).unwrap();
    instance.get_global(&store, "limit").unwrap().set(&mut store, Val::I64(limit)).unwrap();
    let function = instance.get_typed_func::<(), ()>(&store, function).unwrap();
    let end = end_of(function.call(&mut store, ()));
    let mut memory = Vec::new();
    if end == End::Done {
        let used = instance.get_global(&store, "used").unwrap().get(&store).i64().unwrap();
        store.data_mut().push(u64::try_from(used).unwrap());
        memory = instance.get_memory(&store, "memory").unwrap().data(&store)[..256].to_vec();
    }
    Seen { end, used: store.into_data(), memory }
}
