//! What hooks do with other contracts: calls, transfers, deploys. All of it goes through the
//! session's dispatcher; hooks of both families (guest memory and managed) end up here.

mod arguments;
mod deploy;
mod execute;
mod nested;
mod token_arguments;
mod tokens;
mod transfer;

pub(crate) use arguments::{
    RawCall, charge_length, load_address, load_arguments, load_raw_call, load_value, read_call,
    read_call_with_value, read_value_and_arguments, split_value,
};
pub(crate) use deploy::{Deploy, deploy};
pub(crate) use execute::{
    execute_on_destination, execute_on_same_context, execute_read_only,
};
pub(crate) use nested::write_results;
pub(crate) use token_arguments::{NATIVE_TOKEN, number_bytes, number_from};
pub(crate) use tokens::transfer_tokens;
pub(crate) use transfer::{plain, transfer_value_execute};
