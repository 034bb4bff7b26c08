//! Binds a hook table to the imports of one module.

use crate::host::{Host, refill, run_hook, stop};
use std::collections::BTreeSet;
use vm_core::{
    CompileError, HOOK_MODULE, Hook, HookBinder, HookCall, HookSignature, HookTable, HookTrap,
    InterruptSource, MEMORY_LIMIT, METERING_MODULE, POINTS_EXHAUSTED, RunEnd, STACK_OVERFLOW,
    WasmReturn, WasmType, WasmValue,
};
use wasmi::errors::LinkerError;
use wasmi::{Caller, Engine, ExternType, FuncType, Linker, Module, Val, ValType};

/// The host functions that a module names.
pub(crate) fn bind<T: HookTable>(
    engine: &Engine,
    module: &Module,
) -> Result<Linker<Host<T::Context>>, CompileError> {
    let mut imports = BTreeSet::new();
    for import in module.imports() {
        let ExternType::Func(kind) = import.ty() else {
            return Err(CompileError::Refused);
        };
        imports.insert((import.module(), import.name(), Shape::of(kind)?));
    }
    let mut binder =
        Binder { linker: Linker::new(engine), imports: &imports, bound: 0, failed: false };
    T::bind(&mut binder);
    binder.metering();
    if binder.failed {
        return Err(CompileError::Refused);
    }
    // A name with two types counts twice, so that one of them is always missing.
    if binder.bound == imports.len() { Ok(binder.linker) } else { Err(CompileError::UnknownImport) }
}

/// The type of a function in comparable form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Shape(Vec<bool>, Option<bool>);

impl Shape {
    fn of(kind: &FuncType) -> Result<Self, CompileError> {
        let long = |value: &ValType| match value {
            ValType::I32 => Ok(false),
            ValType::I64 => Ok(true),
            ValType::F32 | ValType::F64 | ValType::V128 | ValType::FuncRef | ValType::ExternRef => {
                Err(CompileError::UnknownImport)
            }
        };
        let parameters = kind.params().iter().map(long).collect::<Result<_, _>>()?;
        match kind.results() {
            [] => Ok(Self(parameters, None)),
            [result] => Ok(Self(parameters, Some(long(result)?))),
            _ => Err(CompileError::UnknownImport),
        }
    }
}

struct Binder<'m, C> {
    linker: Linker<Host<C>>,
    imports: &'m BTreeSet<(&'m str, &'m str, Shape)>,
    bound: usize,
    failed: bool,
}

impl<C: InterruptSource + Send + 'static> Binder<'_, C> {
    /// Binds the functions that the metering pass imports.
    fn metering(&mut self) {
        self.add_metering(POINTS_EXHAUSTED, |linker, name| {
            linker.func_wrap(METERING_MODULE, name, refill::<C>).map(|_| ())
        });
        for (name, end) in
            [(STACK_OVERFLOW, RunEnd::StackOverflow), (MEMORY_LIMIT, RunEnd::MemoryLimit)]
        {
            self.add_metering(name, |linker, name| {
                linker
                    .func_wrap(METERING_MODULE, name, move |caller: Caller<'_, Host<C>>| {
                        stop(caller, end)
                    })
                    .map(|_| ())
            });
        }
    }

    fn add_metering(
        &mut self,
        name: &str,
        define: impl FnOnce(&mut Linker<Host<C>>, &str) -> Result<(), LinkerError>,
    ) {
        if self.imports.contains(&(METERING_MODULE, name, Shape(Vec::new(), None))) {
            self.failed |= define(&mut self.linker, name).is_err();
            self.bound = self.bound.saturating_add(1);
        }
    }
}

/// One hook, with its result in the low bits.
type Call<C> = fn(HookCall<'_, C>, &[Val]) -> Result<u64, HookTrap>;

impl<C: 'static> Binder<'_, C> {
    /// Binds a hook if the module imports it. Not generic over the hook, so that it is compiled once.
    fn add(&mut self, signature: HookSignature, call: Call<C>) {
        let HookSignature { name, parameters, result } = signature;
        let long = |kind: &WasmType| *kind == WasmType::I64;
        let shape = Shape(parameters.iter().map(long).collect(), result.as_ref().map(long));
        if !self.imports.contains(&(HOOK_MODULE, name, shape)) {
            return;
        }
        let wasm = |kind: &WasmType| match kind {
            WasmType::I32 => ValType::I32,
            WasmType::I64 => ValType::I64,
        };
        let kind = FuncType::new(parameters.iter().map(wasm), result.as_ref().map(wasm));
        let defined =
            self.linker.func_new(HOOK_MODULE, name, kind, move |caller, arguments, results| {
                let value = run_hook(caller, |context| call(context, arguments))?;
                if let (Some(kind), Some(place)) = (result, results.first_mut()) {
                    *place = match kind {
                        WasmType::I32 => Val::I32(WasmValue::from_bits(value)),
                        WasmType::I64 => Val::I64(WasmValue::from_bits(value)),
                    };
                }
                Ok(())
            });
        self.failed |= defined.is_err();
        self.bound = self.bound.saturating_add(1);
    }
}

/// An argument; wasmi has checked its type.
fn argument<A: WasmValue>(value: &Val) -> A {
    let short = || value.i32().map(WasmValue::to_bits);
    let long = || value.i64().map(WasmValue::to_bits);
    A::from_bits(short().or_else(long).unwrap_or_default())
}

macro_rules! hooks {
    ($($name:ident($($letter:ident),*);)*) => {
        impl<C: 'static> HookBinder<C> for Binder<'_, C> {
            $(
                fn $name<H, $($letter: WasmValue),*>(&mut self)
                where
                    H: Hook<C, Arguments = ($($letter,)*)>,
                {
                    let signature = HookSignature {
                        name: H::NAME,
                        parameters: const { &[$($letter::TYPE),*] },
                        result: <H::Return as WasmReturn>::TYPE,
                    };
                    self.add(signature, |call, arguments| {
                        #[expect(clippy::allow_attributes, reason = "one of the hooks has no parameters")]
                        #[allow(non_snake_case, reason = "an argument is named as its type")]
                        let [$($letter),*] = arguments else {
                            return Err(HookTrap);
                        };
                        H::call(call, ($(argument::<$letter>($letter),)*)).map(WasmReturn::to_bits)
                    });
                }
            )*
        }
    };
}

vm_core::for_each_hook_arity!(hooks);
