//! Accounts, as set and as checked.

use num_bigint::BigUint;

use super::{Address, Check, Given, ListCheck, MapCheck, Vm};

/// An account put into the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Line in the file, from 1.
    pub line: u32,
    /// The address.
    pub address: Address,
    /// Comment.
    pub comment: String,
    /// Whether the fields given are merged into an existing account; otherwise it is replaced.
    pub update: bool,
    /// Shard.
    pub shard: Option<Given<u64>>,
    /// Nonce.
    pub nonce: Option<Given<u64>>,
    /// Native balance, in the smallest unit.
    pub balance: Option<Given<BigUint>>,
    /// Username.
    pub username: Option<Given<Vec<u8>>>,
    /// Storage by byte keys.
    pub storage: Vec<StorageEntry>,
    /// Code: WASM, or the runtime code of an Ethereum contract.
    pub code: Option<Given<Vec<u8>>>,
    /// Code metadata; the reference takes `05 06` when code is given without it.
    pub code_metadata: Option<Given<Vec<u8>>>,
    /// Owner, any bytes (an address, or empty).
    pub owner: Option<Given<Vec<u8>>>,
    /// Raw text of the pending async call.
    pub async_call_data: String,
    /// Tokens.
    pub esdt: Vec<EsdtToken>,
    /// Developer rewards, in the smallest unit.
    pub developer_rewards: Option<Given<BigUint>>,
    /// VM of the account (extended dialect); otherwise the address says it.
    pub vm: Option<Vm>,
    /// EVM storage (extended dialect).
    pub slots: Vec<SlotEntry>,
}

/// A storage value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StorageEntry {
    /// Key.
    pub key: Given<Vec<u8>>,
    /// Value; empty deletes.
    pub value: Given<Vec<u8>>,
}

/// A word of EVM storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotEntry {
    /// Slot.
    pub slot: Given<[u8; 32]>,
    /// Word; zero deletes.
    pub value: Given<[u8; 32]>,
}

/// A token held by an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EsdtToken {
    /// Token identifier.
    pub identifier: Given<Vec<u8>>,
    /// Instances; a fungible token has one, of nonce 0.
    pub instances: Vec<EsdtInstance>,
    /// Last nonce created by this account.
    pub last_nonce: Option<Given<u64>>,
    /// Roles, by name.
    pub roles: Vec<String>,
    /// Whether the token is frozen: anything but zero is.
    pub frozen: Option<Given<u64>>,
}

/// One instance of a token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EsdtInstance {
    /// Nonce.
    pub nonce: Given<u64>,
    /// Balance.
    pub balance: Given<BigUint>,
    /// Creator: 32 bytes, or none.
    pub creator: Option<Given<Vec<u8>>>,
    /// Royalties, in hundredths of a percent, at most 10,000.
    pub royalties: Given<u64>,
    /// Hash.
    pub hash: Given<Vec<u8>>,
    /// URIs.
    pub uris: Vec<Given<Vec<u8>>>,
    /// Attributes.
    pub attributes: Given<Vec<u8>>,
}

/// Conditions on an account.
///
/// What an omitted field means is said at each field; the rules are those of the reference
/// (`mx-chain-scenario-go:scenario/executor/stepCheckState.go`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountCheck {
    /// Line in the file, from 1.
    pub line: u32,
    /// The address.
    pub address: Address,
    /// Comment.
    pub comment: String,
    /// Nonce; omitted: zero.
    pub nonce: Check<u64>,
    /// Balance; omitted: zero.
    pub balance: Check<BigUint>,
    /// Username; omitted: empty.
    pub username: Check<Vec<u8>>,
    /// Storage by byte keys, protected keys left out; omitted: not checked. A key that is not
    /// listed must be empty unless `+` is there.
    pub storage: MapCheck<StorageCheck>,
    /// Code; omitted: empty.
    pub code: Check<Vec<u8>>,
    /// Code metadata; omitted: not checked.
    pub code_metadata: Check<Vec<u8>>,
    /// Owner; omitted: not checked.
    pub owner: Check<Vec<u8>>,
    /// Pending async call; omitted: not checked.
    pub async_call_data: Check<Vec<u8>>,
    /// Tokens; omitted: the account holds none.
    pub esdt: MapCheck<EsdtCheck>,
    /// Developer rewards; omitted: not checked. (The reference reads the field and never compares it.)
    pub developer_rewards: Check<BigUint>,
    /// VM of the account (extended dialect); omitted: not checked.
    pub vm: Option<Vm>,
    /// EVM storage (extended dialect); omitted: not checked. A slot that is not listed must be zero unless
    /// `+` is there.
    pub slots: MapCheck<SlotCheck>,
    /// Hash of the code: Keccak-256 in the EVM (extended dialect); omitted: not checked.
    pub code_hash: Check<Vec<u8>>,
    /// The 20-byte form of the address (extended dialect); omitted: not checked.
    pub alias: Check<Vec<u8>>,
}

/// A condition on one storage value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StorageCheck {
    /// Key.
    pub key: Given<Vec<u8>>,
    /// Value; a missing entry has the empty value.
    pub value: Check<Vec<u8>>,
}

/// A condition on one EVM slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotCheck {
    /// Slot.
    pub slot: Given<[u8; 32]>,
    /// Word; a missing entry is zero.
    pub value: Check<[u8; 32]>,
}

/// Conditions on a token held by an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EsdtCheck {
    /// Token identifier.
    pub identifier: Given<Vec<u8>>,
    /// Instances by nonce; an instance that is not listed must have balance zero.
    pub instances: Vec<EsdtInstanceCheck>,
    /// Last nonce; omitted: zero.
    pub last_nonce: Check<u64>,
    /// Exactly these roles, in any order.
    pub roles: Vec<String>,
    /// Frozen flag; omitted: not checked. (The reference reads the field and never compares it.)
    pub frozen: Check<u64>,
}

/// Conditions on one instance of a token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EsdtInstanceCheck {
    /// Nonce.
    pub nonce: Given<u64>,
    /// Balance; omitted: zero.
    pub balance: Check<BigUint>,
    /// Creator; omitted: not checked.
    pub creator: Check<Vec<u8>>,
    /// Royalties; omitted: not checked.
    pub royalties: Check<u64>,
    /// Hash; omitted: not checked.
    pub hash: Check<Vec<u8>>,
    /// URIs; omitted: not checked.
    pub uris: ListCheck,
    /// Attributes; omitted: not checked.
    pub attributes: Check<Vec<u8>>,
}
