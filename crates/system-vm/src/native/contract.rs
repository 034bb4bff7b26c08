//! What a native contract is: an address, a name, and a table of endpoints.

use super::endpoint::{Check, Endpoint, EndpointRow};
use super::{Accepts, NativeContext};
use crate::error::{NativeError, Refusal};
use core::fmt::Debug;
use std::collections::BTreeSet;
use vm_core::{Address, Bytes, DataForm, Environment, Fault, HaltReason};

/// What an endpoint gives: its results in order.
pub type NativeResult = Result<Vec<Bytes>, NativeError>;

/// A contract written in Rust.
///
/// It holds configuration and no state: whatever it reads or writes is in the context's journal.
pub trait NativeContract: Debug + Send + Sync + Sized + 'static {
    /// Where it lies. Its bytes 8..10 name the system VM.
    fn address(&self) -> Address;

    /// Its name, which is what its account has as code.
    fn name(&self) -> &'static str;

    /// Its endpoints. In the blob form a name is a Solidity signature, and the one argument is the call
    /// data behind the selector; the one result is return data.
    fn endpoints() -> &'static [Endpoint<Self>];

    /// The form in which it is called: a function with arguments, or Solidity's call data.
    fn data_form(&self) -> DataForm {
        DataForm::Function
    }

    /// Whether an activation flag that a row names is on. Every flag is, unless the contract's
    /// configuration or the epoch says otherwise.
    fn is_enabled(&self, flag: &'static str, environment: &Environment) -> bool {
        let _ = (flag, environment);
        true
    }

    /// The storage with which a chain starts: what production's `_init` writes in the genesis block.
    /// Keys and values; no value is empty.
    fn genesis(&self) -> Vec<(Bytes, Bytes)> {
        Vec::new()
    }

    /// What a call of an endpoint that is not there ends with.
    fn unknown_endpoint(&self, function: &[u8]) -> NativeError {
        let _ = function;
        NativeError::halted(HaltReason::FunctionNotFound, "invalid method to call")
    }

    /// Whether the contract answers at an address at which it runs: its own, or one that was made of it.
    ///
    /// # Errors
    /// What every call there is refused with.
    fn check_address(&self, called: &Address) -> Result<(), NativeError> {
        let _ = called;
        Ok(())
    }

    /// What the contract says when the gas does not cover the charge of a row.
    fn out_of_gas_message(&self) -> &'static str {
        "not enough gas"
    }
}

/// What can be known of a contract without running it.
#[derive(Clone, Debug)]
pub struct ContractTable {
    /// The contract's name.
    pub name: &'static str,
    /// Where it lies.
    pub address: Address,
    /// Whether it only answers at the addresses of the contracts that are made of it.
    pub is_template: bool,
    /// The form in which it is called.
    pub data_form: DataForm,
    /// Its endpoints, in the order of its table.
    pub rows: Vec<&'static EndpointRow>,
}

impl ContractTable {
    /// The table of a contract.
    #[must_use]
    pub fn of<C: NativeContract>(contract: &C) -> Self {
        let rows = C::endpoints().iter().map(|it| &it.row);
        let address = contract.address();
        let is_template = contract.check_address(&address).is_err();
        let data_form = contract.data_form();
        Self { name: contract.name(), address, is_template, data_form, rows: rows.collect() }
    }
}

/// A contract of any type, as the registry holds it.
pub(super) trait AnyContract: Debug + Send + Sync {
    fn address(&self) -> Address;
    fn name(&self) -> &'static str;
    fn data_form(&self) -> DataForm;
    fn table(&self) -> ContractTable;
    fn genesis(&self) -> Vec<(Bytes, Bytes)>;
    fn unknown_endpoint(&self, function: &[u8]) -> NativeError;
    fn check_address(&self, called: &Address) -> Result<(), NativeError>;
    /// The place in the table of an active endpoint, and its row.
    fn find(
        &self,
        function: &[u8],
        environment: &Environment,
    ) -> Option<(usize, &'static EndpointRow)>;
    /// Makes the checks of the row at a place, and runs its body.
    fn run(&self, index: usize, context: &mut NativeContext) -> NativeResult;
}

impl<C: NativeContract> AnyContract for C {
    fn address(&self) -> Address {
        NativeContract::address(self)
    }

    fn name(&self) -> &'static str {
        NativeContract::name(self)
    }

    fn data_form(&self) -> DataForm {
        NativeContract::data_form(self)
    }

    fn table(&self) -> ContractTable {
        ContractTable::of(self)
    }

    fn genesis(&self) -> Vec<(Bytes, Bytes)> {
        NativeContract::genesis(self)
    }

    fn unknown_endpoint(&self, function: &[u8]) -> NativeError {
        NativeContract::unknown_endpoint(self, function)
    }

    fn check_address(&self, called: &Address) -> Result<(), NativeError> {
        NativeContract::check_address(self, called)
    }

    fn find(
        &self,
        function: &[u8],
        environment: &Environment,
    ) -> Option<(usize, &'static EndpointRow)> {
        let mut rows = C::endpoints().iter().map(|it| &it.row).enumerate();
        rows.find(|(_, row)| row.name.as_bytes() == function).filter(|(_, row)| {
            row.is_active(&environment.rules)
                && row.flag.is_none_or(|flag| self.is_enabled(flag, environment))
        })
    }

    fn run(&self, index: usize, context: &mut NativeContext) -> NativeResult {
        let endpoint =
            C::endpoints().get(index).ok_or(Fault::Invariant("a found endpoint has a row"))?;
        for check in endpoint.row.checks {
            match check {
                Check::Guard => endpoint.guard.map_or(Ok(()), |guard| guard(self, context))?,
                Check::Gas => {
                    let costs = &context.environment().rules.gas_schedule.metachain_system;
                    let gas = endpoint.row.charge.of(costs);
                    context.charge_or(gas, self.out_of_gas_message())?;
                }
                Check::Arguments | Check::Value | Check::Duplicates => {
                    check_row(&endpoint.row, *check, context)?
                }
            }
        }
        (endpoint.run)(self, context)
    }
}

fn check_row(row: &EndpointRow, check: Check, context: &NativeContext) -> Result<(), NativeError> {
    match check {
        Check::Arguments if !row.takes(context.arguments().len()) => Err(row.wrong_count.into()),
        Check::Value if row.accepts == Accepts::Nothing && !context.value().is_zero() => {
            Err(row.wrong_value.into())
        }
        Check::Duplicates if has_twice(context.arguments()) => Err(Refusal::Duplicates.into()),
        Check::Arguments | Check::Value | Check::Gas | Check::Guard | Check::Duplicates => Ok(()),
    }
}

fn has_twice(arguments: &[Bytes]) -> bool {
    let mut seen = BTreeSet::new();
    !arguments.iter().all(|argument| seen.insert(argument))
}

/// What is refused in any contract, before the checks of the row: delegation, writing where only
/// reading is allowed, and tokens.
pub(super) fn admit(
    row: &EndpointRow,
    is_read_only: bool,
    has_tokens: bool,
) -> Result<(), NativeError> {
    if is_read_only && !row.is_pure {
        return Err(NativeError::halted(HaltReason::ReadOnlyViolation, ""));
    }
    if has_tokens && row.accepts != Accepts::ValueAndTokens {
        return Err(NativeError::refused("cannot transfer ESDT to system SCs"));
    }
    Ok(())
}
