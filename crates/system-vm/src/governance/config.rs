//! Configuration of governance: what the chain sets, and what is stored of it.

use super::share::{bits_of, share_of};
use crate::protobuf::{Malformed, Reader, Writer};
use crate::staking::BasisPoints;
use crate::token::amount_of;
use num_bigint::BigUint;
use vm_core::{Bytes, U256};

/// 10^18: one whole native token.
const ONE: u64 = 1_000_000_000_000_000_000;

/// What a chain sets for governance. Amounts are native value in units of 10^-18.
///
/// The defaults are production's (`mx-chain-go:cmd/node/config/systemSmartContractsConfig.toml`), with
/// its fixes from the first epoch on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GovernanceConfig {
    /// Who may change the configuration, and claims what was lost of fees.
    pub owner: Bytes,
    /// What a proposal costs; at first.
    pub proposal_fee: U256,
    /// What of it a proposal loses that does not pass; at first.
    pub lost_proposal_fee: U256,
    /// Part of all stake that has to vote; at first.
    pub min_quorum: BasisPoints,
    /// Part of the votes that a proposal needs to pass; at first.
    pub min_pass: BasisPoints,
    /// Part of the votes that stops a proposal by veto; at first.
    pub min_veto: BasisPoints,
    /// Epochs before which the vote has to begin, from the proposal on.
    pub max_delay_epochs: u32,
    /// First epoch with production's fixes.
    pub fixes_epoch: u32,
    /// First epoch in which nobody may propose or vote before the fixes are on
    /// (`GovernanceDisableProposeFlag`).
    pub closed_epoch: Option<u32>,
}

impl Default for GovernanceConfig {
    fn default() -> Self {
        let tokens = |count: u64| U256::from(count).saturating_mul(U256::from(ONE));
        Self {
            owner: Bytes::new(),
            proposal_fee: tokens(1_000),
            lost_proposal_fee: tokens(10),
            min_quorum: BasisPoints(2_000),
            min_pass: BasisPoints(5_000),
            min_veto: BasisPoints(3_300),
            max_delay_epochs: 30,
            fixes_epoch: 0,
            closed_epoch: None,
        }
    }
}

/// The configuration in force, and the number of the last proposal (`GovernanceConfigV2`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GovernanceSettings {
    /// Part of all stake that has to vote.
    pub min_quorum: BasisPoints,
    /// Part of the votes that a proposal needs to pass.
    pub min_pass: BasisPoints,
    /// Part of the votes that stops a proposal by veto.
    pub min_veto: BasisPoints,
    /// What a proposal costs.
    pub proposal_fee: BigUint,
    /// What of it a proposal loses that does not pass.
    pub lost_proposal_fee: BigUint,
    /// Number of the last proposal; the first has number 1.
    pub last_proposal: u64,
}

impl GovernanceSettings {
    pub(super) fn of_chain(config: &GovernanceConfig) -> Self {
        Self {
            min_quorum: config.min_quorum,
            min_pass: config.min_pass,
            min_veto: config.min_veto,
            proposal_fee: amount_of(config.proposal_fee),
            lost_proposal_fee: amount_of(config.lost_proposal_fee),
            last_proposal: 0,
        }
    }

    /// Reads the stored message. Shares that are no whole parts of 10,000 are rounded to those, as
    /// production does wherever it uses them.
    ///
    /// # Errors
    /// [`Malformed`] for bytes that are none.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut settings = Self {
            min_quorum: BasisPoints(0),
            min_pass: BasisPoints(0),
            min_veto: BasisPoints(0),
            proposal_fee: BigUint::ZERO,
            lost_proposal_fee: BigUint::ZERO,
            last_proposal: 0,
        };
        let mut reader = Reader(bytes);
        while let Some((field, value)) = reader.field()? {
            match field {
                1 => settings.min_quorum = share_of(value.word()?)?,
                2 => settings.min_pass = share_of(value.word()?)?,
                3 => settings.min_veto = share_of(value.word()?)?,
                4 => settings.proposal_fee = value.amount()?,
                5 => settings.lost_proposal_fee = value.amount()?,
                6 => settings.last_proposal = value.number()?,
                _ => {}
            }
        }
        Ok(settings)
    }

    /// The bytes that production stores.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.word(1, bits_of(self.min_quorum));
        writer.word(2, bits_of(self.min_pass));
        writer.word(3, bits_of(self.min_veto));
        writer.amount(4, &self.proposal_fee);
        writer.amount(5, &self.lost_proposal_fee);
        writer.number(6, self.last_proposal);
        writer.finish()
    }
}
