//! The guest's side: an instance, its runs and its reset.

use super::host::{Host, HostBody, enter_host};
use crate::ends::end_of;
use crate::program::{Program, Slot};
use core::cell::UnsafeCell;
use core::fmt;
use core::ptr::NonNull;
use std::ffi::c_void;
use std::sync::Arc;
use vm_core::{CompileError, Fault, Points, Run};
use wasmer_compiler::{Artifact, BaseTunables, Engine};
use wasmer_types::entity::EntityRef;
use wasmer_types::{ExportIndex, FunctionType, GlobalIndex, LocalTableIndex, Mutability, RawValue};
use wasmer_vm::{
    InternalStoreHandle, LinearMemory, MaybeInstanceOwned, StoreObject, StoreObjects, TableElement,
    VMCallerCheckedAnyfunc, VMConfig, VMExtern, VMFunction, VMFunctionContext, VMFunctionKind,
    VMGlobal, VMGlobalDefinition, VMInstance, VMMemory, VMSignatureHash, VMTable,
    wasmer_call_trampoline,
};

/// Wasm code runs on stacks of this size, which wasmer keeps for reuse by thread.
static STACK: VMConfig = VMConfig { wasm_stack_size: Some(crate::GUEST_STACK_BYTES) };

/// Tells wasmer that a function is the host's: it gives such a function no second context argument.
#[derive(Debug)]
struct HostFunction;

/// Loads code that [`wasmer_compiler::ArtifactCreate::serialize`] gave, after its identity and digest were checked.
pub(crate) fn load(engine: &Engine, code: Vec<u8>) -> Option<Arc<Artifact>> {
    // SAFETY: the digest says that this engine made the code with the same settings (3); its structure is checked.
    unsafe { engine.deserialize(code.into()) }.ok()
}

/// What one import of a program is bound to.
#[derive(Clone, Debug)]
pub(crate) struct Binding {
    pub(crate) body: HostBody,
    pub(crate) kind: FunctionType,
    pub(crate) hash: VMSignatureHash,
}

impl Binding {
    fn import(&self, host: *mut c_void, objects: &mut StoreObjects) -> VMExtern {
        let record = VMCallerCheckedAnyfunc {
            func_ptr: self.body.0,
            type_signature_hash: self.hash,
            vmctx: VMFunctionContext { host_env: host },
            call_trampoline: enter_host,
        };
        let function = VMFunction {
            anyfunc: MaybeInstanceOwned::Host(Box::new(UnsafeCell::new(record))),
            signature: self.kind.clone(),
            kind: VMFunctionKind::Static,
            host_data: Box::new(HostFunction),
        };
        VMExtern::Function(InternalStoreHandle::new(objects, function))
    }
}

/// A box whose content others point to, which a `Box` itself would forbid.
struct Owned<T>(NonNull<T>);

impl<T> Owned<T> {
    fn new(content: Box<T>) -> Self {
        Self(NonNull::from(Box::leak(content)))
    }

    fn into_box(self) -> Box<T> {
        let content = self.0;
        core::mem::forget(self);
        // SAFETY: it was leaked by `new`, and `self` no longer frees it.
        unsafe { Box::from_raw(content.as_ptr()) }
    }
}

impl<T> Drop for Owned<T> {
    fn drop(&mut self) {
        // SAFETY: it was leaked by `new`; who points to it goes with the instance (1).
        drop(unsafe { Box::from_raw(self.0.as_ptr()) });
    }
}

/// An instance: a guest's memory, globals and tables, its host, and the ways in.
pub(crate) struct RawInstance<C> {
    instance: VMInstance,
    objects: Owned<StoreObjects>,
    host: Owned<Host<C>>,
    stack_left: NonNull<VMGlobalDefinition>,
    entries: Vec<Option<VMCallerCheckedAnyfunc>>,
    fresh: Fresh,
    program: Arc<Program>,
}

/// What a reset restores beside the memory.
struct Fresh {
    memory_bytes: usize,
    globals: Vec<(NonNull<VMGlobalDefinition>, u128)>,
    tables: Vec<Vec<TableElement>>,
}

// SAFETY: all pointers go to what the instance owns (1), code is shared and immutable (3), and one thread at a
// time uses it (2). The context is `Send` itself. Wasmer keeps nothing of an instance by thread outside of a run.
unsafe impl<C: Send> Send for RawInstance<C> {}

impl<C> RawInstance<C> {
    /// Makes an instance; nothing of the guest runs yet.
    pub(crate) fn new(program: Arc<Program>) -> Result<Self, CompileError> {
        let mut objects = Owned::new(Box::<StoreObjects>::default());
        let mut host = Owned::new(Box::new(Host::<C>::new()));
        // SAFETY: just made, and the instance that gets to know it does not run here.
        let store = unsafe { objects.0.as_mut() };
        let address = host.0.as_ptr().cast();
        let imports: Vec<_> = (program.bindings.iter()).map(|b| b.import(address, store)).collect();
        let artifact = &program.artifact;
        // SAFETY: wasmer compares the types of the imports, and the objects outlive the instance (1).
        let instance = unsafe { artifact.instantiate(&BaseTunables::new(), &imports, store) };
        let mut instance = instance.map_err(|_| CompileError::Instantiate)?;
        // SAFETY: directly after instantiation, once.
        let finished = unsafe { artifact.finish_instantiation(&STACK, None, &mut instance) };
        finished.map_err(|_| CompileError::Instantiate)?;

        let cells = VMGlobal::list(store);
        let cell = |index: GlobalIndex| cells.get(index.index()).map(VMGlobal::vmglobal);
        let memory = VMMemory::list(store).first().map(VMMemory::vmmemory);
        let (Some(points_left), Some(stack_left), Some(memory)) =
            (cell(program.points_left), cell(program.stack_left), memory)
        else {
            return Err(CompileError::Instantiate);
        };
        // SAFETY: no guest has run yet, so nobody else uses the host.
        let linked = unsafe { host.0.as_mut() };
        linked.points_left = points_left;
        linked.memory = memory;
        let fresh = Fresh {
            // SAFETY: the definition lives in the instance (1).
            memory_bytes: unsafe { memory.as_ref() }.current_length,
            globals: cells.iter().filter_map(mutable).collect(),
            tables: VMTable::list(store).iter().map(elements).collect(),
        };
        let entries = vec![None; program.entries.len()];
        Ok(Self { instance, objects, host, stack_left, entries, fresh, program })
    }

    /// Runs an entry with the context moved in.
    pub(crate) fn call(
        &mut self,
        slot: Slot,
        context: Box<C>,
        points: Points,
        stack_budget: i32,
    ) -> Run<C> {
        let Some(entry) = self.entry(slot) else {
            return Run { context, points, end: Err(Fault::Engine) };
        };
        let context = Owned::new(context);
        // SAFETY: no guest runs in this instance now (2).
        let host = unsafe { self.host.0.as_mut() };
        host.context = Some(context.0);
        host.stop = None;
        host.set_points(points);
        // SAFETY: a global of the instance (1), checked to be i32.
        unsafe { self.stack_left.as_mut().val = RawValue { i32: stack_budget } };
        let mut nothing = RawValue { i64: 0 };
        // SAFETY: `entry` is a function of this instance without parameters and results (so `nothing` is not
        // touched); code, context and host live through the call (1, 3).
        let result = unsafe {
            wasmer_call_trampoline(
                None,
                &STACK,
                entry.vmctx,
                entry.call_trampoline,
                entry.func_ptr,
                (&raw mut nothing).cast(),
            )
        };
        // SAFETY: the guest has come back, so nobody else uses the host.
        let host = unsafe { self.host.0.as_mut() };
        host.context = None;
        let end = end_of(&result, host.stop);
        Run { context: context.into_box(), points: host.points(), end }
    }

    fn entry(&mut self, slot: Slot) -> Option<VMCallerCheckedAnyfunc> {
        let known = self.entries.get_mut(slot.place)?;
        if known.is_none() {
            // Wasmer adds an object for each look-up, so it is asked once for each function.
            let export = ExportIndex::Function(slot.function);
            let VMExtern::Function(handle) = self.instance.lookup_by_declaration(export) else {
                return None;
            };
            // SAFETY: the objects of this instance (1), in which no guest runs (2).
            let function = handle.get(unsafe { self.objects.0.as_ref() });
            // SAFETY: the record lives in the instance, or in the objects (1).
            *known = Some(unsafe { *function.anyfunc.as_ptr().as_ref() });
        }
        *known
    }

    /// Puts everything back to what it was after instantiation, or says that it cannot.
    pub(crate) fn reset(&mut self) -> bool {
        let Some(image) = &self.program.image else {
            return false;
        };
        // SAFETY: no guest runs in this instance now (2), so the memory is ours.
        let memory = unsafe { self.host.0.as_mut().memory() };
        // Pages that were added stay mapped, and compiled code knows the end of memory only by unmapped pages.
        if memory.len() != self.fresh.memory_bytes || !image.restore(memory) {
            return false;
        }
        for (cell, value) in &mut self.fresh.globals {
            // SAFETY: a global of the instance (1), which does not run (2); the value was read from it.
            unsafe { cell.as_mut().val = RawValue { u128: *value } };
        }
        let tables = (0..).zip(&self.fresh.tables);
        tables.map(|(index, table)| (LocalTableIndex::from_u32(index), table)).all(
            |(index, table)| {
                // A table that no operator writes refuses writes, and needs none.
                let now = self.instance.get_local_table(index);
                let (size, readonly) = (now.size(), now.ty().readonly);
                let mut places = (0..).zip(table);
                usize::try_from(size).is_ok_and(|size| size == table.len())
                    // Through the instance, which keeps a copy of small tables for compiled code.
                    && (readonly || places.all(|(place, element)| {
                        self.instance.table_set(index, place, element.clone()).is_ok()
                    }))
            },
        )
    }
}

impl<C> fmt::Debug for RawInstance<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RawInstance")
            .field("program", &self.program)
            .finish_non_exhaustive()
    }
}

fn mutable(global: &VMGlobal) -> Option<(NonNull<VMGlobalDefinition>, u128)> {
    let cell = global.vmglobal();
    // SAFETY: the cell lives in the instance (1), where no guest has run; all 16 bytes of it are initialised.
    let value = unsafe { cell.as_ref().val.u128 };
    (global.ty().mutability == Mutability::Var).then_some((cell, value))
}

fn elements(table: &VMTable) -> Vec<TableElement> {
    (0..table.size()).map_while(|index| table.get(index)).collect()
}
