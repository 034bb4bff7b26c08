//! Collections of each form, and instances in them.
#![allow(
    dead_code,
    clippy::allow_attributes,
    unreachable_pub,
    reason = "every test binary uses its own part of this module"
)]

use super::{ALICE, Chain};
use system_vm::{DigitalToken, TokenKind, TokenMetadata, role_name};
use vm_core::Bytes;

pub const NFT: &[u8] = b"NFT-123456";
pub const SFT: &[u8] = b"SFT-123456";
pub const META: &[u8] = b"DYN-123456";
pub const INVALID: &str = "invalid arguments to process built-in function";

pub const EVERY_ROLE: [&str; 10] = [
    role_name::CREATE,
    role_name::ADD_QUANTITY,
    role_name::INSTANCE_BURN,
    role_name::ADD_URI,
    role_name::UPDATE_ATTRIBUTES,
    role_name::RECREATE,
    role_name::UPDATE,
    role_name::SET_NEW_URI,
    role_name::MODIFY_ROYALTIES,
    role_name::MODIFY_CREATOR,
];

/// A chain in round 9 with a collection of each form, of which Alice may do everything.
pub fn chain() -> Chain {
    let mut chain = Chain::new();
    chain.set_round(9);
    chain.set_collection(NFT, TokenKind::NON_FUNGIBLE_V2, &EVERY_ROLE);
    chain.set_collection(SFT, TokenKind::SEMI_FUNGIBLE, &EVERY_ROLE);
    chain.set_collection(META, TokenKind::DYNAMIC_META, &EVERY_ROLE);
    chain
}

pub fn create(chain: &mut Chain, token: &[u8], quantity: &[u8]) {
    let arguments = [token, quantity, b"name", &[1, 0xf4], b"hash", b"attr", b"uri"];
    chain.expect(ALICE, ALICE, "ESDTNFTCreate", &arguments);
}

/// What [`create`] makes.
pub fn metadata(nonce: u64) -> TokenMetadata {
    TokenMetadata {
        nonce,
        name: Bytes::from_static(b"name"),
        creator: Bytes::copy_from_slice(&ALICE.0),
        royalties: 500,
        hash: Bytes::from_static(b"hash"),
        uris: vec![Bytes::from_static(b"uri")],
        attributes: Bytes::from_static(b"attr"),
    }
}

pub fn quantity(record: Option<DigitalToken>) -> u64 {
    record.map_or(0, |it| u64::try_from(it.value).unwrap())
}
