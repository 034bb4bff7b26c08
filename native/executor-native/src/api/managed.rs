// SPDX-License-Identifier: GPL-3.0-only
//! Managed values: big integers, big floats, buffers and maps.
// tidy: table: a row for each method of the framework's API

use super::{Argument, FromHook, call, call_into, families, methods};
use core::cmp::Ordering;
use multiversx_sc::api::{
    BigFloatApiImpl, BigIntApiImpl, InvalidSliceError, ManagedBufferApiImpl, ManagedMapApiImpl,
    ManagedTypeApi, ManagedTypeApiImpl, Sign,
};
use multiversx_sc::types::heap::BoxedBytes;

families! {
    ManagedTypeApi::ManagedTypeApiImpl by managed_type_impl;
}

methods! { BigIntApiImpl, big_int {
    fn bi_new(value: i64) -> i32 = "bigIntNew"(value);
    fn bi_set_int64(to: i32, value: i64) -> () = "bigIntSetInt64"(to, value);
    fn bi_add(to: i32, x: i32, y: i32) -> () = "bigIntAdd"(to, x, y);
    fn bi_sub(to: i32, x: i32, y: i32) -> () = "bigIntSub"(to, x, y);
    fn bi_mul(to: i32, x: i32, y: i32) -> () = "bigIntMul"(to, x, y);
    fn bi_t_div(to: i32, x: i32, y: i32) -> () = "bigIntTDiv"(to, x, y);
    fn bi_t_mod(to: i32, x: i32, y: i32) -> () = "bigIntTMod"(to, x, y);
    fn bi_abs(to: i32, x: i32) -> () = "bigIntAbs"(to, x);
    fn bi_neg(to: i32, x: i32) -> () = "bigIntNeg"(to, x);
    fn bi_sign(x: i32) -> Sign = "bigIntSign"(x);
    fn bi_cmp(x: i32, y: i32) -> Ordering = "bigIntCmp"(x, y);
    fn bi_sqrt(to: i32, x: i32) -> () = "bigIntSqrt"(to, x);
    fn bi_pow(to: i32, x: i32, y: i32) -> () = "bigIntPow"(to, x, y);
    fn bi_log2(x: i32) -> i32 = "bigIntLog2"(x);
    fn bi_and(to: i32, x: i32, y: i32) -> () = "bigIntAnd"(to, x, y);
    fn bi_or(to: i32, x: i32, y: i32) -> () = "bigIntOr"(to, x, y);
    fn bi_xor(to: i32, x: i32, y: i32) -> () = "bigIntXor"(to, x, y);
    fn bi_shr(to: i32, x: i32, bits: usize) -> () = "bigIntShr"(to, x, bits);
    fn bi_shl(to: i32, x: i32, bits: usize) -> () = "bigIntShl"(to, x, bits);
    fn bi_to_string(x: i32, to: i32) -> () = "bigIntToString"(x, to);
}
    fn bi_to_i64(&self, x: i32) -> Option<i64> {
        let fits = bool::from_hook(call("bigIntIsInt64", &[x.into()]));
        fits.then(|| i64::from_hook(call("bigIntGetInt64", &[x.into()])))
    }
}

methods! { BigFloatApiImpl, big_float {
    fn bf_from_parts(whole: i32, fraction: i32, exponent: i32) -> i32 = "bigFloatNewFromParts"(whole, fraction, exponent);
    fn bf_from_frac(numerator: i64, denominator: i64) -> i32 = "bigFloatNewFromFrac"(numerator, denominator);
    fn bf_from_sci(significand: i64, exponent: i64) -> i32 = "bigFloatNewFromSci"(significand, exponent);
    fn bf_add(to: i32, x: i32, y: i32) -> () = "bigFloatAdd"(to, x, y);
    fn bf_sub(to: i32, x: i32, y: i32) -> () = "bigFloatSub"(to, x, y);
    fn bf_mul(to: i32, x: i32, y: i32) -> () = "bigFloatMul"(to, x, y);
    fn bf_div(to: i32, x: i32, y: i32) -> () = "bigFloatDiv"(to, x, y);
    fn bf_abs(to: i32, x: i32) -> () = "bigFloatAbs"(to, x);
    fn bf_neg(to: i32, x: i32) -> () = "bigFloatNeg"(to, x);
    fn bf_cmp(x: i32, y: i32) -> Ordering = "bigFloatCmp"(x, y);
    fn bf_sign(x: i32) -> Sign = "bigFloatSign"(x);
    fn bf_clone(to: i32, x: i32) -> () = "bigFloatClone"(to, x);
    fn bf_sqrt(to: i32, x: i32) -> () = "bigFloatSqrt"(to, x);
    fn bf_pow(to: i32, x: i32, exponent: i32) -> () = "bigFloatPow"(to, x, exponent);
    fn bf_floor(to: i32, x: i32) -> () = "bigFloatFloor"(to, x);
    fn bf_ceil(to: i32, x: i32) -> () = "bigFloatCeil"(to, x);
    fn bf_trunc(to: i32, x: i32) -> () = "bigFloatTruncate"(to, x);
    fn bf_is_bi(x: i32) -> bool = "bigFloatIsInt"(x);
    fn bf_set_i64(to: i32, value: i64) -> () = "bigFloatSetInt64"(to, value);
    fn bf_set_bi(to: i32, x: i32) -> () = "bigFloatSetBigInt"(to, x);
    fn bf_get_const_pi(to: i32) -> () = "bigFloatGetConstPi"(to);
    fn bf_get_const_e(to: i32) -> () = "bigFloatGetConstE"(to);
} }

methods! { ManagedBufferApiImpl, managed_buffer {
    fn mb_new_empty() -> i32 = "mBufferNew"();
    fn mb_new_from_bytes(bytes: &[u8]) -> i32 = "mBufferNewFromBytes"(bytes);
    fn mb_len(buffer: i32) -> usize = "mBufferGetLength"(buffer);
    fn mb_copy_slice(from: i32, start: usize, length: usize, to: i32) -> Result<(), InvalidSliceError>
        = "mBufferCopyByteSlice"(from, start, length, to);
    fn mb_overwrite(buffer: i32, bytes: &[u8]) -> () = "mBufferSetBytes"(buffer, bytes);
    fn mb_set_slice(buffer: i32, start: usize, bytes: &[u8]) -> Result<(), InvalidSliceError>
        = "mBufferSetByteSlice"(buffer, start, bytes.len(), Argument::At(bytes));
    fn mb_set_random(buffer: i32, length: usize) -> () = "mBufferSetRandom"(buffer, length);
    fn mb_append(to: i32, from: i32) -> () = "mBufferAppend"(to, from);
    fn mb_append_bytes(to: i32, bytes: &[u8]) -> () = "mBufferAppendBytes"(to, bytes);
    fn mb_eq(one: i32, two: i32) -> bool = "mBufferEq"(one, two);
    fn mb_to_hex(from: i32, to: i32) -> () = "managedBufferToHex"(from, to);
}
    fn mb_to_boxed_bytes(&self, buffer: i32) -> BoxedBytes {
        let mut bytes = BoxedBytes::zeros(self.mb_len(buffer));
        if !bytes.is_empty() {
            call_into("mBufferGetBytes", &[buffer.into(), Argument::Out], bytes.as_mut_slice());
        }
        bytes
    }

    fn mb_load_slice(&self, buffer: i32, start: usize, out: &mut [u8]) -> Result<(), InvalidSliceError> {
        let arguments = [buffer.into(), start.into(), out.len().into(), Argument::Out];
        FromHook::from_hook(call_into("mBufferGetByteSlice", &arguments, out))
    }
}

methods! { ManagedMapApiImpl, managed_map {
    fn mm_new() -> i32 = "managedMapNew"();
    fn mm_get(map: i32, key: i32, value: i32) -> () = "managedMapGet"(map, key, value);
    fn mm_put(map: i32, key: i32, value: i32) -> () = "managedMapPut"(map, key, value);
    fn mm_remove(map: i32, key: i32, value: i32) -> () = "managedMapRemove"(map, key, value);
    fn mm_contains(map: i32, key: i32) -> bool = "managedMapContains"(map, key);
} }

methods! { ManagedTypeApiImpl, managed_type {
    fn mb_to_big_int_unsigned(buffer: i32, to: i32) -> () = "mBufferToBigIntUnsigned"(buffer, to);
    fn mb_to_big_int_signed(buffer: i32, to: i32) -> () = "mBufferToBigIntSigned"(buffer, to);
    fn mb_from_big_int_unsigned(from: i32, buffer: i32) -> () = "mBufferFromBigIntUnsigned"(buffer, from);
    fn mb_from_big_int_signed(from: i32, buffer: i32) -> () = "mBufferFromBigIntSigned"(buffer, from);
    fn mb_to_small_int_unsigned(buffer: i32) -> i64 = "mBufferToSmallIntUnsigned"(buffer);
    fn mb_to_small_int_signed(buffer: i32) -> i64 = "mBufferToSmallIntSigned"(buffer);
    fn mb_from_small_int_unsigned(buffer: i32, value: i64) -> () = "mBufferFromSmallIntUnsigned"(buffer, value);
    fn mb_from_small_int_signed(buffer: i32, value: i64) -> () = "mBufferFromSmallIntSigned"(buffer, value);
    fn mb_to_big_float(buffer: i32, to: i32) -> () = "mBufferToBigFloat"(buffer, to);
    fn mb_from_big_float(from: i32, buffer: i32) -> () = "mBufferFromBigFloat"(buffer, from);
    fn validate_token_identifier(token: i32) -> bool = "validateTokenIdentifier"(token);
} }
