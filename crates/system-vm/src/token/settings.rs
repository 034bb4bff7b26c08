//! Settings of a token: two bytes in the system account, and two of an account's own record.

use super::TokenKind;

const PAUSED: u8 = 1;
const LIMITED_TRANSFER: u8 = 2;
const BURN_FOR_ALL: u8 = 4;
const FROZEN: u8 = 1;

/// What holds for a token everywhere (`mx-chain-vm-common-go:builtInFunctions/esdtMetaData.go`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TokenSettings {
    /// Nobody may move it.
    pub is_paused: bool,
    /// Only accounts with the transfer role send or receive it.
    pub has_limited_transfer: bool,
    /// Everybody may burn it.
    pub has_burn_for_all: bool,
    /// The token's type; none for tokens from before it was kept here.
    pub kind: Option<TokenKind>,
}

impl TokenSettings {
    /// Reads the two bytes; any other length is no settings.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Self {
        let [flags, kind] = *bytes else {
            return Self::default();
        };
        Self {
            is_paused: flags & PAUSED != 0,
            has_limited_transfer: flags & LIMITED_TRANSFER != 0,
            has_burn_for_all: flags & BURN_FOR_ALL != 0,
            kind: TokenKind::of_settings_code(kind),
        }
    }

    /// The two bytes.
    #[must_use]
    pub fn encode(self) -> [u8; 2] {
        let flag = |is_set, bit| if is_set { bit } else { 0 };
        let flags = flag(self.is_paused, PAUSED)
            | flag(self.has_limited_transfer, LIMITED_TRANSFER)
            | flag(self.has_burn_for_all, BURN_FOR_ALL);
        let kind = self.kind.and_then(TokenKind::settings_code);
        [flags, kind.unwrap_or(0)]
    }
}

/// What holds for a token in one account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountSettings {
    /// The account may not move it.
    pub is_frozen: bool,
}

impl AccountSettings {
    /// Reads the two bytes; any other length is no settings.
    #[must_use]
    pub const fn decode(bytes: &[u8]) -> Self {
        match *bytes {
            [flags, _] => Self { is_frozen: flags & FROZEN != 0 },
            _ => Self { is_frozen: false },
        }
    }

    /// The two bytes.
    #[must_use]
    pub const fn encode(self) -> [u8; 2] {
        [if self.is_frozen { FROZEN } else { 0 }, 0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes of the first three were seen in the system account of mx-chain-go 1.9.6.
    #[test]
    fn settings_are_two_bytes() {
        for (bytes, paused, limited, burn, kind) in [
            ([4, 1], false, false, true, Some(TokenKind::FUNGIBLE)),
            ([6, 1], false, true, true, Some(TokenKind::FUNGIBLE)),
            ([4, 5], false, false, true, Some(TokenKind::SEMI_FUNGIBLE)),
            ([4, 3], false, false, true, Some(TokenKind::NON_FUNGIBLE_V2)),
            ([1, 0], true, false, false, None),
        ] {
            let settings = TokenSettings {
                is_paused: paused,
                has_limited_transfer: limited,
                has_burn_for_all: burn,
                kind,
            };
            assert_eq!(settings.encode(), bytes);
            assert_eq!(TokenSettings::decode(&bytes), settings);
        }
        assert_eq!(TokenSettings::decode(&[7, 1, 1]), TokenSettings::default());
        for is_frozen in [false, true] {
            let settings = AccountSettings { is_frozen };
            assert_eq!(AccountSettings::decode(&settings.encode()), settings);
        }
    }
}
