//! `MigrateDataTrie` (`mx-chain-vm-common-go:builtInFunctions/migrateDataTrie.go`).
//!
//! In production it turns leaves of an account's data trie from their old form into the balanced one,
//! as far as the gas reaches. Here every value has one form, as in an account that was made after the
//! balanced form came: a look at its root finds nothing to do, and that is paid. Production refuses an
//! account without any storage; here it is paid for the same look.

use super::BuiltInCall;
use crate::error::{NativeError, Refusal};

pub(super) fn migrate(call: &mut BuiltInCall<'_>) -> Result<(), NativeError> {
    let built_in = &call.schedule.built_in;
    let (load, store) = (built_in.trie_load_per_node, built_in.trie_store_per_node);
    if call.gas_left < load.saturating_add(store) {
        return Err(NativeError::refused(format!(
            "not enough gas, gas provided: {}, trie load cost: {load}, trie store cost: {store}",
            call.gas_left
        )));
    }
    if !call.arguments.is_empty() {
        let what = "no arguments must be given to migrate data trie: invalid number of arguments";
        return Err(NativeError::refused(what));
    }
    if !call.is_here(&call.callee)? {
        return Err(NativeError::refused(format!(
            "destination account must be in the same shard as the sender: {}",
            Refusal::NoDestination
        )));
    }
    call.charge(load)
}
