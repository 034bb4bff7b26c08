//! Passing an address into the EVM.

use vm_core::{AccountRef, Address, Journal, WriteError};

/// EVM gas for the alias record that passing an address into the EVM may make: what Ethereum charges
/// for a new account (`EIP-161`).
pub const ALIAS_RECORD_GAS: u64 = 25_000;

/// Both forms of an account whose address is passed into the EVM, and the EVM gas that it costs.
///
/// Where the call may write, the alias is recorded, so that the EVM can reach the account again;
/// where it may not, nothing is written and the face leads nowhere until a later call records it.
///
/// # Errors
/// [`WriteError`] when the alias is taken by another account, or the node is broken.
pub fn reference_for_evm(
    journal: &mut Journal,
    address: &Address,
    may_write: bool,
) -> Result<(AccountRef, u64), WriteError> {
    let account = journal.reference(address);
    if may_write && journal.record_alias(&account)? {
        return Ok((account, ALIAS_RECORD_GAS));
    }
    Ok((account, 0))
}
