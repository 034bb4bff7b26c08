//! What governance stores (`mx-chain-go:vm/systemSmartContracts/governance.proto`).

use crate::error::NativeError;
use crate::protobuf::{Malformed, Reader, Writer};
use crate::token::sum;
use num_bigint::BigUint;
use vm_core::Bytes;

/// A proposal and its votes, as stored under `p_` and its commit (`GeneralProposal`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// Its number.
    pub nonce: u64,
    /// The Git commit that it is about, as 40 characters.
    pub commit: Bytes,
    /// First epoch of the vote.
    pub first_epoch: u64,
    /// Last epoch of the vote.
    pub last_epoch: u64,
    /// Votes for it.
    pub yes: BigUint,
    /// Votes against it.
    pub no: BigUint,
    /// Votes against it that stop it where they are enough.
    pub veto: BigUint,
    /// Votes for the quorum only.
    pub abstain: BigUint,
    /// Stake that voted.
    pub quorum_stake: BigUint,
    /// Whether it passed.
    pub passed: bool,
    /// Whether it is closed.
    pub closed: bool,
    /// Who made it.
    pub issuer: Bytes,
    /// What it cost.
    pub cost: BigUint,
}

impl Proposal {
    /// Reads a stored proposal.
    ///
    /// # Errors
    /// [`Malformed`] for bytes that are none.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut proposal = Self::default();
        let mut reader = Reader(bytes);
        while let Some((field, value)) = reader.field()? {
            match field {
                1 => proposal.nonce = value.number()?,
                2 => proposal.commit = Bytes::copy_from_slice(value.bytes()?),
                3 => proposal.first_epoch = value.number()?,
                4 => proposal.last_epoch = value.number()?,
                5 => proposal.yes = value.amount()?,
                6 => proposal.no = value.amount()?,
                7 => proposal.veto = value.amount()?,
                8 => proposal.abstain = value.amount()?,
                9 => proposal.quorum_stake = value.amount()?,
                10 => proposal.passed = value.flag()?,
                11 => proposal.closed = value.flag()?,
                12 => proposal.issuer = Bytes::copy_from_slice(value.bytes()?),
                13 => proposal.cost = value.amount()?,
                _ => {}
            }
        }
        Ok(proposal)
    }

    /// The bytes that production stores.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.number(1, self.nonce);
        writer.bytes(2, &self.commit);
        writer.number(3, self.first_epoch);
        writer.number(4, self.last_epoch);
        let amounts = [&self.yes, &self.no, &self.veto, &self.abstain, &self.quorum_stake];
        for (field, amount) in (5..).zip(amounts) {
            writer.amount(field, amount);
        }
        writer.flag(10, self.passed);
        writer.flag(11, self.closed);
        writer.bytes(12, &self.issuer);
        writer.amount(13, &self.cost);
        writer.finish()
    }

    /// Counts a vote.
    pub(super) fn count(&mut self, option: &[u8], power: &BigUint) -> Result<(), NativeError> {
        let votes = match option {
            b"yes" => &mut self.yes,
            b"no" => &mut self.no,
            b"veto" => &mut self.veto,
            b"abstain" => &mut self.abstain,
            _ => return Err(NativeError::refused("invalid argument: invalid vote type")),
        };
        *votes = sum(votes, power);
        Ok(())
    }

    /// All votes.
    pub(super) fn votes(&self) -> BigUint {
        [&self.no, &self.veto, &self.abstain].into_iter().fold(self.yes.clone(), |a, b| sum(&a, b))
    }
}

/// A vote that a contract passed on (`DelegatedWithAddress`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DelegatedVote {
    /// The proposal's number.
    pub nonce: u64,
    /// The contract; empty in the list's older form.
    pub contract: Bytes,
}

/// On what an account has voted, as stored under its address.
///
/// The list has two forms. The older one (`OngoingVotedList`), of the time before production's fixes,
/// does not tell contracts; the newer one (`OngoingVotedListV2`) does. As in production, a list of
/// delegated votes in the older form is not read as one in the newer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VoteList {
    /// Numbers of the proposals on which it voted itself.
    pub direct: Vec<u64>,
    /// What contracts passed on.
    pub delegated: Vec<DelegatedVote>,
}

impl VoteList {
    /// Reads a stored list, in its newer form.
    ///
    /// # Errors
    /// [`Malformed`] for bytes that are none.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut list = Self::default();
        let mut reader = Reader(bytes);
        while let Some((field, value)) = reader.field()? {
            match field {
                1 => value.numbers(&mut list.direct)?,
                2 => list.delegated.push(DelegatedVote::decode(value.bytes()?)?),
                _ => {}
            }
        }
        Ok(list)
    }

    /// The bytes that production stores, in the newer form.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.numbers(1, &self.direct);
        for vote in &self.delegated {
            writer.item(2, &vote.encode());
        }
        writer.finish()
    }

    /// Reads a stored list, in its older form.
    ///
    /// # Errors
    /// [`Malformed`] for bytes that are none.
    pub fn decode_without_contracts(bytes: &[u8]) -> Result<Self, Malformed> {
        let (mut direct, mut delegated) = (Vec::new(), Vec::new());
        let mut reader = Reader(bytes);
        while let Some((field, value)) = reader.field()? {
            match field {
                1 => value.numbers(&mut direct)?,
                2 => value.numbers(&mut delegated)?,
                _ => {}
            }
        }
        let vote = |nonce| DelegatedVote { nonce, contract: Bytes::new() };
        Ok(Self { direct, delegated: delegated.into_iter().map(vote).collect() })
    }

    /// The bytes that production stores, in the older form.
    #[must_use]
    pub fn encode_without_contracts(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.numbers(1, &self.direct);
        let delegated: Vec<u64> = self.delegated.iter().map(|it| it.nonce).collect();
        writer.numbers(2, &delegated);
        writer.finish()
    }

    /// Leaves out proposals up to a number.
    pub(super) fn forget(&mut self, last_ended: u64) {
        self.direct.retain(|nonce| *nonce > last_ended);
        self.delegated.retain(|vote| vote.nonce > last_ended);
    }
}

impl DelegatedVote {
    fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut vote = Self::default();
        let mut reader = Reader(bytes);
        while let Some((field, value)) = reader.field()? {
            match field {
                1 => vote.nonce = value.number()?,
                2 => vote.contract = Bytes::copy_from_slice(value.bytes()?),
                _ => {}
            }
        }
        Ok(vote)
    }

    fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.number(1, self.nonce);
        writer.bytes(2, &self.contract);
        writer.finish()
    }
}

/// What a contract has voted for others on a proposal, as stored under its address and the proposal's
/// number (`DelegatedSCVoteInfo`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DelegatedVotes {
    /// Its power, as of its first vote.
    pub total_power: BigUint,
    /// Power that has voted.
    pub used_power: BigUint,
    /// Its stake, as of its first vote.
    pub total_stake: BigUint,
    /// Stake that has voted.
    pub used_stake: BigUint,
}

impl DelegatedVotes {
    /// Reads a stored record.
    ///
    /// # Errors
    /// [`Malformed`] for bytes that are none.
    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut votes = Self::default();
        let mut reader = Reader(bytes);
        while let Some((field, value)) = reader.field()? {
            match field {
                1 => votes.total_power = value.amount()?,
                2 => votes.used_power = value.amount()?,
                3 => votes.total_stake = value.amount()?,
                4 => votes.used_stake = value.amount()?,
                _ => {}
            }
        }
        Ok(votes)
    }

    /// The bytes that production stores.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.amount(1, &self.total_power);
        writer.amount(2, &self.used_power);
        writer.amount(3, &self.total_stake);
        writer.amount(4, &self.used_stake);
        writer.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::hex;

    /// The bytes follow from the message's definition.
    #[test]
    fn lists_have_two_forms() {
        let vote =
            |nonce, contract| DelegatedVote { nonce, contract: Bytes::from_static(contract) };
        let newer =
            VoteList { direct: vec![1, 300], delegated: vec![vote(2, b"ab"), vote(3, b"")] };
        assert_eq!(newer.encode(), hex!("0a0301ac02120608021202616212020803"));
        assert_eq!(VoteList::decode(&newer.encode()), Ok(newer));
        let older = VoteList { direct: vec![1, 300], delegated: vec![vote(2, b"")] };
        let bytes = older.encode_without_contracts();
        assert_eq!(bytes, hex!("0a0301ac02120102"));
        assert_eq!(VoteList::decode_without_contracts(&bytes), Ok(older));
        assert_eq!(VoteList::decode(&bytes), Err(Malformed));
        assert_eq!(VoteList::default().encode(), Vec::<u8>::new());
    }

    #[test]
    fn proposals_and_votes_go_there_and_back() {
        let proposal = Proposal {
            nonce: 7,
            commit: Bytes::from_static(&[b'c'; 40]),
            first_epoch: 10,
            last_epoch: 300,
            yes: 5_u32.into(),
            veto: 1_000_u32.into(),
            passed: true,
            closed: true,
            issuer: Bytes::from_static(&[1; 32]),
            cost: 500_u32.into(),
            ..Proposal::default()
        };
        assert_eq!(Proposal::decode(&proposal.encode()), Ok(proposal));
        let votes = DelegatedVotes { total_power: 9_u32.into(), ..DelegatedVotes::default() };
        assert_eq!(votes.encode(), hex!("0a020009120200001a02000022020000"));
        assert_eq!(DelegatedVotes::decode(&votes.encode()), Ok(votes));
    }
}
