//! Balances of fungible tokens (`mx-chain-vm-common-go:builtInFunctions/esdtTransfer.go`).

use super::{Ledger, Party};
use crate::error::{NativeError, Refusal};
use crate::token::{DigitalToken, TokenKind, difference, sum, token_key};
use num_bigint::BigUint;
use vm_core::AccountRef;

impl Ledger<'_> {
    /// Adds to an account's balance what came from somewhere.
    pub(crate) fn credit(
        &mut self,
        account: &AccountRef,
        token: &[u8],
        amount: &BigUint,
        from: Party<'_>,
    ) -> Result<(), NativeError> {
        let is_held = from.can_be_held();
        self.change_balance(account, token, is_held, |balance| Some(sum(balance, amount)))?;
        self.tell_credit(account, (token, 0), TokenKind::FUNGIBLE, amount, from)
    }

    /// Takes from an account's balance what another account gets next.
    pub(crate) fn debit(
        &mut self,
        account: &AccountRef,
        token: &[u8],
        amount: &BigUint,
    ) -> Result<(), NativeError> {
        self.change_balance(account, token, true, |balance| difference(balance, amount))
    }

    /// Burns what an account has.
    pub(crate) fn burn(
        &mut self,
        account: &AccountRef,
        token: &[u8],
        amount: &BigUint,
    ) -> Result<(), NativeError> {
        self.debit(account, token, amount)?;
        self.tell_burn(account, (token, 0), TokenKind::FUNGIBLE, amount)
    }

    fn change_balance(
        &mut self,
        account: &AccountRef,
        token: &[u8],
        is_held: bool,
        change: impl FnOnce(&BigUint) -> Option<BigUint>,
    ) -> Result<(), NativeError> {
        let key = token_key(token);
        let mut record = self.record(account, &key)?.unwrap_or_default();
        if record.kind != TokenKind::FUNGIBLE {
            return Err(Refusal::OnlyFungible.into());
        }
        if is_held {
            self.check_movable(account, &key, &record)?;
        }
        record.value = change(&record.value).ok_or(Refusal::InsufficientFunds)?;
        self.save_balance(account, &key, &record)
    }

    /// Stores a balance; one of zero without properties is deleted.
    pub(crate) fn save_balance(
        &mut self,
        account: &AccountRef,
        key: &[u8],
        record: &DigitalToken,
    ) -> Result<(), NativeError> {
        let is_empty =
            record.value == BigUint::ZERO && record.properties.iter().all(|byte| *byte == 0);
        let value = if is_empty { Vec::new() } else { record.encode() };
        self.write(account, key, value)?;
        Ok(())
    }
}
