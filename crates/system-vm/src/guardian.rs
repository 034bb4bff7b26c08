//! Guardians: a second signature that an account's transactions need.
//!
//! An account keeps at most two: the active one, and one that becomes active in a later epoch. Whether
//! transactions need the signature is a bit of the account's code metadata
//! (`mx-chain-go:process/guardian/guardedAccount.go`).

use crate::error::{NativeError, Refusal};
use crate::protobuf::{Malformed, Reader, Writer};
use vm_core::{AccountRef, Address, Bytes, Fault, Journal};

/// Where an account's guardians are stored.
pub const GUARDIANS_KEY: &[u8] = b"ELRONDguardians";
/// Byte 0 of code metadata: transactions need the guardian's signature.
pub(crate) const GUARDED: u8 = 8;
/// Longest identifier of the service that a guardian belongs to.
const SERVICE_LENGTH_MAX: usize = 32;

/// One guardian (`mx-chain-core-go:data/guardians/guardian.proto`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guardian {
    /// Whose signature it is.
    pub address: Bytes,
    /// The epoch from which on it counts.
    pub activation_epoch: u32,
    /// The service that it belongs to.
    pub service: Bytes,
}

/// The guardians of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guardians(pub Vec<Guardian>);

impl Guardians {
    /// Reads stored guardians; no bytes are none.
    ///
    /// # Errors
    /// [`Malformed`] for bytes that are none.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut decoded = Self::default();
        let mut reader = Reader(bytes);
        while let Some((field, value)) = reader.field()? {
            if field == 1 {
                decoded.0.push(Guardian::decode(value.bytes()?)?);
            }
        }
        Ok(decoded)
    }

    /// The bytes that production stores.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        for guardian in &self.0 {
            writer.item(1, &guardian.encode());
        }
        writer.finish()
    }

    /// The guardians of an account.
    ///
    /// # Errors
    /// [`NativeError`], when what is stored cannot be read.
    pub fn of(journal: &mut Journal, account: &AccountRef) -> Result<Self, NativeError> {
        let stored = journal.peek_storage(account, GUARDIANS_KEY)?.value;
        Ok(Self::decode(&stored)?)
    }

    /// The one that counts in an epoch: the one that became active last.
    #[must_use]
    pub fn active(&self, epoch: u32) -> Option<&Guardian> {
        let active = self.0.iter().filter(|it| it.activation_epoch <= epoch);
        // Of two from one epoch the first one counts.
        active
            .reduce(|best, it| if it.activation_epoch > best.activation_epoch { it } else { best })
    }

    /// The one that will count in a later epoch.
    #[must_use]
    pub fn pending(&self, epoch: u32) -> Option<&Guardian> {
        self.0.iter().find(|it| it.activation_epoch > epoch)
    }
}

impl Guardian {
    fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut decoded = Self::default();
        let mut reader = Reader(bytes);
        while let Some((field, value)) = reader.field()? {
            match field {
                1 => decoded.address = Bytes::copy_from_slice(value.bytes()?),
                2 => decoded.activation_epoch = value.small()?,
                3 => decoded.service = Bytes::copy_from_slice(value.bytes()?),
                _ => {}
            }
        }
        Ok(decoded)
    }

    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.bytes(1, &self.address);
        writer.number(2, u64::from(self.activation_epoch));
        writer.bytes(3, &self.service);
        writer.finish()
    }
}

/// Whether an account's transactions need its guardian's signature.
///
/// # Errors
/// [`Fault::State`] when committed state cannot be read.
pub fn is_guarded(journal: &mut Journal, account: &AccountRef) -> Result<bool, Fault> {
    let [first, _] = journal.metadata(account)?;
    Ok(first & GUARDED != 0)
}

/// Checks a call of `SetGuardian` before anything of it is done: where it is called, and its arguments.
/// A guarded account may set a guardian without a signature only if this holds
/// (`mx-chain-vm-common-go:builtInFunctions/setGuardian.go`, `CheckIsExecutable`).
///
/// # Errors
/// [`NativeError::Refused`] with production's message.
pub fn check_set_guardian(
    (sender, receiver): (&Address, &Address),
    arguments: &[Bytes],
    (gas, cost): (u64, u64),
) -> Result<(), NativeError> {
    if sender != receiver {
        return Err(Refusal::NotPermitted.into());
    }
    let [guardian, service] = arguments else {
        return Err(wrong_count(2, arguments.len()));
    };
    if gas < cost {
        return Err(Refusal::NotEnoughGas.into());
    }
    let address = Address::from_slice(guardian).filter(|it| !it.is_contract_shaped());
    let address = address.ok_or_else(|| refused("invalid address for guardian"))?;
    if service.len() > SERVICE_LENGTH_MAX {
        return Err(refused("service UID is invalid for guardian service"));
    }
    if address == *sender {
        return Err(refused("cannot set own address as guardian"));
    }
    Ok(())
}

/// The refusal of a wrong number of arguments; the space at its end is production's.
pub(crate) fn wrong_count(expected: usize, given: usize) -> NativeError {
    refused(&format!("invalid number of arguments, expected {expected}, got {given} "))
}

pub(crate) fn refused(what: &str) -> NativeError {
    NativeError::refused(what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::hex;

    fn guardian(byte: u8, activation_epoch: u32, service: &'static str) -> Guardian {
        Guardian {
            address: Bytes::copy_from_slice(&[byte; 32]),
            activation_epoch,
            service: Bytes::from_static(service.as_bytes()),
        }
    }

    /// The form was seen in the storage of mx-chain-go 1.9.6.
    #[test]
    fn guardians_are_stored_as_in_production() {
        let guardians = Guardians(vec![guardian(7, 8, "uuid")]);
        let bytes = hex!(
            "0a2a0a20070707070707070707070707070707070707070707070707070707070707070710081a0475756964"
        );
        assert_eq!(guardians.encode(), bytes);
        assert_eq!(Guardians::decode(&bytes), Ok(guardians));
        assert_eq!(Guardians::decode(&[]), Ok(Guardians::default()));
    }

    #[test]
    fn the_latest_of_the_active_ones_counts() {
        let guardians = Guardians(vec![guardian(1, 3, "a"), guardian(2, 5, "b")]);
        for (epoch, active, pending) in
            [(2, None, Some(1)), (3, Some(1), Some(2)), (4, Some(1), Some(2)), (5, Some(2), None)]
        {
            let first = |it: Option<&Guardian>| it.and_then(|it| it.address.first().copied());
            assert_eq!(first(guardians.active(epoch)), active, "{epoch}");
            assert_eq!(first(guardians.pending(epoch)), pending, "{epoch}");
        }
    }
}
