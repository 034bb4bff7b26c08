//! The read side of the chain: what the runtime asks the node's committed state for.

use crate::{AccountData, Address, Bytes, EvmAddress, Fault, U256, ValidatorStatus, VmType};
use alloy_primitives::B256;
use core::fmt::Debug;

/// A committed storage value, with what production's gas rule needs to know of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoredValue {
    /// The value; empty when there is none.
    pub value: Bytes,
    /// Depth of the key's leaf in the account's data trie; 0 when the node does not tell.
    pub trie_depth: u32,
}

/// Values of a block that contracts can read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BlockInfo {
    /// Block number.
    pub nonce: u64,
    /// Consensus round.
    pub round: u64,
    /// Epoch.
    pub epoch: u32,
    /// Time in milliseconds since the Unix epoch.
    pub timestamp_ms: u64,
    /// Random seed: 48 bytes in production.
    pub random_seed: Bytes,
    /// State root hash, where the chain has one.
    pub root_hash: Bytes,
    /// Beneficiary as the EVM sees it.
    pub beneficiary: EvmAddress,
    /// Gas limit of the block in EVM gas.
    pub gas_limit: u64,
    /// EIP-1559 base fee per EVM gas.
    pub base_fee: u64,
    /// EIP-4399 random value; when absent, derived from the random seed.
    pub prev_randao: Option<B256>,
    /// Pre-merge difficulty, for old forks.
    pub difficulty: U256,
    /// EIP-4844 excess blob gas.
    pub excess_blob_gas: Option<u64>,
}

impl BlockInfo {
    /// Time in whole seconds since the Unix epoch.
    #[must_use]
    pub const fn timestamp(&self) -> u64 {
        self.timestamp_ms / 1000
    }
}

/// Takes what a face means, once: the address recorded for it, and the account.
pub type FaceView<'a> = &'a mut dyn FnMut(Option<&Address>, Option<&AccountData>);

/// The committed state that one block executes on; read-only.
///
/// It is what the Go hook of the same name reads. What writes or dispatches there is the journal
/// and the dispatcher here. Every account that exists and is not EVM-born has an alias, so that
/// [`BlockchainHook::address_of_alias`] finds it.
pub trait BlockchainHook: Debug + Send + Sync {
    /// The account at an address.
    ///
    /// # Errors
    /// [`Fault::State`] when the state cannot be read; so for every method.
    fn account(&self, address: &Address) -> Result<Option<AccountData>, Fault>;

    /// A byte-keyed storage value.
    ///
    /// # Errors
    /// As [`BlockchainHook::account`].
    fn storage(&self, address: &Address, key: &[u8]) -> Result<StoredValue, Fault>;

    /// A slot of an EVM contract.
    ///
    /// # Errors
    /// As [`BlockchainHook::account`].
    fn slot(&self, address: &Address, slot: U256) -> Result<U256, Fault>;

    /// Whether an account has a slot that is not zero. A contract is not made over one (EIP-7610). No
    /// account has slots without code since EIP-161, so that a chain that started later answers as here.
    ///
    /// # Errors
    /// As [`BlockchainHook::account`].
    fn has_slots(&self, address: &Address) -> Result<bool, Fault> {
        let _ = address;
        Ok(false)
    }

    /// The canonical address recorded for a 20-byte alias.
    ///
    /// # Errors
    /// As [`BlockchainHook::account`].
    fn address_of_alias(&self, alias: EvmAddress) -> Result<Option<Address>, Fault>;

    /// Shows what a face means: the canonical address recorded for it, and the account there, or else the
    /// account at `born`, the address of whoever is born at the face. It is shown where it lies, so that a
    /// state which finds both at once neither looks twice nor copies.
    ///
    /// # Errors
    /// As [`BlockchainHook::account`].
    fn see_face(&self, face: EvmAddress, born: &Address, see: FaceView<'_>) -> Result<(), Fault> {
        let recorded = self.address_of_alias(face)?;
        let account = self.account(recorded.as_ref().unwrap_or(born))?;
        see(recorded.as_ref(), account.as_ref());
        Ok(())
    }

    /// Every byte-keyed value of an account, in key order; used by the sweep of an alias and by dumps.
    ///
    /// # Errors
    /// As [`BlockchainHook::account`].
    fn storage_entries(&self, address: &Address) -> Result<Vec<(Bytes, Bytes)>, Fault>;

    /// Hash of a recent block.
    ///
    /// # Errors
    /// As [`BlockchainHook::account`].
    fn block_hash(&self, nonce: u64) -> Result<Option<B256>, Fault>;

    /// Whether an account lies in the shard whose state this is. What is sent to any other leaves as an
    /// output transfer (`mx-chain-vm-common-go:interface.go`, `GetShardOfAddress`). A chain of one shard
    /// answers yes.
    ///
    /// # Errors
    /// As [`BlockchainHook::account`].
    fn is_in_shard(&self, address: &Address) -> Result<bool, Fault> {
        let _ = address;
        Ok(true)
    }

    /// Whether a contract that is not in this state although [`BlockchainHook::is_in_shard`] says yes may be
    /// elsewhere all the same: what contracts send to it asynchronously or as a payment then leaves, for the
    /// node to carry. A chain of one shard answers no: there, such a call fails in its transaction.
    fn lets_absent_contracts_be_elsewhere(&self) -> bool {
        false
    }

    /// What consensus knows of the node with a BLS key: nothing, on a chain without validators. It is
    /// fixed for a block.
    ///
    /// # Errors
    /// As [`BlockchainHook::account`].
    fn validator(&self, key: &[u8]) -> Result<ValidatorStatus, Fault> {
        let _ = key;
        Ok(ValidatorStatus::default())
    }

    /// How many nodes are eligible in the epoch of the block, which bounds the nodes of one owner.
    /// `None` where the chain does not tell, and does not bound them.
    ///
    /// # Errors
    /// As [`BlockchainHook::account`].
    fn eligible_validators(&self) -> Result<Option<u64>, Fault> {
        Ok(None)
    }

    /// The address that a new WASM contract of a creator and nonce has in the place of the derived
    /// one. A chain answers `None`; scenarios promise addresses
    /// (`mx-chain-scenario-go:worldmock/worldBlockchainHook.go`, `NewAddress`).
    ///
    /// # Errors
    /// As [`BlockchainHook::account`].
    fn new_address(
        &self,
        creator: &Address,
        nonce: u64,
        vm_type: VmType,
    ) -> Result<Option<Address>, Fault> {
        let _ = (creator, nonce, vm_type);
        Ok(None)
    }
}
