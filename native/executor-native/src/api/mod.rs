// SPDX-License-Identifier: GPL-3.0-only
//! The framework's API over the hooks of the run on top.
//!
//! A contract is generic over an API, whose production form is `mx-sdk-rs:framework/wasm-adapter`: each method
//! calls one hook, or a few. [`NativeApi`] calls the same ones with the same arguments, so that a contract's
//! results and the gas of its hooks are those of its WASM. The families below are tables of
//! `method = "hook"(arguments)`; what passes memory back stands beside them.
//!
//! Native memory is no guest memory, and no pointer goes across: bytes are copied into a memory that is made
//! for the call, and the hook gets their place in it.

mod account;
mod curve;
mod managed;
mod output;
mod send;

use crate::guest;
use core::cmp::Ordering;
use multiversx_sc::api::{
    CallTypeApi, HandleTypeInfo, InvalidSliceError, Sign, StorageMapperApi, VMApi,
};

/// The API of contracts that run natively: `contract_obj::<NativeApi>()`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NativeApi;

impl HandleTypeInfo for NativeApi {
    type ManagedBufferHandle = i32;
    type BigIntHandle = i32;
    type BigFloatHandle = i32;
    type EllipticCurveHandle = i32;
    type ManagedMapHandle = i32;
}

impl CallTypeApi for NativeApi {}
impl StorageMapperApi for NativeApi {}
impl VMApi for NativeApi {}

/// Implements families of the API that give the type which has their methods.
macro_rules! families {
    ($($family:ident::$kind:ident by $constructor:ident;)*) => {$(
        impl $family for $crate::api::NativeApi {
            type $kind = Self;

            fn $constructor() -> Self {
                Self
            }
        }
    )*};
}
use families;

/// Implements a family of methods, a row each: its hook and the arguments of that. Methods behind the table
/// are taken as they are. The second name is that of a function with which tests call all rows.
macro_rules! methods {
    ($family:ident, $probe:ident {
        $(fn $method:ident($($argument:ident: $kind:ty),*) -> $result:ty = $hook:literal($($cell:expr),*);)*
    } $($rest:tt)*) => {
        impl $family for $crate::api::NativeApi {
            $(
                fn $method(&self, $($argument: $kind),*) -> $result {
                    let bits = $crate::api::call($hook, &[$($crate::api::Argument::from($cell)),*]);
                    $crate::api::FromHook::from_hook(bits)
                }
            )*

            $($rest)*
        }

        /// Calls every method of the table with samples of its arguments.
        #[cfg(test)]
        pub(super) fn $probe() {
            let api = $crate::api::NativeApi;
            $(let _ = $family::$method(&api, $($crate::api::tests::sample::<$kind>()),*);)*
        }
    };
}
use methods;

/// An argument of a hook.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Argument<'a> {
    /// A number, in the low bits.
    Number(u64),
    /// Bytes, as two numbers: their place in memory and their length.
    Bytes(&'a [u8]),
    /// Bytes whose length the hook knows, or gets by itself.
    At(&'a [u8]),
    /// The place where the hook writes.
    Out,
}

macro_rules! numbers {
    ($($kind:ty: $value:ident => $bits:expr;)*) => {$(
        impl From<$kind> for Argument<'_> {
            fn from($value: $kind) -> Self {
                Self::Number($bits)
            }
        }
    )*};
}

numbers! {
    u64: value => value;
    i64: value => value.cast_unsigned();
    i32: value => u64::from(value.cast_unsigned());
    // WASM has no lengths and positions over 32 bits.
    usize: value => u64::from(u32::try_from(value).unwrap_or(u32::MAX));
}

impl<'a> From<&'a [u8]> for Argument<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(bytes)
    }
}

/// A result of a hook as a method of the API gives it.
pub(crate) trait FromHook {
    fn from_hook(bits: u64) -> Self;
}

/// A hook's 32-bit result.
fn small(bits: u64) -> i32 {
    vm_core::WasmValue::from_bits(bits)
}

macro_rules! results {
    ($($kind:ty: $bits:ident => $value:expr;)*) => {$(
        impl FromHook for $kind {
            fn from_hook($bits: u64) -> Self {
                $value
            }
        }
    )*};
}

results! {
    (): _bits => ();
    i32: bits => small(bits);
    u32: bits => small(bits).cast_unsigned();
    i64: bits => bits.cast_signed();
    u64: bits => bits;
    usize: bits => usize::try_from(small(bits)).unwrap_or_default();
    bool: bits => small(bits) > 0;
    Ordering: bits => small(bits).cmp(&0);
    Result<(), InvalidSliceError>: bits => if small(bits) == 0 { Ok(()) } else { Err(InvalidSliceError) };
    Sign: bits => match small(bits).cmp(&0) {
        Ordering::Less => Self::Minus,
        Ordering::Equal => Self::NoSign,
        Ordering::Greater => Self::Plus,
    };
}

/// Calls a hook; gives its result in a cell.
pub(crate) fn call(hook: &str, arguments: &[Argument<'_>]) -> u64 {
    call_into(hook, arguments, &mut [])
}

/// Calls a hook that writes where [`Argument::Out`] is: `out` comes in as what is there before.
pub(crate) fn call_into(hook: &str, arguments: &[Argument<'_>], out: &mut [u8]) -> u64 {
    with_memory(arguments, out, |cells, memory| guest::hook(hook, cells, memory))
}

/// Lays the arguments out in cells and a memory, and copies from there what the call wrote.
pub(crate) fn with_memory(
    arguments: &[Argument<'_>],
    out: &mut [u8],
    call: impl FnOnce(&[u64], &mut [u8]) -> u64,
) -> u64 {
    let mut memory = Vec::new();
    let mut cells = Vec::new();
    let mut written = None;
    for argument in arguments {
        let place = length(memory.len());
        match argument {
            Argument::Number(bits) => cells.push(*bits),
            Argument::Bytes(bytes) => {
                cells.extend([place, length(bytes.len())]);
                memory.extend_from_slice(bytes);
            }
            Argument::At(bytes) => {
                cells.push(place);
                memory.extend_from_slice(bytes);
            }
            Argument::Out => {
                cells.push(place);
                written = Some(memory.len());
                memory.extend_from_slice(out);
            }
        }
    }
    let bits = call(&cells, &mut memory);
    let after = written.and_then(|place| memory.get(place..)?.get(..out.len()));
    if let Some(after) = after {
        out.copy_from_slice(after);
    }
    bits
}

fn length(value: usize) -> u64 {
    u64::try_from(value).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
