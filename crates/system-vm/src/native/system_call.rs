//! Calls between system contracts, and contracts that a system contract makes of another
//! (`mx-chain-go:vm/systemSmartContracts/eei.go`).

use super::NativeContext;
use super::context::append;
use crate::error::NativeError;
use vm_core::{
    AccountRef, Address, Bytes, CallInput, CallOutcome, CallRequest, CallScheme, Code, LogEntry,
    ReturnData, Status, U256, VmType,
};

/// Metadata of a contract that a system contract makes: readable, and nothing else.
const READABLE: [u8; 2] = [4, 0];

/// A contract to make of another, and the call that initializes it.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// The native contract of which it is made.
    pub template: Address,
    /// Where it shall lie.
    pub address: Address,
    /// Whom its account tells as owner.
    pub owner: Address,
    /// In whose name the call is made.
    pub deployer: AccountRef,
    /// The function that initializes.
    pub function: &'static str,
    /// Its arguments.
    pub arguments: Vec<Bytes>,
    /// What this contract gives to it.
    pub value: U256,
}

impl NativeContext {
    /// As [`NativeContext::system_call`] in a name that need not be the contract's own, of a contract
    /// that has to be a system contract and has to succeed. Gives its results. In another's name no
    /// value can go along.
    ///
    /// # Errors
    /// The callee's failure, the journal's refusal of the log, or a fault.
    pub(crate) fn expect_system_call(
        &mut self,
        caller: &AccountRef,
        callee: &Address,
        function: &'static str,
        arguments: Vec<Bytes>,
        value: U256,
    ) -> Result<Vec<Bytes>, NativeError> {
        let callee = self.journal().reference(callee);
        if self.journal().code(&callee)?.vm_type != Some(VmType::SYSTEM) {
            return Err(NativeError::refused("missing system smart contract on selected address"));
        }
        let value = if caller.address == self.callee().address { value } else { U256::ZERO };
        let request = self.system_request(*caller, callee, function, arguments);
        let outcome = self.run_system("ExecuteOnDestContext", CallRequest { value, ..request })?;
        results(outcome)
    }

    /// Makes a contract of another, and initializes it.
    ///
    /// The value of a call is its caller's: it goes by way of the deployer's account.
    ///
    /// # Errors
    /// The new contract's failure, the journal's refusal, or a fault.
    pub(crate) fn deploy(&mut self, deployment: Deployment) -> Result<(), NativeError> {
        self.host_call()?;
        let Deployment { template, address, owner, deployer, function, arguments, value } =
            deployment;
        let account = self.journal().reference(&address);
        let mut native = self.journal().native(&account)?;
        native.metadata = READABLE;
        native.owner = Some(owner);
        self.journal().set_native(&account, native)?;
        let code = Code::new(VmType::SYSTEM, Bytes::copy_from_slice(template.as_slice()));
        self.journal().set_code(&account, code)?;
        self.transfer(&deployer, value)?;
        let request = self.system_request(deployer, account, function, arguments);
        let outcome = self.run_system("DeploySmartContract", CallRequest { value, ..request })?;
        results(outcome).map(drop)
    }

    /// Writes to the storage of another contract; an empty value deletes the key.
    pub(crate) fn set_storage_of(
        &mut self,
        address: &Address,
        key: &[u8],
        value: Bytes,
    ) -> Result<(), NativeError> {
        self.host_call()?;
        let account = self.journal().reference(address);
        self.journal().set_storage(&account, key, value)?;
        Ok(())
    }

    /// Whether a contract's frame made this call, in whosever name.
    pub(crate) fn is_called_by(&mut self, address: &Address) -> bool {
        let below = self.journal().frames().iter().rev().nth(1);
        below.is_some_and(|frame| frame.callee.address == *address)
    }

    /// A call of all gas, without value.
    pub(super) fn system_request(
        &self,
        caller: AccountRef,
        callee: AccountRef,
        function: &'static str,
        arguments: Vec<Bytes>,
    ) -> CallRequest {
        CallRequest {
            scheme: CallScheme::Call,
            caller,
            callee,
            code: callee,
            value: U256::ZERO,
            tokens: Vec::new(),
            input: CallInput::function(function, arguments),
            gas: self.gas_left(),
            read_only: self.is_read_only(),
        }
    }

    /// Logs a call and makes it. What the callee says stands before what this contract has said.
    pub(super) fn run_system(
        &mut self,
        kind: &'static str,
        request: CallRequest,
    ) -> Result<CallOutcome, NativeError> {
        if !self.is_read_only() {
            self.log_system_call(kind, &request)?;
        }
        let outcome = self.dispatch_all(request)?;
        let said = core::mem::replace(self.message(), outcome.message_text().to_vec());
        append(self.message(), &said);
        Ok(outcome)
    }

    fn log_system_call(
        &mut self,
        kind: &'static str,
        request: &CallRequest,
    ) -> Result<(), NativeError> {
        let CallInput::Function { name, arguments } = &request.input else {
            return Ok(());
        };
        let mut data = vec![Bytes::from_static(kind.as_bytes()), name.clone()];
        data.extend_from_slice(arguments);
        let is_deployment = kind == "DeploySmartContract";
        let sender = if is_deployment { self.callee() } else { &request.caller };
        let address = sender.address;
        let value = Bytes::from(request.value.to_be_bytes_trimmed_vec());
        let callee = Bytes::copy_from_slice(request.callee.address.as_slice());
        self.log(LogEntry {
            identifier: Bytes::from_static(b"transferValueOnly"),
            address,
            topics: vec![value, callee],
            data,
        })
    }
}

/// The results of a call that has to succeed. What the callee said is said.
fn results(outcome: CallOutcome) -> Result<Vec<Bytes>, NativeError> {
    match outcome.status {
        Status::Success => Ok(match outcome.data {
            ReturnData::Items(items) => items,
            ReturnData::Blob(_) => Vec::new(),
        }),
        Status::Revert => Err(NativeError::refused("")),
        Status::Halt(reason) => Err(NativeError::Halted { reason, message: Bytes::new() }),
    }
}
