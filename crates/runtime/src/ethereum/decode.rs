//! Signed transactions from their bytes: RLP with or without a type byte (EIP-2718), and the sender
//! from the signature.
//!
//! Decoding is strict: every length and number in its shortest form, nothing left over. So a transaction
//! has one encoding, and its hash is the hash of the bytes.

use super::EthereumTransaction;
use crate::envelope::{AccessListItem, Envelope, FeeCap};
use alloy_eip7702::SignedAuthorization;
use alloy_primitives::{B256, Signature, TxKind, keccak256};
use alloy_rlp::{Decodable, Encodable, Header};
use executor_evm::Authorization;
use thiserror::Error;
use vm_core::{Bytes, EvmAddress, SpecId, U256};

/// Half of the order of secp256k1; a larger `s` is no valid signature from Homestead on (EIP-2).
const HALF_ORDER: U256 = U256::from_limbs([
    0xdfe9_2f46_681b_20a0,
    0x5d57_6e73_57a4_501d,
    0xffff_ffff_ffff_ffff,
    0x7fff_ffff_ffff_ffff,
]);

/// First byte of a transaction without a type: that of a list.
const FIRST_LIST_BYTE: u8 = 0xc0;

/// Gas that a transaction pays for each authorization (EIP-7702).
const GAS_PER_AUTHORIZATION: u64 = 25_000;

/// Why bytes are no transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// There are none.
    #[error("the transaction is empty")]
    Empty,
    /// The bytes are no RLP of the transaction's fields in its only form.
    #[error("the transaction is malformed: {0}")]
    Rlp(#[from] alloy_rlp::Error),
    /// More follows after the transaction, or after its last field.
    #[error("bytes follow after the transaction's end")]
    Trailing,
    /// No transaction has this type (EIP-2718).
    #[error("no transaction has the type {0:#04x}")]
    UnknownType(u8),
    /// The first part of the signature is none that the type or the fork has (EIP-155).
    #[error("the parity of the signature, or its chain id, is out of range")]
    Parity,
    /// The last part of the signature is in the upper half (EIP-2).
    #[error("the signature is not in its lower form")]
    HighS,
    /// Nobody has made the signature.
    #[error("the signature belongs to no key")]
    Signature,
    /// The gas limit does not pay for recovering the authorizations (EIP-7702).
    #[error("the gas limit does not pay for the authorizations")]
    UnpaidAuthorizations,
}

impl EthereumTransaction {
    /// Decodes a signed transaction as a block has it: of any type, blobs without their sidecar, and
    /// the sender found by the signature rules of a fork.
    ///
    /// Whether the chain takes it is not looked at: [`EthereumTransaction::check`] does that.
    ///
    /// # Errors
    /// [`DecodeError`] when the bytes are not a transaction's only form, or nobody signed it.
    ///
    /// # Cost
    /// One recovery of a public key, and one for each authorization that the gas limit pays for.
    pub fn decode(bytes: &[u8], fork: SpecId) -> Result<Self, DecodeError> {
        let first = *bytes.first().ok_or(DecodeError::Empty)?;
        let (kind, mut rest) = if first >= FIRST_LIST_BYTE {
            (None, bytes)
        } else {
            (Some(first), bytes.get(1..).unwrap_or_default())
        };
        let payload = Header::decode_bytes(&mut rest, true)?;
        if !rest.is_empty() {
            return Err(DecodeError::Trailing);
        }
        let mut fields = Fields { payload, rest: payload };
        let mut transaction = match kind {
            None => legacy(&mut fields, fork)?,
            Some(1) => access_list(&mut fields)?,
            Some(2) => dynamic_fee(&mut fields)?,
            Some(3) => blob(&mut fields)?,
            Some(4) => set_code(&mut fields)?,
            Some(kind) => return Err(DecodeError::UnknownType(kind)),
        };
        transaction.hash = keccak256(bytes);
        Ok(transaction)
    }
}

/// The fields of a transaction, read one after the other.
struct Fields<'a> {
    payload: &'a [u8],
    rest: &'a [u8],
}

impl Fields<'_> {
    fn next<T: Decodable>(&mut self) -> Result<T, DecodeError> {
        Ok(T::decode(&mut self.rest)?)
    }

    /// Hash of what was signed: the fields up to here, and what takes the signature's place in them.
    fn signed(&self, kind: Option<u8>, place: &[u8]) -> B256 {
        let length = self.payload.len().saturating_sub(self.rest.len());
        let fields = self.payload.get(..length).unwrap_or_default();
        let mut message = Vec::with_capacity(length.saturating_add(place.len()).saturating_add(16));
        message.extend(kind);
        let payload_length = length.saturating_add(place.len());
        Header { list: true, payload_length }.encode(&mut message);
        message.extend_from_slice(fields);
        message.extend_from_slice(place);
        keccak256(message)
    }

    /// Reads `r` and `s`, the last fields, and recovers who signed.
    fn signer(
        &mut self,
        parity: bool,
        message: B256,
        is_low: bool,
    ) -> Result<EvmAddress, DecodeError> {
        let (r, s): (U256, U256) = (self.next()?, self.next()?);
        if !self.rest.is_empty() {
            return Err(DecodeError::Trailing);
        }
        if is_low && s > HALF_ORDER {
            return Err(DecodeError::HighS);
        }
        let signature = Signature::new(r, s, parity);
        signature.recover_address_from_prehash(&message).map_err(|_| DecodeError::Signature)
    }

    /// Reads the signature of a transaction with a type.
    fn signer_of(&mut self, kind: u8) -> Result<EvmAddress, DecodeError> {
        let message = self.signed(Some(kind), &[]);
        let parity = match self.next::<U256>()? {
            U256::ZERO => false,
            U256::ONE => true,
            _ => return Err(DecodeError::Parity),
        };
        self.signer(parity, message, true)
    }

    /// Reads the price of the older types. Ethereum has no bound for it; one that is too large for our
    /// number counts as [`u128::MAX`], which nobody can pay.
    fn gas_price(&mut self) -> Result<u128, DecodeError> {
        Ok(self.next::<U256>()?.saturating_to())
    }

    /// Reads the prices of EIP-1559, the priority fee first.
    fn fee_cap(&mut self) -> Result<FeeCap, DecodeError> {
        let (priority, price) = (self.next()?, self.next()?);
        Ok(FeeCap { price, priority })
    }

    /// Reads the fields that every type has one after the other, from the gas limit to the data.
    fn common(&mut self, head: Head) -> Result<EthereumTransaction, DecodeError> {
        let Head { chain_id, nonce, envelope } = head;
        let (gas_limit, to): (u64, TxKind) = (self.next()?, self.next()?);
        Ok(EthereumTransaction {
            sender: EvmAddress::ZERO,
            nonce,
            chain_id,
            to: to.to().copied(),
            value: self.next()?,
            gas_limit,
            data: self.next::<Bytes>()?,
            access_list: Vec::new(),
            envelope,
            hash: B256::ZERO,
        })
    }

    fn access_list(&mut self) -> Result<Vec<AccessListItem>, DecodeError> {
        let list: Vec<alloy_eip2930::AccessListItem> = self.next()?;
        let item = |it: alloy_eip2930::AccessListItem| AccessListItem {
            address: it.address,
            slots: it.storage_keys.into_iter().map(|key| U256::from_be_bytes(key.0)).collect(),
        };
        Ok(list.into_iter().map(item).collect())
    }
}

/// What comes before the gas limit.
struct Head {
    chain_id: Option<u64>,
    nonce: u64,
    envelope: Envelope,
}

fn legacy(fields: &mut Fields<'_>, fork: SpecId) -> Result<EthereumTransaction, DecodeError> {
    let nonce = fields.next()?;
    let envelope = Envelope::Legacy { gas_price: fields.gas_price()? };
    let transaction = fields.common(Head { chain_id: None, nonce, envelope })?;
    let unsigned = Fields { payload: fields.payload, rest: fields.rest };
    let (parity, chain_id) = replay_protection(fields.next()?)?;
    if chain_id.is_some() && !fork.is_enabled_in(SpecId::SPURIOUS_DRAGON) {
        return Err(DecodeError::Parity);
    }
    let mut place = Vec::new();
    if let Some(chain_id) = chain_id {
        chain_id.encode(&mut place);
        0u8.encode(&mut place);
        0u8.encode(&mut place);
    }
    let message = unsigned.signed(None, &place);
    let sender = fields.signer(parity, message, fork.is_enabled_in(SpecId::HOMESTEAD))?;
    Ok(EthereumTransaction { sender, chain_id, ..transaction })
}

/// Parity and chain id from `v`: 27 and 28 without one, else twice the id and 35 or 36 (EIP-155).
fn replay_protection(v: U256) -> Result<(bool, Option<u64>), DecodeError> {
    let v = u128::try_from(v).map_err(|_| DecodeError::Parity)?;
    if matches!(v, 27 | 28) {
        return Ok((v == 28, None));
    }
    let above = v.checked_sub(35).ok_or(DecodeError::Parity)?;
    let chain_id = u64::try_from(above >> 1).map_err(|_| DecodeError::Parity)?;
    Ok((above & 1 == 1, Some(chain_id)))
}

fn access_list(fields: &mut Fields<'_>) -> Result<EthereumTransaction, DecodeError> {
    let (chain_id, nonce) = (Some(fields.next()?), fields.next()?);
    let envelope = Envelope::AccessList { gas_price: fields.gas_price()? };
    let transaction = fields.common(Head { chain_id, nonce, envelope })?;
    let access_list = fields.access_list()?;
    let sender = fields.signer_of(1)?;
    Ok(EthereumTransaction { sender, access_list, ..transaction })
}

fn dynamic_fee(fields: &mut Fields<'_>) -> Result<EthereumTransaction, DecodeError> {
    let (chain_id, nonce) = (Some(fields.next()?), fields.next()?);
    let envelope = Envelope::DynamicFee(fields.fee_cap()?);
    let transaction = fields.common(Head { chain_id, nonce, envelope })?;
    let access_list = fields.access_list()?;
    let sender = fields.signer_of(2)?;
    Ok(EthereumTransaction { sender, access_list, ..transaction })
}

fn blob(fields: &mut Fields<'_>) -> Result<EthereumTransaction, DecodeError> {
    let (chain_id, nonce) = (Some(fields.next()?), fields.next()?);
    let fee = fields.fee_cap()?;
    // What the envelope has more stands after the access list.
    let transaction =
        fields.common(Head { chain_id, nonce, envelope: Envelope::DynamicFee(fee) })?;
    let access_list = fields.access_list()?;
    let (blob_price, blob_hashes) = (fields.next()?, fields.next()?);
    let envelope = Envelope::Blob { fee, blob_price, blob_hashes };
    let sender = fields.signer_of(3)?;
    Ok(EthereumTransaction { sender, access_list, envelope, ..transaction })
}

fn set_code(fields: &mut Fields<'_>) -> Result<EthereumTransaction, DecodeError> {
    let (chain_id, nonce) = (Some(fields.next()?), fields.next()?);
    let fee = fields.fee_cap()?;
    let transaction =
        fields.common(Head { chain_id, nonce, envelope: Envelope::DynamicFee(fee) })?;
    let access_list = fields.access_list()?;
    let signed: Vec<SignedAuthorization> = fields.next()?;
    let count = u64::try_from(signed.len()).unwrap_or(u64::MAX);
    if transaction.gas_limit < count.saturating_mul(GAS_PER_AUTHORIZATION) {
        return Err(DecodeError::UnpaidAuthorizations);
    }
    let sender = fields.signer_of(4)?;
    let authorizations = signed.iter().map(authorization).collect();
    let envelope = Envelope::SetCode { fee, authorizations };
    Ok(EthereumTransaction { sender, access_list, envelope, ..transaction })
}

fn authorization(signed: &SignedAuthorization) -> Authorization {
    Authorization {
        chain_id: signed.chain_id,
        address: signed.address,
        nonce: signed.nonce,
        authority: signed.recover_authority().ok(),
    }
}
