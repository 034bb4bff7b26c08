// SPDX-License-Identifier: GPL-3.0-only
//! What is behind the handles of managed values, for debuggers and prints.

use crate::api::{Argument, FromHook, with_memory};
use crate::guest::look;

/// A handle that no contract has.
const SCRATCH: i32 = i32::MIN;

/// The bytes of a managed buffer of the contract that runs, by its handle. Uses no gas.
///
/// A handle without a value ends the execution, as it does in the contract.
///
/// # Panics
/// When no contract runs on this thread.
#[must_use]
pub fn buffer_of(handle: i32) -> Vec<u8> {
    let mut bytes = vec![0; usize::from_hook(peek("mBufferGetLength", &[handle.into()], &mut []))];
    peek("mBufferGetBytes", &[handle.into(), Argument::Out], &mut bytes);
    bytes
}

/// A big integer of the contract that runs, by its handle, in decimal digits. Uses no gas.
///
/// As [`buffer_of`], and with its panics.
#[must_use]
pub fn big_int_of(handle: i32) -> String {
    peek("bigIntToString", &[handle.into(), SCRATCH.into()], &mut []);
    String::from_utf8_lossy(&buffer_of(SCRATCH)).into_owned()
}

fn peek(hook: &str, arguments: &[Argument<'_>], out: &mut [u8]) -> u64 {
    with_memory(arguments, out, |cells, memory| look(hook, cells, memory))
}
