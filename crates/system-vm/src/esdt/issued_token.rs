//! What the ESDT contract keeps of a token.

use crate::protobuf::{Malformed, Reader, Writer};
use num_bigint::BigUint;
use vm_core::Bytes;

/// A token as the ESDT contract stores it under its identifier
/// (`mx-chain-go:vm/systemSmartContracts/esdt.proto`, `ESDTDataV2`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IssuedToken {
    /// Address of the account that manages it.
    pub owner: Bytes,
    /// Name.
    pub name: Bytes,
    /// Ticker, without the random part of the identifier.
    pub ticker: Bytes,
    /// Type, for instance `FungibleESDT`.
    pub kind: Bytes,
    /// Whether the owner may mint at the contract.
    pub is_mintable: bool,
    /// Whether holders may burn at the contract.
    pub is_burnable: bool,
    /// Whether the owner may pause it.
    pub can_pause: bool,
    /// Whether the owner may freeze accounts.
    pub can_freeze: bool,
    /// Whether the owner may wipe frozen accounts.
    pub can_wipe: bool,
    /// Whether the owner may change these properties.
    pub can_upgrade: bool,
    /// Whether the owner may give it to another.
    pub can_change_owner: bool,
    /// Whether it is paused.
    pub is_paused: bool,
    /// Supply that was made at the contract.
    pub minted: BigUint,
    /// Supply that was burned at the contract.
    pub burned: BigUint,
    /// Decimals.
    pub decimals: u32,
    /// Whether the owner may give roles.
    pub can_add_special_roles: bool,
    /// Whether no more instances are made.
    pub is_create_stopped: bool,
    /// Whether the create role may move.
    pub can_transfer_create_role: bool,
    /// Who has which roles.
    pub roles: Vec<RoleHolder>,
    /// Number of wiped accounts.
    pub wiped: u32,
    /// Whether several accounts may have the create role.
    pub can_create_multi_shard: bool,
}

/// An address and its roles; for the role of everybody the address is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoleHolder {
    /// Who has the roles.
    pub address: Bytes,
    /// The roles, in the order in which they were given.
    pub roles: Vec<Bytes>,
}

impl IssuedToken {
    /// Reads a stored token.
    ///
    /// # Errors
    /// [`Malformed`] for bytes that are none.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut token = Self::default();
        let mut reader = Reader(bytes);
        while let Some((field, value)) = reader.field()? {
            match field {
                1 => token.owner = Bytes::copy_from_slice(value.bytes()?),
                2 => token.name = Bytes::copy_from_slice(value.bytes()?),
                3 => token.ticker = Bytes::copy_from_slice(value.bytes()?),
                4 => token.kind = Bytes::copy_from_slice(value.bytes()?),
                5 => token.is_mintable = value.flag()?,
                6 => token.is_burnable = value.flag()?,
                7 => token.can_pause = value.flag()?,
                8 => token.can_freeze = value.flag()?,
                9 => token.can_wipe = value.flag()?,
                10 => token.can_upgrade = value.flag()?,
                11 => token.can_change_owner = value.flag()?,
                12 => token.is_paused = value.flag()?,
                13 => token.minted = value.amount()?,
                14 => token.burned = value.amount()?,
                15 => token.decimals = value.small()?,
                16 => token.can_add_special_roles = value.flag()?,
                17 => token.is_create_stopped = value.flag()?,
                18 => token.can_transfer_create_role = value.flag()?,
                19 => token.roles.push(RoleHolder::decode(value.bytes()?)?),
                20 => token.wiped = value.small()?,
                21 => token.can_create_multi_shard = value.flag()?,
                _ => {}
            }
        }
        Ok(token)
    }

    /// The bytes that production stores.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.bytes(1, &self.owner);
        writer.bytes(2, &self.name);
        writer.bytes(3, &self.ticker);
        writer.bytes(4, &self.kind);
        writer.flag(5, self.is_mintable);
        writer.flag(6, self.is_burnable);
        writer.flag(7, self.can_pause);
        writer.flag(8, self.can_freeze);
        writer.flag(9, self.can_wipe);
        writer.flag(10, self.can_upgrade);
        writer.flag(11, self.can_change_owner);
        writer.flag(12, self.is_paused);
        writer.amount(13, &self.minted);
        writer.amount(14, &self.burned);
        writer.number(15, u64::from(self.decimals));
        writer.flag(16, self.can_add_special_roles);
        writer.flag(17, self.is_create_stopped);
        writer.flag(18, self.can_transfer_create_role);
        for holder in &self.roles {
            writer.item(19, &holder.encode());
        }
        writer.number(20, u64::from(self.wiped));
        writer.flag(21, self.can_create_multi_shard);
        writer.finish()
    }

    /// Whether any address has a role.
    #[must_use]
    pub fn has_role(&self, role: &str) -> bool {
        self.roles.iter().any(|holder| holder.has(role.as_bytes()))
    }
}

impl RoleHolder {
    /// Whether the address has a role.
    #[must_use]
    pub fn has(&self, role: &[u8]) -> bool {
        self.roles.iter().any(|it| it == role)
    }

    fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut holder = Self::default();
        let mut reader = Reader(bytes);
        while let Some((field, value)) = reader.field()? {
            match field {
                1 => holder.address = Bytes::copy_from_slice(value.bytes()?),
                2 => holder.roles.push(Bytes::copy_from_slice(value.bytes()?)),
                _ => {}
            }
        }
        Ok(holder)
    }

    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.bytes(1, &self.address);
        for role in &self.roles {
            writer.item(2, role);
        }
        writer.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::role_name;
    use alloy_primitives::hex;

    /// Seen in the storage of mx-chain-go 1.9.6 after `issue` and `setSpecialRole`.
    #[test]
    fn tokens_are_stored_as_in_production() {
        let role = |address: &'static [u8], roles: &[&str]| RoleHolder {
            address: Bytes::from_static(address),
            roles: roles.iter().map(|it| Bytes::copy_from_slice(it.as_bytes())).collect(),
        };
        let issued = IssuedToken {
            owner: Bytes::from_static(&[1; 32]),
            name: Bytes::from_static(b"Oracle"),
            ticker: Bytes::from_static(b"ORC"),
            kind: Bytes::from_static(b"FungibleESDT"),
            can_upgrade: true,
            minted: BigUint::from(1000_u32),
            decimals: 2,
            can_add_special_roles: true,
            roles: vec![role(b"", &[role_name::BURN_FOR_ALL])],
            ..IssuedToken::default()
        };
        let mut with_roles = issued.clone();
        let local = [role_name::LOCAL_MINT, role_name::LOCAL_BURN];
        with_roles.roles.push(role(&[1; 32], &local));
        for (token, bytes) in [
            (
                issued,
                &hex!(
                    "0a20010101010101010101010101010101010101010101010101010101010101010112064f7261636c651a034f5243220c46756e6769626c654553445450016a030003e87202000078028001019a0114121245534454526f6c654275726e466f72416c6c"
                )[..],
            ),
            (
                with_roles,
                &hex!(
                    "0a20010101010101010101010101010101010101010101010101010101010101010112064f7261636c651a034f5243220c46756e6769626c654553445450016a030003e87202000078028001019a0114121245534454526f6c654275726e466f72416c6c9a01480a200101010101010101010101010101010101010101010101010101010101010101121145534454526f6c654c6f63616c4d696e74121145534454526f6c654c6f63616c4275726e"
                ),
            ),
        ] {
            assert_eq!(token.encode(), bytes);
            assert_eq!(IssuedToken::decode(bytes), Ok(token));
        }
    }
}
