// SPDX-License-Identifier: GPL-3.0-only
//! The API against the hook table.

use super::*;
use crate::guest::record;
use multiversx_sc::api::{
    BigIntApiImpl, BlockchainApiImpl, CryptoApiImpl, EllipticCurveApiImpl, ErrorApiImpl,
    ManagedBufferApiImpl, SendApiImpl,
};
use multiversx_sc::types::MessageHashType;
use multiversx_sc::types::heap::Address;
use std::panic::catch_unwind;
use vm_core::WasmType;

/// A value of a parameter's type. Numbers have all bits set, so that their width shows.
pub(super) trait Sample {
    fn sample() -> Self;
}

macro_rules! samples {
    ($($kind:ty = $value:expr;)*) => {$(
        impl Sample for $kind {
            fn sample() -> Self {
                $value
            }
        }
    )*};
}

samples! {
    i32 = -1;
    i64 = -1;
    u64 = u64::MAX;
    usize = 7;
    &[u8] = b"bytes";
    &'static str = "text";
    &Address = Box::leak(Box::new(Address::zero()));
}

pub(super) fn sample<T: Sample>() -> T {
    T::sample()
}

/// The methods that stand behind the tables.
fn written_out() {
    let api = NativeApi;
    let _ = api.bi_to_i64(-1);
    let _ = api.mb_to_boxed_bytes(-1);
    let _ = api.mb_load_slice(-1, 7, &mut [0; 5]);
    let _ = api.ec_marshal_legacy(-1, -1, -1);
    let _ = api.ec_marshal_compressed_legacy(-1, -1, -1);
    let _ = api.ec_generate_key_legacy(-1, -1, -1);
    let _ = api.verify_secp256k1_managed(-1, -1, -1);
    let _ = api.verify_custom_secp256k1_managed(-1, -1, -1, MessageHashType::ECDSAPlainMsg);
    let _ = api.get_caller_legacy();
    let _ = api.get_sc_address_legacy();
    let _ = api.get_tx_hash_legacy();
    let _ = api.get_prev_block_random_seed_legacy();
    let _ = api.get_current_esdt_nft_nonce(-1, -1);
    api.load_esdt_balance(-1, -1, u64::MAX, -1);
    let _ = api.load_esdt_local_roles(-1);
    // The recorder returns where a hook ends the execution.
    let _ = catch_unwind(|| NativeApi.signal_error(b"message"));
    let _ = catch_unwind(|| NativeApi.signal_error_from_buffer(-1));
    let _ = catch_unwind(|| NativeApi.async_call_raw(-1, -1, -1, -1));
}

/// Every method calls hooks of the table, with as many arguments as those have and of their widths.
#[test]
fn every_method_calls_hooks_as_they_are() {
    let families: [fn(); 16] = [
        account::blockchain,
        account::storage_read,
        account::storage_write,
        curve::crypto,
        curve::elliptic_curve,
        managed::big_float,
        managed::big_int,
        managed::managed_buffer,
        managed::managed_map,
        managed::managed_type,
        output::call_value,
        output::endpoint_argument,
        output::endpoint_finish,
        output::log,
        send::send,
        written_out,
    ];
    let mut count = 0;
    for (name, cells) in record(|| families.iter().for_each(|probe| probe())) {
        let row = space_vm::hook(&name);
        let row = row.unwrap_or_else(|| panic!("no hook is named {name}"));
        assert_eq!(row.signature.parameters.len(), cells.len(), "{name}");
        for (cell, kind) in cells.iter().zip(row.signature.parameters) {
            let fits = match kind {
                WasmType::I32 => u32::try_from(*cell).is_ok(),
                WasmType::I64 => *cell == u64::MAX,
            };
            assert!(fits, "{name}: {cell:#x} is no {kind:?}");
        }
        count += 1;
    }
    assert!(count > 180, "{count} calls");
}

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
