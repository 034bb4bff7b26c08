//! Block, transaction and configuration as revm's opcodes read them.

use revm::context::{BlockEnv, TxEnv};
use revm::context_interface::block::BlobExcessGasAndPrice;
use revm::context_interface::transaction::TransactionType;
use revm::primitives::hardfork::SpecId;
use revm::primitives::keccak256;
use vm_core::{Environment, TransactionInfo, U256};

/// The block. Where it has no random value of its own (EIP-4399), its random seed is hashed.
pub(crate) fn block_env(environment: &Environment, fork: SpecId) -> BlockEnv {
    let block = &environment.block;
    let random = block.prev_randao.unwrap_or_else(|| keccak256(&block.random_seed));
    BlockEnv {
        number: U256::from(block.nonce),
        beneficiary: block.beneficiary,
        timestamp: U256::from(block.timestamp()),
        gas_limit: block.gas_limit,
        basefee: block.base_fee,
        difficulty: block.difficulty,
        prevrandao: Some(random),
        blob_excess_gas_and_price: block
            .excess_blob_gas
            .map(|excess| BlobExcessGasAndPrice::new_with_spec(excess, fork)),
        slot_num: 0,
    }
}

/// Sets what opcodes read of the transaction: origin, gas price, blob hashes.
pub(crate) fn set_transaction(context: &mut TxEnv, transaction: &TransactionInfo) {
    let kind = if transaction.blob_hashes.is_empty() {
        TransactionType::Legacy
    } else {
        TransactionType::Eip4844
    };
    context.tx_type = kind.into();
    context.caller = transaction.origin.face;
    context.gas_price = transaction.evm_gas_price.saturating_to();
    context.blob_hashes.clone_from(&transaction.blob_hashes);
}
