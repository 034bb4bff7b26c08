//! Addresses of new contracts.

use alloy_primitives::{B256, U256, keccak256};
use vm_core::{Address, EvmAddress, VmType};

/// Face of a contract made with `CREATE`: the hash of the creator's face and nonce.
#[must_use]
pub fn create_face(creator: EvmAddress, nonce: u64) -> EvmAddress {
    creator.create(nonce)
}

/// Face of a contract made with `CREATE2` (EIP-1014).
#[must_use]
pub fn create2_face(creator: EvmAddress, salt: U256, init_code_hash: B256) -> EvmAddress {
    creator.create2(B256::from(salt), init_code_hash)
}

/// Address of a contract made by a MultiversX account: 8 zero bytes, the VM type, the middle of
/// `keccak256(creator . nonce as 8 little-endian bytes)`, and the creator's shard bytes
/// (`mx-chain-go:process/smartContract/hooks/blockChainHook.go`).
#[must_use]
pub fn space_contract_address(creator: &Address, nonce: u64, vm_type: VmType) -> Address {
    let mut preimage = [0; 40];
    let (head, tail) = preimage.split_at_mut(Address::LENGTH);
    head.copy_from_slice(creator.as_slice());
    tail.copy_from_slice(&nonce.to_le_bytes());
    let mut bytes = keccak256(preimage).0;
    let (zeros, rest) = bytes.split_at_mut(Address::CONTRACT_ZEROS);
    zeros.fill(0);
    let (kind, rest) = rest.split_at_mut(2);
    kind.copy_from_slice(&vm_type.0);
    if let Some(tail) = rest.last_chunk_mut() {
        *tail = creator.shard_tail();
    }
    Address(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::address;

    #[test]
    fn ethereum_addresses_are_ethereums() {
        // EIP-1014, example 1, and the first contract of a well-known key.
        let zero = EvmAddress::ZERO;
        let code_hash = keccak256([0]);
        assert_eq!(
            create2_face(zero, U256::ZERO, code_hash),
            address!("4D1A2e2bB4F88F0250f26Ffff098B0b30B26BF38")
        );
        assert_eq!(
            create_face(address!("f39Fd6e51aad88F6F4ce6aB8827279cffFb92266"), 0),
            address!("5FbDB2315678afecb367f032d93F642f64180aa3")
        );
    }

    #[test]
    fn a_space_contract_keeps_its_creators_shard() {
        let creator = Address([9; 32]);
        let made = space_contract_address(&creator, 3, VmType::SPACE);
        assert_eq!(made.vm_type(), Some(VmType::SPACE));
        assert_eq!(made.shard_tail(), [9, 9]);
        assert_ne!(made, space_contract_address(&creator, 4, VmType::SPACE));
    }
}
