//! The form of a state test: one transaction in several variants, and what each fork makes of them.

use alloy_primitives::{Address, B256, Bytes, Signature, U256, keccak256};
use runtime::{AccessListItem, Authorization, Envelope, EthereumTransaction, FeeCap};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Half of the order of secp256k1; a larger `s` is no valid signature (EIP-2).
const HALF_ORDER: [u64; 4] =
    [0xdfe9_2f46_681b_20a0, 0x5d57_6e73_57a4_501d, 0xffff_ffff_ffff_ffff, 0x7fff_ffff_ffff_ffff];

/// First byte of what an authority signs (EIP-7702).
const AUTHORIZATION_MAGIC: u8 = 5;

#[derive(Deserialize)]
pub(crate) struct Unit {
    pub(crate) env: Env,
    pub(crate) pre: BTreeMap<Address, Account>,
    transaction: Parts,
    pub(crate) post: BTreeMap<String, Vec<Post>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Env {
    pub(crate) current_coinbase: Address,
    #[serde(default)]
    pub(crate) current_difficulty: U256,
    pub(crate) current_gas_limit: U256,
    pub(crate) current_number: U256,
    pub(crate) current_timestamp: U256,
    pub(crate) current_base_fee: Option<U256>,
    pub(crate) current_random: Option<B256>,
    pub(crate) current_excess_blob_gas: Option<U256>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Account {
    pub(crate) balance: U256,
    pub(crate) code: Bytes,
    pub(crate) nonce: U256,
    pub(crate) storage: BTreeMap<U256, U256>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Parts {
    data: Vec<Bytes>,
    gas_limit: Vec<U256>,
    /// Some are no numbers, and have to be refused.
    value: Vec<String>,
    gas_price: Option<U256>,
    max_fee_per_gas: Option<U256>,
    max_priority_fee_per_gas: Option<U256>,
    max_fee_per_blob_gas: Option<U256>,
    nonce: U256,
    sender: Address,
    /// Empty for a creation.
    to: String,
    #[serde(default)]
    access_lists: Vec<Option<Vec<Item>>>,
    authorization_list: Option<Vec<Permission>>,
    #[serde(default)]
    blob_versioned_hashes: Vec<B256>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    address: Address,
    storage_keys: Vec<U256>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Permission {
    chain_id: U256,
    address: Address,
    nonce: U256,
    v: U256,
    r: U256,
    s: U256,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Post {
    pub(crate) hash: B256,
    pub(crate) logs: B256,
    pub(crate) indexes: Indexes,
    pub(crate) expect_exception: Option<String>,
    /// The whole state afterwards, in one of the collections.
    #[serde(default)]
    pub(crate) state: BTreeMap<Address, Account>,
}

#[derive(Clone, Copy, Deserialize)]
pub(crate) struct Indexes {
    pub(crate) data: usize,
    pub(crate) gas: usize,
    pub(crate) value: usize,
}

impl Unit {
    /// The transaction of a variant; `None` when it has no encoding.
    pub(crate) fn transaction(&self, indexes: Indexes) -> Option<EthereumTransaction> {
        let parts = &self.transaction;
        let to = if parts.to.is_empty() { None } else { Some(parts.to.parse().ok()?) };
        let list = parts.access_lists.get(indexes.data).and_then(Option::as_ref);
        let items = list
            .into_iter()
            .flatten()
            .map(|item| AccessListItem { address: item.address, slots: item.storage_keys.clone() });
        Some(EthereumTransaction {
            sender: parts.sender,
            nonce: parts.nonce.try_into().ok()?,
            chain_id: Some(1),
            to,
            value: parts.value.get(indexes.value)?.parse().ok()?,
            data: parts.data.get(indexes.data)?.clone(),
            gas_limit: parts.gas_limit.get(indexes.gas)?.saturating_to(),
            access_list: items.collect(),
            envelope: parts.envelope(list.is_some())?,
            hash: B256::ZERO,
        })
    }
}

impl Parts {
    fn envelope(&self, has_list: bool) -> Option<Envelope> {
        let number = |value: Option<U256>| u128::try_from(value.unwrap_or_default()).ok();
        let Some(price) = self.max_fee_per_gas else {
            let gas_price = number(self.gas_price)?;
            return Some(if has_list {
                Envelope::AccessList { gas_price }
            } else {
                Envelope::Legacy { gas_price }
            });
        };
        let priority = number(self.max_priority_fee_per_gas)?;
        let fee = FeeCap { price: number(Some(price))?, priority };
        Some(if self.max_fee_per_blob_gas.is_some() {
            Envelope::Blob {
                fee,
                blob_price: number(self.max_fee_per_blob_gas)?,
                blob_hashes: self.blob_versioned_hashes.clone(),
            }
        } else if let Some(list) = &self.authorization_list {
            let authorizations = list.iter().map(Permission::authorization).collect();
            Envelope::SetCode { fee, authorizations }
        } else {
            Envelope::DynamicFee(fee)
        })
    }
}

impl Permission {
    fn authorization(&self) -> Authorization {
        let nonce = u64::try_from(self.nonce).ok();
        Authorization {
            chain_id: self.chain_id,
            address: self.address,
            nonce: nonce.unwrap_or_default(),
            authority: nonce.and_then(|nonce| self.authority(nonce)),
        }
    }

    fn authority(&self, nonce: u64) -> Option<Address> {
        if self.s > U256::from_limbs(HALF_ORDER) || self.v > U256::from(1) {
            return None;
        }
        let mut fields = Vec::new();
        alloy_rlp::Encodable::encode(&self.chain_id, &mut fields);
        alloy_rlp::Encodable::encode(&self.address, &mut fields);
        alloy_rlp::Encodable::encode(&nonce, &mut fields);
        let mut message = vec![AUTHORIZATION_MAGIC];
        alloy_rlp::Header { list: true, payload_length: fields.len() }.encode(&mut message);
        message.extend(fields);
        let signature = Signature::new(self.r, self.s, self.v == U256::from(1));
        signature.recover_address_from_prehash(&keccak256(message)).ok()
    }
}
