//! A compiled module, and what was found out about it once for all of its instances.

use crate::artifact;
use crate::image::Image;
use crate::instance::WasmerInstance;
use crate::raw::{Binding, HostBodies, RawInstance};
use core::fmt;
use core::marker::PhantomData;
use std::collections::BTreeMap;
use std::sync::Arc;
use vm_core::{
    CompileError, CompiledModule, HookSignature, Instance, InterruptSource, POINTS_GLOBAL,
    STACK_GLOBAL, WasmType,
};
use wasmer_compiler::{Artifact, ArtifactCreate, Engine};
use wasmer_types::{
    ExportIndex, ExternType, FunctionIndex, FunctionType, GlobalIndex, GlobalType, ModuleInfo,
    Mutability, Type,
};

/// A compiled module with its bindings.
pub(crate) struct Program {
    pub(crate) artifact: Arc<Artifact>,
    /// The host functions for the imports, in their order.
    pub(crate) bindings: Vec<Binding>,
    pub(crate) points_left: GlobalIndex,
    pub(crate) stack_left: GlobalIndex,
    /// The functions that can be run.
    pub(crate) entries: BTreeMap<Box<str>, Slot>,
    /// What a reset writes into memory, if it is known.
    pub(crate) image: Option<Image>,
    /// Owns the code, so it goes last.
    _engine: Engine,
}

/// An exported function without parameters and results.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    /// Its place among the entries.
    pub(crate) place: usize,
    pub(crate) function: FunctionIndex,
}

impl Program {
    /// Binds a compiled module to the hooks.
    pub(crate) fn new<C: InterruptSource>(
        engine: Engine,
        artifact: Arc<Artifact>,
        bodies: &HostBodies<C>,
    ) -> Result<Self, CompileError> {
        let module = artifact.create_module_info();
        let bindings = bindings(&engine, &module, bodies)?;
        let points_left = counter(&module, POINTS_GLOBAL, Type::I64)?;
        let stack_left = counter(&module, STACK_GLOBAL, Type::I32)?;
        if module.memories.len() != 1 || module.start_function.is_some() {
            return Err(CompileError::Refused);
        }
        let entries = entries(&module);
        let image = Image::of(&artifact);
        Ok(Self { artifact, bindings, points_left, stack_left, entries, image, _engine: engine })
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Program").field("entries", &self.entries).finish_non_exhaustive()
    }
}

fn bindings<C: InterruptSource>(
    engine: &Engine,
    module: &ModuleInfo,
    bodies: &HostBodies<C>,
) -> Result<Vec<Binding>, CompileError> {
    let bind = |import: wasmer_types::ImportType| {
        let ExternType::Function(kind) = import.ty() else {
            return Err(CompileError::Refused);
        };
        let (_, body) = (bodies.get(import.module(), import.name()))
            .filter(|(signature, _)| fits(signature, kind))
            .ok_or(CompileError::UnknownImport)?;
        Ok(Binding { body, kind: kind.clone(), hash: engine.register_signature(kind) })
    };
    module.imports().map(bind).collect()
}

fn fits(signature: &HookSignature, kind: &FunctionType) -> bool {
    let wasm = |kind: &WasmType| match kind {
        WasmType::I32 => Type::I32,
        WasmType::I64 => Type::I64,
    };
    let parameters = signature.parameters.iter().map(wasm);
    parameters.eq(kind.params().iter().copied())
        && signature.result.iter().map(wasm).eq(kind.results().iter().copied())
}

/// The index of a counter that the metering pass exports.
fn counter(module: &ModuleInfo, name: &str, kind: Type) -> Result<GlobalIndex, CompileError> {
    let expected = GlobalType::new(kind, Mutability::Var);
    if let Some(ExportIndex::Global(index)) = module.exports.get(name)
        && module.num_imported_globals == 0
        && module.globals.get(*index) == Some(&expected)
    {
        return Ok(*index);
    }
    Err(CompileError::Refused)
}

fn entries(module: &ModuleInfo) -> BTreeMap<Box<str>, Slot> {
    let nothing = FunctionType::new([], []);
    let runs = |index: FunctionIndex| {
        let kind = module.functions.get(index).and_then(|kind| module.signatures.get(*kind));
        kind.is_some_and(|kind| *kind == nothing)
    };
    let functions = module.exports.iter().filter_map(|(name, export)| {
        let ExportIndex::Function(index) = *export else {
            return None;
        };
        runs(index).then(|| (Box::from(name.as_str()), index))
    });
    let slots = (0..).zip(functions);
    slots.map(|(place, (name, function))| (name, Slot { place, function })).collect()
}

/// A program for instances with contexts `C`.
pub(crate) struct WasmerModule<C> {
    program: Arc<Program>,
    /// Of the engine that compiled it.
    identity: &'static str,
    context: PhantomData<fn(C)>,
}

impl<C> WasmerModule<C> {
    pub(crate) fn new(program: Program, identity: &'static str) -> Self {
        Self { program: Arc::new(program), identity, context: PhantomData }
    }
}

impl<C> fmt::Debug for WasmerModule<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.program.fmt(formatter)
    }
}

impl<C: fmt::Debug + Send + 'static> CompiledModule<C> for WasmerModule<C> {
    fn instantiate(&self) -> Result<Box<dyn Instance<C>>, CompileError> {
        let raw = RawInstance::new(Arc::clone(&self.program))?;
        Ok(Box::new(WasmerInstance::new(raw, Arc::clone(&self.program))))
    }

    fn artifact(&self) -> Option<Vec<u8>> {
        let code = self.program.artifact.serialize().ok()?;
        Some(artifact::pack(self.identity, &code))
    }
}
