//! Metadata of an instance of a collection, and the versions of its fields.

use crate::protobuf::{Malformed, Reader, Writer};
use vm_core::Bytes;

/// What an instance of a collection is (`mx-chain-core-go:data/esdt/proto/esdt.proto`, `MetaData`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenMetadata {
    /// Number of the instance in its collection.
    pub nonce: u64,
    /// Name.
    pub name: Bytes,
    /// Address of the account that made it.
    pub creator: Bytes,
    /// Royalties in hundredths of a percent.
    pub royalties: u32,
    /// Hash of what the URIs lead to.
    pub hash: Bytes,
    /// Where it is found.
    pub uris: Vec<Bytes>,
    /// Attributes, in the collection's own form.
    pub attributes: Bytes,
}

impl TokenMetadata {
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut decoded = Self::default();
        let mut reader = Reader(bytes);
        while let Some((field, value)) = reader.field()? {
            match field {
                1 => decoded.nonce = value.number()?,
                2 => decoded.name = Bytes::copy_from_slice(value.bytes()?),
                3 => decoded.creator = Bytes::copy_from_slice(value.bytes()?),
                4 => decoded.royalties = value.small()?,
                5 => decoded.hash = Bytes::copy_from_slice(value.bytes()?),
                6 => decoded.uris.push(Bytes::copy_from_slice(value.bytes()?)),
                7 => decoded.attributes = Bytes::copy_from_slice(value.bytes()?),
                _ => {}
            }
        }
        Ok(decoded)
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.number(1, self.nonce);
        writer.bytes(2, &self.name);
        writer.bytes(3, &self.creator);
        writer.number(4, u64::from(self.royalties));
        writer.bytes(5, &self.hash);
        for uri in &self.uris {
            writer.item(6, uri);
        }
        writer.bytes(7, &self.attributes);
        writer.finish()
    }
}

/// In which round each field of a dynamic instance's metadata was changed last
/// (`mx-chain-core-go:data/esdt/proto/esdt.proto`, `MetaDataVersion`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MetadataVersion {
    /// Round of the name.
    pub name: u64,
    /// Round of the creator.
    pub creator: u64,
    /// Round of the royalties.
    pub royalties: u64,
    /// Round of the hash.
    pub hash: u64,
    /// Round of the URIs.
    pub uris: u64,
    /// Round of the attributes.
    pub attributes: u64,
}

impl MetadataVersion {
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut decoded = Self::default();
        let mut reader = Reader(bytes);
        while let Some((field, value)) = reader.field()? {
            let target = match field {
                1 => &mut decoded.name,
                2 => &mut decoded.creator,
                3 => &mut decoded.royalties,
                4 => &mut decoded.hash,
                5 => &mut decoded.uris,
                6 => &mut decoded.attributes,
                _ => continue,
            };
            *target = value.number()?;
        }
        Ok(decoded)
    }

    pub(crate) fn encode(self) -> Vec<u8> {
        let mut writer = Writer::default();
        let fields =
            [self.name, self.creator, self.royalties, self.hash, self.uris, self.attributes];
        for (field, round) in (1..).zip(fields) {
            writer.number(field, round);
        }
        writer.finish()
    }

    /// Takes into `newer` whatever `older` has from a later round.
    pub(crate) fn merge(
        &mut self,
        newer: &mut TokenMetadata,
        older_version: &Self,
        older: &TokenMetadata,
    ) {
        let later = |mine: &mut u64, theirs: u64| {
            let is_later = theirs > *mine;
            *mine = (*mine).max(theirs);
            is_later
        };
        if later(&mut self.name, older_version.name) {
            newer.name = older.name.clone();
        }
        if later(&mut self.creator, older_version.creator) {
            newer.creator = older.creator.clone();
        }
        if later(&mut self.royalties, older_version.royalties) {
            newer.royalties = older.royalties;
        }
        if later(&mut self.hash, older_version.hash) {
            newer.hash = older.hash.clone();
        }
        if later(&mut self.uris, older_version.uris) {
            newer.uris.clone_from(&older.uris);
        }
        if later(&mut self.attributes, older_version.attributes) {
            newer.attributes = older.attributes.clone();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merge_takes_the_later_of_each_field() {
        let named = |name: &'static str, royalties| TokenMetadata {
            name: Bytes::from_static(name.as_bytes()),
            royalties,
            ..TokenMetadata::default()
        };
        let older_version = MetadataVersion { name: 9, royalties: 2, ..Default::default() };
        let mut version = MetadataVersion { name: 4, royalties: 3, ..Default::default() };
        let mut newer = named("new", 7);
        version.merge(&mut newer, &older_version, &named("old", 1));
        assert_eq!(newer, named("old", 7));
        assert_eq!((version.name, version.royalties), (9, 3));
        assert_eq!(MetadataVersion::decode(&version.encode()), Ok(version));
    }
}
