//! The committed state of a scenario: a world, promised addresses and hashes of recent blocks.

use crate::value::AliasResolver;
use account_map::EvmForms;
use alloy_primitives::{B256, map::HashMap};
use parking_lot::{Mutex, RwLock};
use std::collections::BTreeMap;
use vm_core::{
    AccountData, Address, AddressForms, BlockchainHook, Bytes, EvmAddress, Fault, StoredValue,
    U256, VmType,
};
use world::{World, WorldState};

/// The chain that a scenario runs on.
#[derive(Debug)]
pub(super) struct ScenarioChain {
    /// The state.
    pub(super) world: World,
    promised: RwLock<BTreeMap<(Address, u64), Address>>,
    blocks: RwLock<RecentBlocks>,
    shards: RwLock<Shards>,
}

/// Shards of accounts that are not in shard 0, and the shard in which the present step runs.
#[derive(Debug, Default)]
struct Shards {
    of_account: BTreeMap<Address, u64>,
    own: u64,
    /// Whether a contract that the scenario does not have may be in another shard.
    has_absent: bool,
}

/// Hashes of recent blocks, the latest first, and the number of the latest.
#[derive(Debug, Default)]
struct RecentBlocks {
    nonce: u64,
    hashes: Vec<B256>,
}

impl ScenarioChain {
    pub(super) fn new(state: WorldState) -> Self {
        Self {
            world: World::with_state(state),
            promised: RwLock::default(),
            blocks: RwLock::default(),
            shards: RwLock::default(),
        }
    }

    /// Promises the address of a contract to come; the first promise for a creator and nonce holds.
    pub(super) fn promise(&self, creator: Address, nonce: u64, address: Address) {
        self.promised.write().entry((creator, nonce)).or_insert(address);
    }

    /// Puts an account into a shard.
    pub(super) fn set_shard(&self, address: Address, shard: u64) {
        self.shards.write().of_account.insert(address, shard);
    }

    /// Lets contracts that the scenario does not have be in other shards, as in the reference, whose
    /// scenarios write other shards so.
    pub(super) fn let_absent_contracts_be_elsewhere(&self, is_so: bool) {
        self.shards.write().has_absent = is_so;
    }

    /// Runs what follows in the shard of an account.
    pub(super) fn enter_shard_of(&self, address: &Address) {
        let mut shards = self.shards.write();
        shards.own = shards.of_account.get(address).copied().unwrap_or_default();
    }

    pub(super) fn set_block_nonce(&self, nonce: u64) {
        self.blocks.write().nonce = nonce;
    }

    pub(super) fn set_block_hashes(&self, hashes: Vec<B256>) {
        self.blocks.write().hashes = hashes;
    }
}

impl BlockchainHook for ScenarioChain {
    fn account(&self, address: &Address) -> Result<Option<AccountData>, Fault> {
        self.world.account(address)
    }

    fn storage(&self, address: &Address, key: &[u8]) -> Result<StoredValue, Fault> {
        self.world.storage(address, key)
    }

    fn slot(&self, address: &Address, slot: U256) -> Result<U256, Fault> {
        self.world.slot(address, slot)
    }

    fn has_slots(&self, address: &Address) -> Result<bool, Fault> {
        self.world.has_slots(address)
    }

    fn address_of_alias(&self, alias: EvmAddress) -> Result<Option<Address>, Fault> {
        self.world.address_of_alias(alias)
    }

    fn storage_entries(&self, address: &Address) -> Result<Vec<(Bytes, Bytes)>, Fault> {
        self.world.storage_entries(address)
    }

    fn block_hash(&self, nonce: u64) -> Result<Option<B256>, Fault> {
        let blocks = self.blocks.read();
        let offset = blocks.nonce.checked_sub(nonce).map(usize::try_from);
        Ok(offset.and_then(Result::ok).and_then(|it| blocks.hashes.get(it)).copied())
    }

    fn is_in_shard(&self, address: &Address) -> Result<bool, Fault> {
        let shards = self.shards.read();
        Ok(shards.of_account.get(address).copied().unwrap_or_default() == shards.own)
    }

    fn lets_absent_contracts_be_elsewhere(&self) -> bool {
        self.shards.read().has_absent
    }

    fn new_address(
        &self,
        creator: &Address,
        nonce: u64,
        vm_type: VmType,
    ) -> Result<Option<Address>, Fault> {
        let promised = self.promised.read().get(&(*creator, nonce)).copied();
        Ok(Some(promised.unwrap_or_else(|| mock_address(creator, nonce, vm_type))))
    }
}

/// The address that the reference's mock world gives where none is promised: readable, and not what
/// a chain derives (`mx-chain-scenario-go:worldmock/mockAddress.go`).
fn mock_address(creator: &Address, nonce: u64, vm_type: VmType) -> Address {
    let [first, second] = vm_type.0;
    let [.., low] = nonce.to_be_bytes();
    let head = [0, 0, 0, 0, 0, 0, 0, 0, first, second, 0x11, 0x11, 0x11, 0x11];
    let bytes = head
        .into_iter()
        .chain(creator.0.into_iter().take(15))
        .chain([low])
        .chain(creator.shard_tail());
    let mut address = [0; Address::LENGTH];
    for (target, source) in address.iter_mut().zip(bytes) {
        *target = source;
    }
    Address(address)
}

/// The address forms of a chain, with a memory of the aliases made: an alias that a file names is
/// turned back into the account that it came from.
#[derive(Debug)]
pub(super) struct ChainAliases {
    forms: EvmForms,
    seen: Mutex<HashMap<EvmAddress, Address>>,
}

impl ChainAliases {
    pub(super) fn new(forms: EvmForms) -> Self {
        Self { forms, seen: Mutex::default() }
    }
}

impl AliasResolver for ChainAliases {
    fn alias(&self, address: &[u8; 32]) -> [u8; 20] {
        let reference = self.forms.of_address(&Address(*address));
        if reference.is_aliased {
            self.seen.lock().insert(reference.face, reference.address);
        }
        reference.face.into_array()
    }

    fn canonical(&self, alias: &[u8; 20]) -> [u8; 32] {
        let face = EvmAddress::from(*alias);
        let seen = self.seen.lock().get(&face).copied();
        seen.unwrap_or_else(|| self.forms.of_face(face).address).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &[u8]) -> Address {
        let mut bytes = [b'_'; 32];
        bytes[..name.len()].copy_from_slice(name);
        Address(bytes)
    }

    #[test]
    fn an_address_is_promised_or_made_up() {
        let chain = ScenarioChain::new(WorldState::default());
        let (alice, first, second) = (named(b"alice"), named(b"first"), named(b"second"));
        chain.promise(alice, 7, first);
        chain.promise(alice, 7, second);
        let at = |nonce| chain.new_address(&alice, nonce, VmType::SPACE).unwrap().unwrap();
        assert_eq!(at(7), first);
        assert_eq!(
            at(8).to_string(),
            "0000000000000000050011111111616c6963655f5f5f5f5f5f5f5f5f5f085f5f"
        );
    }

    #[test]
    fn block_hashes_count_back_from_the_current_block() {
        let chain = ScenarioChain::new(WorldState::default());
        chain.set_block_nonce(10);
        chain.set_block_hashes(vec![B256::repeat_byte(1), B256::repeat_byte(2)]);
        for (nonce, expected) in [(11, None), (10, Some(1)), (9, Some(2)), (8, None)] {
            let found = chain.block_hash(nonce).unwrap();
            assert_eq!(found, expected.map(B256::repeat_byte), "{nonce}");
        }
    }

    #[test]
    fn an_alias_leads_back_to_where_it_came_from() {
        let aliases = ChainAliases::new(EvmForms::default());
        let alice = named(b"alice").0;
        let alias = aliases.alias(&alice);
        assert_eq!(aliases.canonical(&alias), alice);
        let other = aliases.canonical(&[9; 20]);
        assert_eq!(aliases.alias(&other), [9; 20]);
    }
}
