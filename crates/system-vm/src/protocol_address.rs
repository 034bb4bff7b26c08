//! Fixed addresses of the protocol: contracts, and callers that no key has
//! (`mx-chain-go:vm/address.go`). Contracts that production does not have are numbered from 16 on.

use alloy_primitives::hex;
use vm_core::Address;

/// Address of the staking contract.
pub const STAKING_ADDRESS: Address =
    Address(hex!("000000000000000000010000000000000000000000000000000000000000ffff"));

/// Address of the validator contract.
pub const VALIDATOR_ADDRESS: Address =
    Address(hex!("000000000000000000010000000000000000000000000000000000000001ffff"));

/// Address of the governance contract.
pub const GOVERNANCE_ADDRESS: Address =
    Address(hex!("000000000000000000010000000000000000000000000000000000000003ffff"));

/// Address of the delegation manager.
pub const DELEGATION_MANAGER_ADDRESS: Address =
    Address(hex!("000000000000000000010000000000000000000000000000000000000004ffff"));

/// Address of the delegation contract from which all others are made. The others follow it.
pub const FIRST_DELEGATION_ADDRESS: Address =
    Address(hex!("0000000000000000000100000000000000000000000000000000000001ffffff"));

/// Address of the gateway, through which Solidity calls what call data cannot carry. Production has none.
pub const GATEWAY_ADDRESS: Address =
    Address(hex!("000000000000000000010000000000000000000000000000000000000010ffff"));

/// Address of the contract that links keys. Production has none.
pub const LINK_ADDRESS: Address =
    Address(hex!("000000000000000000010000000000000000000000000000000000000011ffff"));

/// Who calls at the end of an epoch.
pub const END_OF_EPOCH_ADDRESS: Address =
    Address(hex!("000000000000000000010000000000ffffffffffffffffffffffffffffffffff"));

/// Who jails nodes.
pub const JAILING_ADDRESS: Address =
    Address(hex!("00000000000000000001000000000000ffffffffffffffffffffffffffffffff"));
