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
/// are taken as they are.
macro_rules! methods {
    ($family:ident {
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
mod tests {
    use super::*;

    #[test]
    fn arguments_are_laid_out_in_order() {
        let mut out = *b"old";
        let arguments = [
            Argument::from(-1),
            Argument::from(&b"bytes"[..]),
            Argument::from(-1i64),
            Argument::Out,
            Argument::At(b"at"),
            Argument::from(7usize),
        ];
        let bits = with_memory(&arguments, &mut out, |cells, memory| {
            assert_eq!(cells, [u64::from(u32::MAX), 0, 5, u64::MAX, 5, 8, 7]);
            assert_eq!(memory, b"bytesoldat");
            memory[5..8].copy_from_slice(b"new");
            9
        });
        assert_eq!((bits, &out), (9, b"new"));
    }

    #[test]
    fn results_are_read_from_their_low_bits() {
        let minus_one = u64::from(u32::MAX);
        assert_eq!(i32::from_hook(minus_one), -1);
        assert_eq!(u32::from_hook(minus_one), u32::MAX);
        assert_eq!(i64::from_hook(u64::MAX), -1);
        assert_eq!(usize::from_hook(minus_one), 0);
        assert_eq!([0, 1, minus_one].map(bool::from_hook), [false, true, false]);
        assert_eq!(
            [0, 1, minus_one].map(Ordering::from_hook),
            [Ordering::Equal, Ordering::Greater, Ordering::Less]
        );
        assert!(Sign::from_hook(minus_one) == Sign::Minus && Sign::from_hook(0) == Sign::NoSign);
        let slices = [0, 1].map(<Result<(), InvalidSliceError>>::from_hook);
        assert!(matches!(slices, [Ok(()), Err(InvalidSliceError)]));
    }
}
