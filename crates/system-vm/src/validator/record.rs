//! What the validator contract stores (`mx-chain-go:vm/systemSmartContracts/validator.proto`).

use crate::protobuf::{Malformed, Reader, Writer};
use num_bigint::BigUint;
use vm_core::Bytes;

/// An owner of nodes, as stored under its address (`ValidatorDataV2`). The older form of the message
/// has a part of its fields, and is read as well.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValidatorRecord {
    /// Always zero.
    pub register_nonce: u64,
    /// Epoch in which nodes were staked last.
    pub epoch: u32,
    /// Where the rewards go. Empty for who is not registered.
    pub reward_address: Bytes,
    /// What is staked, whether nodes use it or not.
    pub total_stake: BigUint,
    /// What the registered nodes cost.
    pub locked_stake: BigUint,
    /// The largest stake that a node is to have; nothing reads it.
    pub max_stake_per_node: BigUint,
    /// BLS keys of the nodes, unstaked ones included.
    pub keys: Vec<Bytes>,
    /// Nodes that were staked and are not unbonded.
    pub registered_count: u32,
    /// What was unstaked and is not unbonded, in the order in which it was.
    pub unstaked: Vec<UnstakedTokens>,
    /// Its sum.
    pub total_unstaked: BigUint,
    /// What was slashed. Production never sets it, which is another encoding than zero.
    pub total_slashed: Option<BigUint>,
}

/// Tokens that were unstaked in an epoch (`UnstakedValue`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnstakedTokens {
    /// The epoch; 0 for what may be unbonded at once.
    pub epoch: u32,
    /// How much.
    pub value: BigUint,
}

impl ValidatorRecord {
    /// Whether the owner is registered.
    #[must_use]
    pub fn is_registered(&self) -> bool {
        !self.reward_address.is_empty()
    }

    /// Reads a stored owner.
    ///
    /// # Errors
    /// [`Malformed`] for bytes that are none.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut record = Self::default();
        let mut reader = Reader(bytes);
        while let Some((field, value)) = reader.field()? {
            match field {
                1 => record.register_nonce = value.number()?,
                2 => record.epoch = value.small()?,
                3 => record.reward_address = Bytes::copy_from_slice(value.bytes()?),
                4 => record.total_stake = value.amount()?,
                5 => record.locked_stake = value.amount()?,
                6 => record.max_stake_per_node = value.amount()?,
                7 => record.keys.push(Bytes::copy_from_slice(value.bytes()?)),
                8 => record.registered_count = value.small()?,
                9 => record.unstaked.push(UnstakedTokens::decode(value.bytes()?)?),
                10 => record.total_unstaked = value.amount()?,
                11 => record.total_slashed = value.optional_amount()?,
                _ => {}
            }
        }
        Ok(record)
    }

    /// The bytes that production stores.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.number(1, self.register_nonce);
        writer.number(2, u64::from(self.epoch));
        writer.bytes(3, &self.reward_address);
        writer.amount(4, &self.total_stake);
        writer.amount(5, &self.locked_stake);
        writer.amount(6, &self.max_stake_per_node);
        for key in &self.keys {
            writer.item(7, key);
        }
        writer.number(8, u64::from(self.registered_count));
        for unstaked in &self.unstaked {
            writer.item(9, &unstaked.encode());
        }
        writer.amount(10, &self.total_unstaked);
        writer.optional_amount(11, self.total_slashed.as_ref());
        writer.finish()
    }
}

impl UnstakedTokens {
    fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut unstaked = Self::default();
        let mut reader = Reader(bytes);
        while let Some((field, value)) = reader.field()? {
            match field {
                1 => unstaked.epoch = value.small()?,
                2 => unstaked.value = value.amount()?,
                _ => {}
            }
        }
        Ok(unstaked)
    }

    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.number(1, u64::from(self.epoch));
        writer.amount(2, &self.value);
        writer.finish()
    }
}

/// The prices of an epoch (`ValidatorConfig`), where `setConfig` stored them under its number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValidatorPrices {
    /// Smallest stake; nothing reads it.
    pub min_stake: BigUint,
    /// Total supply; nothing reads it.
    pub total_supply: BigUint,
    /// Smallest step; nothing reads it.
    pub min_step: BigUint,
    /// What a node costs.
    pub node_price: BigUint,
    /// What unjailing a node costs.
    pub unjail_price: BigUint,
}

impl ValidatorPrices {
    /// Reads stored prices.
    ///
    /// # Errors
    /// [`Malformed`] for bytes that are none.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut prices = Self::default();
        let mut reader = Reader(bytes);
        while let Some((field, value)) = reader.field()? {
            match field {
                1 => prices.min_stake = value.amount()?,
                2 => prices.total_supply = value.amount()?,
                3 => prices.min_step = value.amount()?,
                4 => prices.node_price = value.amount()?,
                5 => prices.unjail_price = value.amount()?,
                _ => {}
            }
        }
        Ok(prices)
    }

    /// The bytes that production stores.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.amount(1, &self.min_stake);
        writer.amount(2, &self.total_supply);
        writer.amount(3, &self.min_step);
        writer.amount(4, &self.node_price);
        writer.amount(5, &self.unjail_price);
        writer.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::hex;

    fn price() -> BigUint {
        BigUint::from(2_500_000_000_000_000_000_000_u128)
    }

    /// Seen in the storage of mx-chain-go 1.9.6: after a `stake` that named no valid key.
    #[test]
    fn records_are_stored_as_in_production() {
        let bytes = hex!(
            "10051a200101010101010101010101010101010101010101010101010101010101010101220a00878678326eac9000002a020000320a00878678326eac900000520200005a0100"
        );
        let record = ValidatorRecord {
            epoch: 5,
            reward_address: Bytes::from_static(&[1; 32]),
            total_stake: price(),
            max_stake_per_node: price(),
            ..ValidatorRecord::default()
        };
        assert_eq!(record.encode(), bytes);
        assert_eq!(ValidatorRecord::decode(&bytes), Ok(record));
    }

    /// Seen there after the genesis block, in the older form.
    #[test]
    fn the_older_form_is_read() {
        let bytes = hex!(
            "1a20355fe3e379b67e86fab4b7d17bb3c5fedfec6fb5f0856c79fe7aba4122078560220a00878678326eac9000002a0a00878678326eac900000320a00878678326eac9000003a03aabbcc4001"
        );
        let record = ValidatorRecord::decode(&bytes).unwrap();
        assert_eq!((&record.total_stake, &record.locked_stake), (&price(), &price()));
        assert_eq!(record.keys, [Bytes::from_static(&[0xaa, 0xbb, 0xcc])]);
        assert_eq!((record.registered_count, record.total_slashed), (1, None));
    }

    #[test]
    fn the_rest_goes_there_and_back() {
        let unstaked = |epoch, value: u32| UnstakedTokens { epoch, value: value.into() };
        let record = ValidatorRecord {
            unstaked: vec![unstaked(0, 5), unstaked(7, 1_000)],
            total_unstaked: 1_005_u32.into(),
            total_slashed: Some(BigUint::ZERO),
            ..ValidatorRecord::default()
        };
        assert_eq!(ValidatorRecord::decode(&record.encode()), Ok(record));
        let prices = ValidatorPrices { node_price: price(), ..ValidatorPrices::default() };
        assert_eq!(ValidatorPrices::decode(&prices.encode()), Ok(prices));
    }
}
