//! Lists of token transfers: sixteen big-endian bytes each, the handle of the token's identifier
//! (4), the nonce (8) and the handle of the amount (4).

use super::vectors::handle_from;
use crate::error::HookError;
use crate::guest::{Guest, GuestAccess};
use crate::table::Handle;
use vm_core::{Bytes, HookTrap, TokenTransfer};

use super::ManagedTypes;

const TRANSFER_LENGTH: usize = 16;

/// Reads a list of token transfers.
///
/// A negative amount counts by its magnitude, because production hands on its bytes without a sign
/// (`mx-chain-vm-go:vmhost/hostCore/execution.go`, `ExecuteESDTTransfer`).
///
/// # Cost
/// Copying the list, then the identifier of each token, and amounts of more than 32 bytes.
///
/// # Errors
/// Without the list or one of its values; with a length that is no multiple of sixteen; out of gas.
pub(crate) fn read_transfers(
    guest: &mut Guest<'_>,
    list: Handle,
) -> Result<Vec<TokenTransfer>, HookTrap> {
    let bytes = guest.context.managed.buffer(list).map(<[u8]>::to_vec);
    let bytes = guest.check(bytes)?;
    guest.charge_copy(bytes.len())?;
    let chunks = bytes.chunks_exact(TRANSFER_LENGTH);
    if !chunks.remainder().is_empty() {
        return Err(guest.fail(HookError::InvalidTransferList));
    }
    chunks.map(|chunk| read_transfer(guest, chunk)).collect()
}

fn read_transfer(guest: &mut Guest<'_>, chunk: &[u8]) -> Result<TokenTransfer, HookTrap> {
    let parts = guest.check(split(chunk).ok_or(HookError::InvalidTransferList))?;
    let (token, nonce, amount) = parts;
    let token = guest.context.managed.buffer(token);
    let token = guest.check(token.map(Bytes::copy_from_slice))?;
    guest.charge_copy(token.len())?;
    super::charge_big_ints(guest, &[amount])?;
    let amount = guest.context.managed.big_int(amount);
    let amount = guest.check(amount.map(|amount| amount.magnitude().clone()))?;
    Ok(TokenTransfer { token, nonce, amount })
}

/// The two handles and the nonce of a transfer.
fn split(chunk: &[u8]) -> Option<(Handle, u64, Handle)> {
    let (token, rest) = chunk.split_at_checked(4)?;
    let (nonce, amount) = rest.split_at_checked(8)?;
    let nonce = u64::from_be_bytes(nonce.try_into().ok()?);
    Some((handle_from(token)?, nonce, handle_from(amount)?))
}

/// Writes a list of token transfers into `destination`, with new handles for what it names.
pub(crate) fn write_transfers(
    managed: &mut ManagedTypes,
    transfers: &[TokenTransfer],
    destination: Handle,
) {
    let mut list = Vec::with_capacity(transfers.len().saturating_mul(TRANSFER_LENGTH));
    for transfer in transfers {
        let token = managed.new_buffer(transfer.token.as_ref());
        let amount = managed.new_big_int(transfer.amount.clone().into());
        list.extend_from_slice(&token.0.to_be_bytes());
        list.extend_from_slice(&transfer.nonce.to_be_bytes());
        list.extend_from_slice(&amount.0.to_be_bytes());
    }
    managed.set_buffer(destination, list);
}
