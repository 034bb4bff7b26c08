//! Typed data that keys sign (EIP-712), as far as native contracts ask for it: one struct without nested
//! ones, under a domain with name, version, chain and contract.

use crate::abi::{AbiValue, encode};
use alloy_primitives::{B256, U256, b256, keccak256};
use vm_core::EvmAddress;

/// Version of every domain.
pub(crate) const VERSION: &[u8] = b"1";

/// Hash of `EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)`.
const DOMAIN_TYPE: B256 = b256!("8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f");

/// Which contract of which chain a signature is for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Domain<'a> {
    /// What wallets show.
    pub(crate) name: &'a [u8],
    /// Ethereum's id of the chain.
    pub(crate) chain_id: u64,
    pub(crate) contract: EvmAddress,
}

impl Domain<'_> {
    /// Hash of the domain.
    pub(crate) fn separator(&self) -> B256 {
        keccak256(encode(&[
            AbiValue::from(DOMAIN_TYPE),
            keccak256(self.name).into(),
            keccak256(VERSION).into(),
            U256::from(self.chain_id).into(),
            self.contract.into(),
        ]))
    }

    /// What is signed of a struct: the hash of its type, then its fields, of which texts and bytes are hashed.
    pub(crate) fn digest(&self, values: &[AbiValue]) -> B256 {
        let (separator, hash) = (self.separator(), keccak256(encode(values)));
        keccak256([&[0x19, 0x01], separator.as_slice(), hash.as_slice()].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_is_hashed_as_written() {
        let text =
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
        assert_eq!(keccak256(text), DOMAIN_TYPE);
    }
}
