//! What several standards have: names, decimals, operators, interfaces (ERC-165).

use super::call::{FaceCall, FaceResult};
use super::error::FaceError;
use super::table::FaceStandard;
use crate::token::{DigitalToken, FaceKey, instance_key};
use alloy_primitives::{B256, b256};
use vm_core::{AccountRef, Address, Bytes, EvmAddress, U256};

/// `ApprovalForAll(address,address,bool)`.
const APPROVAL_FOR_ALL: B256 =
    b256!("17307eab39ab6107e8899845ad3d59bd9653f200f220920489ca2b5937696c31");

pub(super) fn name(call: &mut FaceCall) -> FaceResult {
    Ok(vec![call.issued()?.name.into()])
}

pub(super) fn symbol(call: &mut FaceCall) -> FaceResult {
    Ok(vec![call.issued()?.ticker.into()])
}

pub(super) fn decimals(call: &mut FaceCall) -> FaceResult {
    Ok(vec![U256::from(call.issued()?.decimals).into()])
}

pub(super) fn supports_interface(call: &mut FaceCall) -> FaceResult {
    let word = call.arguments.word(0)?;
    let (id, rest) = word.split_first_chunk().ok_or(super::arguments::Malformed)?;
    if rest.iter().any(|byte| *byte != 0) {
        return Err(FaceError::Revert(Bytes::new()));
    }
    let is_known = call.standard.interfaces().contains(&u32::from_be_bytes(*id));
    Ok(vec![is_known.into()])
}

pub(super) fn is_approved_for_all(call: &mut FaceCall) -> FaceResult {
    let (owner, operator) = (call.named(0)?, call.named(1)?);
    Ok(vec![is_operator(call, owner, operator)?.into()])
}

pub(super) fn set_approval_for_all(call: &mut FaceCall) -> FaceResult {
    let (operator, is_allowed) = (call.named(0)?, call.arguments.flag(1)?);
    if operator.is_zero() {
        let signature = match call.standard {
            FaceStandard::Erc20 | FaceStandard::Erc721 => "ERC721InvalidOperator(address)",
            FaceStandard::Erc1155 => "ERC1155InvalidOperator(address)",
        };
        return Err(FaceError::custom(signature, &[B256::ZERO]));
    }
    let owner = call.sender().face;
    let value = if is_allowed { vec![1] } else { Vec::new() };
    call.store(FaceKey::Operator { owner, operator }, value)?;
    let topics = vec![APPROVAL_FOR_ALL, owner.into_word(), operator.into_word()];
    call.log(topics, U256::from(is_allowed).to_be_bytes_vec())?;
    Ok(Vec::new())
}

/// Whether an account may move all that another has.
pub(super) fn is_operator(
    call: &mut FaceCall,
    owner: EvmAddress,
    operator: EvmAddress,
) -> Result<bool, FaceError> {
    Ok(!call.load(FaceKey::Operator { owner, operator })?.is_empty())
}

/// The first URI of an instance, of which an account may have the metadata.
pub(super) fn first_uri(
    call: &mut FaceCall,
    owner: Option<&AccountRef>,
    nonce: u64,
) -> Result<Bytes, FaceError> {
    let record = match owner {
        Some(owner) => {
            let token = call.token.clone();
            call.ledger()?.instance(owner, &token, nonce)?
        }
        None => kept(call, nonce)?,
    };
    let uris = record.and_then(|it| it.metadata).map(|it| it.uris).unwrap_or_default();
    let uri = uris.into_iter().next().unwrap_or_default();
    call.charge_copy(uri.len())?;
    Ok(uri)
}

/// What the system account keeps of an instance.
pub(super) fn kept(call: &mut FaceCall, nonce: u64) -> Result<Option<DigitalToken>, FaceError> {
    if nonce == 0 {
        return Ok(None);
    }
    let account = call.context.journal().reference(&Address::SYSTEM_ACCOUNT);
    let key = instance_key(&call.token, nonce);
    Ok(call.ledger()?.record(&account, &key)?)
}
