//! Ethereum's forks by their names in the tests.

use runtime::{BuildError, Runtime};
use vm_core::{ChainConfig, EthereumTransactions, SpecId};

/// Every fork of the tests. Constantinople is run by the rules of the fork that followed a moment later
/// and only took EIP-1283 out of it, which revm does not have; a test that depends on it would fail.
pub(crate) const FORKS: [(&str, SpecId); 15] = [
    ("Frontier", SpecId::FRONTIER),
    ("Homestead", SpecId::HOMESTEAD),
    ("EIP150", SpecId::TANGERINE),
    ("EIP158", SpecId::SPURIOUS_DRAGON),
    ("Byzantium", SpecId::BYZANTIUM),
    ("Constantinople", SpecId::PETERSBURG),
    ("ConstantinopleFix", SpecId::PETERSBURG),
    ("Istanbul", SpecId::ISTANBUL),
    ("Berlin", SpecId::BERLIN),
    ("London", SpecId::LONDON),
    ("Paris", SpecId::MERGE),
    ("Shanghai", SpecId::SHANGHAI),
    ("Cancun", SpecId::CANCUN),
    ("Prague", SpecId::PRAGUE),
    ("Osaka", SpecId::OSAKA),
];

/// The configuration of Ethereum's first chain at a fork: it takes every transaction.
pub(crate) fn config(fork: SpecId) -> Result<ChainConfig, BuildError> {
    let ours = Runtime::builder().fork(fork).build()?;
    Ok(ChainConfig {
        evm_chain_id: 1,
        ethereum: EthereumTransactions { blobs: true, without_chain_id: true },
        ..ours.config().as_ref().clone()
    })
}
