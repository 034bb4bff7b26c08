//! The hashes that a state test has of a state and of logs.

use crate::relay::RelayVm;
use alloy_primitives::{B256, Log, U256, keccak256};
use alloy_rlp::RlpEncodable;
use runtime::trie_root;
use vm_core::AddressForms;
use world::{WorldAccount, WorldState};

#[derive(RlpEncodable)]
struct Leaf {
    nonce: u64,
    balance: U256,
    storage_root: B256,
    code_hash: B256,
}

/// The root that Ethereum has for a state: every account is one of the EVM's, but the relay.
pub(super) fn state_root(state: &WorldState, forms: &dyn AddressForms) -> B256 {
    let accounts = state.accounts().into_iter();
    let accounts = accounts.filter(|(address, _)| address.vm_type() != Some(RelayVm::TYPE));
    trie_root(accounts.map(|(address, account)| {
        let key = keccak256(forms.of_address(&address).face);
        (key.to_vec(), alloy_rlp::encode(leaf(account)))
    }))
}

fn leaf(account: &WorldAccount) -> Leaf {
    let slots = account
        .slots
        .iter()
        .map(|(slot, value)| (keccak256(B256::from(*slot)).to_vec(), alloy_rlp::encode(value)));
    let code = &account.data.code;
    Leaf {
        nonce: account.data.nonce,
        balance: account.data.balance,
        storage_root: trie_root(slots),
        code_hash: if code.is_none() { keccak256([]) } else { code.hash },
    }
}

/// The hash of logs.
pub(super) fn logs_hash(logs: &[Log]) -> B256 {
    let mut encoded = Vec::new();
    alloy_rlp::encode_list::<_, Log>(logs, &mut encoded);
    keccak256(encoded)
}

/// A number as the hash of a block of that number.
pub(super) fn block_hash(number: u64) -> B256 {
    keccak256(U256::from(number).to_string())
}
