//! What a virtual machine tells the suite about itself.

use crate::{Account, Contract, TestError, TestOutcome, Value, World};
use core::fmt::Debug;
use cross_vm::{decode_items, encode_items};
use vm_core::{AccountRef, Bytes, CallInput, DataForm, GasUnit, U256};

/// The contracts that a side deploys.
#[derive(Clone, Debug)]
pub struct Party {
    /// Keeps a value, is re-entered, and fails in every way.
    pub subject: Contract,
    /// Calls, and hands on failures.
    pub forwarder: Contract,
    /// Calls, and outlives failures.
    pub fallible: Contract,
    /// Makes contracts.
    pub deployer: Contract,
}

/// How an operation that re-enters ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// With its results.
    Return,
    /// With a message.
    Fail,
    /// With a trap.
    Trap,
}

/// What a subject can be asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Sets the value.
    Store(u64),
    /// Adds to the value, returns it, and takes native value and tokens.
    Add(u64),
    /// Returns the value.
    Read,
    /// Does nothing.
    Empty,
    /// Writes, and gives up with a message.
    Fail(&'static str),
    /// Writes, and traps.
    Trap,
    /// Writes, and uses up its gas.
    Burn,
    /// A function that does not exist.
    Missing,
    /// Writes `first`, calls, reads what the call left, writes `last`; returns what it read.
    Reenter {
        /// Written before the call.
        first: u64,
        /// Written behind the call.
        last: u64,
        /// Who is called.
        to: AccountRef,
        /// With what, in any form.
        input: CallInput,
        /// How it ends.
        end: End,
    },
}

/// How a caller calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A failure is handed on.
    Strict,
    /// A failure is a result; with a gas limit in the caller's unit, or all that is left.
    Fallible(Option<u64>),
    /// Read-only.
    Static,
    /// The callee's code on the caller's account.
    Delegate,
    /// The caller fails after the call.
    ThenFail,
}

/// A call that a caller is asked to make.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// Who is called.
    pub to: AccountRef,
    /// With what, in the caller's form.
    pub input: CallInput,
    /// With how much native value; the caller gets as much with its own call.
    pub value: U256,
    /// How.
    pub mode: Mode,
}

impl Outgoing {
    /// A call without value.
    #[must_use]
    pub fn new(to: impl Into<AccountRef>, input: CallInput, mode: Mode) -> Self {
        Self { to: to.into(), input, value: U256::ZERO, mode }
    }
}

/// What a caller made of a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Whether the callee succeeded, as far as the caller can tell.
    pub is_success: bool,
    /// The callee's results.
    pub items: Vec<Bytes>,
    /// The callee's message, where the caller gets one.
    pub message: String,
}

impl Answer {
    /// The last result as a number.
    #[must_use]
    pub fn number(&self) -> Option<u64> {
        let number = U256::try_from_be_slice(self.items.last()?)?;
        u64::try_from(number).ok()
    }

    /// The results in return data that a caller of the blob form got.
    pub(crate) fn of_blob(is_success: bool, data: &Bytes, callee: DataForm) -> Self {
        if !is_success {
            let error = crate::SolidityAbi::default().decode_error(data, &NoAccounts);
            let message = match error.map(|(_, values)| values) {
                Some(values) => match values.as_slice() {
                    [Value::Text(text)] => text.clone(),
                    _ => String::new(),
                },
                None => String::new(),
            };
            return Self { is_success, items: vec![data.clone()], message };
        }
        let items = match callee {
            DataForm::Function => decode_items(data).unwrap_or_default(),
            DataForm::Blob => vec![data.clone()],
        };
        Self { is_success, items, message: String::new() }
    }
}

/// Errors of the standard kinds hold no addresses.
#[derive(Debug)]
struct NoAccounts;

impl crate::Accounts for NoAccounts {
    fn of_address(&self, address: &vm_core::Address) -> AccountRef {
        AccountRef { address: *address, ..AccountRef::default() }
    }

    fn of_face(&self, face: vm_core::EvmAddress) -> AccountRef {
        AccountRef { face, ..AccountRef::default() }
    }
}

/// An attempt to write under a static call.
#[derive(Clone, Debug)]
pub struct Write {
    /// What is written.
    pub what: &'static str,
    /// At which contract.
    pub at: AccountRef,
    /// With what, in the callee's form.
    pub input: CallInput,
}

/// A virtual machine, as the suite drives it.
pub trait PairSide: Debug + Send + Sync {
    /// Its short name.
    fn name(&self) -> &'static str;

    /// The form of its input and output.
    fn form(&self) -> DataForm;

    /// The unit of its gas.
    fn unit(&self) -> GasUnit;

    /// Whether calls of it can nest as deep as frames allow.
    fn is_deep(&self) -> bool;

    /// Whether a contract of it that catches a callee's failure can read why. Production shows a WASM
    /// caller nothing of a failed WASM or system callee.
    fn reads_failure_of(&self, callee: &dyn PairSide) -> bool;

    /// Whether its contracts reach built-in functions at the callee's contracts. A call between two
    /// Ethereum contracts is Ethereum's, whatever its data says.
    fn sends_tokens_to(&self, callee: &dyn PairSide) -> bool;

    /// Deploys its contracts; the second side of a pair has index 1.
    ///
    /// # Errors
    /// [`TestError`] when a contract is missing or fails.
    fn deploy(&self, world: &mut World, owner: &Account, index: usize) -> Result<Party, TestError>;

    /// Input of an operation of the subject, in the side's own form.
    ///
    /// # Errors
    /// [`TestError::Abi`] when the contract does not have it.
    fn input(
        &self,
        world: &World,
        party: &Party,
        operation: &Operation,
    ) -> Result<CallInput, TestError>;

    /// Contract, function and arguments by which the side makes a call.
    fn outgoing<'a>(
        &self,
        party: &'a Party,
        call: &Outgoing,
    ) -> (&'a Contract, &'static str, Vec<Value>);

    /// What the side made of a call to a callee of a form.
    fn answer(&self, outcome: &TestOutcome, mode: Mode, callee: DataForm) -> Answer;

    /// Everything that it can be asked to write.
    ///
    /// # Errors
    /// [`TestError::Abi`] when a contract lacks a function.
    fn writes(&self, world: &World, party: &Party, to: &Account) -> Result<Vec<Write>, TestError>;

    /// Input by which its deployer makes a contract; `None` where it has none.
    ///
    /// # Errors
    /// [`TestError::Abi`] when a contract lacks a function.
    fn deployment(&self, world: &World, party: &Party) -> Result<Option<CallInput>, TestError>;

    /// The value that its subject keeps.
    ///
    /// # Errors
    /// [`TestError`] when the query fails.
    fn value(&self, world: &mut World, party: &Party) -> Result<u64, TestError>;
}

/// Input in a caller's form. Towards the blob form nothing is lost: a selector is the function's name,
/// and what follows it one argument.
#[must_use]
pub fn for_form(input: &CallInput, form: DataForm) -> CallInput {
    match (input, form) {
        (CallInput::Function { name, arguments }, DataForm::Blob) => {
            if name.is_empty() && arguments.is_empty() {
                return CallInput::default();
            }
            let items: Vec<Bytes> = core::iter::once(name).chain(arguments).cloned().collect();
            CallInput::CallData(encode_items(&items))
        }
        (CallInput::CallData(data), DataForm::Function) => match data.split_first_chunk::<4>() {
            Some((selector, rest)) => {
                let name = alloy_primitives::hex::encode(selector);
                let arguments = if rest.is_empty() { Vec::new() } else { vec![data.slice(4..)] };
                CallInput::function(&name, arguments)
            }
            None => CallInput::function("", Vec::new()),
        },
        (CallInput::Function { .. }, DataForm::Function)
        | (CallInput::CallData(_), DataForm::Blob) => input.clone(),
    }
}

/// Function and arguments of input in the function form.
pub(crate) fn function_parts(input: &CallInput) -> (Bytes, Vec<Bytes>) {
    match for_form(input, DataForm::Function) {
        CallInput::Function { name, arguments } => (name, arguments),
        CallInput::CallData(data) => (Bytes::new(), vec![data]),
    }
}

/// Call data of input in the blob form.
pub(crate) fn blob(input: &CallInput) -> Bytes {
    match for_form(input, DataForm::Blob) {
        CallInput::CallData(data) => data,
        CallInput::Function { name, .. } => name,
    }
}
