//! Roles of an account for a token.

use crate::protobuf::{Malformed, Reader, Writer};
use vm_core::Bytes;

/// Names of roles.
pub mod role_name {
    /// May mint a fungible token.
    pub const LOCAL_MINT: &str = "ESDTRoleLocalMint";
    /// May burn a fungible token.
    pub const LOCAL_BURN: &str = "ESDTRoleLocalBurn";
    /// May send and receive a token whose transfers are limited.
    pub const TRANSFER: &str = "ESDTTransferRole";
    /// May make new instances.
    pub const CREATE: &str = "ESDTRoleNFTCreate";
    /// May make new instances beside other accounts, in a range of nonces of its own.
    pub const CREATE_MULTI_SHARD: &str = "ESDTRoleNFTCreateMultiShard";
    /// May burn instances.
    pub const INSTANCE_BURN: &str = "ESDTRoleNFTBurn";
    /// May raise the quantity of an instance.
    pub const ADD_QUANTITY: &str = "ESDTRoleNFTAddQuantity";
    /// May add URIs to an instance.
    pub const ADD_URI: &str = "ESDTRoleNFTAddURI";
    /// May change an instance's attributes.
    pub const UPDATE_ATTRIBUTES: &str = "ESDTRoleNFTUpdateAttributes";
    /// May change an instance's metadata.
    pub const UPDATE: &str = "ESDTRoleNFTUpdate";
    /// May replace an instance's metadata.
    pub const RECREATE: &str = "ESDTRoleNFTRecreate";
    /// May become the creator of an instance.
    pub const MODIFY_CREATOR: &str = "ESDTRoleModifyCreator";
    /// May change an instance's royalties.
    pub const MODIFY_ROYALTIES: &str = "ESDTRoleModifyRoyalties";
    /// May replace an instance's URIs.
    pub const SET_NEW_URI: &str = "ESDTRoleSetNewURI";
    /// Everybody may burn the token; the ESDT contract lists it for no address.
    pub const BURN_FOR_ALL: &str = "ESDTRoleBurnForAll";
}

/// A list of roles, or of addresses (`mx-chain-core-go:data/esdt/proto/esdt.proto`, `ESDTRoles`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenRoles(pub Vec<Bytes>);

impl TokenRoles {
    /// Reads stored roles; no bytes are no roles.
    ///
    /// # Errors
    /// [`Malformed`] for bytes that are none.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut decoded = Self::default();
        let mut reader = Reader(bytes);
        while let Some((field, value)) = reader.field()? {
            if field == 1 {
                decoded.0.push(Bytes::copy_from_slice(value.bytes()?));
            }
        }
        Ok(decoded)
    }

    /// The bytes that production stores; empty when there are no roles.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        for role in &self.0 {
            writer.item(1, role);
        }
        writer.finish()
    }

    /// Whether a role, or an address, is in the list.
    #[must_use]
    pub fn contains(&self, role: &[u8]) -> bool {
        self.0.iter().any(|it| it == role)
    }

    /// Takes one occurrence of a role out of the list.
    pub(crate) fn remove(&mut self, role: &[u8]) -> bool {
        let position = self.0.iter().position(|it| it == role);
        if let Some(position) = position {
            self.0.remove(position);
        }
        position.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::hex;

    /// Seen in the storage of mx-chain-go 1.9.6 after `setSpecialRole`.
    #[test]
    fn roles_are_stored_as_in_production() {
        let bytes = hex!(
            "0a1145534454526f6c654c6f63616c4d696e740a1145534454526f6c654c6f63616c4275726e0a10455344545472616e73666572526f6c65"
        );
        let mut roles = TokenRoles::decode(&bytes).unwrap();
        let names = [role_name::LOCAL_MINT, role_name::LOCAL_BURN, role_name::TRANSFER];
        assert_eq!(roles.0, names.map(|name| Bytes::from_static(name.as_bytes())));
        assert_eq!(roles.encode(), bytes);
        assert!(roles.remove(b"ESDTRoleLocalBurn") && !roles.remove(b"ESDTRoleLocalBurn"));
        assert!(roles.contains(b"ESDTTransferRole") && !roles.contains(b"ESDTRoleLocalBurn"));
        assert_eq!(TokenRoles::default().encode(), b"");
    }
}
