//! Why a module is refused.

use std::fmt;

/// Why a module is refused; functions and segments are named by their index in the original module.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ModuleError {
    /// The bytes are no valid module under the accepted features.
    #[error("the module is not valid: {0}")]
    Invalid(#[from] wasmparser::Error),
    /// An operator stands outside the list of accepted ones.
    #[error("operator {operator} of function {function} at byte {offset} is not accepted")]
    UnsupportedOperator {
        /// The operator, in the spelling of the gas schedule.
        operator: &'static str,
        /// The function it stands in.
        function: u32,
        /// Where it stands in the module.
        offset: u64,
    },
    /// The module exceeds a limit on its structure.
    #[error("{kind}: {found} where {allowed} are allowed")]
    LimitExceeded {
        /// What is limited.
        kind: LimitKind,
        /// What the module has.
        found: u64,
        /// What it may have.
        allowed: u64,
    },
    /// The module has a start function, which would run outside any call.
    #[error("the module has a start function")]
    StartFunction,
    /// An import comes from another module than `env`.
    #[error("import {module}.{name} is not from module env")]
    ImportModule {
        /// The module it names.
        module: String,
        /// Its name there.
        name: String,
    },
    /// An import is no function.
    #[error("import {name} is not a function")]
    ImportKind {
        /// Its name.
        name: String,
    },
    /// An imported function is not among the known ones.
    #[error("import {name} is not known")]
    UnknownImport {
        /// Its name.
        name: String,
    },
    /// An imported function is declared with another type than the known one.
    #[error("import {name} is declared with a wrong type")]
    ImportType {
        /// Its name.
        name: String,
    },
    /// The module exports no memory.
    #[error("the module exports no memory")]
    MemoryMissing,
    /// The module exports its memory more than once.
    #[error("the module exports its memory more than once")]
    MemoryRepeated,
    /// An export has a name that the pass needs.
    #[error("export name {name} is reserved")]
    ReservedExport {
        /// The name of the export.
        name: String,
    },
    /// A data segment lies outside the memory that the module starts with.
    #[error("data segment {segment} lies outside the memory")]
    DataOutOfBounds {
        /// The index of the segment.
        segment: u32,
    },
    /// An element segment lies outside the table that the module starts with.
    #[error("element segment {segment} lies outside its table")]
    ElementsOutOfBounds {
        /// The index of the segment.
        segment: u32,
    },
    /// A validated module holds something that cannot be written again; no accepted feature leads
    /// here.
    #[error("the module cannot be written again")]
    Unwritable,
}

/// What a limit on the structure of a module counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LimitKind {
    /// Bytes of the module.
    ModuleBytes,
    /// Function types.
    Types,
    /// Parameters of a function type.
    Params,
    /// Imports.
    Imports,
    /// Functions.
    Functions,
    /// Globals.
    Globals,
    /// Exports.
    Exports,
    /// Tables.
    Tables,
    /// Elements of a table.
    TableElements,
    /// Element segments.
    ElementSegments,
    /// Functions in all element segments.
    SegmentElements,
    /// Data segments.
    DataSegments,
    /// Bytes of a function's body.
    BodyBytes,
    /// Bytes of all bodies.
    CodeBytes,
    /// Locals in one group of a declaration.
    LocalsInGroup,
    /// Locals of a function.
    Locals,
    /// Depth of blocks in a function.
    Nesting,
    /// Operands on the stack of a function.
    Operands,
    /// Targets of a `br_table`.
    BranchTargets,
    /// Control-flow operators of a function.
    FunctionControl,
    /// Estimated work of a compiler on the module.
    CompileWork,
    /// Pages of memory.
    MemoryPages,
    /// Operators `memory.grow`.
    MemoryGrowOperators,
}

impl LimitKind {
    /// Refuses `found` when it is over `allowed`.
    pub(crate) fn check(
        self,
        found: impl Into<u64>,
        allowed: impl Into<u64>,
    ) -> Result<(), ModuleError> {
        let (found, allowed) = (found.into(), allowed.into());
        if found > allowed {
            Err(ModuleError::LimitExceeded { kind: self, found, allowed })
        } else {
            Ok(())
        }
    }

    /// The same for a length.
    pub(crate) fn check_length(self, found: usize, allowed: u32) -> Result<(), ModuleError> {
        self.check(u64::try_from(found).unwrap_or(u64::MAX), allowed)
    }
}

impl fmt::Display for LimitKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::ModuleBytes => "bytes of the module",
            Self::Types => "function types",
            Self::Params => "parameters of a function type",
            Self::Imports => "imports",
            Self::Functions => "functions",
            Self::Globals => "globals",
            Self::Exports => "exports",
            Self::Tables => "tables",
            Self::TableElements => "elements of a table",
            Self::ElementSegments => "element segments",
            Self::SegmentElements => "functions in element segments",
            Self::DataSegments => "data segments",
            Self::BodyBytes => "bytes of a function",
            Self::CodeBytes => "bytes of all functions",
            Self::LocalsInGroup => "locals in one group of a function",
            Self::Locals => "locals of a function",
            Self::Nesting => "blocks within one another",
            Self::Operands => "operands on the stack of a function",
            Self::BranchTargets => "targets of a br_table",
            Self::FunctionControl => "control-flow operators of a function",
            Self::CompileWork => "estimated work of a compiler",
            Self::MemoryPages => "pages of memory",
            Self::MemoryGrowOperators => "operators memory.grow",
        })
    }
}
