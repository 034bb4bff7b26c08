//! New delegation contracts, each at the address that follows the last.

use super::DelegationManagerContract;
use super::record::{
    CONTRACTS_KEY, encode_contracts, load_contracts, load_management, save_management,
};
use crate::delegation::{INIT, INIT_FROM_VALIDATOR};
use crate::error::NativeError;
use crate::native::{Deployment, NativeContext, NativeResult};
use crate::protocol_address::FIRST_DELEGATION_ADDRESS;
use crate::token::amount_of;
use vm_core::{Address, Bytes, U256};

/// How far apart the addresses of two contracts are: the last three bytes stay.
const ADDRESS_STEP: U256 = U256::from_limbs([1 << 24, 0, 0, 0]);

pub(super) fn create(_: &DelegationManagerContract, context: &mut NativeContext) -> NativeResult {
    check_has_none(context)?;
    if amount_of(context.value()) < load_management(context)?.min_deposit {
        return Err(NativeError::refused("not enough call value"));
    }
    let (deployer, value) = (*context.caller(), context.value());
    let arguments = context.arguments().to_vec();
    deploy(context, |address| Deployment {
        template: FIRST_DELEGATION_ADDRESS,
        address,
        owner: deployer.address,
        deployer,
        function: INIT,
        arguments,
        value,
    })
}

pub(super) fn create_from_validator(
    _: &DelegationManagerContract,
    context: &mut NativeContext,
) -> NativeResult {
    check_has_none(context)?;
    let owner = context.caller().address;
    let mut arguments = vec![Bytes::copy_from_slice(owner.as_slice())];
    arguments.extend(context.arguments().iter().cloned());
    let deployer = *context.callee();
    deploy(context, |address| Deployment {
        template: FIRST_DELEGATION_ADDRESS,
        address,
        owner,
        deployer,
        function: INIT_FROM_VALIDATOR,
        arguments,
        value: U256::ZERO,
    })
}

fn check_has_none(context: &mut NativeContext) -> Result<(), NativeError> {
    let caller = context.caller().address;
    if context.storage(caller.as_slice())?.is_empty() {
        return Ok(());
    }
    Err(NativeError::refused("caller already deployed a delegation sc"))
}

/// Makes a contract and enters it in the lists: of all contracts, and of the caller's.
fn deploy(
    context: &mut NativeContext,
    deployment: impl FnOnce(Address) -> Deployment,
) -> NativeResult {
    let mut management = load_management(context)?;
    let mut contracts = load_contracts(context)?;
    let address = next_address(&management.last_address)?;
    context.deploy(deployment(address))?;
    let address = Bytes::copy_from_slice(address.as_slice());
    management.contract_count = management.contract_count.wrapping_add(1);
    management.last_address = address.clone();
    contracts.push(address.clone());
    let caller = context.caller().address;
    let owned = [context.storage(caller.as_slice())?, address.clone()].concat();
    context.set_storage(caller.as_slice(), Bytes::from(owned))?;
    save_management(context, &management)?;
    context.set_storage(CONTRACTS_KEY, encode_contracts(&contracts))?;
    Ok(vec![address])
}

fn next_address(last: &[u8]) -> Result<Address, NativeError> {
    U256::try_from_be_slice(last)
        .and_then(|last| last.checked_add(ADDRESS_STEP))
        .map(|next| Address(next.to_be_bytes()))
        .ok_or_else(|| NativeError::refused("invalid address"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_follow_each_other() {
        let next = next_address(FIRST_DELEGATION_ADDRESS.as_slice()).unwrap();
        assert_eq!(next.0[..10], FIRST_DELEGATION_ADDRESS.0[..10]);
        assert_eq!(next.0[27..], [0, 2, 0xff, 0xff, 0xff]);
        let mut last = FIRST_DELEGATION_ADDRESS;
        last.0[28] = 0xff;
        assert_eq!(next_address(last.as_slice()).unwrap().0[27..], [1, 0, 0xff, 0xff, 0xff]);
    }
}
