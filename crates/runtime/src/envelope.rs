//! Types of Ethereum transactions: their prices, and what only one type has.

use crate::InvalidTransaction;
use alloy_primitives::B256;
use executor_evm::Authorization;
use vm_core::{EthereumTransactions, EvmAddress, SpecId, U256};

/// First byte of a versioned hash of a blob (EIP-4844).
const BLOB_HASH_VERSION: u8 = 1;

/// An account of an access list (EIP-2930).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessListItem {
    /// The account.
    pub address: EvmAddress,
    /// Its slots.
    pub slots: Vec<U256>,
}

/// Prices of a transaction that leaves the base fee to the block (EIP-1559).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FeeCap {
    /// Largest price of a unit of gas, base fee included.
    pub price: u128,
    /// Largest part of it for the block's beneficiary.
    pub priority: u128,
}

/// The type of an Ethereum transaction (EIP-2718).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Envelope {
    /// Without a type.
    Legacy {
        /// Price of a unit of gas; nobody can pay the largest.
        gas_price: u128,
    },
    /// With an access list (EIP-2930).
    AccessList {
        /// Price of a unit of gas.
        gas_price: u128,
    },
    /// With a base fee (EIP-1559).
    DynamicFee(FeeCap),
    /// With blobs (EIP-4844).
    Blob {
        /// Prices of gas.
        fee: FeeCap,
        /// Largest price of a unit of blob gas.
        blob_price: u128,
        /// Versioned hashes of the blobs.
        blob_hashes: Vec<B256>,
    },
    /// With delegations (EIP-7702).
    SetCode {
        /// Prices of gas.
        fee: FeeCap,
        /// Delegations, their signatures recovered.
        authorizations: Vec<Authorization>,
    },
}

impl Envelope {
    /// Price of a unit of gas at a base fee.
    #[must_use]
    pub fn price(&self, base_fee: u64) -> u128 {
        match self.fee_cap() {
            Some(cap) => cap.price.min(u128::from(base_fee).saturating_add(cap.priority)),
            None => self.max_price(),
        }
    }

    /// Largest price of a unit of gas.
    #[must_use]
    pub const fn max_price(&self) -> u128 {
        match self {
            Self::Legacy { gas_price } | Self::AccessList { gas_price } => *gas_price,
            Self::DynamicFee(fee) | Self::Blob { fee, .. } | Self::SetCode { fee, .. } => fee.price,
        }
    }

    /// Largest price of a unit of blob gas; zero for the types without blobs.
    #[must_use]
    pub const fn max_blob_price(&self) -> u128 {
        match self {
            Self::Blob { blob_price, .. } => *blob_price,
            Self::Legacy { .. }
            | Self::AccessList { .. }
            | Self::DynamicFee(_)
            | Self::SetCode { .. } => 0,
        }
    }

    /// Versioned hashes of the blobs.
    #[must_use]
    pub fn blob_hashes(&self) -> &[B256] {
        match self {
            Self::Blob { blob_hashes, .. } => blob_hashes,
            Self::Legacy { .. }
            | Self::AccessList { .. }
            | Self::DynamicFee(_)
            | Self::SetCode { .. } => &[],
        }
    }

    /// Delegations.
    #[must_use]
    pub fn authorizations(&self) -> &[Authorization] {
        match self {
            Self::SetCode { authorizations, .. } => authorizations,
            Self::Legacy { .. }
            | Self::AccessList { .. }
            | Self::DynamicFee(_)
            | Self::Blob { .. } => &[],
        }
    }

    const fn fee_cap(&self) -> Option<FeeCap> {
        match self {
            Self::Legacy { .. } | Self::AccessList { .. } => None,
            Self::DynamicFee(fee) | Self::Blob { fee, .. } | Self::SetCode { fee, .. } => {
                Some(*fee)
            }
        }
    }

    const fn active_from(&self) -> SpecId {
        match self {
            Self::Legacy { .. } => SpecId::FRONTIER,
            Self::AccessList { .. } => SpecId::BERLIN,
            Self::DynamicFee(_) => SpecId::LONDON,
            Self::Blob { .. } => SpecId::CANCUN,
            Self::SetCode { .. } => SpecId::PRAGUE,
        }
    }

    /// Type byte of EIP-2718; zero without a type.
    #[must_use]
    pub const fn type_byte(&self) -> u8 {
        match self {
            Self::Legacy { .. } => 0,
            Self::AccessList { .. } => 1,
            Self::DynamicFee(_) => 2,
            Self::Blob { .. } => 3,
            Self::SetCode { .. } => 4,
        }
    }

    /// Checks what a block's prices say.
    pub(crate) fn check_prices(
        &self,
        base_fee: u64,
        blob_price: u128,
    ) -> Result<(), InvalidTransaction> {
        if self.max_price() < u128::from(base_fee) {
            return Err(InvalidTransaction::GasPriceBelowBaseFee);
        }
        if matches!(self, Self::Blob { blob_price: most, .. } if *most < blob_price) {
            return Err(InvalidTransaction::BlobPriceTooLow);
        }
        Ok(())
    }

    /// Checks the type, and what only it has.
    pub(crate) fn check(
        &self,
        fork: SpecId,
        taken: EthereumTransactions,
        is_call: bool,
    ) -> Result<(), InvalidTransaction> {
        if !fork.is_enabled_in(self.active_from()) {
            return Err(InvalidTransaction::TypeNotActive);
        }
        if self.fee_cap().is_some_and(|cap| cap.priority > cap.price) {
            return Err(InvalidTransaction::PriorityFeeTooHigh);
        }
        match self {
            Self::Blob { .. } if !taken.blobs => Err(InvalidTransaction::BlobsNotTaken),
            Self::Legacy { .. } | Self::AccessList { .. } | Self::DynamicFee(_) => Ok(()),
            Self::Blob { .. } | Self::SetCode { .. } if !is_call => {
                Err(InvalidTransaction::TypeCannotCreate)
            }
            Self::Blob { blob_hashes, .. } => check_blobs(fork, blob_hashes),
            Self::SetCode { authorizations, .. } if authorizations.is_empty() => {
                Err(InvalidTransaction::NoAuthorizations)
            }
            Self::SetCode { .. } => Ok(()),
        }
    }
}

fn check_blobs(fork: SpecId, hashes: &[B256]) -> Result<(), InvalidTransaction> {
    if hashes.is_empty() {
        return Err(InvalidTransaction::NoBlobs);
    }
    if hashes.iter().any(|hash| hash.first() != Some(&BLOB_HASH_VERSION)) {
        return Err(InvalidTransaction::BlobVersion);
    }
    if hashes.len() > most_blobs(fork) {
        return Err(InvalidTransaction::TooManyBlobs);
    }
    Ok(())
}

/// Most blobs of a transaction: what a block may have (EIP-4844, EIP-7691), from Osaka on a bound of
/// the transaction's own (EIP-7594).
const fn most_blobs(fork: SpecId) -> usize {
    let is_prague = fork.is_enabled_in(SpecId::PRAGUE) && !fork.is_enabled_in(SpecId::OSAKA);
    if is_prague { 9 } else { 6 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CAP: FeeCap = FeeCap { price: 10, priority: 3 };

    #[test]
    fn the_price_follows_the_base_fee_up_to_the_cap() {
        let legacy = Envelope::Legacy { gas_price: 10 };
        let dynamic = Envelope::DynamicFee(CAP);
        for (envelope, base_fee, price) in [
            (&legacy, 0, 10),
            (&legacy, 7, 10),
            (&dynamic, 0, 3),
            (&dynamic, 6, 9),
            (&dynamic, 9, 10),
        ] {
            assert_eq!(envelope.price(base_fee), price, "{envelope:?} {base_fee}");
        }
    }

    #[test]
    fn a_type_is_checked() {
        use InvalidTransaction as Invalid;
        let blob = |count, version: u8, blob_price| Envelope::Blob {
            fee: CAP,
            blob_price,
            blob_hashes: vec![B256::right_padding_from(&[version]); count],
        };
        let greedy = Envelope::DynamicFee(FeeCap { price: 2, priority: 3 });
        let bare = Envelope::SetCode { fee: CAP, authorizations: Vec::new() };
        let (osaka, prague) = (SpecId::OSAKA, SpecId::PRAGUE);
        for (fork, envelope, is_call, expected) in [
            (SpecId::SHANGHAI, blob(1, 1, 1), true, Err(Invalid::TypeNotActive)),
            (osaka, greedy, true, Err(Invalid::PriorityFeeTooHigh)),
            (osaka, Envelope::Legacy { gas_price: 1 }, false, Ok(())),
            (osaka, blob(1, 1, 1), false, Err(Invalid::TypeCannotCreate)),
            (osaka, blob(0, 1, 1), true, Err(Invalid::NoBlobs)),
            (osaka, blob(1, 2, 1), true, Err(Invalid::BlobVersion)),
            (osaka, blob(7, 1, 1), true, Err(Invalid::TooManyBlobs)),
            (prague, blob(9, 1, 1), true, Ok(())),
            (prague, bare, true, Err(Invalid::NoAuthorizations)),
        ] {
            let taken = EthereumTransactions { blobs: true, ..EthereumTransactions::default() };
            assert_eq!(envelope.check(fork, taken, is_call), expected, "{envelope:?}");
        }
        let taken = EthereumTransactions::default();
        assert_eq!(blob(1, 1, 1).check(osaka, taken, true), Err(Invalid::BlobsNotTaken));
    }

    #[test]
    fn the_prices_of_a_block_are_met() {
        use InvalidTransaction as Invalid;
        let blob = Envelope::Blob { fee: CAP, blob_price: 5, blob_hashes: Vec::new() };
        for (envelope, base_fee, blob_price, expected) in [
            (&Envelope::Legacy { gas_price: 0 }, 1, 9, Err(Invalid::GasPriceBelowBaseFee)),
            (&Envelope::Legacy { gas_price: 1 }, 1, 9, Ok(())),
            (&blob, 10, 5, Ok(())),
            (&blob, 11, 5, Err(Invalid::GasPriceBelowBaseFee)),
            (&blob, 10, 6, Err(Invalid::BlobPriceTooLow)),
        ] {
            assert_eq!(envelope.check_prices(base_fee, blob_price), expected, "{envelope:?}");
        }
    }
}
