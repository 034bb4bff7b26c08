//! What hooks do to the calling guest: charge its points, read and write its memory.

use crate::context::SpaceContext;
use crate::error::{Failure, HookError};
use crate::table::Handle;
use vm_core::{Bytes, GasKey, HookCall, HookTrap};

/// The call of a hook of this crate.
pub(crate) type Guest<'a> = HookCall<'a, SpaceContext>;

/// Charges and memory, for every hook.
pub(crate) trait GuestAccess {
    /// Ends the execution with production's text for the refusal.
    fn fail(&mut self, error: HookError) -> HookTrap;

    /// The value of a result, or the end of the execution.
    fn check<T, E: Into<Failure>>(&mut self, result: Result<T, E>) -> Result<T, HookTrap>;

    /// Charges an amount. Exactly what is left may be spent
    /// (`mx-chain-vm-go:vmhost/contexts/metering.go`, `UseGasBounded`).
    fn use_gas(&mut self, amount: u64) -> Result<(), HookTrap>;

    /// Charges the flat cost that a key names.
    fn charge(&mut self, key: GasKey) -> Result<(), HookTrap>;

    /// Charges for bytes that are copied across the border of the guest.
    fn charge_copy(&mut self, length: usize) -> Result<(), HookTrap>;

    /// Charges for bytes that are returned.
    fn charge_persist(&mut self, length: usize) -> Result<(), HookTrap>;

    /// Reads guest memory. A range that ends outside is cut there, as in production; one that starts
    /// outside is refused.
    fn load(&mut self, pointer: i32, length: i32) -> Result<Vec<u8>, HookTrap>;

    /// Writes guest memory.
    fn store(&mut self, pointer: i32, bytes: &[u8]) -> Result<(), HookTrap>;
}

/// The part of guest memory that a read of this range sees.
pub(crate) fn load_range(memory: &[u8], pointer: i32, length: i32) -> Result<&[u8], HookError> {
    if length == 0 {
        return Ok(&[]);
    }
    let start = usize::try_from(pointer).map_err(|_| HookError::LoadBounds)?;
    let tail = memory.get(start..).ok_or(HookError::LoadBounds)?;
    let length = usize::try_from(length).map_err(|_| HookError::LoadNegativeLength)?;
    Ok(tail.get(..length).unwrap_or(tail))
}

/// Writes a range of guest memory.
pub(crate) fn store_range(memory: &mut [u8], pointer: i32, bytes: &[u8]) -> Result<(), HookError> {
    if bytes.is_empty() {
        return Ok(());
    }
    let start = usize::try_from(pointer).map_err(|_| HookError::StoreLowerBounds)?;
    memory
        .get_mut(start..)
        .and_then(|tail| tail.get_mut(..bytes.len()))
        .ok_or(HookError::StoreUpperBounds)?
        .copy_from_slice(bytes);
    Ok(())
}

/// Length of a value in the 64 bits of gas.
pub(crate) fn length_of(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// Length of a value as hooks return it; production cuts it to 32 bits, and no value is that long.
pub(crate) fn length_as_i32(bytes: &[u8]) -> i32 {
    i32::try_from(bytes.len()).unwrap_or(i32::MAX)
}

impl GuestAccess for Guest<'_> {
    fn fail(&mut self, error: HookError) -> HookTrap {
        self.context.fail(error)
    }

    fn check<T, E: Into<Failure>>(&mut self, result: Result<T, E>) -> Result<T, HookTrap> {
        self.context.check(result)
    }

    fn use_gas(&mut self, amount: u64) -> Result<(), HookTrap> {
        if self.points.available() < amount {
            return Err(self.context.fail(HookError::NotEnoughGas));
        }
        self.points.consume(amount);
        Ok(())
    }

    fn charge(&mut self, key: GasKey) -> Result<(), HookTrap> {
        let cost = self.context.schedule().cost(key);
        self.use_gas(cost)
    }

    fn charge_copy(&mut self, length: usize) -> Result<(), HookTrap> {
        let price = self.context.schedule().base_operation.data_copy_per_byte;
        self.use_gas(price.saturating_mul(u64::try_from(length).unwrap_or(u64::MAX)))
    }

    fn charge_persist(&mut self, length: usize) -> Result<(), HookTrap> {
        let price = self.context.schedule().base_operation.persist_per_byte;
        self.use_gas(price.saturating_mul(u64::try_from(length).unwrap_or(u64::MAX)))
    }

    fn load(&mut self, pointer: i32, length: i32) -> Result<Vec<u8>, HookTrap> {
        match load_range(self.memory, pointer, length) {
            Ok(bytes) => Ok(bytes.to_vec()),
            Err(error) => Err(self.context.fail(error)),
        }
    }

    fn store(&mut self, pointer: i32, bytes: &[u8]) -> Result<(), HookTrap> {
        match store_range(self.memory, pointer, bytes) {
            Ok(()) => Ok(()),
            Err(error) => Err(self.context.fail(error)),
        }
    }
}

/// The bytes of a buffer, for hooks that keep them or hand them on.
pub(crate) fn buffer(guest: &mut Guest<'_>, handle: Handle) -> Result<Bytes, HookTrap> {
    let bytes = guest.context.managed.buffer(handle);
    let bytes = bytes.map(Bytes::copy_from_slice);
    guest.check(bytes)
}
