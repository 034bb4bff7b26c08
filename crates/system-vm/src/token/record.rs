//! The record of a token in an account.

use super::{MetadataVersion, TokenKind, TokenMetadata};
use crate::protobuf::{Malformed, Reader, Writer};
use num_bigint::BigUint;
use vm_core::Bytes;

/// A token as an account holds it (`mx-chain-core-go:data/esdt/proto/esdt.proto`, `ESDigitalToken`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DigitalToken {
    /// The token's type.
    pub kind: TokenKind,
    /// Amount in the token's smallest unit.
    pub value: BigUint,
    /// Settings of the account for the token, or, in the system account, the shards that have it.
    pub properties: Bytes,
    /// Metadata of an instance, where it lies here.
    pub metadata: Option<TokenMetadata>,
    /// In the system account 1 for the current form; for dynamic instances the fields' versions.
    pub reserved: Bytes,
}

impl DigitalToken {
    /// Reads a stored token.
    ///
    /// # Errors
    /// [`Malformed`] for bytes that are none.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut decoded = Self::default();
        let mut reader = Reader(bytes);
        while let Some((field, value)) = reader.field()? {
            match field {
                1 => decoded.kind = TokenKind(value.small()?),
                2 => decoded.value = value.amount()?,
                3 => decoded.properties = Bytes::copy_from_slice(value.bytes()?),
                4 => decoded.metadata = Some(TokenMetadata::decode(value.bytes()?)?),
                5 => decoded.reserved = Bytes::copy_from_slice(value.bytes()?),
                _ => {}
            }
        }
        Ok(decoded)
    }

    /// The bytes that production stores.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.number(1, u64::from(self.kind.0));
        writer.amount(2, &self.value);
        writer.bytes(3, &self.properties);
        if let Some(metadata) = &self.metadata {
            writer.item(4, &metadata.encode());
        }
        writer.bytes(5, &self.reserved);
        writer.finish()
    }

    /// Whether the metadata was changed after the instance was made.
    pub(crate) fn has_versions(&self) -> bool {
        !matches!(self.reserved.as_ref(), [] | [0 | 1])
    }

    /// The versions of the metadata's fields; all zero where nothing was changed.
    pub(crate) fn versions(&self) -> Result<MetadataVersion, Malformed> {
        if self.has_versions() {
            MetadataVersion::decode(&self.reserved)
        } else {
            Ok(MetadataVersion::default())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::hex;

    /// Seen in the storage of mx-chain-go 1.9.6 after a creation and a transfer.
    #[test]
    fn records_are_productions() {
        let metadata = || {
            Some(TokenMetadata {
                nonce: 1,
                name: Bytes::from_static(b"name"),
                creator: Bytes::from_static(&[1; 32]),
                royalties: 500,
                hash: Bytes::from_static(b"hash"),
                uris: vec![Bytes::from_static(b"uri")],
                attributes: Bytes::from_static(b"attr"),
            })
        };
        let token = |kind, value: u32, metadata, reserved: &'static [u8]| DigitalToken {
            kind,
            value: BigUint::from(value),
            properties: Bytes::new(),
            metadata,
            reserved: Bytes::from_static(reserved),
        };
        for (record, bytes) in [
            (token(TokenKind::FUNGIBLE, 1000, None, b""), &hex!("12030003e8")[..]),
            (token(TokenKind::SEMI_FUNGIBLE, 6, None, b""), &hex!("080312020006")),
            (
                token(TokenKind::SEMI_FUNGIBLE, 10, metadata(), &[1]),
                &hex!(
                    "08031202000a223e080112046e616d651a20010101010101010101010101010101010101010101010101010101010101010120f4032a046861736832037572693a04617474722a0101"
                ),
            ),
            (
                token(TokenKind::NON_FUNGIBLE_V2, 1, metadata(), b""),
                &hex!(
                    "080212020001223e080112046e616d651a20010101010101010101010101010101010101010101010101010101010101010120f4032a046861736832037572693a0461747472"
                ),
            ),
        ] {
            assert_eq!(record.encode(), bytes);
            assert_eq!(DigitalToken::decode(bytes), Ok(record));
        }
    }

    #[test]
    fn cut_records_are_malformed() {
        let whole = hex!("080212020001223e0801");
        for end in 1..whole.len() {
            let cut = &whole[..end];
            if ![2, 6].contains(&end) {
                assert_eq!(DigitalToken::decode(cut), Err(Malformed), "{cut:x?}");
            }
        }
    }
}
