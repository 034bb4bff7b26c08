//! The virtual machine of native contracts.

use super::context::append;
use super::contract::{AnyContract, admit};
use super::{ContractTable, HostFuse, NativeContext, NativeContract};
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
    contracts: BTreeMap<Address, Arc<dyn AnyContract>>,
    fuse: Option<HostFuse>,
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
        self.0.contracts.insert(address, Arc::new(contract));
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
        let account = |(address, contract): (&Address, &Arc<dyn AnyContract>)| {
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
        self.contracts.values().map(|contract| contract.table()).collect()
    }

    /// The contract that runs at an account: its own, or the one whose address the account has as code.
    fn contract(
        &self,
        session: &mut Session,
        account: &AccountRef,
    ) -> Result<Arc<dyn AnyContract>, NativeError> {
        let mut found = self.contracts.get(&account.address);
        if found.is_none() {
            let code = session.journal.code(account)?;
            found = Address::from_slice(&code.bytes).and_then(|it| self.contracts.get(&it));
        }
        found.cloned().ok_or_else(|| NativeError::halted(HaltReason::ContractNotFound, ""))
    }

    /// The contract, and the place in its table of the endpoint that may run.
    fn admit(
        &self,
        session: &mut Session,
        call: &VmCall,
        function: &[u8],
    ) -> Result<(Arc<dyn AnyContract>, usize), NativeError> {
        session.poll_interrupt()?;
        if call.scheme.keeps_context() {
            return Err(NativeError::halted(HaltReason::CrossVmDelegate, ""));
        }
        let contract = self.contract(session, &call.code)?;
        contract.check_address(&call.code.address)?;
        let (index, row) =
            contract.find(function, &session.environment).ok_or_else(|| match function {
                b"_init" => NativeError::refused("cannot call smart contract init function"),
                _ => contract.unknown_endpoint(function),
            })?;
        admit(row, call.read_only, !call.tokens.is_empty())?;
        Ok((contract, index))
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

    fn call(&self, mut session: Box<Session>, mut call: VmCall) -> Moved<CallOutcome> {
        let input = core::mem::take(&mut call.input);
        let CallInput::Function { name, arguments } = input else {
            return (session, Ok(CallOutcome::halt(HaltReason::InvalidCallData)));
        };
        let shares_gas = !call.is_root && call.caller.address.vm_type() == Some(VmType::SYSTEM);
        let (contract, index) = match self.admit(&mut session, &call, &name) {
            Ok(admitted) => admitted,
            Err(error) => {
                let gas_left = if shares_gas { call.gas } else { 0 };
                return (session, failed(error, Vec::new(), gas_left));
            }
        };
        let mut context = NativeContext::new(session, call, (name, arguments), self.fuse.clone());
        let result = contract.run(index, &mut context);
        let gas_left = context.gas_left();
        let (session, said) = context.into_parts();
        let outcome = match result {
            Ok(items) => Ok(CallOutcome {
                data: ReturnData::Items(items),
                message: Bytes::from(said),
                ..CallOutcome::success(gas_left)
            }),
            Err(error) => failed(error, said, if shares_gas { gas_left } else { 0 }),
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
/// contract too: those use one gas counter, as in production.
fn failed(error: NativeError, said: Vec<u8>, gas_left: u64) -> Result<CallOutcome, Fault> {
    let outcome = error.into_outcome()?;
    let mut message = said;
    append(&mut message, &outcome.message);
    Ok(CallOutcome { message: Bytes::from(message), gas_left, ..outcome })
}
