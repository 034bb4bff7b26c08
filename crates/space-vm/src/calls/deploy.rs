//! Contracts made by contracts (`mx-chain-vm-go:vmhost/hostCore/execution.go`, `CreateNewContract`).

use super::execute::{covers, note};
use super::nested::{Ended, bound_gas, create};
use crate::code::{CallKind, INIT};
use crate::error::HookError;
use crate::guest::{Guest, GuestAccess};
use crate::trail::Trail;
use crate::upgrade::metadata_from;
use crate::vm::price;
use vm_core::{Address, Bytes, CreateRequest, CreateScheme, HookTrap, U256, VmType};

/// A contract to make.
#[derive(Clone, Debug)]
pub(crate) struct Deploy {
    pub(crate) code: Bytes,
    pub(crate) metadata: Bytes,
    pub(crate) value: Result<U256, HookError>,
    pub(crate) arguments: Vec<Bytes>,
    pub(crate) gas_limit: i64,
    pub(crate) kind: CallKind,
}

/// Makes a contract and gives its address. A failure ends the caller.
pub(crate) fn deploy(guest: &mut Guest<'_>, deploy: Deploy) -> Result<Address, HookTrap> {
    let gas = bound_gas(guest, deploy.gas_limit);
    charge_compilation(guest, deploy.code.len())?;
    let gas = gas.min(guest.points.available());
    if guest.context.is_read_only() {
        return Err(guest.fail(HookError::ReadOnly));
    }
    let value = match deploy.value {
        Ok(value) if !covers(guest, value)? => Err(HookError::InsufficientFunds),
        value => value,
    };
    let value = match value {
        Ok(value) => value,
        Err(error) => {
            let trail = Trail::nested(Bytes::from_static(INIT.as_bytes()));
            note(guest, &trail, &error.into())?;
            return Err(guest.fail(error));
        }
    };
    let own = guest.context.own();
    let request = CreateRequest {
        vm_type: VmType::SPACE,
        creator: own,
        code: deploy.code,
        metadata: metadata_from(&deploy.metadata),
        arguments: deploy.arguments,
        value,
        scheme: CreateScheme::Nonce,
        gas,
        read_only: false,
        transaction_nonce: None,
    };
    let outcome = create(guest, request, deploy.kind)?;
    if let Some(address) = outcome.address {
        return Ok(address);
    }
    let ended = Ended { outcome: outcome.call, ran_contract: true };
    Err(guest.context.stop(ended.failure(Some(VmType::SPACE))))
}

/// Charges for compiling. In production this price takes the place of what the running contract paid
/// for its own code, or for the contract it made before.
fn charge_compilation(guest: &mut Guest<'_>, length: usize) -> Result<(), HookTrap> {
    let per_byte = guest.context.schedule().base_operation.compile_per_byte;
    let cost = price(length, 0, per_byte);
    if cost > guest.context.invocation.call.gas {
        return Err(guest.fail(HookError::NotEnoughGas));
    }
    let replaced = core::mem::replace(&mut guest.context.initial_cost, cost);
    guest.points.restore(replaced);
    guest.points.consume(cost);
    Ok(())
}
