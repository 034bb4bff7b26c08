//! The form of a state test: one transaction in several variants, and what each fork makes of them.

use alloy_primitives::{Address, B256, Bytes, U256};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
pub(super) struct Unit {
    pub(super) env: Env,
    pub(super) pre: BTreeMap<Address, Account>,
    pub(super) transaction: Parts,
    pub(super) post: BTreeMap<String, Vec<Post>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Env {
    pub(super) current_coinbase: Address,
    #[serde(default)]
    pub(super) current_difficulty: U256,
    pub(super) current_gas_limit: U256,
    pub(super) current_number: U256,
    pub(super) current_timestamp: U256,
    pub(super) current_base_fee: Option<U256>,
    pub(super) current_random: Option<B256>,
    pub(super) current_excess_blob_gas: Option<U256>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Account {
    pub(super) balance: U256,
    pub(super) code: Bytes,
    pub(super) nonce: U256,
    pub(super) storage: BTreeMap<U256, U256>,
}

/// What of the transaction is not read from its bytes.
#[derive(Deserialize)]
pub(super) struct Parts {
    pub(super) sender: Address,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Post {
    pub(super) hash: B256,
    pub(super) logs: B256,
    pub(super) indexes: Indexes,
    /// The signed transaction.
    pub(super) txbytes: Bytes,
    pub(super) expect_exception: Option<String>,
    /// The whole state afterwards, in one of the collections.
    #[serde(default)]
    pub(super) state: BTreeMap<Address, Account>,
}

#[derive(Clone, Copy, Deserialize)]
pub(super) struct Indexes {
    pub(super) data: usize,
    pub(super) gas: usize,
    pub(super) value: usize,
}
