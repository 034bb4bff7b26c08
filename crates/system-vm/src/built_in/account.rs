//! `SaveKeyValue`, `ClaimDeveloperRewards` and `ChangeOwnerAddress`
//! (`mx-chain-vm-common-go:builtInFunctions/{keyValueStorage,claimDeveloperRewards,
//! changeOwnerAddress}.go`).

use super::{BuiltInCall, account_of, payable};
use crate::error::{NativeError, Refusal};
use vm_core::{Bytes, OutgoingTransfer, U256, WriteError};

type Done = Result<(), NativeError>;

/// What keys begin with that only the protocol writes.
const PROTECTED: &[u8] = b"ELROND";

pub(super) fn save_key_value(call: &mut BuiltInCall<'_>) -> Done {
    let (pairs, rest) = call.arguments.as_chunks::<2>();
    if pairs.is_empty() || !rest.is_empty() {
        return Err(Refusal::InvalidArguments.into());
    }
    let account = call.caller;
    if !call.is_here(&call.callee)? {
        return Err(Refusal::NoDestination.into());
    }
    if account.address != call.callee.address {
        return Err(not_permitted("not the owner of the account"));
    }
    if payable::is_contract(call.journal, &account)? {
        let what = "key-value builtin function not allowed for smart contracts";
        return Err(not_permitted(what));
    }
    call.charge(call.cost)?;
    let (persist_per_byte, store_per_byte) = (
        call.schedule.base_operation.persist_per_byte,
        call.schedule.base_operation.store_per_byte,
    );
    for [key, value] in pairs {
        let length = key.len().saturating_add(value.len());
        call.charge_bytes(length, persist_per_byte)?;
        if key.starts_with(PROTECTED) {
            let what = [&b"it is not allowed to save under key "[..], key].concat();
            return Err(not_permitted(what));
        }
        let present = call.ledger().read(&account, key)?;
        if present == *value {
            continue;
        }
        let growth = value.len().saturating_sub(present.len());
        call.charge_bytes(growth, store_per_byte)?;
        call.ledger().write(&account, key, value.to_vec())?;
    }
    Ok(())
}

/// In the shard of an owner who lies in another one, only the price is taken, as far as the gas goes: his transaction
/// itself goes on, and a contract's call ends here, as in production.
pub(super) fn claim_developer_rewards(call: &mut BuiltInCall<'_>) -> Done {
    let (caller, contract) = (call.caller, call.callee);
    if !call.is_here(&contract)? {
        call.gas_left = call.gas_left.saturating_sub(call.cost);
        return Ok(());
    }
    let mut native = call.journal.native(&contract)?;
    if native.owner != Some(caller.address) {
        return Err(Refusal::NotPermitted.into());
    }
    call.charge(call.cost)?;
    let is_arrival = call.is_arrival()?;
    if is_arrival {
        call.gas_left = 0;
    }
    let reward = core::mem::take(&mut native.developer_reward);
    if !reward.is_zero() {
        call.journal.set_native(&contract, native)?;
        // The reward lies beside the contract's balance.
        if is_arrival {
            let (from, to) = (contract.address, caller.address);
            call.journal.pass_out(OutgoingTransfer::payment(from, to, reward))?;
        } else {
            let balance = call.journal.balance(&caller)?;
            let balance = balance.checked_add(reward).ok_or(WriteError::Overflow)?;
            call.journal.set_balance(&caller, balance)?;
        }
    }
    let topics = vec![minimal(reward), Bytes::copy_from_slice(caller.address.as_slice())];
    call.log(contract.address, topics)
}

pub(super) fn change_owner(call: &mut BuiltInCall<'_>) -> Done {
    if call.arguments.is_empty() {
        return Err(Refusal::InvalidArguments.into());
    }
    let owner =
        account_of(call.journal, call.arguments.first())?.ok_or(Refusal::InvalidAddressLength)?;
    call.charge(call.cost)?;
    let contract = call.callee;
    if !call.is_here(&contract)? {
        // A key's transaction goes there itself.
        let is_of_contract = call.caller.address.is_contract_shaped();
        return if is_of_contract { call.send_on(call.call_type()) } else { Ok(()) };
    }
    if call.is_arrival()? {
        call.gas_left = 0;
    }
    let mut native = call.journal.native(&contract)?;
    if native.owner != Some(call.caller.address) {
        return Err(not_permitted("not the owner of the account"));
    }
    native.owner = Some(owner.address);
    call.journal.set_native(&contract, native)?;
    let topics = vec![Bytes::copy_from_slice(owner.address.as_slice())];
    call.log(contract.address, topics)
}

/// A number as big-endian bytes without leading zeros.
fn minimal(number: U256) -> Bytes {
    Bytes::from(number.to_be_bytes_trimmed_vec())
}

fn not_permitted(what: impl AsRef<[u8]>) -> NativeError {
    let refusal = Refusal::NotPermitted.to_string();
    NativeError::refused([refusal.as_bytes(), b" ", what.as_ref()].concat())
}
