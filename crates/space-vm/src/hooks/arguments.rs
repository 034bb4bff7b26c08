//! The function and the arguments that the contract was called with
//! (`mx-chain-vm-go:vmhost/vmhooks/baseOps.go`).

use crate::error::HookError;
use crate::guest::{Guest, GuestAccess, length_as_i32};
use crate::table::{MemPtr, hooks};
use vm_core::{Bytes, HookTrap};

hooks! {
    /// Number of arguments.
    "getNumArguments" => GetNumArguments = count() -> i32, gas GetNumArguments, since Genesis;
    /// Length of an argument.
    "getArgumentLength" => GetArgumentLength = length(index: i32) -> i32, gas GetArgument, since Genesis;
    /// Writes an argument into guest memory; returns its length.
    "getArgument" => GetArgument = argument(index: i32, result: MemPtr) -> i32, gas GetArgument, since Genesis;
    /// Writes the name of the called function into guest memory; returns its length.
    "getFunction" => GetFunction = function(result: MemPtr) -> i32, gas GetFunction, since Genesis;
}

fn count(guest: &mut Guest<'_>) -> Result<i32, HookTrap> {
    let count = guest.context.invocation.arguments.len();
    Ok(i32::try_from(count).unwrap_or(i32::MAX))
}

fn at(guest: &mut Guest<'_>, index: i32) -> Result<Bytes, HookTrap> {
    let arguments = &guest.context.invocation.arguments;
    let argument = usize::try_from(index)
        .ok()
        .and_then(|index| arguments.get(index))
        .cloned();
    guest.check(argument.ok_or(HookError::InvalidArgument))
}

fn length(guest: &mut Guest<'_>, index: i32) -> Result<i32, HookTrap> {
    Ok(length_as_i32(&at(guest, index)?))
}

fn argument(guest: &mut Guest<'_>, index: i32, result: MemPtr) -> Result<i32, HookTrap> {
    let argument = at(guest, index)?;
    guest.store(result.0, &argument)?;
    Ok(length_as_i32(&argument))
}

fn function(guest: &mut Guest<'_>, result: MemPtr) -> Result<i32, HookTrap> {
    let function = guest.context.invocation.function.clone();
    guest.store(result.0, &function)?;
    Ok(length_as_i32(&function))
}
