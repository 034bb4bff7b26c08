//! 64-bit numbers as arguments, results and stored values.
//!
//! Stored and returned numbers have the byte forms of big integers, as short as possible.
//! Source: `mx-chain-vm-go:vmhost/vmhooks/smallIntOps.go`.

use crate::error::HookError;
use crate::guest::{Guest, GuestAccess};
use crate::managed::{from_signed_bytes, from_unsigned_bytes, shortest_bytes, signed_bytes};
use crate::storage;
use crate::table::{MemLen, MemPtr, hooks};
use vm_core::{Bytes, HookTrap};

// tidy: table: a row of the hook table is one line.
hooks! {
    /// An argument as an unsigned number; fails when it needs more than 64 bits.
    "smallIntGetUnsignedArgument" => SmallIntGetUnsignedArgument = unsigned_argument(index: i32) -> i64, gas Int64GetArgument, since Genesis;
    /// An argument as a signed number in two's complement; fails when it does not fit 64 bits.
    "smallIntGetSignedArgument" => SmallIntGetSignedArgument = signed_argument(index: i32) -> i64, gas Int64GetArgument, since Genesis;
    /// Appends an unsigned number to the results of the call.
    "smallIntFinishUnsigned" => SmallIntFinishUnsigned = finish_unsigned(value: i64) -> (), gas Int64Finish, since Genesis;
    /// Appends a signed number to the results of the call.
    "smallIntFinishSigned" => SmallIntFinishSigned = finish_signed(value: i64) -> (), gas Int64Finish, since Genesis;
    /// Stores an unsigned number; returns what the write did: 0 unchanged, 1 modified, 2 added, 3 deleted.
    "smallIntStorageStoreUnsigned" => SmallIntStorageStoreUnsigned = store_unsigned(key: MemPtr, length: MemLen, value: i64) -> i32, gas Int64StorageStore, since Genesis;
    /// Stores a signed number; returns what the write did.
    "smallIntStorageStoreSigned" => SmallIntStorageStoreSigned = store_signed(key: MemPtr, length: MemLen, value: i64) -> i32, gas Int64StorageStore, since Genesis;
    /// Reads a stored unsigned number; fails when it needs more than 64 bits.
    "smallIntStorageLoadUnsigned" => SmallIntStorageLoadUnsigned = load_unsigned(key: MemPtr, length: MemLen) -> i64, in_body, since Genesis;
    /// Reads a stored signed number; fails when it does not fit 64 bits.
    "smallIntStorageLoadSigned" => SmallIntStorageLoadSigned = load_signed(key: MemPtr, length: MemLen) -> i64, in_body, since Genesis;
    /// The old name of `smallIntGetSignedArgument`.
    "int64getArgument" => Int64GetArgument = signed_argument(index: i32) -> i64, gas Int64GetArgument, since Genesis;
    /// The old name of `smallIntFinishSigned`.
    "int64finish" => Int64Finish = finish_signed(value: i64) -> (), gas Int64Finish, since Genesis;
    /// The old name of `smallIntStorageStoreUnsigned`.
    "int64storageStore" => Int64StorageStore = store_unsigned(key: MemPtr, length: MemLen, value: i64) -> i32, gas Int64StorageStore, since Genesis;
    /// The old name of `smallIntStorageLoadUnsigned`.
    "int64storageLoad" => Int64StorageLoad = load_unsigned(key: MemPtr, length: MemLen) -> i64, in_body, since Genesis;
}

/// The bytes of an argument.
fn argument(guest: &mut Guest<'_>, index: i32) -> Result<Bytes, HookTrap> {
    let argument = usize::try_from(index)
        .ok()
        .and_then(|index| guest.context.invocation.arguments.get(index))
        .cloned();
    guest.check(argument.ok_or(HookError::ArgumentIndex))
}

/// An unsigned number, in the bits that a contract sees.
fn unsigned(bytes: &[u8], error: HookError) -> Result<i64, HookError> {
    u64::try_from(from_unsigned_bytes(bytes)).map(u64::cast_signed).map_err(|_| error)
}

fn signed(bytes: &[u8], error: HookError) -> Result<i64, HookError> {
    i64::try_from(from_signed_bytes(bytes)).map_err(|_| error)
}

fn unsigned_argument(guest: &mut Guest<'_>, index: i32) -> Result<i64, HookTrap> {
    let argument = argument(guest, index)?;
    guest.check(unsigned(&argument, HookError::ArgumentRange))
}

fn signed_argument(guest: &mut Guest<'_>, index: i32) -> Result<i64, HookTrap> {
    let argument = argument(guest, index)?;
    guest.check(signed(&argument, HookError::ArgumentRange))
}

fn finish_unsigned(guest: &mut Guest<'_>, value: i64) -> Result<(), HookTrap> {
    let bytes = shortest_bytes(value.cast_unsigned());
    guest.context.return_data.push(bytes.into());
    Ok(())
}

fn finish_signed(guest: &mut Guest<'_>, value: i64) -> Result<(), HookTrap> {
    let bytes = signed_bytes(&value.into());
    guest.context.return_data.push(bytes.into());
    Ok(())
}

/// Stores bytes under a key from guest memory.
fn store(
    guest: &mut Guest<'_>,
    (key, length): (MemPtr, MemLen),
    value: Vec<u8>,
) -> Result<i32, HookTrap> {
    let key = guest.load(key.0, length.0)?;
    let status = storage::store(guest, &key, value.into())?;
    Ok(status.code())
}

fn store_unsigned(
    guest: &mut Guest<'_>,
    key: MemPtr,
    length: MemLen,
    value: i64,
) -> Result<i32, HookTrap> {
    store(guest, (key, length), shortest_bytes(value.cast_unsigned()))
}

fn store_signed(
    guest: &mut Guest<'_>,
    key: MemPtr,
    length: MemLen,
    value: i64,
) -> Result<i32, HookTrap> {
    store(guest, (key, length), signed_bytes(&value.into()))
}

fn load_unsigned(guest: &mut Guest<'_>, key: MemPtr, length: MemLen) -> Result<i64, HookTrap> {
    let key = guest.load(key.0, length.0)?;
    let value = storage::load(guest, &key)?;
    guest.check(unsigned(&value, HookError::StorageValueRange))
}

fn load_signed(guest: &mut Guest<'_>, key: MemPtr, length: MemLen) -> Result<i64, HookTrap> {
    let key = guest.load(key.0, length.0)?;
    let value = storage::load(guest, &key)?;
    guest.check(signed(&value, HookError::StorageValueRange))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_to_fit() {
        let error = HookError::ArgumentRange;
        let unsigned_cases: [(&[u8], Result<i64, HookError>); 5] = [
            (&[], Ok(0)),
            (&[1, 0], Ok(256)),
            (&[0xff; 8], Ok(-1)),
            (&[0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], Ok(-1)),
            (&[1, 0, 0, 0, 0, 0, 0, 0, 0], Err(error)),
        ];
        for (bytes, expected) in unsigned_cases {
            assert_eq!(unsigned(bytes, error), expected, "{bytes:?}");
        }
        let signed_cases: [(&[u8], Result<i64, HookError>); 5] = [
            (&[], Ok(0)),
            (&[0xff], Ok(-1)),
            (&[0x80, 0, 0, 0, 0, 0, 0, 0], Ok(i64::MIN)),
            (&[0, 0x80, 0, 0, 0, 0, 0, 0, 0], Err(error)),
            (&[0xff, 0x7f, 0, 0, 0, 0, 0, 0, 0], Err(error)),
        ];
        for (bytes, expected) in signed_cases {
            assert_eq!(signed(bytes, error), expected, "{bytes:?}");
        }
    }
}
