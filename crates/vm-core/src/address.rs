//! Addresses: the canonical 32-byte form, the 20-byte face that the EVM sees, and the pair of both.

use crate::Code;
use core::fmt;

/// The 20-byte address that the EVM and its tools see.
pub type EvmAddress = alloy_primitives::Address;

/// The two bytes of a contract address that name the virtual machine which owns it (bytes 8..10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VmType(pub [u8; 2]);

impl VmType {
    /// System contracts and protocol built-in functions.
    pub const SYSTEM: Self = Self([0, 1]);
    /// Faces of tokens in the EVM.
    pub const TOKEN_FACE: Self = Self([0, 2]);
    /// MultiversX WASM contracts.
    pub const SPACE: Self = Self([5, 0]);
    /// Ethereum contracts.
    pub const EVM: Self = Self([6, 0]);
}

impl fmt::Display for VmType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::SYSTEM => formatter.write_str("system"),
            Self::TOKEN_FACE => formatter.write_str("token face"),
            Self::SPACE => formatter.write_str("wasm"),
            Self::EVM => formatter.write_str("evm"),
            Self([first, second]) => write!(formatter, "vm {first:02x}{second:02x}"),
        }
    }
}

/// The canonical 32-byte address of an account.
///
/// A contract address has 8 leading zero bytes, then its [`VmType`], and ends in two shard bytes;
/// every other address is a public key (`mx-chain-vm-common-go:address.go`).
///
/// It is aligned to words: it is copied a lot, and a copy that overlaps the one before has to wait for it.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(align(8))]
pub struct Address(pub [u8; 32]);

impl Address {
    /// Length in bytes.
    pub const LENGTH: usize = 32;
    /// The all-zero address, which production counts as a contract address.
    pub const ZERO: Self = Self([0; 32]);
    /// The account that holds global token settings and metadata: 32 times `ff`.
    pub const SYSTEM_ACCOUNT: Self = Self([0xff; 32]);
    /// Number of leading zero bytes of a contract address.
    pub const CONTRACT_ZEROS: usize = 8;

    /// Reads an address from a slice of exactly 32 bytes.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The bytes of the address.
    #[must_use]
    pub const fn as_slice(&self) -> &[u8] {
        &self.0
    }

    /// Whether the address has the shape of a contract's: 8 leading zero bytes.
    #[must_use]
    pub fn is_contract_shaped(&self) -> bool {
        self.0.starts_with(&[0; Self::CONTRACT_ZEROS])
    }

    /// The virtual machine that owns the address, for contract-shaped addresses.
    #[must_use]
    pub fn vm_type(&self) -> Option<VmType> {
        let [0, 0, 0, 0, 0, 0, 0, 0, first, second, ..] = self.0 else {
            return None;
        };
        Some(VmType([first, second]))
    }

    /// The last two bytes, which name the shard of a contract.
    #[must_use]
    pub const fn shard_tail(&self) -> [u8; 2] {
        [self.0[30], self.0[31]]
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl From<[u8; 32]> for Address {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

/// Both forms of one account: the canonical address and the face under which the journal keeps it.
///
/// Only an [`AddressForms`] makes one; everybody else passes the pair on.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountRef {
    /// The canonical 32-byte address.
    pub address: Address,
    /// The 20-byte address under which the EVM sees the account.
    pub face: EvmAddress,
    /// Whether the face is a hash of the address, so that only a record leads back from it.
    pub is_aliased: bool,
}

/// The rules by which one form of an address follows from the other; `account-map` implements it.
pub trait AddressForms: fmt::Debug + Send + Sync {
    /// Both forms of the account with a canonical address. Cost: one keccak-256 for an aliased one.
    fn of_address(&self, address: &Address) -> AccountRef;

    /// Both forms of the account with a canonical address, where no hash is needed for that: of every
    /// account that is not aliased. Cost: a few comparisons.
    fn fixed_reference(&self, address: &Address) -> Option<AccountRef> {
        let account = self.of_address(address);
        (!account.is_aliased).then_some(account)
    }

    /// Both forms of the account that a face means when no alias is recorded for it: a system
    /// contract's fixed face, or an account born in the EVM.
    fn of_face(&self, face: EvmAddress) -> AccountRef;

    /// The code that an account has by its address alone, whatever is committed under it: faces of
    /// tokens.
    fn fixed_code(&self, address: &Address) -> Option<&Code> {
        let _ = address;
        None
    }
}

/// Whether a face is a number below 2^16, as those of Ethereum's precompiled contracts are. It tells apart most
/// others from them without a hash.
#[must_use]
#[inline]
pub fn is_low_face(face: &EvmAddress) -> bool {
    face.first_chunk() == Some(&[0_u8; 18])
}

impl fmt::Debug for AccountRef {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.address, self.face)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shape_and_vm_type_are_read_from_the_bytes() {
        let mut bytes = [7; 32];
        assert_eq!(Address(bytes).vm_type(), None);
        bytes[..8].fill(0);
        bytes[8..10].copy_from_slice(&[5, 0]);
        assert_eq!(Address(bytes).vm_type(), Some(VmType::SPACE));
        assert_eq!(Address(bytes).shard_tail(), [7, 7]);
        assert!(Address::ZERO.is_contract_shaped());
        assert_eq!(Address::from_slice(&[0; 31]), None);
    }
}
