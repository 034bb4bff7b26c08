//! What a delegation contract stores (`mx-chain-go:vm/systemSmartContracts/delegation.proto`).

use crate::protobuf::{Field, Malformed, Reader, Writer};
use num_bigint::BigUint;
use vm_core::Bytes;

/// A stored message.
pub(super) trait Message: Default {
    /// Reads a field.
    fn read(&mut self, field: u64, value: Field<'_>) -> Result<(), Malformed>;
    /// Writes all fields.
    fn write(&self, writer: &mut Writer);

    /// Reads the stored bytes.
    fn decode_message(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut message = Self::default();
        let mut reader = Reader(bytes);
        while let Some((field, value)) = reader.field()? {
            message.read(field, value)?;
        }
        Ok(message)
    }

    /// The bytes that production stores.
    fn encode_message(&self) -> Bytes {
        let mut writer = Writer::default();
        self.write(&mut writer);
        Bytes::from(writer.finish())
    }
}

/// What the owner set (`DelegationConfig`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Terms {
    /// Most that may be delegated in all; zero for no bound.
    pub(super) cap: BigUint,
    /// What the owner has to keep delegated.
    pub(super) initial_owner_funds: BigUint,
    /// Whether nodes are staked as soon as there is enough for one more.
    pub(super) automatic_activation: bool,
    /// Always true.
    pub(super) changeable_service_fee: bool,
    /// Block in which the contract was made.
    pub(super) created_nonce: u64,
    /// Epochs between taking a delegation back and withdrawing it.
    pub(super) unbond_period_epochs: u32,
    /// Whether the cap holds for rewards that are delegated again.
    pub(super) checks_cap_on_rewards: bool,
}

impl Message for Terms {
    fn read(&mut self, field: u64, value: Field<'_>) -> Result<(), Malformed> {
        match field {
            1 => self.cap = value.amount()?,
            2 => self.initial_owner_funds = value.amount()?,
            3 => self.automatic_activation = value.flag()?,
            4 => self.changeable_service_fee = value.flag()?,
            5 => self.created_nonce = value.number()?,
            6 => self.unbond_period_epochs = value.small()?,
            7 => self.checks_cap_on_rewards = value.flag()?,
            _ => {}
        }
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        writer.amount(1, &self.cap);
        writer.amount(2, &self.initial_owner_funds);
        writer.flag(3, self.automatic_activation);
        writer.flag(4, self.changeable_service_fee);
        writer.number(5, self.created_nonce);
        writer.number(6, u64::from(self.unbond_period_epochs));
        writer.flag(7, self.checks_cap_on_rewards);
    }
}

/// A node: its key, and what the key signed (`NodesData`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NodeKey {
    pub(super) key: Bytes,
    pub(super) signature: Bytes,
}

impl Message for NodeKey {
    fn read(&mut self, field: u64, value: Field<'_>) -> Result<(), Malformed> {
        match field {
            1 => self.key = Bytes::copy_from_slice(value.bytes()?),
            2 => self.signature = Bytes::copy_from_slice(value.bytes()?),
            _ => {}
        }
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        writer.bytes(1, &self.key);
        writer.bytes(2, &self.signature);
    }
}

/// The contract's nodes, and the number of its delegators (`DelegationContractStatus`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Status {
    pub(super) staked: Vec<NodeKey>,
    pub(super) not_staked: Vec<NodeKey>,
    pub(super) unstaked: Vec<NodeKey>,
    pub(super) user_count: u64,
}

impl Message for Status {
    fn read(&mut self, field: u64, value: Field<'_>) -> Result<(), Malformed> {
        match field {
            1 => self.staked.push(NodeKey::decode_message(value.bytes()?)?),
            2 => self.not_staked.push(NodeKey::decode_message(value.bytes()?)?),
            3 => self.unstaked.push(NodeKey::decode_message(value.bytes()?)?),
            4 => self.user_count = value.number()?,
            _ => {}
        }
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        for (field, nodes) in [(1, &self.staked), (2, &self.not_staked), (3, &self.unstaked)] {
            for node in nodes {
                writer.item(field, &node.encode_message());
            }
        }
        writer.number(4, self.user_count);
    }
}

/// An amount that a delegator has in the contract, or takes back from it (`Fund`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fund {
    /// How much.
    pub value: BigUint,
    /// The delegator.
    pub address: Bytes,
    /// Epoch in which it came, or was taken back.
    pub epoch: u32,
    /// 0 for a delegation, 1 for what is taken back.
    pub kind: u32,
}

impl Message for Fund {
    fn read(&mut self, field: u64, value: Field<'_>) -> Result<(), Malformed> {
        match field {
            1 => self.value = value.amount()?,
            2 => self.address = Bytes::copy_from_slice(value.bytes()?),
            3 => self.epoch = value.small()?,
            4 => self.kind = value.small()?,
            _ => {}
        }
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        writer.amount(1, &self.value);
        writer.bytes(2, &self.address);
        writer.number(3, u64::from(self.epoch));
        writer.number(4, u64::from(self.kind));
    }
}

/// A delegator (`DelegatorData`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delegator {
    /// Key of the [`Fund`] that is delegated; empty where nothing is.
    pub active_fund: Bytes,
    /// Keys of the funds that are taken back, the oldest first.
    pub unstaked_funds: Vec<Bytes>,
    /// The first epoch of which the rewards are not counted yet.
    pub rewards_checkpoint: u32,
    /// Rewards that were counted and not paid.
    pub unclaimed_rewards: BigUint,
    /// Rewards that were paid or delegated again.
    pub total_rewards: BigUint,
}

impl Message for Delegator {
    fn read(&mut self, field: u64, value: Field<'_>) -> Result<(), Malformed> {
        match field {
            1 => self.active_fund = Bytes::copy_from_slice(value.bytes()?),
            2 => self.unstaked_funds.push(Bytes::copy_from_slice(value.bytes()?)),
            3 => self.rewards_checkpoint = value.small()?,
            4 => self.unclaimed_rewards = value.amount()?,
            5 => self.total_rewards = value.amount()?,
            _ => {}
        }
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        writer.bytes(1, &self.active_fund);
        for fund in &self.unstaked_funds {
            writer.item(2, fund);
        }
        writer.number(3, u64::from(self.rewards_checkpoint));
        writer.amount(4, &self.unclaimed_rewards);
        writer.amount(5, &self.total_rewards);
    }
}

/// What all delegators have (`GlobalFundData`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GlobalFund {
    /// What is delegated.
    pub active: BigUint,
    /// What is taken back and not withdrawn.
    pub unstaked: BigUint,
}

impl Message for GlobalFund {
    fn read(&mut self, field: u64, value: Field<'_>) -> Result<(), Malformed> {
        match field {
            1 => self.active = value.amount()?,
            2 => self.unstaked = value.amount()?,
            _ => {}
        }
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        writer.amount(1, &self.active);
        writer.amount(2, &self.unstaked);
    }
}

/// The rewards of an epoch (`RewardComputationData`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct EpochReward {
    pub(super) amount: BigUint,
    /// What was delegated in all.
    pub(super) total_active: BigUint,
    pub(super) service_fee: u64,
}

impl Message for EpochReward {
    fn read(&mut self, field: u64, value: Field<'_>) -> Result<(), Malformed> {
        match field {
            1 => self.amount = value.amount()?,
            2 => self.total_active = value.amount()?,
            3 => self.service_fee = value.number()?,
            _ => {}
        }
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        writer.amount(1, &self.amount);
        writer.amount(2, &self.total_active);
        writer.number(3, self.service_fee);
    }
}

/// What the owner says of the contract (`DelegationMetaData`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Metadata {
    pub(super) name: Bytes,
    pub(super) website: Bytes,
    pub(super) identifier: Bytes,
}

impl Message for Metadata {
    fn read(&mut self, field: u64, value: Field<'_>) -> Result<(), Malformed> {
        match field {
            1 => self.name = Bytes::copy_from_slice(value.bytes()?),
            2 => self.website = Bytes::copy_from_slice(value.bytes()?),
            3 => self.identifier = Bytes::copy_from_slice(value.bytes()?),
            _ => {}
        }
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        writer.bytes(1, &self.name);
        writer.bytes(2, &self.website);
        writer.bytes(3, &self.identifier);
    }
}

/// The stored forms of what tests and nodes read.
macro_rules! public_forms {
    ($($record:ty),+) => {$(
        impl $record {
            /// Reads the stored message.
            ///
            /// # Errors
            /// [`Malformed`] for bytes that are none.
            pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
                Self::decode_message(bytes)
            }

            /// The bytes that production stores.
            #[must_use]
            pub fn encode(&self) -> Vec<u8> {
                self.encode_message().to_vec()
            }
        }
    )+};
}

public_forms!(Fund, Delegator, GlobalFund);
