// SPDX-License-Identifier: GPL-3.0-only
//! Transfers, calls, deployments and upgrades.
// tidy: table: a row for each method of the framework's API

use super::{Argument, call, families, methods};
use multiversx_sc::api::{SendApi, SendApiImpl, const_handles::MBUF_TEMPORARY_1};

families! {
    SendApi::SendApiImpl by send_api_impl;
}

methods! { SendApiImpl, send {
    fn transfer_value_execute(to: i32, value: i32, gas: u64, function: i32, arguments: i32) -> ()
        = "managedTransferValueExecute"(to, value, gas, function, arguments);
    fn multi_transfer_esdt_nft_execute(to: i32, payments: i32, gas: u64, function: i32, arguments: i32) -> ()
        = "managedMultiTransferESDTNFTExecute"(to, payments, gas, function, arguments);
    fn multi_transfer_esdt_nft_execute_with_return(to: i32, payments: i32, gas: u64, function: i32, arguments: i32) -> i32
        = "managedMultiTransferESDTNFTExecuteWithReturn"(to, payments, gas, function, arguments);
    fn create_async_call_raw(to: i32, value: i32, function: i32, arguments: i32, success: &'static str, error: &'static str,
        gas: u64, callback_gas: u64, closure: i32) -> ()
        = "managedCreateAsyncCall"(to, value, function, arguments, success.as_bytes(), error.as_bytes(), gas, callback_gas, closure);
    fn deploy_contract(gas: u64, value: i32, code: i32, metadata: i32, arguments: i32, address: i32, results: i32) -> ()
        = "managedCreateContract"(gas, value, code, metadata, arguments, address, results);
    fn deploy_from_source_contract(gas: u64, value: i32, source: i32, metadata: i32, arguments: i32, address: i32, results: i32) -> ()
        = "managedDeployFromSourceContract"(gas, value, source, metadata, arguments, address, results);
    fn upgrade_from_source_contract(to: i32, gas: u64, value: i32, source: i32, metadata: i32, arguments: i32) -> ()
        = "managedUpgradeFromSourceContract"(to, gas, value, source, metadata, arguments, MBUF_TEMPORARY_1);
    fn upgrade_contract(to: i32, gas: u64, value: i32, code: i32, metadata: i32, arguments: i32) -> ()
        = "managedUpgradeContract"(to, gas, value, code, metadata, arguments, MBUF_TEMPORARY_1);
    fn execute_on_dest_context_raw(gas: u64, to: i32, value: i32, function: i32, arguments: i32, results: i32) -> ()
        = "managedExecuteOnDestContext"(gas, to, value, function, arguments, results);
    fn execute_on_same_context_raw(gas: u64, to: i32, value: i32, function: i32, arguments: i32, results: i32) -> ()
        = "managedExecuteOnSameContext"(gas, to, value, function, arguments, results);
    fn execute_on_dest_context_readonly_raw(gas: u64, to: i32, function: i32, arguments: i32, results: i32) -> ()
        = "managedExecuteReadOnly"(gas, to, function, arguments, results);
    fn execute_on_dest_context_error_return_raw(gas: u64, to: i32, value: i32, function: i32, arguments: i32, results: i32) -> i32
        = "managedExecuteOnDestContextWithErrorReturn"(gas, to, value, function, arguments, results);
    fn clean_return_data() -> () = "cleanReturnData"();
    fn delete_from_return_data(index: usize) -> () = "deleteFromReturnData"(index);
}
    fn async_call_raw(&self, to: i32, value: i32, function: i32, arguments: i32) -> ! {
        call("managedAsyncCall", &[to, value, function, arguments].map(Argument::from));
        unreachable!("the older asynchronous call ends the execution")
    }
}
