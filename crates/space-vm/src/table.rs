//! The hook table: one row per host function, from which everything else about it follows.
//!
//! A family file starts with its rows, then has the functions in the same order. The macro
//! [`hooks!`] reads a row as
//!
//! ```text
//! /// Adds two big integers and stores the sum in `destination`.
//! "bigIntAdd" => BigIntAdd = add(destination: Handle, lhs: Handle, rhs: Handle) -> (), gas BigIntAdd, since Genesis;
//! ```
//!
//! that is: what it does; the import's exact name; the zero-sized type that an engine binds; the
//! function with its typed arguments; the flat cost, charged before the function runs, or `in_body`;
//! the first release that accepts a module which imports it. From a family it makes
//!
//! - the [`Hook`] implementations, type-checked against the functions;
//! - `bind(binder)`, which hands them to an engine;
//! - `ROWS`, which validation, documentation and tests read.
//!
//! It must be a macro, because signatures differ and a bound function must have no size: engines
//! call it directly, without a capture.

use crate::context::SpaceContext;
use crate::guest::{Guest, GuestAccess};
use vm_core::{
    GasKey, Hook, HookBinder, HookSignature, HookTrap, Release, WasmReturn, WasmType, WasmValue,
};

/// An argument of a hook: what a number of the WASM border means.
pub(crate) trait HookArgument: Sized {
    /// The number that crosses the border.
    type Raw: WasmValue;
    /// What the reference page calls it.
    const KIND: &'static str;

    /// Gives the number its meaning.
    fn from_raw(raw: Self::Raw) -> Self;
}

/// A result of a hook.
pub(crate) trait HookOutput: Sized {
    /// What crosses the border.
    type Raw: WasmReturn;
    /// What the reference page calls it.
    const KIND: &'static str;

    /// The number for the border.
    fn into_raw(self) -> Self::Raw;
}

macro_rules! newtype_argument {
    ($(#[doc = $doc:literal])+ $name:ident) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) struct $name(pub(crate) i32);

        impl HookArgument for $name {
            type Raw = i32;
            const KIND: &'static str = stringify!($name);

            fn from_raw(raw: i32) -> Self {
                Self(raw)
            }
        }
    };
}

newtype_argument! {
    /// A handle of a managed value. Any number is a legal handle; each kind of value has its own.
    Handle
}
newtype_argument! {
    /// An offset in the guest's memory.
    MemPtr
}
newtype_argument! {
    /// A length in the guest's memory, in bytes; negative lengths are refused when they are used.
    MemLen
}

macro_rules! plain_number {
    ($($raw:ident),*) => {$(
        impl HookArgument for $raw {
            type Raw = $raw;
            const KIND: &'static str = stringify!($raw);

            fn from_raw(raw: $raw) -> Self {
                raw
            }
        }

        impl HookOutput for $raw {
            type Raw = $raw;
            const KIND: &'static str = stringify!($raw);

            fn into_raw(self) -> $raw {
                self
            }
        }
    )*};
}

plain_number!(i32, i64);

impl HookOutput for () {
    type Raw = ();
    const KIND: &'static str = "";

    fn into_raw(self) {}
}

impl HookOutput for Handle {
    type Raw = i32;
    const KIND: &'static str = "Handle";

    fn into_raw(self) -> i32 {
        self.0
    }
}

impl HookOutput for bool {
    type Raw = i32;
    const KIND: &'static str = "bool";

    fn into_raw(self) -> i32 {
        i32::from(self)
    }
}

/// A row of the table, as data.
#[derive(Clone, Copy, Debug)]
pub struct HookRow {
    /// Name and WASM types.
    pub signature: HookSignature,
    /// What the hook does, as written in the table: one or more lines.
    pub doc: &'static str,
    /// Name and kind of each parameter.
    pub parameters: &'static [(&'static str, &'static str)],
    /// Kind of the result; empty when there is none.
    pub result: &'static str,
    /// The cost charged before the body; `None` when the body charges.
    pub gas: Option<GasKey>,
    /// The first release in which a module may import it.
    pub since: Release,
}

/// A file of the table.
#[derive(Clone, Copy, Debug)]
pub struct HookFamily {
    /// Heading of the reference page.
    pub title: &'static str,
    /// The rows, in the order of the file.
    pub rows: &'static [HookRow],
}

/// Parameters of a hook: a tuple that a binder's method takes.
pub(crate) trait ArgumentTuple: Sized {
    /// The WASM types.
    const TYPES: &'static [WasmType];

    /// Calls the binder's method of this arity.
    fn bind<H, B>(binder: &mut B)
    where
        H: Hook<SpaceContext, Arguments = Self>,
        B: HookBinder<SpaceContext>;
}

macro_rules! argument_tuple {
    ($($method:ident($($letter:ident),*);)*) => {$(
        impl<$($letter: WasmValue),*> ArgumentTuple for ($($letter,)*) {
            const TYPES: &'static [WasmType] = &[$($letter::TYPE),*];

            fn bind<H, B>(binder: &mut B)
            where
                H: Hook<SpaceContext, Arguments = Self>,
                B: HookBinder<SpaceContext>,
            {
                binder.$method::<H, $($letter),*>();
            }
        }
    )*};
}

vm_core::for_each_hook_arity!(argument_tuple);

/// Hands one hook to a binder.
pub(crate) fn bind_hook<H, B>(binder: &mut B)
where
    H: Hook<SpaceContext>,
    H::Arguments: ArgumentTuple,
    B: HookBinder<SpaceContext>,
{
    H::Arguments::bind::<H, B>(binder);
}

/// The signature of a hook, from its type.
pub(crate) const fn signature_of<H>() -> HookSignature
where
    H: Hook<SpaceContext>,
    H::Arguments: ArgumentTuple,
{
    HookSignature {
        name: H::NAME,
        parameters: <H::Arguments as ArgumentTuple>::TYPES,
        result: <H::Return as WasmReturn>::TYPE,
    }
}

/// Charges the flat cost of a row, then runs its function.
pub(crate) fn run_hook<R: HookOutput>(
    mut guest: Guest<'_>,
    gas: Option<GasKey>,
    body: impl FnOnce(&mut Guest<'_>) -> Result<R, HookTrap>,
) -> Result<R::Raw, HookTrap> {
    if let Some(key) = gas {
        guest.charge(key)?;
    }
    body(&mut guest).map(HookOutput::into_raw)
}

macro_rules! hook_gas {
    (gas $key:ident) => {
        Some(::vm_core::GasKey::$key)
    };
    (in_body) => {
        None
    };
}
pub(crate) use hook_gas;

/// Declares a family: see the head of this file.
macro_rules! hooks {
    (
        $(
            $(#[doc = $doc:literal])+
            $name:literal => $unit:ident = $function:ident($($argument:ident: $kind:ty),* $(,)?)
                -> $result:ty, $($gas:ident)+, since $since:ident;
        )*
    ) => {
        $(
            $(#[doc = $doc])+
            #[derive(Clone, Copy, Debug)]
            pub(crate) struct $unit;

            impl ::vm_core::Hook<$crate::context::SpaceContext> for $unit {
                const NAME: &'static str = $name;
                type Arguments = ($(<$kind as $crate::table::HookArgument>::Raw,)*);
                type Return = <$result as $crate::table::HookOutput>::Raw;

                fn call(
                    guest: $crate::guest::Guest<'_>,
                    arguments: Self::Arguments,
                ) -> Result<Self::Return, ::vm_core::HookTrap> {
                    let ($($argument,)*) = arguments;
                    $crate::table::run_hook::<$result>(
                        guest,
                        $crate::table::hook_gas!($($gas)+),
                        |guest| $function(
                            guest,
                            $(<$kind as $crate::table::HookArgument>::from_raw($argument)),*
                        ),
                    )
                }
            }
        )*

        /// Hands the family's hooks to an engine, in the order of the table.
        pub(crate) fn bind<B: ::vm_core::HookBinder<$crate::context::SpaceContext>>(binder: &mut B) {
            $($crate::table::bind_hook::<$unit, B>(binder);)*
        }

        /// The family as data.
        pub(crate) static ROWS: &[$crate::table::HookRow] = &[$(
            $crate::table::HookRow {
                signature: $crate::table::signature_of::<$unit>(),
                doc: concat!($($doc, "\n"),+),
                parameters: &[$(
                    (stringify!($argument), <$kind as $crate::table::HookArgument>::KIND)
                ),*],
                result: <$result as $crate::table::HookOutput>::KIND,
                gas: $crate::table::hook_gas!($($gas)+),
                since: ::vm_core::Release::$since,
            },
        )*];
    };
}
pub(crate) use hooks;
