//! Values of a block.

use super::Reader;
use super::fields::Known;
use super::problem::{ParseReason, Problem};
use crate::json::Node;
use crate::model::BlockInfo;

const BLOCK: Known = Known {
    common: &[
        "blockTimestamp",
        "blockTimestampMs",
        "blockNonce",
        "blockRound",
        "blockEpoch",
        "blockRandomSeed",
    ],
    extended: &["baseFee", "prevrandao", "coinbase", "gasLimit"],
};

impl Reader<'_> {
    pub(super) fn block(&self, node: &Node) -> Result<BlockInfo, Problem> {
        let fields = self.fields(node, BLOCK)?;
        let number = |name: &str| {
            fields.optional(name, |node| self.number_unless_empty(node)).map(Option::flatten)
        };
        let seconds = number("blockTimestamp")?;
        let milliseconds = number("blockTimestampMs")?;
        let converted = match seconds {
            None => None,
            Some(seconds) => {
                let limit = u64::MAX.div_euclid(1000);
                let too_large = || {
                    let reason = ParseReason::TooLarge { text: seconds.to_string(), limit };
                    fields.problem("blockTimestamp", reason)
                };
                Some(seconds.checked_mul(1000).ok_or_else(too_large)?)
            }
        };
        Ok(BlockInfo {
            timestamp_ms: milliseconds.or(converted),
            nonce: number("blockNonce")?,
            round: number("blockRound")?,
            epoch: number("blockEpoch")?,
            random_seed: fields.optional("blockRandomSeed", |node| self.random_seed(node))?,
            base_fee: fields.optional("baseFee", |node| self.big(node))?.map(|fee| fee.value),
            prevrandao: fields
                .optional("prevrandao", |node| self.word(self.bytes(node)?, node.line))?
                .map(|word| word.value),
            coinbase: fields.optional("coinbase", |node| self.address(node))?,
            gas_limit: number("gasLimit")?,
        })
    }

    fn random_seed(&self, node: &Node) -> Result<[u8; 48], Problem> {
        let seed = self.tree(node)?;
        let actual = seed.value.len();
        <[u8; 48]>::try_from(seed.value).map_err(|_| {
            let reason = ParseReason::Length { text: seed.text, actual, expected: "48" };
            Problem::new(node.line, reason)
        })
    }
}
