//! `dumpState`: the state as JSON.

use super::execution::Execution;
use super::tokens::{Holding, read_tokens};
use crate::value::{Hint, describe};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use system_vm::DigitalToken;
use vm_core::{Address, Bytes};
use world::{WorldAccount, WorldState};

const PROTECTED: &[u8] = b"ELROND";

impl Execution<'_> {
    /// The accounts as an object of `setState`, the runtime's own left out.
    pub(super) fn dump(&self) -> String {
        let state = self.chain.world.state();
        let mut accounts = Map::new();
        for (address, account) in state.accounts() {
            if !self.system.contains(&address) && address != Address::SYSTEM_ACCOUNT {
                let name = self.names.get(&address).cloned();
                let name = name.unwrap_or_else(|| describe(&address.0, Hint::Address));
                accounts.insert(name, account_value(account, &state));
            }
        }
        serde_json::to_string_pretty(&Value::Object(accounts)).unwrap_or_default()
    }
}

fn account_value(account: &WorldAccount, state: &WorldState) -> Value {
    let data = &account.data;
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| {
        fields.insert(name.to_owned(), value);
    };
    put("nonce", json!(data.nonce.to_string()));
    put("balance", json!(data.balance.to_string()));
    if !data.native.username.is_empty() {
        put("username", json!(describe(&data.native.username, Hint::Text)));
    }
    let system = state.account(&Address::SYSTEM_ACCOUNT).map(|it| &it.storage);
    let tokens = read_tokens(&account.storage, system).unwrap_or_default();
    if !tokens.is_empty() {
        put("esdt", tokens_value(&tokens));
    }
    let storage: Map<String, Value> = account
        .storage
        .iter()
        .filter(|(key, _)| !key.starts_with(PROTECTED))
        .map(|(key, value)| (unknown(key), json!(unknown(value))))
        .collect();
    if !storage.is_empty() {
        put("storage", Value::Object(storage));
    }
    let slots: BTreeMap<_, _> = account.slots.iter().collect();
    let slots: Map<String, Value> = slots
        .into_iter()
        .map(|(slot, value)| (format!("{slot:#x}"), json!(format!("{value:#x}"))))
        .collect();
    if !slots.is_empty() {
        put("slots", Value::Object(slots));
    }
    if let Some(vm_type) = data.code.vm_type {
        put("vm", json!(vm_type.to_string()));
        put("code", json!(describe(&data.code.bytes, Hint::Code)));
        put("codeMetadata", json!(describe(&data.native.metadata, Hint::Hex)));
    }
    if let Some(owner) = &data.native.owner {
        put("owner", json!(describe(&owner.0, Hint::Address)));
    }
    if !data.native.developer_reward.is_zero() {
        put("developerRewards", json!(data.native.developer_reward.to_string()));
    }
    Value::Object(fields)
}

fn tokens_value(tokens: &BTreeMap<Vec<u8>, Holding>) -> Value {
    let mut result = Map::new();
    for (identifier, holding) in tokens {
        let instances: Vec<Value> =
            holding.instances.iter().map(|(nonce, token)| instance_value(*nonce, token)).collect();
        let roles: Vec<_> = holding.roles.iter().map(|it| String::from_utf8_lossy(it)).collect();
        let value = json!({
            "instances": instances,
            "lastNonce": holding.last_nonce.to_string(),
            "roles": roles,
        });
        result.insert(describe(identifier, Hint::Text), value);
    }
    Value::Object(result)
}

/// An instance; of its metadata what is not empty.
fn instance_value(nonce: u64, token: &DigitalToken) -> Value {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| {
        fields.insert(name.to_owned(), value);
    };
    put("nonce", json!(nonce.to_string()));
    put("balance", json!(token.value.to_string()));
    let Some(metadata) = &token.metadata else {
        return Value::Object(fields);
    };
    for (name, bytes, hint) in [
        ("creator", &metadata.creator, Hint::Address),
        ("hash", &metadata.hash, Hint::Unknown),
        ("attributes", &metadata.attributes, Hint::Unknown),
    ] {
        if !bytes.is_empty() {
            put(name, json!(describe(bytes, hint)));
        }
    }
    if metadata.royalties > 0 {
        put("royalties", json!(metadata.royalties.to_string()));
    }
    if !metadata.uris.is_empty() {
        let uris: Vec<_> = metadata.uris.iter().map(|it| describe(it, Hint::Text)).collect();
        put("uri", json!(uris));
    }
    Value::Object(fields)
}

fn unknown(bytes: &Bytes) -> String {
    describe(bytes, Hint::Unknown)
}
