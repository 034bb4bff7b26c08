//! Values as Ethereum's interfaces write them.

use serde::{Serialize, Serializer};

/// A number in hexadecimal, without zeros in front.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
pub(crate) fn quantity<S: Serializer>(number: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    format!("{number:#x}").serialize(serializer)
}

/// Whether to leave out bytes.
pub(crate) fn is_no_bytes(bytes: &[u8]) -> bool {
    bytes.is_empty()
}
