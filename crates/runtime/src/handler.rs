//! `VmExecutionHandler` over the runtime: what a MultiversX node calls.

use crate::execution::{BlockContext, ExecuteOptions, Runtime};
use crate::message::{Destination, Message};
use crate::output::vm_output;
use crate::trace::Records;
use crate::{ExecutionError, Outcome};
use alloy_primitives::B256;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use vm_core::{
    Arrival, AsyncArguments, BlockchainHook, Bytes, CallInput, CallScheme, CallType,
    ContractCallInput, ContractCreateInput, CreateScheme, Fault, GasSchedule, InterruptHandle,
    VmExecutionHandler, VmInput, VmOutput,
};

/// The handler of one block. As in production, the node has counted the caller's nonce and taken its
/// fee before it calls.
#[derive(Debug)]
pub struct NodeHandler {
    runtime: Arc<Runtime>,
    hook: Arc<dyn BlockchainHook>,
    block: BlockContext,
    interrupt: InterruptHandle,
    is_closed: AtomicBool,
}

impl NodeHandler {
    pub(crate) fn new(
        runtime: Arc<Runtime>,
        hook: Arc<dyn BlockchainHook>,
        block: BlockContext,
    ) -> Self {
        let interrupt = InterruptHandle::default();
        Self { runtime, hook, block, interrupt, is_closed: AtomicBool::new(false) }
    }

    fn run(&self, message: &Message) -> Result<VmOutput, Fault> {
        if self.is_closed.load(Ordering::Acquire) {
            return Err(Fault::Interrupted);
        }
        let interrupt = self.interrupt.clone();
        let options = ExecuteOptions { interrupt, ..ExecuteOptions::default() };
        let block = self.runtime.environment(&self.block)?;
        let outcome: Outcome = self
            .runtime
            .worker()
            .run(&self.hook, &block, message, &options, Records::default())
            .map_err(ExecutionError::into_fault)?;
        vm_output(self.hook.as_ref(), outcome, message.from)
    }
}

impl VmExecutionHandler for NodeHandler {
    fn run_smart_contract_create(&self, input: ContractCreateInput) -> Result<VmOutput, Fault> {
        let ContractCreateInput { vm_input, vm_type, contract_code, contract_code_metadata } =
            input;
        // The node has counted the transaction, so the address comes from the nonce before.
        let account = self.hook.account(&vm_input.caller_address)?;
        let nonce = account.map_or(0, |it| it.nonce).saturating_sub(1);
        let arguments = CallInput::function("init", vm_input.arguments.clone());
        let destination = Destination::Create {
            vm_type,
            code: contract_code,
            metadata: contract_code_metadata,
            scheme: CreateScheme::Nonce,
        };
        let message = message(self.hook.as_ref(), &vm_input, destination, arguments)?;
        self.run(&Message { nonce: Some(nonce), ..message })
    }

    fn run_smart_contract_call(&self, input: ContractCallInput) -> Result<VmOutput, Fault> {
        let ContractCallInput { vm_input, recipient_address, function, .. } = input;
        let call = CallInput::Function { name: function, arguments: vm_input.arguments.clone() };
        let destination = Destination::Call(recipient_address);
        self.run(&message(self.hook.as_ref(), &vm_input, destination, call)?)
    }

    fn gas_schedule_change(&self, schedule: &GasSchedule) {
        self.runtime.gas_schedule_change(schedule);
    }

    fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    fn close(&self) {
        self.is_closed.store(true, Ordering::Release);
        self.interrupt.interrupt();
    }
}

fn message(
    hook: &dyn BlockchainHook,
    input: &VmInput,
    destination: Destination,
    call: CallInput,
) -> Result<Message, Fault> {
    Ok(Message {
        from: input.caller_address,
        destination,
        value: input.call_value,
        tokens: input.esdt_transfers.clone(),
        input: call,
        gas_limit: gas_limit(input),
        gas_price: input.gas_price,
        nonce: None,
        read_only: false,
        hash: hash(&input.current_transaction_hash),
        original_hash: hash(&input.original_transaction_hash),
        previous_hash: hash(&input.previous_transaction_hash),
        arrival: arrival(hook, input)?,
        is_return: input.return_call_after_error,
    })
}

/// Gas that may be used: for a callback, what was set aside for it as well.
const fn gas_limit(input: &VmInput) -> u64 {
    match input.call_type {
        CallType::AsynchronousCallBack => input.gas_provided.saturating_add(input.gas_locked),
        CallType::DirectCall
        | CallType::AsynchronousCall
        | CallType::EsdtTransferAndExecute
        | CallType::ExecOnDestByCaller => input.gas_provided,
    }
}

/// How a call came from another shard: an asynchronous call, or its answer, with its names, and anything else by its
/// caller's address.
fn arrival(hook: &dyn BlockchainHook, input: &VmInput) -> Result<Option<Arrival>, Fault> {
    let scheme = match input.call_type {
        CallType::AsynchronousCall => CallScheme::Async,
        CallType::AsynchronousCallBack => CallScheme::Callback,
        CallType::DirectCall | CallType::EsdtTransferAndExecute | CallType::ExecOnDestByCaller => {
            CallScheme::Call
        }
    };
    let named = input.async_arguments.clone().filter(|_| scheme != CallScheme::Call);
    let (scheme, arguments) = match named {
        Some(arguments) => (scheme, arguments),
        None if hook.is_in_shard(&input.caller_address)? => return Ok(None),
        None => (CallScheme::Call, AsyncArguments::default()),
    };
    Ok(Some(Arrival { scheme, arguments, gas_locked: input.gas_locked }))
}

/// A transaction hash of 32 bytes; any other length counts as none.
fn hash(bytes: &Bytes) -> B256 {
    B256::try_from(bytes.as_ref()).unwrap_or_default()
}
