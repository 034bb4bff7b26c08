//! Storage keys of a token's face. They lie in the face's own account, under the protocol's prefix.

use super::number_bytes;
use vm_core::EvmAddress;

const PREFIX: &[u8] = b"ELRONDface";

/// What a face keeps, beside what the ledger has. Accounts are named by the faces that their addresses have,
/// which an alias record does not change; a linked face stands for the account's own, except under
/// [`FaceKey::PermitNonce`], which is the key's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FaceKey {
    /// How much of a fungible token there is, or how many instances of a non-fungible collection.
    Supply,
    /// What an account lets another spend of a fungible token.
    Allowance {
        /// Who lets.
        owner: EvmAddress,
        /// Who may spend.
        spender: EvmAddress,
    },
    /// How many permits of a key were used.
    PermitNonce(EvmAddress),
    /// Who has a non-fungible instance.
    Owner(u64),
    /// Which non-fungible instance stands at a place of the collection's list; absent for the one whose nonce
    /// is the place.
    At(u64),
    /// The place of a non-fungible instance; absent where it is the nonce.
    Place(u64),
    /// How many non-fungible instances an account has.
    Count(EvmAddress),
    /// Who may move a non-fungible instance beside its owner.
    Approved(u64),
    /// Whether an account may move all that another has of a collection.
    Operator {
        /// Who lets.
        owner: EvmAddress,
        /// Who may move.
        operator: EvmAddress,
    },
}

impl FaceKey {
    /// The key's bytes.
    pub(crate) fn bytes(self) -> Vec<u8> {
        match self {
            Self::Supply => join(b"supply", &[]),
            Self::Allowance { owner, spender } => {
                join(b"allowance", &[owner.as_slice(), spender.as_slice()])
            }
            Self::PermitNonce(owner) => join(b"nonce", &[owner.as_slice()]),
            Self::Owner(nonce) => join(b"owner", &[&number_bytes(nonce)]),
            Self::At(place) => join(b"at", &[&number_bytes(place)]),
            Self::Place(nonce) => join(b"place", &[&number_bytes(nonce)]),
            Self::Count(owner) => join(b"count", &[owner.as_slice()]),
            Self::Approved(nonce) => join(b"approved", &[&number_bytes(nonce)]),
            Self::Operator { owner, operator } => {
                join(b"operator", &[owner.as_slice(), operator.as_slice()])
            }
        }
    }
}

fn join(name: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    [PREFIX, name, &parts.concat()].concat()
}
