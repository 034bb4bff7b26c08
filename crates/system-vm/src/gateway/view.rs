//! Views of accounts.

use super::GatewayContract;
use super::call::give;
use super::wish::reader;
use crate::abi::AbiValue;
use crate::error::NativeError;
use crate::native::{NativeContext, NativeResult};
use crate::token::amount_bytes;
use vm_core::U256;

pub(super) fn address_of(_: &GatewayContract, context: &mut NativeContext) -> NativeResult {
    let face = reader(context)?.face()?;
    let account = context.journal().reference_of_face(face)?;
    give(context, &[AbiValue::Word(account.address.0)])
}

pub(super) fn face_of(_: &GatewayContract, context: &mut NativeContext) -> NativeResult {
    let address = reader(context)?.canonical()?;
    let account = context.journal().reference(&address);
    give(context, &[AbiValue::face(account.face)])
}

pub(super) fn token_balance(_: &GatewayContract, context: &mut NativeContext) -> NativeResult {
    let mut reader = reader(context)?;
    let (face, token, nonce) = (reader.face()?, reader.bytes()?, reader.small_number()?);
    let account = context.journal().reference_of_face(face)?;
    let amount = crate::ledger::token_balance(context.journal(), &account, &token, nonce)?;
    let amount = U256::try_from_be_slice(&amount_bytes(&amount))
        .ok_or_else(|| NativeError::refused("the balance is larger than 256 bits"))?;
    give(context, &[AbiValue::number(amount)])
}
