//! `LinkAccount`: the linking contract's `link`, called by the account at itself.

use super::BuiltInCall;
use crate::error::{NativeError, Refusal};
use crate::linking::{Proof, check, execute};

pub(super) fn link(call: &mut BuiltInCall<'_>) -> Result<(), NativeError> {
    let [key, nonce, key_signature, account_signature] = call.arguments else {
        return Err(Refusal::InvalidArguments.into());
    };
    if call.caller.address != call.callee.address {
        return Err(Refusal::InvalidReceiver.into());
    }
    call.charge(call.cost)?;
    let proof = Proof::read(call.callee.address, key, nonce)?;
    let signatures = (key_signature.clone(), account_signature.clone());
    let plan = check(call.journal, call.environment, &proof, &signatures)?;
    call.charge(plan.gas())?;
    execute(call.journal, plan)
}
