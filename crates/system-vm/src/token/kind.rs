//! Token types: their numbers in records, their codes in global settings, their names.

/// The type of a token, as the number that records have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenKind(pub u32);

impl TokenKind {
    /// A fungible token.
    pub const FUNGIBLE: Self = Self(0);
    /// A non-fungible token whose metadata lies in the system account.
    pub const NON_FUNGIBLE: Self = Self(1);
    /// A non-fungible token whose metadata lies with its owner.
    pub const NON_FUNGIBLE_V2: Self = Self(2);
    /// A semi-fungible token.
    pub const SEMI_FUNGIBLE: Self = Self(3);
    /// A semi-fungible token with decimals.
    pub const META: Self = Self(4);
    /// A non-fungible token with changeable metadata.
    pub const DYNAMIC_NON_FUNGIBLE: Self = Self(5);
    /// A semi-fungible token with changeable metadata.
    pub const DYNAMIC_SEMI_FUNGIBLE: Self = Self(6);
    /// A semi-fungible token with decimals and changeable metadata.
    pub const DYNAMIC_META: Self = Self(7);

    /// Every type, with its code in global settings and its name in the ESDT contract.
    const TABLE: [(Self, u8, &str); 8] = [
        (Self::FUNGIBLE, 1, "FungibleESDT"),
        (Self::NON_FUNGIBLE, 2, "NonFungibleESDT"),
        (Self::NON_FUNGIBLE_V2, 3, "NonFungibleESDTv2"),
        (Self::META, 4, "MetaESDT"),
        (Self::SEMI_FUNGIBLE, 5, "SemiFungibleESDT"),
        (Self::DYNAMIC_NON_FUNGIBLE, 6, "DynamicNonFungibleESDT"),
        (Self::DYNAMIC_SEMI_FUNGIBLE, 7, "DynamicSemiFungibleESDT"),
        (Self::DYNAMIC_META, 8, "DynamicMetaESDT"),
    ];

    /// The type with a name of the ESDT contract.
    #[must_use]
    pub fn of_name(name: &[u8]) -> Option<Self> {
        let row = Self::TABLE.iter().find(|(.., it)| it.as_bytes() == name)?;
        Some(row.0)
    }

    /// The type with a code of the global settings; 0 stands for none.
    #[must_use]
    pub fn of_settings_code(code: u8) -> Option<Self> {
        let row = Self::TABLE.iter().find(|(_, it, _)| *it == code)?;
        Some(row.0)
    }

    /// The code in global settings.
    #[must_use]
    pub fn settings_code(self) -> Option<u8> {
        let row = Self::TABLE.iter().find(|(it, ..)| *it == self)?;
        Some(row.1)
    }

    /// The name in the ESDT contract.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        let row = Self::TABLE.iter().find(|(it, ..)| *it == self)?;
        Some(row.2)
    }

    /// Whether there is one of each instance: the types that ERC-721 stands for.
    #[must_use]
    pub const fn is_non_fungible(self) -> bool {
        matches!(self, Self::NON_FUNGIBLE | Self::NON_FUNGIBLE_V2 | Self::DYNAMIC_NON_FUNGIBLE)
    }

    /// Whether the metadata of an instance can change.
    #[must_use]
    pub const fn is_dynamic(self) -> bool {
        matches!(
            self,
            Self::DYNAMIC_NON_FUNGIBLE | Self::DYNAMIC_SEMI_FUNGIBLE | Self::DYNAMIC_META
        )
    }

    /// Whether the whole record lies with its owner, instead of metadata in the system account.
    #[must_use]
    pub const fn keeps_metadata_with_owner(self) -> bool {
        matches!(self, Self::NON_FUNGIBLE_V2 | Self::DYNAMIC_NON_FUNGIBLE | Self::FUNGIBLE)
    }

    /// Whether a record of this type follows a later change of the collection's type.
    #[must_use]
    pub const fn follows_collection(self) -> bool {
        !self.is_dynamic() && !matches!(self, Self::NON_FUNGIBLE_V2 | Self::FUNGIBLE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_codes_lead_back() {
        for (kind, code, name) in TokenKind::TABLE {
            assert_eq!(TokenKind::of_name(name.as_bytes()), Some(kind));
            assert_eq!(TokenKind::of_settings_code(code), Some(kind));
            assert_eq!(kind.settings_code(), Some(code));
            assert_eq!(kind.name(), Some(name));
        }
        assert_eq!(TokenKind::of_settings_code(0), None);
        assert_eq!(TokenKind(8).name(), None);
    }
}
