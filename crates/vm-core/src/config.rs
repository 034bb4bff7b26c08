//! Chain configuration: what is active from which epoch.

use crate::{EvmAddress, Fault, GasSchedule};
use alloy_primitives::B256;
use revm_primitives::hardfork::SpecId;
use std::sync::Arc;

/// MultiversX releases whose behaviour contracts can tell apart, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Release {
    /// Everything up to VM 1.5 at its first activation.
    Genesis,
    /// `CryptoOpcodesV2Flag` and what came with it.
    CryptoOpcodesV2,
    /// The Barnard opcodes and the fixes that came with them.
    Barnard,
}

/// The rules of one span of epochs.
#[derive(Clone, Debug)]
pub struct Rules {
    /// First epoch of the span.
    pub from_epoch: u32,
    /// MultiversX release.
    pub release: Release,
    /// Gas schedule of `SpaceVM` and the system VM.
    pub gas_schedule: Arc<GasSchedule>,
    /// Ethereum fork of the EVM.
    pub fork: SpecId,
}

/// What distinguishes one chain from another; shared by every session.
#[derive(Clone, Debug)]
pub struct ChainConfig {
    /// Chain id of MultiversX transactions.
    pub chain_id: String,
    /// Chain id of Ethereum transactions, and of the `CHAINID` opcode.
    pub evm_chain_id: u64,
    /// Hash of the genesis block, which signed proofs name beside both ids.
    pub genesis_hash: B256,
    /// MultiversX gas units per EVM gas unit; at least 1.
    pub gas_ratio: u64,
    /// The two shard bytes that end the address of an EVM-born account.
    pub evm_shard_tail: [u8; 2],
    /// Prefix of new token identifiers, as sovereign chains use; may be empty.
    pub token_prefix: String,
    /// The gateway contract through which Solidity reaches what call data cannot carry, if any: the face
    /// of a system contract.
    pub gateway: Option<EvmAddress>,
    /// Depth limits.
    pub limits: DepthLimits,
    /// Rules by epoch, in ascending order; the first starts at epoch 0.
    pub rules: Vec<Rules>,
    /// Fees of MultiversX transactions.
    pub fees: FeeConfig,
    /// Epochs until a guardian that was set without the signature of another one is active; 20 in
    /// production.
    pub guardian_epochs_delay: u32,
    /// Which of Ethereum's transactions the chain takes.
    pub ethereum: EthereumTransactions,
}

/// Which of Ethereum's transactions a chain takes, beside what its fork says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EthereumTransactions {
    /// Whether transactions may have blobs (EIP-4844). Not by default: it takes a network that keeps
    /// the blobs.
    pub blobs: bool,
    /// Whether a transaction without a type may leave its chain id out (EIP-155). So it may by
    /// default, as on Ethereum: deployments that are the same on every chain are signed so.
    pub without_chain_id: bool,
}

impl Default for EthereumTransactions {
    fn default() -> Self {
        Self { blobs: false, without_chain_id: true }
    }
}

/// How deep calls may nest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DepthLimits {
    /// Depth of the deepest frame, the first being at 0, as Ethereum's 1024.
    pub frames: usize,
    /// Live WASM instances, counted through other VMs between them, as in production
    /// (`mx-chain-vm-go:vmhost/hostCore/host.go`).
    pub wasm_instances: usize,
    /// Engines running inside host calls of other engines. A run takes about 10 KiB of the thread's
    /// stack (`tests/tests/native_stack.rs` measures it), so the default ends far under 2 MiB.
    pub native_runs: usize,
}

impl Default for DepthLimits {
    fn default() -> Self {
        Self { frames: 1024, wasm_instances: 10, native_runs: 48 }
    }
}

/// Fee constants (`mx-chain-go:cmd/node/config/economics.toml`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeeConfig {
    /// Gas of moving a balance; every transaction pays it.
    pub move_balance_gas: u64,
    /// Gas per byte of transaction data.
    pub gas_per_data_byte: u64,
    /// Lowest gas price.
    pub min_gas_price: u64,
    /// Numerator of the price factor for execution gas; production uses 0.01.
    pub price_modifier_numerator: u64,
    /// Denominator of the price factor.
    pub price_modifier_denominator: u64,
    /// Highest gas limit of a transaction.
    pub max_gas_limit: u64,
    /// Percentage of a contract's execution fee that its owner can claim.
    pub developer_percentage: u64,
    /// A transaction whose limit is more than this many times what it used loses the excess.
    pub max_gas_higher_factor: u64,
    /// Gas that the second signature of a guarded transaction costs.
    pub guarded_gas: u64,
    /// Highest gas price of a `SetGuardian` that no guardian signed.
    pub max_gas_price_set_guardian: u64,
}

impl Default for FeeConfig {
    fn default() -> Self {
        Self {
            move_balance_gas: 50_000,
            gas_per_data_byte: 1_500,
            min_gas_price: 1_000_000_000,
            price_modifier_numerator: 1,
            price_modifier_denominator: 100,
            max_gas_limit: 600_000_000,
            developer_percentage: 30,
            max_gas_higher_factor: 10,
            guarded_gas: 50_000,
            max_gas_price_set_guardian: 2_000_000_000,
        }
    }
}

impl ChainConfig {
    /// The rules that are active at an epoch.
    ///
    /// # Errors
    /// [`Fault::Configuration`] when no rules start at or before the epoch.
    pub fn rules_at(&self, epoch: u32) -> Result<&Rules, Fault> {
        self.rules
            .iter()
            .rev()
            .find(|rules| rules.from_epoch <= epoch)
            .ok_or(Fault::Configuration("no rules for this epoch"))
    }
}
