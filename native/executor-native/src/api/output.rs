// SPDX-License-Identifier: GPL-3.0-only
//! Arguments and payments of the call, results, errors, logs and prints.
// tidy: table: a row for each method of the framework's API

use super::{Argument, NativeApi, call, families, methods};
use multiversx_sc::api::{
    CallValueApi, CallValueApiImpl, EndpointArgumentApi, EndpointArgumentApiImpl,
    EndpointFinishApi, EndpointFinishApiImpl, ErrorApi, ErrorApiImpl, LogApi, LogApiImpl, PrintApi,
    PrintApiImpl,
};
use multiversx_sc::formatter::FormatBufferIgnore;

families! {
    CallValueApi::CallValueApiImpl by call_value_api_impl;
    EndpointArgumentApi::EndpointArgumentApiImpl by argument_api_impl;
    EndpointFinishApi::EndpointFinishApiImpl by finish_api_impl;
    ErrorApi::ErrorApiImpl by error_api_impl;
    LogApi::LogApiImpl by log_api_impl;
    PrintApi::PrintApiImpl by print_api_impl;
}

methods! { CallValueApiImpl, call_value {
    fn check_not_payable() -> () = "checkNoPayment"();
    fn load_egld_value(to: i32) -> () = "bigIntGetCallValue"(to);
    fn load_all_esdt_transfers(to: i32) -> () = "managedGetMultiESDTCallValue"(to);
    fn esdt_num_transfers() -> usize = "getNumESDTTransfers"();
    fn load_all_transfers(to: i32) -> () = "managedGetAllTransfersCallValue"(to);
} }

methods! { EndpointArgumentApiImpl, endpoint_argument {
    fn get_num_arguments() -> i32 = "getNumArguments"();
    fn get_argument_len(index: i32) -> usize = "getArgumentLength"(index);
    fn load_argument_managed_buffer(index: i32, to: i32) -> () = "mBufferGetArgument"(index, to);
    fn load_argument_big_int_unsigned(index: i32, to: i32) -> () = "bigIntGetUnsignedArgument"(index, to);
    fn load_argument_big_int_signed(index: i32, to: i32) -> () = "bigIntGetSignedArgument"(index, to);
    fn get_argument_u64(index: i32) -> u64 = "smallIntGetUnsignedArgument"(index);
    fn get_argument_i64(index: i32) -> i64 = "smallIntGetSignedArgument"(index);
    fn load_callback_closure_buffer(to: i32) -> () = "managedGetCallbackClosure"(to);
} }

methods! { EndpointFinishApiImpl, endpoint_finish {
    fn finish_slice_u8(bytes: &[u8]) -> () = "finish"(bytes);
    fn finish_big_int_raw(value: i32) -> () = "bigIntFinishSigned"(value);
    fn finish_big_uint_raw(value: i32) -> () = "bigIntFinishUnsigned"(value);
    fn finish_managed_buffer_raw(buffer: i32) -> () = "mBufferFinish"(buffer);
    fn finish_u64(value: u64) -> () = "smallIntFinishUnsigned"(value);
    fn finish_i64(value: i64) -> () = "smallIntFinishSigned"(value);
} }

methods! { LogApiImpl, log {
    fn managed_write_log(topics: i32, data: i32) -> () = "managedWriteLog"(topics, data);
} }

impl ErrorApiImpl for NativeApi {
    fn signal_error(&self, message: &[u8]) -> ! {
        call("signalError", &[message.into()]);
        unreachable!("an error ends the execution")
    }

    fn signal_error_from_buffer(&self, message: i32) -> ! {
        call("managedSignalError", &[Argument::from(message)]);
        unreachable!("an error ends the execution")
    }
}

/// What a contract prints is dropped, as in WASM: to format it would take hooks, and gas.
impl PrintApiImpl for NativeApi {
    type Buffer = FormatBufferIgnore;
}
