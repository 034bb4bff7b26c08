//! Plain payments to contracts: native value without a function.
//!
//! Ethereum sends these as a call without data. A contract of the function form has nothing that could
//! run then: its code metadata tells whether it takes the value, as for a `MultiversX` transaction
//! without data (`mx-chain-go:process/smartContract/hooks/blockChainHook.go`, `IsPayable`).

use crate::asynchronous::is_arrival;
use vm_core::{CallInput, CallRequest, CallScheme, Code, DataForm, Fault, Session, VmType};

/// Bit of the second metadata byte: takes value from anybody.
const PAYABLE: u8 = 2;
/// Bit of the second metadata byte: takes value from contracts.
const PAYABLE_BY_CONTRACT: u8 = 4;

/// Whether the call is a plain payment to a contract of a VM of a form. Between shards a call has the form of
/// a function, which a payment leaves empty.
pub(crate) fn is_plain_payment(session: &Session, request: &CallRequest, callee: DataForm) -> bool {
    let is_bare = request.input.is_empty()
        && (is_arrival(session) || matches!(request.input, CallInput::CallData(_)));
    is_bare && callee == DataForm::Function && !request.scheme.keeps_context()
}

/// Whether the call brings back a payment that another shard did not take. Nobody is asked: not even the code of an
/// EVM contract, which could send it back for ever.
pub(crate) fn is_returned_payment(session: &Session, request: &CallRequest) -> bool {
    is_arrival(session)
        && session.environment.transaction.is_return
        && request.scheme == CallScheme::Call
        && request.input.is_empty()
}

/// Whether the callee takes the value. A payment of nothing is always taken.
pub(crate) fn is_payable(session: &mut Session, request: &CallRequest) -> Result<bool, Fault> {
    if request.value.is_zero() {
        return Ok(true);
    }
    let [_, flags] = session.journal.metadata(&request.callee)?;
    if flags & PAYABLE != 0 {
        return Ok(true);
    }
    Ok(flags & PAYABLE_BY_CONTRACT != 0 && is_contract(session, request)?)
}

fn is_contract(session: &mut Session, request: &CallRequest) -> Result<bool, Fault> {
    if request.caller.address.vm_type() == Some(VmType::EVM) {
        let code: Code = session.journal.code(&request.caller)?;
        return Ok(!code.is_none());
    }
    Ok(request.caller.address.is_contract_shaped())
}
