//! Storage keys. All have production's protected prefix, so that no contract can write them.

use super::number_bytes;

const TOKEN: &[u8] = b"ELRONDesdt";
const ROLE: &[u8] = b"ELRONDroleesdt";
const LATEST_NONCE: &[u8] = b"ELRONDnonce";
const TRANSFER_ROLE: &[u8] = b"ELRONDtransferesdt";

/// Where an account has its balance of a fungible token, and the system account a token's settings.
#[must_use]
pub fn token_key(token: &[u8]) -> Vec<u8> {
    [TOKEN, token].concat()
}

/// Where an account has one instance of a collection, and the system account the instance's
/// metadata; with nonce 0, the key of the token itself.
#[must_use]
pub fn instance_key(token: &[u8], nonce: u64) -> Vec<u8> {
    [TOKEN, token, &number_bytes(nonce)].concat()
}

/// Where an account has its roles of a token.
#[must_use]
pub fn role_key(token: &[u8]) -> Vec<u8> {
    [ROLE, token].concat()
}

/// Where the creator of a collection has the nonce that it gave out last.
#[must_use]
pub fn latest_nonce_key(token: &[u8]) -> Vec<u8> {
    [LATEST_NONCE, token].concat()
}

/// Where the system account has the addresses with the transfer role of a token.
#[must_use]
pub fn transfer_role_key(token: &[u8]) -> Vec<u8> {
    [TRANSFER_ROLE, token].concat()
}
