//! Native value as production's node and contracts see it apart from each other.
//!
//! Here a balance is one field. Production's node moves what a built-in function sends at once, and what
//! contracts get and send at the end of the transaction. So a built-in function cannot pay from what its
//! contract got in the same transaction; and before Barnard, a contract that has looked at a balance does not
//! see what built-in functions moved afterwards (`mx-chain-vm-go:vmhost/contexts/blockchain.go`,
//! `GetBalanceBigInt`). What is kept here is what those two rules need.

use super::{Journal, JournalEntry, WriteError};
use crate::{AccountRef, EvmAddress, Fault, U256};

/// Native value that a built-in function moved.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct NativeMove {
    from: EvmAddress,
    to: EvmAddress,
    value: U256,
}

impl Journal {
    /// Moves native value for a built-in function.
    ///
    /// # Errors
    /// As [`Journal::transfer`].
    pub fn transfer_by_built_in(
        &mut self,
        from: &AccountRef,
        to: &AccountRef,
        value: U256,
    ) -> Result<(), WriteError> {
        self.transfer(from, to, value)?;
        self.note_native_move(from, to, value);
        Ok(())
    }

    /// Takes native value that a built-in function sends to an account of another shard.
    ///
    /// # Errors
    /// As [`Journal::transfer`].
    pub fn send_by_built_in(
        &mut self,
        from: &AccountRef,
        to: &AccountRef,
        value: U256,
    ) -> Result<(), WriteError> {
        let left = self.balance(from)?.checked_sub(value).ok_or(WriteError::OutOfFunds)?;
        self.set_balance(from, left)?;
        self.note_native_move(from, to, value);
        Ok(())
    }

    /// Credits native value that a built-in function sent from an account of another shard.
    ///
    /// # Errors
    /// As [`Journal::receive`].
    pub fn receive_by_built_in(
        &mut self,
        from: &AccountRef,
        to: &AccountRef,
        value: U256,
    ) -> Result<(), WriteError> {
        self.receive(to, value)?;
        self.note_native_move(from, to, value);
        Ok(())
    }

    fn note_native_move(&mut self, from: &AccountRef, to: &AccountRef, value: U256) {
        self.native_moves.push(NativeMove { from: from.face, to: to.face, value });
        self.push(|| JournalEntry::NativeMoved);
    }

    /// What a built-in function can pay for a contract: the committed balance and what built-in functions
    /// moved since. Cost: the number of those moves.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    pub fn node_balance(&mut self, account: &AccountRef) -> Result<U256, Fault> {
        self.balance(account)?;
        let committed = self.accounts.get(&account.face).map(|it| it.committed.balance);
        let (gained, paid) = self.moved(account.face, 0);
        Ok(committed.unwrap_or_default().saturating_add(gained).saturating_sub(paid))
    }

    /// Notes that a contract looks at a balance, unless one has before.
    pub fn look_at_balance(&mut self, account: &AccountRef) {
        let face = account.face;
        if !self.looked_at.contains_key(&face) {
            self.looked_at.insert(face, self.native_moves.len());
            self.push(|| JournalEntry::BalanceLookedAt(face));
        }
    }

    /// A balance without what built-in functions moved after the first look at it.
    ///
    /// # Errors
    /// [`Fault::State`] when committed state cannot be read.
    pub fn balance_at_first_look(&mut self, account: &AccountRef) -> Result<U256, Fault> {
        let balance = self.balance(account)?;
        let since = self.looked_at.get(&account.face).copied().unwrap_or(usize::MAX);
        let (gained, paid) = self.moved(account.face, since);
        Ok(balance.saturating_add(paid).saturating_sub(gained))
    }

    /// What an account gained and paid by built-in functions, from the move `since` on.
    fn moved(&self, face: EvmAddress, since: usize) -> (U256, U256) {
        let mut sums = (U256::ZERO, U256::ZERO);
        for NativeMove { from, to, value } in self.native_moves.iter().skip(since) {
            if *to == face {
                sums.0 = sums.0.saturating_add(*value);
            }
            if *from == face {
                sums.1 = sums.1.saturating_add(*value);
            }
        }
        sums
    }
}
