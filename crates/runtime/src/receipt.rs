//! Receipts as Ethereum has them: of every executed transaction of a block, whatever its kind.
//!
//! An index of logs is complete only if what MultiversX transactions made EVM contracts log is in it, so
//! that they have receipts, too: under a type of their own, their gas in EVM units. A receipt stands at
//! its transaction's place among those that were executed. Its bloom covers EVM logs; MultiversX log
//! entries stay in [`Outcome::logs`].

use crate::merkle::list_root;
use crate::{BlockContext, Outcome, Runtime, TransactionProcessor};
use alloy_primitives::{B256, Bloom, Log};
use alloy_rlp::{Encodable, RlpEncodable};
use vm_core::{AddressForms, EvmAddress, GasUnit, LogRecord, U256};

/// Type byte of the receipt of a transaction that is not Ethereum's. No EIP has given it away.
pub const NATIVE_RECEIPT_TYPE: u8 = 0x6d;

/// What Ethereum's nodes keep of an executed transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EthereumReceipt {
    /// Type byte of the transaction (EIP-2718); zero without a type, [`NATIVE_RECEIPT_TYPE`] for a
    /// transaction that is not Ethereum's.
    pub transaction_type: u8,
    /// Hash of the transaction.
    pub transaction_hash: B256,
    /// Whether its effects are kept (EIP-658).
    pub is_success: bool,
    /// EVM gas that the block had used after it.
    pub cumulative_gas: u64,
    /// EVM gas that it used, refunds taken off.
    pub gas_used: u64,
    /// Price of a unit of that gas, base fee included (EIP-1559); for a transaction of another kind what
    /// its fee comes to, rounded down.
    pub effective_gas_price: U256,
    /// The contract that it made, as the EVM sees it.
    pub contract_address: Option<EvmAddress>,
    /// Gas of its blobs (EIP-4844).
    pub blob_gas: u64,
    /// EVM logs, in order.
    pub logs: Vec<Log>,
    /// Bloom filter over the logs.
    pub bloom: Bloom,
}

/// The part of a receipt that a block commits to.
#[derive(RlpEncodable)]
struct Committed<'a> {
    is_success: bool,
    cumulative_gas: u64,
    bloom: &'a Bloom,
    logs: &'a Vec<Log>,
}

impl EthereumReceipt {
    /// The bytes that a block commits to (EIP-2718, with the status of EIP-658).
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        if self.transaction_type != 0 {
            bytes.push(self.transaction_type);
        }
        let committed = Committed {
            is_success: self.is_success,
            cumulative_gas: self.cumulative_gas,
            bloom: &self.bloom,
            logs: &self.logs,
        };
        committed.encode(&mut bytes);
        bytes
    }
}

/// The root of a block's receipts.
#[must_use]
pub fn receipts_root(receipts: &[EthereumReceipt]) -> B256 {
    list_root(receipts.iter().map(EthereumReceipt::encode))
}

/// The bloom filter over the logs of a block.
#[must_use]
pub fn block_bloom(receipts: &[EthereumReceipt]) -> Bloom {
    let mut bloom = Bloom::ZERO;
    receipts.iter().for_each(|receipt| bloom.accrue_bloom(&receipt.bloom));
    bloom
}

impl Runtime {
    /// The receipt of an executed transaction, before which its block had used `gas_before` EVM gas.
    #[must_use]
    pub fn receipt(
        &self,
        block: &BlockContext,
        transaction: &dyn TransactionProcessor,
        outcome: &Outcome,
        gas_before: u64,
    ) -> EthereumReceipt {
        let ethereum = transaction.as_ethereum();
        let ratio = cross_vm::GasRatio::new(self.config.gas_ratio);
        let gas_used = ratio.convert(outcome.gas.used, outcome.gas.unit, GasUnit::Ethereum);
        let effective_gas_price = match ethereum {
            Some(ethereum) => U256::from(ethereum.envelope.price(block.current.base_fee)),
            None => outcome.fees.paid.checked_div(U256::from(gas_used)).unwrap_or_default(),
        };
        let logs: Vec<Log> = outcome.logs.iter().filter_map(evm_log).cloned().collect();
        EthereumReceipt {
            transaction_type: ethereum.map_or(NATIVE_RECEIPT_TYPE, |it| it.envelope.type_byte()),
            transaction_hash: transaction.hash(),
            is_success: outcome.is_success(),
            cumulative_gas: gas_before.saturating_add(gas_used),
            gas_used,
            effective_gas_price,
            contract_address: outcome.created.map(|it| self.forms.of_address(&it).face),
            blob_gas: ethereum.map_or(0, |it| it.blob_gas()),
            bloom: logs.iter().collect(),
            logs,
        }
    }
}

const fn evm_log(record: &LogRecord) -> Option<&Log> {
    match record {
        LogRecord::Evm { log, .. } | LogRecord::TokenFace { log, .. } => Some(log),
        LogRecord::Native(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::b256;

    fn receipt(transaction_type: u8) -> EthereumReceipt {
        let logs = vec![Log::empty()];
        EthereumReceipt {
            transaction_type,
            is_success: true,
            cumulative_gas: 102_068,
            bloom: logs.iter().collect(),
            logs,
            ..EthereumReceipt::default()
        }
    }

    #[test]
    fn a_block_commits_to_receipts_as_ethereum_does() {
        // One leaf under the path of the key 0x80, hashed by another implementation.
        let root = b256!("9d95db08609318546ab68ef4e6a754ddc471a6f89db57456b6193ae0a6655200");
        assert_eq!(receipts_root(&[receipt(1)]), root);
        let bytes = receipt(1).encode();
        assert_eq!(bytes.first(), Some(&1));
        assert_eq!(receipt(0).encode(), bytes[1..]);
        assert_ne!(
            receipts_root(&[receipt(1), receipt(0)]),
            receipts_root(&[receipt(0), receipt(1)])
        );
    }

    #[test]
    fn a_block_finds_the_logs_of_all_receipts() {
        let other =
            Log::new_unchecked(EvmAddress::repeat_byte(1), vec![B256::ZERO], Vec::new().into());
        let second =
            EthereumReceipt { bloom: [&other].into_iter().collect(), ..EthereumReceipt::default() };
        let bloom = block_bloom(&[receipt(0), second]);
        assert!(bloom.contains_log(&Log::empty()) && bloom.contains_log(&other));
        assert!(!receipt(0).bloom.contains_log(&other));
    }
}
