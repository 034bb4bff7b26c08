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
/// All of them are looked up before anything is charged.
///
/// # Errors
/// Without one of the numbers; out of gas.
pub(crate) fn charge_big_ints(guest: &mut Guest<'_>, handles: &[Handle]) -> Result<(), HookTrap> {
    let mut length = 0_u64;
    for &handle in handles {
        let bits = guest.context.managed.big_int(handle).map(BigInt::bits);
        let bits = guest.check(bits)?;
        length = length.saturating_add(charged_length(bits));
    }
    charge_long(guest, length)
}

/// The bytes of a number that cost beyond the flat cost: none, or all of them.
const fn charged_length(bits: u64) -> u64 {
    let length = bits / 8;
    if length > BYTES_FOR_NORMAL_COST { length } else { 0 }
}

fn charge_long(guest: &mut Guest<'_>, length: u64) -> Result<(), HookTrap> {
    if length == 0 {
        return Ok(());
    }
    let price = guest.context.schedule().cost(GasKey::CopyPerByteForTooBig);
    guest.use_gas(length.saturating_mul(price))
}

/// Charges for a big integer of so many bits, if it is longer than 32 bytes.
///
/// # Errors
/// Out of gas.
pub(crate) fn charge_bits(guest: &mut Guest<'_>, bits: u64) -> Result<(), HookTrap> {
    charge_long(guest, charged_length(bits))
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
