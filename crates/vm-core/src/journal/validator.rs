//! Facts of consensus: read through the journal, so that a recorder sees them; nothing here writes them.

use super::{Journal, StateKey};
use crate::{Bytes, Fault, ValidatorStatus};

impl Journal {
    /// What consensus knows of the node with a BLS key.
    ///
    /// # Errors
    /// [`Fault::State`] when the node cannot tell.
    pub fn validator(&mut self, key: &[u8]) -> Result<ValidatorStatus, Fault> {
        self.observe(|| StateKey::Validator(Bytes::copy_from_slice(key)));
        self.hook.validator(key)
    }

    /// How many nodes are eligible in the epoch; `None` where the chain does not tell.
    ///
    /// # Errors
    /// [`Fault::State`] when the node cannot tell.
    pub fn eligible_validators(&mut self) -> Result<Option<u64>, Fault> {
        self.observe(|| StateKey::EligibleValidators);
        self.hook.eligible_validators()
    }
}
