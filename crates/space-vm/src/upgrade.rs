//! Upgrades: new code and metadata for a contract, by its owner.

use crate::code::UPGRADE;
use crate::context::Invocation;
use crate::error::{Failure, HookError};
use crate::run::{NewCode, Plan};
use crate::vm::{SpaceVm, price};
use std::sync::Arc;
use vm_core::{Bytes, Code, GasKey, HaltReason, Session, VmCall, VmType};

/// Byte 0 of code metadata: the owner may upgrade the contract.
const UPGRADEABLE: u8 = 1;

/// Everything of an upgrade before the export `upgrade` of the new code runs. Code and metadata are
/// the first two arguments; they are stored after a success.
///
/// # Errors
/// When the caller or the metadata does not allow it, the arguments are too few, the gas is too
/// little, or the code is refused.
pub(crate) fn prepare_upgrade(
    vm: &SpaceVm,
    session: &mut Session,
    mut invocation: Invocation,
) -> Result<Plan, Failure> {
    check_permission(session, &invocation.call)?;
    let (bytes, metadata) = split_arguments(&mut invocation).ok_or(Failure::Halt(
        HaltReason::UpgradeNotAllowed,
        HookError::InvalidUpgradeArguments.message(),
    ))?;
    let rules = Arc::clone(&session.environment.rules);
    let schedule = &rules.gas_schedule;
    let base = schedule.cost(GasKey::CreateContract);
    let per_byte = schedule.base_operation.compile_per_byte;
    let initial_cost = price(bytes.len(), base, per_byte);
    if initial_cost > invocation.call.gas {
        return Err(HaltReason::OutOfGas.into());
    }
    let code = Code::new(VmType::SPACE, bytes);
    let dispatcher = Arc::clone(&session.dispatcher);
    let is_built_in = |name: &str| dispatcher.is_built_in(name.as_bytes(), rules.release);
    let artifact = vm.code.validated(&code, schedule, rules.release, is_built_in)?;
    Ok(Plan {
        artifact,
        export: UPGRADE.to_owned(),
        invocation,
        initial_cost,
        new_code: Some(NewCode { code, metadata, owner: None }),
    })
}

/// Whether the caller may replace or delete the contract: it owns it, and the metadata says so.
pub(crate) fn check_permission(session: &mut Session, call: &VmCall) -> Result<(), Failure> {
    let contract = session.journal.native(&call.callee)?;
    let [first, _] = contract.metadata;
    if first & UPGRADEABLE == 0 || contract.owner != Some(call.caller.address) {
        return Err(HookError::UpgradeNotAllowed.into());
    }
    Ok(())
}

/// Takes code and metadata off the arguments.
fn split_arguments(invocation: &mut Invocation) -> Option<(Bytes, [u8; 2])> {
    let [code, metadata, rest @ ..] = invocation.arguments.as_slice() else {
        return None;
    };
    let taken = (code.clone(), metadata_from(metadata));
    invocation.arguments = rest.to_vec();
    Some(taken)
}

/// Two bytes of metadata; anything else counts as none, as in production.
pub(crate) fn metadata_from(bytes: &[u8]) -> [u8; 2] {
    bytes.try_into().unwrap_or_default()
}
