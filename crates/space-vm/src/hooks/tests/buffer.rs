//! Managed buffers and maps, as contracts see them.

use super::super::managed_buffer::*;
use super::super::managed_buffer_convert::*;
use super::super::managed_map::*;
use super::*;
use crate::managed::{read_buffers, read_transfers, write_buffers, write_transfers};
use crate::table::Handle;
use num_bigint::BigUint;
use vm_core::TokenTransfer;

const BUFFER: i32 = -5;
const OTHER: i32 = -6;

fn with_buffer(bytes: &[u8]) -> Contract {
    let mut contract = Contract::new(Release::Barnard);
    contract.context.managed.set_buffer(Handle(BUFFER), bytes);
    contract
}

fn bytes_of(contract: &Contract, handle: i32) -> Vec<u8> {
    contract.context.managed.buffer(Handle(handle)).unwrap().to_vec()
}

fn guest(contract: &mut Contract) -> Guest<'_> {
    HookCall {
        context: &mut contract.context,
        memory: &mut contract.memory,
        points: &mut contract.points,
    }
}

#[test]
fn parts_are_copied_and_overwritten() {
    let mut contract = with_buffer(b"hello");
    assert_eq!(contract.run::<MBufferCopyByteSlice>((BUFFER, 1, 3, OTHER)), 0);
    assert_eq!(bytes_of(&contract, OTHER), b"ell");
    assert_eq!(contract.run::<MBufferCopyByteSlice>((BUFFER, 3, 3, OTHER)), 1);
    assert_eq!(bytes_of(&contract, OTHER), b"ell", "nothing changed");
    assert_eq!(contract.run::<MBufferGetByteSlice>((BUFFER, 4, 1, 8)), 0);
    assert_eq!(contract.memory[8], b'o');
    contract.memory[..2].copy_from_slice(b"JY");
    assert_eq!(contract.run::<MBufferSetByteSlice>((BUFFER, 3, 2, 0)), 0);
    assert_eq!(bytes_of(&contract, BUFFER), b"helJY");
    assert_eq!(contract.run::<MBufferSetByteSlice>((BUFFER, 4, 2, 0)), 1);
    assert_eq!(contract.run::<MBufferGetLength>((BUFFER,)), 5);
}

#[test]
fn buffers_grow() {
    let mut contract = with_buffer(b"ab");
    contract.run::<MBufferAppend>((BUFFER, BUFFER));
    contract.memory[0] = b'!';
    contract.run::<MBufferAppendBytes>((BUFFER, 0, 1));
    assert_eq!(bytes_of(&contract, BUFFER), b"abab!");
    let made = contract.run::<MBufferNewFromBytes>((0, 1));
    assert_eq!(made, 1, "one buffer was there");
    assert_eq!(contract.run::<MBufferEq>((made, BUFFER)), 0);
    assert_eq!(contract.run::<MBufferEq>((made, made)), 1);
    let error = contract.refuse::<MBufferAppend>((99, BUFFER));
    assert_eq!(error, HookError::NoManagedBuffer);
}

#[test]
fn copies_are_charged_by_the_byte() {
    let mut contract = with_buffer(&[7; 100]);
    let price = contract.context.schedule().base_operation.data_copy_per_byte;
    contract.run::<MBufferCopyByteSlice>((BUFFER, 0, 10, OTHER));
    let flat = contract.cost(GasKey::MBufferCopyByteSlice);
    assert_eq!(contract.used(), flat + 110 * price, "source and part");
}

#[test]
fn memory_is_cut_at_its_end() {
    let contract = with_buffer(&[]);
    let end = i32::try_from(contract.memory.len()).unwrap();
    for (pointer, length, expected) in [
        (end - 2, 10, Ok(2)),
        (end, 10, Ok(0)),
        (end + 1, 10, Err(HookError::LoadBounds)),
        (-1, 10, Err(HookError::LoadBounds)),
        (0, -1, Err(HookError::LoadNegativeLength)),
        (-1, 0, Ok(0)),
    ] {
        let mut contract = with_buffer(&[]);
        let arguments = (BUFFER, pointer, length);
        match expected {
            Ok(length) => {
                contract.run::<MBufferSetBytes>(arguments);
                assert_eq!(bytes_of(&contract, BUFFER).len(), length);
            }
            Err(error) => assert_eq!(contract.refuse::<MBufferSetBytes>(arguments), error),
        }
    }
}

#[test]
fn numbers_and_text() {
    let mut contract = with_buffer(&[0xff, 0xfe]);
    assert_eq!(contract.run::<MBufferToSmallIntUnsigned>((BUFFER,)), 0xfffe);
    assert_eq!(contract.run::<MBufferToSmallIntSigned>((BUFFER,)), -2);
    contract.run::<ManagedBufferToHex>((BUFFER, OTHER));
    assert_eq!(bytes_of(&contract, OTHER), b"fffe");
    contract.run::<MBufferToBigIntSigned>((BUFFER, 1));
    contract.run::<MBufferFromBigIntSigned>((OTHER, 1));
    assert_eq!(bytes_of(&contract, OTHER), [0xfe]);
    contract.run::<MBufferFromSmallIntSigned>((OTHER, -1));
    assert_eq!(bytes_of(&contract, OTHER), [1], "the sign is lost");
    contract.run::<MBufferFromSmallIntUnsigned>((OTHER, -1));
    assert_eq!(bytes_of(&contract, OTHER), [0xff; 8]);
    contract.context.managed.set_buffer(Handle(BUFFER), [1; 9]);
    let error = contract.refuse::<MBufferToSmallIntUnsigned>((BUFFER,));
    assert_eq!(error, HookError::BytesExceedUint64);
}

#[test]
fn arguments_have_an_index() {
    let mut contract = with_buffer(&[]);
    contract.run::<MBufferGetArgument>((1, BUFFER));
    assert_eq!(bytes_of(&contract, BUFFER), [1, 0]);
    let error = contract.refuse::<MBufferGetArgument>((2, BUFFER));
    assert_eq!(error, HookError::ArgumentRange);
}

#[test]
fn random_bytes_go_on_in_the_next_contract() {
    let mut first = with_buffer(&[]);
    first.run::<MBufferSetRandom>((BUFFER, 10));
    first.run::<MBufferSetRandom>((OTHER, 10));
    let mut second = with_buffer(&[]);
    second.context.session().unwrap().random_bytes = 10;
    second.run::<MBufferSetRandom>((BUFFER, 10));
    assert_eq!(bytes_of(&first, OTHER), bytes_of(&second, BUFFER));
    assert_ne!(bytes_of(&first, BUFFER), bytes_of(&second, BUFFER));
    let error = second.refuse::<MBufferSetRandom>((BUFFER, 0));
    assert_eq!(error, HookError::BufferLength);
}

#[test]
fn maps_keep_copies() {
    let mut contract = with_buffer(b"value");
    contract.context.managed.set_buffer(Handle(OTHER), *b"key");
    let map = contract.run::<ManagedMapNew>(());
    assert_eq!(contract.run::<ManagedMapContains>((map, OTHER)), 0);
    contract.run::<ManagedMapPut>((map, OTHER, BUFFER));
    contract.context.managed.set_buffer(Handle(BUFFER), *b"later");
    assert_eq!(contract.run::<ManagedMapContains>((map, OTHER)), 1);
    contract.run::<ManagedMapRemove>((map, OTHER, 3));
    assert_eq!(bytes_of(&contract, 3), b"value");
    contract.run::<ManagedMapGet>((map, OTHER, 3));
    assert_eq!(bytes_of(&contract, 3), b"", "nothing is left");
    let error = contract.refuse::<ManagedMapGet>((map + 1, OTHER, 3));
    assert_eq!(error, HookError::NoManagedMap);
}

#[test]
fn lists_of_buffers_are_read_back() {
    let mut contract = with_buffer(&[]);
    let items: [&[u8]; 3] = [b"one", b"", b"three"];
    let mut guest = guest(&mut contract);
    write_buffers(&mut guest, &items, Handle(BUFFER)).unwrap();
    let (read, length) = read_buffers(&mut guest, Handle(BUFFER)).unwrap();
    assert_eq!((read, length), (items.map(Bytes::from_static).to_vec(), 8));
    let price = contract.context.schedule().base_operation.data_copy_per_byte;
    assert_eq!(contract.used(), (8 + 12 + 8) * price);
}

#[test]
fn lists_of_transfers_are_read_back() {
    let mut contract = with_buffer(&[]);
    let transfer = |token: &'static [u8], nonce, amount: u64| TokenTransfer {
        token: Bytes::from_static(token),
        nonce,
        amount: BigUint::from(amount),
    };
    let transfers = [transfer(b"A-123456", 0, 10), transfer(b"B-654321", 7, 1)];
    let mut guest = guest(&mut contract);
    write_transfers(&mut guest.context.managed, &transfers, Handle(BUFFER));
    let read = read_transfers(&mut guest, Handle(BUFFER)).unwrap();
    assert_eq!(read, transfers);
    contract.context.managed.set_buffer(Handle(BUFFER), [0; 15]);
    let mut guest = self::guest(&mut contract);
    assert!(read_transfers(&mut guest, Handle(BUFFER)).is_err());
    let failure = contract.context.finish().failure;
    assert_eq!(failure, Some(Failure::Hook(HookError::InvalidTransferList)));
}
