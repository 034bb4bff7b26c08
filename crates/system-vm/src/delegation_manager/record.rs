//! What the delegation manager stores (`mx-chain-go:vm/systemSmartContracts/delegation.proto`).

use crate::error::NativeError;
use crate::native::NativeContext;
use crate::protobuf::{Malformed, Reader, Writer};
use crate::protocol_address::DELEGATION_MANAGER_ADDRESS;
use num_bigint::BigUint;
use vm_core::Bytes;

/// Where the manager keeps its settings.
pub(super) const MANAGEMENT_KEY: &[u8] = b"delegationManagement";
/// Where the manager keeps the addresses of the contracts.
pub(super) const CONTRACTS_KEY: &[u8] = b"delegationContracts";

/// The manager's settings, and the contracts that it made (`DelegationManagement`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DelegationManagement {
    /// Contracts that were made.
    pub contract_count: u32,
    /// The address of the last one; the template's, where there is none.
    pub last_address: Bytes,
    /// Smallest service fee of a contract, at genesis.
    pub min_service_fee: u64,
    /// Largest service fee of a contract, at genesis; it stands for everything.
    pub max_service_fee: u64,
    /// What making a contract costs, which stays its owner's.
    pub min_deposit: BigUint,
    /// The least that anybody may have delegated.
    pub min_delegation: BigUint,
}

impl DelegationManagement {
    /// Reads the stored message.
    ///
    /// # Errors
    /// [`Malformed`] for bytes that are none.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut management = Self::default();
        let mut reader = Reader(bytes);
        while let Some((field, value)) = reader.field()? {
            match field {
                1 => management.contract_count = value.small()?,
                2 => management.last_address = Bytes::copy_from_slice(value.bytes()?),
                3 => management.min_service_fee = value.number()?,
                4 => management.max_service_fee = value.number()?,
                5 => management.min_deposit = value.amount()?,
                6 => management.min_delegation = value.amount()?,
                _ => {}
            }
        }
        Ok(management)
    }

    /// The bytes that production stores.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.number(1, u64::from(self.contract_count));
        writer.bytes(2, &self.last_address);
        writer.number(3, self.min_service_fee);
        writer.number(4, self.max_service_fee);
        writer.amount(5, &self.min_deposit);
        writer.amount(6, &self.min_delegation);
        writer.finish()
    }
}

/// The manager's settings, for any contract that asks.
pub(crate) fn load_management(
    context: &mut NativeContext,
) -> Result<DelegationManagement, NativeError> {
    find_management(context)?.ok_or_else(|| {
        NativeError::refused("data was not found under requested key getDelegationManagementData")
    })
}

/// The same; none on a chain without the manager.
pub(crate) fn find_management(
    context: &mut NativeContext,
) -> Result<Option<DelegationManagement>, NativeError> {
    let stored = context.storage_of(&DELEGATION_MANAGER_ADDRESS, MANAGEMENT_KEY)?;
    if stored.is_empty() {
        return Ok(None);
    }
    let management = DelegationManagement::decode(&stored);
    management.map(Some).map_err(|error| NativeError::refused(error.to_string()))
}

pub(super) fn save_management(
    context: &mut NativeContext,
    management: &DelegationManagement,
) -> Result<(), NativeError> {
    context.set_storage(MANAGEMENT_KEY, Bytes::from(management.encode()))
}

/// The addresses of the contracts, for any contract that asks; the first is the template's.
pub(crate) fn load_contracts(context: &mut NativeContext) -> Result<Vec<Bytes>, NativeError> {
    let stored = context.storage_of(&DELEGATION_MANAGER_ADDRESS, CONTRACTS_KEY)?;
    if stored.is_empty() {
        return Err(NativeError::refused(
            "data was not found under requested key getDelegationContractList",
        ));
    }
    decode_contracts(&stored).map_err(|error| NativeError::refused(error.to_string()))
}

fn decode_contracts(bytes: &[u8]) -> Result<Vec<Bytes>, Malformed> {
    let mut addresses = Vec::new();
    let mut reader = Reader(bytes);
    while let Some((field, value)) = reader.field()? {
        if field == 1 {
            addresses.push(Bytes::copy_from_slice(value.bytes()?));
        }
    }
    Ok(addresses)
}

/// A `DelegationContractList` message.
pub(super) fn encode_contracts(addresses: &[Bytes]) -> Bytes {
    let mut writer = Writer::default();
    for address in addresses {
        writer.item(1, address);
    }
    Bytes::from(writer.finish())
}
