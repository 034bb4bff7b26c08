// SPDX-License-Identifier: GPL-3.0-only
//! Elliptic curves, hashes and signatures.
// tidy: table: a row for each method of the framework's API

use super::{Argument, FromHook, call, call_into, families, methods};
use multiversx_sc::api::{CryptoApi, CryptoApiImpl, EllipticCurveApiImpl};
use multiversx_sc::types::MessageHashType;
use multiversx_sc::types::heap::BoxedBytes;

families! {
    CryptoApi::CryptoApiImpl by crypto_api_impl;
}

methods! { EllipticCurveApiImpl, elliptic_curve {
    fn ec_create_from_name_bytes(name: &[u8]) -> i32 = "createEC"(name);
    fn ec_create_from_name_mb(name: i32) -> i32 = "managedCreateEC"(name);
    fn ec_get_values(curve: i32, field: i32, order: i32, constant: i32, x: i32, y: i32) -> ()
        = "ellipticCurveGetValues"(curve, field, order, constant, x, y);
    fn ec_curve_length(curve: i32) -> u32 = "getCurveLengthEC"(curve);
    fn ec_private_key_byte_length(curve: i32) -> u32 = "getPrivKeyByteLengthEC"(curve);
    fn ec_add(to_x: i32, to_y: i32, curve: i32, x: i32, y: i32, other_x: i32, other_y: i32) -> ()
        = "addEC"(to_x, to_y, curve, x, y, other_x, other_y);
    fn ec_double(to_x: i32, to_y: i32, curve: i32, x: i32, y: i32) -> () = "doubleEC"(to_x, to_y, curve, x, y);
    fn ec_is_on_curve(curve: i32, x: i32, y: i32) -> bool = "isOnCurveEC"(curve, x, y);
    fn ec_scalar_mult_legacy(to_x: i32, to_y: i32, curve: i32, x: i32, y: i32, scalar: &[u8]) -> ()
        = "scalarMultEC"(to_x, to_y, curve, x, y, scalar);
    fn ec_scalar_mult(to_x: i32, to_y: i32, curve: i32, x: i32, y: i32, scalar: i32) -> ()
        = "managedScalarMultEC"(to_x, to_y, curve, x, y, scalar);
    fn ec_scalar_base_mult_legacy(to_x: i32, to_y: i32, curve: i32, scalar: &[u8]) -> ()
        = "scalarBaseMultEC"(to_x, to_y, curve, scalar);
    fn ec_scalar_base_mult(to_x: i32, to_y: i32, curve: i32, scalar: i32) -> ()
        = "managedScalarBaseMultEC"(to_x, to_y, curve, scalar);
    fn ec_marshal(curve: i32, x: i32, y: i32, to: i32) -> () = "managedMarshalEC"(x, y, curve, to);
    fn ec_marshal_compressed(curve: i32, x: i32, y: i32, to: i32) -> () = "managedMarshalCompressedEC"(x, y, curve, to);
    fn ec_unmarshal_legacy(to_x: i32, to_y: i32, curve: i32, data: &[u8]) -> () = "unmarshalEC"(to_x, to_y, curve, data);
    fn ec_unmarshal(to_x: i32, to_y: i32, curve: i32, data: i32) -> () = "managedUnmarshalEC"(to_x, to_y, curve, data);
    fn ec_unmarshal_compressed_legacy(to_x: i32, to_y: i32, curve: i32, data: &[u8]) -> ()
        = "unmarshalCompressedEC"(to_x, to_y, curve, data);
    fn ec_unmarshal_compressed(to_x: i32, to_y: i32, curve: i32, data: i32) -> ()
        = "managedUnmarshalCompressedEC"(to_x, to_y, curve, data);
    fn ec_generate_key(to_x: i32, to_y: i32, curve: i32, to: i32) -> () = "managedGenerateKeyEC"(to_x, to_y, curve, to);
}
    fn ec_marshal_legacy(&self, curve: i32, x: i32, y: i32) -> BoxedBytes {
        let arguments = [x.into(), y.into(), curve.into(), Argument::Out];
        let coordinates = coordinate_length(curve).saturating_mul(2);
        bytes_of("marshalEC", &arguments, coordinates.saturating_add(1))
    }

    fn ec_marshal_compressed_legacy(&self, curve: i32, x: i32, y: i32) -> BoxedBytes {
        let arguments = [x.into(), y.into(), curve.into(), Argument::Out];
        bytes_of("marshalCompressedEC", &arguments, coordinate_length(curve).saturating_add(1))
    }

    fn ec_generate_key_legacy(&self, to_x: i32, to_y: i32, curve: i32) -> BoxedBytes {
        let length = usize::from_hook(call("getPrivKeyByteLengthEC", &[curve.into()]));
        let arguments = [to_x.into(), to_y.into(), curve.into(), Argument::Out];
        bytes_of("generateKeyEC", &arguments, length)
    }
}

/// Bytes of a coordinate.
fn coordinate_length(curve: i32) -> usize {
    usize::from_hook(call("getCurveLengthEC", &[curve.into()])).div_ceil(8)
}

/// What a hook writes: so many bytes.
fn bytes_of(hook: &str, arguments: &[Argument<'_>], length: usize) -> BoxedBytes {
    let mut bytes = BoxedBytes::zeros(length);
    call_into(hook, arguments, bytes.as_mut_slice());
    bytes
}

methods! { CryptoApiImpl, crypto {
    fn sha256_managed(to: i32, data: i32) -> () = "managedSha256"(data, to);
    fn keccak256_managed(to: i32, data: i32) -> () = "managedKeccak256"(data, to);
    fn ripemd160_managed(to: i32, data: i32) -> () = "managedRipemd160"(data, to);
    fn verify_bls_managed(key: i32, message: i32, signature: i32) -> () = "managedVerifyBLS"(key, message, signature);
    fn verify_ed25519_managed(key: i32, message: i32, signature: i32) -> () = "managedVerifyEd25519"(key, message, signature);
    fn verify_secp256r1_managed(key: i32, message: i32, signature: i32) -> () = "managedVerifySecp256r1"(key, message, signature);
    fn verify_bls_signature_share_managed(key: i32, message: i32, signature: i32) -> ()
        = "managedVerifyBLSSignatureShare"(key, message, signature);
    fn verify_bls_aggregated_signature_managed(key: i32, message: i32, signature: i32) -> ()
        = "managedVerifyBLSAggregatedSignature"(key, message, signature);
    fn encode_secp256k1_der_signature_managed(r: i32, s: i32, to: i32) -> () = "managedEncodeSecp256k1DerSignature"(r, s, to);
}
    fn verify_secp256k1_managed(&self, key: i32, message: i32, signature: i32) -> bool {
        let arguments = [key, message, signature].map(Argument::from);
        i32::from_hook(call("managedVerifySecp256k1", &arguments)) == 0
    }

    fn verify_custom_secp256k1_managed(
        &self,
        key: i32,
        message: i32,
        signature: i32,
        hash: MessageHashType,
    ) -> bool {
        let arguments = [key, message, signature, i32::from(hash.as_u8())].map(Argument::from);
        i32::from_hook(call("managedVerifyCustomSecp256k1", &arguments)) == 0
    }
}
