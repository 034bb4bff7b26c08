//! What hooks do with other contracts: calls, transfers, deploys. All of it goes through the
//! session's dispatcher; hooks of both families (guest memory and managed) end up here.

mod arguments;
mod deploy;
mod execute;
mod nested;
mod text;
mod token_arguments;
mod tokens;
mod transfer;

pub(crate) use arguments::{
    RawCall, charge_length, load_address, load_arguments, load_call_with_value, load_raw_call,
    load_value, read_call, read_call_with_value, read_value_and_arguments, split_value,
};
pub(crate) use deploy::{Deploy, deploy};
pub(crate) use execute::{
    check_before_gas, execute_on_destination, execute_on_same_context, execute_read_only,
    is_built_in, is_in_shard, leaves, missing, note, reaches_contract,
};
pub(crate) use nested::{Ended, Nested, balance_value, call, send, write_results};
pub(crate) use text::{call_text, parse_call_text};
pub(crate) use token_arguments::{NATIVE_TOKEN, number_bytes, number_from, token_receiver};
pub(crate) use tokens::transfer_tokens;
pub(crate) use transfer::{AsyncPart, Transfer, plain, transfer_value, transfer_value_execute};
