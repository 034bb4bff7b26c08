//! The contracts with Solidity's interface, and the linking of keys.

use super::{Stage, bytes, visit};
use crate::support::{ALICE, BOB};
use account_map::EvmForms;
use alloy_primitives::{B256, FixedBytes, keccak256};
use alloy_sol_types::SolValue;
use ed25519_dalek::Signer as _;
use k256::ecdsa::signature::hazmat::PrehashSigner as _;
use k256::ecdsa::{RecoveryId, Signature, SigningKey};
use system_vm::{ESDT_ADDRESS, GATEWAY_ADDRESS as GATEWAY, LINK_ADDRESS as LINK};
use vm_core::{Address, AddressForms, Bytes, EvmAddress};

/// An account's tokens, as the gateway takes them: none.
const NO_TOKENS: Vec<(String, u64, alloy_primitives::U256)> = Vec::new();

pub fn gateway(stage: &mut impl Stage, token: &[u8]) {
    let esdt = B256::from(ESDT_ADDRESS.0);
    let name = String::from_utf8(token.to_vec()).unwrap();
    let items = vec![Bytes::copy_from_slice(token)];
    let face = face_of(ALICE);
    let call = |function: &str| (esdt, NO_TOKENS, function.to_owned(), items.clone());
    let (to, tokens, function, arguments) = call("unPause");
    let reply = (1_000_000_u64, FixedBytes::<4>::ZERO, 0_u64, Bytes::new());
    let queued = (to, tokens, function, arguments, reply);
    let view = (esdt, "getTokenProperties".to_owned(), items.clone());
    // The token is Bob's by now.
    let with = |function, data| (BOB, GATEWAY, function, vec![data], 0);
    let rows = vec![
        with("call(bytes32,(string,uint64,uint256)[],string,bytes[])", encode(&call("pause"))),
        with(
            "callAsync(bytes32,(string,uint64,uint256)[],string,bytes[],(uint64,bytes4,uint64,bytes))",
            encode(&queued),
        ),
        with("read(bytes32,string,bytes[])", encode(&view)),
        with("addressOf(address)", encode(&(face,))),
        with("faceOf(bytes32)", encode(&(B256::from(ALICE.0),))),
        with("tokenBalance(address,string,uint64)", encode(&(face, name, 0_u64))),
    ];
    visit(stage, rows);
}

pub fn linking(stage: &mut impl Stage) {
    let secret = ed25519_dalek::SigningKey::from_bytes(&[5; 32]);
    let account = secret.verifying_key().to_bytes().to_vec();
    let key_secret = signing_key(6);
    let key = face_of_key(&key_secret).to_vec();
    let at = |function, arguments| (ALICE, LINK, function, arguments, 0);
    let proof = vec![account.clone(), key, Vec::new()];
    let message = stage.visit(at("getLinkMessage", proof.clone())).concat();
    stage.visit(at("getLinkDigest", proof.clone()));
    let digest = |prefix: &[u8]| {
        keccak256([prefix, message.len().to_string().as_bytes(), &message].concat())
    };
    let of_key = sign(&key_secret, digest(b"\x19Ethereum Signed Message:\n"));
    let of_account = secret.sign(digest(b"\x17Elrond Signed Message:\n").as_slice());
    let proofs = [proof, vec![of_key, of_account.to_bytes().to_vec()]].concat();
    let rows = vec![
        at("link", proofs),
        at("getLinkedKey", vec![account]),
        at("revokeLinkProofs", Vec::new()),
        at("getLinkNonce", vec![bytes(ALICE)]),
        (BOB, LINK, "revokeLinkProofs", Vec::new(), 0),
    ];
    visit(stage, rows);
}

/// Arguments as Solidity encodes them, behind the selector.
pub fn encode<T: SolValue>(arguments: &T) -> Vec<u8>
where
    for<'a> <<T as SolValue>::SolType as alloy_sol_types::SolType>::Token<'a>:
        alloy_sol_types::abi::TokenSeq<'a>,
{
    arguments.abi_encode_params()
}

pub fn face_of(account: Address) -> EvmAddress {
    EvmForms::default().of_address(&account).face
}

/// A key of the EVM with a number.
pub fn signing_key(number: u8) -> SigningKey {
    SigningKey::from_slice(&[number; 32]).unwrap()
}

pub fn face_of_key(secret: &SigningKey) -> EvmAddress {
    let point = secret.verifying_key().to_encoded_point(false);
    EvmAddress::from_slice(&keccak256(&point.as_bytes()[1..])[12..])
}

/// A signature of 65 bytes, with a parity of 27 or 28.
pub fn sign(secret: &SigningKey, digest: B256) -> Vec<u8> {
    let (signature, recovery): (Signature, RecoveryId) =
        secret.sign_prehash(digest.as_slice()).unwrap();
    [&signature.to_bytes()[..], &[27 + u8::from(recovery.is_y_odd())]].concat()
}
