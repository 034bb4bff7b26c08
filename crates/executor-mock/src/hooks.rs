//! The hooks of a table by name, called with arguments in 64-bit cells.

use crate::call::MockEnd;
use core::fmt;
use std::collections::BTreeMap;
use vm_core::{Hook, HookBinder, HookCall, HookTable, WasmReturn, WasmValue};

/// A hook whatever its signature is.
type AnyHook<C> = fn(HookCall<'_, C>, &[u64]) -> Result<u64, MockEnd>;

/// All hooks of a table by name, for what runs native functions in the place of WASM.
pub struct Hooks<C>(BTreeMap<&'static str, AnyHook<C>>);

impl<C> Hooks<C> {
    /// The hooks of the table `T`.
    #[must_use]
    pub fn of<T: HookTable<Context = C>>() -> Self {
        let mut hooks = Self(BTreeMap::new());
        T::bind(&mut hooks);
        hooks
    }

    /// Whether the table has a hook of this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Calls a hook with its arguments in 64-bit cells, as the low bits of each; the result is in the same form.
    ///
    /// # Errors
    /// When the hook traps, is not in the table, or has another number of parameters.
    pub fn call(
        &self,
        name: &str,
        call: HookCall<'_, C>,
        arguments: &[u64],
    ) -> Result<u64, MockEnd> {
        let hook = self.0.get(name).ok_or(MockEnd::Script("no hook has this name"))?;
        hook(call, arguments)
    }
}

impl<C> fmt::Debug for Hooks<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}

macro_rules! hooks {
    ($($name:ident($($letter:ident),*);)*) => {
        impl<C> HookBinder<C> for Hooks<C> {
            $(
                fn $name<H, $($letter: WasmValue),*>(&mut self)
                where
                    H: Hook<C, Arguments = ($($letter,)*)>,
                {
                    self.0.insert(H::NAME, |call, arguments| {
                        #[expect(clippy::allow_attributes, reason = "one of the hooks has no parameters")]
                        #[allow(non_snake_case, reason = "an argument is named as its type")]
                        let [$($letter),*] = arguments else {
                            return Err(MockEnd::Script("the hook has another number of parameters"));
                        };
                        Ok(H::call(call, ($($letter::from_bits(*$letter),)*))?.to_bits())
                    });
                }
            )*
        }
    };
}

vm_core::for_each_hook_arity!(hooks);
