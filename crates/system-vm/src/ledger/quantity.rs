//! How much there is of an instance whose metadata lies in the system account
//! (`mx-chain-vm-common-go:builtInFunctions/esdtDataStorage.go:AddToLiquiditySystemAcc`).

use super::{Ledger, Party};
use crate::error::{NativeError, Refusal};
use crate::token::{DigitalToken, TokenKind, difference, instance_key, sum};
use num_bigint::BigUint;
use vm_core::{AccountRef, Bytes};

/// A change of the quantity that exists.
#[derive(Clone, Copy, Debug)]
pub(crate) enum QuantityChange<'a> {
    /// More was made.
    Made(&'a BigUint),
    /// Some was burned.
    Burned(&'a BigUint),
}

impl Ledger<'_> {
    /// Counts a change of what an account has that is made or burned there; metadata of what no longer
    /// exists is deleted.
    pub(crate) fn change_quantity(
        &mut self,
        account: &AccountRef,
        (token, nonce): (&[u8], u64),
        kind: TokenKind,
        change: QuantityChange<'_>,
    ) -> Result<(), NativeError> {
        let instance = (token, nonce);
        match change {
            QuantityChange::Made(amount) => {
                self.tell_credit(account, instance, kind, amount, Party::Nowhere)?;
            }
            QuantityChange::Burned(amount) if *amount != BigUint::ZERO => {
                self.tell_burn(account, instance, kind, amount)?;
            }
            QuantityChange::Burned(_) => {}
        }
        if nonce == 0 || kind.keeps_metadata_with_owner() {
            return Ok(());
        }
        let key = instance_key(token, nonce);
        let system_account = self.system_account();
        let mut kept = self.record(&system_account, &key)?.ok_or(Refusal::NoTokenData)?;
        if kept.reserved.is_empty() {
            // From before quantities were counted.
            return Ok(());
        }
        if is_uncounted(&kept, change) {
            if !kept.has_versions() {
                kept.reserved = Bytes::new();
            }
            self.write(&system_account, &key, kept.encode())?;
            return Ok(());
        }
        kept.value = match change {
            QuantityChange::Made(amount) => sum(&kept.value, amount),
            QuantityChange::Burned(amount) => {
                difference(&kept.value, amount).ok_or(Refusal::InvalidLiquidity)?
            }
        };
        let value = if kept.value == BigUint::ZERO { Vec::new() } else { kept.encode() };
        self.write(&system_account, &key, value)?;
        Ok(())
    }
}

/// Whether something is burned of what was moved before quantities were counted.
fn is_uncounted(kept: &DigitalToken, change: QuantityChange<'_>) -> bool {
    kept.value == BigUint::ZERO
        && matches!(change, QuantityChange::Burned(amount) if *amount != BigUint::ZERO)
}
