//! The form in which compiled code is kept: identity, digest, code.

use sha2::{Digest, Sha256};

const MAGIC: &[u8; 8] = b"SOVMWSMR";
const DIGEST_BYTES: usize = 32;

/// Puts the identity of the engine and a digest before the code.
pub(crate) fn pack(identity: &str, code: &[u8]) -> Vec<u8> {
    [MAGIC, &*digest(identity, code), code].concat()
}

/// The code, if it was packed under this identity and is whole.
pub(crate) fn unpack<'a>(identity: &str, artifact: &'a [u8]) -> Option<&'a [u8]> {
    let (expected, code) = artifact.strip_prefix(MAGIC)?.split_at_checked(DIGEST_BYTES)?;
    (expected == digest(identity, code)).then_some(code)
}

/// The digest covers the identity, so that one comparison checks both.
fn digest(identity: &str, code: &[u8]) -> Vec<u8> {
    let mut hasher = Sha256::new();
    let length = u64::try_from(identity.len()).unwrap_or(u64::MAX);
    hasher.update(length.to_le_bytes());
    hasher.update(identity);
    hasher.update(code);
    hasher.finalize().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_fits_is_unpacked() {
        let packed = pack("one", b"code");
        let mut torn = packed.clone();
        torn.pop();
        let mut changed = packed.clone();
        changed[9] ^= 1;
        for (identity, artifact, code) in [
            ("one", &packed, Some(&b"code"[..])),
            ("two", &packed, None),
            ("one", &torn, None),
            ("one", &changed, None),
            ("one", &Vec::new(), None),
        ] {
            assert_eq!(unpack(identity, artifact), code, "{identity} {artifact:?}");
        }
    }
}
