//! Token data as the ledger stores it: `ESDigitalToken` in protobuf form, under protected keys
//! (`mx-chain-vm-common-go:builtInFunctions/esdtDataStorage.go`).

use crate::calls::number_bytes;
use crate::error::HookError;
use crate::guest::{Guest, GuestAccess};
use num_bigint::BigUint;
use vm_core::{Address, Bytes, HookTrap};

/// Balances and data of tokens.
const TOKEN_PREFIX: &[u8] = b"ELRONDesdt";
/// Roles of an account for a token.
const ROLE_PREFIX: &[u8] = b"ELRONDroleesdt";
/// The newest nonce of a collection.
const NONCE_PREFIX: &[u8] = b"ELRONDnonce";

/// Token types whose metadata lies with the owner, not with the system account.
const METADATA_WITH_OWNER: [u64; 2] = [2, 5];

/// Metadata of a non-fungible token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TokenMetadata {
    pub(crate) name: Bytes,
    pub(crate) creator: Bytes,
    pub(crate) royalties: u64,
    pub(crate) hash: Bytes,
    pub(crate) uris: Vec<Bytes>,
    pub(crate) attributes: Bytes,
}

/// What an account holds of a token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TokenData {
    pub(crate) kind: u64,
    pub(crate) value: BigUint,
    pub(crate) properties: Bytes,
    pub(crate) metadata: Option<TokenMetadata>,
}

/// The key of a token, and of one instance of it.
fn token_key(token: &[u8], nonce: u64) -> Vec<u8> {
    let mut key = [TOKEN_PREFIX, token].concat();
    if nonce > 0 {
        key.extend_from_slice(&number_bytes(nonce));
    }
    key
}

/// The key of the roles for a token.
pub(crate) fn role_key(token: &[u8]) -> Vec<u8> {
    [ROLE_PREFIX, token].concat()
}

/// The key of the newest nonce of a collection.
pub(crate) fn nonce_key(token: &[u8]) -> Vec<u8> {
    [NONCE_PREFIX, token].concat()
}

/// Reads what an account holds of a token; nothing for an account that does not exist. The flat cost
/// of the hook covers it.
///
/// # Errors
/// [`HookError::BadTokenData`] when the stored bytes are no token.
pub(crate) fn token_data(
    guest: &mut Guest<'_>,
    address: &[u8],
    token: &[u8],
    nonce: u64,
) -> Result<TokenData, HookTrap> {
    let Some(address) = Address::from_slice(address) else {
        return Ok(TokenData::default());
    };
    let key = token_key(token, nonce);
    let stored = stored(guest, &address, &key)?;
    if stored.is_empty() {
        return Ok(TokenData::default());
    }
    let mut data = guest.check(parse_token(&stored).ok_or(HookError::BadTokenData))?;
    if nonce > 0 && !METADATA_WITH_OWNER.contains(&data.kind) {
        let global = self::stored(guest, &Address::SYSTEM_ACCOUNT, &key)?;
        if !global.is_empty() {
            let global = guest.check(parse_token(&global).ok_or(HookError::BadTokenData))?;
            data.metadata = global.metadata.or(data.metadata);
        }
    }
    Ok(data)
}

/// The two bytes of a token's global settings; zero when there are none.
pub(crate) fn global_settings(guest: &mut Guest<'_>, token: &[u8]) -> Result<[u8; 2], HookTrap> {
    let key = token_key(token, 0);
    let stored = stored(guest, &Address::SYSTEM_ACCOUNT, &key)?;
    Ok(stored.as_ref().try_into().unwrap_or_default())
}

fn stored(guest: &mut Guest<'_>, address: &Address, key: &[u8]) -> Result<Bytes, HookTrap> {
    let account = guest.context.reference(address)?;
    let read = guest.context.journal()?.peek_storage(&account, key);
    Ok(guest.check(read)?.value)
}

/// One field of a protobuf message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

impl<'a> Field<'a> {
    const fn bytes(self) -> Option<&'a [u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::Number(_) => None,
        }
    }

    const fn number(self) -> Option<u64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Bytes(_) => None,
        }
    }
}

/// Reads a variable-length number and what follows it.
fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0_u64;
    let mut shift = 0_u32;
    let mut rest = bytes;
    loop {
        let (byte, after) = rest.split_first()?;
        rest = after;
        number |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some((number, rest));
        }
        shift = shift.checked_add(7).filter(|shift| *shift < 64)?;
    }
}

/// Reads the fields of a message in order; `None` when the bytes are no message.
fn fields(mut bytes: &[u8]) -> Option<Vec<(u64, Field<'_>)>> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let (tag, rest) = varint(bytes)?;
        let (field, rest) = match tag & 7 {
            0 => {
                let (number, rest) = varint(rest)?;
                (Field::Number(number), rest)
            }
            1 => (Field::Bytes(rest.get(..8)?), rest.get(8..)?),
            2 => {
                let (length, rest) = varint(rest)?;
                let (value, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
                (Field::Bytes(value), rest)
            }
            5 => (Field::Bytes(rest.get(..4)?), rest.get(4..)?),
            _ => return None,
        };
        found.push((tag >> 3, field));
        bytes = rest;
    }
    Some(found)
}

/// Reads an `ESDigitalToken`: type, value with a sign byte, properties, metadata, reserved.
fn parse_token(bytes: &[u8]) -> Option<TokenData> {
    let mut token = TokenData::default();
    for (number, field) in fields(bytes)? {
        match number {
            1 => token.kind = field.number()?,
            2 => token.value = BigUint::from_bytes_be(field.bytes()?.get(1..).unwrap_or_default()),
            3 => token.properties = Bytes::copy_from_slice(field.bytes()?),
            4 => token.metadata = Some(parse_metadata(field.bytes()?)?),
            _ => {}
        }
    }
    Some(token)
}

fn parse_metadata(bytes: &[u8]) -> Option<TokenMetadata> {
    let mut metadata = TokenMetadata::default();
    for (number, field) in fields(bytes)? {
        let copied = field.bytes().map(Bytes::copy_from_slice);
        match number {
            2 => metadata.name = copied?,
            3 => metadata.creator = copied?,
            4 => metadata.royalties = field.number()?,
            5 => metadata.hash = copied?,
            6 => metadata.uris.push(copied?),
            7 => metadata.attributes = copied?,
            _ => {}
        }
    }
    Some(metadata)
}

/// The names in a list of roles, which is a message with one repeated field.
pub(crate) fn parse_roles(bytes: &[u8]) -> Vec<Bytes> {
    let fields = fields(bytes).unwrap_or_default();
    fields.into_iter().filter_map(|(_, field)| field.bytes().map(Bytes::copy_from_slice)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::hex;

    #[test]
    fn a_fungible_balance_is_read() {
        // What the oracle's node stores for 1000 units.
        let token = parse_token(&hex!("1203 0003e8")).unwrap();
        assert_eq!(token.value, BigUint::from(1000_u32));
        assert_eq!(token.metadata, None);
        assert_eq!(parse_token(&hex!("1202 0000")).unwrap().value, BigUint::ZERO);
    }

    #[test]
    fn an_instance_has_metadata() {
        let bytes = hex!("0801 1202 0001 220e 0801 1203 4e4654 20f403 3202 7531");
        let token = parse_token(&bytes).unwrap();
        let metadata = token.metadata.unwrap();
        assert_eq!(token.kind, 1);
        assert_eq!(metadata.name.as_ref(), b"NFT");
        assert_eq!(metadata.royalties, 500);
        assert_eq!(metadata.uris, vec![Bytes::from_static(b"u1")]);
    }

    #[test]
    fn other_bytes_are_no_token() {
        for bytes in [&hex!("12ff")[..], &hex!("1205 00"), &hex!("0f"), &hex!("80")] {
            assert_eq!(parse_token(bytes), None, "{bytes:?}");
        }
        let roles = parse_roles(&hex!("0a02 4142 0a01 43"));
        assert_eq!(roles, vec![Bytes::from_static(b"AB"), Bytes::from_static(b"C")]);
    }
}
