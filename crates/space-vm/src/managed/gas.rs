//! What copies of big integers cost, beyond the flat cost of the hook.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "numbers of any size do not overflow, and divisors are checked"
)]

use crate::error::HookError;
use crate::guest::{Guest, GuestAccess};
use crate::table::Handle;
use num_bigint::BigInt;
use vm_core::{GasKey, HookTrap};

/// Numbers of up to this many bytes are covered by the flat cost.
const BYTES_FOR_NORMAL_COST: u64 = 32;

/// Charges for the big integers that an operation touches, of those that are longer than 32 bytes.
///
/// # Errors
/// Without one of the numbers; out of gas.
pub(crate) fn charge_big_ints(guest: &mut Guest<'_>, handles: &[Handle]) -> Result<(), HookTrap> {
    let managed = &guest.context.managed;
    let bits: Result<Vec<u64>, HookError> = handles
        .iter()
        .map(|&handle| managed.big_int(handle).map(BigInt::bits))
        .collect();
    for bits in guest.check(bits)? {
        charge_bits(guest, bits)?;
    }
    Ok(())
}

/// Charges for a big integer of so many bits, if it is longer than 32 bytes.
///
/// # Errors
/// Out of gas.
pub(crate) fn charge_bits(guest: &mut Guest<'_>, bits: u64) -> Result<(), HookTrap> {
    let length = bits / 8;
    if length <= BYTES_FOR_NORMAL_COST {
        return Ok(());
    }
    let price = guest.context.schedule().cost(GasKey::CopyPerByteForTooBig);
    guest.use_gas(length.saturating_mul(price))
}

/// Charges for a result of so many bytes, however short it is.
///
/// The number may be negative, when an exponent is; production then charges its magnitude, and
/// refuses the exponent afterwards.
///
/// # Errors
/// Out of gas.
pub(crate) fn charge_result(guest: &mut Guest<'_>, length: &BigInt) -> Result<(), HookTrap> {
    let price = guest.context.schedule().cost(GasKey::CopyPerByteForTooBig);
    let cost = length * BigInt::from(price);
    let low = cost.magnitude().iter_u64_digits().next().unwrap_or(0);
    if cost > BigInt::from(u64::MAX) {
        return Err(guest.fail(HookError::NotEnoughGas));
    }
    guest.use_gas(low)
}
