//! Configuration of the ESDT contract.

use crate::error::NativeError;
use crate::native::NativeContext;
use crate::protobuf::{Malformed, Reader, Writer};
use crate::token::amount_bytes;
use num_bigint::BigUint;
use vm_core::{Bytes, U256};

/// Where production keeps the contract's configuration in its storage.
const STORAGE_KEY: &[u8] = b"esdtConfig";

/// What a chain sets for the ESDT contract
/// (`mx-chain-sovereign-go:cmd/sovereignnode/config/prefs.toml`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EsdtConfig {
    /// Native value that issuing a token costs, in units of 10^-18; 0.05 by default.
    pub base_issuing_cost: U256,
    /// Who may change the contract's configuration.
    pub owner: Bytes,
    /// Whether `mint` and `ESDTBurn` of the contract work. Production switched them off in favour of
    /// `ESDTLocalMint` and `ESDTLocalBurn`.
    pub global_mint_burn: bool,
    /// The human-readable part of the addresses in `getSpecialRoles`.
    pub address_prefix: String,
}

impl Default for EsdtConfig {
    fn default() -> Self {
        Self {
            base_issuing_cost: U256::from(50_000_000_000_000_000_u64),
            owner: Bytes::new(),
            global_mint_burn: false,
            address_prefix: "erd".to_owned(),
        }
    }
}

/// The configuration in force: what the state has, or what the chain set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ActiveConfig {
    pub(super) owner: Bytes,
    pub(super) base_issuing_cost: BigUint,
    pub(super) shortest_name: u32,
    pub(super) longest_name: u32,
}

impl ActiveConfig {
    pub(super) fn load(
        context: &mut NativeContext,
        config: &EsdtConfig,
    ) -> Result<Self, NativeError> {
        let mut active = Self {
            owner: config.owner.clone(),
            base_issuing_cost: BigUint::from_bytes_be(
                &config.base_issuing_cost.to_be_bytes::<32>(),
            ),
            shortest_name: 10,
            longest_name: 20,
        };
        let stored = context.storage(STORAGE_KEY)?;
        active.read(&stored)?;
        Ok(active)
    }

    /// Stores it, in place of what the chain set.
    pub(super) fn save(&self, context: &mut NativeContext) -> Result<(), NativeError> {
        let mut writer = Writer::default();
        writer.bytes(1, &self.owner);
        writer.amount(2, &self.base_issuing_cost);
        writer.number(3, u64::from(self.shortest_name));
        writer.number(4, u64::from(self.longest_name));
        context.set_storage(STORAGE_KEY, Bytes::from(writer.finish()))
    }

    /// Takes over the fields of a stored `ESDTConfig` message.
    fn read(&mut self, stored: &[u8]) -> Result<(), Malformed> {
        let mut reader = Reader(stored);
        while let Some((field, value)) = reader.field()? {
            match field {
                1 => self.owner = Bytes::copy_from_slice(value.bytes()?),
                2 => self.base_issuing_cost = value.amount()?,
                3 => self.shortest_name = value.small()?,
                4 => self.longest_name = value.small()?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Owner, cost, shortest and longest name, as results.
    pub(super) fn items(&self) -> Vec<Bytes> {
        let number = |number: u32| amount_bytes(&BigUint::from(number));
        vec![
            self.owner.clone(),
            amount_bytes(&self.base_issuing_cost),
            number(self.shortest_name),
            number(self.longest_name),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::hex;

    /// Seen in the storage of mx-chain-go 1.9.6.
    #[test]
    fn the_stored_configuration_is_read() {
        let mut active = ActiveConfig {
            owner: Bytes::new(),
            base_issuing_cost: BigUint::ZERO,
            shortest_name: 0,
            longest_name: 0,
        };
        active
            .read(&hex!("0a20486d8467f546377388006adf5891389d16431e3e8d91a0281bb185cab41dde1f120800b1a2bc2ec50000180a2014"))
            .unwrap();
        let config = EsdtConfig::default();
        assert_eq!(active.owner.len(), 32);
        assert_eq!(
            amount_bytes(&active.base_issuing_cost),
            config.base_issuing_cost.to_be_bytes_trimmed_vec()
        );
        assert_eq!((active.shortest_name, active.longest_name), (10, 20));
    }
}
