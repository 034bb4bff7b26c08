//! How often a transaction may do what gas alone does not bound.

use crate::MaxPerTransaction;
use thiserror::Error;

/// What a transaction did so far, against the schedule's `MaxPerTransaction`.
///
/// A revert does not turn the counts back, as in production
/// (`mx-chain-go:process/smartContract/hooks/counters/usageCounter.go`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Calls of built-in functions.
    pub built_in_calls: u64,
    /// Transfers of tokens by built-in functions.
    pub transfers: u64,
    /// Reads of WASM contracts that were not served from the transaction's cache.
    pub trie_reads: u64,
}

/// One limit of a transaction is exceeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum UsageExceeded {
    /// Too many calls of built-in functions.
    #[error("max calls reached: too many built-in functions calls")]
    BuiltInCalls,
    /// Too many transfers of tokens.
    #[error("max calls reached: too many ESDT transfers")]
    Transfers,
    /// Too many reads that reach the trie.
    #[error("max calls reached: too many reads from trie")]
    TrieReads,
}

impl Usage {
    /// Counts a call of a built-in function that moves so many tokens. A schedule without limits, as
    /// scenarios use it, bounds nothing.
    ///
    /// # Errors
    /// [`UsageExceeded`], when it is one too many; it is counted all the same.
    pub fn count_built_in(
        &mut self,
        transfers: u64,
        limits: Option<&MaxPerTransaction>,
    ) -> Result<(), UsageExceeded> {
        self.built_in_calls = self.built_in_calls.saturating_add(1);
        if limits.is_some_and(|it| self.built_in_calls > it.built_in_calls) {
            return Err(UsageExceeded::BuiltInCalls);
        }
        self.transfers = self.transfers.saturating_add(transfers);
        if limits.is_some_and(|it| self.transfers > it.transfers) {
            return Err(UsageExceeded::Transfers);
        }
        Ok(())
    }

    /// Counts a read that was not served from the cache.
    ///
    /// # Errors
    /// As [`Usage::count_built_in`].
    pub fn count_trie_read(
        &mut self,
        limits: Option<&MaxPerTransaction>,
    ) -> Result<(), UsageExceeded> {
        self.trie_reads = self.trie_reads.saturating_add(1);
        if limits.is_some_and(|it| self.trie_reads > it.trie_reads) {
            return Err(UsageExceeded::TrieReads);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_one_allowed_passes_and_the_next_does_not() {
        let limits = MaxPerTransaction { built_in_calls: 2, transfers: 5, trie_reads: 1 };
        let limits = Some(&limits);
        let mut usage = Usage::default();
        assert_eq!(usage.count_built_in(5, limits), Ok(()));
        assert_eq!(usage.count_built_in(1, limits), Err(UsageExceeded::Transfers));
        assert_eq!(usage.count_built_in(0, limits), Err(UsageExceeded::BuiltInCalls));
        assert_eq!(usage.count_trie_read(limits), Ok(()));
        assert_eq!(usage.count_trie_read(limits), Err(UsageExceeded::TrieReads));
        assert_eq!(usage, Usage { built_in_calls: 3, transfers: 6, trie_reads: 2 });
        assert_eq!(usage.count_built_in(u64::MAX, None), Ok(()));
    }
}
