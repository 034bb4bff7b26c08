//! The virtual machine of native contracts.

use super::context::append;
use super::contract::{AnyContract, admit};
use super::{ContractTable, HostFuse, NativeContext, NativeContract};
use crate::abi::{Selector, error_string, selector};
use crate::error::NativeError;
use std::collections::BTreeMap;
use std::sync::Arc;
use vm_core::{
    AccountData, AccountRef, Address, Bytes, CallInput, CallOutcome, Code, CreateOutcome,
    CreateRequest, DataForm, Fault, GasUnit, HaltReason, Moved, ReturnData, Session,
    VirtualMachine, VmCall, VmType,
};

/// The system VM: a registry of native contracts by address. A contract runs at every account that has
/// its address as code, too.
#[derive(Clone, Debug, Default)]
pub struct SystemVm {
    contracts: BTreeMap<Address, Registered>,
    fuse: Option<HostFuse>,
}

/// A contract with what Solidity calls its functions by.
#[derive(Clone, Debug)]
struct Registered {
    contract: Arc<dyn AnyContract>,
    /// In the blob form, the selector of each row.
    selectors: Vec<Selector>,
}

/// Collects the contracts of a [`SystemVm`].
#[derive(Clone, Debug, Default)]
pub struct SystemVmBuilder(SystemVm);

/// The account of a native contract as a chain starts with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenesisAccount {
    /// Where the contract lies.
    pub address: Address,
    /// Its code, which is its name.
    pub data: AccountData,
    /// Its storage ([`NativeContract::genesis`]).
    pub storage: Vec<(Bytes, Bytes)>,
}

impl SystemVmBuilder {
    /// Registers a contract; a later one at the same address replaces the earlier.
    #[must_use]
    pub fn contract(mut self, contract: impl NativeContract) -> Self {
        let address = NativeContract::address(&contract);
        let contract: Arc<dyn AnyContract> = Arc::new(contract);
        let selectors = match contract.data_form() {
            DataForm::Function => Vec::new(),
            DataForm::Blob => contract.table().rows.iter().map(|row| selector(row.name)).collect(),
        };
        self.0.contracts.insert(address, Registered { contract, selectors });
        self
    }

    /// Takes the contract at an address out again, if there is one.
    #[must_use]
    pub fn without(mut self, address: &Address) -> Self {
        self.0.contracts.remove(address);
        self
    }

    /// Sets what lets a host call fail; for tests.
    #[must_use]
    pub fn fuse(mut self, fuse: HostFuse) -> Self {
        self.0.fuse = Some(fuse);
        self
    }

    /// The VM.
    #[must_use]
    pub fn build(self) -> SystemVm {
        self.0
    }
}

impl SystemVm {
    /// Starts without contracts.
    #[must_use]
    pub fn builder() -> SystemVmBuilder {
        SystemVmBuilder::default()
    }

    /// The accounts that the state must have before the first call, one for each contract, in
    /// address order. An account has the contract's name as code.
    #[must_use]
    pub fn genesis(&self) -> Vec<GenesisAccount> {
        let account = |(address, Registered { contract, .. }): (&Address, &Registered)| {
            debug_assert_eq!(contract.address(), *address);
            let name = Bytes::from_static(contract.name().as_bytes());
            let data =
                AccountData { code: Code::new(VmType::SYSTEM, name), ..AccountData::default() };
            GenesisAccount { address: *address, data, storage: contract.genesis() }
        };
        self.contracts.iter().map(account).collect()
    }

    /// The tables of all contracts, in address order.
    #[must_use]
    pub fn tables(&self) -> Vec<ContractTable> {
        self.contracts.values().map(|it| it.contract.table()).collect()
    }

    /// The contract that runs at an account: its own, or the one whose address the account has as code.
    fn contract(
        &self,
        session: &mut Session,
        account: &AccountRef,
    ) -> Result<&Registered, NativeError> {
        let mut found = self.contracts.get(&account.address);
        if found.is_none() {
            let code = session.journal.code(account)?;
            found = Address::from_slice(&code.bytes).and_then(|it| self.contracts.get(&it));
        }
        found.ok_or_else(|| NativeError::halted(HaltReason::ContractNotFound, ""))
    }

    /// The contract, and the place in its table of the endpoint that may run.
    fn admit(
        &self,
        session: &mut Session,
        call: &VmCall,
        input: CallInput,
    ) -> Result<Admitted, NativeError> {
        session.poll_interrupt()?;
        if call.scheme.keeps_context() {
            return Err(NativeError::halted(HaltReason::CrossVmDelegate, ""));
        }
        let registered = self.contract(session, &call.code)?;
        let contract = &registered.contract;
        contract.check_address(&call.code.address)?;
        let (function, arguments) = match input {
            CallInput::Function { name, arguments } => (name, arguments),
            CallInput::CallData(data) => registered.read_call_data(&data)?,
        };
        let (index, row) = contract.find(&function, &session.environment).ok_or_else(|| {
            match function.as_ref() {
                b"_init" => NativeError::refused("cannot call smart contract init function"),
                _ => contract.unknown_endpoint(&function),
            }
        })?;
        admit(row, call.read_only, !call.tokens.is_empty())?;
        Ok(Admitted { contract: Arc::clone(contract), index, function, arguments })
    }
}

/// An endpoint that may run, and its input.
struct Admitted {
    contract: Arc<dyn AnyContract>,
    index: usize,
    function: Bytes,
    arguments: Vec<Bytes>,
}

impl Registered {
    /// Function and argument that Solidity's call data means.
    fn read_call_data(&self, data: &Bytes) -> Result<(Bytes, Vec<Bytes>), NativeError> {
        let (found, _) = data
            .split_first_chunk()
            .ok_or_else(|| NativeError::halted(HaltReason::InvalidCallData, ""))?;
        let index = self.selectors.iter().position(|selector| selector == found);
        let rows = self.contract.table().rows;
        let row = index
            .and_then(|index| rows.get(index))
            .ok_or_else(|| self.contract.unknown_endpoint(found))?;
        let argument = data.slice(found.len()..);
        Ok((Bytes::from_static(row.name.as_bytes()), vec![argument]))
    }
}

impl VirtualMachine for SystemVm {
    fn vm_type(&self) -> VmType {
        VmType::SYSTEM
    }

    fn gas_unit(&self) -> GasUnit {
        GasUnit::MultiversX
    }

    fn data_form(&self) -> DataForm {
        DataForm::Function
    }

    fn data_form_of(&self, code: &AccountRef) -> DataForm {
        self.contracts.get(&code.address).map_or(DataForm::Function, |it| it.contract.data_form())
    }

    fn call(&self, mut session: Box<Session>, mut call: VmCall) -> Moved<CallOutcome> {
        let input = core::mem::take(&mut call.input);
        let form = match &input {
            CallInput::Function { .. } => DataForm::Function,
            CallInput::CallData(_) => DataForm::Blob,
        };
        let shares_gas = !call.is_root && call.caller.address.vm_type() == Some(VmType::SYSTEM);
        let Admitted { contract, index, function, arguments } =
            match self.admit(&mut session, &call, input) {
                Ok(admitted) => admitted,
                Err(error) => {
                    let gas_left = if shares_gas { call.gas } else { 0 };
                    return (session, failed(error, Vec::new(), gas_left, form));
                }
            };
        let mut context =
            NativeContext::new(session, call, (function, arguments), self.fuse.clone());
        let result = contract.run(index, &mut context);
        let gas_left = context.gas_left();
        let (session, said, handed_on) = context.into_parts();
        let outcome = match (result, handed_on) {
            (Ok(items), _) => Ok(CallOutcome {
                data: match form {
                    DataForm::Function => ReturnData::Items(items),
                    DataForm::Blob => ReturnData::Blob(items.concat().into()),
                },
                message: Bytes::from(said),
                ..CallOutcome::success(gas_left)
            }),
            (Err(NativeError::Refused(_)), Some(data)) => {
                let revert = CallOutcome::revert(Bytes::from(said), gas_left);
                Ok(CallOutcome { data: ReturnData::Blob(data), ..revert })
            }
            (Err(error), _) => failed(error, said, if shares_gas { gas_left } else { 0 }, form),
        };
        (session, outcome)
    }

    /// Native contracts are part of the program; none is made at run time.
    fn create(&self, session: Box<Session>, _request: CreateRequest) -> Moved<CreateOutcome> {
        let outcome =
            CreateOutcome { call: CallOutcome::halt(HaltReason::ContractInvalid), address: None };
        (session, Ok(outcome))
    }
}

/// A frame that failed, after what its body said. It burns its gas, but for a caller that is a system
/// contract too: those use one gas counter, as in production; and but for a failure that it hands on.
fn failed(
    error: NativeError,
    said: Vec<u8>,
    gas_left: u64,
    form: DataForm,
) -> Result<CallOutcome, Fault> {
    let outcome = error.into_outcome()?;
    let mut message = said;
    append(&mut message, &outcome.message);
    let mut outcome = CallOutcome { message: Bytes::from(message), gas_left, ..outcome };
    if form == DataForm::Blob && matches!(outcome.data, ReturnData::Items(_)) {
        outcome.data = ReturnData::Blob(error_string(&outcome.message_text()));
    }
    Ok(outcome)
}
