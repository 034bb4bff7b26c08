//! Random programs that are valid and mostly do not end by themselves: the limit ends them.

use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind,
    ExportSection, Function, FunctionSection, GlobalSection, GlobalType, ImportSection,
    Instruction, MemArg, MemorySection, MemoryType, Module, RefType, TableSection, TableType,
    TypeSection, ValType,
};

/// Splitmix64: the same programs on every machine.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    }

    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        u32::try_from(self.next() % u64::from(bound)).unwrap()
    }
}

const FUNCTIONS: u32 = 4;
const IMPORTS: u32 = 2;
const LOCALS: u32 = 4;

/// One function under construction; each label tells whether it takes an i32.
struct Body<'r> {
    random: &'r mut Random,
    out: Function,
    labels: Vec<bool>,
    has_result: bool,
    fuel: u32,
}

impl Body<'_> {
    fn put(&mut self, instruction: &Instruction<'_>) {
        self.out.instruction(instruction);
    }

    fn local(&mut self) -> u32 {
        self.random.below(LOCALS)
    }

    fn label(&mut self) -> (u32, bool) {
        let depth = self.random.below(u32::try_from(self.labels.len()).unwrap());
        let index = self.labels.len() - 1 - usize::try_from(depth).unwrap();
        (depth, self.labels[index])
    }

    /// Leaves an i32 on the stack.
    fn value(&mut self, depth: u32) {
        if depth == 0 || self.fuel == 0 {
            let (local, number) = (self.local(), i32::try_from(self.random.below(40)).unwrap());
            return match self.random.below(3) {
                0 => self.put(&Instruction::I32Const(number)),
                _ => self.put(&Instruction::LocalGet(local)),
            };
        }
        self.fuel -= 1;
        match self.random.below(16) {
            0..=5 => {
                self.value(depth - 1);
                self.value(depth - 1);
                let operators = [
                    Instruction::I32Add,
                    Instruction::I32Sub,
                    Instruction::I32Mul,
                    Instruction::I32Xor,
                    Instruction::I32LtU,
                    Instruction::I32DivU,
                ];
                let operator = if self.random.below(20) == 0 { 5 } else { self.pick(5) };
                self.put(&operators[operator]);
            }
            6 => {
                self.value(depth - 1);
                self.value(depth - 1);
                self.put(&Instruction::I32RemU);
            }
            7 => {
                self.value(depth - 1);
                self.put(&Instruction::I32Const(255));
                self.put(&Instruction::I32And);
                self.put(&Instruction::I32Load(MemArg { offset: 0, align: 0, memory_index: 0 }));
            }
            8 => {
                self.value(depth - 1);
                let local = self.local();
                self.put(&Instruction::LocalTee(local));
            }
            9 => self.block(true, depth, false),
            10 => self.block(true, depth, true),
            11 => self.condition(depth),
            12 => {
                self.value(depth - 1);
                self.put(&Instruction::I64Const(77));
                self.put(&Instruction::Call(1));
            }
            13 => {
                let function = IMPORTS + 1 + self.random.below(FUNCTIONS - 1);
                self.value(depth - 1);
                self.put(&Instruction::Call(function));
            }
            14 => {
                self.value(depth - 1);
                self.value(depth - 1);
                self.put(&Instruction::I32Const(3));
                self.put(&Instruction::I32And);
                self.put(&Instruction::CallIndirect { type_index: 1, table_index: 0 });
            }
            _ => {
                self.value(depth - 1);
                self.put(&Instruction::I32Const(3));
                self.put(&Instruction::I32And);
                self.put(&Instruction::MemoryGrow(0));
            }
        }
    }

    fn condition(&mut self, depth: u32) {
        self.value(depth - 1);
        self.put(&Instruction::If(BlockType::Result(ValType::I32)));
        self.labels.push(true);
        self.statements(depth - 1);
        self.value(depth - 1);
        self.put(&Instruction::Else);
        self.statements(depth - 1);
        self.value(depth - 1);
        self.labels.pop();
        self.put(&Instruction::End);
    }

    fn pick(&mut self, bound: u32) -> usize {
        usize::try_from(self.random.below(bound)).unwrap()
    }

    fn block(&mut self, result: bool, depth: u32, looped: bool) {
        let kind = if result { BlockType::Result(ValType::I32) } else { BlockType::Empty };
        self.put(&if looped { Instruction::Loop(kind) } else { Instruction::Block(kind) });
        self.labels.push(result && !looped);
        self.statements(depth - 1);
        if result {
            self.value(depth - 1);
        }
        self.labels.pop();
        self.put(&Instruction::End);
    }

    fn statements(&mut self, depth: u32) {
        for _ in 0..self.random.below(4) {
            self.statement(depth);
        }
    }

    fn statement(&mut self, depth: u32) {
        if depth == 0 || self.fuel == 0 {
            return self.put(&Instruction::Nop);
        }
        self.fuel -= 1;
        match self.random.below(18) {
            0..=3 => {
                self.value(depth - 1);
                let local = self.local();
                self.put(&Instruction::LocalSet(local));
            }
            4 => {
                self.value(depth - 1);
                self.put(&Instruction::I32Const(252));
                self.put(&Instruction::I32And);
                self.value(depth - 1);
                self.put(&Instruction::I32Store(MemArg { offset: 0, align: 0, memory_index: 0 }));
            }
            5 => self.block(false, depth, false),
            6 | 7 => self.block(false, depth, true),
            8 | 9 => {
                self.value(depth - 1);
                self.put(&Instruction::If(BlockType::Empty));
                self.labels.push(false);
                self.statements(depth - 1);
                if self.random.below(2) == 0 {
                    self.put(&Instruction::Else);
                    self.statements(depth - 1);
                }
                self.labels.pop();
                self.put(&Instruction::End);
            }
            10..=12 => self.conditional_branch(depth),
            13 => self.branch(depth),
            14 => self.table_branch(depth),
            15 => self.put(&Instruction::Call(0)),
            16 => {
                if self.has_result {
                    self.value(depth - 1);
                }
                if self.random.below(6) == 0 {
                    self.put(&Instruction::Return);
                } else if self.has_result {
                    self.put(&Instruction::Drop);
                }
            }
            _ => {
                if self.random.below(6) == 0 {
                    self.put(&Instruction::Unreachable);
                }
            }
        }
    }

    fn conditional_branch(&mut self, depth: u32) {
        let (label, takes) = self.label();
        if takes {
            self.value(depth - 1);
        }
        self.value(depth - 1);
        self.put(&Instruction::BrIf(label));
        if takes {
            self.put(&Instruction::Drop);
        }
    }

    fn branch(&mut self, depth: u32) {
        let (label, takes) = self.label();
        if takes {
            self.value(depth - 1);
        }
        if self.random.below(3) == 0 {
            self.put(&Instruction::Br(label));
        } else if takes {
            self.put(&Instruction::Drop);
        }
    }

    fn table_branch(&mut self, depth: u32) {
        let (default, takes) = self.label();
        let mut targets = Vec::new();
        for _ in 0..self.random.below(6) {
            let (label, other) = self.label();
            if other == takes {
                targets.push(label);
            }
        }
        self.put(&Instruction::Block(BlockType::Empty));
        self.labels.push(false);
        if takes {
            self.value(depth - 1);
        }
        self.value(depth - 1);
        let targets: Vec<u32> = targets.iter().map(|label| label + 1).collect();
        self.put(&Instruction::BrTable(targets.into(), default + 1));
        self.labels.pop();
        self.put(&Instruction::End);
    }
}

fn code(seed: u64) -> CodeSection {
    let mut random = Random::new(seed);
    let mut code = CodeSection::new();
    for function in 0..FUNCTIONS {
        let has_result = function > 0;
        let declared = if has_result { LOCALS - 1 } else { LOCALS };
        let extra = random.below(14);
        let out = Function::new([(declared, ValType::I32), (extra, ValType::I64)]);
        let mut body =
            Body { random: &mut random, out, labels: vec![has_result], has_result, fuel: 40 };
        // Now and then so many charges that the points stay in the global.
        for _ in 0..if seed % 4 == 3 { 260 } else { 0 } {
            body.put(&Instruction::Block(BlockType::Empty));
            body.put(&Instruction::End);
        }
        for _ in 0..5 {
            body.statement(5);
        }
        if has_result {
            body.value(3);
        }
        body.put(&Instruction::End);
        code.function(&body.out);
    }
    code
}

/// A module whose `main` runs random code that calls hooks and three functions.
pub(crate) fn program(seed: u64) -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([], []);
    types.ty().function([ValType::I32], [ValType::I32]);
    types.ty().function([ValType::I32, ValType::I64], [ValType::I32]);
    let mut imports = ImportSection::new();
    imports.import("env", "tick", EntityType::Function(0)).import(
        "env",
        "mix",
        EntityType::Function(2),
    );
    let mut functions = FunctionSection::new();
    functions.function(0).function(1).function(1).function(1);
    let mut tables = TableSection::new();
    tables.table(TableType {
        element_type: RefType::FUNCREF,
        table64: false,
        minimum: 4,
        maximum: None,
        shared: false,
    });
    let mut memories = MemorySection::new();
    let memory = MemoryType {
        minimum: 1,
        maximum: Some(6),
        memory64: false,
        shared: false,
        page_size_log2: None,
    };
    memories.memory(memory);
    let mut globals = GlobalSection::new();
    let global = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
    globals.global(global, &ConstExpr::i32_const(9));
    let mut exports = ExportSection::new();
    exports.export("main", ExportKind::Func, IMPORTS).export("memory", ExportKind::Memory, 0);
    let mut elements = ElementSection::new();
    let listed = Elements::Functions(vec![IMPORTS + 1, IMPORTS, IMPORTS + 2].into());
    elements.active(None, &ConstExpr::i32_const(0), listed);
    let mut module = Module::new();
    module
        .section(&types)
        .section(&imports)
        .section(&functions)
        .section(&tables)
        .section(&memories);
    module.section(&globals).section(&exports).section(&elements).section(&code(seed));
    module.finish()
}
