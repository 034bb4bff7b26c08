//! The host's side of a run: what a guest calls.

use core::fmt;
use core::marker::PhantomData;
use core::ptr::NonNull;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use thiserror::Error;
use vm_core::{
    HOOK_MODULE, Hook, HookBinder, HookCall, HookSignature, HookTrap, InterruptSource,
    MEMORY_LIMIT, METERING_MODULE, POINTS_EXHAUSTED, Points, RunEnd, STACK_OVERFLOW, WasmReturn,
    WasmType, WasmValue,
};
use wasmer_types::RawValue;
use wasmer_vm::{
    VMContext, VMFunctionBody, VMGlobalDefinition, VMMemoryDefinition, on_host_stack,
    raise_user_trap, resume_panic,
};

/// What unwinds a guest after its host has set [`Host::stop`]; without a size, so that its box is free.
#[derive(Clone, Copy, Debug, Error)]
#[error("the host stopped the guest")]
struct Stopped;

/// The host's side of one instance; the first argument of every host function.
pub(super) struct Host<C> {
    /// The context, during a run.
    pub(super) context: Option<NonNull<C>>,
    /// The points that the guest was not handed yet.
    reserve: u64,
    /// Why the host stopped the guest.
    pub(super) stop: Option<RunEnd>,
    pub(super) points_left: NonNull<VMGlobalDefinition>,
    pub(super) memory: NonNull<VMMemoryDefinition>,
}

impl<C> Host<C> {
    /// A host that is not linked to an instance yet.
    pub(super) const fn new() -> Self {
        Self {
            context: None,
            reserve: 0,
            stop: None,
            points_left: NonNull::dangling(),
            memory: NonNull::dangling(),
        }
    }

    pub(super) fn points(&self) -> Points {
        // SAFETY: a global of the instance, which lives as long as the host (1) and was checked to be i64; nobody
        // else is in the instance (2).
        let left = unsafe { self.points_left.as_ref().val.i64 };
        Points { left, reserve: self.reserve }
    }

    pub(super) fn set_points(&mut self, points: Points) {
        self.reserve = points.reserve;
        // SAFETY: as in `points`.
        unsafe { self.points_left.as_mut().val = RawValue { i64: points.left } };
    }

    fn stop(&mut self, end: RunEnd) -> Stopped {
        self.stop = Some(end);
        Stopped
    }

    /// The memory of the guest.
    ///
    /// # Safety
    /// The guest must not run, nor anyone else use its memory, while the slice is used.
    pub(super) unsafe fn memory<'m>(&mut self) -> &'m mut [u8] {
        // SAFETY: the memory of the instance (1); `current_length` bytes from `base` are mapped.
        unsafe {
            let memory = self.memory.as_ref();
            core::slice::from_raw_parts_mut(memory.base, memory.current_length)
        }
    }

    fn hook<R>(
        &mut self,
        hook: impl FnOnce(HookCall<'_, C>) -> Result<R, HookTrap>,
    ) -> Result<R, Stopped> {
        let mut points = self.points();
        let mut context = self.context.ok_or(Stopped)?;
        // SAFETY: whoever runs the guest owns the context and waits for the guest; the hook alone uses it now (2).
        let context = unsafe { context.as_mut() };
        // SAFETY: a host function runs, so the guest does not (2).
        let memory = unsafe { self.memory() };
        let result = hook(HookCall { context, memory, points: &mut points });
        self.set_points(points);
        result.map_err(|HookTrap| self.stop(RunEnd::HookTrap))
    }
}

impl<C: InterruptSource> Host<C> {
    fn refill(&mut self) -> Result<(), Stopped> {
        let context = self.context.ok_or(Stopped)?;
        // SAFETY: as in `hook`.
        if unsafe { context.as_ref() }.is_interrupted() {
            return Err(self.stop(RunEnd::Interrupted));
        }
        let mut points = self.points();
        let more = points.refill();
        self.set_points(points);
        if more { Ok(()) } else { Err(self.stop(RunEnd::OutOfPoints)) }
    }
}

/// What a host function does, with its result in the low bits. Behind a pointer, so that the way over is compiled
/// once and not for each hook.
type Work<'w, C> = &'w mut dyn FnMut(&mut Host<C>) -> Result<u64, Stopped>;

/// Runs host code for a guest, on the stack of the thread.
///
/// # Safety
/// A guest must have called a host function with this `host`.
unsafe fn cross<C>(host: *mut Host<C>, work: Work<'_, C>) -> u64 {
    let outcome = on_host_stack(|| {
        catch_unwind(AssertUnwindSafe(|| {
            // SAFETY: the guest passes the host that its instance owns (1), and nobody else uses it now (2).
            work(unsafe { &mut *host })
        }))
    });
    match outcome {
        Ok(Ok(value)) => value,
        // SAFETY: a guest called us, so wasmer is on the stack; no destructor is skipped (4).
        Ok(Err(stopped)) => unsafe { raise_user_trap(Box::new(stopped)) },
        // SAFETY: as above; the panic moves on.
        Err(panic) => unsafe { resume_panic(panic) },
    }
}

/// Makes a host function that ends the run.
macro_rules! stopping {
    ($($name:ident => $end:expr;)*) => { $(
        unsafe extern "C-unwind" fn $name<C>(host: *mut Host<C>) {
            // SAFETY: only guests call this, with the host of their instance.
            unsafe { cross(host, &mut |host| Err(host.stop($end))) };
        }
    )* };
}

stopping! {
    stack_overflow => RunEnd::StackOverflow;
    memory_limit => RunEnd::MemoryLimit;
}

unsafe extern "C-unwind" fn points_exhausted<C: InterruptSource>(host: *mut Host<C>) {
    // SAFETY: only guests call this, with the host of their instance.
    unsafe { cross(host, &mut |host| host.refill().map(WasmReturn::to_bits)) };
}

/// How the host enters a function that a module exports again from its imports; only those without parameters
/// and results are entered.
pub(super) unsafe extern "C" fn enter_host(
    context: *mut VMContext,
    body: *const VMFunctionBody,
    _values: *mut RawValue,
) {
    // SAFETY: `body` is a `HostBody` without parameters and results, made for the host that `context` is.
    unsafe {
        let body: unsafe extern "C-unwind" fn(*mut VMContext) = core::mem::transmute(body);
        body(context);
    }
}

/// The address of a host function with the arguments `(*mut Host<C>, ...)` in the C convention.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HostBody(pub(super) *const VMFunctionBody);

// SAFETY: the address of code, which is the same on every thread.
unsafe impl Send for HostBody {}
// SAFETY: as above.
unsafe impl Sync for HostBody {}

/// The host functions of a hook table by name, and those of the metering pass.
pub(crate) struct HostBodies<C> {
    hooks: BTreeMap<&'static str, (HookSignature, HostBody)>,
    context: PhantomData<fn(C)>,
}

impl<C: InterruptSource> HostBodies<C> {
    pub(crate) const fn new() -> Self {
        Self { hooks: BTreeMap::new(), context: PhantomData }
    }

    /// The host function for an import, with its signature.
    pub(crate) fn get(&self, module: &str, name: &str) -> Option<(HookSignature, HostBody)> {
        let (name, body) = match (module, name) {
            (HOOK_MODULE, name) => return self.hooks.get(name).copied(),
            (METERING_MODULE, POINTS_EXHAUSTED) => {
                (POINTS_EXHAUSTED, points_exhausted::<C> as *const VMFunctionBody)
            }
            (METERING_MODULE, STACK_OVERFLOW) => {
                (STACK_OVERFLOW, stack_overflow::<C> as *const VMFunctionBody)
            }
            (METERING_MODULE, MEMORY_LIMIT) => {
                (MEMORY_LIMIT, memory_limit::<C> as *const VMFunctionBody)
            }
            _ => return None,
        };
        Some((HookSignature { name, parameters: &[], result: None }, HostBody(body)))
    }
}

impl<C> HostBodies<C> {
    fn add<H: Hook<C>>(&mut self, parameters: &'static [WasmType], body: *const VMFunctionBody) {
        let result = <H::Return as WasmReturn>::TYPE;
        let signature = HookSignature { name: H::NAME, parameters, result };
        self.hooks.insert(H::NAME, (signature, HostBody(body)));
    }
}

impl<C> fmt::Debug for HostBodies<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("HostBodies").field("hooks", &self.hooks.len()).finish()
    }
}

/// Makes the host function of a hook and its binding, for each number of parameters.
macro_rules! hooks {
    ($($name:ident($($letter:ident),*);)*) => {
        $(
            #[expect(clippy::allow_attributes, reason = "one of the functions has no parameters")]
            #[allow(non_snake_case, reason = "an argument is named as its type")]
            #[allow(clippy::too_many_arguments, reason = "as many as the hook has")]
            unsafe extern "C-unwind" fn $name<C, H, $($letter: WasmValue),*>(
                host: *mut Host<C>, $($letter: $letter),*
            ) -> H::Return
            where
                H: Hook<C, Arguments = ($($letter,)*)>,
            {
                // SAFETY: only guests call this, with the host of their instance; the types are i32 and i64
                // alone, and were compared with those that the guest declares.
                let bits = unsafe {
                    cross(host, &mut |host| {
                        host.hook(|call| H::call(call, ($($letter,)*))).map(WasmReturn::to_bits)
                    })
                };
                WasmReturn::from_bits(bits)
            }
        )*

        impl<C> HookBinder<C> for HostBodies<C> {
            $(
                fn $name<H, $($letter: WasmValue),*>(&mut self)
                where
                    H: Hook<C, Arguments = ($($letter,)*)>,
                {
                    let body = $name::<C, H, $($letter),*> as *const VMFunctionBody;
                    self.add::<H>(const { &[$($letter::TYPE),*] }, body);
                }
            )*
        }
    };
}

vm_core::for_each_hook_arity!(hooks);
