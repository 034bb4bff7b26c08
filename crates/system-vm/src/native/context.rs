//! What a native contract works with.

use super::HostFuse;
use crate::built_in::{BuiltInCall, account_of, find_built_in};
use crate::error::NativeError;
use account_map::EvmForms;
use num_bigint::BigUint;
use std::sync::Arc;
use vm_core::{
    AccountRef, Address, BlockInfo, Bytes, CallOutcome, CallRequest, CallScheme, CallType,
    Environment, Fault, GasKey, HaltReason, Journal, LogEntry, Release, Session, TokenTransfer,
    U256, VmCall, VmType,
};

/// One running call of a native contract: its input, its gas, and the session.
#[derive(Debug)]
pub struct NativeContext {
    session: Box<Session>,
    call: VmCall,
    function: Bytes,
    arguments: Vec<Bytes>,
    gas_left: u64,
    message: Vec<u8>,
    fuse: Option<HostFuse>,
    handed_on: Option<Bytes>,
}

impl NativeContext {
    pub(crate) fn new(
        session: Box<Session>,
        call: VmCall,
        (function, arguments): (Bytes, Vec<Bytes>),
        fuse: Option<HostFuse>,
    ) -> Self {
        let gas_left = call.gas;
        let (message, handed_on) = (Vec::new(), None);
        Self { session, call, function, arguments, gas_left, message, fuse, handed_on }
    }

    /// Every host call begins here: a test may have it fail.
    pub(crate) fn host_call(&self) -> Result<(), NativeError> {
        self.fuse.as_ref().map_or(Ok(()), HostFuse::count)
    }

    /// The session, what the body said beside its results, and the revert data that it hands on.
    pub(crate) fn into_parts(self) -> (Box<Session>, Vec<u8>, Option<Bytes>) {
        (self.session, self.message, self.handed_on)
    }

    /// Ends the frame as a contract that it called ended: with that one's revert data, and with the gas
    /// that is left.
    pub(crate) fn hand_on(&mut self, revert_data: Bytes) -> NativeError {
        self.handed_on = Some(revert_data);
        NativeError::refused("")
    }

    /// Who calls.
    #[must_use]
    pub const fn caller(&self) -> &AccountRef {
        &self.call.caller
    }

    /// The contract's own account.
    #[must_use]
    pub const fn callee(&self) -> &AccountRef {
        &self.call.callee
    }

    /// Native value that came with the call; already in the contract's account.
    #[must_use]
    pub const fn value(&self) -> U256 {
        self.call.value
    }

    /// Tokens that came with the call; already in the contract's account.
    #[must_use]
    pub fn tokens(&self) -> &[TokenTransfer] {
        &self.call.tokens
    }

    /// The function that is called.
    #[must_use]
    pub const fn function(&self) -> &Bytes {
        &self.function
    }

    /// The arguments.
    #[must_use]
    pub fn arguments(&self) -> &[Bytes] {
        &self.arguments
    }

    /// An argument; empty where there is none.
    #[must_use]
    pub fn argument(&self, index: usize) -> Bytes {
        self.arguments.get(index).cloned().unwrap_or_default()
    }

    /// An argument as an unsigned number; zero where there is none.
    #[must_use]
    pub fn amount_argument(&self, index: usize) -> BigUint {
        BigUint::from_bytes_be(self.arguments.get(index).map_or(&[], AsRef::as_ref))
    }

    /// Whether writes are refused.
    #[must_use]
    pub const fn is_read_only(&self) -> bool {
        self.call.read_only
    }

    /// Chain, block and transaction.
    #[must_use]
    pub fn environment(&self) -> &Environment {
        &self.session.environment
    }

    /// As [`NativeContext::environment`], beside changes of the journal.
    pub(crate) fn environment_handle(&self) -> Arc<Environment> {
        Arc::clone(&self.session.environment)
    }

    /// The block that is executed.
    #[must_use]
    pub fn block(&self) -> &BlockInfo {
        &self.session.environment.block
    }

    /// The journal. A system contract has protocol authority, so it may write any account; a
    /// read-only frame refuses every write here too.
    pub const fn journal(&mut self) -> &mut Journal {
        &mut self.session.journal
    }

    /// Gas that is left, in MultiversX units.
    #[must_use]
    pub const fn gas_left(&self) -> u64 {
        self.gas_left
    }

    /// Takes gas, and lets the interrupt handle in: a loop that charges for each round can be stopped.
    ///
    /// # Errors
    /// [`NativeError::Halted`] when there is not enough; a fault, when the node asked to stop.
    pub fn charge(&mut self, gas: u64) -> Result<(), NativeError> {
        self.host_call()?;
        self.session.poll_interrupt()?;
        self.gas_left = self
            .gas_left
            .checked_sub(gas)
            .ok_or_else(|| NativeError::halted(HaltReason::OutOfGas, "not enough gas"))?;
        Ok(())
    }

    /// As [`NativeContext::charge`], with a message of the contract's own.
    ///
    /// # Errors
    /// As [`NativeContext::charge`].
    pub fn charge_or(&mut self, gas: u64, message: &'static str) -> Result<(), NativeError> {
        self.charge(gas).map_err(|error| match error {
            NativeError::Halted { reason: HaltReason::OutOfGas, .. } => {
                NativeError::halted(HaltReason::OutOfGas, message)
            }
            other @ (NativeError::Halted { .. }
            | NativeError::Refused(_)
            | NativeError::Fault(_)) => other,
        })
    }

    /// Says something beside the results: the outcome's message is all that was said, with what a
    /// failure says last, joined by `@` (`mx-chain-go:vm/systemSmartContracts/eei.go`).
    pub fn say(&mut self, message: impl AsRef<[u8]>) {
        append(&mut self.message, message.as_ref());
    }

    /// The account that an address argument means: 32 bytes, or the 20 bytes of a face, which is
    /// what Solidity has. None for any other length.
    ///
    /// # Errors
    /// A fault, when committed state cannot be read.
    pub fn account_argument(&mut self, index: usize) -> Result<Option<AccountRef>, NativeError> {
        self.host_call()?;
        account_of(&mut self.session.journal, self.arguments.get(index))
    }

    /// A value of the contract's own storage; empty when there is none.
    ///
    /// # Errors
    /// A fault, when committed state cannot be read.
    pub fn storage(&mut self, key: &[u8]) -> Result<Bytes, NativeError> {
        self.host_call()?;
        Ok(self.session.journal.storage(&self.call.callee, key)?.value)
    }

    /// A value of another contract's storage; empty when there is none.
    ///
    /// # Errors
    /// A fault, when committed state cannot be read.
    pub fn storage_of(&mut self, address: &Address, key: &[u8]) -> Result<Bytes, NativeError> {
        self.host_call()?;
        let account = self.session.journal.reference(address);
        Ok(self.session.journal.storage(&account, key)?.value)
    }

    /// Writes to the contract's own storage; an empty value deletes the key.
    ///
    /// # Errors
    /// The journal's refusal, or a fault.
    pub fn set_storage(&mut self, key: &[u8], value: Bytes) -> Result<(), NativeError> {
        self.host_call()?;
        self.session.journal.set_storage(&self.call.callee, key, value)?;
        Ok(())
    }

    /// Writes a log.
    ///
    /// # Errors
    /// The journal's refusal.
    pub fn log(&mut self, entry: LogEntry) -> Result<(), NativeError> {
        self.host_call()?;
        self.session.journal.log(entry)?;
        Ok(())
    }

    /// Pays native value out of the contract's account.
    ///
    /// # Errors
    /// The journal's refusal, or a fault.
    pub fn transfer(&mut self, to: &AccountRef, value: U256) -> Result<(), NativeError> {
        self.host_call()?;
        let callee = self.call.callee;
        self.session.journal.transfer(&callee, to, value)?;
        Ok(())
    }

    /// Calls any contract, or built-in function, through the dispatcher. The contract is the caller;
    /// a read-only frame stays read-only. The gas limit is taken from what is left, and what the
    /// callee leaves comes back. A callee's failure is in the outcome.
    ///
    /// Sending value costs what it costs a WASM contract; a limit of all that is left is of what is
    /// left then. No gas comes with value but the limit.
    ///
    /// # Errors
    /// [`NativeError::Halted`] when the gas limit is more than what is left, or a fault.
    pub fn call(&mut self, request: CallRequest) -> Result<CallOutcome, NativeError> {
        self.host_call()?;
        let rest = self.gas_left.checked_sub(request.gas);
        if !request.value.is_zero() && !request.scheme.keeps_context() && rest.is_some() {
            let schedule = &self.session.environment.rules.gas_schedule;
            self.charge(schedule.cost(GasKey::TransferValue))?;
        }
        let gas = if rest.is_some() { request.gas.min(self.gas_left) } else { request.gas };
        self.charge(gas)?;
        let request = CallRequest {
            caller: self.call.callee,
            gas,
            read_only: request.read_only || self.call.read_only,
            ..request
        };
        let is_native = request.code.address.vm_type() == Some(VmType::SYSTEM);
        let mut outcome = self.dispatch(request)?;
        // Only `system_call` shares the gas of a system contract that fails.
        if is_native && !outcome.status.is_success() {
            outcome.gas_left = 0;
        }
        self.gas_left = self.gas_left.saturating_add(outcome.gas_left);
        Ok(outcome)
    }

    /// Calls another system contract, as production's contracts call each other: both use one gas
    /// counter, so that a callee that fails burns no more than it used; the call is in the logs;
    /// and what the callee says stands before what this contract has said.
    ///
    /// # Errors
    /// The journal's refusal of the log, or a fault. A callee's failure is in the outcome.
    pub fn system_call(
        &mut self,
        callee: &Address,
        function: &'static str,
        arguments: Vec<Bytes>,
        value: U256,
    ) -> Result<CallOutcome, NativeError> {
        let callee = self.session.journal.reference(callee);
        let request = self.system_request(self.call.callee, callee, function, arguments);
        self.run_system("ExecuteOnDestContext", CallRequest { value, ..request })
    }

    /// What the body has said so far.
    pub(super) const fn message(&mut self) -> &mut Vec<u8> {
        &mut self.message
    }

    /// Makes a call with all gas, and takes back what it leaves.
    pub(crate) fn dispatch_all(
        &mut self,
        request: CallRequest,
    ) -> Result<CallOutcome, NativeError> {
        self.host_call()?;
        let gas = core::mem::take(&mut self.gas_left);
        let outcome = self.dispatch(CallRequest { gas, ..request })?;
        self.gas_left = outcome.gas_left;
        Ok(outcome)
    }

    fn dispatch(&mut self, request: CallRequest) -> Result<CallOutcome, Fault> {
        dispatch(&mut self.session, request)
    }

    /// Runs a built-in function in this frame, as the ESDT contract does: at no cost, and with tokens
    /// that come from nowhere.
    pub(crate) fn protocol_call(
        &mut self,
        function: &'static str,
        destination: AccountRef,
        arguments: &[Bytes],
    ) -> Result<(), NativeError> {
        self.host_call()?;
        // What the contract asks for is there in whatever release it does.
        let built_in = find_built_in(function.as_bytes(), Release::Barnard)
            .ok_or(Fault::Invariant("the ESDT contract calls known functions"))?;
        let session = &mut *self.session;
        let mut call = BuiltInCall {
            journal: &mut session.journal,
            schedule: &session.environment.rules.gas_schedule,
            function: &Bytes::from_static(function.as_bytes()),
            arguments,
            caller: self.call.callee,
            callee: destination,
            scheme: CallScheme::Call,
            name_services: &[],
            metadata_keeper: None,
            environment: &session.environment,
            is_protocol: true,
            cost: 0,
            gas_left: 0,
            output: Vec::new(),
            follow_up: None,
        };
        if built_in.is_internal && call.is_elsewhere()? {
            return call.send_on(CallType::DirectCall);
        }
        built_in.run(&mut call)
    }
}

/// Moves a session into the dispatcher and out again. An empty one stands in meanwhile; nobody looks at it.
pub(crate) fn dispatch(
    session: &mut Box<Session>,
    request: CallRequest,
) -> Result<CallOutcome, Fault> {
    let dispatcher = Arc::clone(&session.dispatcher);
    let stand_in = Session::new(
        Arc::clone(session.journal.hook()),
        Arc::new(EvmForms::default()),
        Arc::clone(&session.environment),
        Arc::clone(&session.dispatcher),
        session.interrupt.clone(),
    );
    let moved = core::mem::replace(session, stand_in);
    let (moved, result) = dispatcher.call(moved, request);
    *session = moved;
    result
}

/// Joins a message to what was said before.
pub(super) fn append(said: &mut Vec<u8>, message: &[u8]) {
    if !said.is_empty() && !message.is_empty() {
        said.push(b'@');
    }
    said.extend_from_slice(message);
}
