//! What transactions send along with value, and to other shards.

use super::execution::Execution;
use runtime::Outcome;
use std::collections::BTreeSet;
use vm_core::{OutgoingTransfer, TransferRecord};

impl Execution<'_> {
    /// Credits what a transaction sent to other shards. The call text of the first transfer to an account
    /// is kept for checks, whatever its shard. As in the reference, nothing runs by it.
    pub(super) fn deliver(&mut self, outcome: &Outcome) {
        let mut seen = BTreeSet::new();
        for OutgoingTransfer { to, value, data, .. } in &outcome.outgoing {
            self.chain.world.update(|state| {
                let mut account = state.account(to).cloned().unwrap_or_default();
                account.data.balance = account.data.balance.saturating_add(*value);
                state.insert(*to, account);
            });
            if seen.insert(*to) && !data.is_empty() {
                self.async_data.insert(*to, data.to_vec());
            }
        }
        for TransferRecord { to, data, .. } in &outcome.transfers {
            if seen.insert(to.address) && !data.is_empty() {
                self.async_data.insert(to.address, data.to_vec());
            }
        }
    }
}
