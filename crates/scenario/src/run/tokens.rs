//! Tokens of accounts: from a scenario into production's stored form, and back.
//!
//! Source: `mx-chain-scenario-go:worldmock/esdtconvert/`.

use crate::model::EsdtToken;
use num_bigint::BigUint;
use std::collections::BTreeMap;
use system_vm::{
    DigitalToken, Malformed, TokenKind, TokenMetadata, TokenRoles, instance_key, latest_nonce_key,
    role_key,
};
use vm_core::Bytes;

type Storage = BTreeMap<Bytes, Bytes>;

const TOKEN_PREFIX: &[u8] = b"ELRONDesdt";
const ROLE_PREFIX: &[u8] = b"ELRONDroleesdt";
const NONCE_PREFIX: &[u8] = b"ELRONDnonce";
/// Length of what follows the dash of a token identifier.
const RANDOM_PART: usize = 6;

/// Writes the tokens of an account. The reference stores metadata for every token, fungible ones too.
pub(super) fn write_tokens(tokens: &[EsdtToken], storage: &mut Storage) {
    for token in tokens {
        let identifier = &token.identifier.value;
        let is_frozen = token.frozen.as_ref().is_some_and(|it| it.value > 0);
        for instance in &token.instances {
            let metadata = TokenMetadata {
                nonce: instance.nonce.value,
                name: Bytes::new(),
                creator: bytes(instance.creator.as_ref().map(|it| &it.value)),
                royalties: u32::try_from(instance.royalties.value).unwrap_or(u32::MAX),
                hash: bytes(Some(&instance.hash.value)),
                uris: instance.uris.iter().map(|it| bytes(Some(&it.value))).collect(),
                attributes: bytes(Some(&instance.attributes.value)),
            };
            let record = DigitalToken {
                kind: TokenKind::FUNGIBLE,
                value: instance.balance.value.clone(),
                properties: Bytes::copy_from_slice(&[u8::from(is_frozen), 0]),
                metadata: Some(metadata),
                reserved: Bytes::new(),
            };
            put(storage, instance_key(identifier, instance.nonce.value), record.encode());
        }
        let last_nonce = token.last_nonce.as_ref().map_or(0, |it| it.value);
        put(storage, latest_nonce_key(identifier), number_bytes(last_nonce));
        let roles = TokenRoles(
            token.roles.iter().map(|it| Bytes::copy_from_slice(it.as_bytes())).collect(),
        );
        put(storage, role_key(identifier), roles.encode());
    }
}

fn bytes(value: Option<&Vec<u8>>) -> Bytes {
    value.map(|it| Bytes::copy_from_slice(it)).unwrap_or_default()
}

/// An empty value is no entry.
fn put(storage: &mut Storage, key: Vec<u8>, value: Vec<u8>) {
    if value.is_empty() {
        storage.remove(key.as_slice());
    } else {
        storage.insert(key.into(), value.into());
    }
}

fn number_bytes(number: u64) -> Vec<u8> {
    number.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect()
}

/// What an account holds of one token.
#[derive(Debug, Default)]
pub(super) struct Holding {
    /// Instances with a balance, by nonce.
    pub(super) instances: BTreeMap<u64, DigitalToken>,
    /// Nonce given out last.
    pub(super) last_nonce: u64,
    /// Roles.
    pub(super) roles: Vec<Bytes>,
}

/// Every token of an account, by identifier. Metadata in the system account wins over the account's.
pub(super) fn read_tokens(
    storage: &Storage,
    system: Option<&Storage>,
) -> Result<BTreeMap<Vec<u8>, Holding>, Malformed> {
    let mut holdings: BTreeMap<Vec<u8>, Holding> = BTreeMap::new();
    for (key, value) in storage {
        if let Some(name) = key.strip_prefix(TOKEN_PREFIX) {
            let mut token = DigitalToken::decode(value)?;
            // Under the key of a fungible token the system account has settings, which are no record.
            let shared = system.and_then(|it| it.get(key)).map(|it| DigitalToken::decode(it));
            if let Some(Ok(DigitalToken { metadata: Some(metadata), .. })) = shared {
                token.metadata = Some(metadata);
            }
            if token.value != BigUint::ZERO {
                let (identifier, nonce) = split_name(name, token.metadata.as_ref());
                holdings.entry(identifier).or_default().instances.insert(nonce, token);
            }
        } else if let Some(name) = key.strip_prefix(NONCE_PREFIX) {
            holdings.entry(name.to_vec()).or_default().last_nonce = number(value);
        } else if let Some(name) = key.strip_prefix(ROLE_PREFIX) {
            holdings.entry(name.to_vec()).or_default().roles = TokenRoles::decode(value)?.0;
        }
    }
    Ok(holdings)
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number: u64, byte| (number << 8) | u64::from(*byte))
}

/// Token identifier and nonce of a key. The metadata knows the nonce; without it, the identifier
/// ends six bytes behind its last dash.
fn split_name(name: &[u8], metadata: Option<&TokenMetadata>) -> (Vec<u8>, u64) {
    if let Some(metadata) = metadata {
        let nonce = number_bytes(metadata.nonce);
        if let Some(identifier) = name.strip_suffix(nonce.as_slice()) {
            return (identifier.to_vec(), metadata.nonce);
        }
    }
    let dash = name.iter().position(|byte| *byte == b'-');
    let end = dash.and_then(|it| it.checked_add(RANDOM_PART)).and_then(|it| it.checked_add(1));
    match end.and_then(|it| name.split_at_checked(it)) {
        Some((identifier, nonce)) => (identifier.to_vec(), number(nonce)),
        None => (name.to_vec(), 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EsdtInstance, Given};

    fn given<T>(value: T) -> Given<T> {
        Given { value, text: String::new() }
    }

    #[test]
    fn tokens_are_read_back_as_written() {
        let instance = |nonce, balance: u32| EsdtInstance {
            nonce: given(nonce),
            balance: given(BigUint::from(balance)),
            attributes: given(vec![5]),
            ..EsdtInstance::default()
        };
        let token = |name: &str, instances, last_nonce, roles: &[&str]| EsdtToken {
            identifier: given(name.as_bytes().to_vec()),
            instances,
            last_nonce: Some(given(last_nonce)),
            roles: roles.iter().map(|it| (*it).to_owned()).collect(),
            frozen: None,
        };
        let tokens = [
            token("GOLD-123456", vec![instance(0, 7)], 0, &["ESDTRoleLocalMint"]),
            token("plain", vec![instance(300, 1), instance(2, 3), instance(4, 0)], 300, &[]),
        ];
        let mut storage = Storage::new();
        write_tokens(&tokens, &mut storage);
        let held = read_tokens(&storage, None).unwrap();
        assert_eq!(held.len(), 2);
        let gold = &held[b"GOLD-123456".as_slice()];
        assert_eq!(gold.instances[&0].value, BigUint::from(7u8));
        assert_eq!(gold.roles, [Bytes::from_static(b"ESDTRoleLocalMint")]);
        let plain = &held[b"plain".as_slice()];
        assert_eq!(plain.instances.keys().copied().collect::<Vec<_>>(), [2, 300]);
        assert_eq!((plain.last_nonce, plain.roles.len()), (300, 0));
    }

    /// As production's account holds them: metadata lies in the system account.
    #[test]
    fn a_key_without_metadata_ends_its_identifier_after_the_random_part() {
        for (name, identifier, nonce) in [
            (&b"GOLD-123456"[..], &b"GOLD-123456"[..], 0),
            (b"GOLD-123456\x01\x02", b"GOLD-123456", 0x102),
            (b"GOLD", b"GOLD", 0),
            (b"GOLD-12", b"GOLD-12", 0),
        ] {
            assert_eq!(split_name(name, None), (identifier.to_vec(), nonce));
        }
    }

    #[test]
    fn a_known_record_has_the_oracles_bytes() {
        let token = EsdtToken {
            identifier: given(b"T".to_vec()),
            instances: vec![EsdtInstance { balance: given(BigUint::ZERO), ..Default::default() }],
            last_nonce: None,
            roles: Vec::new(),
            frozen: Some(given(1)),
        };
        let mut storage = Storage::new();
        write_tokens(&[token], &mut storage);
        let record = &storage[b"ELRONDesdtT".as_slice()];
        assert_eq!(hex::encode(record), "120200001a0201002200");
    }
}
