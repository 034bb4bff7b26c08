//! What verifies the keys of nodes.

use system_vm::NodeSignatures;

/// Verifies keys of nodes as production does: the same BLS signatures as the hook `verifyBLS` takes.
#[derive(Clone, Copy, Debug, Default)]
pub struct BlsNodeSignatures;

impl NodeSignatures for BlsNodeSignatures {
    fn verify(&self, key: &[u8], message: &[u8], signature: &[u8]) -> bool {
        space_vm::verify_bls(key, message, signature)
    }
}
