//! What the staking contract stores (`mx-chain-go:vm/systemSmartContracts/staking.proto`).

use crate::protobuf::{Malformed, Reader, Writer};
use num_bigint::BigUint;
use vm_core::Bytes;

/// The epoch in which a node that was never unstaked counts as unstaked.
const NO_EPOCH: u32 = u32::MAX;

/// A node as it is stored under its BLS key (`StakedDataV2_0`). The older forms of the message have a
/// part of its fields, and are read as well.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StakedNode {
    /// Block in which it was last staked or queued.
    pub register_nonce: u64,
    /// Block in which it was staked.
    pub staked_nonce: u64,
    /// Whether it is staked.
    pub is_staked: bool,
    /// Block in which it was unstaked; 0 where it was not.
    pub unstaked_nonce: u64,
    /// Epoch in which it was unstaked.
    pub unstaked_epoch: u32,
    /// Where its rewards go. Empty for a node that is not registered.
    pub reward_address: Bytes,
    /// What a node cost when it was registered.
    pub stake_value: BigUint,
    /// Round in which it was jailed.
    pub jailed_round: u64,
    /// Block in which it was jailed.
    pub jailed_nonce: u64,
    /// Block in which it was unjailed.
    pub unjailed_nonce: u64,
    /// Whether it is jailed.
    pub is_jailed: bool,
    /// Whether it waits in the queue that staking had before its version 4.
    pub is_waiting: bool,
    /// How often it was jailed.
    pub jail_count: u32,
    /// What was slashed; always zero.
    pub slash_value: BigUint,
    /// Who owns it.
    pub owner_address: Bytes,
}

impl StakedNode {
    /// A node that nothing is stored of.
    #[must_use]
    pub fn unknown() -> Self {
        Self {
            unstaked_epoch: NO_EPOCH,
            jailed_round: u64::MAX,
            staked_nonce: u64::MAX,
            ..Self::default()
        }
    }

    /// Whether the node is registered.
    #[must_use]
    pub fn is_registered(&self) -> bool {
        !self.reward_address.is_empty()
    }

    /// Makes the node a staked one, in a block.
    pub(super) fn activate(&mut self, nonce: u64) {
        self.register_nonce = nonce;
        self.is_staked = true;
        self.staked_nonce = nonce;
        self.unstaked_epoch = NO_EPOCH;
        self.unstaked_nonce = 0;
        self.is_waiting = false;
    }

    /// Makes the node an unstaked one, in a block.
    pub(super) const fn deactivate(&mut self, epoch: u32, nonce: u64) {
        self.is_staked = false;
        self.unstaked_epoch = epoch;
        self.unstaked_nonce = nonce;
        self.is_waiting = false;
    }

    /// Reads a stored node.
    ///
    /// # Errors
    /// [`Malformed`] for bytes that are none.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut node = Self::default();
        let mut reader = Reader(bytes);
        while let Some((field, value)) = reader.field()? {
            match field {
                1 => node.register_nonce = value.number()?,
                2 => node.staked_nonce = value.number()?,
                3 => node.is_staked = value.flag()?,
                4 => node.unstaked_nonce = value.number()?,
                5 => node.unstaked_epoch = value.small()?,
                6 => node.reward_address = Bytes::copy_from_slice(value.bytes()?),
                7 => node.stake_value = value.amount()?,
                8 => node.jailed_round = value.number()?,
                9 => node.jailed_nonce = value.number()?,
                10 => node.unjailed_nonce = value.number()?,
                11 => node.is_jailed = value.flag()?,
                12 => node.is_waiting = value.flag()?,
                13 => node.jail_count = value.small()?,
                14 => node.slash_value = value.amount()?,
                15 => node.owner_address = Bytes::copy_from_slice(value.bytes()?),
                _ => {}
            }
        }
        Ok(node)
    }

    /// The bytes that production stores.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.number(1, self.register_nonce);
        writer.number(2, self.staked_nonce);
        writer.flag(3, self.is_staked);
        writer.number(4, self.unstaked_nonce);
        writer.number(5, u64::from(self.unstaked_epoch));
        writer.bytes(6, &self.reward_address);
        writer.amount(7, &self.stake_value);
        writer.number(8, self.jailed_round);
        writer.number(9, self.jailed_nonce);
        writer.number(10, self.unjailed_nonce);
        writer.flag(11, self.is_jailed);
        writer.flag(12, self.is_waiting);
        writer.number(13, u64::from(self.jail_count));
        writer.amount(14, &self.slash_value);
        writer.bytes(15, &self.owner_address);
        writer.finish()
    }
}

/// How many nodes there are and may be (`StakingNodesConfig`), stored under `nodesConfig`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NodeCounts {
    /// Nodes that have to stay staked.
    pub min: i64,
    /// Nodes that could be staked at once, while staking had a queue.
    pub max: i64,
    /// Nodes that are staked.
    pub staked: i64,
    /// Nodes that are jailed; not counted since jailing unstakes a node.
    pub jailed: i64,
}

impl NodeCounts {
    /// Staked nodes above the least number.
    #[must_use]
    pub const fn spare(&self) -> i64 {
        self.staked.wrapping_sub(self.jailed).wrapping_sub(self.min)
    }

    /// Reads stored counts.
    ///
    /// # Errors
    /// [`Malformed`] for bytes that are none.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut counts = Self::default();
        let mut reader = Reader(bytes);
        while let Some((field, value)) = reader.field()? {
            match field {
                1 => counts.min = value.number()?.cast_signed(),
                2 => counts.max = value.number()?.cast_signed(),
                3 => counts.staked = value.number()?.cast_signed(),
                4 => counts.jailed = value.number()?.cast_signed(),
                _ => {}
            }
        }
        Ok(counts)
    }

    /// The bytes that production stores.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.number(1, self.min.cast_unsigned());
        writer.number(2, self.max.cast_unsigned());
        writer.number(3, self.staked.cast_unsigned());
        writer.number(4, self.jailed.cast_unsigned());
        writer.finish()
    }
}

/// The head of the queue (`WaitingList`), stored under `waitingList`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueHead {
    /// Storage key of the first element.
    pub first: Bytes,
    /// Storage key of the last element.
    pub last: Bytes,
    /// Number of elements.
    pub length: u32,
    /// Storage key of the last element that came in front because it had been jailed.
    pub last_jailed: Bytes,
}

impl QueueHead {
    /// Reads a stored head.
    ///
    /// # Errors
    /// [`Malformed`] for bytes that are none.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut head = Self::default();
        let mut reader = Reader(bytes);
        while let Some((field, value)) = reader.field()? {
            match field {
                1 => head.first = Bytes::copy_from_slice(value.bytes()?),
                2 => head.last = Bytes::copy_from_slice(value.bytes()?),
                3 => head.length = value.small()?,
                4 => head.last_jailed = Bytes::copy_from_slice(value.bytes()?),
                _ => {}
            }
        }
        Ok(head)
    }

    /// The bytes that production stores.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.bytes(1, &self.first);
        writer.bytes(2, &self.last);
        writer.number(3, u64::from(self.length));
        writer.bytes(4, &self.last_jailed);
        writer.finish()
    }
}

/// An element of the queue (`ElementInList`), stored under `w_` and its BLS key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueueElement {
    /// The node's BLS key.
    pub key: Bytes,
    /// Storage key of the element before it; its own for the first.
    pub previous: Bytes,
    /// Storage key of the element behind it; empty for the last.
    pub next: Bytes,
}

impl QueueElement {
    /// Reads a stored element.
    ///
    /// # Errors
    /// [`Malformed`] for bytes that are none.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut element = Self::default();
        let mut reader = Reader(bytes);
        while let Some((field, value)) = reader.field()? {
            match field {
                1 => element.key = Bytes::copy_from_slice(value.bytes()?),
                2 => element.previous = Bytes::copy_from_slice(value.bytes()?),
                3 => element.next = Bytes::copy_from_slice(value.bytes()?),
                _ => {}
            }
        }
        Ok(element)
    }

    /// The bytes that production stores.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.bytes(1, &self.key);
        writer.bytes(2, &self.previous);
        writer.bytes(3, &self.next);
        writer.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::hex;

    /// Seen in the storage of mx-chain-go 1.9.6 after its genesis block.
    #[test]
    fn nodes_are_stored_as_in_production() {
        let owner = hex!("a2a02ed6527dab29a4a156296144aeabd7b8cb76c7643948d75401ed24bb1307");
        let bytes = hex!(
            "180128ffffffff0f3220a2a02ed6527dab29a4a156296144aeabd7b8cb76c7643948d75401ed24bb13073a0a00878678326eac90000040ffffffffffffffffff01720200007a20a2a02ed6527dab29a4a156296144aeabd7b8cb76c7643948d75401ed24bb1307"
        );
        let mut node = StakedNode {
            reward_address: Bytes::copy_from_slice(&owner),
            owner_address: Bytes::copy_from_slice(&owner),
            stake_value: BigUint::from(2_500_000_000_000_000_000_000_u128),
            ..StakedNode::unknown()
        };
        node.activate(0);
        assert_eq!(node.encode(), bytes);
        assert_eq!(StakedNode::decode(&bytes), Ok(node));

        let counts = NodeCounts { min: 4, max: 4_294_967_292, staked: 4, jailed: 0 };
        let bytes = hex!("080410fcffffff0f1804");
        assert_eq!(counts.encode(), bytes);
        assert_eq!(NodeCounts::decode(&bytes), Ok(counts));
    }

    #[test]
    fn negative_counts_have_ten_bytes() {
        let counts = NodeCounts { staked: -1, ..NodeCounts::default() };
        assert_eq!(counts.encode(), hex!("18ffffffffffffffffff01"));
        assert_eq!(NodeCounts::decode(&counts.encode()), Ok(counts));
    }

    #[test]
    fn the_queue_goes_there_and_back() {
        let text = |text: &'static str| Bytes::from_static(text.as_bytes());
        let head = QueueHead {
            first: text("w_1"),
            last: text("w_2"),
            length: 2,
            last_jailed: Bytes::new(),
        };
        assert_eq!(QueueHead::decode(&head.encode()), Ok(head));
        let element = QueueElement { key: text("1"), previous: text("w_1"), next: text("w_2") };
        assert_eq!(QueueElement::decode(&element.encode()), Ok(element));
    }
}
