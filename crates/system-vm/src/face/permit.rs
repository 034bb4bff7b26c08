//! Approval by signature (EIP-2612) over typed data (EIP-712), with the domain's fields (EIP-5267).

use super::call::{FaceCall, FaceResult};
use super::erc20::set_allowance;
use super::error::FaceError;
use crate::abi::AbiValue;
use crate::token::{FaceKey, low_number, number_bytes};
use crate::typed_data::{Domain, VERSION};
use alloy_primitives::{B256, Signature, b256, uint};
use vm_core::{Bytes, EvmAddress, GasKey, U256};

/// Half of the order of secp256k1: every signature has a twin above it (EIP-2).
const HALF_ORDER: U256 =
    uint!(0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0_U256);

/// Hash of `Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)`.
const PERMIT_TYPE: B256 = b256!("6e71edae12b1b97f4d1f60370fef10105fa2faae0126114a169c64845d6126c9");

pub(super) fn permit(call: &mut FaceCall) -> FaceResult {
    // The key that signs: it may be linked, and its permits are counted under its own face for good.
    let (owner, spender) = (call.arguments.address(0)?, call.arguments.address(1)?);
    let (amount, deadline) = (call.arguments.number(2)?, call.arguments.number(3)?);
    let parity = call.arguments.number(4)?;
    if parity > U256::from(u8::MAX) {
        return Err(FaceError::Revert(Bytes::new()));
    }
    if U256::from(call.context.block().timestamp()) > deadline {
        return Err(FaceError::custom("ERC2612ExpiredSignature(uint256)", &[deadline.into()]));
    }
    call.charge_key(GasKey::VerifySecp256k1, 1)?;
    call.charge_key(GasKey::Keccak256, 2)?;
    let nonce = used(call, owner)?;
    let permit = [
        AbiValue::from(PERMIT_TYPE),
        owner.into(),
        spender.into(),
        amount.into(),
        U256::from(nonce).into(),
        deadline.into(),
    ];
    let name = call.issued()?.name;
    let digest = of_token(call, &name).digest(&permit);
    let signer = recover(call, digest, parity)?;
    if signer != owner {
        return Err(FaceError::custom(
            "ERC2612InvalidSigner(address,address)",
            &[signer.into_word(), owner.into_word()],
        ));
    }
    let next = number_bytes(nonce.saturating_add(1)).to_vec();
    call.store(FaceKey::PermitNonce(owner), next)?;
    let (owner, spender) = (call.name(owner)?, call.name(spender)?);
    set_allowance(call, owner, spender, amount)?;
    Ok(Vec::new())
}

pub(super) fn nonces(call: &mut FaceCall) -> FaceResult {
    let owner = call.arguments.address(0)?;
    Ok(vec![U256::from(used(call, owner)?).into()])
}

pub(super) fn domain_separator(call: &mut FaceCall) -> FaceResult {
    call.charge_key(GasKey::Keccak256, 1)?;
    let name = call.issued()?.name;
    Ok(vec![of_token(call, &name).separator().into()])
}

/// The fields in use as bits, name, version, chain, contract, salt, extensions.
pub(super) fn domain(call: &mut FaceCall) -> FaceResult {
    let name = call.issued()?.name;
    Ok(vec![
        B256::right_padding_from(&[0x0f]).into(),
        name.into(),
        Bytes::from_static(VERSION).into(),
        U256::from(call.context.environment().config.evm_chain_id).into(),
        call.face().face.into(),
        B256::ZERO.into(),
        AbiValue::List(Vec::new()),
    ])
}

/// The domain of a token with a name.
fn of_token<'a>(call: &FaceCall, name: &'a [u8]) -> Domain<'a> {
    let chain_id = call.context.environment().config.evm_chain_id;
    Domain { name, chain_id, contract: call.face().face }
}

fn used(call: &mut FaceCall, owner: EvmAddress) -> Result<u64, FaceError> {
    Ok(low_number(&call.load(FaceKey::PermitNonce(owner))?))
}

/// Whose key signed.
fn recover(call: &FaceCall, digest: B256, parity: U256) -> Result<EvmAddress, FaceError> {
    let invalid = || FaceError::custom("ECDSAInvalidSignature()", &[]);
    let (r, s) = (call.arguments.number(5)?, call.arguments.number(6)?);
    if s > HALF_ORDER {
        return Err(FaceError::custom("ECDSAInvalidSignatureS(bytes32)", &[s.into()]));
    }
    let is_odd = match u8::try_from(parity) {
        Ok(27) => false,
        Ok(28) => true,
        Ok(_) | Err(_) => return Err(invalid()),
    };
    let signature = Signature::new(r, s, is_odd);
    let signer = signature.recover_address_from_prehash(&digest).map_err(|_| invalid())?;
    if signer.is_zero() { Err(invalid()) } else { Ok(signer) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::keccak256;

    #[test]
    fn the_type_is_hashed_as_written() {
        let text =
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)";
        assert_eq!(keccak256(text), PERMIT_TYPE);
    }
}
