//! A plain message: a call or a creation without nonce, fee or signature.

use crate::transaction::{Processed, TransactionProcessor};
use crate::{Fees, GasReport, InvalidTransaction};
use alloy_primitives::B256;
use executor_evm::EvmVm;
use vm_core::{
    AccountRef, Address, Arrival, BlockInfo, Bytes, CallInput, CallOutcome, CallRequest,
    CallScheme, CreateRequest, CreateScheme, Dispatcher, Fault, GasUnit, Journal, Moved, Session,
    SpecId, TokenTransfer, TransactionInfo, U256, VirtualMachine, VmType,
};

/// Where a message goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// To an account.
    Call(Address),
    /// To a new contract.
    Create {
        /// The VM of the contract.
        vm_type: VmType,
        /// A WASM module or EVM init code.
        code: Bytes,
        /// Code metadata of a WASM contract.
        metadata: [u8; 2],
        /// How the address is derived.
        scheme: CreateScheme,
    },
}

/// A call or creation as scenarios, queries and `VmExecutionHandler` make it: the node, or the step,
/// has done nonce and fee already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Who sends.
    pub from: Address,
    /// Where it goes.
    pub destination: Destination,
    /// Native value.
    pub value: U256,
    /// Tokens that the node, or the step, has moved to the destination for this call.
    pub tokens: Vec<TokenTransfer>,
    /// Function and arguments, or call data. A creation takes the arguments.
    pub input: CallInput,
    /// Gas limit in the unit of the destination's VM; in MultiversX units for a message from another shard.
    pub gas_limit: u64,
    /// Gas price that contracts read.
    pub gas_price: u64,
    /// The sender's nonce before the transaction, for the address of a new contract; the sender's
    /// present nonce when absent.
    pub nonce: Option<u64>,
    /// Whether writes are refused.
    pub read_only: bool,
    /// Hash of the transaction.
    pub hash: B256,
    /// Hash of the first transaction of a chain of results; zero where this one begins it.
    pub original_hash: B256,
    /// Hash that contracts read as the previous transaction's; zero for none.
    pub previous_hash: B256,
    /// How the message came from another shard: its value comes from there, too. Absent for messages of
    /// this shard.
    pub arrival: Option<Arrival>,
    /// Whether it brings back what another shard did not take.
    pub is_return: bool,
}

impl Default for Message {
    fn default() -> Self {
        Self {
            from: Address::ZERO,
            destination: Destination::Call(Address::ZERO),
            value: U256::ZERO,
            tokens: Vec::new(),
            input: CallInput::default(),
            gas_limit: 0,
            gas_price: 0,
            nonce: None,
            read_only: false,
            hash: B256::ZERO,
            original_hash: B256::ZERO,
            previous_hash: B256::ZERO,
            arrival: None,
            is_return: false,
        }
    }
}

impl TransactionProcessor for Message {
    fn hash(&self) -> B256 {
        self.hash
    }

    fn info(&self, journal: &mut Journal, _block: &BlockInfo) -> TransactionInfo {
        TransactionInfo {
            origin: journal.forms_of(&self.from),
            gas_price: self.gas_price,
            evm_gas_price: U256::from(self.gas_price),
            hash: self.hash,
            previous_hash: self.previous_hash,
            original_hash: if self.original_hash.is_zero() {
                self.hash
            } else {
                self.original_hash
            },
            is_return: self.is_return,
            arrival: self.arrival.clone().map(Box::new),
            ..TransactionInfo::default()
        }
    }

    fn process(
        &self,
        mut session: Box<Session>,
        dispatcher: &dyn Dispatcher,
    ) -> Moved<Result<Processed, InvalidTransaction>> {
        // Gas travels between shards in MultiversX units, whoever runs the message.
        let unit = match self.arrival {
            Some(_) => Ok(GasUnit::MultiversX),
            None => unit(&mut session, &self.destination, &self.input),
        };
        let unit = match unit {
            Ok(unit) => unit,
            Err(fault) => return (session, Err(fault)),
        };
        let (session, result) = run(session, dispatcher, self, unit);
        let processed = result.map(|ran| {
            Ok(Processed {
                gas: ran.report(self.gas_limit),
                call: ran.call,
                created: ran.created,
                fees: Fees::default(),
            })
        });
        (session, processed)
    }

    fn with_gas_limit(&self, gas_limit: u64) -> Box<dyn TransactionProcessor> {
        Box::new(Self { gas_limit, ..self.clone() })
    }
}

/// How a message ran.
pub(crate) struct Ran {
    pub(crate) call: CallOutcome,
    pub(crate) created: Option<Address>,
    pub(crate) unit: GasUnit,
    pub(crate) refunded: u64,
}

impl Ran {
    pub(crate) fn report(&self, limit: u64) -> GasReport {
        let used = limit.saturating_sub(self.call.gas_left);
        GasReport { unit: self.unit, limit, used, refunded: self.refunded }
    }
}

/// Runs a message, whose gas counts in `unit`, as the first frame of the session's transaction, and
/// gives back what an EVM root has earned.
pub(crate) fn run(
    session: Box<Session>,
    dispatcher: &dyn Dispatcher,
    message: &Message,
    unit: GasUnit,
) -> Moved<Ran> {
    let (session, result) = start(session, dispatcher, message, unit);
    let mut ran = match result {
        Ok(ran) => ran,
        Err(fault) => return (session, Err(fault)),
    };
    let used = message.gas_limit.saturating_sub(ran.call.gas_left);
    ran.refunded = capped_refund(&session.journal, earned(&ran.call), used);
    ran.call.gas_left = ran.call.gas_left.saturating_add(ran.refunded);
    (session, Ok(ran))
}

/// As [`run`], without refund.
pub(crate) fn start(
    mut session: Box<Session>,
    dispatcher: &dyn Dispatcher,
    message: &Message,
    unit: GasUnit,
) -> Moved<Ran> {
    match &message.destination {
        Destination::Call(to) => {
            let request = call_request(&mut session.journal, message, to);
            let (session, result) = dispatcher.call(session, request);
            (session, result.map(|call| Ran { call, created: None, unit, refunded: 0 }))
        }
        Destination::Create { .. } => create(session, dispatcher, message, unit),
    }
}

/// The unit in which a message as the first frame counts.
pub(crate) fn unit(
    session: &mut Session,
    destination: &Destination,
    input: &CallInput,
) -> Result<GasUnit, Fault> {
    match destination {
        Destination::Create { vm_type, .. } => Ok(unit_of(session, Some(*vm_type), true)),
        Destination::Call(to) => {
            let account = session.journal.reference(to);
            call_unit(session, &account, input)
        }
    }
}

/// The unit in which a call as the first frame counts: that of the VM which runs it. Built-in
/// functions count in `MultiversX` gas wherever they are called, in call data too where no contract of
/// the EVM takes it first, and where no code is, call data is Ethereum's.
fn call_unit(
    session: &mut Session,
    account: &AccountRef,
    input: &CallInput,
) -> Result<GasUnit, Fault> {
    if asks_built_in(session, account, input)? {
        return Ok(GasUnit::MultiversX);
    }
    let is_function = matches!(input, CallInput::Function { .. });
    // A precompile has no code, but its address says whose it is.
    let of_address = || account.address.vm_type().filter(|it| is_function && *it == VmType::EVM);
    let vm_type = session.journal.vm_type(account)?.or_else(of_address);
    Ok(unit_of(session, vm_type, is_function))
}

fn unit_of(session: &Session, vm_type: Option<VmType>, is_function: bool) -> GasUnit {
    match vm_type {
        Some(vm_type) => session.dispatcher.gas_unit(vm_type).unwrap_or(GasUnit::MultiversX),
        None if is_function => GasUnit::MultiversX,
        None => GasUnit::Ethereum,
    }
}

/// Whether the dispatcher gives the call to a built-in function.
fn asks_built_in(
    session: &mut Session,
    account: &AccountRef,
    input: &CallInput,
) -> Result<bool, Fault> {
    let named = match input {
        CallInput::Function { name, .. } => return Ok(session.is_built_in(name)),
        CallInput::CallData(data) => cross_vm::first_item(data),
    };
    if !named.is_some_and(|name| session.is_built_in(&name)) {
        return Ok(false);
    }
    let is_precompile = EvmVm.is_precompile(session, account);
    Ok(!is_precompile && session.journal.vm_type(account)? != Some(VmType::EVM))
}

fn call_request(journal: &mut Journal, message: &Message, to: &Address) -> CallRequest {
    let callee = journal.reference(to);
    let scheme = match &message.arrival {
        Some(arrival) => arrival.scheme,
        None if message.read_only => CallScheme::Static,
        None => CallScheme::Call,
    };
    CallRequest {
        scheme,
        caller: journal.reference(&message.from),
        callee,
        code: callee,
        value: message.value,
        tokens: message.tokens.clone(),
        input: message.input.clone(),
        gas: message.gas_limit,
        read_only: message.read_only,
    }
}

fn create(
    mut session: Box<Session>,
    dispatcher: &dyn Dispatcher,
    message: &Message,
    unit: GasUnit,
) -> Moved<Ran> {
    let Destination::Create { vm_type, code, metadata, scheme } = &message.destination else {
        return (session, Err(Fault::Invariant("a creation has code")));
    };
    let creator = session.journal.reference(&message.from);
    let nonce = match message.nonce {
        Some(nonce) => Ok(nonce),
        None => session.journal.nonce(&creator),
    };
    let nonce = match nonce {
        Ok(nonce) => nonce,
        Err(fault) => return (session, Err(fault)),
    };
    let arguments = match &message.input {
        CallInput::Function { arguments, .. } => arguments.clone(),
        CallInput::CallData(data) if data.is_empty() => Vec::new(),
        CallInput::CallData(data) => vec![data.clone()],
    };
    let request = CreateRequest {
        vm_type: *vm_type,
        creator,
        code: code.clone(),
        metadata: *metadata,
        arguments,
        value: message.value,
        scheme: *scheme,
        gas: message.gas_limit,
        read_only: message.read_only,
        transaction_nonce: Some(nonce),
    };
    let (session, result) = dispatcher.create(session, request);
    let ran = result.map(|made| Ran { call: made.call, created: made.address, unit, refunded: 0 });
    (session, ran)
}

/// The refund counter at the end of a root: nothing after a failure, or where it does not count in EVM gas.
pub(crate) fn earned(call: &CallOutcome) -> u64 {
    if call.status.is_success() { u64::try_from(call.refund).unwrap_or(0) } else { 0 }
}

/// What of a refund counter is given back: at most a fifth of the gas used, a half before London
/// (EIP-3529).
pub(crate) fn capped_refund(journal: &Journal, counted: u64, used: u64) -> u64 {
    let quotient = if journal.fork().is_enabled_in(SpecId::LONDON) { 5 } else { 2 };
    counted.min(used.checked_div(quotient).unwrap_or(0))
}
