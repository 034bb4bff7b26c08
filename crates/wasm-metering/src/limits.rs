//! Limits on the structure of a module, which bound the time that any engine needs to compile it.

/// Limits on the structure of a module.
///
/// Most have no counterpart in production, whose one-pass compiler is linear in the bytes; they
/// stand far above what compilers emit for contracts. Those that are rules of production say so.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Limits {
    /// Bytes of the module. A transaction carries at most 1 MiB of data, and code in it is written
    /// in hexadecimal digits.
    pub module_bytes: u32,
    /// Function types.
    pub types: u32,
    /// Parameters of one function type.
    pub params: u32,
    /// Imports.
    pub imports: u32,
    /// Functions, with imported ones.
    pub functions: u32,
    /// Globals.
    pub globals: u32,
    /// Exports.
    pub exports: u32,
    /// Tables.
    pub tables: u32,
    /// Elements of one table, at the start and after `table.grow`; a larger declared maximum is cut
    /// to this when the module grows tables.
    pub table_elements: u32,
    /// Element segments.
    pub element_segments: u32,
    /// Functions listed in all element segments.
    pub segment_elements: u32,
    /// Data segments.
    pub data_segments: u32,
    /// Bytes of one function's body. Production's parser knows the same limit of 128 KiB.
    pub body_bytes: u32,
    /// Bytes of all functions' bodies; the largest known contract has 86 KiB.
    pub code_bytes: u32,
    /// Locals in one group of a function's declaration (production: `wasmer_metering.rs`, given
    /// each group and not their sum).
    pub locals_in_group: u32,
    /// Locals of one function, parameters not counted.
    pub locals: u32,
    /// Blocks, loops and conditions within one another; the deepest known contract has 25.
    pub nesting: u32,
    /// Operands on the stack of one function.
    pub operands: u32,
    /// Targets of one `br_table`.
    pub branch_targets: u32,
    /// Control-flow operators of one function; the largest of about three hundred known contracts
    /// has 459. What a compiler takes for each grows with their number.
    pub function_control_operators: u32,
    /// Estimated work of an optimising compiler on the module, in units of about a microsecond; the
    /// largest known contract has 1 430 000. `docs/limits.md` says what counts how much.
    pub compile_work: u32,
    /// Pages of memory, the declared maximum or else the minimum (production:
    /// `wasmer_instance.rs`).
    pub memory_pages: u32,
    /// Operators `memory.grow` in the module (production: `wasmer_instance.rs`).
    pub memory_grow_operators: u32,
}

impl Limits {
    /// The limits of every chain: whatever runs in production passes.
    #[must_use]
    pub const fn production() -> Self {
        Self {
            module_bytes: 1 << 20,
            types: 4_096,
            params: 128,
            imports: 1_024,
            functions: 16_384,
            globals: 1_024,
            exports: 4_096,
            tables: 16,
            table_elements: 16_384,
            element_segments: 1_024,
            segment_elements: 16_384,
            data_segments: 4_096,
            body_bytes: 128 << 10,
            code_bytes: 512 << 10,
            locals_in_group: 4_000,
            locals: 8_000,
            nesting: 512,
            operands: 4_096,
            branch_targets: 8_192,
            function_control_operators: 2_048,
            compile_work: 3_000_000,
            memory_pages: 20,
            memory_grow_operators: 100,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::production()
    }
}
