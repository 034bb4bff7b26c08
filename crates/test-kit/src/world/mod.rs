//! The world of a test: accounts, contracts of every VM, and one state.

mod book;
mod builder;
mod call;
mod deploy;
mod read;
mod seen;

pub(crate) use book::{Book, StateAccounts};
pub use builder::WorldBuilder;
pub use call::Call;
pub use deploy::DeployOptions;
pub use seen::SeenBalances;

use crate::{Abi, Account, Artifacts, Contract, TestError, TestOutcome, Value};
use runtime::{
    BlockContext, EpochOutcome, ExecuteOptions, ExecutionError, Message, Runtime,
    TransactionProcessor,
};
use std::sync::Arc;
use system_vm::EpochEnd;
use vm_core::{AccountRef, Address, AddressForms, CallInput, EvmAddress, GasUnit, U256, VmType};
use world::{World as Committed, WorldAccount, WorldState};

/// Gas limit of a call that names none, in `MultiversX` units.
const GAS_MULTIVERSX: u64 = 600_000_000;
/// Gas limit of a call that names none, in EVM units.
const GAS_ETHEREUM: u64 = 15_000_000;

/// A chain in memory, for tests.
///
/// Every call is a transaction without fee: what it changes is committed when it succeeds.
#[derive(Debug)]
pub struct World {
    runtime: Arc<Runtime>,
    state: Arc<Committed>,
    block: BlockContext,
    book: Arc<Book>,
    artifacts: Artifacts,
    natives: Vec<Contract>,
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl World {
    /// A world on the default configuration, with the contracts of this repository at hand.
    ///
    /// # Panics
    /// When the default configuration cannot be built, which is a broken project.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test cannot go on without its world")]
    pub fn new() -> Self {
        Self::builder().build().expect("the default configuration")
    }

    /// Starts a world on another configuration.
    #[must_use]
    pub fn builder() -> WorldBuilder {
        WorldBuilder::default()
    }

    /// A `MultiversX` account with funds. Its address is its name, filled up with `_`.
    pub fn account(&mut self, name: &str, balance: impl Into<U256Like>) -> Account {
        let mut bytes = [b'_'; Address::LENGTH];
        bytes.iter_mut().zip(name.bytes()).for_each(|(to, from)| *to = from);
        self.insert(name, Address(bytes), balance.into().0)
    }

    /// An account born in the EVM with funds. Its face is the hash of its name.
    pub fn evm_account(&mut self, name: &str, balance: impl Into<U256Like>) -> Account {
        let face = EvmAddress::from_word(alloy_primitives::keccak256(name));
        let address = self.runtime.forms().of_face(face).address;
        self.insert(name, address, balance.into().0)
    }

    fn insert(&mut self, name: &str, address: Address, balance: U256) -> Account {
        let mut account = WorldAccount::default();
        account.data.balance = balance;
        self.state.update(|state| state.insert(address, account));
        let reference = self.runtime.forms().of_address(&address);
        Arc::make_mut(&mut self.book).add(name, reference)
    }

    /// A handle of a contract that is there already, for instance one that another contract made.
    pub fn attach(&mut self, name: &str, account: impl Into<AccountRef>, abi: Abi) -> Contract {
        let reference = account.into();
        let vm_type = self
            .state
            .read(|state| state.account(&reference.address).and_then(|it| it.data.code.vm_type))
            .or(reference.address.vm_type());
        let contract = Contract {
            name: name.to_owned(),
            reference,
            vm_type: vm_type.unwrap_or(VmType::SPACE),
            abi: Arc::new(abi),
        };
        Arc::make_mut(&mut self.book).add_contract(contract)
    }

    /// A contract by its name.
    ///
    /// # Errors
    /// [`TestError::UnknownContract`] when there is none.
    pub fn contract(&self, name: &str) -> Result<Contract, TestError> {
        let found = self.book.contract_by_name(name).cloned();
        found.ok_or_else(|| TestError::UnknownContract(name.to_owned()))
    }

    /// The native test contracts that every world has: two of the same kind.
    #[must_use]
    pub fn natives(&self) -> &[Contract] {
        &self.natives
    }

    /// Starts a call of a function by name, with typed arguments.
    pub fn call<'a>(
        &'a mut self,
        from: impl Into<AccountRef>,
        to: &Contract,
        function: &str,
        arguments: Vec<Value>,
    ) -> Call<'a> {
        Call::typed(self, from.into(), to, function, arguments)
    }

    /// Starts a call with input as it goes over the wire.
    pub fn call_raw<'a>(
        &'a mut self,
        from: impl Into<AccountRef>,
        to: impl Into<AccountRef>,
        input: CallInput,
    ) -> Call<'a> {
        Call::raw(self, from.into(), to.into(), input)
    }

    /// Starts a plain transfer.
    pub fn transfer<'a>(
        &'a mut self,
        from: impl Into<AccountRef>,
        to: impl Into<AccountRef>,
        value: impl Into<U256Like>,
    ) -> Call<'a> {
        Call::raw(self, from.into(), to.into(), CallInput::default()).value(value)
    }

    /// Calls a function for its answer only: nothing is committed.
    ///
    /// # Errors
    /// [`TestError::Failed`] when the contract fails; [`TestError::Abi`] when the arguments do not
    /// fit; [`TestError::Execution`] when the node is broken.
    pub fn query(
        &mut self,
        contract: &Contract,
        function: &str,
        arguments: Vec<Value>,
    ) -> Result<TestOutcome, TestError> {
        let viewer = self.runtime.forms().of_address(&Address([0x76; Address::LENGTH]));
        let call = Call::typed(self, viewer, contract, function, arguments);
        call.dry().run()?.or_failed()
    }

    /// Executes a transaction of any kind, and commits what it changes.
    ///
    /// # Errors
    /// [`TestError::Execution`] when it is invalid or the node is broken.
    pub fn execute(
        &mut self,
        transaction: &dyn TransactionProcessor,
    ) -> Result<runtime::Outcome, TestError> {
        let outcome = self.run(transaction, true)?;
        self.state.apply(&outcome.change);
        Ok(outcome)
    }

    /// Ends an epoch in the present block, which is the first of the next, and commits what it changes.
    ///
    /// # Errors
    /// [`TestError::Execution`] when the node is broken.
    pub fn end_epoch(&mut self, end: &EpochEnd) -> Result<EpochOutcome, TestError> {
        let options = ExecuteOptions::default();
        let outcome = self.runtime.end_epoch(&self.state, &self.block, end, &options);
        let outcome = outcome.map_err(ExecutionError::Fault)?;
        self.state.apply(&outcome.change);
        Ok(outcome)
    }

    fn run(
        &self,
        transaction: &dyn TransactionProcessor,
        trace: bool,
    ) -> Result<runtime::Outcome, TestError> {
        let options = ExecuteOptions { trace, ..ExecuteOptions::default() };
        Ok(self.runtime.execute(&self.state, &self.block, transaction, &options)?)
    }

    fn run_message(
        &self,
        message: &Message,
        trace: bool,
        commit: bool,
    ) -> Result<runtime::Outcome, TestError> {
        let outcome = self.run(message, trace)?;
        if commit {
            self.state.apply(&outcome.change);
        }
        Ok(outcome)
    }

    /// A world of its own with the same state, contracts and block.
    #[must_use]
    pub fn fork(&self) -> Self {
        Self {
            runtime: Arc::clone(&self.runtime),
            state: Arc::new(Committed::with_state(self.state())),
            block: self.block.clone(),
            book: Arc::clone(&self.book),
            artifacts: self.artifacts.clone(),
            natives: self.natives.clone(),
        }
    }

    /// The whole committed state, to be compared as one value.
    #[must_use]
    pub fn state(&self) -> WorldState {
        self.state.state()
    }

    /// Changes the state outside of transactions.
    pub fn update<T>(&mut self, change: impl FnOnce(&mut WorldState) -> T) -> T {
        self.state.update(change)
    }

    /// The block that the next calls are in.
    pub const fn block_mut(&mut self) -> &mut BlockContext {
        &mut self.block
    }

    /// The folder of built contracts.
    #[must_use]
    pub const fn artifacts(&self) -> &Artifacts {
        &self.artifacts
    }

    /// The runtime.
    #[must_use]
    pub const fn runtime(&self) -> &Arc<Runtime> {
        &self.runtime
    }

    fn accounts(&self) -> StateAccounts {
        StateAccounts { state: Arc::clone(&self.state), forms: **self.runtime.forms() }
    }

    /// The gas limit of a call that names none.
    fn gas_limit(vm_type: Option<VmType>) -> (GasUnit, u64) {
        if vm_type == Some(VmType::EVM) {
            (GasUnit::Ethereum, GAS_ETHEREUM)
        } else {
            (GasUnit::MultiversX, GAS_MULTIVERSX)
        }
    }
}

/// An amount: any integer, or a `U256`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct U256Like(pub U256);

macro_rules! amounts {
    ($($kind:ty),*) => {$(
        impl From<$kind> for U256Like {
            fn from(amount: $kind) -> Self {
                Self(U256::from(amount))
            }
        }
    )*};
}

amounts!(u8, u16, u32, u64, u128, U256);
