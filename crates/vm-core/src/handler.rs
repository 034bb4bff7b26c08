//! The node's side: `VmExecutionHandler` with MultiversX's inputs and outputs.
//!
//! Names and meanings follow `mx-chain-vm-common-go:{interface,input,output}.go`. [`VmOutput`] is
//! derived from the journal at the end; it is never a way to pass state between VMs.

use crate::{
    Address, AsyncArguments, Bytes, EvmAddress, Fault, GasSchedule, LogEntry, ReturnCode,
    TokenTransfer, U256, VmType,
};
use core::fmt::Debug;
use std::collections::BTreeMap;

/// Prefix of the storage keys under which EVM slots leave in a [`VmOutput`]. It is protected, so no
/// contract can write a byte key that collides with a slot.
pub const SLOT_KEY_PREFIX: &[u8] = b"ELRONDevmslot";

/// What kind of call an input is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallType {
    /// An ordinary call.
    #[default]
    DirectCall,
    /// An asynchronous call.
    AsynchronousCall,
    /// The callback of an asynchronous call.
    AsynchronousCallBack,
    /// A token transfer with execution.
    EsdtTransferAndExecute,
    /// A call made by the exec-by-caller hook.
    ExecOnDestByCaller,
}

/// What every input has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VmInput {
    /// Who calls.
    pub caller_address: Address,
    /// Arguments.
    pub arguments: Vec<Bytes>,
    /// Native value.
    pub call_value: U256,
    /// Kind of call.
    pub call_type: CallType,
    /// Gas price.
    pub gas_price: u64,
    /// Gas that may be used, in the unit of the destination's VM; in MultiversX units for what comes from
    /// another shard.
    pub gas_provided: u64,
    /// What names an asynchronous call or a callback.
    pub async_arguments: Option<AsyncArguments>,
    /// Gas that was set aside for a callback.
    pub gas_locked: u64,
    /// Hash of the first transaction of a chain of results.
    pub original_transaction_hash: Bytes,
    /// Hash of this transaction.
    pub current_transaction_hash: Bytes,
    /// Hash of the transaction before it.
    pub previous_transaction_hash: Bytes,
    /// Tokens that came with the call.
    pub esdt_transfers: Vec<TokenTransfer>,
    /// Whether the call gives back what an error left over.
    pub return_call_after_error: bool,
}

/// A call of a contract.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContractCallInput {
    /// What every input has.
    pub vm_input: VmInput,
    /// The destination.
    pub recipient_address: Address,
    /// The function; for an EVM destination also a Solidity signature or selector, or empty with
    /// raw call data as the only argument.
    pub function: Bytes,
    /// Whether the function may be `init`.
    pub allow_init_function: bool,
}

/// The creation of a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractCreateInput {
    /// What every input has.
    pub vm_input: VmInput,
    /// The VM of the new contract.
    pub vm_type: VmType,
    /// A WASM module or EVM init code.
    pub contract_code: Bytes,
    /// Code metadata.
    pub contract_code_metadata: [u8; 2],
}

/// A transfer of a contract, for a node that applies outputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputTransfer {
    /// Position among all transfers of the output, from 1.
    pub index: u32,
    /// Native value.
    pub value: U256,
    /// Gas that travels with it.
    pub gas_limit: u64,
    /// Gas that travels with it and that only the answer may use.
    pub gas_locked: u64,
    /// Names of an asynchronous call in text form `@hex@hex`; empty for other transfers.
    pub async_data: Bytes,
    /// Call in text form: `function@hex@hex`.
    pub data: Bytes,
    /// Kind of call.
    pub call_type: CallType,
    /// Who sends.
    pub sender_address: Address,
}

/// A changed storage value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StorageUpdate {
    /// The key.
    pub offset: Bytes,
    /// The new value; empty deletes.
    pub data: Bytes,
    /// Always true: values that were only read do not leave.
    pub written: bool,
}

/// A changed account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutputAccount {
    /// The canonical address.
    pub address: Address,
    /// Nonce after the execution.
    pub nonce: u64,
    /// Balance after the execution.
    pub balance: U256,
    /// Amount by which the balance grew.
    pub balance_increase: U256,
    /// Amount by which the balance shrank; one of the two is zero.
    pub balance_decrease: U256,
    /// Changed values in key order; EVM slots under [`SLOT_KEY_PREFIX`].
    pub storage_updates: BTreeMap<Bytes, StorageUpdate>,
    /// New code.
    pub code: Option<Bytes>,
    /// New code metadata.
    pub code_metadata: Option<[u8; 2]>,
    /// Who deployed new code.
    pub code_deployer_address: Option<Address>,
    /// The alias that was recorded for the account.
    pub alias: Option<EvmAddress>,
    /// The face of an EVM key that was linked to the account.
    pub linked: Option<EvmAddress>,
    /// Transfers to the account, in order: those to another shard, which the node has to carry out, and those of
    /// contracts inside the shard, which are in the balances and storage already.
    pub output_transfers: Vec<OutputTransfer>,
    /// Gas that the account's own code used.
    pub gas_used: u64,
}

/// What an execution gave, in the form that a MultiversX node expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VmOutput {
    /// Return data.
    pub return_data: Vec<Bytes>,
    /// Return code.
    pub return_code: ReturnCode,
    /// Text for people.
    pub return_message: Bytes,
    /// Unused gas.
    pub gas_remaining: u64,
    /// Gas credited for released storage; the node never uses it.
    pub gas_refund: U256,
    /// Changed accounts in address order.
    pub output_accounts: BTreeMap<Address, OutputAccount>,
    /// Deleted accounts.
    pub deleted_accounts: Vec<Address>,
    /// Logs; an EVM log has its topics and one data item.
    pub logs: Vec<LogEntry>,
}

/// What a node calls (`mx-chain-vm-common-go:interface.go`): the dispatcher behind it finds the VM
/// that owns the destination.
pub trait VmExecutionHandler: Debug + Send + Sync {
    /// Creates a contract.
    ///
    /// # Errors
    /// [`Fault`] when the node is broken; a contract's failure is in the output.
    fn run_smart_contract_create(&self, input: ContractCreateInput) -> Result<VmOutput, Fault>;

    /// Calls a contract. The functions `upgradeContract` and `deleteContract` upgrade and delete.
    ///
    /// # Errors
    /// As [`VmExecutionHandler::run_smart_contract_create`].
    fn run_smart_contract_call(&self, input: ContractCallInput) -> Result<VmOutput, Fault>;

    /// Replaces the gas schedule.
    fn gas_schedule_change(&self, schedule: &GasSchedule);

    /// The version of the virtual machines.
    fn version(&self) -> &'static str;

    /// Refuses every call from now on, and stops the ones that run.
    fn close(&self);
}
