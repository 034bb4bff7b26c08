//! What the guests of tests do: hooks in the order that a contract calls them.

use super::{call, deploy, output, storage, transfer};
use crate::context::SpaceContext;
use crate::guest::{Guest, GuestAccess};
use vm_core::{Hook, HookCall, HookTrap};

/// Where scripts put things into guest memory.
const TEXT: i32 = 0x100;
const ADDRESS: i32 = 0x200;
const VALUE: i32 = 0x300;
const FUNCTION: i32 = 0x400;
const LENGTHS: i32 = 0x500;
const DATA: i32 = 0x600;
const CODE: i32 = 0x2000;
const METADATA: i32 = 0x700;

fn hook<H: Hook<SpaceContext>>(
    guest: &mut Guest<'_>,
    arguments: H::Arguments,
) -> Result<H::Return, HookTrap> {
    H::call(
        HookCall { context: guest.context, memory: guest.memory, points: guest.points },
        arguments,
    )
}

fn text(guest: &mut Guest<'_>, text: &str) -> Result<i32, HookTrap> {
    guest.store(TEXT, text.as_bytes())?;
    Ok(i32::try_from(text.len()).unwrap())
}

/// Argument of the call, or nothing.
fn argument(guest: &Guest<'_>, index: usize) -> Vec<u8> {
    let arguments = &guest.context.invocation.arguments;
    arguments.get(index).map(|it| it.to_vec()).unwrap_or_default()
}

/// Puts a nested call into guest memory: callee, function and the rest of the own arguments.
fn prepare(guest: &mut Guest<'_>) -> Result<(i32, i32), HookTrap> {
    let address = argument(guest, 0);
    let function = argument(guest, 1);
    guest.store(ADDRESS, &address)?;
    guest.store(FUNCTION, &function)?;
    let rest: Vec<Vec<u8>> =
        guest.context.invocation.arguments.iter().skip(2).map(|it| it.to_vec()).collect();
    let (mut lengths, mut data) = (Vec::new(), Vec::new());
    for item in &rest {
        lengths.extend_from_slice(&i32::try_from(item.len()).unwrap().to_le_bytes());
        data.extend_from_slice(item);
    }
    guest.store(LENGTHS, &lengths)?;
    guest.store(DATA, &data)?;
    Ok((i32::try_from(function.len()).unwrap(), i32::try_from(rest.len()).unwrap()))
}

fn relay(guest: &mut Guest<'_>, gas: i64) -> Result<i32, HookTrap> {
    let (function, count) = prepare(guest)?;
    hook::<call::ExecuteOnDestContext>(
        guest,
        (gas, ADDRESS, VALUE, FUNCTION, function, count, LENGTHS, DATA),
    )
}

/// The same call through the managed hook that catches failures.
fn relay_safe(guest: &mut Guest<'_>) -> Result<i32, HookTrap> {
    let (address, function) = (argument(guest, 0), argument(guest, 1));
    let managed = &mut guest.context.managed;
    let address = managed.new_buffer(address);
    let function = managed.new_buffer(function);
    let arguments = managed.new_buffer([]);
    let results = managed.new_buffer([]);
    let value = managed.new_big_int(0.into());
    hook::<call::ManagedExecuteOnDestContextWithErrorReturn>(
        guest,
        (2_000_000, address.0, value.0, function.0, arguments.0, results.0),
    )
}

fn make(guest: &mut Guest<'_>) -> Result<(), HookTrap> {
    let code = argument(guest, 0);
    guest.store(CODE, &code)?;
    guest.store(METADATA, &[5, 6])?;
    let length = i32::try_from(code.len()).unwrap();
    hook::<deploy::CreateContract>(
        guest,
        (i64::MAX, VALUE, CODE, METADATA, length, ADDRESS, 0, LENGTHS, DATA),
    )?;
    hook::<output::Finish>(guest, (ADDRESS, 32))
}

/// Runs the script of an export.
pub(crate) fn run(export: &str, mut guest: Guest<'_>) -> Result<(), HookTrap> {
    let guest = &mut guest;
    match export {
        "fails" => {
            let length = text(guest, "no")?;
            hook::<output::SignalError>(guest, (TEXT, length))
        }
        "refused" => hook::<output::GetReturnData>(guest, (9, TEXT)).map(|_| ()),
        "overspends" => {
            guest.points.consume(guest.points.available().saturating_add(1));
            Ok(())
        }
        "answer" => {
            let length = text(guest, "42")?;
            hook::<output::Finish>(guest, (TEXT, length))
        }
        "store" => {
            let length = text(guest, "key")?;
            let value = argument(guest, 0);
            guest.store(DATA, &value)?;
            let size = i32::try_from(value.len()).unwrap();
            hook::<storage::StorageStore>(guest, (TEXT, length, DATA, size)).map(|_| ())
        }
        "load" => {
            let length = text(guest, "key")?;
            hook::<storage::StorageLoad>(guest, (TEXT, length, DATA)).map(|_| ())
        }
        "log" => {
            let length = text(guest, "hello")?;
            hook::<output::WriteLog>(guest, (TEXT, length, DATA, 0))
        }
        "relay" => relay(guest, i64::MAX).map(|_| ()),
        "relayRead" => {
            let (function, count) = prepare(guest)?;
            hook::<call::ExecuteReadOnly>(
                guest,
                (i64::MAX, ADDRESS, FUNCTION, function, count, LENGTHS, DATA),
            )
            .map(|_| ())
        }
        "relaySafe" => {
            let code = relay_safe(guest)?;
            guest.store(TEXT, &code.to_le_bytes())?;
            hook::<output::Finish>(guest, (TEXT, 1))
        }
        "deploy" => make(guest),
        "pay" => {
            let (address, value) = (argument(guest, 0), argument(guest, 1));
            guest.store(ADDRESS, &address)?;
            guest.store(VALUE, &value)?;
            hook::<transfer::TransferValue>(guest, (ADDRESS, VALUE, TEXT, 0)).map(|_| ())
        }
        _ => Ok(()),
    }
}
